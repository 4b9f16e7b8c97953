"""Made-up plans of three wards and a city, and an assistant that knows nothing else."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.conversations import Conversation
from bot.dialogue import alone
from bot.types import Act, Answer, Decision, Message
from bot.ward import Ward
from knowledge.store import RecordStore
from knowledge.types import Audience, Deadline, Duty, Indicator, Locator, Plan, Source
from retrieval.build import build_index, open_index
from retrieval.hybrid import HybridRetriever
from tests.conftest import SyllableEncoder

Talk = Callable[..., Any]
TODAY = date(2026, 11, 21)
MARK = "KÍN-404"
SOURCE = Source(title="Kế hoạch mẫu", as_of=date(2026, 7, 1))


def at(line: int, section: str = "I. Mục tiêu › 1. Chợ số") -> Locator:
    """Return a place in a made-up plan."""
    return Locator(section=section, line_from=line, line_to=line)


def make_plan(id_: str, place: str, year: int, **fields: Any) -> Plan:  # noqa: ANN401  # a builder
    """Return a plan of the made-up source."""
    title = f"Kế hoạch chuyển đổi số {place} năm {year}"
    return Plan(**{"id": id_, "title": title, "place": place, "year": year, "source": SOURCE,
                   **fields})  # fmt: skip


GO_2026 = make_plan(
    "ben-go-2026",
    "phường Bến Gỗ, thành phố Mây",
    2026,
    indicators=(
        Indicator(
            id="go26-qr",
            name="Tỷ lệ quầy hàng nhận tiền qua mã QR",
            target="≥ 63%",
            by="tháng 12/2026",
            lead="Ban quản lý chợ đêm",
            support="Tổ công nghệ số cộng đồng",
            differs="Phụ lục ghi 60%.",
            at=at(12),
        ),
        Indicator(
            id="go26-den",
            name="Tỷ lệ đèn đường nối mạng",
            target="41%",
            by="đến hết năm 2026",
            lead="Phòng Kinh tế, Hạ tầng và Đô thị",
            at=at(14),
        ),
        Indicator(
            id="go26-ve",
            name="Tỷ lệ vé đò bán qua điện thoại",
            target="tối thiểu 27%",
            by="đến hết năm 2026",
            at=at(16, "I. Mục tiêu › 2. Bến số"),
        ),
    ),
    duties=(
        Duty(
            id="go26-bt",
            text="Bảo trì đèn đường nối mạng ở bờ sông.",
            lead="Phòng Kinh tế, Hạ tầng và Đô thị",
            support="Công an phường",
            at=at(30, "V. Tổ chức thực hiện › 1. Phòng Kinh tế, Hạ tầng và Đô thị"),
        ),
        Duty(
            id="go26-ca",
            text="Giữ an toàn cho camera ở bến đò.",
            lead="Công an phường",
            at=at(34, "V. Tổ chức thực hiện › 2. Công an phường"),
        ),
    ),
    deadlines=(
        Deadline(
            id="go26-nua",
            what="Báo cáo kết quả 6 tháng",
            due="trước ngày 17/6/2026",
            who="Ban quản lý chợ đêm",
            to="UBND phường Bến Gỗ",
            at=at(40, "V. Tổ chức thực hiện"),
        ),
        Deadline(
            id="go26-nam",
            what="Báo cáo kết quả cả năm",
            due="trước ngày 19/12/2026",
            who="Ban quản lý chợ đêm",
            to="UBND phường Bến Gỗ",
            at=at(41, "V. Tổ chức thực hiện"),
        ),
        Deadline(
            id="go26-so",
            what="Sổ tay khách đi đò",
            due="theo quy định (kế hoạch không ghi ngày)",
            who="Công an phường",
            at=at(43, "V. Tổ chức thực hiện"),
        ),
    ),
)
GO_2025 = make_plan(
    "ben-go-2025",
    "phường Bến Gỗ, thành phố Mây",
    2025,
    indicators=(
        Indicator(
            id="go25-qr",
            name="Tỷ lệ quầy hàng nhận tiền qua mã QR",
            target="38%",
            by="đến hết năm 2025",
            at=at(11),
        ),
    ),
)
MAY_2025 = make_plan(
    "cau-may-2025",
    "phường Cầu Mây, thành phố Mây",
    2025,
    indicators=(
        Indicator(
            id="may25-qr",
            name="Quầy hàng nhận tiền qua mã QR",
            target="51%",
            by="đến hết năm 2025",
            lead="Hội chợ phiên",
            at=at(9),
        ),
        Indicator(
            id="may25-thu",
            name="Hòm thư góp ý trên mạng được trả lời",
            target="77%",
            by="đến hết năm 2025",
            at=at(10),
        ),
    ),
    duties=(
        Duty(
            id="may25-ca",
            text="Dạy người dân khóa ví điện tử.",
            lead="Công an phường",
            at=at(22, "IV. Tổ chức thực hiện › 1. Công an phường"),
        ),
    ),
)
HIDDEN = make_plan(
    "cau-may-2027",
    "phường Cầu Mây, thành phố Mây",
    2027,
    audience=Audience.OFFICIAL,
    indicators=(
        Indicator(
            id="may27-qr",
            name=f"Quầy hàng nhận tiền qua mã QR {MARK}",
            target=f"93% {MARK}",
            lead=f"Đội {MARK}",
            at=at(5, f"Mục {MARK}"),
        ),
    ),
    duties=(Duty(id="may27-ca", text=f"Trực đêm {MARK}.", lead="Công an phường", at=at(6, MARK)),),
)
PLANS = (GO_2026, GO_2025, MAY_2025, HIDDEN)


@pytest.fixture(scope="session")
def plan_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index over the made-up plans."""
    folder = tmp_path_factory.mktemp("plans") / "index"
    build_index(PLANS, folder, encoder=SyllableEncoder())
    return folder


@pytest.fixture
def opened(
    plan_town: Path, syllables: SyllableEncoder
) -> Iterator[tuple[HybridRetriever, RecordStore]]:
    """Return the opened index."""
    retriever, records = open_index(plan_town, encoder=syllables)
    yield retriever, records
    records.close()


@pytest.fixture
def talk(opened: tuple[HybridRetriever, RecordStore]) -> Talk:
    """Return a function that says turns of one conversation and returns the last answer."""
    retriever, records = opened

    async def say(
        *turns: str,
        audience: Audience = Audience.OFFICIAL,
        acts: Mapping[str, Act] | None = None,
    ) -> Answer:
        async def decide(message: Message) -> Decision:
            if act := (acts or {}).get(message.text):
                return Decision(act=act, confidence=0.99)
            return alone(message)

        motcua = Assistant(
            decide=decide,
            retriever=retriever,
            records=records,
            ward=Ward(name="phường Bến Gỗ", province="thành phố Mây"),
            today=lambda: TODAY,
        )
        conversation = Conversation()
        answer: Answer | Decision | None = None
        for turn in turns:
            message = Message(conversation_id="c", text=turn, audience=audience)
            answer = await motcua.reply(message, conversation)
        assert isinstance(answer, Answer)
        return answer

    return say
