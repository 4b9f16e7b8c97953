"""Cut a text into messages that a platform takes, where a reader would pause.

Between paragraphs if it can be, then between list items, sentences, words, and last between
characters as a reader sees them (grapheme clusters): 👨‍👩‍👧 is one, whatever it is made of.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

import regex

Measure = Callable[[str], int]

# A cut between paragraphs is worth a message that is no fuller than so; a guess.
_FULL_ENOUGH = 0.5
# Where a text may be cut, the best first: the cut comes where the match begins.
_PAUSES = (
    regex.compile(r"\n\s*\n"),
    regex.compile(r"\n"),
    # "1." at the start of a line is a number and no sentence.
    regex.compile(r"(?m)(?<!^[ ]*\d{1,2}[.)])(?<=[.!?…][\"”’)]?)\s+(?=\S)"),
)
_SPACE = regex.compile(r"\s+")
# What is of no use in halves: links, tags, entities, telephone numbers and amounts.
_WHOLE = regex.compile(
    r"(?is)<a\b[^<>]{0,2000}>.{0,500}?</a>|</?[a-z][^<>]{0,2000}>"
    r"|&(?:#\d+|#x[0-9a-f]+|[a-z]\w{0,30});|https?://\S+|\d[\d .,/-]{0,30}\d"
)
_GRAPHEME = regex.compile(r"\X")
_HEADING = regex.compile(r"(?:.*:(?:</b>)?|\s*<b>[^<]*</b>)\s*")
# Zero-width and bidirectional controls rearrange what others read. Those that join emoji, or spell
# the flag of a region, stay.
_UNSEEN = regex.compile(
    r"(?P<emoji>\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*+"
    r"(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*+)++"
    r"|\U0001F3F4[\U000E0020-\U000E007F]{1,8}+)"
    r"|[\p{Cf}\p{Cs}]|[\p{Cc}--\n]",
    regex.V1,
)
_LINE_END = regex.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")


def code_points(text: str) -> int:
    """Return the length of a text in Unicode code points."""
    return len(text)


def utf16_units(text: str) -> int:
    """Return the length of a text in UTF-16 code units, as Telegram counts: 2 for most emoji."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def readable(text: str) -> str:
    """Return a text in NFC without what is not seen: controls, zero-width and bidirectional marks.

    Line ends become newlines, a tab a space. Applied twice it changes nothing more.
    """
    text = _LINE_END.sub("\n", text.replace("\t", " "))
    # What is taken away may have stood between a letter and its accent, or within a joined emoji.
    while (shown := unicodedata.normalize("NFC", _UNSEEN.sub(_emoji, text))) != text:
        text = shown
    return text


def _emoji(found: regex.Match[str]) -> str:
    return found["emoji"] or ""


def split_text(
    text: str, limit: int, measure: Measure = code_points, *, whole: Sequence[str] = ()
) -> list[str]:
    """Return the text in NFC as pieces of at most `limit`, as `measure` counts; [] for no words.

    No cut falls within one of `whole` (citations), a link, tag, entity or number, unless that
    alone is over the limit, and no heading ends a piece, except where nothing else is possible.
    Spaces at a cut are dropped. A `<b>` that spans more than a piece is not closed. Raises
    ValueError if limit < 2.
    """
    if limit < 2:
        raise ValueError(f"a message of at most {limit} characters holds no text")
    rest = unicodedata.normalize("NFC", text).strip()
    pieces: list[str] = []
    while measure(rest) > limit:
        cut = _cut(rest, limit, measure, whole)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def _cut(text: str, limit: int, measure: Measure, whole: Sequence[str]) -> int:
    """Return where the first piece of a text ends that is over the limit."""
    most = _longest(text, limit, measure)
    spans = _held(text, most, whole)
    held = [(start, end) for start, end in spans if measure(text[start:end]) <= limit]

    def is_within(cut: int) -> bool:
        return any(start < cut < end for start, end in held)

    def is_good(cut: int) -> bool:
        return bool(text[:cut].strip()) and not is_within(cut)

    for pause in _PAUSES:
        for cut in reversed(_starts(pause, text, most)):
            if measure(text[:cut]) < limit * _FULL_ENOUGH:
                break
            if is_good(cut) and not _ends_in_heading(text[:cut]):
                return cut
    cuts = [cut for cut in _starts(_SPACE, text, most) if is_good(cut)]
    good = [cut for cut in cuts if not _ends_in_heading(text[:cut])]
    if good or cuts:
        return (good or cuts)[-1]
    starts = [start for start, end in held if start < most < end and text[:start].strip()]
    return min(starts, default=most)


def _starts(pause: regex.Pattern[str], text: str, most: int) -> list[int]:
    """Return where a piece could end, up to `most`, in order."""
    return [
        found.start() for found in pause.finditer(text, endpos=most + 2) if found.start() <= most
    ]


def _longest(text: str, limit: int, measure: Measure) -> int:
    """Return where the longest piece that fits would end: after a whole character, if one fits."""
    ends: list[int] = [found.end() for found in _GRAPHEME.finditer(text)]
    if fitting := bisect_right(ends, limit, key=lambda end: measure(text[:end])):
        return ends[fitting - 1]
    # One character with more marks upon it than a message holds.
    return bisect_right(range(1, ends[0] + 1), limit, key=lambda end: measure(text[:end]))


def _held(text: str, most: int, whole: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans about `most` and before it that are not to be cut."""
    for found in _WHOLE.finditer(text):
        if found.start() >= most:
            break
        yield found.span()
    for kept in filter(None, whole):
        start = text.find(kept)
        while 0 <= start < most:
            yield start, start + len(kept)
            start = text.find(kept, start + len(kept))


def _ends_in_heading(piece: str) -> bool:
    return _HEADING.fullmatch(piece.rstrip().rsplit("\n", 1)[-1]) is not None
