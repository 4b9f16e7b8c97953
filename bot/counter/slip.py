"""Say on one page what a resident still has to bring (phiếu hướng dẫn): public facts only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.counter.check import Group, Item, Outcome, Reply, Verdict, judge, papers_of
from bot.counter.sheet import Sheet, sheet_of
from bot.counter.ways import Way, chosen
from bot.procedure_brief import form_name
from bot.procedure_trust import Law
from bot.types import BotError, Citation
from bot.ward import Ward
from bot.wording import capital, day, sentence, shortened
from knowledge.types import Audience, Channel, Procedure

_TITLE_WORDS = 18


class NotForResidents(BotError):
    """The procedure is for staff, or its source shows another one: no sheet is given out."""


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """What was ticked at the counter: nothing in it tells who stands there."""

    brought: tuple[str, ...] = ()
    """Keys of papers."""
    replies: Mapping[str, Reply] = field(default_factory=dict)
    """By the key of a group."""
    channel: Channel | None = None
    handed_in: date | None = None
    """The day of handing in, if it is not today."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A heading with its lines."""

    heading: str
    lines: tuple[str, ...]
    is_list: bool = True
    is_whole: bool = False
    """What it costs and how long it takes: the last to be cut."""


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What stands on the page."""

    ward: str
    contact: tuple[str, ...]
    name: str
    code: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    """Where the facts come from, each with number and day; the record's own first."""
    url: str
    """Of the source; empty: it has none."""
    made_on: date
    as_of: date
    """The day on which the record's own source said so."""


def dossier(sheet: Sheet, ticked: Ticked) -> tuple[Verdict, Way | None]:
    """Return how the dossier stands, and the way in which it is to be handed in."""
    way = chosen(sheet.ways, ticked.channel)
    papers = papers_of(sheet.procedure)
    verdict = judge(papers, ticked.brought, ticked.replies, way.channel if way else None)
    return verdict, way


def slip_of(
    procedure: Procedure, ticked: Ticked, *, law: Law, ward: Ward, today: date, made_on: date
) -> Slip:
    """Return the page for a resident, as of today. Raises NotForResidents.

    `made_on` is the day on which it was handed out: what is due is counted from there.
    """
    handed_in = ticked.handed_in or (made_on if made_on != today else None)
    sheet = sheet_of(procedure, law, ward, today, handed_in=handed_in)
    if procedure.audience is not Audience.PUBLIC or not sheet.is_usable:
        raise NotForResidents(f"{procedure.code}: no sheet for residents")
    verdict, way = dossier(sheet, ticked)
    own = procedure.source
    return Slip(
        ward=f"{capital(ward.name)}, {ward.province}",
        contact=_contact(ward),
        name=procedure.name,
        code=procedure.code,
        parts=tuple(part for part in _parts(sheet, verdict, way) if part.lines),
        sources=tuple(_source(c) for c in sorted(sheet.citations, key=lambda c: c.url != own.url)),
        url=own.url if own.url and own.url.startswith(("https://", "http://")) else "",
        made_on=made_on,
        as_of=own.as_of,
    )


def _parts(sheet: Sheet, verdict: Verdict, way: Way | None) -> Sequence[Part]:
    papers = papers_of(sheet.procedure)
    notes = [warning.text for warning in sheet.warnings]
    if papers.offers_a_choice:
        notes.append("Trong danh sách có chỗ chỉ cần một trong các giấy tờ: đọc kỹ tên giấy.")
    missing = tuple(paper_line(each.item) for each in verdict.missing)
    fee = way.fee if way else ()
    time = (*(way.time if way else ()), *([sentence(way.due)] if way and way.due else []))
    name = f" ({way.name.lower()})" if way else ""
    return (
        Part(heading=_heading(verdict), lines=missing or (_said(verdict),), is_list=bool(missing)),
        Part(heading="Chỉ cần nếu đúng trường hợp", lines=tuple(map(_asked, verdict.to_ask))),
        Part(heading="Đã có", lines=tuple(item.text for item in verdict.brought)),
        Part(heading="Không phải mang", lines=papers.not_needed),
        Part(heading=f"Lệ phí{name}", lines=fee, is_list=len(fee) > 1, is_whole=True),
        Part(heading=f"Thời gian{name}", lines=time, is_list=len(time) > 1, is_whole=True),
        Part(heading="Nộp ở đâu", lines=sheet.place, is_list=len(sheet.place) > 1),
        Part(heading="Lưu ý", lines=tuple(notes)),
    )


def _heading(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.MISSING:
        return "Còn thiếu" if verdict.brought else "Giấy tờ cần mang"
    return "Giấy tờ"


def _said(verdict: Verdict) -> str:
    match verdict.outcome:
        case Outcome.COMPLETE:
            return "Đủ theo danh sách của nguồn."
        case Outcome.ASK:
            return "Tùy trường hợp của anh/chị, xem dưới đây."
        case _:
            return "Nguồn không ghi rõ danh sách giấy tờ. Anh/chị hỏi quầy một cửa."


def _asked(group: Group) -> str:
    return f"{group.question}: {'; '.join(map(paper_line, group.items))}"


def paper_line(item: Item) -> str:
    """Return a paper with the code of its form and when it may stay at home."""
    form = item.form if item.form and item.form.lower() not in item.text.lower() else ""
    remark = f". {item.remark.rstrip('.')}" if item.remark else ""
    return item.text + (f" ({form_name(form)})" if form else "") + remark


def _contact(ward: Ward) -> tuple[str, ...]:
    told = (
        sentence(ward.address),
        f"Giờ làm việc: {sentence(ward.hours)}" if ward.hours else "",
        f"Điện thoại: {ward.hotline}" if ward.hotline else "",
    )
    return tuple(each for each in told if each)


def _source(citation: Citation) -> str:
    number = f", số {citation.number}" if citation.number else ""
    as_of = f", thông tin ngày {day(citation.as_of)}" if citation.as_of else ""
    return f"{shortened(citation.title.split(': ')[0], _TITLE_WORDS)}{number}{as_of}"
