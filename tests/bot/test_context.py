"""A message is read in the light of what was said, whatever the search finds for it."""

from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from bot.context import Reader
from bot.conversations import Conversation, Topic
from bot.fraud import LET_IN, MONEY_SENT
from bot.reading import Reading
from bot.types import Act, Decision
from knowledge.readable import ReadableRecords
from knowledge.store import RecordStore
from knowledge.types import Audience, Guide, Neighbour, Plan, Procedure
from retrieval.hybrid import HybridRetriever
from tests.conftest import WALLET, make_procedure

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
    decision: Decision = SEARCH,
    before: str = "số lạ gửi link",
) -> Reading:
    retriever, records = town
    readable = cast("ReadableRecords", known or _WithGuides(records))
    reader = Reader(retriever, readable, retriever.understand)
    conversation = Conversation(questions=(before,), topic=topic)
    return reader.read(said, conversation, decision, Audience.PUBLIC)


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


def _procedure(code: str, name: str, *beside: str, **fields: Any) -> Procedure:  # noqa: ANN401
    different = tuple(
        Neighbour(code=each, question="Việc nào?", here="Này", there="Kia") for each in beside
    )
    return make_procedure(code, name, distinguish=different, **fields)


_CARDS = {
    each.code: each
    for each in (
        _procedure(
            "doi", "Cấp đổi thẻ căn cước", "lai", "dau", asked_as=("căn cước mất góc", "làm lại")
        ),
        _procedure("lai", "Cấp lại thẻ căn cước", "doi"),
        _procedure("dau", "Cấp thẻ căn cước", "doi"),
        _procedure("sinh", "Đăng ký khai sinh", "tay", asked_as=("đi nước ngoài về khai sinh",)),
        _procedure("tay", "Đăng ký khai sinh có yếu tố nước ngoài", "sinh"),
    )
}


@dataclass(frozen=True)
class _Cards(_WithGuides):
    """Cards and births, where everyday names hold words of the neighbours."""

    def procedure(self, code: str) -> Procedure | None:
        return _CARDS.get(code)


@pytest.mark.parametrize(
    ("discussed", "said", "meant"),
    [
        ("doi", "mất thì sao", "lai"),
        ("doi", "mat thi sao", "lai"),
        ("doi", "thế nếu mất thẻ thì sao", "lai"),
        ("doi", "cấp lại thì sao", "lai"),
        ("doi", "không phải, cấp lại cơ", "lai"),
        ("lai", "đổi thì sao", "doi"),
        ("sinh", "chồng em là người nước ngoài", "tay"),
        # Nothing of that is another case.
        ("doi", "mất bao lâu", "doi"),
        ("doi", "mẹ mất thì sao", "doi"),
        ("lai", "mất thì sao", "lai"),
        ("sinh", "bố bé đang ở nước ngoài", "sinh"),
        ("tay", "chồng em là người nước ngoài", "tay"),
    ],
)
def test_another_case_of_the_same_paper_is_found_by_official_names(
    town: tuple[HybridRetriever, RecordStore], discussed: str, said: str, meant: str
) -> None:
    topic = Topic(procedure=discussed, candidates=(discussed,))

    reading = read(town, said, topic, known=_Cards(town[1]))

    assert (reading.about, reading.is_new) == (meant, False)


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        ("cấp thẻ gửi xe đạp", True),
        ("gia hạn quầy hàng chợ đêm cần giấy tờ gì", True),
        ("còn quầy hàng", False),
        ("ai chủ trì", False),
        ("mã QR", False),
    ],
)
def test_a_procedure_that_is_named_for_sure_leaves_the_plans(
    town: tuple[HybridRetriever, RecordStore], said: str, *, leaves: bool
) -> None:
    topic = Topic(plans=("kh-2026",))
    heard = Decision(act=Act.PROCEDURE, confidence=0.95)

    reading = read(town, said, topic, decision=heard, before="chỉ tiêu quầy hàng chợ đêm")

    assert (reading.leaves_plans, reading.is_new) == (leaves, leaves)
