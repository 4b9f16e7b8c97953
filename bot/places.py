"""Which plans a question is about: the places and years it names."""

import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.passages import place_key
from knowledge.places import Level, Renamed, provinces_as_there, provinces_named, today_of
from knowledge.text import fold
from knowledge.types import KnowledgeError, Plan

logger = logging.getLogger(__name__)

_PLAN = r"\bke hoach\b|\b(?:trong |cua )?nam 20[12]\d\b|\b20[12]\d\b"
_YEAR = re.compile(r"\b(20[12]\d)\b")
# "Ghi sai tên mẹ, từ Huế thành Huệ" names a person.
_MISSPELT = re.compile(
    r"(?<=tên)[^.?!]{0,30}?\btừ [^\W\d_]+(?: [^\W\d_]+){0,3} (?:thành|sang) "
    r"[^\W\d_]+(?: [^\W\d_]+){0,3}",
    re.IGNORECASE,
)


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


def places_in(text: str, home_province: str) -> list[Renamed]:
    """Return the units the text names; none when their table cannot be read."""
    try:
        return today_of(text, home_province=home_province)
    except KnowledgeError as error:
        logger.warning("places unavailable", extra={"why": str(error)})
        return []


def commune_without_plan(named: Sequence[Renamed], scope: Scope) -> str:
    """Return the ward or commune that the question names and no plan in scope is about, or ""."""
    communes = [unit for unit in named if unit.level is Level.COMMUNE and unit.is_exact]
    if scope.named_place or not communes:
        return ""
    held = {place_key(plan.place) for plan in scope.plans}
    named_keys = {place_key(unit.old) for unit in communes}
    return "" if held & named_keys else communes[0].said


def without_provinces(text: str) -> str:
    """Return the text with "there" for each province that it names."""
    try:
        return provinces_as_there(text)
    except KnowledgeError:
        return text


def province_elsewhere(question: str, named: Sequence[Renamed], home: str) -> str:
    """Return the province of today that the question is about when it is not the home one, or "".

    Of several the one named last; a ward that may lie at home does.
    """
    try:
        provinces = provinces_named(_MISSPELT.sub(" ", question))
    except KnowledgeError:
        return ""
    if provinces:
        return "" if provinces[-1] == home else provinces[-1]
    today = [place.province for unit in named for place in unit.new]
    return "" if not today or home in today else today[0]


def is_elsewhere(named: Sequence[Renamed], home: str) -> bool:
    """Say whether the communes that were named have all become another than the home one."""
    today = [place.name for unit in named if unit.level is not Level.PROVINCE for place in unit.new]
    return bool(today) and place_key(home) not in map(place_key, today)


def without_names(question: str, plans: Sequence[Plan]) -> str:
    """Return the question without the plans' places, years and the word "kế hoạch" itself.

    They say which plan is meant; inside it they would only find its title and preamble.
    """
    composed = unicodedata.normalize("NFC", question)
    folded = fold(composed)
    if len(folded) != len(composed):  # a letter that does not fold one to one: leave it all
        return composed
    names = "|".join(re.escape(place_key(plan.place)) for plan in plans)
    kept, at = [], 0
    for match in re.finditer(rf"\b(?:(?:phuong|p|tp|thanh pho|xa) )?(?:{names})\b|{_PLAN}", folded):
        kept.append(composed[at : match.start()])
        at = match.end()
    rest = " ".join(("".join(kept) + composed[at:]).split())
    return rest if re.search(r"\w{2}", rest) else composed


def _of_years(plans: Sequence[Plan], years: set[int]) -> list[Plan]:
    """Return the plans of the years, or all when no plan is of those years."""
    fitting = [plan for plan in plans if plan.year in years]
    return fitting or list(plans)
