"""Search every kind of record and answer from the one with the best evidence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot import compose, phrases
from bot.case import meant_first
from bot.clarify import ask_about, asks_a_part, question_back
from bot.compose_act import act_answer
from bot.compose_document import Quoted, document_answer, quoted_from
from bot.compose_place import asks_place, names_old_place, place_answer, place_note
from bot.courtesy import beyond_courtesy
from bot.coverage import FILE_GUIDE, asks_for_file, is_covered, is_sure, meant_guides
from bot.evidence import CANDIDATES, Evidence, Hits, best_kind, gather
from bot.fraud import SAFETY_GUIDES, fitting_guide, is_suspect
from bot.places import Scope, is_elsewhere, province_elsewhere
from bot.plans.search import PlanSearch
from bot.procedure_trust import Law
from bot.scope import margin
from bot.situations import Known, recognise
from bot.topic import named_in
from bot.turn import Turn
from bot.types import Answer, Status
from bot.ward import Ward
from knowledge.places import Renamed
from knowledge.readable import ReadableRecords
from knowledge.situations import Situation
from knowledge.text import expand, fold, folded_syllables
from knowledge.types import Aspect, Audience, Guide, Kind, Procedure
from retrieval.hybrid import HybridRetriever
from retrieval.question import Query
from retrieval.types import Filters, Hit

RANKED = 10
# Of a procedure that answers although a guide is nearer; guesses.
_LIKELY = 0.6
_HELD = 0.9
_NEAR = 0.905
# Of "người dân", "thủ tục hành chính".
_GENERAL = frozenset({"dan", "hanh", "chinh"})
# "thế tạm trú thì sao": what was asked before is asked of another subject.
_ALSO = re.compile(r"^(?:(?:da|vang|ok|oke|em|chi|anh|oi) )*(?:the|vay|con)\b|\bthi sao\b")


class Search:
    """The records and what is needed to answer from them."""

    def __init__(
        self,
        *,
        retriever: HybridRetriever,
        records: ReadableRecords,
        ward: Ward,
        today: Callable[[], date],
        law: Law,
        situations: Known,
    ) -> None:
        self._retriever = retriever
        self._records = records
        self._ward = ward
        self._today = today
        self._law = law
        self._situations = situations
        self.plans = PlanSearch(
            retriever=retriever, plans=records.plans(), home=ward.name, today=today
        )

    def answer(self, turn: Turn) -> Answer:
        """Return the best answer to a question of the turn's own words."""
        scope = self.plans.scope(turn)
        if turn.in_plans:
            return self.plans.claimed(turn, scope)
        is_of_places = asks_place(turn.said) or (
            not turn.about and names_old_place(turn.said, turn.places)
        )
        if turn.places and is_of_places:
            known: Answer | None = place_answer(turn.places)
        else:
            known = act_answer(turn.said, self._law.acts, self._today())
        hits = Hits(lambda kind: self._hits(turn, scope, kind))
        if known is None and is_suspect(turn.said):
            known = self._warning(turn.said, hits[Kind.GUIDE])
        if known is None and (situation := self._situation(turn)):
            known = ask_about(situation, turn.aspects[0] if turn.aspects else None)
        if known is None and turn.about and (discussed := self._discussed(turn.about, turn)):
            if not turn.without:
                return replace(discussed, ranking=_as_before(discussed, turn))
            known = discussed
        answer = known or self._found(turn, scope, hits)
        ranking = [hit.passage.record_id for hit in hits[Kind.PROCEDURE][:RANKED]]
        return replace(answer, ranking=tuple(ranking))

    def _discussed(self, about: str, turn: Turn) -> Answer | None:
        """Answer from the record that the message is about, if it can be read."""
        if procedure := self.procedure(about):
            return self._about(procedure, turn)
        guide = self._records.guide(about)
        return self._about_guide(guide, turn) if guide else None

    def _found(self, turn: Turn, scope: Scope, hits: Hits) -> Answer:
        """Answer from the record that fits the question best."""
        evidence = Evidence(hits=hits, names_plan=scope.is_named)
        kind = best_kind(evidence, turn.decision, turn.question)
        guides, procedures = hits[Kind.GUIDE], hits[Kind.PROCEDURE]
        if planned := self._of_the_place(turn, scope):
            return planned
        if asks_for_file(turn.said, guides) and (asked := self.guided(FILE_GUIDE)):
            return asked
        if self._names_nothing(turn, scope) and not is_sure(kind, guides):
            return compose.fixed(Status.SAID, phrases.WHICH, "smalltalk")
        if kind is None or margin(evidence, kind, turn.decision, turn.question) < 0:
            return compose.nothing(self._ward, turn.decision, turn.question)
        if kind is Kind.DOCUMENT and (quoted := self._quoted(turn, hits[kind])):
            return document_answer(turn.question, quoted)
        if kind is Kind.PLAN:
            return self.plans.of_known_place(turn, scope)
        if kind is Kind.GUIDE and is_covered(turn.said, guides[0]):
            return self._from_guide(turn, guides[0])
        if kind is Kind.GUIDE and not self._has_procedure(evidence, turn):
            return compose.nothing(self._ward, turn.decision, turn.question)
        return self._from_procedures(turn, procedures)

    def best_procedure(self, query: Query, audience: Audience) -> Hit | None:
        """Return the best hit among procedures, None if nothing was found."""
        hits = self._retriever.search(
            query, Filters(audience=audience, kind=Kind.PROCEDURE), CANDIDATES
        )
        return hits[0] if hits else None

    def about(
        self,
        procedure: Procedure,
        aspects: Sequence[Aspect],
        question: str,
        places: Sequence[Renamed] = (),
        *,
        said: str = "",
    ) -> Answer:
        """Answer about a procedure, or about the one in force if it was replaced."""
        today = self._today()
        elsewhere = province_elsewhere(question, places, self._ward.province)
        law = self._law.elsewhere(elsewhere) if elsewhere else self._law
        lapsed = procedure.valid_to is not None and procedure.valid_to < today
        successor = (
            self._records.procedure(procedure.replaced_by)
            if lapsed and procedure.replaced_by
            else None
        )
        is_replaced = successor is not None and successor.audience is procedure.audience
        answer = compose.procedure_answer(
            successor if successor is not None and is_replaced else procedure,
            aspects[0] if aspects else None,
            question,
            today,
            law=law,
            also=aspects[1:],
            home=None if elsewhere or is_elsewhere(places, self._ward.name) else self._ward,
            said=said,
        )
        if is_replaced:
            answer = compose.instead_of(procedure, answer)
        note = place_note(places)
        return replace(answer, text=f"{answer.text}\nLưu ý: {note}") if note else answer

    def names_elsewhere(self, turn: Turn) -> bool:
        """Say whether the message itself names another province."""
        return bool(province_elsewhere(turn.said, turn.places, self._ward.province))

    def _about(self, procedure: Procedure, turn: Turn) -> Answer:
        said = turn.said
        return self.about(procedure, turn.aspects, turn.question, turn.places, said=said)

    def procedure(self, code: str) -> Procedure | None:
        """Return a procedure that may be answered from: one whose page is its own."""
        procedure = self._records.procedure(code)
        return None if procedure is None or procedure.is_misfiled() else procedure

    def _situation(self, turn: Turn) -> Situation | None:
        """Return the situation that the message says, if it is to be asked about.

        Whatever the search finds: who names a subject of ours and no more is in scope. A message
        that goes on about a record is asked about only if it names another subject.
        """
        if turn.without:
            return None
        found = recognise(turn.said, self._situations)
        if turn.question == expand(turn.said):
            # A slip of typing may hide it: the words as the search reads them.
            return found or recognise(turn.query.text, self._situations)
        if found and self._is_elsewhere(found, turn):
            return found
        if turn.about or turn.topic.was_asked_back:
            return None
        return recognise(turn.question, self._situations)

    def _is_elsewhere(self, situation: Situation, turn: Turn) -> bool:
        """Say whether a follow-up names a subject that what is discussed does not."""
        if asks_a_part(turn.said) or turn.about in {way.to for way in situation.choices}:
            return False
        if set(turn.aspects) - {Aspect.STEPS} and _ALSO.search(fold(turn.said)):
            return False
        discussed = self._records.procedure(turn.about or "")
        guide = self._records.guide(turn.about or "")
        name = discussed.name if discussed else guide.title if guide else ""
        return bool(name and set(named_in(turn.said).subject) - set(folded_syllables(name)))

    def _hits(self, turn: Turn, scope: Scope, kind: Kind) -> Sequence[Hit]:
        """Return the best hits of one kind; procedures that are not meant are left out."""
        hits = gather(self._retriever, turn.query, scope, turn.audience, kind)
        if kind is Kind.DOCUMENT:
            return hits if self._quoted(turn, hits) else []
        if kind is Kind.PROCEDURE:
            meant = [hit for hit in hits if hit.passage.record_id not in turn.without]
            hits = meant_first(meant, turn.said, turn.question, self._records.name)
        if kind is Kind.GUIDE:
            hits = meant_guides(turn.said, hits)
        return _first(turn.about, hits) if turn.about and kind is not Kind.PLAN else hits

    def _quoted(self, turn: Turn, hits: Sequence[Hit]) -> Quoted | None:
        """Return the passages of a document that hold what was asked, if any do."""
        return quoted_from(self._records, turn.question, hits)

    def _names_nothing(self, turn: Turn, scope: Scope) -> bool:
        """Say whether a message that stands alone asks for a part, and of nothing but a place."""
        is_alone = turn.question == expand(turn.said) and not turn.plans
        said = beyond_courtesy(turn.said) or turn.said
        return is_alone and asks_a_part(said) and not _named(named_in(said).words, scope)

    def _of_the_place(self, turn: Turn, scope: Scope) -> Answer | None:
        """Answer from its plan what is asked of a place whose plan we hold, and of nothing else."""
        if _named(named_in(turn.said).subject, scope) or not scope.named_place or turn.plans:
            return None
        if not asks_a_part(turn.said):
            return None
        answer = self.plans.answer(turn, scope)
        return answer if answer.status is Status.ANSWERED else None

    def _has_procedure(self, evidence: Evidence, turn: Turn) -> bool:
        """Say whether a procedure answers well where the nearest guide does not."""
        best = next(iter(evidence.hits[Kind.PROCEDURE]), None)
        return (
            best is not None
            and best.chance >= _LIKELY
            and best.lexical >= _HELD
            and best.dense >= _NEAR
            and margin(evidence, Kind.PROCEDURE, turn.decision, turn.question) >= 0
        )

    def _from_procedures(self, turn: Turn, hits: Sequence[Hit]) -> Answer:
        procedure = self.procedure(hits[0].passage.record_id)
        if procedure is None:
            return compose.nothing(self._ward, turn.decision, turn.question)
        aspect = turn.aspects[0] if turn.aspects else None
        # One question back at most: after it the best answer is given.
        if not turn.topic.was_asked_back and not turn.without:
            back = question_back(
                turn.question,
                turn.query,
                hits,
                aspect,
                procedure=self.procedure,
                name=self._records.name,
            )
            if back:
                return back
        return self._about(procedure, turn)

    def guided(self, id_: str) -> Answer | None:
        """Answer from the guide with this id, if there is one."""
        guide = self._records.guide(id_)
        return compose.guide_answer(guide, None, self._today()) if guide else None

    def _from_guide(self, turn: Turn, hit: Hit) -> Answer:
        guide = self._records.guide(hit.passage.record_id)
        if guide is None:
            return compose.nothing(self._ward, turn.decision, turn.question)
        return compose.guide_answer(guide, turn.aspects[0] if turn.aspects else None, self._today())

    def _warning(self, said: str, hits: Sequence[Hit]) -> Answer | None:
        """Answer from the guide about fraud that fits or is nearest, whatever else fits better."""
        if (fitting := fitting_guide(said)) and (answer := self.guided(fitting)):
            return answer
        ids = (hit.passage.record_id for hit in hits)
        about_fraud = next((id_ for id_ in ids if id_.startswith(SAFETY_GUIDES)), "")
        return self.guided(about_fraud)

    def _about_guide(self, guide: Guide, turn: Turn) -> Answer:
        """Answer what is asked on about a guide: from its procedure, or from its own sentences."""
        if turn.aspects and (procedure := self.procedure(guide.procedure or "")):
            return self._about(procedure, turn)
        aspect = turn.aspects[0] if turn.aspects else None
        if aspect in (None, Aspect.STEPS, Aspect.ONLINE) or named_in(turn.said).words:
            return compose.guide_answer(guide, aspect, self._today())
        return compose.guide_detail_answer(guide, aspect, turn.said, self._ward)


def _named(words: Sequence[str], scope: Scope) -> set[str]:
    """Return the words that name more than a plan's place, or procedures in general."""
    places = {word for plan in scope.plans for word in folded_syllables(plan.place)}
    return set(words) - places - _GENERAL


def _as_before(answer: Answer, turn: Turn) -> tuple[str, ...]:
    """Return the procedures found when the record was first asked about, the answered one first.

    Another search would take as long as all the rest, and its words say less.
    """
    answered = [answer.procedure] if answer.procedure else []
    return tuple(dict.fromkeys([*answered, *turn.topic.candidates]))[:RANKED]


def _first(meant: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with those of the meant record first, if it was found at all.

    However much better another fits: a follow-up holds too few words to name it.
    """
    return sorted(hits, key=lambda hit: hit.passage.record_id != meant)
