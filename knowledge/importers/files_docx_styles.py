"""What the styles of a Word document say of its paragraphs and letters."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from knowledge.importers.files_docx_package import attribute, child, is_on, local, value

_DEEPEST = 20
"""Styles based on each other in a ring end here."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What matters of a style; None: it leaves that to the style it is based on."""

    name: str = ""
    based_on: str | None = None
    font: str | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    is_heading: bool = False
    list_id: str | None = None
    level: int | None = None


class Styles:
    """The styles of a document, by id."""

    def __init__(self, root: Element | None) -> None:
        self._looks: dict[str, Look] = {}
        self._default = ""
        self._font = None
        for element in root if root is not None else ():
            if local(element.tag) == "docDefaults":
                self._font = font_name(child(element, "rPrDefault", "rPr"))
            if local(element.tag) != "style":
                continue
            key = attribute(element, "styleId") or ""
            self._looks[key] = _look(element)
            default = attribute(element, "default") in {"1", "true", "on"}
            if default and attribute(element, "type") == "paragraph":
                self._default = key

    def chain(self, key: str | None) -> list[tuple[str, Look]]:
        """Return a paragraph's style and those it is based on, nearest first."""
        found: list[tuple[str, Look]] = []
        current = key or self._default
        while current in self._looks and len(found) < _DEEPEST:
            look = self._looks[current]
            found.append((current, look))
            current = look.based_on or ""
        return found

    def font(self, *keys: str | None) -> str:
        """Return the font of the first of these styles that names one."""
        for key in keys:
            for _, look in self.chain(key):
                if look.font:
                    return look.font
        return self._font or ""


def font_name(properties: Element | None) -> str | None:
    """Return the font that run properties name for Latin letters."""
    fonts = child(properties, "rFonts")
    if fonts is None:
        return None
    return attribute(fonts, "ascii") or attribute(fonts, "hAnsi")


def switch(properties: Element | None, name: str) -> bool | None:
    """Return whether a switch is on or off, None where it is not mentioned."""
    return None if child(properties, name) is None else is_on(properties, name)


def heading_level(properties: Element | None) -> bool:
    """Say whether paragraph properties place it in the outline."""
    level = value(properties, "outlineLvl")
    return level is not None and level.isdigit() and int(level) < 9


def _look(style: Element) -> Look:
    paragraph, run = child(style, "pPr"), child(style, "rPr")
    name = (value(style, "name") or "").lower()
    level = value(paragraph, "numPr", "ilvl")
    return Look(
        name=name,
        based_on=value(style, "basedOn"),
        font=font_name(run),
        capitals=switch(run, "caps"),
        hidden=switch(run, "vanish"),
        is_heading=name.startswith(("heading", "title")) or heading_level(paragraph),
        list_id=value(paragraph, "numPr", "numId"),
        level=int(level) if level and level.isdigit() else None,
    )
