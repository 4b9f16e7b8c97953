"""Serve the conversations of platforms: each in its order, several side by side."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.store.engine import Store, StoreUnavailable
from channels import inbox, parcels, words
from channels.handling import Handling
from channels.inbox import DONE, FAILED, IGNORED, Kept, Later
from channels.jobs import DELIVER, Jobs
from channels.news import pack
from channels.outcome import Outcome
from channels.platform import Event, Parcel, Platform
from knowledge.types import Audience

logger = logging.getLogger(__name__)

# An event that comes a bit late but happened earlier is still put first.
SETTLES = timedelta(seconds=0.3)
# After each failed attempt; then the resident is told. Rasa restarts in some 20 s.
RETRIES = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=20))
# When what came in the meantime is not known yet.
_UNHEARD = timedelta(seconds=0.05)
_ACKNOWLEDGE_S = 5.0
# When more come at once, nobody looks for a sign that we are typing.
_MOST_ACKNOWLEDGED = 50


class Worker:
    """Turns events into answers, and answers into parcels."""

    def __init__(
        self,
        *,
        platforms: Sequence[Platform],
        handling: Handling,
        store: Store,
        jobs: Jobs,
        clock: Callable[[], datetime],
        settles: timedelta = SETTLES,
        retries: Sequence[timedelta] = RETRIES,
        heard: Callable[[], datetime] | None = None,
    ) -> None:
        """With `heard`, the moment before which all that came is in the table; None: it always is.

        An event is handled once all is known that came while it settled.
        """
        self._platforms: Mapping[str, Platform] = {each.name: each for each in platforms}
        self._handling = handling
        self._store = store
        self._jobs = jobs
        self._clock = clock
        self._settles = settles
        self._retries = retries
        self._heard = heard or clock
        self._acknowledging: set[asyncio.Task[None]] = set()
        self._is_stopped = False

    def stop(self) -> None:
        """Begin nothing new."""
        self._is_stopped = True

    async def serve(self, conversation_id: str) -> datetime | None:
        """Handle what waits of a conversation; return when the next is due, None: nothing waits.

        By one at a time for a conversation. Raises StoreUnavailable.
        """
        platform = self._platforms.get(conversation_id.partition(":")[0])
        if platform is None:
            return None
        async with self._handling.places:
            found = await self._next(conversation_id, platform)
            while isinstance(found, Kept) and not self._is_stopped:
                found = await self._handle(found, platform)
        return found.at if isinstance(found, Later) else None

    async def _next(self, conversation_id: str, platform: Platform) -> Kept | Later | None:
        """Return what is next, after what the resident is to be told unasked was packed."""
        found, count = await self._store.run(
            lambda s: self._look(s, conversation_id, platform, self._clock())
        )
        if count:
            await self._jobs.wake(DELIVER, conversation_id)
        return found

    def _look(
        self, session: Session, conversation_id: str, platform: Platform, now: datetime
    ) -> tuple[Kept | Later | None, int]:
        count = pack(session, conversation_id, platform, now=now)
        known = min(now, self._heard())
        found = inbox.next_event(session, conversation_id, now=known, settles=self._settles)
        if isinstance(found, Later) and found.at <= now:
            found = Later(at=now + _UNHEARD)
        return found, count

    async def _handle(self, kept: Kept, platform: Platform) -> Kept | Later | None:
        """Handle one event; return what is next."""
        self._acknowledge(kept.event, platform)
        try:
            outcome = await self._handling.handle(kept, platform)
            answer = outcome.answer
            said = platform.render(answer) if answer and not answer.is_silent else []
            return await self._keep(kept, platform, outcome, [*said, *outcome.parcels])
        except StoreUnavailable:
            raise
        except Exception as broken:  # one event may not hold up the conversation for good
            if until := await self._failed(kept, platform, broken):
                return Later(at=until)
        return await self._next(kept.event.conversation_id, platform)

    async def _keep(
        self, kept: Kept, platform: Platform, outcome: Outcome, packed: Sequence[Parcel]
    ) -> Kept | Later | None:
        """Keep what comes of an event, all of it or nothing; return what is next."""
        id_, now = kept.event.conversation_id, self._clock()
        state = IGNORED if outcome.is_ignored else DONE

        def keep(session: Session) -> tuple[Kept | Later | None, int]:
            count = 0
            if inbox.finish(session, kept, state, now=now, kind=outcome.kind):
                if outcome.work is not None:
                    outcome.work(session)
                count = parcels.add(
                    session,
                    packed,
                    conversation_id=id_,
                    now=now,
                    event_id=kept.id,
                    answer_id=outcome.answer.id if outcome.answer else None,
                    audience=_for_whom(outcome),
                )
            found, more = self._look(session, id_, platform, now)
            return found, count + more

        found, count = await self._store.run(keep)
        if count:
            await self._jobs.wake(DELIVER, id_)
        return found

    async def _failed(self, kept: Kept, platform: Platform, broken: Exception) -> datetime | None:
        """Note that an attempt failed; after the last the resident is told."""
        problem, now = type(broken).__name__, self._clock()
        logger.error(
            "an event could not be handled",
            extra={"channel": platform.name, "error": problem, "attempt": kept.attempts + 1},
        )
        if kept.attempts < len(self._retries):
            until = now + self._retries[kept.attempts]
            await self._store.run(lambda s: inbox.postpone(s, kept, problem, until=until))
            return until
        try:
            packed = platform.render(words.BROKEN)
        except Exception as worse:  # the event has to end, if need be without a word
            logger.error("nor can that be said", extra={"error": type(worse).__name__})
            packed = []

        def give_up(session: Session) -> None:
            inbox.postpone(session, kept, problem, until=now)
            if inbox.finish(session, kept, FAILED, now=now):
                id_ = kept.event.conversation_id
                parcels.add(session, packed, conversation_id=id_, now=now, event_id=kept.id)

        await self._store.run(give_up)
        await self._jobs.wake(DELIVER, kept.event.conversation_id)
        return None

    def _acknowledge(self, event: Event, platform: Platform) -> None:
        if len(self._acknowledging) >= _MOST_ACKNOWLEDGED:
            return
        task = asyncio.create_task(_acknowledged(event, platform))
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledging.discard)

    async def close(self) -> None:
        """Let the platforms be told no more."""
        for task in self._acknowledging:
            task.cancel()
        await asyncio.gather(*self._acknowledging, return_exceptions=True)


def _for_whom(outcome: Outcome) -> Audience:
    """Return who may be sent it; the gateway's own words, which are not kept, are for anybody."""
    answer = outcome.answer
    return answer.audience if answer and answer.id is not None else outcome.audience


async def _acknowledged(event: Event, platform: Platform) -> None:
    try:
        async with asyncio.timeout(_ACKNOWLEDGE_S):
            await platform.acknowledge(event)
    except Exception as error:
        # It only makes a button stop spinning; nobody waits for it.
        extra = {"channel": platform.name, "error": type(error).__name__}
        logger.debug("not acknowledged", extra=extra)
