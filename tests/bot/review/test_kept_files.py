"""What is uploaded is kept privately, under a name of ours, if it is what it says."""

import io
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document as new_docx
from fpdf import FPDF

from bot.review.kept_files import (
    MAX_BYTES,
    delete_files,
    home_of,
    keep_upload,
    name_of,
    source_of,
    tokens_before,
)
from bot.review.types import ReviewError


def docx() -> bytes:
    out = io.BytesIO()
    document = new_docx()
    document.add_paragraph("Kế hoạch của phường Bến Gỗ")
    document.save(out)
    return out.getvalue()


def pdf() -> bytes:
    page = FPDF()
    page.add_page()
    page.set_font("helvetica")
    page.cell(text="Ke hoach")
    return bytes(page.output())


@pytest.mark.parametrize(
    ("content", "name", "suffix"),
    [
        (docx(), "Kế hoạch số 5.DOCX", ".docx"),
        (docx(), "khong-duoi", ".docx"),
        (pdf(), "a.pdf", ".pdf"),
        ("Kế hoạch".encode(), "a.txt", ".txt"),
        ("Kế hoạch".encode("utf-16"), "a.txt", ".txt"),
        ("Kế hoạch".encode("utf-8-sig"), "ghi chú", ".txt"),
        (pdf(), "a.doc", ".pdf"),
        (pdf(), "a.docx", ".docx"),
    ],
)
def test_a_file_keeps_the_ending_it_has_or_gets_that_of_its_content(
    tmp_path: Path, content: bytes, name: str, suffix: str
) -> None:
    home = home_of(keep_upload(io.BytesIO(content), name, tmp_path), tmp_path)

    assert source_of(home).suffix == suffix
    assert source_of(home).read_bytes() == content
    assert name_of(home) == name


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\x7fELF\x00\x01", "a.docx", "không phải DOCX"),
        (b"MZ\x90\x00", "a.txt", "không phải DOCX"),
        (b"", "a.docx", "trống"),
        (b"x" * (MAX_BYTES + 1), "a.txt", "20 MB"),
    ],
)
def test_what_cannot_be_a_document_is_refused_in_one_line_and_leaves_nothing(
    tmp_path: Path, content: bytes, name: str, says: str
) -> None:
    with pytest.raises(ReviewError, match=says) as caught:
        keep_upload(io.BytesIO(content), name, tmp_path)

    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_only_we_may_read_what_is_kept_and_its_name_is_made_by_chance(tmp_path: Path) -> None:
    folder = tmp_path / "reviews"
    tokens = {keep_upload(io.BytesIO(b"abc"), "a.txt", folder) for _ in range(2)}

    assert len(tokens) == 2
    for path in [folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Lan\\kế hoạch.txt", "kế hoạch.txt"),
        ("a\u202etxt.exe\u0000\n.txt", "atxt.exe.txt"),
        ("<script>alert(1)</script>.txt", "script>.txt"),
        ("a" * 400 + ".txt", "a" * 120 + ".txt"),
    ],
)
def test_of_a_name_only_what_can_be_read_is_kept(tmp_path: Path, name: str, shown: str) -> None:
    token = keep_upload(io.BytesIO(b"abc"), name, tmp_path)

    assert name_of(home_of(token, tmp_path)) == shown
    assert {path.name for path in home_of(token, tmp_path).iterdir()} == {"source.txt", "name.json"}


@pytest.mark.parametrize("token", ["", "..", "../x", "A" * 32, "0" * 31, f"{'0' * 32}/.."])
def test_what_is_no_token_leads_to_no_file(tmp_path: Path, token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        home_of(token, tmp_path)


def test_what_is_deleted_is_gone_and_may_be_deleted_again(tmp_path: Path) -> None:
    token = keep_upload(io.BytesIO(b"abc"), "a.txt", tmp_path)
    now = datetime.now(UTC)

    assert tokens_before(tmp_path, now - timedelta(hours=1)) == []
    assert tokens_before(tmp_path, now + timedelta(hours=1)) == [token]
    delete_files(token, tmp_path)
    delete_files(token, tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert name_of(tmp_path / token) == "văn bản"
