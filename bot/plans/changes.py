"""Set the targets of plans side by side: what is the same thing, and how its figure differs."""

from collections.abc import Mapping, Sequence

from bot.compose_plan import PlanItem, name_of
from bot.plans.listing import in_short, listed_answer
from bot.plans.words import likeness, weights_of
from bot.plans.words import name_of as words_of
from bot.types import Answer
from bot.wording import listed, shortened
from knowledge.types import Deadline, Indicator, Plan

# Of the thirteen pairs of targets of five plans that are nearer than this, one does not mean the
# same, so both names are shown.
_SAME = 0.36
_ONE_NAME = 0.9
_WORDS = 12
_NAMED_WORDS = 10
_MOST_PAIRS = 8
_MOST_NAMED = 3


def targets_of(plan: Plan) -> list[Indicator]:
    """Return what the plan aims at, without results of earlier years."""
    return [each for each in plan.indicators if not each.name.lower().startswith("kết quả")]


def same_targets(one: Plan, other: Plan) -> list[tuple[Indicator, Indicator]]:
    """Return the targets of two plans that mean the same thing, in the first plan's order."""
    mine, theirs = targets_of(one), targets_of(other)
    weights = weights_of([each.name for each in (*mine, *theirs)])
    scored = sorted(
        (
            (likeness(a.name, b.name, weights), i, j)
            for i, a in enumerate(mine)
            for j, b in enumerate(theirs)
        ),
        key=lambda row: -row[0],
    )
    taken: dict[int, int] = {}
    for score, i, j in scored:
        if score >= _SAME and i not in taken and j not in taken.values():
            taken[i] = j
    return [(mine[i], theirs[taken[i]]) for i in sorted(taken)]


def same_thing(item: PlanItem, plan: Plan) -> PlanItem | None:
    """Return the target or deadline of a plan that means the same as one of another plan's."""
    records: list[PlanItem] = []
    if isinstance(item, Indicator):
        records += targets_of(plan)
    elif isinstance(item, Deadline):
        records += plan.deadlines
    name = words_of(item)
    weights = weights_of([name, *(words_of(each) for each in records)])
    best = max(records, key=lambda each: likeness(name, words_of(each), weights), default=None)
    return best if best and likeness(name, words_of(best), weights) >= _SAME else None


def changes_answer(plans: Sequence[Plan], *, note: str = "") -> Answer | None:
    """Return the targets of the first plan beside those of the others; None if none has any."""
    first, others = plans[0], plans[1:]
    lines, shown = [note] if note else [], list[tuple[Plan, PlanItem]]()
    for other in others:
        pairs = same_targets(first, other)
        lines.append(f"So sánh {_named(first)} (nêu trước) với {_named(other)} (nêu sau):")
        differing = [pair for pair in pairs if _figure(pair[0]) != _figure(pair[1])]
        ordered = [*differing, *(pair for pair in pairs if pair not in differing)][:_MOST_PAIRS]
        lines.append(listed(_pair(a, b) for a, b in ordered))
        shown += [piece for a, b in ordered for piece in ((first, a), (other, b))]
        if not pairs:
            lines.append("Tôi không thấy chỉ tiêu nào cùng nội dung ở cả hai.")
        paired = {each.id for pair in pairs for each in pair}
        for plan in (first, other):
            only = [each for each in targets_of(plan) if each.id not in paired][:_MOST_NAMED]
            if only:
                lines.append(f"Chỉ {in_short(plan)} nêu: {_some(only)}")
                shown += [(plan, only[0])]
            elif not targets_of(plan):
                lines.append(f"{name_of(plan)} không có con số chỉ tiêu trong bản tôi có.")
    if not shown:
        return None
    return listed_answer("\n".join(line for line in lines if line), shown)


def differs_answer(
    plan: Plan, subject: Sequence[str], weights: Mapping[str, float]
) -> Answer | None:
    """Return the targets that another part of the same plan states otherwise."""
    found = [each for each in plan.indicators if each.differs]
    if subject:
        words = " ".join(subject)
        ranked = sorted(found, key=lambda each: -likeness(words, each.name, weights))
        found = [each for each in ranked if likeness(words, each.name, weights) > 0.2][:2]
    if not found:
        return None
    lines = [f"{name_of(plan)}, chỗ các phần của văn bản ghi khác nhau:"]
    lines.append(listed(f"{shortened(i.name, _WORDS)}: {i.target}. {i.differs}" for i in found))
    return listed_answer("\n".join(lines), [(plan, each) for each in found])


def _named(plan: Plan) -> str:
    name = name_of(plan)
    return name[0].lower() + name[1:]


def _figure(indicator: Indicator) -> str:
    return indicator.target.split("(")[0].strip().lower()


def _pair(one: Indicator, other: Indicator) -> str:
    weights = weights_of([one.name, other.name])
    same = likeness(one.name, other.name, weights) >= _ONE_NAME
    name = "" if same else f" ({shortened(other.name, _WORDS)})"
    return f"{shortened(one.name, _WORDS)}: {one.target} – {other.target}{name}"


def _some(indicators: Sequence[Indicator]) -> str:
    return "; ".join(f"{shortened(i.name, _NAMED_WORDS)} ({i.target})" for i in indicators) + "; …"
