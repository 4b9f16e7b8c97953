"""Cut the runs of a DOCX so that a comment covers exactly the letters it is about."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import cast
from xml.etree.ElementTree import Element

from docx.oxml.text.run import CT_R

from bot.review.read_docx_words import Place
from knowledge.importers.files_docx_package import local

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """The first and the last letter that a comment covers."""

    first: Place
    last: Place


def cut_runs(anchors: Iterable[Anchor]) -> "Cuts":
    """Cut runs wherever an anchor begins or ends; the letters stay as they are.

    Anchors begin and end in elements of which `is_in_run` holds.
    """
    wanted: dict[Element, set[int]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.first.element, set()).add(anchor.first.start)
        wanted.setdefault(anchor.last.element, set()).add(anchor.last.end)
    runs: dict[CT_R, None] = {}
    for element in wanted:
        if isinstance(run := _parent(element), CT_R):
            runs[run] = None
    starts: dict[tuple[Element, int], CT_R] = {}
    ends: dict[tuple[Element, int], CT_R] = {}
    for run in runs:
        _cut(run, wanted, starts, ends)
    return Cuts(starts=starts, ends=ends)


@dataclass(frozen=True, kw_only=True)
class Cuts:
    """The runs that begin and end at a letter, after cutting."""

    starts: Mapping[tuple[Element, int], CT_R]
    ends: Mapping[tuple[Element, int], CT_R]

    def runs(self, anchor: Anchor) -> tuple[CT_R, CT_R]:
        """Return the first and the last run that an anchor covers."""
        return (
            self.starts[anchor.first.element, anchor.first.start],
            self.ends[anchor.last.element, anchor.last.end],
        )


def is_in_run(element: Element) -> bool:
    """Say whether an element of a document opened by python-docx stands in a run of words."""
    return isinstance(_parent(element), CT_R)


def without_remarks(root: object) -> Element:
    """Return XML opened by python-docx as other parsers read it: remarks part no words."""
    tree = cast(Element, root)
    for each in list(tree.iter()):
        parent = cast(Element | None, _parent(each))
        if isinstance(each.tag, str) or parent is None:
            continue
        before = cast(Element | None, each.getprevious())
        if before is not None:
            before.tail = (before.tail or "") + (each.tail or "")
        elif each.tail and local(parent.tag) == "t":
            parent.text = (parent.text or "") + each.tail
        parent.remove(each)
    return tree


def _parent(element: Element) -> object:
    return element.getparent()  # type: ignore[attr-defined]  # lxml's, not the standard library's


def _cut(
    run: CT_R,
    wanted: Mapping[Element, set[int]],
    starts: dict[tuple[Element, int], CT_R],
    ends: dict[tuple[Element, int], CT_R],
) -> None:
    """Part a run into several with the same looks, and note which begins and ends where."""
    groups: list[list[Element]] = [[]]
    begins: list[tuple[Element, int, int]] = []
    finishes: list[tuple[Element, int, int]] = []
    for child in list(run):
        if child is run.rPr:
            continue
        offsets = wanted.get(child)
        if offsets is None:
            groups[-1].append(child)
            continue
        text = child.text or ""
        inner = sorted(offset for offset in offsets if 0 < offset < len(text))
        edges = [0, *inner, len(text)]
        if 0 in offsets and groups[-1]:
            groups.append([])
        for number, (start, end) in enumerate(pairwise(edges)):
            if number:
                groups.append([])
            begins.append((child, start, len(groups) - 1))
            finishes.append((child, end, len(groups) - 1))
            groups[-1].append(_piece(child, text, start, end))
        if len(text) in offsets:
            groups.append([])
    kept = [group for group in groups if group]
    numbers = {id(group): at for at, group in enumerate(kept)}
    made = _runs(run, kept)
    for child, offset, at in begins:
        starts[child, offset] = made[numbers[id(groups[at])]]
    for child, offset, at in finishes:
        ends[child, offset] = made[numbers[id(groups[at])]]


def _piece(child: Element, text: str, start: int, end: int) -> Element:
    """Return the piece of a text element; the whole is the element itself."""
    if (start, end) == (0, len(text)):
        return child
    piece = deepcopy(child)
    piece.text = text[start:end]
    piece.set(_SPACE, "preserve")
    return piece


def _runs(run: CT_R, groups: Sequence[Sequence[Element]]) -> list[CT_R]:
    """Return the run with the first group, and new runs after it with the others."""
    looks = run.rPr
    for child in list(run):
        if child is not looks:
            run.remove(child)
    made = [run]
    for _ in groups[1:]:
        other = run.makeelement(run.tag, dict(run.attrib))
        if looks is not None:
            other.append(deepcopy(looks))
        made[-1].addnext(other)
        made.append(other)
    for own, group in zip(made, groups, strict=True):
        for child in group:
            own.append(child)
    return made
