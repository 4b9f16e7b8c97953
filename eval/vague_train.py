"""Fit the decision to ask back: `python -m eval.vague_train`.

Logistic regression: questions that one procedure answers against messages that several fit, both
from eval/trainset. Those questions are long and those messages short, so short everyday names of
procedures ("tách hộ") are added to the former. Run it after `python -m eval.rank_train`, whose
chances it looks at.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from bot.clarify import asks_a_part
from bot.situations import Known, known, recognise
from bot.vague import FEATURES, features, is_undecided
from channels.settings import Settings
from eval.cases import load_cases
from eval.rank_train import FOLDS, TRAINSET
from eval.types import Case, Expect, Suite
from knowledge.load import load, load_situations
from knowledge.types import Kind
from retrieval.build import open_index
from retrieval.encoder import load_encoder
from retrieval.hybrid import HybridRetriever
from retrieval.types import Filters

OUT = Path(__file__).resolve().parents[1] / "bot" / "vague.json"
RIDGE = 0.001
# Words of a short everyday name.
_SHORT = 4
_THRESHOLDS = (0.03, 0.05, 0.06, 0.07, 0.1, 0.15)

Floats = NDArray[np.float64]


def everyday_names(situations: Known) -> list[Case]:
    """Return the short everyday names of curated procedures, as questions that they answer."""
    return [
        Case(
            id=f"{procedure.code}/{number}",
            suite=Suite.PROCEDURES,
            expect=Expect.ANSWER,
            turns=(phrase,),
            codes=frozenset({procedure.code}),
        )
        for procedure in load().procedures
        for number, phrase in enumerate(procedure.asked_as)
        if len(phrase.split()) <= _SHORT and recognise(phrase, situations) is None
    ]


def rows(
    retriever: HybridRetriever, situations: Known, cases: Sequence[Case]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return features (n, f), whether to ask, whether rank one is right, whether undecided."""
    found, ask, right, undecided = [], [], [], []
    for case in cases:
        if case.expect is Expect.ABSTAIN or not case.codes:
            continue
        # A vague message stands alone; a question may need its earlier turns.
        text = case.turns[-1] if case.expect is Expect.CLARIFY else " ".join(case.turns)
        query = retriever.understand(text)
        if recognise(text, situations) or recognise(query.text, situations):
            continue  # asked about whatever the search finds
        hits = retriever.search(query, Filters(kind=Kind.PROCEDURE), 5)
        if not hits:
            continue
        found.append(features(query, hits, asks=asks_a_part(text)))
        ask.append(case.expect is Expect.CLARIFY)
        right.append(hits[0].passage.record_id in case.codes | case.codes_ok)
        undecided.append(is_undecided(hits))
    return (
        np.asarray(found),
        np.asarray(ask, dtype=float),
        np.asarray(right, dtype=float),
        np.asarray(undecided, dtype=float),
    )


def fit(found: Floats, ask: Floats) -> tuple[Floats, float]:
    """Return the weights, shape (features,), and the intercept."""
    from scipy.optimize import minimize

    mean, spread = found.mean(axis=0), found.std(axis=0) + 1e-9
    scaled = np.hstack([(found - mean) / spread, np.ones((len(found), 1))])

    def loss(weight: Floats) -> tuple[float, Floats]:
        odds = scaled @ weight
        value = np.mean(np.logaddexp(0, odds) - ask * odds)
        slope = scaled.T @ (1 / (1 + np.exp(-odds)) - ask) / len(ask)
        penalty = RIDGE * np.append(weight[:-1], 0)
        return float(value + penalty @ weight / 2), slope + penalty

    best = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x
    weights = best[:-1] / spread
    return weights, float(best[-1] - weights @ mean)


def chances(found: Floats, weights: Floats, intercept: float) -> Floats:
    """Return the chance of each row that it is to be asked about."""
    return np.asarray(1 / (1 + np.exp(-(found @ weights + intercept))))


def main(
    data_dir: Annotated[Path | None, typer.Option(help="Whose index is searched.")] = None,
    trainset: Annotated[Path, typer.Option()] = TRAINSET,
    report: Annotated[list[Path] | None, typer.Option(help="Cases to report on.")] = None,
    out: Annotated[Path, typer.Option()] = OUT,
) -> None:
    """Fit, report by folds and on other cases, and write the weights."""
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    retriever, records = open_index(settings.index_dir, encoder=encoder)
    records.close()
    situations = known(load_situations())
    cases = [*load_cases(Suite.PROCEDURES, [trainset]), *everyday_names(situations)]
    data = rows(retriever, situations, cases)
    weights, intercept = fit(*data[:2])
    held_out = np.zeros(len(data[0]))
    for number in range(FOLDS):
        mine = np.arange(len(held_out)) % FOLDS == number
        held_out[mine] = chances(data[0][mine], *fit(data[0][~mine], data[1][~mine]))
    _say("training, by folds", held_out, data)
    for path in report or []:
        other = rows(retriever, situations, load_cases(Suite.PROCEDURES, [path]))
        if len(other[0]):
            _say(path.name, chances(other[0], weights, intercept), other)
    body = {
        "trained": {"on": date.today().isoformat(), "questions": len(data[0]), "ridge": RIDGE},
        "weights": {n: round(float(w), 5) for n, w in zip(FEATURES, weights, strict=True)},
        "intercept": round(intercept, 5),
    }
    out.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


def _say(what: str, chance: Floats, data: tuple[Floats, Floats, Floats, Floats]) -> None:
    """Print what share is asked about: of the vague, the rightly found, the wrongly found."""
    _, ask, right, undecided = data
    groups = {
        "vague": ask == 1,
        "found": (ask == 0) & (right == 1),
        "missed": (ask == 0) & (right == 0),
    }
    for threshold in _THRESHOLDS:
        asks = chance > threshold
        shares = {
            name: [round(float(a[mask].mean()), 3) for a in (asks, asks | (undecided == 1))]
            for name, mask in groups.items()
            if mask.any()
        }
        print(json.dumps({"what": what, "threshold": threshold, "asks": shares}))  # noqa: T201


if __name__ == "__main__":
    typer.run(main)
