"""Build the answer about a procedure from its record's fields."""

import re
from collections.abc import Sequence
from datetime import date

from bot.aspect import plain_words
from bot.compose_papers import papers_text
from bot.lateness import fears_penalty
from bot.papers_named import named_papers_text
from bot.procedure_asked import other_text
from bot.procedure_brief import (
    brief,
    form_name,
    noted,
    online_lead,
    overview,
    paper_text,
    per_channel,
    raw_lines,
    time_of,
)
from bot.procedure_detail import detail_text, note_text
from bot.procedure_proxy import is_question, who_goes_text, whom_for
from bot.procedure_sum import missing_sum
from bot.procedure_trust import LABELS
from bot.wording import (
    CHANNEL_NAMES,
    capital,
    fees,
    listed,
    sentence,
    shortened,
)
from knowledge.acts import Acts, lapsed_on
from knowledge.types import Aspect, Channel, LegalRef, Procedure, Submission, Verified

_MAX_STEPS = 5
_YES_OR_NO = re.compile(r"\b(?:duoc|phai|can|co)\b.*\b(?:khong|chua|hong)\b")
_WITH_WHO_GOES = frozenset({None, Aspect.CONDITIONS, Aspect.STEPS})
_NAMES_A_SITE = re.compile(r"\bCổng\b|trực tuyến|qua mạng|VNeID|\b[\w-]+\.(?:gov|vn)\b")
# Names run to 250 words; the citation has the whole.
_NAME_WORDS = 24


def answer_text(
    procedure: Procedure,
    aspect: Aspect | None,
    question: str,
    today: date,
    *,
    acts: Acts,
    late: str = "",
    said: str = "",
) -> str:
    """Return the answer for the asked aspect, or a short overview when none was asked.

    `late` is what is told first to who comes late (`bot.lateness`). `said` is the message alone.
    """
    head = heading(procedure)
    if aspect is None:
        parts = [overview(procedure, today) or _missing(procedure)]
    else:
        parts = [f"{LABELS[aspect]}:\n{aspect_text(procedure, aspect, today, acts=acts)}"]
    detail = detail_text(procedure, aspect, question)
    if aspect is Aspect.CONDITIONS and _YES_OR_NO.search(" ".join(plain_words(question))):
        if not procedure.conditions:
            # Whom it is for was not asked of who is late.
            parts = [] if late else [_not_told(procedure, is_told=bool(detail))]
    said = said or question
    if aspect is Aspect.CONDITIONS and late and fears_penalty(said):
        parts, detail = [], ""
    if other := other_text(procedure, aspect, said):
        # Who issues a paper does not tell where to go.
        parts = [other, listed(_where(procedure))] if aspect is Aspect.PLACE else [other]
        detail = ""
    elif goes := _who_goes(procedure, aspect, said):
        parts = [goes] if is_question(said) else [goes, *parts]
        detail = ""
    elif papers := named_papers_text(procedure, aspect, question, said):
        parts = [papers] if _is_left_open(procedure, aspect) else [papers, *parts]
        # A paper's bare name answers nothing beside it.
        detail = detail if any(detail == note_text(note) for note in procedure.notes) else ""
    if missing := missing_sum(procedure, aspect, question):
        parts[0] = parts[0].removeprefix(f"{LABELS[Aspect.FEE]}:\n")
        parts.insert(0, missing)
    if detail and not any(detail in part for part in parts):
        parts.insert(0, detail)
    return "\n".join(part for part in (head, late, *parts) if part)


def aspect_text(procedure: Procedure, aspect: Aspect, today: date, *, acts: Acts) -> str:
    """Return what is said of one aspect, as a dashed list, whatever the question."""
    if aspect is Aspect.LEGAL_BASIS:
        return _legal_basis_text(procedure, acts, today)
    said = _ASPECT_TEXT[aspect](procedure, today)
    if said == _missing(procedure) and (note := noted(procedure, aspect)):
        return listed([note])
    return said


def brief_text(
    procedure: Procedure, aspects: Sequence[Aspect], today: date, *, late: str = ""
) -> str:
    """Return one line for each of several aspects that were asked at once, `late` before them."""
    said = brief(procedure, aspects, today)
    return "\n".join(part for part in (heading(procedure), late, said) if part)


def heading(procedure: Procedure, words: int = _NAME_WORDS) -> str:
    """Return the procedure's name and code; a code of our own says nothing to a resident."""
    code = "" if procedure.code.startswith("tm-") else f" (mã {procedure.code})"
    return f"{shortened(procedure.name, words)}{code}."


def _fee(submission: Submission, today: date) -> str:
    return fees(submission.fees, today=today)


def _time_text(procedure: Procedure, today: date) -> str:
    lines = []
    if procedure.apply_within:
        lines.append(f"Anh/chị phải làm trong hạn: {sentence(procedure.apply_within)}")
    if said := per_channel(procedure, time_of):
        lines.append(f"Cơ quan giải quyết: {said}")
    lines += raw_lines(procedure, lambda s: s.duration_raw, lambda s: s.durations)
    return listed(lines) if lines else _missing(procedure)


def _fee_text(procedure: Procedure, today: date) -> str:
    channels: dict[str, list[str]] = {}
    for submission in procedure.submissions:
        note = shortened(submission.note, 45) if not submission.fee_raw else ""
        parts = [sentence(part) for part in (_fee(submission, today), note) if part]
        if parts:
            channels.setdefault(" ".join(parts), []).append(CHANNEL_NAMES[submission.channel])
    lines = [f"{capital(', '.join(names).lower())}: {said}" for said, names in channels.items()]
    # Only if each way has that fee: of one without a fee nothing is known.
    if len(channels) == 1 and sum(map(len, channels.values())) == len(procedure.submissions) > 1:
        lines = [f"Mọi hình thức nộp: {next(iter(channels))}"]
    lines += raw_lines(procedure, lambda s: s.fee_raw, lambda s: s.fees)
    return listed(lines) if lines else _missing(procedure)


def _documents_text(procedure: Procedure, today: date) -> str:
    return papers_text(procedure) or _missing(procedure)


def _place_text(procedure: Procedure, today: date) -> str:
    lines = _where(procedure)
    if procedure.authority and procedure.authority not in procedure.place:
        lines.insert(
            1 if procedure.place else 0, f"Cơ quan giải quyết: {sentence(procedure.authority)}"
        )
    return listed(lines) if lines else _missing(procedure)


def _where(procedure: Procedure) -> list[str]:
    lines = [sentence(procedure.place)] if procedure.place else []
    is_online = any(s.channel is Channel.ONLINE for s in procedure.submissions)
    if is_online and not _NAMES_A_SITE.search(procedure.place):
        lines.append("Có thể nộp trực tuyến trên Cổng Dịch vụ công quốc gia.")
    return lines


def _online_text(procedure: Procedure, today: date) -> str:
    online = [s for s in procedure.submissions if s.channel is Channel.ONLINE]
    if not online:
        return "- Nguồn không ghi hình thức nộp trực tuyến cho thủ tục này."
    lines = [online_lead(procedure)]
    if note := online[0].note:
        lines.append(sentence(shortened(note, 45)))
    if said := time_of(online[0]):
        lines.append(f"Thời gian: {said}.")
    if said := _fee(online[0], today):
        lines.append(f"Lệ phí: {said}.")
    return listed(lines)


def _steps_text(procedure: Procedure, today: date) -> str:
    steps = [shortened(step, 24) for step in procedure.steps[:_MAX_STEPS]]
    return listed(steps) if steps else _missing(procedure)


def _conditions_text(procedure: Procedure, today: date) -> str:
    if not procedure.conditions and procedure.who:
        return listed([f"Dành cho: {sentence(shortened('; '.join(procedure.who), 40))}"])
    if not procedure.conditions:
        return "- Nguồn không ghi điều kiện riêng cho thủ tục này."
    return listed(shortened(condition, 40) for condition in procedure.conditions[:4])


def _not_told(procedure: Procedure, *, is_told: bool) -> str:
    """Return whom the procedure is for, after a question that the record does not answer.

    Whom it is for is no "yes": the case may be another. A detail may have answered it (`is_told`).
    """
    if is_told:
        return whom_for(procedure)
    unknown = "Trường hợp anh/chị hỏi thì nguồn tôi có không ghi rõ. Anh/chị hỏi quầy một cửa."
    return "\n".join(part for part in (unknown, whom_for(procedure)) if part)


def _is_left_open(procedure: Procedure, aspect: Aspect | None) -> bool:
    """Say whether the record holds nothing on the asked aspect that must stand beside a paper."""
    return aspect is Aspect.CONDITIONS and not procedure.conditions


def _who_goes(procedure: Procedure, aspect: Aspect | None, said: str) -> str:
    """Return who has to come, where that is asked and not another part of the procedure."""
    return who_goes_text(procedure, said) if aspect in _WITH_WHO_GOES else ""


def _form_text(procedure: Procedure, today: date) -> str:
    forms = dict.fromkeys(
        f"{form_name(paper.form)}: {shortened(paper.name, 18)}"
        for paper in procedure.papers
        if paper.form
    )
    if forms:
        return listed(sentence(form) for form in list(forms)[:4])
    named = [paper for paper in procedure.papers if "mẫu" in paper.name.lower()]
    return listed(paper_text(paper, 30) for paper in named[:3]) if named else _missing(procedure)


def _legal_basis_text(procedure: Procedure, acts: Acts, today: date) -> str:
    said = [
        f"{ref.number}"
        + (f": {shortened(ref.title, 14)}" if ref.title else "")
        + force_of(ref, acts, today)
        for ref in procedure.legal_basis[:6]
    ]
    if procedure.decision:
        said.append(f"Quyết định công bố thủ tục: {procedure.decision}")
    return listed(said) if said else _missing(procedure)


def force_of(reference: LegalRef, acts: Acts, today: date) -> str:
    """Return what has become of a cited act, when something has."""
    act = acts.find(reference.number)
    if act is None:
        return ""
    if lapsed_on(act, today):
        instead = f", thay bằng {', '.join(act.replaced_by[:2])}" if act.replaced_by else ""
        source = act.force_source
        is_certain = source is not None and source.verified is not Verified.UNVERIFIED
        return f" ({'đã' if is_certain else 'có thể đã'} hết hiệu lực{instead})"
    return f" (sửa đổi bởi {', '.join(act.amended_by[-2:])})" if act.amended_by else ""


def _result_text(procedure: Procedure, today: date) -> str:
    results = [sentence(shortened(result, 25)) for result in procedure.results[:4]]
    return listed(results) if results else _missing(procedure)


def _missing(procedure: Procedure) -> str:
    where = f"xem tại {procedure.source.url} hoặc " if procedure.source.url else ""
    return f"- Nguồn tôi có không ghi mục này. Anh/chị {where}hỏi quầy một cửa."


_ASPECT_TEXT = {
    Aspect.DOCUMENTS: _documents_text,
    Aspect.FEE: _fee_text,
    Aspect.TIME: _time_text,
    Aspect.PLACE: _place_text,
    Aspect.STEPS: _steps_text,
    Aspect.ONLINE: _online_text,
    Aspect.CONDITIONS: _conditions_text,
    Aspect.FORM: _form_text,
    Aspect.RESULT: _result_text,
}
