"""The names of the records: official ones, and everyday ones, which hold words of others, too."""

from collections.abc import Iterable, Sequence

from bot.topic import syllables_of
from knowledge.readable import ReadableRecords
from knowledge.text import expand, folded_syllables


class Names:
    """Looks names of procedures and guides up by code or id."""

    def __init__(self, records: ReadableRecords) -> None:
        self._records = records

    def official(self, code: str | None) -> str:
        """Return the official name of a procedure; empty if there is none."""
        procedure = self._records.procedure(code) if code else None
        return procedure.name if procedure else ""

    def every(self, record_id: str | None) -> tuple[str, ...]:
        """Return a record's names, official and everyday."""
        if procedure := self._records.procedure(record_id or ""):
            return (procedure.name, *procedure.asked_as)
        if guide := self._records.guide(record_id or ""):
            return (guide.title, *guide.asked_as)
        return ()

    def words(self, record_id: str | None) -> set[str]:
        """Return the folded syllables of all the names."""
        return {s for name in self.every(record_id) for s in syllables_of(name)}

    def is_called(self, record_id: str | None, words: Iterable[str]) -> bool:
        """Say whether one name of the record, official or everyday, holds all the words."""
        return any(syllables_of(name).issuperset(words) for name in self.every(record_id))

    def is_officially(self, record_id: str | None, words: Iterable[str]) -> bool:
        """Say whether the official name or title of the record holds all the words."""
        return any(syllables_of(name).issuperset(words) for name in self.every(record_id)[:1])

    def says(self, record_id: str | None, words: Sequence[str]) -> bool:
        """Say whether one name of the record holds the words side by side."""
        phrase = f" {' '.join(words)} "
        return any(phrase in _spaced(name) for name in self.every(record_id))

    def is_just(self, record_id: str | None, said: str) -> bool:
        """Say whether one name of the record is exactly what is said."""
        return any(_spaced(name) == _spaced(said) for name in self.every(record_id))


def _spaced(text: str) -> str:
    return f" {' '.join(folded_syllables(expand(text)))} "
