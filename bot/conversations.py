"""Keep what a conversation is about between messages, and its messages in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from bot.types import Answer, Choice, Form, Message, Status
from knowledge.types import Aspect, Audience

_REMEMBERED_TURNS = 3
_REMEMBERED_RECORDS = 5


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What a follow-up may refer to."""

    procedure: str | None = None
    """Code of the procedure under discussion."""
    guide: str | None = None
    """Id of the guide under discussion, when the last answer came from one."""
    plans: tuple[str, ...] = ()
    """Ids of the plans under discussion, when the last answer came from them."""
    plan_items: tuple[str, ...] = ()
    """Ids of what the last answer showed of them."""
    together: tuple[str, ...] = ()
    """Codes of the procedures that one answer told of, in its order."""
    is_of_all: bool = False
    """The last answer told of all of them."""
    aspects: tuple[Aspect, ...] = ()
    """What was asked last, first things first."""
    candidates: tuple[str, ...] = ()
    """Codes of the procedures that the last search found, best first."""
    rejected: frozenset[str] = frozenset()
    """Codes that the resident said are not meant."""
    was_asked_back: bool = False
    """We have already asked which procedure is meant."""


@dataclass
class Conversation:
    """One conversation's memory; only the holder of its turn may change it."""

    questions: tuple[str, ...] = ()
    """The resident's last words on the current topic, oldest first."""
    topic: Topic = Topic()
    discussed: tuple[str, ...] = ()
    """Codes and ids of the procedures and guides that were answered from, the last one first."""
    choices: tuple[Choice, ...] = ()
    """What was offered in the last answer."""
    offered: tuple[Choice, ...] = ()
    """What the desk offered in its last answer: may be taken by its number."""
    form: Form | None = None
    """The open form as Rasa last told it: the copy from which it is restored."""
    missed: tuple[Message, ...] = ()
    """What was said to the form while Rasa was away, in order."""
    dropped: Form | None = None
    """The form that the last message cancelled: it can be taken up again at once."""
    similar: str = ""
    """Code of the earlier report of the same thing that was offered to be joined."""
    category: str = ""
    """The kind of thing that the resident said the open report is about, not what we guessed."""
    in_danger: bool = False
    """The last answer began with the emergency numbers."""
    last_act: str = ""
    """What the last answer was about, courtesies apart."""
    audience: Audience = Audience.PUBLIC
    """Whom its writer counted as last: what is remembered may be for such readers only."""

    def read_by(self, audience: Audience) -> "Conversation":
        """Return what of it may be gone on from when its writer counts as this.

        Once that is less than before, nothing is left but the writer's own words in a form: what
        was discussed and offered came from what they may not read any more.
        """
        if self.audience in audience.may_read():
            return replace(self, audience=audience)
        return Conversation(
            form=self.form,
            missed=self.missed,
            dropped=self.dropped,
            category=self.category,
            in_danger=self.in_danger,
            audience=audience,
        )

    def remember(self, question: str, *, new_topic: bool) -> None:
        """Add a question to the topic, or start a new topic with it."""
        if new_topic:
            self.questions, self.topic = (), Topic()
        self.questions = (*self.questions, question)[-_REMEMBERED_TURNS:]

    def note(
        self,
        answer: Answer,
        *,
        aspects: tuple[Aspect, ...] = (),
        rejected: frozenset[str] = frozenset(),
    ) -> None:
        """Remember what was answered or asked back; what was asked before stays if nothing is."""
        asked_back = answer.status is Status.CLARIFY
        # Of what was offered the likeliest comes first.
        offered = answer.choices[0].code if asked_back and answer.choices else None
        found = answer.procedure or offered
        docs = tuple(dict.fromkeys(citation.doc for citation in answer.citations))
        before = self.topic
        self.topic = Topic(
            procedure=found if asked_back else found or before.procedure,
            guide=docs[0] if answer.act == "guide" and docs else None,
            plans=docs if answer.act == "plan" else (),
            plan_items=answer.plan_items,
            together=answer.together or before.together,
            is_of_all=bool(answer.together),
            aspects=aspects or before.aspects,
            candidates=answer.ranking or before.candidates,
            rejected=before.rejected | rejected,
            was_asked_back=asked_back or before.was_asked_back,
        )
        if about := None if asked_back else self.topic.guide or answer.procedure:
            others = (each for each in self.discussed if each != about)
            self.discussed = (about, *others)[:_REMEMBERED_RECORDS]
        self.choices = answer.choices


class Turns:
    """Gives each conversation to one message at a time, in order of arrival.

    Rasa's own lock is asked once a second and would keep six quick messages waiting for three.
    """

    def __init__(self) -> None:
        # A lock lives as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, conversation_id: str) -> AsyncIterator[None]:
        """Wait until all earlier messages of the conversation are answered."""
        lock = self._locks.get(conversation_id)
        if lock is None:
            self._locks[conversation_id] = lock = asyncio.Lock()
        async with lock:
            yield

    def __contains__(self, conversation_id: str) -> bool:
        """Say whether a message of the conversation is being answered, or waits to be."""
        return conversation_id in self._locks

    def __len__(self) -> int:
        """Return how many conversations have a message being answered."""
        return len(self._locks)
