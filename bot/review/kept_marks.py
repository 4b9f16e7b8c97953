"""Know a finding and a document again in the next version, by hashes instead of words."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.review.flat import flats
from bot.review.types import BlockKind, Document, Finding, Span

# Enough that "Ủy ban nhân dân phường" before a number does not make two places one.
_AROUND = 8
_WORD = re.compile(r"\w+")
_PART = re.compile(r"[.;:!?…]\s|\t")
# Shorter ones, like "Nơi nhận:", stand in every document.
_LONG = 8
_KEPT = 200
# Two of the five plans of wards share .25 of their sentences at most; of each the version with
# every fifth line changed .63 to .96, that with a sixth cut out .80 to .99.
_SAME = 0.5
_FEWEST = 3


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A finding as it is remembered."""

    rule: str
    quote: str
    """Hash of the words, of eight words before and of eight behind them."""
    before: str
    after: str


def mark_of(document: Document, finding: Finding, *, salt: str) -> Mark:
    """Return how the finding is known again."""
    text, span = document.text, finding.span
    quote = " ".join(document.quote(span).split())
    return Mark(
        rule=finding.rule,
        quote=_hash(quote, salt),
        before=_hash(_words_before(text, span), salt),
        after=_hash(_words_behind(text, span), salt),
    )


def is_same(one: Mark, other: Mark) -> bool:
    """Say whether both are one finding: what stands before or behind it may have been changed."""
    if (one.rule, one.quote) != (other.rule, other.quote):
        return False
    return one.before == other.before or one.after == other.after


def sentences(document: Document) -> list[str]:
    """Return hashes of the document's long sentences; who knows a sentence can find its hash.

    Not more than 200, chosen by their hashes: so the same ones in every version.
    """
    found = set()
    for each in flats(document, BlockKind.PARAGRAPH, BlockKind.ROW):
        for part in _PART.split(each.text.casefold()):
            words = _WORD.findall(part)
            if len(words) >= _LONG:
                found.add(hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest())
    return sorted(found)[:_KEPT]


def sketch(hashes: Iterable[str], *, salt: str) -> list[str]:
    """Return the hashes as they are kept: of no use without the salt."""
    return sorted(_hash(each, salt) for each in hashes)


def is_version(hashes: Sequence[str], of: Sequence[str], *, salt: str) -> bool:
    """Say whether a document with these sentences is a version of the one with that sketch."""
    mine, theirs = set(sketch(hashes, salt=salt)), set(of)
    shared, least = len(mine & theirs), min(len(mine), len(theirs))
    return shared >= _FEWEST and shared >= _SAME * least


def _words_before(text: str, span: Span) -> str:
    words = _WORD.findall(text[max(0, span.start - 400) : span.start])
    return " ".join(words[-_AROUND:]).casefold()


def _words_behind(text: str, span: Span) -> str:
    words = _WORD.findall(text[span.end : span.end + 400])
    return " ".join(words[:_AROUND]).casefold()


def _hash(words: str, salt: str) -> str:
    return hashlib.blake2b(words.encode(), key=bytes.fromhex(salt), digest_size=16).hexdigest()
