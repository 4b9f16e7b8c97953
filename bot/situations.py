"""Recognise a message that fits several procedures, and read which of them is meant."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.aspect import find_aspects
from bot.situation_words import (
    ABOUT,
    CHILD,
    ELDER,
    Told,
    Word,
    places_of,
    told,
    without_cost,
    words_of,
    words_of_data,
)
from bot.topic import leaves_topic, named_in
from knowledge.situations import Situation, Way
from knowledge.text import fold
from knowledge.types import Aspect

# A longer message tells a story; whatever it tells is worth a search.
_MAX_WORDS = 40
# Turns that speak of what was discussed before.
_REFERRING = ("thủ tục này", "hồ sơ này", "giấy này", "giấy tờ này", "cái này", "việc này")
_OR = frozenset({"hay", "hoac"})
# Clauses, to leave out the one that puts aside what was discussed: "thôi để sau, cho hỏi …".
_CLAUSE = re.compile(r"(?<=[,.;!?])\s+")
# Who says what is to be done names more than a subject, and "thủ tục" asks for the one procedure.
_DOES = re.compile(
    r"\b(?:dang ky|cap|xin(?! hoi)|lam(?! sao)|nop|mo|mua|dong|khai(?! (?:sinh|sanh|tu))|doi"
    r"|thu tuc|muon(?! (?:duoc )?(?:hoi|tu van|biet))|can(?! (?:cuoc|hoi|tu van|duoc (?:huong|tu)))"
    r"|ho tro|huong(?! dan))\b"
)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """One situation, ready to be compared with a message."""

    situation: Situation
    place: int
    """Where it stands among all situations; of two that fit alike the earlier one counts."""
    own: frozenset[str]
    """Every word of its phrases: mixed, they still leave the procedure open."""
    bare_own: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class _Phrase:
    """One way to say a situation: the words that must be said, with and without diacritics."""

    words: tuple[tuple[str, str], ...]
    known: _Known


@dataclass(frozen=True, kw_only=True)
class Known:
    """All situations, made ready once."""

    by_word: Mapping[str, Sequence[_Phrase]]
    """The phrases, under the bare form of the word that the fewest of them share."""
    situations: tuple[Situation, ...] = ()


NO_SITUATIONS = Known(by_word={})


def known(situations: Sequence[Situation]) -> Known:
    """Make the situations ready for `recognise`."""
    phrases = [
        _Phrase(words=tuple((word, fold(word)) for word in sorted(core(phrase))), known=entry)
        for place, situation in enumerate(situations)
        for entry in (_known(situation, place),)
        for phrase in entry.situation.asked_as
    ]
    times = Counter(bare for phrase in phrases for _, bare in phrase.words)
    by_word: dict[str, list[_Phrase]] = {}
    for phrase in phrases:
        if phrase.words:
            rarest = min((bare for _, bare in phrase.words), key=lambda bare: (times[bare], bare))
            by_word.setdefault(rarest, []).append(phrase)
    return Known(by_word=by_word, situations=tuple(situations))


def without(situations: Known, is_hidden: Callable[[str], bool]) -> Known:
    """Return the situations without ways to hidden records, and without those that offer none."""
    if not any(is_hidden(way.to) for each in situations.situations for way in each.choices):
        return situations
    open_ways = [
        (each, tuple(way for way in each.choices if not is_hidden(way.to)))
        for each in situations.situations
    ]
    return known([replace(each, choices=ways) for each, ways in open_ways if len(ways) > 1])


def core(phrase: str) -> frozenset[str]:
    """Return the words of a phrase that say something beyond courtesy and asking."""
    return frozenset(
        each.typed
        for each in told(words_of(phrase))
        if each.is_telling or each.typed in (ABOUT, ELDER)
    )


def recognise(question: str, situations: Known) -> Situation | None:
    """Return the situation that the message says and says nothing beyond, if there is one.

    Of two, the one of which the message says more. None if a word of the message settles which
    choice is meant, or if it speaks of "thủ tục này".
    """
    question = _without_leaving(question)
    words = words_of(question)
    if not words or len(words) > _MAX_WORDS or any(places_of(words, turn) for turn in _REFERRING):
        return None
    read = list(told(words))
    best = _said_in(read, words, situations)
    if best is None and only_names(question):
        about = Told(typed=ABOUT, bare=ABOUT, is_telling=False)
        best = _said_in([*read, about], words, situations)
    if best is None or any(places_of(words, turn) for turn in best.unless):
        return None
    return None if settle(best, question) else best


def _said_in(read: Sequence[Told], words: Sequence[Word], situations: Known) -> Situation | None:
    """Return the situation whose longest phrase is said, if nothing is said beyond it."""
    said: dict[str, list[Told]] = {}
    for each in read:
        said.setdefault(each.bare, []).append(each)
    telling = [each for each in read if each.is_telling]
    candidates = (
        phrase
        for bare in said
        for phrase in situations.by_word.get(bare, ())
        if all(other in said for _, other in phrase.words)
    )
    return next(
        (
            phrase.known.situation
            for phrase in sorted(candidates, key=lambda each: (-len(each.words), each.known.place))
            if _is_said(phrase, said) and _says_no_more(telling, phrase.known, words)
        ),
        None,
    )


def only_names(question: str) -> bool:
    """Say whether the message names a subject and neither asks nor does anything."""
    plain = " ".join(word.bare for word in words_of(question))
    is_asking = bool(set(find_aspects(question)) - {Aspect.STEPS})
    return not (is_asking or _DOES.search(plain) or named_in(question).action)


def _without_leaving(text: str) -> str:
    """Return the text without the clauses that only put an earlier topic aside."""
    clauses = _CLAUSE.split(text)
    kept = [each for each in clauses[:-1] if not leaves_topic(each)]
    return " ".join([*kept, clauses[-1]])


def settle(situation: Situation, text: str) -> Way | None:
    """Return the one choice that the words name by its title or `means`, if it is one.

    Words after "không" or "chưa" name none, unless the choice itself begins so.
    """
    named = _named(situation, without_cost(words_of(text)))
    return next(iter(named.values())) if len(named) == 1 else None


def _known(situation: Situation, place: int) -> _Known:
    own: frozenset[str] = frozenset().union(*map(core, situation.asked_as))
    return _Known(
        situation=situation, place=place, own=own, bare_own=frozenset(fold(word) for word in own)
    )


def _is_said(phrase: _Phrase, said: Mapping[str, Sequence[Told]]) -> bool:
    """Say whether the message holds all words of the phrase.

    One of them must tell something: relatives and words like fillers ("bố ở nhà") are in any.
    """
    fitting = [
        [each for each in said.get(bare, ()) if each.fits(word, bare)]
        for word, bare in phrase.words
    ]
    return all(fitting) and any(
        each.is_telling and each.bare != CHILD for found in fitting for each in found
    )


def _says_no_more(telling: Sequence[Told], entry: _Known, words: Sequence[Word]) -> bool:
    """Say whether nothing is told beyond the situation's own words.

    Words of its choices are beyond it, unless the message asks which of two: "cho người thuê
    hay người nhà".
    """
    beyond = [
        each
        for each in telling
        if each.typed not in entry.own
        and not (each.typed == each.bare and each.bare in entry.bare_own)
    ]
    if not beyond:
        return True
    if not any(word.bare in _OR for word in words):
        return False
    ways = [way for way in entry.situation.choices if _is_named(way, words)]
    of_choices = {
        word.bare
        for way in entry.situation.choices
        for turn in (way.title, *way.means)
        for word in words_of_data(turn)
    }
    return len(ways) > 1 and of_choices.issuperset(each.bare for each in beyond)


def _is_named(way: Way, words: Sequence[Word]) -> bool:
    return any(places_of(words, turn) for turn in (way.title, *way.means))


def _named(situation: Situation, words: Sequence[Word]) -> dict[str, Way]:
    """Return the choices that the words name, by their code; a longer name hides one inside it."""
    hits = [
        (start, start + len(words_of_data(turn)), way)
        for way in situation.choices
        for turn in (way.title, *way.means)
        for start in places_of(words, turn)
        if not _is_denied(words, start)
    ]
    return {
        way.to: way
        for start, end, way in hits
        if not any(
            other is not way and s <= start and end <= e and e - s > end - start
            for s, e, other in hits
        )
    }


def _is_denied(words: Sequence[Word], start: int) -> bool:
    before = [word.bare for word in words[max(0, start - 2) : start]]
    return bool(before) and (before[-1] in ("khong", "chua") or before == ["khong", "phai"])
