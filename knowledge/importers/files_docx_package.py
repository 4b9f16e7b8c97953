"""Open the parts of a Word document (DOCX), refusing what could exhaust the machine."""

import posixpath
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import (  # type: ignore[import-untyped]  # the library ships no types
    DefusedXmlException,
)
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # see above

from knowledge.types import KnowledgeError

MAX_MEMBERS = 5_000
MAX_PART_BYTES = 40_000_000
"""Of one XML part, unpacked. A made-up document of 566 pages, many of tables, had 2.5 million."""
MAX_TOTAL_BYTES = 400_000_000
MAX_RATIO = 300
"""Unpacked to packed size of one part. Five real plans had 5 to 7, that made-up document, which
repeats the same words, 93."""
_SMALL = 5_000_000
"""Parts up to this size may be packed as tightly as they like."""
_READ_KINDS = ("styles", "numbering", "footnotes", "endnotes")


@dataclass(frozen=True, kw_only=True)
class Package:
    """The parts of a document that hold its text and say how it is numbered."""

    body: Element
    styles: Element | None
    numbering: Element | None
    footnotes: Element | None
    endnotes: Element | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part that the text of a document refers to."""

    kind: str
    """ "styles", "header", "theme"."""
    key: str
    """By which the text names it."""
    root: Element


def open_package(path: Path) -> Package:
    """Return the parts of a document. Raises KnowledgeError."""
    body, parts = open_parts(path, path.name, _READ_KINDS)
    roots = {part.kind: part.root for part in parts}
    return Package(body=body, **{kind: roots.get(kind) for kind in _READ_KINDS})


def open_parts(
    file: Path | IO[bytes], name: str, kinds: Collection[str]
) -> tuple[Element, list[Part]]:
    """Return a document's text and the parts of these kinds. Raises KnowledgeError."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive, name)
            main = _main_part(archive, name)
            folder, own = posixpath.split(main)
            rels = posixpath.join(folder, "_rels", f"{own}.rels")
            parts = [
                Part(kind=kind, key=key, root=_parsed(archive, target, name))
                for kind, target, key in _relations(archive, rels, folder, name)
                if kind in kinds and target in archive.NameToInfo
            ]
            return _parsed(archive, main, name), parts
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise KnowledgeError(
            f"{name}: is damaged and cannot be opened as DOCX; save it again from Word"
        ) from error
    except RuntimeError as error:  # what zipfile raises for a member under a password
        raise KnowledgeError(f"{name}: is protected by a password; save it without one") from error


def local(tag: object) -> str:
    """Return a tag or attribute without its namespace; both editions of the format differ in it.

    The parser of python-docx keeps remarks, whose tag is no text; their name is empty.
    """
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if local(key) == name), None)


def child(element: Element | None, *names: str) -> Element | None:
    """Return the element at the end of this path of tags, or None."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if local(each.tag) == name), None)
    return element


def value(element: Element | None, *names: str) -> str | None:
    """Return the `val` of the element at the end of this path of tags, or None."""
    found = child(element, *names)
    return None if found is None else attribute(found, "val")


def is_on(element: Element | None, *names: str) -> bool:
    """Say whether a switch such as <w:b/> is there and not turned off."""
    found = child(element, *names)
    return found is not None and attribute(found, "val") not in {"0", "false", "off", "none"}


def _check(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL_BYTES:
        raise KnowledgeError(
            f"{name}: unpacks to {len(members)} parts of {total // 1_000_000} MB, more than a"
            " document needs; not opened"
        )


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    for kind, target, _ in _relations(archive, "_rels/.rels", "", name):
        if kind == "officeDocument":
            return target
    return "word/document.xml"


def _relations(
    archive: zipfile.ZipFile, rels: str, folder: str, name: str
) -> list[tuple[str, str, str]]:
    if rels not in archive.NameToInfo:
        return []
    found = []
    for relation in _parsed(archive, rels, name):
        kind = (attribute(relation, "Type") or "").rpartition("/")[2]
        target = attribute(relation, "Target") or ""
        inside = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        found.append((kind, posixpath.normpath(inside), attribute(relation, "Id") or ""))
    return found


def _parsed(archive: zipfile.ZipFile, part: str, name: str) -> Element:
    member = archive.getinfo(part)
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > MAX_PART_BYTES or (member.file_size > _SMALL and ratio > MAX_RATIO):
        raise KnowledgeError(
            f"{name}: {part} unpacks to {member.file_size // 1_000_000} MB, more than a document"
            " needs; not opened"
        )
    with archive.open(member) as stream:
        # The size in the directory may lie: one byte more than is allowed tells.
        data = stream.read(MAX_PART_BYTES + 1)
    if len(data) > MAX_PART_BYTES:
        raise KnowledgeError(f"{name}: {part} is larger than it says; not opened")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise KnowledgeError(
            f"{name}: {part} defines XML entities, which no Word document does; not opened"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise KnowledgeError(
            f"{name}: {part} is damaged; open the document in Word and save it again"
        ) from error
    return root
