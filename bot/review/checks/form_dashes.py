"""Items with dashes: one that introduces others at its own level, one whose dash is missing."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.review.checks.form_numbering import label_of
from bot.review.checks.form_parts import Parts
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import BlockKind, Finding, Span

_DASH = re.compile(r"[*_\s]*[-–—]\s*(?=\S)")
_INTRODUCES = re.compile(r"(?:sau|sau đây|gồm|bao gồm|như|cụ thể|là|trong đó|nội dung)\s*:\s*$")
_DUTY = re.compile(
    r"(?:Phối hợp|Chủ trì|Tham mưu|Thực hiện|Triển khai|Tổ chức|Xây dựng|Hướng dẫn|Đẩy mạnh"
    r"|Tăng cường|Rà soát|Theo dõi|Kiểm tra|Tiếp tục|Cung cấp|Duy trì|Vận hành|Đôn đốc|Báo cáo"
    r"|Tuyên truyền|Bố trí|Cập nhật|Đề xuất|Hỗ trợ)\b"
)
_SHOWN = 60
"""Characters of the next item that a finding quotes."""


def check(found: Parts) -> Iterator[Finding]:
    """Yield what a reader sees as a broken list; tables, recipients and annexes are left out."""
    lines = [
        each
        for each in found.lines[found.head : found.foot]
        if each.block.kind is BlockKind.PARAGRAPH
    ]
    yield from _same_level(lines)
    yield from _without_dash(lines)


def _same_level(lines: list[Flat]) -> Iterator[Finding]:
    for line, after in pairwise(lines):
        if not (_DASH.match(line.text) and _DASH.match(after.text)):
            continue
        if _INTRODUCES.search(line.text):
            end = after.span(0, min(_SHOWN, len(after.text))).end
            start = line.span(max(len(line.text) - 150, 0), len(line.text)).start
            yield rule("form.dash_level").found(Span(start=start, end=end))


def _without_dash(lines: list[Flat]) -> Iterator[Finding]:
    """Yield a duty at the end of a list of duties that has no dash as they have."""
    dashes = 0
    for at, line in enumerate(lines):
        if _DASH.match(line.text):
            dashes += 1
            continue
        after = lines[at + 1] if at + 1 < len(lines) else None
        ends_list = after is not None and (bool(_DASH.match(after.text)) or bool(label_of(after)))
        if dashes >= 2 and ends_list and _DUTY.match(line.text) and not label_of(line):
            yield rule("form.dash_missing").found(
                line.span(0, min(len(line.text), 120)),
                suggestion="- " + line.text[:60].rstrip() + " …",
            )
        dashes = 0
