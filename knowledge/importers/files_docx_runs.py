"""Read the words of one paragraph of a Word document."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from knowledge.importers.files_docx_package import attribute, child, local, value
from knowledge.importers.files_docx_styles import Styles, font_name, switch
from knowledge.importers.legacy_fonts import LegacyFont, font_of, shows_capitals, to_unicode
from knowledge.importers.text_file import mark_note, symbol

_GONE = {"del", "moveFrom", "instrText", "delInstrText", "delText", "rPr", "pPr", "Fallback"}
_ADDED = {"ins", "moveTo"}
_BREAKS = {"br", "cr"}


@dataclass
class Found:
    """What reading a document comes across, beside its words."""

    insertions: int = 0
    deletions: int = 0
    legacy: dict[LegacyFont, int] = field(default_factory=dict)
    """Font -> pieces of text turned into Unicode."""
    embedded: int = 0
    """Parts in another format that were not read."""


@dataclass
class Words:
    """The words of a paragraph, and what hangs on it."""

    text: str = ""
    boxes: list[Element] = field(default_factory=list)
    """Text boxes anchored in it."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """("footnote" or "endnote", id) in order."""


def read_words(
    paragraph: Element, styles: Styles, found: Found, mark: Callable[[str, str], str]
) -> Words:
    """Return the words of a paragraph, changes accepted; `mark` numbers its footnotes."""
    words = Words()
    style = value(paragraph, "pPr", "pStyle")
    _walk(paragraph, None, words, (styles, style, found, mark))
    return words


_Context = tuple[Styles, str | None, Found, Callable[[str, str], str]]


def _walk(element: Element, run: Element | None, words: Words, context: _Context) -> None:
    """Add the words inside an element; recursion goes as deep as runs nest, which is little."""
    _, _, found, mark = context
    for each in element:
        tag = local(each.tag)
        if tag in {"del", "moveFrom"}:
            found.deletions += 1
        if tag in _GONE:
            continue
        if tag in _ADDED:
            found.insertions += 1
        if tag == "txbxContent":
            words.boxes.append(each)
        elif tag == "t":
            words.text += _shown(each.text or "", run, words.text, context)
        elif tag in {"tab", "ptab"}:
            words.text += "\t"
        elif tag in _BREAKS:
            words.text += "\n"
        elif tag == "noBreakHyphen":
            words.text += "-"
        elif tag == "sym":
            code = attribute(each, "char") or ""
            is_code = re.fullmatch(r"[0-9A-Fa-f]{1,6}", code)
            words.text += symbol(chr(int(code, 16))) if is_code else ""
        elif tag in {"footnoteReference", "endnoteReference"}:
            kind, key = tag.removesuffix("Reference"), attribute(each, "id") or ""
            words.notes.append((kind, key))
            words.text += mark_note(words.text, mark(kind, key))
        else:
            _walk(each, each if tag == "r" else run, words, context)


def _shown(text: str, run: Element | None, before: str, context: _Context) -> str:
    """Return the text of a run as its font and properties show it."""
    styles, style, found, _ = context
    own = child(run, "rPr")
    run_style = value(own, "rStyle")
    looks = [look for key in (run_style, style) if key or key is style
             for _, look in styles.chain(key)]  # fmt: skip
    hidden = switch(own, "vanish")
    if hidden or (hidden is None and next((k.hidden for k in looks if k.hidden is not None), 0)):
        return ""
    name = font_name(own) or (styles.font(run_style) if run_style else "") or styles.font(style)
    if font := font_of(name):
        read = to_unicode(text, font)
        found.legacy[font] = found.legacy.get(font, 0) + (read != text)
        text = read.upper() if shows_capitals(name) else read
    capitals = switch(own, "caps")
    if capitals is None:
        capitals = next((k.capitals for k in looks if k.capitals is not None), False)
    if capitals:
        text = text.upper()
    if value(own, "vertAlign") == "superscript" and re.fullmatch(r"\d{1,3}", text.strip()):
        return mark_note(before, text.strip())
    return text
