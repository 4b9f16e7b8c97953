"""Answer one message: normalise, decide, search, compose."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import compose, phrases
from bot.aspect import find_aspect
from bot.clarify import chosen, question_back
from bot.compose_act import act_answer
from bot.compose_document import document_answer, quoted_from
from bot.compose_place import after_choice, asks_place, place_answer, place_note
from bot.compose_plan import Found, asks_identity, items_of
from bot.conversations import Conversation, Conversations, Topic
from bot.evidence import Evidence, best_kind, gather
from bot.heard import hear
from bot.places import (
    Scope,
    commune_without_plan,
    places_in,
    province_elsewhere,
    scope_of,
    without_names,
)
from bot.procedure_trust import NO_LAW, Law
from bot.quote import ASPECT_WORDS, content_terms
from bot.refusal import turned_away
from bot.scope import margin
from bot.types import Act, Answer, Decision, DialogueUnavailable, Message, Status
from bot.ward import Ward
from knowledge.passages import place_key
from knowledge.places import Renamed
from knowledge.store import RecordStore
from knowledge.text import clean, expand, folded_syllables
from knowledge.types import Aspect, Audience, Kind, Plan, Procedure
from retrieval.hybrid import HybridRetriever, Query
from retrieval.types import Filters, Hit

logger = logging.getLogger(__name__)

Decide = Callable[[Message], Awaitable[Decision]]

MAX_CHARACTERS = 2_000
_CANDIDATES = 20
_RANKED = 10
_MAX_PLANS = 3
_FIXED = {
    Act.GREET: Status.SAID,
    Act.THANK: Status.SAID,
    Act.GOODBYE: Status.SAID,
    Act.CAPABILITIES: Status.SAID,
    Act.CANCEL: Status.SAID,
    Act.PERSON: Status.HANDOVER,
}
_FEW_WORDS = 2
_TOPIC_CONFIDENCE = 0.7


def search_decision(message: Message) -> Decision:
    """Return the decision to search on the message's own words, without Rasa."""
    aspect = find_aspect(message.text)
    return Decision(act=Act.SEARCH, aspect=Aspect(aspect) if aspect in set(Aspect) else None)


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """One message, understood."""

    question: str
    """With the earlier questions of the topic in front if it is a follow-up."""
    query: Query
    decision: Decision
    audience: Audience
    topic: Topic
    places: Sequence[Renamed] = ()
    """Wards, districts and provinces that the message names."""


class Assistant:
    """The middle of the product: one message in, one answer out."""

    def __init__(
        self,
        *,
        decide: Decide,
        retriever: HybridRetriever,
        records: RecordStore,
        ward: Ward,
        today: Callable[[], date],
        law: Law = NO_LAW,
    ) -> None:
        self._decide = decide
        self._retriever = retriever
        self._records = records
        self._ward = ward
        self._today = today
        self._law = law
        self._conversations = Conversations()
        self._plans = {plan.id: plan for plan in records.plans()}
        self._plan_items = {id_: items_of(plan) for id_, plan in self._plans.items()}

    async def reply(self, message: Message) -> Answer:
        """Return the answer to one message; never raises for an unanswerable one."""
        whole = clean(message.text)
        if phrases.is_crisis(whole):
            return compose.fixed(Status.OUT_OF_SCOPE, phrases.CRISIS, "crisis")
        heard = hear(message.text, MAX_CHARACTERS)
        if nothing_to_ask := compose.without_question(self._ward, heard, whole):
            return nothing_to_ask
        text = heard.text
        async with self._conversations.turn(message.conversation_id) as conversation:
            answer = await self._answer(replace(message, text=text), conversation)
        if heard.had_number:
            answer = compose.with_number_warning(answer)
        if phrases.is_danger(text) and phrases.URGENT not in answer.text:
            answer = replace(answer, text=f"{phrases.URGENT}\n{answer.text}")
        if len(whole) > MAX_CHARACTERS:
            return replace(answer, text=f"{phrases.TOO_LONG}\n{answer.text}")
        return answer

    async def _answer(self, message: Message, conversation: Conversation) -> Answer:
        """Take an offered choice, or decide and search at the same time; then compose."""
        choice = chosen(conversation.choices, message.text)
        conversation.choices = ()
        if choice and (settled := after_choice(choice)):
            return settled
        if choice and not choice.code:
            message = replace(message, text=choice.payload)
        if choice and choice.code and (procedure := self._records.procedure(choice.code)):
            answer = self._about_choice(procedure, conversation)
            conversation.note(answer)
            return answer
        if topic := turned_away(message.text):
            return compose.turned_away(self._ward, topic, message.text)
        follows = await asyncio.to_thread(self._follows, message, conversation)
        words = (*conversation.questions, message.text) if follows else (message.text,)
        question = expand(" ".join(words))
        query, decision, places = await asyncio.gather(
            asyncio.to_thread(self._retriever.understand, question),
            self._decision(message),
            asyncio.to_thread(places_in, message.text, self._ward.province),
        )
        if follows and decision.act not in _FIXED:
            # "bn tiền z" alone tells Rasa nothing: it is about what was discussed before, and that
            # was ours.
            act = Act.PROCEDURE if conversation.topic.procedure else Act.SEARCH
            sure = max(decision.confidence, _TOPIC_CONFIDENCE)
            decision = replace(decision, act=act, confidence=sure, topic=None, outside=0.0)
        if decision.act in _FIXED:
            said = phrases.said(decision.act, self._ward)
            return compose.fixed(_FIXED[decision.act], said, decision.act.value)
        conversation.remember(message.text, new_topic=not follows)
        turn = _Turn(
            question=question,
            query=query,
            decision=decision,
            audience=message.audience,
            topic=conversation.topic,
            places=places,
        )
        answer = await asyncio.to_thread(self._search, turn)
        conversation.note(answer)
        return answer

    def _about_choice(self, procedure: Procedure, conversation: Conversation) -> Answer:
        """Answer the question that led to the choices, about the chosen procedure."""
        question, aspect = " ".join(conversation.questions), conversation.aspect
        return replace(self._about(procedure, aspect, question), ranking=(procedure.code,))

    async def _decision(self, message: Message) -> Decision:
        """Return Rasa's decision, or plain search on the words when Rasa cannot say."""
        try:
            return await self._decide(message)
        except DialogueUnavailable as error:
            logger.warning("dialogue unavailable; searching directly", extra={"why": str(error)})
            return search_decision(message)

    def _follows(self, message: Message, conversation: Conversation) -> bool:
        """Say whether the message only makes sense with what was said before.

        It does if it holds few words of its own, unless these name another procedure: after
        "đăng ký tạm trú", "thế còn khai tử" is a new topic and "mất mấy ngày" is not.
        """
        words = set(content_terms(expand(message.text))) - ASPECT_WORDS
        if not conversation.questions or len(words) > _FEW_WORDS:
            return False
        discussed = conversation.topic.procedure
        if discussed is None or len(words) < _FEW_WORDS:
            return True
        alone = self._retriever.understand(message.text)
        best = self._retriever.search(
            alone, Filters(audience=message.audience, kind=Kind.PROCEDURE), 1
        )
        names_another = best and words <= self._name_words(best[0].passage.record_id)
        return not names_another or words <= self._name_words(discussed)

    def _name_words(self, code: str) -> set[str]:
        procedure = self._records.procedure(code)
        return set(folded_syllables(procedure.name)) if procedure else set()

    def _search(self, turn: _Turn) -> Answer:
        """Search every kind of record and answer from the one with the best evidence."""
        may_read = turn.audience.may_read()
        plans = [plan for plan in self._plans.values() if plan.audience in may_read]
        scope = scope_of(turn.question, plans, self._ward.name)
        hits = gather(self._retriever, turn.query, scope, turn.audience)
        hits[Kind.PROCEDURE] = _keep_to(turn.topic.procedure, hits[Kind.PROCEDURE])
        from_document = quoted_from(self._records, turn.question, hits[Kind.DOCUMENT])
        if from_document is None:
            hits[Kind.DOCUMENT] = []
        evidence = Evidence(hits=hits, names_plan=scope.is_named)
        kind = best_kind(evidence, turn.decision, turn.question)
        ranking = tuple(hit.passage.record_id for hit in hits[Kind.PROCEDURE][:_RANKED])
        if turn.places and asks_place(turn.question):
            answer = place_answer(turn.places)
        elif about_act := act_answer(turn.question, self._law.acts, self._today()):
            answer = about_act
        elif kind is None or margin(evidence, kind, turn.decision, turn.question) < 0:
            answer = compose.nothing(self._ward, turn.decision, turn.question)
        elif kind is Kind.DOCUMENT and from_document:
            answer = document_answer(turn.question, from_document)
        elif kind is Kind.PLAN and (elsewhere := commune_without_plan(turn.places, scope)):
            answer = compose.no_plan_of(elsewhere)
        elif kind is Kind.PLAN:
            answer = self._from_plans(turn, scope)
        elif kind is Kind.GUIDE:
            answer = self._from_guide(turn, hits[kind][0])
        else:
            answer = self._from_procedures(turn, hits[kind])
        return replace(answer, ranking=ranking)

    def _from_procedures(self, turn: _Turn, hits: Sequence[Hit]) -> Answer:
        aspect = turn.decision.aspect
        procedure = self._records.procedure(hits[0].passage.record_id)
        if procedure is None or procedure.is_misfiled():
            return compose.nothing(self._ward, turn.decision, turn.question)
        # One question back at most: after it the best answer is given. None about a procedure
        # that was answered before: whoever asks on means that one.
        is_settled = turn.topic.was_asked_back or turn.topic.procedure == procedure.code
        back = (
            None
            if is_settled
            else question_back(procedure, hits, aspect, can_answer=self._can_answer)
        )
        if back:
            return back
        answer = self._about(procedure, aspect, turn.question, turn.places)
        note = place_note(turn.places)
        return replace(answer, text=f"{answer.text}\nLưu ý: {note}") if note else answer

    def _can_answer(self, code: str) -> bool:
        procedure = self._records.procedure(code)
        return procedure is not None and not procedure.is_misfiled()

    def _about(
        self,
        procedure: Procedure,
        aspect: Aspect | None,
        question: str,
        places: Sequence[Renamed] = (),
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
        if successor is None or successor.audience is not procedure.audience:
            return compose.procedure_answer(procedure, aspect, question, today, law=law)
        answer = compose.procedure_answer(successor, aspect, question, today, law=law)
        return compose.instead_of(procedure, answer)

    def _from_guide(self, turn: _Turn, hit: Hit) -> Answer:
        guide = self._records.guide(hit.passage.record_id)
        if guide is None:
            return compose.nothing(self._ward, turn.decision, turn.question)
        return compose.guide_answer(guide, turn.decision.aspect, self._today())

    def _from_plans(self, turn: _Turn, scope: Scope) -> Answer:
        """Search each plan in scope on its own, so that each can answer its part."""
        if asks_identity(turn.question) and len(scope.plans) == 1:
            return compose.plan_identity_answer(scope.plans[0])
        question = without_names(turn.question, scope.plans)
        query = self._retriever.understand(question)
        found = [self._pieces(query, plan, turn.audience) for plan in scope.plans[:_MAX_PLANS]]
        assumed = None if scope.is_named or not scope.plans else scope.plans[0]
        return compose.plan_answer(question, found, assumed=assumed)

    def _pieces(self, query: Query, plan: Plan, audience: Audience) -> list[Found]:
        """Return the best pieces of one plan."""
        wanted = Filters(
            audience=audience, kind=Kind.PLAN, places=(place_key(plan.place),), year=plan.year
        )
        items = self._plan_items[plan.id]
        return [
            Found(plan=plan, item=items[hit.passage.id], score=hit.score)
            for hit in self._retriever.search(query, wanted, _CANDIDATES)
            if hit.passage.id in items
        ]


def _keep_to(discussed: str | None, hits: list[Hit]) -> list[Hit]:
    """Return the hits with the procedure under discussion first, if it was found at all.

    However much better another fits: a follow-up holds too few words to name it.
    """
    for hit in hits:
        if hit.passage.record_id == discussed:
            return [hit, *(other for other in hits if other is not hit)]
    return hits
