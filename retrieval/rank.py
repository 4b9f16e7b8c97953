"""Put the candidates of a search in order: a linear model over features of question and record.

Stage one finds candidates cheaply and blends three numbers; this stage looks at each of them
closer. The model is a conditional logit, trained by `python -m eval.rank_train`: the scores of
one search, through a softmax, are the chances that each candidate is the one meant.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from knowledge.asking import ASKING
from retrieval.lexical import LexicalIndex

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FEATURES = (
    "stage_one",
    "name_bm25", "asked_bm25", "body_bm25",
    "name_covers", "asked_covers", "all_asked_cover", "body_covers", "record_covers",
    "name_pairs", "asked_pairs", "body_pairs",
    "name_said", "asked_said", "name_f1", "asked_f1",
    "name_cosine", "asked_cosine", "body_cosine", "best_cosine",
    "commune", "province", "ministry", "has_asked", "name_length",
)  # fmt: skip
"""What the model looks at, in the order of its weights.

BM25 is divided by the question's idf mass. "covers": share of the question's idf mass (asking
words left out) that the field's best passage holds; "pairs": the same for neighbouring syllables;
"said": share of the passage's own mass that the question says; "f1": their harmonic mean.
"""

# An e5 cosine of unrelated text, for records that lack a field.
_UNRELATED = 0.75


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The records to be put in order, with their passages; made by the retriever."""

    stage_one: Floats
    """Fused score of each candidate, shape (n,)."""
    levels: Floats
    """Whether the commune, the province, a ministry carries it out, shape (n, 3)."""
    passages: Ints
    """Passage numbers, all candidates' together, shape (m,)."""
    owner: Ints
    """Which candidate each passage belongs to, shape (m,)."""
    fields: NDArray[np.str_]
    """Field of each passage, shape (m,)."""
    cosines: Floats
    """Of each passage with the question, shape (m,)."""
    bm25: Floats
    """Of each passage with the question, shape (m,)."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A trained model: what is subtracted from and multiplied with each feature."""

    mean: Floats
    weight: Floats

    def scores(self, features: Floats) -> Floats:
        """Return one score per candidate, shape (n,), from features of shape (n, features)."""
        return np.asarray((features - self.mean) @ self.weight, dtype=np.float32)


def load_weights() -> Weights:
    """Return the model that comes with the package."""
    text = (resources.files("retrieval") / "rank.json").read_text(encoding="utf-8")
    held = json.loads(text)["features"]
    if list(held) != list(FEATURES):
        raise ValueError("rank.json is not about today's features; run `python -m eval.rank_train`")
    mean, weight = zip(*((f["mean"], f["weight"]) for f in held.values()), strict=True)
    return Weights(mean=np.asarray(mean, np.float32), weight=np.asarray(weight, np.float32))


def chances(scores: Floats) -> Floats:
    """Return the softmax of the scores, shape (n,)."""
    powers = np.exp(scores - scores.max(initial=0))
    return np.asarray(powers / max(float(powers.sum()), 1e-9), dtype=np.float32)


def features(terms: Sequence[str], found: Candidates, lexical: LexicalIndex) -> Floats:
    """Return the features of each candidate for a question's terms, shape (n, len(FEATURES))."""
    count = len(found.stage_one)
    field = {name: found.fields == name for name in ("name", "asked", "body")}

    def best(values: Floats, name: str, missing: float = 0.0) -> Floats:
        out = np.full(count, missing, dtype=np.float32)
        np.maximum.at(out, found.owner[field[name]], values[field[name]])
        return out

    def union(held: NDArray[np.bool_]) -> Floats:
        out = np.zeros(count, dtype=np.float32)
        out[found.owner[held]] = 1
        return out

    words = [t for t in dict.fromkeys(terms) if "_" not in t and t not in ASKING]
    pairs = [t for t in dict.fromkeys(terms) if "_" in t]
    held = np.zeros(len(found.passages), dtype=np.float32)
    held_pairs, by_asked, by_record = held.copy(), np.zeros(count), np.zeros(count)
    mass = pair_mass = 1e-6
    for word in words:
        weight, holds = lexical.idf(word), lexical.holds(word, found.passages)
        held += weight * holds
        by_asked += weight * union(holds & field["asked"])
        by_record += weight * union(holds)
        mass += weight
    for pair in pairs:
        weight = lexical.idf(pair)
        held_pairs += weight * lexical.holds(pair, found.passages)
        pair_mass += weight
    covers, pairs_cover = held / mass, held_pairs / pair_mass
    said = np.minimum(held / lexical.mass(found.passages), 1)
    f1 = 2 * covers * said / np.maximum(covers + said, 1e-6)
    bm25 = found.bm25 / (mass + pair_mass)
    cosine = {name: best(found.cosines, name, _UNRELATED) for name in field}
    asked_counts = np.bincount(found.owner[field["asked"]], minlength=count)
    name_length = np.bincount(
        found.owner[field["name"]], weights=lexical.mass(found.passages[field["name"]]),
        minlength=count,
    )  # fmt: skip
    columns: list[NDArray[np.generic]] = [
        found.stage_one,
        *(best(bm25, name) for name in field),
        best(covers, "name"), best(covers, "asked"), by_asked / mass,
        best(covers, "body"), by_record / mass,
        *(best(pairs_cover, name) for name in field),
        best(said, "name"), best(said, "asked"), best(f1, "name"), best(f1, "asked"),
        *cosine.values(), np.max(list(cosine.values()), axis=0),
        *found.levels.T, asked_counts > 0, np.log1p(name_length),
    ]  # fmt: skip
    return np.asarray(columns, dtype=np.float32).T.copy()
