"""Give every bullet, paragraph and table row of a plan the headings it stands under."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.importers.plan_blocks import Block, Mark
from knowledge.importers.plan_tables import Finding, read_table
from knowledge.importers.plan_words import sentence_case, word_count


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One bullet, paragraph or table row with the headings above it."""

    path: tuple[str, ...]
    text: str
    starts: tuple[tuple[int, int], ...]
    """(offset in `text`, line number), in order."""
    line_to: int
    row: tuple[tuple[str, str], ...] = ()
    """(column heading, cell) pairs of a table row, empty cells included."""
    listed: bool = False
    """Stands in a list: a bullet or a numbered paragraph."""

    @property
    def section(self) -> str:
        """Return the path as a locator writes it."""
        return " › ".join(self.path)

    @property
    def line_from(self) -> int:
        """Return the first line."""
        return self.starts[0][1]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A numbered heading or paragraph, for the check of the numbering."""

    parent: tuple[str, ...]
    label: str
    mark: Mark
    line: int
    text: str


OPENING = "Mở đầu"
_LEVELS = {
    Mark.PART: 0,
    Mark.UPPER: 1,
    Mark.CAPITALS: 2,
    Mark.ROMAN: 2,
    Mark.NUMBER: 3,
    Mark.LETTER: 7,
    Mark.STAR: 8,
    Mark.BULLET: 9,
}
_SIGN_LEVELS = {"+": 10, "•": 11, "▪": 11, "◦": 11, "●": 11}
_TEXT = 99
_END_OF_TEXT = re.compile(r"Trên đây là|\(.*(?:kèm theo|đính kèm)\)?\.?\)?$", re.DOTALL)
_LABELLED = re.compile(r"([^:.;]{3,90}):\s+(\S.*)", re.DOTALL)


def outline(
    blocks: Sequence[Block], names: Sequence[str] = ()
) -> tuple[list[Entry], list[Step], list[Finding]]:
    """Return the entries in order, the numbered steps, and what is odd in the tables.

    `names` are proper names to keep in headings written in capital letters.
    """
    entries: list[Entry] = []
    steps: list[Step] = []
    findings: list[Finding] = []
    stack: list[tuple[int, str]] = []
    header: tuple[str, ...] = ()
    merged = _merge(blocks)
    index = 0
    while index < len(merged):
        block = merged[index]
        if block.mark is Mark.ROW:
            run = _run_of_rows(merged, index)
            table = read_table(run, header)
            header, index = table.header, index + len(run)
            findings += table.findings
            base = _path(stack, below=9) or (OPENING,)
            for row in table.rows:
                groups = tuple(sentence_case(group, names) for group in row.groups)
                entries.append(
                    Entry(
                        path=base + groups,
                        text=row.text,
                        starts=((0, row.line_from),),
                        line_to=row.line_to,
                        row=row.cells,
                    )
                )
            continue
        following = merged[index + 1] if index + 1 < len(merged) else None
        before = merged[index - 1] if index else None
        index += 1
        level = _level(block, stack)
        stack = _leave(stack, _text_level(block, before, stack) if level == _TEXT else level)
        if level == _TEXT:
            entries.append(_entry(block, stack))
            continue
        if block.mark not in {Mark.BULLET, Mark.STAR, Mark.CAPITALS}:
            step = Step(
                parent=_path(stack),
                label=block.label,
                mark=block.mark,
                line=block.line_from,
                text=block.text,
            )
            steps.append(step)
        if block.mark not in {Mark.BULLET, Mark.STAR}:
            header = ()
        has_content = following is not None and _level(following, [*stack, (level, "")]) > level
        title = _title(block, has_content=has_content, following=following)
        if title or block.mark is not Mark.BULLET:
            stack = [*stack, (level, sentence_case(title or _number(block), names))]
        if not title or not has_content or title != _full_title(block):
            entries.append(_entry(block, stack))
    return [entry for entry in entries if entry.text], steps, findings


def _merge(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with "PHẦN II" and its title joined, and a lead-in and its paragraph."""
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if last and last.mark is Mark.PART and not last.text and _is_part_title(last, block):
            merged[-1] = _joined(last, block)
        elif last and _leads_in(last) and block.mark is Mark.TEXT:
            merged[-1] = _joined(last, block)
        else:
            merged.append(block)
    return merged


def _is_part_title(part: Block, block: Block) -> bool:
    if part.label.startswith("Phụ lục"):
        return False
    short = word_count(block.text) <= 25 and not block.text.endswith((".", ";", ":"))
    return block.mark in {Mark.TEXT, Mark.CAPITALS} and short and not block.text.startswith("(")


def _leads_in(block: Block) -> bool:
    bullet = block.mark is Mark.BULLET
    return bullet and block.text.endswith(":") and word_count(block.text) <= 15


def _joined(first: Block, second: Block) -> Block:
    text = f"{first.text} {second.text}".strip()
    shift = len(text) - len(second.text)
    moved = tuple((offset + shift, line) for offset, line in second.starts)
    return replace(first, text=text, starts=(*first.starts, *moved))


def _run_of_rows(blocks: Sequence[Block], start: int) -> list[Block]:
    end = start
    while end < len(blocks) and blocks[end].mark is Mark.ROW:
        end += 1
    return list(blocks[start:end])


def _level(block: Block, stack: Sequence[tuple[int, str]]) -> int:
    if block.mark in {Mark.TEXT, Mark.ROW, Mark.CLOSING}:
        return _TEXT
    if block.mark is Mark.NUMBER:
        return _LEVELS[Mark.NUMBER] + block.label.count(".")
    if block.mark is Mark.CAPITALS and stack and stack[0][1].startswith("Phụ lục"):
        return 1
    if block.mark is Mark.BULLET:
        return _SIGN_LEVELS.get(block.label, _LEVELS[Mark.BULLET])
    return _LEVELS[block.mark]


def _text_level(block: Block, before: Block | None, stack: Sequence[tuple[int, str]]) -> int:
    """Return down to which level a paragraph without a mark leaves the headings."""
    headed = before is not None and before.mark in {Mark.ROMAN, Mark.NUMBER, Mark.LETTER}
    if block.text.endswith("./.") or (_END_OF_TEXT.match(block.text) and not headed):
        return _LEVELS[Mark.NUMBER]
    # A number alone is a numbered paragraph ("3.3"): what follows is not part of it.
    alone = next(
        (level for level, label in stack if re.fullmatch(r"[\d.]+|[a-zđ]\)", label)), _TEXT
    )
    return min(alone, _LEVELS[Mark.BULLET])


def _leave(stack: Sequence[tuple[int, str]], level: int) -> list[tuple[int, str]]:
    return [heading for heading in stack if heading[0] < level]


def _path(stack: Sequence[tuple[int, str]], below: int = _TEXT) -> tuple[str, ...]:
    return tuple(label for level, label in stack if level < below)


def _number(block: Block) -> str:
    return f"{block.label})" if block.mark is Mark.LETTER else block.label


def _full_title(block: Block) -> str:
    text = re.sub(r"\s+", " ", block.text).rstrip(" .:;")
    if block.mark in {Mark.CAPITALS, Mark.STAR, Mark.BULLET}:
        return text
    joint = " " if block.mark is Mark.LETTER else ". "
    return f"{_number(block)}{joint}{text}" if text else _number(block)


def _title(block: Block, *, has_content: bool, following: Block | None) -> str:
    """Return the heading that a block is for what follows it, or nothing for a paragraph."""
    text, words = block.text.rstrip(), word_count(block.text)
    if block.mark in {Mark.PART, Mark.CAPITALS}:
        return _full_title(block)
    if block.mark in {Mark.ROMAN, Mark.UPPER}:
        return _full_title(block) if words <= 40 else ""
    if block.mark in {Mark.BULLET, Mark.STAR}:
        deeper = has_content and following is not None and following.mark is not Mark.TEXT
        short = words <= (20 if text.endswith(":") else 12)
        return _full_title(block) if deeper and short else ""
    labelled = _LABELLED.fullmatch(text)
    if labelled and word_count(labelled.group(1)) <= 12 and word_count(labelled.group(2)) >= 3:
        return _full_title(replace(block, text=labelled.group(1)))
    if text.endswith(":"):
        return _full_title(block) if words <= 30 else ""
    if text.endswith((".", ";", ",")):
        whole = block.label.isdigit() and words <= 8 and has_content and not text.endswith(";")
        return _full_title(block) if whole else ""
    return _full_title(block) if words <= 30 else ""


def _entry(block: Block, stack: Sequence[tuple[int, str]]) -> Entry:
    """Return a block as an entry; the number it begins with is part of its words."""
    prefix = ""
    if block.mark is Mark.LETTER:
        prefix = f"{block.label}) "
    elif block.mark in {Mark.NUMBER, Mark.ROMAN, Mark.UPPER, Mark.PART}:
        prefix = f"{block.label}. "
    shift = len(prefix)
    starts = tuple((offset + shift if offset else 0, line) for offset, line in block.starts)
    return Entry(
        path=_path(stack) or (OPENING,),
        text=prefix + block.text,
        starts=starts,
        line_to=block.line_to,
        listed=block.mark in {Mark.BULLET, Mark.STAR, Mark.NUMBER, Mark.LETTER},
    )


def numbering(steps: Sequence[Step]) -> list[Finding]:
    """Return where numbers are left out or used twice."""
    findings = []
    last: dict[tuple[tuple[str, ...], Mark, int], Step] = {}
    for step in steps:
        key = (step.parent, step.mark, step.label.count("."))
        before = last.get(key)
        last[key] = step
        now = _ordinal(step)
        if now is None:
            continue
        expected = 1 if before is None else (_ordinal(before) or 0) + 1
        if now == expected:
            continue
        findings.append(_jump(step, before, now, expected))
    return findings


def _jump(step: Step, before: Step | None, now: int, expected: int) -> Finding:
    if before is None:
        reason = f"the first number here is {step.label}, not the beginning of a list"
    elif now < expected:
        reason = f"number {step.label} is used again after {before.label}"
    else:
        reason = f"number {before.label} is followed by {step.label}; nothing stands in between"
    return Finding(field="numbering", reason=reason, line=step.line, raw=step.text)


def _ordinal(step: Step) -> int | None:
    label = step.label.split(" ")[-1].split(".")[-1]
    if label.isdigit():
        return int(label)
    if step.mark in {Mark.LETTER, Mark.UPPER}:
        return "abcdđefgh".find(label.lower()) + 1 if step.mark is Mark.UPPER else None
    values = {"I": 1, "V": 5, "X": 10}
    if not label or any(c not in values for c in label):
        return None
    total = 0
    for this, after in zip(label, [*label[1:], ""], strict=True):
        value = values[this]
        total += -value if after and values[after] > value else value
    return total
