"""Are cited acts named in full, and do they still cover the time the document is about?"""

import re
from collections.abc import Iterator

from bot.review.checks.citation_context import Context
from bot.review.rules import rule
from bot.review.types import Finding
from knowledge.text import fold

# What people say for a law whose name is longer.
_SHORT = {
    "ngan sach": "Luật Ngân sách nhà nước",
    "quoc tich": "Luật Quốc tịch Việt Nam",
}
_PERIOD = re.compile(r"giai doan (?:tu )?(?:nam )?((?:19|20)\d\d) ?- ?(?:nam )?((?:19|20)\d\d)")
_YEAR = re.compile(r"(?<![\d/])(?:19|20)\d\d(?!\d)")
_LOOKS_BACK = re.compile(r"ket qua|tong ket|danh gia|so ket|tiep noi|da thuc hien|bao cao")
_BEFORE = 80


def titles(context: Context) -> Iterator[Finding]:
    """Yield laws under a short name, and programmes whose years are over."""
    told: set[str] = set()
    for each in context.mentions:
        name = _SHORT.get(fold(each.cited.title)) if each.cited.kind == "Luật" else None
        if name and not each.number_at and name not in told:
            told.add(name)
            yield rule("citation.law_name").found(
                context.span(each.start, each.end), f"Tên đầy đủ là {name}.", suggestion=name
            )
    yield from _periods(context)


def _periods(context: Context) -> Iterator[Finding]:
    if context.period is None:
        return
    year = context.period[0].year
    for each in context.mentions:
        title = fold(each.cited.title)
        period = _PERIOD.search(title)
        last = max((int(found) for found in _YEAR.findall(title)), default=year)
        before = context.text.folded[max(0, each.start - _BEFORE) : each.start]
        if not period or each.cited.is_own or last >= year or _LOOKS_BACK.search(before):
            continue
        yield rule("citation.period_over").found(
            context.span(each.start, each.end),
            f"{each.cited.kind} này của giai đoạn {period[1]}-{period[2]}, còn văn bản của năm "
            f"{year}. Anh/chị xem đã có văn bản cho giai đoạn mới chưa.",
        )
