"""Broken lines become the paragraphs that somebody wrote, and nothing is lost on the way."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.flat import flats
from bot.review.read import document_of
from bot.review.types import BlockKind

LONG = (
    "Ủy ban nhân dân phường An Bình giao các bộ phận chuyên môn rà soát toàn bộ thủ tục\n"
    "hành chính đang thực hiện, công khai kết quả trên trang thông tin điện tử và báo cáo\n"
    "trước ngày 20 hằng tháng để tổng hợp, theo dõi và đôn đốc.\n"
)


def lines(text: str) -> list[str]:
    return [flat.text for flat in flats(document_of(text))]


def test_a_paragraph_broken_at_the_margin_is_one_block() -> None:
    (only,) = lines(LONG)

    assert only.startswith("Ủy ban")
    assert only.endswith("đôn đốc.")
    assert "thủ tục hành chính đang" in only


def test_an_empty_line_after_every_line_parts_nothing() -> None:
    doubled = LONG.replace("\n", " \n\n") * 3

    assert len(lines(doubled)) == 3


def test_a_page_break_within_a_sentence_parts_nothing() -> None:
    broken = LONG.replace("hành chính đang", " hành chính đang") + "\n" + LONG

    assert len(lines(broken)) == 2


def test_a_page_number_is_in_no_paragraph_though_one_runs_over_it() -> None:
    first, second, third = LONG.splitlines()
    document = document_of(f"{first}\n{second}\n\n12\n\n{third}\n")

    (block,) = document.blocks
    assert "12" in document.quote(block.span)
    assert [flat.text for flat in flats(document)] == [" ".join((first, second, third))]


def test_a_page_number_between_paragraphs_is_in_no_block() -> None:
    assert lines(f"{LONG}\n- 3 -\n\n{LONG}") == lines(LONG) * 2


def test_a_footnotes_mark_that_fell_out_of_a_sentence_stays_to_be_found() -> None:
    text = LONG.replace("thông tin điện tử và báo cáo\n", "thông tin điện tử\n1\nvà báo cáo\n")

    (only,) = lines(text)
    assert "điện tử 1 và báo cáo" in only


def test_headings_and_items_begin_blocks_of_their_own() -> None:
    text = (
        "I. MỤC TIÊU\n1. Mục tiêu chung\n- Cung cấp dịch vụ công;\n- Số hóa hồ sơ;\n"
        "+ Hồ sơ cũ\na) Hồ sơ đất đai\nII. NHIỆM VỤ\n"
    )

    assert lines(text) == text.splitlines()


def test_a_title_is_apart_from_what_follows_after_more_empty_lines() -> None:
    text = "KẾ HOẠCH\n\nChuyển đổi số của phường An Bình năm 2026\n\n\n\n" + LONG.replace(
        "\n", "\n\n"
    )

    assert lines(text)[:2] == ["KẾ HOẠCH", "Chuyển đổi số của phường An Bình năm 2026"]


def test_every_line_of_a_signature_is_a_block() -> None:
    signed = "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\n\nTrần Văn Ví Dụ"

    assert lines(LONG + "\n" + signed)[1:] == [line for line in signed.splitlines() if line]


def test_a_heading_in_capitals_broken_at_the_margin_is_one_block() -> None:
    heading = (
        "BÁO CÁO KẾT QUẢ THỰC HIỆN KẾ HOẠCH CHUYỂN ĐỔI SỐ CỦA ỦY BAN NHÂN DÂN PHƯỜNG\n"
        "AN BÌNH TRONG SÁU THÁNG ĐẦU NĂM 2026"
    )

    assert lines(f"{heading}\n\n{LONG}")[0] == heading.replace("\n", " ")


def test_the_number_and_the_place_and_date_stay_apart() -> None:
    head = "Số:      /KH-UBND\n\nAn Bình, ngày     tháng    năm 2026"

    assert lines(head) == ["Số: /KH-UBND", "An Bình, ngày tháng năm 2026"]


def test_what_stands_side_by_side_is_read_one_after_the_other() -> None:
    head = "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nNơi nhận:\tTM. ỦY BAN NHÂN DÂN"

    assert lines(head) == [
        "ỦY BAN NHÂN DÂN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Nơi nhận:",
        "TM. ỦY BAN NHÂN DÂN",
    ]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (" UBND PHƯỜNG AN BÌNH Độc lập - Tự do - Hạnh phúc",
         ["UBND PHƯỜNG AN BÌNH", "Độc lập - Tự do - Hạnh phúc"]),
        ("Số: 3/KH-UBND An Bình, ngày 5 tháng 3 năm 2026",
         ["Số: 3/KH-UBND", "An Bình, ngày 5 tháng 3 năm 2026"]),
        ("- Lưu: VT.          PHÓ CHỦ TỊCH", ["- Lưu: VT.", "PHÓ CHỦ TỊCH"]),
        ("UBND THÀNH PHỐ HÀ NỘI, ngày 3", ["UBND THÀNH PHỐ HÀ NỘI, ngày 3"]),
    ],
)  # fmt: skip
def test_what_only_blanks_part_is_read_apart_where_it_is_known(line: str, parts: list[str]) -> None:
    assert lines(line) == parts


def test_rows_keep_their_cells_and_say_which_table_they_are_of() -> None:
    text = (
        "TT\tChỉ tiêu\tMức\n1\tHồ sơ trực tuyến\t80%\n\n2\tThanh toán\t\n\n"
        "Bảng sau đây nêu đơn vị.\n\nĐơn vị\tHạn\nVăn phòng\tQuý I\n"
    )

    rows = [flat for flat in flats(document_of(text), BlockKind.ROW)]
    assert [flat.text for flat in rows] == [
        "TT\tChỉ tiêu\tMức",
        "1\tHồ sơ trực tuyến\t80%",
        "2\tThanh toán\t",
        "Đơn vị\tHạn",
        "Văn phòng\tQuý I",
    ]
    assert [flat.block.table for flat in rows] == [0, 0, 0, 1, 1]


def test_a_tab_behind_a_number_makes_no_table() -> None:
    (flat,) = flats(document_of("1.\tMục tiêu chung"))

    assert (flat.block.kind, flat.text) == (BlockKind.PARAGRAPH, "1. Mục tiêu chung")


def test_a_symbol_cut_by_the_end_of_a_line_is_read_whole() -> None:
    document = document_of("Thực hiện Kế hoạch số 67/KH- \nUBND ngày 17/3/2021 của Ủy ban.")
    (flat,) = flats(document)

    assert "67/KH-UBND" in flat.text
    at = flat.text.index("67/KH-UBND")
    assert document.quote(flat.span(at, at + len("67/KH-UBND"))) == "67/KH- \nUBND"


def test_a_letter_nobody_sees_is_not_part_of_a_word() -> None:
    (flat,) = flats(document_of("chuyển\u00ad đổi\u200b số"))

    assert flat.text == "chuyển đổi số"


def test_line_ends_of_windows_leave_the_numbers_of_lines() -> None:
    document = document_of("KẾ HOẠCH\r\n\r\nMục tiêu\r\n")

    assert [document.line(block.span.start) for block in document.blocks] == [1, 3]


WORDS = st.sampled_from(
    ["Kế", "hoạch", "số", "12/KH-", "UBND", "phường", "AN", "BÌNH,", "được", "giao.", "- Việc",
     "1.", "2.3.", "a)", "IV.", "95%", "ngày", "03/2", "(trừ", "mật)", "e\u0302\u0301", "₫", "%"]
)  # fmt: skip
GAPS = st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n", " \n\n\n", "\t", "\n7\n\n", "\u00a0"])
TEXTS = st.lists(st.tuples(WORDS, GAPS), max_size=60).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_letter_stands_in_one_block_and_leads_back_to_itself(text: str) -> None:
    document = document_of(text)

    kept = ""
    for flat in flats(document):
        for at, letter in enumerate(flat.text):
            place = flat.span(at, at + 1)
            if not letter.isspace():
                assert document.quote(place) == letter
        kept += "".join(letter for letter in flat.text if letter.isalpha())
    assert kept == "".join(c for c in unicodedata.normalize("NFC", text) if c.isalpha())


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_blocks_are_in_the_order_of_the_text_and_apart(text: str) -> None:
    document = document_of(text)

    ends = 0
    for block in document.blocks:
        assert ends <= block.span.start < block.span.end <= len(document.text)
        ends = block.span.end
