"""What a resident typed reaches the assistant as it was seen, and as nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.typed import MOST_CHARACTERS, typed


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Nguye\u0302\u0303n Thi\u0323", "Nguyễn Thị"),
        ("e\u0302\u200d\u0301", "ế"),
        ("lệ\u200b phí\ufeff", "lệ phí"),
        ("ti\u00adếng", "tiếng"),
        ("\u202egnud nàot\u202c", "gnud nàot"),
        ("\u2067a\u2069\u200eb\u200f\u061c", "ab"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("cột\thai", "cột\thai"),
        ("  xin chào \n", "xin chào"),
        ("\ud83d lẻ", "lẻ"),
        ("\u200b\u200c\u200d", ""),
    ],
)
def test_what_is_not_seen_is_taken_out_and_the_rest_is_composed(sent: str, read: str) -> None:
    assert typed(sent) == read


@pytest.mark.parametrize(
    "emoji", ["👨‍👩‍👧", "❤️‍🔥", "🧑🏽‍⚕️", "🏴\U000e0067\U000e0062\U000e007f", "🇻🇳", "1️⃣"]
)
def test_an_emoji_stays_what_it_is(emoji: str) -> None:
    assert typed(f"cảm ơn {emoji}") == f"cảm ơn {emoji}"


def test_what_nobody_types_is_cut() -> None:
    assert typed("a" * 1_000_000) == "a" * MOST_CHARACTERS


@given(st.text())
def test_nothing_that_turns_writing_around_or_controls_a_terminal_is_left(sent: str) -> None:
    read = typed(sent)

    assert unicodedata.is_normalized("NFC", read)
    assert not any(unicodedata.bidirectional(each) in _TURNS for each in read)
    assert not any(unicodedata.category(each) == "Cc" for each in read if each not in "\n\t")


_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
