"""Take one message in, keep it, have it served, and keep what was said: nothing gets lost."""

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot import desk_words, feedback, forms, handover, offered, phrases
from bot.at_once import AtOnce
from bot.both import question_and_report
from bot.conversations import Conversation, Turns
from bot.desk import Desk
from bot.dialogue import Dialogue, alone
from bot.in_service import Answers
from bot.keeper import RETRY_S, Keeper
from bot.late import LateAnswers
from bot.pace import Pace
from bot.photos import is_kept, keep_photo
from bot.store import deferred, inbox
from bot.store.deferred import EVERYBODY, Whose
from bot.store.engine import Store, StoreUnavailable
from bot.types import Act, Answer, Decision, DialogueUnavailable, Form, Message, Status
from bot.visit import Served, Visit, receive, with_extras
from bot.ward import Ward

logger = logging.getLogger(__name__)

# Conversations whose memory is at hand when the database is not.
_RECENT = 2_000
# Whoever has waited longer for an answer has asked elsewhere; a guess.
_TAKEN_UP_WITHIN = timedelta(days=1)


class Reception:
    """Where every channel hands in messages; one conversation's are served one at a time."""

    def __init__(
        self,
        *,
        assistant: Answers,
        dialogue: Dialogue,
        store: Store,
        desk: Desk,
        ward: Ward,
        now: Callable[[], datetime],
        pace: Pace,
        photos: Path,
        retry_store_s: float = RETRY_S,
    ) -> None:
        self.assistant = assistant
        self._dialogue = dialogue
        self._keeper = Keeper(store, retry_s=retry_store_s)
        self._desk = desk
        self._ward = ward
        self._now = now
        self._pace = pace
        self._photos = photos
        self._turns, self._arrivals = Turns(), Turns()
        self._at_once = AtOnce()
        # None: a person has the conversation.
        self._recent: OrderedDict[str, Conversation | None] = OrderedDict()
        self._late = LateAnswers(
            keeper=self._keeper, pace=pace, turns=self._turns, reply=self._answer_late
        )

    async def reply(self, message: Message) -> Answer:
        """Return the answer to one message; never raises for an unanswerable one."""
        photo = message.photo if message.photo and is_kept(message.photo, self._photos) else None
        message = replace(message, text=offered.storable(message.text), photo=photo)
        id_ = message.conversation_id
        # Tasks: they get their places one behind the other, and so do the rows of the messages.
        if id_ in self._late or not self._pace.allows(id_):
            return await asyncio.create_task(self._defer(message))
        arriving = asyncio.create_task(self._arrive(message)) if id_ in self._turns else None
        async with self._turns.turn(id_):
            return await self._reply(message, await arriving if arriving else None)

    async def _arrive(self, message: Message) -> int | None:
        """Keep a message that has to wait for its turn, and return its row; None if that failed."""
        now = self._now()
        async with self._arrivals.turn(message.conversation_id):
            try:
                received = await self._keeper.run(
                    lambda s: inbox.receive(s, message, now=now, state="received")
                )
            except StoreUnavailable:
                return None
        return received.message_id

    async def _answer_late(self, message: Message, row_id: int) -> None:
        await self._reply(message, row_id, is_late=True)

    async def _reply(
        self, message: Message, row_id: int | None = None, *, is_late: bool = False
    ) -> Answer:
        """Keep the message, serve it, keep the answer.

        With `row_id` it is kept already. A late answer goes to the outbox too, and for its sake
        StoreUnavailable is raised when the database fails.
        """
        started, now = time.perf_counter(), self._now()
        try:
            visit = await self._keeper.run(
                lambda s: receive(s, message, now=now, row_id=row_id, ward=self._ward)
            )
        except StoreUnavailable:
            if is_late:
                raise
            self._keeper.hold(message, now, row_id)
            return await self._without_store(message)
        if visit.received.earlier is not None:
            return visit.received.earlier
        form = visit.conversation.form
        async with self._at_once.place():
            served = await self._serve(visit)

        def keep(session: Session) -> tuple[Answer, Conversation]:
            received, state = visit.received, served.state
            if state != "silent" and handover.holder(session, message.conversation_id):
                # Somebody of the staff took the conversation while we were thinking: nothing is
                # said or done, and a form stands where the resident last saw it.
                answer, state = desk_words.SILENT, "silent"
                received = replace(received, conversation=inbox.memory(session, message))
                if (held := received.conversation).form:
                    held.missed = (*held.missed, message)
            else:
                answer = served.work(session) if served.work else served.answer
                answer = with_extras(answer, visit, self._ward)
                offered.note(answer, received.conversation)
            ms = (time.perf_counter() - started) * 1000
            answer_id = inbox.answered(
                session, received, message, answer, now=now, ms=ms, state=state
            )
            answer = replace(answer, id=answer_id)
            if is_late and not answer.is_silent:
                whom = message.conversation_id
                inbox.tell(session, whom, text=answer.text, kind="answer", now=now, answer=answer)
            return answer, received.conversation

        try:
            answer, conversation = await self._keeper.run(keep)
        except StoreUnavailable:
            if is_late:
                raise
            self._keeper.hold(message, now, visit.received.message_id)
            return forms.unkept(served, visit, form)
        self._remember(message.conversation_id, None if answer.is_silent else conversation)
        return answer

    async def _serve(self, visit: Visit) -> Served:
        """Find out who serves the message: a person, the form, the records or the desk."""
        visit = offered.with_choice(visit)
        message, conversation = visit.message, visit.conversation
        if waiting := self._desk.in_a_persons_hands(visit):
            return waiting
        if phrases.is_crisis(message.text):
            return self._desk.distress(visit)
        if rated := self._desk.rating(visit):
            return rated
        if where := forms.only_where(visit) or offered.denied(visit):
            return where
        if conversation.form and not offered.chooses(conversation, message):
            return await self._in_form(visit)
        dropped, conversation.dropped = conversation.dropped, None
        if dropped and offered.wants_it_after_all(message.text):
            return await self._restored(dropped, visit, self._desk.taken_up_again)
        if not conversation.form and (found := self._desk.about_a_ticket(visit)):
            return found
        if both := await question_and_report(visit, self.assistant, self._dialogue, self._desk):
            return both
        answer = await self.assistant.reply(message, conversation)
        if isinstance(answer, Decision):
            return self._desk.serve(answer, visit)
        return self._desk.after(self._desk.with_form(answer, visit), visit)

    async def _restored(
        self, form: Form, visit: Visit, serve: Callable[[Form, Visit], Served]
    ) -> Served:
        """Make Rasa hold the form as given, and go on with it; our copy stands in meanwhile."""
        visit.conversation.form = form
        try:
            held = await self._dialogue.restore(visit.message.conversation_id, form)
        except DialogueUnavailable as error:
            logger.warning("the form has to wait", extra={"why": str(error)})
            return self._desk.form_waits(visit)
        return serve(held, visit)

    async def _in_form(self, visit: Visit) -> Served:
        """Give the message to the form; answer a question in between and go on with the form."""
        message, conversation = visit.message, visit.conversation
        if served := self._desk.unfit(visit) or self._desk.about_the_report(visit):
            return served
        try:
            message, decision = await forms.hear(self._dialogue, message, conversation)
        except DialogueUnavailable as error:
            logger.warning("the form has to wait", extra={"why": str(error)})
            return await self._without_form(visit)
        if decision.form and (fuller := forms.with_more(message, decision.form)):
            return await self._restored(fuller, visit, self._desk.noted)
        if decision.act in (Act.TICKET, Act.CANCEL):
            return self._desk.serve(decision, visit)
        conversation.form = decision.form
        answer = await self.assistant.reply(message, conversation, decision)
        if isinstance(answer, Decision):
            return self._desk.serve(answer, visit)
        return self._desk.after(self._desk.with_form(answer, visit), visit)

    async def _without_form(self, visit: Visit) -> Served:
        """Fetch a person or answer a question although Rasa is away; keep the rest for the form."""
        message, conversation = visit.message, visit.conversation
        decision = alone(message)
        if decision.act is Act.PERSON:
            return self._desk.serve(decision, visit)
        if conversation.form:
            conversation.missed = (*conversation.missed, message)
        waits = self._desk.form_waits(visit)
        if "?" in message.text:
            answer = await self.assistant.reply(message, conversation, decision)
            if isinstance(answer, Answer) and answer.status is Status.ANSWERED:
                text = f"{answer.text}\n\n{waits.answer.text}"
                return Served(answer=replace(answer, text=text, form=conversation.form))
        return waits

    async def _without_store(self, message: Message) -> Answer:
        """Answer a question from what is known; say of anything else that it could not be kept."""
        held = self._recent.get(message.conversation_id, Conversation())
        if held is None:
            return desk_words.SILENT
        # Nobody can look up now whom a chat belongs to: it counts as anybody's.
        held = held.read_by(message.audience)
        if phrases.is_crisis(message.text):
            return desk_words.CRISIS_ALONE
        if held.form:
            return replace(desk_words.FORM_NOT_KEPT, form=held.form)
        answer = await self.assistant.reply(message, held)
        return desk_words.NOT_KEPT if isinstance(answer, Decision) else answer

    def _remember(self, conversation_id: str, conversation: Conversation | None) -> None:
        self._recent[conversation_id] = conversation
        self._recent.move_to_end(conversation_id)
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    async def _defer(self, message: Message) -> Answer:
        """Keep a message that came too fast, and answer it later."""
        now, id_ = self._now(), message.conversation_id
        async with self._arrivals.turn(id_):
            is_first = id_ not in self._late
            try:
                received = await self._keeper.run(
                    lambda s: inbox.receive(s, message, now=now, state="deferred")
                )
            except StoreUnavailable:
                self._keeper.hold(message, now)
                return desk_words.NOT_KEPT
            if received.earlier is not None:
                return received.earlier
            self._late.begin(id_)
        return desk_words.TOO_FAST if is_first else replace(desk_words.TOO_FAST, is_silent=True)

    async def resume(self, *, whose: Whose = EVERYBODY) -> None:
        """Take up what was left unanswered when the last process ended. Raises StoreUnavailable.

        To be called before messages come, and with one process at a database for each of `whose`:
        what another one is answering looks the same as what was lost.
        """
        since = self._now() - _TAKEN_UP_WITHIN
        ids = await self._keeper.run(lambda s: deferred.take_up(s, since=since, whose=whose))
        for conversation_id in ids:
            self._late.begin(conversation_id)

    async def forget(self, conversation_id: str) -> None:
        """Drop what is remembered of a conversation besides the database, an open form included."""
        async with self._turns.turn(conversation_id):
            self._recent.pop(conversation_id, None)
            with contextlib.suppress(DialogueUnavailable):
                await self._dialogue.leave(conversation_id)

    async def news(self, conversation_id: str, *, after: int | None = None) -> list[inbox.News]:
        """Return what the resident has not been told yet, and mark it told; see `take_news`."""
        id_, now = conversation_id, self._now()
        return await self._keeper.run(lambda s: inbox.take_news(s, id_, now=now, after=after))

    async def rate(
        self, conversation_id: str, *, is_useful: bool, reason: str, answer_id: int | None
    ) -> bool:
        """Keep whether an answer was useful; False if there is no such answer."""
        return await self._keeper.run(
            lambda s: feedback.rate_answer(
                s,
                conversation_id,
                is_useful=is_useful,
                reason=reason,
                answer_id=answer_id,
                now=self._now(),
            )
        )

    async def keep_photo(self, raw: bytes) -> str:
        """Check and keep a picture; return its name. Raises PhotoRefused."""
        return await asyncio.to_thread(keep_photo, raw, self._photos)

    async def look_after(self) -> None:
        """Do what time demands: end hand-overs that nobody looks after."""
        hours = self._ward.opening
        await self._keeper.run(lambda s: handover.time_out(s, opening=hours, now=self._now()))

    async def close(self) -> None:
        """Stop answering late messages; they stay kept."""
        await self._late.close()
        await self._keeper.close()
