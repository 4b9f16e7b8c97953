"""Compute the numbers that Word prints before the paragraphs of automatic lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from knowledge.importers.files_docx_package import attribute, child, is_on, local, value
from knowledge.importers.text_file import tidy

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_BULLET = "•"


@dataclass(frozen=True, kw_only=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    restarts: bool = True
    legal: bool = False
    """Every number in it is shown in Arabic figures."""


@dataclass(frozen=True, kw_only=True)
class _List:
    key: str
    """Lists of one key count on together."""
    levels: Mapping[int, _Level]
    starts: Mapping[int, int] = field(default_factory=dict)
    """Levels at which this list begins anew."""
    by_style: Mapping[str, int] = field(default_factory=dict)
    """Paragraph style -> level."""


class ListNumbers:
    """The counters of a document's automatic lists, moved on paragraph by paragraph."""

    def __init__(self, numbering: Element | None) -> None:
        self._lists = _lists(numbering)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of_style(self, list_id: str, style: str) -> int:
        """Return the level at which a list numbers the paragraphs of this style."""
        known = self._lists.get(list_id)
        return known.by_style.get(style, 0) if known else 0

    def next(self, list_id: str, level: int) -> str:
        """Return the number of the next paragraph of this list and level; may be empty."""
        known = self._lists.get(list_id)
        if known is None or level not in known.levels:
            return ""
        counts = self._counts.setdefault(known.key, {})
        if level in known.starts and (list_id, level) not in self._begun:
            counts[level] = known.starts[level] - 1
        self._begun.add((list_id, level))
        own = known.levels[level]
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            below = known.levels.get(deeper)
            if below is None or below.restarts:
                del counts[deeper]
        if own.style == "bullet":
            return _bullet(own.text)
        if own.style == "none":
            return tidy(own.text) if "%" not in own.text else ""
        text = own.text
        for index in range(9):
            sign = f"%{index + 1}"
            if sign in text:
                at = known.levels.get(index, _Level())
                number = counts.setdefault(index, at.start) if index < level else counts[level]
                text = text.replace(sign, _shown(number, "decimal" if own.legal else at.style))
        return tidy(text)


def _lists(numbering: Element | None) -> dict[str, _List]:
    if numbering is None:
        return {}
    abstract: dict[str, tuple[dict[int, _Level], dict[str, int]]] = {}
    found: dict[str, _List] = {}
    for element in numbering:
        if local(element.tag) == "abstractNum":
            key = attribute(element, "abstractNumId") or ""
            levels = [each for each in element if local(each.tag) == "lvl"]
            abstract[key] = (
                {_number(attribute(each, "ilvl")): _level(each) for each in levels},
                {
                    style: _number(attribute(each, "ilvl"))
                    for each in levels
                    if (style := value(each, "pStyle"))
                },
            )
    for element in numbering:
        if local(element.tag) == "num":
            key = value(element, "abstractNumId") or ""
            own_levels, by_style = abstract.get(key, ({}, {}))
            own_levels, starts = dict(own_levels), {}
            for override in (each for each in element if local(each.tag) == "lvlOverride"):
                at = _number(attribute(override, "ilvl"))
                if (level := child(override, "lvl")) is not None:
                    own_levels[at] = _level(level)
                if (start := value(override, "startOverride")) is not None:
                    starts[at] = _number(start)
            found[attribute(element, "numId") or ""] = _List(
                key=key, levels=own_levels, starts=starts, by_style=by_style
            )
    return found


def _level(element: Element) -> _Level:
    return _Level(
        start=_number(value(element, "start") or "1"),
        style=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        restarts=value(element, "lvlRestart") != "0",
        legal=is_on(element, "isLgl"),
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else 0


def _bullet(text: str) -> str:
    sign = tidy(text)
    if sign in {"-", "–", "—", "+", "*", "•", "▪", "◦", "●"}:
        return sign
    return {"o": "◦", "§": "▪", "·": _BULLET}.get(sign, _BULLET)


def _shown(number: int, style: str) -> str:
    """Return a number as a list of this style prints it."""
    match style:
        case "lowerLetter" | "upperLetter" if number > 0:
            # After z come aa, bb, cc.
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters if style == "lowerLetter" else letters.upper()
        case "lowerRoman" | "upperRoman" if number > 0:
            roman = _roman(number)
            return roman.lower() if style == "lowerRoman" else roman
        case "decimalZero":
            return f"{number:02}"
        case "none" | "bullet":
            return ""
        case _:
            return str(number)


def _roman(number: int) -> str:
    text = ""
    for step, sign in _ROMAN:
        count, number = divmod(number, step)
        text += sign * count
    return text
