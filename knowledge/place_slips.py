"""Find the names of units that are one slip of the keyboard away from what was typed."""

from collections.abc import Mapping, Sequence
from functools import cache

from knowledge.place_table import table

# A slip in a shorter name makes another name as often as not.
_SHORTEST_MENDED = 5


def communes_like(typed: str) -> list[str]:
    """Return the keys of communes that differ from a key by one slip, in the table's order."""
    ends = _by_ends()
    # One slip in five letters or more leaves the first two or the last two as they are.
    near = {*ends.get(f"{typed[:2]}-", ()), *ends.get(f"-{typed[-2:]}", ())}
    return [name for _, name in sorted(near) if is_one_slip(typed, name)]


@cache
def _by_ends() -> Mapping[str, Sequence[tuple[int, str]]]:
    """Return the communes' keys with their places, by the first two and the last two letters."""
    found: dict[str, list[tuple[int, str]]] = {}
    for place, name in enumerate(table().communes):
        for end in (f"{name[:2]}-", f"-{name[-2:]}"):
            found.setdefault(end, []).append((place, name))
    return found


def is_one_slip(typed: str, name: str) -> bool:
    """Say whether two keys differ by one letter added, left out, changed, or two swapped."""
    if abs(len(typed) - len(name)) > 1 or min(len(typed), len(name)) < _SHORTEST_MENDED:
        return False
    same = 0
    while same < min(len(typed), len(name)) and typed[same] == name[same]:
        same += 1
    rest, other = typed[same:], name[same:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )
