"""List the targets of a plan: all of them, those of a part, or those about one subject."""

from collections.abc import Sequence

from bot.compose_plan import name_of
from bot.plans.changes import targets_of
from bot.plans.duties import line_of
from bot.plans.listing import listed_answer, not_in
from bot.plans.words import held_share
from bot.types import Answer
from bot.wording import listed
from knowledge.types import Plan

_MOST = 14
_FEWEST = 2


def targets_answer(plan: Plan, subject: Sequence[str]) -> Answer | None:
    """Return the targets whose name or heading holds the subject; None if they are not several."""
    every = targets_of(plan)
    if not every:
        return not_in(plan, "không có con số chỉ tiêu nào")
    by_heading = [i for i in every if subject and held_share(subject, i.at.section) >= 1.0]
    by_name = [i for i in every if held_share(subject, i.name) >= 1.0]
    found = (by_heading or by_name) if subject else every
    if len(found) < _FEWEST:
        return None
    shown = found[:_MOST]
    lines = [f"{name_of(plan)}, các chỉ tiêu:", listed(line_of(each) for each in shown)]
    if len(found) > _MOST:
        lines.append(
            "Còn chỉ tiêu khác nữa; anh/chị hỏi riêng từng phần (chính quyền số, kinh tế số, "
            "xã hội số) hoặc từng đơn vị."
        )
    return listed_answer("\n".join(lines), [(plan, each) for each in shown])
