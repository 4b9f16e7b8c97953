"""Tell for which case a procedure is: of what age, for which paper, with which parts."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.aspect import find_aspects
from bot.plain import plain_text
from bot.topic import KIN, named_in
from knowledge.asking import without_cost
from knowledge.text import fold, folded_syllables
from knowledge.types import Aspect, Procedure
from retrieval.types import Hit

_UP_TO = re.compile(r"\bduoi (\d+) tuoi\b")
_FROM = re.compile(r"\b(?:tu du|tu|du|tren) (\d+) tuoi\b")
_AGE = re.compile(
    r"\b((?:duoi|chua (?:du|day|toi|den|tron)|gan|sap)(?: (?:du|tron))? )?(\d+) tuoi\b"
)
# "Mười bốn tuổi", "hai mươi tuổi". Folded.
_AGE_IN_WORDS = re.compile(
    r"\b(?:(hai|ba|bon|nam|sau|bay|tam|chin) )?muoi(?: (mot|hai|ba|bon|tu|lam|nam|sau|bay|tam"
    r"|chin))?(?= tuoi\b)"
)
_DIGITS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9,
}  # fmt: skip
# Ends what is named, in other words than the record's: "bỏ đăng ký …".
_ENDS = re.compile(r"\b(?:bỏ|bo|rút|rut|gạch|gach|gỡ|cắt|thôi|ngưng|ngung)\b", re.IGNORECASE)
_LOOKED_AT = 5
_DETAIL = re.compile(r"\b(?:can|phai|co|thieu|chua|thay|kem|nop|mang|dem|khong|la|bang)$")
_NEEDS = re.compile(
    r"\bco (?:can|phai co)\b(?!.*\b(?:dang ky|khai bao|lam|xin|thong bao|cap)\b).* khong\b"
)
_HAS = re.compile(r"\bco (?:(?!can\b)\w+ ){2,4}roi(?: a| ad| nhe)?$|\b(?:bo|de) quen\b")
_AGAIN = re.compile(r"\b(?:lại|lai)\b", re.IGNORECASE)
_PAPER = frozenset({"the", "giay", "so"})
_REGISTERING = ("dang", "ky")
# Names of procedures that follow a death, a loss or a first time, and what is said by who means
# them: without it a person of 85 is alive, and "hộ chiếu mất bao lâu" has no loss. Folded.
_FOLLOWING = (
    (
        re.compile(r"\b(?:mai tang|tu tuat)\b"),
        re.compile(
            r"\b(?:mat|chet|tu|tuat|tang|chon|hoa thieu|hoa tang|qua doi|ma chay|(?:lo|dam|lam) ma"
            r"|ma cho|liet si|h[iy] sinh|khuat|(?:moi|vua|ra) di|di (?:roi|xa)|khong con|hai cot"
            r"|xac|mo|the)\b"
        ),
    ),
    (
        re.compile(r"^dang ky lai\b"),
        re.compile(r"\b(?:lai|mat|roi|that lac|hong|rach|chay|lu|lut)\b"),
    ),
    (
        re.compile(r"^trinh bao mat\b"),
        re.compile(r"\b(?:mat|roi|that lac|lac|trom|cuop|giat|danh roi|tim khong|khong thay)\b"),
    ),
)


def age_in(text: str) -> int | None:
    """Return the first age that a message names in years; "dưới 14 tuổi" is 13."""
    return next(iter(_ages_in(text)), None)


def fits_age(name: str, years: int, *, if_silent: bool = False) -> bool:
    """Say whether a procedure's name is for somebody of that age, if it names ages."""
    name = fold(name)
    if under := _UP_TO.search(name):
        return years < int(under[1])
    if over := _FROM.search(name):
        return years >= int(over[1])
    return if_silent


def meant_first(
    hits: Sequence[Hit], said: str, question: str, name: Callable[[str], str]
) -> list[Hit]:
    """Return the hits without those for another case, the one that is called by its name first.

    Another case is another age, a death or loss that is not told, or a fee as such where somebody
    asks what something costs: "lệ phí khai sinh" is no declaration of fees. `said` is the message,
    `question` all that is said of the topic. What is left of the chances adds up to what they were.
    "Đăng ký thường trú" means what is called so, not "Xóa đăng ký thường trú". `name` returns the
    name of the procedure with a code.
    """
    kept: Sequence[Hit] = list(hits)
    if hits and follows_unsaid(name(hits[0].passage.record_id), question):
        kept = [h for h in hits if not follows_unsaid(name(h.passage.record_id), question)]
    # Of two ages one may be another person's.
    ages = set(_ages_in(said) or _ages_in(question))
    if len(ages) == 1:
        (years,) = ages
        kept = [hit for hit in kept if fits_age(name(hit.passage.record_id), years, if_silent=True)]
    kept = _of_subject(kept or list(hits), question, name) if hits else []
    kept = _so_called(kept, question, name)
    left = sum(hit.chance for hit in kept)
    if left > 0 and len(kept) < len(hits):
        whole = sum(hit.chance for hit in hits)
        kept = [replace(hit, chance=hit.chance * whole / left) for hit in kept]
    if not kept or (called := _called(kept, question, name)) is None:
        return list(kept)
    return [called, *(hit for hit in kept if hit is not called)]


def follows_unsaid(name: str, question: str) -> bool:
    """Say whether a procedure follows a death, a loss or another that the question leaves out."""
    plain, said = fold(name), fold(without_cost(question))
    return any(of.search(plain) and not told.search(said) for of, told in _FOLLOWING)


def _of_subject(hits: Sequence[Hit], question: str, name_of: Callable[[str], str]) -> list[Hit]:
    """Return the hits without fees as such, where another one's name holds the whole subject."""
    subject = set(named_in(question).subject)
    best = _spaced_name(name_of(hits[0].passage.record_id))
    if not subject or " phi " not in best or subject <= set(best.split()):
        return list(hits)
    names = {hit.passage.record_id: _spaced_name(name_of(hit.passage.record_id)) for hit in hits}
    held = [name for name in names.values() if subject <= set(name.split())]
    if not held:
        return list(hits)
    return [
        hit for hit in hits if " phi " not in (name := names[hit.passage.record_id]) or name in held
    ]


def _so_called(hits: Sequence[Hit], question: str, name_of: Callable[[str], str]) -> Sequence[Hit]:
    """Return the hits whose names hold the subject, where one is called so and the best is not.

    "Khai sinh mấy ngày xong" is no leave after a birth, however near its meaning.
    """
    named = named_in(question)
    subject = set(named.subject) - _PAPER
    if not hits or len(subject) < 2 or named.action:
        return hits
    names = [name_of(hit.passage.record_id) for hit in hits]
    words = [set(_spaced_name(name).split()) for name in names]
    is_called = any(subject == set(subject_of(name)) - _PAPER for name in names[:_LOOKED_AT])
    if subject & words[0] or not is_called:
        return hits
    return [hit for hit, held in zip(hits, words, strict=True) if subject <= held]


def is_plainly(name: str, question: str) -> bool:
    """Say whether a name is "Đăng ký …" of just the subject said: "khai sinh mấy ngày xong".

    "Đăng ký lại" is another procedure.
    """
    named = named_in(question)
    is_bare = len(named.subject) > 1 and not (named.action or named.who or _AGAIN.search(question))
    return is_bare and set(_spaced_name(name).split()) == {*_REGISTERING, *named.subject}


def _called(hits: Sequence[Hit], question: str, name_of: Callable[[str], str]) -> Hit | None:
    """Return the hit whose whole name is said, if the best one's is the same and more.

    Or the one that the bare subject of a question calls.
    """
    named = named_in(question)
    said = _spaced(without_cost(question))
    best = _spaced_name(name_of(hits[0].passage.record_id))
    if named.action or _ENDS.search(question) or set(best.split()) <= set(said.split()):
        return None
    if find_aspects(question):
        for hit in hits[:_LOOKED_AT]:
            if is_plainly(name_of(hit.passage.record_id), question):
                return hit
    for hit in hits[1:_LOOKED_AT]:
        name = _spaced_name(name_of(hit.passage.record_id))
        is_whole = len(name.split()) > 1 and name in said and name in best
        if is_whole and {*named.subject, *named.who} - KIN <= set(name.split()):
            return hit
    return None


def _spaced(text: str) -> str:
    return f" {' '.join(folded_syllables(text))} "


# Every question looks at the names of some twenty records.
@lru_cache(maxsize=8_192)
def _spaced_name(name: str) -> str:
    return _spaced(name)


def _ages_in(text: str) -> list[int]:
    # "14t" is written out as an age.
    plain = _AGE_IN_WORDS.sub(_in_digits, plain_text(text))
    return [int(found[2]) - bool(found[1]) for found in _AGE.finditer(plain)]


def _in_digits(found: re.Match[str]) -> str:
    tens = _DIGITS.get(found[1] or "", 1) * 10
    return str(tens + _DIGITS.get(found[2] or "", 0))


def parts_of(procedure: Procedure) -> dict[Aspect, tuple[str, ...]]:
    """Return what the record says in each part that details are asked of."""
    return {
        Aspect.DOCUMENTS: tuple(f"{paper.case} {paper.name}" for paper in procedure.papers),
        Aspect.CONDITIONS: procedure.conditions,
        Aspect.STEPS: (*procedure.steps, *(note.text for note in procedure.notes)),
    }


def part_with(procedure: Procedure, words: Sequence[str]) -> Aspect | None:
    """Return the part of the record that holds all the words, None if none does."""
    for aspect, texts in parts_of(procedure).items():
        if set(words) <= {s for text in texts for s in folded_syllables(text)}:
            return aspect
    return None


def detail_in(procedure: Procedure | None, new: Sequence[str], said: str) -> Aspect | None:
    """Return the part of the record that holds the new words asked about: "cần X không"."""
    plain = plain_text(said)
    before = plain[: plain.find(new[0])].strip()
    if procedure is None or (find_aspects(said) and not _DETAIL.search(before)):
        return None
    return part_with(procedure, new)


def keeps_to_it(said: str) -> bool:
    """Say whether a message asks if something is needed, or tells that it is there or forgotten.

    "Có cần mặt bằng không", "giấy kết hôn bỏ quên ở quê" do not turn to what they name.
    """
    plain = plain_text(said)
    return bool(_NEEDS.search(plain) or _HAS.search(plain))


def are_kin(own: Collection[str], other: Collection[str]) -> bool:
    """Say whether two subjects share enough to be of one procedure: "tự" is no "khai tử"."""
    return len(set(own) & set(other)) >= min(2, max(1, len(own)))


@lru_cache(maxsize=8_192)
def subject_of(name: str) -> tuple[str, ...]:
    """Return the subject of a procedure's name, without what its brackets add."""
    return named_in(name.split("(")[0]).subject
