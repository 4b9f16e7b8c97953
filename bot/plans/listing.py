"""What answers from lists of plan items have in common: sources, names, notes."""

from collections.abc import Iterable, Sequence

from bot.compose_plan import Found, PlanItem, citation, name_of
from bot.types import Answer, Choice, Citation, Status
from bot.wording import newest
from knowledge.types import Plan

# Of a long list not every line's place is cited; each line is of one of these sections.
_MOST_CITED = 6


def listed_answer(
    text: str,
    shown: Sequence[tuple[Plan, PlanItem]],
    *,
    status: Status = Status.ANSWERED,
    more: Sequence[Choice] = (),
) -> Answer:
    """Return an answer from these items of plans, each section cited once and every plan."""
    cited = _cited(shown)
    return Answer(
        status=status,
        text=text,
        act="plan",
        citations=cited,
        more=tuple(more),
        as_of=newest(cited),
        plan_items=tuple(item.id for _, item in shown),
    )


def not_in(plan: Plan, what: str, then: str = "") -> Answer:
    """Say that a plan does not hold what was asked, and what it does hold instead."""
    text = f"{name_of(plan)} {what}, theo bản tôi có."
    return Answer(
        status=Status.NO_CONTENT,
        text=f"{text} {then}".strip(),
        act="plan",
        citations=(about(plan),),
    )


def about(plan: Plan) -> Citation:
    """Return the plan itself as a source."""
    return Citation(
        title=plan.title,
        doc=plan.id,
        number=plan.number,
        date=plan.issued,
        url=plan.source.url,
        as_of=plan.source.as_of,
    )


def assumed_note(plan: Plan) -> str:
    """Say that the home ward's newest plan was taken, because the question names none."""
    return (
        f"Câu hỏi không nêu nơi, năm của kế hoạch nào tôi có, nên tôi trả lời theo kế hoạch "
        f"mới nhất của {plan.place.split(',')[0]}."
    )


def in_short(plan: Plan) -> str:
    """Return the plan's place and year: "phường Tây Mỗ, 2026"."""
    return f"{plan.place.split(',')[0]}, {plan.year}"


def _cited(shown: Iterable[tuple[Plan, PlanItem]]) -> tuple[Citation, ...]:
    by_section: dict[tuple[str, str], Citation] = {}
    for plan, item in shown:
        section = item.at.section.rsplit(" › ", 1)[0]
        by_section.setdefault((plan.id, section), citation(Found(plan=plan, item=item, score=1.0)))
    found = list(by_section.values())
    first_of_each = {each.doc: each for each in reversed(found)}
    rest = [each for each in found if each not in first_of_each.values()]
    kept = [*first_of_each.values(), *rest][: max(_MOST_CITED, len(first_of_each))]
    return tuple(each for each in found if each in kept)
