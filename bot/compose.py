"""Build the whole Answer from the records that were found."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot import compose_guide, compose_procedure, phrases, procedure_trust
from bot.compose_due import due
from bot.compose_home import home_lines, is_handed_in_at, ward_citation
from bot.compose_more import more
from bot.compose_papers import checklist, spared
from bot.heard import Heard
from bot.lateness import late_text
from bot.named_day import no_such_day
from bot.opening import Opening
from bot.procedure_asked import turned
from bot.procedure_detail import note_text
from bot.procedure_trust import NO_LAW, Law
from bot.scope import REFUSED
from bot.types import Act, Answer, Decision, Status, Topic, Warn
from bot.ward import Ward
from bot.wording import day, listed, newest, shortened
from knowledge.overlays import apply
from knowledge.types import Aspect, Guide, Procedure

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
    aspect = aspect if also else turned(aspect, said)
    asked = (aspect, *also)
    told = [each for each in asked if each]
    papers = checklist(known) if Aspect.DOCUMENTS in told else ()
    late = late_text(known, asked, said or question)
    if aspect and also:
        text = compose_procedure.brief_text(known, (aspect, *also), today, late=late)
    else:
        text = compose_procedure.answer_text(
            known, aspect, question, today, acts=law.acts, late=late, said=said
        )
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
    elif Aspect.TIME in told and (wrong := no_such_day(said)):
        text += f"\n{listed([wrong])}"
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


def _with_warnings(text: str, warnings: Sequence[Warn]) -> str:
    """Return the text with its warnings: first that it is out of date, after it the rest."""
    first = [f"Lưu ý: {w.text}" for w in warnings if w.kind == "expired"]
    last = [f"Lưu ý: {w.text}" for w in warnings if w.kind != "expired"]
    return "\n".join([*first, text, *last])
