"""Import any other document (tài liệu) as passages of its text, with what its head says."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from knowledge.importers.document_chunks import Chunk, chunks
from knowledge.importers.document_head import DocumentHead, read_document_head
from knowledge.importers.files import TextFile, read_file
from knowledge.importers.plan_blocks import Block, Mark, join
from knowledge.importers.plan_lines import Footnote, Line, read_lines
from knowledge.importers.plan_outline import Entry, outline
from knowledge.importers.plan_tables import Finding
from knowledge.importers.plan_tail import part_tail
from knowledge.importers.plan_words import word_count
from knowledge.importers.result import ImportResult, Problem
from knowledge.text import fold
from knowledge.types import Document, Doubt, KnowledgeError, Locator, PlanPassage, Source

_ARTICLE = re.compile(r"(Điều \d{1,3}[a-zđ]?)\s*[.:]\s*(.*)", re.DOTALL)
_RAW_LENGTH = 200


def read_document(path: Path, *, as_of: date | None = None) -> ImportResult:
    """Return the document in a PDF, DOCX, HTML or text file, and what is uncertain about it.

    `as_of` is the day on which the document was taken from its source; without it, the date of
    issue stands, else the file's own date. Raises KnowledgeError when it cannot be read.
    """
    file = read_file(path)
    lines, notes = read_lines(file.text)
    headings = {index + 1 for index in file.headings}
    head = read_document_head(lines, headings, path.stem)
    body = [line for line in lines[head.body :] if line.number != head.title_line]
    found, oddities = _entries(body, notes, headings, file)
    identity = _identity(path)
    passages = _passages(identity, chunks(found), file)
    if not passages:
        raise KnowledgeError(f"{path.name}: holds no text beside its title; check the file")
    dated, undated = _as_of(path, head, as_of)
    findings = [
        *(Finding(field="file", reason=note) for note in file.notes),
        *head.findings,
        *oddities,
        *undated,
    ]
    document = Document(
        id=identity,
        title=head.title,
        number=head.number,
        issuer=head.issuer,
        issued=head.issued,
        passages=tuple(passages),
        doubts=tuple(_doubt(finding) for finding in findings),
        source=Source(title=head.title, as_of=dated),
    )
    return ImportResult(
        records=(document,),
        problems=tuple(
            Problem(
                file=path.name,
                line=finding.line,
                record_id=identity,
                field=finding.field,
                reason=finding.reason,
            )
            for finding in findings
        ),
    )


def _identity(path: Path) -> str:
    """Return the file stem in plain letters: "Quy chế số 1" -> "quy-che-so-1"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(path.stem)).strip("-") or "tai-lieu"


def _entries(
    lines: Sequence[Line], notes: Sequence[Footnote], headings: set[int], file: TextFile
) -> tuple[list[Entry], list[Finding]]:
    blocks, tail = part_tail(_blocks(lines, headings, file))
    entries, _, findings = outline(blocks, ["Việt Nam"])
    entries += tail
    for note in notes:
        if note.lines:
            entries.append(
                Entry(
                    path=(f"Chú thích {note.mark}",),
                    text=" ".join(line.text for line in note.lines),
                    starts=((0, note.lines[0].number),),
                    line_to=note.lines[-1].number,
                )
            )
    entries.sort(key=lambda entry: entry.line_from)
    return entries, findings


def _blocks(lines: Sequence[Line], headings: set[int], file: TextFile) -> list[Block]:
    """Return the blocks; a line that the file marks as a heading is one, whatever it looks like."""
    runs: list[list[Line]] = []
    for line in lines:
        alone = line.number in headings or (runs and runs[-1][-1].number in headings)
        if runs and not alone:
            runs[-1].append(line)
        else:
            runs.append([line])
    # Only a PDF breaks its lines for certain; DOCX and HTML, which mark headings, never do.
    wrapped = True if file.pages else (False if headings else None)
    blocks: list[Block] = []
    for run in runs:
        for block in join(run, is_wrapped=wrapped):
            if block.line_from in headings and block.mark is Mark.TEXT:
                block = replace(block, mark=Mark.CAPITALS)
            blocks += _article(block)
    return blocks


def _article(block: Block) -> list[Block]:
    """Return "Điều 5. Tên điều" as a heading; a whole sentence after the number stays text."""
    match = _ARTICLE.fullmatch(block.text) if block.mark is Mark.TEXT else None
    if match is None:
        return [block]
    name, text = match.groups()
    if not text or (word_count(text) <= 30 and not text.endswith((".", ";", ":"))):
        return [replace(block, mark=Mark.CAPITALS)]
    heading = replace(block, mark=Mark.CAPITALS, text=name, starts=block.starts[:1])
    return [heading, replace(block, gap=False)]


def _passages(identity: str, found: Sequence[Chunk], file: TextFile) -> list[PlanPassage]:
    passages = []
    used: dict[int, int] = {}
    for chunk in found:
        first = chunk.line_from
        used[first] = used.get(first, 0) + 1
        again = f".{used[first]}" if used[first] > 1 else ""
        passages.append(
            PlanPassage(
                id=f"{identity}#{first}{again}",
                text=chunk.text,
                row=chunk.row,
                at=Locator(
                    section=" › ".join(chunk.path),
                    line_from=first,
                    line_to=chunk.line_to,
                    page=file.pages[first - 1] if file.pages else None,
                ),
            )
        )
    return passages


def _as_of(path: Path, head: DocumentHead, given: date | None) -> tuple[date, list[Finding]]:
    if given is not None:
        return given, []
    if head.issued is not None:
        return head.issued, []
    modified = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
    reason = "the document bears no date; the date of its file stands in (give another with as_of)"
    return modified, [Finding(field="source.as_of", reason=reason, raw=modified.isoformat())]


def _doubt(finding: Finding) -> Doubt:
    reason = f"line {finding.line}: {finding.reason}" if finding.line else finding.reason
    return Doubt(field=finding.field, reason=reason, raw=finding.raw[:_RAW_LENGTH])
