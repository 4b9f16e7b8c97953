"""Write down how far a plan's target, duty or deadline has got, and keep what was said before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.plan_items import PlanItem
from bot.store.models import AuditRow
from bot.store.progress import ProgressRow
from bot.types import BotError

Key = tuple[str, str]
"""Id of an item, and the digest of its name."""


class State(StrEnum):
    """How far something has got."""

    NOT_BEGUN = "not_begun"
    GOING_ON = "going_on"
    BLOCKED = "blocked"
    DONE = "done"


class ProgressChanged(BotError):
    """Somebody else has written in the meantime; nothing was changed."""

    def __init__(self, latest: "Entry | None") -> None:
        super().__init__("the progress has been changed by somebody else")
        self.latest = latest


class NoSuchEntry(BotError):
    """There is no such version, or no item that it could belong to."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says of an item."""

    state: State
    value: float | None = None
    unit: str = ""
    as_of: date
    note: str = ""
    period: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What was said, and by whom."""

    said: Said
    version: int
    item_id: str
    digest: str
    name: str
    by: str
    at: datetime
    restores: int | None


def of_plan(session: Session, plan_id: str) -> dict[Key, list[Entry]]:
    """Return all that was said of a plan's items, the newest first."""
    rows = session.scalars(
        select(ProgressRow)
        .where(ProgressRow.plan_id == plan_id)
        .order_by(ProgressRow.version.desc(), ProgressRow.id)
    )
    found: dict[Key, list[Entry]] = {}
    for row in rows:
        found.setdefault((row.item_id, row.digest), []).append(_entry(row))
    return found


def of_item(session: Session, item: PlanItem) -> list[Entry]:
    """Return all that was said of an item under its name, the newest first."""
    rows = session.scalars(
        select(ProgressRow)
        .where(
            ProgressRow.plan_id == item.plan_id,
            ProgressRow.item_id == item.id,
            ProgressRow.digest == item.digest,
        )
        .order_by(ProgressRow.version.desc())
    )
    return [_entry(row) for row in rows]


def write(
    session: Session, item: PlanItem, said: Said, *, expected: int, by: str, now: datetime
) -> Entry:
    """Add what somebody says; `expected` is the version that they have seen, 0 for none.

    Raises ProgressChanged when there is a newer one: what it says is in the error.
    """
    return _add(session, item, said, expected=expected, by=by, now=now)


def restore(
    session: Session, item: PlanItem, version: int, *, expected: int, by: str, now: datetime
) -> Entry:
    """Bring an earlier version back as a new one. Raises ProgressChanged, NoSuchEntry."""
    earlier = next((each for each in of_item(session, item) if each.version == version), None)
    if earlier is None:
        raise NoSuchEntry("there is no such version")
    return _add(session, item, earlier.said, expected=expected, by=by, now=now, restores=version)


def move(session: Session, orphan: Key, item: PlanItem, *, by: str, now: datetime) -> None:
    """Give an item the history of one that is no more in the plan.

    Somebody decides that, never the program. Raises NoSuchEntry if there is no such history, and
    ProgressChanged if the item has one of its own.
    """
    if own := of_item(session, item):
        raise ProgressChanged(own[0])
    item_id, digest = orphan
    moved = session.execute(
        update(ProgressRow)
        .where(
            ProgressRow.plan_id == item.plan_id,
            ProgressRow.item_id == item_id,
            ProgressRow.digest == digest,
        )
        .values(item_id=item.id, digest=item.digest)
        .returning(ProgressRow.id)
    ).all()
    if not moved:
        raise NoSuchEntry("nothing was written for that item")
    _note(session, item, "progress.move", by=by, now=now)


def orphans(held: Mapping[Key, Sequence[Entry]], items: Iterable[PlanItem]) -> list[list[Entry]]:
    """Return the histories that belong to no item of the plan as it is now."""
    known = {(item.id, item.digest) for item in items}
    return [list(entries) for key, entries in sorted(held.items()) if key not in known]


def _add(
    session: Session,
    item: PlanItem,
    said: Said,
    *,
    expected: int,
    by: str,
    now: datetime,
    restores: int | None = None,
) -> Entry:
    before = of_item(session, item)
    held = before[0].version if before else 0
    if held != expected:
        raise ProgressChanged(before[0] if before else None)
    row = ProgressRow(
        plan_id=item.plan_id,
        item_id=item.id,
        digest=item.digest,
        name=item.name,
        version=held + 1,
        state=said.state.value,
        value=said.value,
        unit=said.unit,
        as_of=said.as_of,
        period=said.period,
        note=said.note,
        by=by,
        at=now,
        restores=restores,
    )
    session.add(row)
    session.flush()
    _note(session, item, "progress.restore" if restores else "progress.write", by=by, now=now)
    return _entry(row)


def _note(session: Session, item: PlanItem, action: str, *, by: str, now: datetime) -> None:
    subject = f"plan-item:{item.plan_id}/{item.id}"
    session.add(AuditRow(at=now, actor=by, action=action, subject=subject))


def _entry(row: ProgressRow) -> Entry:
    return Entry(
        said=Said(
            state=State(row.state),
            value=row.value,
            unit=row.unit,
            as_of=row.as_of,
            note=row.note,
            period=row.period,
        ),
        version=row.version,
        item_id=row.item_id,
        digest=row.digest,
        name=row.name,
        by=row.by,
        at=row.at,
        restores=row.restores,
    )
