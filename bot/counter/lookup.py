"""Find a procedure while its name, code, everyday name or initials are being typed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from bot.counter.phrase_index import Bools, Floats, PhraseIndex, words_of
from knowledge.synonyms import in_other_words
from knowledge.text import clean, expand, has_diacritics
from knowledge.types import Audience, Level, Procedure, Record

MOST = 12
LONGEST_QUERY = 120
# Of so many phrases the order of their words is looked at.
_LOOKED_AT = 250
_CODE = re.compile(r"\d[\d.]*|tm-[a-z0-9-]*", re.IGNORECASE)
_SHORTEST_CODE = 2
_SURE, _BEGINS, _HOLDS = 4.0, 3.5, 3.0
# A query of so many words may hold one that a phrase does not.
_MAY_MISS = 3
# Nobody has typed more by then, and each word costs a scan.
_MOST_WORDS = 16
# What each thing is worth beside a whole word, 1; set by reading the lists of some thirty queries.
_IN_ORDER, _COVERED, _AT_START, _ACCENTS = 0.6, 0.35, 0.1, 0.1
_COMMUNE, _ASKED = 0.3, 0.25
_OFTEN_ASKED = 12
_WRITTEN_OUT = 0.98
_EVERYDAY = 0.97


class Standing(StrEnum):
    """Whether a procedure may be used today."""

    CURRENT = "current"
    COMING = "coming"
    EXPIRED = "expired"
    REPLACED = "replaced"
    """Some source says that another took its place; nobody has compared."""
    MISFILED = "misfiled"
    """The source shows another procedure's page under this code."""


_LESS = {Standing.EXPIRED: -0.6, Standing.REPLACED: -0.6, Standing.MISFILED: -1.0}


@dataclass(frozen=True, kw_only=True)
class Found:
    """One procedure of a list of results."""

    code: str
    name: str
    domain: str
    levels: tuple[Level, ...]
    audience: Audience
    standing: Standing
    also: str = ""
    """The everyday name or form code that was found, when it is not the name."""


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """What is kept of a procedure: whole ones would take ten times the memory."""

    code: str
    name: str
    domain: str
    levels: tuple[Level, ...]
    audience: Audience
    valid_from: date | None
    valid_to: date | None
    is_replaced: bool
    is_misfiled: bool
    worth: float
    """Before anything is typed."""


class Lookup:
    """All procedures of the records given, held in memory; make another for other records."""

    def __init__(self, records: Iterable[Record]) -> None:
        """Read the procedures, of every audience: each search says who asks."""
        entries: list[_Entry] = []
        phrases: list[str] = []
        owners: list[int] = []
        factor: list[float] = []
        is_form: list[bool] = []
        for procedure in records:
            if not isinstance(procedure, Procedure):
                continue
            number = len(entries)
            entries.append(_entry(procedure))
            forms = dict.fromkeys(paper.form for paper in procedure.papers if paper.form)
            named = [procedure.name, *procedure.asked_as]
            phrases += [*named, *forms]
            owners += [number] * (len(named) + len(forms))
            factor += [1.0, *[_EVERYDAY] * (len(named) + len(forms) - 1)]
            is_form += [False] * len(named) + [True] * len(forms)
        self._entries = entries
        self._phrases = phrases
        self._index = PhraseIndex(phrases)
        self._owner = np.asarray(owners, dtype=np.int32)
        self._factor = np.asarray(factor, dtype=np.float32)
        self._is_form = np.asarray(is_form, dtype=np.bool_)
        self._bare_codes = [entry.code.lower().replace(".", "") for entry in entries]
        self._of_day: tuple[date, list[Standing], Floats] | None = None

    def search(
        self, text: str, audience: Audience, today: date, *, most: int = MOST
    ) -> list[Found]:
        """Return what the text may mean, best first; [] for nothing.

        The commune's procedures come first among those that fit as well, what has lapsed last.
        """
        typed = clean(text)[:LONGEST_QUERY].strip()
        if not typed or not self._entries:
            return []
        standing, prior = self._on(today)
        may_read = audience.may_read()
        readable = np.asarray([e.audience in may_read for e in self._entries], dtype=np.bool_)
        best = self._by_code(typed, prior)
        for readings in self._readings(typed):
            for reading, weight in readings:
                for phrase, score in self._by_words(reading, prior, readable[self._owner]):
                    owner = int(self._owner[phrase])
                    if owner not in best or weight * score > best[owner][0]:
                        best[owner] = weight * score, phrase
            if best:
                break
        ranked = sorted(
            (number for number in best if readable[number]),
            key=lambda number: (-best[number][0], len(self._entries[number].name), number),
        )
        return [self._found(number, best[number][1], standing[number]) for number in ranked[:most]]

    def _found(self, number: int, phrase: int, standing: Standing) -> Found:
        entry = self._entries[number]
        said = self._phrases[phrase] if phrase >= 0 else entry.name
        return Found(
            code=entry.code,
            name=entry.name,
            domain=entry.domain,
            levels=entry.levels,
            audience=entry.audience,
            standing=standing,
            also="" if said == entry.name else said,
        )

    def _on(self, today: date) -> tuple[list[Standing], Floats]:
        """Return how each procedure stands today, and its worth before anything is typed."""
        kept = self._of_day
        if kept is None or kept[0] != today:
            standing = [_standing(entry, today) for entry in self._entries]
            worth = [
                entry.worth + _LESS.get(stands, 0.0)
                for entry, stands in zip(self._entries, standing, strict=True)
            ]
            kept = self._of_day = today, standing, np.asarray(worth, dtype=np.float32)
        return kept[1], kept[2]

    def _by_code(self, typed: str, prior: Floats) -> dict[int, tuple[float, int]]:
        """Return the procedures whose code begins so, or holds it, its dots left out or not."""
        if not _CODE.fullmatch(typed) or len(typed) < _SHORTEST_CODE:
            return {}
        wanted = typed.lower()
        bare = wanted.replace(".", "")
        found = {}
        for number, digits in enumerate(self._bare_codes):
            code = self._entries[number].code.lower()
            if code.startswith(wanted) or (bare and bare in digits):
                how = _SURE if code == wanted else _BEGINS if code.startswith(wanted) else _HOLDS
                found[number] = how + float(prior[number]), -1
        return found

    def _readings(self, typed: str) -> list[list[tuple[str, float]]]:
        """Return the text as typed and with its shorthand written out; then the records' words.

        The later ones only if the earlier ones find nothing: they stand for a part of the text.
        """
        whole = expand(typed)
        first = [(typed, 1.0)] + ([(whole, _WRITTEN_OUT)] if whole != typed else [])
        return [first, [(words, 1.0) for words in in_other_words(whole.lower())]]

    def _by_words(self, text: str, prior: Floats, readable: Bools) -> list[tuple[int, float]]:
        """Return the phrases that hold the words, with a score each, in no order.

        `readable` says of each phrase whether it may be shown.
        """
        typed = [self._index.from_keys(word) for word in words_of(text)[:_MOST_WORDS]]
        if not typed:
            return []
        last = len(typed) - 1
        fits = [self._index.fit(word, is_last=place == last) for place, word in enumerate(typed)]
        together = np.stack([fit.holds for fit in fits])
        held = (together > 0).sum(axis=0)
        shown = readable & ~self._is_form if not any(map(str.isdigit, text)) else readable
        enough = (held == len(typed)) & shown
        if not enough.any() and len(typed) >= _MAY_MISS:
            enough = (held == last) & shown
        candidates = np.flatnonzero(enough)
        rough = (
            together[:, candidates].mean(axis=0)
            + _COVERED * np.minimum(1.0, len(typed) / self._index.lengths[candidates])
            + _AT_START * fits[0].begins[candidates]
            + prior[self._owner[candidates]]
        )
        if len(candidates) > _LOOKED_AT:
            chosen = np.argpartition(-rough, _LOOKED_AT)[:_LOOKED_AT]
            candidates, rough = candidates[chosen], rough[chosen]
        meant = [fit.words for fit in fits]
        accents = text.lower() if has_diacritics(text) else ""
        scored = []
        for phrase, score in zip(candidates.tolist(), rough.tolist(), strict=True):
            whole = score + self._finer(phrase, meant, accents)
            scored.append((phrase, whole * float(self._factor[phrase])))
        return scored

    def _finer(self, phrase: int, meant: Sequence[Sequence[str]], accents: str) -> float:
        """Return what the order of the words and their diacritics add."""
        words, initials = self._index.words[phrase], self._index.initials[phrase]
        first = meant[0][0]
        if len(meant) == 1 and first not in words and initials.startswith(first):
            return _IN_ORDER + _COVERED * len(first) / len(initials)
        bonus = _IN_ORDER * _longest_run(words, meant) / len(meant)
        return bonus + (_ACCENTS if accents and accents in self._phrases[phrase].lower() else 0.0)


def standing_of(procedure: Procedure, today: date) -> Standing:
    """Return whether a procedure may be used today."""
    return _standing(_entry(procedure), today)


def _standing(entry: _Entry, today: date) -> Standing:
    if entry.is_misfiled:
        return Standing.MISFILED
    if entry.valid_to and entry.valid_to < today:
        return Standing.EXPIRED
    if entry.valid_from and entry.valid_from > today:
        return Standing.COMING
    return Standing.REPLACED if entry.is_replaced else Standing.CURRENT


def _entry(procedure: Procedure) -> _Entry:
    return _Entry(
        code=procedure.code,
        name=procedure.name,
        domain=procedure.domain,
        levels=procedure.levels,
        audience=procedure.audience,
        valid_from=procedure.valid_from,
        valid_to=procedure.valid_to,
        is_replaced=procedure.replaced_by is not None,
        is_misfiled=procedure.is_misfiled(),
        worth=_worth(procedure),
    )


def _worth(procedure: Procedure) -> float:
    """Return more for the commune's procedures, and for those that many ask for."""
    asked = min(1.0, len(procedure.asked_as) / _OFTEN_ASKED)
    return (_COMMUNE if Level.COMMUNE in procedure.levels else 0.0) + _ASKED * asked


def _longest_run(words: Sequence[str], meant: Sequence[Sequence[str]]) -> int:
    """Return how many typed words in a row begin words in a row; the first ones from the start."""
    starts = [tuple(each) for each in meant]
    longest = 0
    for begin in range(len(words)):
        length = 0
        for word, start in zip(words[begin:], starts, strict=False):
            if not word.startswith(start):
                break
            length += 1
        longest = max(longest, length)
        if longest == len(starts):
            break
    return longest
