"""Fit the model of scope: `python -m eval.scope_fit [TRAINSET]` writes bot/scope.json.

Learns from the dialogue project's examples, each with the chances of an intent model that was not
trained on it, and from eval/trainset. No figure of a test set goes into it.
"""

import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.evidence import Evidence, best_kind, gather
from bot.places import scope_of
from bot.quote import ASPECT_WORDS, content_terms
from bot.refusal import turned_away
from bot.scope import HELPS, INTENT_FEATURES, Model, features
from bot.types import Act, Decision
from bot.ward import Ward, load_ward
from channels.settings import Settings
from eval.intents import Example, Intents, examples
from knowledge.asking import SETTING
from knowledge.store import RecordStore
from knowledge.text import clean, expand
from knowledge.types import Audience, Kind
from retrieval.build import open_index
from retrieval.encoder import load_encoder
from retrieval.hybrid import HybridRetriever
from retrieval.types import Hit

Floats = NDArray[np.float64]

TRAINSET = Path(__file__).parent / "trainset" / "procedures.jsonl"
TARGET = Path(__file__).parents[1] / "bot" / "scope.json"
FOLDS = 10
_SEED = 1
# Strength of the penalty on standardised weights.
_PENALTY = 1.0
# Of the training questions that a procedure answers, so many may be refused. They are harder than
# most: of 287 others that are ours .04 refuses 4, and it answers 12 of 79 that are not; .05 refuses
# about 9 and answers 10 or 11, .075 about 14 and 5.
WRONG_REFUSALS = 0.05


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question as the model sees it."""

    values: dict[str, float]
    """Without Rasa, the features of the intent are 0."""
    alone: dict[str, float]
    is_ours: bool
    is_real: bool
    """From the trainset: asked as residents do, not written for an intent."""


class Searcher:
    """The index and the ward's plans, to gather evidence as the assistant does."""

    def __init__(self, retriever: HybridRetriever, records: RecordStore, ward: Ward) -> None:
        self._retriever = retriever
        self._plans = [p for p in records.plans() if p.audience in Audience.PUBLIC.may_read()]
        self._ward = ward

    def evidence(self, text: str) -> tuple[Evidence, str]:
        """Return what the search finds for a first message, and the question as it is read."""
        question = expand(clean(text))
        scope = scope_of(question, self._plans, self._ward.name)
        query = self._retriever.understand(question)
        # A document answers only what it quotes: it has its own test.
        kinds = [kind for kind in Kind if kind is not Kind.DOCUMENT]
        hits: dict[Kind, Sequence[Hit]] = {
            kind: gather(self._retriever, query, scope, Audience.PUBLIC, kind) for kind in kinds
        }
        return Evidence(hits=hits, names_plan=scope.is_named), question

    def values(self, text: str, decision: Decision) -> dict[str, float] | None:
        """Return the features of a question, or None if nothing is found."""
        evidence, question = self.evidence(text)
        kind = best_kind(evidence, decision, question)
        return None if kind is None else features(evidence, kind, decision, question)


def open_searcher(settings: Settings) -> Searcher:
    """Open the index of the settings' data folder. Raises RetrievalError."""
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    retriever, records = open_index(settings.index_dir, encoder=encoder)
    return Searcher(retriever, records, load_ward(settings.ward))


def kept_apart(given: Sequence[Example]) -> list[Decision]:
    """Return for each example the decision of a model that has not seen it."""
    fold = np.random.default_rng(_SEED).permutation(len(given)) % FOLDS
    found: dict[int, Decision] = {}
    for number in range(FOLDS):
        model = Intents([e for e, f in zip(given, fold, strict=True) if f != number])
        members = [int(i) for i in np.flatnonzero(fold == number)]
        decisions = model.decide([given[i].text for i in members])
        found |= dict(zip(members, decisions, strict=True))
    return [found[i] for i in range(len(given))]


def is_follow_up(text: str) -> bool:
    """Say whether the text asks only for an aspect: alone it is about nothing."""
    return not set(content_terms(expand(text))) - ASPECT_WORDS - SETTING


def rows(searcher: Searcher, trainset: Path = TRAINSET) -> list[Row]:
    """Return what the model is fitted on.

    What words alone turn away never reaches the model, and follow-ups reach it with their topic.
    """
    given = examples()
    lines = [json.loads(line) for line in trainset.read_text(encoding="utf-8").splitlines()]
    asked = [(str(line["turns"][-1]), line["expect"] != "not_in_scope") for line in lines]
    decided = Intents(given).decide([text for text, _ in asked])
    labelled = [
        (e.text, e.is_ours, False, decision)
        for e, decision in zip(given, kept_apart(given), strict=True)
        if e.is_outside or (e.is_ours and not is_follow_up(e.text))
    ] + [(text, ours, True, d) for (text, ours), d in zip(asked, decided, strict=True)]
    found = []
    for text, ours, real, decision in labelled:
        if turned_away(text):
            continue
        values = searcher.values(text, decision)
        alone = searcher.values(text, Decision(act=Act.SEARCH))
        if values and alone:
            found.append(Row(values=values, alone=alone, is_ours=ours, is_real=real))
    return found


def fit(points: Floats, is_ours: Floats, signs: Sequence[int]) -> tuple[float, Floats]:
    """Return intercept and weights of a logistic regression whose weights keep their signs.

    Both classes weigh the same; weights are penalised by their squares after standardising.
    """
    mean, spread = points.mean(axis=0), points.std(axis=0) + 1e-9
    x, y = (points - mean) / spread, 2 * is_ours - 1
    weight = np.where(is_ours > 0, 0.5 / is_ours.mean(), 0.5 / (1 - is_ours.mean()))

    def loss(w: Floats) -> tuple[float, Floats]:
        at = y * (w[0] + x @ w[1:])
        pull = -y * weight / (1 + np.exp(at))
        slope = np.concatenate([[pull.sum()], x.T @ pull + _PENALTY * w[1:]])
        return float(weight @ np.logaddexp(0, -at) + 0.5 * _PENALTY * w[1:] @ w[1:]), slope

    bounds = [(None, None), *((0, None) if sign > 0 else (None, 0) for sign in signs)]
    best = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B")
    weights = best.x[1:] / spread
    return float(best.x[0] - weights @ mean), weights


def fitted(
    given: Sequence[Row], names: Sequence[str], pick: Callable[[Row], dict[str, float]]
) -> Model:
    """Return a model of the named features, its line drawn on the trainset."""
    points = np.array([[pick(row)[name] for name in names] for row in given])
    ours = np.array([float(row.is_ours) for row in given])
    intercept, weights = fit(points, ours, [HELPS[name] for name in names])
    model = Model(
        intercept=round(intercept, 3),
        weights={n: round(float(w), 3) for n, w in zip(names, weights, strict=True)},
        enough=-math.inf,
    )
    odds = [model.log_odds(pick(row)) for row in given if row.is_real and row.is_ours]
    return replace(model, enough=round(float(np.quantile(odds, WRONG_REFUSALS)), 2))


def main() -> None:
    """Fit both models and write them, with what they were fitted on."""
    trainset = Path(sys.argv[1]) if len(sys.argv) > 1 else TRAINSET
    given = rows(open_searcher(Settings()), trainset)
    alone = [name for name in HELPS if name not in INTENT_FEATURES]
    found = {
        "with_intent": fitted(given, list(HELPS), lambda row: row.values),
        "alone": fitted(given, alone, lambda row: row.alone),
    }
    content = {
        "made_by": "python -m eval.scope_fit",
        "fitted_on": {
            "dialogue project, ours": sum(r.is_ours and not r.is_real for r in given),
            "dialogue project, out of scope": sum(not r.is_ours and not r.is_real for r in given),
            "trainset, ours": sum(r.is_ours and r.is_real for r in given),
            "trainset, out of scope": sum(not r.is_ours and r.is_real for r in given),
        },
        **{name: asdict(model) for name, model in found.items()},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
