"""Find every reference to a legal act or plan in a document."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.review.citations_after import Issued, date_of, issued_after, name_at
from bot.review.citations_named import Named, named
from bot.review.citations_number import KindWord, Number, kind_words, numbers
from bot.review.citations_text import Joined, joined
from bot.review.citations_words import KINDS, B
from bot.review.head import own_issuer, own_kind, own_number, own_symbol
from bot.review.types import Cited, Document
from knowledge.acts import number_key
from knowledge.text import fold

_ARTICLE = (
    rf"(?:(?:diem{B}+[a-z](?:,{B}*[a-z])*{B}*,?{B}*)?(?:(?:cac{B}+)?khoan{B}+\d+(?:,{B}*\d+)*"
    rf"{B}*,?{B}*)?dieu{B}+\d+[a-z]?)"
)
_ARTICLES = re.compile(
    rf"(?P<all>{_ARTICLE}(?:{B}*(?:[,;]|va|[,;]{B}*va){B}*{_ARTICLE}){{0,9}})"
    rf"{B}*,?{B}*(?:(?:cua|tai|trong){B}+)?$"
)
_ONE = re.compile(_ARTICLE)
_BEFORE = 160
_MAX_TITLE = 240
_TITLE_END = re.compile(r"[.;\t](?!\d)|\n(?=[-+*•\d]|[A-ZÀ-ỸĐ])|[)]")
_CONTINUES = re.compile(rf"{B}*(?:[,;]|va|hoac|[,;]{B}*va){B}*")


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A citation as it stands in the text: what the checks look at."""

    cited: Cited
    start: int
    """In the joined text, like every place here."""
    end: int
    said_kind: str
    """The kind as written, "Chi thị"; empty in a list, or where only a number stands."""
    said_number: str
    """As written, with blanks."""
    number_at: tuple[int, int] | None
    symbol: tuple[str, ...]
    year: int | None
    """In the number."""
    day_at: tuple[int, int] | None
    """Where a day stands, even a blank or impossible one."""
    issuer_at: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True)
class _Own:
    kind: str | None
    number: str | None
    symbol: str | None
    issuer: str | None


def citations(document: Document) -> tuple[Cited, ...]:
    """Return the references in the order of the text."""
    return tuple(each.cited for each in mentions(document, joined(document)))


def mentions(document: Document, text: Joined) -> list[Mention]:
    """Return the references with where their parts stand in the joined text, in its order."""
    own = _Own(
        kind=own_kind(document),
        number=own_number(document),
        symbol=own_symbol(document),
        issuer=own_issuer(document),
    )
    kinds = kind_words(text)
    full = numbers(text, kinds)
    by_name = [each for each in named(text, kinds) if not _is_in(each, full)]
    starts = sorted([each.start for each in full] + [each.start for each in by_name])
    found = [_numbered(text, each, own, _next(starts, each.start)) for each in full]
    found += [_by_name(text, each, own, _next(starts, each.start)) for each in by_name]
    found.sort(key=lambda each: (each.start, -each.end))
    return _with_issuers(text, _apart(found))


def _next(starts: Sequence[int], start: int) -> int | None:
    at = bisect_right(starts, start)
    return starts[at] if at < len(starts) else None


def _is_in(each: Named, full: Sequence[Number]) -> bool:
    """Say whether a law's name belongs to a citation with a number: "Luật Dữ liệu số 60/…"."""
    at = bisect_left([number.start for number in full], each.start)
    return at < len(full) and full[at].kind_word == each.kind_word


def _apart(found: Sequence[Mention]) -> list[Mention]:
    """Return those that do not overlap: the first of two, unless only the second has a number."""
    kept: list[Mention] = []
    for each in found:
        while kept and each.start < kept[-1].end and each.number_at and not kept[-1].number_at:
            kept.pop()
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _numbered(text: Joined, each: Number, own: _Own, following: int | None) -> Mention:
    issued = issued_after(text, each.end, is_joint="liên tịch" in each.kind)
    issuer_at = issued.issuer
    if each.issuer and name_at(text, each.issuer[0]):
        issuer_at = each.issuer
    issuer = _said(text, issuer_at) if issuer_at else None
    title = _title(text, issued.end, following)
    if each.kind_word and each.kind in ("Luật", "Bộ luật", "Pháp lệnh"):
        between = text.text[each.kind_word[1] : each.number_start]
        title = " ".join(re.sub(r"[(,]?\s*số\s*[:.]?\s*$", "", between).split()) or title
    return Mention(
        cited=Cited(
            span=text.span(each.start, issued.end),
            kind=each.kind,
            number=each.number,
            issuer=issuer,
            issued=issued.issued,
            articles=_articles(text, each.start),
            title=title,
            is_own=_is_own(each, issuer, own),
        ),
        start=each.start,
        end=issued.end,
        said_kind=_said(text, each.kind_word) if each.kind_word else "",
        said_number=text.text[each.number_start : each.end],
        number_at=(each.number_start, each.end),
        symbol=each.symbol,
        year=each.year,
        day_at=issued.day,
        issuer_at=issuer_at,
    )


def _by_name(text: Joined, each: Named, own: _Own, following: int | None) -> Mention:
    issued = issued_after(text, each.end) if not each.is_this else Issued(end=each.end)
    is_own = each.is_this and own.kind in (None, each.kind)
    is_own |= each.is_issued and own.kind == each.kind
    return Mention(
        cited=Cited(
            span=text.span(each.start, issued.end),
            kind=each.kind,
            number=own.number if is_own else None,
            issuer=_said(text, issued.issuer) if issued.issuer else None,
            issued=issued.issued,
            articles=_articles(text, each.start),
            title=each.title,
            is_own=is_own,
        ),
        start=each.start,
        end=issued.end,
        said_kind=_said(text, each.kind_word),
        said_number="",
        number_at=None,
        symbol=(),
        year=None,
        day_at=issued.day,
        issuer_at=issued.issuer,
    )


def _said(text: Joined, at: tuple[int, int]) -> str:
    return " ".join(text.text[at[0] : at[1]].split())


def _is_own(each: Number, issuer: str | None, own: _Own) -> bool:
    if own.number and each.number:
        return number_key(own.number) == number_key(each.number) and _may_be(issuer, own.issuer)
    if each.number is not None or own.kind is None or fold(each.kind) != fold(own.kind):
        return False
    return own.number is None and _may_be(issuer, own.issuer)


def _may_be(issuer: str | None, own: str | None) -> bool:
    return not issuer or not own or fold(issuer) in fold(own) or fold(own) in fold(issuer)


def _articles(text: Joined, start: int) -> tuple[str, ...]:
    begin = max(0, start - _BEFORE)
    found = _ARTICLES.search(text.folded[begin:start])
    if found is None:
        return ()
    first = begin + found.start("all")
    return tuple(
        _said(text, (first + one.start(), first + one.end())) for one in _ONE.finditer(found["all"])
    )


def _title(text: Joined, end: int, following: int | None) -> str:
    """Return what the act is about: the words up to the next citation or the sentence's end."""
    last = min(end + _MAX_TITLE, len(text.text))
    if following is not None and following < last:
        last = following
    stop = _TITLE_END.search(text.text, end, last)
    title = " ".join(text.text[end : stop.start() if stop else last].split())
    title = re.sub(r"[\s,:]+(?:và|hoặc)$", "", title)
    is_title = title.count(" ") > 1 and re.match(r"[“\"]?[^\W\d_]", title)
    return title.strip('“”" ,:') if is_title else ""


def _with_issuers(text: Joined, found: list[Mention]) -> list[Mention]:
    """Give those in a list the issuer that stands after its last."""
    result = list(found)
    for at in range(len(result) - 2, -1, -1):
        this, after = result[at], result[at + 1]
        is_listed = bool(after.number_at) and not after.said_kind
        if is_listed and after.cited.issuer and not this.cited.issuer:
            if _CONTINUES.fullmatch(text.folded[this.end : after.start]):
                result[at] = replace(this, cited=replace(this.cited, issuer=after.cited.issuer))
    return result


__all__ = ["KINDS", "Joined", "KindWord", "Mention", "citations", "date_of", "joined", "mentions"]
