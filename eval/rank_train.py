"""Train the model that puts procedures in order: `python -m eval.rank_train`.

A conditional logit: each question chooses among the candidates that the search found for it, and
the weights are those that make the right choices likeliest, with a ridge penalty. Figures come from
folds that share no procedure, so that no fold's procedures were seen in training.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from channels.settings import Settings
from eval.cases import load_cases
from eval.types import Case, Expect, Suite
from knowledge.text import fold
from knowledge.types import Kind
from retrieval.build import open_index
from retrieval.encoder import load_encoder
from retrieval.hybrid import RANKED, HybridRetriever
from retrieval.rank import FEATURES, Floats, Weights
from retrieval.types import Filters

TRAINSET = Path(__file__).parent / "trainset" / "procedures.jsonl"
WEIGHTS = Path(__file__).resolve().parents[1] / "retrieval" / "rank.json"
FOLDS = 5
RIDGE = 0.01
_TOP = (1, 3, 5)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One question's candidates."""

    case: Case
    is_bare: bool
    """Asked without diacritics."""
    features: Floats
    """Shape (candidates, features), in the order of stage one."""
    is_right: Mask
    """Shape (candidates,)."""

    @property
    def fold(self) -> int:
        """Number of the fold, the same for every question about the same procedure."""
        key = min(self.case.codes)
        return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def choices(retriever: HybridRetriever, cases: Sequence[Case]) -> list[Choice]:
    """Search each answerable question, as written and without diacritics."""
    found: list[Choice] = []
    for case in cases:
        if case.expect is not Expect.ANSWER or not case.codes:
            continue
        text = " ".join(case.turns)
        for is_bare, asked in enumerate([text, fold(text)]):
            query = retriever.understand(asked)
            codes, features = retriever.inspect(query, Filters(kind=Kind.PROCEDURE), RANKED)
            right = np.asarray([c in case.codes | case.codes_ok for c in codes], dtype=np.bool_)
            found.append(
                Choice(case=case, is_bare=bool(is_bare), features=features, is_right=right)
            )
    return found


def fit(questions: Sequence[Choice], ridge: float = RIDGE) -> Weights:
    """Return the weights that make the right candidates likeliest.

    Questions whose right procedure was not found teach nothing.
    """
    from scipy.optimize import minimize

    useful = [q for q in questions if q.is_right.any()]
    stacked = np.vstack([q.features for q in useful]).astype(np.float64)
    mean, spread = stacked.mean(axis=0), stacked.std(axis=0) + 1e-6
    scaled = [(q.features - mean) / spread for q in useful]

    def loss(weight: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = 0.0, np.zeros_like(weight)
        for features, question in zip(scaled, useful, strict=True):
            score = features @ weight
            chance = np.exp(score - score.max())
            chance /= chance.sum()
            right = max(float(chance[question.is_right].sum()), 1e-12)
            value -= np.log(right)
            slope -= features.T @ (np.where(question.is_right, chance / right, 0) - chance)
        count = len(useful)
        return (
            value / count + ridge * float(weight @ weight) / 2,
            slope / count + ridge * weight,
        )

    best = minimize(loss, np.zeros(len(mean)), jac=True, method="L-BFGS-B").x
    return Weights(mean=mean.astype(np.float32), weight=(best / spread).astype(np.float32))


def ranks(questions: Sequence[Choice], weights: Weights | None) -> NDArray[np.int64]:
    """Return the place of the first right candidate, from 0; a large number if there is none."""
    places = []
    for question in questions:
        order = np.arange(len(question.is_right))
        if weights is not None and len(order):
            order = np.argsort(-weights.scores(question.features), kind="stable")
        right = np.flatnonzero(question.is_right[order])
        places.append(int(right[0]) if len(right) else 10**6)
    return np.asarray(places, dtype=np.int64)


def cross_validated(questions: Sequence[Choice], ridge: float = RIDGE) -> NDArray[np.int64]:
    """Return each question's place when its procedure was not trained on."""
    places = np.full(len(questions), 10**6, dtype=np.int64)
    for number in range(FOLDS):
        held_out = [i for i, q in enumerate(questions) if q.fold == number]
        if not held_out:
            continue
        weights = fit([q for q in questions if q.fold != number], ridge)
        places[held_out] = ranks([questions[i] for i in held_out], weights)
    return places


def summary(places: NDArray[np.int64]) -> dict[str, float]:
    """Return n, hit@1, 3, 5 and MRR@10."""
    reciprocal = np.where(places < 10, 1 / (1 + np.minimum(places, 10)), 0)
    hits = {f"hit@{k}": round(float((places < k).mean()), 3) for k in _TOP}
    return {"n": len(places), **hits, "mrr@10": round(float(reciprocal.mean()), 3)}


def save(weights: Weights, path: Path, *, questions: int) -> None:
    """Write the model with where it comes from."""
    body = {
        "trained": {"on": date.today().isoformat(), "questions": questions, "ridge": RIDGE},
        "features": {
            name: {"mean": round(float(mean), 5), "weight": round(float(weight), 5)}
            for name, mean, weight in zip(FEATURES, weights.mean, weights.weight, strict=True)
        },
    }
    path.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


def main(
    data_dir: Annotated[Path | None, typer.Option(help="Whose index is searched.")] = None,
    trainset: Annotated[Path, typer.Option(help="Questions with their procedures.")] = TRAINSET,
    out: Annotated[Path, typer.Option(help="Where the model goes.")] = WEIGHTS,
    report: Annotated[list[Path] | None, typer.Option(help="Cases to report on.")] = None,
) -> None:
    """Train, report by folds and on other cases, and write the model."""
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    retriever, records = open_index(settings.index_dir, encoder=encoder)
    records.close()
    training = choices(retriever, load_cases(Suite.PROCEDURES, [trainset]))
    weights = fit(training)
    _say("training, stage one", training, ranks(training, None))
    _say("training, by folds", training, cross_validated(training))
    for path in report or []:
        others = choices(retriever, load_cases(Suite.PROCEDURES, [path]))
        _say(f"{path.name}, stage one", others, ranks(others, None))
        _say(f"{path.name}, ranked", others, ranks(others, weights))
    save(weights, out, questions=len(training) // 2)


def _say(what: str, questions: Sequence[Choice], places: NDArray[np.int64]) -> None:
    bare = np.asarray([q.is_bare for q in questions], dtype=np.bool_)
    for name, chosen in (("as written", ~bare), ("without diacritics", bare)):
        print(json.dumps({"what": what, "asked": name, **summary(places[chosen])}))  # noqa: T201


if __name__ == "__main__":
    typer.run(main)
