"""Send an approved notice, a few recipients at a time, and count what became of each.

Whom a step chose and what it put into the outbox is kept in one transaction: after a crash the next
step goes on with those that are left.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.broadcast import UNREACHABLE, Reachable, State, drop_unsent, words_of
from bot.opening import VIETNAM
from bot.store.inbox import open_conversation, tell
from bot.store.models import AuditRow, OutboxRow
from bot.store.notices import BroadcastRow, BroadcastSendRow
from bot.store.traffic import ParcelRow
from bot.subscriptions import STOPPED, subscribers

KIND = "notice"
# A step every 20 seconds: two a second, so that answers to residents do not stand in line behind
# a notice (Telegram takes 30 a second). A guess.
AT_ONCE = 40
# Nobody's telephone shall ring at night for what can wait.
_FROM, _UNTIL = 7, 20
# What was not sent by then is no news any more: a channel was switched off, or refused for days.
_GIVE_UP = timedelta(days=2)
_LATE = "late"
_RESULTS_AT_ONCE = 500


def step(session: Session, *, ward: str, reachable: Reachable, now: datetime) -> int:
    """Go on with what is being sent; return how many messages were put into the outbox.

    `now` is the true time. A recipient who has stopped, or cannot be reached any more, is left out.
    """
    put = 0
    going = BroadcastRow.state == State.SENDING
    stopped = (BroadcastRow.state == State.CANCELLED) & BroadcastRow.ended_at.is_(None)
    rows = select(BroadcastRow).where(going | stopped).order_by(BroadcastRow.approved_at)
    for row in session.scalars(rows.with_for_update()):
        if row.approved_at is not None and now - row.approved_at > _GIVE_UP:
            drop_unsent(session, row.id, _LATE)
        if row.state == State.SENDING and put < AT_ONCE and _may_ring(row, now):
            put += _put(session, row, ward, reachable, now, most=AT_ONCE - put)
        _note_results(session, row)
        _end_if_done(session, row, now)
    return put


def _may_ring(row: BroadcastRow, now: datetime) -> bool:
    return bool(row.urgent_reason) or _FROM <= now.astimezone(VIETNAM).hour < _UNTIL


def _put(
    session: Session,
    row: BroadcastRow,
    ward: str,
    reachable: Reachable,
    now: datetime,
    *,
    most: int,
) -> int:
    waiting = session.scalars(
        select(BroadcastSendRow)
        .where(BroadcastSendRow.broadcast_id == row.id, BroadcastSendRow.state == "waiting")
        .order_by(BroadcastSendRow.id)
        .limit(most)
    ).all()
    ids = [each.conversation_id for each in waiting]
    still, can = set(subscribers(session)), reachable(session, ids, now)
    text, put = words_of(row.title, row.text, ward=ward), 0
    for each in waiting:
        if each.conversation_id not in still or each.conversation_id not in can:
            is_stopped = each.conversation_id not in still
            each.state, each.code = "gone", STOPPED if is_stopped else UNREACHABLE
            continue
        each.state = "put"
        open_conversation(session, each.conversation_id, now=now)
        tell(session, each.conversation_id, text=text, kind=KIND, now=now, notice_id=each.id)
        put += 1
    session.flush()
    return put


def _note_results(session: Session, row: BroadcastRow) -> None:
    """Look up what platforms said to what was put into the outbox."""
    ids = session.scalars(
        select(BroadcastSendRow.id)
        .where(BroadcastSendRow.broadcast_id == row.id, BroadcastSendRow.state == "put")
        .order_by(BroadcastSendRow.id)
        .limit(_RESULTS_AT_ONCE)
    ).all()
    # Whoever was packed has parcels; whose outbox row waits has none yet.
    unsent = set(
        session.scalars(
            select(OutboxRow.notice_id).where(
                OutboxRow.notice_id.in_(ids), OutboxRow.sent_at.is_(None)
            )
        )
    )
    found: dict[int | None, list[tuple[str, str]]] = {}
    for id_, state, code in session.execute(
        select(ParcelRow.notice_id, ParcelRow.state, func.coalesce(ParcelRow.code, "")).where(
            ParcelRow.notice_id.in_(ids)
        )
    ):
        found.setdefault(id_, []).append((state, code))
    for id_ in ids:
        result = ("put", "") if id_ in unsent else _result(found.get(id_, []))
        if result[0] != "put":
            session.execute(
                update(BroadcastSendRow)
                .where(BroadcastSendRow.id == id_)
                .values(state=result[0], code=result[1])
            )


def _result(parcels: Sequence[tuple[str, str]]) -> tuple[str, str]:
    if not parcels:
        return "failed", "unpacked"
    dead = [code for state, code in parcels if state == "dead"]
    if dead:
        return "failed", dead[0]
    return ("sent", "") if all(state == "sent" for state, _ in parcels) else ("put", "")


def _end_if_done(session: Session, row: BroadcastRow, now: datetime) -> None:
    counts = {
        state: n
        for state, n in session.execute(
            select(BroadcastSendRow.state, func.count())
            .where(BroadcastSendRow.broadcast_id == row.id)
            .group_by(BroadcastSendRow.state)
        )
    }
    if counts.get("waiting") or counts.get("put"):
        return
    row.sent, row.failed = counts.get("sent", 0), counts.get("failed", 0)
    row.gone = counts.get("gone", 0)
    row.ended_at = now
    if row.state == State.SENDING:
        row.state = State.DONE
        subject = f"broadcast:{row.id}"
        session.add(AuditRow(at=now, actor="motcua", action="broadcast.done", subject=subject))
