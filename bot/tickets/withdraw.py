"""Hear that somebody wants a filed report back, and tell the unit that has it."""

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import desk_words
from bot.store.models import TicketRow
from bot.tickets.addition import meant
from bot.tickets.assign import add_note
from bot.tickets.code import find
from bot.tickets.status import filed_lately
from bot.tickets.types import OPEN, RESIDENT
from bot.tickets.words import state_said
from bot.types import Act, Answer, Status
from knowledge.text import expand, fold

_CODE = re.compile(r"\b(?:pa[ -]?)?\d{4}[ -]?[a-z0-9]{4}\b")
_VERB = r"(?:huy(?: bo)?|rut(?: lai)?|thu hoi|xoa(?: bo)?|go(?: bo)?|bo)"
_FILLER = (
    r"(?:lai|cai|giup|gium|dum|ho|cho|em|toi|minh|chau|con|anh|chi|bac|di|luon|nhung|cac|mot|1|ma"
    r"|so|don|ban)"
)
_NAMED = r"(?:phan anh|kien nghi|gop y)"
_SENT = (
    r"(?:(?:vua|moi|da|tung)(?: (?:moi|em|toi|minh|roi))? (?:gui|goi|bao|nop|phan anh)"
    r"|gui (?:roi|xong|ban nay|khi nay|truoc|(?:luc|hoi|hom|bua|sang|chieu|toi) \w+))"
)
_WISH = re.compile(rf"\b{_VERB}(?: {_FILLER}){{0,6}} {_NAMED}\b")
# "Phản ánh lúc nãy rút lại giúp em".
_WISH_BEHIND = re.compile(
    rf"\b{_NAMED}\b.*\b(?:{_VERB}|khong (?:muon |can )?(?:gui|phan anh) nua)"
    r"(?: (?:di|giup|gium|dum|ho|voi|a|nhe|nha|em|toi|minh|luon|nua|duoc khong|roi))*$"
)
_IS_SENT = re.compile(rf"\b{_SENT}\b")
# What is only being written is cancelled, not taken back.
_TAKES_BACK = re.compile(r"\b(?:rut|thu hoi)\b")
_ASKS = re.compile(
    r"\?|\b(?:lam sao|cach nao|the nao|bang cach|co the|duoc (?:khong|ko|hong|k))\b|\bkhong$"
)
_SPOKEN_OF = re.compile(r"\b(?:phan anh|kien nghi|don|bao cao|vua gui|da gui)\b")
_MOST_WORDS = 24


def takes_back(text: str) -> bool:
    """Say whether a message wants a report back, or asks whether that can be done."""
    plain = _plain(text)
    if len(plain.split()) > _MOST_WORDS:
        return False
    behind = _WISH_BEHIND.search(plain) and (_IS_SENT.search(plain) or _CODE.search(fold(text)))
    return bool(behind) or _WISH.search(plain) is not None


def names_a_filed_one(text: str) -> bool:
    """Say whether a message that takes a report back says that this one has been sent."""
    plain = _plain(text)
    return (
        find(text) is not None
        or _IS_SENT.search(plain) is not None
        or _TAKES_BACK.search(plain) is not None
    )


def last_filed(session: Session, conversation_id: str) -> TicketRow | None:
    """Return the last report that the conversation has filed, None without one."""
    return session.scalar(
        select(TicketRow)
        .where(TicketRow.conversation_id == conversation_id)
        .order_by(TicketRow.id.desc())
        .limit(1)
    )


def stopped_answer(
    session: Session, text: str, conversation_id: str, *, now: datetime
) -> Answer | None:
    """Say that stopping takes nothing back, if a report was filed lately and is spoken of."""
    filed = filed_lately(session, conversation_id, now=now)
    if filed is None or not _SPOKEN_OF.search(fold(text)):
        return None
    return _said(desk_words.FILED_ALREADY.format(code=filed.code), filed.code, Act.TICKET)


def withdrawal_answer(
    session: Session, text: str, conversation_id: str, *, now: datetime
) -> Answer | None:
    """Say that a filed report stays, and note for its unit that its sender wants it back.

    None if the text wants no report back, or one that is not there. Of somebody else's nothing is
    noted, nor if it is only asked whether that can be done.
    """
    if not takes_back(text):
        return None
    typed = find(text)
    if typed:
        ticket = session.scalar(select(TicketRow).where(TicketRow.code == typed.code))
    else:
        ticket = meant(session, text, conversation_id)
    if ticket is None:
        return None
    code, is_own = ticket.code, ticket.conversation_id == conversation_id
    if is_own and ticket.state not in OPEN:
        return _said(f"Phản ánh {code} {state_said(ticket)} nên không rút lại được nữa.", code)
    if not is_own or _ASKS.search(_plain(text)):
        return _said(desk_words.FILED_ALREADY.format(code=code), code)
    _note(session, ticket, now)
    return _said(
        f"Phản ánh {code} đã gửi đi rồi, tôi không tự rút lại được. Tôi đã ghi vào phản ánh là "
        f'anh/chị muốn rút, để {ticket.unit} biết. Cần nói thêm, anh/chị nhắn "gặp cán bộ" và '
        "nói mã này.",
        code,
    )


def _note(session: Session, ticket: TicketRow, now: datetime) -> None:
    """Note the wish where staff read: on the first report of the thing."""
    root = session.get(TicketRow, ticket.joined_to) if ticket.joined_to else None
    text = f"Người gửi muốn rút phản ánh {ticket.code}."
    add_note(session, (root or ticket).code, text, by=RESIDENT, now=now)


def _plain(text: str) -> str:
    said = _CODE.sub(" phan anh ", fold(expand(text)))
    return " ".join(re.sub(r"[^\w?]+", " ", said).split())


def _said(text: str, code: str, act: Act = Act.TICKET_STATUS) -> Answer:
    return Answer(status=Status.SAID, text=text, act=act, ticket=code)
