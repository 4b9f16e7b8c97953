"""Choose the pieces of a plan that answer a question for one fact, or say what it leaves open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.compose_plan import (
    Found,
    PlanItem,
    asks_where,
    statement,
    states_what_is_asked,
    unit_heading,
    without_repeats,
)
from bot.plans.words import held_share, name_of, subject_of
from bot.quote import rank_sentences
from knowledge.text import fold
from knowledge.types import Deadline, Duty, Indicator, PlanPassage

# A piece of a plan is shown beside the best one if it scores nearly as much. Both numbers were
# set by reading answers, not fitted.
_NEARLY = 0.88
_MAX_PIECES = 3
# A plan's pieces must hold this share of the question's content to count as an answer.
_PLAN_SHARE = 0.30
# A record whose name holds so much of what is asked is the one that is meant; a guess.
_MEANT = 0.6
_LOOKED_AT = 6
_UNIT = r"(?:don vi|co quan|phong(?: ban)?|bo phan|so|ban|ben|to chuc|doan the|nganh)"
_ASKS_OWNER = re.compile(
    rf"\b{_UNIT} nao\b|\bdo ai\b|\bai (?:la nguoi |se |phai |dang )?(?:chu tri|phu trach|lo|lam"
    r"|chiu|dam|quan ly|theo doi|van hanh|phoi hop|thuc hien|viet|bao cao|giam sat|tong hop)\b"
)
_ASKS_SUPPORT = re.compile(r"\bphoi hop\b")
_ASKS_WHEN = re.compile(
    r"\b(?:ngay|thang|quy|nam) (?:nao|may)\b|\bkhi nao\b|\bbao gio\b|\bhan\b|\bluc nao\b"
)
_NAMES_UNIT = re.compile(
    r"\b(?:Phòng|Sở|Ban|Bộ|Công an|Trung tâm|Trạm|Tổ|UBND|Văn phòng|Bộ phận|Hội|Đoàn|Ủy ban"
    r"|Chủ tịch|Cục|Đài|doanh nghiệp|cơ quan|đơn vị|phòng)\b"
)
_GIVEN_TO = re.compile(
    r"\b(?:giao|do|đầu mối là|trách nhiệm của) (?:cho )?(?:Phòng|Sở|Ban|Công an|Trung tâm|Trạm|Tổ"
    r"|UBND|Văn phòng|Bộ phận|Hội|Đoàn|Ủy ban)\b"
)
_UNDATED = re.compile(r"không ghi ngày", re.IGNORECASE)
_DATED = re.compile(
    r"\d{1,2}/\d|\b(?:tháng|quý|ngày) [\divIV]|\bnăm 20\d\d|20\d\d|(?:hằng|hàng|mỗi) "
    r"(?:tuần|tháng|quý|năm)|định kỳ",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What is shown of one plan, and what it leaves open."""

    pieces: tuple[Found, ...] = ()
    unstated: str = ""
    """What was asked and the pieces do not say, e.g. "không ghi đơn vị chủ trì"."""


def choose(question: str, pieces: Sequence[Found]) -> Chosen:
    """Return the pieces that answer: the best and those that score nearly as much.

    A question for a figure, a date or a unit is answered only by pieces that state one, and what
    is shown has to hold enough of the question's words. When the record that is clearly meant
    leaves open what is asked, it is shown with that said, and no other instead of it.
    """
    if not pieces:
        return Chosen()
    if open_ := _left_open(question, pieces):
        return open_
    fitting = [p for p in pieces if _states(question, p.item)]
    # Who sees to something, and where, may stand in a piece that says little else of it.
    is_who_or_where = _ASKS_OWNER.search(fold(question)) or asks_where(question)
    best = fitting if is_who_or_where else pieces
    near = [p for p in fitting if p.score >= _NEARLY * best[0].score]
    shown = without_repeats(near)[:_MAX_PIECES]
    held = " ".join(statement(question, p.item) + p.item.at.section for p in shown)
    ranked = rank_sentences(question, [held]) if shown else []
    return Chosen(pieces=tuple(shown)) if ranked and ranked[0][0] >= _PLAN_SHARE else Chosen()


def best_about(
    question: str, pieces: Sequence[Found], subject: Sequence[str], *, least: float = _MEANT
) -> Found | None:
    """Return the piece that says most of the subject, records before passages; None if none."""
    fitting = [p for p in pieces if states_what_is_asked(question, p.item)]

    def worth(piece: Found) -> tuple[float, bool, float]:
        share = held_share(subject, _said(piece.item))
        return share, not isinstance(piece.item, PlanPassage), piece.score

    best = max(fitting, key=worth, default=None)
    return best if best and held_share(subject, _said(best.item)) >= least else None


def _states(question: str, item: PlanItem) -> bool:
    folded = fold(question)
    if _ASKS_OWNER.search(folded) and not _names_owner(folded, item):
        return False
    return states_what_is_asked(question, item)


def _left_open(question: str, pieces: Sequence[Found]) -> Chosen | None:
    """Return the record that is meant if it does not state the unit or the day asked for."""
    folded = fold(question)
    owner, when = _ASKS_OWNER.search(folded), _ASKS_WHEN.search(folded)
    if not owner and not when:
        return None
    subject = subject_of(question, ())
    records = [p for p in pieces[:_LOOKED_AT] if not isinstance(p.item, PlanPassage)]

    def share(piece: Found) -> float:
        return held_share(subject, _said(piece.item))

    meant = max(records, key=share, default=None)
    if meant is None or share(meant) < _MEANT:
        return None
    if owner:
        stated = [p for p in pieces if _names_owner(folded, p.item)]
        what = "phối hợp" if _ASKS_SUPPORT.search(folded) else "chủ trì"
        said = f"không ghi đơn vị {what}"
    else:
        stated = [p for p in pieces if _names_day(p.item)]
        said = "không ghi ngày cụ thể"
    if meant in stated or any(share(p) >= share(meant) for p in stated):
        return None
    return Chosen(pieces=(meant,), unstated=said)


def _names_owner(folded: str, item: PlanItem) -> bool:
    match item:
        case Indicator():
            return bool(item.support if _ASKS_SUPPORT.search(folded) else item.lead)
        case Duty():
            return bool(item.lead or item.support) or bool(_NAMES_UNIT.search(item.text))
        case Deadline():
            return bool(item.who)
        case PlanPassage():
            has_owner = any("chủ trì" in name.lower() and cell for name, cell in item.row)
            return has_owner or bool(unit_heading(item.at.section) or _GIVEN_TO.search(item.text))


def _names_day(item: PlanItem) -> bool:
    if isinstance(item, Deadline):
        return not _UNDATED.search(item.due)
    if isinstance(item, Indicator):
        return bool(item.by)
    return bool(_DATED.search(item.text))


def _said(item: PlanItem) -> str:
    """Return what the item is about with its units and dates, but for the section's heading."""
    match item:
        case Indicator():
            return f"{item.name} {item.by}"
        case Deadline():
            return f"{item.what} {item.due} {item.who}"
        case Duty():
            return f"{item.lead} {item.text}"
        case PlanPassage():
            return name_of(item)
