"""Ask the cases of a run one after the other, and write each down as it is done."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.types import Answer, Message, Status
from channels.app import Running
from channels.contract import AnswerBody, answer_json
from eval.cases import parse_answer
from eval.metrics import score
from eval.runs.blame import Replay, stage_at_fault
from eval.runs.cases import Asked, split_of
from eval.runs.folder import Folder
from eval.runs.sources import figures_from_nowhere
from eval.runs.types import Outcome, Stage
from eval.types import Case, Expect, Reference
from knowledge.text import expand
from knowledge.types import Kind
from retrieval.types import Filters


@dataclass(frozen=True, kw_only=True)
class _Last:
    """The last answer of a conversation."""

    answer: Answer
    ms: float


async def play(
    motcua: Running,
    cases: Sequence[Asked],
    folder: Folder,
    reference: Reference,
    *,
    today: date,
    on_done: Callable[[], None] = lambda: None,
) -> None:
    """Ask every case that is not done. One that crashes counts as wrong, and the run goes on."""
    for asked in cases:
        if folder.get(asked.area, asked.case.id) is None:
            folder.keep(await _outcome(motcua, asked, reference, today))
        on_done()


async def _outcome(motcua: Running, asked: Asked, reference: Reference, today: date) -> Outcome:
    case = asked.case
    replay = Replay(knowledge=motcua.in_service.now, reference=reference)
    try:
        last = await _last(motcua, case)
    except Exception as broken:  # whatever it is: thousands of cases must not be lost to one
        marks = score(case, None, reference)
        return _made(
            asked, marks, None, stage=Stage.CRASH, labels=_labels(motcua, case), error=repr(broken)
        )
    body = answer_json(last.answer, id=case.id, ms=0.0)
    given = parse_answer(body.model_dump_json())
    marks = score(case, given, reference)
    if last.answer.status is Status.ANSWERED:
        odd = _from_nowhere(motcua, case, last.answer, today)
        marks["grounded"] = float(not odd)
    else:
        odd = []
    is_good = marks["all"] == 1
    chance = _chance(motcua, case)
    return _made(
        asked,
        marks,
        body,
        stage=None if is_good else await stage_at_fault(case, given, replay),
        labels=_labels(motcua, case),
        error=f"not in its sources: {', '.join(odd)}" if odd else "",
        chance=chance,
        ms=last.ms,
    )


async def _last(motcua: Running, case: Case) -> _Last:
    """Play the turns; the time is that of the last one."""
    conversation_id = f"eval-{uuid.uuid4()}"
    for turn in case.turns:
        message = Message(conversation_id=conversation_id, text=turn, audience=case.audience)
        started = time.perf_counter()
        answer = await motcua.reception.reply(message)
        ms = (time.perf_counter() - started) * 1000
    return _Last(answer=answer, ms=ms)


def _made(
    asked: Asked,
    marks: dict[str, float],
    body: AnswerBody | None,
    *,
    stage: Stage | None,
    labels: dict[str, str],
    error: str = "",
    chance: float | None = None,
    ms: float | None = None,
) -> Outcome:
    case = asked.case
    return Outcome(
        area=asked.area,
        id=case.id,
        said=case.turns,
        expect=case.expect.value,
        is_good=marks["all"] == 1,
        marks=marks,
        labels=labels,
        wanted=_wanted(case),
        answer=body.model_dump(mode="json", exclude={"ms", "id"}) if body else None,
        stage=stage,
        chance=chance,
        ms=ms,
        error=error,
    )


def _from_nowhere(motcua: Running, case: Case, answer: Answer, today: date) -> list[str]:
    knowledge = motcua.in_service.now
    return figures_from_nowhere(
        answer,
        case.turns,
        records=knowledge.records,
        ward=motcua.ward,
        law=motcua.law,
        today=today,
    )


def _chance(motcua: Running, case: Case) -> float | None:
    """Return what ranking gives its first candidate, for a question that names no topic before."""
    if len(case.turns) > 1 or case.expect is not Expect.ANSWER or not case.codes:
        return None
    retriever = motcua.in_service.now.retriever
    query = retriever.understand(expand(case.turns[0]))
    hits = retriever.search(query, Filters(audience=case.audience, kind=Kind.PROCEDURE), 1)
    return hits[0].chance if hits else None


def _labels(motcua: Running, case: Case) -> dict[str, str]:
    """Return what figures are broken down by."""
    code = min(case.codes, default="")
    procedure = motcua.in_service.now.records.procedure(code) if code else None
    return {
        "style": case.style,
        "region": case.region,
        "audience": case.audience.value,
        "split": split_of(case),
        "field": procedure.domain if procedure else case.suite.value,
        "kind": case.kind,
        "suite": case.suite.value,
    }


def _wanted(case: Case) -> str:
    """Return what a right answer holds, in words for a reader."""
    facts = " · ".join(" | ".join(group) for group in case.answer_all)
    about = ", ".join(sorted(case.codes | case.docs)) or case.topic
    return " — ".join(part for part in (case.expect.value, about, facts) if part)
