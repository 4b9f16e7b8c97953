"""Lay an answer out as paragraphs of lines, each with the HTML that it may have."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from bot import phrases
from bot.types import Answer
from bot.wording import day
from channels.contract import AnswerBody, CitationBody, answer_json, staff_mark
from channels.rendering_buttons import cut_title
from channels.rendering_papers import with_papers
from channels.shown import (
    dated_line,
    due_day,
    is_https,
    parts,
    step_line,
)
from channels.split_text import readable
from knowledge.types import Audience

_WARNING = "⚠️"
# A longer line that ends in ":" is a sentence.
_HEADING_LENGTH = 60
# "Đăng ký kết hôn (mã 1.000894).": what the answer is about.
_PROCEDURE = re.compile(r"[^-].*\(mã [\w.-]+\)\.")
# A code that stands further on is overlooked.
_OPENING = 40
_TITLE_LENGTH = 120


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
    body = answer_json(replace(answer, audience=Audience.PUBLIC), id="", ms=0)
    said = [paragraph for paragraph in _paragraphs(body) if paragraph]
    mark = plain_lines(staff_mark(answer))
    return [(*mark, *said[0]), *said[1:]] if said else said


def plain_lines(text: str) -> Paragraph:
    """Return a text as lines; short ones that end in a colon are headings."""
    text = readable(text).strip()
    return tuple(_line(line.rstrip()) for line in text.split("\n")) if text else ()


def _paragraphs(body: AnswerBody) -> Iterator[Paragraph]:
    notice = tuple(_wrapped(line, "i") for line in plain_lines(body.notice))
    text = with_papers(readable(body.text), body.checklist)
    # Whoever is in danger reads whom to call first, and what happens to data last.
    urgent = next((said for said in (phrases.URGENT, phrases.CRISIS) if text.startswith(said)), "")
    yield (_wrapped(_line(urgent), "b"),) if urgent else notice
    step = step_line(body.form)
    said = _said(text.removeprefix(urgent), [readable(warning.text) for warning in body.warnings])
    first = next(said, ())
    yield (_wrapped(_line(step), "b"), *first) if step else first
    yield from said
    yield tuple(_facts(body))
    yield tuple(_sources(body))
    if urgent:
        yield notice


def _said(text: str, warnings: Sequence[str]) -> Iterator[Paragraph]:
    for is_warning, part in parts(text, warnings):
        yield _warning(part) if is_warning else plain_lines(part)


def _line(text: str) -> Line:
    html = escape(text)
    is_short = len(text) <= _HEADING_LENGTH
    is_heading = (text.endswith(":") and is_short) or _PROCEDURE.fullmatch(text)
    return Line(text=text, html=f"<b>{html}</b>" if is_heading else html)


def _wrapped(line: Line, tag: str) -> Line:
    return Line(text=line.text, html=f"<{tag}>{escape(line.text)}</{tag}>" if line.text else "")


def _warning(text: str) -> Paragraph:
    return plain_lines(text if text.startswith("⚠") else f"{_WARNING} {text}")


def _facts(body: AnswerBody) -> Iterator[Line]:
    """Yield the code of a report and the day a result is due."""
    if body.ticket and not 0 <= body.text.find(body.ticket) < _OPENING:
        code = readable(body.ticket)
        html = f"Mã phản ánh: <b>{escape(code)}</b>"
        yield Line(text=f"Mã phản ánh: {code}", html=html, is_whole=True)
    if body.due and f"{body.due:%d/%m}" not in body.text:
        yield _line(f"Nếu nộp hôm nay, hạn trả: {due_day(body.due)}.")


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
    whole = " ".join(readable(citation.title).split())
    title = cut_title(whole, _TITLE_LENGTH)
    told = [
        f"số {citation.number}" if citation.number and citation.number not in whole else "",
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
