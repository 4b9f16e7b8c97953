"""Gather what every way gets, from an index's records and files of questions."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from bot.daily_speech import daily_speech
from channels.app import RASA_PROJECT
from channels.settings import Settings
from eval.cases import load_cases, without_diacritics
from eval.peers.given import Given, Piece, Question, QuestionSet
from eval.types import Case, Expect, Suite
from knowledge.passages import passages_of
from knowledge.store import RecordStore
from knowledge.types import Procedure

_T = TypeVar("_T")

AS_WRITTEN, BARE = "as written", "no diacritics"


def collect(settings: Settings, files: Sequence[Path], *, most: int, timed: int) -> Given:
    """Return the passages of the index's procedures and the answerable questions of the files.

    Of a file with more than `most` such questions that many are taken, spread evenly. Of a
    conversation all turns are asked as one. Raises KnowledgeError if there are no readable
    records, EvalError if a file cannot be read.
    """
    store = RecordStore(settings.index_dir / "records.sqlite", read_only=True)
    pieces = tuple(
        Piece(
            id=passage.id,
            code=passage.record_id,
            is_name=passage.field == "name",
            text=passage.text,
        )
        for record in store.records()
        if isinstance(record, Procedure)
        for passage in passages_of(record)
    )
    store.close()
    sets = tuple(each for path in files for each in _sets(path, most))
    return Given(
        pieces=pieces,
        sets=sets,
        timed=spread(sets, timed),
        colloquial=tuple(daily_speech(RASA_PROJECT)),
        index_dir=str(settings.index_dir),
        encoder_dir=str(settings.encoder_dir),
    )


def _sets(path: Path, most: int) -> list[QuestionSet]:
    cases = [
        case
        for case in load_cases(Suite.PROCEDURES, [path])
        if case.expect is Expect.ANSWER and case.is_scorable
    ]
    cases = evenly(cases, most)
    writings = {AS_WRITTEN: cases, BARE: without_diacritics(cases)}
    return [
        QuestionSet(name=path.stem, writing=writing, questions=tuple(map(_question, chosen)))
        for writing, chosen in writings.items()
    ]


def _question(case: Case) -> Question:
    return Question(text=" ".join(case.turns), right=tuple(sorted(case.codes | case.codes_ok)))


def spread(sets: Sequence[QuestionSet], count: int) -> tuple[str, ...]:
    """Return that many questions, as many of each set as of any other, if it has them."""
    shares = [
        count * (place + 1) // len(sets) - count * place // len(sets) for place in range(len(sets))
    ]
    return tuple(
        question.text
        for each, share in zip(sets, shares, strict=True)
        for question in evenly(each.questions, share)
    )


def evenly(items: Sequence[_T], most: int) -> list[_T]:
    """Return that many of the items, evenly spread over them; all if they are fewer."""
    count = min(most, len(items))
    return [items[place * len(items) // count] for place in range(count)]
