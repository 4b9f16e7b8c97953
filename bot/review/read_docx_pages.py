"""Read how the pages of a DOCX are set up: size, margins, page numbers."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from bot.review.read_docx_look import TWIPS_PER_MM
from bot.review.types import PageSetup
from knowledge.importers.files_docx_package import attribute, child, is_on, local

# What Word assumes where a section says nothing: Letter paper, margins of an inch.
_DEFAULTS = {"w": 12240, "h": 15840, "top": 1440, "bottom": 1440, "left": 1440, "right": 1440}
Margins = Mapping[tuple[str, str], str]
""" ("header", "default") -> relation of the part that a section shows there."""


def sections(body: Element) -> list[tuple[Element, Margins]]:
    """Return the sections in order, each with the headers and footers it shows.

    A section that names none of a kind shows those of the section before.
    """
    found: list[tuple[Element, Margins]] = []
    shown: dict[tuple[str, str], str] = {}
    for section in _sections(body):
        for each in section:
            kind = local(each.tag).removesuffix("Reference")
            if kind in {"header", "footer"}:
                shown[kind, attribute(each, "type") or "default"] = attribute(each, "id") or ""
        found.append((section, dict(shown)))
    return found


def page_setup(section: Element, margins: Margins, numbered: set[str]) -> PageSetup:
    """Return a section's pages; `numbered` are the headers and footers with page numbers."""
    size, margin = child(section, "pgSz"), child(section, "pgMar")
    return PageSetup(
        width_mm=_mm(size, "w"),
        height_mm=_mm(size, "h"),
        top_mm=_mm(margin, "top"),
        bottom_mm=_mm(margin, "bottom"),
        left_mm=_mm(margin, "left"),
        right_mm=_mm(margin, "right"),
        has_page_numbers=any(
            key in numbered for (_, page), key in margins.items() if page != "first"
        ),
        is_first_different=is_on(section, "titlePg"),
    )


def _sections(body: Element) -> Iterator[Element]:
    for block in body.iter():
        if local(block.tag) == "sectPr":
            yield block


def _mm(element: Element | None, name: str) -> float:
    text = (attribute(element, name) if element is not None else None) or ""
    try:
        twips = abs(float(text))
    except ValueError:
        twips = _DEFAULTS[name]
    return round(twips / TWIPS_PER_MM, 1)
