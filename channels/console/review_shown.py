"""Lay a review out as it is read: the text with marked places, the findings, the filters."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlencode

from bot.review.kept import Decision, Standing, Verdict
from bot.review.rules import rules
from bot.review.run import Review
from bot.review.types import Document, Finding, Kind, Severity
from channels.console.review_words import KINDS, SEVERITIES

_GRAVEST = list(Severity)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some letters of a line; findings that overlap cut it into pieces."""

    text: str
    severity: Severity | None = None
    """Of the gravest finding that it belongs to; None: of none."""
    numbers: tuple[int, ...] = ()
    """Of the findings that it belongs to."""
    begins: tuple[int, ...] = ()
    """Of those that begin with it."""
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Item:
    """A finding in the list."""

    number: int
    """From 1, in the order of the text."""
    quote: str
    line: int
    finding: Finding
    decision: Decision | None
    rule: str
    """What the rule demands; empty if that is already said."""
    before: int | None = None
    """Number of the one before it in the list."""
    after: int | None = None

    @property
    def is_ignored(self) -> bool:
        """Whether the official wants to see no more of it."""
        return self.decision is not None and self.decision.verdict is Verdict.IGNORED

    @property
    def is_accepted(self) -> bool:
        """Whether it will be corrected."""
        return self.decision is not None and self.decision.verdict is Verdict.ACCEPTED


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A link of the filter."""

    title: str
    count: int
    path: str
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What is asked for: empty is any."""

    severity: str = ""
    kind: str = ""

    def takes(self, finding: Finding) -> bool:
        """Say whether a finding is among what is asked for."""
        return self.severity in ("", finding.severity) and self.kind in ("", finding.kind)

    @property
    def query(self) -> str:
        """Return it as it stands in an address, with its question mark."""
        given = {"muc": self.severity, "loai": self.kind}
        found = urlencode({name: value for name, value in given.items() if value})
        return f"?{found}" if found else ""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How much there is of what."""

    severities: tuple[tuple[Severity, int], ...]
    """Of findings that are not ignored."""
    open: int
    accepted: int
    ignored: int
    earlier: int
    """Ignored already in an earlier version."""
    fixed: int


def chosen(severity: str, kind: str) -> Chosen:
    """Return what a filter asks for; what there is none of is any."""
    return Chosen(
        severity=severity if severity in set(Severity) else "",
        kind=kind if kind in set(Kind) else "",
    )


def items(review: Review, standing: Standing) -> list[Item]:
    """Return all findings with what was decided about them."""
    document = review.document
    return [
        Item(
            number=n,
            quote=document.quote(finding.span),
            line=document.line(finding.span.start),
            finding=finding,
            decision=decision,
            rule=_rule_of(finding),
        )
        for n, (finding, decision) in enumerate(
            zip(review.findings, standing.decisions, strict=True), 1
        )
    ]


def linked(shown: Sequence[Item]) -> list[Item]:
    """Return the items, each of them with its neighbours in this list."""
    numbers = [None, *(each.number for each in shown), None]
    return [
        Item(**{**vars(each), "before": numbers[n], "after": numbers[n + 2]})
        for n, each in enumerate(shown)
    ]


def counts(found: Collection[Item], standing: Standing) -> Counts:
    """Count the findings."""
    left = [each for each in found if not each.is_ignored]
    by = Counter(each.finding.severity for each in left)
    ignored = [each.decision for each in found if each.is_ignored and each.decision]
    accepted = sum(each.is_accepted for each in left)
    return Counts(
        severities=tuple((severity, by[severity]) for severity in Severity),
        open=len(left) - accepted,
        accepted=accepted,
        ignored=len(ignored),
        earlier=sum(each.is_earlier for each in ignored),
        fixed=len(standing.fixed),
    )


def choices(found: Collection[Item], now: Chosen, path: str) -> tuple[list[Choice], list[Choice]]:
    """Return the links to each severity and to each kind; a count is what the link leads to."""
    left = [each.finding for each in found if not each.is_ignored]

    def choice(title: str, to: Chosen) -> Choice:
        count = sum(to.takes(each) for each in left)
        return Choice(title=title, count=count, path=f"{path}{to.query}", is_on=to == now)

    severities = [choice("Mọi mức", Chosen(kind=now.kind))] + [
        choice(title, Chosen(severity=severity, kind=now.kind))
        for severity, title in SEVERITIES.items()
    ]
    there = {each.kind for each in left}
    kinds = [choice("Mọi loại", Chosen(severity=now.severity))] + [
        choice(title, Chosen(severity=now.severity, kind=kind))
        for kind, title in KINDS.items()
        if kind in there
    ]
    return severities, kinds


def lines(document: Document, found: Collection[Item]) -> list[list[Piece]]:
    """Return the document's lines, cut where findings begin and end."""
    cuts = sorted(
        {0, len(document.text)}
        | {edge for each in found for edge in (each.finding.span.start, each.finding.span.end)}
    )
    made: list[list[Piece]] = [[]]
    ranked = sorted(found, key=lambda each: each.finding.span.start)
    at, going = 0, list[Item]()
    for start, end in pairwise(cuts):
        while at < len(ranked) and ranked[at].finding.span.start <= start:
            going.append(ranked[at])
            at += 1
        going = [each for each in going if each.finding.span.end > start]
        pieces = document.text[start:end].split("\n")
        for n, text in enumerate(pieces):
            if n:
                made.append([])
            is_first, is_last = n == 0, n == len(pieces) - 1
            begins = [e.number for e in going if is_first and e.finding.span.start == start]
            ends = [e.number for e in going if is_last and e.finding.span.end == end]
            if text or begins or ends:
                made[-1].append(
                    Piece(
                        text=text,
                        severity=_gravest(going),
                        numbers=tuple(each.number for each in going),
                        begins=tuple(begins),
                        ends=tuple(ends),
                    )
                )
    return made


def _gravest(going: Collection[Item]) -> Severity | None:
    return min((each.finding.severity for each in going), key=_GRAVEST.index, default=None)


def _rule_of(finding: Finding) -> str:
    rule = rules().get(finding.rule)
    return rule.text if rule and rule.text != finding.why else ""
