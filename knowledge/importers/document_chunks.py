"""Cut the text of a document into passages long enough to be understood and found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.importers.plan_outline import Entry
from knowledge.importers.plan_words import pieces, word_count

MIN_WORDS = 60
MAX_WORDS = 150
"""Passages have about so many words; a table row, or a section with one sentence, may be shorter,
one long clause longer."""


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """One passage: its headings, words and lines."""

    path: tuple[str, ...]
    text: str
    line_from: int
    line_to: int
    row: tuple[tuple[str, str], ...] = ()


def chunks(entries: Sequence[Entry]) -> list[Chunk]:
    """Return the passages in order; short neighbours under one heading become one."""
    packed: list[Chunk] = []
    for chunk in (part for entry in entries for part in _parts(entry)):
        joined = _joined(packed[-1], chunk) if packed else None
        if joined:
            packed[-1] = joined
        else:
            packed.append(chunk)
    return packed


def _parts(entry: Entry) -> list[Chunk]:
    if entry.row:
        return [
            Chunk(path=entry.path, text=entry.text, line_from=entry.line_from,
                  line_to=entry.line_to, row=entry.row)
        ]  # fmt: skip
    parts = []
    for start, end in pieces(entry.text, MAX_WORDS):
        before = [line for offset, line in entry.starts if offset <= start]
        inside = [line for offset, line in entry.starts if start <= offset < end]
        first = before[-1] if before else entry.line_from
        last = entry.line_to if end == len(entry.text) else max([first, *inside])
        text = entry.text[start:end].strip()
        parts.append(Chunk(path=entry.path, text=text, line_from=first, line_to=last))
    return parts


def _joined(last: Chunk, following: Chunk) -> Chunk | None:
    """Return two passages as one, or None when they are to stay apart.

    Under one heading they are joined while they fit; of two headings, only when one is too short
    to stand alone and both stand under the same heading, whose name then leads. An article
    (Điều) is what people cite: it is never joined with another.
    """
    if last.row or following.row or following.line_from < last.line_from:
        return None
    common = _common(last.path, following.path)
    short = min(word_count(last.text), word_count(following.text)) < MIN_WORDS
    same = last.path == following.path
    near = (
        bool(common)
        and len(last.path) - len(common) <= 1
        and len(following.path) - len(common) <= 1
    )
    apart = (*last.path[len(common) :], *following.path[len(common) :])
    article = any(name.startswith("Điều ") for name in apart)
    if not same and (article or not (short and near)):
        return None
    text = f"{_under(last, common)}\n{_under(following, common)}"
    if word_count(text) > MAX_WORDS:
        return None
    return replace(last, path=common, text=text, line_to=max(last.line_to, following.line_to))


def _common(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return tuple(one[:same])


def _under(chunk: Chunk, path: Sequence[str]) -> str:
    """Return the words of a passage under fewer headings, the lost ones in front of them."""
    lost = [name for name in chunk.path[len(path) :] if not chunk.text.startswith(name)]
    return f"{' › '.join(lost)}: {chunk.text}" if lost else chunk.text
