"""Tell the sum that one receives or pays in from the fee of the procedure (mức tiền, lệ phí)."""

import re

from bot.aspect import plain_words
from bot.plain import plain_text
from knowledge.types import Aspect, Procedure

_BENEFIT = re.compile(
    r"\b(?:tro cap|ho tro|mai tang|tu tuat|luong huu|hoc bong|boi thuong|phu cap|thai san|om dau"
    r"|duong suc|that nghiep|tien thuong|hoan thue)\b"
)
_PAID_IN = re.compile(r"\b(?:bhyt|bhxh|bao hiem|hoc phi|thue|truoc ba)\b")
_PAYS = re.compile(r"\b(?:dong|nop|mua|thue|truoc ba)\b")
_ASKS = re.compile(r"\b(?:bao nhieu|nhieu tien|may (?:tram|nghin|ngan|trieu|dong)|muc|tien)\b")
_OF_FEE = re.compile(
    r"(?<!mai tang )(?<!hoc )(?<!chi )(?<!kinh )\b(?:le )?phi\b(?! (?:truoc ba|mon bai|bao hiem))"
)
# "làm hồ sơ trợ cấp hết bao nhiêu": what one pays for a benefit is the fee.
_COSTS = re.compile(r"\b(?:het|mat|ton|dong|nop) (?:\w+ ){0,2}(?:bao nhieu|nhieu|may|tien)\b")
_AMOUNT = re.compile(r"\d[\d.,]* ?(?:đồng|triệu|nghìn|ngàn|%)|mức (?:chuẩn|lương)|lương cơ sở")


def missing_sum(procedure: Procedure, aspect: Aspect | None, question: str) -> str:
    """Return that the record does not hold the sum that is asked for, or "".

    A question for money about a benefit means what one receives, about an insurance or a tax
    what one pays in; neither is the fee of the procedure.
    """
    plain = plain_text(question)
    if aspect not in (Aspect.FEE, Aspect.RESULT) or not _ASKS.search(plain):
        return ""
    if _OF_FEE.search(plain) or _states_a_sum(procedure):
        return ""
    name = " ".join(plain_words(procedure.name))
    what = ""
    if _BENEFIT.search(plain) and _BENEFIT.search(name):
        what = "" if _COSTS.search(plain) else "Số tiền được nhận"
    elif all(pattern.search(plain) for pattern in (_PAYS, _PAID_IN)) and _PAID_IN.search(name):
        what = "Số tiền phải đóng" if aspect is Aspect.FEE else ""
    if not what:
        return ""
    rest = " Đây là lệ phí làm thủ tục:" if aspect is Aspect.FEE else ""
    return f"{what}: nguồn tôi có không ghi.{rest}"


def _states_a_sum(procedure: Procedure) -> bool:
    texts = (
        *(note.text for note in procedure.notes),
        *(submission.note for submission in procedure.submissions),
        *procedure.results,
    )
    return any(_AMOUNT.search(text) for text in texts)
