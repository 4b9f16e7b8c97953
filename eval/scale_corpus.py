"""Make large corpora out of a real one: recombined texts, and vectors off by real differences."""

import itertools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.types import Passage

Vectors = NDArray[np.float32]
Ints = NDArray[np.int64]

SEED = 0
# A copy takes from its original's nearest passages, and differs from it as one of these does.
NEIGHBOURS = 10
# Of a copy's phrases, so many come from a neighbour; of its numbers, so many are drawn anew.
FOREIGN_PHRASES = 0.3
NEW_NUMBERS = 0.3
_PHRASE = re.compile(r"(?<=[.;:,!?)])\s+")
_NUMBER = re.compile(r"\d+")
_CHUNK = 50_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Corpus:
    """Passages and their unit vectors, in the same order."""

    passages: list[Passage]
    vectors: Vectors


def neighbours_of(passages: Sequence[Passage], vectors: Vectors) -> Ints:
    """Return for each passage its nearest ones of other records, best first, (n, NEIGHBOURS).

    Where there are too few, the passage itself fills up. Passages that say the same are none.
    """
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    cosines, found = index.search(vectors, min(len(vectors), 8 * NEIGHBOURS))
    near = np.repeat(np.arange(len(passages))[:, None], NEIGHBOURS, axis=1)
    for row, passage in enumerate(passages):
        others = [
            int(number)
            for number, cosine in zip(found[row], cosines[row], strict=True)
            if passages[number].record_id != passage.record_id and cosine < 1 - 1e-4
        ][:NEIGHBOURS]
        near[row, : len(others)] = others
    return near


def synthesise(real: Corpus, near: Ints, n: int, *, seed: int = SEED) -> Corpus:
    """Return a corpus of n passages: records of the real one in random order, then copies.

    A copy's vector is its original's plus the difference of a random passage and one of its
    nearest, normalised: copies are as far from originals as real passages from near ones, and
    in the directions in which real ones differ. The last record may be cut off. Always the
    same for the same arguments.
    """
    chosen = random.Random(seed)  # noqa: S311  # no secrets
    records = _records(real.passages)
    order = chosen.sample(range(len(records)), len(records))
    phrases = [_PHRASE.split(passage.text) for passage in real.passages]
    rows: list[int] = []
    passages: list[Passage] = []
    for copy in itertools.count():
        for row in itertools.chain.from_iterable(records[record] for record in order):
            original = real.passages[row]
            rows.append(row)
            if copy:
                text = _recombined(phrases[row], phrases[chosen.choice(near[row])], chosen)
                record = f"{original.record_id}~{copy}"
                id_ = original.id.replace(original.record_id, record, 1)
                passages.append(replace(original, id=id_, record_id=record, text=text))
            else:
                passages.append(original)
            if len(passages) == n:
                vectors = _moved(real.vectors, np.asarray(rows), near, seed)
                return Corpus(passages=passages, vectors=vectors)
    raise AssertionError


def _records(passages: Sequence[Passage]) -> list[list[int]]:
    """Return the passage numbers of each record."""
    records: dict[tuple[str, str], list[int]] = {}
    for row, passage in enumerate(passages):
        records.setdefault((passage.kind, passage.record_id), []).append(row)
    return list(records.values())


def _recombined(own: Sequence[str], foreign: Sequence[str], chosen: random.Random) -> str:
    """Return the phrases with some from elsewhere; a single one with another's end."""
    if len(own) == 1:
        head, tail = own[0].split(), foreign[0].split()
        text = " ".join(
            head[: chosen.randint((len(head) + 1) // 2, len(head))]
            + tail[chosen.randint((len(tail) + 1) // 2, len(tail)) :]
        )
    else:
        text = " ".join(
            chosen.choice(foreign) if chosen.random() < FOREIGN_PHRASES else phrase
            for phrase in own
        )
    return _NUMBER.sub(lambda number: _redrawn(number[0], chosen), text)


def _redrawn(digits: str, chosen: random.Random) -> str:
    if chosen.random() >= NEW_NUMBERS:
        return digits
    return str(chosen.randrange(10 ** len(digits))).zfill(len(digits))


def _moved(vectors: Vectors, rows: Ints, near: Ints, seed: int) -> Vectors:
    """Return the rows' vectors; from where rows repeat, each with a real difference added."""
    random_ = np.random.default_rng(seed)
    moved = vectors[rows]
    for start in range(len(np.unique(rows)), len(rows), _CHUNK):
        chunk = moved[start : start + _CHUNK]
        origin = random_.integers(0, len(vectors), size=len(chunk))
        nearby = near[origin, random_.integers(0, near.shape[1], size=len(chunk))]
        chunk += vectors[nearby] - vectors[origin]
        chunk /= np.linalg.norm(chunk, axis=1, keepdims=True)
    return moved
