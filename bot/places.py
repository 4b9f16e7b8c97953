"""Which plans a question is about: the places and years it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.passages import place_key
from knowledge.text import fold
from knowledge.types import Plan

_YEAR = re.compile(r"\b(20[12]\d)\b")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The plans to look into."""

    plans: tuple[Plan, ...]
    named_place: bool
    named_year: bool

    @property
    def is_named(self) -> bool:
        """Whether the question itself names a place or year we hold a plan for."""
        return self.named_place or self.named_year


def scope_of(question: str, plans: Sequence[Plan], home: str) -> Scope:
    """Return the plans a question means.

    A named place means its plans (of the named year, if there is one), all named places
    one after the other. Without a place: the named year's plans, the home ward's if it has
    one of that year. With neither: the home ward's newest.
    """
    words = f" {' '.join(re.findall(r'[a-z0-9]+', fold(question)))} "
    years = {int(year) for year in _YEAR.findall(question)}
    here = [plan for plan in plans if f" {place_key(plan.place)} " in words]
    # "phường Tây Mỗ, Hà Nội" names a ward and its city: the ward is meant.
    wards = [plan for plan in here if fold(plan.place).startswith(("phuong", "xa"))]
    if here:
        found = _of_years(wards or here, years)
        return Scope(plans=tuple(found), named_place=True, named_year=bool(years))
    at_home = [plan for plan in plans if place_key(plan.place) == place_key(home)]
    of_year = [plan for plan in plans if plan.year in years]
    if of_year:
        mine = [plan for plan in of_year if plan in at_home]
        return Scope(plans=tuple(mine or of_year), named_place=False, named_year=True)
    newest = sorted(at_home, key=lambda plan: plan.year)[-1:]
    return Scope(plans=tuple(newest), named_place=False, named_year=False)


def _of_years(plans: Sequence[Plan], years: set[int]) -> list[Plan]:
    """Return the plans of the years, or all when no plan is of those years."""
    fitting = [plan for plan in plans if plan.year in years]
    return fitting or list(plans)
