"""Detail sheets on pages: broken lines, rows cut in two, and the real ones told again."""

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Word

from knowledge.importers.portal import PORTAL_AS_OF, read_portal
from knowledge.importers.portal_sheet import read_portal_sheet
from knowledge.importers.portal_sheet_tables import (
    SheetLine,
    SheetTable,
    columns_of,
    paper_row,
    sheet_legal_row,
    submission_row,
    table_rows,
)
from knowledge.importers.portal_sheet_text import paragraphs, usual_width
from knowledge.types import Procedure

REAL = Path(__file__).resolve().parents[2].parent / "shared/procedures/bo-quoc-phong.detail.jsonl"
SOFFICE = shutil.which("soffice")
PAPERS = "Tên giấy tờ\tMẫu đơn, tờ khai\tSố lượng"
WAYS = "Hình thức nộp\tThời hạn giải quyết\tPhí, lệ phí\tMô tả"
ACTS = "Số ký hiệu\tTrích yếu\tNgày ban hành\tCơ quan ban hành"


def lines_of(*texts: tuple[int, str]) -> list[SheetLine]:
    """Return lines from (page, text); an empty text is a gap before the next line."""
    lines: list[SheetLine] = []
    gap = False
    for number, (page, text) in enumerate(texts, 1):
        if text:
            line = SheetLine(number=number, text=text, page=page, gap=gap, length=len(text))
            lines.append(line)
        gap = not text
    return lines


def test_a_line_broken_at_the_margin_goes_on_and_a_step_begins_anew() -> None:
    lines = lines_of(
        (1, "Bước 1: Người mượn gọi đến bến để hỏi xem hôm đó còn xuồng hay"),
        (1, "không rồi hẹn giờ."),
        (1, "Bước 2: Nhận xuồng."),
    )

    assert paragraphs(lines, width=usual_width(lines)) == [
        "Bước 1: Người mượn gọi đến bến để hỏi xem hôm đó còn xuồng hay không rồi hẹn giờ.",
        "Bước 2: Nhận xuồng.",
    ]


def test_a_dash_inside_a_name_at_the_start_of_a_line_is_no_bullet() -> None:
    lines = lines_of(
        (1, "Quyết định của Cục trưởng Cục Xuồng - Ghe thuộc Tổng cục Bến bãi"),
        (1, "- Đò ngang cho người mượn"),
        (1, "- Biên bản"),
    )

    assert [part[:10] for part in paragraphs(lines, width=66)] == ["Quyết định", "- Biên bản"]


def test_an_empty_line_ends_a_paragraph_even_when_the_line_was_full() -> None:
    lines = lines_of((1, "Người mượn phải biết bơi và đủ tuổi theo luật"), (1, ""), (1, "Có phao"))

    assert len(paragraphs(lines, width=45)) == 2


def test_lines_of_a_word_file_stay_apart() -> None:
    lines = lines_of((0, "Người mượn biết bơi"), (0, "có phao"))

    assert paragraphs(lines, width=0) == ["Người mượn biết bơi", "có phao"]


def test_the_name_of_a_paper_cut_by_a_page_is_put_together() -> None:
    rows = table_rows(
        lines_of(
            (1, PAPERS),
            (1, "Đơn mượn xuồng có xác nhận của\tX01.docx\tBản chính: 1 Bản sao: 0"),
            (2, PAPERS),
            (2, "Ủy ban nhân dân cấp xã\t\t"),
            (2, "Ảnh\t\tBản chính: 0 Bản sao: 2"),
        ),
        SheetTable.PAPERS,
    )

    papers = [paper_row(row) for row in rows]
    assert [(p.name, p.originals, p.copies) for p in papers] == [
        ("Đơn mượn xuồng có xác nhận của Ủy ban nhân dân cấp xã", 1, 0),
        ("Ảnh", 0, 2),
    ]


def test_a_number_cut_by_a_page_is_put_together() -> None:
    (row,) = table_rows(
        lines_of((1, ACTS), (1, "02/2020/\tPháp lệnh\t09-12-2020\t"), (2, "UBTVQH14\tvề bến\t\t")),
        SheetTable.LEGAL,
    )

    act = sheet_legal_row(row)
    assert (act.number, act.title) == ("02/2020/UBTVQH14", "Pháp lệnh về bến")


def test_the_rest_of_a_description_on_the_next_page_is_no_new_way() -> None:
    (row,) = table_rows(
        lines_of((1, WAYS), (1, "Trực tiếp\t3 Ngày\tPhí : 0 Đồng\tTại bến,"), (2, "\t\t\tgần chợ")),
        SheetTable.SUBMISSIONS,
    )

    way = submission_row(row, "")
    assert (way.description, len(way.fees)) == ("Tại bến, gần chợ", 1)


def test_a_word_for_a_fee_inside_a_note_begins_no_new_fee() -> None:
    cell = "Phí : 5.000 Đồng (xuồng lớn, Phí : 2.000 Đồng khi trả sớm) Lệ phí : 9.000 Đồng"
    (row,) = table_rows(
        lines_of((1, WAYS), (1, f"Trực tiếp\t3 Ngày\t{cell}\t")), SheetTable.SUBMISSIONS
    )

    columns = [fee.column for fee in submission_row(row, "").fees]
    assert columns == ["5.000 Đồng", "9.000 Đồng"]


@pytest.mark.parametrize(
    "text",
    [
        "Giấy tờ chứng minh biết bơi\t\tBản chính: 1 Bản sao: 0",
        "Giấy tờ\t\t",
        "Tên giấy tờ",
        "Số lượng\tMẫu đơn, tờ khai",
    ],
)
def test_what_only_resembles_the_heading_of_a_table_is_none(text: str) -> None:
    assert columns_of(text, SheetTable.PAPERS) == ()


def test_originals_and_copies_may_stand_in_columns_of_their_own() -> None:
    (row,) = table_rows(
        lines_of((1, "Tên giấy tờ\tBản chính\tBản sao"), (1, "Đơn\t2\t1")), SheetTable.PAPERS
    )

    paper = paper_row(row)
    assert (paper.name, paper.originals, paper.copies) == ("Đơn", 2, 1)


HEAD = ("Mã thủ tục", "Số quyết định", "Tên thủ tục", "Cấp thực hiện", "Loại thủ tục", "Lĩnh vực")
MIDDLE = (
    "Đối tượng thực hiện",
    "Cơ quan thực hiện",
    "Cơ quan có thẩm quyền",
    "Địa chỉ tiếp nhận HS",
    "Cơ quan được ủy quyền",
    "Cơ quan phối hợp",
    "Kết quả thực hiện",
)
END = ("Yêu cầu, điều kiện thực hiện", "Từ khóa", "Mô tả")


def key(label: str) -> str:
    return label.lower().replace(",", "").replace(" ", "_")


def word_of(record: dict[str, Any]) -> Word:
    """Return a record of the detail layout as the sheet it was read from."""
    word = Document()
    head, body, tables = record["metadata"], record["content"], record["tables"]

    def labelled(labels: Iterable[str], values: dict[str, str]) -> None:
        for label in labels:
            word.add_paragraph(f"{label}: {values[key(label)]}")

    def table(heading: str, rows: Sequence[dict[str, str]], names: Sequence[str]) -> None:
        if not rows:
            return
        cells = [heading.split("\t"), *([row.get(name, "") for name in names] for row in rows)]
        drawn = word.add_table(rows=0, cols=len(names))
        drawn.style = "Table Grid"
        for texts in cells:
            for cell, text in zip(drawn.add_row().cells, texts, strict=True):
                cell.text = text

    labelled(HEAD, head)
    word.add_paragraph("Trình tự thực hiện:")
    word.add_paragraph(body["trình_tự_thực_hiện"])
    word.add_paragraph("Cách thức thực hiện:")
    ways = ("hinh_thuc", "thoi_han_giai_quyet", "phi_le_phi", "mo_ta")
    table(WAYS, tables["hinh_thuc_nop"], ways)
    word.add_paragraph("Thành phần hồ sơ:")
    table(PAPERS, tables["thanh_phan_ho_so"], ("ten_giay_to", "so_luong", "ghi_chu"))
    labelled(MIDDLE, body)
    word.add_paragraph("Căn cứ pháp lý:")
    acts = ("so_ky_hieu", "trich_yeu", "ngay_ban_hanh", "co_quan_ban_hanh")
    table(ACTS, tables["can_cu_phap_ly"], acts)
    labelled(END, body)
    return word


def squeezed(value: object) -> str:
    return re.sub(r"(?:\\n|\\t|\s)+", " ", repr(value))


def differing(one: Procedure, other: Procedure) -> set[str]:
    """Return the fields that differ in more than their blanks."""
    return {
        field.name
        for field in fields(one)
        if squeezed(getattr(one, field.name)) != squeezed(getattr(other, field.name))
    }


def real_records(step: int) -> list[dict[str, Any]]:
    """Return every n-th record, in NFC: the portal mixes in letters with separate marks."""
    lines = unicodedata.normalize("NFC", REAL.read_text(encoding="utf-8")).splitlines()
    return [json.loads(line) for line in lines[::step]]


def procedures(path: Path) -> dict[str, Procedure]:
    reader = read_portal if path.suffix == ".jsonl" else read_portal_sheet
    records = reader(path, as_of=PORTAL_AS_OF).records
    return {record.code: record for record in records if isinstance(record, Procedure)}


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_file(), reason="the portal's files are not here")
def test_a_sheet_says_what_the_record_made_of_it_says(tmp_path: Path) -> None:
    known = procedures(REAL)
    for number, record in enumerate(real_records(step=7)):
        path = tmp_path / f"{number}.docx"
        word_of(record).save(str(path))
        for code, procedure in procedures(path).items():
            assert differing(procedure, known[code]) == set(), code


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_file(), reason="the portal's files are not here")
@pytest.mark.skipif(SOFFICE is None, reason="soffice, which makes PDFs of Word files, is missing")
def test_nearly_every_sheet_survives_being_printed_as_pdf(tmp_path: Path) -> None:
    assert SOFFICE is not None
    known = procedures(REAL)
    for number, record in enumerate(real_records(step=12)):
        word_of(record).save(str(tmp_path / f"{number}.docx"))
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *(str(path) for path in tmp_path.glob("*.docx")),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )

    found: dict[str, Procedure] = {}
    for path in tmp_path.glob("*.pdf"):
        found |= procedures(path)

    assert len(found) == len(real_records(step=12))
    read = {"code", "name", "domain", "levels", "decision", "who"}
    wrong = {code: differing(record, known[code]) for code, record in found.items()}
    assert {code for code, names in wrong.items() if names & read} == set()
    assert sum(not names for names in wrong.values()) >= 0.75 * len(found)
