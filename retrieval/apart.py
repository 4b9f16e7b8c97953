"""Make questions ready and search for them in a process of its own: `python -m retrieval.apart`.

Arguments: the index folder, its manifest as JSON, the folder of the built encoder. Requests come on
standard input and go back on standard output, each a length and a pickle; the end of the input ends
the process. `retrieval/beside.py` starts it and speaks with it.
"""

import json
import os
import pickle
import struct
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from knowledge.types import Passage
from retrieval.build import Manifest, open_parts
from retrieval.encoder import OnnxEncoder
from retrieval.hybrid import HybridRetriever
from retrieval.question import Query
from retrieval.types import Filters, Hit

LENGTH = struct.Struct("<Q")
"""What stands before each message: its length in bytes."""
READY = 0
"""Number of the first reply, which answers nothing: the index is open."""
# One thread runs Python's code while the other one encodes. One alone served 28 fresh questions a
# second where two served 31.
_THREADS = 2


@dataclass(frozen=True, kw_only=True)
class Request:
    """A question, and the searches to be made for it."""

    number: int
    text: str
    searches: tuple[tuple[Filters, int], ...]
    """What to search in, and for how many hits."""


@dataclass(frozen=True, kw_only=True)
class FoundHit:
    """A hit with the number of its passage."""

    passage: int
    score: float
    lexical: float
    dense: float
    chance: float


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A query with what was found, passages by their numbers."""

    number: int
    text: str
    terms: tuple[str, ...]
    lexical: NDArray[np.float32]
    vector: NDArray[np.float32]
    words: int
    mass: float
    found: tuple[tuple[tuple[Filters, int], tuple[FoundHit, ...]], ...]


def query_of(reply: Reply, passages: Sequence[Passage]) -> Query:
    """Return the query that the other process has made ready, as if it had been made here."""
    query = Query(
        text=reply.text,
        terms=reply.terms,
        lexical=reply.lexical,
        vector=reply.vector,
        words=reply.words,
        mass=reply.mass,
    )
    for search, hits in reply.found:
        query.found[search] = [
            Hit(
                passage=passages[hit.passage],
                score=hit.score,
                lexical=hit.lexical,
                dense=hit.dense,
                chance=hit.chance,
            )
            for hit in hits
        ]
    return query


def answer(request: Request, retriever: HybridRetriever, numbers: dict[int, int]) -> Reply:
    """Make the question ready and search; `numbers` are the passages' places, by their identity."""
    query = retriever.understand(request.text)
    for filters, k in request.searches:
        retriever.search(query, filters, k)
    found = tuple(
        (
            search,
            tuple(
                FoundHit(
                    passage=numbers[id(hit.passage)],
                    score=hit.score,
                    lexical=hit.lexical,
                    dense=hit.dense,
                    chance=hit.chance,
                )
                for hit in hits
            ),
        )
        for search, hits in query.found.items()
    )
    return Reply(
        number=request.number,
        text=query.text,
        terms=query.terms,
        lexical=query.lexical,
        vector=query.vector,
        words=query.words,
        mass=query.mass,
        found=found,
    )


def serve(requests: BinaryIO, replies: BinaryIO, retriever: HybridRetriever) -> None:
    """Answer requests until there are no more."""
    numbers = {id(passage): number for number, passage in enumerate(retriever.passages)}
    one_at_a_time = threading.Lock()

    def reply(request: Request) -> None:
        made = pickle.dumps(answer(request, retriever, numbers), pickle.HIGHEST_PROTOCOL)
        with one_at_a_time:
            replies.write(LENGTH.pack(len(made)) + made)
            replies.flush()

    with ThreadPoolExecutor(_THREADS) as threads:
        while head := requests.read(LENGTH.size):
            body = requests.read(*LENGTH.unpack(head))
            threads.submit(reply, pickle.loads(body))  # noqa: S301  # our parent wrote it


def main(arguments: Sequence[str]) -> None:
    """Open the index, say so and serve."""
    # What any library prints must not get between the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    folder, manifest, encoder = arguments
    retriever, records = open_parts(
        Path(folder), Manifest(**json.loads(manifest)), encoder=OnnxEncoder(Path(encoder))
    )
    records.close()
    replies.write(LENGTH.pack(READY))
    replies.flush()
    serve(sys.stdin.buffer, replies, retriever)


if __name__ == "__main__":
    # By its own name: a pickle of what is defined in "__main__" cannot be read elsewhere.
    from retrieval import apart

    apart.main(sys.argv[1:])
