"""The suite `retrieval`: whether search alone puts the right procedure first."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.runs.cases import Asked, split_of
from eval.runs.folder import Folder
from eval.runs.types import Area, Outcome, Stage
from eval.types import Case, Expect
from knowledge.store import RecordStore
from knowledge.text import expand
from knowledge.types import Kind
from retrieval.hybrid import RANKED, HybridRetriever
from retrieval.types import Filters

_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """What search makes of a question."""

    codes: tuple[str, ...]
    """Best first."""
    chance: float | None
    """That the first is right."""


def search(
    retriever: HybridRetriever,
    records: RecordStore,
    cases: Sequence[Asked],
    folder: Folder,
    *,
    on_done: Callable[[], None] = lambda: None,
) -> None:
    """Search for every question of one turn that a procedure answers, if that is not done."""
    for case in searched(cases):
        if folder.get(Area.RETRIEVAL, case.id) is None:
            query = retriever.understand(expand(case.turns[0]))
            wanted = Filters(audience=case.audience, kind=Kind.PROCEDURE)
            hits = retriever.search(query, wanted, RANKED)
            ranked = Ranked(
                codes=tuple(hit.passage.record_id for hit in hits),
                chance=hits[0].chance if hits else None,
            )
            procedure = records.procedure(min(case.codes))
            folder.keep(_outcome(case, ranked, procedure.domain if procedure else ""))
        on_done()


def searched(cases: Sequence[Asked]) -> list[Case]:
    """Return the cases that search alone can be asked."""
    return [
        asked.case
        for asked in cases
        if len(asked.case.turns) == 1 and asked.case.codes and asked.case.expect is Expect.ANSWER
    ]


def marks_of(codes: Sequence[str], right: frozenset[str]) -> dict[str, float]:
    """Return what a ranking is worth, looked at down to its tenth place."""
    gains = [code in right for code in codes[:_SHOWN]]
    rank = gains.index(True) + 1 if any(gains) else None
    found = sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))
    best = sum(1 / math.log2(place + 1) for place in range(1, min(len(right), _SHOWN) + 1))
    return {
        **{f"hit@{k}": float(rank is not None and rank <= k) for k in (1, 3, 5)},
        "mrr": 1 / rank if rank else 0.0,
        "ndcg": found / best if best else 0.0,
    }


def _outcome(case: Case, ranked: Ranked, field: str) -> Outcome:
    right = case.codes | case.codes_ok
    marks = marks_of(ranked.codes, right)
    is_good = marks["hit@1"] == 1
    stage = Stage.RANK if right & set(ranked.codes) else Stage.SEARCH
    return Outcome(
        area=Area.RETRIEVAL,
        id=case.id,
        said=case.turns,
        expect="answer",
        is_good=is_good,
        marks=marks | {"all": float(is_good)},
        labels={"style": case.style, "field": field, "split": split_of(case)},
        wanted=", ".join(sorted(right)),
        answer={"status": "", "text": "", "ranking": list(ranked.codes[:_SHOWN])},
        stage=None if is_good else stage,
        chance=ranked.chance,
    )
