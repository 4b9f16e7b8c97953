"""A small encoder at the port, for tests that need vectors but no network."""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.types import Audience, Kind, Level, Passage


@dataclass(frozen=True, kw_only=True)
class FakeEncoder:
    """Hash each text's character trigrams into a unit vector: alike letters, alike vectors."""

    name: str = "trigrams"
    dimension: int = 32
    query_prefix: str = "hỏi: "
    passage_prefix: str = "đáp: "
    encoded: list[str] = field(default_factory=list)
    """Every passage text it was given, in order."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a question's vector, (dimension,), unit length."""
        return self._vector(text)

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return the passages' vectors, (n, dimension), unit length, in the order given."""
        self.encoded.extend(texts)
        rows = [self._vector(text) for text in texts]
        if on_progress is not None:
            on_progress(len(rows))
        return np.asarray(rows, dtype=np.float32).reshape(-1, self.dimension)

    def _vector(self, text: str) -> NDArray[np.float32]:
        counts = np.zeros(self.dimension, dtype=np.float32)
        counts[0] = 1e-3  # the empty text has a direction, too
        words = re.findall(r"[^\W_]+", text.lower())
        padded = f"  {' '.join(words)}  "
        for start in range(len(padded) - 2):
            piece = padded[start : start + 3].encode("utf-8", "replace")
            counts[zlib.crc32(piece) % self.dimension] += 1
        return counts / np.float32(np.linalg.norm(counts))


@pytest.fixture
def encoder() -> FakeEncoder:
    """Return a fake encoder that has encoded nothing yet."""
    return FakeEncoder()


@pytest.fixture(scope="session")
def fake_encoder() -> type[FakeEncoder]:
    """Return the class, for tests that need encoders that differ."""
    return FakeEncoder


@pytest.fixture(scope="session")
def passage() -> Callable[..., Passage]:
    """Return a maker of passages: a record's id, a text and what matters to the test."""

    def make(
        record_id: str,
        text: str,
        *,
        kind: Kind = Kind.PROCEDURE,
        part: str = "name",
        audience: Audience = Audience.PUBLIC,
        levels: tuple[Level, ...] = (),
        place: str = "",
        year: int | None = None,
    ) -> Passage:
        return Passage(
            id=f"{record_id}#{part}",
            record_id=record_id,
            kind=kind,
            field=part,
            text=text,
            audience=audience,
            levels=levels,
            place=place,
            year=year,
        )

    return make
