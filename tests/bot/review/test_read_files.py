"""What text files and PDFs read as, and what is refused with one line that helps."""

import io
import os
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bot.review.flat import flats
from bot.review.read import read_document
from bot.review.types import FileKind, ReviewError

TEXT = (
    "KẾ HOẠCH\n\nChuyển đổi số của phường An Bình năm 2026\n\n"
    "Ủy ban nhân dân phường An Bình giao Văn phòng theo dõi việc thực hiện kế hoạch này.\n"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ENGLISH = "This plan is about the digital transformation of a ward and about nothing else. "


def made(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def refused(path: Path) -> str:
    """Return why a file is refused: always one line that begins with its name."""
    with pytest.raises(ReviewError) as error:
        read_document(path)
    message = str(error.value)
    assert message.startswith(f"{path.name}: ")
    assert "\n" not in message
    return message


def word(text: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def repacked(data: bytes, **changed: bytes) -> bytes:
    """Return a package with these members added or in place of what it has."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in given.namelist():
            if name not in changed:
                archive.writestr(name, given.read(name))
        for name, member in changed.items():
            archive.writestr(name, member)
    return out.getvalue()


@pytest.fixture
def pdf(tmp_path: Path, font: str) -> Callable[..., Path]:
    """Return a function that writes a PDF, each page a list of (x, y from the top, text)."""

    def write(*pages: list[tuple[float, float, str]] | None, **options: object) -> Path:
        path = tmp_path / "ke-hoach.pdf"
        canvas = Canvas(str(path), pagesize=(595, 842), **options)
        for page in pages:
            if page is None:
                picture = ImageReader(Image.new("RGB", (60, 85), "white"))
                canvas.drawImage(picture, 0, 0, 595, 842)
            for x, y, text in page or ():
                canvas.setFont(font, 12)
                canvas.drawString(x, 842 - y, text)
            canvas.showPage()
        canvas.save()
        return path

    return write


def test_a_text_stands_in_the_document_as_in_its_file(tmp_path: Path) -> None:
    text = "  KẾ HOẠCH  \r\n\r\n\r\nGiao  Văn phòng\ttheo dõi.\r\n"
    document = read_document(made(tmp_path / "a.txt", "\ufeff" + text))

    assert document.text == text.replace("\r\n", "\n")
    assert (document.name, document.kind) == ("a", FileKind.TEXT)
    assert [document.line(block.span.start) for block in document.blocks] == [1, 4]


def test_a_form_feed_in_a_text_parts_pages(tmp_path: Path) -> None:
    document = read_document(made(tmp_path / "a.txt", "Kế hoạch\n\n\fMục tiêu\n\n\f\nNhiệm vụ\n"))

    assert [(flat.text, flat.block.page) for flat in flats(document)] == [
        ("Kế hoạch", 1),
        ("Mục tiêu", 2),
        ("Nhiệm vụ", 3),
    ]


def test_a_text_in_decomposed_letters_is_composed(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt", unicodedata.normalize("NFD", TEXT))

    assert read_document(path).text == TEXT


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_forms_of_unicode_are_read_without_a_note(tmp_path: Path, encoding: str) -> None:
    document = read_document(made(tmp_path / "a.txt", TEXT.encode(encoding)))

    assert document.text == TEXT
    assert document.notes == ()


def test_a_text_of_before_unicode_is_converted_line_by_line_with_a_note(tmp_path: Path) -> None:
    typed = "KÕ ho¹ch chuyÓn ®æi sè\n\ncña ph­êng An B×nh n¨m 2026, giao V¨n phßng thùc hiÖn\n"
    document = read_document(made(tmp_path / "a.txt", typed))

    assert document.text == (
        "Kế hoạch chuyển đổi số\n\ncủa phường An Bình năm 2026, giao Văn phòng thực hiện\n"
    )
    (note,) = document.notes
    assert "phông cũ" in note


def test_a_pdf_is_read_in_paragraphs_with_their_pages(pdf: Callable[..., Path]) -> None:
    lines = [
        (85, 100, "Ủy ban nhân dân phường An Bình giao Văn phòng theo dõi việc thực"),
        (85, 116, "hiện kế hoạch này và báo cáo hằng quý cho Chủ tịch."),
        (85, 150, "Các bộ phận phối hợp với Văn phòng."),
    ]
    document = read_document(pdf(lines, [(85, 100, "Kế hoạch này có hiệu lực từ ngày ký.")]))

    assert document.kind is FileKind.PDF
    assert [(flat.block.page, flat.text) for flat in flats(document)] == [
        (1, f"{lines[0][2]} {lines[1][2]}"),
        (1, lines[2][2]),
        (2, "Kế hoạch này có hiệu lực từ ngày ký."),
    ]


def test_a_scanned_pdf_is_refused(pdf: Callable[..., Path]) -> None:
    assert "bản chụp" in refused(pdf(None))


def test_a_pdf_of_which_one_page_is_a_picture_is_refused_whole(pdf: Callable[..., Path]) -> None:
    page = [
        (85, 100 + 20 * n, "Giao Văn phòng theo dõi việc thực hiện kế hoạch.") for n in range(9)
    ]

    message = refused(pdf(page, None, page))
    assert "trang 2 là ảnh chụp" in message


def test_a_pdf_under_a_password_is_refused(pdf: Callable[..., Path]) -> None:
    lock = pdfencrypt.StandardEncryption("mot", "hai")

    assert "mật khẩu" in refused(pdf([(85, 100, "Kế hoạch")], encrypt=lock))


def test_a_document_of_500_pages_is_read_whole(tmp_path: Path) -> None:
    document = docx.Document()
    for number in range(500):
        document.add_paragraph(
            f"Trang thứ {number} của kế hoạch chuyển đổi số."
        ).add_run().add_break()
        document.add_page_break()  # type: ignore[no-untyped-call]  # the library says nothing
    document.save(str(tmp_path / "dai.docx"))

    text = read_document(tmp_path / "dai.docx").text
    assert text.count("Trang thứ") == 500
    assert "Trang thứ 499 của" in text


def test_a_text_longer_than_can_be_reviewed_is_refused_whole(tmp_path: Path) -> None:
    message = refused(made(tmp_path / "a.txt", "kế hoạch chuyển đổi số " * 90_000))

    assert "450.000 chữ" in message
    assert "tách" in message


@pytest.mark.parametrize(
    "text", [ENGLISH * 20, "Ke hoach chuyen doi so cua phuong An Binh nam nay. " * 20]
)
def test_what_is_not_vietnamese_is_refused(tmp_path: Path, text: str) -> None:
    assert "không phải văn bản tiếng Việt" in refused(made(tmp_path / "a.txt", text))
    assert "không phải văn bản tiếng Việt" in refused(made(tmp_path / "a.docx", word(text)))


def test_a_vietnamese_text_with_english_terms_is_read(tmp_path: Path) -> None:
    text = TEXT + "Smart Hai Phong, Big Data, AI, Internet, email, website, Zalo.\n"

    assert read_document(made(tmp_path / "a.txt", text)).text == text


@pytest.mark.parametrize("name", ["a.docx", "a.docm"])
def test_a_document_with_macros_is_refused(tmp_path: Path, name: str) -> None:
    data = repacked(word(TEXT), **{"word/vbaProject.bin": b"x"})

    assert "macro" in refused(made(tmp_path / name, data))


def test_a_part_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    bomb = b"<w:document>" + b" " * 42_000_000
    data = repacked(word(TEXT), **{"word/document.xml": bomb})

    assert "máy không mở" in refused(made(tmp_path / "a.docx", data))


def test_entities_in_a_part_are_refused(tmp_path: Path) -> None:
    bad = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    data = repacked(word(TEXT), **{"word/document.xml": bad})

    assert "không an toàn" in refused(made(tmp_path / "a.docx", data))


def test_a_document_with_a_part_nobody_can_read_is_refused_whole(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(TEXT)
    document.element.body.insert(1, document.element.makeelement(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}altChunk", {}
    ))  # fmt: skip
    document.save(str(tmp_path / "a.docx"))

    assert "phần nhúng" in refused(tmp_path / "a.docx")


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "Word cũ"),
        ("a.docx", OLE + "WordDocument".encode("utf-16-le"), "Word cũ"),
        ("a.docx", OLE + "Workbook".encode("utf-16-le"), "Office cũ"),
        ("a.rtf", b"{\\rtf1 abc}", "RTF"),
        ("a.docx", b"\x89PNG" + b"\0" * 60, "ảnh"),
        ("a.jpg", b"\xff\xd8\xff" + b"\0" * 60, "ảnh"),
        ("a.rar", b"Rar!" + b"\0" * 60, "tệp nén"),
        ("a.docx", b"", "rỗng"),
        ("a.txt", b" \n\n", "rỗng"),
        ("a.txt", b"1 2 3\n", "không có chữ"),
        ("a.docx", b"PK\x03\x04" + b"\1" * 3000, "bị hỏng"),
        ("a.pdf", b"%PDF-1.4\n" + b"x" * 900, "bị hỏng"),
        ("a.txt", b"\x00\x9f\x01\x80\xff" * 90, "chữ"),
        ("a.docx", b"<html><body>Ch\xc3\xa0o</body></html>", "trang web"),
        ("a.docx", TEXT.encode(), "bên trong là chữ thuần"),
        ("a.txt", b"%PDF-1.4\n" + b"x" * 900, "bên trong là tệp PDF"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_readable_document_is_refused(
    tmp_path: Path, name: str, data: bytes, what: str
) -> None:
    assert what in refused(made(tmp_path / name, data))


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("xl/workbook.xml", "bảng tính"),
        ("ppt/presentation.xml", "trình chiếu"),
        ("content.xml", "OpenDocument"),
        ("anh.txt", "tệp nén"),
    ],
)
def test_other_packages_named_docx_are_refused(tmp_path: Path, member: str, what: str) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(member, "x")

    assert what in refused(path)


def test_half_a_document_is_refused(tmp_path: Path) -> None:
    data = word(TEXT)

    assert "bị hỏng" in refused(made(tmp_path / "a.docx", data[: len(data) // 2]))


def test_a_document_without_words_is_refused(tmp_path: Path) -> None:
    assert "không có chữ" in refused(made(tmp_path / "a.docx", word("")))


def test_a_folder_and_a_file_that_is_gone_are_refused(tmp_path: Path) -> None:
    assert "thư mục" in refused(tmp_path)
    assert "không đọc được" in refused(tmp_path / "khong-co.docx")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt", TEXT)
    path.chmod(0)

    assert "quyền đọc" in refused(path)
