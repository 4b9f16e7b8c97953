"""Write a notice to subscribers, have a second person approve it, stop it (thông báo).

    draft -> waiting -> sending -> done
      ^         |          +-----> cancelled
      +---------+  returned, or changed by its author

Every function works inside the caller's transaction and raises IllegalStep for what may not be.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.opening import VIETNAM
from bot.store.models import AuditRow, OutboxRow
from bot.store.notices import BroadcastRow, BroadcastSendRow
from bot.store.traffic import ParcelRow
from bot.subscriptions import subscribers
from bot.types import BotError

MAX_TITLE, MAX_TEXT, MAX_REASON = 100, 1_200, 300
# One message of every platform holds the longest notice (Zalo's 1,900 letters).
CANCELLED, UNREACHABLE = "cancelled", "unreachable"
_OPENING = "THÔNG BÁO CỦA {ward}"
_STOP = "Anh/chị không muốn nhận thông báo nữa thì nhắn: DỪNG NHẬN TIN"

Reachable = Callable[[Session, Sequence[str], datetime], set[str]]
"""Which of these chats the platforms' rules let us write to at the moment."""


class State(StrEnum):
    """How far a notice is."""

    DRAFT = "draft"
    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


class IllegalStep(BotError):
    """The notice cannot be changed, approved or sent like that; `why` is for the person."""

    def __init__(self, why: str) -> None:
        super().__init__("an illegal step of a notice")
        self.why = why
        """In Vietnamese."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What an author has typed."""

    title: str
    text: str
    urgent_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What became of a notice's recipients."""

    sent: int
    failed: int
    gone: int
    """Not sent: stopped, unreachable by then, or cancelled."""
    left: int


def words_of(title: str, text: str, *, ward: str) -> str:
    """Return a notice as residents get it: whose it is before, how to stop behind."""
    return f"{_OPENING.format(ward=ward.upper())}\n{title}\n\n{text}\n\n{_STOP}"


def write(session: Session, draft: Draft, *, author: str, now: datetime) -> int:
    """Keep a new notice and return its id."""
    draft = _checked(draft)
    row = BroadcastRow(
        title=draft.title,
        text=draft.text,
        urgent_reason=draft.urgent_reason,
        author=author,
        state=State.DRAFT,
        revision=1,
        note="",
        created_at=now,
        updated_at=now,
        sent=0,
        failed=0,
        gone=0,
    )
    session.add(row)
    session.flush()
    _note(session, row, "written", author, now)
    return row.id


def change(session: Session, id: int, draft: Draft, *, by: str, now: datetime) -> None:
    """Put other words in place of its author's; one that waits is a draft again."""
    row, draft = _own(session, id, by), _checked(draft)
    row.title, row.text, row.urgent_reason = draft.title, draft.text, draft.urgent_reason
    row.state, row.revision = State.DRAFT, row.revision + 1
    _note(session, row, "changed", by, now)


def submit(session: Session, id: int, *, by: str, now: datetime) -> None:
    """Lay a draft before the second person."""
    row = _own(session, id, by)
    if row.state != State.DRAFT:
        raise IllegalStep("Thông báo này đã gửi duyệt rồi.")
    row.state, row.note = State.WAITING, ""
    _note(session, row, "submitted", by, now)


def discard(session: Session, id: int, *, by: str, now: datetime) -> None:
    """Throw a notice away that was not approved."""
    row = _own(session, id, by)
    _note(session, row, "discarded", by, now)
    session.delete(row)


def send_back(session: Session, id: int, note: str, *, by: str, now: datetime) -> None:
    """Return a notice to its author with what should be changed."""
    row = _to_decide(session, id, by)
    row.state, row.note = State.DRAFT, _plain(note)[:MAX_REASON]
    _note(session, row, "returned", by, now)


def approve(
    session: Session, id: int, revision: int, *, by: str, reachable: Reachable, now: datetime
) -> int:
    """Let a notice be sent to those who can be reached now; return how many these are.

    Never by its author; one a day, unless it is urgent. `now` is the true time.
    """
    row = _to_decide(session, id, by)
    if row.revision != revision:
        raise IllegalStep("Người viết vừa sửa thông báo này. Anh/chị đọc lại rồi duyệt.")
    if not row.urgent_reason and sent_today(session, now=now):
        raise IllegalStep(
            "Hôm nay đã có một thông báo được gửi. Mỗi ngày gửi một thông báo, trừ việc khẩn có "
            "ghi lý do."
        )
    asked = subscribers(session)
    can = reachable(session, asked, now)
    chosen = [each for each in asked if each in can]
    if not chosen:
        raise IllegalStep("Lúc này chưa có ai nhận được thông báo, nên chưa gửi.")
    row.state, row.approved_by, row.approved_at = State.SENDING, by, now
    session.execute(
        insert(BroadcastSendRow),
        [
            {"broadcast_id": id, "conversation_id": each, "state": "waiting", "code": ""}
            for each in chosen
        ],
    )
    _note(session, row, "approved", by, now)
    return len(chosen)


def cancel(session: Session, id: int, *, by: str, now: datetime) -> int:
    """Stop a notice that is being sent; return how many do not get it any more."""
    row = _row(session, id)
    if row.state != State.SENDING:
        raise IllegalStep("Thông báo này không còn đang gửi, nên không dừng được.")
    stopped = drop_unsent(session, id, CANCELLED)
    row.state = State.CANCELLED
    _note(session, row, "cancelled", by, now)
    return stopped


def drop_unsent(session: Session, id: int, code: str) -> int:
    """Take back what no platform has been given yet; return from how many recipients."""
    sends = select(BroadcastSendRow.id).where(BroadcastSendRow.broadcast_id == id)
    gone = set(
        session.scalars(
            delete(OutboxRow)
            .where(OutboxRow.notice_id.in_(sends), OutboxRow.sent_at.is_(None))
            .returning(OutboxRow.notice_id)
            .execution_options(synchronize_session=False)
        )
    )
    gone |= set(
        session.scalars(
            delete(ParcelRow)
            .where(ParcelRow.notice_id.in_(sends), ParcelRow.state == "pending")
            .returning(ParcelRow.notice_id)
            .execution_options(synchronize_session=False)
        )
    )
    is_free = BroadcastSendRow.state == "waiting"
    taken = session.execute(
        update(BroadcastSendRow)
        .where(BroadcastSendRow.broadcast_id == id, is_free | BroadcastSendRow.id.in_(gone))
        .values(state="gone", code=code)
        .returning(BroadcastSendRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(taken.all())


def sent_today(session: Session, *, now: datetime) -> bool:
    """Say whether a notice was approved on this day in Viet Nam."""
    today = now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    found = select(BroadcastRow.id).where(
        BroadcastRow.approved_at >= today, BroadcastRow.approved_at < today + timedelta(days=1)
    )
    return session.scalar(found.limit(1)) is not None


def standing_of(session: Session, row: BroadcastRow) -> Standing:
    """Return what became of the recipients: counted while it goes on, kept when it has ended."""
    if row.ended_at is not None:
        return Standing(sent=row.sent, failed=row.failed, gone=row.gone, left=0)
    counts = Counter(
        {
            state: n
            for state, n in session.execute(
                select(BroadcastSendRow.state, func.count())
                .where(BroadcastSendRow.broadcast_id == row.id)
                .group_by(BroadcastSendRow.state)
            )
        }
    )
    return Standing(
        sent=counts["sent"],
        failed=counts["failed"],
        gone=counts["gone"],
        left=counts["waiting"] + counts["put"],
    )


def find(session: Session, id: int) -> BroadcastRow | None:
    """Return a notice; None: there is none."""
    return session.get(BroadcastRow, id)


def newest(session: Session, most: int = 50) -> list[BroadcastRow]:
    """Return notices, the newest first."""
    return list(session.scalars(select(BroadcastRow).order_by(BroadcastRow.id.desc()).limit(most)))


def _row(session: Session, id: int) -> BroadcastRow:
    row = session.get(BroadcastRow, id, with_for_update=True)
    if row is None:
        raise IllegalStep("Không có thông báo này, hoặc người viết đã bỏ.")
    return row


def _own(session: Session, id: int, by: str) -> BroadcastRow:
    row = _row(session, id)
    if row.author != by:
        raise IllegalStep("Chỉ người viết mới sửa, gửi duyệt hoặc bỏ thông báo này.")
    if row.state not in (State.DRAFT, State.WAITING):
        raise IllegalStep("Thông báo này đã được duyệt, không sửa được nữa.")
    return row


def _to_decide(session: Session, id: int, by: str) -> BroadcastRow:
    row = _row(session, id)
    if row.author == by:
        raise IllegalStep("Người viết không tự duyệt. Nhờ một người khác có quyền duyệt.")
    if row.state != State.WAITING:
        raise IllegalStep("Thông báo này không chờ duyệt.")
    return row


def _checked(draft: Draft) -> Draft:
    title, text = " ".join(_plain(draft.title).split()), _plain(draft.text)
    reason = " ".join(_plain(draft.urgent_reason).split())
    if not title or not text:
        raise IllegalStep("Thông báo cần có tiêu đề và nội dung.")
    if len(title) > MAX_TITLE or len(text) > MAX_TEXT or len(reason) > MAX_REASON:
        raise IllegalStep(
            f"Tiêu đề dài nhất {MAX_TITLE} chữ cái, nội dung {MAX_TEXT}, lý do khẩn {MAX_REASON}."
        )
    return Draft(title=title, text=text, urgent_reason=reason)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _note(session: Session, row: BroadcastRow, what: str, by: str, now: datetime) -> None:
    row.updated_at = now
    subject = f"broadcast:{row.id}"
    session.add(AuditRow(at=now, actor=by, action=f"broadcast.{what}", subject=subject))
