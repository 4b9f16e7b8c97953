"""Work out how the letters and paragraphs of a DOCX look, through styles and defaults."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from bot.review.types import Layout, Span
from knowledge.importers.files_docx_package import attribute, child, local, value

Properties = Mapping[str, str]
""" "tag.attribute" -> value, as "sz.val" -> "28"; a switch that is on has "1"."""

TWIPS_PER_MM = 1440 / 25.4
_DEEPEST = 20
"""Styles based on each other in a ring end here."""
_OFF = {"0", "false", "off", "none"}
_ALIGNMENTS = {
    "left": "left", "start": "left", "right": "right", "end": "right", "center": "center",
    "both": "justify", "distribute": "justify", "thaiDistribute": "justify",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Style:
    name: str
    based_on: str
    paragraph: Properties
    run: Properties


@dataclass(frozen=True, kw_only=True)
class ParagraphLook:
    """What holds for a whole paragraph."""

    style: str
    paragraph: Properties
    """As it ends up; of a list's own indents nothing is known."""
    run: Properties
    """Of runs that say nothing of their own."""
    own: Properties
    """What the paragraph itself says."""

    @property
    def heading(self) -> int | None:
        """Return the level in the outline, 1 the highest."""
        level = self.paragraph.get("outlineLvl.val", "")
        return int(level) + 1 if level.isdigit() and int(level) < 9 else None


@dataclass
class Letters:
    """How many letters of a paragraph look how."""

    fonts: Counter[str] = field(default_factory=Counter)
    sizes_pt: Counter[float] = field(default_factory=Counter)
    bold: int = 0
    italic: int = 0
    all: int = 0

    def add(self, text: str, run: Properties) -> None:
        """Count the letters and figures of a run."""
        count = sum(ch.isalnum() for ch in text)
        if not count:
            return
        self.all += count
        if font := run.get("rFonts.ascii") or run.get("rFonts.hAnsi"):
            self.fonts[font] += count
        if (size := _number(run, "sz.val")) is not None:
            self.sizes_pt[size / 2] += count
        self.bold += count if is_on(run, "b") else 0
        self.italic += count if is_on(run, "i") else 0


class Looks:
    """The styles of a document, asked for what they make of its paragraphs and runs."""

    def __init__(self, styles: Element | None, theme: Element | None) -> None:
        self._theme = _theme_fonts(theme)
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._defaults: tuple[Properties, Properties] = {}, {}
        self._known: dict[str, tuple[str, Properties, Properties]] = {}
        for element in styles if styles is not None else ():
            if local(element.tag) == "docDefaults":
                self._defaults = (
                    self._properties(child(element, "pPrDefault", "pPr")),
                    self._properties(child(element, "rPrDefault", "rPr")),
                )
            elif local(element.tag) == "style":
                self._add(element)

    def paragraph(self, properties: Element | None) -> ParagraphLook:
        """Return how a paragraph with these properties looks."""
        name, base, run = self._resolved(value(properties, "pStyle") or self._default)
        own = self._properties(properties)
        return ParagraphLook(style=name, paragraph=merged(base, own), run=run, own=own)

    def run(self, look: ParagraphLook, properties: Element | None) -> Properties:
        """Return how a run with these properties looks in such a paragraph."""
        if properties is None:
            return look.run
        base = look.run
        if style := value(properties, "rStyle"):
            base = merged(base, *(each.run for each in self._chain(style)))
        return merged(base, self._properties(properties))

    def _add(self, element: Element) -> None:
        key = attribute(element, "styleId") or ""
        paragraph = dict(self._properties(child(element, "pPr")))
        name = value(element, "name") or key
        if name.lower().startswith("heading ") and name[8:].isdigit():
            paragraph.setdefault("outlineLvl.val", str(int(name[8:]) - 1))
        self._styles[key] = _Style(
            name=name,
            based_on=value(element, "basedOn") or "",
            paragraph=paragraph,
            run=self._properties(child(element, "rPr")),
        )
        is_default = attribute(element, "default") in {"1", "true", "on"}
        if is_default and attribute(element, "type") == "paragraph":
            self._default = key

    def _chain(self, key: str) -> list[_Style]:
        """Return a style and those it is based on, the farthest first."""
        found: list[_Style] = []
        while key in self._styles and len(found) < _DEEPEST:
            found.append(self._styles[key])
            key = found[-1].based_on
        return found[::-1]

    def _resolved(self, key: str) -> tuple[str, Properties, Properties]:
        if key not in self._known:
            chain = self._chain(key)
            self._known[key] = (
                chain[-1].name if chain else "",
                merged(self._defaults[0], *(each.paragraph for each in chain)),
                merged(self._defaults[1], *(each.run for each in chain)),
            )
        return self._known[key]

    def _properties(self, element: Element | None) -> Properties:
        found: dict[str, str] = {}
        for each in element if element is not None else ():
            tag = local(each.tag)
            if tag in {"rPr", "sectPr", "pPrChange", "rPrChange", "tabs"}:
                continue
            if not each.attrib:
                found[f"{tag}.val"] = "1"
            for key, text in each.attrib.items():
                found[f"{tag}.{local(key)}"] = text
            for side in ("ascii", "hAnsi"):
                if tag == "rFonts" and (theme := found.pop(f"rFonts.{side}Theme", None)):
                    found[f"rFonts.{side}"] = self._theme.get(theme[:5], "")
        return found


def merged(*layers: Properties) -> Properties:
    """Return properties of which later ones win over earlier ones."""
    found: dict[str, str] = {}
    for layer in layers:
        if "ind.firstLine" in layer:
            found.pop("ind.hanging", None)
        if "ind.hanging" in layer:
            found.pop("ind.firstLine", None)
        found.update(layer)
    return found


def is_on(properties: Properties, name: str) -> bool:
    """Say whether a switch such as bold is on."""
    return properties.get(f"{name}.val", "0") not in _OFF


def layout_of(look: ParagraphLook, letters: Letters) -> Layout:
    """Return how a paragraph looks."""
    own = look.paragraph
    # A numbered paragraph takes its indents from the list, unless it has some of its own.
    indents = look.own if "numId.val" in own or "numPr.val" in own else own
    line, rule = _number(own, "spacing.line"), own.get("spacing.lineRule", "auto")
    return Layout(
        fonts=tuple(font for font, _ in letters.fonts.most_common()),
        sizes_pt=tuple(size for size, _ in letters.sizes_pt.most_common()),
        alignment=_ALIGNMENTS.get(own.get("jc.val", "")),
        is_bold=_all_or_none(letters.bold, letters.all),
        is_italic=_all_or_none(letters.italic, letters.all),
        first_line_mm=_first_line(indents),
        before_pt=_points(own, "before"),
        after_pt=_points(own, "after"),
        line_pt=line / 20 if line is not None and rule != "auto" else None,
        line_times=line / 240 if line is not None and rule == "auto" else None,
    )


def _all_or_none(count: int, of: int) -> bool | None:
    if not of or 0 < count < of:
        return None
    return count == of


def _first_line(indents: Properties) -> float | None:
    hanging = _number(indents, "ind.hanging")
    if hanging is not None:
        return round(-hanging / TWIPS_PER_MM, 1)
    first = _number(indents, "ind.firstLine")
    return None if first is None else round(first / TWIPS_PER_MM, 1)


def _points(properties: Properties, side: str) -> float | None:
    """Return the space before or after; None where the program chooses it."""
    if properties.get(f"spacing.{side}Autospacing", "0") not in _OFF:
        return None
    twips = _number(properties, f"spacing.{side}")
    return None if twips is None else twips / 20


def _number(properties: Properties, key: str) -> float | None:
    try:
        return float(properties[key])
    except (KeyError, ValueError):
        return None


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """Return the fonts that "minorHAnsi" and "majorHAnsi" stand for, by their first letters."""
    scheme = child(theme, "themeElements", "fontScheme")
    found: dict[str, str] = {}
    for each in ("minor", "major"):
        latin = child(scheme, f"{each}Font", "latin")
        if latin is not None:
            found[each] = attribute(latin, "typeface") or ""
    return found


def letters_of(runs: Iterable[tuple[int, str, Properties]], span: Span) -> Letters:
    """Return the counts over a piece of a paragraph; of each run, where it begins is given."""
    letters = Letters()
    for start, text, run in runs:
        letters.add(text[max(span.start - start, 0) : max(span.end - start, 0)], run)
    return letters
