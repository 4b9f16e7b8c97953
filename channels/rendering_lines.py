"""Lay an answer out as paragraphs of lines, each with the HTML that it may have."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bot.types import Answer
from bot.wording import day
from channels.contract import AnswerBody, CheckItemBody, CitationBody, answer_json
from channels.shown import (
    NOT_BROUGHT,
    dated_line,
    due_day,
    is_https,
    item_line,
    parts,
    step_line,
)
from channels.split_text import readable
from knowledge.text import fold

TO_BRING = "Giấy tờ cần mang:"
_WARNING = "⚠️"
# A longer line that ends in ":" is a sentence.
_HEADING_LENGTH = 60
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a message."""

    text: str
    html: str
    is_whole: bool = False
    """Not to be cut: a source with its link."""


Paragraph = tuple[Line, ...]


def paragraphs(answer: Answer) -> list[Paragraph]:
    """Return what a message says besides what it offers, in reading order."""
    body = answer_json(answer, id="", ms=0)
    return [paragraph for paragraph in _paragraphs(body) if paragraph]


def plain_lines(text: str) -> Paragraph:
    """Return a text as lines; short ones that end in a colon are headings."""
    return tuple(_line(line.rstrip()) for line in readable(text).strip().split("\n"))


def _paragraphs(body: AnswerBody) -> Iterator[Paragraph]:
    if body.notice:
        yield tuple(_wrapped(line, "i") for line in plain_lines(body.notice))
    if step := step_line(body.form):
        yield (_wrapped(_line(step), "b"),)
    for is_warning, text in parts(readable(body.text), [readable(w.text) for w in body.warnings]):
        yield _warning(text) if is_warning else plain_lines(text)
    yield tuple(_facts(body))
    yield _papers(body)
    yield tuple(_sources(body))


def _line(text: str) -> Line:
    html = escape(text)
    is_heading = text.endswith(":") and len(text) <= _HEADING_LENGTH
    return Line(text=text, html=f"<b>{html}</b>" if is_heading else html)


def _wrapped(line: Line, tag: str) -> Line:
    return Line(text=line.text, html=f"<{tag}>{escape(line.text)}</{tag}>" if line.text else "")


def _warning(text: str) -> Paragraph:
    return plain_lines(text if text.startswith("⚠") else f"{_WARNING} {text}")


def _facts(body: AnswerBody) -> Iterator[Line]:
    """Yield the code of a report and the day a result is due."""
    if body.ticket:
        code = readable(body.ticket)
        html = f"Mã phản ánh: <b>{escape(code)}</b>"
        yield Line(text=f"Mã phản ánh: {code}", html=html, is_whole=True)
    if body.due and day(body.due) not in body.text:
        yield _line(f"Nếu nộp hôm nay, hạn trả: {due_day(body.due)}.")


def _papers(body: AnswerBody) -> Paragraph:
    """Return the papers that the text does not name already."""
    said = _words(body.text)
    lines: list[Line] = []
    to_bring = [item for item in body.checklist if item.is_needed]
    if not all(_is_said(item, said) for item in to_bring):
        lines += [_line(TO_BRING), *_items(to_bring)]
    spared = [item for item in body.checklist if not item.is_needed]
    if not all(_is_said(item, said) for item in spared):
        lines += [_line(f"{NOT_BROUGHT}:"), *_items(spared)]
    return tuple(lines)


def _items(items: Iterable[CheckItemBody]) -> list[Line]:
    return [_line(f"- {' '.join(readable(item_line(item)).split())}") for item in items]


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(fold(text)))} "


def _is_said(item: CheckItemBody, said: str) -> bool:
    return _words(item.text) in said and (not item.form or _words(item.form) in said)


def _sources(body: AnswerBody) -> Iterator[Line]:
    if dated := dated_line(body):
        yield _line(dated)
    sources = list(dict.fromkeys(_source(citation, body) for citation in body.citations))
    if len(sources) == 1:
        yield _titled("Nguồn: ", *sources[0])
    elif sources:
        yield _line("Nguồn:")
        yield from (_titled("- ", *source) for source in sources)


def _source(citation: CitationBody, body: AnswerBody) -> tuple[str, str, str]:
    """Return a source's title, its number and days, and its link; "" for what it has not."""
    title = " ".join(readable(citation.title).split())
    told = [
        f"số {citation.number}" if citation.number and citation.number not in title else "",
        f"ngày {day(citation.date)}" if citation.date else "",
        f"dữ liệu ngày {day(citation.as_of)}"
        if citation.as_of and citation.as_of != body.as_of
        else "",
    ]
    url = citation.url if citation.url and is_https(citation.url) else ""
    return title, readable(", ".join(filter(None, told))), readable(url)


def _titled(before: str, title: str, told: str, url: str) -> Line:
    after = f", {told}" if told else ""
    linked = f'<a href="{escape(url)}">{escape(title)}</a>' if url else escape(title)
    return Line(
        text=f"{before}{title}{after}" + (f": {url}" if url else ""),
        html=f"{before}{linked}{escape(after)}",
        is_whole=True,
    )


def marks(lines: Sequence[Paragraph]) -> dict[str, str]:
    """Return the HTML of each line of a message by the line."""
    return {line.text: line.html for paragraph in lines for line in paragraph}
