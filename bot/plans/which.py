"""Say which plans a comparison, a list or a year means."""

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.compose_plan import PlanItem
from bot.plans.asked import places_named, years_named
from bot.plans.duties import work_of
from bot.plans.units import Unit
from knowledge.passages import place_key
from knowledge.places import provinces_named
from knowledge.types import Deadline, Duty, Indicator, KnowledgeError, Plan, PlanPassage

_TITLED = re.compile(r"\b(phường|xã|quận|huyện|tỉnh|đặc khu) ((?:[^\W\d_]+ ?){1,4})")


def compared_plans(
    said: str, plans: Sequence[Plan], discussed: Sequence[Plan], home: str
) -> tuple[list[Plan], str]:
    """Return the plans that a comparison means, and what has to be said about the choice.

    Of several places the plan of a year named, else the newest of each. Of one place the plans of
    the years named; where it has none of a year, another place's is taken and that is said. With
    fewer than two plans the text is what no plan is known of.
    """
    years, keys = years_named(said), places_named(said, plans)
    before = place_key(discussed[0].place) if discussed else ""
    if before and len(keys) == 1 and keys != [before]:
        keys = [before, *keys]
    if len(keys) > 1:
        of = [[plan for plan in plans if place_key(plan.place) == key] for key in keys]
        return [max(group, key=lambda plan: (plan.year in years, plan.year)) for group in of], ""
    key = keys[0] if keys else before or place_key(home)
    mine = sorted((p for p in plans if place_key(p.place) == key), key=lambda plan: -plan.year)
    if not mine:
        return [], ""
    first = next((plan for plan in mine if plan.year in years), mine[0])
    wanted = [year for year in years if year != first.year] or [first.year - 1]
    chosen, missing = [first], list[int]()
    for year in wanted:
        same = [plan for plan in mine if plan.year == year]
        missing += [] if same else [year]
        others = [plan for plan in plans if plan.year == year]
        chosen += same or sorted(others, key=lambda plan: -len(plan.indicators))[:1]
    if not missing:
        return chosen, ""
    place, which = first.place.split(",")[0], ", ".join(str(year) for year in missing)
    if len(chosen) < 2:
        return chosen, f"{place} năm {which}"
    note = f"Tôi không có kế hoạch năm {which} của {place}"
    return chosen, f"{note}, nên so với kế hoạch năm đó của nơi khác tôi có."


def place_without_plan(said: str, plans: Sequence[Plan]) -> str:
    """Return the ward or province that is named with its title and has no plan here, or "".

    By capitals: for names that the table of units leaves out as too short.
    """
    held = {place_key(plan.place) for plan in plans}
    held |= {place_key(part) for plan in plans for part in plan.place.split(",")}
    held |= {place_key(part) for p in plans for part in re.split(r",| và ", p.place_today)}
    for match in _TITLED.finditer(said):
        name = [*takewhile(lambda word: word[0].isupper(), match[2].split())]
        place = " ".join((match[1], *name))
        if name and place_key(place) not in held:
            return place
    try:
        provinces = provinces_named(said)
    except KnowledgeError:
        return ""
    return next((name for name in provinces if place_key(name) not in held), "")


def plans_with(unit: Unit, plans: Sequence[Plan], home: str) -> list[Plan]:
    """Return the plan that gives the unit work: the home ward's newest, else the newest."""
    if not unit.is_known:
        return []
    from_home = sorted(
        plans, key=lambda plan: (place_key(plan.place) == place_key(home), plan.year)
    )
    return [plan for plan in from_home if any(work_of(plan, unit))][-1:]


def year_without_plan(said: str, plans: Sequence[Plan]) -> int | None:
    """Return the year named of which none of the plans is, if there is one."""
    years = years_named(said)
    return years[-1] if plans and years and not {p.year for p in plans} & set(years) else None


def text_of(plan: Plan) -> str:
    """Return all that the plan's records say."""
    records: list[PlanItem] = [*plan.indicators, *plan.duties, *plan.deadlines]
    return " ".join(said_by(item) for item in records)


def said_by(item: PlanItem) -> str:
    """Return what an item says, but for who sees to it."""
    match item:
        case Indicator():
            return f"{item.name} {item.target} {item.by}"
        case Deadline():
            return f"{item.what} {item.due}"
        case Duty() | PlanPassage():
            return item.text
