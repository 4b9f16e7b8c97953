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
Mask = NDArray[np.bool_]

FEATURES = (
    "stage_one",
    "name_covers", "asked_covers", "all_asked_cover", "body_covers", "record_covers",
    "name_pairs", "body_pairs",
    "name_tells", "asked_tells", "record_tells",
    "name_said", "asked_said", "name_f1",
    "name_cosine", "body_cosine", "best_cosine",
    "commune", "province", "name_length",
)  # fmt: skip
"""What the model looks at, in the order of its weights.

"covers": share of the question's idf mass (asking words left out) that the field's best passage
holds; "pairs": the same for neighbouring syllables; "tells": the same for both, where a term weighs
the more the fewer of the candidates hold it; "said": share of the passage's own mass that the
question says; "f1": harmonic mean of covers and said.
"""

# An e5 cosine of unrelated text, for records that lack a field.
UNRELATED = 0.75


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The records to be put in order, with their passages; made by the retriever."""

    stage_one: Floats
    """Fused score of each candidate, shape (n,)."""
    levels: Floats
    """Whether the commune carries it out, and the province, shape (n, 2)."""
    passages: Ints
    """Passage numbers, all candidates' together, shape (m,)."""
    owner: Ints
    """Which candidate each passage belongs to, shape (m,)."""
    fields: NDArray[np.str_]
    """Field of each passage, shape (m,)."""
    cosines: Floats
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
    powers = np.exp(scores - scores.max(initial=-np.inf))  # of none: none
    return np.asarray(powers / max(float(powers.sum()), 1e-9), dtype=np.float32)


def features(terms: Sequence[str], found: Candidates, lexical: LexicalIndex) -> Floats:
    """Return the features of each candidate for a question's terms, shape (n, len(FEATURES))."""
    count = len(found.stage_one)
    field = {name: found.fields == name for name in ("name", "asked", "body")}

    def best(values: Floats, name: str, missing: float = 0.0) -> Floats:
        """Return each candidate's highest value in a field."""
        out = np.full(count, missing, dtype=np.float32)
        np.maximum.at(out, found.owner[field[name]], values[field[name]])
        return out

    def any_of(held: Mask) -> Floats:
        """Return 1 for each candidate that one of the marked passages belongs to."""
        out = np.zeros(count, dtype=np.float32)
        out[found.owner[held]] = 1
        return out

    held, held_pairs, telling = np.zeros((3, len(found.passages)), dtype=np.float32)
    by_asked, by_record, record_tells = np.zeros((3, count), dtype=np.float32)
    mass = pair_mass = telling_mass = 1e-6
    for term in dict.fromkeys(terms):
        if term in ASKING:
            continue
        holds = lexical.holds(term, found.passages)
        weight, holders = lexical.idf(term), any_of(holds)
        tells = float(np.log1p(count / (1 + holders.sum()))) if holders.any() else 0.0
        telling += tells * holds
        record_tells += tells * holders
        telling_mass += tells
        if "_" in term:
            held_pairs += weight * holds
            pair_mass += weight
            continue
        held += weight * holds
        by_asked += weight * any_of(holds & field["asked"])
        by_record += weight * holders
        mass += weight
    covers, pairs, telling = held / mass, held_pairs / pair_mass, telling / telling_mass
    own_mass = lexical.mass(found.passages)
    said = np.minimum(held / own_mass, 1)
    f1 = 2 * covers * said / np.maximum(covers + said, 1e-6)
    cosines = {name: best(found.cosines, name, UNRELATED) for name in field}
    columns = [
        found.stage_one,
        best(covers, "name"), best(covers, "asked"), by_asked / mass,
        best(covers, "body"), by_record / mass,
        best(pairs, "name"), best(pairs, "body"),
        best(telling, "name"), best(telling, "asked"), record_tells / telling_mass,
        best(said, "name"), best(said, "asked"), best(f1, "name"),
        cosines["name"], cosines["body"], np.max(list(cosines.values()), axis=0),
        *found.levels.T, np.log1p(best(own_mass, "name")),
    ]  # fmt: skip
    return np.asarray(columns, dtype=np.float32).T.copy()
