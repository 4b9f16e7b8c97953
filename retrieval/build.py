"""Build the index from records, and open it: one folder, replaced as a whole."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from pydantic import TypeAdapter

from knowledge.passages import passages_of
from knowledge.store import RecordStore
from knowledge.types import Passage, Record
from retrieval.dense import EXACT_UP_TO, DenseIndex
from retrieval.encoder import Encoder
from retrieval.hybrid import HybridRetriever
from retrieval.lexical import LexicalIndex
from retrieval.rank import load_weights
from retrieval.restore import Restorer
from retrieval.types import RetrievalError

# Raised when the layout of the folder or of the passages changes.
FORMAT = 2
# Texts are encoded up to here: whole bodies took over ten minutes on a busy machine, these less
# than two. BM25 holds all the words; what the dense side loses was not measured.
_ENCODED_WORDS = 80
_PASSAGES = TypeAdapter(list[Passage])

Progress = Callable[[int, int], None]
"""Called with (passages done, passages in all)."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an index was made from; checked when it is opened."""

    format: int
    content: str
    """SHA-256 of passages.json, hexadecimal: the passages with all that filters look at."""
    encoder: str
    dimension: int
    query_prefix: str
    passage_prefix: str
    passages: int
    records: int


def build_index(
    records: Sequence[Record],
    folder: Path,
    *,
    encoder: Encoder,
    colloquial: Sequence[str] = (),
    words: Sequence[str] = (),
    on_progress: Progress | None = None,
    exact_up_to: int = EXACT_UP_TO,
) -> Manifest:
    """Index the records into a folder, replacing what was there only when all is written.

    Vectors of passages whose text has not changed are taken from the old index when it was
    made with the same encoder. `colloquial` sentences and general `words` only teach which
    words there are and how they are written. Of more than `exact_up_to` passages, the dense
    search is approximate.
    """
    passages = [passage for record in records for passage in passages_of(record)]
    texts = [passage.text for passage in passages]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".index-") as scratch:
        new = Path(scratch) / "index"
        new.mkdir()
        beginnings = [_beginning(text) for text in texts]
        vectors = _vectors(beginnings, encoder, _old_vectors(folder, encoder), on_progress)
        DenseIndex.build(vectors, exact_up_to=exact_up_to).save(new / "vectors.faiss")
        LexicalIndex.build(texts).save(new / "lexical.npz")
        Restorer.train(texts, colloquial, words).save(new / "restorer.npz")
        stored = _PASSAGES.dump_json(passages, exclude_defaults=True)
        (new / "passages.json").write_bytes(stored)
        store = RecordStore(new / "records.sqlite")
        store.put(records, origin="index")
        store.close()
        manifest = Manifest(
            format=FORMAT,
            content=hashlib.sha256(stored).hexdigest(),
            encoder=encoder.name,
            dimension=encoder.dimension,
            query_prefix=encoder.query_prefix,
            passage_prefix=encoder.passage_prefix,
            passages=len(passages),
            records=len(records),
        )
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        (new / "manifest.json").write_text(text + "\n", encoding="utf-8")
        _replace(folder, new)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Return the index's manifest. Raises RetrievalError if there is no readable index."""
    path = folder / "manifest.json"
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        # First, for another format may well have other fields.
        if isinstance(said, dict) and said.get("format", FORMAT) != FORMAT:
            raise RetrievalError(
                f"{folder}: index format {said['format']}, this version needs {FORMAT}; "
                "run `motcua index`"
            )
        return Manifest(**said)
    except FileNotFoundError:
        raise RetrievalError(f"{folder}: no index here; run `motcua index`") from None
    except (OSError, ValueError, TypeError) as error:
        raise RetrievalError(f"{path}: unreadable ({error}); run `motcua index`") from error


def open_index(folder: Path, *, encoder: Encoder) -> tuple[HybridRetriever, RecordStore]:
    """Return the retriever and the records of an index.

    Raises RetrievalError if there is none, if it was built with another encoder, or if its
    parts are damaged or do not belong together; KnowledgeError if its records cannot be read.
    """
    manifest = read_manifest(folder)
    if _encoder_of(manifest) != (configured := _describe(encoder)):
        raise RetrievalError(
            f"{folder}: built with encoder {_encoder_of(manifest)}, but {configured} is "
            "configured; run `motcua index`"
        )
    try:
        passages = _passages(folder, manifest)
        lexical = LexicalIndex.load(folder / "lexical.npz")
        dense = DenseIndex.load(folder / "vectors.faiss")
        restorer = Restorer.load(folder / "restorer.npz")
    except (OSError, EOFError, ValueError, KeyError, RuntimeError, BadZipFile) as error:
        raise RetrievalError(f"{folder}: damaged ({error}); run `motcua index`") from error
    sizes = {len(passages), len(lexical), len(dense)}
    if len(sizes) > 1 or dense.dimension != encoder.dimension:
        raise RetrievalError(f"{folder}: its parts do not fit together; run `motcua index`")
    retriever = HybridRetriever(
        passages=passages,
        lexical=lexical,
        dense=dense,
        encoder=encoder,
        restorer=restorer,
        weights=load_weights(),
    )
    return retriever, RecordStore(folder / "records.sqlite", read_only=True)


def _describe(encoder: Encoder) -> str:
    """Return all that has to be the same for vectors to compare."""
    prefixes = f'"{encoder.query_prefix}", "{encoder.passage_prefix}"'
    return f"{encoder.name} ({encoder.dimension}; {prefixes})"


def _encoder_of(manifest: Manifest) -> str:
    prefixes = f'"{manifest.query_prefix}", "{manifest.passage_prefix}"'
    return f"{manifest.encoder} ({manifest.dimension}; {prefixes})"


def _passages(folder: Path, manifest: Manifest) -> list[Passage]:
    """Return the stored passages. Raises ValueError if they are not those of the manifest."""
    stored = (folder / "passages.json").read_bytes()
    if hashlib.sha256(stored).hexdigest() != manifest.content:
        raise ValueError("passages.json is not the one that manifest.json describes")
    return _PASSAGES.validate_json(stored)


def _vectors(
    texts: Sequence[str],
    encoder: Encoder,
    known: dict[str, np.ndarray],
    on_progress: Progress | None,
) -> np.ndarray:
    """Return one unit vector per text, shape (n, dimension), encoding only unknown texts."""
    missing = sorted({text for text in texts if text not in known})
    if on_progress:
        on_progress(len(texts) - len(missing), len(texts))

    def report(done: int) -> None:
        if on_progress:
            on_progress(len(texts) - len(missing) + done, len(texts))

    fresh = encoder.encode_passages(missing, on_progress=report)
    by_text = known | dict(zip(missing, fresh, strict=True))
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row] = by_text[text]
    return vectors


def _old_vectors(folder: Path, encoder: Encoder) -> dict[str, np.ndarray]:
    """Return the vectors of the index that stands there, by text; none if it does not fit."""
    try:
        manifest = read_manifest(folder)
        if _encoder_of(manifest) != _describe(encoder):
            return {}
        passages = _passages(folder, manifest)
        vectors = DenseIndex.load(folder / "vectors.faiss").vectors()
        pairs = list(zip(passages, vectors, strict=True))
    except (RetrievalError, OSError, ValueError, RuntimeError):
        return {}
    return {_beginning(passage.text): vector for passage, vector in pairs}


def _beginning(text: str) -> str:
    return " ".join(text.split()[:_ENCODED_WORDS])


def _replace(folder: Path, new: Path) -> None:
    """Put the new folder in the old one's place, or leave the old one there.

    Whole folders are renamed, so there is never half an index; between the two renames, for
    an instant, there is none.
    """
    old = folder.with_name(f".{folder.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
