"""Put two procedures beside each other: when each is the one to take, and where they differ."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.compose_procedure import aspect_text
from bot.compose_several import when_to_take
from bot.counter.sheet import Sheet
from bot.procedure_trust import LABELS, Law
from knowledge.types import Aspect

_ROWS = (
    Aspect.PLACE,
    Aspect.TIME,
    Aspect.FEE,
    Aspect.DOCUMENTS,
    Aspect.CONDITIONS,
    Aspect.FORM,
    Aspect.RESULT,
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the comparison."""

    title: str
    first: tuple[str, ...]
    second: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Say whether the two are not the same here."""
        return self.first != self.second


def beside(first: Sheet, second: Sheet, law: Law, today: date) -> list[Row]:
    """Return what is said of both, aspect by aspect, as residents are told."""
    one, other = first.procedure, second.procedure
    rows = [
        Row(
            title="Khi nào làm thủ tục này",
            first=_said(when_to_take(one, other)),
            second=_said(when_to_take(other, one)),
        )
    ]
    for aspect in _ROWS:
        lines = _lines(aspect, law, today)
        rows.append(Row(title=LABELS[aspect], first=lines(first), second=lines(second)))
    return rows


def _lines(aspect: Aspect, law: Law, today: date) -> Callable[[Sheet], tuple[str, ...]]:
    def lines(sheet: Sheet) -> tuple[str, ...]:
        text = aspect_text(sheet.procedure, aspect, today, acts=law.acts)
        return tuple(line.removeprefix("- ") for line in text.split("\n"))

    return lines


def _said(text: str) -> tuple[str, ...]:
    return (text or "Nguồn không ghi.",)
