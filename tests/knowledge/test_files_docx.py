"""What a Word document reads as: order, numbers, tables, changes; and what is refused."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK

from knowledge.importers.files import read_file
from knowledge.types import KnowledgeError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes a minimal document of this body and these other parts."""

    def write(body: str, **parts: str) -> Path:
        path = tmp_path / "a.docx"
        relations = "".join(
            f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
            for n, kind in enumerate(parts)
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(
                "_rels/.rels",
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
                f' Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            )
            archive.writestr(
                "word/_rels/document.xml.rels",
                f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
            )
            archive.writestr(
                "word/document.xml",
                f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            )
            for kind, xml in parts.items():
                archive.writestr(f"word/{kind}.xml", xml.replace(">", f' xmlns:w="{W}">', 1))
        return path

    return write


def p(text: str, properties: str = "", run: str = "") -> str:
    own = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    look = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f'<w:p>{own}<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def numbered(text: str, level: int = 0, list_id: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def numbering(*levels: tuple[str, str], extra: str = "") -> str:
    made = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (style, text) in enumerate(levels)
    )
    return (
        f'<w:numbering><w:abstractNum w:abstractNumId="0">{made}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{extra}</w:numbering>'
    )


def said(path: Path) -> list[str]:
    return [line for line in read_file(path).text.splitlines() if line]


def test_paragraphs_and_tables_keep_the_order_of_the_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Quy trình", level=1)
    document.add_paragraph("Đoạn trước bảng.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("TT", "Việc", "1", "Số hóa\nhồ sơ"), strict=True):
        cell.text = text
    document.add_paragraph("Đoạn sau bảng.")
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    document.sections[0].footer.paragraphs[0].text = "Chân trang"
    path = tmp_path / "a.docx"
    document.save(str(path))

    file = read_file(path)

    assert file.text.splitlines() == [
        "Quy trình",
        "",
        "Đoạn trước bảng.",
        "",
        "TT\tViệc",
        "1\tSố hóa hồ sơ",
        "",
        "Đoạn sau bảng.",
    ]
    assert file.headings == (0,)
    assert file.pages == ()


def test_a_merged_cell_stands_once(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for number, cell in enumerate(table._cells):
        cell.text = str(number)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Nhóm"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Tổ"
    path = tmp_path / "a.docx"
    document.save(str(path))

    assert said(path) == ["Nhóm\t\t", "Tổ\t4\t5", "\t7\t8"]


def test_automatic_numbers_are_part_of_the_text(make: Make) -> None:
    levels = numbering(
        ("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."), ("lowerLetter", "%4)")
    )
    body = (
        numbered("Mục tiêu")
        + numbered("Chung", 1)
        + numbered("Một", 2)
        + numbered("Việc", 3)
        + numbered("Việc", 3)
        + numbered("Hai", 2)
        + numbered("Giải pháp")
        + numbered("Nguồn lực", 1)
    )

    assert said(make(body, numbering=levels)) == [
        "I. Mục tiêu",
        "1. Chung",
        "1.1. Một",
        "a) Việc",
        "b) Việc",
        "1.2. Hai",
        "II. Giải pháp",
        "1. Nguồn lực",
    ]


def test_a_list_that_begins_anew_counts_from_its_own_start(make: Make) -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = numbered("Một") + numbered("Hai") + numbered("Năm", 0, 2) + numbered("Sáu", 0, 2)

    assert said(make(body, numbering=numbering(("decimal", "%1."), extra=again))) == [
        "1. Một",
        "2. Hai",
        "5. Năm",
        "6. Sáu",
    ]


def test_bullets_are_signs_and_an_empty_paragraph_takes_no_number(make: Make) -> None:
    body = numbered("Một") + numbered("") + numbered("Hai")

    assert said(make(body, numbering=numbering(("bullet", "\uf0b7")))) == ["• Một", "• Hai"]
    assert said(make(body, numbering=numbering(("bullet", "-")))) == ["- Một", "- Hai"]
    assert said(make(body, numbering=numbering(("decimal", "%1)")))) == ["1) Một", "2) Hai"]


def test_a_style_can_number_its_paragraphs_and_a_paragraph_can_refuse(make: Make) -> None:
    styles = (
        '<w:styles><w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Muc"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph"'
        ' w:styleId="Con"><w:name w:val="Con"/><w:basedOn w:val="Muc"/></w:style></w:styles>'
    )
    body = (
        p("Một", '<w:pStyle w:val="Muc"/>')
        + p("Hai", '<w:pStyle w:val="Con"/>')
        + p("Không", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )

    path = make(body, styles=styles, numbering=numbering(("decimal", "Điều %1.")))

    assert said(path) == ["Điều 1. Một", "Điều 2. Hai", "Không"]


def test_tracked_changes_are_read_as_accepted_with_a_note(make: Make) -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Nộp trong </w:t></w:r>'
        "<w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>3</w:t></w:r></w:ins>"
        '<w:r><w:t xml:space="preserve"> ngày.</w:t></w:r></w:p>'
    )

    file = read_file(make(body))

    assert file.text == "Nộp trong 3 ngày.\n"
    assert file.notes == (
        "tracked changes were read as accepted (1 insertions, 1 deletions); check that they are"
        " final",
    )


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(make: Make) -> None:
    body = p("Hồ sơ nộp ", "<w:rPr><w:del/></w:rPr>") + p("tại phường.")

    assert said(make(body)) == ["Hồ sơ nộp tại phường."]


def test_a_deleted_table_row_is_gone(make: Make) -> None:
    def row(first: str, second: str, properties: str = "") -> str:
        cells = "".join(f"<w:tc>{p(text)}</w:tc>" for text in (first, second))
        return f"<w:tr>{properties}{cells}</w:tr>"

    body = row("1", "giữ") + row("2", "bỏ", "<w:trPr><w:del/></w:trPr>")

    assert said(make(f"<w:tbl>{body}</w:tbl>")) == ["1\tgiữ"]


def test_footnotes_follow_their_paragraph_and_never_join_a_number(make: Make) -> None:
    body = (
        '<w:p><w:r><w:t>Đến năm 2025</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r>'
        '<w:r><w:t xml:space="preserve"> đạt 90%.</w:t></w:r></w:p>' + p("Đoạn sau.")
    )
    notes = f'<w:footnotes><w:footnote w:id="7">{p("Theo báo cáo.")}</w:footnote></w:footnotes>'

    assert said(make(body, footnotes=notes)) == [
        "Đến năm 2025 ¹ đạt 90%.",
        "¹ Theo báo cáo.",
        "Đoạn sau.",
    ]


def test_what_stands_in_controls_links_and_boxes_is_read_once(make: Make) -> None:
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent>'
        + p("Trong khung")
        + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        + p("Trong khung")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    body = (
        f"<w:sdt><w:sdtContent>{p('Trong ô điền')}</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink></w:p>" + box
    )

    assert said(make(body)) == ["Trong ô điền", "liên kết", "Trong khung"]


def test_hidden_words_are_left_out_and_capitals_are_shown(make: Make) -> None:
    body = p("kế hoạch", run="<w:caps/>") + p("ẩn", run="<w:vanish/>") + p("số")

    assert said(make(body)) == ["KẾ HOẠCH", "số"]


def test_a_sign_of_the_symbol_font_is_the_sign_it_shows(make: Make) -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Đạt </w:t></w:r>'
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r><w:r><w:t>95%</w:t></w:r></w:p>'
    )

    assert said(make(body)) == ["Đạt ≥95%"]


def test_raised_figures_are_marks_or_square_units(make: Make) -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    body = (
        f"<w:p><w:r><w:t>rộng 12 km</w:t></w:r><w:r><w:rPr>{raised}</w:rPr><w:t>2</w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>năm 2025</w:t></w:r><w:r><w:rPr>{raised}</w:rPr><w:t>1</w:t></w:r></w:p>"
    )

    assert said(make(body)) == ["rộng 12 km²", "năm 2025 ¹"]


def test_words_in_old_vietnamese_fonts_become_unicode_with_a_note(make: Make) -> None:
    def in_font(name: str, text: str) -> str:
        return p(text, run=f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>')

    body = (
        in_font(".VnTime", "uû ban nh©n d©n")
        + in_font(".VnTimeH", "kÕ ho¹ch")
        + in_font("VNI-Times", "chuyeån ñoåi soá")
        + in_font("Times New Roman", "phường Mẫu")
    )

    file = read_file(make(body))

    assert [line for line in file.text.splitlines() if line] == [
        "uỷ ban nhân dân",
        "KẾ HOẠCH",
        "chuyển đổi số",
        "phường Mẫu",
    ]
    assert [note for note in file.notes if "TCVN3" in note]
    assert [note for note in file.notes if "VNI" in note]


def test_the_table_that_holds_the_head_reads_as_lines(make: Make) -> None:
    left = p("UBND PHƯỜNG MẪU") + p("Số: 5/TB-UBND")
    right = p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Phường Mẫu, ngày 3 tháng 2 năm 2026")
    body = f"<w:tbl><w:tr><w:tc>{left}</w:tc><w:tc>{right}</w:tc></w:tr></w:tbl>"

    assert said(make(body)) == [
        "UBND PHƯỜNG MẪU",
        "Số: 5/TB-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Phường Mẫu, ngày 3 tháng 2 năm 2026",
    ]


def test_line_breaks_part_lines_and_tabs_do_not_make_a_table(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Một")
    paragraph.add_run().add_break(WD_BREAK.LINE)
    paragraph.add_run("Hai\t\tBa\tBốn")
    path = tmp_path / "a.docx"
    document.save(str(path))

    assert said(path) == ["Một", "Hai Ba Bốn"]


def test_a_document_without_words_is_refused(make: Make) -> None:
    with pytest.raises(KnowledgeError, match="holds no text"):
        read_file(make("<w:p/>"))


def test_a_damaged_archive_is_refused(make: Make) -> None:
    path = make(p("Một") * 500)
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(KnowledgeError, match=r"^a\.docx: is damaged"):
        read_file(path)


def test_a_damaged_part_is_refused(make: Make) -> None:
    path = make("<w:p><w:r>")

    with pytest.raises(KnowledgeError, match=r"word/document\.xml is damaged"):
        read_file(path)


def test_a_part_that_unpacks_a_thousandfold_is_not_unpacked(make: Make) -> None:
    path = make(p("a" * 30_000_000))

    with pytest.raises(KnowledgeError, match="unpacks to 30 MB"):
        read_file(path)


def test_an_archive_of_too_many_parts_is_not_opened(make: Make) -> None:
    path = make(p("Một"))
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(5000):
            archive.writestr(f"word/media/{number}.bin", b"")

    with pytest.raises(KnowledgeError, match="more than a document needs"):
        read_file(path)


def test_a_part_whose_size_is_a_lie_is_not_read_to_its_end(make: Make) -> None:
    path = make(p("a" * 50_000_000))
    data = bytearray(path.read_bytes())
    # In the directory at the end of the archive: 24 bytes into the entry, the unpacked size.
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[entry + 24 : entry + 28] = (900_000).to_bytes(4, "little")
    path.write_bytes(data)

    with pytest.raises(KnowledgeError, match=r"damaged|larger than it says"):
        read_file(path)


def test_xml_entities_are_refused(make: Make) -> None:
    path = make(p("Một"))
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        f'<w:document xmlns:w="{W}"><w:body>{p("&b;")}</w:body></w:document>'
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, bomb.encode() if name == "word/document.xml" else data)

    with pytest.raises(KnowledgeError, match="XML entities"):
        read_file(path)


def test_endless_nesting_is_refused(make: Make) -> None:
    path = make("<w:p>" + "<w:smartTag>" * 5000 + "</w:smartTag>" * 5000 + "</w:p>" + p("Một"))

    with pytest.raises(KnowledgeError, match="nested deeper"):
        read_file(path)
