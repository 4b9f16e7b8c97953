"""Weigh whether a message says enough to be answered, or whether to ask back first."""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib import resources

from retrieval.question import Query
from retrieval.types import Hit

FEATURES = ("chance", "rival", "log_words", "mass", "asks")
"""The best candidate's chance, the second's share of it, how many words say something and how
much, and whether a part of a procedure is asked for ("lệ phí", "mấy ngày")."""

# Above this the message is asked about: in folds of the training questions 3 % of those whose
# procedure is found first, and 68 % of the messages that several fit and no situation names.
VAGUE = 0.06
# Who says little but hits one procedure is answered; a guess, set by reading answers.
SURE = 0.75
# A message that says enough may still fit two procedures alike: asked about if the best one's
# chance is below this and the second's at least this share of it.
UNSURE = 0.5
RIVAL = 0.3


def features(query: Query, hits: Sequence[Hit], *, asks: bool) -> tuple[float, ...]:
    """Return what the decision looks at, in the order of FEATURES; `hits` are ranked ones."""
    best = hits[0].chance
    rival = hits[1].chance / best if len(hits) > 1 and best else 0.0
    return (best, rival, math.log1p(query.words), query.mass, float(asks))


def is_vague(query: Query, hits: Sequence[Hit], *, asks: bool) -> bool:
    """Say whether the message says too little to choose a procedure."""
    if hits[0].chance >= SURE:
        return False
    weights, intercept = _weights()
    found = features(query, hits, asks=asks)
    odds = intercept + sum(w * x for w, x in zip(weights, found, strict=True))
    return odds > math.log(VAGUE / (1 - VAGUE))


def is_undecided(hits: Sequence[Hit]) -> bool:
    """Say whether a second procedure is nearly as likely as an unlikely best one."""
    if len(hits) < 2:
        return False
    return hits[0].chance < UNSURE and hits[1].chance >= RIVAL * hits[0].chance


@cache
def _weights() -> tuple[tuple[float, ...], float]:
    """Return the weights of FEATURES and the intercept that `python -m eval.vague_train` found."""
    held = json.loads((resources.files("bot") / "vague.json").read_text(encoding="utf-8"))
    if list(held["weights"]) != list(FEATURES):
        raise ValueError("vague.json has other features; run `python -m eval.vague_train`")
    return tuple(held["weights"].values()), float(held["intercept"])
