"""Compare an encoder with reference vectors, made once from the float32 network."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Encoder
from retrieval.types import RetrievalError

REFERENCE = Path(__file__).parent / "data" / "encoder_reference.json"

LOWEST_COSINE, MEAN_COSINE = 0.99, 0.995
"""What a built encoder must reach; measured 0.9998 and 0.9999. Rounding differs by processor, but
at 0.9964 plain int8 already lost 4 of 100 right answers (see `encoder_graph`)."""


@dataclass(frozen=True)
class Sample:
    """One sentence of the reference."""

    kind: Literal["query", "passage"]
    text: str
    vector: tuple[float, ...]
    """Unit length, rounded to 4 decimals."""


def read_reference(path: Path) -> list[Sample]:
    """Return the reference's sentences. Raises RetrievalError if the file cannot be read."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return [Sample(entry["kind"], entry["text"], tuple(entry["vector"])) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RetrievalError(
            f"cannot read the reference vectors {path} ({error!r}); restore it from git"
        ) from error


def compare(encoder: Encoder, samples: list[Sample]) -> NDArray[np.float64]:
    """Return the cosine of each sample's vector to the encoder's, (n,)."""
    cosines = np.empty(len(samples))
    for row, sample in enumerate(samples):
        expected = np.array(sample.vector)
        cosines[row] = _encode(encoder, sample) @ expected / np.linalg.norm(expected)
    return cosines


def check(encoder: Encoder, samples: list[Sample]) -> tuple[float, float]:
    """Return the lowest and mean cosine. Raises RetrievalError if either is too low."""
    cosines = compare(encoder, samples)
    lowest, mean = float(cosines.min()), float(cosines.mean())
    # Written so that a NaN fails.
    if not (lowest >= LOWEST_COSINE and mean >= MEAN_COSINE):
        worst = samples[int(np.argmin(cosines))].text
        raise RetrievalError(
            f"the encoder disagrees with its reference vectors: cosine lowest {lowest:.3f} "
            f'("{worst}"), mean {mean:.3f}; wanted {LOWEST_COSINE} and {MEAN_COSINE}. '
            "Check that onnxruntime and tokenizers have the versions of the lock"
        )
    return lowest, mean


def write_reference(encoder: Encoder, path: Path) -> None:
    """Write the reference anew: the same sentences with this encoder's vectors."""
    entries = [
        {
            "kind": sample.kind,
            "text": sample.text,
            "vector": [round(float(x), 4) for x in _encode(encoder, sample)],
        }
        for sample in read_reference(path)
    ]
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _encode(encoder: Encoder, sample: Sample) -> NDArray[np.float32]:
    if sample.kind == "query":
        return encoder.encode_query(sample.text)
    (vector,) = encoder.encode_passages([sample.text])
    return np.asarray(vector)
