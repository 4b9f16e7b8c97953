"""What residents think of answers is kept once, and the knowledge editor hears of it."""

from collections.abc import Callable

import pytest

from bot import feedback, handover
from bot.store.models import EditorQuestionRow, FeedbackRow, HandoverRow
from bot.types import Act, Answer
from tests.bot.front_desk import FEE, NOW, FrontDesk, say, say_all

Make = Callable[..., FrontDesk]
UNKNOWN = "mở két sắt ngân hàng cho ông Nguyễn Văn Tèo số 0912345678"


def opinions(desk: FrontDesk) -> list[tuple[int, str]]:
    return [(row.value, row.reason) for row in desk.rows(FeedbackRow)]


# "That is wrong"


@pytest.mark.parametrize("words", ["sai rồi", "không phải", "sai rồi bạn ơi"])
async def test_wrong_marks_the_answer_before_it(front_desk: Make, words: str) -> None:
    desk = front_desk()
    answer, _ = await say_all(desk.open(), [FEE, words])

    (kept,) = desk.rows(FeedbackRow)
    assert (kept.message_id, kept.kind, kept.value) == (answer.id, "answer", feedback.NOT_USEFUL)


async def test_a_wrongly_answered_question_is_queued_with_what_was_found(front_desk: Make) -> None:
    desk = front_desk()
    answer, _ = await say_all(desk.open(), [FEE, "sai rồi"])

    (queued,) = desk.rows(EditorQuestionRow)
    assert (queued.question, queued.why, queued.state) == (FEE, "wrong", "open")
    assert queued.candidates == list(answer.ranking)
    assert "tm-quay" in queued.candidates


async def test_wrong_after_a_courtesy_means_the_answer_before_that(front_desk: Make) -> None:
    desk = front_desk()
    desk.dialogue.acts["cảm ơn"] = Act.THANK
    await say_all(desk.open(), [FEE, "cảm ơn", "sai rồi"])

    assert [row.question for row in desk.rows(EditorQuestionRow)] == [FEE]


async def test_wrong_at_the_very_beginning_marks_nothing(front_desk: Make) -> None:
    desk = front_desk()

    await say(desk.open(), "sai rồi")

    assert desk.rows(FeedbackRow) == []


# Unanswered questions


async def test_an_unanswered_question_is_queued_without_personal_data(front_desk: Make) -> None:
    desk = front_desk()
    await say(desk.open(), UNKNOWN)

    (queued,) = desk.rows(EditorQuestionRow)
    assert queued.why == "no_content"
    assert "két sắt" in queued.question
    assert "0912345678" not in queued.question
    assert "Tèo" not in queued.question


async def test_an_answered_question_is_not_queued(front_desk: Make) -> None:
    desk = front_desk()

    await say(desk.open(), FEE)

    assert desk.rows(EditorQuestionRow) == []


# Useful or not


async def rate(desk: FrontDesk, answer: Answer, *, is_useful: bool, reason: str = "") -> bool:
    return await desk.opened[0].rate(
        "web:an", is_useful=is_useful, reason=reason, answer_id=answer.id
    )


async def test_a_useful_answer_is_kept_and_queues_nothing(front_desk: Make) -> None:
    desk = front_desk()
    answer = await say(desk.open(), FEE)

    assert await rate(desk, answer, is_useful=True)

    assert opinions(desk) == [(feedback.USEFUL, "")]
    assert desk.rows(EditorQuestionRow) == []


async def test_a_reason_is_kept_without_personal_data_and_the_question_is_queued(
    front_desk: Make,
) -> None:
    desk = front_desk()
    answer = await say(desk.open(), FEE)

    await rate(desk, answer, is_useful=False, reason="thiếu phí, gọi tôi 0912345678")

    ((value, reason),) = opinions(desk)
    assert value == feedback.NOT_USEFUL
    assert reason.startswith("thiếu phí")
    assert "0912345678" not in reason
    assert [(row.question, row.why) for row in desk.rows(EditorQuestionRow)] == [
        (FEE, "not_useful")
    ]


async def test_a_second_opinion_replaces_the_first_and_queues_nothing_twice(
    front_desk: Make,
) -> None:
    desk = front_desk()
    answer = await say(desk.open(), FEE)

    for is_useful in (False, True, False):
        await rate(desk, answer, is_useful=is_useful)

    assert opinions(desk) == [(feedback.NOT_USEFUL, "")]
    assert len(desk.rows(EditorQuestionRow)) == 1


async def test_nobody_rates_an_answer_of_another_conversation(front_desk: Make) -> None:
    desk = front_desk()
    others = await say(desk.open(), FEE, who="web:binh")

    assert not await rate(desk, others, is_useful=False)

    assert desk.rows(FeedbackRow) == []


async def test_a_question_cannot_be_rated_as_if_it_were_an_answer(front_desk: Make) -> None:
    desk = front_desk()
    answer = await say(desk.open(), FEE)
    assert answer.id

    assert not await desk.opened[0].rate(
        "web:an", is_useful=True, reason="", answer_id=answer.id - 1
    )


async def test_said_in_words_it_is_kept_too(front_desk: Make) -> None:
    desk = front_desk()
    desk.dialogue.acts["hữu ích lắm"] = Act.USEFUL
    answer, _ = await say_all(desk.open(), [FEE, "hữu ích lắm"])

    assert [(row.message_id, row.value) for row in desk.rows(FeedbackRow)] == [(answer.id, 1)]


# One to five after a hand-over


async def handed_over(desk: FrontDesk) -> None:
    """Let a person take the conversation, say something and give it back."""
    desk.dialogue.acts["gặp cán bộ"] = Act.PERSON
    await say(desk.open(), "gặp cán bộ")
    (row,) = desk.rows(HandoverRow)
    await desk.store.run(lambda s: handover.take(s, row.id, "lan", now=NOW))
    await desk.store.run(lambda s: handover.say(s, row.id, "lan", "Chào anh", now=NOW))
    await desk.store.run(lambda s: handover.give_back(s, row.id, "lan", now=NOW))


@pytest.mark.parametrize("digit", "12345")
async def test_a_digit_after_a_hand_over_is_its_rating(front_desk: Make, digit: str) -> None:
    desk = front_desk()
    await handed_over(desk)

    answer = await say(desk.opened[0], f" {digit} ")

    assert answer.act == "rating"
    assert [(row.kind, row.value) for row in desk.rows(FeedbackRow)] == [("handover", int(digit))]


async def test_a_second_digit_is_no_second_rating(front_desk: Make) -> None:
    desk = front_desk()
    await handed_over(desk)

    _, second = await say_all(desk.opened[0], ["5", "1"])

    assert second.act != "rating"
    assert [row.value for row in desk.rows(FeedbackRow)] == [5]


async def test_a_rating_that_is_sent_again_is_kept_once(front_desk: Make) -> None:
    desk = front_desk()
    await handed_over(desk)

    first = await say(desk.opened[0], "4", id_="m9")
    again = await say(desk.opened[0], "4", id_="m9")

    assert first.text == again.text
    assert len(desk.rows(FeedbackRow)) == 1


@pytest.mark.parametrize("text", ["0", "6", "45", "4,5"])
async def test_another_number_is_no_rating(front_desk: Make, text: str) -> None:
    desk = front_desk()
    await handed_over(desk)

    assert (await say(desk.opened[0], text)).act != "rating"
    assert desk.rows(FeedbackRow) == []


async def test_a_digit_without_anything_to_rate_is_no_rating(front_desk: Make) -> None:
    desk = front_desk()

    assert (await say(desk.open(), "5")).act != "rating"
    assert desk.rows(FeedbackRow) == []


async def test_a_request_nobody_took_is_not_rated(front_desk: Make) -> None:
    desk = front_desk()
    desk.dialogue.acts["gặp cán bộ"] = Act.PERSON
    _, left, digit = await say_all(desk.open(), ["gặp cán bộ", "thôi không cần nữa", "5"])

    assert left.act == Act.PERSON
    assert digit.act != "rating"


def test_a_rating_beyond_five_is_an_error(front_desk: Make) -> None:
    desk = front_desk()
    with pytest.raises(ValueError, match="1 to 5"):
        desk.store.run_now(lambda s: feedback.rate_service(s, "web:an", "handover", 6, now=NOW))
