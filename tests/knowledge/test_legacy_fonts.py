"""Text typed with fonts of before Unicode is turned into Unicode only when that is proved."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importers.legacy_fonts import (
    LegacyFont,
    font_of,
    is_syllable,
    legacy_of,
    repair_lines,
    shows_capitals,
    to_unicode,
)
from knowledge.importers.text_file import FileLine

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES
] + ["đ"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("céng hßa x· héi chñ nghÜa ViÖt Nam", "cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("®­îc h­ëng trî cÊp", "được hưởng trợ cấp"),
        ("§¬n vÞ, quü, thñy", "Đơn vị, quỹ, thủy"),
    ],
)
def test_tcvn3_reads_as_it_was_seen(typed: str, meant: str) -> None:
    assert to_unicode(typed, LegacyFont.TCVN3) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ñöôïc höôûng trôï caáp, kyõ thuaät, tyû leä", "được hưởng trợ cấp, kỹ thuật, tỷ lệ"),
        ("QUYEÁT ÑÒNH", "QUYẾT ĐỊNH"),
        ("Ñôn vò, baèng khen, naêm", "Đơn vị, bằng khen, năm"),
    ],
)
def test_vni_reads_as_it_was_seen(typed: str, meant: str) -> None:
    assert to_unicode(typed, LegacyFont.VNI) == meant


def test_every_small_vietnamese_letter_has_one_tcvn3_code() -> None:
    no_letter = 0xE0
    codes = [chr(code) for code in range(0x20, 0x100) if code != no_letter]
    read = [to_unicode(code, LegacyFont.TCVN3) for code in codes]

    marked = [letter for letter in LETTERS if ord(letter) > 0x7F]
    assert [letter for letter in marked if read.count(letter) != 1] == []


def test_the_letters_alone_prove_which_font_it_was() -> None:
    assert legacy_of("céng hßa x· héi chñ nghÜa ViÖt Nam") is LegacyFont.TCVN3
    assert legacy_of("coäng hoøa xaõ hoäi chuû nghóa Vieät Nam") is LegacyFont.VNI


@pytest.mark.parametrize(
    "text",
    [
        "cộng hòa xã hội chủ nghĩa Việt Nam, kế hoạch chuyển đổi số",
        "họ và tên, địa chỉ, lý do, tên tôi là, ở đâu",
        "café déjà naïve Müller Škoda façade Élysée Málaga",
        "Plain English without any mark at all",
        "25 °C ± 2 µm · § 5 × 3",
        "",
    ],
)
def test_text_that_is_unicode_already_stays(text: str) -> None:
    assert legacy_of(text) is None
    assert repair_lines([FileLine(text=text)]) == ([FileLine(text=text)], [])


def test_in_a_mixed_document_only_the_old_lines_change() -> None:
    lines = [
        FileLine(text="céng hßa x· héi chñ nghÜa ViÖt Nam ®éc lËp"),
        FileLine(text="Số: 12/QĐ-UBND của phường Mẫu"),
        FileLine(text="Plain text"),
    ]

    repaired, notes = repair_lines(lines)

    assert [line.text for line in repaired] == [
        "cộng hòa xã hội chủ nghĩa Việt Nam độc lập",
        "Số: 12/QĐ-UBND của phường Mẫu",
        "Plain text",
    ]
    assert notes == ["1 lines were typed with TCVN3 (ABC) fonts and turned into Unicode"]


@pytest.mark.parametrize(
    ("name", "font", "capitals"),
    [
        (".VnTime", LegacyFont.TCVN3, False),
        (".VnTimeH", LegacyFont.TCVN3, True),
        ("ABCDEF+.VnArial", LegacyFont.TCVN3, False),
        ("VNI-Times", LegacyFont.VNI, False),
        ("Times New Roman", None, False),
        ("Vni Something", None, False),
    ],
)
def test_fonts_are_known_by_name(name: str, font: LegacyFont | None, capitals: bool) -> None:
    assert font_of(name) is font
    assert shows_capitals(name) is capitals


@pytest.mark.parametrize("word", ["nghiêng", "quyết", "thuở", "yêu", "giếng", "oản", "khuỷu", "gì"])
def test_vietnamese_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["hßa", "wifi", "straße", "ngbé", "cộộng", "tiếnggh"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(max_size=200))
def test_any_text_can_be_asked_about(text: str) -> None:
    lines, _ = repair_lines([FileLine(text=text)])

    assert len(lines) == 1
