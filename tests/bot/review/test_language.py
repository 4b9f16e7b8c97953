"""What the check of language finds in whole documents, and where it keeps silent."""

import random
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document as new_document
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.checks import language
from bot.review.checks.language_counts import terms
from bot.review.read import document_of, read_document
from bot.review.types import Document, Finding, Kind, Known, Severity
from knowledge.acts import Acts

KNOWN = Known(acts=Acts(()), today=date(2026, 11, 22))
TERMS = sorted(" ".join(term) for term in terms())
SPELLING = {
    f"language.{each}" for each in ("syllable", "term", "slip", "torn", "glued", "tone", "foreign")
}
PLAIN = (
    "Phường tổ chức tuyên truyền, phổ biến kiến thức về dịch vụ công trực tuyến cho người dân.",
    "Công an phường hướng dẫn người dân đăng ký tài khoản định danh điện tử mức độ 2.",
    "Văn phòng theo dõi, đôn đốc và tổng hợp kết quả, báo cáo Chủ tịch trước ngày 20 hằng tháng.",
    "Trạm y tế cập nhật hồ sơ tiêm chủng và chia sẻ dữ liệu với Trung tâm Y tế thành phố.",
)


def _found(text: str) -> list[tuple[Document, Finding]]:
    document = document_of(text)
    return [(document, each) for each in language.check(document, KNOWN)]


def _quotes(text: str, rule: str) -> list[str]:
    return [document.quote(each.span) for document, each in _found(text) if each.rule == rule]


@pytest.mark.parametrize(
    ("typed", "quote", "meant"),
    [
        ("Tập huấn chuyên đổi số cho tổ trưởng.", "chuyên đổi số", "chuyển đổi số"),
        ("Hướng dân, hỗ trợ người già nộp hồ sơ.", "Hướng dân", "Hướng dẫn"),
        ("KẾ HOẠCH CHUYỂN ĐỐI SỐ NĂM 2026", "KẾ HOẠCH CHUYỂN ĐỐI SỐ", "KẾ HOẠCH CHUYỂN ĐỔI SỐ"),
        ("Phân đầu tỷ lệ hồ sơ đúng hạn.", "Phân đầu", "Phấn đấu"),
        ("Sở Thông tin và Truyến thông gửi công văn.", "Truyến thông", "Truyền thông"),
    ],
)
def test_a_broken_term_is_quoted_with_what_it_should_be(typed: str, quote: str, meant: str) -> None:
    found = [
        (document.quote(each.span), each.suggestion or "")
        for document, each in _found(typed)
        if each.rule == "language.term"
    ]
    assert [(quote in said, meant in right) for said, right in found] == [(True, True)]


def test_a_term_broken_over_two_lines_is_found_once() -> None:
    text = "Phường tập trung nâng cao nhận thức về chuyển\nđối số cho người dân trong các khu phố."
    assert len(_quotes(text, "language.term")) == 1


def test_a_term_of_gain_enough_is_certain_and_one_less_sure_is_only_low() -> None:
    (sure,) = [each for _, each in _found("Cập nhật phầm mềm quản lý.") if "term" in each.rule]
    (unsure,) = [each for _, each in _found("Các lớp hướng ứng ngày hội.") if "term" in each.rule]
    assert (sure.certain, sure.severity) == (True, Severity.MEDIUM)
    assert (unsure.certain, unsure.severity) == (False, Severity.LOW)


def test_a_slip_made_once_is_found_again_where_less_speaks_for_it() -> None:
    text = "Phân đầu tỷ lệ đạt 90%.\nTỷ lệ hộ có mạng phân đầu 95%."
    assert _quotes(text, "language.term") == ["Phân đầu", "phân đầu"]


@pytest.mark.parametrize(
    "text",
    [
        "Ông Trần Hướng Dân và bà Lý Phân Đầu dự họp.",
        "Bà con trồng cây phân xanh, các cháu ngày ngày đến lớp.",
        "Tài khoản VNeID, mạng FTTH và hệ thống TD-Office chạy ổn định.",
        "Xem https://phuong.gov.vn/chuyen-doi-so hoặc viết cho vanthu@phuong.gov.vn.",
        "Xã Ia Grai, xã Đắk Tô, ông Y Thịnh Niê, bà H'Hen.",
        "Hằng năm và hàng tháng, kĩ thuật và kỹ thuật, quí II và quý III đều được tính.",
    ],
)
def test_names_addresses_and_other_spellings_are_no_errors(text: str) -> None:
    assert [each.rule for _, each in _found(text) if each.rule in SPELLING] == []


def test_one_kind_of_markup_is_shown_twice_with_the_count() -> None:
    text = "\n".join(f"- Chỉ tiêu {n} đạt $\\geq {n}0\\%$." for n in range(1, 8))
    found = [each for _, each in _found(text) if each.rule == "language.markup"]
    assert len(found) == 2
    assert "7 chỗ" in found[0].why


def test_slips_of_punctuation_of_one_sort_are_one_finding() -> None:
    text = "\n".join(f"{n}.Văn phòng theo dõi việc thứ {n}." for n in range(1, 6))
    found = [each for _, each in _found(text) if each.rule == "language.blank_label"]
    assert [each.why for each in found] == [
        "Thiếu dấu cách sau số thứ tự hoặc gạch đầu dòng (5 chỗ)."
    ]


def test_the_mark_of_a_footnote_on_a_line_of_its_own_is_found() -> None:
    text = (
        "Trong năm, phường đã ban hành 17 văn bản chỉ đạo về chuyển đổi số (08 kế hoạch,\n"
        "09 quyết định) \n1\n. Các văn bản đều được gửi đến từng khu phố và đăng trên trang tin."
    )
    assert _quotes(text, "language.stray_mark") == ["định) \n1\n."]


def test_at_most_three_long_sentences_are_shown_the_longest_first() -> None:
    texts = [" ".join(["phường theo dõi"] * n) + "." for n in (45, 50, 55, 60, 65)]
    found = [each for _, each in _found("\n".join(texts)) if "long" in each.rule]
    assert [each.why.split(" dài ")[1].split(" ")[0] for each in found] == ["195", "180", "165"]


def test_every_kind_is_one_of_those_of_language() -> None:
    text = "**Hướng dân** UBND TTQ VN,, Phòng văn hóa - Xã hội. các các xã phường đạt $\\geq 9\\%$."
    kinds = {each.kind for _, each in _found(text)}
    assert kinds
    assert kinds <= {Kind.TYPO, Kind.OCR, Kind.INCONSISTENT_TERM, Kind.FORMAT}


def test_a_word_file_is_quoted_where_its_words_stand(tmp_path: Path) -> None:
    made = new_document()
    made.add_paragraph("Giao các khu phố phố biến kiến thức về an toàn mạng cho người dân.")
    made.add_paragraph("Tập huấn chuyên đổi số cho tổ trưởng.", style="List Number")
    row = made.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "Kênh trực truyến của phường", "Phòng Văn hóa - Xã hội"
    path = tmp_path / "ke-hoach.docx"
    made.save(str(path))
    document = read_document(path)
    quotes = [document.quote(each.span) for each in language.check(document, KNOWN)]
    assert any("chuyên đổi số" in each for each in quotes)
    assert any("trực truyến" in each for each in quotes)


def test_plain_sentences_hold_nothing() -> None:
    assert [each.rule for _, each in _found("\n".join(PLAIN))] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(TERMS), min_size=1, max_size=8), min_size=1, max_size=6))
def test_a_text_of_terms_alone_is_never_misspelt(sentences: list[list[str]]) -> None:
    text = "\n".join(f"- Các việc: {', '.join(each)}." for each in sentences)
    assert [each.rule for _, each in _found(text) if each.rule in SPELLING] == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from('aăâđêưộ ệ.,;:()“”"*$\\<>|-–123AĐIV%\n\t'), max_size=400))
def test_no_text_breaks_the_check_and_every_quote_is_in_it(text: str) -> None:
    for document, each in _found(text):
        assert 1 <= len(document.quote(each.span)) <= 400
        assert document.quote(each.span) in document.text


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["(", "“", "a ", "**", "đã được ", "....", "1.", "$", "các ", "A"]))
def test_a_long_run_of_one_thing_does_not_hang(piece: str) -> None:
    assert len(_found(piece * 1_500)) < 200


def test_three_of_four_swapped_letters_are_found() -> None:
    rng = random.Random(8)  # noqa: S311  # a fixed sample
    found, planted = 0, 0
    for sentence in PLAIN * 6:
        words = sentence.split(" ")
        at = rng.choice([i for i, each in enumerate(words) if each.isalpha() and len(each) > 3])
        letters = list(words[at])
        pairs = [i for i, (a, b) in enumerate(pairwise(letters)) if a != b and i > 0]
        i = rng.choice(pairs)
        letters[i], letters[i + 1] = letters[i + 1], letters[i]
        words[at] = "".join(letters)
        planted += 1
        found += any(each.rule in SPELLING for _, each in _found(" ".join(words)))
    assert found >= 0.75 * planted
