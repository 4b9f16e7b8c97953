"""What a document says of itself as a whole: whose it is, of when, and what stands where."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from bot.review.checks.consistency_head import (
    COMMUNES,
    DISTRICTS,
    PROVINCES,
    is_type,
    title_of,
    top_of,
    unit_of,
)
from bot.review.flat import Flat, flats, rewritten
from bot.review.head import own_period
from bot.review.types import BlockKind, Document
from knowledge.importers import plan_blocks
from knowledge.importers.plan_blocks import Mark, classify
from knowledge.importers.plan_tables import INDEX, read_table
from knowledge.importers.plan_targets import plans_something
from knowledge.text import fold

# What is left of formulas in text taken out of other programs: "$\geq 45\%$".
_MATH = re.compile(r"\$|\\(?:geqslant|leqslant|geq|leq|ge|le|%)")
_PLAIN = {
    "$": "", "\\%": "%", "\\geq": "≥", "\\ge": "≥", "\\geqslant": "≥",
    "\\leq": "≤", "\\le": "≤", "\\leqslant": "≤",
}  # fmt: skip
_TITLE_YEAR = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)
_CLOSING = re.compile(r"nơi nhận\s*[:;.]?", re.IGNORECASE)
_ANNEX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+)?(?P<label>[IVX]+|\d{1,2}|[A-H]))?\b[.:]?(?P<rest>.*)"
)
_HEADINGS = {Mark.PART: 0, Mark.UPPER: 1, Mark.ROMAN: 2, Mark.NUMBER: 3, Mark.LETTER: 8}
_HEADING_WORDS = 30
_SUMS_UP = re.compile(r"Trên đây là\b")
_CITED = re.compile(r"\s*(?:số\s+\S+/|này\b|kèm theo\b.{0,80}\bsố\s)")


class Level(StrEnum):
    """Of the unit whose document it is."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A paragraph or table row, with where it stands."""

    flat: Flat
    """Formulas written as signs."""
    number: int
    """From 0, in the order of the document."""
    mark: Mark
    label: str
    """ "1.2", "IV", "-"."""
    path: tuple[str, ...]
    """The headings above it, outermost first."""
    is_heading: bool = False
    is_annex: bool = False
    is_tail: bool = False
    """A recipient, or one of the signatures."""
    cells: tuple[tuple[str, str], ...] = ()
    """Of a table's row: (heading of the column, cell)."""
    groups: tuple[str, ...] = ()
    """Headings inside the table above this row."""

    @property
    def text(self) -> str:
        """The words on one line."""
        return self.flat.text

    @cached_property
    def is_planned(self) -> bool:
        """Neither reports what was done, nor names what the document rests on."""
        return not self.is_tail and plans_something([*self.path, *self.groups])


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A document as its own witness."""

    document: Document
    parts: tuple[Part, ...]
    title: str
    year: int | None
    """That the document is for."""
    issued_from: date | None
    """First day on which it may have been issued, by what it says of its date."""
    issued: date | None
    """None if any part of the date is left blank."""
    unit: tuple[str, str] | None
    """Whose document it is: ("phường", "Mộ Lao")."""

    @property
    def level(self) -> Level:
        """Of the unit."""
        kind = self.unit[0] if self.unit else ""
        if kind in COMMUNES:
            return Level.COMMUNE
        if kind in DISTRICTS:
            return Level.DISTRICT
        return Level.PROVINCE if kind in PROVINCES else Level.OTHER

    @cached_property
    def column_rows(self) -> tuple[Part, ...]:
        """Rows that name the columns of their tables."""
        return tuple(part for part in self.parts if part.mark is Mark.ROW and not part.cells)

    @cached_property
    def body(self) -> tuple[Part, ...]:
        """Paragraphs before the recipients, footnotes left out."""
        return tuple(
            part
            for part in self.parts
            if not part.is_annex and not part.is_tail and _is_text(part.flat)
        )


def _is_text(text: Flat) -> bool:
    return text.block.kind is BlockKind.PARAGRAPH


def read_whole(document: Document) -> Whole:
    """Return what the document says of itself."""
    plain = [
        rewritten(each, _MATH, _PLAIN) if "$" in each.text or "\\" in each.text else each
        for each in flats(document, BlockKind.PARAGRAPH, BlockKind.ROW, BlockKind.FOOTNOTE)
    ]
    plain = [each for each in plain if each.text.strip()]
    top = top_of(plain)
    title = title_of(plain, top)
    period = own_period(document)
    closing = next((each.text for each in plain if _SUMS_UP.match(each.text)), "")
    named = _TITLE_YEAR.findall(title) or _TITLE_YEAR.findall(closing)
    return Whole(
        document=document,
        parts=tuple(_parts(plain)),
        title=title,
        year=int(named[0]) if named else period[0].year if period else None,
        issued_from=period[0] if period else None,
        issued=period[0] if period and period[0] == period[1] else None,
        unit=unit_of(document, plain, title),
    )


def annex_label(text: str) -> str | None:
    """Return the label of the annex that a line is the heading of; "" for one without."""
    found = _ANNEX.match(text.strip("* "))
    if found is None or _CITED.match(found["rest"]):
        return None
    rest = found["rest"].strip()
    is_short = len(rest.split()) <= 25 and not rest.endswith((".", ";"))
    if not is_short or (rest and rest[0].islower()):
        return None
    return (found["label"] or "").upper()


def _parts(plain: Sequence[Flat]) -> Iterator[Part]:
    stack: list[tuple[int, str]] = []
    is_tail = is_annex = False
    number = 0
    for is_row, run in groupby(plain, key=lambda each: each.block.kind is BlockKind.ROW):
        texts = list(run)
        if is_row:
            path = tuple(title for _, title in stack)
            # In Word recipients and signature stand side by side in a table without lines.
            closes = any(_CLOSING.match(cell) for each in texts for cell in each.text.split("\t"))
            for part in _rows(texts, number, path):
                yield replace(part, is_annex=is_annex or is_tail, is_tail=closes)
            is_tail = is_tail or closes
            number += len(texts)
            continue
        for each in texts:
            mark, label, rest = classify(each.text)
            if is_tail and is_type(each.text):
                is_annex, is_tail, stack = True, False, [(0, each.text)]
            if _CLOSING.match(each.text):
                is_tail, stack = True, []
            elif annex_label(each.text) is not None:
                is_annex, is_tail, stack = True, False, [(0, each.text)]
            level = _HEADINGS.get(mark)
            is_heading = False
            if level is not None and not is_tail and each.block.kind is BlockKind.PARAGRAPH:
                level += label.count(".") if mark is Mark.NUMBER else 0
                stack = [above for above in stack if above[0] < level]
                is_heading = _is_title(rest, mark)
            yield Part(
                flat=each,
                number=number,
                mark=mark,
                label=label,
                path=tuple(title for _, title in stack),
                is_heading=is_heading,
                is_annex=is_annex,
                is_tail=is_tail,
            )
            number += 1
            if level is not None and is_heading:
                stack.append((level, each.text))
            elif _names_part(stack, each, mark):
                stack[-1] = (0, f"{stack[-1][1]} {each.text}")


def _names_part(stack: Sequence[tuple[int, str]], each: Flat, mark: Mark) -> bool:
    """Tell whether a line is the title of the "PHẦN II" above it."""
    above = stack[-1] if stack else (9, "")
    is_bare = above[0] == 0 and re.fullmatch(r"(?i:phần|chương)\s+\S+", above[1].strip())
    return bool(is_bare) and mark in (Mark.TEXT, Mark.CAPITALS) and len(each.text.split()) <= 25


def _is_title(rest: str, mark: Mark) -> bool:
    if mark is Mark.PART:
        return True
    text = rest.rstrip()
    most = 8 if text.endswith(".") else _HEADING_WORDS
    return len(text.split()) <= most and not text.endswith((";", ","))


def _rows(texts: Sequence[Flat], first: int, path: tuple[str, ...]) -> Iterator[Part]:
    """Yield the rows of one table; those that head columns or other rows without cells."""
    blocks = [
        plan_blocks.Block(
            mark=Mark.ROW,
            text=each.text,
            starts=((0, place),),
            cells=tuple(cell.strip() for cell in each.text.split("\t")),
        )
        for place, each in enumerate(texts)
    ]
    rows = {row.line_from: row for row in read_table(blocks).rows}
    for place, each in enumerate(texts):
        row = rows.get(place)
        cells = row.cells if row else ()
        yield Part(
            flat=each,
            number=first + place,
            mark=Mark.ROW,
            label=cells[0][1] if cells and cells[0][0] == INDEX else "",
            path=path,
            cells=cells,
            groups=row.groups if row else (),
        )


def folded(text: str) -> str:
    """Return a text in small letters without marks, blanks as one."""
    return " ".join(fold(text).split())
