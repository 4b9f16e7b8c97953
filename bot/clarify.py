"""Ask one short question when several procedures fit a message, and read the reply."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot import phrases
from bot.aspect import find_aspects
from bot.case import follows_unsaid, is_plainly
from bot.topic import named_in
from bot.types import Answer, Choice, Status
from bot.vague import is_undecided, is_vague
from bot.wording import told_apart
from knowledge.asking import ASKING
from knowledge.situations import Situation
from knowledge.text import fold, folded_syllables
from knowledge.types import Aspect, Procedure
from retrieval.question import Query
from retrieval.types import Hit

_MAX_CHOICES = 4
_LOOKED_AT = 12
# Between few that fit alike, one is offered if its chance is at least this share of the best
# one's; a guess. Of a vague message any of the likeliest may be meant.
_WORTH_OFFERING = 0.1
_TITLE_WORDS = 14
# With so many relatives of the best one, no stranger is offered beside them; a guess.
_ENOUGH_KIN = 2
# How the name of a special form reads, and what somebody says who means it. Folded.
_VARIANTS = {
    "luu dong": re.compile(r"luu dong|tai nha|tan noi|om|gia yeu|khuyet tat"),
    "nuoc ngoai": re.compile(r"nuoc ngoai|viet kieu|quoc tich|tay\b|dinh cu"),
    "dang ky lai": re.compile(r"\blai\b|mat|hong|rach|that lac"),
    "cap tinh": re.compile(r"\btinh\b|thanh pho|\bso\b"),
    "cap trung uong": re.compile(r"trung uong|\bbo\b|cuc"),
}
_ANY_OF = "Anh/chị cần việc nào dưới đây ạ?"


def question_back(
    question: str,
    query: Query,
    hits: Sequence[Hit],
    aspect: Aspect | None,
    *,
    procedure: Callable[[str], Procedure | None],
    name: Callable[[str], str],
) -> Answer | None:
    """Return a question back if the message leaves open which procedure is meant, else None.

    `hits` are ranked procedures; `procedure` returns the record of a code if it could be
    answered from once it is chosen, `name` its name.
    """
    looked_at = hits[:_LOOKED_AT]
    likely = _without_variants(looked_at, query, name)
    best = procedure(likely[0].passage.record_id)
    if best and set(folded_syllables(best.name)) <= set(query.terms):
        return None  # called by its official name
    if best and aspect and is_plainly(best.name, question):
        return None
    if is_vague(query, likely, asks=asks_a_part(question)):
        if not named_in(question).words:
            return Answer(status=Status.SAID, text=phrases.WHICH, act="smalltalk", aspect=aspect)
        kin = _kin(likely, looked_at, query, procedure)
        meant = [code for code in kin if not _follows_unsaid(procedure(code), question)]
        return _among(meant, aspect, procedure)
    if is_undecided(likely):
        worth = [hit for hit in likely if hit.chance >= _WORTH_OFFERING * likely[0].chance]
        return _among([hit.passage.record_id for hit in worth], aspect, procedure)
    return None


def _follows_unsaid(record: Procedure | None, question: str) -> bool:
    return record is not None and follows_unsaid(record.name, question)


def asks_a_part(question: str) -> bool:
    """Say whether the message asks for a part of a procedure, not only how it is done."""
    return bool(set(find_aspects(question)) - {Aspect.STEPS})


def _kin(
    likely: Sequence[Hit],
    hits: Sequence[Hit],
    query: Query,
    procedure: Callable[[str], Procedure | None],
) -> list[str]:
    """Return the codes to offer for a vague message: the best one's kin first, by their chance.

    Kin are its curated neighbours, and those of its field whose names hold a word of the message
    that its own name holds. If there are several, nobody else is offered.
    """
    codes = list(dict.fromkeys(hit.passage.record_id for hit in (*likely, *hits)))
    best = procedure(codes[0])
    if best is None:
        return codes
    said = {term for term in query.terms if "_" not in term} - ASKING
    shared = said & set(folded_syllables(best.name))
    neighbours = [neighbour.code for neighbour in best.distinguish]

    def is_kin(code: str) -> bool:
        if code in neighbours:
            return True
        record = procedure(code)
        return (
            record is not None
            and record.domain == best.domain
            and len(shared) > 0
            and shared <= set(folded_syllables(record.name))
        )

    found = [code for code in codes[1:] if is_kin(code)]
    kin = list(dict.fromkeys([*found, *neighbours]))
    others = [code for code in codes[1:] if code not in kin]
    return [codes[0], *kin, *(others if len(kin) < _ENOUGH_KIN else ())]


def _without_variants(
    hits: Sequence[Hit], query: Query, name_of: Callable[[str], str]
) -> list[Hit]:
    """Return the hits without special forms of procedures that the message does not speak of.

    The chances of those left add up to what they were: nobody who says nothing of a foreigner
    means "… có yếu tố nước ngoài". The first hit stays, whatever it is.
    """
    said = " ".join(term for term in query.terms if "_" not in term)
    unsaid = [form for form, said_so in _VARIANTS.items() if not said_so.search(said)]

    def is_meant(hit: Hit) -> bool:
        name = fold(name_of(hit.passage.record_id))
        return bool(name) and not any(form in name for form in unsaid)

    kept = [hit for place, hit in enumerate(hits) if place == 0 or is_meant(hit)]
    whole = sum(hit.chance for hit in hits)
    left = max(sum(hit.chance for hit in kept), 1e-9)
    return [replace(hit, chance=hit.chance * whole / left) for hit in kept]


def chosen(choices: Sequence[Choice], reply: str) -> Choice | None:
    """Return the offered choice that the reply names by title, payload or number, if any.

    Or by nothing but its other words, letter by letter: "cưới" is not "cuối", the last.
    """
    said, typed = fold(reply).strip(" .!"), reply.strip(" .!").lower()
    for number, choice in enumerate(choices, start=1):
        if said in (fold(choice.title), fold(choice.payload), str(number)) or typed in choice.means:
            return choice
    return None


def ask_about(situation: Situation, aspect: Aspect | None) -> Answer:
    """Ask the question of a situation, with its choices."""
    choices = [
        Choice(
            title=way.title,
            code=None if way.to.startswith("g-") else way.to,
            payload=way.to,
            means=way.means,
        )
        for way in situation.choices
    ]
    note = f"{situation.note.text} " if situation.note else ""
    return _asked(note + situation.question, choices, aspect)


def _among(
    codes: Sequence[str], aspect: Aspect | None, procedure: Callable[[str], Procedure | None]
) -> Answer | None:
    """Ask which of the first codes is meant; None if there are no two to choose from."""
    records = [found for code in codes if (found := procedure(code))]
    records = records[:_MAX_CHOICES]
    if len(records) < 2:
        return None
    best, others = records[0], {record.code for record in records[1:]}
    neighbours = {n.code: n for n in best.distinguish if n.code in others}
    if len(neighbours) == len(others) == 1:
        # Curated: one dimension, named in the record.
        (neighbour,) = neighbours.values()
        pair = [(neighbour.here, best.code), (neighbour.there, neighbour.code)]
        return _asked(neighbour.question, [_choice(*each) for each in pair], aspect)
    titles = told_apart([record.name for record in records], _TITLE_WORDS)
    choices = [_choice(title, r.code) for title, r in zip(titles, records, strict=True)]
    return _asked(_ANY_OF, choices, aspect)


def _choice(title: str, code: str) -> Choice:
    return Choice(title=title, code=code, payload=code)


def _asked(question: str, choices: Sequence[Choice], aspect: Aspect | None) -> Answer:
    options = "\n".join(f"{number}. {c.title}" for number, c in enumerate(choices, start=1))
    return Answer(
        status=Status.CLARIFY,
        text=f"{question}\n{options}",
        act="procedure",
        aspect=aspect,
        choices=tuple(choices),
    )
