"""A made-up ward's knowledge with facts planted in it that residents must never read.

Each fact has a mark that stands nowhere else: not in a name, not in a question of the tests. What
a mark stands in is for officials only (`OFFICIAL`) or for all staff (`STAFF`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from knowledge.situations import Situation, Way
from knowledge.types import (
    Aspect,
    Audience,
    Channel,
    Deadline,
    Document,
    Duration,
    Duty,
    Fee,
    Guide,
    Indicator,
    LegalRef,
    Locator,
    Neighbour,
    Note,
    Paper,
    Plan,
    PlanPassage,
    Procedure,
    Record,
    Source,
    Submission,
    Unit,
    Verified,
)

PLACE = "phường Bến Gỗ"
SOURCE = Source(
    title="Sổ mẫu của phường",
    url="https://example.vn/so-mau",
    as_of=date(2026, 7, 1),
    verified=Verified.PORTAL,
)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A record that holds planted facts, and how people would ask for them."""

    record: Record
    marks: tuple[str, ...]
    name: str
    """What the record is called; no mark stands in it."""
    asks: tuple[str, ...]
    """Questions that the facts answer, each of which names the subject."""
    parts: tuple[str, ...] = ()
    """What is asked on, once the subject is discussed."""

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return self.record.audience

    @property
    def id(self) -> str:
        """Code or id: not to be shown to others, either."""
        return self.record.code if isinstance(self.record, Procedure) else self.record.id


def _procedure(
    number: int, name: str, marks: tuple[str, str, str, str], audience: Audience
) -> Subject:
    """Plant a fee, a form, a step and a place."""
    fee, form, step, place = marks
    record = Procedure(
        code=f"nb-{number:03d}",
        name=name,
        audience=audience,
        place=f"Phòng {place}",
        submissions=(
            Submission(
                channel=Channel.COUNTER,
                durations=(Duration(count=5, unit=Unit.WORKING_DAY),),
                fees=(Fee(amount_vnd=int(fee.replace(".", ""))),),
            ),
        ),
        papers=(Paper(name=f"Phiếu {name.lower()}", form=form, originals=1),),
        steps=(f"Ghi vào sổ {step}", "Trình lãnh đạo phường ký"),
        source=SOURCE,
    )
    lower = name[0].lower() + name[1:]
    return Subject(
        record=record,
        marks=marks,
        name=name,
        asks=(
            f"lệ phí {lower} bao nhiêu",
            f"{lower} cần giấy tờ gì",
            f"các bước {lower}",
            f"{lower} nộp ở đâu",
        ),
        parts=("lệ phí bao nhiêu", "cần giấy tờ gì", "các bước thế nào", "nộp ở đâu"),
    )


def _guide(id_: str, title: str, marks: tuple[str, str], audience: Audience) -> Subject:
    """Plant a step and a warning."""
    step, warning = marks
    record = Guide(
        id=id_,
        title=title,
        audience=audience,
        summary=f"anh/chị mở phần mềm nội bộ rồi chọn mục {step}",
        steps=("Mở phần mềm nội bộ", f"Chọn mục {step}"),
        warnings=(f"không đưa mã {warning} cho ai",),
        source=SOURCE,
    )
    lower = title[0].lower() + title[1:]
    asks = (f"hướng dẫn {lower}", f"{lower} làm thế nào")
    return Subject(record=record, marks=marks, name=title, asks=asks, parts=("các bước thế nào",))


def _at(line: int, section: str = "Phụ lục") -> Locator:
    return Locator(section=section, line_from=line)


def _plan(
    year: int,
    targets: dict[str, str],
    duties: dict[str, str],
    due: dict[str, str],
    texts: dict[str, str],
    number: str,
) -> Subject:
    """Plant targets, duties, deadlines, passages and the number of the plan."""
    id_ = f"ben-go-noi-bo-{year}"
    record = Plan(
        id=id_,
        title=f"Kế hoạch chuyển đổi số nội bộ năm {year}",
        place=PLACE,
        year=year,
        audience=Audience.OFFICIAL,
        number=f"{number}-NB",
        issued=date(year - 1, 12, 20),
        indicators=tuple(
            Indicator(
                id=f"{id_}#i{n}", name=name, target=f"≥ {mark}", lead="Văn phòng", at=_at(10 + n)
            )
            for n, (name, mark) in enumerate(targets.items())
        ),
        duties=tuple(
            Duty(id=f"{id_}#n{n}", text=f"{what} tại {mark}", lead="Công an phường", at=_at(30 + n))
            for n, (what, mark) in enumerate(duties.items())
        ),
        deadlines=tuple(
            Deadline(id=f"{id_}#h{n}", what=what, due=f"trước ngày {mark}", at=_at(50 + n))
            for n, (what, mark) in enumerate(due.items())
        ),
        passages=tuple(
            PlanPassage(id=f"{id_}#p{n}", text=f"{says} {mark}.", at=_at(70 + n, "Thực hiện"))
            for n, (says, mark) in enumerate(texts.items())
        ),
        source=SOURCE,
    )
    asks = (
        *(f"chỉ tiêu {name.lower()} năm {year} của {PLACE} là bao nhiêu" for name in targets),
        *(f"nhiệm vụ {what.lower()} trong kế hoạch năm {year}" for what in duties),
        *(f"hạn {what.lower()} theo kế hoạch năm {year} là ngày nào" for what in due),
        *(f"{says.lower()} gì trong kế hoạch năm {year}" for says in texts),
        f"kế hoạch năm {year} của {PLACE} số bao nhiêu, ban hành ngày nào",
    )
    marks = (*targets.values(), *duties.values(), *due.values(), *texts.values(), number)
    name = f"Kế hoạch năm {year} của {PLACE}"
    return Subject(
        record=record, marks=marks, name=name, asks=asks, parts=("chỉ tiêu nào", "hạn khi nào")
    )


def _document(id_: str, title: str, texts: dict[str, str], audience: Audience) -> Subject:
    """Plant passages; each sentence goes on with its mark."""
    record = Document(
        id=id_,
        title=title,
        number="77/TL-NB",
        audience=audience,
        passages=tuple(
            PlanPassage(id=f"{id_}#p{n}", text=f"{says} {mark}.", at=_at(5 + n, "Quy định"))
            for n, (says, mark) in enumerate(texts.items())
        ),
        source=SOURCE,
    )
    asks = tuple(f"{says.lower()} gì" for says in texts)
    return Subject(record=record, marks=tuple(texts.values()), name=title, asks=asks)


OFFICIAL = Audience.OFFICIAL
STAFF = Audience.STAFF
SUBJECTS: tuple[Subject, ...] = (
    _procedure(
        1, "Cấp phát máy tính công vụ", ("713.501", "QV71", "LAMDA-16", "KAPPA-12"), OFFICIAL
    ),
    _procedure(2, "Thanh lý xe ô tô công", ("824.617", "QV72", "LAMDA-26", "KAPPA-22"), OFFICIAL),
    _procedure(3, "Mượn phòng lưu trữ mật", ("935.723", "QV73", "LAMDA-36", "KAPPA-32"), OFFICIAL),
    _procedure(
        4, "Duyệt kịch bản diễn tập an ninh", ("146.839", "QV74", "LAMDA-46", "KAPPA-42"), OFFICIAL
    ),
    _procedure(
        5, "Cử người trực chốt đêm giao thừa", ("257.941", "QV75", "LAMDA-56", "KAPPA-52"), OFFICIAL
    ),
    _guide("g-kho-khoa", "Mở kho khóa số điện tử", ("SIGMA-61", "TAURUS-62"), OFFICIAL),
    _guide("g-camera", "Xem lại camera phòng họp", ("SIGMA-71", "TAURUS-72"), OFFICIAL),
    _guide("g-hop-kin", "Gọi họp kín qua mạng nội bộ", ("SIGMA-81", "TAURUS-82"), OFFICIAL),
    _plan(
        2027,
        {
            "Tỷ lệ hồ sơ mật số hóa": "61,37%",
            "Tỷ lệ camera tuyến phố kết nối": "62,48%",
            "Tỷ lệ cán bộ dùng chữ ký số cá nhân": "63,59%",
        },
        {"Kiểm tra đột xuất quán nét": "OMEGA-81", "Rà soát máy chủ dự phòng": "OMEGA-82"},
        {"Báo cáo sự cố lộ dữ liệu": "13/02/2027", "Nộp danh sách nhân sự trực": "17/03/2027"},
        {"Kinh phí dự phòng cho máy chủ lấy từ nguồn": "ORION-85"},
        "915/KH",
    ),
    _plan(
        2028,
        {
            "Tỷ lệ hồ sơ mật số hóa": "71,37%",
            "Tỷ lệ loa thông minh thay loa phường": "72,48%",
            "Tỷ lệ sao lưu dữ liệu hằng đêm": "73,59%",
        },
        {"Lắp thiết bị thu sóng": "OMEGA-91", "Tập huấn ứng cứu máy chủ": "OMEGA-92"},
        {"Báo cáo sự cố lộ dữ liệu": "13/02/2028", "Nghiệm thu đường truyền riêng": "19/05/2028"},
        {"Đơn vị đo kiểm đường truyền riêng là": "ORION-95"},
        "926/KH",
    ),
    _document(
        "quy-che-mat",
        "Quy chế bảo mật nội bộ",
        {
            "Mật khẩu tủ hồ sơ mật của văn phòng là": "PHOENIX-11",
            "Số máy trực ban khi cháy kho lưu trữ là": "0888.131",
            "Người giữ con dấu dự phòng của phường là": "HERON-13",
        },
        OFFICIAL,
    ),
    _document(
        "phuong-an-cuong-che",
        "Phương án cưỡng chế nội bộ",
        {
            "Giờ xuất quân cưỡng chế chợ cóc là": "04h17",
            "Nơi tập kết lực lượng cưỡng chế chợ cóc là": "CYGNUS-22",
            "Mật hiệu của tổ cưỡng chế chợ cóc là": "DELTA-37",
        },
        OFFICIAL,
    ),
    _procedure(21, "Đổi ca trực quầy một cửa", ("368.153", "QV81", "LAMDA-76", "KAPPA-72"), STAFF),
    _guide("g-may-lay-so", "Khởi động lại máy lấy số", ("SIGMA-91", "TAURUS-92"), STAFF),
    _document(
        "noi-quy-quay",
        "Nội quy quầy một cửa",
        {
            "Mật khẩu máy in của quầy là": "PHOENIX-31",
            "Giờ giao ca của quầy là": "11h43",
        },
        STAFF,
    ),
)


def marks_for(audience: Audience) -> frozenset[str]:
    """Return the marks of what is for this audience and not for a lesser one."""
    return frozenset(mark for each in SUBJECTS if each.audience is audience for mark in each.marks)


def forbidden(audience: Audience) -> tuple[str, ...]:
    """Return what a reader must not be shown: marks, codes and names of what is for others."""
    hidden = [each for each in SUBJECTS if each.audience not in audience.may_read()]
    return tuple(word for each in hidden for word in (*each.marks, each.id))


def _public() -> Iterator[Record]:
    """Yield what residents may read: much of it refers to what they may not."""
    laptop = Procedure(
        code="tm-may-tinh",
        name="Đăng ký mượn máy tính thư viện",
        submissions=(Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=11_000),)),),
        papers=(Paper(name="Thẻ đọc sách", originals=1),),
        asked_as=("mượn máy tính", "cấp phát máy tính"),
        distinguish=(
            Neighbour(
                code="nb-001",
                question="Anh/chị hỏi máy của thư viện hay máy của cơ quan?",
                here="Máy thư viện",
                there="Máy cơ quan",
            ),
        ),
        notes=(Note(aspect=Aspect.DOCUMENTS, text="Máy chỉ dùng tại chỗ."),),
        legal_basis=(LegalRef(number="12/QĐ-BG"),),
        decision="12/QĐ-BG",
        source=SOURCE,
    )
    yield laptop
    yield replace(
        laptop,
        code="tm-xe",
        name="Cấp thẻ gửi xe ô tô",
        asked_as=("thanh lý xe", "gửi xe ô tô"),
        distinguish=(
            Neighbour(code="nb-002", question="Xe riêng hay xe công?", here="Riêng", there="Công"),
            Neighbour(code="tm-may-tinh", question="Xe hay máy?", here="Xe", there="Máy"),
        ),
    )
    yield replace(
        laptop,
        code="tm-kho",
        name="Mượn phòng đọc lưu trữ",
        asked_as=("mượn phòng lưu trữ",),
        distinguish=(),
        valid_to=date(2026, 6, 30),
        replaced_by="nb-003",
    )
    yield replace(
        laptop, code="tm-truc", name="Đăng ký trực chốt tự quản", asked_as=(), distinguish=()
    )
    yield Guide(
        id="g-khoa-so",
        title="Mở khóa số điện tử của tủ gửi đồ",
        summary="anh/chị nhập mã trên phiếu gửi đồ",
        steps=("Nhập mã trên phiếu",),
        warnings=("không đưa phiếu cho ai",),
        procedure="nb-004",
        source=SOURCE,
    )
    yield Plan(
        id="ben-go-2026",
        title="Kế hoạch chuyển đổi số năm 2026",
        place=PLACE,
        year=2026,
        number="5/KH-BG",
        issued=date(2026, 1, 5),
        indicators=(
            Indicator(
                id="ben-go-2026#i1",
                name="Tỷ lệ cán bộ dùng chữ ký số cá nhân",
                target="≥ 40%",
                lead="Văn phòng",
                at=_at(12),
            ),
        ),
        passages=(
            PlanPassage(
                id="ben-go-2026#p1",
                text="Tổ công nghệ cộng đồng đến từng nhà hướng dẫn dùng chữ ký số cá nhân.",
                at=_at(20, "Nhiệm vụ"),
            ),
        ),
        source=SOURCE,
    )
    yield Document(
        id="noi-quy-cho",
        title="Nội quy chợ Bến Gỗ",
        passages=(
            PlanPassage(
                id="noi-quy-cho#p1",
                text="Giờ mở cửa chợ Bến Gỗ là 5 giờ sáng.",
                at=_at(3, "Quy định"),
            ),
        ),
        source=SOURCE,
    )


PUBLIC: tuple[Record, ...] = tuple(_public())
RECORDS: tuple[Record, ...] = (*PUBLIC, *(each.record for each in SUBJECTS))

# A situation is for everybody; one of its ways leads where residents may not go.
SITUATION = Situation(
    id="may-tinh",
    asked_as=("máy tính",),
    question="Anh/chị hỏi máy nào?",
    choices=(
        Way(title="Máy thư viện", to="tm-may-tinh", means=("thư viện",)),
        Way(title="Máy cơ quan", to="nb-001", means=("cơ quan",)),
        Way(title="Kho khóa", to="g-kho-khoa", means=("kho",)),
    ),
)
