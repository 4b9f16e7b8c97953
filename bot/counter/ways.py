"""Say for each way to hand papers in what it costs, how long it takes and when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.compose_due import due
from bot.compose_home import is_handed_in_at
from bot.opening import Opening
from bot.procedure_brief import NOT_SAID, noted, raw_lines, time_of
from bot.ward import Ward
from bot.wording import CHANNEL_NAMES, capital, day, fees, sentence, shortened
from knowledge.overlays import Applied
from knowledge.types import Aspect, Channel, Procedure, Submission

_NOTE_WORDS = 45


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to hand papers in, in the words that residents are told."""

    channel: Channel
    name: str
    fee: tuple[str, ...]
    time: tuple[str, ...]
    due: str = ""
    """On which day the result is due; empty if that cannot be counted with certainty."""
    due_on: date | None = None


def ways(applied: Applied, ward: Ward, today: date, handed_in: date | None = None) -> list[Way]:
    """Return the ways that the record has, local rules applied, the counter's first.

    `handed_in` is the day of handing in; today if none is given.
    """
    known = applied.procedure
    opening = ward.opening if is_handed_in_at(ward, known) else Opening()
    order = (Channel.COUNTER, Channel.ONLINE, Channel.POST)
    found = []
    for channel in order:
        mine = tuple(s for s in known.submissions if s.channel is channel)
        if mine:
            alone = replace(applied, procedure=replace(known, submissions=mine))
            found.append(_way(channel, alone, mine, today, handed_in, opening))
    return found


def chosen(offered: Sequence[Way], channel: Channel | None) -> Way | None:
    """Return the way that was chosen, or the first one; None if the record has none."""
    return next((way for way in offered if way.channel is channel), next(iter(offered), None))


def _way(
    channel: Channel,
    alone: Applied,
    submissions: Sequence[Submission],
    today: date,
    handed_in: date | None,
    opening: Opening,
) -> Way:
    said = (f"nộp ngày {day(handed_in)}",) if handed_in else ()
    result = due(alone, said, today, opening)
    return Way(
        channel=channel,
        name=CHANNEL_NAMES[channel],
        fee=_fee(alone.procedure, submissions, today),
        time=_time(alone.procedure, submissions),
        due=result.text if result else "",
        due_on=result.day if result else None,
    )


def _fee(alone: Procedure, submissions: Sequence[Submission], today: date) -> tuple[str, ...]:
    lines = []
    for submission in submissions:
        # The note of a fee that could not be read stands in what is quoted.
        note = "" if submission.fee_raw else shortened(submission.note, _NOTE_WORDS)
        parts = (fees(submission.fees, today=today), note)
        lines += [sentence(part) for part in parts if part]
    lines += [capital(line) for line in raw_lines(alone, lambda s: s.fee_raw, lambda s: s.fees)]
    return _told(lines, alone, Aspect.FEE)


def _time(alone: Procedure, submissions: Sequence[Submission]) -> tuple[str, ...]:
    lines = [sentence(said) for s in submissions if (said := time_of(s))]
    lines += raw_lines(alone, lambda s: s.duration_raw, lambda s: s.durations)
    return _told(lines, alone, Aspect.TIME)


def _told(lines: Sequence[str], alone: Procedure, aspect: Aspect) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines)) or (noted(alone, aspect) or sentence(NOT_SAID),)
