"""Walk through the elements of a web page, leaving out what is not its text."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from knowledge.importers.text_file import mark_note, tidy

INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "samp", "small", "span", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr", "o:p", "st1:place",
}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LEFT_OUT = {
    "script", "style", "noscript", "template", "head", "nav", "aside", "svg", "canvas", "iframe",
    "object", "button", "select", "textarea", "dialog", "video", "audio", "map", "del", "s",
    "strike", "math",
}  # fmt: skip
_FRAME = {"header", "footer"}
"""Left out, unless they belong to the article itself."""
_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog"}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE
)
MAX_ELEMENTS = 500_000
"""A guess, far above any page that people read."""
_MAX_SPAN = 100

Event = tuple[str, LexborNode]


def events(root: LexborNode) -> Iterator[Event]:
    """Return ("open" | "close" | "text" | "table", node) in the order of the page.

    A table that holds others only places them and is walked through; of any other, only the
    event "table" is given. The stack is our own, for pages nest without limit. Raises
    OverflowError when there are too many elements.
    """
    stack: list[Event] = [("inside", root)]
    seen = 0
    while stack:
        kind, node = stack.pop()
        if kind == "close":
            yield kind, node
        elif kind == "inside":
            stack += reversed([("node", child) for child in children(node)])
        elif node.is_text_node:
            yield "text", node
        elif node.is_element_node and not _is_left_out(node):
            seen += 1
            if seen > MAX_ELEMENTS:
                raise OverflowError(f"has more than {MAX_ELEMENTS} elements")
            if node.tag == "table" and not _holds_tables(node):
                yield "table", node
            else:
                yield "open", node
                stack += [("close", node), ("inside", node)]


def children(node: LexborNode) -> list[LexborNode]:
    """Return the nodes directly inside."""
    found = []
    each = node.child
    while each is not None:
        found.append(each)
        each = each.next
    return found


def words_of_node(node: LexborNode, before: str) -> str:
    """Return the words of a text node as they follow the words before."""
    text = node.text_content or ""
    parent = node.parent
    if parent is not None and parent.tag == "sup" and (mark := text.strip(" []()")).isdigit():
        return mark_note(before, mark)
    if parent is not None and parent.tag == "pre":
        return text
    return re.sub(r"\s+", " ", text)


class ItemSigns:
    """What a browser prints before list items, asked for in the order of the page."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        """List -> number of its latest item."""

    def next(self, item: LexborNode) -> str:
        """Return "- ", "3. " or "b. "."""
        owner = item.parent
        if owner is None or owner.tag != "ol":
            return "- "
        first = _whole(owner.attributes.get("start"), 1)
        following = self._last.get(owner.mem_id, first - 1) + 1
        number = self._last[owner.mem_id] = _whole(item.attributes.get("value"), following)
        style = owner.attributes.get("type") or "1"
        if style in {"a", "A"} and 1 <= number <= 26:
            return f"{chr(ord(style) + number - 1)}. "
        return f"{number}. "


def table_rows(table: LexborNode) -> list[list[str]]:
    """Return the cells of a table, all rows as wide; a merged cell stands in its first place."""
    taken: set[tuple[int, int]] = set()
    rows: list[list[str]] = []
    for number, each in enumerate(_own(table, {"tr"})):
        cells: list[str] = []
        for cell in _own(each, {"td", "th"}):
            while (number, len(cells)) in taken:
                cells.append("")
            wide = min(max(_whole(cell.attributes.get("colspan"), 1), 1), _MAX_SPAN)
            high = min(max(_whole(cell.attributes.get("rowspan"), 1), 1), _MAX_SPAN)
            taken |= {
                (number + below, len(cells) + beside)
                for below in range(1, high)
                for beside in range(wide)
            }
            cells += [_cell_text(cell), *[""] * (wide - 1)]
        while (number, len(cells)) in taken:
            cells.append("")
        rows.append(cells)
    width = max((len(cells) for cells in rows), default=0)
    return [[*cells, *[""] * (width - len(cells))] for cells in rows]


def _cell_text(cell: LexborNode) -> str:
    lines = [""]
    signs = ItemSigns()
    for kind, node in events(cell):
        if kind == "text":
            lines[-1] += words_of_node(node, lines[-1])
        elif node.tag not in INLINE:
            lines.append(signs.next(node) if kind == "open" and node.tag == "li" else "")
    return "\n".join(text for line in lines if (text := tidy(line.replace("\t", " "))))


def _own(node: LexborNode, tags: set[str]) -> Iterator[LexborNode]:
    """Return the rows of a table or the cells of a row, in thead, tbody and tfoot too."""
    for child in children(node):
        if child.tag in tags:
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (each for each in children(child) if each.tag in tags)


def _holds_tables(table: LexborNode) -> bool:
    return len(table.css("table")) > 1  # a node is among its own matches


def _is_left_out(node: LexborNode) -> bool:
    tag, attributes = node.tag or "", node.attributes
    if tag in _LEFT_OUT or "hidden" in attributes or attributes.get("role") in _ROLES:
        return True
    if _HIDDEN.search(attributes.get("style") or ""):
        return True
    return tag in _FRAME and not _is_in_article(node)


def _is_in_article(node: LexborNode) -> bool:
    owner = node.parent
    while owner is not None:
        if owner.tag in {"article", "main"}:
            return True
        owner = owner.parent
    return False


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text.strip()) else otherwise
