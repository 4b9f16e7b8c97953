"""Gather what the search found for a question, and weigh which kind of record answers."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.aspect import find_aspects
from bot.cues import cues
from bot.fraud import is_suspect
from bot.places import Scope
from bot.tickets.categories import OTHER, guess
from bot.topic import named_in
from bot.types import Act, Decision
from knowledge.passages import place_key
from knowledge.text import fold
from knowledge.types import Audience, Kind
from retrieval.hybrid import HybridRetriever
from retrieval.question import Query
from retrieval.types import Filters, Hit

CANDIDATES = 20
_KIND_OF_ACT = {Act.PROCEDURE: Kind.PROCEDURE, Act.GUIDE: Kind.GUIDE, Act.PLAN: Kind.PLAN}

# How much a hit speaks for its kind: slopes of a logistic regression over the dialogue project's
# examples. Cosines of unrelated text lie at 0.77 to 0.80 with e5-small, so the distance from there
# counts. Whether anything answers at all is bot/scope.py's.
_LEXICAL = 4.07
_DENSE = 20.8
_UNRELATED_COSINE = 0.79
# What Rasa's intent adds for its own kind of record and takes from others, times its confidence.
_INTENT = 1.6
# What naming a plan's place, or a plan's vocabulary, adds for a plan and takes without.
_PLACE_NAMED = 1.8
_PLAN_WORDS = 1.2
_PLAN_CUES = re.compile(
    r"\bchi tieu\b|\bke hoach\b|\bchu tri\b|\bphan dau\b|\bnhiem vu\b|\bchuyen doi so\b"
    r"|\bde an 06\b|\bmuc tieu\b|\bphan tram\b|%"
)


# The intent "report" takes short names of procedures ("học bổng cho học sinh khuyết tật") for its
# own: 197 of 3,870 everyday names, with these lines 32; of 112 reports they take one away.
_REPORTING = "tm-phan-anh-kien-nghi"
SAYS_REPORT = cues((r"phản ?ánh|kiến nghị|góp ý|báo(?! hiểm| tử| cáo tài)",))
# Without diacritics "báo" is "bao giờ", too.
_CALLED_REPORT = cues((r"phản ?ánh|kiến nghị|góp ý",), accented=(r"báo(?! hiểm| tử| cáo tài)",))
# Whoever says that something is broken or stinks reports it, unless it is a paper or help is asked.
_SAYS_BROKEN = cues(
    (
        r"gãy|nứt|sập|sụt|sạt|mái .*tốc|tốc (?:mái|lên)|sắp (?:đổ|rơi|sập)|nghẹt|ngập|tràn|ứ đọng",
        r"chết nổi|trơ đáy|bốc mùi|mùi khai|ầm ĩ|bừa bãi|lấn chiếm|trái phép",
        r"xả (?:thải|nước|rác|khói)|chắn (?:ngõ|lối|đường)",
    ),
    # Without diacritics these are other words: "sổ hồng", "thôi", "vợ", "hỏi".
    accented=(r"hỏng|hư|vỡ|lún|nghiêng|tắc|hôi|thối|khét|ồn|rơi xuống",),
    bare=(r"bi (?:hong|hu|vo|lun|tac)|hoi thoi|nghieng",),
)
_PAPER_OR_HELP = cues(
    (
        r"giấy(?: tờ)?|thẻ|căn cước|hộ chiếu|bằng lái|biển (?:số|xe)",
        r"sổ (?:đỏ|hồng|bảo hiểm|hộ khẩu)",
        r"xin|hỗ trợ|trợ (?:cấp|giúp)|đăng ký|cấp (?:lại|đổi)|làm lại",
    ),
)
_SHORT = 8
_HELD_WHOLLY, _HELD_MOSTLY, _UNSURE = 0.9, 0.65, 0.7


_ENDS_ASKING = re.compile(r"\?|\b(?:khong|chua|sao|gi|nao|dau|ha)(?: (?:a|vay|the|em|ad))?\W*$")


def may_be_swindled(text: str) -> bool:
    """Say whether a message that is taken for a report rather asks whether it is a swindle."""
    asks = _ENDS_ASKING.search(fold(text)) is not None
    return asks and is_suspect(text) and not SAYS_REPORT.found_in(text)


def names_procedure(best: Hit | None, decision: Decision, text: str) -> bool:
    """Say whether a message that is taken for a report rather names the best procedure found."""
    if best is None or best.passage.record_id == _REPORTING or SAYS_REPORT.found_in(text):
        return False
    if _SAYS_BROKEN.found_in(text) and not _PAPER_OR_HELP.found_in(text):
        return False
    enough = _HELD_MOSTLY if decision.confidence < _UNSURE else _HELD_WHOLLY
    return best.lexical >= enough


def may_tell_trouble(text: str) -> bool:
    """Say whether words tell that something is broken, dirty or in the way, and name no paper."""
    is_trouble = _SAYS_BROKEN.found_in(text) or guess(text) != OTHER
    return is_trouble and not _PAPER_OR_HELP.found_in(text)


def only_asks(text: str) -> bool:
    """Say whether a message that is taken for a report asks for a part and tells nothing.

    "Bao giờ hết hạn" goes on about what was discussed.
    """
    if _CALLED_REPORT.found_in(text) or _SAYS_BROKEN.found_in(text):
        return False
    # "Hết hạn" is said of food, too: what names nothing at all reports nothing.
    tells = guess(text) != OTHER and bool(named_in(text).subject)
    return len(text.split()) <= _SHORT and not tells and bool(find_aspects(text))


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The hits of each kind for one question, best first."""

    hits: Mapping[Kind, Sequence[Hit]]
    names_plan: bool
    """The question names a place or year of a plan we hold."""


class Hits(Mapping[Kind, Sequence[Hit]]):
    """The hits of each kind, best first; a kind is searched when it is first looked at."""

    def __init__(self, search: Callable[[Kind], Sequence[Hit]]) -> None:
        self._search = cache(search)

    def __getitem__(self, kind: Kind) -> Sequence[Hit]:
        """Return the hits of one kind."""
        return self._search(kind)

    def __iter__(self) -> Iterator[Kind]:
        """Return every kind there is, searched or not."""
        return iter(Kind)

    def __len__(self) -> int:
        """Return how many kinds there are."""
        return len(Kind)


def gather(
    retriever: HybridRetriever, query: Query, scope: Scope, audience: Audience, kind: Kind
) -> list[Hit]:
    """Search one kind of record; plans only of the places in scope."""
    places = tuple(place_key(plan.place) for plan in scope.plans) if kind is Kind.PLAN else ()
    return retriever.search(query, Filters(audience=audience, kind=kind, places=places), CANDIDATES)


def best_kind(evidence: Evidence, decision: Decision, question: str) -> Kind | None:
    """Return the kind of record that answers best, or None if nothing was found."""
    kinds = [kind for kind in Kind if evidence.hits.get(kind)]
    return max(kinds, key=lambda kind: _weight(evidence, kind, decision, question), default=None)


def has_plan_words(question: str) -> bool:
    """Say whether the question speaks as plans do."""
    return bool(_PLAN_CUES.search(fold(question)))


def _weight(evidence: Evidence, kind: Kind, decision: Decision, question: str) -> float:
    best = evidence.hits[kind][0]
    weight = _LEXICAL * best.lexical + _DENSE * (best.dense - _UNRELATED_COSINE)
    if (intent := _KIND_OF_ACT.get(decision.act)) and kind is not Kind.DOCUMENT:
        # A document may be about anything, so no intent speaks against it.
        weight += _INTENT * decision.confidence * (1 if intent is kind else -1)
    if kind is Kind.PLAN:
        has_cue = has_plan_words(question)
        weight += _PLAN_WORDS * (has_cue - (not has_cue and not evidence.names_plan))
        weight += _PLACE_NAMED * evidence.names_plan
    return weight
