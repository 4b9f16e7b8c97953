"""Hear that a report was taken for the wrong kind of thing, and which kind it is."""

import re

from bot.correction import correction_in
from bot.tickets.categories import OTHER, categories, guess
from knowledge.text import expand, fold

_KIND = r"loai (?:viec|phan anh|su viec|vu viec)"
_SPEAKS = re.compile(
    rf"\b(?:sai|nham|lon|(?:khong|chua) (?:dung|phai)|sua|doi|thay|chon)(?: \w+){{0,2}} {_KIND}\b"
    rf"|\b{_KIND}\b.*\b(?:sai|nham|lon|(?:khong|chua) (?:dung|phai)|phai|dung|la|thanh)\b"
    rf"|^(?:\W|(?:a|u|da) )*{_KIND} ?:"
)
# "..., chứ không phải đèn" at the end.
_DENIED = re.compile(
    r"\b(?:(?:chứ|chu) )?(?:không|khong) (?:phải|phai)\b(?!.*\b(?:mà|ma)\b)[^,.;]*$", re.IGNORECASE
)


def speaks_of_kind(text: str) -> bool:
    """Say whether a message says that the kind of thing is wrong, or which one it is."""
    return _SPEAKS.search(fold(expand(text))) is not None


def kind_said(text: str, current: str) -> str | None:
    """Return the category that a message names in place of the current one, None if none."""
    correction = correction_in(text)
    wanted = correction.wanted if correction else ""
    wanted = wanted or _DENIED.sub(" ", text)
    plain = fold(wanted)
    titled = (
        each.id
        for each in categories().values()
        if any(fold(part.strip()) in plain for part in each.title.split(","))
    )
    kind = next(titled, None) or guess(wanted)
    return kind if kind not in (current, OTHER) else None


def kind_corrected(text: str, current: str) -> str | None:
    """Return the category of what is meant instead: "không phải đèn, rác mà"; None without."""
    correction = correction_in(text)
    if correction is None or guess(correction.denied) != current:
        return None
    return kind_said(text, current)
