"""Read one JSON record of either portal layout into a Page."""

import re
from collections.abc import Mapping

from knowledge.importers.portal_page import FeeCell, LegalRow, Page, PaperRow, SubmissionRow
from knowledge.importers.portal_tables import (
    LEGAL_NUMBER,
    bracketed,
    legal_rows,
    paper_rows,
    submission_rows,
)
from knowledge.importers.portal_text import clean, one_line, or_empty

# The code of a result ("Mã: KQ.G15.000031") ends it; the next one follows without a blank.
_RESULT_CODE = re.compile(r"Mã:\s*(?:[A-ZĐ0-9]+[.\-])*[A-ZĐ]*\d+")
_RESULT_END = re.compile(r"Từ khóa(.*?)\s*Mô tả|Chọn cơ quan thực hiện", re.DOTALL)
_PAGE_CHROME = re.compile(r"\s*(?:Từ khóa|Chọn cơ quan thực hiện).*\Z", re.DOTALL)
_FEE_LINE = re.compile(r"^\s*(?:Phí|Lệ phí)\s*:\s*", re.IGNORECASE | re.MULTILINE)
_COUNTED = re.compile(r"(\d+)\s*bản\s+(chính|sao)", re.IGNORECASE)
_COUNTS = re.compile(r"Bản chính:\s*(\d+)\s*Bản sao:\s*(\d+)")


def is_flat_layout(record: Mapping[str, object]) -> bool:
    """Whether the record is of the layout whose tables are glued strings."""
    return "ma_thu_tuc" in record


def is_detail_layout(record: Mapping[str, object]) -> bool:
    """Whether the record is of the layout of the detail sheets."""
    return "thu_tuc_id" in record and isinstance(record.get("metadata"), Mapping)


def flat_page(record: Mapping[str, object]) -> Page:
    """Return the page of a record whose tables are glued strings."""

    def text(key: str) -> str:
        value = record.get(key)
        return clean(value) if isinstance(value, str) else ""

    results, keywords = _flat_results(text("ket_qua_xu_ly"))
    return Page(
        code=text("ma_thu_tuc"),
        name=one_line(text("ten_thu_tuc")),
        url=text("detail_url") or None,
        decision=text("so_quyet_dinh"),
        levels=text("cap_thuc_hien"),
        domain=text("linh_vuc"),
        who=text("doi_tuong_thuc_hien"),
        authority=text("co_quan_co_tham_quyen"),
        executing=text("co_quan_thuc_hien"),
        place=text("dia_chi_tiep_nhan"),
        steps=text("trinh_tu_thuc_hien"),
        conditions=_PAGE_CHROME.sub("", text("yeu_cau_dieu_kien")),
        results=results,
        keywords=keywords,
        submissions=tuple(submission_rows(text("cach_thuc_thuc_hien"))),
        submissions_raw=text("cach_thuc_thuc_hien"),
        papers=tuple(paper_rows(text("thanh_phan_ho_so"))),
        papers_raw=text("thanh_phan_ho_so"),
        legal=tuple(legal_rows(text("can_cu_phap_ly"))),
    )


def _flat_results(glued: str) -> tuple[tuple[str, ...], str]:
    """Return the names of the results and the page's keywords."""
    end = _RESULT_END.search(glued)
    keywords = or_empty(end.group(1) or "") if end else ""
    body = glued[: end.start()] if end else glued
    return tuple(part for part in map(clean, _RESULT_CODE.split(body)) if part), keywords


def detail_page(record: Mapping[str, object]) -> Page:
    """Return the page of a record taken from a detail sheet."""
    head, body, tables = (_mapping(record.get(key)) for key in ("metadata", "content", "tables"))

    def text(part: Mapping[str, object], key: str) -> str:
        value = part.get(key)
        return clean(value) if isinstance(value, str) else ""

    result = text(body, "kết_quả_thực_hiện")
    return Page(
        code=text(head, "mã_thủ_tục") or text(record, "thu_tuc_id"),
        name=one_line(text(head, "tên_thủ_tục")),
        url=None,
        decision=text(head, "số_quyết_định"),
        levels=text(head, "cấp_thực_hiện"),
        domain=text(head, "lĩnh_vực"),
        who=text(body, "đối_tượng_thực_hiện"),
        authority=text(body, "cơ_quan_có_thẩm_quyền"),
        executing=text(body, "cơ_quan_thực_hiện"),
        place=text(body, "địa_chỉ_tiếp_nhận_hs"),
        steps=text(body, "trình_tự_thực_hiện"),
        conditions=text(body, "yêu_cầu_điều_kiện_thực_hiện"),
        results=(result,) if result else (),
        keywords=or_empty(text(body, "từ_khóa")),
        submissions=tuple(
            SubmissionRow(
                channel=text(row, "hinh_thuc"),
                time=text(row, "thoi_han_giai_quyet"),
                fees=fee_cells(text(row, "phi_le_phi")),
                description=text(row, "mo_ta"),
            )
            for row in _rows(tables, "hinh_thuc_nop")
        ),
        submissions_raw="",
        papers=tuple(_detail_paper(row) for row in _rows(tables, "thanh_phan_ho_so")),
        papers_raw="",
        legal=tuple(
            legal_row(
                text(row, "so_ky_hieu"),
                text(row, "trich_yeu"),
                str(row.get("ngay_ban_hanh") or ""),
            )
            for row in _rows(tables, "can_cu_phap_ly")
        ),
    )


def fee_cells(text: str) -> tuple[FeeCell, ...]:
    """Split "Phí : 2.000.000 Đồng (note)" lines; an attachment's name is no fee."""
    lines = [
        line.strip() for line in text.split("\n") if not line.strip().startswith("File đính kèm")
    ]
    cells: list[FeeCell] = []
    for part in _FEE_LINE.split("\n".join(lines)):
        if not part.strip():
            continue
        opening = part.find("(")
        column = part if opening < 0 else part[:opening]
        note = "" if opening < 0 else bracketed(part, opening)[0]
        cells.append(FeeCell(column=one_line(column), note=note))
    return tuple(cells)


def _detail_paper(row: Mapping[str, object]) -> PaperRow:
    counts = paper_counts(clean(str(row.get("ghi_chu") or "")))
    originals, copies = counts or (0, 0)
    return PaperRow(
        name=clean(str(row.get("ten_giay_to") or "")), originals=originals, copies=copies
    )


def paper_counts(text: str) -> tuple[int, int] | None:
    """Return how many originals and copies a count names, or None when it names neither."""
    labelled = _COUNTS.search(text)
    if labelled:
        return int(labelled.group(1)), int(labelled.group(2))
    counted = {kind.lower(): int(count) for count, kind in _COUNTED.findall(text)}
    return (counted.get("chính", 0), counted.get("sao", 0)) if counted else None


def legal_row(number: str, title: str, issued: str) -> LegalRow:
    """Return the row, with the full number of the title where its own column holds only a part."""
    own = LEGAL_NUMBER.search(number)
    in_title = LEGAL_NUMBER.search(title)
    best = own or (in_title if in_title and in_title.group().startswith(number) else None)
    return LegalRow(
        title=title,
        number=best.group() if best else number,
        issued=issued,
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _rows(tables: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    rows = tables.get(key)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
