"""What fields, kinds, states and findings are called on the pages."""

from collections.abc import Mapping

from bot.editing.types import State
from bot.wording import CHANNEL_NAMES
from knowledge.check.findings import Severity
from knowledge.types import Aspect, Audience, Channel, Kind, Level, Unit, Verified

KINDS: Mapping[Kind, str] = {
    Kind.PROCEDURE: "Thủ tục",
    Kind.GUIDE: "Hướng dẫn",
    Kind.PLAN: "Kế hoạch",
    Kind.DOCUMENT: "Tài liệu",
}
STATES: Mapping[State, str] = {
    State.DRAFT: "Đang soạn",
    State.IN_REVIEW: "Chờ người thứ hai duyệt",
    State.APPROVED: "Đã duyệt, đang đưa vào dùng",
    State.REJECTED: "Bị trả lại",
    State.LIVE: "Đang dùng",
    State.WITHDRAWN: "Đã rút",
    State.CONFLICTED: "Vướng bản sửa khác",
}
AUDIENCES: Mapping[Audience, str] = {
    Audience.PUBLIC: "Mọi người",
    Audience.STAFF: "Cán bộ một cửa và công chức",
    Audience.OFFICIAL: "Chỉ công chức",
}
CHANNELS: Mapping[Channel, str] = CHANNEL_NAMES
UNITS: Mapping[Unit, str] = {
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.DAY: "ngày",
    Unit.WORKING_HOUR: "giờ làm việc",
    Unit.HOUR: "giờ",
    Unit.MONTH: "tháng",
    Unit.YEAR: "năm",
}
LEVELS: Mapping[Level, str] = {
    Level.COMMUNE: "Xã, phường",
    Level.PROVINCE: "Tỉnh, thành phố",
    Level.MINISTRY: "Bộ, ngành",
    Level.OTHER: "Nơi khác",
}
ONLINE: Mapping[str, str] = {
    "full": "Làm trọn trên mạng (toàn trình)",
    "partial": "Làm một phần trên mạng",
    "none": "Không làm trên mạng được",
}
ASPECTS: Mapping[Aspect, str] = {
    Aspect.DOCUMENTS: "Giấy tờ",
    Aspect.FEE: "Lệ phí",
    Aspect.TIME: "Thời gian",
    Aspect.PLACE: "Nơi nộp",
    Aspect.STEPS: "Các bước",
    Aspect.ONLINE: "Làm trên mạng",
    Aspect.CONDITIONS: "Điều kiện",
    Aspect.FORM: "Mẫu đơn",
    Aspect.LEGAL_BASIS: "Căn cứ pháp lý",
    Aspect.RESULT: "Kết quả",
}
VERIFIED: Mapping[Verified, str] = {
    Verified.PORTAL: "Đọc trên Cổng Dịch vụ công",
    Verified.LOOKED_UP: "Đã tra ở văn bản hoặc nguồn khác",
    Verified.UNVERIFIED: "Chưa kiểm chứng",
}
SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "Phải sửa",
    Severity.WARNING: "Cần xem",
    Severity.NOTE: "Nên biết",
}
EVENTS: Mapping[str, str] = {
    "saved": "lưu bản soạn",
    State.IN_REVIEW: "gửi duyệt",
    State.APPROVED: "duyệt",
    State.REJECTED: "trả lại",
    State.LIVE: "đưa vào dùng",
    State.WITHDRAWN: "rút lại",
    State.CONFLICTED: "vướng bản sửa khác",
}
WHYS: Mapping[str, str] = {
    "no_content": "Không trả lời được",
    "not_useful": "Người hỏi bấm chưa hữu ích",
    "wrong": "Người hỏi nói là sai",
}
FIELDS: Mapping[str, str] = {
    "code": "Mã thủ tục",
    "id": "Mã",
    "name": "Tên thủ tục",
    "title": "Tên việc",
    "domain": "Lĩnh vực",
    "levels": "Cấp giải quyết",
    "audience": "Ai được đọc",
    "who": "Ai được làm",
    "authority": "Cơ quan giải quyết",
    "place": "Nơi nộp",
    "online": "Làm trên mạng",
    "apply_within": "Hạn người dân phải làm",
    "submissions": "Cách nộp, thời gian, lệ phí",
    "papers": "Giấy tờ",
    "conditions": "Điều kiện",
    "steps": "Các bước",
    "results": "Kết quả",
    "legal_basis": "Căn cứ pháp lý",
    "decision": "Quyết định công bố",
    "valid_from": "Áp dụng từ ngày",
    "valid_to": "Áp dụng đến hết ngày",
    "replaced_by": "Mã thủ tục thay thế",
    "notes": "Câu giải thích",
    "asked_as": "Người dân gọi là",
    "distinguish": "Dễ nhầm với",
    "doubts": "Điểm còn nghi ngờ",
    "source": "Nguồn",
    "field_sources": "Nguồn riêng của từng mục",
    "summary": "Trả lời ngắn",
    "warnings": "Điều phải cẩn thận",
    "procedure": "Mã thủ tục liên quan",
    "fees": "Lệ phí",
    "fee": "Lệ phí",
    "durations": "Thời gian giải quyết",
    "time": "Thời gian giải quyết",
    "forms": "Mẫu đơn",
    "record": "Cả bản ghi",
}


def field_label(name: str) -> str:
    """Return what a field is called; of "submissions.online.fee" the fee through that channel."""
    parts = name.replace(" › ", ".").split(".")
    named = [FIELDS[part] for part in parts if part in FIELDS]
    channel = next((CHANNELS[Channel(part)] for part in parts if part in set(Channel)), "")
    label = named[-1] if named else name
    return f"{label} ({channel.lower()})" if channel else label
