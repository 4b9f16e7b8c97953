"""Importing a heap of bad files: each is one clear line, and the good ones still go in."""

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from channels import cli
from knowledge.ids import id_of
from knowledge.store import RecordStore

MEGABYTE = 1_000_000


def pdf(path: Path, draw: Callable[[Canvas], None], *, password: str | None = None) -> None:
    """Write a PDF of one page."""
    lock = pdfencrypt.StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(str(path), encrypt=lock)
    draw(canvas)
    canvas.showPage()
    canvas.save()


def words(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "Noi quy cho dem. Cho mo cua luc 18 gio.")


def picture(canvas: Canvas) -> None:
    canvas.drawInlineImage(Image.new("L", (600, 800), 200), 0, 0, 595, 842)


def docx(path: Path, *paragraphs: str) -> None:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))


def zip_bomb(path: Path) -> None:
    """Write a DOCX whose main part unpacks to 200 times its size and more."""
    docx(path, "x")
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in source.namelist():
            body = b" " * (300 * MEGABYTE) if name == "word/document.xml" else source.read(name)
            bomb.writestr(name, body)


def tracked(path: Path) -> None:
    """Write a DOCX in which "18 giờ" was struck and "19 giờ" put in its place."""
    docx(path, "NỘI QUY CHỢ ĐÊM", "MO_CUA")
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    changed = (
        "Chợ mở cửa lúc </w:t></w:r>"
        '<w:del w:id="1" w:author="a"><w:r><w:delText>18 giờ</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>19 giờ</w:t></w:r></w:ins>'
        "<w:r><w:t>."
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in source.namelist():
            body = source.read(name)
            if name == "word/document.xml":
                body = body.replace(b"MO_CUA", changed.encode())
            new.writestr(name, body)


def sparse(path: Path, size: int) -> None:
    """Write a file that begins like a PDF and is as long as said, without taking up the space."""
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(size)


@pytest.fixture
def heap(tmp_path: Path) -> dict[str, Path]:
    """Return the bad files by name, and two good ones."""
    folder = tmp_path / "heap"
    folder.mkdir()
    files = {
        name: folder / name
        for name in (
            "locked.pdf", "scan.pdf", "cut.pdf", "huge.pdf", "empty.pdf", "empty.docx", "cut.docx",
            "bomb.docx", "page.pdf", "letter.docx", "good.pdf", "tracked.docx", "good.jsonl",
        )
    }  # fmt: skip
    pdf(files["locked.pdf"], words, password="kin")  # noqa: S106  # of a file made here
    pdf(files["scan.pdf"], picture)
    pdf(files["good.pdf"], words)
    files["cut.pdf"].write_bytes(files["good.pdf"].read_bytes()[:300])
    sparse(files["huge.pdf"], 100 * MEGABYTE)
    files["empty.pdf"].touch()
    files["empty.docx"].touch()
    docx(files["letter.docx"], "Thư")
    files["cut.docx"].write_bytes(files["letter.docx"].read_bytes()[:2000])
    zip_bomb(files["bomb.docx"])
    files["page.pdf"].write_text("<html><body><p>404</p></body></html>", encoding="utf-8")
    pdf(files["letter.docx"], words)
    tracked(files["tracked.docx"])
    record = {"ma_thu_tuc": "9.1", "ten_thu_tuc": "Cấp thẻ", "detail_url": "https://p.example/9.1"}
    good = json.dumps(record | {"cach_thuc_thuc_hien": "", "so_quyet_dinh": "1/QĐ"})
    files["good.jsonl"].write_text(f"{good}\n", encoding="utf-8")
    return files


@pytest.mark.slow
def test_each_bad_file_is_one_clear_line_and_the_good_ones_go_in(
    heap: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = tmp_path / "data"
    monkeypatch.setattr(
        sys, "argv", ["motcua", "import", *map(str, heap.values()), "--data-dir", str(data)]
    )

    with pytest.raises(SystemExit) as ended:
        cli.main()

    said = capsys.readouterr().err
    lines = [line for line in said.splitlines() if line.startswith("motcua: ")]
    reasons = {line.removeprefix("motcua: ").split(": ")[0]: line for line in lines}
    expected = {
        "locked.pdf": "password",
        "scan.pdf": "OCR",
        "cut.pdf": "damaged",
        "huge.pdf": "MB",
        "empty.pdf": "empty",
        "empty.docx": "empty",
        "cut.docx": "damaged",
        "bomb.docx": "unpack",
        "page.pdf": "holds HTML",
        "letter.docx": "holds PDF",
    }
    assert ended.value.code == 1
    assert "Traceback" not in said
    assert set(reasons) == set(expected)
    assert len(lines) == len(expected)
    assert {name: word in reasons[name] for name, word in expected.items()} == dict.fromkeys(
        expected, True
    )
    store = RecordStore(data / "store.sqlite")
    assert {id_of(record) for record in store.records()} == {"good", "tracked", "9.1"}
    changed = store.document("tracked")
    store.close()
    assert changed is not None
    text = " ".join(piece.text for piece in changed.passages)
    assert "19 giờ" in text
    assert "18 giờ" not in text
    report = (data / "import-report.jsonl").read_text(encoding="utf-8")
    assert "tracked" in report
