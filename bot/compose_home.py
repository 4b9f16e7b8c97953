"""Say where in this ward papers are handed in, from the ward's own profile."""

import re

from bot.types import Citation
from bot.ward import Ward
from bot.wording import sentence
from knowledge.text import fold
from knowledge.types import Level, Procedure

# What stands first is where one goes; what follows is another way.
_FIRST = re.compile(r";| hoac | hay ")
_COUNTER = re.compile(
    r"\b(?:ubnd|uy ban nhan dan|mot cua|phuc vu hanh chinh cong)\b.*\b(?:xa|phuong)\b"
    r"|^(?:xa, )?phuong\b|^xa, phuong\b"
)
_ANOTHER_OFFICE = re.compile(
    r"\b(?:cong an|quan su|bhxh|bao hiem|thue|truong|tinh|van phong dang ky"
    r"|(?<!tru )(?<!ho )so)\b(?! giao dich)"
)


def is_handed_in_at(ward: Ward | None, procedure: Procedure) -> bool:
    """Say whether the papers go to the ward's own counter; police and tax have other houses."""
    if ward is None or Level.COMMUNE not in procedure.levels:
        return False
    first = _FIRST.split(fold(procedure.place or procedure.authority))[0].strip()
    return bool(_COUNTER.search(first)) and not _ANOTHER_OFFICE.search(first)


def home_lines(ward: Ward) -> list[str]:
    """Return the ward's address and hours, one line each; nothing for what it has not told."""
    lines = [f"Ở {ward.name}: {sentence(ward.address)}"] if ward.address else []
    if ward.hours:
        lines.append(f"Giờ làm việc: {sentence(ward.hours)}")
    return lines


def ward_citation(ward: Ward) -> Citation:
    """Return where the ward's own address, hours and number come from."""
    return Citation(title=f"Thông tin của {ward.name}", doc="ward", as_of=ward.checked)
