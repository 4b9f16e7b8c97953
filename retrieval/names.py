"""Tell whether any name of a procedure may hold some words, without a search."""

from collections.abc import Collection, Sequence

import numpy as np

from knowledge.text import expand, folded_syllables
from knowledge.types import Kind, Passage
from retrieval.lexical import LexicalIndex

_FIELDS = ("name", "asked")


class Names:
    """The passages that name procedures, and what shorthand in them stands for."""

    def __init__(self, passages: Sequence[Passage], lexical: LexicalIndex) -> None:
        self._lexical = lexical
        numbers = [
            number
            for number, passage in enumerate(passages)
            if passage.kind is Kind.PROCEDURE and passage.field in _FIELDS
        ]
        self._numbers = np.asarray(numbers, dtype=np.int64)
        # The index holds names as they are written, "hkd", and a question says it in full.
        self._written_out = [
            set(folded_syllables(written))
            for number in numbers
            for written in (expand(passages[number].text),)
            if written != passages[number].text
        ]

    def may_hold(self, words: Collection[str]) -> bool:
        """Say whether one name holds all the folded syllables, shorthand written out."""
        held = np.ones(len(self._numbers), dtype=np.bool_)
        for word in words:
            held &= self._lexical.holds(word, self._numbers)
            if not held.any():
                break
        return bool(held.any()) or any(said.issuperset(words) for said in self._written_out)
