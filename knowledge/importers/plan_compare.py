"""Compare the indicators in the text of a plan with the rows of its annex."""

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.importers.plan_tables import Finding
from knowledge.importers.plan_words import fold
from knowledge.types import Indicator


def numbers(target: str) -> tuple[str, ...]:
    """Return the numbers of a target as written."""
    return tuple(re.findall(r"\d+(?:[.,]\d+)?", target))


def bound(target: str) -> str:
    """Return which side of its number a target allows: ≥, >, ≤, < or nothing."""
    folded = target.lower()
    for sign, words in (
        ("≥", ("≥", ">=", "tối thiểu", "ít nhất", "không dưới", "trở lên")),
        ("≤", ("≤", "<=", "tối đa", "không quá")),
        (">", (">", "trên")),
        ("<", ("<", "dưới")),
    ):
        if any(word in folded for word in words):
            return sign
    return ""


def compare(
    found: Sequence[Indicator], table_lines: set[int]
) -> tuple[list[Indicator], list[Finding]]:
    """Return the indicators with the annex row of each one looked up, and what disagrees."""
    texts = [i for i in found if i.at.line_from not in table_lines]
    rows = [i for i in found if i.at.line_from in table_lines]
    paired: dict[str, Indicator] = {}
    findings = []
    for row in rows:
        best = max(texts, key=lambda text: _likeness(text.name, row.name), default=None)
        if best is None or best.id in paired or _likeness(best.name, row.name) < _ALIKE:
            continue
        if best.target and _disagree(best.target, row.target):
            paired[row.id] = replace(row, differs=f"{best.at.section}: {best.target}")
            best_differs = f"{row.at.section}: {row.target}"
            findings.append(
                Finding(
                    field="indicators",
                    reason=f"text says {best.target!r}, "
                    f"annex {row.target!r} (line {row.at.line_from})",
                    line=best.at.line_from,
                    raw=best.name,
                )
            )
        else:
            best_differs = ""
        # Who is in charge stands only in the annex; the row is clearly the same indicator.
        paired[best.id] = replace(
            best,
            differs=best_differs,
            lead=best.lead or row.lead,
            support=best.support or row.support,
        )
    return [paired.get(i.id, i) for i in found], findings


# Share of words in common. In Tây Mỗ's plan, the one with an annex, the best pairs of the same
# indicator share 0.78 and more, the best pairs of different ones 0.37 and less.
_ALIKE = 0.7


def _likeness(one: str, other: str) -> float:
    first, second = (set(re.findall(r"\w+", fold(name))) - _EMPTY for name in (one, other))
    if not first or not second:
        return 0.0
    return len(first & second) / len(first | second)


_EMPTY = frozenset("cac cua duoc va ty le dat tai thoi diem tinh".split())


def _disagree(one: str, other: str) -> bool:
    if numbers(one) != numbers(other):
        return True
    bounds = bound(one), bound(other)
    # A number alone in a column says nothing about the side.
    return all(bounds) and bounds[0] != bounds[1]
