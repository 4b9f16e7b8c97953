"""Take one message in, keep it, have it served, and keep what was said: nothing gets lost."""

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from bot import desk_words, feedback, forms, handover, offered, phrases
from bot.assistant import Assistant
from bot.consent import consent_notice
from bot.conversations import Conversation, Turns
from bot.desk import Desk
from bot.dialogue import Dialogue
from bot.pace import Pace
from bot.photos import keep_photo
from bot.store import inbox
from bot.store.engine import Store, StoreUnavailable
from bot.types import Act, Answer, Decision, DialogueUnavailable, Message, Status
from bot.visit import Served, Visit
from bot.ward import Ward

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

# While the database is down nobody waits for it again before that.
_RETRY_STORE_S = 5.0
# Conversations whose memory is at hand when the database is not.
_RECENT = 2_000
_MAX_UNSAVED = 5_000
_RATINGS = frozenset("12345")


class Reception:
    """Where every channel hands in messages; one conversation's are served one at a time."""

    def __init__(
        self,
        *,
        assistant: Assistant,
        dialogue: Dialogue,
        store: Store,
        desk: Desk,
        ward: Ward,
        now: Callable[[], datetime],
        pace: Pace,
        photos: Path,
    ) -> None:
        self._assistant = assistant
        self._dialogue = dialogue
        self._store = store
        self._desk = desk
        self._ward = ward
        self._now = now
        self._pace = pace
        self._photos = photos
        self._turns = Turns()
        self._recent: OrderedDict[str, Conversation] = OrderedDict()
        self._unsaved: deque[tuple[Message, datetime]] = deque(maxlen=_MAX_UNSAVED)
        self._store_down_until = 0.0
        self._late: dict[str, asyncio.Task[None]] = {}

    async def reply(self, message: Message) -> Answer:
        """Return the answer to one message; never raises for an unanswerable one."""
        message = replace(message, text=_storable(message.text))
        if message.conversation_id in self._late or not self._pace.allows(message.conversation_id):
            return await self._defer(message)
        async with self._turns.turn(message.conversation_id):
            return await self._reply(message)

    async def _reply(self, message: Message, row_id: int | None = None) -> Answer:
        """Keep the message, serve it, keep the answer."""
        started = time.perf_counter()
        now = self._now()
        try:
            visit = await self._run(lambda s: self._receive(s, message, now, row_id))
        except StoreUnavailable:
            return await self._without_store(message, now)
        if visit.received.earlier is not None:
            return visit.received.earlier
        served = await self._serve(visit)

        def keep(session: Session) -> tuple[Answer, Conversation]:
            received, state = visit.received, served.state
            if state != "silent" and handover.holder(session, message.conversation_id):
                # Somebody of the staff took the conversation while we were thinking: nothing is
                # said or done, and a form stands where the resident last saw it.
                answer, state = desk_words.SILENT, "silent"
                received = replace(received, conversation=inbox.memory(session, message))
                if received.conversation.form:
                    received.conversation.unheard = message.text
            else:
                answer = served.work(session) if served.work else served.answer
                answer = self._with_extras(answer, visit)
                received.conversation.offered = offered.numbered(answer, received.conversation)
            ms = (time.perf_counter() - started) * 1000
            row_id = inbox.answered(session, received, message, answer, now=now, ms=ms, state=state)
            return replace(answer, id=row_id), received.conversation

        try:
            answer, conversation = await self._run(keep)
        except StoreUnavailable:
            # What was to be done was not; what was only to be said can be.
            return served.answer
        self._remember(message.conversation_id, conversation)
        return answer

    def _receive(
        self, session: Session, message: Message, now: datetime, row_id: int | None
    ) -> Visit:
        """Keep the message, and find out who has the conversation."""
        received = inbox.receive(session, message, now=now, state="received", row_id=row_id)
        if received.earlier is not None:
            return Visit(message=message, received=received, now=now)
        id_, opening = message.conversation_id, self._ward.opening
        kept = not phrases.is_crisis(message.text) and handover.keep(session, message, now=now)
        is_digit = message.text.strip() in _RATINGS and not (
            received.conversation.choices or received.conversation.offered
        )
        return Visit(
            message=message,
            received=received,
            now=now,
            standing=handover.standing(session, id_, opening=opening, now=now),
            is_kept_for_staff=kept,
            rates=feedback.may_rate(session, id_, now=now) if is_digit else None,
        )

    async def _save_missed(self) -> None:
        """Keep the messages that came while the database was away. Raises StoreUnavailable."""
        if not self._unsaved:
            return
        missed, self._unsaved = self._unsaved, deque(maxlen=_MAX_UNSAVED)

        def save(session: Session) -> None:
            for message, at in missed:
                inbox.receive(session, message, now=at, state="failed")

        try:
            await self._store.run(save)
        except StoreUnavailable:
            self._unsaved.extendleft(reversed(missed))
            raise

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
        if not conversation.form and not message.text.strip() and _shares(message):
            return self._desk.shared_without_words()
        if conversation.form and not offered.chooses(conversation, message):
            return await self._in_form(visit)
        if not conversation.form and (found := self._desk.ticket_named(visit)):
            return found
        answer = await self._assistant.reply(message, conversation)
        if isinstance(answer, Decision):
            return self._desk.serve(answer, visit)
        if conversation.form:
            answer = self._desk.with_form(answer, conversation.form)
        return self._desk.after(answer, visit)

    async def _in_form(self, visit: Visit) -> Served:
        """Give the message to the form; answer a question in between and go on with the form."""
        message, conversation = visit.message, visit.conversation
        if refused := self._desk.unfit(visit):
            return refused
        try:
            decision = await forms.hear(self._dialogue, message, conversation)
        except DialogueUnavailable as error:
            logger.warning("the form has to wait", extra={"why": str(error)})
            conversation.unheard = message.text
            return self._desk.form_waits(visit)
        if decision.act in (Act.TICKET, Act.CANCEL):
            return self._desk.serve(decision, visit)
        conversation.form = decision.form
        answer = await self._assistant.reply(message, conversation, decision)
        if isinstance(answer, Decision):
            return self._desk.serve(answer, visit)
        if conversation.form:
            answer = self._desk.with_form(answer, conversation.form)
        return self._desk.after(answer, visit)

    def _with_extras(self, answer: Answer, visit: Visit) -> Answer:
        """Add what is told once: how personal data is used, and the question for feedback."""
        if answer.is_silent:
            return answer
        has_numbers = phrases.URGENT in answer.text or phrases.CRISIS in answer.text
        if phrases.is_danger(visit.message.text) and not has_numbers:
            answer = replace(answer, text=f"{phrases.URGENT}\n{answer.text}")
        notice = "" if visit.received.has_notice else consent_notice(self._ward)
        asks = answer.status is Status.ANSWERED and not visit.received.was_asked_feedback
        return replace(answer, notice=notice, asks_feedback=asks)

    async def _without_store(self, message: Message, now: datetime) -> Answer:
        """Answer a question from what is known; say of anything else that it could not be kept."""
        self._unsaved.append((message, now))
        if phrases.is_crisis(message.text):
            return desk_words.CRISIS_ALONE
        held = self._recent.get(message.conversation_id)
        if held and held.form:
            return desk_words.FORM_NOT_KEPT
        answer = await self._assistant.reply(message, held or Conversation())
        return desk_words.NOT_KEPT if isinstance(answer, Decision) else answer

    async def _run(self, work: Callable[[Session], Result]) -> Result:
        """Run one transaction; after a failure spare everybody the wait for a while."""
        if time.monotonic() < self._store_down_until:
            raise StoreUnavailable("the database was not available a moment ago")
        try:
            await self._save_missed()
            return await self._store.run(work)
        except StoreUnavailable as error:
            self._store_down_until = time.monotonic() + _RETRY_STORE_S
            logger.error("the database is not available", extra={"why": str(error)})
            raise

    def _remember(self, conversation_id: str, conversation: Conversation) -> None:
        self._recent[conversation_id] = conversation
        self._recent.move_to_end(conversation_id)
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    async def _defer(self, message: Message) -> Answer:
        """Keep a message that came too fast, and answer it later."""
        now = self._now()
        is_first = message.conversation_id not in self._late
        try:
            await self._run(lambda s: inbox.receive(s, message, now=now, state="deferred"))
        except StoreUnavailable:
            self._unsaved.append((message, now))
            return desk_words.NOT_KEPT
        self.answer_late(message.conversation_id)
        return desk_words.TOO_FAST if is_first else replace(desk_words.TOO_FAST, is_silent=True)

    def answer_late(self, conversation_id: str) -> None:
        """See to it that the deferred messages of a conversation are answered, in the outbox."""
        if conversation_id not in self._late:
            task = asyncio.create_task(self._answer_deferred(conversation_id))
            self._late[conversation_id] = task

    async def _answer_deferred(self, conversation_id: str) -> None:
        try:
            while True:
                await asyncio.sleep(self._pace.wait_s(conversation_id))
                async with self._turns.turn(conversation_id):
                    waiting = await self._run(partial(inbox.deferred, id_=conversation_id))
                    if not waiting:
                        return
                    self._pace.allows(conversation_id)
                    answer = await self._reply(waiting[0].message, waiting[0].row_id)
                    late = partial(inbox.tell, id_=conversation_id, kind="answer", answer=answer)
                    if not answer.is_silent:
                        await self._run(partial(late, text=answer.text, now=self._now()))
        except StoreUnavailable:
            logger.warning("messages that came too fast wait for the next one")
        finally:
            del self._late[conversation_id]

    async def news(self, conversation_id: str, *, after: int | None = None) -> list[inbox.News]:
        """Return what the resident has not been told yet, and mark it told; see `take_news`."""
        now = self._now()
        return await self._run(lambda s: inbox.take_news(s, conversation_id, now=now, after=after))

    async def rate(
        self, conversation_id: str, *, is_useful: bool, reason: str, answer_id: int | None
    ) -> bool:
        """Keep whether an answer was useful; False if there is no such answer."""
        return await self._run(
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
        opening = self._ward.opening
        await self._run(lambda s: handover.time_out(s, opening=opening, now=self._now()))

    async def close(self) -> None:
        """Stop answering late messages; they stay kept."""
        for task in list(self._late.values()):
            task.cancel()
        await asyncio.gather(*self._late.values(), return_exceptions=True)


def _storable(text: str) -> str:
    """Return the text without what no database takes: half characters and the zero byte."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _shares(message: Message) -> bool:
    return message.location is not None or message.photo is not None
