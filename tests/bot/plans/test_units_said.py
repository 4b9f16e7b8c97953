"""Units that staff name by shorthand, ask back about, or that a plan does not know."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.compose_plan import Found, without_repeats
from bot.plans.duties import work_of
from bot.plans.follow import sibling
from bot.plans.units import named_unit
from bot.plans.words import subject_of
from bot.types import Status
from knowledge.types import Audience, Duty, Indicator, PlanPassage
from tests.bot.plans.conftest import PLANS, at, make_plan

Talk = Callable[..., Any]
HAMLET = make_plan(
    "xom-chai-2026",
    "phường Xóm Chài, thành phố Mây",
    2026,
    indicators=(
        Indicator(
            id="chai-phao",
            name="Phao cứu sinh có gắn mã QR",
            target="71%",
            lead="Văn phòng HĐND&UBND",
            at=at(4),
        ),
        Indicator(
            id="chai-bep",
            name="Bếp chung có đồng hồ nước điện tử",
            target="52%",
            lead="Phòng Kinh tế - Hạ tầng và Đô thị",
            at=at(5),
        ),
    ),
    duties=(
        Duty(
            id="chai-cu",
            text="Năm 2024 đã treo 9 tấm biển chỉ đường.",
            lead="Phòng Văn hóa - Xã hội",
            at=at(7),
        ),
        Duty(id="chai-moi", text="Dạy bơi cho trẻ.", lead="Phòng Văn hóa - Xã hội", at=at(8)),
    ),
)


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("vhxh làm gì", "phong van hoa xa hoi"),
        ("p vhxh phụ trách gì", "phong van hoa xa hoi"),
        ("vp hđnd chủ trì à", "van phong hdnd"),
        ("ktht đt lo chỉ tiêu nào", "phong kinh te ha tang va do thi"),
    ],
)
def test_staff_may_name_a_unit_by_its_shorthand(said: str, begins: str) -> None:
    unit = named_unit(said, [HAMLET])

    assert unit is not None
    assert unit.is_known
    assert unit.said == begins


@pytest.mark.parametrize("said", ["Đoàn thanh niên có nhiệm vụ gì", "nhiệm vụ của công đoàn"])
def test_a_body_that_no_plan_knows_is_still_seen_as_a_unit(said: str) -> None:
    unit = named_unit(said, [HAMLET])

    assert unit is not None
    assert not unit.is_known


@pytest.mark.parametrize("said", ["hội họp trực tuyến", "trạm biến áp số bao nhiêu"])
def test_what_only_begins_like_a_unit_is_none(said: str) -> None:
    assert named_unit(said, [HAMLET]) is None


def test_what_a_plan_tells_of_an_earlier_year_is_no_work_of_its_own() -> None:
    unit = named_unit("phòng văn hóa xã hội làm gì", [HAMLET])

    assert unit is not None
    led, _ = work_of(HAMLET, unit)
    assert [item.id for item in led] == ["chai-moi"]


def test_a_sentence_with_the_records_figure_and_words_is_not_shown_beside_it() -> None:
    record = HAMLET.indicators[0]
    same = PlanPassage(
        id="p1", text="60% bếp chung; 71% phao cứu sinh được gắn mã QR.", at=at(60, "I")
    )
    other = PlanPassage(id="p2", text="44% phao cứu sinh được kiểm định hằng quý.", at=at(61, "I"))
    pieces = [Found(plan=HAMLET, item=item, score=1.0) for item in (record, same, other)]

    assert [piece.item.id for piece in without_repeats(pieces)] == ["chai-phao", "p2"]


async def test_a_unit_asked_about_a_month_reads_its_targets_of_the_whole_year(talk: Talk) -> None:
    answer = await talk("phòng kinh tế hạ tầng và đô thị Bến Gỗ 2026 việc nào đến hạn tháng 12")

    assert answer.status is Status.ANSWERED
    assert "Tỷ lệ đèn đường nối mạng: 41%." in answer.text
    assert "vé đò" not in answer.text


async def test_whether_it_is_that_unit_is_answered_with_the_unit_of_the_target(talk: Talk) -> None:
    answer = await talk(
        "chỉ tiêu đèn đường nối mạng Bến Gỗ 2026 bao nhiêu", "Công an phường chủ trì à"
    )

    assert "chủ trì: Phòng Kinh tế, Hạ tầng và Đô thị" in answer.text


async def test_a_body_without_work_in_the_plan_is_said_to_have_none(talk: Talk) -> None:
    answer = await talk("Đoàn thanh niên Bến Gỗ 2026 có nhiệm vụ gì")

    assert answer.status is Status.NO_CONTENT
    assert "không nêu việc của đơn vị anh/chị hỏi" in answer.text
    assert named_unit("Đoàn thanh niên làm gì", PLANS) is not None


async def test_a_unit_without_the_work_asked_about_is_not_answered_with_anothers(
    talk: Talk,
) -> None:
    answer = await talk(
        "Công an phường Cầu Mây 2025 có nhiệm vụ gì về hòm thư góp ý trên mạng được trả lời",
        audience=Audience.PUBLIC,
    )

    assert "không thấy ghi riêng điều anh/chị hỏi" in answer.text
    assert "Dạy người dân khóa ví điện tử." in answer.text
    assert "77%" not in answer.text


def test_what_work_has_to_do_with_is_no_subject_of_its_own() -> None:
    assert subject_of("Công an có việc gì liên quan đến hòm thư", PLANS, unit=("cong", "an")) == [
        "hom",
        "thu",
    ]


def test_another_place_is_not_looked_for_in_the_plan_under_discussion() -> None:
    talks = Duty(id="chai-hoc", text="Học cách làm của Bến Gỗ năm 2025.", at=at(9))
    plan = make_plan("xom", "phường Xóm Chài, thành phố Mây", 2026, duties=(*HAMLET.duties, talks))
    shown = [(plan, plan.duties[1])]

    assert sibling("thế Bến Gỗ 2025", shown, [plan, *PLANS]) is None
    assert sibling("còn học cách làm", shown, [plan, *PLANS]) == (plan, talks)
