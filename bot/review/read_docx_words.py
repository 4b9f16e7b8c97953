"""Read the words of one paragraph of a DOCX, and remember which element shows each letter."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from bot.review.read_docx_look import Looks, ParagraphLook, Properties, is_on
from knowledge.importers.files_docx_package import attribute, child, local
from knowledge.importers.legacy_fonts import LegacyFont, font_of, shows_capitals, to_unicode
from knowledge.importers.text_file import mark_of, symbol

_GONE = {"del", "moveFrom", "instrText", "delInstrText", "delText", "rPr", "pPr", "Fallback"}
_ADDED = {"ins", "moveTo"}
_PRESERVED = "{http://www.w3.org/XML/1998/namespace}space"


class Place(NamedTuple):
    """Where a letter comes from: the characters from `start` up to `end` of an element's text."""

    element: Element
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Text as the reader sees it, each letter with its place; None: nobody typed it."""

    text: str = ""
    places: tuple[Place | None, ...] = ()

    def cut(self, start: int, end: int) -> "Shown":
        """Return a piece of it."""
        return Shown(text=self.text[start:end], places=self.places[start:end])


def untyped(text: str) -> Shown:
    """Return text that stands nowhere in the file: a list's number, a tab between cells."""
    return Shown(text=text, places=(None,) * len(text))


def joined(parts: Iterable[Shown], by: str = "") -> Shown:
    """Return several pieces as one, with this text between them."""
    text: list[str] = []
    places: list[Place | None] = []
    for number, part in enumerate(parts):
        if number:
            text.append(by)
            places += [None] * len(by)
        text.append(part.text)
        places += part.places
    return Shown(text="".join(text), places=tuple(places))


@dataclass
class Found:
    """What reading a document comes across, beside its words."""

    insertions: int = 0
    deletions: int = 0
    legacy: set[LegacyFont] = field(default_factory=set)
    embedded: int = 0
    """Parts in another format that cannot be read."""


@dataclass
class Words:
    """The words of a paragraph, and what hangs on it."""

    text: list[str] = field(default_factory=list)
    places: list[Place | None] = field(default_factory=list)
    runs: list[tuple[int, str, Properties]] = field(default_factory=list)
    """Where each begins in the text, what it says, and how it looks."""
    boxes: list[Element] = field(default_factory=list)
    """Text boxes anchored in it."""
    notes: list[tuple[str, str, Element]] = field(default_factory=list)
    """("footnote" or "endnote", id, the reference) in order."""
    has_page_number: bool = False
    is_inserted: bool = False

    def add(self, text: str, places: Iterable[Place | None]) -> None:
        """Put more text at the end."""
        self.text.append(text)
        self.places.extend(places)

    def shown(self) -> Shown:
        """Return the text in NFC."""
        text = "".join(self.text)
        if unicodedata.is_normalized("NFC", text):
            return Shown(text=text, places=tuple(self.places))
        return _composed(text, self.places)


Mark = Callable[[str, str], int]
"""Returns the number of a footnote or endnote of this id."""


def read_words(
    paragraph: Element, look: ParagraphLook, looks: Looks, found: Found, mark: Mark
) -> Words:
    """Return the words of a paragraph with inserted text, without deleted text."""
    words = Words()
    _Walk(look=look, looks=looks, found=found, mark=mark, words=words).into(paragraph, None)
    return words


@dataclass(frozen=True, kw_only=True)
class _Walk:
    look: ParagraphLook
    looks: Looks
    found: Found
    mark: Mark
    words: Words

    def into(self, element: Element, run: Properties | None) -> None:
        """Add the words inside; recursion goes as deep as runs nest, which is little."""
        for each in element:
            tag = local(each.tag)
            if tag in {"del", "moveFrom"}:
                self.found.deletions += 1
            if tag in {"instrText", "fldSimple"}:
                code = (each.text if tag == "instrText" else attribute(each, "instr")) or ""
                self.words.has_page_number |= re.search(r"\bPAGE\b", code) is not None
            if tag in _GONE or not tag:
                continue
            if tag in _ADDED:
                self.found.insertions += 1
                self.words.is_inserted = True
            self._take(each, tag, run)

    def _take(self, each: Element, tag: str, run: Properties | None) -> None:
        words = self.words
        match tag:
            case "r":
                self.into(each, self.looks.run(self.look, child(each, "rPr")))
            case "txbxContent":
                words.boxes.append(each)
            case "t":
                self._show(each, run if run is not None else self.look.run)
            case "tab" | "ptab":
                words.add("\t", [None])
            case "br" | "cr":
                words.add("\n", [None])
            case "noBreakHyphen":
                words.add("-", [None])
            case "sym":
                code = attribute(each, "char") or ""
                if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code):
                    sign = symbol(chr(min(int(code, 16), 0x10FFFF)))
                    words.add(sign, [None] * len(sign))
            case "footnoteReference" | "endnoteReference":
                kind, key = tag.removesuffix("Reference"), attribute(each, "id") or ""
                words.notes.append((kind, key, each))
                number = mark_of(self.mark(kind, key))
                words.add(number, [None] * len(number))
            case _:
                self.into(each, run)

    def _show(self, element: Element, run: Properties) -> None:
        raw = element.text or ""
        if not raw.strip() and element.get(_PRESERVED) != "preserve":
            return
        if not raw or is_on(run, "vanish"):
            return
        text = raw
        if font := font_of(run.get("rFonts.ascii") or run.get("rFonts.hAnsi") or ""):
            text = to_unicode(raw, font)
            if text != raw:
                self.found.legacy.add(font)
            text = text.upper() if shows_capitals(run.get("rFonts.ascii", "")) else text
        if is_on(run, "caps"):
            text = text.upper()
        if run.get("vertAlign.val") == "superscript" and re.fullmatch(r"\d{1,3}", raw):
            text = mark_of(raw)
        if len(text) == len(raw):
            places = [Place(element=element, start=at, end=at + 1) for at in range(len(raw))]
        else:  # two letters of an old font make one: the place is the whole
            places = [Place(element=element, start=0, end=len(raw))] * len(text)
        self.words.runs.append((len(self.words.places), text, run))
        self.words.add(text, places)


def _composed(text: str, places: Iterable[Place | None]) -> Shown:
    """Return text in NFC; a letter's place takes in the marks that became part of it."""
    given = list(places)
    out: list[str] = []
    kept: list[Place | None] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        letters = unicodedata.normalize("NFC", text[at:end])
        first, last = given[at], given[end - 1]
        place = first
        if first and last and first.element is last.element:
            place = Place(element=first.element, start=first.start, end=last.end)
        out.append(letters)
        kept += [place] * len(letters)
        at = end
    return Shown(text="".join(out), places=tuple(kept))
