"""Remind officials, on the chat that they have linked, of deadlines of their unit.

Nobody is reminded who has not asked for it. What is told, and that it was told, is kept in one
transaction, so nothing is told twice, also after a crash.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.due_dates import DueDay
from bot.plan_items import PlanItem, is_of_place, items_of, readable
from bot.plan_standing import Light, standing_of
from bot.progress import of_plan
from bot.staff.link import links_of
from bot.staff.rights import Right, Role, audience_of, rights_of
from bot.store.inbox import open_conversation, tell
from bot.store.models import AuditRow
from bot.store.progress import ReminderSentRow, ReminderWishRow
from bot.store.staff import StaffRow
from bot.wording import day as day_text
from knowledge.types import Plan

KIND = "reminder"
CHOICES = (14, 7, 3, 1)
USUAL = (7, 1)
# One message names so many; the page has them all.
_MOST = 10
_KEPT = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class _Coming:
    """One thing that is due soon."""

    plan: Plan
    item: PlanItem
    due: DueDay
    left: int
    """Days."""
    step: int
    """The reminder that it is time for."""

    @property
    def subject(self) -> str:
        said = f"{self.item.plan_id}\n{self.item.id}\n{self.item.digest}\n{self.due.period}"
        return hashlib.sha256(f"{said}\n{self.due.day}".encode()).hexdigest()[:32]


def wish_of(session: Session, staff_id: int) -> tuple[int, ...]:
    """Return how many days before somebody wants to be reminded; () never."""
    row = session.get(ReminderWishRow, staff_id)
    return tuple(int(each) for each in row.days_before) if row else ()


def set_wish(
    session: Session, days_before: Sequence[int], *, staff_id: int, login: str, now: datetime
) -> None:
    """Note when somebody wants to be reminded; with no days never again."""
    session.execute(delete(ReminderWishRow).where(ReminderWishRow.staff_id == staff_id))
    chosen = sorted({each for each in days_before if each in CHOICES}, reverse=True)
    if chosen:
        session.add(ReminderWishRow(staff_id=staff_id, days_before=[str(each) for each in chosen]))
    action = "reminder.on" if chosen else "reminder.off"
    session.add(AuditRow(at=now, actor=login, action=action, subject=f"staff:{login}"))


def chats_of(session: Session, staff_id: int) -> list[str]:
    """Return the chats that somebody has linked."""
    return [each.conversation_id for each in links_of(session, [staff_id])]


def remind(
    session: Session,
    plans: Sequence[Plan],
    *,
    place: str,
    today: date,
    now: datetime,
    page: str = "",
) -> int:
    """Put into the outbox what each is to be reminded of today; return how many messages.

    Only plans of the place that the person may read now, and only deadlines of their own unit that
    nobody has said to be done. Who was away from the server on the seventh day before is told on
    the sixth; who asks for reminders late is told once, not of every step that has passed.
    """
    told = 0
    session.execute(delete(ReminderSentRow).where(ReminderSentRow.day < today - _KEPT))
    wishes = session.execute(
        select(StaffRow, ReminderWishRow.days_before)
        .join(ReminderWishRow, ReminderWishRow.staff_id == StaffRow.id)
        .where(StaffRow.state == "active", StaffRow.unit != "")
        .order_by(StaffRow.id)
    ).all()
    for staff, days_before in wishes:
        roles = [Role(role) for role in staff.roles]
        chats = chats_of(session, staff.id)
        if not chats or Right.PLANS not in rights_of(roles):
            continue
        audience = audience_of(roles)
        mine = [p for p in readable(plans, audience) if is_of_place(p, place)]
        steps = sorted(int(each) for each in days_before)
        due = [
            each
            for each in _coming(session, mine, staff.unit, steps, today)
            if not _was_told(session, staff.id, each)
        ]
        if not due:
            continue
        for each in due:
            _note(session, staff.id, each, steps)
        for chat in chats:
            open_conversation(session, chat, now=now)
            # It goes only while the chat is still linked to somebody who may read so much.
            text = _text(due, page)
            tell(session, chat, text=text, kind=KIND, now=now, audience=audience)
            told += 1
    return told


def _coming(
    session: Session, plans: Sequence[Plan], unit: str, steps: Sequence[int], today: date
) -> list[_Coming]:
    found: list[_Coming] = []
    for plan in plans:
        held = of_plan(session, plan.id)
        for item in items_of(plan):
            due = item.next_due(today) if item.is_of(unit) else None
            left = (due.day - today).days if due else 0
            step = next((each for each in steps if left <= each), None)
            if due is None or step is None:
                continue
            entries = held.get((item.id, item.digest), [])
            standing = standing_of(item, entries, today)
            is_this = standing.due == due
            if is_this and (standing.light is Light.DONE or standing.is_met):
                continue
            found.append(_Coming(plan=plan, item=item, due=due, left=left, step=step))
    return sorted(found, key=lambda each: (each.due.day, each.item.id))


def _was_told(session: Session, staff_id: int, coming: _Coming) -> bool:
    key = (staff_id, coming.subject, coming.step)
    return session.get(ReminderSentRow, key) is not None


def _note(session: Session, staff_id: int, coming: _Coming, steps: Sequence[int]) -> None:
    """Note that this step was told, and with it those that have passed."""
    for step in steps:
        if (
            step >= coming.step
            and session.get(ReminderSentRow, (staff_id, coming.subject, step)) is None
        ):
            session.execute(
                insert(ReminderSentRow).values(
                    staff_id=staff_id,
                    subject=coming.subject,
                    days_before=step,
                    day=coming.due.day,
                )
            )


def _text(due: Sequence[_Coming], page: str) -> str:
    lines = ["Nhắc hạn kế hoạch của đơn vị anh/chị:"]
    for each in due[:_MOST]:
        when = "hôm nay" if each.left == 0 else f"còn {each.left} ngày"
        lines.append(
            f"- {when} (hết ngày {day_text(each.due.day)}): {each.item.name} "
            f"(kế hoạch ghi: {each.item.due}; {each.plan.title})"
        )
    if len(due) > _MOST:
        lines.append(f"- và {len(due) - _MOST} việc khác")
    if page:
        lines.append(f"Xem và ghi tiến độ: {page}")
    lines.append("Tắt nhắc hạn: trang cán bộ, mục Kế hoạch, Lịch và nhắc hạn.")
    return "\n".join(lines)
