"""Detail sheets of the portal as a word processor saves them."""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn

from knowledge.importers.portal_sheet import read_portal_sheet
from knowledge.importers.result import ImportResult
from knowledge.types import Channel, Duration, Fee, KnowledgeError, Level, Procedure, Unit, Verified

DAY = date(2026, 9, 1)
Rows = Sequence[Sequence[str]]

HEAD = [
    ("Mã thủ tục", "9.000001"),
    ("Số quyết định", "Quyết định số 7/QĐ-BXX"),
    ("Tên thủ tục", "Thủ tục mượn xuồng"),
    ("Cấp thực hiện", "Cấp Tỉnh, Cấp Xã"),
    ("Loại thủ tục", "TTHC không được luật giao quy định chi tiết"),
    ("Lĩnh vực", "Xuồng"),
]
WAYS = [
    ("Hình thức nộp", "Thời hạn giải quyết", "Phí, lệ phí", "Mô tả"),
    (
        "Trực tiếp",
        "07 Ngày làm việc",
        "Phí : 2.000 Đồng (Xuồng nhỏ)\nPhí : 5.000 Đồng (Xuồng lớn)\nFile đính kèm: bang.pdf",
        "Tại bến",
    ),
    ("Trực tuyến", "3 Ngày", "Lệ phí : 0 Đồng", ""),
]
PAPERS = [
    ("Tên giấy tờ", "Mẫu đơn, tờ khai", "Số lượng"),
    ("Đơn mượn xuồng (Mẫu X01)", "X01.docx", "Bản chính: 2\nBản sao: 0"),
    ("Giấy tờ chứng minh biết bơi", "", "Bản chính: 0\nBản sao: 1"),
]
ACTS = [
    ("Số ký hiệu", "Trích yếu", "Ngày ban hành", "Cơ quan ban hành"),
    ("31/2024/QH15", "Luật Bến xuồng", "18-01-2024", "Quốc Hội"),
    ("", "Nghị định số 5/2025/NĐ-CP về xuồng", "02-03-2025", "Chính phủ"),
]


def add_table(word: Word, rows: Rows, *, with_grid: bool = True) -> None:
    table = word.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    if not with_grid:  # the portal's own export leaves it out
        table._tbl.remove(table._tbl.find(qn("w:tblGrid")))


def add_sheet(
    word: Word,
    *,
    head: Sequence[tuple[str, str]] = HEAD,
    ways: Rows = WAYS,
    papers: Sequence[tuple[str, Rows]] = (("", PAPERS),),
    steps: str = "Bước 1: Gọi điện.\nBước 2: Nhận xuồng.",
    with_grid: bool = True,
) -> None:
    """Write a sheet as the Word export of the portal does: "label: value", then tables."""
    for label, value in head:
        word.add_paragraph(f"{label}: {value}")
    word.add_paragraph("Trình tự thực hiện:")
    for line in steps.split("\n"):
        word.add_paragraph(line)
    word.add_paragraph("Cách thức thực hiện:")
    add_table(word, ways, with_grid=with_grid)
    word.add_paragraph("Thành phần hồ sơ:")
    for group, rows in papers:
        if group:
            word.add_paragraph(group)
        add_table(word, rows, with_grid=with_grid)
    word.add_paragraph("Đối tượng thực hiện: Công dân Việt Nam, Tổ chức (không gồm HTX)")
    word.add_paragraph("Cơ quan thực hiện: Bến xuồng")
    word.add_paragraph("Cơ quan có thẩm quyền: Không có thông tin")
    word.add_paragraph("Địa chỉ tiếp nhận HS: 12 đường Bờ Sông")
    word.add_paragraph("Cơ quan được ủy quyền: Không có thông tin")
    word.add_paragraph("Cơ quan phối hợp: Đội cứu hộ")
    word.add_paragraph("Kết quả thực hiện: Phiếu mượn")
    word.add_paragraph("Căn cứ pháp lý:")
    add_table(word, ACTS, with_grid=with_grid)
    word.add_paragraph("Yêu cầu, điều kiện thực hiện:")
    word.add_paragraph("- Biết bơi")
    word.add_paragraph("- Có phao")
    word.add_paragraph("Từ khóa: mượn ghe")
    word.add_paragraph("Mô tả: Không có thông tin")


def imported(tmp_path: Path, word: Word, name: str = "sheet.docx") -> ImportResult:
    path = tmp_path / name
    word.save(str(path))
    return read_portal_sheet(path, as_of=DAY)


def one(tmp_path: Path, **parts: object) -> Procedure:
    word = Document()
    add_sheet(word, **parts)  # type: ignore[arg-type]  # the parts are those of add_sheet
    (record,) = imported(tmp_path, word).records
    assert isinstance(record, Procedure)
    return record


def doubted(record: Procedure) -> set[str]:
    return {doubt.field for doubt in record.doubts}


def test_every_part_of_a_sheet_becomes_a_field(tmp_path: Path) -> None:
    record = one(tmp_path)

    assert (record.code, record.name, record.domain) == ("9.000001", "Thủ tục mượn xuồng", "Xuồng")
    assert record.decision == "7/QĐ-BXX"
    assert record.levels == (Level.PROVINCE, Level.COMMUNE)
    assert record.who == ("Công dân Việt Nam", "Tổ chức (không gồm HTX)")
    assert record.authority == "Bến xuồng"
    assert record.place == "12 đường Bờ Sông"
    assert record.steps == ("Bước 1: Gọi điện.", "Bước 2: Nhận xuồng.")
    assert record.conditions == ("Biết bơi", "Có phao")
    assert record.results == ("Phiếu mượn",)
    assert record.asked_as == ("mượn ghe",)
    assert (record.source.as_of, record.source.verified) == (DAY, Verified.PORTAL)
    assert record.doubts == ()


def test_each_fee_of_one_cell_is_read_with_its_case(tmp_path: Path) -> None:
    counter, online = one(tmp_path).submissions

    assert counter.channel is Channel.COUNTER
    assert counter.durations == (Duration(count=7, unit=Unit.WORKING_DAY),)
    assert [(fee.amount_vnd, fee.condition) for fee in counter.fees] == [
        (2_000, "Xuồng nhỏ"),
        (5_000, "Xuồng lớn"),
    ]
    assert counter.note.endswith("Tại bến")
    assert online.fees == (Fee(amount_vnd=0),)
    assert online.durations == (Duration(count=3, unit=Unit.DAY),)


def test_a_paper_whose_name_begins_like_the_column_is_no_heading(tmp_path: Path) -> None:
    form, proof = one(tmp_path).papers

    assert (form.form, form.originals, form.copies) == ("X01", 2, 0)
    assert (proof.name, proof.originals, proof.copies) == ("Giấy tờ chứng minh biết bơi", 0, 1)


def test_a_heading_over_a_table_of_papers_names_their_case(tmp_path: Path) -> None:
    papers = [
        ("* Trường hợp mượn lần đầu", PAPERS),
        ("* Trường hợp mượn lại", [PAPERS[0], ("Phiếu cũ", "", "Bản chính: 1\nBản sao: 0")]),
    ]

    record = one(tmp_path, papers=papers)

    assert [paper.case for paper in record.papers] == [
        "Trường hợp mượn lần đầu",
        "Trường hợp mượn lần đầu",
        "Trường hợp mượn lại",
    ]


def test_an_act_without_a_number_of_its_own_takes_the_one_in_its_title(tmp_path: Path) -> None:
    law, decree = one(tmp_path).legal_basis

    assert (law.number, law.issued) == ("31/2024/QH15", date(2024, 1, 18))
    assert (decree.number, decree.issued) == ("5/2025/NĐ-CP", date(2025, 3, 2))


def test_the_portals_own_export_is_read_though_it_is_named_doc(tmp_path: Path) -> None:
    word = Document()
    add_sheet(word, with_grid=False)

    (record,) = imported(tmp_path, word, "ChiTietTTHC_9.000001.doc").records

    assert record == one(tmp_path)


def test_several_sheets_in_one_file_are_all_read(tmp_path: Path) -> None:
    word = Document()
    for code in ("9.000001", "9.000002", "9.000003"):
        word.add_paragraph("CHI TIẾT THỦ TỤC HÀNH CHÍNH")
        add_sheet(word, head=[("Mã thủ tục", code), ("Tên thủ tục", f"Thủ tục {code}")])
        word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    records = imported(tmp_path, word).records

    assert [record.code for record in records if isinstance(record, Procedure)] == [
        "9.000001",
        "9.000002",
        "9.000003",
    ]
    assert all(isinstance(r, Procedure) and len(r.papers) == 2 for r in records)


def test_a_sheet_that_comes_twice_is_kept_once_and_reported(tmp_path: Path) -> None:
    word = Document()
    add_sheet(word)
    add_sheet(word)

    result = imported(tmp_path, word)

    assert len(result.records) == 1
    assert [(p.field, p.record_id) for p in result.problems] == [("code", "9.000001")]


def test_the_printed_page_with_its_capitals_and_values_beside_labels_is_read(
    tmp_path: Path,
) -> None:
    word = Document()
    add_table(word, [("Mã thủ tục", "9.000004"), ("Tên thủ tục", "Thủ tục trả xuồng")])
    word.add_paragraph("TRÌNH TỰ THỰC HIỆN")
    word.add_paragraph("Bước 1: Buộc xuồng.")
    word.add_paragraph("CÁCH THỨC THỰC HIỆN")
    add_table(
        word,
        [
            ("Hình thức nộp", "Thời gian", "Phí, lệ phí", "Mô tả"),
            ("Trực tiếp", "1 Ngày làm việc", "Miễn phí", "Tại bến"),
        ],
    )
    word.add_paragraph("THÀNH PHẦN HỒ SƠ")
    word.add_paragraph("Trường hợp 1: Xuồng còn tốt")
    add_table(
        word,
        [("Tên giấy tờ", "Mẫu đơn, tờ khai", "Số lượng"), ("Phiếu mượn", "", "1 bản chính")],
    )
    word.add_paragraph("CĂN CỨ PHÁP LÝ")
    add_table(word, [("Tên văn bản pháp lý", "Mã văn bản"), ("Luật Bến xuồng", "31/2024/QH15")])
    word.add_paragraph("CƠ QUAN THỰC HIỆN")
    word.add_paragraph("Bến xuồng")
    word.add_paragraph("KẾT QUẢ XỬ LÝ")
    word.add_paragraph("Phiếu trả")

    (record,) = imported(tmp_path, word).records

    assert isinstance(record, Procedure)
    assert (record.code, record.name) == ("9.000004", "Thủ tục trả xuồng")
    assert record.authority == "Bến xuồng"
    assert record.submissions[0].fees == (Fee(amount_vnd=0),)
    assert record.submissions[0].durations == (Duration(count=1, unit=Unit.WORKING_DAY),)
    assert [(p.name, p.originals, p.copies) for p in record.papers] == [("Phiếu mượn", 1, 0)]
    assert [ref.number for ref in record.legal_basis] == ["31/2024/QH15"]
    assert record.results == ("Phiếu trả",)


def test_words_of_a_label_inside_the_steps_do_not_end_them(tmp_path: Path) -> None:
    steps = "Bước 1: Soạn giấy.\nThành phần hồ sơ:\nđơn và ảnh\nBước 2: Nộp giấy."

    record = one(tmp_path, steps=steps)

    assert "đơn và ảnh" in record.steps[0]
    assert record.steps[1] == "Bước 2: Nộp giấy."
    assert len(record.papers) == 2


def test_a_channel_that_spans_several_rows_counts_for_each(tmp_path: Path) -> None:
    ways = [
        WAYS[0],
        ("Trực tiếp", "2 Ngày", "Phí : 0 Đồng", "Trường hợp xuồng nhỏ"),
        ("", "9 Ngày", "Phí : 0 Đồng", "Trường hợp xuồng lớn"),
    ]

    record = one(tmp_path, ways=ways)

    assert [way.channel for way in record.submissions] == [Channel.COUNTER, Channel.COUNTER]
    assert [way.durations[0].count for way in record.submissions] == [2, 9]


def test_a_sheet_that_is_cut_off_says_which_parts_are_missing(tmp_path: Path) -> None:
    word = Document()
    for label, value in HEAD:
        word.add_paragraph(f"{label}: {value}")
    word.add_paragraph("Trình tự thực hiện:")
    word.add_paragraph("Bước 1: Gọi điện.")

    (record,) = imported(tmp_path, word).records

    assert isinstance(record, Procedure)
    assert {"submissions", "papers", "results", "legal_basis"} <= doubted(record)
    assert "steps" not in doubted(record)


def test_a_part_whose_table_is_missing_is_doubted_in_its_own_words(tmp_path: Path) -> None:
    word = Document()
    add_sheet(word, papers=())
    word.paragraphs[10].insert_paragraph_before("")
    papers = next(p for p in word.paragraphs if p.text == "Thành phần hồ sơ:")
    papers.add_run(" đơn và ảnh, xem bảng kèm theo")

    (record,) = imported(tmp_path, word).records

    assert isinstance(record, Procedure)
    doubt = next(doubt for doubt in record.doubts if doubt.field == "papers")
    assert "xem bảng kèm theo" in doubt.raw


def test_a_discount_that_has_ended_by_the_day_given_is_left_out(tmp_path: Path) -> None:
    note = "từ ngày 01/7/2026 đến hết ngày 31/12/2026 mức thu bằng 50% mức thu phí nêu trên"
    ways = [WAYS[0], ("Trực tuyến", "3 Ngày", f"Phí : 50.000 Đồng ({note})", "")]
    word = Document()
    add_sheet(word, ways=ways)
    path = tmp_path / "sheet.docx"
    word.save(str(path))

    def amounts(day: date) -> list[int]:
        (record,) = read_portal_sheet(path, as_of=day).records
        assert isinstance(record, Procedure)
        return [fee.amount_vnd for fee in record.submissions[0].fees]

    assert amounts(date(2026, 9, 1)) == [50_000, 25_000]
    assert amounts(date(2027, 1, 1)) == [50_000]


def test_without_a_day_the_files_own_stands_in_and_is_reported(tmp_path: Path) -> None:
    word = Document()
    add_sheet(word)
    path = tmp_path / "sheet.docx"
    word.save(str(path))
    moment = datetime(2026, 4, 9, 12, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))

    result = read_portal_sheet(path)

    (record,) = result.records
    assert record.source.as_of == date(2026, 4, 9)
    assert [(p.field, p.record_id) for p in result.problems] == [("source.as_of", "9.000001")]


def test_a_sheet_that_is_lost_among_others_is_reported_as_a_lost_line(tmp_path: Path) -> None:
    word = Document()
    add_sheet(word)
    add_sheet(word, head=[("Tên thủ tục", "Trả xuồng")])

    result = imported(tmp_path, word)

    assert len(result.records) == 1
    assert [(p.field, p.record_id) for p in result.problems] == [("line", None)]


def test_every_doubt_is_a_problem_with_the_line_of_its_sheet(tmp_path: Path) -> None:
    ways = [WAYS[0], ("Trực tiếp", "vài hôm", "Phí : 700 Đồng", "")]
    word = Document()
    add_sheet(word)
    add_sheet(word, head=[("Mã thủ tục", "9.000002"), ("Tên thủ tục", "Trả xuồng")], ways=ways)

    result = imported(tmp_path, word)

    fields = {problem.field for problem in result.problems if problem.record_id == "9.000002"}
    assert fields == {"submissions.counter.time", "submissions.counter.fee"}
    assert all((problem.line or 0) > 20 for problem in result.problems)


def test_a_document_that_is_no_sheet_is_refused_in_one_line(tmp_path: Path) -> None:
    word = Document()
    word.add_paragraph("Biên bản họp bến xuồng")

    with pytest.raises(KnowledgeError, match=r"^sheet.docx: no procedure found") as caught:
        imported(tmp_path, word)

    assert "\n" not in str(caught.value)


def test_a_sheet_without_a_code_is_refused(tmp_path: Path) -> None:
    word = Document()
    add_sheet(word, head=[("Tên thủ tục", "Trả xuồng")])

    with pytest.raises(KnowledgeError, match="without 'Mã thủ tục'"):
        imported(tmp_path, word)
