"""How Vietnamese words come to be written wrong: sounds taken for each other, slips of a finger."""

from functools import cache
from importlib import resources

import yaml

# Sounds that many speakers do not tell apart, and so write for each other; at the beginning.
_SOUNDS_ALIKE = (
    ("s", "x"), ("ch", "tr"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("d", "v"), ("l", "n"),
    ("t", "th"), ("c", "ch"), ("k", "kh"), ("p", "ph"), ("n", "nh"), ("g", "gh"), ("ng", "ngh"),
)  # fmt: skip
_ENDS_ALIKE = (("n", "ng"), ("t", "c"), ("i", "y"), ("n", "nh"), ("c", "ch"), ("u", "o"))


@cache
def loanwords() -> frozenset[str]:
    """Return foreign words that people use as they are, folded: "scan", "online"."""
    path = resources.files("knowledge") / "data" / "loanwords.yaml"
    return frozenset(yaml.safe_load(path.read_text(encoding="utf-8")))


def sounding_like(bare: str) -> list[str]:
    """Return what a syllable may be written for."""
    found = []
    for pair in _SOUNDS_ALIKE:
        for said, written in (pair, pair[::-1]):
            if bare.startswith(written):
                found.append(said + bare[len(written) :])
    for pair in _ENDS_ALIKE:
        for said, written in (pair, pair[::-1]):
            if bare.endswith(written):
                found.append(bare[: -len(written)] + said)
    return found


def slip_bonus(typed: str, meant: str) -> float:
    """Return how likely the slip is, as a bonus: a doubled or left-out letter above others."""
    if len(typed) == len(meant) + 1:
        doubled = any(typed[i] == typed[i + 1] for i in range(len(typed) - 1))
        return 2.0 if doubled else 0.0
    return 1.0 if typed[:1] == meant[:1] else 0.0
