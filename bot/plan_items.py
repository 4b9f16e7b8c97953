"""See a plan's targets, duties and deadlines alike: each has a name, a unit, and perhaps a day."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.due_dates import DueDay, Every, due_between, rules_of
from bot.plan_targets import Target, target_of
from bot.plan_units import has_unit, unit_key, unit_parts
from knowledge.passages import place_key
from knowledge.text import clean
from knowledge.types import Audience, Deadline, Duty, Indicator, Locator, Plan

# A year is the longest pause between two times that something is due.
_LONGEST = timedelta(days=800)


class ItemKind(StrEnum):
    """What a plan's item is."""

    INDICATOR = "indicator"
    DUTY = "duty"
    DEADLINE = "deadline"


@dataclass(frozen=True, kw_only=True)
class PlanItem:
    """One thing of a plan that somebody is to achieve or to do."""

    plan_id: str
    plan_year: int
    id: str
    kind: ItemKind
    name: str
    lead: str
    """As the plan says it; "" if it does not."""
    support: str
    due: str
    """As the plan says it."""
    target_text: str = ""
    target: Target | None = None
    to: str = ""
    """Who receives what is due."""
    differs: str = ""
    at: Locator

    @property
    def digest(self) -> str:
        """Tell the item by its name: progress that was written for another name is not its own."""
        said = f"{self.kind}\n{' '.join(clean(self.name).split())}"
        return hashlib.sha256(said.encode()).hexdigest()[:24]

    @property
    def is_due_often(self) -> bool:
        """Say whether it is due again and again."""
        rules = rules_of(self.due, plan_year=self.plan_year)
        return any(rule.every is not Every.ONCE for rule in rules)

    def is_of(self, unit: str) -> bool:
        """Say whether the unit leads it."""
        return has_unit(self.lead, unit)

    def due_days(self, start: date, end: date) -> tuple[DueDay, ...]:
        """Return the days in the span by which it is due; () if the plan names none."""
        return due_between(self.due, plan_year=self.plan_year, start=start, end=end)

    def next_due(self, today: date) -> DueDay | None:
        """Return the first day from today on by which it is due."""
        return next(iter(self.due_days(today, today + _LONGEST)), None)

    def last_due(self, today: date) -> DueDay | None:
        """Return the last day before today by which it was due; of a yearly one not the first."""
        past = self.due_days(date(self.plan_year - 5, 1, 1), today - timedelta(days=1))
        return past[-1] if past else None


def items_of(plan: Plan) -> list[PlanItem]:
    """Return the plan's targets, duties and deadlines, in its order."""
    return [
        *(_indicator(plan, each) for each in plan.indicators),
        *(_duty(plan, each) for each in plan.duties),
        *(_deadline(plan, each) for each in plan.deadlines),
    ]


def units_of(items: Iterable[PlanItem]) -> dict[str, str]:
    """Return the units that lead something, by their key; each as the plan names it first."""
    units: dict[str, str] = {}
    for item in items:
        if key := unit_key(item.lead):
            units.setdefault(key, item.lead)
    return units


def readable(plans: Sequence[Plan], audience: Audience) -> list[Plan]:
    """Return the plans that somebody may read, the newest first."""
    may_read = audience.may_read()
    found = [plan for plan in plans if plan.audience in may_read]
    return sorted(found, key=lambda plan: (-plan.year, plan.id))


def is_of_place(plan: Plan, place: str) -> bool:
    """Say whether the plan is the place's own."""
    return place_key(plan.place) == place_key(place)


def may_write(item: PlanItem, unit: str) -> bool:
    """Say whether somebody of the unit may say how far the item has got.

    The lead unit does; where the plan names none, whoever has the right to write at all.
    """
    return not unit_parts(item.lead) or item.is_of(unit)


def _indicator(plan: Plan, item: Indicator) -> PlanItem:
    return PlanItem(
        plan_id=plan.id,
        plan_year=plan.year,
        id=item.id,
        kind=ItemKind.INDICATOR,
        name=item.name,
        lead=item.lead,
        support=item.support,
        due=item.by,
        target_text=item.target,
        target=target_of(item.target),
        differs=item.differs,
        at=item.at,
    )


def _duty(plan: Plan, item: Duty) -> PlanItem:
    return PlanItem(
        plan_id=plan.id,
        plan_year=plan.year,
        id=item.id,
        kind=ItemKind.DUTY,
        name=item.text,
        lead=item.lead,
        support=item.support,
        due="",
        at=item.at,
    )


def _deadline(plan: Plan, item: Deadline) -> PlanItem:
    return PlanItem(
        plan_id=plan.id,
        plan_year=plan.year,
        id=item.id,
        kind=ItemKind.DEADLINE,
        name=item.what,
        lead=item.who,
        support="",
        due=item.due,
        to=item.to,
        at=item.at,
    )
