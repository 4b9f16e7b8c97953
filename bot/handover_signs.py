"""Read from a conversation whether a person is needed, or is needed no more."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.compose_handover import ASK_PERSON
from bot.staff_wanted import refuses_person
from bot.store.models import FeedbackRow, MessageRow
from bot.types import Answer, Status
from knowledge.text import expand, fold

TOO_OFTEN = 3
"""So many questions in a row without a good answer; then a person is needed."""
# What failed yesterday says nothing about today's question.
_RECENT = timedelta(hours=2)
_LOOK_BACK = 4 * TOO_OFTEN
_UNANSWERED = (Status.NO_CONTENT, Status.OUT_OF_SCOPE)
_STOP = frozenset("thoi khoi huy".split())
_NOT, _NO_MORE = frozenset("khong ko k".split()), frozenset("nua dau".split())
_PERSON = frozenset("can cho gap noi chuyen voi can bo nguoi ai yeu cau hang".split())
_POLITE = frozenset(
    "da vang a nhe nha roi di vay the toi em minh chau bac lau qua luon met doi de tu ra "
    "phuong mai hom sau hoi len".split()
)
# What somebody in the queue leaves for staff: a number to call, or their own name. Folded.
_CALL_NUMBER = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){9}(?!\d)")
_OWN_NAME = re.compile(
    r"(?:(?:da|a|vang|chao|xin chao|can bo|oi) )*"
    r"(?:(?:toi|em|minh|chau|con|bac|co|chu|anh|chi|tui) ten(?: la)?"
    r"|(?:ho )?ten (?:(?:cua )?(?:toi|em|minh|chau|bac) )?la) (?!gi\b)\w+"
)
_ASKS = re.compile(
    r"\?|\b(?:khong|ko|hong|chua|sao|gi|nao|dau|bao nhieu|bao lau|may)(?: (?:a|vay|the|em|ad))?$"
)
_LEAVES_AT_MOST = 25
# How somebody in the queue complains of waiting, or asks how long it still takes. Folded.
_STILL_WAITS = re.compile(
    r"\b(?:cho|doi)(?: \w+){0,3} (?:lau|mai|hoai|den bao gio|toi bao gio|den khi nao|bao lau|met"
    r"|den mua quyt|ca buoi|ca ngay|tieng|phut)\b"
    r"|\b(?:lau|tre) (?:qua|the|vay|lam|ghe|du|nhi|du ta)\b"
    r"|\b(?:sao|gi) (?:ma )?lau\b|\b(?:den|toi) luot\b|\bbao (?:gio|lau)(?: nua)? (?:moi |thi )?"
    r"(?:co|den|toi|duoc|gap)\b|\b(?:con|phai) (?:cho|doi)\b|\bthu may\b"
    r"|\b(?:co|ai|nguoi|can bo|nhan vien)(?: \w+){0,3} (?:chua|dau roi|dau|chua vay)$"
    r"|\b(?:ai|nguoi|nhieu) truoc (?:toi|em|minh|chau|bac)\b"
    r"|\b(?:chua|khong|ko|chang|k)(?: thay)?(?: co)? (?:ai|can bo|nguoi|nhan vien)\b"
    r"|\b(?:ho|nguoi ta|ai|can bo|nhan vien|phuong)(?: \w+){0,3} (?:tra loi|rep|goi|nhan|lien he)"
    r"|\b(?:tra loi|rep|goi lai|lien he lai)(?: \w+){0,2} (?:chua|khong|ko|k)\b"
)
# Whoever says anything else asks about something else: "chờ cấp sổ đỏ lâu thế".
_WAITING_WORDS = frozenset(
    "cho doi lau mai hoai qua the vay lam ghe du nhi bao gio nhieu nua moi den toi luot thu may "
    "con phai co ai chua thay can bo nguoi nhan vien tra loi rep dau roi sao gi ma minh em "
    "anh chi bac chau con oi a ah da alo met ca buoi tieng phut duoc gap khong ko k van u uh "
    "thi bi truc muot quyt ta dung day o truoc toi ho goi lien he phuong khi nao nhan tin cho "
    "lai hay hong hok".split()
)


def failures(
    session: Session, conversation_id: str, answer: Answer, *, now: datetime
) -> list[Status]:
    """Return how the latest answers failed that did so one after the other, this one included.

    Unanswered ones fail, and those that the resident called wrong or not useful. Greetings and
    questions back neither count nor end the row; a good answer ends it, and so does an offer of a
    person: it is not made again with every further failure.
    """
    rows = session.scalars(
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.direction == "out")
        .where(MessageRow.at >= now - _RECENT)
        .order_by(MessageRow.id.desc())
        .limit(_LOOK_BACK)
    ).all()
    disliked = set(
        session.scalars(
            select(FeedbackRow.message_id)
            .where(FeedbackRow.conversation_id == conversation_id, FeedbackRow.kind == "answer")
            .where(FeedbackRow.value == 0)
        )
    )
    failed = [answer.status] if answer.status in _UNANSWERED else []
    for row in rows:
        if _offers_person(row):
            break
        if row.id in disliked or row.status in _UNANSWERED:
            failed.append(Status(row.status or Status.NO_CONTENT))
        elif row.status in (Status.ANSWERED, Status.HANDOVER):
            break
    return failed


def _offers_person(row: MessageRow) -> bool:
    offered = (row.answer or {}).get("more", [])
    return any(choice["payload"] == ASK_PERSON.payload for choice in offered)


def declines_person(text: str) -> bool:
    """Say whether somebody in the queue writes that nobody is needed any more."""
    if refuses_person(text):
        return True
    words = frozenset(re.findall(r"\w+", fold(text).replace("đ", "d")))
    if not words <= _STOP | _NOT | _NO_MORE | _PERSON | _POLITE:
        return False
    if "gap" in words and not words & (_NOT | frozenset({"khoi", "huy"})):
        return False
    return bool(words & _STOP) or bool(words & _NOT and words & _NO_MORE and words & _PERSON)


def leaves_words(text: str) -> bool:
    """Say whether somebody in the queue writes for staff who they are or where to call them."""
    plain = fold(expand(text)).strip(" .!")
    if len(plain.split()) > _LEAVES_AT_MOST or _ASKS.search(plain):
        return False
    return bool(_CALL_NUMBER.search(plain) or _OWN_NAME.match(plain))


def asks_how_long(text: str) -> bool:
    """Say whether somebody in the queue complains of waiting, or asks when it is their turn."""
    words = re.findall(r"\w+", fold(expand(text)))
    if not all(word in _WAITING_WORDS or word.isdecimal() for word in words):
        return False
    return _STILL_WAITS.search(" ".join(words)) is not None
