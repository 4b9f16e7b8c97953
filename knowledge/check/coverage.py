"""Count what the knowledge holds and how much of it was verified, and against what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.check.compare import Compared, FieldKind, Match, fields_of, is_usable, source_of
from knowledge.load import Curated
from knowledge.types import Document, Guide, Plan, Procedure, Record, Verified


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many records of each kind one part holds."""

    procedures: int = 0
    guides: int = 0
    plans: int = 0
    documents: int = 0
    indicators: int = 0
    duties: int = 0
    deadlines: int = 0
    acts: int = 0
    acts_checked: int = 0
    """Acts whose force a source confirms."""
    overlays: int = 0
    local_rules: int = 0


@dataclass(frozen=True, kw_only=True)
class Share:
    """How the curated fields of one kind were verified; the six parts add up."""

    kind: FieldKind
    fields: int = 0
    """One for each channel's fee or time, one for each form of a procedure."""
    agrees: int = 0
    """Said by the portal, and the imported page has the same in its own field."""
    named: int = 0
    """Said by the portal; the page names it in its sentences, or its own field is doubted."""
    differs: int = 0
    """Said to be the portal's, but the imported page says something else."""
    not_imported: int = 0
    """Said by the portal; the imported data holds no such page."""
    looked_up: int = 0
    unverified: int = 0
    quoted: int = 0
    """Fields, whatever their source, that quote words because no value could be read."""
    on_portal: int = 0
    """Fields of procedures whose page is among the imported ones, whatever their source."""
    on_portal_verified: int = 0
    """Those of them that the page bears out."""
    elsewhere: int = 0
    """Fields of procedures without an imported page."""
    elsewhere_verified: int = 0
    """Those of them looked up, or read on the portal."""

    @property
    def portal_share(self) -> float | None:
        """Return the share the portal's data verifies; None if it holds none of the procedures."""
        return self.on_portal_verified / self.on_portal if self.on_portal else None

    @property
    def elsewhere_share(self) -> float | None:
        """Return the share verified where the portal's data lacks the procedure, or None."""
        return self.elsewhere_verified / self.elsewhere if self.elsewhere else None


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How the curated records were verified."""

    records: Mapping[str, Mapping[Verified, int]]
    """Records by kind ("procedure", "guide", "plan") and how their own source was verified."""
    shares: tuple[Share, ...]
    """Fees, times and forms of the curated procedures."""


def counted(records: Iterable[Record]) -> Counts:
    """Return how many records there are of each kind."""
    kinds: Counter[str] = Counter()
    for record in records:
        match record:
            case Procedure():
                kinds["procedures"] += 1
            case Guide():
                kinds["guides"] += 1
            case Plan():
                kinds["plans"] += 1
                kinds["indicators"] += len(record.indicators)
                kinds["duties"] += len(record.duties)
                kinds["deadlines"] += len(record.deadlines)
            case Document():
                kinds["documents"] += 1
    return Counts(**kinds)


def coverage(curated: Curated, imported: Mapping[str, Procedure]) -> Coverage:
    """Return the shares of verified records and fields; `imported` is by code."""
    records: dict[str, Counter[Verified]] = {
        "procedure": Counter(each.source.verified for each in curated.procedures),
        "guide": Counter(each.source.verified for each in curated.guides),
        "plan": Counter(each.source.verified for each in curated.plans),
    }
    shares = [_share(kind, curated.procedures, imported) for kind in FieldKind]
    return Coverage(records=records, shares=tuple(shares))


def _share(
    kind: FieldKind, records: Sequence[Procedure], imported: Mapping[str, Procedure]
) -> Share:
    counts: Counter[str] = Counter()
    for record in records:
        page = imported.get(record.code)
        source = source_of(record, kind)
        own = [each for each in fields_of(record, page) if each.kind is kind]
        for field in own:
            counts["fields"] += 1
            counts["quoted"] += field.is_quoted
            counts[_standing(field, source)] += 1
            where = "on_portal" if is_usable(page) else "elsewhere"
            counts[where] += 1
            counts[f"{where}_verified"] += _is_verified(field, source)
    return Share(kind=kind, **counts)


def _standing(field: Compared, source: Verified) -> str:
    if source is Verified.LOOKED_UP:
        return "looked_up"
    if source is Verified.UNVERIFIED:
        return "unverified"
    return {
        Match.EQUAL: "agrees",
        Match.NAMED: "named",
        Match.DIFFERS: "differs",
        Match.ABSENT: "not_imported",
    }[field.match]


def _is_verified(field: Compared, source: Verified) -> bool:
    if field.match is Match.ABSENT:
        return source is not Verified.UNVERIFIED
    return field.match is not Match.DIFFERS
