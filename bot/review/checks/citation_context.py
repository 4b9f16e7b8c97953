"""What every check of citations looks at: the citations, the acts they name, the document's day."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.review.citations import Mention, mentions
from bot.review.citations_text import Joined, joined
from bot.review.head import own_period
from bot.review.types import Cited, Document, Known, Span
from knowledge.acts import LegalAct, number_key
from knowledge.text import fold

NATIONAL = frozenset({"CP", "TTg", "TW", "VPCP"})
_LOCAL_WORDS = re.compile(r"^(?:pho )?(?:chu tich|giam doc|bo truong|thuong truc) |\s*\(cu\)$")
_SHORTER = ("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"), ("thanh pho", "tp")
_YEAR_SAID = re.compile(r"nam ((?:19|20)\d\d)$")
_ALIASES = {"cntt": "cong nghe thong tin", "ngan sach": "ngan sach nha nuoc"}


@dataclass(frozen=True, kw_only=True)
class Context:
    """A document's citations, and what is known about them."""

    document: Document
    known: Known
    text: Joined
    mentions: tuple[Mention, ...]
    period: tuple[date, date] | None
    """First and last day the document's head allows; None if it has no date."""

    @cached_property
    def others(self) -> tuple[Mention, ...]:
        """The citations of other acts, those with a full number."""
        return tuple(
            each
            for each in self.mentions
            if not each.cited.is_own and each.number_at and each.symbol
        )

    @cached_property
    def written_after(self) -> date | None:
        """The latest day that the document must be later than: of its head, or of an act it cites.

        Days that do not fit the act's own number are left out: they are wrong.
        """
        last = min(self.period[1], self.known.today) if self.period else self.known.today
        days = [
            each.cited.issued
            for each in self.others
            if each.cited.issued
            and each.cited.issued <= last
            and each.year in (None, each.cited.issued.year)
        ]
        return max([*days, self.period[0]] if self.period else days, default=None)

    @cached_property
    def laws(self) -> dict[str, list[LegalAct]]:
        """Laws by their name without diacritics and year."""
        found: dict[str, list[LegalAct]] = {}
        for act in self.known.acts:
            if act.kind in ("Luật", "Bộ luật", "Pháp lệnh"):
                found.setdefault(_law_name(act.title), []).append(act)
        return found

    @cached_property
    def by_digits(self) -> dict[str, list[LegalAct]]:
        """Acts with a year in their number, by what stands before it and by kind."""
        found: dict[str, list[LegalAct]] = {}
        for act in self.known.acts:
            digits, _, rest = number_key(act.number).partition("/")
            if "/" in rest:
                found.setdefault(f"{digits} {act.kind}", []).append(act)
        return found

    @cached_property
    def cited_elsewhere(self) -> dict[tuple[str, str], list[tuple[str, Cited]]]:
        """References in other documents by number and kind; those of this document left out."""
        found: dict[tuple[str, str], list[tuple[str, Cited]]] = {}
        for name, other in self.known.others:
            if name != self.document.name:
                key = number_key(other.number or ""), other.kind
                found.setdefault(key, []).append((name, other))
        return found

    def span(self, start: int, end: int) -> Span:
        """Return where a piece of the joined text stands in the document."""
        return self.text.span(start, end)

    def acts(self, each: Mention) -> list[LegalAct]:
        """Return the acts this may mean: one if that is clear, several, or none."""
        if each.cited.number is None:
            return self._named(each)
        found = [
            act
            for act in self.known.acts.numbered(each.cited.number)
            if act.kind == each.cited.kind or each.cited.kind in ("Văn bản", "Công văn")
        ]
        if each.year is None and not NATIONAL.intersection(each.symbol):
            return [act for act in found if same_issuer(act.issuer, each.cited.issuer)]
        return found

    def act(self, each: Mention) -> LegalAct | None:
        """Return the act this means; None if it is unknown, or unclear."""
        found = self.acts(each)
        return found[0] if len(found) == 1 else None

    def _named(self, each: Mention) -> list[LegalAct]:
        title = fold(each.cited.title)
        year = _YEAR_SAID.search(title)
        name = _law_name(title)
        found = self.laws.get(f"{fold(each.cited.kind)} {_ALIASES.get(name, name)}", [])
        if year:
            return [act for act in found if year[1] in act.number or year[1] in act.title]
        return found


def context(document: Document, known: Known) -> Context:
    """Return what checks look at."""
    text = joined(document)
    return Context(
        document=document,
        known=known,
        text=text,
        mentions=tuple(mentions(document, text)),
        period=own_period(document),
    )


def same_issuer(one: str | None, other: str | None) -> bool:
    """Say whether two names certainly mean one body; its chairman signs for it."""
    return bool(one and other) and issuer_key(one or "") == issuer_key(other or "")


def issuer_key(name: str) -> str:
    """Return a body's name as it is compared."""
    key = " ".join(fold(name).split())
    key = _LOCAL_WORDS.sub("", key)
    for long, short in _SHORTER:
        key = key.replace(long, short)
    return key


def key_of(each: Mention) -> tuple[str, str]:
    """Return what tells acts of one number apart as far as the citation itself does."""
    return number_key(each.cited.number or ""), fold(each.cited.kind)


def day(when: date) -> str:
    """Return a day as documents write it: "05/3/2020"."""
    return f"{when.day:02}/{when.month if when.month > 2 else f'{when.month:02}'}/{when.year}"


def act_name(act: LegalAct) -> str:
    """Return an act as the person reading a finding knows it."""
    return act.title if act.title.startswith(("Luật", "Bộ luật")) else f"{act.kind} {act.number}"


def _law_name(title: str) -> str:
    return re.sub(r"\s*\(?nam (?:19|20)\d\d\)?$", "", fold(title)).strip()
