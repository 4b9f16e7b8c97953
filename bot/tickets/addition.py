"""Hear what the sender of a filed report adds or puts right, and tell the unit that has it."""

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import TicketRow
from bot.tickets.assign import add_note
from bot.tickets.code import find
from bot.tickets.status import filed_lately
from bot.tickets.types import OPEN, RESIDENT
from bot.types import Act, Answer, Status
from knowledge.text import clean, expand, fold

_CHANGES = r"(?:sua|doi|them|bo sung|cap nhat|dinh chinh|sai|nham|ghi them|noi them)"
_PART = r"(?:dia chi|dia diem|noi dung|so nha|so dien thoai|sdt|vi tri)"
_SENT = (
    r"(?:vua (?:roi|gui|xong|nay)|luc nay|hoi nay|ban nay|da gui|moi gui|do|nay|tren|truoc|cua toi"
    r"|cua em|cua minh|dau tien|thu (?:nhat|hai|ba|\d))"
)
_OF_A_SENT_ONE = re.compile(
    rf"\bphan anh {_SENT}\b.*\b{_CHANGES}\b|\b{_CHANGES}\b.*\b(?:vao|cho|cua|trong) (?:cai )?"
    rf"phan anh {_SENT}\b"
)
# Right after it was sent nobody has to say which.
_AFTERWARDS = re.compile(
    rf"^(?:(?:a|da|ma|oi|quen|toi|em|minh|cho|muon|xin|nho) )*{_CHANGES} (?:lai )?(?:giup )?{_PART}"
    r"(?: (?:moi|giup|cho|toi|em))*(?: (?:thanh|sang|la)\b|:)"
)
_ASKS = re.compile(r"\?|\b(?:khong|chua|sao|gi|nao|dau)(?: (?:a|em|ad|vay))*\W*$")
_NTH = re.compile(r"\bphan anh (?:thu (?P<nth>nhat|hai|ba|\d)|(?P<first>dau tien|dau))\b")
_NUMBERS = {"nhat": 1, "hai": 2, "ba": 3}
_MOST_CHARACTERS = 300
_NOTED = (
    "Phản ánh {code} đã gửi đi nên tôi không tự sửa được. Tôi đã ghi câu này vào phản ánh để "
    "{unit} biết."
)


def adds_to_filed(text: str, *, after_report: bool) -> bool:
    """Say whether a message adds to a report that has been sent, or puts it right."""
    plain = _plain(text)
    if len(text) > _MOST_CHARACTERS or _ASKS.search(plain):
        return False
    is_next = after_report and _AFTERWARDS.search(plain) is not None
    return is_next or _OF_A_SENT_ONE.search(plain) is not None


def meant(session: Session, text: str, conversation_id: str) -> TicketRow | None:
    """Return the report of the conversation that a message names, the last one if it names none."""
    own = session.scalars(
        select(TicketRow)
        .where(TicketRow.conversation_id == conversation_id)
        .order_by(TicketRow.id.desc())
    ).all()
    found = _NTH.search(_plain(text))
    if found is None or not own:
        return own[0] if own else None
    said = found["nth"]
    number = 1 if said is None else _NUMBERS.get(said) or int(said)
    return own[-number] if 0 < number <= len(own) else None


def addition_answer(
    session: Session, text: str, conversation_id: str, *, after_report: bool, now: datetime
) -> Answer | None:
    """Note what is added for the unit that has the report; None if nothing is, or there is none."""
    if not adds_to_filed(text, after_report=after_report) or find(text):
        return None
    ticket = meant(session, text, conversation_id)
    is_late = filed_lately(session, conversation_id, now=now) is None
    if ticket is None or is_late or ticket.state not in OPEN:
        return None
    root = session.get(TicketRow, ticket.joined_to) if ticket.joined_to else None
    note = f"Người gửi bổ sung phản ánh {ticket.code}: {clean(text)}"
    add_note(session, (root or ticket).code, note, by=RESIDENT, now=now)
    return Answer(
        status=Status.SAID,
        text=_NOTED.format(code=ticket.code, unit=ticket.unit),
        act=Act.TICKET_STATUS,
        ticket=ticket.code,
    )


def _plain(text: str) -> str:
    return " ".join(fold(expand(clean(text))).split())
