"""Say how a plan's items stand today: what is done, what is overdue, what is due next."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.due_dates import DueDay
from bot.plan_items import PlanItem
from bot.plan_units import unit_key
from bot.progress import Entry, Key, State


class Light(StrEnum):
    """What a dashboard counts an item as: one of these, and no other."""

    DONE = "done"
    GOING_ON = "going_on"
    BLOCKED = "blocked"
    NOT_BEGUN = "not_begun"
    OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An item as it stands today."""

    item: PlanItem
    latest: Entry | None
    """What was said last, of whichever period."""
    state: State
    """Of the period that counts now."""
    due: DueDay | None
    """The day that counts now: the one that was missed, or else the next."""
    light: Light
    is_met: bool | None
    """Whether the last figure meets the target; None: no figure, or no target to measure by."""
    reached: float | None
    """How many per cent of the target the last figure is."""


def standing_of(item: PlanItem, entries: Sequence[Entry], today: date) -> Standing:
    """Return how an item stands; `entries` the newest first.

    Overdue is what nobody has said to be done by its day. Of what is due again and again only the
    last time before today counts, and the next.
    """
    latest = entries[0] if entries else None
    missed, following = item.last_due(today), item.next_due(today)
    is_often = item.is_due_often
    is_met, reached = _measured(item, entries)
    late_state = _state(entries, missed, is_often=is_often)
    is_missed = missed is not None and late_state is not State.DONE and not is_met
    if is_missed and (is_often or following is None):
        due, state = missed, late_state
    else:
        is_missed = False
        due = following or missed
        state = _state(entries, due, is_often=is_often)
    return Standing(
        item=item,
        latest=latest,
        state=state,
        due=due,
        light=Light.OVERDUE if is_missed else Light(state.value),
        is_met=is_met,
        reached=reached,
    )


def standings_of(
    items: Iterable[PlanItem], held: Mapping[Key, Sequence[Entry]], today: date
) -> list[Standing]:
    """Return how all items stand, in their order."""
    return [standing_of(item, held.get((item.id, item.digest), ()), today) for item in items]


def by_unit(standings: Iterable[Standing]) -> dict[str, Counter[Light]]:
    """Return, by the key of the lead unit, how many items stand how; "" for no lead unit."""
    counts: dict[str, Counter[Light]] = {}
    for each in standings:
        counts.setdefault(unit_key(each.item.lead), Counter())[each.light] += 1
    return counts


def _state(entries: Sequence[Entry], due: DueDay | None, *, is_often: bool) -> State:
    period = due.period if due and is_often else ""
    said = next((each.said.state for each in entries if each.said.period == period), None)
    return said or State.NOT_BEGUN


def _measured(item: PlanItem, entries: Sequence[Entry]) -> tuple[bool | None, float | None]:
    value = entries[0].said.value if entries else None
    if value is None or item.target is None or not _same_unit(entries[0].said.unit, item):
        return None, None
    return item.target.is_met(value), item.target.reached(value)


def _same_unit(unit: str, item: PlanItem) -> bool:
    return item.target is not None and unit.casefold() == item.target.unit.casefold()
