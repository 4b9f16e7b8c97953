"""Say in the records' words what residents say in their own: "sổ đỏ", "má", "bằng lái"."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from knowledge.text import fold, syllables
from knowledge.types import KnowledgeError


@dataclass(frozen=True, kw_only=True)
class Synonym:
    """An everyday phrase and what the records call it."""

    said: tuple[str, ...]
    """Its syllables, as restored; folded if there are several."""
    means: str
    near: tuple[str, ...] = ()
    """One of these folded phrases has to stand in the question, if there are any."""
    unless: tuple[str, ...] = ()
    """None of these may."""


@cache
def synonyms() -> Mapping[str, Sequence[Synonym]]:
    """Return our table by the first syllable, folded. Raises KnowledgeError if it is damaged."""
    path = resources.files("knowledge") / "data" / "synonyms.yaml"
    table: dict[str, list[Synonym]] = defaultdict(list)
    try:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            for phrase in entry["said"]:
                synonym = Synonym(
                    said=_key(phrase),
                    means=entry["means"],
                    near=tuple(map(_spaced, entry.get("near", ()))),
                    unless=tuple(map(_spaced, entry.get("unless", ()))),
                )
                table[fold(synonym.said[0])].append(synonym)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise KnowledgeError(f"{path}: cannot be read as synonyms ({error!r})") from error
    return table


def in_other_words(restored: str) -> list[str]:
    """Return what the records call the everyday phrases of a question with its diacritics.

    In the order of the question, each once.
    """
    said = syllables(restored)
    bare = [fold(syllable) for syllable in said]
    whole = f" {' '.join(bare)} "
    found: dict[str, None] = {}
    table = synonyms()
    for place, first in enumerate(bare):
        for synonym in table.get(first, ()):
            length = len(synonym.said)
            here = (said if length == 1 else bare)[place : place + length]
            if tuple(here) == synonym.said and _fits(synonym, whole):
                found.setdefault(synonym.means)
    return list(found)


def _fits(synonym: Synonym, whole: str) -> bool:
    if any(phrase in whole for phrase in synonym.unless):
        return False
    return not synonym.near or any(phrase in whole for phrase in synonym.near)


def _key(phrase: str) -> tuple[str, ...]:
    found = syllables(phrase)
    return tuple(found) if len(found) == 1 else tuple(fold(syllable) for syllable in found)


def _spaced(phrase: str) -> str:
    return f" {fold(phrase)} "
