"""What a Word document reads as: words, looks, tables, margins, changes, numbers."""

import unicodedata
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from bot.review.flat import Flat, flats
from bot.review.read import read_document
from bot.review.types import Block, BlockKind, Document, Layout

INTRO = "Ủy ban nhân dân phường An Bình ban hành kế hoạch."


def read(word: Word, tmp_path: Path) -> Document:
    path = tmp_path / "ke-hoach.docx"
    word.save(str(path))
    return read_document(path)


def said(document: Document, *kinds: BlockKind) -> list[str]:
    return [flat.text for flat in flats(document, *kinds)]


def block(document: Document, text: str) -> Block:
    return one(document, text).block


def one(document: Document, text: str) -> Flat:
    (found,) = [flat for flat in flats(document) if text in flat.text]
    return found


def layout(document: Document, text: str) -> Layout:
    found = block(document, text).layout
    assert found is not None
    return found


def put(paragraph: Paragraph, xml: str) -> None:
    """Put raw Word XML at the end of a paragraph."""
    head, _, rest = xml.partition(">")
    closed = head.endswith("/")
    head = head.rstrip("/") + f" {nsdecls('w')}" + ("/>" if closed else ">")
    paragraph._p.append(parse_xml(head + rest))


def page_field(paragraph: Paragraph) -> None:
    run = paragraph.add_run()
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.text = " PAGE "
            run._r.append(code)
        if kind == "separate":
            run.add_text("2")


def test_every_paragraph_is_a_line_and_a_block(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("KẾ HOẠCH")
    word.add_paragraph("")
    word.add_paragraph(INTRO)

    document = read(word, tmp_path)

    assert said(document) == ["KẾ HOẠCH", INTRO]
    assert document.line(document.blocks[1].span.start) == 3
    assert document.name == "ke-hoach"


def test_words_in_decomposed_letters_are_composed(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph(unicodedata.normalize("NFD", "Kế hoạch chuyển đ"))
    paragraph.add_run("ô")
    paragraph.add_run("\u0309i số")

    assert read(word, tmp_path).text == "Kế hoạch chuyển đổi số\n"


def test_looks_come_from_the_run_its_styles_and_the_defaults(tmp_path: Path) -> None:
    word = docx.Document()
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    own = word.styles.add_style("Dẫn", 1)
    own.base_style = normal
    own.font.italic, own.font.bold = True, True
    word.add_paragraph("Chữ thường của văn bản")
    paragraph = word.add_paragraph("Chữ nghiêng theo kiểu ", style="Dẫn")
    run = paragraph.add_run("nhưng chỗ này khác hẳn mọi chỗ")
    run.bold, run.font.size, run.font.name = False, Pt(10), "Arial"

    document = read(word, tmp_path)

    plain, styled = layout(document, "thường"), layout(document, "nghiêng")
    assert (plain.fonts, plain.sizes_pt) == (("Times New Roman",), (14.0,))
    assert (plain.is_bold, plain.is_italic) == (False, False)
    assert (styled.fonts, styled.sizes_pt) == (("Arial", "Times New Roman"), (10.0, 14.0))
    assert (styled.is_bold, styled.is_italic) == (None, True)
    assert block(document, "nghiêng").style == "Dẫn"


def test_a_font_of_the_theme_is_named_by_what_it_stands_for(tmp_path: Path) -> None:
    word = docx.Document()  # its template takes the fonts of headings from the theme
    word.add_heading("Mục tiêu chung", 2)

    document = read(word, tmp_path)

    assert layout(document, "Mục tiêu").fonts == ("Calibri",)
    assert block(document, "Mục tiêu").heading == 2


def test_spacing_indents_and_alignment_are_read_in_their_units(tmp_path: Path) -> None:
    word = docx.Document()
    exact = word.add_paragraph("Cách dòng chính xác")
    exact.paragraph_format.line_spacing = Pt(18)
    exact.paragraph_format.first_line_indent = Mm(12.7)
    exact.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    several = word.add_paragraph("Cách dòng theo bội số")
    several.paragraph_format.line_spacing = 1.5
    several.paragraph_format.space_before, several.paragraph_format.space_after = Pt(3), Pt(6)
    several.paragraph_format.first_line_indent = Mm(-10)

    document = read(word, tmp_path)

    first, second = layout(document, "chính xác"), layout(document, "bội số")
    assert (first.line_pt, first.line_times) == (18.0, None)
    assert (first.first_line_mm, first.alignment) == (12.7, "justify")
    assert (second.line_pt, second.line_times) == (None, 1.5)
    assert (second.before_pt, second.after_pt, second.first_line_mm) == (3.0, 6.0, -10.0)


def test_pages_say_size_margins_and_numbers_for_each_section(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    first = word.sections[0]
    first.page_width, first.page_height = Mm(210), Mm(297)
    first.left_margin, first.right_margin = Mm(30), Mm(15)
    first.top_margin, first.bottom_margin = Mm(20), Mm(20)
    first.different_first_page_header_footer = True
    page_field(first.header.paragraphs[0])
    second = word.add_section()
    second.page_width, second.page_height = Mm(297), Mm(210)
    second.different_first_page_header_footer = False
    word.add_paragraph("Phụ lục của kế hoạch này.")

    one, two = read(word, tmp_path).pages

    assert (one.width_mm, one.height_mm) == (210.0, 297.0)
    assert (one.top_mm, one.bottom_mm, one.left_mm, one.right_mm) == (20.0, 20.0, 30.0, 15.0)
    assert (one.has_page_numbers, one.is_first_different) == (True, True)
    assert (two.width_mm, two.has_page_numbers, two.is_first_different) == (297.0, True, False)


def test_a_document_without_a_page_field_has_no_page_numbers(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    word.sections[0].header.paragraphs[0].text = "2"

    (pages,) = read(word, tmp_path).pages
    assert not pages.has_page_numbers


def test_headers_and_footers_follow_the_text_without_page_numbers(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    page_field(word.sections[0].header.paragraphs[0])
    word.sections[0].header.add_paragraph("Lưu hành nội bộ")
    word.sections[0].footer.paragraphs[0].text = "Phường An Bình"

    document = read(word, tmp_path)

    assert said(document) == [INTRO, "Lưu hành nội bộ", "Phường An Bình"]
    assert said(document, BlockKind.HEADER) == ["Lưu hành nội bộ"]
    assert said(document, BlockKind.FOOTER) == ["Phường An Bình"]


def test_inserted_words_are_marked_and_deleted_ones_are_gone(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    paragraph = word.add_paragraph("Hạn là ")
    put(paragraph, '<w:ins w:id="1" w:author="A"><w:r><w:t>ngày 20</w:t></w:r></w:ins>')
    put(paragraph, '<w:del w:id="2" w:author="A"><w:r><w:delText>hôm sau</w:delText></w:r></w:del>')

    document = read(word, tmp_path)

    assert said(document) == [INTRO, "Hạn là ngày 20"]
    assert [each.is_inserted for each in document.blocks] == [False, True]
    (note,) = document.notes
    assert "1 chỗ thêm" in note
    assert "1 chỗ xóa" in note


def test_rows_of_a_table_have_their_cells_parted_by_tabs(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    table = word.add_table(3, 3)
    for row, texts in zip(
        table.rows,
        (("TT", "Việc", "Hạn"), ("1", "Số hóa\thồ sơ", ""), ("2", "Tập huấn", "Quý I")),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 2).text = "Quý II"
    table.cell(1, 2).add_paragraph("năm 2026")
    table.cell(2, 1).merge(table.cell(2, 2))

    document = read(word, tmp_path)

    rows = list(flats(document, BlockKind.ROW))
    assert [row.text for row in rows] == [
        "TT\tViệc\tHạn",
        "1\tSố hóa hồ sơ\tQuý II năm 2026",
        "2\tTập huấn Quý I\t",
    ]
    assert [row.block.table for row in rows] == [0, 0, 0]


def test_the_table_of_the_head_reads_like_paragraphs(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(2, 2)
    table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nPHƯỜNG AN BÌNH"
    right = table.cell(0, 1)
    right.text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    right.paragraphs[0].runs[0].bold = True
    right.add_paragraph("Độc lập - Tự do - Hạnh phúc").runs[0].italic = True
    table.cell(1, 0).text, table.cell(1, 1).text = "Số: 12/KH-UBND", "An Bình, ngày 05/01/2026"

    document = read(word, tmp_path)

    assert said(document, BlockKind.PARAGRAPH) == [
        "ỦY BAN NHÂN DÂN",
        "PHƯỜNG AN BÌNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/KH-UBND",
        "An Bình, ngày 05/01/2026",
    ]
    assert layout(document, "CỘNG HÒA").is_bold is True
    assert layout(document, "Độc lập").is_italic is True


def test_each_line_of_a_paragraph_broken_by_hand_has_its_own_looks(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph()
    paragraph.add_run("KẾ HOẠCH").bold = True
    paragraph.add_run().add_break(WD_BREAK.LINE)
    paragraph.add_run("Chuyển đổi số của phường năm 2026").bold = False

    document = read(word, tmp_path)

    assert [each.layout and each.layout.is_bold for each in document.blocks] == [True, False]


def test_automatic_numbers_are_read_and_known_as_nobodys_typing(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    for text in ("Rà soát hồ sơ", "Báo cáo kết quả"):
        word.add_paragraph(text, style="List Number")

    document = read(word, tmp_path)

    found = one(document, "Báo cáo")
    assert (found.text, found.typed) == ("2. Báo cáo kết quả", "Báo cáo kết quả")
    assert found.block.label == 3


def test_links_controls_and_boxes_are_read_once(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Xem ")
    put(paragraph, '<w:hyperlink w:anchor="a"><w:r><w:t>trang của phường</w:t></w:r></w:hyperlink>')
    put(
        paragraph,
        "<w:sdt><w:sdtContent><w:r><w:t>, mục 2</w:t></w:r></w:sdtContent></w:sdt>",
    )
    boxed = word.add_paragraph("Bên cạnh là khung.")
    put(
        boxed,
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Chữ trong khung</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r>",
    )

    assert said(read(word, tmp_path)) == [
        "Xem trang của phường, mục 2",
        "Bên cạnh là khung.",
        "Chữ trong khung",
    ]


def test_hidden_words_are_left_out_and_capitals_are_shown(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Kế hoạch ")
    paragraph.add_run("giấu đi").font.hidden = True
    paragraph.add_run("chuyển đổi số").font.all_caps = True

    assert said(read(word, tmp_path)) == ["Kế hoạch CHUYỂN ĐỔI SỐ"]


@pytest.mark.parametrize(
    ("font", "typed", "shown"),
    [
        (".VnTime", "KÕ ho¹ch chuyÓn ®æi sè", "Kế hoạch chuyển đổi số"),
        (".VnTimeH", "kÕ ho¹ch", "KẾ HOẠCH"),
        ("VNI-Times", "Keá hoaïch chuyeån ñoåi soá", "Kế hoạch chuyển đổi số"),
    ],
)
def test_words_in_an_old_font_are_converted_with_a_note(
    tmp_path: Path, font: str, typed: str, shown: str
) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    word.add_paragraph().add_run(typed).font.name = font

    document = read(word, tmp_path)

    assert said(document) == [INTRO, shown]
    (note,) = document.notes
    assert "Unicode" in note


def test_progress_is_told_and_ends(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(INTRO)
    word.save(str(tmp_path / "a.docx"))
    told: list[tuple[int, int]] = []

    read_document(tmp_path / "a.docx", progress=lambda _name, done, of: told.append((done, of)))

    assert told[-1] == (2, 2)
    assert told == sorted(told)
