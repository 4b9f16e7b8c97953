"""Import a plan document (kế hoạch) from its PDF, its DOCX or the text of either."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from knowledge.importers.plan_blocks import Block, glue, join
from knowledge.importers.plan_duties import deadlines, duties
from knowledge.importers.plan_file import PlanFile, read_plan_file
from knowledge.importers.plan_head import Head, read_head
from knowledge.importers.plan_lines import Footnote, read_lines
from knowledge.importers.plan_outline import Entry, numbering, outline
from knowledge.importers.plan_place import place_today, read_place
from knowledge.importers.plan_tables import Finding
from knowledge.importers.plan_tail import part_tail
from knowledge.importers.plan_targets import indicators
from knowledge.importers.plan_words import pieces
from knowledge.importers.result import ImportResult, Problem
from knowledge.types import Doubt, KnowledgeError, Locator, Plan, PlanPassage, Source

_TITLE_SECTION = "Tên kế hoạch"
_ANNEX = re.compile(
    r"(?:tại|theo)\s+(?:các\s+)?Phụ lục|Phụ lục\s+(?:kèm theo|đính kèm)", re.IGNORECASE
)
_RAW_LENGTH = 200


def read_plan(path: Path, *, as_of: date | None = None) -> ImportResult:
    """Return the plan in a PDF, DOCX, web page or text, with what could not be read for certain.

    `as_of` is the day on which the text was taken from its source; without it, the date of
    issue stands, else the file's own date. Raises KnowledgeError when the file is no plan.
    """
    source = read_plan_file(path)
    lines, notes = read_lines(source.file.text, source.file.pages)
    head = read_head(lines)
    if head is None:
        raise KnowledgeError(
            f"{path.name}: no plan found in it (no 'KẾ HOẠCH'); import it as a document"
        )
    year = head.year or _year_in_name(path)
    if year is None:
        raise KnowledgeError(f"{path.name}: the plan names no year; add it to the file's name")
    words = " ".join(line.text for line in lines)
    place = read_place(head.title, words, year=year)
    today, uncertain = place_today(place)
    findings = [*(Finding(field="file", reason=note) for note in source.file.notes), *head.findings]
    if uncertain:
        findings.append(Finding(field="place_today", reason=uncertain, raw=place))
    if not place:
        findings.append(Finding(field="place", reason="the plan names no ward, commune or city"))
    blocks = join(lines[head.body :], is_wrapped=source.is_wrapped)
    entries, oddities = _entries(blocks, notes, head, place)
    targets, disagreements = indicators(path.stem, entries)
    dated, undated = _as_of(path, head, as_of)
    findings += [*oddities, *disagreements, *_missing_annex(entries), *undated]
    plan = Plan(
        id=path.stem,
        title=head.title,
        place=place,
        place_today=today,
        year=year,
        issuer=_issuer(place, words),
        number=head.number,
        issued=head.issued,
        indicators=tuple(targets),
        duties=tuple(duties(path.stem, entries)),
        deadlines=tuple(deadlines(path.stem, entries)),
        passages=tuple(_passages(path.stem, entries)),
        doubts=tuple(_doubt(finding, source) for finding in findings),
        source=Source(title=head.title, as_of=dated),
    )
    return ImportResult(
        records=(_paged(plan, source),), problems=tuple(_problem(path, f) for f in findings)
    )


def _entries(
    joined: Sequence[Block], notes: Sequence[Footnote], head: Head, place: str
) -> tuple[list[Entry], list[Finding]]:
    names = [re.sub(r"^[^A-ZĐ]*", "", part) or part for part in place.split(", ") if part]
    blocks, tail = part_tail(joined)
    entries, steps, findings = outline(blocks, [*names, "Việt Nam"])
    if head.title_lines:
        first, last = head.title_lines
        title = Entry(path=(_TITLE_SECTION,), text=head.title, starts=((0, first),), line_to=last)
        entries.insert(0, title)
    entries += tail
    entries += [_note(note, entries) for note in notes if note.lines]
    entries.sort(key=lambda entry: entry.line_from)
    return entries, [*findings, *numbering(steps)]


def _note(note: Footnote, entries: Sequence[Entry]) -> Entry:
    above = [entry for entry in entries if entry.line_from <= note.place <= entry.line_to]
    path = above[0].path if above else ()
    text, starts = note.lines[0].text, [(0, note.lines[0].number)]
    for line in note.lines[1:]:
        text = glue(text, line.text)
        starts.append((len(text) - len(line.text), line.number))
    return Entry(
        path=(*path, f"Chú thích {note.mark}"),
        text=text,
        starts=tuple(starts),
        line_to=note.lines[-1].number,
    )


def _passages(plan: str, entries: Sequence[Entry]) -> list[PlanPassage]:
    passages = []
    used: set[str] = set()
    for entry in entries:
        for start, end in [(0, len(entry.text))] if entry.row else pieces(entry.text):
            lines = [line for offset, line in entry.starts if start <= offset < end]
            before = [line for offset, line in entry.starts if offset <= start]
            first = before[-1] if before else entry.line_from
            last = entry.line_to if end == len(entry.text) else max([first, *lines])
            identity = f"{plan}#{first}"
            if identity in used:
                identity = f"{identity}.{sum(name.split('.')[0] == identity for name in used) + 1}"
            used.add(identity)
            passages.append(
                PlanPassage(
                    id=identity,
                    text=entry.text[start:end],
                    row=entry.row,
                    at=Locator(section=entry.section, line_from=first, line_to=last),
                )
            )
    return passages


def _as_of(path: Path, head: Head, given: date | None) -> tuple[date, list[Finding]]:
    if given is not None:
        return given, []
    if head.issued is not None:
        return head.issued, []
    modified = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
    reason = "the plan bears no date; the date of its file stands in (give another with as_of)"
    return modified, [Finding(field="source.as_of", reason=reason, raw=modified.isoformat())]


def _issuer(place: str, words: str) -> str:
    """Return whose committee issued the plan, when the text names that committee."""
    own = place.split(", ")[0]
    name = own.split(" ", 1)[-1]
    committee = rf"(?:UBND|[ỦU][ỷy] ban nhân dân)\s+{re.escape(own)}\b"
    headed = rf"[ỦU][YỶ] BAN NHÂN DÂN\b.{{0,80}}?{re.escape(own.upper())}"
    if own and (re.search(committee, words, re.IGNORECASE) or re.search(headed, words)):
        return f"UBND {own}"
    unit = own.removesuffix(name).strip()
    # "UBND phường" without a name, in the plan of that very ward.
    return f"UBND {own}" if unit and re.search(rf"UBND {unit}\b", words, re.IGNORECASE) else ""


def _missing_annex(entries: Sequence[Entry]) -> list[Finding]:
    """Return the sentences that send the reader to an annex which is not in the file."""
    if any(part.startswith(("Phụ lục", "Phần sau chữ ký")) for e in entries for part in e.path):
        return []
    return [
        Finding(
            field="passages",
            reason="an annex is referred to that the file does not hold; its targets are missing",
            line=entry.line_from,
            raw=entry.text,
        )
        for entry in entries
        if _ANNEX.search(entry.text)
    ]


def _year_in_name(path: Path) -> int | None:
    match = re.search(r"20\d\d", path.stem)
    return int(match.group(0)) if match else None


def _paged(plan: Plan, source: PlanFile) -> Plan:
    """Return the plan with the page in every locator, where the file has pages."""
    if not source.file.pages:
        return plan

    def on_page(at: Locator) -> Locator:
        return replace(at, page=source.page_of(at.line_from))

    return replace(
        plan,
        indicators=tuple(replace(each, at=on_page(each.at)) for each in plan.indicators),
        duties=tuple(replace(each, at=on_page(each.at)) for each in plan.duties),
        deadlines=tuple(replace(each, at=on_page(each.at)) for each in plan.deadlines),
        passages=tuple(replace(each, at=on_page(each.at)) for each in plan.passages),
    )


def _doubt(finding: Finding, source: PlanFile) -> Doubt:
    page = source.page_of(finding.line)
    place = f"line {finding.line}: " if finding.line else ""
    place = f"page {page}, {place}" if page else place
    return Doubt(
        field=finding.field, reason=f"{place}{finding.reason}", raw=finding.raw[:_RAW_LENGTH]
    )


def _problem(path: Path, finding: Finding) -> Problem:
    return Problem(
        file=path.name,
        line=finding.line,
        record_id=path.stem,
        field=finding.field,
        reason=finding.reason,
    )
