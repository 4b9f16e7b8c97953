"""The kinds of things that residents report, and a guess from what is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from knowledge.text import clean, expand, fold, has_diacritics, modern_tones, syllables

OTHER = "other"
_PROPOSAL = "proposal"
# "Đề nghị phường" alone asks for anything, "nên lắp" for something new.
_WISHES_ONLY = 3


@dataclass(frozen=True, kw_only=True)
class Category:
    """One kind of report."""

    id: str
    title: str
    """In Vietnamese, as the resident is shown it."""
    accented: frozenset[str] = frozenset()
    """Phrases that tell of it in a message with diacritics."""
    bare: frozenset[str] = frozenset()
    """The same for a message without any."""


@cache
def categories() -> Mapping[str, Category]:
    """Return all categories by id, in the order of the file; the last is `other`."""
    path = resources.files("bot.tickets") / "categories.yaml"
    return {each["id"]: _category(each) for each in yaml.safe_load(path.read_text("utf-8"))}


def title(category: str) -> str:
    """Return how a category is called; one that is no longer kept counts as other."""
    known = categories()
    return known.get(category, known[OTHER]).title


def guess(content: str) -> str:
    """Return the id of the category that the words tell of most, `other` if that is not clear.

    Each phrase counts its syllables; of overlapping ones only the longest counts. A proposal is
    what is about nothing else.
    """
    typed = clean(content)
    said = modern_tones(expand(typed).lower())
    is_accented = has_diacritics(typed)
    words = syllables(said if is_accented else fold(said))
    phrases = _phrases(is_accented=is_accented)
    longest = max(map(len, phrases))
    scores: Counter[str] = Counter()
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            if found := phrases.get(tuple(words[at : at + length])):
                scores.update(dict.fromkeys(found, length))
                at += length - 1
                break
        at += 1
    if len(scores) > 1 and scores[_PROPOSAL] <= _WISHES_ONLY:
        # "Đề nghị phường dọn rác" asks for something, but it is about rubbish.
        del scores[_PROPOSAL]
    best = scores.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return OTHER
    return best[0][0]


@cache
def _phrases(*, is_accented: bool) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return the categories that each phrase, in syllables, tells of."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for each in categories().values():
        for phrase in each.accented if is_accented else each.bare:
            key = tuple(syllables(phrase))
            found[key] = (*found.get(key, ()), each.id)
    return found


def _category(read: Mapping[str, object]) -> Category:
    def phrases(key: str) -> list[str]:
        listed = read.get(key, [])
        return [modern_tones(str(each)) for each in listed] if isinstance(listed, list) else []

    either = phrases("either")
    return Category(
        id=str(read["id"]),
        title=str(read["title"]),
        accented=frozenset([*either, *phrases("accented")]),
        bare=frozenset([*map(fold, either), *phrases("bare")]),
    )
