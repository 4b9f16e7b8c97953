"""Compare a curated plan with the text it was read from."""

import re
from collections.abc import Iterator, Mapping

from knowledge.check.findings import Remark
from knowledge.types import Locator, Plan

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# A target may stand a few lines beside the words that name it, in a wrapped cell.
_SLACK_LINES = 3


def plan_against_import(curated: Plan, imported: Plan) -> Iterator[Remark]:
    """Yield targets and days whose numbers the lines they point at do not show."""
    lines = _by_line(imported)
    if not lines:
        return
    last = max(lines)
    said = [(f"indicators.{each.id}", each.target, each.at) for each in curated.indicators]
    said += [(f"deadlines.{each.id}", each.due, each.at) for each in curated.deadlines]
    for field, words, at in said:
        if at.line_from is None:
            continue
        if at.line_from > last:
            message = f"points at line {at.line_from}, the text ends at {last}"
            yield Remark(rule="plan_lines_missing", field=field, message=message, line=at.line_from)
            continue
        shown = _numbers(_text(lines, at))
        gone = [number for number in _NUMBER.findall(words) if _plain(number) not in shown]
        if gone:
            message = f"{', '.join(gone)} is not in the lines it points at"
            yield Remark(
                rule="plan_number_unsupported", field=field, message=message, raw=words,
                line=at.line_from,
            )  # fmt: skip


def _numbers(text: str) -> set[str]:
    """Return the text's numbers; "11,12" counts whole and in parts, for it may be a list."""
    whole = _NUMBER.findall(text)
    parts = [part for number in whole for part in re.split(r"[.,]", number)]
    return {_plain(number) for number in (*whole, *parts)}


def _by_line(plan: Plan) -> Mapping[int, str]:
    """Return the text that begins on each line; a passage of several lines counts for each."""
    lines: dict[int, str] = {}
    for passage in plan.passages:
        first = passage.at.line_from
        if first is None:
            continue
        cells = " ".join(cell for _, cell in passage.row)
        for line in range(first, (passage.at.line_to or first) + 1):
            lines[line] = f"{lines.get(line, '')} {passage.text} {cells}"
    return lines


def _text(lines: Mapping[int, str], at: Locator) -> str:
    first = (at.line_from or 0) - _SLACK_LINES
    last = (at.line_to or at.line_from or 0) + _SLACK_LINES
    return " ".join(lines.get(line, "") for line in range(first, last + 1))


def _plain(number: str) -> str:
    return re.sub(r"[.,]", "", number).lstrip("0")
