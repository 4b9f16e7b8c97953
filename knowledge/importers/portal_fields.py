"""Read the parts of a page that are plain text: steps, conditions, legal basis, levels."""

import re
from datetime import date

from knowledge.importers.portal_page import LegalRow, Page
from knowledge.importers.portal_text import (
    first_date,
    one_line,
    or_empty,
    quoted,
    says_nothing,
    without_bullet,
)
from knowledge.types import Doubt, LegalRef, Level

_LEVELS = {
    "cấp bộ": Level.MINISTRY,
    "cấp tỉnh": Level.PROVINCE,
    "cấp xã": Level.COMMUNE,
    "cơ quan khác": Level.OTHER,
}
# "Bước 2" starts a step at the start of a line or after a sentence, glued or not.
_STEP = re.compile(
    r"(?:(?<=\n)|(?<=^)|(?<=[.;:])\s*|(?<=\s))"
    r"(?=(?:[a-zđ]\)|[-+*]+)?\s*Bước\s+\d{1,2}\s*[:.)–-])"
    r"|(?:(?<=\n)|(?<=[a-zđ.]))(?=Bước \d{1,2}\b)"
)
_COMMA_OUTSIDE_BRACKETS = re.compile(r",\s*(?![^()]*\))")
_DECISION = re.compile(r"^(?:quyết định\s+)?số:?\s*|^quyết định\s+", re.IGNORECASE)
_ABOLISHED = re.compile(
    r"(?<!đường )(?<!các )\b(?:cấp\s+)?(?:quận|huyện)\b(?! nghèo| đảo)|\bPhòng Tư pháp\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"trước ngày|trước đây|trước khi|đã (?:được )?cấp", re.IGNORECASE)


def read_levels(text: str) -> tuple[Level, ...]:
    """Return the tiers named, in the order of the page; unknown words count as other."""
    names = [part.strip().lower() for part in text.split(",") if part.strip()]
    return tuple(dict.fromkeys(_LEVELS.get(name, Level.OTHER) for name in names))


def read_who(text: str) -> tuple[str, ...]:
    """Return the groups of people and bodies who may apply."""
    parts = _COMMA_OUTSIDE_BRACKETS.split(one_line(or_empty(text)))
    return tuple(part.strip() for part in parts if part.strip())


def read_decision(text: str) -> str | None:
    """Return the number of the decision without the words before it."""
    return _DECISION.sub("", one_line(or_empty(text))).strip() or None


def chosen_authority(page: Page) -> str:
    """Return who decides; where the page does not say, who carries the procedure out."""
    authority = page.executing if says_nothing(page.authority) else page.authority
    return one_line(or_empty(authority))


def read_steps(text: str) -> tuple[str, ...]:
    """Return the steps; cut at "Bước n" where the page numbers them, else at its lines."""
    plain = or_empty(text)
    marked = [part.strip() for part in _STEP.split(plain) if part.strip(" -+*\n")]
    if len(marked) > 1:
        return tuple(without_bullet(part) for part in marked)
    return split_lines(plain)


def split_lines(text: str) -> tuple[str, ...]:
    """Return one entry for each line; a line with "+" stays with the one it belongs to."""
    entries: list[str] = []
    for line in or_empty(text).split("\n"):
        belongs = line.startswith("+") or line[:1].islower()
        if belongs and entries and not re.match(r"[a-zđ]\)", line):
            joint = "\n" if line.startswith("+") else " "  # a small letter: a wrapped line
            entries[-1] = f"{entries[-1]}{joint}{line}"
        elif without_bullet(line):
            entries.append(without_bullet(line))
    return tuple(entries)


def read_legal(rows: tuple[LegalRow, ...]) -> tuple[LegalRef, ...]:
    """Return each legal act once, with the longest title that the page gives it."""
    acts: dict[str, LegalRef] = {}
    for row in rows:
        number, title = row.number.strip(), one_line(row.title)
        # Decrees end in NĐ-CP; the page cuts some of the longest rows one letter short.
        number = re.sub(r"/NĐ-C\Z", "/NĐ-CP", number)
        if "/" not in number:
            continue
        ref = LegalRef(number=number, title=title, issued=_issued(row))
        known = acts.get(number)
        if known is None:
            acts[number] = ref
        else:
            acts[number] = LegalRef(
                number=number,
                title=max(known.title, title, key=len),
                issued=known.issued or ref.issued,
            )
    return tuple(acts.values())


def _issued(row: LegalRow) -> date | None:
    """Return the day of the act, only where it is said of this act and in the number's year."""
    year = re.search(r"/((?:19|20)\d\d)/", row.number)
    if row.issued:
        day = first_date(row.issued)
    else:
        own = re.search(re.escape(row.number) + r"\s*,?\s*ngày ([^,;]{6,30})", row.title)
        alone = re.match(r"[^\d/]{3,60}? ngày (.{6,30})", row.title)
        found = own or alone
        day = first_date(found.group(1)) if found else None
    if day is None or (year is not None and day.year != int(year.group(1))):
        return None
    return day


def abolished_body(text: str) -> str | None:
    """Return where the text names a district body as if it still existed, or None.

    Districts ended on 1 July 2025 (Law 72/2025/QH15 on local government).
    """
    for match in _ABOLISHED.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        after = text[match.end() : match.end() + 40]
        if not _PAST.search(before) and not _PAST.match(after.strip()):
            return text[max(0, match.start() - 60) : match.end() + 60]
    return None


def text_doubts(page: Page) -> list[Doubt]:
    """Return what is doubtful in the plain fields of a page."""
    doubts: list[Doubt] = []
    if not chosen_authority(page):
        doubts.append(Doubt(field="authority", reason="the page names no authority"))
    doubts.extend(_cut_off(page))
    fields = {
        "name": page.name,
        "authority": chosen_authority(page),
        "place": page.place,
        "steps": page.steps,
        "conditions": page.conditions,
        "results": "\n".join(page.results),
        "papers": "\n".join(f"{row.group}\n{row.name}" for row in page.papers),
        "submissions": "\n".join(
            "\n".join([row.description, *(fee.note for fee in row.fees)])
            for row in page.submissions
        ),
    }
    for field, text in fields.items():
        where = abolished_body(text)
        if where is not None:
            reason = "names a body abolished on 2025-07-01"
            doubts.append(Doubt(field=field, reason=reason, raw=quoted(where)))
    return doubts


def _cut_off(page: Page) -> list[Doubt]:
    """Return doubts for pages whose steps were cut where they mention "Thành phần hồ sơ"."""
    if page.papers or len(page.papers_raw) < 20:
        return []
    return [
        Doubt(field="steps", reason="text is cut off", raw=quoted(page.steps[-200:])),
        Doubt(
            field="papers",
            reason="the table of papers is missing, other text stands in its place",
            raw=quoted(page.papers_raw),
        ),
    ]
