"""The document's own name, year and bodies: said in one way everywhere?"""

import re
from collections.abc import Iterator

from bot.review.checks.consistency_whole import Part, Whole, folded
from bot.review.rules import rule
from bot.review.types import Finding
from knowledge.importers.plan_targets import plans_something

_CLOSES = re.compile(r"Trên đây là\b[^.;]*")
_HALF = re.compile(r"\b(?:6|sáu|9|chín) tháng (?:đầu|cuối) năm\b|\bquý [IV]+\b", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm (20\d\d)\b", re.IGNORECASE)
# "Tiếp tục thực hiện Kế hoạch năm 2025" is no slip.
_AIMS = re.compile(
    r"^(?:[ivx]+\.|[\d.]+)?\s*(?:muc tieu|chi tieu|nhiem vu|giai phap|noi dung|ke hoach)"
    r"(?: (?!nam\b|den\b|tu\b)\w+){0,6}(?: den het)? nam 20\d\d$"
)
_MEMBERS = re.compile(
    r"\b(?P<body>(?:Ban [Cc]hỉ đạo|Tổ [Gg]iúp việc|Tổ [Cc]ông tác|Hội đồng|Đội)\b[^.;()\d]{0,80}?)"
    r"[\s(]*(?:gồm|có|với)\s+(?P<count>\d{1,3})\s+thành viên"
)
_KEY_WORDS = 5


def check(whole: Whole) -> Iterator[Finding]:
    """Yield names, years and sizes of bodies that are said in two ways."""
    yield from _closing(whole)
    yield from _years(whole)
    yield from _sizes(whole)


def _closing(whole: Whole) -> Iterator[Finding]:
    """Yield a closing sentence that names another time than the title."""
    if not whole.title:
        return
    for part in whole.parts:
        found = _CLOSES.match(part.text)
        if found is None:
            continue
        titled, closed = _YEAR.findall(whole.title), _YEAR.findall(found.group(0))
        if titled and closed and not set(titled) & set(closed):
            at = _YEAR.search(part.text)
            yield rule("consistency.closing_year").found(
                part.flat.span(at.start() if at else 0, at.end() if at else found.end()),
                f"Tên văn bản ghi năm {titled[0]}, câu kết ghi năm {closed[0]}.",
                suggestion=f"năm {titled[0]}",
            )
        half = _HALF.search(found.group(0))
        if half and not _HALF.search(whole.title):
            end = at.end() if (at := _YEAR.search(part.text, half.start())) else half.end()
            yield rule("consistency.closing_period").found(
                part.flat.span(half.start(), end),
                f"Câu kết nói “{half.group(0)}”, còn tên văn bản nói cả năm.",
                suggestion="Ghi thời gian của kế hoạch như nhau ở tên, lời mở đầu và câu kết",
            )


def _years(whole: Whole) -> Iterator[Finding]:
    """Yield headings and columns of last year's plan."""
    if whole.year is None or str(whole.year) not in whole.title:
        return
    last = str(whole.year - 1)
    seen: set[str] = set()
    for part in whole.parts:
        said = [part.text] if part.is_heading else [name for name, _ in part.cells]
        for each in said:
            years = set(_YEAR.findall(each))
            if each in seen or years != {last} or not _AIMS.search(folded(each)):
                continue
            if any(str(whole.year) in name for name, _ in part.cells):
                continue
            seen.add(each)
            if not part.is_planned or not plans_something([each]) or str(whole.year) in each:
                continue
            place = _place(whole, part, each)
            if place is not None:
                yield rule("consistency.last_year").found(
                    place[0].flat.span(*place[1]),
                    f"Văn bản của năm {whole.year} mà chỗ này ghi năm {last}.",
                    suggestion=f"năm {whole.year}",
                )


def _place(whole: Whole, part: Part, said: str) -> tuple[Part, tuple[int, int]] | None:
    """Return where a heading stands; that of a column in the nearest row above that has it."""
    if part.is_heading:
        return part, (0, len(part.text))
    for flat in whole.column_rows:
        if flat.number < part.number and said in flat.text:
            start = flat.text.index(said)
            return flat, (start, start + len(said))
    return None


def _sizes(whole: Whole) -> Iterator[Finding]:
    """Yield a body that has more members in one place than in another."""
    seen: dict[str, tuple[str, Part]] = {}
    for part in whole.parts:
        for found in _MEMBERS.finditer(part.text):
            body = folded(found["body"])
            named = next((each for each in seen if _is_one(each, body)), body)
            count, _ = seen.setdefault(named, (found["count"], part))
            if int(count) != int(found["count"]):
                yield rule("consistency.body_size").found(
                    part.flat.span(found.start(), found.end()),
                    f"Ở trên ghi {count} thành viên, ở đây ghi {found['count']}.",
                    suggestion="Ghi thống nhất số thành viên",
                )


def _is_one(one: str, other: str) -> bool:
    """Tell whether two names are of one body: the same, or one goes on where the other ends."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    is_named = len(shorter) >= _KEY_WORDS and longer[: len(shorter)] == shorter
    return shorter == longer or is_named
