"""Say a word of sympathy to whoever has just lost somebody."""

from dataclasses import replace

from bot.compose_handover import ASK_PERSON
from bot.cues import cues
from bot.types import Answer, Status

SORRY = "Tôi xin chia buồn cùng gia đình anh/chị."
WHAT_NEXT = (
    f"{SORRY} Lúc này anh/chị nhờ người thân, hàng xóm ở bên. Cần làm giấy tờ gì, như đăng ký khai "
    'tử, anh/chị nhắn tôi; muốn nói với cán bộ phường, anh/chị nhắn "gặp cán bộ".'
)
_KIN = (
    r"(?:chồng|vợ|ông xã|bà xã|bố|ba|cha|tía|mẹ|má|ông|bà|con|con (?:trai|gái)|cháu|anh|chị|em"
    r"|em (?:trai|gái)|anh trai|chị gái|người nhà)(?: (?:nội|ngoại|của|chồng|vợ))*"
    r"(?: (?:em|tôi|tui|con|cháu|mình))?"
)
_AGO = r"(?:hôm (?:qua|nay|kia)|sáng nay|đêm qua|tối qua|tuần (?:trước|này)|mấy hôm)"
# "Mất" is also what happens to a card: only the end of what is said, or a time, may follow.
_LOST = cues(
    (
        rf"{_KIN} (?:vừa|mới)(?: mới)? (?:qua đời|chết|mất(?=$|[,.!?]| (?:{_AGO}|vì|do|xong|được"
        r" \d+ (?:ngày|hôm))))",
        rf"{_KIN}(?: (?:bị|vừa|mới|tai nạn|giao thông|đột ngột))* (?:qua đời|tử vong|chết"
        rf"|chết đuối) (?:mất )?{_AGO}|{_KIN} mất {_AGO}(?=$|[,.!?])",
    )
)


def with_sympathy(answer: Answer, text: str) -> Answer:
    """Return the answer to a message, with sympathy first if it tells of a death just now."""
    if not _LOST.found_in(text) or answer.act == "crisis":
        return answer
    if answer.status is Status.NO_CONTENT:
        return replace(answer, text=WHAT_NEXT, more=(ASK_PERSON,))
    return replace(answer, text=f"{SORRY}\n{answer.text}")
