"""Answer one message: normalise, decide, search, compose."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date

from bot import compose, phrases
from bot.aspect import find_aspect
from bot.clarify import chosen, question_back
from bot.compose_plan import Found, asks_identity, items_of
from bot.conversations import Conversation, Conversations
from bot.evidence import ENOUGH, Evidence, best_kind
from bot.places import Scope, scope_of
from bot.quote import content_terms
from bot.types import Act, Answer, Decision, DialogueUnavailable, Message, Status
from bot.ward import Ward
from knowledge.passages import place_key
from knowledge.store import RecordStore
from knowledge.text import clean
from knowledge.types import Aspect, Audience, Kind, Plan, Procedure
from retrieval.hybrid import HybridRetriever, Query
from retrieval.types import Filters, Hit

logger = logging.getLogger(__name__)

Decide = Callable[[Message], Awaitable[Decision]]

MAX_CHARACTERS = 2_000
_CANDIDATES = 20
_RANKED = 10
_MAX_PLANS = 3
_WORD = re.compile(r"\w")
_FIXED = {
    Act.GREET: Status.SAID,
    Act.THANK: Status.SAID,
    Act.GOODBYE: Status.SAID,
    Act.CAPABILITIES: Status.SAID,
    Act.CANCEL: Status.SAID,
    Act.PERSON: Status.HANDOVER,
    Act.OUT_OF_SCOPE: Status.OUT_OF_SCOPE,
}
# Words of the aspects ("lệ phí", "mấy ngày", "giấy tờ", …): a message that holds little else
# asks about what was discussed before.
_ASPECT_WORDS = frozenset(
    "le phi tien dong mat het ton gia ngay thoi gian han lau giay to ho so mang chuan noi dau nop "
    "online mang tuyen truc tiep mau don buoc dieu kien ket qua luat can cu dien cap xong".split()
)
_FEW_WORDS = 2


def search_decision(message: Message) -> Decision:
    """Return the decision to search on the message's own words, without Rasa."""
    aspect = find_aspect(message.text)
    return Decision(act=Act.SEARCH, aspect=Aspect(aspect) if aspect in set(Aspect) else None)


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
    ) -> None:
        self._decide = decide
        self._retriever = retriever
        self._records = records
        self._ward = ward
        self._today = today
        self._conversations = Conversations()
        self._plans = {r.id: r for r in records.records() if isinstance(r, Plan)}
        self._plan_items = {id_: items_of(plan) for id_, plan in self._plans.items()}

    async def reply(self, message: Message) -> Answer:
        """Return the answer to one message; never raises for an unanswerable one."""
        text = clean(message.text)[:MAX_CHARACTERS]
        if not _WORD.search(text):
            said = phrases.NOT_WORDS if text else phrases.EMPTY
            return compose.fixed(Status.SAID, said, "smalltalk")
        async with self._conversations.turn(message.conversation_id) as conversation:
            return await self._answer(replace(message, text=text), conversation)

    async def _answer(self, message: Message, conversation: Conversation) -> Answer:
        """Take an offered choice, or decide and search at the same time; then compose."""
        choice = chosen(conversation.choices, message.text)
        conversation.choices = ()
        if choice and choice.code and (procedure := self._records.procedure(choice.code)):
            question = " ".join(conversation.questions)
            return compose.procedure_answer(procedure, conversation.aspect, question, self._today())
        follows = self._follows(message.text, conversation)
        question = " ".join((*conversation.questions, message.text)) if follows else message.text
        query, decision = await asyncio.gather(
            asyncio.to_thread(self._retriever.understand, question), self._decision(message)
        )
        if decision.act in _FIXED:
            said = phrases.said(decision.act, self._ward)
            return compose.fixed(_FIXED[decision.act], said, decision.act.value)
        conversation.remember(message.text, new_topic=not follows)
        answer = await asyncio.to_thread(self._search, query, question, decision, message.audience)
        conversation.choices, conversation.aspect = answer.choices, answer.aspect
        return answer

    async def _decision(self, message: Message) -> Decision:
        """Return Rasa's decision, or plain search on the words when Rasa cannot say."""
        try:
            return await self._decide(message)
        except DialogueUnavailable as error:
            logger.warning("dialogue unavailable; searching directly", extra={"why": str(error)})
            return search_decision(message)

    def _follows(self, text: str, conversation: Conversation) -> bool:
        """Say whether the message only makes sense with what was said before."""
        words = set(content_terms(text)) - _ASPECT_WORDS
        return bool(conversation.questions) and len(words) <= _FEW_WORDS

    def _search(
        self, query: Query, question: str, decision: Decision, audience: Audience
    ) -> Answer:
        """Search every kind of record and answer from the one with the best evidence."""
        scope = scope_of(question, list(self._plans.values()), self._ward.name)
        places = tuple(place_key(plan.place) for plan in scope.plans)
        filters = {
            Kind.PROCEDURE: Filters(audience=audience, kind=Kind.PROCEDURE),
            Kind.GUIDE: Filters(audience=audience, kind=Kind.GUIDE),
            Kind.PLAN: Filters(audience=audience, kind=Kind.PLAN, places=places),
        }
        hits = {
            kind: self._retriever.search(query, wanted, _CANDIDATES)
            for kind, wanted in filters.items()
        }
        evidence = Evidence(hits=hits, names_plan=scope.is_named)
        kind, weight = best_kind(evidence, decision, question)
        ranking = tuple(hit.passage.record_id for hit in hits[Kind.PROCEDURE][:_RANKED])
        if weight < ENOUGH:
            answer = compose.no_content(self._ward, decision.act.value, decision.aspect)
        elif kind is Kind.PLAN:
            answer = self._from_plans(query, question, scope, audience)
        elif kind is Kind.GUIDE:
            answer = self._from_guide(hits[kind][0], decision)
        else:
            answer = self._from_procedures(hits[kind], decision, question)
        return replace(answer, ranking=ranking)

    def _from_procedures(self, hits: Sequence[Hit], decision: Decision, question: str) -> Answer:
        procedure = self._records.procedure(hits[0].passage.record_id)
        if procedure is None or _is_misfiled(procedure):
            return compose.no_content(self._ward, "procedure", decision.aspect)
        back = question_back(procedure, hits, decision.aspect)
        return back or compose.procedure_answer(procedure, decision.aspect, question, self._today())

    def _from_guide(self, hit: Hit, decision: Decision) -> Answer:
        guide = self._records.guide(hit.passage.record_id)
        if guide is None:
            return compose.no_content(self._ward, "guide", decision.aspect)
        return compose.guide_answer(guide, decision.aspect)

    def _from_plans(self, query: Query, question: str, scope: Scope, audience: Audience) -> Answer:
        """Search each plan in scope on its own, so that each can answer its part."""
        if asks_identity(question) and len(scope.plans) == 1:
            return compose.plan_identity_answer(scope.plans[0])
        found = []
        for plan in scope.plans[:_MAX_PLANS]:
            wanted = Filters(
                audience=audience,
                kind=Kind.PLAN,
                places=(place_key(plan.place),),
                year=plan.year,
            )
            items = self._plan_items[plan.id]
            found.append(
                [
                    Found(plan=plan, item=items[hit.passage.id], score=hit.score)
                    for hit in self._retriever.search(query, wanted, _CANDIDATES)
                    if hit.passage.id in items
                ]
            )
        assumed = None if scope.is_named or not scope.plans else scope.plans[0]
        return compose.plan_answer(question, found, assumed=assumed)


def _is_misfiled(procedure: Procedure) -> bool:
    """Say whether the importer found another procedure's page under this code."""
    return any(doubt.field == "record" for doubt in procedure.doubts)
