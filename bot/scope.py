"""Say how likely it is that a question is ours and answered, from hits and intent together.

A logistic model fitted by `python -m eval.scope_fit`; its coefficients stand in scope.json.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.evidence import Evidence, has_plan_words
from bot.types import Act, Decision, Topic
from knowledge.types import Kind

# Cosines of unrelated text lie at 0.77 to 0.80 with e5-small.
_UNRELATED_COSINE = 0.79
_FLOOR_COSINE = 0.75

OURS = frozenset({Act.PROCEDURE, Act.GUIDE, Act.PLAN})
REFUSED = frozenset(
    {Topic.PRIVATE, Topic.BRIBE, Topic.FORGE, Topic.EVADE, Topic.INJECT, Topic.HARM}
)
"""Topics that get a refusal; the others are merely none of our business."""

HELPS = {"words": 1, "cosine": 1, "plan": 1, "ours": 1, "outside": -1, "refusable": -1}
"""Features, and whether more of one makes a question more or less likely to be ours.

words: share of the content that the best record holds; cosine: of the best hit, above unrelated
text; plan: a plan answers, and place or words are a plan's; ours: chance of the intent if it is
one of ours; outside: chance of being out of scope; refusable: the same if the topic is refused.
"""
INTENT_FEATURES = frozenset({"ours", "outside", "refusable"})


@dataclass(frozen=True, kw_only=True)
class Model:
    """Coefficients of one logistic model and where it draws the line."""

    intercept: float
    weights: Mapping[str, float]
    enough: float
    """Log-odds from which a question is answered."""

    def log_odds(self, values: Mapping[str, float]) -> float:
        """Return the log-odds that the question is ours."""
        return self.intercept + sum(w * values[name] for name, w in self.weights.items())


def features(evidence: Evidence, kind: Kind, decision: Decision, question: str) -> dict[str, float]:
    """Return what the model looks at, for the kind of record that answers best."""
    best = evidence.hits[kind][0]
    outside = decision.outside or 0.0
    is_plan = kind is Kind.PLAN and (evidence.names_plan or has_plan_words(question))
    return {
        "words": best.lexical,
        "cosine": max(best.dense, _FLOOR_COSINE) - _UNRELATED_COSINE,
        "plan": float(is_plan),
        "ours": decision.confidence if decision.act in OURS else 0.0,
        "outside": outside,
        "refusable": outside if decision.topic in REFUSED else 0.0,
    }


def margin(evidence: Evidence, kind: Kind | None, decision: Decision, question: str) -> float:
    """Return the log-odds above the line: from 0 on the question is answered.

    Without an opinion on scope, as when Rasa is down, the hits alone decide.
    """
    if kind is None:
        return float("-inf")
    with_intent, alone = models()
    model = alone if decision.outside is None else with_intent
    return model.log_odds(features(evidence, kind, decision, question)) - model.enough


@cache
def models() -> tuple[Model, Model]:
    """Return the model for hits with intent, and the one for hits alone."""
    held = json.loads((resources.files("bot") / "scope.json").read_text(encoding="utf-8"))
    with_intent, alone = (
        Model(intercept=m["intercept"], weights=m["weights"], enough=m["enough"])
        for m in (held["with_intent"], held["alone"])
    )
    expected = [HELPS.keys(), HELPS.keys() - INTENT_FEATURES]
    if [with_intent.weights.keys(), alone.weights.keys()] != expected:
        raise ValueError("scope.json is not about today's features; run `python -m eval.scope_fit`")
    return with_intent, alone
