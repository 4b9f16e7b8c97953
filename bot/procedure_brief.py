"""Say one part of a procedure in one line, for an overview or when several things are asked."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from bot import procedure_trust
from bot.wording import (
    CHANNEL_NAMES,
    amount,
    capital,
    day,
    duration,
    fees_in_brief,
    listed,
    sentence,
    shortened,
)
from knowledge.types import Aspect, Channel, Paper, Procedure, Submission

LABELS = {**procedure_trust.LABELS, Aspect.DOCUMENTS: "Giấy tờ chính"}
NOT_SAID = "nguồn tôi có không ghi."
_MAX_PAPERS = 4
_MAX_STEPS = 3
_MAX_NAMED = 3
_MAX_RARE = 2
_RAW_WORDS = 18
_SAYS_NOTHING = re.compile(r"(?:không có thông tin|không quy định|không|\d+)?", re.IGNORECASE)

_FREE_BUT = re.compile(r"miễn phí\s*\((?P<remark>.*?[^\s.)].*?)[\s).;]*", re.IGNORECASE | re.DOTALL)


def overview(procedure: Procedure, today: date) -> str:
    """Return place, own deadline, main papers, time and fee as a list; "" if none is known."""
    lines = _lines(procedure, (Aspect.PLACE,), today)
    if procedure.apply_within:
        lines.append(f"Hạn anh/chị phải làm: {sentence(procedure.apply_within)}")
    lines += _lines(procedure, (Aspect.DOCUMENTS, Aspect.TIME, Aspect.FEE), today)
    return listed(lines)


def brief(
    procedure: Procedure, aspects: Sequence[Aspect], today: date, *, amounts_alone: bool = False
) -> str:
    """Return one line for each aspect; one that the record does not hold says so.

    `amounts_alone` leaves out which amount holds when, where two procedures share a screen.
    """
    lines = []
    for aspect in aspects:
        say = _amounts if amounts_alone and aspect is Aspect.FEE else _IN_BRIEF[aspect]
        said = say(procedure, today) or _raw(procedure, aspect) or noted(procedure, aspect)
        if aspect is Aspect.TIME and procedure.apply_within:
            own = f"anh/chị phải làm trong hạn {sentence(shortened(procedure.apply_within, 14))}"
            said = f"{own} Cơ quan giải quyết: {said}" if said else own
        lines.append(f"{LABELS[aspect]}: {said or NOT_SAID}")
    return listed(lines)


def noted(procedure: Procedure, aspect: Aspect) -> str:
    """Return the record's first note on an aspect that its fields say nothing about, or ""."""
    notes = (note.text for note in procedure.notes if note.aspect is aspect)
    return next((sentence(shortened(text, 45)) for text in notes), "")


def per_channel(procedure: Procedure, say: Callable[[Submission], str]) -> str:
    """Return one phrase if all channels have the same, else one for each that has any."""
    said: dict[Channel, dict[str, None]] = {}
    for s in procedure.submissions:
        said.setdefault(s.channel, {}).update({say(s): None} if say(s) else {})
    known = {channel: "; ".join(texts) for channel, texts in said.items() if texts}
    if not known:
        return ""
    if len(set(known.values())) == 1 and len(known) == len(said):
        return sentence(next(iter(known.values())))
    return sentence(
        "; ".join(f"{CHANNEL_NAMES[channel].lower()}: {text}" for channel, text in known.items())
    )


def time_of(submission: Submission) -> str:
    """Return how long the office takes when the dossier comes this way, or ""."""
    return "; ".join(duration(value) for value in submission.durations)


def paper_text(paper: Paper, words: int, *, with_form: bool = True) -> str:
    """Return a paper's name in so many words, with its form and how many are needed."""
    name = shortened(paper.name, words).rstrip(".;")
    if with_form and paper.form and paper.form.lower() not in name.lower():
        name += f" ({form_name(paper.form)})"
    counts = []
    if paper.originals > 1:
        counts.append(f"{paper.originals} bản chính")
    if paper.copies and not paper.originals:
        counts.append(f"{paper.copies} bản sao")
    if paper.show_only:
        counts.append("chỉ xuất trình")
    return f"{name} ({', '.join(counts)})" if counts else name


def form_name(code: str) -> str:
    """Return "mẫu CT01"; a code that already says so stays as it is."""
    return code if code.lower().startswith("mẫu") else f"mẫu {code}"


def real_papers(papers: Sequence[Paper]) -> list[Paper]:
    """Return the papers without remarks: lines of the source's table with no original or copy."""
    return [paper for paper in papers if paper.originals or paper.copies]


def online_lead(procedure: Procedure) -> str:
    """Return whether the procedure can be done online, in one sentence, or "" if it cannot."""
    if all(s.channel is not Channel.ONLINE for s in procedure.submissions):
        return ""
    return {
        "full": "Được, làm trực tuyến toàn trình, không phải đến nơi.",
        "partial": "Được một phần: nộp hồ sơ trên mạng, vẫn phải đến nơi một lần.",
        None: "Được, có hình thức nộp trực tuyến.",
    }.get(procedure.online, "Nguồn ghi không làm trực tuyến.")


def raw_lines(
    procedure: Procedure,
    raw: Callable[[Submission], str],
    read: Callable[[Submission], tuple[object, ...]],
    words: int = 40,
) -> list[str]:
    """Return the source's own words where they could not be read with certainty, once each."""
    channels: dict[str, list[str]] = {}
    for s in procedure.submissions:
        if raw(s) and not read(s) and not _SAYS_NOTHING.fullmatch(raw(s).strip(' ".')):
            channels.setdefault(_quoted(raw(s), words), []).append(CHANNEL_NAMES[s.channel])
    lines = []
    for said, names in list(channels.items())[:2]:
        is_all = len(names) == len(procedure.submissions)
        lines.append(said if is_all else f"{capital(', '.join(names).lower())}: {said}")
    return lines


def _quoted(raw: str, words: int) -> str:
    """Return the source's own words; "Miễn phí (150.000 đồng)" says two things that do not fit."""
    if (found := _FREE_BUT.fullmatch(raw.strip())) is None:
        return f'Cổng ghi nguyên văn: "{shortened(raw, words)}"'
    remark = shortened(found["remark"].strip(" -("), words)
    return f'Cổng ghi miễn phí ở cột lệ phí, nhưng ghi chú là: "{remark}"'


def _lines(procedure: Procedure, aspects: Sequence[Aspect], today: date) -> list[str]:
    said = {aspect: _IN_BRIEF[aspect](procedure, today) for aspect in aspects}
    return [f"{LABELS[aspect]}: {text}" for aspect, text in said.items() if text]


def _raw(procedure: Procedure, aspect: Aspect) -> str:
    """Return the source's own words for a fee or time that could not be read."""
    lines: list[str] = []
    if aspect is Aspect.FEE:
        lines = raw_lines(procedure, lambda s: s.fee_raw, lambda s: s.fees, _RAW_WORDS)
    elif aspect is Aspect.TIME:
        lines = raw_lines(procedure, lambda s: s.duration_raw, lambda s: s.durations, _RAW_WORDS)
    return lines[0] if lines else ""


def _place(procedure: Procedure, today: date) -> str:
    return sentence(shortened(procedure.place or procedure.authority, 25))


def _documents(procedure: Procedure, today: date) -> str:
    real = real_papers(procedure.papers)
    # Those needed in every case, or all if each has its case.
    always = [paper for paper in real if not paper.case] or real
    if not always:
        return ""
    names = "; ".join(paper_text(paper, 14) for paper in always[:_MAX_PAPERS])
    rest = [paper for paper in real if paper not in always[:_MAX_PAPERS]]
    if not rest:
        return f"{names}."
    # Named all the same: a paper left unsaid costs somebody a second trip.
    also = "; ".join(shortened(paper.name, 7).rstrip(".;") for paper in rest[:_MAX_RARE])
    more = " và giấy khác ghi ở nguồn" if len(rest) > _MAX_RARE else ""
    return f"{names}. Tùy trường hợp còn cần: {also}{more}."


def _time(procedure: Procedure, today: date) -> str:
    return per_channel(procedure, time_of)


def _fee(procedure: Procedure, today: date) -> str:
    return per_channel(procedure, lambda s: fees_in_brief(s.fees, today=today))


def _amounts(procedure: Procedure, today: date) -> str:
    """Return the amounts that hold today, the last day of a discount beside them."""
    held = [
        fee
        for submission in procedure.submissions
        for fee in submission.fees
        if fees_in_brief((fee,), today=today)
    ]
    amounts = [amount(value) for value in sorted({fee.amount_vnd for fee in held})]
    if len(amounts) > _MAX_NAMED:
        amounts = [f"từ {amounts[0]} đến {amounts[-1]}"]
    depends = ", tùy trường hợp" if len({fee.amount_vnd for fee in held}) > 1 else ""
    ends = [fee.valid_to for fee in held if fee.valid_to]
    until = f", mức giảm đến hết ngày {day(min(ends))}" if ends else ""
    return sentence(f"{' hoặc '.join(amounts)}{depends}{until}") if amounts else ""


def _steps(procedure: Procedure, today: date) -> str:
    return " ".join(sentence(shortened(step, 12)) for step in procedure.steps[:_MAX_STEPS])


def _online(procedure: Procedure, today: date) -> str:
    return online_lead(procedure) or "nguồn không ghi hình thức nộp trực tuyến."


def _conditions(procedure: Procedure, today: date) -> str:
    if procedure.conditions:
        return sentence(shortened(procedure.conditions[0], 25))
    if procedure.who:
        return f"dành cho: {sentence(shortened('; '.join(procedure.who), 20))}"
    return "nguồn không ghi điều kiện riêng."


def _form(procedure: Procedure, today: date) -> str:
    forms = dict.fromkeys(form_name(paper.form) for paper in procedure.papers if paper.form)
    return sentence("; ".join(list(forms)[:_MAX_NAMED]))


def _legal_basis(procedure: Procedure, today: date) -> str:
    return sentence("; ".join(ref.number for ref in procedure.legal_basis[:_MAX_NAMED]))


def _result(procedure: Procedure, today: date) -> str:
    return sentence(shortened(procedure.results[0], 20)) if procedure.results else ""


_IN_BRIEF = {
    Aspect.DOCUMENTS: _documents,
    Aspect.FEE: _fee,
    Aspect.TIME: _time,
    Aspect.PLACE: _place,
    Aspect.STEPS: _steps,
    Aspect.ONLINE: _online,
    Aspect.CONDITIONS: _conditions,
    Aspect.FORM: _form,
    Aspect.LEGAL_BASIS: _legal_basis,
    Aspect.RESULT: _result,
}
