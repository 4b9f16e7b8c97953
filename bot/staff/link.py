"""Link chats of Zalo and Telegram to accounts of staff, by a code that is good once.

Whoever writes in a linked chat is answered as the account's roles say, looked up at each message:
what is unlinked, revoked or disabled counts from the next message on.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.orm import Session

from bot.staff.link_words import ALPHABET, LENGTH
from bot.staff.rights import Role, audience_of
from bot.store.models import AuditRow, OutboxRow
from bot.store.staff import LinkAttemptRow, StaffLinkCodeRow, StaffLinkRow, StaffRow
from bot.store.traffic import ParcelRow
from knowledge.types import Audience

CHANNELS = ("zalo_oa", "zalo_bot", "telegram")
"""Where a chat is one person's and proven by the platform: not the public page or widget."""

LASTS = timedelta(minutes=10)
TRIES = 5
# A code has 34 bits, and a chat has 5 tries in this time; a guess.
PAUSE = timedelta(minutes=15)
# Of digits, and of letters: nobody takes a code for a word or a telephone number.
_AT_LEAST = 2
# The table shall not tell a code within its ten minutes: some 20 ms for each guess.
_SALT = b"motcua: a code that links a chat"

_LINKS, _STAFF = cast(Table, StaffLinkRow.__table__), cast(Table, StaffRow.__table__)
# Asked at each message.
_WHOSE = (
    select(_STAFF.c.id, _STAFF.c.login, _STAFF.c.name, _STAFF.c.roles, _LINKS.c.linked_at)
    .join(_LINKS, _LINKS.c.staff_id == _STAFF.c.id)
    .where(_LINKS.c.conversation_id == bindparam("chat"), _STAFF.c.state == "active")
)


class TriedTooOften(Exception):
    """Too many wrong codes came from a chat; nothing is looked at for a while."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A chat and the account that it belongs to."""

    conversation_id: str
    staff_id: int
    login: str
    name: str
    audience: Audience
    linked_at: datetime

    @property
    def channel(self) -> str:
        """telegram, zalo_oa or zalo_bot."""
        return self.conversation_id.partition(":")[0]


@dataclass(frozen=True, kw_only=True)
class NewCode:
    """A code that nobody has been shown yet."""

    shown: str
    """As it is read and typed: "K7MP-3QXF". Kept nowhere."""
    hashed: str


def new_code() -> NewCode:
    """Return a new code. Slow on purpose (see `code_hash`): not for the event loop."""
    code, half = _new_code(), LENGTH // 2
    return NewCode(shown=f"{code[:half]}-{code[half:]}", hashed=code_hash(code))


def keep_code(session: Session, staff_id: int, code: NewCode, *, now: datetime) -> None:
    """Let a code link a chat to the account from now on; an older one is void."""
    _audit(session, session.get_one(StaffRow, staff_id).login, "link.code", staff_id, now)
    session.merge(StaffLinkCodeRow(staff_id=staff_id, code_hash=code.hashed, ends_at=now + LASTS))


def code_hash(code: str) -> str:
    """Return what is kept of a code as `link_words.code_in` reads it."""
    return hashlib.scrypt(code.encode(), salt=_SALT, n=2**13, r=8, p=1, dklen=32).hex()


def link(session: Session, chat: str, hashed: str, *, now: datetime) -> Link | None:
    """Link a chat to the account whose code this is; None for a wrong one, which is counted.

    Whether it is mistyped, used or too old, nobody is told. Raises TriedTooOften, whatever the
    code. The chat leaves an account that it belonged to.
    """
    _check_tries(session, chat, now)
    code = session.scalars(
        select(StaffLinkCodeRow)
        .join(StaffRow, StaffRow.id == StaffLinkCodeRow.staff_id)
        .where(StaffLinkCodeRow.code_hash == hashed, StaffRow.state == "active")
    ).one_or_none()
    is_open = code is not None and code.ends_at > now
    had = None if is_open else linked_to(session, chat)
    if had and code and had.staff_id == code.staff_id and now < had.linked_at + LASTS:
        return had  # the same message once more
    if code is None or not is_open or chat.partition(":")[0] not in CHANNELS:
        _count_failure(session, chat, now)
        return None
    code.ends_at = now
    session.execute(delete(LinkAttemptRow).where(LinkAttemptRow.conversation_id == chat))
    unlink(session, chat, now=now)
    session.add(StaffLinkRow(conversation_id=chat, staff_id=code.staff_id, linked_at=now))
    session.flush()
    made = linked_to(session, chat)
    if made is not None:
        _audit(session, made.login, "link.made", made.staff_id, now)
    return made


def linked_to(session: Session, chat: str) -> Link | None:
    """Return the account that a chat belongs to; None: to none, or to one that is disabled."""
    found = session.execute(_WHOSE, {"chat": chat}).one_or_none()
    if found is None:
        return None
    return Link(
        conversation_id=chat,
        staff_id=found.id,
        login=found.login,
        name=found.name,
        audience=audience_of(Role(role) for role in found.roles),
        linked_at=found.linked_at,
    )


def audience_in(session: Session, chat: str, *, otherwise: Audience) -> Audience:
    """Return whom the writer of a conversation counts as now.

    In a chat that can be linked, what its link says and nothing else; `otherwise` elsewhere.
    """
    if chat.partition(":")[0] not in CHANNELS:
        return otherwise
    found = linked_to(session, chat)
    return found.audience if found else Audience.PUBLIC


def links_of(session: Session, staff_ids: Iterable[int]) -> list[Link]:
    """Return the chats of these accounts, newest first; those of disabled ones, too."""
    rows = session.execute(
        select(StaffLinkRow, StaffRow)
        .join(StaffRow, StaffRow.id == StaffLinkRow.staff_id)
        .where(StaffLinkRow.staff_id.in_(list(staff_ids)))
        .order_by(StaffLinkRow.linked_at.desc(), StaffLinkRow.conversation_id)
    )
    return [
        Link(
            conversation_id=row.conversation_id,
            staff_id=staff.id,
            login=staff.login,
            name=staff.name,
            audience=audience_of(Role(role) for role in staff.roles),
            linked_at=row.linked_at,
        )
        for row, staff in rows
    ]


def unlink(session: Session, chat: str, *, now: datetime, actor: str = "") -> bool:
    """Take a chat from its account, with what was still to be told there; say whether it had one.

    `actor` is the login of whoever does it; empty: the account's own.
    """
    row = session.get(StaffLinkRow, chat)
    if row is None:
        return False
    login = session.get_one(StaffRow, row.staff_id).login
    _audit(session, actor or login, "link.ended", row.staff_id, now)
    session.delete(row)
    session.flush()
    drop_untold(session, chat)
    return True


def unlink_all(session: Session, staff_id: int, *, now: datetime, actor: str) -> int:
    """Take all chats from an account, and its code: it is disabled, or a phone was lost."""
    session.execute(delete(StaffLinkCodeRow).where(StaffLinkCodeRow.staff_id == staff_id))
    chats = list(
        session.scalars(
            select(StaffLinkRow.conversation_id).where(StaffLinkRow.staff_id == staff_id)
        )
    )
    return sum(unlink(session, chat, now=now, actor=actor) for chat in chats)


def drop_untold(session: Session, chat: str) -> None:
    """Delete what a chat was to be told and that is not for everybody."""
    session.execute(
        delete(OutboxRow).where(
            OutboxRow.conversation_id == chat,
            OutboxRow.sent_at.is_(None),
            OutboxRow.audience != Audience.PUBLIC.value,
        )
    )
    session.execute(
        delete(ParcelRow).where(
            ParcelRow.conversation_id == chat,
            ParcelRow.state != "sent",
            ParcelRow.audience != Audience.PUBLIC.value,
        )
    )


def forget_chat(session: Session, chats: Iterable[str]) -> None:
    """Delete what is kept about these chats being anybody's: their owner wants to be forgotten."""
    ids = list(chats)
    for table in (StaffLinkRow, LinkAttemptRow):
        session.execute(
            delete(table)
            .where(table.conversation_id.in_(ids))
            .execution_options(synchronize_session=False)
        )


def purge(session: Session, *, now: datetime) -> None:
    """Take out codes and counts that mean nothing any more."""
    session.execute(delete(StaffLinkCodeRow).where(StaffLinkCodeRow.ends_at <= now))
    session.execute(delete(LinkAttemptRow).where(LinkAttemptRow.since <= now - PAUSE))


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        digits = sum(each.isdigit() for each in code)
        if _AT_LEAST <= digits <= LENGTH - _AT_LEAST:
            return code


def _check_tries(session: Session, chat: str, now: datetime) -> None:
    tried = session.get(LinkAttemptRow, chat)
    if tried is not None and tried.failures >= TRIES and now < tried.since + PAUSE:
        raise TriedTooOften


def _count_failure(session: Session, chat: str, now: datetime) -> None:
    tried = session.get(LinkAttemptRow, chat)
    if tried is None or tried.since + PAUSE <= now:
        session.merge(LinkAttemptRow(conversation_id=chat, failures=1, since=now))
    else:
        tried.failures, tried.since = tried.failures + 1, now
    session.flush()


def _audit(session: Session, actor: str, action: str, staff_id: int, now: datetime) -> None:
    session.add(AuditRow(at=now, actor=actor, action=action, subject=f"staff:{staff_id}"))
