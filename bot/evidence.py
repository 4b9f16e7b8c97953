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

# Odds that a question is ours, from the best hit alone: logistic regression over the dialogue
# project's 831 in-scope and 257 out-of-scope examples (AUC 0.85; docs/measurements.md). Cosines
# of unrelated text lie at 0.77 to 0.80 with e5-small, so the distance from there counts.
_LEXICAL = 4.07
_DENSE = 20.8
_UNRELATED_COSINE = 0.79
_INTERCEPT = -3.48
# What Rasa's intent adds for its own kind of record and takes from others, times its confidence.
_INTENT = 1.6
# What Rasa's "out of scope" takes, times its confidence, and the log-odds below which a question
# goes unanswered: of 173 sentences kept apart, 2 of 142 in scope were refused and 3 of 31 outside
# were answered; 4.2 answered 5 of them, 7.0 refused no fewer.
_OUT_OF_SCOPE = 5.6
ENOUGH = -0.5
# What naming a plan's place, or a plan's vocabulary, adds for a plan and takes without.
_PLACE_NAMED = 1.8
_PLAN_WORDS = 1.2
_PLAN_CUES = re.compile(
    r"\bchi tieu\b|\bke hoach\b|\bchu tri\b|\bphan dau\b|\bnhiem vu\b|\bchuyen doi so\b"
    r"|\bde an 06\b|\bmuc tieu\b|\bphan tram\b|%"
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The hits of each kind for one question, best first."""

    hits: Mapping[Kind, list[Hit]]
    names_plan: bool
    """The question names a place or year of a plan we hold."""


def best_kind(evidence: Evidence, decision: Decision, question: str) -> tuple[Kind, float]:
    """Return the kind of record that answers best, and the log-odds that it answers at all."""
    weights = {kind: _log_odds(evidence, kind, decision, question) for kind in Kind}
    kind = max(weights, key=lambda k: weights[k])
    return kind, weights[kind]


def _log_odds(evidence: Evidence, kind: Kind, decision: Decision, question: str) -> float:
    hits = evidence.hits.get(kind)
    if not hits:
        return -math.inf
    best = hits[0]
    odds = _INTERCEPT + _LEXICAL * best.lexical + _DENSE * (best.dense - _UNRELATED_COSINE)
    if decision.act is Act.OUT_OF_SCOPE:
        # Rasa knows no place names: a question that names a plan's place is given the benefit.
        doubt = 0.5 if kind is Kind.PLAN and evidence.names_plan else 1.0
        odds -= _OUT_OF_SCOPE * decision.confidence * doubt
    elif (intent := _KIND_OF_ACT.get(decision.act)) and kind is not Kind.DOCUMENT:
        # A document may be about anything, so no intent speaks against it.
        odds += _INTENT * decision.confidence * (1 if intent is kind else -1)
    if kind is Kind.PLAN:
        has_cue = bool(_PLAN_CUES.search(fold(question)))
        odds += _PLAN_WORDS * (has_cue - (not has_cue and not evidence.names_plan))
        odds += _PLACE_NAMED * evidence.names_plan
    return odds
