"""A plan as a ward might write it, with slips of many kinds, as a DOCX."""

import io
from collections.abc import Sequence

from docx import Document as new_docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

HEAD = (
    (
        "ỦY BAN NHÂN DÂN\nPHƯỜNG BẾN GỖ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
    ),
    ("Số:        /KH-UBND", "Bến Gỗ, ngày     tháng     năm 2026"),
)
TITLE = "KẾ HOẠCH\nChuyển đổi số phường Bến Gỗ năm 2027"
TEXT = (
    "Căn cứ Luật Giao dịch điện tử số 20/2023/QH15 ngày 22/6/2023;",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2021 của Chính phủ về công tác văn thư;",
    "Ủy ban nhân dân phường Bến Gỗ ban hành kế hoạch chuyển đối số năm 2027 như sau:",
    "1. MỤC ĐÍCH",
    "1.1. Người dân và doanh nghiệp làm thủ tục nhanh hơn, ít phải đi lại hơn.",
    "1.2. Cán bộ, công chức phường xử lý toàn bộ hồ sơ trên môi trường mạng.",
    "2. CHỈ TIÊU",
    "2.1. Ít nhất 85% hồ sơ được nộp trực tuyến; 100% kết quả được trả bản điện tử.",
    "2.2. Mỗi khu phố có một tổ hỗ trợ người dân; toàn thàn phố coi phường là điểm làm trước.",
    "2.4. Mở 4 lớp kỹ năng số: lớp cho người cao tuổi, lớp cho hộ kinh doanh, lớp cho đoàn viên.",
    "3. PHÂN CÔNG",
    "3.1. Văn phòng Hội đồng nhân dân và Ủy ban nhân dân theo dõi, báo cáo mỗi quý một lần.",
    "3.2. Phòng Văn hóa - Xã hội mở các lớp kỹ năng số, bảo đảm 75% hồ sơ được nộp trực tuyến.",
    "3.3. Công an phường hướng dẫn hướng dẫn người dân cài đặt định danh điện tử tại trụ sở.",
    "Yêu cầu các đơn vị triển khai thực hiện nghiêm túc kế hoạch này./.",
)
SIGNED = ("Nơi nhận:\n- Như trên;\n- Lưu: VT.", "CHỦ TỊCH\n\n\n\nNguyễn Văn Mẫu")


def plan_docx(*more: str) -> bytes:
    """Return the plan, with further paragraphs before the last one."""
    document = new_docx()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    style = document.styles["Normal"]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    _table(document, HEAD)
    for line in TITLE.split("\n"):
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(line).bold = True
    for text in (*TEXT[:-1], *more, TEXT[-1]):
        document.add_paragraph(text)
    _table(document, (SIGNED,))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: Document, rows: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
