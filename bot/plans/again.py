"""Read what a short message asks again: of another unit, place or time, or by comparison."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.compose_plan import PlanItem
from bot.plans.asked import Asked, Wants, compares, places_named, read, without_span, years_named
from bot.plans.changes import same_thing
from bot.plans.due import asked_span
from bot.plans.units import Unit, named_unit
from bot.plans.words import plain, subject_of
from knowledge.passages import place_key
from knowledge.types import Plan

_ELLIPSIS_WORDS = 14


def repeated(
    said: str, plans: Sequence[Plan], earlier: Sequence[str], *, year: int, today: date
) -> Asked | None:
    """Return the earlier list again, of another unit, place or time: "còn Trạm Y tế"."""
    if len(plain(said).split()) > _ELLIPSIS_WORDS:
        return None
    unit, span = named_unit(said, plans), asked_span(said, year, today)
    is_other = unit or span or places_named(said, plans) or years_named(said)
    if not is_other or _subject(said, plans, unit):
        return None
    for before in reversed(earlier):
        if asked := read(before, plans, year=year, today=today):
            return replace(asked, unit=unit or asked.unit, span=span or asked.span)
        between = named_unit(before, plans)
        if _subject(before, plans, between):
            return None
        unit = unit or between
    return None


def _subject(said: str, plans: Sequence[Plan], unit: Unit | None) -> tuple[str, ...]:
    """Return what a message names besides a unit and a time."""
    return without_span(subject_of(said, plans, unit=unit.key if unit else ()))


def against(
    said: str, plans: Sequence[Plan], discussed: Sequence[str], earlier: Sequence[str]
) -> Asked | None:
    """Return what was asked before as a comparison: "so với Lê Đại Hành thì sao"."""
    places, years = places_named(said, plans), years_named(said)
    named = [p for p in plans if place_key(p.place) in places or p.year in years]
    is_other = any(plan.id not in discussed for plan in named)
    if not earlier or not is_other or not compares(said):
        return None
    subject = subject_of(said, plans) or subject_of(earlier[-1], plans)
    return Asked(wants=Wants.CHANGES, subject=tuple(subject))


def moves_place(said: str, plans: Sequence[Plan]) -> bool:
    """Say whether a message names another plan's place or year, and nothing else."""
    named = places_named(said, plans) or set(years_named(said)) & {plan.year for plan in plans}
    return bool(named) and not subject_of(said, plans)


def same_elsewhere(
    said: str, shown: Sequence[tuple[Plan, PlanItem]], others: Sequence[Plan]
) -> tuple[Plan, PlanItem] | None:
    """Return what another plan says of the thing under discussion: "Tây Mỗ thì sao"."""
    if not shown or not others or subject_of(said, others):
        return None
    plan = max(others, key=lambda plan: plan.year)
    item = same_thing(shown[0][1], plan)
    return (plan, item) if item else None
