"""Read a DOCX as a document to review."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

from bot.review.read_docx_blocks import Blocks, Piece
from bot.review.read_docx_look import Looks, layout_of, letters_of
from bot.review.read_docx_pages import page_setup, sections
from bot.review.read_docx_words import Found, Place
from bot.review.read_lines import lines_of, side_by_side
from bot.review.read_words import check_words
from bot.review.types import Block, BlockKind, Document, FileKind, PageSetup, ReviewError, Span
from knowledge.importers.files_docx_numbers import ListNumbers
from knowledge.importers.files_docx_package import Part, child, open_parts
from knowledge.importers.files_docx_styles import Styles

KINDS = ("styles", "numbering", "footnotes", "endnotes", "theme", "header", "footer")


@dataclass(frozen=True, kw_only=True)
class Read:
    """A document, and what each letter of its text stands for in the file."""

    document: Document
    places: tuple[Place | None, ...] = ()
    """Of each letter of the text; empty unless asked for."""
    margins: tuple[tuple[Span, Element | None], ...] = ()
    """What stands in no paragraph of the body: footnotes with their references, headers (None)."""


def read_docx(file: Path | IO[bytes], name: str) -> Document:
    """Return the document. Raises ReviewError, KnowledgeError."""
    body, parts = open_parts(file, name, KINDS)
    document = read_body(body, parts, name).document
    check_words(document.text, name)
    return replace(document, name=Path(name).stem)


def read_body(
    root: Element, parts: Iterable[Part], name: str, *, with_places: bool = False
) -> Read:
    """Return the document whose text this is, and where its letters stand. Raises ReviewError."""
    parts = list(parts)
    body = child(root, "body")
    if body is None:
        raise ReviewError(f"{name}: tệp không có phần chữ; anh/chị mở bằng Word và lưu lại.")
    single = {part.kind: part.root for part in parts}
    blocks = Blocks(
        Looks(single.get("styles"), single.get("theme")),
        Styles(single.get("styles")),
        ListNumbers(single.get("numbering")),
        {"footnote": single.get("footnotes"), "endnote": single.get("endnotes")},
    )
    # Word's own order: the notes are known only after the body, page numbers after the margins.
    pieces = chain(blocks.of(body), blocks.footnotes(), _margins(blocks, parts))
    text, found, places, margins = _assembled(pieces, with_places)
    if blocks.found.embedded:
        raise ReviewError(
            f"{name}: có {blocks.found.embedded} phần nhúng từ tệp khác mà máy không đọc được;"
            " anh/chị mở bằng Word, lưu lại rồi gửi lại."
        )
    document = Document(
        name=name,
        kind=FileKind.DOCX,
        text=text,
        blocks=tuple(found),
        pages=tuple(_pages(body, blocks.numbered_parts)),
        notes=tuple(_notes(blocks.found)),
    )
    return Read(document=document, places=tuple(places), margins=tuple(margins))


def _margins(blocks: Blocks, parts: Iterable[Part]) -> Iterator[Piece]:
    """Yield headers and footers; what several sections repeat, once."""
    seen: set[str] = set()
    for kind, block_kind in (("header", BlockKind.HEADER), ("footer", BlockKind.FOOTER)):
        for part in (each for each in parts if each.kind == kind):
            for piece in blocks.margin(part.key, block_kind, part.root):
                if piece.shown.text.strip() and piece.shown.text not in seen:
                    seen.add(piece.shown.text)
                    yield piece


def _assembled(
    pieces: Iterable[Piece], with_places: bool
) -> tuple[str, list[Block], list[Place | None], list[tuple[Span, Element | None]]]:
    """Return the text, its blocks with their spans, and where its letters stand."""
    text: list[str] = []
    blocks: list[Block] = []
    places: list[Place | None] = []
    margins: list[tuple[Span, Element | None]] = []
    at = 0
    for piece in pieces:
        shown = piece.shown
        for span in _spans(piece):
            own = replace(
                piece.block,
                span=Span(start=at + span.start, end=at + span.end),
                label=piece.block.label if span.start == 0 else 0,
                layout=layout_of(piece.look, letters_of(piece.runs, span)) if piece.look else None,
            )
            blocks.append(own)
            if own.kind not in {BlockKind.PARAGRAPH, BlockKind.ROW}:
                margins.append((own.span, piece.within))
        text += (shown.text, "\n")
        if with_places:
            places += [*shown.places, None]
        at += len(shown.text) + 1
    return "".join(text), blocks, places, margins


def _spans(piece: Piece) -> list[Span]:
    """Return where the blocks of a paragraph stand: it may hold lines that were meant to end."""
    text = piece.shown.text
    if not text.strip():
        return []
    if piece.block.kind is BlockKind.ROW:
        return [Span(start=0, end=len(text))]
    if "\n" not in text and "\t" not in text:
        return [_stripped(text)]
    if "\n" not in text:
        return side_by_side(text) or [_stripped(text)]
    return lines_of(text)


def _stripped(text: str) -> Span:
    return Span(start=len(text) - len(text.lstrip()), end=len(text.rstrip()))


def _pages(body: Element, numbered: set[str]) -> Iterator[PageSetup]:
    for section, margins in sections(body):
        yield page_setup(section, margins, numbered)


def _notes(found: Found) -> Iterator[str]:
    if found.insertions or found.deletions:
        yield (
            f"Văn bản còn theo dõi sửa đổi chưa chấp nhận ({found.insertions} chỗ thêm,"
            f" {found.deletions} chỗ xóa). Phần thêm được đọc, phần xóa thì không."
        )
    for font in sorted(found.legacy):
        yield (
            f"Có chữ gõ bằng phông {font.value} cũ; máy đã đổi sang Unicode để rà soát."
            " Anh/chị nên đổi cả văn bản sang Unicode."
        )
