"""Encode the passages beforehand, once for all ways with that encoder, and say what it took.

It is most of what building such an index takes, and can be kept from one comparison to the next.
"""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval.peers.given import Given

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]


class Encoding(StrEnum):
    """The two kinds of the one encoder."""

    OURS = "ours"
    """In 4 bits, on ONNX Runtime."""
    SENTENCE_TRANSFORMERS = "sentence-transformers"
    """In float32."""


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """What encoding the passages took, the encoder's start included."""

    wall_s: float
    cpu_s: float
    made_from: str
    """SHA-256 of the texts and the encoder's description, hexadecimal."""


def encode(given: Given, encoding: Encoding) -> Encoded:
    """Write the openings' vectors and what they took; each text is encoded once."""
    begun, used = time.perf_counter(), time.process_time()
    run = _ours(given) if encoding is Encoding.OURS else _sentence_transformers(given)
    openings = [piece.opening for piece in given.pieces]
    different = sorted(set(openings))
    vectors = run(different)
    encoded = Encoded(
        wall_s=time.perf_counter() - begun,
        cpu_s=time.process_time() - used,
        made_from=_made_from(given),
    )
    row = {text: number for number, text in enumerate(different)}
    folder = Path(given.vectors_dir)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"{encoding}.npy", vectors[[row[text] for text in openings]])
    (folder / f"{encoding}.json").write_text(json.dumps(asdict(encoded)), encoding="utf-8")
    return encoded


def kept(given: Given, encoding: Encoding) -> Encoded | None:
    """Return what the vectors that are there took; None if there are none for these texts."""
    try:
        text = (Path(given.vectors_dir) / f"{encoding}.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    encoded = Encoded(**json.loads(text))
    return encoded if encoded.made_from == _made_from(given) else None


def read_vectors(given: Given, encoding: Encoding) -> "NDArray[np.float32]":
    """Return the pieces' vectors, shape (pieces, dimension)."""
    vectors: NDArray[np.float32] = np.load(Path(given.vectors_dir) / f"{encoding}.npy")
    return vectors


def _made_from(given: Given) -> str:
    card = (Path(given.encoder_dir) / "encoder.json").read_text(encoding="utf-8")
    texts = "\n".join([card, *(piece.opening for piece in given.pieces)])
    return hashlib.sha256(texts.encode()).hexdigest()


def _ours(given: Given) -> "Encode":
    from retrieval.encoder import OnnxEncoder

    return OnnxEncoder(Path(given.encoder_dir)).encode_passages


def _sentence_transformers(given: Given) -> "Encode":
    import torch
    from sentence_transformers import SentenceTransformer

    from retrieval.encoder_build import TRANSFORMERS_FOLDER

    torch.set_num_threads(2)  # as many as ours
    folder = Path(given.encoder_dir) / TRANSFORMERS_FOLDER
    model = SentenceTransformer(str(folder), device="cpu")

    def run(texts: Sequence[str]) -> "NDArray[np.float32]":
        vectors: NDArray[np.float32] = model.encode_document(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return vectors

    return run
