"""Put the papers of an answer's list into its text, where it does not name them yet.

The text names the usual papers and sums up the rest. A page folds the whole list away; a message
cannot, and nobody wants to read the same papers twice.
"""

import re
from collections.abc import Sequence

from channels.contract import CheckItemBody
from channels.shown import NOT_BROUGHT, item_line
from channels.split_text import readable
from knowledge.text import fold

_TO_BRING = "Giấy tờ cần mang:"
_BULLET = "- "
# As bot/compose_papers.py sums up what it has no lines for.
_SUMMED_UP = re.compile(
    r"- Tùy trường hợp còn cần: (?P<names>.+?)(?: và giấy khác ghi ở nguồn)?\.?"
)
_REMARK = " – "
_WORD = re.compile(r"\w+")


def with_papers(text: str, checklist: Sequence[CheckItemBody]) -> str:
    """Return the text with the papers to bring that it does not name, then those to leave."""
    lines = text.split("\n")
    new = unsaid(text, checklist)
    bring = [_line(item) for item in new if item.is_needed]
    leave = [_line(item) for item in new if not item.is_needed]
    told = " ".join(map(_words, (*bring, *leave)))
    merged = [line for line in _merged(lines, bring, checklist) if not _is_sum(line, told)]
    parts = ["\n".join(merged)]
    if leave:
        parts.append("\n".join([f"{NOT_BROUGHT}:", *leave]))
    return "\n\n".join(parts)


def unsaid(text: str, checklist: Sequence[CheckItemBody]) -> list[CheckItemBody]:
    """Return the papers that the text does not name in a line of their own."""
    said = [_words(line) for line in text.split("\n") if line.startswith(_BULLET)]
    return [item for item in checklist if not _is_said(item, said)]


def _merged(
    lines: Sequence[str], bring: Sequence[str], checklist: Sequence[CheckItemBody]
) -> list[str]:
    """Return the lines with the papers behind the last one that the list knows."""
    if not bring:
        return list(lines)
    named = [place for place, line in enumerate(lines) if _is_listed(line, checklist)]
    if not named:
        return [*lines, "", _TO_BRING, *bring]
    return [*lines[: named[-1] + 1], *bring, *lines[named[-1] + 1 :]]


def _is_sum(line: str, told: str) -> bool:
    """Tell whether a line sums up papers that all have a line of their own."""
    found = _SUMMED_UP.fullmatch(line)
    names = found["names"].split(";") if found else []
    return found is not None and all(_words(_before_cut(name)) in told for name in names)


def _is_listed(line: str, checklist: Sequence[CheckItemBody]) -> bool:
    said = [_words(line)] if line.startswith(_BULLET) else []
    return any(_is_said(item, said) for item in checklist)


def _is_said(item: CheckItemBody, said: Sequence[str]) -> bool:
    name = _words(_before_cut(item.text.partition(_REMARK)[0]))
    code = _words(item.form or "")
    return any(line.startswith(name) and code in line for line in said)


def _before_cut(text: str) -> str:
    return text.partition("…")[0]


def _line(item: CheckItemBody) -> str:
    return _BULLET + " ".join(readable(item_line(item)).split())


def _words(text: str) -> str:
    return " ".join(["", *_WORD.findall(fold(text)), ""])
