"""Compare what a curated record says with the imported record of the same code."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.check.rules_across import is_misfiled
from knowledge.importers.portal_money import money_in
from knowledge.text import fold
from knowledge.types import Duration, Procedure, Submission, Unit, Verified


class FieldKind(StrEnum):
    """The fields whose sources are counted."""

    FEE = "fee"
    TIME = "time"
    FORM = "form"


class Match(StrEnum):
    """How one curated field stands to the imported record."""

    EQUAL = "equal"
    """The page's own field says the same."""
    NAMED = "named"
    """The page's field says less or is doubted; its sentences name the value."""
    DIFFERS = "differs"
    ABSENT = "absent"
    """There is no such page, it holds another procedure, or its text was cut off before this."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One curated field against its page."""

    kind: FieldKind
    field: str
    match: Match
    ours: str
    theirs: str
    is_quoted: bool = False
    """The curated record quotes words instead of stating a value."""


_DURATION = re.compile(
    r"(?<![\d/.,])0?(\d{1,3})\s*(?:\([^()]{2,20}\)\s*)?(ngày làm việc|ngày|giờ làm việc|giờ|tháng"
    r"|năm)",
    re.IGNORECASE,
)
_UNITS = {
    "ngày làm việc": Unit.WORKING_DAY,
    "ngày": Unit.DAY,
    "giờ làm việc": Unit.WORKING_HOUR,
    "giờ": Unit.HOUR,
    "tháng": Unit.MONTH,
    "năm": Unit.YEAR,
}
_FREE = re.compile(r"miễn|không (?:thu|mất|có|phải)|(?<!\d)0 (?:đồng|việt nam)", re.IGNORECASE)
_NOTHING = re.compile(r"(?:không(?: có thông tin| quy định)?|chưa có thông tin)?\W*", re.IGNORECASE)
_SAME_DAY = re.compile(r"ngay (?:sau|khi|trong)|trong ngày|cùng ngày|15 giờ|tức thì", re.IGNORECASE)
_NEXT_DAY = re.compile(r"ngày làm việc (?:tiếp theo|liền kề|kế tiếp|hôm sau)", re.IGNORECASE)
# The importer keeps only the beginning of what stood in the place of these.
_CUT = {"text is cut off", "the table of papers is missing, other text stands in its place"}
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def is_usable(page: Procedure | None) -> bool:
    """Whether there is a page of this very procedure to compare with."""
    return page is not None and not is_misfiled(page)


def fields_of(record: Procedure, page: Procedure | None) -> list[Compared]:
    """Return every fee, time and form the record states, compared with the page."""
    used = page if is_usable(page) else None
    found = []
    for way in record.submissions:
        if way.fees or way.fee_raw:
            found.append(_fee(way, used))
        if way.durations or way.duration_raw:
            found.append(_time(way, used))
    for form in dict.fromkeys(paper.form for paper in record.papers if paper.form):
        found.append(_form(form, used))
    if used is not None and any(doubt.reason in _CUT for doubt in used.doubts):
        return [replace(e, match=Match.ABSENT) if e.match is Match.DIFFERS else e for e in found]
    return found


def _fee(way: Submission, page: Procedure | None) -> Compared:
    ours = sorted({fee.amount_vnd for fee in way.fees})
    shown = ", ".join(f"{amount:,}" for amount in ours) or way.fee_raw
    pages = ways_of(page, way)
    theirs = sorted({fee.amount_vnd for other in pages for fee in other.fees})
    raws = "\n".join(other.fee_raw for other in pages)
    said = ", ".join(f"{amount:,}" for amount in theirs) or raws or "nothing"
    field = f"submissions.{way.channel}.fee"
    if page is None:
        match = Match.ABSENT
    elif not way.fees:
        match = _fee_words(way.fee_raw, set(theirs), raws)
    elif ours == theirs and not raws:
        match = Match.EQUAL
    elif all(_is_named(amount, pages, page) for amount in ours):
        match = Match.NAMED
    else:
        match = Match.DIFFERS
    return Compared(
        kind=FieldKind.FEE,
        field=field,
        match=match,
        ours=shown,
        theirs=said,
        is_quoted=not way.fees,
    )


def _is_named(amount: int, ways: list[Submission], page: Procedure) -> bool:
    if any(fee.amount_vnd == amount for way in ways for fee in way.fees):
        return True
    words = "\n".join(f"{way.fee_raw}\n{way.note}" for way in ways)
    if amount == 0:
        return bool(_FREE.search(words)) and not {m.amount_vnd for m in money_in(words)} - {0}
    everywhere = "\n".join([words, *(f"{w.fee_raw}\n{w.note}" for w in page.submissions)])
    everywhere = "\n".join([everywhere, *page.steps, *page.conditions])
    return amount in _amounts(everywhere) or amount in _halves(everywhere)


def _amounts(text: str) -> set[int]:
    """Return every amount, with or without the word for the currency."""
    bare = re.findall(r"(?<![\d.,/])\d{1,3}(?:[.,]\d{3})+(?![\d])", text)
    return {money.amount_vnd for money in money_in(text)} | {
        int(re.sub(r"[.,]", "", each)) for each in bare
    }


def _halves(text: str) -> set[int]:
    """Return half of every amount where the text halves one."""
    return {amount // 2 for amount in _amounts(text)} if re.search(r"50\s?%", text) else set()


def _fee_words(ours: str, theirs: set[int], raws: str) -> Match:
    """Compare a fee that we only quote, often shortened, with the page's fee.

    Amounts have to be the page's; "free" has to be there too. Other words may be shortened.
    """
    if _NOTHING.fullmatch(ours.strip()):
        return Match.DIFFERS if theirs or not _NOTHING.fullmatch(raws.strip()) else Match.EQUAL
    if _letters(ours) == _letters(raws) and not theirs:
        return Match.EQUAL
    is_free = bool(_FREE.search(ours)) == (bool(_FREE.search(raws)) or 0 in theirs)
    has_all = _amounts(ours) <= theirs | _amounts(raws)
    return Match.NAMED if is_free and has_all and (raws or theirs) else Match.DIFFERS


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", fold(text))


def _time(way: Submission, page: Procedure | None) -> Compared:
    ours = {(time.count, time.unit) for time in way.durations}
    pages = ways_of(page, way)
    theirs = {(time.count, time.unit) for other in pages for time in other.durations}
    raws = "\n".join(other.duration_raw for other in pages)
    field = f"submissions.{way.channel}.time"
    shown, said = _shown(way.durations) or way.duration_raw, told(pages) or raws or "nothing"
    if page is None:
        match = Match.ABSENT
    elif not ours:
        match = _time_words(way.duration_raw, theirs, raws, _words(page))
    elif ours == theirs and not raws:
        match = Match.EQUAL
    else:
        words = _words(page)
        named = theirs | durations_in(words)
        is_named = all(
            one in named or (one[0] == 0 and (0, Unit.WORKING_DAY) in named) for one in ours
        )
        match = Match.NAMED if is_named else Match.DIFFERS
    return Compared(
        kind=FieldKind.TIME,
        field=field,
        match=match,
        ours=shown,
        theirs=said,
        is_quoted=not way.durations,
    )


def _time_words(ours: str, theirs: set[tuple[int, Unit]], raws: str, words: str) -> Match:
    """Compare a time that we only quote, often shortened, with the page's time."""
    if _NOTHING.fullmatch(ours.strip()):
        return Match.DIFFERS if theirs or not _NOTHING.fullmatch(raws.strip()) else Match.EQUAL
    stated = durations_in(ours)
    if (stated and stated == theirs) or _letters(ours) == _letters(raws):
        return Match.EQUAL
    numbers = set(re.findall(r"\d+", ours))
    has_all = stated <= theirs | durations_in(words) if stated else numbers <= _numbers(raws)
    return Match.NAMED if has_all and (raws or theirs or stated) else Match.DIFFERS


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def durations_in(text: str) -> set[tuple[int, Unit]]:
    """Return every time the text names, as (count, unit); "in the day" is no working day."""
    found = {(int(each[1]), _UNITS[each[2].lower()]) for each in _DURATION.finditer(text)}
    if _SAME_DAY.search(text):
        found.add((0, Unit.WORKING_DAY))
    return found | ({(1, Unit.WORKING_DAY)} if _NEXT_DAY.search(text) else set())


def _shown(durations: tuple[Duration, ...]) -> str:
    return ", ".join(sorted({f"{time.count} {time.unit}" for time in durations}))


def told(ways: list[Submission]) -> str:
    """Return the times of these ways as they are shown in a message."""
    return _shown(tuple(time for way in ways for time in way.durations))


def _form(form: str, page: Procedure | None) -> Compared:
    theirs = list(dict.fromkeys(p.form for p in page.papers if p.form)) if page else []
    if page is None:
        match = Match.ABSENT
    elif _code(form) in {_code(each) for each in theirs}:
        match = Match.EQUAL
    else:
        words = _letters(_words(page))
        codes = [_code(each) for each in form.split(" (")[0].split(",")]
        match = Match.NAMED if all(code in words for code in codes) else Match.DIFFERS
    said = ", ".join(theirs) or "none"
    return Compared(kind=FieldKind.FORM, field="papers", match=match, ours=form, theirs=said)


def _code(form: str) -> str:
    """Return a form's code as codes are compared: "Mẫu số 01/BK-STK" -> "01bkstk"."""
    return _letters(re.sub(r"^\s*(?:mẫu|tờ khai)(?: số)?\s+", "", form, flags=re.IGNORECASE))


def ways_of(page: Procedure | None, way: Submission) -> list[Submission]:
    """Return the page's rows for the channel of this way."""
    return [each for each in page.submissions if each.channel is way.channel] if page else []


def _words(page: Procedure) -> str:
    ways = (f"{way.duration_raw}\n{way.fee_raw}\n{way.note}" for way in page.submissions)
    papers = (f"{paper.form or ''} {paper.name} {paper.case}" for paper in page.papers)
    return "\n".join([*ways, *papers, *page.steps, *page.conditions, *page.results])


_SOURCE_FIELD = {
    FieldKind.FEE: "fees",
    FieldKind.TIME: "durations",
    FieldKind.FORM: "forms",
}


def source_of(record: Procedure, kind: FieldKind) -> Verified:
    """Return how the record's fields of this kind were verified."""
    own = [each for each in record.field_sources if _SOURCE_FIELD[kind] in each.fields]
    return (own[0].source if own else record.source).verified
