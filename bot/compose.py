"""Build the whole Answer from the records that were found."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot import compose_guide, compose_plan, compose_procedure, phrases, procedure_trust
from bot.compose_due import due
from bot.compose_home import home_lines, is_handed_in_at, ward_citation
from bot.compose_more import more
from bot.compose_papers import checklist, spared
from bot.compose_plan import Found
from bot.heard import Heard
from bot.opening import Opening
from bot.procedure_detail import note_text
from bot.procedure_trust import NO_LAW, Law
from bot.quote import rank_sentences
from bot.scope import REFUSED
from bot.types import Act, Answer, Citation, Decision, Status, Topic, Warn
from bot.ward import Ward
from bot.wording import day, listed, newest, shortened
from knowledge.overlays import apply
from knowledge.types import Aspect, Guide, Plan, Procedure

# A piece of a plan is shown beside the best one if it scores nearly as much. Both numbers were
# set by reading answers, not fitted.
_NEARLY = 0.88
_MAX_PIECES = 3
# A plan's pieces must hold this share of the question's content to count as an answer.
_PLAN_SHARE = 0.30
_WORD = re.compile(r"\w")


def procedure_answer(
    procedure: Procedure,
    aspect: Aspect | None,
    question: str,
    today: date,
    *,
    law: Law = NO_LAW,
    also: Sequence[Aspect] = (),
    home: Ward | None = None,
    said: str = "",
) -> Answer:
    """Answer about a procedure from its record and the local rules that hold today.

    When other aspects were asked for as well, each gets one line. `home` is the ward where the
    papers are handed in, unless the question is about another place. `said` is the message alone,
    where `question` has the earlier ones in front.
    """
    applied = apply(procedure, law.overlays, today)
    known = applied.procedure
    asked = (aspect, *also)
    told = [each for each in asked if each]
    papers = checklist(known) if Aspect.DOCUMENTS in told else ()
    if aspect and also:
        text = compose_procedure.brief_text(known, (aspect, *also), today)
    else:
        text = compose_procedure.answer_text(known, aspect, question, today, acts=law.acts)
    shows_note = any(note_text(note) in text for note in known.notes)
    shows_note |= bool(papers and spared(known.notes))
    warnings = dict.fromkeys(
        warning
        for each in asked
        for warning in procedure_trust.warnings(applied, each, law, today, shows_note=shows_note)
    )
    cited = dict.fromkeys(c for each in asked for c in procedure_trust.citations(applied, each))
    there = home if home and is_handed_in_at(home, known) else None
    if there and Aspect.PLACE in told and (lines := home_lines(there)):
        text += f"\n{listed(lines)}"
        cited[ward_citation(there)] = None
    opening = there.opening if there else Opening()
    result = due(applied, (said, question), today, opening) if Aspect.TIME in told else None
    if result:
        text += f"\n{listed([result.text])}"
    return Answer(
        status=Status.ANSWERED,
        text=_with_warnings(text, tuple(warnings)),
        act="procedure",
        aspect=aspect,
        procedure=procedure.code,
        citations=tuple(cited),
        warnings=tuple(warnings),
        more=more(known, told),
        checklist=papers,
        due=result.day if result else None,
        as_of=newest(cited),
    )


def instead_of(former: Procedure, answer: Answer) -> Answer:
    """Return the answer about the procedure that took a lapsed one's place, saying so."""
    lapsed = f" hết hiệu lực sau ngày {day(former.valid_to)}" if former.valid_to else ""
    text = (
        f"{shortened(former.name, 25)} (mã {former.code}){lapsed}. "
        "Nay anh/chị làm theo thủ tục dưới đây."
    )
    return replace(
        answer,
        text=f"{text}\n{answer.text}",
        warnings=(Warn(kind="expired", text=text), *answer.warnings),
    )


def guide_answer(guide: Guide, aspect: Aspect | None, today: date) -> Answer:
    """Answer from a guide; its text holds all its warnings."""
    return Answer(
        status=Status.ANSWERED,
        text=compose_guide.answer_text(guide, today),
        act="guide",
        aspect=aspect,
        procedure=guide.procedure,
        citations=(compose_guide.citation(guide),),
        warnings=tuple(compose_guide.warnings(guide, today)),
        as_of=guide.source.as_of,
    )


def guide_detail_answer(guide: Guide, aspect: Aspect | None, question: str, ward: Ward) -> Answer:
    """Answer a question about one detail of a guide from its sentences, or say it has none."""
    quoted = compose_guide.detail(guide, question)
    if quoted:
        status, text = Status.ANSWERED, quoted
    else:
        status = Status.NO_CONTENT
        text = f'Hướng dẫn "{guide.title}" tôi có không nêu điều này. {phrases.where_to_turn(ward)}'
    return Answer(
        status=status,
        text=text,
        act="guide",
        aspect=aspect,
        procedure=guide.procedure,
        citations=(compose_guide.citation(guide),),
        as_of=guide.source.as_of,
    )


def plan_answer(question: str, found: Sequence[Sequence[Found]], *, assumed: Plan | None) -> Answer:
    """Answer from plans, one sequence of pieces each; best plan first.

    `assumed` is the plan taken because the question names none; the answer says so.
    Status NO_CONTENT if the pieces do not hold what was asked.
    """
    shown = [_worth_showing(question, pieces) for pieces in found if pieces]
    shown = [pieces for pieces in shown if pieces]
    if not shown:
        return _no_plan_content(found)
    parts = [compose_plan.answer_text(question, pieces) for pieces in shown]
    if assumed:
        parts.append(
            f"Câu hỏi không nêu nơi, năm của kế hoạch nào tôi có, nên tôi trả lời theo kế hoạch "
            f"mới nhất của {assumed.place.split(',')[0]}."
        )
    cited = tuple(compose_plan.citation(piece) for pieces in shown for piece in pieces)
    return Answer(
        status=Status.ANSWERED,
        text="\n".join(parts),
        act="plan",
        citations=cited,
        as_of=newest(cited),
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


def fixed(status: Status, text: str, act: str) -> Answer:
    """Return an answer made of a fixed sentence."""
    return Answer(status=status, text=text, act=act)


def turned_away(ward: Ward, topic: Topic | None, question: str) -> Answer:
    """Say that we do not answer, and who can: a refusal, or none of our business."""
    return fixed(
        Status.REFUSED if topic in REFUSED else Status.OUT_OF_SCOPE,
        phrases.out_of_scope(question, topic, ward),
        Act.OUT_OF_SCOPE.value,
    )


def nothing(ward: Ward, decision: Decision, question: str) -> Answer:
    """Admit that we do not answer: none of our business, or not in the knowledge."""
    if decision.act is Act.OUT_OF_SCOPE or decision.topic is not None:
        return turned_away(ward, decision.topic, question)
    return Answer(
        status=Status.NO_CONTENT,
        text=phrases.no_content(ward),
        act=decision.act.value,
        aspect=decision.aspect,
    )


def without_question(ward: Ward, heard: Heard, typed: str) -> Answer | None:
    """Answer a message that holds no question once orders and numbers are out; None if it does."""
    if heard.had_orders and not heard.stands_alone():
        return turned_away(ward, Topic.INJECT, typed)
    if _WORD.search(heard.text):
        return None
    answer = fixed(Status.SAID, phrases.not_a_question(typed), "smalltalk")
    return with_number_warning(answer) if heard.had_number else answer


def with_number_warning(answer: Answer) -> Answer:
    """Return the answer with the warning not to send numbers of papers and accounts."""
    warning = Warn(kind="safety", text=phrases.PERSONAL_NUMBER)
    return replace(
        answer,
        text=f"{answer.text}\nLưu ý: {warning.text}",
        warnings=(*answer.warnings, warning),
    )


def _worth_showing(question: str, pieces: Sequence[Found]) -> list[Found]:
    """Return the pieces that answer: the best and those that score nearly as much.

    A question for a figure is answered only by pieces that state one of its kind, and what
    is shown has to hold enough of the question's words.
    """
    fitting = [p for p in pieces if compose_plan.states_what_is_asked(question, p.item)]
    near = [p for p in fitting if p.score >= _NEARLY * pieces[0].score]
    shown = compose_plan.without_repeats(near)[:_MAX_PIECES]
    held = " ".join(compose_plan.statement(question, p.item) + p.item.at.section for p in shown)
    ranked = rank_sentences(question, [held]) if shown else []
    return shown if ranked and ranked[0][0] >= _PLAN_SHARE else []


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


def _with_warnings(text: str, warnings: Sequence[Warn]) -> str:
    """Return the text with its warnings: first that it is out of date, after it the rest."""
    first = [f"Lưu ý: {w.text}" for w in warnings if w.kind == "expired"]
    last = [f"Lưu ý: {w.text}" for w in warnings if w.kind != "expired"]
    return "\n".join([*first, text, *last])
