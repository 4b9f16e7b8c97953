"""Legal acts (văn bản pháp luật): what they are and whether they are in force."""

import itertools
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from pydantic.dataclasses import dataclass

from knowledge.types import STRICT, Source


class Force(StrEnum):
    """Whether an act may be relied on (tình trạng hiệu lực)."""

    IN_FORCE = "in_force"
    PARTLY = "partly"
    """Some of its articles were repealed or replaced; the rest holds."""
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """Nobody has checked."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class LegalAct:
    """One legal act, or a decision or plan that others cite."""

    number: str
    """Number and symbol, e.g. "53/2025/TT-BCA"; unique together with the issuer."""
    kind: str
    """E.g. "Thông tư"."""
    issuer: str
    """Who issued it, e.g. "Bộ Công an"."""
    issued: date | None = None
    title: str = ""
    force: Force = Force.UNKNOWN
    in_force_from: date | None = None
    in_force_to: date | None = None
    """Last day on which it holds."""
    amended_by: tuple[str, ...] = ()
    """Numbers of the acts that changed parts of it."""
    replaced_by: tuple[str, ...] = ()
    """Numbers of the acts that took its place."""
    note: str = ""
    source: Source
    """Of number, issuer, date and title."""
    force_source: Source | None = None
    """Of everything about its force; None while that is unknown."""


class Acts:
    """All known acts, found by number."""

    def __init__(self, acts: Iterable[LegalAct]) -> None:
        self._by_number: dict[str, list[LegalAct]] = {}
        for act in acts:
            self._by_number.setdefault(number_key(act.number), []).append(act)

    def find(self, number: str, *, issuer: str = "") -> LegalAct | None:
        """Return the act of this number; None if unknown, or if several issuers used it."""
        found = self._by_number.get(number_key(number), [])
        if issuer:
            found = [act for act in found if act.issuer.casefold() == issuer.casefold()]
        return found[0] if len(found) == 1 else None

    def numbered(self, number: str) -> list[LegalAct]:
        """Return every act of this number: several issuers may have used it, or one, each year."""
        return list(self._by_number.get(number_key(number), ()))

    def __iter__(self) -> Iterator[LegalAct]:
        """Yield every known act."""
        return itertools.chain.from_iterable(self._by_number.values())

    def __len__(self) -> int:
        """Return how many acts are known."""
        return sum(len(acts) for acts in self._by_number.values())


def number_key(number: str) -> str:
    """Return a number as it is compared: no blanks, one kind of dash, D for Đ, no leading zeros."""
    plain = "".join(number.split()).casefold().replace("đ", "d").replace("–", "-")
    return plain.lstrip("0")


def lapsed_on(act: LegalAct, day: date) -> bool:
    """Say whether the act no longer holds on that day."""
    if act.in_force_to is not None:
        return act.in_force_to < day
    return act.force is Force.EXPIRED
