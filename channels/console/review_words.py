"""How the review page calls what the code names: kinds, severities, states."""

from collections.abc import Mapping

from bot.review.kept import State
from bot.review.types import Kind, Severity
from bot.review.words import KIND_NAMES, SEVERITY_NAMES
from bot.wording import capital

SEVERITIES: Mapping[Severity, str] = {
    severity: capital(name) for severity, name in SEVERITY_NAMES.items()
}
SEVERITY_HINTS: Mapping[Severity, str] = {
    Severity.HIGH: "văn bản có thể sai hoặc không có giá trị",
    Severity.MEDIUM: "sai, sửa trước khi ký",
    Severity.LOW: "có thể không sai",
}
KINDS: Mapping[Kind, str] = {kind: capital(name) for kind, name in KIND_NAMES.items()}
STATES: Mapping[State, str] = {
    State.WAITING: "Đang rà soát",
    State.DONE: "Đã rà soát",
    State.FAILED: "Không rà soát được",
}
GONE = "Không có văn bản này, hoặc đã hết thời gian giữ nên máy chủ đã xóa."
