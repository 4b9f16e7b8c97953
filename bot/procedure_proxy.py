"""Say who has to come and who may come instead, as far as a procedure's record tells."""

import re

from bot.plain import plain_text
from bot.wording import capital, listed, sentence, shortened
from knowledge.text import fold
from knowledge.types import Paper, Procedure

_PERSON = (
    r"(?:nguoi|me|ma|ba|bo|cha|tia|vo|chong|con|chau|anh|chi|em|ban|ai|co|chu|bac|cau|di|ong"
    r"|hang xom|luat su|ke toan|dich vu)"
)
_DO = r"(?:di|lam|nop|lay|nhan|khai|ky|len|ra|dang ky)"
# "Làm hồ sơ", "nộp hộ khẩu", "làm thay đổi", "đi thay thẻ" and "làm hộ chiếu" are about no person.
_INSTEAD = (
    r"(?:ho(?! (?:so|khau|gia|kinh|ngheo|can ngheo|chieu|tich|tro|co|ten|va)\b)|gium|dum"
    r"|thay(?! (?:doi|the|bang|can|giay|anh|sim|so|ten|moi|cho the)\b))"
)
_ASKS = re.compile(
    # "Lấy họ cha" is a child's name.
    rf"\b(?!lay ho (?:cha|me|bo|ba|ong|chong|vo)\b){_DO}"
    rf" (?:(?!giam|chu|so|ca|moi|tung)\w+ )?{_INSTEAD}\b"
    # "Con nhỏ", "bé nhỏ" is a child; "nhỏ" and "nhờ" look alike without diacritics.
    rf"|(?<!con )(?<!be )(?<!chau )(?<!tre )\bnho {_PERSON}(?: \w+){{0,2}} {_DO}\b"
    r"|\buy quyen\b|\bdich than\b"
    # "Có mất tiền không" looks like "có mặt".
    r"|\b(?:(?:phai|can|cung|deu|khong) co|vang) mat\b"
    r"(?! (?:tien|phi|le phi|nhieu|bao|lau|gi|them|thoi|cong|giay|the))"
    rf"|\bca (?:hai|2)(?: \w+){{0,2}} (?:deu |phai |cung |co )*{_DO}\b"
    r"|(?<!dau )\btu (?:di|len|ra|nop) (?:\w+ )?duoc\b"
    rf"|\b{_DO}(?: \w+)? (?:mot|1) minh\b|\b(?:mot|1) minh (?:\w+ )?{_DO}\b"
)
# "Ai ký", "ai làm" asks for the office.
_ASKS_WHO = re.compile(
    rf"\bai (?:thi )?(?:cung )?(?:duoc|phai|co the|can)(?: phai)? {_DO}\b"
    r"|\bai (?:se )?(?:di|dung ra) (?:lam|khai|nop|dang ky|ky|xin|lay|nhan)\b"
    r"|\bai (?:cung|deu) (?:\w+ )?duoc\b"
)
_QUESTION = re.compile(r"\b(?:duoc|phai|can|co)\b.*\b(?:khong|chua|hong|ha|a|hay)\b|\bai\b")
_TOLD = re.compile(
    r"\bcó mặt\b|\b(?:đi|khai|nộp|làm|nhận|ký)(?: \w+)? thay\b|\bnhờ người\b|\bủy quyền\b"
    r"|\bđích thân\b",
    re.IGNORECASE,
)
_MAX_LINES = 3
# "Chồng em đi làm xa, em đi một mình được không": what keeps the other away is no subject.
_AWAY = re.compile(
    r"^\W*(?:[^\W\d_]+ ){0,2}?(?:chồng|chong|vợ|vo|bố|bo|ba|mẹ|me|con|anh|chị|chi)"
    r"(?: [^\W\d_]+){0,2}?"
    r" (?:đang |dang |đã |da |phải |phai )?(?:đi|di|ở|o|làm|lam|bận|ban|ốm|om|bệnh|benh|nằm|nam)\b"
    r"[^,.;?]{0,40}?(?:[,.;]| (?:thì|thi|nên|nen|mà|ma)\b)\s*",
    re.IGNORECASE,
)


def asks_who_goes(said: str) -> bool:
    """Say whether a message asks who has to come, or may come for another."""
    plain = plain_text(said)
    return bool(_ASKS.search(plain) or _ASKS_WHO.search(plain))


def without_absent(said: str) -> str:
    """Return a question of who has to come without the clause that tells who is away, and why."""
    rest = _AWAY.sub("", said, count=1)
    return rest if rest != said and asks_who_goes(rest) else said


def is_question(said: str) -> bool:
    """Say whether it is asked, and not only told, who comes."""
    return bool(_QUESTION.search(plain_text(said)))


def who_goes_text(procedure: Procedure, said: str) -> str:
    """Return what the record says of who comes, or that it says nothing; "" if not asked."""
    plain = plain_text(said)
    own = (procedure.name, *procedure.asked_as)
    is_who = bool(_ASKS_WHO.search(plain))
    if not (is_who or _ASKS.search(plain)) or any("uy quyen" in fold(text) for text in own):
        return ""
    told = _told(procedure)
    whom = whom_for(procedure)
    if not told:
        # Of a child's card it says that the parents come.
        if whom and (is_who or _TOLD.search(whom)):
            return whom
        unknown = (
            "Có nhờ người khác đi thay, hay phải có mặt những ai thì nguồn tôi có không ghi. "
            "Anh/chị hỏi quầy một cửa."
        )
        return "\n".join(part for part in (unknown, whom) if part)
    return "\n".join(part for part in (whom if is_who else "", listed(told)) if part)


def whom_for(procedure: Procedure) -> str:
    """Return whom the procedure is for, as a sentence; "" if the record does not say."""
    if not procedure.who:
        return ""
    return f"Thủ tục này dành cho: {sentence(shortened('; '.join(procedure.who), 40))}"


def is_authorisation(paper: Paper) -> bool:
    """Say whether a paper is for who comes instead of another."""
    return "nhờ người khác" in paper.case or bool(re.search("ủy quyền", paper.name, re.IGNORECASE))


def _told(procedure: Procedure) -> list[str]:
    lines = [
        sentence(shortened(text, 45))
        for text in (*(note.text for note in procedure.notes), *procedure.conditions)
        if _TOLD.search(text)
    ]
    for paper in filter(is_authorisation, procedure.papers):
        case = f"{capital(paper.case)}: " if paper.case else ""
        exempt = f" {sentence(paper.exempt)}" if paper.exempt else ""
        lines.append(f"{case}{sentence(shortened(paper.name, 20))}{exempt}")
    if not lines:
        steps = (step for step in procedure.steps if _TOLD.search(step))
        lines = [sentence(shortened(step, 40)) for step in steps]
    return lines[:_MAX_LINES]
