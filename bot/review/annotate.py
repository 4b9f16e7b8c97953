"""Give a document back as DOCX with what was found written as Word comments."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeGuard, cast
from xml.etree.ElementTree import Element

import docx
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # ships no types
from docx.document import Document as Word
from docx.exceptions import PythonDocxError
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.text.run import Run

from bot.review.annotate_runs import Anchor, cut_runs, is_in_run, without_remarks
from bot.review.annotate_text import rebuilt
from bot.review.read_docx import KINDS, Read, read_body
from bot.review.read_docx_words import Place
from bot.review.run import Review
from bot.review.types import FileKind, Finding, ReviewError, Severity
from knowledge.importers.files_docx_package import Part, local

AUTHOR = "Một Cửa"
INITIALS = "MC"
_SEVERITIES = {
    Severity.HIGH: "Nghiêm trọng",
    Severity.MEDIUM: "Cần sửa",
    Severity.LOW: "Nên xem lại",
}
# What python-docx raises for packages it does not know; it has no one class for them.
_NOT_OPENED = (
    PythonDocxError, AttributeError, KeyError, ValueError, SyntaxError, OSError, zipfile.BadZipFile
)  # fmt: skip
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def annotate(source: Path | bytes, review: Review) -> bytes:
    """Return the reviewed DOCX with a comment at every finding, all else as it was.

    Of a PDF or a text file, which hold no comments, a DOCX of its text. Raises ReviewError when
    the file is no longer the one that was reviewed.
    """
    if review.document.kind is not FileKind.DOCX:
        word, places = rebuilt(review.document)
        read = Read(document=review.document, places=places)
    else:
        data = source if isinstance(source, bytes) else source.read_bytes()
        word = _opened(data, review.document.name)
        read = read_body(
            without_remarks(word.element), _parts(word), review.document.name, with_places=True
        )
        if read.document.text != review.document.text:
            raise ReviewError(
                f"{review.document.name}: tệp đã thay đổi từ lúc rà soát; anh/chị rà soát lại."
            )
    _comment(word, read, review.findings)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _opened(data: bytes, name: str) -> Word:
    try:
        return docx.Document(io.BytesIO(data))
    except _NOT_OPENED as error:
        raise ReviewError(
            f"{name}: máy không ghi được nhận xét vào tệp này; anh/chị mở bằng Word, lưu thành"
            " tệp .docx mới rồi rà soát lại."
        ) from error


def _parts(word: Word) -> Iterable[Part]:
    """Yield the parts that the text refers to, as the reader gets them from the file."""
    for key, relation in word.part.rels.items():
        kind = relation.reltype.rpartition("/")[2]
        if relation.is_external or kind not in KINDS:
            continue
        part = relation.target_part
        root = without_remarks(part.element) if isinstance(part, XmlPart) else fromstring(part.blob)
        yield Part(kind=kind, key=key, root=root)


def _comment(word: Word, read: Read, findings: Sequence[Finding]) -> None:
    placed: list[tuple[Finding, Anchor | CT_R, str]] = []
    for finding in findings:
        anchor, where = _anchor(word, read, finding)
        placed.append((finding, anchor, where))
    cuts = cut_runs(anchor for _, anchor, _ in placed if isinstance(anchor, Anchor))
    for finding, anchor, where in placed:
        first, last = cuts.runs(anchor) if isinstance(anchor, Anchor) else (anchor, anchor)
        quote = read.document.quote(finding.span) if where else ""
        word.add_comment(
            [Run(first, word), Run(last, word)],
            text=_text(finding, where, quote),
            author=AUTHOR,
            initials=INITIALS,
        )


def _anchor(word: Word, read: Read, finding: Finding) -> tuple[Anchor | CT_R, str]:
    """Return what the comment covers, and where its words stand if they are not there.

    Word has no comments in headers, footers and text boxes; those stand at the nearest place in
    the text, and say which words they are about.
    """
    span = finding.span
    for margin, reference in read.margins:
        if margin.start <= span.start < margin.end:
            if reference is not None:
                return _outer_run(reference), "Ở chú thích cuối trang"
            return _first_run(word), "Ở đầu trang hoặc chân trang"
    typed = [place for place in read.places[span.start : span.end] if _is_in_run(place)]
    if typed and not _is_boxed(typed[0].element) and not _is_boxed(typed[-1].element):
        return Anchor(first=typed[0], last=typed[-1]), ""
    if typed:
        return _outer_run(typed[0].element), "Trong khung chữ"
    near = _nearest(read, finding)
    if near is None or _is_boxed(near.element):
        return _first_run(word), "Ngay cạnh chỗ này"
    return Anchor(first=near, last=near), "Ngay cạnh chỗ này"


def _nearest(read: Read, finding: Finding) -> Place | None:
    """Return the next typed letter, else the last one before."""
    after = (place for place in read.places[finding.span.end :] if _is_in_run(place))
    before = (place for place in reversed(read.places[: finding.span.start]) if _is_in_run(place))
    return next(after, None) or next(before, None)


def _is_in_run(place: Place | None) -> TypeGuard[Place]:
    """Say whether a letter was typed, and not in a formula, where no comment can begin."""
    return place is not None and is_in_run(place.element)


def _is_boxed(element: Element) -> bool:
    return any(local(each.tag) == "txbxContent" for each in _ancestors(element))


def _outer_run(element: Element) -> CT_R:
    """Return the outermost run around an element: the one that holds its text box."""
    return [each for each in _ancestors(element) if isinstance(each, CT_R)][-1]


def _ancestors(element: Element) -> Iterable[Element]:
    return cast(Iterable[Element], element.iterancestors())  # type: ignore[attr-defined]  # lxml's


def _first_run(word: Word) -> CT_R:
    """Return the first run of the text; a new one in a document without any."""
    for run in word.element.body.iter(qn("w:r")):
        if not _is_boxed(cast(Element, run)):
            return cast(CT_R, run)
    return word.add_paragraph().add_run()._r


def _text(finding: Finding, where: str, quote: str) -> str:
    """Return what a comment says; every line is a paragraph of it."""
    lines = [f"{_SEVERITIES[finding.severity]}: {finding.why}"]
    if where:
        lines.insert(0, f"{where}: “{' '.join(quote.split())}”")
    if finding.suggestion:
        lines.append(f"Đề nghị: {finding.suggestion}")
    lines.append(f"Căn cứ: {finding.source}")
    return "\n".join(" ".join(_UNPRINTABLE.sub(" ", line).split()) for line in lines)
