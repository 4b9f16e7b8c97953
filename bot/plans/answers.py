"""Build the answer to a question for one fact from the pieces of plans that were found."""

from collections.abc import Sequence
from dataclasses import replace

from bot import compose_plan
from bot.compose_plan import Found
from bot.plans.choice import Chosen, choose
from bot.plans.listing import about, assumed_note, in_short
from bot.types import Answer, Choice, Citation, Status
from bot.wording import newest
from knowledge.types import Plan


def plan_answer(question: str, found: Sequence[Sequence[Found]], *, assumed: Plan | None) -> Answer:
    """Answer from plans, one sequence of pieces each; best plan first.

    `assumed` is the plan taken because the question names none; the answer says so.
    Status NO_CONTENT if the pieces do not hold what was asked.
    """
    chosen = [choose(question, pieces) for pieces in found]
    shown = [each for each in chosen if each.pieces and not each.unstated]
    if not shown:
        open_ = next((each for each in chosen if each.unstated), None)
        return _left_open(question, open_) if open_ else _no_plan_content(found)
    parts = [compose_plan.answer_text(question, each.pieces) for each in shown]
    if assumed:
        parts.append(assumed_note(assumed))
    pieces = [piece for each in shown for piece in each.pieces]
    cited = tuple(compose_plan.citation(piece) for piece in pieces)
    return Answer(
        status=Status.ANSWERED,
        text="\n".join(parts),
        act="plan",
        citations=cited,
        as_of=newest(cited),
        plan_items=tuple(piece.item.id for piece in pieces),
    )


def item_answer(question: str, found: Found) -> Answer:
    """Answer with one item of a plan that is known to be meant."""
    cited = (compose_plan.citation(found),)
    return Answer(
        status=Status.ANSWERED,
        text=compose_plan.answer_text(question, [found]),
        act="plan",
        citations=cited,
        as_of=newest(cited),
        plan_items=(found.item.id,),
    )


def stated_elsewhere(answer: Answer, question: str, others: Sequence[Found]) -> Answer:
    """Return an answer from the assumed plan with what the nearest other one says, in a line."""
    if not others:
        return answer
    nearest = others[0]
    said = compose_plan.statement(question, nearest.item)
    return replace(
        answer,
        text=f"{answer.text}\nNơi khác, {in_short(nearest.plan)}: {said}",
        citations=(*answer.citations, compose_plan.citation(nearest)),
        more=(*answer.more, *offers(question, [each.plan for each in others])),
    )


def only_elsewhere(home: Plan, question: str, others: Sequence[Found]) -> Answer:
    """Answer from other plans what the assumed one does not say, and say so."""
    name = compose_plan.name_of(home)
    parts = [f"{name} không nêu điều này; kế hoạch khác tôi có thì nêu."]
    parts += [compose_plan.answer_text(question, [each]) for each in others]
    cited = tuple(compose_plan.citation(each) for each in others)
    return Answer(
        status=Status.ANSWERED,
        text="\n".join(parts),
        act="plan",
        citations=cited,
        as_of=newest(cited),
        plan_items=tuple(each.item.id for each in others),
    )


def plan_identity_answer(plan: Plan) -> Answer:
    """Answer what a plan's own number and date are."""
    first = next(iter(compose_plan.items_of(plan).values()), None)
    citations: tuple[Citation, ...] = ()
    if first is not None:
        piece = Found(plan=plan, item=first, score=1.0)
        citations = (compose_plan.citation(piece),)
    return Answer(
        status=Status.ANSWERED if plan.number or plan.issued else Status.NO_CONTENT,
        text=compose_plan.identity_text(plan),
        act="plan",
        citations=citations,
        as_of=plan.source.as_of,
    )


def no_plan_of(place: str) -> Answer:
    """Admit that no plan of the named ward or commune is known."""
    text = (
        f"Tôi không có kế hoạch của {place}. "
        "Anh/chị hỏi UBND nơi đó, hoặc hỏi tôi về kế hoạch của nơi khác."
    )
    return Answer(status=Status.NO_CONTENT, text=text, act="plan")


def no_plan_of_year(year: int, plans: Sequence[Plan], said: str) -> Answer:
    """Admit that the place has no plan of that year here, and offer the ones it has."""
    place = plans[0].place.split(",")[0]
    years = ", ".join(str(each) for each in sorted({plan.year for plan in plans}))
    text = (
        f"Tôi không có kế hoạch năm {year} của {place}. Kế hoạch của {place} mà tôi có là của "
        f"năm {years}."
    )
    return Answer(
        status=Status.NO_CONTENT,
        text=text,
        act="plan",
        citations=tuple(about(plan) for plan in plans),
        more=offers(said.replace(str(year), ""), plans),
    )


def offers(question: str, plans: Sequence[Plan]) -> tuple[Choice, ...]:
    """Return a button for each plan that asks the same of it."""
    said = " ".join(question.split()).rstrip(" ?.!")
    return tuple(
        Choice(
            title=in_short(plan),
            code=None,
            payload=f"{said} {plan.place.split(',')[0]} năm {plan.year}",
        )
        for plan in plans
    )


def _left_open(question: str, chosen: Chosen) -> Answer:
    name = compose_plan.name_of(chosen.pieces[0].plan)
    said = " ".join(compose_plan.statement(question, each.item) for each in chosen.pieces)
    return Answer(
        status=Status.NO_CONTENT,
        text=f"{name} {chosen.unstated}. Văn bản chỉ nêu: {said}",
        act="plan",
        citations=tuple(compose_plan.citation(each) for each in chosen.pieces),
        plan_items=tuple(each.item.id for each in chosen.pieces),
    )


def _no_plan_content(found: Sequence[Sequence[Found]]) -> Answer:
    pieces = [piece for group in found for piece in group[:1]]
    if not pieces:
        text = "Tài liệu tôi có không nêu điều này."
    else:
        name = compose_plan.name_of(pieces[0].plan)
        text = f"{name} không nêu điều anh/chị hỏi trong bản tôi có."
    return Answer(
        status=Status.NO_CONTENT,
        text=text + " Anh/chị hỏi thêm bộ phận chuyển đổi số của đơn vị ban hành kế hoạch.",
        act="plan",
        citations=tuple(compose_plan.citation(piece) for piece in pieces),
    )
