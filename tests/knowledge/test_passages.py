"""Cutting records into passages, and the names of places."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from knowledge.load import load
from knowledge.passages import passages_of, place_key
from knowledge.text import clean, fold
from knowledge.types import (
    Aspect,
    Audience,
    Deadline,
    Doubt,
    Duty,
    Guide,
    Indicator,
    Kind,
    Level,
    Locator,
    Note,
    Paper,
    Passage,
    Plan,
    PlanPassage,
    Procedure,
    Source,
)

SOURCE = Source(title="Bản thử", as_of=date(2026, 1, 5))
AT = Locator(section="II › 1. Dịch vụ công")
PROCEDURE = Procedure(
    code="1.000001",
    name="Đăng ký khai sinh",
    domain="Hộ tịch",
    levels=(Level.COMMUNE,),
    audience=Audience.STAFF,
    authority="Ủy ban nhân dân cấp xã",
    asked_as=("làm giấy khai sinh", "con mới đẻ cần làm gì"),
    papers=(Paper(name="Tờ khai", case="sinh tại nhà"),),
    conditions=("Người yêu cầu có mặt",),
    steps=("Nộp hồ sơ",),
    results=("Giấy khai sinh",),
    notes=(Note(aspect=Aspect.FEE, text="Quá hạn vẫn được đăng ký"),),
    apply_within="60 ngày",
    source=SOURCE,
)
GUIDE = Guide(
    id="vneid",
    title="Cài VNeID",
    audience=Audience.PUBLIC,
    asked_as=("tải vneid",),
    summary="Tải từ kho ứng dụng.",
    steps=("Mở kho",),
    warnings=("Không đưa mã OTP",),
    source=SOURCE,
)
PLAN = Plan(
    id="thu-2026",
    title="Kế hoạch thử",
    place="phường Tây Mỗ, thành phố Hà Nội",
    year=2026,
    audience=Audience.OFFICIAL,
    indicators=(
        Indicator(id="thu-2026#i1", name="Hồ sơ số", target="≥ 95%", lead="Văn phòng", at=AT),
    ),
    duties=(Duty(id="thu-2026#d1", text="Tập huấn tổ số.", lead="Phòng Văn hóa", at=AT),),
    deadlines=(Deadline(id="thu-2026#h1", what="Báo cáo", due="trước 05/12", at=AT),),
    passages=(PlanPassage(id="thu-2026#p1", text="Phường có 12 tổ.", at=AT),),
    source=SOURCE,
)


def test_a_procedure_is_its_name_its_everyday_names_and_its_body() -> None:
    passages = passages_of(PROCEDURE)

    assert [(p.id, p.field) for p in passages] == [
        ("1.000001#name", "name"),
        ("1.000001#asked-0", "asked"),
        ("1.000001#asked-1", "asked"),
        ("1.000001#body", "body"),
    ]
    assert [p.text for p in passages[:3]] == [PROCEDURE.name, *PROCEDURE.asked_as]


@pytest.mark.parametrize(
    "words",
    ["Hộ tịch", "Giấy khai sinh", "sinh tại nhà Tờ khai", "Người yêu cầu có mặt", "60 ngày",
     "Quá hạn vẫn được đăng ký", "Ủy ban nhân dân cấp xã", "Nộp hồ sơ"],
)  # fmt: skip
def test_a_procedure_s_body_holds_each_of_its_parts(words: str) -> None:
    assert words in passages_of(PROCEDURE)[-1].text


def test_a_long_body_ends_after_400_words() -> None:
    body = passages_of(replace(PROCEDURE, steps=("từng bước " * 500,)))[-1]

    assert len(body.text.split()) == 400


def test_a_guide_s_body_holds_summary_steps_and_warnings() -> None:
    assert [p.text for p in passages_of(GUIDE)] == [
        "Cài VNeID",
        "tải vneid",
        "Tải từ kho ứng dụng. Mở kho Không đưa mã OTP",
    ]


def test_each_record_of_a_plan_and_each_piece_of_its_text_is_a_passage() -> None:
    passages = passages_of(PLAN)

    assert [(p.id, p.field) for p in passages] == [
        ("thu-2026#i1", "indicator"),
        ("thu-2026#d1", "duty"),
        ("thu-2026#h1", "deadline"),
        ("thu-2026#p1", "text"),
    ]
    assert {(p.place, p.year, p.record_id) for p in passages} == {("tay mo", 2026, "thu-2026")}
    for passage, words in zip(
        passages,
        [
            ("Hồ sơ số", "≥ 95%", "Chủ trì: Văn phòng"),
            ("Tập huấn tổ số.", "Chủ trì: Phòng Văn hóa"),
            ("Báo cáo", "trước 05/12"),
            ("Dịch vụ công", "Phường có 12 tổ."),
        ],
        strict=True,
    ):
        assert [word for word in words if word not in passage.text] == []


@pytest.mark.parametrize(
    "record", [PROCEDURE, GUIDE, PLAN], ids=lambda record: type(record).__name__
)
def test_every_passage_carries_its_record_s_audience(record: Procedure | Guide | Plan) -> None:
    for audience in Audience:
        passages = passages_of(replace(record, audience=audience))
        assert {passage.audience for passage in passages} == {audience}


def test_a_procedure_s_passages_carry_its_levels_and_no_place() -> None:
    assert {(p.levels, p.place, p.year) for p in passages_of(PROCEDURE)} == {
        ((Level.COMMUNE,), "", None)
    }


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("phường Tây Mỗ, thành phố Hà Nội", "tay mo"),
        ("Phường  Lê Đại Hành", "le dai hanh"),
        ("thành phố Hà Nội", "ha noi"),
        ("TP. Hà Nội", "ha noi"),
        ("TP.Hà Nội", "ha noi"),
        ("tp Hà Nội", "ha noi"),
        ("P. Tây Mỗ", "tay mo"),
        ("tỉnh Thanh Hóa", "thanh hoa"),
        ("tỉnh Thanh Hoá", "thanh hoa"),
        ("xã Thanh Trì", "thanh tri"),
        ("phường Trần Phú", "tran phu"),
        ("phường Phố Huế", "pho hue"),
        ("thị trấn Trâu Quỳ", "trau quy"),
        ("thị xã Sơn Tây", "son tay"),
        ("đặc khu Phú Quốc", "phu quoc"),
        ("Tây Mỗ", "tay mo"),
        ("Phú Thọ", "phu tho"),
        ("phường", "phuong"),
        ("", ""),
    ],
)
def test_a_place_s_key_is_its_name_without_the_kind_of_unit(place: str, key: str) -> None:
    assert place_key(place) == key


@pytest.fixture(scope="module")
def curated_passages() -> list[Passage]:
    return [passage for record in load().records for passage in passages_of(record)]


def test_no_two_passages_of_our_data_share_an_id(curated_passages: list[Passage]) -> None:
    times = Counter(passage.id for passage in curated_passages)

    assert [id_ for id_, count in times.items() if count > 1] == []


def test_every_passage_of_our_data_has_clean_words(curated_passages: list[Passage]) -> None:
    assert [p.id for p in curated_passages if not fold(p.text).strip()] == []
    assert [p.id for p in curated_passages if p.text != clean(p.text)] == []


def test_every_plan_passage_of_our_data_can_be_found_by_place_and_year(
    curated_passages: list[Passage],
) -> None:
    plans = [passage for passage in curated_passages if passage.kind is Kind.PLAN]

    assert plans
    assert [p.id for p in plans if not p.place or not p.year] == []


def test_a_record_with_another_procedures_page_is_found_by_its_name_only() -> None:
    misfiled = Procedure(
        code="tm-1",
        name="Cấp thẻ",
        steps=("Bước của thủ tục khác",),
        asked_as=("tên gọi khác",),
        doubts=(Doubt(field="record", reason="page of another procedure"),),
        source=Source(title="Sổ", as_of=date(2026, 7, 1)),
    )

    assert [passage.text for passage in passages_of(misfiled)] == ["Cấp thẻ"]
