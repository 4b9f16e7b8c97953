"""Build the index from records, and open it: one folder, replaced as a whole."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from pydantic import TypeAdapter

from knowledge.passages import passages_of
from knowledge.store import RecordStore
from knowledge.types import Passage, Record
from retrieval.dense import EXACT_UP_TO, DenseIndex
from retrieval.encoder import Encoder
from retrieval.folder import MANIFEST, name_for, publish, scratch
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
    parts: str = ""
    """The folder of its parts, in the index's; empty: they lie beside this."""
    edits: Mapping[str, str] = field(default_factory=dict)
    """Digests of the records that were edited in the office, by kind and id."""


def build_index(
    records: Sequence[Record],
    folder: Path,
    *,
    encoder: Encoder,
    colloquial: Sequence[str] = (),
    words: Sequence[str] = (),
    on_progress: Progress | None = None,
    exact_up_to: int = EXACT_UP_TO,
    edits: Mapping[str, str] | None = None,
) -> Manifest:
    """Index the records into a folder, replacing what was there only when all is written.

    By one at a time in a folder (`retrieval.folder.building`).

    Vectors of passages whose text has not changed are taken from the old index when it was
    made with the same encoder. `colloquial` sentences and general `words` only teach which
    words there are and how they are written. Of more than `exact_up_to` passages, the dense
    search is approximate.
    """
    passages = [passage for record in records for passage in passages_of(record)]
    texts = [passage.text for passage in passages]
    beginnings = [_beginning(text) for text in texts]
    vectors = _vectors(beginnings, encoder, _old_vectors(folder, encoder), on_progress)
    with scratch(folder) as new:
        DenseIndex.build(vectors, exact_up_to=exact_up_to).save(new / "vectors.faiss")
        LexicalIndex.build(texts).save(new / "lexical.npz")
        Restorer.train(texts, colloquial, words).save(new / "restorer.npz")
        stored = _PASSAGES.dump_json(passages, exclude_defaults=True)
        (new / "passages.json").write_bytes(stored)
        store = RecordStore(new / "records.sqlite")
        store.put(records, origin="index")
        whole = hashlib.sha256("".join([_describe(encoder), *store.digests()]).encode())
        store.close()
        whole.update(stored)
        manifest = Manifest(
            format=FORMAT,
            content=hashlib.sha256(stored).hexdigest(),
            encoder=encoder.name,
            dimension=encoder.dimension,
            query_prefix=encoder.query_prefix,
            passage_prefix=encoder.passage_prefix,
            passages=len(passages),
            records=len(records),
            parts=name_for(folder, whole.hexdigest()),
            edits=dict(edits or {}),
        )
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
        publish(folder, new, name=manifest.parts, before=_before(folder), manifest=text)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Return the index's manifest. Raises RetrievalError if there is no readable index."""
    path = folder / MANIFEST
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
    return open_parts(folder, read_manifest(folder), encoder=encoder)


def open_parts(
    folder: Path, manifest: Manifest, *, encoder: Encoder
) -> tuple[HybridRetriever, RecordStore]:
    """Return the retriever and the records of the index that a manifest read there describes.

    Raises as `open_index` does.
    """
    if _encoder_of(manifest) != (configured := _describe(encoder)):
        raise RetrievalError(
            f"{folder}: built with encoder {_encoder_of(manifest)}, but {configured} is "
            "configured; run `motcua index`"
        )
    parts = folder / manifest.parts
    try:
        passages = _passages(parts, manifest)
        lexical = LexicalIndex.load(parts / "lexical.npz")
        dense = DenseIndex.load(parts / "vectors.faiss")
        restorer = Restorer.load(parts / "restorer.npz")
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
    return retriever, RecordStore(parts / "records.sqlite", read_only=True)


def _describe(encoder: Encoder) -> str:
    """Return all that has to be the same for vectors to compare."""
    prefixes = f'"{encoder.query_prefix}", "{encoder.passage_prefix}"'
    return f"{encoder.name} ({encoder.dimension}; {prefixes})"


def _encoder_of(manifest: Manifest) -> str:
    prefixes = f'"{manifest.query_prefix}", "{manifest.passage_prefix}"'
    return f"{manifest.encoder} ({manifest.dimension}; {prefixes})"


def _passages(parts: Path, manifest: Manifest) -> list[Passage]:
    """Return the stored passages. Raises ValueError if they are not those of the manifest."""
    stored = (parts / "passages.json").read_bytes()
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
        passages = _passages(folder / manifest.parts, manifest)
        vectors = DenseIndex.load(folder / manifest.parts / "vectors.faiss").vectors()
        pairs = list(zip(passages, vectors, strict=True))
    except (RetrievalError, OSError, ValueError, RuntimeError):
        return {}
    return {_beginning(passage.text): vector for passage, vector in pairs}


def _beginning(text: str) -> str:
    return " ".join(text.split()[:_ENCODED_WORDS])


def _before(folder: Path) -> str | None:
    """Return where the parts in service lie; None if there is no index, or no readable one."""
    try:
        return read_manifest(folder).parts
    except RetrievalError:
        return None
