"""Every way to search that is compared, ours first, and how each is set up.

The imports stand in the functions: a process pays for the library that it measures, and a
library that is not installed is missed by its own way alone.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval.peers.given import Given, best_codes
from eval.peers.vectors import Encoding, read_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrieval.encoder import OnnxEncoder

OURS = "Một Cửa"
FOUND = 10
"""Procedures that a search returns."""
# Passages that a peer looks at, of words and of meaning each; ten procedures are among them.
DEPTH = 100

Search = Callable[[str], list[str]]
"""Question -> codes of procedures, best first."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to search."""

    distributions: tuple[str, ...]
    """What has to be installed; versions are told."""
    build: Callable[[Given], Search]
    encoder: Encoding | None = None
    """Encodes the questions. The passages it has encoded beforehand, whose time counts as well."""


def _ours(given: Given) -> Search:
    from knowledge.store import RecordStore
    from knowledge.types import Kind, Procedure
    from retrieval.build import build_index, open_index
    from retrieval.types import Filters

    encoder = _encoder(given)
    store = RecordStore(Path(given.index_dir) / "records.sqlite", read_only=True)
    procedures = [record for record in store.records() if isinstance(record, Procedure)]
    store.close()
    with tempfile.TemporaryDirectory(prefix="motcua-peers-") as scratch:
        folder = Path(scratch) / "index"
        build_index(
            procedures,
            folder,
            encoder=_Knowing(encoder, given),
            colloquial=given.colloquial,
        )
        retriever, records = open_index(folder, encoder=encoder)
        records.close()
    filters = Filters(kind=Kind.PROCEDURE)

    def search(question: str) -> list[str]:
        hits = retriever.search(retriever.understand(question), filters, FOUND)
        return [hit.passage.record_id for hit in hits]

    return search


def _bm25s(given: Given, prepared: Callable[[str], str] = str) -> Search:
    import bm25s

    codes = [piece.code for piece in given.pieces]
    model = bm25s.BM25()
    texts = [prepared(piece.text) for piece in given.pieces]
    model.index(bm25s.tokenize(texts, stopwords=[], show_progress=False), show_progress=False)

    def search(question: str) -> list[str]:
        tokens = bm25s.tokenize(
            prepared(question), stopwords=[], return_ids=False, show_progress=False
        )
        found, _ = model.retrieve(tokens, k=min(DEPTH, len(codes)), show_progress=False)
        return best_codes([codes[number] for number in found[0]], FOUND)

    return search


def _bm25s_folded(given: Given) -> Search:
    from knowledge.text import fold

    return _bm25s(given, fold)


def _haystack(given: Given) -> Search:
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    from haystack import Document, Pipeline, component
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import (
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    encoder = _encoder(given)

    @component  # type: ignore[untyped-decorator,unused-ignore]  # untyped when not installed
    class Embedder:
        """Our encoder as Haystack asks for it."""

        @component.output_types(embedding=list[float])  # type: ignore[untyped-decorator,unused-ignore]
        def run(self, text: str) -> dict[str, list[float]]:
            """Return the question's vector."""
            return {"embedding": encoder.encode_query(text).tolist()}

    store = InMemoryDocumentStore(return_embedding=False)
    store.write_documents(
        [
            Document(
                id=piece.id, content=piece.text, meta={"code": piece.code}, embedding=row.tolist()
            )
            for piece, row in zip(given.pieces, read_vectors(given, Encoding.OURS), strict=True)
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("embedder", Embedder())
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=DEPTH))
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder.embedding", "meaning.query_embedding")
    pipeline.connect("words", "joiner")
    pipeline.connect("meaning", "joiner")

    def search(question: str) -> list[str]:
        asked = {"embedder": {"text": question}, "words": {"query": question}}
        documents = pipeline.run(asked)["joiner"]["documents"]
        return best_codes([document.meta["code"] for document in documents], FOUND)

    return search


def _langchain(given: Given, prepared: Callable[[str], list[str]] = str.split) -> Search:
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS
    from langchain_core.embeddings import Embeddings

    encoder = _encoder(given)

    class OurEncoder(Embeddings):  # type: ignore[misc,unused-ignore]  # untyped when not installed
        """Our encoder as LangChain asks for it."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            """Return the passages' vectors."""
            return [list(map(float, row)) for row in encoder.encode_passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            """Return the question's vector."""
            return [float(value) for value in encoder.encode_query(text)]

    texts = [piece.text for piece in given.pieces]
    about = [{"id": piece.id, "code": piece.code} for piece in given.pieces]
    rows = [row.tolist() for row in read_vectors(given, Encoding.OURS)]
    meaning = FAISS.from_embeddings(
        list(zip(texts, rows, strict=True)), OurEncoder(), metadatas=about
    ).as_retriever(search_kwargs={"k": DEPTH})
    words = BM25Retriever.from_texts(texts, metadatas=about, preprocess_func=prepared, k=DEPTH)
    both = EnsembleRetriever(retrievers=[words, meaning], id_key="id")

    def search(question: str) -> list[str]:
        return best_codes([document.metadata["code"] for document in both.invoke(question)], FOUND)

    return search


def _langchain_folded(given: Given) -> Search:
    from knowledge.text import folded_syllables

    return _langchain(given, folded_syllables)


def _sentence_transformers(given: Given) -> Search:
    import faiss
    import torch
    from sentence_transformers import SentenceTransformer

    from retrieval.encoder_build import TRANSFORMERS_FOLDER

    faiss.omp_set_num_threads(1)
    codes = [piece.code for piece in given.pieces]
    torch.set_num_threads(1)
    model = SentenceTransformer(str(Path(given.encoder_dir) / TRANSFORMERS_FOLDER), device="cpu")
    vectors = read_vectors(given, Encoding.SENTENCE_TRANSFORMERS)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def search(question: str) -> list[str]:
        asked = model.encode_query([question], normalize_embeddings=True, show_progress_bar=False)
        _, found = index.search(asked, min(DEPTH, len(codes)))
        return best_codes([codes[number] for number in found[0]], FOUND)

    return search


def _dense_alone(given: Given) -> Search:
    import faiss

    faiss.omp_set_num_threads(1)
    codes = [piece.code for piece in given.pieces]
    encoder, vectors = _encoder(given), read_vectors(given, Encoding.OURS)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    depth = min(DEPTH, len(codes))

    def search(question: str) -> list[str]:
        _, found = index.search(encoder.encode_query(question)[None, :], depth)
        return best_codes([codes[number] for number in found[0]], FOUND)

    return search


def _rapidfuzz(given: Given) -> Search:
    from rapidfuzz import fuzz, process

    from knowledge.text import fold

    names = {piece.code: fold(piece.text) for piece in given.pieces if piece.is_name}

    def search(question: str) -> list[str]:
        found = process.extract(fold(question), names, scorer=fuzz.token_set_ratio, limit=FOUND)
        return [code for _, _, code in found]

    return search


def _encoder(given: Given) -> "OnnxEncoder":
    from retrieval.encoder import OnnxEncoder

    return OnnxEncoder(Path(given.encoder_dir))


class _Knowing:
    """Our encoder, which knows the passages' vectors already."""

    def __init__(self, encoder: "OnnxEncoder", given: Given) -> None:
        self._encoder = encoder
        openings = [piece.opening for piece in given.pieces]
        self._known = dict(zip(openings, read_vectors(given, Encoding.OURS), strict=True))
        self.name, self.dimension = encoder.name, encoder.dimension
        self.query_prefix, self.passage_prefix = encoder.query_prefix, encoder.passage_prefix
        self.encode_query = encoder.encode_query

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> "NDArray[np.float32]":
        """Return the vectors of passages, all of which are known."""
        return np.asarray([self._known[text] for text in texts])


WAYS = {
    OURS: Way(distributions=("motcua",), build=_ours, encoder=Encoding.OURS),
    "bm25s": Way(distributions=("bm25s",), build=_bm25s),
    "bm25s, folded": Way(distributions=("bm25s",), build=_bm25s_folded),
    "Haystack hybrid": Way(distributions=("haystack-ai",), build=_haystack, encoder=Encoding.OURS),
    "LangChain hybrid": Way(
        distributions=("langchain-classic", "langchain-community", "rank-bm25", "faiss-cpu"),
        build=_langchain,
        encoder=Encoding.OURS,
    ),
    "LangChain hybrid, folded": Way(
        distributions=("langchain-classic", "langchain-community", "rank-bm25", "faiss-cpu"),
        build=_langchain_folded,
        encoder=Encoding.OURS,
    ),
    "sentence-transformers + FAISS": Way(
        distributions=("sentence-transformers", "torch", "faiss-cpu"),
        build=_sentence_transformers,
        encoder=Encoding.SENTENCE_TRANSFORMERS,
    ),
    "our encoder + FAISS": Way(
        distributions=("faiss-cpu",), build=_dense_alone, encoder=Encoding.OURS
    ),
    "rapidfuzz, names, folded": Way(distributions=("rapidfuzz",), build=_rapidfuzz),
}
