"""Find out what an event means and what is said to it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from bot import desk_words, handover, phrases
from bot.consent import consent_notice
from bot.handover_elsewhere import said_elsewhere
from bot.photos import PhotoRefused
from bot.staff.link import audience_in
from bot.store.engine import Store, StoreUnavailable
from bot.store.inbox import answer_of, has_notice, note_notice, open_conversation
from bot.store.models import MessageRow
from bot.subscriptions import unsubscribe
from bot.types import Answer, Message
from bot.ward import Ward
from channels import inbox, linking, parcels, subscribing, words
from channels.forget_words import asks_to_forget, confirms, takes_back
from channels.inbox import Kept
from channels.outcome import Outcome
from channels.platform import (
    Arrived,
    AsksToForget,
    FileSent,
    Left,
    PhotoUnavailable,
    Plain,
    Platform,
    Said,
    StaffSaid,
    Tap,
    Unreadable,
)
from channels.reviewing import Reviewing
from channels.typed import typed
from channels.zalo_oa_window import FREE, OPEN
from knowledge.types import Audience

# How many conversations are served at the same time. The thinking is done by two threads, and
# whoever tells us something must not wait behind many who think.
_SIDE_BY_SIDE = 4
# Pictures are big, and may be long in coming; nobody else waits for them.
_FETCHING = 4
_FETCH_S = 60.0
_ASKED, _ARRIVED, _UNREADABLE = "asks_to_forget", "arrived", "unreadable"


class Counter(Protocol):
    """The reception, as far as events need it."""

    async def reply(self, message: Message) -> Answer:
        """Return the answer to one message."""
        ...

    async def keep_photo(self, raw: bytes) -> str:
        """Check and keep a picture; return its name. Raises PhotoRefused."""
        ...


class Forgetter(Protocol):
    """Who can delete a person's data."""

    async def prepare(self, conversation_id: str) -> None:
        """Drop what is kept outside of the database."""
        ...

    def delete(self, session: Session, conversation_id: str) -> object:
        """Delete what is in the database."""
        ...


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What is needed to find out what an event means."""

    counter: Counter
    store: Store
    ward: Ward
    forgetter: Forgetter
    now: Callable[[], datetime]
    """The counter's clock, for hand-overs and opening hours."""
    clock: Callable[[], datetime]
    """The true one, by which events are kept."""
    oa_may_cost: bool = False
    """Notices may go to a Zalo account's residents when that costs money."""
    reviewing: Reviewing | None = None
    """None: nobody's files are reviewed."""
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_SIDE_BY_SIDE))
    """Held by whoever calls `handle`."""
    fetching: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_FETCHING))

    async def handle(self, kept: Kept, platform: Platform) -> Outcome:
        """Return what comes of an event. Raises StoreUnavailable: try again later."""
        outcome = await self._outcome(kept, platform)
        answer = outcome.answer
        if answer is None or answer.id is not None or outcome.kind == linking.KIND:
            return outcome
        # Our own words, which the reception has not seen.
        said = await linking.marked(self.store, kept.event.conversation_id, answer)
        return replace(outcome, answer=said)

    async def _outcome(self, kept: Kept, platform: Platform) -> Outcome:
        match platform.read(kept.event):
            case None:
                return Outcome(kind="none", is_ignored=True)
            case FileSent() as sent:
                return await self._file(kept, platform, sent)
            case plain:
                return await self._plain(kept, platform, plain)

    async def _plain(self, kept: Kept, platform: Platform, inbound: Plain) -> Outcome:
        id_ = kept.event.conversation_id
        match inbound:
            case Said() as said:
                return await self._said(kept, platform, said)
            case StaffSaid() as staff:
                return Outcome(kind="staff_said", work=self._staff_work(id_, staff))
            case Unreadable() as what:
                return await self._unreadable(kept, what)
            case Arrived():
                return await self._arrived(kept)
            case Left():
                return Outcome(
                    kind="left",
                    work=lambda s: self._left(s, id_),
                )
            case AsksToForget():
                return Outcome(kind=_ASKED, answer=words.FORGET)

    async def _said(self, kept: Kept, platform: Platform, said: Said) -> Outcome:
        id_, text, note = kept.event.conversation_id, typed(said.text), ""
        if said.tap is not None:
            payload = await self._payload(id_, said.tap)
            if payload is None:
                return Outcome(kind="said", answer=words.OLD_BUTTON)
            text = payload
        elif isinstance(linked := await self._of_link(kept, text), Outcome):
            return linked
        else:
            text = linked
        if (
            said.tap is None
            and said.photo is None
            and (
                settled := await self._of_forgetting(kept, text)
                or await self._of_notices(kept, text)
            )
        ):
            return settled
        photo = None
        if said.photo is not None:
            try:
                photo = await self._photo(platform, said.photo)
            except (PhotoUnavailable, TimeoutError):
                note = words.PHOTO_LOST
            except PhotoRefused as refused:
                note = str(refused)
            if note and not text and said.location is None:
                return Outcome(kind="said", answer=await self._unless_held(id_, words.said(note)))
        message = Message(
            conversation_id=id_,
            text=text,
            id=kept.event.key,
            is_button=said.tap is not None,
            location=said.location,
            photo=photo,
        )
        answer = await self.counter.reply(message)
        if answer.id is None and answer.text != desk_words.TOO_FAST.text:
            # What was said then is not kept, and says so. Here the event is: it comes again.
            raise StoreUnavailable("the message could not be kept")
        if note and not answer.is_silent:
            answer = replace(answer, text=f"{note}\n\n{answer.text}")
        return Outcome(kind="said", answer=answer)

    async def _photo(self, platform: Platform, photo: str) -> str:
        async with self._aside():
            async with self.fetching, asyncio.timeout(_FETCH_S):
                raw = await platform.fetch(photo)
        return await self.counter.keep_photo(raw)

    async def _file(self, kept: Kept, platform: Platform, sent: FileSent) -> Outcome:
        """Review an official's file; of anybody else's hear what is written beside it."""
        if await self._may_send_files(kept.event.conversation_id) and self.reviewing:
            async with self._aside():
                return await self.reviewing.outcome(kept, platform, sent)
        return await self._plain(kept, platform, sent.otherwise)

    async def _may_send_files(self, conversation_id: str) -> bool:
        if self.reviewing is None or await self._is_held(conversation_id):
            return False
        return await self.reviewing.is_for(conversation_id)

    @contextlib.asynccontextmanager
    async def _aside(self) -> AsyncIterator[None]:
        """Let others be served meanwhile."""
        self.places.release()
        try:
            yield
        finally:
            await self.places.acquire()

    async def _of_link(self, kept: Kept, text: str) -> Outcome | str:
        return await linking.settle(self.store, kept, text, now=self.clock())

    async def _of_notices(self, kept: Kept, text: str) -> Outcome | None:
        days = (OPEN if self.oa_may_cost else FREE).days
        return await subscribing.settle(
            self.store, kept, text, self.ward, oa_days=days, now=self.clock()
        )

    async def _of_forgetting(self, kept: Kept, text: str) -> Outcome | None:
        """Return what comes of words about being forgotten; None for any others."""
        if asks_to_forget(text):
            if not (confirms(text) and await self._is_after(kept, _ASKED)):
                return Outcome(kind=_ASKED, answer=words.FORGET)
            id_ = kept.event.conversation_id
            await self.forgetter.prepare(id_)
            return Outcome(
                kind="forgotten",
                answer=words.FORGOTTEN,
                work=lambda s: self.forgetter.delete(s, id_),
            )
        if takes_back(text) and await self._is_after(kept, _ASKED):
            return Outcome(kind="said", answer=words.NOT_FORGOTTEN)
        return None

    def _left(self, session: Session, conversation_id: str) -> None:
        """Send nothing more to whoever blocked us, not even if they come back one day."""
        parcels.give_up(session, conversation_id, "left", now=self.clock())
        unsubscribe(session, conversation_id)

    async def _arrived(self, kept: Kept) -> Outcome:
        """Greet who comes in, and tell how data is used unless that was told before."""
        if await self._is_again(kept, _ARRIVED):
            return Outcome(kind=_ARRIVED)
        id_ = kept.event.conversation_id
        is_told = await self.store.run(lambda s: has_notice(s, id_))
        greeting = words.said(phrases.greeting(self.ward))
        answer = greeting if is_told else replace(greeting, notice=consent_notice(self.ward))
        return Outcome(
            kind=_ARRIVED,
            answer=answer,
            work=None if is_told else lambda s: note_notice(s, id_, now=self.now()),
        )

    async def _payload(self, conversation_id: str, tap: Tap) -> str | None:
        """Return what a button stands for; None when its answer is gone, or not theirs to read."""

        def look(session: Session) -> Answer | None:
            answer = answer_of(session, conversation_id, tap.answer_id)
            reader = audience_in(session, conversation_id, otherwise=Audience.PUBLIC)
            return answer if answer and answer.audience in reader.may_read() else None

        answer = await self.store.run(look)
        if answer is None:
            return None
        buttons = (*answer.choices, *answer.more)
        return buttons[tap.number - 1].payload if 1 <= tap.number <= len(buttons) else None

    async def _unreadable(self, kept: Kept, what: Unreadable) -> Outcome:
        """Say once what can be read; leave a note for staff who have the conversation."""
        id_ = kept.event.conversation_id
        if await self._is_held(id_):
            return Outcome(kind=_UNREADABLE, work=self._note_work(id_, what.kind))
        again = await self._is_again(kept, _UNREADABLE)
        said = words.UNREADABLE
        if what.kind == "unsupported" and await self._may_send_files(id_):
            said = words.said(words.NO_FILES_HERE)
        return Outcome(kind=_UNREADABLE, answer=None if again else said)

    def _staff_work(self, conversation_id: str, said: StaffSaid) -> Callable[[Session], object]:
        return lambda session: said_elsewhere(
            session,
            conversation_id,
            staff=said.by,
            text=typed(said.text),
            opening=self.ward.opening,
            now=self.now(),
        )

    def _note_work(self, conversation_id: str, kind: str) -> Callable[[Session], object]:
        def work(session: Session) -> None:
            open_conversation(session, conversation_id, now=self.now())
            session.add(
                MessageRow(
                    conversation_id=conversation_id,
                    direction="in",
                    at=self.now(),
                    text=f"({kind})",
                    state="silent",
                )
            )

        return work

    async def _unless_held(self, conversation_id: str, answer: Answer) -> Answer | None:
        return None if await self._is_held(conversation_id) else answer

    async def _is_held(self, conversation_id: str) -> bool:
        return bool(await self.store.run(lambda s: handover.holder(s, conversation_id)))

    async def _is_again(self, kept: Kept, kind: str) -> bool:
        """Say whether nothing is to be said: the same again, or a person has the conversation."""
        return await self._is_after(kept, kind) or await self._is_held(kept.event.conversation_id)

    async def _is_after(self, kept: Kept, kind: str) -> bool:
        return await self.store.run(lambda s: inbox.was_last(s, kept, kind, now=self.clock()))
