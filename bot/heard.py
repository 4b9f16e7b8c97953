"""Take out of a message what nobody should act on: orders to the assistant, personal numbers."""

import re
from dataclasses import dataclass

from bot.cues import cues
from bot.numbers import is_mobile, is_private
from bot.quote import content_terms
from knowledge.text import clean, fold

_FEW_WORDS = 2

# Orders to the assistant about itself. A clause that holds one is left out.
_RULES = (
    r"(?:quy (?:tắc|định)|hướng dẫn|chỉ (?:dẫn|thị)"
    r"|lời (?:nhắc|dặn)|luật lệ|lệnh|vai trò|giới hạn|prompt)"
)
_ORDERS = cues(
    (
        rf"(?:bỏ qua|quên|phớt lờ|lờ đi|không (?:cần )?tuân theo|gạt bỏ"
        rf"|xóa)(?: \w+){{0,3}} {_RULES}"
        rf"(?: \w+){{0,3}} (?:trước|trên|đó|này|hệ thống|của (?:bạn|mày|em|bot)|cũ|ban đầu|đi)",
        rf"(?:bỏ qua|quên|phớt lờ)(?: hết| toàn bộ| mọi| tất cả| các| những)+ {_RULES}",
        r"(?:in|nhắc|lặp|đọc|xuất|tiết lộ|cho (?:tôi )?xem)(?: \w+){0,4} (?:prompt"
        r"|lời nhắc(?: hệ thống)?(?: của bạn)?|chỉ dẫn|cấu hình"
        r"|câu lệnh|mật khẩu (?:admin|quản trị|hệ thống)|mã nguồn|khóa api"
        r"|cơ sở dữ liệu người dùng)",
        r"(?:từ (?:giờ|nay|bây giờ)(?: trở đi)? )?(?:bạn|mày|bot) (?:là|hãy là"
        r"|không còn là|đóng vai)(?: \w+){0,3}"
        r" (?:hacker|chatgpt|không (?:bị )?giới hạn|trợ lý|quản trị|luật sư|bác sĩ)",
        r"(?:đóng vai|giả vờ|giả làm|giả lập|nhập vai)(?: \w+){1,8}",
        r"(?:bật|chuyển sang|vào) chế độ (?:nhà phát triển|không kiểm duyệt|tự do|admin|dan|debug)",
        r"trả lời (?:tự do|không cần nguồn|không giới hạn|bừa)|không cần (?:nguồn|tuân theo)",
        r"bỏ (?:bộ lọc|kiểm duyệt|giới hạn)|hãy (?:nói|trả lời|xác nhận)(?: \w+)? (?:rằng|là)",
        r"(?:ignore|disregard|forget|override|bypass)(?: \w+){0,4} (?:instructions?"
        r"|rules?|prompts?|safety|guidelines?)",
        r"(?:you are|act as|pretend|from now on|developer mode|jailbreak|system prompt"
        r"|new instructions?)(?: \w+){0,8}",
        r"(?:print|reveal|repeat|show|dump)(?: \w+){0,3} (?:prompt|instructions?|rules"
        r"|password|database|config)",
        r"(?:quyền|mật khẩu) (?:admin|quản trị)|khóa api|nghe lệnh (?:tôi|quản trị)"
        r"|toàn bộ dữ liệu người dùng",
        r"bỏ (?:hết|mọi) (?:luật|quy tắc)|như thể không có (?:luật|quy tắc)"
        r"|viết lại chỉ thị|vai trò trợ lý",
        r"select .+ from \w+|drop table \w+|rm -rf|system(?= ?:)|assistant(?= ?:)|<script",
    ),
)
_CLAUSE = re.compile(
    r"[.!?;\n\"“”«»|<>\[\]{}#*`]+|,\s|\s[-–—]+\s|:\s|\s(?:và|rồi|then|and)\s", re.I
)

# Digits in one run, or in groups as people write telephone and card numbers.
_NUMBER = re.compile(r"(?<![\w/.,-])(?:\+84|\d)\d{2,}(?:[ .-]\d{2,}){0,5}(?![\w/]|[.,]\d)")
_BLANKS = re.compile(r" {2,}")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A message without what must not be acted on."""

    text: str
    had_orders: bool
    """Somebody tried to rewrite the assistant."""
    had_number: bool
    """It held a number of an identity paper, bank card or account, which nobody should send."""

    def stands_alone(self) -> bool:
        """Say whether enough is left to be a question."""
        return len(content_terms(self.text)) >= _FEW_WORDS


def hear(typed: str, limit: int = 2_000) -> Heard:
    """Return the beginning of a message without orders to the assistant and personal numbers."""
    lines = [line for line in map(clean, typed.splitlines()) if line]
    kept, had_number = _without_numbers("\n".join(lines)[:limit])
    without = _without_orders(kept)
    return Heard(text=clean(without), had_orders=without != kept, had_number=had_number)


def _without_orders(text: str) -> str:
    """Return the text as it is, or what in it gives no orders.

    Clause by clause; of one with an order the words around it stay if they could be a question.
    """
    clauses = [clause.strip() for clause in _CLAUSE.split(text) if clause.strip()]
    kept = [piece for clause in clauses for piece in _obeyable(clause)]
    return text if kept == clauses else ", ".join(kept)


def _obeyable(clause: str) -> list[str]:
    # A second look without diacritics: half of it may be typed so.
    read = next((text for text in (clause, fold(clause)) if _ORDERS.found_in(text)), None)
    if read is None:
        return [clause]
    return [piece for piece in _ORDERS.around(read) if len(content_terms(piece)) > _FEW_WORDS]


def _without_numbers(text: str) -> tuple[str, bool]:
    """Return the text without personal numbers, and whether a secret one was among them.

    A telephone number goes too, but its owner may well give it away.
    """
    is_secret = False
    kept, at = [], 0
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        is_phone = is_mobile(digits)
        is_own = not is_phone and is_private(match[0], digits, text[: match.start()])
        if is_phone or is_own:
            kept.append(text[at : match.start()])
            at = match.end()
        is_secret = is_secret or is_own
    return _BLANKS.sub(" ", "".join(kept) + text[at:]).strip(), is_secret
