"""Offer what else a record says about a procedure, one tap each."""

from collections.abc import Sequence

from bot.procedure_brief import real_papers
from bot.types import Choice
from knowledge.types import Aspect, Channel, Procedure

MAX_TAPS = 4
_FEWEST = 2
# What most people ask next comes first. A payload is a question that goes on about the topic.
_TAPS = {
    Aspect.DOCUMENTS: Choice(title="Giấy tờ", code=None, payload="giấy tờ cần những gì"),
    Aspect.FEE: Choice(title="Lệ phí", code=None, payload="lệ phí bao nhiêu tiền"),
    Aspect.TIME: Choice(title="Thời hạn", code=None, payload="bao lâu thì có kết quả"),
    Aspect.PLACE: Choice(title="Nộp ở đâu", code=None, payload="nộp ở đâu"),
    Aspect.ONLINE: Choice(title="Nộp online", code=None, payload="nộp online được không"),
    Aspect.STEPS: Choice(title="Các bước", code=None, payload="các bước làm thế nào"),
}
# An overview says the rest in brief: what it leaves out, or only sums up, comes first.
_AFTER_OVERVIEW = (
    Aspect.DOCUMENTS,
    Aspect.STEPS,
    Aspect.ONLINE,
    Aspect.TIME,
    Aspect.FEE,
    Aspect.PLACE,
)


def more(procedure: Procedure, asked: Sequence[Aspect]) -> tuple[Choice, ...]:
    """Return two to four further questions that the record answers; none if there is but one."""
    order = [aspect for aspect in _TAPS if aspect not in asked] if asked else _AFTER_OVERVIEW
    taps = [_TAPS[aspect] for aspect in order if _has(procedure, aspect)]
    return tuple(taps[:MAX_TAPS]) if len(taps) >= _FEWEST else ()


def _has(procedure: Procedure, aspect: Aspect) -> bool:
    """Say whether the record holds an answer, not only the admission that it has none."""
    submissions = procedure.submissions
    match aspect:
        case Aspect.DOCUMENTS:
            return bool(real_papers(procedure.papers))
        case Aspect.FEE:
            return any(s.fees or s.fee_raw for s in submissions)
        case Aspect.TIME:
            return any(s.durations for s in submissions) or bool(procedure.apply_within)
        case Aspect.PLACE:
            return bool(procedure.place or procedure.authority)
        case Aspect.ONLINE:
            return any(s.channel is Channel.ONLINE for s in submissions)
        case _:
            return bool(procedure.steps)
