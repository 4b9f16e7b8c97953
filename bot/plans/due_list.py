"""List what a plan says falls due: in the days asked about, or at all."""

from collections.abc import Sequence
from datetime import date

from bot.compose_plan import name_of
from bot.plans.asked import Asked
from bot.plans.due import Due, falls_in, read_due, said_of
from bot.plans.duties import is_whole_plan, line_of
from bot.plans.listing import listed_answer, not_in
from bot.plans.units import is_of, spelt
from bot.plans.words import held_share
from bot.types import Answer
from bot.wording import capital, day, listed, sentence, shortened
from knowledge.types import Deadline, Indicator, Plan

Dated = Deadline | Indicator

_WORDS = 26
_MOST = 12
_FAR = date.max


def due_answer(plan: Plan, asked: Asked) -> Answer | None:
    """Return what falls due; None if the plan has no such item and was asked for one thing."""
    items = [item for item in dated_items(plan) if _fits(item, asked)]
    if asked.unit:
        items = [item for item in items if is_of(asked.unit, who_of(item))]
    span = asked.span
    dues = {item.id: read_due(due_of(item), plan.year) for item in items}
    if span:
        items = [item for item in items if falls_in(dues[item.id], span)]
    # "Đến hết năm 2026" is true of most targets: said once, below.
    whole_year = [item for item in items if _is_of_whole_year(item)]
    single = [item for item in items if item not in whole_year]
    if not single and not whole_year:
        return _nothing(plan, asked)
    single.sort(key=lambda item: (_last(dues[item.id]), item.at.line_from or 0))
    shown = single[:_MOST]
    when = f" trong {said_of(span)}" if span else ""
    lines = [f"{name_of(plan)}, các mốc thời hạn{when}:"] if shown else [f"{name_of(plan)}:"]
    lines.append(listed(_line(item) for item in shown))
    if len(single) > _MOST:
        lines.append("Còn các mốc khác; anh/chị hỏi riêng từng tháng, quý hoặc từng đơn vị.")
    if whole_year and not any(due_of(item).lower().startswith("hết năm") for item in shown):
        lines.append(f"Các chỉ tiêu không ghi mốc riêng thì tính {due_of(whole_year[0])}.")
    cited = [(plan, item) for item in (*shown, *whole_year[:1])]
    if asked.unit and not shown:
        # Of one unit there are few, and it wants to know which.
        named = whole_year[:_MOST]
        when = due_of(whole_year[0])
        lines = [f"{name_of(plan)}, chỉ tiêu do {spelt(asked.unit, plan)} chủ trì, tính {when}:"]
        lines += [listed(line_of(item) for item in named)]
        cited = [(plan, item) for item in named]
    return listed_answer("\n".join(line for line in lines if line), cited)


def dated_items(plan: Plan) -> list[Dated]:
    """Return the deadlines of a plan, and its targets that say by when and are no deadline yet."""
    lines = {deadline.at.line_from for deadline in plan.deadlines}
    own = [each for each in plan.indicators if each.by and each.at.line_from not in lines]
    return [*plan.deadlines, *own]


def due_of(item: Dated) -> str:
    """Return when the item is due, in the plan's words."""
    return item.due if isinstance(item, Deadline) else item.by


def who_of(item: Dated) -> str:
    """Return who has to see to it."""
    return item.who if isinstance(item, Deadline) else item.lead


def what_of(item: Dated) -> str:
    """Return what is due."""
    return item.what if isinstance(item, Deadline) else f"{item.name}: {item.target}"


def _fits(item: Dated, asked: Asked) -> bool:
    return not asked.subject or held_share(asked.subject, what_of(item)) >= 1.0


def _is_of_whole_year(item: Dated) -> bool:
    """Say whether a target has no date of its own but the end of the plan."""
    if isinstance(item, Deadline):
        return False
    return is_whole_plan(item.by)


def _last(due: Due) -> date:
    return due.last or _FAR


def _line(item: Dated) -> str:
    who = f" {_by(item)}" if who_of(item) else ""
    to = f" Nơi nhận: {item.to}." if isinstance(item, Deadline) and item.to else ""
    due = capital(due_of(item))
    return f"{due}: {sentence(shortened(what_of(item), _WORDS))}{who}{to}"


def _by(item: Dated) -> str:
    word = "Đơn vị thực hiện" if isinstance(item, Deadline) else "Chủ trì"
    return f"{word}: {who_of(item)}."


def _nothing(plan: Plan, asked: Asked) -> Answer | None:
    if asked.subject and asked.span is None:
        return None
    dated = _next(plan, asked)
    then = f"Các mốc có ghi ngày:\n{listed(_line(item) for item in dated)}" if dated else ""
    when = f" từ {day(asked.span.first)} đến {day(asked.span.last)}" if asked.span else ""
    return not_in(plan, f"không ghi việc nào đến hạn{when}", then)


def _next(plan: Plan, asked: Asked) -> Sequence[Dated]:
    """Return the plan's deadlines that have a day, earliest first."""
    found = [(read_due(each.due, plan.year).last, each) for each in plan.deadlines]
    dated = [(last, each) for last, each in found if last and _fits(each, asked)]
    return [each for _, each in sorted(dated, key=lambda pair: pair[0])][:4]
