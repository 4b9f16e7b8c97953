"""How the review page calls what the code names: kinds, severities, states."""

from collections.abc import Mapping

from bot.review.kept import State
from bot.review.types import Kind, Severity

SEVERITIES: Mapping[Severity, str] = {
    Severity.HIGH: "Nghiêm trọng",
    Severity.MEDIUM: "Cần sửa",
    Severity.LOW: "Nên xem lại",
}
SEVERITY_HINTS: Mapping[Severity, str] = {
    Severity.HIGH: "văn bản có thể sai hoặc không có giá trị",
    Severity.MEDIUM: "sai, sửa trước khi ký",
    Severity.LOW: "có thể không sai",
}
KINDS: Mapping[Kind, str] = {
    Kind.WRONG_CITATION_DATE: "Sai ngày văn bản dẫn chiếu",
    Kind.WRONG_CITATION: "Sai dẫn chiếu",
    Kind.SUPERSEDED: "Dẫn chiếu hết hiệu lực",
    Kind.TYPO: "Chính tả",
    Kind.OCR: "Vết lỗi khi quét, chép",
    Kind.MISSING_COMPONENT: "Thiếu thành phần thể thức",
    Kind.BLANK: "Bỏ trống số, ngày",
    Kind.NUMBERING: "Đánh số",
    Kind.FORMAT: "Thể thức, trình bày",
    Kind.INCONSISTENT_NUMBER: "Số liệu không khớp",
    Kind.INCONSISTENT_TERM: "Thuật ngữ không thống nhất",
    Kind.WRONG_CONTENT: "Nội dung cần xem lại",
    Kind.DUPLICATE: "Lặp đoạn",
}
STATES: Mapping[State, str] = {
    State.WAITING: "Đang rà soát",
    State.DONE: "Đã rà soát",
    State.FAILED: "Không rà soát được",
}
GONE = "Không có văn bản này, hoặc đã hết thời gian giữ nên máy chủ đã xóa."
