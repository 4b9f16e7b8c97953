"""Answer one message from what is known: clean, read in context, decide, search, compose."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot import compose, phrases
from bot.aspect import find_aspects
from bot.compose_place import after_choice
from bot.compose_ward import ward_answer
from bot.context import Reader, Reading
from bot.conversations import Conversation
from bot.courtesy import beyond_courtesy, courtesy_in, goes_on
from bot.dialogue import alone
from bot.heard import hear
from bot.places import places_in
from bot.procedure_trust import NO_LAW, Law
from bot.refusal import turned_away
from bot.replies import Reply, read_reply
from bot.search import Search
from bot.situations import NO_SITUATIONS, Known
from bot.split import asked_aspects
from bot.topic import foreigners, leaves_topic, named_in
from bot.turn import Turn
from bot.two import Two
from bot.types import Act, Answer, Choice, Decision, DialogueUnavailable, Message, Status
from bot.ward import Ward
from knowledge.store import RecordStore
from knowledge.text import clean, expand, fold
from retrieval.hybrid import HybridRetriever

logger = logging.getLogger(__name__)

Decide = Callable[[Message], Awaitable[Decision]]

MAX_CHARACTERS = 2_000
_FIXED = {
    Act.GREET: Status.SAID,
    Act.THANK: Status.SAID,
    Act.GOODBYE: Status.SAID,
    Act.CAPABILITIES: Status.SAID,
}
_DESK = frozenset({Act.TICKET, Act.TICKET_STATUS, Act.PERSON, Act.USEFUL})
"""Not answered from what is known: bot/reception.py serves them."""
_COURTESY = (Act.GREET, Act.THANK, Act.GOODBYE)
_TOPIC_CONFIDENCE = 0.7
_UNANSWERED = (Status.CLARIFY, Status.NO_CONTENT, Status.OUT_OF_SCOPE)
# Words of a message that asks on about what was discussed; a guess.
_SHORT = 9
# Whoever wants to stop says so; Rasa takes other short messages for it, too.
_STOPS = re.compile(
    r"\b(?:thoi|huy|dung|bo qua|khong can|thoat|cancel|stop|khoi|de sau"
    r"|khong (?:muon|hoi|lam) nua)\b"
)
# A query holds a number for every passage. Fewer than the conversations that are answered at once
# would be forgotten between two looks at the same message: with four, 32 conversations took twice
# the CPU time a message.
_REMEMBERED_BYTES = 64 * 2**20
_LEAST_REMEMBERED, _MOST_REMEMBERED = 8, 512


class Assistant:
    """The middle of the product: one message in, one answer from the records out."""

    def __init__(
        self,
        *,
        decide: Decide,
        retriever: HybridRetriever,
        records: RecordStore,
        ward: Ward,
        today: Callable[[], date],
        law: Law = NO_LAW,
        situations: Known = NO_SITUATIONS,
    ) -> None:
        self._decide = decide
        # One message is read several times: alone, with what was said before, in halves.
        self._understand = lru_cache(maxsize=_remembered(len(retriever)))(retriever.understand)
        self._ward = ward
        self._search = Search(
            retriever=retriever,
            records=records,
            ward=ward,
            today=today,
            law=law,
            situations=situations,
        )
        self._reader = Reader(retriever, records, self._understand)
        self._two = Two(
            retriever=retriever,
            understand=self._understand,
            search=self._search,
            today=today,
            law=law,
        )

    async def reply(
        self, message: Message, conversation: Conversation, decision: Decision | None = None
    ) -> Answer | Decision:
        """Return the answer to one message; never raises for an unanswerable one.

        The decision instead if it asks for something to be done and not for something known. A
        `decision` that was made already is taken. Notes in the conversation what was said.
        """
        whole = clean(message.text)
        if phrases.is_crisis(whole):
            return compose.fixed(Status.OUT_OF_SCOPE, phrases.CRISIS, "crisis")
        heard = hear(message.text, MAX_CHARACTERS)
        if nothing_to_ask := compose.without_question(self._ward, heard, whole):
            return nothing_to_ask
        read = replace(message, text=foreigners(heard.text))
        # Rasa hears the numbers, too: one may be where a report's sender can be called.
        told = read if heard.had_orders else message
        answer = await self._answer(read, conversation, decision, told)
        if isinstance(answer, Decision):
            return answer
        if heard.had_number:
            answer = compose.with_number_warning(answer)
        if len(whole) > MAX_CHARACTERS:
            return replace(answer, text=f"{phrases.TOO_LONG}\n{answer.text}")
        return answer

    async def _answer(
        self, message: Message, conversation: Conversation, made: Decision | None, told: Message
    ) -> Answer | Decision:
        """Take an offered choice, or decide, read in context and search; then remember."""
        offered, conversation.choices = conversation.choices, ()
        said = read_reply(offered, message.text)
        if said.choice and not said.choice.code:
            if settled := after_choice(said.choice) or self._search.guided(said.choice.payload):
                conversation.note(settled)
                return settled
            message = told = replace(message, text=said.choice.payload)
        elif offered and (to_choices := self._to_choices(said, offered, message, conversation)):
            return to_choices
        if topic := turned_away(message.text):
            return compose.turned_away(self._ward, topic, message.text)
        # While Rasa thinks, the message is made ready as if it stood alone: mostly it does.
        decision, places, _ = await asyncio.gather(
            self._decision(told, made),
            asyncio.to_thread(places_in, message.text, self._ward.province),
            asyncio.to_thread(self._look_ahead, message),
        )
        decision = _as_courtesy(decision, message.text)
        reading = await asyncio.to_thread(
            self._reader.read, message.text, conversation, decision, message.audience
        )
        if about_ward := ward_answer(self._ward, message.text):
            return about_ward
        if decision.act in _DESK and not reading.correction:
            return decision
        if decision.act is Act.CANCEL and not _asks_too(decision, message.text, reading):
            return decision
        if decision.act in _FIXED and not _asks_too(decision, message.text, reading):
            said_back = phrases.said(decision.act, self._ward)
            return compose.fixed(_FIXED[decision.act], said_back, decision.act.value)
        is_wrong = bool(reading.correction) or decision.act is Act.WRONG
        if is_wrong and not (reading.correction and reading.correction.wanted):
            answer = self._two.other_candidates(conversation.topic)
            conversation.note(answer, rejected=reading.without)
            return replace(answer, corrects=True)
        aspects = asked_aspects(message.text, decision.aspect)
        if reading.detail and not find_aspects(message.text):
            aspects = (reading.detail,)
        elif reading.keeps_aspects and not aspects:
            aspects = conversation.topic.aspects
        if not reading.is_new:
            # "bn tiền z" alone tells Rasa nothing: it is about what was discussed before.
            decision = _about_the_topic(decision, reading)
        before = conversation.questions, conversation.topic
        conversation.remember(message.text, new_topic=reading.is_new)
        question = expand(reading.question)
        turn = Turn(
            question=question,
            said=message.text,
            query=await asyncio.to_thread(self._understand, question),
            decision=decision,
            aspects=aspects,
            audience=message.audience,
            topic=conversation.topic,
            about=reading.about,
            plans=reading.plans,
            without=reading.without,
            places=places,
        )
        answer = await asyncio.to_thread(self._find, turn)
        if reading.is_new and answer.status in _UNANSWERED and before[0]:
            discussed = before[1].procedure or before[1].guide
            if discussed and _asks_on(message.text):
                # Alone it says nothing: it is about what was discussed, in words we did not know.
                turn = replace(turn, about=discussed, topic=before[1])
                answer = await asyncio.to_thread(self._search.answer, turn)
                conversation.questions, conversation.topic = before
        if offered and answer.procedure and answer.procedure == before[1].procedure:
            answer = replace(answer, text=f"{phrases.NOT_CHOSEN}\n{answer.text}")
        if reading.correction and reading.without:
            answer = replace(answer, text=f"{phrases.CORRECTED}\n{answer.text}", corrects=True)
        if reading.is_not_told and answer.status is Status.ANSWERED:
            answer = replace(answer, text=f"{phrases.NOT_TOLD}\n{answer.text}")
        conversation.note(answer, aspects=aspects, rejected=reading.without)
        if answer.status is Status.OUT_OF_SCOPE and before[0]:
            # Small talk in between: what was discussed stays.
            conversation.questions, conversation.topic = before
        return answer

    def _look_ahead(self, message: Message) -> None:
        """Search the message's own words; the query keeps what was found."""
        self._search.look_ahead(self._understand(expand(message.text)), message.audience)

    def _find(self, turn: Turn) -> Answer:
        """Answer two questions at once if there are two, else the one."""
        return self._two.answer(turn) or self._search.answer(turn)

    def _to_choices(
        self, said: Reply, offered: tuple[Choice, ...], message: Message, conversation: Conversation
    ) -> Answer | None:
        """Answer a reply to our question back: a choice, both, or that the resident cannot tell."""
        topic, question = conversation.topic, " ".join(conversation.questions)
        aspects = asked_aspects(message.text) or topic.aspects
        codes = [choice.code for choice in offered if choice.code]
        if said.choice and (procedure := self._search.procedure(said.choice.code or "")):
            found = self._search.about(procedure, aspects, question)
            answer = replace(found, ranking=(procedure.code,))
        elif said.is_both or said.asks_difference:
            both = self._two.several(codes, aspects, differ=said.asks_difference)
            if both is None:
                return None
            answer = both
        elif said.is_unknown and (unsure := self._two.most_likely(offered, aspects, question)):
            answer = unsure
        else:
            return None
        conversation.note(answer, aspects=aspects)
        return answer

    async def _decision(self, message: Message, made: Decision | None) -> Decision:
        """Return Rasa's decision, or plain search on the words when Rasa cannot say."""
        if made:
            return made
        try:
            return await self._decide(message)
        except DialogueUnavailable as error:
            logger.warning("dialogue unavailable; searching directly", extra={"why": str(error)})
            return alone(message)


def _remembered(passages: int) -> int:
    """Return how many queries over so many passages are kept."""
    fit = _REMEMBERED_BYTES // (4 * max(1, passages))
    return min(max(fit, _LEAST_REMEMBERED), _MOST_REMEMBERED)


def _asks_too(decision: Decision, text: str, reading: Reading) -> bool:
    """Say whether a message that Rasa takes for courtesy asks something as well, or corrects."""
    if reading.correction:
        return True
    if decision.act is Act.CANCEL and (leaves_topic(text) or not _STOPS.search(fold(text))):
        return True
    said = beyond_courtesy(text) if decision.act in _COURTESY else text
    if not said:
        return False
    if not reading.is_new and reading.about and find_aspects(said):
        return True
    return decision.act in _COURTESY and (
        len(named_in(said).subject) > 1 or bool(find_aspects(said)) or goes_on(text)
    )


def _as_courtesy(decision: Decision, text: str) -> Decision:
    """Return the decision, or one for courtesy where Rasa looks for something in mere courtesy."""
    act = None if decision.act in _FIXED or decision.act in _DESK else courtesy_in(text)
    return replace(decision, act=act) if act else decision


def _asks_on(text: str) -> bool:
    """Say whether a message is short and asks for a part of something."""
    return len(text.split()) <= _SHORT and bool(find_aspects(text))


def _about_the_topic(decision: Decision, reading: Reading) -> Decision:
    """Return the decision with the act of the topic under discussion."""
    act = Act.SEARCH
    if reading.plans:
        act = Act.PLAN
    elif reading.about:
        act = Act.GUIDE if reading.is_guide else Act.PROCEDURE
    sure = max(decision.confidence, _TOPIC_CONFIDENCE)
    return replace(decision, act=act, confidence=sure, topic=None, outside=0.0)
