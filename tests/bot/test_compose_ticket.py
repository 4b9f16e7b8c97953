"""What the report form says: one question at a time, all of it before sending, nothing made up."""

import re
import unicodedata

import pytest

from bot.compose_ticket import cancelled, filed_answer, form_answer, not_saved
from bot.store.models import TicketRow
from bot.types import Answer, Form, Status
from bot.ward import Route, Tickets, Ward

WARD = Ward(
    name="phường Bến Gỗ",
    province="thành phố Mây",
    tickets=Tickets(unit="Văn phòng phường"),
    routes=(Route(unit="Tổ hạ tầng", categories=("lighting",)),),
)
FULL = {"content": "đèn đường hỏng ba hôm nay", "place": "ngõ 5 Cầu Gỗ", "contact": "0912345678"}
ROOT = TicketRow(
    code="PA-2611-7KD3", unit="Tổ hạ tầng", state="received", content="BÍ MẬT", place="NHÀ ÔNG BA"
)
PROBLEMS = ["no_words", "too_short", "too_long", "not_a_phone", "outside_vietnam", "not_understood"]


def form(asks: str | None, problem: str | None = None, slots: dict[str, str] | None = None) -> Form:
    return Form(name="ticket", asks=asks, slots=slots or {}, problem=problem)


def shown(asks: str | None, **slots: str) -> Answer:
    return form_answer(form(asks, slots=dict(slots)), ward=WARD)


def payloads(answer: Answer) -> list[str]:
    return [choice.payload for choice in answer.choices]


@pytest.mark.parametrize(
    ("asks", "words", "offered"),
    [
        ("content", "phản ánh việc gì", ["hủy"]),
        ("place", "ở đâu", ["hủy"]),
        ("contact", "số điện thoại", ["bỏ qua", "hủy"]),
    ],
)
def test_each_slot_is_asked_in_at_most_two_sentences(
    asks: str, words: str, offered: list[str]
) -> None:
    answer = shown(asks)

    assert words in answer.text
    assert len(re.findall(r"[.?!](?:\s|$)", answer.text)) <= 2
    assert payloads(answer) == offered


def test_an_answer_of_the_form_is_said_and_carries_the_form() -> None:
    answer = shown("place", content="đèn hỏng")

    assert (answer.status, answer.act, answer.ticket) == (Status.SAID, "ticket", None)
    assert answer.form is not None
    assert (answer.form.asks, answer.form.slots) == ("place", {"content": "đèn hỏng"})


def test_what_is_asked_again_for_a_change_is_worded_as_one() -> None:
    assert "viết lại nội dung" in shown("content", **FULL).text


@pytest.mark.parametrize("asks", ["content", "place", "contact", "confirmed"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_hint_comes_before_the_question_and_is_no_code(asks: str, problem: str) -> None:
    plain = form_answer(form(asks, slots=FULL), ward=WARD).text

    text = form_answer(form(asks, problem, FULL), ward=WARD).text

    assert text.endswith(plain)
    assert len(text) > len(plain)
    assert problem not in text


@pytest.mark.parametrize(
    ("asks", "problem", "words"),
    [
        ("content", "no_words", "vài chữ"),
        ("content", "too_short", "rõ hơn"),
        ("content", "too_long", "2.000 ký tự"),
        ("place", "no_words", "địa điểm"),
        ("place", "outside_vietnam", "ngoài Việt Nam"),
        ("contact", "not_a_phone", "10 chữ số"),
        ("confirmed", "not_understood", "gửi hay sửa"),
        ("confirmed", "waits", "chưa gửi gì đi"),
        ("contact", "waits", "tôi chờ"),
    ],
)
def test_each_problem_has_its_own_hint(asks: str, problem: str, words: str) -> None:
    assert words in form_answer(form(asks, problem, FULL), ward=WARD).text


def test_the_whole_report_is_shown_before_it_is_sent() -> None:
    answer = shown("confirmed", **FULL, photo="a" * 32 + ".jpg")

    for words in (*FULL.values(), "Ảnh: có", "Chiếu sáng công cộng", "Tổ hạ tầng"):
        assert words in answer.text
    assert payloads(answer) == [
        "gửi",
        "sửa nội dung",
        "sửa địa điểm",
        "sửa số điện thoại",
        "hủy",
    ]


def test_what_is_missing_is_said_to_be_missing() -> None:
    text = shown("confirmed", **{**FULL, "contact": "none"}).text

    assert "Điện thoại: không để lại" in text
    assert "Ảnh: không có" in text
    assert "none" not in text


def test_a_shared_point_is_called_one() -> None:
    text = shown("confirmed", **{**FULL, "place": "21.0123,105.7456"}).text

    assert "vị trí đã chia sẻ (21.01230, 105.74560)" in text


def test_a_given_category_goes_before_the_guess() -> None:
    text = form_answer(form("confirmed", slots=FULL), ward=WARD, category="noise").text

    assert "Tiếng ồn" in text
    assert "Văn phòng phường" in text


def test_joining_is_offered_without_a_word_of_the_other_report() -> None:
    answer = form_answer(form("confirmed", slots=FULL), ward=WARD, similar=ROOT)

    assert "PA-2611-7KD3" in answer.text
    assert payloads(answer)[:2] == ["ghép", "gửi"]
    assert answer.choices[0].title == "Ghép vào PA-2611-7KD3"
    assert "BÍ MẬT" not in answer.text
    assert "ÔNG BA" not in answer.text


def test_a_very_long_report_is_shortened_in_the_summary() -> None:
    text = shown("confirmed", **{**FULL, "content": "rác " * 480}).text

    assert len(text) < 800


def test_a_filed_report_has_its_code_its_unit_and_the_next_step() -> None:
    answer = filed_answer(ROOT)

    assert (answer.status, answer.ticket, answer.form) == (Status.SAID, "PA-2611-7KD3", None)
    for words in ("PA-2611-7KD3", "Tổ hạ tầng", "phản ánh của tôi"):
        assert words in answer.text


def test_a_joined_report_names_both_codes() -> None:
    own = TicketRow(code="PA-2611-7AD4", unit="Tổ hạ tầng", state="received")

    answer = filed_answer(own, joined_to=ROOT)

    assert answer.ticket == "PA-2611-7AD4"
    assert "ghép với PA-2611-7KD3" in answer.text


def test_no_processing_time_is_promised() -> None:
    texts = [filed_answer(ROOT).text, filed_answer(ROOT, joined_to=ROOT).text]

    assert not any(re.search(r"\d+ (?:ngày|giờ|tuần)|trong vòng|sớm nhất", text) for text in texts)


def test_a_cancelled_report_says_that_nothing_was_sent() -> None:
    assert "chưa gửi gì" in cancelled().text


def test_a_report_that_could_not_be_saved_says_so_and_keeps_the_form() -> None:
    answer = not_saved(form("confirmed", slots=FULL))

    assert "chưa gửi được" in answer.text
    assert "vẫn còn" in answer.text
    assert answer.form is not None
    assert payloads(answer) == ["gửi", "hủy"]
    assert answer.ticket is None


def test_every_text_is_composed_and_polite() -> None:
    answers = [
        *(shown(asks, **FULL) for asks in ("content", "place", "contact", "confirmed")),
        filed_answer(ROOT),
        cancelled(),
        not_saved(),
    ]

    for answer in answers:
        assert unicodedata.is_normalized("NFC", answer.text)
        assert "nh/chị" in answer.text
