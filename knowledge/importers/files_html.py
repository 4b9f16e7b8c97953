"""Read a web page (HTML): its text and tables, without scripts, menus and styles."""

import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.importers.files_html_tree import (
    HEADINGS,
    INLINE,
    ItemSigns,
    events,
    table_rows,
    words_of_node,
)
from knowledge.importers.files_text import decode
from knowledge.importers.legacy_fonts import repair_lines
from knowledge.importers.text_file import GAP, FileLine, TextFile, assemble, is_layout, row
from knowledge.types import KnowledgeError

MAX_DEPTH = 3_000
"""Pages made by people nest some dozens deep."""
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)(?![^<>]*/>)")
# Elements that need no end, or have none: without an end they do not nest.
_OFTEN_OPEN = {
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup",
    "col", "br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "embed", "param",
    "source", "track", "html", "head", "body",
}  # fmt: skip
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# What pages with Vietnamese fonts of before Unicode call themselves; it says nothing.
_SAYS_NOTHING = {"", "utf-8", "iso-8859-1", "windows-1252", "us-ascii", "x-user-defined"}


def read_html(path: Path) -> TextFile:
    """Return the page's paragraphs and table rows. Raises KnowledgeError."""
    text, notes = _decoded(path.read_bytes(), path.name)
    if _depth(text) > MAX_DEPTH:
        raise KnowledgeError(
            f"{path.name}: its elements are nested more than {MAX_DEPTH} deep; open it in a browser"
            " and save it as PDF"
        )
    root = LexborHTMLParser(text).body
    try:
        lines, repaired = repair_lines(_lines(root) if root is not None else ())
    except OverflowError as error:
        raise KnowledgeError(f"{path.name}: {error}; split it into several files") from error
    if not any(line.text.strip() for line in lines):
        raise KnowledgeError(
            f"{path.name}: the page holds no text; open it in a browser and save it as PDF"
        )
    return assemble(lines, [*notes, *repaired])


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the page's text: as UTF-8 if it is that, else in what it says of itself."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        match = _CHARSET.search(data[:4096])
        said = match.group(1).decode("ascii").lower() if match else ""
        if said not in _SAYS_NOTHING:
            try:
                return data.decode(said), []
            except (LookupError, UnicodeDecodeError):
                pass
    return decode(data, name)


def _depth(text: str) -> int:
    """Return how deep elements nest, at most; parsing takes the square of it."""
    depth = deepest = 0
    for match in _TAG.finditer(text):
        if match.group(2).lower() not in _OFTEN_OPEN:
            depth = max(depth - 1, 0) if match.group(1) else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _lines(root: LexborNode) -> Iterator[FileLine]:
    """Return the lines below a node, empty ones between blocks."""
    text, sign, heading = "", "", False
    signs = ItemSigns()
    for kind, node in events(root):
        tag = node.tag or ""
        if kind == "text":
            text += words_of_node(node, text)
        elif tag == "br":
            if kind == "open":
                yield FileLine(text=text, heading=heading)
                text = ""
        elif kind == "table":
            yield FileLine(text=text, heading=heading)
            text = ""
            yield from _table(node)
        elif tag not in INLINE:
            if sign and text.strip() == sign and kind == "open" and tag != "li":
                continue  # the sign of the list item waits for its first paragraph
            if text.strip() != sign:
                yield from (FileLine(text=line, heading=heading) for line in text.split("\n"))
                yield GAP
            heading = kind == "open" and tag in HEADINGS
            text = signs.next(node) if kind == "open" and tag == "li" else ""
            sign = text.strip()
    yield FileLine(text=text, heading=heading)


def _table(table: LexborNode) -> Iterator[FileLine]:
    rows = table_rows(table)
    width = max((len(cells) for cells in rows), default=0)
    flat = width == 1 or is_layout([cell for cells in rows for cell in cells], len(rows), width)
    yield GAP
    for cells in rows:
        if flat:
            for cell in cells:
                yield from (FileLine(text=line) for line in cell.split("\n"))
                yield GAP
        else:
            yield FileLine(text=row(cell.replace("\n", " ") for cell in cells))
    yield GAP
