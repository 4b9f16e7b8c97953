"""Read from a gateway's database what it made of the webhooks, and compare it with what was sent.

What was taken and in which order is the platforms' word; the database only tells which message
answers which question, by the ids that the platforms gave.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import MessageRow
from bot.store.traffic import EventRow, ParcelRow
from channels.spool import SpoolReader
from eval.bench_fakes import Question, Sent
from eval.bench_sender import Taken


@dataclass(frozen=True, kw_only=True)
class Answering:
    """One message to a resident that answers a question."""

    channel: str
    address: str
    platform_id: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the database holds at the end."""

    answers: Mapping[bytes, tuple[Answering, ...]]
    """By the body of the webhook that told the question; only what was sent."""
    received: Mapping[bytes, datetime]
    """When the gateway kept it, by the same."""
    unasked: tuple[Answering, ...]
    """Sent, but the answer to nothing."""
    states: Mapping[str, int]
    """Events by state."""
    dead: Mapping[str, int]
    """Messages that were given up, by class and code of the failure."""
    retried: int
    """Messages that took more than one attempt."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What became of the questions."""

    accepted: int
    answered: int
    unanswered: int
    out_of_order: int
    """Questions answered before one that was written, and accepted, before them."""
    came_late: int
    """The same, but the earlier one came when the later one was being answered already."""
    sent: int
    """Messages that the platforms took."""
    duplicates: int
    """Of these, the ones that the platform had taken before."""
    strange: int
    """Of these, the ones that answer nothing."""
    unsorted: tuple[str, ...]
    """Conversations in which some question was answered before an earlier one."""


class Watch:
    """Looks at a gateway's database without getting into its way: its own sessions would lock."""

    def __init__(self, file: Path) -> None:
        self._spool = SpoolReader(file.with_name(f"{file.stem}-intake{file.suffix}"))
        self._connection = sqlite3.connect(file, check_same_thread=False)
        self._connection.execute("PRAGMA query_only = ON")

    def still_to_do(self) -> int:
        """Return how many events and messages wait."""
        # In the order in which they are moved on: nothing slips through between two looks.
        return (
            self._spool.unmoved(self._moved).count
            + self._count("SELECT count(*) FROM events WHERE state = 'new'")
            + self._count("SELECT count(*) FROM parcels WHERE state IN ('pending', 'sending')")
        )

    def in_flight(self) -> int:
        """Return how many messages were being sent when the process ended."""
        return self._count("SELECT count(*) FROM parcels WHERE state = 'sending'")

    def close(self) -> None:
        """End the connections."""
        self._spool.close()
        self._connection.close()

    def _moved(self, token: str) -> int:
        query = "SELECT coalesce(max(moved), 0) FROM spools WHERE token = ?"
        return int(self._connection.execute(query, (token,)).fetchone()[0])

    def _count(self, query: str) -> int:
        (count,) = self._connection.execute(query).fetchone()
        return int(count)


def kept(session: Session) -> Kept:
    """Return what the database holds of the questions and their answers."""
    events = session.execute(
        select(
            EventRow.id,
            EventRow.raw,
            EventRow.conversation_id,
            EventRow.key,
            EventRow.state,
            EventRow.received_at,
        )
    ).all()
    # A message that had to wait because there were many is answered later, unasked as it were.
    said = {
        (row.conversation_id, row.external_id): row.id
        for row in session.execute(
            select(MessageRow.id, MessageRow.conversation_id, MessageRow.external_id).where(
                MessageRow.direction == "in"
            )
        )
    }
    raw_of_event = {row.id: row.raw for row in events}
    raw_of_message = {said.get((row.conversation_id, row.key)): row.raw for row in events}
    replies = select(MessageRow.id, MessageRow.reply_to).where(MessageRow.direction == "out")
    reply_to = {row.id: row.reply_to for row in session.execute(replies)}
    answers: dict[bytes, list[Answering]] = defaultdict(list)
    unasked, dead, retried = [], Counter[str](), 0
    for parcel in session.scalars(select(ParcelRow).order_by(ParcelRow.id)):
        retried += parcel.attempts > 1
        if parcel.state == "dead":
            dead[f"{parcel.failure} {parcel.code}"] += 1
        if parcel.state != "sent":
            continue
        channel, _, address = parcel.conversation_id.partition(":")
        answering = Answering(
            channel=channel, address=address, platform_id=parcel.platform_id or ""
        )
        raw = raw_of_event.get(parcel.event_id or 0) or raw_of_message.get(
            reply_to.get(parcel.answer_id or 0)
        )
        if raw:
            answers[raw].append(answering)
        else:
            unasked.append(answering)
    return Kept(
        answers={raw: tuple(each) for raw, each in answers.items()},
        received={row.raw: row.received_at for row in events if row.raw},
        unasked=tuple(unasked),
        states=Counter(row.state for row in events),
        dead=dead,
        retried=retried,
    )


def tally(
    questions: Sequence[tuple[Question, bytes]],
    taken: Sequence[Taken],
    sent: Sequence[Sent],
    held: Kept,
    *,
    settles: timedelta,
) -> Tally:
    """Compare questions, acknowledgements, what the platforms took and what the database holds.

    `taken` numbers the questions by their place. Whoever puts messages in order can wait for an
    earlier one so long only: one that is accepted after that came late.
    """
    place = {(each.channel, each.address, each.id): n for n, each in enumerate(sent)}
    first_place: dict[int, tuple[int, int]] = {}
    known = set()
    for number, (_, body) in enumerate(questions):
        places = [
            place.get((each.channel, each.address, each.platform_id))
            for each in held.answers.get(body, ())
        ]
        found = [each for each in places if each is not None]
        known |= set(found)
        if found and len(found) == len(places):
            first_place[number] = (min(found), max(found))
    known |= {
        n
        for each in held.unasked
        if (n := place.get((each.channel, each.address, each.platform_id))) is not None
    }
    accepted = {each.number for each in taken}
    passed = _passed(questions, first_place)
    in_time = {
        later
        for later, earlier in passed
        if held.received[questions[earlier][1]] <= held.received[questions[later][1]] + settles
    }
    told = {(sent[n].channel, sent[n].address, sent[n].text) for n in known}
    others = [each for n, each in enumerate(sent) if n not in known]
    again = sum((each.channel, each.address, each.text) in told for each in others)
    return Tally(
        accepted=len(accepted),
        answered=len(accepted & first_place.keys()),
        unanswered=len(accepted - first_place.keys()),
        out_of_order=len(in_time),
        came_late=len({later for later, _ in passed} - in_time),
        sent=len(sent),
        duplicates=again,
        strange=len(others) - again + len(held.unasked),
        unsorted=tuple(sorted({questions[later][0].conversation_id for later, _ in passed})),
    )


def _passed(
    questions: Sequence[tuple[Question, bytes]], places: Mapping[int, tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return pairs of one resident's questions: (written later and answered first, the other)."""
    by_conversation: dict[str, list[int]] = defaultdict(list)
    for number, (question, _) in enumerate(questions):
        if number in places:
            by_conversation[question.conversation_id].append(number)
    return [
        (later, earlier)
        for numbers in by_conversation.values()
        for later in numbers
        for earlier in numbers
        if questions[earlier][0].at < questions[later][0].at
        and places[earlier][1] > places[later][0]
    ]
