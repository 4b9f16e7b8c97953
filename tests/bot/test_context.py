"""A message is read in the light of what was said, whatever the search finds for it."""

from dataclasses import dataclass, replace
from typing import cast

import pytest

from bot.context import Reader
from bot.conversations import Conversation, Topic
from bot.fraud import LET_IN, MONEY_SENT
from bot.reading import Reading
from bot.types import Act, Decision
from knowledge.readable import ReadableRecords
from knowledge.store import RecordStore
from knowledge.types import Audience, Guide, Plan, Procedure
from retrieval.hybrid import HybridRetriever
from tests.conftest import WALLET

SEARCH = Decision(act=Act.SEARCH, confidence=0.9)


@dataclass(frozen=True)
class _WithGuides:
    """The town's records, and guides about fraud."""

    town: RecordStore

    def plans(self) -> list[Plan]:
        return []

    def procedure(self, code: str) -> Procedure | None:
        return self.town.procedure(code)

    def guide(self, id_: str) -> Guide | None:
        return WALLET if id_.startswith("g-at-") else None


def read(
    town: tuple[HybridRetriever, RecordStore],
    said: str,
    topic: Topic,
    *,
    known: _WithGuides | None = None,
) -> Reading:
    retriever, records = town
    readable = cast("ReadableRecords", known or _WithGuides(records))
    reader = Reader(retriever, readable, retriever.understand)
    conversation = Conversation(questions=("số lạ gửi link",), topic=topic)
    return reader.read(said, conversation, SEARCH, Audience.PUBLIC)


@pytest.mark.parametrize(
    ("said", "guide"), [("em chuyển 5 triệu rồi", MONEY_SENT), ("em cài rồi", LET_IN)]
)
def test_who_tells_of_harm_after_a_warning_is_led_to_the_help(
    town: tuple[HybridRetriever, RecordStore], said: str, guide: str
) -> None:
    reading = read(town, said, Topic(guide="g-at-app-gia"))

    assert (reading.about, reading.is_guide, reading.is_new) == (guide, True, True)


@pytest.mark.parametrize("topic", [Topic(guide=MONEY_SENT), Topic(guide="g-vi"), Topic()])
def test_money_sent_is_no_harm_elsewhere_and_its_own_guide_goes_on(
    town: tuple[HybridRetriever, RecordStore], topic: Topic
) -> None:
    reading = read(town, "em chuyển 5 triệu rồi", topic)

    assert reading.about == topic.guide or reading.about is None
    assert not (reading.is_new and reading.about)


@dataclass(frozen=True)
class _AlsoAskedAs(_WithGuides):
    """The town's records, one of them with an everyday name that holds another's words."""

    name: str = "quầy hàng bán cạnh thẻ gửi xe đạp"

    def procedure(self, code: str) -> Procedure | None:
        found = self.town.procedure(code)
        if found is None or code != "tm-gia-han":
            return found
        return replace(found, asked_as=(*found.asked_as, self.name))


@pytest.mark.parametrize("said", ["nhầm, thẻ gửi xe đạp", "không phải, ý tôi là thẻ gửi xe đạp"])
def test_words_of_everyday_names_do_not_keep_a_correction_on_the_rejected_record(
    town: tuple[HybridRetriever, RecordStore], said: str
) -> None:
    topic = Topic(procedure="tm-gia-han", candidates=("tm-gia-han",))

    reading = read(town, said, topic, known=_AlsoAskedAs(town[1]))

    assert reading.about == "tm-xe"
    assert "tm-gia-han" in reading.without


@pytest.mark.parametrize("said", ["ý em là gia hạn quầy hàng", "ý em hỏi quầy hàng chợ đêm"])
def test_a_correction_that_names_the_same_record_keeps_it(
    town: tuple[HybridRetriever, RecordStore], said: str
) -> None:
    topic = Topic(procedure="tm-gia-han", candidates=("tm-gia-han",))

    reading = read(town, said, topic, known=_AlsoAskedAs(town[1]))

    assert (reading.about, reading.without) == ("tm-gia-han", frozenset())
