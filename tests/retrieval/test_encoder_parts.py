"""The parts of the encoder's build, on a network of one layer written here byte by byte."""

import gzip
import math
import struct
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
from numpy.typing import NDArray

from retrieval.e5_weights import PackedModel, read_packed_model
from retrieval.encoder_graph import build_graph
from retrieval.encoder_tokenizer import (
    build_tokenizer,
    make_keep_list,
    read_keep_list,
    strip_diacritics,
    write_keep_list,
)
from retrieval.types import RetrievalError

HIDDEN, HEADS, INNER, POSITIONS, EPSILON = 64, 2, 96, 16, 1e-12
SPECIAL = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
VOCABULARY = [
    *SPECIAL,
    ("▁", -4.0),
    ("a", -9.0),
    ("o", -9.0),
    ("ớ", -9.0),
    ("t", -9.0),
    ("▁thu", -5.0),
    ("▁thuế", -5.0),
    ("▁tax", -5.0),
    ("▁TAX", -6.0),
    ("▁Steuer", -5.0),
    ("12", -6.0),
    ("<mask>", 0.0),
]


def test_a_block_holds_16_low_halves_then_16_high_halves_less_8_times_its_scale(
    tmp_path: Path,
) -> None:
    model = read_packed_model(_write_packed(tmp_path))

    # The first row's first block is written as the bytes 0x10, 0x32, ... (see _write_packed).
    row = model.word_embeddings.to_float32()[0, :32]
    low = [(2 * j) % 16 - 8 for j in range(16)]
    high = [(2 * j + 1) % 16 - 8 for j in range(16)]
    assert row.tolist() == [0.25 * code for code in low + high]


def test_pieces_scores_and_dimensions_are_read_as_written(tmp_path: Path) -> None:
    model = read_packed_model(_write_packed(tmp_path))

    assert list(zip(model.pieces, model.scores.tolist(), strict=True)) == VOCABULARY
    assert (model.shape.hidden, model.shape.heads, model.shape.positions) == (64, 2, 16)
    assert model.matrices["l0.fo.w"].codes.shape == (HIDDEN, INNER)


def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"PK\x03\x04" + bytes(100))

    with pytest.raises(RetrievalError, match=r"other\.bin is not a packed e5 model"):
        read_packed_model(other)


def test_a_file_cut_short_is_refused_as_damaged(tmp_path: Path) -> None:
    path = _write_packed(tmp_path)
    path.write_bytes(path.read_bytes()[:4000])

    with pytest.raises(RetrievalError, match="damaged"):
        read_packed_model(path)


def test_the_graph_computes_what_the_formulas_of_bert_give(tmp_path: Path) -> None:
    model = read_packed_model(_write_packed(tmp_path))
    tokens = [0, 9, 5, 11, 2]

    found = _run(model, [tokens], [[1] * 5])[0]

    expected = _bert(model, tokens)
    assert found @ expected > 0.9995
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)


def test_padding_does_not_count(tmp_path: Path) -> None:
    model = read_packed_model(_write_packed(tmp_path))

    padded = _run(model, [[0, 9, 2, 1, 1, 1]], [[1, 1, 1, 0, 0, 0]])[0]

    assert padded @ _bert(model, [0, 9, 2]) > 0.9995
    assert padded @ _bert(model, [0, 9, 2, 1, 1, 1]) < 0.99


def test_decomposed_accents_zero_width_and_double_blanks_change_no_token() -> None:
    tokenizer = build_tokenizer(VOCABULARY)

    tokens = tokenizer.encode("thuế tớ").tokens

    assert tokens == ["<s>", "▁thuế", "▁", "t", "ớ", "</s>"]
    assert tokenizer.encode("thue\u0302\u0301  to\u031b\u0301").tokens == tokens
    assert tokenizer.encode("\u200bthuế\n\ttớ ").tokens == tokens


def test_a_vocabulary_without_its_special_tokens_is_refused() -> None:
    with pytest.raises(RetrievalError, match="must begin with <s>"):
        build_tokenizer(VOCABULARY[1:])


def test_a_keep_list_has_the_words_of_the_texts_their_spellings_and_all_characters(
    tmp_path: Path,
) -> None:
    text = tmp_path / "words.txt"
    text.write_text("Tax\n", encoding="utf-8")

    keep = make_keep_list(VOCABULARY, [text])

    kept = {VOCABULARY[token][0] for token in keep}
    assert kept == {piece for piece, _score in VOCABULARY} - {"▁Steuer", "▁thu"}


def test_a_keep_list_reads_the_strings_inside_a_jsonl_file_and_not_its_keys(
    tmp_path: Path,
) -> None:
    records = tmp_path / "records.jsonl"
    records.write_text('{"tax": 1, "parts": [{"name": "thu"}]}\n', encoding="utf-8")

    kept = {VOCABULARY[token][0] for token in make_keep_list(VOCABULARY, [records])}

    assert "▁thu" in kept
    assert "▁tax" not in kept


def test_a_keep_list_comes_back_as_written_and_twice_the_same_bytes(tmp_path: Path) -> None:
    keep = [0, 1, 2, 3, 17, 250_001]

    write_keep_list(tmp_path / "a.gz", keep)
    write_keep_list(tmp_path / "b.gz", keep)

    assert read_keep_list(tmp_path / "a.gz") == keep
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


@pytest.mark.parametrize(
    "content",
    [b"", b"not gzip", gzip.compress(b"1\nx\n", mtime=0), gzip.compress(b"1\n2\n", mtime=0)[:-9]],
)
def test_a_damaged_keep_list_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keep.gz"
    path.write_bytes(content)

    with pytest.raises(RetrievalError, match=r"keep\.gz"):
        read_keep_list(path)


def test_stripping_diacritics_also_turns_d_with_stroke_into_d() -> None:
    assert strip_diacritics("Đổi bằng lái đò") == "Doi bang lai do"


def _run(model: PackedModel, tokens: list[list[int]], mask: list[list[int]]) -> NDArray[np.float32]:
    options = ort.SessionOptions()
    options.log_severity_level = 3
    graph = build_graph(model, model.word_embeddings).SerializeToString()
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    inputs = {
        "input_ids": np.array(tokens, np.int64),
        "attention_mask": np.array(mask, np.int64),
    }
    vectors: NDArray[np.float32] = session.run(None, inputs)[0]
    return vectors


def _bert(model: PackedModel, tokens: list[int]) -> NDArray[np.float64]:
    """Return the sentence vector by the formulas of Devlin et al. 2019, in float64."""
    vector = {name: value.astype(np.float64) for name, value in model.vectors.items()}
    matrix = {name: value.to_float32().astype(np.float64) for name, value in model.matrices.items()}

    def normed(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        centred = x - x.mean(axis=1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON)
        return np.asarray(centred / deviation * vector[f"{name}.w"] + vector[f"{name}.b"])

    def linear(x: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return np.asarray(x @ matrix[f"{name}.w"].T + vector[f"{name}.b"])

    words = model.word_embeddings.to_float32()[tokens]
    x = normed(words + vector["emb.pos"][: len(tokens)] + vector["emb.type"][0], "emb.ln")
    query, key, value = (linear(x, f"l0.{part}") for part in "qkv")
    width = HIDDEN // HEADS
    heads = []
    for head in range(HEADS):
        at = slice(head * width, (head + 1) * width)
        scores = np.exp(query[:, at] @ key[:, at].T / np.sqrt(width))
        heads.append(scores / scores.sum(axis=1, keepdims=True) @ value[:, at])
    x = normed(x + linear(np.concatenate(heads, axis=1), "l0.ao"), "l0.aln")
    inner = linear(x, "l0.fi")
    error_function = np.vectorize(math.erf)
    active = inner * (1 + error_function(inner / np.sqrt(2))) / 2
    x = normed(x + linear(active, "l0.fo"), "l0.oln")
    mean = x.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def _write_packed(folder: Path) -> Path:
    """Write a packed file with a small random network; return its path."""
    random = np.random.default_rng(5)
    names = [piece.encode() for piece, _score in VOCABULARY]
    offsets = np.cumsum([0, *map(len, names)]).astype("<u4")
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, 1, HEADS, INNER, len(names), POSITIONS, 2, EPSILON, 32
    )
    head += struct.pack("<5iQ", len(names), 0, 2, 1, 3, int(offsets[-1])) + offsets.tobytes()
    head += np.array([score for _piece, score in VOCABULARY], "<f4").tobytes() + b"".join(names)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 9, 1, 32)  # tab becomes a blank

    def floats(count: int, around: float = 0.0) -> tuple[int, int, bytes]:
        values = random.normal(around, 0.2, count)
        return 0, count, values.astype("<f4").tobytes()

    def q4(rows: int, columns: int) -> tuple[int, int, bytes]:
        blocks = []
        for _ in range(rows * columns // 32):
            scale = struct.pack("<e", float(random.uniform(0.02, 0.06)))
            blocks.append(scale + random.integers(0, 256, 16, np.uint8).tobytes())
        return 1, rows * columns, b"".join(blocks)

    tensors = {"emb.word": q4(len(names), HIDDEN), "emb.pos": floats(POSITIONS * HIDDEN)}
    tensors["emb.type"] = floats(2 * HIDDEN)
    first_block = struct.pack("<e", 0.25) + bytes(
        ((2 * j) % 16) | ((2 * j + 1) % 16) << 4 for j in range(16)
    )
    kind, count, content = tensors["emb.word"]
    tensors["emb.word"] = (kind, count, first_block + content[18:])
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        tensors[f"{name}.w"], tensors[f"{name}.b"] = floats(HIDDEN, 1.0), floats(HIDDEN)
    for name in ("q", "k", "v", "ao"):
        tensors[f"l0.{name}.w"], tensors[f"l0.{name}.b"] = q4(HIDDEN, HIDDEN), floats(HIDDEN)
    tensors["l0.fi.w"], tensors["l0.fi.b"] = q4(INNER, HIDDEN), floats(INNER)
    tensors["l0.fo.w"], tensors["l0.fo.b"] = q4(HIDDEN, INNER), floats(HIDDEN)

    at = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory = struct.pack("<i", len(tensors))
    for name, (kind, count, content) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, at, len(content))
        at += len(content)
    path = folder / "packed.bin"
    path.write_bytes(head + directory + b"".join(content for _, _, content in tensors.values()))
    return path
