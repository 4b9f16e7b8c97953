"""Take page numbers, running lines and footnotes out of the pages of a PDF."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.importers.files_pdf_layout import PageLayout, TableOnPage
from knowledge.importers.files_pdf_lines import Row

_MARGIN = 0.12
"""Running lines stand in this share of the page, at the top or the foot."""
_PAGE_NUMBER = re.compile(
    r"\W*(?:trang\s*|page\s*)?(\d{1,4})(?:\s*(?:/|\||of)\s*(?:\d{1,4}|page))?\W*", re.IGNORECASE
)
_NOTE_SIZE = 0.92
"""Footnotes are set smaller than this share of the text."""
NOTE = re.compile(r"[⁰¹²³⁴-⁹]+|\d{1,2}\s|\(\d{1,2}\)|\[\d{1,2}\]|\*")


def without_margins(pages: Sequence[PageLayout]) -> tuple[list[PageLayout], list[str]]:
    """Return the pages with only their text, footnotes apart, and what the operator should know."""
    running, notes = _running_lines(pages)
    kept = [_without(page, running) for page in pages]
    usual = _usual_size(kept)
    return [_footnotes_apart(page, usual) for page in kept], notes


def _running_lines(pages: Sequence[PageLayout]) -> tuple[set[tuple[int, float]], list[str]]:
    """Return (page, y) of page numbers and of lines that stand on most pages alike."""
    numbers: list[tuple[int, Row, int]] = []
    alike: dict[tuple[str, int], list[tuple[int, Row]]] = {}
    for page in pages:
        for item in _outer_rows(page):
            if match := _PAGE_NUMBER.fullmatch(item.text.strip()):
                numbers.append((page.number, item, int(match.group(1)) - page.number))
            else:
                masked = re.sub(r"\d+", "#", item.text.strip())
                alike.setdefault((masked, round(item.y / 6)), []).append((page.number, item))
    running: set[tuple[int, float]] = set()
    if numbers:
        (offset, count), *_ = Counter(shift for _, _, shift in numbers).most_common(1)
        if count > 1 or offset == 0:
            running |= {(number, item.y) for number, item, shift in numbers if shift == offset}
    notes = []
    for (masked, _), found in alike.items():
        if len(found) >= 3 and len(found) * 2 > len(pages):
            running |= {(number, item.y) for number, item in found}
            notes.append(f'the running line "{masked[:60]}" of {len(found)} pages was left out')
    return running, notes


def _outer_rows(page: PageLayout) -> Iterator[Row]:
    """Return the first two and last two lines, when they stand in the margins."""
    for item in page.items[:2] + page.items[2:][-2:]:
        if isinstance(item, Row) and not (
            _MARGIN * page.height < item.y < (1 - _MARGIN) * page.height
        ):
            yield item


def _without(page: PageLayout, running: set[tuple[int, float]]) -> PageLayout:
    kept = [
        item
        for item in page.items
        if isinstance(item, TableOnPage) or (page.number, item.y) not in running
    ]
    return replace(page, items=tuple(kept))


def _usual_size(pages: Sequence[PageLayout]) -> float:
    weights: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, Row):
                weights[round(item.size, 1)] += len(item.text)
    return weights.most_common(1)[0][0] if weights else 0.0


def _footnotes_apart(page: PageLayout, usual: float) -> PageLayout:
    """Return the page with the small print at its foot, from its first mark on, apart."""
    first = len(page.items)
    for index in range(len(page.items) - 1, -1, -1):
        item = page.items[index]
        if isinstance(item, TableOnPage) or item.size > _NOTE_SIZE * usual:
            break
        first = index
    small = [item for item in page.items[first:] if isinstance(item, Row)]
    start = next((i for i, item in enumerate(small) if _opens_note(item)), len(small))
    return replace(page, items=page.items[: first + start], footnotes=tuple(small[start:]))


def _opens_note(item: Row) -> bool:
    return item.begins_raised or NOTE.match(item.text) is not None


def footnote_starts(page: PageLayout) -> list[bool]:
    """Say of each footnote line whether a footnote begins with it."""
    return [_opens_note(item) for item in page.footnotes]
