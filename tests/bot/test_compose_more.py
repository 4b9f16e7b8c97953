"""The taps below an answer: what else the record says."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.assistant import Decide
from bot.compose import procedure_answer
from bot.reception import Reception
from bot.types import Act, Answer, Decision, Message, Status
from knowledge.types import (
    Aspect,
    Channel,
    Duration,
    Fee,
    Paper,
    Procedure,
    Submission,
    Unit,
)

TODAY = date(2026, 11, 20)
Make = Callable[..., Procedure]
WHOLE = {
    "place": "Thư viện phường",
    "papers": (Paper(name="Đơn xin thẻ", originals=1),),
    "steps": ("Nộp đơn", "Nhận thẻ"),
    "submissions": (
        Submission(
            channel=Channel.ONLINE,
            fees=(Fee(amount_vnd=8_000),),
            durations=(Duration(count=3, unit=Unit.WORKING_DAY),),
        ),
    ),
}


def titles(answer: Answer) -> list[str]:
    return [tap.title for tap in answer.more]


def test_what_was_not_asked_is_offered_four_taps_at_most(procedure: Make) -> None:
    known = procedure(**WHOLE)

    fee = procedure_answer(known, Aspect.FEE, "", TODAY)
    both = procedure_answer(known, Aspect.FEE, "", TODAY, also=(Aspect.TIME, Aspect.DOCUMENTS))

    assert titles(fee) == ["Giấy tờ", "Thời hạn", "Nộp ở đâu", "Nộp online"]
    assert titles(both) == ["Nộp ở đâu", "Nộp online", "Các bước"]


def test_after_an_overview_comes_first_what_it_only_sums_up(procedure: Make) -> None:
    answer = procedure_answer(procedure(**WHOLE), None, "", TODAY)

    assert titles(answer) == ["Giấy tờ", "Các bước", "Nộp online", "Thời hạn"]


def test_what_the_record_does_not_hold_is_not_offered(procedure: Make) -> None:
    known = procedure(
        papers=(Paper(name="Nộp muộn thì tính vào hôm sau"),),
        steps=("Nộp đơn",),
        submissions=(Submission(channel=Channel.COUNTER, duration_raw="3"),),
        authority="Thư viện",
    )

    assert titles(procedure_answer(known, Aspect.FEE, "", TODAY)) == ["Nộp ở đâu", "Các bước"]


def test_one_tap_alone_is_none(procedure: Make) -> None:
    assert titles(procedure_answer(procedure(steps=("Nộp đơn",)), Aspect.FEE, "", TODAY)) == []


@pytest.mark.parametrize("first", ["lệ phí đăng ký quầy hàng chợ đêm", "đăng ký quầy hàng chợ đêm"])
async def test_a_tap_is_answered_about_the_same_procedure(
    assistant: Callable[[Decide], Reception], first: str
) -> None:
    async def decide(message: Message) -> Decision:
        return Decision(act=Act.SEARCH)

    talk = assistant(decide)
    answer = await talk.reply(Message(conversation_id="c", text=f"{first} mở mới"))
    meant = {
        "Giấy tờ": Aspect.DOCUMENTS,
        "Lệ phí": Aspect.FEE,
        "Thời hạn": Aspect.TIME,
        "Nộp ở đâu": Aspect.PLACE,
        "Nộp online": Aspect.ONLINE,
    }
    tapped = []
    for _ in range(6):
        assert answer.status is Status.ANSWERED
        assert answer.procedure == "tm-quay"
        assert answer.more
        tap = next((t for t in answer.more if t.title not in tapped), answer.more[0])
        tapped.append(tap.title)
        button = Message(conversation_id="c", text=tap.payload, is_button=True)
        answer = await talk.reply(button)
        assert answer.aspect is meant[tap.title]

    assert set(tapped) == set(meant)
