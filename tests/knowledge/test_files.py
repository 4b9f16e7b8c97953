"""Which files are read, as what, and the one clear line for every other."""

import os
import zipfile
from pathlib import Path

import docx
import pytest

from knowledge.importers.files import MAX_FILE_BYTES, read_file
from knowledge.types import KnowledgeError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SENTENCE = "Cộng hòa xã hội chủ nghĩa Việt Nam độc lập tự do hạnh phúc"


def refused(path: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        read_file(path)
    return str(caught.value)


def made(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_text_keeps_every_line_where_it_stands(tmp_path: Path) -> None:
    file = read_file(made(tmp_path / "a.txt", "\n\nMột\r\n\r\n\r\nHai\t2\n".encode()))

    assert file.text == "\n\nMột\n\n\nHai\t2\n"
    assert file.pages == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_unicode_in_any_form_is_read(tmp_path: Path, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path = made(tmp_path / "a.txt", mark + SENTENCE.encode(encoding))

    assert read_file(path).text == f"{SENTENCE}\n"


def test_letters_and_their_marks_are_composed(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt", "Thu\u0309 tu\u0323c\u200b".encode())

    assert read_file(path).text == "Thủ tục\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("céng hßa x· héi chñ nghÜa ViÖt Nam ®éc lËp".encode("latin-1"), "TCVN3"),
        ("coäng hoøa xaõ hoäi chuû nghóa Vieät Nam ñoäc laäp".encode("latin-1"), "VNI"),
        (
            "cộng hòa xã hội chủ nghĩa Việt Nam độc lập".encode().decode()
            .replace("ộ", "ô\u0323").replace("ủ", "u\u0309").replace("ĩ", "i\u0303")
            .replace("ệ", "ê\u0323").replace("ậ", "â\u0323").replace("ò", "o\u0300")
            .replace("ã", "a\u0303").encode("cp1258"),
            "Windows-1258",
        ),
    ],
)  # fmt: skip
def test_text_of_before_unicode_is_recognised_with_a_note(
    tmp_path: Path, data: bytes, said: str
) -> None:
    file = read_file(made(tmp_path / "a.txt", data))

    assert file.text == "cộng hòa xã hội chủ nghĩa Việt Nam độc lập\n"
    assert said in file.notes[0]


def test_text_in_an_unknown_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt", "một\nхорошо".encode("cp1251", "replace"))

    assert refused(path).startswith("a.txt: line 2 is not UTF-8")


def test_binary_junk_named_txt_is_refused(tmp_path: Path) -> None:
    junk = bytes(range(256)) * 40

    assert "a.txt: " in refused(made(tmp_path / "a.txt", junk))
    assert "is not a text" in refused(made(tmp_path / "b.txt", b"abc\x00\x01\x02" * 50))


def test_empty_files_are_refused(tmp_path: Path) -> None:
    assert "is empty" in refused(made(tmp_path / "a.txt", b""))
    assert "is empty" in refused(made(tmp_path / "a.pdf", b""))
    assert "is empty" in refused(made(tmp_path / "b.txt", b"\xef\xbb\xbf \n\n"))


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)
    assert "gone.pdf: cannot be read" in refused(tmp_path / "gone.pdf")


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.pdf"
    loop.symlink_to(loop)

    assert "loop.pdf: cannot be read" in refused(loop)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_read_rights_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt", b"text")
    path.chmod(0)

    assert "cannot be read" in refused(path)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.txt", "a.html"])
def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path, name: str) -> None:
    path = made(tmp_path / name, b"%PDF-1.7" if name == "a.pdf" else b"text")
    os.truncate(path, 100_000_000)

    assert refused(path).startswith(f"{name}: is 100 MB, more than the {MAX_FILE_BYTES // 10**6}")


def test_a_text_has_a_lower_limit_than_a_pdf(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt", b"a" * 1000)
    os.truncate(path, 30_000_000)

    assert "more than the 20 MB" in refused(path)


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), r"old Word document .*save it as"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "old Office file"),
        ("a.rtf", b"{\\rtf1 text}", "RTF"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "picture; run OCR"),
        ("a.rar", b"Rar!\x1a\x07", "archive"),
        ("a.docx", b"PK\x03\x04rubbish", "damaged"),
        ("a.docx", b"\x00\x01\x02\x03rubbish", "damaged"),
        ("a.pdf", b"\x00\x01\x02\x03rubbish", "damaged"),
    ],
)
def test_other_formats_are_refused_with_advice(
    tmp_path: Path, name: str, data: bytes, what: str
) -> None:
    with pytest.raises(KnowledgeError, match=what):
        read_file(made(tmp_path / name, data))


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("xl/workbook.xml", "Excel"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("content.xml", "OpenDocument"),
        ("scan.png", "archive"),
    ],
)
def test_other_archives_are_refused_with_advice(tmp_path: Path, member: str, what: str) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")

    assert what in refused(path)


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.pdf", b"<!DOCTYPE html><html><body>Login</body></html>", "named .pdf but holds HTML"),
        ("a.docx", b"only words", "named .docx but holds plain text"),
        ("a.txt", b"%PDF-1.7 ...", "named .txt but holds PDF"),
        ("a.txt", b"<html><body>x</body></html>", "named .txt but holds HTML"),
    ],
)
def test_a_name_that_says_another_format_is_refused(
    tmp_path: Path, name: str, data: bytes, what: str
) -> None:
    assert what in refused(made(tmp_path / name, data))


def test_a_word_document_named_doc_or_without_a_suffix_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Nội dung")
    for name in ("a.doc", "khong-duoi"):
        document.save(str(tmp_path / name))

        assert read_file(tmp_path / name).text == "Nội dung\n"


def test_every_refusal_is_one_line_that_names_the_file(tmp_path: Path) -> None:
    for number, data in enumerate((b"", b"%PDF-1.4 junk", b"PK\x03\x04", OLE, b"\x00" * 9)):
        message = refused(made(tmp_path / f"{number}.xyz", data))

        assert message.startswith(f"{number}.xyz: ")
        assert "\n" not in message
