"""Personal data is masked; amounts, years and codes stay. Sentences are in pii_sentences.txt."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.pii import mask
from knowledge.text import fold

SENTENCES = [
    line
    for line in (Path(__file__).parent / "pii_sentences.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
PERSONAL = [line for line in SENTENCES if "«" in line]
NOBODYS = [line for line in SENTENCES if "«" not in line]
LABEL = re.compile(r"\[[^\W\d][\w ]*\]")
# Each must fail; when one is masked well it belongs into the file.
KNOWN_FAILURES = [
    "«Hùng» ở tổ 3 đổ rác bừa bãi",
    "số của tôi là «không chín một hai ba bốn năm sáu bảy tám»",
    "nhà cô giáo «hạnh» cuối ngõ",
    "facebook của tôi là «lan.tran.85»",
]


def plain(marked: str) -> str:
    return marked.replace("«", "").replace("»", "")


def personal(marked: str) -> list[str]:
    return re.findall("«([^»]*)»", marked)


def expected(marked: str) -> str:
    return re.sub("«[^»]*»", "[]", marked)


def seen(marked: str) -> str:
    return LABEL.sub("[]", mask(plain(marked)))


def test_there_are_enough_sentences() -> None:
    assert len(PERSONAL) >= 80
    assert len(NOBODYS) >= 60
    assert len(set(SENTENCES)) == len(SENTENCES)


@pytest.mark.parametrize("marked", PERSONAL)
def test_what_is_personal_is_masked_and_the_rest_stays(marked: str) -> None:
    assert seen(marked) == expected(marked)


@pytest.mark.parametrize("text", NOBODYS)
def test_what_is_nobodys_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("marked", KNOWN_FAILURES)
def test_a_known_failure_still_fails(marked: str) -> None:
    assert seen(marked) != expected(marked)


def test_precision_and_recall_are_as_documented(
    record_property: Callable[[str, object], None],
) -> None:
    found = sum(expected(line).count("[]") for line in PERSONAL if seen(line) == expected(line))
    wanted = sum(len(personal(line)) for line in SENTENCES)
    masks = sum(seen(line).count("[]") for line in SENTENCES)
    record_property("n", len(SENTENCES))
    record_property("recall", found / wanted)
    record_property("precision", found / masks)

    assert found / wanted >= 0.98
    assert found / masks >= 0.98


def test_a_number_spelled_in_any_unicode_form_of_text_is_masked() -> None:
    typed = unicodedata.normalize("NFD", "Tôi tên là Nguyễn Thị Hồng, số 0912 345 678")

    assert mask(typed) == "Tôi tên là [tên], số [số điện thoại]"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("cccd 001085012345", "[số giấy tờ]"),
        ("gọi 0912345678", "[số điện thoại]"),
        ("stk 19036789012", "[số tài khoản]"),
        ("thẻ 4111111111111111", "[số thẻ]"),
        ("a@b.vn", "[email]"),
        ("xe 29A-123.45", "[biển số xe]"),
        ("sinh ngày 1/2/1990", "[ngày sinh]"),
        ("số nhà 12", "[số nhà]"),
        ("21.012345,105.745678", "[vị trí]"),
        ("tôi tên là Lan", "[tên]"),
        ("mã 12345678901234567890", "[dãy số]"),
    ],
)
def test_a_mask_says_what_was_there(text: str, label: str) -> None:
    assert label in mask(text)


@st.composite
def mixed(draw: st.DrawFn) -> str:
    """Return pieces of our sentences and of anything else, in any order."""
    piece = st.one_of(
        st.sampled_from(SENTENCES).map(plain),
        st.text(alphabet="0123456789 .-–,()+/", max_size=24),
        st.text(max_size=12),
        st.sampled_from(["đồng", "cccd", "tên là", "Nguyễn Văn", "sinh năm", "số nhà", "[tên]"]),
    )
    return draw(st.sampled_from(["", " ", ", "])).join(draw(st.lists(piece, max_size=5)))


@given(mixed())
@example("tên là [tên] Nguyễn Văn A")
@example("0912345678 0912345678 đồng")
def test_masking_again_changes_nothing(text: str) -> None:
    once = mask(text)

    assert mask(once) == once


@given(mixed())
def test_no_long_run_of_digits_survives_unless_it_is_an_amount(text: str) -> None:
    masked = mask(text)

    for match in re.finditer(r"[0-9]{9,}", masked):
        assert not match[0].startswith("0"), masked
        before, after = fold(masked[: match.start()])[-80:], fold(masked[match.end() :])
        has_unit = re.match(r"\s*(d|dong|vnd|k|nghin|ngan|trieu|tr|ty|usd|₫|\$)(?![a-z])", after)
        money = r"\b(tien|phi|gia|luong|von|thu nhap|doanh thu|chi|muc|no|vay|tong)\b"
        assert has_unit or re.search(money, before), masked


@given(
    digits=st.text(alphabet="0123456789", min_size=9, max_size=16),
    separator=st.sampled_from(["", " ", ".", "-", " - "]),
)
def test_digits_however_they_are_separated_are_masked_after_the_name_of_a_paper(
    digits: str, separator: str
) -> None:
    assert re.search("[0-9]", mask(f"số căn cước của tôi: {separator.join(digits)} ạ")) is None


@given(st.text(max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(mask(text), str)
