"""See whether a dossier is complete (hồ sơ đã đủ chưa): what is missing, and what to ask first."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.compose_papers import is_looked_up, names_papers, spared
from bot.procedure_brief import paper_text, real_papers
from bot.wording import capital, sentence
from knowledge.text import fold
from knowledge.types import Channel, Paper, Procedure

# Nobody reads further at a counter; the whole stands in the source.
_WORDS = 70
_KEY_BYTES = 4
# A paper's own name may say that it is for some only. "Đối với" further on mostly names its
# subject: "phí bảo vệ môi trường đối với khai thác khoáng sản".
_IF = re.compile(
    r"^(?:đối với|trường hợp|nếu)\b|\(\s*(?:nếu|đối với|trường hợp)\b|\bnếu\b"
    r"|\b(?:trong|đối với|áp dụng (?:cho|với)) (?:các )?trường hợp\b",
    re.IGNORECASE,
)
# A heading that the source's table has over papers that everybody needs; folded.
_NO_CASE = re.compile(
    r"(?:cac |nhung )?(?:giay to|chung tu|tai lieu|ho so|thanh phan ho so)"
    r"(?: phai (?:nop|xuat trinh)| can (?:nop|co))?(?: khi nop ho so)?"
    r"(?: \(ban (?:chinh|sao)\))?(?:,? (?:bao )?gom)?"
)
_ONE_OF = re.compile(r"\bmột trong (?:các|những|số)\b", re.IGNORECASE)
_SAID_OF = {
    Channel.COUNTER: re.compile(r"\b(?:tai quay|truc tiep|tai bo phan|mot cua)\b"),
    Channel.ONLINE: re.compile(r"\b(?:truc tuyen|qua mang|dien tu)\b"),
    Channel.POST: re.compile(r"\bbuu (?:chinh|dien)\b"),
}
# A case that is nothing but a way to hand in, or two of them. Folded.
_WAY = (
    r"(?:tai (?:quay|bo phan mot cua)|truc (?:tiep|tuyen)|qua mang|theo phuong thuc dien tu"
    r"|(?:qua )?(?:dich vu |he thong )?buu (?:chinh|dien)(?: cong ich)?)"
)
_HANDING_IN = re.compile(
    rf"(?:(?:khi|neu|truong hop) )?nop (?:ho so )?{_WAY}(?:(?:,| hoac| hay| va) {_WAY})*"
)


class Reply(StrEnum):
    """What a resident answered to the question whether a case is theirs."""

    YES = "co"
    NO = "khong"


class Why(StrEnum):
    """Why a paper is on the list."""

    ALWAYS = "always"
    CASE = "case"
    """Only in a case that the record names."""
    NAMED = "named"
    """Its own name says that it is for some only."""
    NO_DATA = "no_data"
    """Only if the office cannot look it up."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One paper of the list."""

    key: str
    """Of its words: the same after the record was read again."""
    text: str
    form: str | None
    why: Why
    remark: str = ""
    """What the record says of when the paper itself may stay at home."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Papers that are needed under one condition; the first group has none."""

    key: str
    why: Why
    question: str
    """Empty for what is always needed."""
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Papers:
    """The dossier as the record lists it."""

    groups: tuple[Group, ...]
    remarks: tuple[str, ...] = ()
    """Lines of the source's list that are no papers: headings, explanations."""
    not_needed: tuple[str, ...] = ()
    """What nobody has to bring, in the record's words."""
    offers_a_choice: bool = False
    """Somewhere one of several papers is enough: the list cannot be ticked off blindly."""

    @property
    def items(self) -> list[Item]:
        """Every paper, in the order of the groups."""
        return [item for group in self.groups for item in group.items]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A paper that has to be brought still."""

    item: Item
    because: str
    """In words that the resident understands."""


class Outcome(StrEnum):
    """What can be said of a dossier."""

    COMPLETE = "complete"
    MISSING = "missing"
    ASK = "ask"
    """Nothing is known to be missing, but something has to be asked first."""
    UNKNOWN = "unknown"
    """The record lists no papers."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How a dossier stands."""

    outcome: Outcome
    brought: tuple[Item, ...] = ()
    missing: tuple[Missing, ...] = ()
    to_ask: tuple[Group, ...] = ()
    """Groups whose case nobody has asked for, and of which a paper is not there."""
    left_out: tuple[Item, ...] = ()
    """Not needed here, after what was answered."""


def papers_of(procedure: Procedure) -> Papers:
    """Return the papers, those that are always needed first, the others by their condition."""
    groups: dict[tuple[Why, str], dict[str, Item]] = {}
    for paper in real_papers(procedure.papers):
        why = _why(paper)
        item = _item(paper, why)
        condition = paper.case if why is Why.CASE else item.key if why is not Why.ALWAYS else ""
        groups.setdefault((why, condition), {}).setdefault(item.key, item)
    ordered = sorted(groups.items(), key=lambda group: group[0][0] is not Why.ALWAYS)
    listed = tuple(
        Group(
            key=_key(why, condition),
            why=why,
            question=_question(why, condition),
            items=tuple(items.values()),
        )
        for (why, condition), items in ordered
    )
    real = real_papers(procedure.papers)
    remarks = [paper.name for paper in procedure.papers if paper not in real]
    named = [sentence(paper.exempt) for paper in real if names_papers(paper.exempt)]
    words = [f"{paper.case} {paper.name}" for paper in procedure.papers]
    return Papers(
        groups=listed,
        remarks=tuple(dict.fromkeys(remarks)),
        not_needed=tuple(dict.fromkeys((*named, *map(sentence, spared(procedure.notes))))),
        offers_a_choice=any(_ONE_OF.search(text) for text in words),
    )


def judge(
    papers: Papers,
    brought: Sequence[str],
    replies: Mapping[str, Reply],
    channel: Channel | None = None,
) -> Verdict:
    """Return how the dossier stands; keys of what was brought, replies by the group's key.

    Whether a case that names a way to hand in is theirs, the channel says. What is there is there,
    whatever was answered. Keys that are not on the list are left aside: the record has changed.
    """
    if not papers.items:
        return Verdict(outcome=Outcome.UNKNOWN)
    there = set(brought)
    missing: list[Missing] = []
    to_ask: list[Group] = []
    left_out: list[Item] = []
    for group in papers.groups:
        absent = [item for item in group.items if item.key not in there]
        reply = reply_of_channel(group, channel) or replies.get(group.key)
        if group.why is Why.ALWAYS:
            reply = Reply.YES
        if reply is Reply.YES:
            missing += [Missing(item=item, because=_because(group)) for item in absent]
        elif reply is Reply.NO:
            left_out += absent
        elif absent:
            to_ask.append(group)
    has = tuple(item for item in papers.items if item.key in there)
    return Verdict(
        outcome=_outcome(missing, to_ask, has),
        brought=has,
        missing=tuple(missing),
        to_ask=tuple(to_ask),
        left_out=tuple(left_out),
    )


def reply_of_channel(group: Group, channel: Channel | None) -> Reply | None:
    """Return what the chosen channel answers to "nộp tại quầy hoặc qua bưu chính"; else None."""
    plain = fold(group.question)
    if channel is None or group.why is not Why.CASE or not _HANDING_IN.fullmatch(plain):
        return None
    return Reply.YES if _SAID_OF[channel].search(plain) else Reply.NO


def _outcome(missing: Sequence[Missing], to_ask: Sequence[Group], has: Sequence[Item]) -> Outcome:
    if missing:
        return Outcome.MISSING
    # With every case denied and nothing brought, no case is the resident's: one must be.
    return Outcome.ASK if to_ask or not has else Outcome.COMPLETE


def _why(paper: Paper) -> Why:
    if is_looked_up(paper):
        return Why.NO_DATA
    if paper.case and not _NO_CASE.fullmatch(fold(paper.case).rstrip(" :")):
        return Why.CASE
    return Why.NAMED if _IF.search(paper.name) else Why.ALWAYS


def _item(paper: Paper, why: Why) -> Item:
    remark = "" if names_papers(paper.exempt) else sentence(paper.exempt)
    # A looked-up paper has a question of its own: its case stands in its name.
    before = f"{paper.case}: " if paper.case and why is Why.NO_DATA else ""
    return Item(
        key=_key(paper.case, paper.name, paper.form or ""),
        text=capital(before + paper_text(paper, _WORDS, with_form=False)),
        form=paper.form,
        why=why,
        remark=remark,
    )


def _question(why: Why, condition: str) -> str:
    match why:
        case Why.ALWAYS:
            return ""
        case Why.CASE:
            return capital(condition).rstrip(" :")
        case Why.NO_DATA:
            return "Chỉ cần khi cơ quan không tra được dữ liệu"
        case Why.NAMED:
            return "Chỉ cần trong trường hợp ghi ở tên giấy"


def _because(group: Group) -> str:
    match group.why:
        case Why.ALWAYS:
            return "trường hợp nào cũng cần"
        case Why.CASE:
            return f"vì thuộc trường hợp: {group.question}"
        case Why.NO_DATA:
            return "vì cơ quan không tra được dữ liệu"
        case Why.NAMED:
            return "vì thuộc trường hợp ghi ở tên giấy"


def _key(*parts: str) -> str:
    words = "\n".join(parts).encode()
    return hashlib.blake2s(words, digest_size=_KEY_BYTES).hexdigest()
