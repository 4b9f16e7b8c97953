"""Answer what is asked about a procedure beside its ten parts: witnesses, validity, who issues it.

Each answer is the record's own sentence, or that the record does not tell.
"""

import re

from bot.aspect import find_aspects
from bot.lateness import fears_penalty
from bot.plain import plain_text
from bot.procedure_proxy import asks_who_goes, is_question
from bot.quote import sentences
from bot.wording import listed, sentence, shortened
from knowledge.types import Aspect, Procedure

# "Làm chứng minh", "làm chứng thực" need no witness.
_WITNESS = r"(?:lam chung|nhan chung)\b(?! (?:minh|thuc|nhan|tu|chi))"
_WITNESSES = re.compile(
    rf"\b(?:may|bao nhieu|nhieu) (?:nguoi )?{_WITNESS}"
    rf"|\b(?:can|phai|bat buoc)(?: \w+){{0,2}} nguoi {_WITNESS}.*\b(?:khong|hong|ha)\b"
    rf"|\bai (?:\w+ )?{_WITNESS}"
)
_HOW_MANY = re.compile(r"\b(?:may|bao nhieu|nhieu)\b")
_OF_WITNESSES = re.compile(r"\blàm chứng\b(?! minh)", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:một|hai|ba|bốn|\d+) người làm chứng\b", re.IGNORECASE)
_HOW_LONG_VALID = re.compile(
    r"\b(?:gia tri|hieu luc|han|su dung|xai|dung)(?: \w+){0,4}"
    r" (?:bao lau|may (?:ngay|thang|nam)|bao nhieu (?:ngay|thang|nam)|khong|hong)\b"
    r"|\bcon (?:gia tri|hieu luc)\b|\bthoi han cua\b"
)
_VALID = re.compile(
    r"\b(?:giá trị|dùng(?: được| trong)?|thời hạn)\b[^.;]{0,30}?\d+ (?:ngày|tháng|năm)",
    re.IGNORECASE,
)
# "Giấy này có thời hạn bao lâu" asks for no office's time.
_PAPER = r"(?:giay|the|phieu|bang|ho chieu)"
_OF_A_PAPER = re.compile(
    rf"\b{_PAPER}(?: \w+){{0,6}} co thoi han (?:bao lau|den khi nao)\b|\bthoi han cua {_PAPER}\b"
)
_OFFICE = r"(?:phuong|xa|ubnd|uy ban|cong an|mot cua)"
_HERE = re.compile(
    r"\b(?:lam|nop|khai|ky|tu|sinh|hon|xin|cap|doi|lay|nhan|tru|thuc)(?: \w+){0,3}"
    r" o (?:day|do|cho nay|noi nay|phuong nay|xa nay)(?: \w+){0,2} (?:khong|hong)\b"
    rf"|\b{_OFFICE}(?: (?:minh|em|ta|nay|phuong|xa))? co (?:lam|nhan|giai quyet|cap|doi)"
    r"(?: (?!gi\b)\w+){0,4} (?:khong|hong)\b"
)
_ONLINE = re.compile(
    r"\b(?:nop|lam|gui|dang ky|khai|xin|cap|doi)(?: \w+){0,3} (?:tren|bang)"
    r" (?:app|vneid|dich vu cong|cong dich vu|internet)\b"
)
_ISSUES = re.compile(r"\bai (?:la nguoi )?(?:co quyen )?(?:ky|cap|giai quyet|xac nhan)\b")
_MAX_LINES = 2


def turned(aspect: Aspect | None, said: str) -> Aspect | None:
    """Return the part that the message asks for, where a yes or no or "thời hạn" hides it.

    Of a message about who comes or about a penalty no earlier part is kept.
    """
    plain = plain_text(said)
    if aspect is Aspect.CONDITIONS and _ONLINE.search(plain):
        return Aspect.ONLINE
    if aspect is Aspect.CONDITIONS and _HERE.search(plain):
        return Aspect.PLACE
    if aspect is Aspect.TIME and _OF_A_PAPER.search(plain):
        return Aspect.RESULT
    if aspect and aspect.value in find_aspects(said):
        return aspect
    is_other = is_question(said) and asks_who_goes(said)
    is_other |= fears_penalty(said) or bool(_WITNESSES.search(plain))
    return Aspect.CONDITIONS if is_other else aspect


def other_text(procedure: Procedure, aspect: Aspect | None, said: str) -> str:
    """Return what is told instead of the asked part, or "" if that part itself is meant."""
    plain = plain_text(said)
    if _WITNESSES.search(plain):
        return _witnesses(procedure, how_many=bool(_HOW_MANY.search(plain)))
    if aspect is Aspect.RESULT and _HOW_LONG_VALID.search(plain):
        return _validity(procedure)
    if aspect is Aspect.PLACE and _ISSUES.search(plain) and procedure.authority:
        return f"Cơ quan cấp, giải quyết: {sentence(procedure.authority)}"
    return ""


def _witnesses(procedure: Procedure, *, how_many: bool) -> str:
    told = [text for text in _texts(procedure) if _OF_WITNESSES.search(text)][:_MAX_LINES]
    if not told:
        return "Người làm chứng: nguồn tôi có không ghi. Anh/chị hỏi quầy một cửa."
    if how_many and not any(_COUNTED.search(text) for text in told):
        told.append("Cần mấy người thì nguồn tôi có không ghi. Anh/chị hỏi quầy một cửa.")
    return listed(sentence(shortened(text, 40)) for text in told)


def _validity(procedure: Procedure) -> str:
    told = [text for text in _texts(procedure) if _VALID.search(text)]
    if told:
        return sentence(shortened(told[0], 45))
    return "Giấy này dùng được bao lâu thì nguồn tôi có không ghi. Anh/chị hỏi quầy một cửa."


def _texts(procedure: Procedure) -> list[str]:
    """Return the sentences of a record that may hold a detail."""
    papers = (text for paper in procedure.papers for text in (paper.exempt, paper.name))
    notes = (note.text for note in procedure.notes)
    texts = (*notes, *procedure.results, *papers, *procedure.conditions, *procedure.steps)
    return list(dict.fromkeys(piece for text in texts for piece in sentences(text)))
