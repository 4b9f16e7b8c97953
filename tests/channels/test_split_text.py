"""Cutting a text into messages: within the limit, where a reader pauses, and nothing in halves."""

import unicodedata

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from channels.split_text import Measure, code_points, readable, split_text, utf16_units

BRIEFLY = settings(max_examples=60, deadline=None)
FAMILY = "👨‍👩‍👧🇻🇳"
MEASURES = st.sampled_from([code_points, utf16_units])
LINK = "https://dichvucong.gov.vn/thu-tuc/019d2bfd-3fe0"
SOURCE = f"- Cổng mẫu: Đăng ký, số 9/QĐ, ngày 01/07/2026: {LINK}"
NFD = unicodedata.normalize("NFD", "Nguyễn")
PLAIN = ("Lệ", "phí", "8.000", "đồng.", "Giấy", "tờ:", "\n- mục", "\n\n", "\n", "1.", "a" * 60)
WORDS = st.sampled_from([*PLAIN, NFD, LINK, FAMILY, "&amp;", "<b>Nguồn:</b>"])
TEXTS = st.lists(WORDS, max_size=120).map(" ".join)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


@BRIEFLY
@given(TEXTS, st.integers(80, 400), MEASURES)
def test_every_piece_keeps_the_limit_in_its_unit(text: str, limit: int, measure: Measure) -> None:
    assert all(0 < measure(piece) <= limit for piece in split_text(text, limit, measure))


@BRIEFLY
@given(ANY_TEXT, st.integers(2, 40), MEASURES)
@example("👨‍👩‍👧", 2, utf16_units)
@example("a" + "\u0301" * 50, 4, code_points)
def test_any_text_keeps_any_limit_and_loses_nothing_but_spaces(
    text: str, limit: int, measure: Measure
) -> None:
    pieces = split_text(text, limit, measure)

    assert all(0 < measure(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(words(text))


@BRIEFLY
@given(TEXTS, st.integers(80, 400), MEASURES)
def test_no_word_is_lost_or_cut_that_fits(text: str, limit: int, measure: Measure) -> None:
    pieces = split_text(text, limit, measure)

    assert [word for piece in pieces for word in piece.split()] == words(text)


@BRIEFLY
@given(st.text(st.sampled_from("👨‍👩‍👧🇻🇳áạ\u0323\u0302e"), min_size=1, max_size=200))
def test_no_character_is_cut_that_a_reader_sees_as_one(text: str) -> None:
    whole = regex.findall(r"\X", unicodedata.normalize("NFC", text).strip())
    longest = max(map(len, whole), default=1)

    pieces = split_text(text, max(longest, 9))

    assert [character for piece in pieces for character in regex.findall(r"\X", piece)] == whole


@BRIEFLY
@given(st.integers(0, 400), st.integers(120, 300), MEASURES)
def test_a_link_and_a_source_stay_whole_wherever_they_stand(
    before: int, limit: int, measure: Measure
) -> None:
    text = "a b" * (before // 3) + f"\n{SOURCE}\n{SOURCE}"

    pieces = split_text(text, limit, measure, whole=[SOURCE])

    assert sum(piece.count(SOURCE) for piece in pieces) == 2


@BRIEFLY
@given(st.integers(0, 120))
def test_tags_entities_numbers_and_linked_words_stay_whole(before: int) -> None:
    kept = ['<a href="https://example.vn/a b">Sổ thủ tục</a>', "&amp;", "0912 345 678"]
    text = "ừ " * before + " ".join(kept * 4)

    pieces = split_text(text, 90)

    assert all(sum(piece.count(part) for piece in pieces) == 4 for part in kept)


def test_paragraphs_stay_together_then_items_then_sentences() -> None:
    paragraph = "Một câu ngắn. Câu nữa đây."
    items = "- mục một rất dài\n- mục hai rất dài"

    assert split_text(f"{paragraph}\n\n{paragraph}", 40) == [paragraph, paragraph]
    assert split_text(items, 30) == items.split("\n")
    assert split_text(paragraph, 20) == ["Một câu ngắn.", "Câu nữa đây."]


def test_no_heading_is_left_behind_at_the_end_of_a_piece() -> None:
    text = "Một đoạn mở đầu khá là dài.\nGiấy tờ cần có:\n- Tờ khai đăng ký khai sinh theo mẫu"
    bold = text.replace("Giấy tờ cần có:", "<b>Giấy tờ cần có</b>")

    assert split_text(text, 50)[0] == "Một đoạn mở đầu khá là dài."
    assert split_text(bold, 54)[0] == "Một đoạn mở đầu khá là dài."


def test_the_number_of_an_item_is_no_sentence() -> None:
    text = "Anh/chị chọn một việc dưới đây.\n1. Đăng ký khai sinh"

    assert split_text(text, 40) == text.split("\n")


def test_a_text_of_one_screen_is_one_message() -> None:
    text = "Dòng một.\n\n- mục\n\nNguồn: Sổ"

    assert split_text(text, len(text)) == [text]
    assert split_text(" \n ", 10) == []


def test_a_limit_that_holds_no_character_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 1"):
        split_text("a", 1)


@pytest.mark.parametrize(
    ("text", "units"), [("a", 1), ("ế", 1), (FAMILY, 12), ("⚠️", 2), ("\ud800", 1)]
)
def test_utf16_units_are_counted_as_telegram_counts_them(text: str, units: int) -> None:
    assert utf16_units(text) == units


@BRIEFLY
@given(ANY_TEXT | st.text(max_size=100))
def test_readable_text_has_no_unseen_character_and_stays_as_it_is(text: str) -> None:
    shown = readable(text)

    unseen = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs")}
    assert unseen <= {"\n", "\u200d"} | {chr(c) for c in range(0xE0020, 0xE0080)}
    assert readable(shown) == shown == unicodedata.normalize("NFC", shown)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\u202eb\u2066c\u200bd\ufeffe\u00adf\x00g\x1bh", "abcdefgh"),
        ("một\r\nhai\u2028ba\tbốn", "một\nhai\nba bốn"),
        (f"nhà {FAMILY} 👩🏽‍⚕️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿", f"nhà {FAMILY} 👩🏽‍⚕️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("a\u200db 👨\u200d", "ab 👨"),
        ("e\u200b\u0302\u0301", "ế"),
    ],
)
def test_what_is_not_seen_goes_and_emoji_and_flags_stay(typed: str, shown: str) -> None:
    assert readable(typed) == shown
