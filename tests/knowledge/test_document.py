"""What a document of any format becomes: a title, a head, passages with their places, doubts."""

import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from functools import reduce
from pathlib import Path

import docx
import pytest

from knowledge.importers.document import read_document
from knowledge.importers.plan_blocks import glue, join
from knowledge.importers.plan_head import read_head
from knowledge.importers.plan_lines import Line, read_lines
from knowledge.passages import passages_of
from knowledge.types import Document, KnowledgeError, Verified

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DAY = date(2026, 11, 1)

HEAD = """UBND PHƯỜNG MẪU\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/QĐ-UBND\tĐộc lập - Tự do - Hạnh phúc
\tPhường Mẫu, ngày 3 tháng 2 năm 2026

QUYẾT ĐỊNH
Về việc ban hành quy chế tiếp công dân

Căn cứ Luật Tiếp công dân;
"""
BODY = """Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi

1. Quy chế này nói về việc tiếp công dân tại trụ sở phường.

2. Quy chế không nói về đơn thư gửi qua bưu điện.

Điều 2. Thời gian

Phường tiếp công dân vào sáng thứ ba hằng tuần, từ tám giờ đến mười một giờ.

TT\tViệc\tAi làm
1\tGhi sổ\tVăn phòng
2\tTrả lời đơn\tNgười tiếp
"""


def read(path: Path) -> Document:
    (record,) = read_document(path, as_of=DAY).records
    assert isinstance(record, Document)
    return record


def written(tmp_path: Path, text: str, name: str = "a.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def fields(document: Document) -> list[str]:
    return [doubt.field for doubt in document.doubts]


def test_the_head_gives_title_number_issuer_and_date(tmp_path: Path) -> None:
    document = read(written(tmp_path, HEAD + BODY, "Quy chế số 1.txt"))

    assert document.id == "quy-che-so-1"
    assert document.title == "Quyết định về việc ban hành quy chế tiếp công dân"
    assert document.number == "12/QĐ-UBND"
    assert document.issuer == "UBND phường Mẫu"
    assert document.issued == date(2026, 2, 3)
    assert document.source.as_of == DAY
    assert document.source.verified is Verified.UNVERIFIED
    assert document.doubts == ()


def test_without_a_given_day_the_date_of_issue_stands(tmp_path: Path) -> None:
    (record,) = read_document(written(tmp_path, HEAD + BODY)).records

    assert record.source.as_of == date(2026, 2, 3)


def test_what_the_head_leaves_blank_is_doubted(tmp_path: Path) -> None:
    head = HEAD.replace("12/QĐ", "    /QĐ").replace("3 tháng 2", "   tháng   ")

    result = read_document(written(tmp_path, head + BODY))

    (record,) = result.records
    assert isinstance(record, Document)
    assert (record.number, record.issued) == (None, None)
    assert fields(record) == ["number", "issued", "source.as_of"]
    assert [problem.field for problem in result.problems] == fields(record)


def test_a_date_that_no_calendar_has_is_doubted(tmp_path: Path) -> None:
    head = HEAD.replace("3 tháng 2", "30 tháng 2")

    document = read(written(tmp_path, head + BODY))

    assert document.issued is None
    assert "calendar" in document.doubts[0].reason


def test_a_year_that_a_narrow_column_pushed_to_the_next_line_belongs_to_the_date(
    tmp_path: Path,
) -> None:
    head = HEAD.replace("tháng 2 năm 2026", "tháng 2 năm\n2026")

    assert read(written(tmp_path, head + BODY)).issued == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("ỦY BAN NHÂN DÂN\nPHƯỜNG MẪU\n", "Ủy ban nhân dân phường Mẫu"),
        ("UBND TỈNH MẪU\nSỞ NỘI VỤ\n", "Sở Nội vụ"),
        ("CHÍNH PHỦ\n", "Chính phủ"),
    ],
)
def test_the_issuer_is_the_last_organ_of_the_head(tmp_path: Path, head: str, issuer: str) -> None:
    text = f"{head}Số: 1/TB-X\nngày 1 tháng 3 năm 2026\nTHÔNG BÁO\nvề lịch trực\n\n{BODY}"

    assert read(written(tmp_path, text)).issuer == issuer


def test_a_letter_is_named_after_its_subject(tmp_path: Path) -> None:
    text = (
        "UBND PHƯỜNG MẪU\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 7/UBND-VP\n"
        "V/v nhắc trả kết quả\nngày 5 tháng 3 năm 2026\n\nKính gửi: Tổ dân phố số 3\n\n"
        "Đề nghị tổ dân phố nhắc người dân đến nhận kết quả trước thứ sáu.\n"
    )

    document = read(written(tmp_path, text))

    assert document.title == "Công văn về việc nhắc trả kết quả"
    assert document.number == "7/UBND-VP"


def test_a_page_without_a_head_is_named_after_its_heading_and_its_date_is_doubted(
    tmp_path: Path,
) -> None:
    page = (
        "<html><body><h1>Cách đặt lịch hẹn</h1><h2>Trước khi đến</h2><p>Mở ứng dụng và chọn ngày."
        "</p><h2>Tại quầy</h2><p>Đưa mã cho cán bộ.</p></body></html>"
    )

    document = read(written(tmp_path, page, "a.html"))

    assert document.title == "Cách đặt lịch hẹn"
    assert fields(document) == ["issued"]
    assert [p.at.section for p in document.passages] == ["Trước khi đến", "Tại quầy"]


def test_a_text_that_begins_in_mid_sentence_has_a_doubted_title(tmp_path: Path) -> None:
    text = "Từ ngày mai phường làm việc cả sáng thứ bảy để người dân đến nhận kết quả.\n"

    assert "title" in fields(read(written(tmp_path, text)))


def test_passages_know_their_headings_and_lines(tmp_path: Path) -> None:
    text = HEAD + BODY
    document = read(written(tmp_path, text))
    lines = text.split("\n")

    found = next(p for p in document.passages if "sáng thứ ba" in p.text)

    assert found.at.section == "Chương I. Quy định chung › Điều 2. Thời gian"
    assert found.at.line_from is not None
    assert "sáng thứ ba" in lines[found.at.line_from - 1]
    assert found.id == f"a#{found.at.line_from}"
    assert found.at.page is None


def test_a_table_row_is_a_passage_of_named_cells(tmp_path: Path) -> None:
    document = read(written(tmp_path, HEAD + BODY))

    rows = [passage.row for passage in document.passages if passage.row]

    assert rows == [
        (("TT", "1"), ("Việc", "Ghi sổ"), ("Ai làm", "Văn phòng")),
        (("TT", "2"), ("Việc", "Trả lời đơn"), ("Ai làm", "Người tiếp")),
    ]


def _sentences(count: int, word: str) -> str:
    return " ".join(f"Câu {number} nói về {word} của người dân." for number in range(count))


def test_long_sections_are_cut_and_short_neighbours_joined(tmp_path: Path) -> None:
    bullets = "\n".join(f"- Việc thứ {number} của tổ công nghệ." for number in range(30))
    text = f"{HEAD}\nI. DÀI\n{_sentences(60, 'lịch hẹn')}\n\nII. NGẮN\n{bullets}\n"

    document = read(written(tmp_path, text))

    sizes = [len(passage.text.split()) for passage in document.passages]
    long = [size for size, p in zip(sizes, document.passages, strict=True) if "lịch hẹn" in p.text]
    short = [size for size, p in zip(sizes, document.passages, strict=True) if "Việc thứ" in p.text]
    assert sum(long) == 60 * 9
    assert all(60 <= size <= 150 for size in long)
    assert len(short) == 2
    assert len({passage.id for passage in document.passages}) == len(document.passages)


def test_headings_lost_by_joining_stand_in_the_words(tmp_path: Path) -> None:
    text = f"{HEAD}\nI. GIẤY TỜ\n1. Bản chính\nMang sổ đỏ.\n2. Bản sao\nMang hai bản.\n"

    document = read(written(tmp_path, text))

    (found,) = [p for p in document.passages if "sổ đỏ" in p.text]
    assert found.at.section == "I. Giấy tờ"
    assert found.text == "1. Bản chính: Mang sổ đỏ.\n2. Bản sao: Mang hai bản."


def test_what_was_noticed_while_reading_is_a_doubt(tmp_path: Path) -> None:
    legacy = "céng hßa x· héi chñ nghÜa ViÖt Nam ®éc lËp, tù do, h¹nh phóc"
    path = tmp_path / "a.txt"
    path.write_bytes(legacy.encode("latin-1"))

    assert "file" in fields(read(path))


def test_a_document_of_nothing_but_a_title_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no text beside its title"):
        read_document(written(tmp_path, "THÔNG BÁO\nVề lịch trực\n"))


def test_its_passages_can_be_indexed(tmp_path: Path) -> None:
    document = read(written(tmp_path, HEAD + BODY))

    ids = [passage.id for passage in passages_of(document)]

    assert len(ids) == len(set(ids)) == len(document.passages) + 1


def _as_docx(path: Path, text: str) -> Path:
    """Write the text as a Word document: one paragraph a line, rows with tabs as tables."""
    document = docx.Document()
    table = None
    for line in text.split("\n"):
        cells = line.split("\t")
        if len(cells) < 3:
            table = None
            document.add_paragraph(line)
            continue
        if table is None:
            table = document.add_table(rows=0, cols=len(cells), style="Table Grid")
        for cell, words in zip(table.add_row().cells, cells, strict=True):
            cell.text = words
    document.save(str(path))
    return path


def _gist(document: Document) -> list[tuple[str, str]]:
    return [(p.at.section, " ".join(p.text.split())) for p in document.passages]


def test_a_word_document_gives_the_passages_of_its_text(tmp_path: Path) -> None:
    text = written(tmp_path, HEAD + BODY)
    word = _as_docx(tmp_path / "b.docx", HEAD + BODY)

    assert _gist(read(word)) == _gist(read(text))
    assert read(word).title == read(text).title


OFFICE = shutil.which("soffice")


def _to_pdf(path: Path) -> Path:
    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation=file://{path.parent}/profile",
            *("--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return path.with_suffix(".pdf")


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_pdf_made_by_libreoffice_gives_the_passages_of_its_text(tmp_path: Path) -> None:
    more = "\n\n".join(f"Điều {n}. Nội dung {n}\n\n{_sentences(12, 'hồ sơ')}" for n in range(3, 20))
    text = written(tmp_path, HEAD + BODY + "\n" + more)
    pdf = _to_pdf(_as_docx(tmp_path / "b.docx", text.read_text(encoding="utf-8")))

    found = read(pdf)

    assert _gist(found) == _gist(read(text))
    pages = [passage.at.page for passage in found.passages]
    assert pages[0] == 1
    assert pages == sorted(page or 0 for page in pages)
    assert (pages[-1] or 0) > 1


def _paragraphs_of(path: Path) -> str:
    """Return the text of a plan with its wrapped lines joined, as a Word document holds it."""
    lines, _ = read_lines(path.read_text(encoding="utf-8"))
    head = read_head(lines)
    body = head.body if head else 0
    by_number = {line.number: line for line in lines}

    def whole(numbers: Sequence[int]) -> str:
        found: list[Line] = [by_number[number] for number in numbers]
        return found[0].text if found[0].cells else reduce(glue, (line.text for line in found))

    blocks = join(lines[body:])
    return "\n".join(
        [line.text for line in lines[:body]]
        + [whole(sorted({number for _, number in block.starts})) for block in blocks]
    )


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared plans are not beside the project")
@pytest.mark.parametrize("stem", ["le-dai-hanh-2025h2", "tay-mo-2026"])
def test_real_plans_give_nearly_the_same_passages_in_every_format(
    tmp_path: Path, stem: str
) -> None:
    source = SHARED / "plans" / f"{stem}.txt"
    word = _as_docx(tmp_path / f"{stem}.docx", _paragraphs_of(source))

    expected = set(_gist(read(source)))
    for path in (word, _to_pdf(word)):
        found = set(_gist(read(path)))
        assert len(found & expected) >= 0.95 * len(found | expected)
