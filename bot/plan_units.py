"""Tell whether two names mean the same unit of the office."""

import re

from knowledge.text import clean, fold

_SAME = (
    (re.compile(r"&"), " va "),
    (re.compile(r"\buy ban nhan dan\b"), "ubnd"),
    (re.compile(r"\bhoi dong nhan dan\b"), "hdnd"),
    (re.compile(r"\b(?:uy ban )?mat tran to quoc(?: viet nam)?\b|\buy ban mttq\b"), "ubmttq"),
    (re.compile(r"\bubmttq viet nam\b"), "ubmttq"),
    (re.compile(r"^vp\b"), "van phong"),
)
_PARTS = re.compile(r"\s*[,;/–-]\s*")
# The ward's own name or kind; "xã hội" and "địa phương" are neither.
_PLACE = re.compile(
    r"\b(?:cua |thuoc |tren dia ban )?(?:(?<!dia )phuong|xa(?! hoi)|dac khu|thi tran)\b.*$"
)


def unit_parts(name: str) -> tuple[str, ...]:
    """Return the name's parts between commas and dashes, folded, without the ward's own name.

    "Văn phòng HĐND&UBND" and "VP HĐND và UBND phường" give the same.
    """
    text = fold(clean(name))
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    parts = [" ".join(_PLACE.sub("", part).split()) for part in _PARTS.split(text)]
    return tuple(part for part in parts if part)


def unit_key(name: str) -> str:
    """Return the same name for addresses: "phong-van-hoa-xa-hoi"; "" for no unit."""
    return "-".join(re.findall(r"[a-z0-9]+", " ".join(unit_parts(name))))


def has_unit(said: str, unit: str) -> bool:
    """Say whether what a plan says of who does something names the unit, alone or among others.

    A name may hold commas itself ("Phòng Kinh tế, Hạ tầng và Đô thị"), so whole runs of parts are
    compared.
    """
    whole, wanted = unit_parts(said), unit_parts(unit)
    if not wanted:
        return False
    starts = range(len(whole) - len(wanted) + 1)
    return any(whole[at : at + len(wanted)] == wanted for at in starts)
