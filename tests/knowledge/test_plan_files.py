"""Plans as Word files and PDFs: layout tables, whole paragraphs, pages, rows cut by a page."""

import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from knowledge.importers.plan import read_plan
from knowledge.importers.plan_blocks import Mark, join
from knowledge.importers.plan_file import Layout, read_plan_file
from knowledge.importers.plan_lines import read_lines
from knowledge.importers.plan_tables import read_table
from knowledge.types import KnowledgeError, Plan

SOFFICE = shutil.which("soffice")
LONG = (
    "Mỗi tổ dân phố cử hai người giúp bà con nộp hồ sơ trên mạng vào sáng thứ bảy, ghi lại số lượt"
    " đã giúp và những chỗ bà con hay vướng để phường sửa trong tuần sau, không để ai phải đi lại"
    " nhiều lần vì thiếu giấy tờ."
)
HEADING = ("TT", "Chỉ tiêu", "Mục tiêu năm 2026", "Đơn vị chủ trì", "Đơn vị phối hợp")
ROWS = [
    ("1", "Hồ sơ nộp trực tuyến trên tổng số hồ sơ", "≥ 85%", "Văn phòng", "Các tổ dân phố"),
    ("2", "Người dân trả phí không dùng tiền mặt", "90%", "Phòng Kinh tế", "Ngân hàng"),
]


def add_columns(word: Word, left: str, right: str) -> None:
    """Set two texts side by side in a table without borders, as the head and the end are."""
    cells = word.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = left, right


def add_rows(word: Word, rows: Sequence[Sequence[str]]) -> None:
    table = word.add_table(rows=0, cols=len(HEADING))
    table.style = "Table Grid"
    for number, row in enumerate([HEADING, *rows]):
        added = table.add_row()
        if number == 0:
            mark = OxmlElement("w:tblHeader")
            mark.set(qn("w:val"), "true")
            added._tr.get_or_add_trPr().append(mark)
        for cell, text in zip(added.cells, row, strict=True):
            cell.text = text


def plan_document(rows: Sequence[Sequence[str]] = ROWS) -> Word:
    word = Document()
    style = word.styles["Normal"]
    style.font.name, style.font.size = "Liberation Serif", Pt(13)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    section.header.paragraphs[0]._p.append(number)
    add_columns(
        word,
        "ỦY BAN NHÂN DÂN\nPHƯỜNG HOA SEN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
    )
    add_columns(word, "Số: 12/KH-UBND", "Hoa Sen, ngày 5 tháng 3 năm 2026")
    for line in ("KẾ HOẠCH", "Chuyển đổi số phường Hoa Sen năm 2026"):
        word.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.add_paragraph("UBND phường Hoa Sen, thành phố Hà Nội lập kế hoạch này như sau:")
    word.add_paragraph("UBND thành phố Hà Nội theo dõi việc này.")
    word.add_heading("I. MỤC TIÊU ĐẾN HẾT NĂM 2026", 1)
    word.add_paragraph("- 70% cuộc họp của phường họp trực tuyến.")
    word.add_heading("II. TỔ CHỨC THỰC HIỆN", 1)
    word.add_heading("1. Văn phòng", 2)
    word.add_paragraph(f"- {LONG}")
    word.add_paragraph("- Báo cáo UBND thành phố trước ngày 05/12 hằng năm.")
    word.add_paragraph("Trên đây là kế hoạch của phường, đề nghị các tổ thực hiện./.")
    add_columns(
        word,
        "Nơi nhận:\n- Các tổ dân phố;\n- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLê Thị Hoa",
    )
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    word.add_paragraph("PHỤ LỤC").alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.add_paragraph("DANH SÁCH CHỈ TIÊU").alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_rows(word, rows)
    return word


def plan_in(path: Path) -> Plan:
    (plan,) = read_plan(path).records
    assert isinstance(plan, Plan)
    return plan


def saved(tmp_path: Path, word: Word) -> Path:
    path = tmp_path / "hoa-sen-2026.docx"
    word.save(str(path))
    return path


def facts(plan: Plan) -> dict[str, object]:
    """Return what any format of the same plan has to say alike."""
    return {
        "title": plan.title,
        "number": plan.number,
        "issued": plan.issued,
        "place": plan.place,
        "issuer": plan.issuer,
        "indicators": [(i.name, i.target, i.lead, i.support) for i in plan.indicators],
        "duties": [(duty.text, duty.lead) for duty in plan.duties],
        "deadlines": [(each.what, each.due, each.to) for each in plan.deadlines],
        "rows": [passage.row for passage in plan.passages if passage.row],
    }


def test_a_head_set_in_two_columns_gives_number_date_and_issuer(tmp_path: Path) -> None:
    plan = plan_in(saved(tmp_path, plan_document()))

    assert plan.number == "12/KH-UBND"
    assert plan.issued == date(2026, 3, 5)
    assert plan.place == "phường Hoa Sen, thành phố Hà Nội"
    assert plan.issuer == "UBND phường Hoa Sen"
    assert plan.doubts == ()


def test_a_word_file_gives_indicators_duties_and_deadlines(tmp_path: Path) -> None:
    plan = plan_in(saved(tmp_path, plan_document()))

    assert [(i.target, i.lead) for i in plan.indicators] == [
        ("70%", ""),
        ("≥ 85%", "Văn phòng"),
        ("90%", "Phòng Kinh tế"),
    ]
    assert [duty.lead for duty in plan.duties] == ["Văn phòng", "Văn phòng"]
    assert [deadline.due for deadline in plan.deadlines] == ["trước ngày 05/12 hằng năm"]
    assert {p.at.page for p in plan.passages} == {None}


def test_recipients_and_signature_side_by_side_are_told_apart(tmp_path: Path) -> None:
    passages = plan_in(saved(tmp_path, plan_document())).passages

    recipients = next(p for p in passages if p.at.section == "Nơi nhận")
    signature = next(p for p in passages if p.at.section == "Ký ban hành")
    assert "Lê Thị Hoa" not in recipients.text
    assert signature.text.startswith("TM. ỦY BAN NHÂN DÂN")


def test_paragraphs_of_a_word_file_are_never_run_together(tmp_path: Path) -> None:
    word = plan_document()
    anchor = next(p for p in word.paragraphs if p.text.startswith("Trên đây"))
    first = "Phường bố trí kinh phí cho máy tính ở nhà văn hóa và đường truyền"
    second = "Nhà văn hóa mở cửa buổi tối để bà con đến học nộp hồ sơ trên mạng"
    for text in (first, second):
        anchor.insert_paragraph_before(text)

    texts = [passage.text for passage in plan_in(saved(tmp_path, word)).passages]

    assert {first, second} <= set(texts)


def test_a_word_file_that_is_no_plan_gets_the_usual_message(tmp_path: Path) -> None:
    word = Document()
    word.add_paragraph("Biên bản họp tổ dân phố số 3")

    with pytest.raises(KnowledgeError, match="no plan found in it"):
        read_plan(saved(tmp_path, word))


def test_an_empty_word_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"^hoa-sen-2026.docx: "):
        read_plan(saved(tmp_path, Document()))


def test_a_text_file_keeps_its_line_numbers_though_lines_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n\n\nKẾ HOẠCH\n\n\nnăm 2026", encoding="utf-8")

    found = read_plan_file(path)

    assert found.layout is Layout.LINES
    assert found.file.text.split("\n")[3] == "KẾ HOẠCH"
    assert found.page_of(4) is None


def in_windows_1258(text: str) -> bytes:
    """Return the text as Windows used to keep it: letters with their tone marks apart."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = [unicodedata.normalize("NFD", letter) for letter in text]
    parted = [
        unicodedata.normalize("NFC", "".join(c for c in letter if c not in tones))
        + "".join(c for c in letter if c in tones)
        for letter in letters
    ]
    return "".join(parted).encode("cp1258")


def test_what_the_operator_should_know_of_the_file_is_a_doubt_and_a_problem(tmp_path: Path) -> None:
    text = "KẾ HOẠCH\nChuyển đổi số phường Hoa Sen năm 2026\n\nI. MỤC TIÊU\n\n- 70% họp trực tuyến."
    path = tmp_path / "hoa-sen.txt"
    path.write_bytes(in_windows_1258(text))

    result = read_plan(path)

    (plan,) = result.records
    assert isinstance(plan, Plan)
    assert plan.title == "Kế hoạch chuyển đổi số phường Hoa Sen năm 2026"
    assert any("1258" in doubt.reason for doubt in plan.doubts if doubt.field == "file")
    assert any(problem.field == "file" for problem in result.problems)


def cut_rows(*, page_of_rest: int, rest: str) -> list[str]:
    """Return the second column of a table whose second row may be cut in two by a page."""
    lines = ["\t".join(HEADING), "\t".join(ROWS[0]), f"\t{rest}\t\t\t", "\t".join(ROWS[1])]
    kept, _ = read_lines("\n".join(lines), [1, 1, page_of_rest, 2])
    blocks = join(kept, is_wrapped=True)
    assert {block.mark for block in blocks} == {Mark.ROW}
    return [row.cells[1][1] for row in read_table(blocks).rows]


def test_a_row_that_a_page_cuts_in_two_is_one_row() -> None:
    assert cut_rows(page_of_rest=2, rest="tính đến tháng 12/2026") == [
        "Hồ sơ nộp trực tuyến trên tổng số hồ sơ tính đến tháng 12/2026",
        "Người dân trả phí không dùng tiền mặt",
    ]


@pytest.mark.parametrize(("page", "rest"), [(1, "tính đến tháng 12/2026"), (2, "Kinh tế số")])
def test_the_heading_of_a_group_of_rows_is_not_glued_to_the_row_above(page: int, rest: str) -> None:
    assert cut_rows(page_of_rest=page, rest=rest)[0] == ROWS[0][1]


@pytest.mark.parametrize(
    ("pages", "lead"), [([1, 1, 1], "Văn phòng HĐND&UBND"), ([], "Văn phòng HĐND&UB ND")]
)
def test_a_word_that_a_narrow_column_cut_is_mended_where_it_is_known(
    pages: list[int], lead: str
) -> None:
    rows = [
        ("1", "Hồ sơ", "85%", "Văn phòng HĐND&UB ND", "tổ"),
        ("2", "Thẻ", "9%", "Văn phòng HĐND&UBND", "ban"),
    ]
    kept, _ = read_lines("\n".join("\t".join(row) for row in [HEADING, *rows]), pages)

    assert read_table(join(kept)).rows[0].cells[3][1] == lead


def test_a_gap_on_a_page_parts_a_heading_from_its_paragraph() -> None:
    heading = "3. Giúp người cao tuổi và người khuyết tật nộp hồ sơ trên mạng tại nhà"
    body = "Mỗi tổ dân phố cử hai người đến nhà giúp bà con, báo trước qua điện thoại một ngày"
    text = f"{heading}\n\n{body}\nvà ghi lại.\n\n" + f"{body}\nvà ghi lại.\n\n" * 3
    lines, _ = read_lines(text)

    blocks = join(lines, is_wrapped=True)

    assert blocks[0].text == heading.removeprefix("3. ")
    assert blocks[1].text == f"{body} và ghi lại."


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="soffice, which makes PDFs of Word files, is missing")
def test_a_pdf_says_what_its_word_file_says_and_on_which_page(tmp_path: Path) -> None:
    rows = [
        (str(n), f"Hồ sơ loại {n} được nộp trên mạng, kể cả hồ sơ gửi hộ", "≥ 85%", "Văn phòng", "")
        for n in range(1, 41)
    ]
    path = saved(tmp_path, plan_document(rows))
    assert SOFFICE is not None
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    plan = plan_in(path.with_suffix(".pdf"))

    said, expected = facts(plan), facts(plan_in(path))
    for field in (
        "title",
        "number",
        "issued",
        "place",
        "indicators",
        "duties",
        "deadlines",
        "rows",
    ):
        if field != "rows":
            assert said[field] == expected[field], field
    assert [row for row in plan.passages if row.row][-1].row == tuple(
        zip(("TT", *HEADING[1:]), rows[-1], strict=True)
    )
    pages = [passage.at.page or 0 for passage in plan.passages]
    assert pages == sorted(pages)
    assert pages[0] == 1
    assert pages[-1] >= 3
    places = [*(i.at for i in plan.indicators), *(duty.at for duty in plan.duties)]
    assert all(at.page for at in [*places, *(each.at for each in plan.deadlines)])
