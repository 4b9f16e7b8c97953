"""Local rules (quy định riêng của địa phương) laid over the national records."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pydantic.dataclasses import dataclass

from knowledge.types import STRICT, Channel, Duration, Fee, Note, Procedure, Source


@dataclass(frozen=True, kw_only=True, config=STRICT)
class LocalRule:
    """What one place does differently for some procedures; what is empty stays national."""

    codes: tuple[str, ...]
    """The procedures it applies to."""
    channels: tuple[Channel, ...] = ()
    """The channels it applies to; empty means all."""
    fees: tuple[Fee, ...] = ()
    durations: tuple[Duration, ...] = ()
    place: str = ""
    """Where to hand in here."""
    notes: tuple[Note, ...] = ()
    article: str = ""
    """Where in the local act the rule stands."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Overlay:
    """The local rules of one place, from one act."""

    id: str
    title: str
    place: str
    """E.g. "thành phố Hà Nội"."""
    number: str | None = None
    """Number of the local act."""
    issued: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day on which the rules hold."""
    rules: tuple[LocalRule, ...]
    source: Source


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A procedure as it stands in one place, and which local rules made it so."""

    procedure: Procedure
    national: Procedure
    """The record without any local rule."""
    used: tuple[tuple[Overlay, LocalRule], ...] = ()


def apply(procedure: Procedure, overlays: Sequence[Overlay], today: date) -> Applied:
    """Return the procedure with the local rules that hold today; later overlays win."""
    used = []
    national = procedure
    for overlay in overlays:
        if not _holds(overlay, today):
            continue
        for rule in overlay.rules:
            if procedure.code in rule.codes:
                procedure = _with(procedure, rule)
                used.append((overlay, rule))
    return Applied(procedure=procedure, national=national, used=tuple(used))


def _holds(overlay: Overlay, today: date) -> bool:
    begun = overlay.valid_from is None or overlay.valid_from <= today
    return begun and (overlay.valid_to is None or today <= overlay.valid_to)


def _with(procedure: Procedure, rule: LocalRule) -> Procedure:
    submissions = tuple(
        replace(
            submission,
            fees=rule.fees or submission.fees,
            fee_raw="" if rule.fees else submission.fee_raw,
            durations=rule.durations or submission.durations,
            duration_raw="" if rule.durations else submission.duration_raw,
        )
        if not rule.channels or submission.channel in rule.channels
        else submission
        for submission in procedure.submissions
    )
    return replace(
        procedure,
        submissions=submissions,
        place=rule.place or procedure.place,
        notes=(*rule.notes, *procedure.notes),
    )
