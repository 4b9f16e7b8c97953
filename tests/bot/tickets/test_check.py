"""What may be filed: the last check before it."""

import pytest

from bot.tickets import check as checked
from bot.tickets.check import contact_fault, content_fault, draft_of, phone, place_fault
from bot.tickets.types import BadDraft, Draft
from bot.types import Form, Location

VIENTIANE = Location(latitude=17.97, longitude=102.6)


def form(**slots: str) -> Form:
    whole = {"content": "đèn đường hỏng", "place": "ngõ 5 Cầu Gỗ", "contact": "none", **slots}
    return Form(name="ticket", asks=None, slots=whole)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912345678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("(091) 234-5678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("+84 0912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084 912345678", "0912345678"),
        ("0312345678", "0312345678"),
        ("0512345678", "0512345678"),
        ("0712345678", "0712345678"),
        ("0812345678", "0812345678"),
        ("024 3333 4444", "02433334444"),
        ("+84 24 3333 4444", "02433334444"),
        ("0203.3838.383", "02033838383"),
        ("0843123456", "0843123456"),
    ],
)
def test_a_vietnamese_number_is_kept_in_one_spelling(typed: str, number: str) -> None:
    assert phone(typed) == number
    assert contact_fault(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "09123x5678",
        "không chín một hai",
        "091234567",
        "09123456789",
        "0612345678",
        "0112345678",
        "1912345678",
        "+1 212 555 0100",
        "113",
        "☎",
        "٠٩١٢٣٤٥٦٧٨",
        "0912345678 và 0987654321",
        "024 333 444",
    ],
)
def test_what_is_no_vietnamese_number_is_a_problem(typed: str) -> None:
    assert phone(typed) is None
    assert contact_fault(typed) == checked.NOT_A_PHONE


@pytest.mark.parametrize("typed", ["none", "", " "])
def test_no_number_at_all_is_fine(typed: str) -> None:
    assert contact_fault(typed) is None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "no_words"),
        ("   \u200b ", "no_words"),
        ("🙂", "no_words"),
        ("12345 678", "no_words"),
        ("?!?!?!", "no_words"),
        ("hư", "too_short"),
        ("đèn ", "too_short"),
        ("đ" * 5_000, "too_long"),
        ("rác " * 500 + "bẩn", "too_long"),
        ("rác quá", None),
        ("a" * 2_000, None),
    ],
)
def test_a_report_needs_words_and_an_end(typed: str, fault: str | None) -> None:
    assert content_fault(typed) == fault


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "no_words"),
        ("🙂", "no_words"),
        ("...", "no_words"),
        ("ngõ 5", None),
        ("12", None),
        ("a" * 301, "too_long"),
        ("21.0123,105.7456", None),
        ("17.97, 102.6", "outside_vietnam"),
    ],
)
def test_a_place_is_words_or_a_point_in_vietnam(typed: str, fault: str | None) -> None:
    assert place_fault(typed) == fault


def test_a_shared_point_outside_vietnam_is_refused_whatever_the_words_say() -> None:
    assert place_fault("ngõ 5", VIENTIANE) == "outside_vietnam"


def test_a_whole_form_becomes_a_draft_in_the_stored_shape() -> None:
    given = form(content=" đèn  đường hỏng ", contact="+84 912 345 678", photo="a.jpg")

    assert draft_of(given) == Draft(
        content="đèn đường hỏng", place="ngõ 5 Cầu Gỗ", phone="0912345678", photo="a.jpg"
    )


def test_a_shared_point_is_the_place() -> None:
    draft = draft_of(form(place="21.0123,105.7456"))

    assert (draft.place, draft.location) == ("", Location(latitude=21.0123, longitude=105.7456))


def test_words_and_a_point_are_both_kept() -> None:
    point = Location(latitude=21.0123, longitude=105.7456)

    draft = draft_of(form(), location=point)

    assert (draft.place, draft.location) == ("ngõ 5 Cầu Gỗ", point)


def test_a_point_behind_an_address_is_kept_beside_it() -> None:
    draft = draft_of(form(place="ngõ 5 Cầu Gỗ (21.0123,105.7456)"))

    assert draft.place == "ngõ 5 Cầu Gỗ"
    assert draft.location == Location(latitude=21.0123, longitude=105.7456)


def test_an_address_before_a_point_abroad_does_not_hide_it() -> None:
    with pytest.raises(BadDraft) as caught:
        draft_of(form(place="ngõ 5 Cầu Gỗ (17.97,102.6)"))

    assert caught.value.faults == {"place": "outside_vietnam"}


def test_all_faults_are_named_at_once_and_no_word_of_the_resident() -> None:
    with pytest.raises(BadDraft) as caught:
        draft_of(form(content="🙂", place="", contact="09123x5678"))

    assert caught.value.faults == {
        "content": "no_words",
        "place": "no_words",
        "contact": "not_a_phone",
    }
    assert "x5678" not in str(caught.value)


def test_a_form_without_slots_is_refused_and_not_an_error_of_another_kind() -> None:
    with pytest.raises(BadDraft):
        draft_of(Form(name="ticket", asks=None))
