"""Questions made ready for search, each once, and searched for while Rasa thinks."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.evidence import CANDIDATES
from knowledge.types import Audience, Kind
from retrieval.beside import Beside
from retrieval.hybrid import HybridRetriever
from retrieval.question import Query
from retrieval.types import Filters

# The searches that an answer begins with, whatever the message turns out to be.
_AHEAD = (Kind.PROCEDURE, Kind.GUIDE, Kind.DOCUMENT)
# A query holds a number for every passage. Fewer than the conversations that are answered at once
# would be forgotten between two looks at the same message: with four, 32 conversations took twice
# the CPU time a message.
_REMEMBERED_BYTES = 64 * 2**20
_LEAST_REMEMBERED, _MOST_REMEMBERED = 8, 512


@dataclass
class _Place:
    """Where a question's query is kept once it is made."""

    query: Query | None = None


class Readied:
    """Makes questions ready: one message is read several times, alone, with others, in halves."""

    def __init__(self, retriever: HybridRetriever, beside: Beside | None = None) -> None:
        self._retriever = retriever
        self._beside = beside
        self._place = lru_cache(maxsize=_remembered(len(retriever)))(lambda text: _Place())
        self._under_way = 0

    def __call__(self, text: str) -> Query:
        """Return the question, ready for search."""
        place = self._place(text)
        query = place.query
        if query is None:
            query = place.query = self._retriever.understand(text)
        return query

    async def search_ahead(self, text: str, audience: Audience) -> None:
        """Make the question ready and search for it; the query keeps what was found.

        Here when nothing else is being looked for, else in the other process if there is one.
        Asked there it takes 2 to 7 ms longer, for one process has to wake the other.
        """
        searches = [(Filters(audience=audience, kind=kind), CANDIDATES) for kind in _AHEAD]
        place = self._place(text)
        is_busy, self._under_way = self._under_way > 0, self._under_way + 1
        try:
            if is_busy and place.query is None and self._beside:
                place.query = await self._beside.query(text, searches)
            if place.query is None or any(search not in place.query.found for search in searches):
                await asyncio.to_thread(self._search, text, searches)
        finally:
            self._under_way -= 1

    def _search(self, text: str, searches: Sequence[tuple[Filters, int]]) -> None:
        query = self(text)
        for filters, k in searches:
            self._retriever.search(query, filters, k)


def _remembered(passages: int) -> int:
    """Return how many queries over so many passages are kept."""
    fit = _REMEMBERED_BYTES // (4 * max(1, passages))
    return min(max(fit, _LEAST_REMEMBERED), _MOST_REMEMBERED)
