"""Take the recipients and the signature out of the blocks of a plan."""

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.importers.plan_blocks import Block, Mark
from knowledge.importers.plan_outline import Entry

RECIPIENTS = "Nơi nhận"
SIGNATURE = "Ký ban hành"
_OFFICE = re.compile(r"\b(?:TM|KT|TL|TUQ)\s*\.|CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG|[ỦU][YỶ] BAN NHÂN DÂN")
_ANNEX = re.compile(
    r"DANH (?:MỤC|SÁCH)|BẢNG|BIỂU|KẾ HOẠCH|NHIỆM VỤ|CHỈ TIÊU|MỤC TIÊU|PHỤ LỤC|MÔ HÌNH"
)
_AFTER = "Phần sau chữ ký"


def part_tail(blocks: Sequence[Block]) -> tuple[list[Block], list[Entry]]:
    """Return the blocks without recipients and signature, and those two as entries.

    What comes after the signature (annexes) stays among the blocks.
    """
    start = next((i for i, block in enumerate(blocks) if _opens(block, i, len(blocks))), None)
    if start is None:
        return list(blocks), []
    end = next(
        (i for i in range(start + 1, len(blocks)) if _is_annex(blocks[i])),
        len(blocks),
    )
    tail, after = blocks[start:end], _annexes(blocks[end:])
    if after and after[0].mark is Mark.ROW:
        title = Block(mark=Mark.PART, label=_AFTER, text="", starts=((0, after[0].line_from),))
        after = [title, *after]
    return [*blocks[:start], *after], _entries(tail)


def _opens(block: Block, index: int, total: int) -> bool:
    if block.mark is Mark.CLOSING:
        return True
    signs = block.mark is Mark.CAPITALS and bool(_OFFICE.search(block.text))
    # The name of the issuing office also stands at the head of the first page.
    return signs and index * 2 > total


def _is_annex(block: Block) -> bool:
    if block.mark in {Mark.PART, Mark.ROW, Mark.ROMAN, Mark.UPPER}:
        return True
    return block.mark is Mark.CAPITALS and bool(_ANNEX.search(block.text))


def _annexes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks after the signature; titles in capitals stand beside the text's parts."""
    part = next((i for i, b in enumerate(blocks) if b.mark is Mark.PART), len(blocks))
    titled = [
        replace(b, mark=Mark.PART, label=b.text, text="") if b.mark is Mark.CAPITALS else b
        for b in blocks[:part]
    ]
    return [*titled, *blocks[part:]]


def _signs(block: Block) -> bool:
    """Tell whether a block is the signature: capitals, or an office with a name behind it."""
    if block.mark is Mark.CAPITALS:
        return ";" not in block.text and "," not in block.text
    return block.mark is Mark.TEXT and bool(_OFFICE.match(block.text))


def _entries(tail: Sequence[Block]) -> list[Entry]:
    signs = [_signs(block) for block in tail]
    cut = signs.index(True) if True in signs else len(tail)
    entries = []
    for name, blocks in ((RECIPIENTS, tail[:cut]), (SIGNATURE, tail[cut:])):
        texts = [block.text for block in blocks if block.text]
        if not texts:
            continue
        words = " ".join(texts)
        entries.append(
            Entry(
                path=(name,),
                text=f"{name}: {words}" if name == RECIPIENTS else words,
                starts=((0, blocks[0].line_from),),
                line_to=blocks[-1].line_to,
            )
        )
    return entries
