"""The numbers of headings and of rows in tables: gaps, repeats, numbers under the wrong heading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.review.checks.form_parts import Parts
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import BlockKind, Finding

_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""In the order of the Vietnamese alphabet, as lists use it."""
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_MARKUP = r"[*_#\s]*"
_LABELS = (
    ("part", re.compile(_MARKUP + r"(?:PHẦN|Phần)\s+(?P<own>[IVX]+|\d+)\b")),
    ("chapter", re.compile(_MARKUP + r"(?:CHƯƠNG|Chương)\s+(?P<own>[IVX]+|\d+)\b")),
    ("section", re.compile(_MARKUP + r"(?:MỤC|Mục)\s+(?P<own>\d+)\s*(?:[.:]|$)")),
    ("article", re.compile(_MARKUP + r"Điều\s+(?P<own>\d{1,3})\s*[.:]")),
    ("capital", re.compile(_MARKUP + r"(?P<own>[A-HĐ])\s*[.)]\s*(?=[^\W\d_])")),
    ("roman", re.compile(_MARKUP + r"(?P<own>[IVX]{1,6})\s*(?:[.)]|[/-](?=\s))\s*(?=[^\W\d_])")),
    ("decimal", re.compile(_MARKUP + r"(?P<own>\d{1,2}(?:\.\d{1,2}){1,3})\s*[.)]?\s*(?=[^\W\d_])")),
    ("number", re.compile(_MARKUP + r"(?P<own>\d{1,2})\s*(?:[.)]|[/-](?=\s))\s*(?=[^\W\d_])")),
    ("letter", re.compile(_MARKUP + r"(?P<own>[a-zđ])\)\s*")),
)
_BARE = re.compile(r"\d{1,2}\.\d{1,2}\s+[^\W\d_]")
_RANK: dict[str, float] = {
    "part": 0, "chapter": 1, "section": 2, "article": 3, "capital": 4, "roman": 5, "number": 6,
    "decimal": 7, "letter": 8,
}  # fmt: skip
_HEAD = 70
"""Characters of a heading that a finding quotes."""
_MAX_STEP = 4
"""A jump by more is no forgotten heading but another list."""


@dataclass(frozen=True, kw_only=True)
class _Label:
    """The number before a heading or an item."""

    style: str
    own: tuple[int, ...]
    """Its value; of "3.5" both numbers."""
    text: str
    at: int
    """Index of its line."""

    @property
    def last(self) -> int:
        return self.own[-1]


def check(found: Parts) -> Iterator[Finding]:
    """Yield where a sequence of numbers breaks; it starts anew in every annex."""
    body = range(found.head, found.foot)
    yield from _sequence(found.lines, list(_labels(found.lines, body)))
    behind = range(found.foot, len(found.lines))
    yield from _sequence(found.lines, list(_labels(found.lines, behind)))
    yield from _rows(found.lines)
    yield from _spelling(found.lines[found.head : found.foot])


def label_of(line: Flat) -> tuple[str, str] | None:
    """Return the kind of number that a line begins with, and the number."""
    for style, pattern in _LABELS:
        said = pattern.match(line.text)
        if said:
            return style, said["own"]
    return None


def _labels(lines: Sequence[Flat], places: range) -> Iterator[_Label]:
    for at in places:
        line = lines[at]
        if line.block.kind is not BlockKind.PARAGRAPH:
            continue
        said = label_of(line)
        if said is None:
            continue
        style, text = said
        if style == "letter" and text not in _LETTERS:
            continue
        yield _Label(style=style, own=_value(style, text), text=text, at=at)


def _value(style: str, text: str) -> tuple[int, ...]:
    if style == "letter":
        return (_LETTERS.index(text) + 1,)
    if style == "capital":
        return (_LETTERS.index(text.lower()) + 1,)
    if text[0] in _ROMAN:
        digits = [_ROMAN[each] for each in text]
        pairs = zip(digits, [*digits[1:], 0], strict=True)
        return (sum(-own if own < after else own for own, after in pairs),)
    return tuple(int(each) for each in text.split("."))


def _sequence(lines: Sequence[Flat], labels: Sequence[_Label]) -> Iterator[Finding]:
    """Yield the breaks in the numbers of one document or annex."""
    before: dict[str, _Label] = {}
    ranks = dict(_RANK)
    styles = [each.style for each in labels]
    if "roman" in styles[: styles.index("capital")] if "capital" in styles else False:
        ranks["capital"] = ranks["roman"] + 0.5
    for label in labels:
        if label.style == "decimal":
            key = f"decimal{len(label.own)}"
            yield from _decimal(lines, label, before)
        else:
            key = label.style
            yield from _step(lines, label, before.get(key))
        rank = ranks[label.style] + len(label.own) / 10
        # Articles are numbered through all chapters.
        before = {
            name: each
            for name, each in before.items()
            if ranks[each.style] + len(each.own) / 10 < rank or each.style == "article"
        }
        before[key] = label


def _step(lines: Sequence[Flat], label: _Label, before: _Label | None) -> Iterator[Finding]:
    """Yield what is wrong with a number after the one before it at its level."""
    value = label.last
    if before is None:
        if value == 2 and label.style in {"roman", "number", "article"}:
            first = {"roman": "I", "number": "1", "article": "Điều 1"}[label.style]
            if not _stands_between(lines, f"{first}.", 0 if not label.at else label.at - 40, label):
                yield _found("form.numbering_first", lines, label, f"trước đó không có mục {first}")
        return
    starts_anew = value == 1 and not (label.style == "decimal" and before.last == 1)
    if value == before.last + 1 or starts_anew:
        return
    shown = _shown(before)
    due = "".join(f"{each}." for each in label.own[:-1]) + _name(label.style, before.last + 1)
    if value == before.last:
        why = f"{shown} đã có ở phía trên"
        yield _found("form.numbering_repeat", lines, label, why, due)
    elif before.last + 1 < value <= before.last + _MAX_STEP:
        missing = due
        if label.style == "letter" and missing == "đ":
            return  # many count a, b, c, d, e
        if not _stands_between(lines, missing, before.at, label):
            why = f"sau {shown} thiếu {missing}"
            yield _found("form.numbering_gap", lines, label, why, due)
    elif value < before.last and label.style in {"roman", "article", "chapter", "part"}:
        yield _found("form.numbering_repeat", lines, label, f"mục này đứng sau {shown}")


def _decimal(lines: Sequence[Flat], label: _Label, before: dict[str, _Label]) -> Iterator[Finding]:
    same = before.get(f"decimal{len(label.own)}")
    parent = before.get("number" if len(label.own) == 2 else f"decimal{len(label.own) - 1}")
    if same and same.own[:-1] == label.own[:-1]:
        yield from _step(lines, label, same)
        return
    if label.last not in {1, 2}:
        return
    if parent and parent.own != label.own[:-1]:
        missing = ".".join(map(str, label.own[:-1]))
        if not _stands_between(lines, missing, parent.at, label):
            yield _found(
                "form.numbering_parent",
                lines,
                label,
                f"mục {label.text} nằm dưới mục {_shown(parent)}",
            )
    elif parent and label.last == 2 and parent.own == label.own[:-1]:
        missing = ".".join(map(str, (*label.own[:-1], 1)))
        if not _stands_between(lines, missing, parent.at, label):
            yield _found("form.numbering_first", lines, label, f"trước đó không có mục {missing}")


def _stands_between(lines: Sequence[Flat], missing: str, first: int, label: _Label) -> bool:
    """Say whether the missing number stands inside a line, lost there when lines were joined."""
    pattern = re.compile(rf"(?<![\w./]){re.escape(missing.rstrip('.'))}\s*[.)/-]")
    texts = (lines[at].text for at in range(max(first, 0), label.at))
    return any(pattern.search(text) for text in texts)


def _found(rule_id: str, lines: Sequence[Flat], label: _Label, why: str, due: str = "") -> Finding:
    """Return a finding that quotes the heading; `due` is the number that should stand there."""
    line = lines[label.at]
    end = len(line.text) if len(line.text) <= _HEAD else line.text.rfind(" ", 0, _HEAD)
    quote = line.text[: max(end, 2)]
    return rule(rule_id).found(
        line.span(0, len(quote)),
        f"Số thứ tự {_shown(label)} không liền mạch: {why}.",
        suggestion=quote.replace(label.text, due, 1) if due else None,
    )


def _shown(label: _Label) -> str:
    names = {"part": "Phần ", "chapter": "Chương ", "section": "Mục ", "article": "Điều "}
    return f"{label.text})" if label.style == "letter" else names.get(label.style, "") + label.text


def _name(style: str, value: int) -> str:
    if style == "letter":
        return _LETTERS[value - 1]
    if style == "capital":
        return _LETTERS[value - 1].upper()
    if style in {"roman", "part", "chapter"}:
        tens, ones = divmod(value, 10)
        units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
        return "X" * tens + units[ones]
    return str(value)


def _spelling(lines: Sequence[Flat]) -> Iterator[Finding]:
    """Yield once where "8.3" has no point behind it and its like have one."""
    decimals = [
        each
        for each in lines
        if each.block.kind is BlockKind.PARAGRAPH
        and not each.block.label
        and re.match(r"\d{1,2}\.\d{1,2}\b", each.text)
    ]
    bare = [each for each in decimals if _BARE.match(each.text)]
    if bare and len(bare) * 2 < len(decimals):
        count = f" ({len(bare)} chỗ)" if len(bare) > 1 else ""
        yield rule("form.label_point").found(
            bare[0].span(0, min(len(bare[0].text), 40)),
            f"Số thứ tự này thiếu dấu chấm, trong khi các mục khác có{count}.",
        )


def _rows(lines: Sequence[Flat]) -> Iterator[Finding]:
    """Yield rows of tables whose own number does not follow the one before."""
    before: tuple[int, int] | None = None
    table: int | None = None
    for line in lines:
        if line.block.kind is not BlockKind.ROW or line.block.table is None:
            before, table = None, None
            continue
        if line.block.table != table:
            before, table = None, line.block.table
        first = line.text.split("\t", 1)[0].strip(" .*")
        if not re.fullmatch(r"\d{1,3}", first):
            if not re.fullmatch(r"(?:TT|STT|Stt|Số TT)?", first):
                before = None
            continue
        value = int(first)
        if before and value != 1 and value not in {before[0] + 1, before[0]}:
            if before[0] < value <= before[0] + _MAX_STEP:
                yield rule("form.row_gap").found(
                    line.span(0, min(len(line.text), _HEAD)),
                    f"Số thứ tự trong bảng nhảy từ {before[0]} sang {value}.",
                )
        elif before and value == before[0]:
            yield rule("form.row_repeat").found(
                line.span(0, min(len(line.text), _HEAD)),
                f"Số thứ tự {value} trong bảng lặp lại ở hai dòng liền nhau.",
            )
        before = (value, 0)
