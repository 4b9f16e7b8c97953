"""What a resident reads on the way to a person: plain, without a time nobody promised."""

import re
import unicodedata
from dataclasses import replace

import pytest

from bot import compose_handover
from bot.compose_handover import (
    Standing,
    abandoned_notice,
    kept_answer,
    left_answer,
    offer_answer,
    silent,
    standing_answer,
    unanswered_notice,
)
from bot.handover_signs import declines_person
from bot.handover_states import Reason, State
from bot.types import Status
from bot.ward import Ward
from tests.bot.handover.conftest import at

WARD = Ward(name="phường Bến Gỗ", province="thành phố Mây", hotline="0900 000 001")
NINE = at(20, "09:00")
WAITS = Standing(id=1, state=State.WAITING, reason=Reason.ASKED, position=3, is_open=True)
ASKED = Standing(
    id=1,
    state=State.MESSAGE_ASKED,
    reason=Reason.AFTER_HOURS,
    is_open=False,
    next_opening=at(23, "08:00"),
)
UNKNOWN = replace(ASKED, is_open=None, next_opening=None)
TAKEN = replace(ASKED, state=State.MESSAGE_TAKEN)
DISTRESS = replace(WAITS, reason=Reason.DISTRESS)


def text(standing: Standing) -> str:
    return standing_answer(standing, ward=WARD, now=NINE).text


def test_in_the_queue_the_position_is_told() -> None:
    assert "vị trí số 3" in text(WAITS)
    assert "người đầu tiên" in text(replace(WAITS, position=1))


def test_outside_hours_the_next_opening_is_told() -> None:
    for told in (text(ASKED), text(TAKEN), kept_answer(TAKEN, now=NINE).text):
        assert "8:00 thứ Hai, ngày 23/11/2026" in told
    assert "ngoài giờ làm việc" in text(ASKED)


def test_the_message_may_come_without_a_telephone_number() -> None:
    assert "không ghi cũng được" in text(ASKED)


@pytest.mark.parametrize(
    "told",
    [
        text(UNKNOWN),
        text(replace(WAITS, is_open=None)),
        text(replace(UNKNOWN, is_open=True)),
        kept_answer(replace(UNKNOWN, is_open=True), now=NINE).text,
        unanswered_notice(UNKNOWN, now=NINE),
        abandoned_notice(UNKNOWN, now=NINE),
    ],
)
def test_without_a_known_opening_no_time_is_promised(told: str) -> None:
    assert not re.search(r"\d:\d\d|ngày \d|hôm nay|ngày mai|phút", told)
    assert "không hứa được" in told


def test_with_unknown_hours_the_wards_number_is_told() -> None:
    assert "0900 000 001" in text(replace(WAITS, is_open=None))
    assert "0900 000 001" not in text(WAITS)


@pytest.mark.parametrize("standing", [DISTRESS, replace(ASKED, reason=Reason.DISTRESS)])
def test_in_distress_the_emergency_numbers_come_first(standing: Standing) -> None:
    first = text(standing).splitlines()[0]
    assert all(number in first for number in ("113", "114", "115", "111"))
    assert "115" in unanswered_notice(standing, now=NINE).splitlines()[0]
    assert "115" not in text(replace(standing, reason=Reason.ASKED))


@pytest.mark.parametrize("standing", [DISTRESS, replace(ASKED, reason=Reason.DISTRESS)])
def test_in_distress_nobody_is_sent_to_a_counter_or_a_queue(standing: Standing) -> None:
    unknown = replace(standing, is_open=None, next_opening=None)
    for each in (standing, unknown):
        still = compose_handover.still_answer(each, WARD, NINE)
        kept, notice = kept_answer(each, now=NINE), unanswered_notice(each, now=NINE)
        for told in (text(each), still.text, kept.text, notice):
            assert "sớm nhất có thể" in told
            assert not re.search("quầy|Cổng|1800|0900|hàng chờ|giờ làm|8:00|viết cho tôi", told)


def test_the_button_to_leave_is_understood_as_leaving() -> None:
    (button,) = standing_answer(WAITS, ward=WARD, now=NINE).choices

    assert declines_person(button.payload)


def test_while_a_person_holds_it_nothing_is_said() -> None:
    answer = standing_answer(replace(WAITS, state=State.HELD), ward=WARD, now=NINE)

    assert answer == silent()
    assert (answer.text, answer.is_silent) == ("", True)


def test_every_answer_is_a_hand_over_in_normal_letters() -> None:
    answers = [standing_answer(each, ward=WARD, now=NINE) for each in (WAITS, ASKED, TAKEN)]
    answers += [kept_answer(TAKEN, now=NINE), left_answer(), offer_answer()]
    notices = [value for name, value in vars(compose_handover).items() if name.isupper()]

    assert {answer.status for answer in answers} == {Status.HANDOVER}
    for told in [*(answer.text for answer in answers), *filter(_is_text, notices)]:
        assert told == unicodedata.normalize("NFC", told)
        assert "  " not in told


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def test_the_notices_say_who_speaks() -> None:
    for notice in (compose_handover.GIVEN_BACK, compose_handover.TIMED_OUT):
        assert "trợ lý tự động" in notice
    assert "Cán bộ đã vào" in compose_handover.TAKEN
    assert "trợ lý tự động" in abandoned_notice(TAKEN, now=NINE)
