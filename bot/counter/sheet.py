"""Put together what a clerk sees of one procedure: the same facts as residents are told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import procedure_trust
from bot.compose_home import home_lines, is_handed_in_at, ward_citation
from bot.compose_procedure import aspect_text, force_of
from bot.counter.lookup import Standing, standing_of
from bot.counter.ways import Way, ways
from bot.procedure_trust import LABELS, Law
from bot.types import Citation, Warn
from bot.ward import Ward
from bot.wording import CHANNEL_NAMES, capital, day, newest
from knowledge.overlays import Applied, apply
from knowledge.types import Aspect, Channel, Doubt, LegalRef, Procedure

# What concerns the whole procedure comes before what concerns a part of it.
_ASKED = (
    None,
    Aspect.FEE,
    Aspect.TIME,
    Aspect.DOCUMENTS,
    Aspect.PLACE,
    Aspect.CONDITIONS,
    Aspect.STEPS,
    Aspect.RESULT,
    Aspect.LEGAL_BASIS,
)
_FIRST = ("expired", "safety", "local_fee", "doubtful")
_FIELDS = {
    "papers": LABELS[Aspect.DOCUMENTS],
    "authority": "Cơ quan giải quyết",
    "place": LABELS[Aspect.PLACE],
    "steps": LABELS[Aspect.STEPS],
    "conditions": LABELS[Aspect.CONDITIONS],
    "results": LABELS[Aspect.RESULT],
    "legal_basis": LABELS[Aspect.LEGAL_BASIS],
    "record": "Cả trang",
    "fee": LABELS[Aspect.FEE],
    "fees": LABELS[Aspect.FEE],
    "time": LABELS[Aspect.TIME],
    "durations": LABELS[Aspect.TIME],
}
# What the importer notes, by how its reason begins.
_REASONS = {
    "time without unit": "nguồn ghi con số mà không ghi đơn vị ngày hay giờ",
    "time is not": "nguồn không ghi số ngày rõ ràng",
    "fee column says free, its note leaves": "cột lệ phí ghi miễn phí, ghi chú để tỉnh quy định",
    "fee column says free, its note names": "cột lệ phí ghi miễn phí, ghi chú lại nêu số tiền",
    "fee column says free": "cột lệ phí ghi miễn phí, ghi chú không xác nhận",
    "amount and a time": "số tiền và thời gian dính liền nhau",
    "amount is smaller": "số tiền nhỏ bất thường, có thể thiếu hàng nghìn",
    "fee is not": "chỗ ghi lệ phí không phải là số tiền",
    "names a body abolished": "còn nhắc cơ quan đã bỏ từ 01/7/2025",
    "the page names no": "trang nguồn không ghi",
}
_WRITTEN = {"Tôi trả lời theo": "Theo", "Tôi chưa": "Chưa", "tôi chưa": "chưa"}


@dataclass(frozen=True, kw_only=True)
class Unclear:
    """One place where the source could not be read with certainty."""

    where: str
    why: str
    raw: str
    """The source's own words."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One procedure, as it stands in this ward today."""

    procedure: Procedure
    """Local rules applied."""
    standing: Standing
    warnings: tuple[Warn, ...]
    unclear: tuple[Unclear, ...]
    ways: tuple[Way, ...]
    place: tuple[str, ...]
    citations: tuple[Citation, ...]
    as_of: date | None
    """The day on which the newest source said so."""

    @property
    def is_usable(self) -> bool:
        """Say whether anything may be told from it: not from another procedure's page."""
        return self.standing is not Standing.MISFILED


def sheet_of(
    procedure: Procedure, law: Law, ward: Ward, today: date, *, handed_in: date | None = None
) -> Sheet:
    """Return the sheet of a procedure, as of today, for papers handed in on a day."""
    applied = apply(procedure, law.overlays, today)
    known = applied.procedure
    home = is_handed_in_at(ward, known)
    place = _lines(aspect_text(known, Aspect.PLACE, today, acts=law.acts))
    cited = dict.fromkeys(c for a in _ASKED for c in procedure_trust.citations(applied, a))
    if home and home_lines(ward):
        place += home_lines(ward)
        cited[ward_citation(ward)] = None
    unclear = tuple(_unclear(doubt) for doubt in procedure.doubts)
    sources = _without_repeats(list(cited))
    return Sheet(
        procedure=known,
        standing=standing_of(procedure, today),
        warnings=_warnings(applied, unclear, law, today),
        unclear=unclear,
        ways=tuple(ways(applied, ward, today, handed_in)),
        place=tuple(place),
        citations=sources,
        as_of=newest(sources),
    )


def legal_line(reference: LegalRef, law: Law, today: date) -> str:
    """Return an act that the record rests on, and what has become of it, if anything."""
    issued = f", ngày {day(reference.issued)}" if reference.issued else ""
    title = f": {reference.title}" if reference.title else ""
    article = f" ({reference.article})" if reference.article else ""
    return f"{reference.number}{issued}{article}{title}{force_of(reference, law.acts, today)}"


def _warnings(
    applied: Applied, unclear: Sequence[Unclear], law: Law, today: date
) -> tuple[Warn, ...]:
    """Return all warnings of all parts, those about the whole first, as they stand on paper."""
    found = dict.fromkeys(
        replace(warning, text=_written(warning.text, unclear))
        for aspect in _ASKED
        for warning in procedure_trust.warnings(applied, aspect, law, today)
    )
    return tuple(sorted(found, key=lambda each: _FIRST.index(each.kind)))


def _written(text: str, unclear: Sequence[Unclear]) -> str:
    """Return what the assistant says of itself and of "this", as it stands beside everything."""
    for said, written in _WRITTEN.items():
        text = text.replace(said, written)
    where = ", ".join(dict.fromkeys(each.where.split(",")[0].lower() for each in unclear))
    return capital(text.replace("chưa rõ chỗ này", f"chưa rõ: {where}") if where else text)


def _without_repeats(cited: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return one citation a document: each part names the same ones again."""
    found: dict[tuple[str, str | None, str | None], Citation] = {}
    for citation in cited:
        found.setdefault((citation.title, citation.number, citation.url), citation)
    return tuple(found.values())


def _unclear(doubt: Doubt) -> Unclear:
    parts = doubt.field.split(".")
    named = [_FIELDS[part] for part in parts if part in _FIELDS]
    channels = [CHANNEL_NAMES[Channel(part)].lower() for part in parts if part in set(Channel)]
    known = (said for start, said in _REASONS.items() if doubt.reason.startswith(start))
    reason = doubt.reason if not doubt.reason.isascii() else "nguồn ghi chưa rõ"
    return Unclear(
        where=", ".join([*named[-1:], *channels]) or "Nguồn",
        why=next(known, reason),
        raw=doubt.raw,
    )


def _lines(listed: str) -> list[str]:
    """Return the lines of a dashed list."""
    return [line.removeprefix("- ") for line in listed.split("\n")]
