"""Copies of clean documents with one defect each, of seventeen kinds, the same for every seed."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.review.types import Kind
from eval.review_planting import (
    Plant,
    Planted,
    annex_share,
    blank_number,
    count_changed,
    deadline_past,
    doubled_word,
    duplicated_paragraph,
    heading_skipped,
    impossible_date,
    impossible_syllable,
    missing_head,
    missing_signature,
    put,
    total_changed,
    wrong_tone,
)
from knowledge.acts import Force, LegalAct

_ACT = re.compile(
    r"(?P<number>\d+/(?P<year>\d{4})/(?:NĐ-CP|QH\d+)|57-NQ/TW)"
    r" ngày (?P<date>\d\d tháng \d\d? năm \d{4})(?P<of> của (?P<issuer>Chính phủ|Bộ Chính trị))?"
)
_BASIS = re.compile(r"^(?:Căn cứ|Thực hiện) .*\n", re.MULTILINE)
_ISSUERS = ("Bộ Nội vụ", "Thủ tướng Chính phủ", "Bộ Khoa học và Công nghệ", "Quốc hội")
_BINDING = ("Luật", "Nghị định", "Thông tư")
_PADDED_MONTHS = (1, 2)
_TRIES = 200


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A clean document with one defect."""

    defect: str
    kind: Kind
    """What a finding about it should be called."""
    doc: str
    text: str
    quotes: tuple[str, ...]


def mutants(
    clean: Mapping[str, str], acts: Iterable[LegalAct], *, n: int, seed: int
) -> list[Mutant]:
    """Return n copies, none twice, the kinds by turns until one runs out of places."""
    chance = random.Random(seed)  # noqa: S311  # where defects are planted is no secret
    made: list[Mutant] = []
    seen = set(clean.values())
    left = _plants(list(acts))
    while left and len(made) < n:
        for defect, (kind, plant) in list(left.items())[: n - len(made)]:
            found = _new(plant, clean, chance, seen)
            if found is None:
                del left[defect]
                continue
            doc, planted = found
            seen.add(planted.text)
            made.append(
                Mutant(defect=defect, kind=kind, doc=doc, text=planted.text, quotes=planted.quotes)
            )
    return made


def _new(
    plant: Plant, clean: Mapping[str, str], chance: random.Random, seen: set[str]
) -> tuple[str, Planted] | None:
    """Return a document's name and a copy not made yet; None if no place seems to be left."""
    for _ in range(_TRIES):
        doc = chance.choice(sorted(clean))
        planted = plant(clean[doc], chance)
        if planted and planted.text not in seen:
            return doc, planted
    return None


def act_date_changed(text: str, chance: random.Random) -> Planted | None:
    """Move the date of a cited act by days, months or years; its number stays."""
    places = list(_ACT.finditer(text))
    if not places:
        return None
    found = chance.choice(places)
    day, month, year = (int(each) for each in re.findall(r"\d+", found["date"]))
    moved = date(year, month, day) + timedelta(days=chance.choice((-365, -61, -9, 4, 30, 90)))
    return put(text, found.start("date"), found.end("date"), _written(moved), wider=3)


def number_year_changed(text: str, chance: random.Random) -> Planted | None:
    """Change the year in an act's number; its date stays."""
    places = [each for each in _ACT.finditer(text) if each["year"]]
    if not places:
        return None
    found = chance.choice(places)
    year = str(int(found["year"]) + chance.choice((-2, -1, 1)))
    return put(text, found.start("year"), found.end("year"), year, wider=3)


def issuer_swapped(text: str, chance: random.Random) -> Planted | None:
    """Say that somebody else issued an act."""
    places = [each for each in _ACT.finditer(text) if each["issuer"]]
    if not places:
        return None
    found = chance.choice(places)
    issuer = chance.choice(_ISSUERS)
    planted = put(text, found.start("issuer"), found.end("issuer"), issuer, wider=2)
    end = found.start("issuer") + len(issuer)
    return Planted(
        text=planted.text, quotes=(*planted.quotes, planted.text[found.start("number") : end])
    )


def _superseded(acts: Sequence[LegalAct]) -> Plant:
    """Return what bases a document on an act that holds no longer."""
    ended = [
        (act, act.issued)
        for act in acts
        if act.force is Force.EXPIRED and act.replaced_by and act.issued and act.kind in _BINDING
    ]

    def plant(text: str, chance: random.Random) -> Planted | None:
        bases = list(_BASIS.finditer(text))
        if not bases or not ended:
            return None
        (act, issued), at = chance.choice(ended), chance.choice(bases).start()
        line = f"Căn cứ {act.kind} số {act.number} ngày {_written(issued)} của {act.issuer};"
        changed = f"{text[:at]}{line}\n{text[at:]}"
        return Planted(text=changed, quotes=(line, f"số {act.number} ngày"))

    return plant


def _written(day: date) -> str:
    """Return a date as documents write it: 09 tháng 6, but 05 tháng 01."""
    month = f"{day.month:02}" if day.month in _PADDED_MONTHS else str(day.month)
    return f"{day.day:02} tháng {month} năm {day.year}"


def _plants(acts: Sequence[LegalAct]) -> dict[str, tuple[Kind, Plant]]:
    return {
        "wrong_tone": (Kind.TYPO, wrong_tone),
        "impossible_syllable": (Kind.TYPO, impossible_syllable),
        "doubled_word": (Kind.TYPO, doubled_word),
        "act_date_changed": (Kind.WRONG_CITATION_DATE, act_date_changed),
        "number_year_changed": (Kind.WRONG_CITATION, number_year_changed),
        "issuer_swapped": (Kind.WRONG_CITATION, issuer_swapped),
        "superseded_act": (Kind.SUPERSEDED, _superseded(acts)),
        "blank_number": (Kind.BLANK, blank_number),
        "missing_head": (Kind.MISSING_COMPONENT, missing_head),
        "missing_signature": (Kind.MISSING_COMPONENT, missing_signature),
        "heading_skipped": (Kind.NUMBERING, heading_skipped),
        "duplicated_paragraph": (Kind.DUPLICATE, duplicated_paragraph),
        "annex_share": (Kind.INCONSISTENT_NUMBER, annex_share),
        "count_changed": (Kind.INCONSISTENT_NUMBER, count_changed),
        "total_changed": (Kind.INCONSISTENT_NUMBER, total_changed),
        "deadline_past": (Kind.WRONG_CONTENT, deadline_past),
        "impossible_date": (Kind.WRONG_CONTENT, impossible_date),
    }
