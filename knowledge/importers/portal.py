"""Import procedures as the National Public Service Portal shows them (Cổng Dịch vụ công quốc gia).

Two layouts of JSON Lines are read: pages whose tables became glued strings, and detail sheets.
Every statement that could not be read with certainty stays in the source's words and is doubted.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.importers.portal_layouts import (
    detail_page,
    flat_page,
    is_detail_layout,
    is_flat_layout,
)
from knowledge.importers.portal_page import Page
from knowledge.importers.portal_record import read_procedure
from knowledge.importers.result import ImportResult, Problem
from knowledge.types import Doubt, KnowledgeError, Procedure

PORTAL_AS_OF = date(2026, 6, 1)
"""The pages were seen in June and July 2026; the earliest day, so as never to seem fresher."""

_PROVINCIAL_DECISION = re.compile(r"Q[ĐD]-UBND\b")


@dataclass(frozen=True, kw_only=True)
class _Line:
    number: int
    page: Page


def read_portal(path: Path, *, as_of: date | None = None) -> ImportResult:
    """Return every procedure of one file, and every line or statement that is doubtful.

    `as_of` is the day on which the portal showed the pages: discounts that had ended by then are
    left out. Without it, PORTAL_AS_OF stands.
    Raises KnowledgeError when the file cannot be read or holds no record of either layout.
    """
    problems: list[Problem] = []
    lines: list[_Line] = []
    seen: set[str] = set()
    for number, page in _pages(path, problems):
        if page.code in seen:
            reason = "the code occurs twice in the file; the first record is kept"
            problems.append(_problem(path, number, page.code, "code", reason))
            continue
        seen.add(page.code)
        lines.append(_Line(number=number, page=page))
    if not lines:
        raise KnowledgeError(
            f"{path.name}: no portal record found; give a JSON Lines file of the portal's "
            "procedures (fields ma_thu_tuc or thu_tuc_id)"
        )
    foreign = _foreign_pages([line.page for line in lines])
    records: list[Procedure] = []
    for line in lines:
        own = foreign.get(line.page.code)
        reason = "page of another procedure"
        doubts = [] if own is None else [Doubt(field="record", reason=reason, raw=own)]
        record = read_procedure(line.page, as_of=as_of or PORTAL_AS_OF, doubts=doubts)
        records.append(record)
        problems.extend(
            _problem(path, line.number, record.code, doubt.field, doubt.reason)
            for doubt in record.doubts
        )
    problems.sort(key=lambda problem: problem.line or 0)
    return ImportResult(records=tuple(records), problems=tuple(problems))


def _problem(
    path: Path, line: int | None, record_id: str | None, field: str, reason: str
) -> Problem:
    return Problem(file=path.name, line=line, record_id=record_id, field=field, reason=reason)


def _pages(path: Path, problems: list[Problem]) -> Iterator[tuple[int, Page]]:
    """Yield line number and page of every readable line; the others become problems."""
    for number, text in _numbered_lines(path):
        try:
            record: object = json.loads(text)
        except (ValueError, RecursionError):
            problems.append(_problem(path, number, None, "line", "not JSON"))
            continue
        page = _page(record) if isinstance(record, Mapping) else None
        if page is None:
            problems.append(_problem(path, number, None, "line", "not a portal record"))
        elif not page.code or not page.name:
            reason = "record without code or name"
            problems.append(_problem(path, number, page.code or None, "line", reason))
        else:
            yield number, page


def _page(record: Mapping[str, object]) -> Page | None:
    if is_flat_layout(record):
        return flat_page(record)
    if is_detail_layout(record):
        return detail_page(record)
    return None


def _numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, text in enumerate(file, start=1):
                if text.strip():
                    yield number, text
    except (OSError, UnicodeDecodeError) as error:
        reason = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise KnowledgeError(
            f"{path.name}: cannot be read ({reason}); give a readable JSON Lines file"
        ) from error


def _foreign_pages(pages: list[Page]) -> dict[str, str]:
    """Return, by code, why a record holds the page of another procedure.

    The portal answered some codes with one and the same other page. Two signs, each seen on all
    17 such records of 2026 and on no other: the address serves several codes of the file, or a
    file of ministries' procedures cites a decision of one province.
    """
    addresses = Counter(page.url for page in pages if page.url)
    provincial = [page for page in pages if _PROVINCIAL_DECISION.search(page.decision)]
    is_national = len(provincial) * 2 < len(pages)
    found = {page.code: page.url for page in pages if page.url and addresses[page.url] > 1}
    if is_national:
        found |= {page.code: page.decision for page in provincial if page.code not in found}
    return found
