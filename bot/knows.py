"""What answers from the records that one audience may read, and from no others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.context import Reader
from bot.procedure_trust import Law
from bot.search import Search
from bot.situations import Known, without
from bot.two import Two
from bot.ward import Ward
from knowledge.readable import ReadableRecords, for_each_audience
from knowledge.store import RecordStore
from knowledge.types import Audience
from retrieval.hybrid import HybridRetriever
from retrieval.question import Query


@dataclass(frozen=True, kw_only=True)
class Knows:
    """Search, reading in context and answers about two things, for one audience."""

    search: Search
    reader: Reader
    two: Two


def for_each(
    records: RecordStore,
    *,
    retriever: HybridRetriever,
    understand: Callable[[str], Query],
    ward: Ward,
    today: Callable[[], date],
    law: Law,
    situations: Known,
) -> Mapping[Audience, Knows]:
    """Return what answers each audience; they share the index and what is remembered of it."""

    def knowing(readable: ReadableRecords) -> Knows:
        search = Search(
            retriever=retriever,
            records=readable,
            ward=ward,
            today=today,
            law=law,
            situations=without(situations, readable.hides),
        )
        two = Two(retriever=retriever, understand=understand, search=search, today=today, law=law)
        reader = Reader(retriever, readable, understand, ward.province)
        return Knows(search=search, reader=reader, two=two)

    return {audience: knowing(each) for audience, each in for_each_audience(records).items()}
