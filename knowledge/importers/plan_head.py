"""Read the head of a plan: its title, year, number and date of issue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.importers.plan_blocks import Mark, classify, is_capitals
from knowledge.importers.plan_lines import Line
from knowledge.importers.plan_place import units_named
from knowledge.importers.plan_tables import Finding
from knowledge.importers.plan_words import sentence_case


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above the text of a plan."""

    title: str
    year: int | None
    number: str | None
    issued: date | None
    body: int
    """Index of the first line after the head."""
    title_lines: tuple[int, int] | None
    """First and last line of the title; None when it was taken from the text."""
    findings: tuple[Finding, ...]


_PREAMBLE = re.compile(
    r"(?:Thực hiện|Căn cứ|Để|Nhằm|Tiếp tục|Triển khai thực hiện|Trên cơ sở|Trong năm|Xét|Theo"
    r"|Ủy ban|Uỷ ban|UBND)\b"
)
_NUMBER_LINE = re.compile(r"\bSố\s*:?\s*([\w.…\- ]*?)\s*/\s*(KH\s*-\s*[\w-]+)")
_DATE_LINE = re.compile(
    r"ngày\s*(\d{1,2}|[.…_\s]*)\s*tháng\s*(\d{1,2}|[.…_\s]*)\s*năm\s*(\d{4}|[.…_\d\s]*)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:năm|giai đoạn)\s+(20\d\d)\b", re.IGNORECASE)
_STATED = re.compile(
    r"(?:Trên đây là|xây dựng|ban hành)\s+(?:nội dung\s+)?([Kk]ế hoạch\s+\S.{5,300}?)"
    r"(?=[;:,”]|\.\s|\.$|\./|$|\s+của U|\s+cụ thể|\s+như sau)",
    re.DOTALL,
)


def read_head(lines: Sequence[Line]) -> Head | None:
    """Return what the head says, or None when these lines are no plan."""
    start = _title_start(lines)
    if start is None:
        return _headless(lines)
    end = _title_end(lines, start)
    words = " ".join(line.text for line in lines[start:end])
    above = lines[:start]
    number, number_finding = _number(above)
    issued, date_finding = _issued(above)
    year = _year(words) or (issued.year if issued else None) or _stated_year(lines)
    title = _title(words)
    return Head(
        title=title,
        year=year,
        number=number,
        issued=issued,
        body=end,
        title_lines=(lines[start].number, lines[end - 1].number),
        findings=tuple(f for f in (number_finding, date_finding) if f),
    )


def _headless(lines: Sequence[Line]) -> Head | None:
    text = " ".join(line.text for line in lines)
    stated = sorted(_STATED.findall(text), key=lambda found: not _YEAR.search(found))
    closing = re.search(
        r"Trên đây là\s+(?:nội dung\s+)?(kế hoạch.{5,300}?)(?=[,;]|\.\s|\./|$)", text, re.I
    )
    title = closing.group(1) if closing else (stated[0] if stated else "")
    if not title:
        return None
    return Head(
        title=_title(title),
        year=_year(title) or _stated_year(lines),
        number=None,
        issued=None,
        body=0,
        title_lines=None,
        findings=(
            Finding(
                field="title", reason="the head is missing; title taken from the text", raw=title
            ),
            Finding(field="number", reason="the head with the document's number is missing"),
            Finding(field="issued", reason="the head with the date of issue is missing"),
        ),
    )


def _title_start(lines: Sequence[Line]) -> int | None:
    for index, line in enumerate(lines[:60]):
        if classify(line.text)[0] is Mark.ROMAN:
            return None
        if line.text == "KẾ HOẠCH" or (
            line.text.startswith("KẾ HOẠCH ") and is_capitals(line.text)
        ):
            return index
    return None


def _title_end(lines: Sequence[Line], start: int) -> int:
    end = start + 1
    while end < len(lines) and end - start < 7:
        line = lines[end]
        words = " ".join(item.text for item in lines[start:end])
        if line.cells or _PREAMBLE.match(line.text):
            break
        if classify(line.text)[0] not in {Mark.TEXT, Mark.CAPITALS}:
            break
        if end > start + 1 and _year(words) and not line.text[0].islower():
            break
        end += 1
    return end


def _title(words: str) -> str:
    """Return the title in sentence case, with "Kế hoạch" in front once."""
    rest = re.sub(r"^kế hoạch\s*", "", words, flags=re.IGNORECASE).strip(' .,“”"')
    if rest and is_capitals(rest):
        rest = sentence_case(rest, [name for _, name in units_named(rest)])
    first, *others = rest.split(" ", 1)
    # "Chuyển đổi số" goes on as a sentence does; "Hà Nội" and "CNTT" stay as they are.
    if first[1:].islower() and others and not others[0][:1].isupper():
        rest = f"{first.lower()} {others[0]}"
    return f"Kế hoạch {rest}".strip()


def _year(text: str) -> int | None:
    match = _YEAR.search(text)
    return int(match.group(1)) if match else None


def _stated_year(lines: Sequence[Line]) -> int | None:
    text = " ".join(line.text for line in lines)
    for stated in _STATED.findall(text):
        if year := _year(stated):
            return year
    return None


def _number(above: Sequence[Line]) -> tuple[str | None, Finding | None]:
    for line in above:
        if match := _NUMBER_LINE.search(line.text):
            number = match.group(1).strip(" .…-_")
            if number:
                return re.sub(r"\s+", "", f"{number}/{match.group(2)}"), None
            reason = "the document leaves its number blank"
            return None, Finding(field="number", reason=reason, line=line.number, raw=line.text)
    return None, Finding(field="number", reason="the head does not show the document's number")


def date_of(match: re.Match[str], line: Line) -> tuple[date | None, Finding | None]:
    """Return the date of issue in the match's three groups, or why it is none."""
    day, month, year = (part.strip(" .…_") for part in match.groups())
    reason = "the document leaves its date of issue blank"
    if day.isdigit() and month.isdigit() and re.fullmatch(r"\d{4}", year):
        try:
            return date(int(year), int(month), int(day)), None
        except ValueError:
            reason = "the date of issue does not exist in the calendar"
    return None, Finding(field="issued", reason=reason, line=line.number, raw=line.text)


def _issued(above: Sequence[Line]) -> tuple[date | None, Finding | None]:
    for line in above:
        if match := _DATE_LINE.search(line.text):
            return date_of(match, line)
    return None, Finding(field="issued", reason="the head does not show the date of issue")
