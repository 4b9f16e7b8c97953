"""Every answer carries the day on which its newest source said so."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.assistant import Assistant, Decide
from bot.compose import guide_answer, procedure_answer
from bot.compose_act import act_answer
from bot.compose_document import Quoted, document_answer
from bot.compose_place import place_answer
from bot.plans.answers import plan_identity_answer
from bot.types import Act, Decision, Message, Status
from bot.wording import newest
from knowledge.acts import Force, LegalAct
from knowledge.places import today_of
from knowledge.types import (
    Aspect,
    Document,
    Fee,
    FieldSource,
    Guide,
    Locator,
    Plan,
    PlanPassage,
    Procedure,
    Source,
    Submission,
)
from knowledge.types import Channel as Way

TODAY, SEEN, LATER = date(2026, 11, 20), date(2026, 7, 1), date(2026, 9, 9)
SOURCE = Source(title="Sổ mẫu", as_of=SEEN)


@pytest.mark.parametrize(
    "question",
    [
        "lệ phí gia hạn quầy hàng chợ đêm",
        "cấp thẻ gửi xe đạp công cộng",
        "gia hạn quầy hàng chợ đêm và cấp thẻ gửi xe đạp công cộng hết bao nhiêu tiền",
        "mở khóa ví điện tử chợ đêm",
        "chỉ tiêu tỷ lệ quầy hàng nhận tiền qua mã QR",
    ],
)
async def test_an_answer_of_the_assistant_is_dated(
    assistant: Callable[[Decide], Assistant], question: str
) -> None:
    async def decide(message: Message) -> Decision:
        act = Act.PLAN if "chỉ tiêu" in question else Act.SEARCH
        return Decision(act=act, confidence=0.9)

    answer = await assistant(decide).reply(Message(conversation_id="c", text=question))

    assert answer.status is Status.ANSWERED
    assert answer.as_of == SEEN


def test_the_newest_of_the_sources_that_were_used_counts(
    procedure: Callable[..., Procedure],
) -> None:
    newer = FieldSource(fields=("fees",), source=Source(title="Nghị quyết", as_of=LATER))
    counter = Submission(channel=Way.COUNTER, fees=(Fee(amount_vnd=0),))
    known = procedure(submissions=(counter,), field_sources=(newer,), steps=("Nộp đơn",))

    assert procedure_answer(known, Aspect.FEE, "", TODAY).as_of == LATER
    assert procedure_answer(known, Aspect.STEPS, "", TODAY).as_of == SEEN
    assert newest([]) is None


def test_answers_from_other_records_are_dated() -> None:
    guide = Guide(id="g", title="Mở ví", summary="Mở ứng dụng", source=SOURCE)
    plan = Plan(id="p", title="Kế hoạch", place="xã A", year=2026, number="1/KH", source=SOURCE)
    piece = PlanPassage(id="d#1", text="Chợ mở cửa lúc 6 giờ.", at=Locator(section="I"))
    document = Document(id="d", title="Nội quy", passages=(piece,), source=SOURCE)
    act = LegalAct(
        kind="Nghị định",
        number="1/2020/NĐ-CP",
        issuer="Chính phủ",
        source=SOURCE,
        force=Force.IN_FORCE,
        force_source=SOURCE,
    )

    about_act = act_answer("nghị định 1/2020/NĐ-CP còn hiệu lực không", [act], TODAY)
    answers = [
        guide_answer(guide, None, TODAY),
        plan_identity_answer(plan),
        document_answer("chợ mở cửa lúc nào", Quoted(document=document, pieces=(piece,))),
        about_act,
    ]

    assert about_act is not None
    assert [(a.status, a.as_of) for a in answers if a] == [(Status.ANSWERED, SEEN)] * 4


def test_what_became_of_a_district_is_dated_by_the_day_it_began() -> None:
    named = today_of("huyện Hoài Đức nay là gì", home_province="thành phố Hà Nội")

    assert place_answer(named).as_of == date(2025, 7, 1)
