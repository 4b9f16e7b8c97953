"""Weigh what the search found: which kind of record answers, and whether any does."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.types import Act, Decision
from knowledge.text import fold
from knowledge.types import Kind
from retrieval.types import Hit

_KIND_OF_ACT = {Act.PROCEDURE: Kind.PROCEDURE, Act.GUIDE: Kind.GUIDE, Act.PLAN: Kind.PLAN}

# Cosines of e5-small: unrelated text lies at 0.77 to 0.80, so only the distance from there counts.
_UNRELATED_COSINE = 0.79
_PLAN_CUES = re.compile(
    r"\bchi tieu\b|\bke hoach\b|\bchu tri\b|\bphan dau\b|\bnhiem vu\b|\bchuyen doi so\b|\bde an 06\b"
    r"|\bmuc tieu\b|\bphan tram\b|%"
)

# Logistic weights, fitted on the tuning half of the questions; docs/measurements.md.
_W_INTENT = 1.6
_W_LEXICAL = 2.0
_W_DENSE = 12.0
_W_CUE = 1.2
# Below this weight a question goes unanswered.
ENOUGH = 0.5


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The hits of each kind for one question, best first."""

    hits: Mapping[Kind, list[Hit]]
    names_plan: bool
    """The question names a place or year of a plan we hold."""


def weigh(kind: Kind, evidence: Evidence, decision: Decision, question: str) -> float:
    """Return how strongly the evidence speaks for an answer of this kind; 0 is even odds."""
    hits = evidence.hits.get(kind)
    if not hits:
        return -math.inf
    best = hits[0]
    score = _W_LEXICAL * best.lexical + _W_DENSE * (best.dense - _UNRELATED_COSINE)
    intent = _KIND_OF_ACT.get(decision.act)
    if intent is not None:
        score += _W_INTENT * decision.confidence * (1 if intent is kind else -1)
    if kind is Kind.PLAN:
        score += _W_CUE * (1 if _PLAN_CUES.search(fold(question)) else -1)
        score += _W_CUE * (1.5 if evidence.names_plan else -0.5)
    return score


def best_kind(evidence: Evidence, decision: Decision, question: str) -> tuple[Kind, float]:
    """Return the kind of record that answers best, and the weight of its evidence."""
    weights = {kind: weigh(kind, evidence, decision, question) for kind in Kind}
    kind = max(weights, key=lambda k: weights[k])
    return kind, weights[kind]
