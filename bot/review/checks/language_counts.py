"""Which syllables stand beside each other in correct text: counts, a dictionary, our own terms."""

import gzip
import importlib.util
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from itertools import pairwise
from math import log
from pathlib import Path

import regex
import yaml

from bot.review.checks.language_syllables import is_syllable
from knowledge.text import modern_tones
from knowledge.types import KnowledgeError

_RUN = regex.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
# A pair seen once may be a slip itself.
_LEAST = 2
_MOST = 999
# What a pair of the dictionary, or of our terms, weighs as if seen in text.
_DICTIONARY = 3
_TERM = 30
_OWN = 30
_SHARE_OF_PAIRS = 0.8


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Counts of syllables and of pairs of neighbours, "chuyển đổi"."""

    single: Mapping[str, int]
    pairs: Mapping[str, int]
    dictionary: frozenset[str]
    """Pairs inside the words of the general language."""
    terms: frozenset[str]
    """Pairs inside our own terms."""
    total: int
    own: Mapping[str, int] = field(default_factory=dict)
    """What pairs of the document at hand weigh on top."""

    def after(self, said: Iterable[tuple[str, str]]) -> "Counts":
        """Return counts in which pairs that a document says itself weigh more, if we know them.

        What we never saw stays unseen: slips of the document must not vouch for themselves.
        """
        mentioned = Counter(f"{a} {b}" for a, b in said if self.is_known(a, b))
        return replace(self, own={pair: _OWN * n for pair, n in mentioned.items()})

    def is_known(self, a: str, b: str) -> bool:
        """Say whether the two may stand side by side, as far as we know."""
        pair = f"{a} {b}"
        return pair in self.pairs or pair in self.dictionary or pair in self.terms

    def seen(self, a: str, b: str) -> int:
        """Return how often the two stand side by side, a word of the language counting more."""
        pair = f"{a} {b}"
        return (
            self.pairs.get(pair, 0)
            + self.own.get(pair, 0)
            + _DICTIONARY * (pair in self.dictionary)
            + _TERM * (pair in self.terms)
        )

    def follows(self, a: str, b: str) -> float:
        """Return log p(b | a), smoothed by p(b)."""
        seen = self.seen(a, b)
        given = max(self.single.get(a, 0), seen) + 20
        share = (self.single.get(b, 0) + 0.5) / self.total
        return log(_SHARE_OF_PAIRS * seen / given + (1 - _SHARE_OF_PAIRS) * share)


def count(sentences: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Count the syllables and pairs of sentences, each of which is worth one mention."""
    single: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for sentence in sentences:
        for run in _RUN.findall(modern_tones(sentence).lower()):
            found = [each if is_syllable(each) else "" for each in run.split(" ")]
            single.update(each for each in found if each)
            pairs.update(f"{a} {b}" for a, b in pairwise(found) if a and b)
    return single, pairs


def save(single: Mapping[str, int], pairs: Mapping[str, int], path: Path) -> None:
    """Write counts, the same bytes for the same counts; what was seen once is left out."""
    lines = [f"{a} {min(n, 10**6)}" for a, n in sorted(single.items()) if n >= _LEAST]
    lines.append("")
    followers: dict[str, list[str]] = {}
    for pair, n in sorted(pairs.items()):
        if n >= _LEAST:
            a, b = pair.split(" ")
            followers.setdefault(a, []).append(f"{b}:{min(n, _MOST)}")
    lines.extend(f"{a} {' '.join(after)}" for a, after in followers.items())
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write("\n".join(lines).encode())


@cache
def counts() -> Counts:
    """Return the counts we ship. Raises KnowledgeError when the dictionary is not installed."""
    packed = (resources.files("bot.review") / "data" / "pairs.txt.gz").read_bytes()
    single: dict[str, int] = {}
    pairs: dict[str, int] = {}
    lines = io.StringIO(gzip.decompress(packed).decode())
    for line in lines:
        if line == "\n":
            break
        a, n = line.split(" ")
        single[a] = int(n)
    for line in lines:
        a, *after = line.split()
        for each in after:
            b, n = each.split(":")
            pairs[f"{a} {b}"] = int(n)
    return Counts(
        single=single,
        pairs=pairs,
        dictionary=dictionary_pairs(),
        terms=frozenset(f"{a} {b}" for term in terms() for a, b in pairwise(term)),
        total=sum(single.values()),
    )


@cache
def terms() -> frozenset[tuple[str, ...]]:
    """Return the fixed terms of administration and digital transformation, by syllables."""
    file = resources.files("bot.review") / "data" / "terms.yaml"
    topics = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return frozenset(
        tuple(modern_tones(term.lower()).split())
        for listed in topics.values()
        for term in listed.split(",")
        if len(term.split()) > 1
    )


def dictionary_pairs() -> frozenset[str]:
    """Return the pairs inside words of the general language, as underthesea (Apache-2.0) has them.

    Reads its file without importing it. Raises KnowledgeError when it is not there.
    """
    spec = importlib.util.find_spec("underthesea")
    if spec is None or not spec.submodule_search_locations:
        raise KnowledgeError("underthesea is not installed: its dictionary is needed")
    path = Path(spec.submodule_search_locations[0], "corpus", "data", "Viet74K.txt")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(
            f"{path.name} of underthesea cannot be read ({error}): install the pinned version again"
        ) from error
    found: set[str] = set()
    for line in modern_tones(text).lower().split("\n"):
        parts = line.split()
        if len(parts) > 1:
            found.update(f"{a} {b}" for a, b in pairwise(parts))
    return frozenset(found)
