"""The same target twice: in the text and in the annex, or in two places of the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.plan_targets import number_text
from bot.review.checks.consistency_figures import Bound, Percent, percents
from bot.review.checks.consistency_whole import Part, Whole, folded
from bot.review.rules import rule
from bot.review.types import Finding, Severity
from knowledge.importers.plan_compare import numbers
from knowledge.importers.plan_targets import column, read_target
from knowledge.text import modern_tones

# Words that say nothing of what is measured.
_EMPTY = frozenset(
    "cac cua duoc va ty le dat tai thoi diem tinh den het nam trong o cho la deu muc phan dau "
    "toi thieu it nhat tren duoi bao dam co voi".split()
)
# In Tây Mỗ's plan, the one with an annex, pairs of the same target share 0.78 and more of their
# words, pairs of different ones 0.37 and less. Two places of the text must be more alike.
_ALIKE = 0.7
_SAME = 0.85
# Who or what is measured: words that make another target of it.
_OBJECTS = frozenset(
    "1 2 3 4 5 nam nu tre em xa phuong huyen quan tinh thanh pho doanh nghiep ho dan nguoi hoc "
    "sinh giao vien can bo nhan y giao duc bo thon".split()
)
_WHO = frozenset(
    "nam nữ trẻ hộ doanh nghiệp người xã phường huyện tỉnh mầm tiểu học trung giáo y".split()
)
# Headings under which the same words are said of other units.
_OF_LEVEL = re.compile(
    r"\bcap (?:tinh|huyen|xa|phuong|so|thanh pho)|\bkhu vuc (?:\w+ ){0,2}|\bgiai doan|\bthanh thi"
    r"|\bnong thon|\b20\d\d\b"
)
_YEAR = re.compile(r"\b20\d\d\b")
_CLAUSE = re.compile(r";(?![^(]*\))|(?<=[.!?…])\s+(?=[^\W\d_])")
_RATE = re.compile(
    r"(?<=\w )(t[ỷi] lệ (?:(?!t[ỷi] lệ).){15,}?)(?:\s+(?:phấn đấu|đạt|là|từ))*\s*$", re.I
)
_LEAST_WORDS = 4
_QUOTE_WORDS = 14


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One target where the document states it."""

    part: Part
    name: str
    words: frozenset[str]
    percent: Percent
    years: frozenset[str]
    start: int
    """Of its quote in the part's text."""
    end: int

    @property
    def figure(self) -> str:
        """As the finding says it."""
        return f"{self.percent.bound.value} {number_text(self.percent.value)}%".strip()


def check(whole: Whole) -> Iterator[Finding]:
    """Yield targets that disagree."""
    stated = [each for part in whole.parts if part.is_planned for each in _stated(part)]
    texts = [each for each in stated if not each.part.cells]
    rows = [each for each in stated if each.part.cells]
    for row in rows:
        text = max(texts, key=lambda other: _likeness(row, other), default=None)
        if text is None or _likeness(row, text) < _ALIKE:
            continue
        if max(rows, key=lambda other: _likeness(text, other)) is not row:
            continue
        yield from _compared(text, row)
    yield from _within(texts)


def _stated(part: Part) -> Iterator[Stated]:
    if part.cells:
        yield from _of_row(part)
        return
    at = 0
    for clause in [*_CLAUSE.split(part.text)]:
        start = part.text.index(clause, at)
        at = start + len(clause)
        found = list(percents(clause))
        target = read_target(clause) if len(found) == 1 else None
        if target is None or len(numbers(target.target)) != 1:
            continue
        # "Vận động từng hộ để tỷ lệ … đạt 75%": what is measured begins with the rate.
        rate = _RATE.search(clause[: found[0].start])
        name = re.sub(r"^[-+•*]\s*", "", rate[1] if rate else target.name)
        begin = start + len(clause) - len(clause.lstrip(" -+•*"))
        yield _one(part, name, found[0], (begin, start + len(clause.rstrip(" .;"))), clause)


def _of_row(part: Part) -> Iterator[Stated]:
    columns = dict(part.cells)
    value = column(columns, r"^muc tieu|^chi tieu (?:nam|giao|phan dau)|^ke hoach nam|^ket qua")
    name = column(columns, r"^chi tieu|^noi dung|^ten chi tieu|^tieu chi|^muc tieu", other=value)
    if not name or not value:
        return
    found = list(percents(columns[value]))
    if len(found) != 1 or len(list(percents(columns[name]))) > 1:
        return
    said = re.sub(r"^[-+•*]\s*", "", columns[name])
    target = read_target(said) if any(percents(said)) else None
    start = part.text.find(columns[name])
    end = part.text.find(columns[value], start + len(columns[name]))
    if start < 0 or end < 0:
        return
    span = (start, end + len(columns[value]))
    yield _one(part, target.name if target else said, found[0], span, f"{said} {value}")


def _one(part: Part, name: str, percent: Percent, span: tuple[int, int], words: str) -> Stated:
    plain = re.sub(r"\([^()]*\)", " ", name)
    return Stated(
        part=part,
        name=" ".join(name.split()),
        words=frozenset(re.findall(r"\w+", folded(plain))) - _EMPTY,
        percent=percent,
        years=frozenset(_YEAR.findall(words)),
        start=span[0],
        end=span[1],
    )


def _likeness(one: Stated, other: Stated) -> float:
    if not one.words or not other.words:
        return 0.0
    return len(one.words & other.words) / len(one.words | other.words)


def _compared(text: Stated, row: Stated) -> Iterator[Finding]:
    if text.years and row.years and not text.years & row.years:
        return
    where = f"“{text.name}”"
    if text.percent.value != row.percent.value:
        if (text.words ^ row.words) & _OBJECTS:
            return
        severity = _surety(text, row)
        why = f"Phần lời ghi {text.figure}, bảng ghi {row.figure} cho cùng chỉ tiêu {where}."
        yield rule("consistency.target_annex").found(
            row.part.flat.span(*_tight(row)),
            why,
            suggestion=f"Ghi thống nhất: {text.figure}?",
            severity=severity,
        )
        return
    bounds = (text.percent.bound, row.percent.bound)
    if Bound.EXACT not in bounds and bounds[0] is not bounds[1]:
        why = (
            f"Cùng chỉ tiêu {where}: phần lời ghi {text.figure}, bảng ghi {row.figure}. "
            f"Hai cách ghi này khác nhau đúng ở mức {number_text(row.percent.value)}%."
        )
        yield rule("consistency.target_bound").found(
            row.part.flat.span(*_tight(row)), why, suggestion=f"Ghi thống nhất: {text.figure}"
        )
    yield from _named(text, row)


def _surety(one: Stated, other: Stated) -> Severity:
    """Return how grave it is: the less the more the names differ, for they may be two targets."""
    if one.words == other.words:
        return Severity.HIGH
    is_swapped = bool(one.words - other.words) and bool(other.words - one.words)
    return Severity.LOW if is_swapped else Severity.MEDIUM


def _named(text: Stated, row: Stated) -> Iterator[Finding]:
    """Yield what one target is called in two ways, word for word."""
    ours, theirs = text.name.split(), row.name.split()
    # With the marks: "sổ" and "hồ sơ" are told apart by them.
    plain = [
        [modern_tones(word).lower().strip(",.;:()") for word in words] for words in (ours, theirs)
    ]
    matcher = SequenceMatcher(None, plain[0], plain[1], autojunk=False)
    changed = [each for each in matcher.get_opcodes() if each[0] != "equal"]
    swapped = [each for each in changed if each[0] == "replace"]
    if len(swapped) != 1 or len(changed) > 2:
        return
    _, a, b, c, d = swapped[0]
    one, other = plain[0][a:b], plain[1][c:d]
    if not (1 <= b - a <= 3 and 1 <= d - c <= 3) or _is_spelling(one, other):
        return
    if _WHO & set(one) and _WHO & set(other):
        return
    start = row.part.text.lower().find(row.name.lower())
    if start < 0 or len(row.part.text.lower()) != len(row.part.text):
        return
    said, here = _around(ours, a, b), _around(theirs, c, d)
    # "Tổ dân phố/khu dân cư": more is said, not something else.
    is_longer = one[0].startswith(other[0]) or other[0].startswith(one[0])
    yield rule("consistency.target_name").found(
        row.part.flat.span(start, start + len(row.name)),
        f"Cùng một chỉ tiêu nhưng phần lời gọi là “{said}”, bảng gọi là “{here}”.",
        suggestion="Dùng một tên ở cả hai chỗ",
        severity=Severity.LOW if is_longer else None,
    )


def _around(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(words[max(0, start - 2) : end + 2])


def _is_spelling(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two ways to write one word are all that differs: "hàng tháng"."""
    pair = folded(" ".join(one)), folded(" ".join(other))
    if pair[0].replace(" ", "") == pair[1].replace(" ", ""):
        return True
    return any(not set(each.split()) - _EMPTY for each in pair)


def _within(texts: Sequence[Stated]) -> Iterator[Finding]:
    """Yield a target that the text states again with another figure."""
    for number, one in enumerate(texts):
        for other in texts[number + 1 :]:
            if one.part is other.part or one.percent.value == other.percent.value:
                continue
            is_short = min(len(one.words), len(other.words)) < _LEAST_WORDS
            if is_short or _likeness(one, other) < _SAME or one.years != other.years:
                continue
            if (one.words ^ other.words) & _OBJECTS or _of_level(one) != _of_level(other):
                continue
            severity = _surety(one, other)
            if severity is Severity.LOW:
                continue
            why = (
                f"Chỉ tiêu “{other.name}” được ghi {one.figure} ở trên (dòng "
                f"“{_short(one)}”) nhưng ở đây ghi {other.figure}."
            )
            yield rule("consistency.target_text").found(
                other.part.flat.span(*_tight(other)), why, severity=severity
            )


def _of_level(stated: Stated) -> frozenset[str]:
    return frozenset(_OF_LEVEL.findall(folded(" ".join(stated.part.path))))


def _short(stated: Stated) -> str:
    words = stated.part.text[stated.start : stated.end].split()
    return " ".join(words[:10]) + ("…" if len(words) > 10 else "")


def _tight(stated: Stated) -> tuple[int, int]:
    """Return the place of the quote: what matters stands at its end in a row."""
    words = list(re.finditer(r"\S+", stated.part.text[stated.start : stated.end]))
    if stated.part.cells and len(words) > _QUOTE_WORDS:
        return stated.start + words[-_QUOTE_WORDS].start(), stated.end
    return stated.start, stated.end
