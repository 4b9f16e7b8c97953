"""Is the day of a cited act right?"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from bot.review.checks.citation_context import (
    NATIONAL,
    Context,
    day,
    issuer_key,
    key_of,
    same_issuer,
)
from bot.review.citations import Mention
from bot.review.rules import rule
from bot.review.types import Finding, Severity, Span
from knowledge.acts import LegalAct, number_key
from knowledge.text import folded_syllables
from knowledge.types import Verified

_THREE_NUMBERS = re.compile(r"\d+\D+\d+\D+\d+")
# Words of titles that say nothing about the subject.
_COMMON = frozenset(
    "ve viec cua va cac cho trong den nam giai doan tren dia ban thuc hien ke hoach quy dinh quoc"
    " gia phe duyet ban hanh tinh thanh pho phuong xa dinh huong tam nhin mot so".split()
)
_SAME_SUBJECT = 0.6
# Congresses were held in January 2011, 2016, 2021 and 2026; each begins the numbers anew.
_PARTY_TERM_YEARS = 5


def dates(context: Context) -> Iterator[Finding]:
    """Yield at most one finding for each citation: the one that knows best what is right."""
    twice = {id(each): finding for each, finding in _two_days(context)}
    for each in context.others:
        if each.day_at is None:
            continue
        finding = (
            _impossible(context, each)
            or _not_as_registered(context, each)
            or _not_the_year(context, each)
            or twice.get(id(each))
            or _to_come(context, each)
            or _not_as_elsewhere(context, each)
        )
        if finding:
            yield finding


def _span(context: Context, each: Mention) -> Span:
    """Return the citation from its kind to its day, and a little more if the day stands last."""
    end = max(each.day_at[1] if each.day_at else each.end, each.start + 1)
    return context.span(each.start, end)


def _impossible(context: Context, each: Mention) -> Finding | None:
    if each.cited.issued is not None or each.day_at is None:
        return None
    said = context.text.text[each.day_at[0] : each.day_at[1]]
    # What is blank, or runs into the next word, begins with "ngày".
    if not _THREE_NUMBERS.fullmatch(said):
        return None
    return rule("citation.impossible_date").found(
        _span(context, each),
        f"Không có ngày {' '.join(said.split())}. Anh/chị xem lại ngày của văn bản được dẫn.",
    )


def _not_as_registered(context: Context, each: Mention) -> Finding | None:
    found = context.acts(each)
    said = each.cited.issued
    if said is None or any(act.issued in (said, None) for act in found):
        return None
    act = next((act for act in found if _is_meant(each, act, said)), None)
    if act is None or act.issued is None:
        return None
    is_sure = act.source.verified is not Verified.UNVERIFIED or each.year not in (None, said.year)
    return rule("citation.wrong_date").found(
        _span(context, each),
        f"{each.cited.kind} {each.cited.number} ban hành ngày {day(act.issued)}, "
        f"văn bản này ghi {day(said)}."
        + ("" if is_sure else " Anh/chị đối chiếu với bản gốc trước khi sửa."),
        suggestion=f"ngày {day(act.issued)}",
        certain=is_sure,
        source=act.source.title,
    )


def _is_meant(each: Mention, act: LegalAct, said: date) -> bool:
    """Say whether the citation means this act though the day differs.

    A number with its year is given once. Others begin anew each year, those of the Party's
    bodies with each term: then the same year, the same day of another, or the subject tells.
    """
    if act.issued is None:
        return False
    if each.year is not None or act.issued.year == said.year:
        return True
    if (act.issued.day, act.issued.month) == (said.day, said.month):
        return True
    if "TW" in each.symbol and _term(act.issued) == _term(said):
        return True
    return _is_subject(each.cited.title, act.title)


def _term(when: date) -> int:
    return (when.year - 1) // _PARTY_TERM_YEARS


def _is_subject(title: str, known: str) -> bool:
    said = {word for word in folded_syllables(title)} - _COMMON
    own = {word for word in folded_syllables(known)} - _COMMON
    return len(own) > 2 and len(own & said) / len(own) >= _SAME_SUBJECT


def _not_the_year(context: Context, each: Mention) -> Finding | None:
    said = each.cited.issued
    if said is None or each.year is None or said.year == each.year:
        return None
    return rule("citation.year_differs").found(
        _span(context, each),
        f"Số {each.cited.number} là của năm {each.year}, nhưng ngày ghi là {day(said)}.",
    )


def _to_come(context: Context, each: Mention) -> Finding | None:
    said, last = each.cited.issued, context.known.today
    if context.period:
        last = context.period[1]
    if said is None or said <= last:
        return None
    if context.period:
        why = f"Văn bản được dẫn ghi ngày {day(said)}, sau ngày của chính văn bản này."
    else:
        why = f"Văn bản được dẫn ghi ngày {day(said)}, ngày này chưa tới."
    return rule("citation.later_date").found(_span(context, each), why)


def _two_days(context: Context) -> Iterator[tuple[Mention, Finding]]:
    """Yield citations of one act with different days: those with the rarer day, or all."""
    acts: dict[tuple[str, str, str], list[Mention]] = {}
    for each in context.others:
        if each.cited.issued:
            acts.setdefault(_group(each, context), []).append(each)
    for group in acts.values():
        days = Counter(each.cited.issued for each in group if each.cited.issued)
        if len(days) < 2 or not _is_one_act(group):
            continue
        (most, times), (_, second) = days.most_common(2)
        for each in group:
            said = each.cited.issued
            if said is None or (said == most and times > second):
                continue
            other = next(x for x in group if x.cited.issued not in (None, said))
            if times > second:
                other = next(x for x in group if x.cited.issued == most)
            yield each, _differs(context, each, other, is_clear=times > second)


def _group(each: Mention, context: Context) -> tuple[str, str, str]:
    number, kind = key_of(each)
    if each.year is not None or NATIONAL.intersection(each.symbol):
        return number, kind, ""
    return number, kind, issuer_key(each.cited.issuer or "")


def _is_one_act(group: list[Mention]) -> bool:
    days = [each.cited.issued for each in group if each.cited.issued]
    if group[0].year is not None or len({when.year for when in days}) == 1:
        return True
    titles = [each.cited.title for each in group]
    return all(titles) and _is_subject(titles[0], titles[1])


def _differs(context: Context, each: Mention, other: Mention, *, is_clear: bool) -> Finding:
    said, theirs = each.cited.issued, other.cited.issued
    if said is None or theirs is None:
        raise ValueError("both have a day")
    line = context.document.line(other.cited.span.start)
    return rule("citation.two_dates").found(
        _span(context, each),
        f"Cùng {each.cited.kind} {each.cited.number} mà ở đây ghi ngày {day(said)}, "
        f"dòng {line} ghi ngày {day(theirs)}. Một trong hai ngày bị sai.",
        suggestion=f"ngày {day(theirs)}" if is_clear else None,
    )


def _not_as_elsewhere(context: Context, each: Mention) -> Finding | None:
    said = each.cited.issued
    act = context.act(each)
    if said is None or (act and act.issued == said):
        return None
    key = number_key(each.cited.number or ""), each.cited.kind
    for name, other in context.cited_elsewhere.get(key, ()):
        theirs = other.issued
        if theirs is None or theirs == said:
            continue
        is_national = bool(each.year is not None or NATIONAL.intersection(each.symbol))
        is_local = same_issuer(other.issuer, each.cited.issuer) and _has_place(other.issuer)
        if theirs.year == said.year and (is_local or (is_national and "UBND" not in each.symbol)):
            return rule("citation.two_dates").found(
                _span(context, each),
                f"Văn bản “{name}” dẫn {each.cited.kind} {each.cited.number} ngày {day(theirs)}, "
                f"ở đây ghi ngày {day(said)}. Anh/chị đối chiếu với bản gốc.",
                severity=Severity.LOW,
                certain=False,
                source=f"Đối chiếu với văn bản “{name}”",
            )
    return None


def _has_place(issuer: str | None) -> bool:
    """Say whether the name holds for one body: "UBND tỉnh" is another in another province."""
    return len((issuer or "").split()) > 3 and issuer != issuer_key(issuer or "")
