"""Vietnamese text as people type it."""

import re
import unicodedata
from collections.abc import Mapping
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import load
from knowledge.passages import passages_of
from knowledge.text import (
    clean,
    expand,
    fold,
    folded_syllables,
    has_diacritics,
    modern_tones,
    shorthand,
    syllables,
)

ANY_TEXT = st.text(max_size=80)
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặờởỡớợùủũúụỳỷỹýỵAĐÊÔƠƯÀÚÝ"
VIETNAMESE = st.text(alphabet=f"{LETTERS} ./-019", max_size=40)
DECOMPOSED = st.text(alphabet=f"{LETTERS}\u0300\u0301\u0323 ./-019", max_size=40)

# Words that people type without diacritics; a short form must not take their place.
COMMON_BARE = frozenset(
    (
        "an anh ai ba ban bao bi bo ca can cap cha cho chi chu co con cu cua da dan dat de den di "
        "do gan gia giay han hai ho hoa hoi kem la lai lam len ma mat me mo moi muon nam nay nha "
        "nhu noi o phi qua ra sao so sau ta tai ten thi tho thu ti tinh to toi tra tren tu va ve "
        "vao xa xe xin"
    ).split()
)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  đăng   ký \n khai\tsinh ", "đăng ký khai sinh"),
        (unicodedata.normalize("NFD", "hộ tịch"), "hộ tịch"),
        ("kh\u200bai s\u00adinh\ufeff", "khai sinh"),
        ("e\u200b\u0301p", "ép"),
        ("trang 1\x0ctrang 2\u2028trang 3\x85hết", "trang 1 trang 2 trang 3 hết"),
        ("a\x00b\x1bc", "abc"),
        ("giá\u00a050.000", "giá 50.000"),
        ("nửa \ud83d đôi", "nửa đôi"),
        ("\u200b \n", ""),
    ],
)
def test_clean_leaves_visible_nfc_text_with_single_blanks(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not re.search(r"\s\s|^\s|\s$|[\x00-\x1f\x7f\u200b-\u200f\ufeff]", once)


@pytest.mark.parametrize(
    ("old", "modern"),
    [
        ("hoà", "hòa"),
        ("Hoà", "Hòa"),
        ("HOÀ", "HÒA"),
        ("thuỷ", "thủy"),
        ("THUỶ", "THỦY"),
        ("Uỷ ban", "Ủy ban"),
        ("khoẻ, xoá; tuỳ", "khỏe, xóa; tùy"),
        ("cuả", "của"),
        (unicodedata.normalize("NFD", "hoá"), "hóa"),
    ],
)
def test_an_old_tone_mark_moves_to_where_today_s_spelling_has_it(old: str, modern: str) -> None:
    assert modern_tones(old) == modern


@pytest.mark.parametrize(
    "word",
    ["quý", "QUÝ", "Quỹ", "quả", "què", "hoàn", "thuế", "thuở", "khuỷu", "hòa", "ủy", "giấy", "ệ"],
)
def test_a_tone_mark_that_stands_right_stays(word: str) -> None:
    assert modern_tones(word) == word


@given(DECOMPOSED | ANY_TEXT)
def test_modern_spelling_is_stable_and_changes_nothing_but_marks(text: str) -> None:
    modern = modern_tones(text)

    assert modern_tones(modern) == modern
    assert fold(modern) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Trường Sa", "duong truong sa"),
        ("ỦY BAN NHÂN DÂN", "uy ban nhan dan"),
        (unicodedata.normalize("NFD", "Thừa Thiên Huế"), "thua thien hue"),
        ("123 ABC", "123 abc"),
    ],
)
def test_fold_leaves_plain_small_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(DECOMPOSED | ANY_TEXT)
def test_folded_text_has_no_mark_left_and_folds_to_itself(text: str) -> None:
    folded = fold(text)

    assert not any(unicodedata.category(ch) == "Mn" for ch in unicodedata.normalize("NFD", folded))
    assert not set("đĐ") & set(folded)
    assert fold(folded) == folded


@pytest.mark.parametrize(("text", "has"), [("đi", True), ("HỎI", True), ("Di Hoi 5%", False)])
def test_diacritics_are_seen_in_small_and_capital_letters(text: str, has: bool) -> None:
    assert has_diacritics(text) is has


def test_a_document_number_is_one_syllable_and_folded_also_its_parts() -> None:
    text = "Theo 70/2024/NĐ-CP, điều 5."

    assert syllables(text) == ["theo", "70/2024/nđ-cp", "điều", "5"]
    assert folded_syllables(text) == [
        "theo",
        "70/2024/nd-cp",
        "70",
        "2024",
        "nd",
        "cp",
        "dieu",
        "5",
    ]


@given(VIETNAMESE)
def test_folding_before_or_after_splitting_gives_the_same_syllables(text: str) -> None:
    whole = [token for token in folded_syllables(clean(text)) if not re.search(r"[./-]", token)]
    parts = [part for token in syllables(clean(text)) for part in re.split(r"[./-]", fold(token))]

    assert whole == [part for part in parts if part]


@pytest.mark.parametrize(
    ("typed", "written_out"),
    [
        ("lm gks bn z", "làm giấy khai sinh bao nhiêu vậy"),
        ("CCCD?", "căn cước công dân?"),
        ("phí bn/bản", "phí bao nhiêu/bản"),
        ("(ntn, ko)", "(như thế nào, không)"),
        ("alooooo", "alo"),
        ("đượcccc koooo", "được không"),
        ("đăng ký kết hôn", "đăng ký kết hôn"),
    ],
)
def test_short_forms_and_stretched_words_are_written_out(typed: str, written_out: str) -> None:
    assert expand(typed) == written_out


@pytest.mark.parametrize(
    ("typed", "written_out"),
    [
        ("con 14t hết 50k k", "con 14 tuổi hết 50 nghìn không"),
        ("phạt 2tr", "phạt 2 triệu"),
        ("P. Tây Mỗ", "phường Tây Mỗ"),
        ("p.tây mỗ", "phường tây mỗ"),
        ("P Tây Mỗ", "phường Tây Mỗ"),
        ("p 5", "phường 5"),
        ("mẫu p", "mẫu p"),
        ("đk kh", "đăng ký kết hôn"),
        ("kh của phường", "kế hoạch của phường"),
        ("nhập tt", "nhập thường trú"),
        ("cho xin tt", "cho xin thông tin"),
        ("nộp onl dc hk", "nộp online được không"),
        ("mất mấy ngày hk ạ?", "mất mấy ngày không ạ?"),
        ("phai hk a", "phai không a"),
        ("hk nhà e", "hộ khẩu nhà em"),
        ("làm hk", "làm hộ khẩu"),
        ("được hk mới thì sao", "được hộ khẩu mới thì sao"),
        ("CT01 nộp mấy bản", "CT01 nộp mấy bản"),
        ("50k/2024", "50k/2024"),
    ],
)
def test_what_only_the_neighbours_explain_is_read_by_them(typed: str, written_out: str) -> None:
    assert expand(typed) == written_out
    assert expand(written_out) == written_out


@pytest.mark.parametrize(
    "text",
    [
        "53/2025/TT-BCA",
        "53/2025/TT",
        "TT-BCA",
        "12A1/QĐ-UBND",
        "e-mail",
        "www.dichvucong.gov.vn",
        "Phụ lục VIII",
        "III",
        "50.000.000",
        "111222333",
    ],
)
def test_numbers_addresses_and_roman_numerals_stay_as_typed(text: str) -> None:
    assert expand(text) == text


def test_laughter_is_not_read_as_no() -> None:
    assert expand("kkkk") == "k"


def test_a_table_of_ones_own_is_used_alone() -> None:
    assert expand("tm bn", {"tm": "Tây Mỗ"}) == "Tây Mỗ bn"


@pytest.fixture(scope="module")
def table() -> Mapping[str, str]:
    return shorthand()


def test_every_short_form_is_one_small_composed_word_and_means_something(
    table: Mapping[str, str],
) -> None:
    for short, full in table.items():
        assert short == unicodedata.normalize("NFC", short).lower()
        assert re.fullmatch(r"\w+", short)
        assert full == clean(full)
        assert full not in ("", "None")


def test_no_short_form_is_written_twice() -> None:
    source = resources.files("knowledge") / "data" / "shorthand.yaml"
    keys = re.findall(r"(?m)^(\w+):", source.read_text(encoding="utf-8"))

    assert len(keys) == len(set(keys)) == len(shorthand())


def test_no_short_form_is_a_common_word_typed_without_diacritics(table: Mapping[str, str]) -> None:
    assert set(table) & COMMON_BARE == set()


@pytest.mark.slow
def test_no_short_form_hides_a_word_of_our_own_text(table: Mapping[str, str]) -> None:
    # "gi" may stand for "gì": that is the same word with its mark.
    accented = {
        word
        for record in load().records
        for passage in passages_of(record)
        for word in syllables(passage.text)
        if re.search(r"[aeiouy]", fold(word)) and has_diacritics(word)
    }
    bare = {fold(word) for word in accented}

    hidden = {short for short, full in table.items() if short in bare and fold(full) != short}
    assert hidden == set()


@given(DECOMPOSED | ANY_TEXT)
def test_no_text_breaks_any_of_these(text: str) -> None:
    written_out = expand(clean(text))

    assert all(syllables(written_out))
    assert all(folded_syllables(written_out))
    assert modern_tones(written_out) is not None
