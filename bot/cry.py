"""Answer whoever only cries for help: a search would find nothing that helps them."""

from bot import phrases
from bot.aspect import find_aspects
from bot.cues import cues
from bot.types import Answer, Status
from bot.urgent import is_danger, is_missing, only_tells

MISSING = (
    "Anh/chị gọi 113 hoặc đến ngay Công an phường để báo tìm người. Trẻ em thì gọi thêm 111, miễn "
    "phí, ngày đêm."
)
# Whoever names one of these wants to know something, or has something to report.
_MATTER = cues(
    (
        r"phản ánh|báo cáo|thủ tục|ly hôn|hộ khẩu|tạm trú|thường trú|hộ nghèo|cận nghèo|căn cước"
        r"|vneid|phường|can thiệp|tiền|nghe nói|đơn|khai|pháp lý|luật|uống thuốc|lá|cán bộ nào",
    )
)


def cry_answer(text: str) -> Answer | None:
    """Return whom to call, and at most a line more; None if something is asked or no danger is."""
    if not is_danger(text):
        return None
    if is_missing(text):
        return _said(MISSING)
    if "?" in text or not only_tells(text) or _MATTER.found_in(text) or find_aspects(text):
        return None
    return _said(phrases.CALL_FIRST)


def _said(text: str) -> Answer:
    return Answer(status=Status.OUT_OF_SCOPE, text=f"{phrases.URGENT}\n{text}", act="crisis")
