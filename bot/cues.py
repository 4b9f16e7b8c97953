"""Look for telling words in a message, whether it is typed with diacritics or without."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text import clean, expand, fold, has_diacritics, modern_tones


@dataclass(frozen=True, kw_only=True)
class Cues:
    """Regular expressions for accented and for bare text, lower case, shorthand written out."""

    accented: re.Pattern[str]
    bare: re.Pattern[str]

    def found_in(self, text: str) -> bool:
        """Say whether any cue stands in the text."""
        pattern, said = self._read(text)
        return bool(pattern.search(said))

    def around(self, text: str) -> list[str]:
        """Return what stands before, between and after the cues, as it was read."""
        pattern, said = self._read(text)
        return [piece.strip() for piece in pattern.split(said)]

    def _read(self, text: str) -> tuple[re.Pattern[str], str]:
        """Return the patterns that fit how the text is typed, and the text as they expect it."""
        is_accented, said = _said(text)
        return (self.accented if is_accented else self.bare, said)


# One message is searched for many cues; few, for they are a person's words.
@lru_cache(maxsize=32)
def _said(text: str) -> tuple[bool, str]:
    """Return whether the text is typed with diacritics, and what it says, in that spelling."""
    typed = clean(text)
    said = modern_tones(expand(typed).lower())
    # By what was typed: shorthand is written out with diacritics.
    return (True, said) if has_diacritics(typed) else (False, fold(said))


def cues(either: Sequence[str], *, accented: Sequence[str] = (), bare: Sequence[str] = ()) -> Cues:
    """Return cues given as regular expressions in accented text; each stands between word ends.

    A message without diacritics is searched for the bare form of `either`; a cue that would mean
    something else there ("khống" and "không") goes to `accented`, its replacement to `bare`.
    """
    return Cues(
        accented=_any_of([*either, *accented]),
        bare=_any_of([*(fold(cue) for cue in either), *bare]),
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns))
