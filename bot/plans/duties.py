"""List everything that a plan gives one unit to do: duties, targets, reports."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.compose_plan import PlanItem, name_of, unit_heading
from bot.plans.asked import Asked
from bot.plans.listing import listed_answer, not_in
from bot.plans.units import Unit, is_of, spelt, units_of
from bot.plans.words import held_share, plain
from bot.plans.words import name_of as words_of
from bot.types import Answer, Status
from bot.wording import capital, listed, sentence, shortened
from knowledge.types import Deadline, Duty, Indicator, Plan, PlanPassage

_LINE_WORDS = 30
_TARGET_WORDS = 13
_MOST = 12
_NAMED_UNITS = 8
_NOT_APART = "Trong việc của đơn vị này, tôi không thấy ghi riêng điều anh/chị hỏi."
_TOLD_OF_YEAR = re.compile(r"(?:Trong )?[Nn]ăm (20\d\d)\b")
# Of the words that narrow a list; a guess.
_ABOUT = 0.6


def duties_answer(plan: Plan, asked: Asked) -> Answer | None:
    """Return the list of what the unit is to do; None if nothing fits what it is to be about."""
    unit = asked.unit
    if unit is None:
        return None
    led, helped = work_of(plan, unit)
    if not led and not helped:
        return _not_a_unit(plan)
    if asked.only_targets:
        led = [item for item in led if isinstance(item, Indicator)]
        helped = [item for item in helped if isinstance(item, Indicator)]
    led, helped = (_about(items, asked.subject) for items in (led, helped))
    if asked.only_support and helped:
        led = []
    if not led and not helped:
        return None if asked.subject else _no_target(plan, unit)
    if led:
        # What others lead is told when nothing else is, or when it is asked for.
        helped = helped if asked.only_support or not _has_own(led) else []
    duties = [item for item in led if not isinstance(item, Indicator)]
    targets = [item for item in led if isinstance(item, Indicator)]
    lines = [f"{name_of(plan)}, việc của {spelt(unit, plan)}:"]
    lines += [listed(line_of(item) for item in duties[:_MOST])]
    if targets:
        lines += ["Chủ trì chỉ tiêu:", listed(line_of(item) for item in targets[:_MOST])]
    if helped:
        helped = helped[:_MOST]
        lines += ["Phối hợp:", listed(line_of(item) + _led_by(item) for item in helped)]
    if max(len(duties), len(targets)) > _MOST:
        lines.append("Còn việc khác nữa; anh/chị hỏi riêng từng nội dung.")
    shown = [*duties[:_MOST], *targets[:_MOST], *helped]
    return listed_answer("\n".join(line for line in lines if line), [(plan, i) for i in shown])


def whole_work_answer(plan: Plan, asked: Asked) -> Answer | None:
    """Return all that the unit is to do, and that what was asked of it is not told apart."""
    answer = duties_answer(plan, replace(asked, subject=()))
    if answer is None or answer.status is not Status.ANSWERED:
        return answer
    return replace(answer, text=f"{_NOT_APART}\n{answer.text}")


def is_work_of(unit: Unit, item: PlanItem) -> bool:
    """Say whether the item is about the unit: it leads, helps, or the text names it."""
    match item:
        case Duty() | Indicator():
            names = [item.lead, item.support]
        case Deadline():
            names = [item.who]
        case PlanPassage():
            names = [unit_heading(item.at.section), *(cell for _, cell in item.row)]
    told = unit.said in plain(words_of(item))
    return told or any(is_of(unit, name) for name in names)


def side_by_side(plans: Sequence[Plan], asked: Asked) -> Answer | None:
    """Return what each plan gives the unit to do, one list after the other."""
    found = [answer for plan in plans if (answer := duties_answer(plan, asked))]
    if not found:
        return None
    return replace(
        found[0],
        status=min(answer.status for answer in found),
        text="\n".join(answer.text for answer in found),
        citations=tuple(citation for answer in found for citation in answer.citations),
        plan_items=tuple(id_ for answer in found for id_ in answer.plan_items),
    )


def work_of(plan: Plan, unit: Unit) -> tuple[list[PlanItem], list[PlanItem]]:
    """Return what the unit leads and where it cooperates, in the order of the plan."""
    duties = [duty for duty in plan.duties if not _is_past(duty, plan)]
    led: list[PlanItem] = [duty for duty in duties if is_of(unit, duty.lead)]
    led += [each for each in plan.deadlines if is_of(unit, each.who) and not _is_told(each, led)]
    led += [each for each in plan.indicators if is_of(unit, each.lead)]
    both: tuple[Duty | Indicator, ...] = (*duties, *plan.indicators)
    return led, [item for item in both if is_of(unit, item.support) and item not in led]


def _is_past(duty: Duty, plan: Plan) -> bool:
    """Say whether the plan only tells what was done in an earlier year: "Năm 2022 đã …"."""
    year = _TOLD_OF_YEAR.match(duty.text)
    return year is not None and int(year[1]) < plan.year


def _is_told(deadline: Deadline, led: Sequence[PlanItem]) -> bool:
    """Say whether one of the duties comes from the same lines."""
    at = deadline.at.line_from
    return any(at and item.at.line_from == at for item in led)


def _has_own(led: Sequence[PlanItem]) -> bool:
    return any(isinstance(item, Duty | Indicator) for item in led)


def _about(items: Sequence[PlanItem], subject: Sequence[str]) -> list[PlanItem]:
    """Return the items that hold most of the words, all of them without words."""
    return [i for i in items if not subject or held_share(subject, words_of(i)) >= _ABOUT]


def line_of(item: PlanItem) -> str:
    """Return an item as one line of a list."""
    match item:
        case Indicator():
            by = f", {item.by}" if item.by and not is_whole_plan(item.by) else ""
            note = _note(item.differs) if item.differs else ""
            return sentence(f"{shortened(item.name, _TARGET_WORDS)}: {item.target}{by}{note}")
        case Deadline():
            to = f" (gửi {item.to})" if item.to else ""
            return sentence(f"{shortened(item.what, _LINE_WORDS)}: {item.due}{to}")
        case _:
            return sentence(shortened(words_of(item), _LINE_WORDS))


def is_whole_plan(by: str) -> bool:
    """Say whether a target is due at the end of the plan, like most."""
    return by.lower().startswith(("đến hết năm", "hết năm", "năm ", "6 tháng"))


def _note(differs: str) -> str:
    """Return in a few words that the plan's parts do not say the same."""
    only = differs.lower().startswith("chỉ có trong phụ lục")
    return " (chỉ có trong phụ lục)" if only else " (văn bản có chỗ ghi khác)"


def _led_by(item: PlanItem) -> str:
    lead = item.lead if isinstance(item, Duty | Indicator) else ""
    return f" Chủ trì: {lead}." if lead else ""


def _not_a_unit(plan: Plan) -> Answer:
    leads = dict.fromkeys(duty.lead for duty in plan.duties if duty.lead)
    known = [name for name in units_of(plan) if name in leads][:_NAMED_UNITS]
    then = f"Các đơn vị được giao việc: {'; '.join(known)}." if known else ""
    return not_in(plan, "không nêu việc của đơn vị anh/chị hỏi", then)


def _no_target(plan: Plan, unit: Unit) -> Answer:
    return not_in(plan, f"không có chỉ tiêu nào do {capital(spelt(unit, plan))} chủ trì")
