"""Lines, blocks and headings of a plan: what a PDF extraction does to them."""

from knowledge.importers.plan_blocks import Mark, classify, glue, join
from knowledge.importers.plan_lines import read_lines
from knowledge.importers.plan_outline import Entry, numbering, outline
from knowledge.importers.plan_tail import part_tail
from knowledge.importers.plan_words import pieces, sentence_case, word_count


def entries_of(text: str) -> list[Entry]:
    lines, _ = read_lines(text)
    blocks, tail = part_tail(join(lines))
    entries, _, _ = outline(blocks)
    return [*entries, *tail]


def texts_of(text: str) -> list[str]:
    return [entry.text for entry in entries_of(text)]


WRAPPED = """I. MỤC TIÊU

1. Mục tiêu chung

Phường đưa công việc hằng ngày của các bộ phận lên môi trường số để người

dân đỡ phải đi lại, trước hết là ở bộ phận tiếp nhận hồ sơ của Ủy ban nhân

dân.

2. Mục tiêu riêng

- Mỗi tổ dân phố có người hướng dẫn bà con dùng điện thoại để nộp hồ sơ với

Cổng Dịch vụ công.
"""


def test_wrapped_lines_become_one_paragraph_and_headings_stay_apart() -> None:
    entries = entries_of(WRAPPED)

    assert len(entries) == 2
    assert entries[0].section == "I. Mục tiêu › 1. Mục tiêu chung"
    assert entries[0].text.endswith("hồ sơ của Ủy ban nhân dân.")
    assert (entries[0].line_from, entries[0].line_to) == (5, 9)
    assert entries[1].text.endswith("nộp hồ sơ với Cổng Dịch vụ công.")


def test_a_bullet_cut_by_a_page_number_is_one_bullet() -> None:
    page = "\n\n\n\n12\n\n \n\n"
    text = f"- Tổ giúp bà con cài ứng dụng,{page}nhất là người cao tuổi.\n- Việc khác."

    assert texts_of(text) == [
        "Tổ giúp bà con cài ứng dụng, nhất là người cao tuổi.",
        "Việc khác.",
    ]


def test_a_number_that_the_sentence_waits_for_is_no_page_number() -> None:
    text = "- Phường lập một đội với tổng số thành viên là\n\n25\n\nngười ở các tổ dân phố."

    assert "25" in " ".join(texts_of(text))


def test_a_footnote_in_mid_sentence_is_taken_out_and_kept_apart() -> None:
    text = """- Phường đã gửi đi ba văn bản
1
.

- Phường làm việc tiếp.

1
 Văn bản số 4/UBND và văn bản số 5/UBND

của phường.

- Việc sau cùng.
"""
    lines, notes = read_lines(text)

    assert texts_of(text) == [
        "Phường đã gửi đi ba văn bản.",
        "Phường làm việc tiếp.",
        "Việc sau cùng.",
    ]
    (note,) = notes
    assert note.place == 2
    assert [line.text for line in note.lines] == [
        "Văn bản số 4/UBND và văn bản số 5/UBND",
        "của phường.",
    ]
    assert {line.number for line in lines}.isdisjoint({2, 7, 8})


def test_a_link_that_the_extraction_repeats_is_dropped_once_it_was_read() -> None:
    link = "https://hoasen.example.vn"
    text = f"- Xem trang {link} để biết thêm.\n\n{link}/\n- Việc khác."

    assert texts_of(text) == ["Xem trang https://hoasen.example.vn để biết thêm.", "Việc khác."]


def test_latex_and_markdown_leave_plain_signs() -> None:
    text = "- Đạt $\\geq 95\\%$ hộ, **riêng** tổ 3 đạt $> 70\\%$ (*theo tổ*)."

    assert texts_of(text) == ["Đạt ≥ 95% hộ, riêng tổ 3 đạt > 70% (theo tổ)."]


def test_what_a_line_break_cut_in_two_is_mended() -> None:
    assert glue("theo Chỉ thị số 9/CT-", "TTg") == "theo Chỉ thị số 9/CT-TTg"
    assert glue("giai đoạn 2022-", "2025") == "giai đoạn 2022-2025"
    assert glue("đã nhận 4.", "068 hồ sơ") == "đã nhận 4.068 hồ sơ"
    assert glue("đạt 99,", "5% hồ sơ") == "đạt 99,5% hồ sơ"
    assert glue("tháng 11,", "12/2026") == "tháng 11, 12/2026"
    assert glue("Văn hóa -", "Xã hội") == "Văn hóa - Xã hội"


def test_numbers_that_head_nothing_are_not_headings() -> None:
    assert classify("1.352 văn bản đi")[0] is Mark.TEXT
    assert classify("24/6/2022 của Chính phủ")[0] is Mark.TEXT
    assert classify("2.0 (bản thử)")[0] is Mark.TEXT
    assert classify("11 dịch vụ mới")[0] is Mark.TEXT
    assert classify("2.Văn phòng phường") == (Mark.NUMBER, "2", "Văn phòng phường")
    assert classify("8.3 Phục vụ người dân") == (Mark.NUMBER, "8.3", "Phục vụ người dân")


def test_a_number_left_out_is_seen_and_both_neighbours_are_kept() -> None:
    text = """III. GIẢI PHÁP

3. Tập huấn

3.1. Mở lớp cho cán bộ ở các tổ dân phố.

3.2. Mở lớp cho người cao tuổi trong phường.

3.4. Mời giáo viên dạy tin học ở các trường.
"""
    lines, _ = read_lines(text)
    entries, steps, _ = outline(join(lines))

    assert [entry.path[-1] for entry in entries] == ["3.1", "3.2", "3.4"]
    assert entries[2].text.startswith("3.4. Mời giáo viên")
    jumps = [found for found in numbering(steps) if "3.2 is followed by 3.4" in found.reason]
    assert [found.line for found in jumps] == [9]


def test_a_number_used_twice_is_seen() -> None:
    lines, _ = read_lines("I. MỞ\n\n- Một.\n\nII. VIỆC\n\n- Hai.\n\nII. CÁCH LÀM\n\n- Ba.\n")
    _, steps, _ = outline(join(lines))

    assert [found.line for found in numbering(steps)] == [9]


def test_headings_in_capitals_read_as_sentences() -> None:
    assert sentence_case("II. NHIỆM VỤ ỨNG DỤNG CNTT") == "II. Nhiệm vụ ứng dụng CNTT"
    assert sentence_case("V. UBND PHƯỜNG HOA SEN", ["Hoa Sen"]) == "V. UBND phường Hoa Sen"
    assert sentence_case("1. Phòng Văn hóa - Xã hội") == "1. Phòng Văn hóa - Xã hội"


def test_a_part_takes_its_title_from_the_line_below() -> None:
    entries = entries_of("PHẦN II\n\nCông việc của năm 2026\n\nI. Mục tiêu\n\n- Mỗi hộ có mạng.\n")

    assert entries[0].path == ("Phần II. Công việc của năm 2026", "I. Mục tiêu")


def test_a_lead_in_heads_the_bullets_below_it_and_joins_its_paragraph() -> None:
    text = """1. Hạ tầng số

- Mạng nội bộ:

+ Thay cáp cũ ở trụ sở.

- Loa phường:

Thay loa cũ bằng loa mới.
"""
    entries = entries_of(text)

    assert entries[0].path == ("1. Hạ tầng số", "Mạng nội bộ")
    assert entries[1].path == ("1. Hạ tầng số",)
    assert entries[1].text == "Loa phường: Thay loa cũ bằng loa mới."


def test_a_unit_named_before_a_colon_heads_its_own_sentence() -> None:
    (entry,) = entries_of(
        "V. TỔ CHỨC THỰC HIỆN\n\n7. Công an phường: Làm tiếp Đề án 06 ở phường.\n"
    )

    assert entry.path == ("V. Tổ chức thực hiện", "7. Công an phường")
    assert entry.text == "7. Công an phường: Làm tiếp Đề án 06 ở phường."


def test_a_heading_after_a_line_that_ends_in_a_dangling_word_is_still_a_heading() -> None:
    text = "1. Phòng Văn hóa\n\n- Chấm điểm thi đua hằng năm\n\n2.Văn phòng\n\n- Nhận hồ sơ.\n"

    assert [entry.path[-1] for entry in entries_of(text)] == ["1. Phòng Văn hóa", "2. Văn phòng"]


def test_a_heading_without_text_below_is_not_lost() -> None:
    assert texts_of("1. Nguồn vốn phường;\n\n2. Nguồn vốn khác\n") == [
        "1. Nguồn vốn phường;",
        "2. Nguồn vốn khác",
    ]


def test_recipients_and_signature_stand_apart_and_the_annex_goes_on() -> None:
    text = """V. TỔ CHỨC THỰC HIỆN

- Các tổ làm theo.

Nơi nhận:
- Sở A;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Mẫu

PHỤ LỤC
DANH SÁCH VIỆC

- Việc trong phụ lục.
"""
    by_section = {entry.section: entry.text for entry in entries_of(text)}

    assert by_section["Nơi nhận"] == "Nơi nhận: Sở A; Lưu: VT."
    assert by_section["Ký ban hành"].endswith("Trần Văn Mẫu")
    assert by_section["Phụ lục › Danh sách việc"] == "Việc trong phụ lục."


def test_a_table_after_the_signature_does_not_stand_under_the_last_unit() -> None:
    text = """V. TỔ CHỨC THỰC HIỆN

1. Văn phòng

- Làm theo.

Nơi nhận:
- Lưu: VT.

CHỦ TỊCH

Trần Văn Mẫu

BẢNG PHÂN CÔNG

TT\tNhiệm vụ\tChủ trì
1\tMở lớp\tVăn phòng
"""
    row = next(entry for entry in entries_of(text) if entry.row)

    assert row.path == ("Bảng phân công",)


def test_long_text_is_cut_after_sentences_and_nothing_is_lost() -> None:
    text = " ".join(f"Câu số {n} nói về một việc mà phường phải làm trong năm." for n in range(30))

    spans = pieces(text, limit=50)

    assert "".join(text[a:b] for a, b in spans) == text
    assert all(word_count(text[a:b]) <= 50 for a, b in spans)
    assert all(text[a:b].rstrip().endswith(".") for a, b in spans)
