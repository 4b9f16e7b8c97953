"""Answer one message from what is known: clean, read in context, decide, search, compose."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

from bot import compose, knows, phrases
from bot.about_itself import about_itself
from bot.anger import soothed
from bot.aspect import find_aspects
from bot.complaint import complaint_answer
from bot.compose_day import day_answer
from bot.compose_place import after_choice, own_place_asked
from bot.compose_ward import ward_answer
from bot.conversations import Conversation
from bot.coverage import FILE_GUIDE, has_file_code, is_after_papers
from bot.cry import cry_heard
from bot.dialogue import alone
from bot.evidence import names_procedure
from bot.going_on import (
    FIXED,
    about_plans,
    about_the_topic,
    as_courtesy,
    asks_on,
    asks_too,
    is_for_desk,
    only_says_when,
)
from bot.heard import hear
from bot.misheard import about_reporting, is_no_report
from bot.places import places_in
from bot.procedure_trust import NO_LAW, Law
from bot.readied import Readied
from bot.refusal import turned_away
from bot.replies import Reply, read_reply
from bot.search import RANKED
from bot.situations import NO_SITUATIONS, Known
from bot.split import asked_aspects
from bot.staff_wanted import said_of_staff
from bot.topic import foreigners
from bot.turn import Turn
from bot.types import Act, Answer, Choice, Decision, DialogueUnavailable, Message, Status
from bot.ward import Ward
from knowledge.store import RecordStore
from knowledge.text import clean, expand
from retrieval.beside import Beside
from retrieval.hybrid import HybridRetriever

logger = logging.getLogger(__name__)

Decide = Callable[[Message], Awaitable[Decision]]

MAX_CHARACTERS = 2_000
# Of a list: whoever means a year or a price writes more.
_NUMBER = re.compile(r"(?:số |so )?\d{1,2} ?[.)]?", re.IGNORECASE)
_UNANSWERED = (Status.CLARIFY, Status.NO_CONTENT, Status.OUT_OF_SCOPE)


@dataclass
class _Asked:
    """What Rasa is told of a message, and what came of it."""

    message: Message
    made: Decision | None
    """The decision, when it was made before."""
    opens_form: bool = False


async def _no_form(conversation_id: str) -> None:
    """Do nothing: what decides opens no forms."""


class Assistant:
    """The middle of the product: one message in, one answer from the records out."""

    def __init__(
        self,
        *,
        decide: Decide,
        close_form: Callable[[str], Awaitable[None]] = _no_form,
        retriever: HybridRetriever,
        records: RecordStore,
        ward: Ward,
        today: Callable[[], date],
        law: Law = NO_LAW,
        situations: Known = NO_SITUATIONS,
        beside: Beside | None = None,
    ) -> None:
        self._decide = decide
        self._close_form = close_form
        self._understand = Readied(retriever, beside)
        self._ward = ward
        self._today = today
        self.knows = knows.for_each(
            records,
            retriever=retriever,
            understand=self._understand,
            ward=ward,
            today=today,
            law=law,
            situations=situations,
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
        asked = _Asked(read if heard.had_orders else message, decision)
        answer = await self._answer(read, conversation, asked)
        if isinstance(answer, Decision):
            return answer
        if asked.opens_form:
            # What Rasa took for a report was answered as something else.
            await self._leave(message.conversation_id)
        if heard.had_number:
            answer = compose.with_number_warning(answer)
        if len(whole) > MAX_CHARACTERS:
            return replace(answer, text=f"{phrases.TOO_LONG}\n{answer.text}")
        return answer

    async def _answer(
        self, message: Message, conversation: Conversation, asked: _Asked
    ) -> Answer | Decision:
        """Take an offered choice, or decide, read in context and search; then remember."""
        know = self.knows[message.audience]
        offered, conversation.choices = conversation.choices, ()
        said = read_reply(offered, message.text)
        if not said.choice and conversation.form is None and _NUMBER.fullmatch(message.text):
            # Of a list that is gone, or of none: whatever a search finds for it is nonsense.
            conversation.choices = offered
            return compose.fixed(Status.SAID, phrases.LONE_NUMBER, "smalltalk")
        if said.choice and not said.choice.code:
            if settled := after_choice(said.choice) or know.search.guided(said.choice.payload):
                conversation.note(settled)
                return settled
            message = asked.message = replace(message, text=said.choice.payload)
        elif offered and (to_choices := self._to_choices(said, offered, message, conversation)):
            return to_choices
        if topic := turned_away(message.text):
            return compose.turned_away(self._ward, topic, message.text)
        # While Rasa thinks, the message is made ready as if it stood alone: mostly it does.
        decision, _ = await asyncio.gather(
            self._decision(asked),
            self._understand.search_ahead(expand(message.text), message.audience),
        )
        return await asyncio.to_thread(self._decided, message, conversation, decision, offered)

    def _decided(
        self,
        message: Message,
        conversation: Conversation,
        decision: Decision,
        offered: tuple[Choice, ...],
    ) -> Answer | Decision:
        """Read the message in context, search and compose; in a thread, all of it in the same."""
        know = self.knows[message.audience]
        decision = as_courtesy(decision, message.text)
        in_form = conversation.form is not None
        if told := cry_heard(message.text, decision.act, in_form=in_form):
            return told
        reading = know.reader.read(message.text, conversation, decision, message.audience)
        in_plans = conversation.form is None and not reading.leaves_plans
        in_plans = in_plans and know.search.plans.claims(
            message.text, message.audience, conversation.topic.plan_items, conversation.questions
        )
        if in_plans:
            decision, reading = about_plans(decision, message.text, conversation)
        elif told := self._of_the_ward(message.text):
            return told
        if has_file_code(message.text) and (told := know.search.guided(FILE_GUIDE)):
            conversation.note(told)
            return told
        if decision.act is Act.TICKET_STATUS and is_after_papers(message.text):
            decision = alone(message)
        if decision.act is Act.TICKET and conversation.form is None:
            query = self._understand(expand(message.text))
            best = know.search.best_procedure(query, message.audience)
            is_none = is_no_report(message.text, decision, conversation.topic)
            if is_none or names_procedure(best, decision, message.text):
                decision = replace(decision, act=Act.SEARCH, form=None)
        if not in_form and (about := about_reporting(message.text, conversation.topic)):
            return about
        if is_for_desk(decision, message.text, reading):
            return decision
        if not in_plans and (told := complaint_answer(message.text) or said_of_staff(message.text)):
            return told
        if decision.act is Act.CANCEL and not asks_too(decision, message.text, reading):
            return decision
        if decision.act in FIXED and not asks_too(decision, message.text, reading):
            said_back = phrases.said(decision.act, self._ward)
            return compose.fixed(FIXED[decision.act], said_back, decision.act.value)
        is_wrong = bool(reading.correction) or decision.act is Act.WRONG
        if not (is_wrong and conversation.topic.candidates) and (calm := soothed(message.text)):
            return calm
        if is_wrong and not (reading.correction and reading.correction.wanted):
            answer = know.two.other_candidates(
                conversation.topic, conversation.questions, self._ward
            )
            conversation.note(answer, rejected=reading.without)
            return replace(answer, corrects=True)
        aspects = asked_aspects(message.text, decision.aspect)
        if reading.detail and not find_aspects(message.text):
            aspects = (reading.detail,)
        elif reading.keeps_aspects and (not aspects or only_says_when(message.text)):
            aspects = conversation.topic.aspects
        if not reading.is_new:
            # "bn tiền z" alone tells Rasa nothing: it is about what was discussed before.
            decision = about_the_topic(decision, reading)
        before = conversation.questions, conversation.topic
        conversation.remember(message.text, new_topic=reading.is_new)
        turn = Turn(
            question=expand(reading.question),
            said=message.text,
            understand=self._understand,
            decision=decision,
            aspects=aspects,
            audience=message.audience,
            topic=conversation.topic,
            about=None if reading.about in reading.without else reading.about,
            plans=reading.plans,
            in_plans=in_plans,
            earlier=before[0],
            without=reading.without,
            places=places_in(message.text, self._ward.province),
        )
        answer = self._find(turn)
        is_open = answer.status in _UNANSWERED or answer.text == phrases.WHICH
        if reading.is_new and before[0] and is_open:
            discussed = before[1].procedure or before[1].guide
            if discussed and asks_on(message.text):
                # Alone it says nothing: it is about what was discussed, in words we did not know.
                turn = replace(turn, about=discussed, topic=before[1])
                answer = know.search.answer(turn)
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

    def _find(self, turn: Turn) -> Answer:
        """Answer two questions at once if there are two, else the one."""
        know = self.knows[turn.audience]
        two = None if turn.in_plans else know.two.answer(turn)
        return two or know.search.answer(turn)

    def _of_the_ward(self, text: str) -> Answer | None:
        """Answer what is asked about the ward itself, today's date, or the assistant."""
        of_ward = day_answer(self._ward, text, self._today()) or ward_answer(self._ward, text)
        return of_ward or about_itself(self._ward, text) or own_place_asked(self._ward, text)

    def _to_choices(
        self, said: Reply, offered: tuple[Choice, ...], message: Message, conversation: Conversation
    ) -> Answer | None:
        """Answer a reply to our question back: a choice, both, or that the resident cannot tell."""
        know = self.knows[message.audience]
        topic, question = conversation.topic, " ".join(conversation.questions)
        aspects = asked_aspects(message.text) or topic.aspects
        codes = [choice.code for choice in offered if choice.code]
        if said.choice and (procedure := know.search.procedure(said.choice.code or "")):
            found = know.search.about(procedure, aspects, question, said=message.text)
            answer = replace(found, ranking=(procedure.code,))
        elif said.is_both or said.asks_difference:
            both = know.two.several(codes, aspects, differ=said.asks_difference)
            if both is None:
                return None
            answer = both
        elif said.is_unknown and (unsure := know.two.most_likely(offered, aspects, question)):
            answer = unsure
        else:
            return None
        # What else was found may be meant, should this be wrong.
        others = [*answer.ranking, *codes, *topic.candidates]
        answer = replace(answer, ranking=tuple(dict.fromkeys(others))[:RANKED])
        conversation.note(answer, aspects=aspects)
        return answer

    async def _decision(self, asked: _Asked) -> Decision:
        """Return Rasa's decision, or plain search on the words when Rasa cannot say."""
        if asked.made:
            return asked.made
        try:
            decision = await self._decide(asked.message)
        except DialogueUnavailable as error:
            logger.warning("dialogue unavailable; searching directly", extra={"why": str(error)})
            return alone(asked.message)
        asked.opens_form = decision.form is not None
        return decision

    async def _leave(self, conversation_id: str) -> None:
        """Close the form that Rasa has opened and nobody is asked to fill in."""
        try:
            await self._close_form(conversation_id)
        except DialogueUnavailable as error:
            logger.warning("an unwanted form stays open", extra={"why": str(error)})
