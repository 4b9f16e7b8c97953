"""Find the units that plans give work to in a question, however they are called."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.plans.words import plain, without_places
from bot.wording import capital
from knowledge.text import has_diacritics
from knowledge.types import Plan

# What a unit's name begins with, folded; on the right how many more syllables tell which it is.
_TYPES = {
    "phong": 1, "so": 2, "ban": 2, "to": 2, "bo phan": 1, "trung tam": 0, "van phong": 0,
    "cong an": 0, "tram": 1, "uy ban": 1, "mat tran": 0, "doan": 1, "hoi": 1, "diem": 2,
    "cac nha truong": 0, "nha truong": 0, "dai truyen thanh": 0, "cac phong": 0,
    "cac bo phan": 0, "cac nganh": 0, "cac to": 1, "cac so": 0, "don vi": 2, "doanh nghiep": 0,
    "cac don vi": 1, "cac co quan": 1, "cac phong ban": 0,
}  # fmt: skip
# Syllables of a unit's name that tell nothing apart.
_FILLER = frozenset("phuong xa va cua tren dia cac thanh pho cap khu dan cu".split())
# "Phòng Kinh tế, Hạ tầng và Đô thị" is one unit.
_LISTED = re.compile(
    r";|,\s*(?=(?:Các|Sở|Phòng|UBND|Đài|Trung tâm|Bộ phận|Công an|Văn phòng|Trạm|Tổ|Hội|Đoàn|Ủy ban"
    r"|Doanh nghiệp|Tập đoàn|Ngân hàng|Viettel|VNPT|FPT|MobiFone)\b)"
)
# Before a unit that no plan knows, so that "chữ ký số cá nhân" is not taken for one ("sở").
_BEFORE = re.compile(r"(?:^|\b(?:nhiem vu|cua|cho|do|giao|trach nhiem|the|con) )$")
_STRANGE_KIND = re.compile(
    r"\b(so|phong|doan thanh nien|hoi (?:lien hiep )?phu nu|hoi nong dan|hoi cuu chien binh"
    r"|cong doan|tram y te|cong an|mat tran to quoc|ban chi huy quan su)(?: +(?=[a-z])|$)"
)
_ASKED = frozenset("nao gi ban may nay do ay".split())
_END = re.compile(
    r"\b(?:duoc|phai|co|lam|chu tri|phoi hop|phu trach|chiu|o|tai|trong|theo|cua|nam|thi|la|nop|gui"
    r"|bao cao|can|se|thuc hien|dam nhan|lo|phuong|xa|thanh pho|tp)\b"
)

_LONGEST = 8
# Every message is looked through for units; without this they took 7 ms of it.
_REMEMBERED = 4_096


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit that a question names."""

    said: str
    """The folded words by which the question names it."""
    key: tuple[str, ...]
    """The syllables that a unit's name has to begin with, or hold in this order."""
    is_known: bool = True
    """A plan gives it work."""


def named_unit(said: str, plans: Sequence[Plan]) -> Unit | None:
    """Return the unit that the question names, the last if several; None if it names none.

    A unit of the kind that plans name, but of no plan here, comes back as not known.
    """
    text = without_places(plain(said), plans)
    words, found, start = text.split(), [], 0
    names: set[tuple[str, ...]] = set()
    while start < len(words):
        mentions = _mentions_at(words, start)
        if mentions and not names:
            names = {core for plan in plans for name in units_of(plan) if (core := _core(name))}
        here = [
            unit
            for unit in mentions
            if _is_of(unit.key, names) and (unit.key[0] != "so" or _may_say_so(said))
        ]
        if here:
            found.append(here[-1])
        start += len(here[-1].said.split()) if here else 1
    return found[-1] if found else _strange(said, text)


def units_of(plan: Plan) -> list[str]:
    """Return the units that the plan gives work to, in the order of the plan."""
    said = [duty.lead for duty in plan.duties] + [each.lead for each in plan.indicators]
    said += [deadline.who for deadline in plan.deadlines]
    said += [duty.support for duty in plan.duties] + [each.support for each in plan.indicators]
    return list(dict.fromkeys(name for each in said for name in split_units(each)))


@lru_cache(maxsize=_REMEMBERED)
def split_units(said: str) -> tuple[str, ...]:
    """Return the single units of "Tổ trưởng TDP; các phòng chuyên môn"."""
    return tuple(part.strip(" .") for part in _LISTED.split(said) if part.strip(" ."))


def is_of(unit: Unit, names: str) -> bool:
    """Say whether one of the units in a lead or support field is the one that was named."""
    wholes = [names, *split_units(names)]
    return any(_is_of(unit.key, {_core(name)}) for name in wholes if name)


def spelt(unit: Unit, plan: Plan) -> str:
    """Return the unit's name as the plan spells it, or as it was said."""
    names = [name for name in units_of(plan) if _is_of(unit.key, {_core(name)})]
    return capital(min(names, key=len)) if names else unit.said


def _mentions_at(words: Sequence[str], start: int) -> list[Unit]:
    """Return the readings of a unit's name that begins there, shorter ones first."""
    found = []
    for kind, more in _TYPES.items():
        first = start + len(kind.split())
        if " ".join(words[start:first]) != kind:
            continue
        for end in range(first + more, min(len(words), first + _LONGEST) + 1):
            part = words[start:end]
            key = tuple(word for word in part if word not in _FILLER)
            own = len([word for word in kind.split() if word not in _FILLER])
            if len(key) >= max(1, own + more):
                found.append(Unit(said=" ".join(part), key=key))
    return sorted(found, key=lambda unit: len(unit.said))


def _may_say_so(said: str) -> bool:
    """Say whether "so" may be a department ("sở") and not a number ("số")."""
    return "sở" in said.lower() or not has_diacritics(said)


def _strange(said: str, text: str) -> Unit | None:
    """Return the unit that is named although no plan here knows it: "Sở Y tế", "công đoàn"."""
    for match in _STRANGE_KIND.finditer(text):
        if match[1] == "so" and not _may_say_so(said):
            continue
        rest = text[match.end() :]
        stop = _END.search(rest)
        name = (rest[: stop.start()] if stop else rest).split()
        is_whole = match[1] not in ("so", "phong")
        is_named = is_whole or (name and name[0] not in _ASKED)
        if _BEFORE.search(text[: match.start()]) and is_named:
            said = match[1] if is_whole else " ".join((match[1], *name[:_LONGEST]))
            return Unit(said=said, key=tuple(said.split()), is_known=False)
    return None


def _is_of(key: Sequence[str], cores: Iterable[tuple[str, ...]]) -> bool:
    """Say whether a name begins with the key's first syllable and holds the rest in order."""
    return any(
        len(key) <= len(core) and core[0] == key[0] and _in_order(key, core) for core in cores
    )


def _in_order(key: Sequence[str], core: Sequence[str]) -> bool:
    rest = iter(core)
    return all(word in rest for word in key)


@lru_cache(maxsize=_REMEMBERED)
def _core(name: str) -> tuple[str, ...]:
    return tuple(word for word in plain(name).split() if word not in _FILLER)
