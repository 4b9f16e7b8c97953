"""What stands on one page of a PDF: its characters and its ruled lines, seen upright."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]  # the library ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # the library ships no types

from knowledge.importers.files_pdf_chars import Char, Point, Transform, read_chars

Shape = tuple[float, list[list[Point]]]
"""Area of a picture, 0 for a path; the straight outlines of a path."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One straight ruled line, level or upright."""

    level: bool
    at: float
    """y of a level line, x of an upright one."""
    begin: float
    end: float


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page as it is read."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    edges: tuple[Edge, ...]
    is_picture: bool
    """A picture, or a drawing of very many strokes, fills the page."""
    unmapped: int
    """Characters whose font does not say what they are."""


_THIN = 3.0
"""A filled rectangle not thicker than this many points is a ruled line."""
_SHORTEST = 4.0
_FULL = 0.4
"""A scan fills more than this share of its page."""
_DRAWING = 300
"""So many shapes and hardly a letter: text turned into outlines."""
_FORMS_DEEP = 4
_MAX_EDGES = 20_000
"""Beyond this, the page is a drawing or a map, not a table."""


def read_sheet(document: pypdfium2.PdfDocument, number: int) -> Sheet:
    """Return one page, 1-based."""
    page = document[number - 1]
    try:
        upright, width, height = _upright(page)
        edges: list[Edge] = []
        covered = 0.0
        strokes = 0
        for area, outlines in _shapes(page, upright):
            covered += area
            strokes += not area
            if len(edges) < _MAX_EDGES:
                edges += _edges(outlines)
        textpage = page.get_textpage()
        try:
            chars, unmapped = read_chars(textpage, upright)
        finally:
            textpage.close()
        return Sheet(
            number=number,
            width=width,
            height=height,
            chars=tuple(chars),
            edges=tuple(edges) if len(edges) < _MAX_EDGES else (),
            is_picture=covered > _FULL * width * height or strokes > _DRAWING,
            unmapped=unmapped,
        )
    finally:
        page.close()


def _upright(page: pypdfium2.PdfPage) -> tuple[Transform, float, float]:
    """Return how a point of the page is seen when the page is turned as a reader sees it."""
    left, bottom, right, top = page.get_cropbox()
    match page.get_rotation():
        case 90:
            return (lambda x, y: (y - bottom, x - left)), top - bottom, right - left
        case 180:
            return (lambda x, y: (right - x, y - bottom)), right - left, top - bottom
        case 270:
            return (lambda x, y: (top - y, right - x)), top - bottom, right - left
        case _:
            return (lambda x, y: (x - left, top - y)), right - left, top - bottom


def _shapes(page: pypdfium2.PdfPage, upright: Transform) -> Iterator[Shape]:
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _shapes_of(pdfium.FPDFPage_GetObject(page, index), upright, depth=0)


def _shapes_of(thing: object, upright: Transform, *, depth: int) -> Iterator[Shape]:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        placed = _placed(thing, upright)  # of a picture: the unit square
        (ax, ay), (bx, by) = placed(0, 0), placed(1, 1)
        yield abs(ax - bx) * abs(ay - by), []
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield 0.0, _outlines(thing, _placed(thing, upright))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _FORMS_DEEP:
        inner = _placed(thing, upright)
        for index in range(pdfium.FPDFFormObj_CountObjects(thing)):
            part = pdfium.FPDFFormObj_GetObject(thing, index)
            yield from _shapes_of(part, inner, depth=depth + 1)


def _placed(thing: object, upright: Transform) -> Transform:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, m)
    a, b, c, d, e, f = m.a, m.b, m.c, m.d, m.e, m.f
    return lambda x, y: upright(a * x + c * y + e, b * x + d * y + f)


def _outlines(path: object, placed: Transform) -> list[list[Point]]:
    """Return the visible straight outlines of a path: all of a stroked one, thin filled ones."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    outlines: list[list[Point]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MAX_EDGES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = placed(x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_LINETO and outlines:
            outlines[-1].append(point)
        else:  # a move, or a curve, which is no ruled line
            outlines.append([point])
        if pdfium.FPDFPathSegment_GetClose(segment):
            outlines[-1].append(outlines[-1][0])
    drawn = [outline for outline in outlines if len(outline) > 1]
    if stroke.value:
        return drawn
    return [outline for outline in drawn if fill.value and _is_thin(outline)]


def _is_thin(outline: list[Point]) -> bool:
    across = [x for x, _ in outline]
    down = [y for _, y in outline]
    return min(max(across) - min(across), max(down) - min(down)) <= _THIN


def _edges(outlines: list[list[Point]]) -> Iterator[Edge]:
    for outline in outlines:
        for (ax, ay), (bx, by) in pairwise(outline):
            if abs(ay - by) <= 1 and abs(ax - bx) >= _SHORTEST:
                yield Edge(True, (ay + by) / 2, min(ax, bx), max(ax, bx))
            elif abs(ax - bx) <= 1 and abs(ay - by) >= _SHORTEST:
                yield Edge(False, (ax + bx) / 2, min(ay, by), max(ay, by))
