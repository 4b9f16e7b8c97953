"""A reception over the town with a clock, a database and a dialogue of the test's own."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.assistant import Assistant
from bot.desk import Desk
from bot.dialogue import Dialogue, alone
from bot.pace import UNLIMITED, Pace
from bot.reception import Reception
from bot.store.engine import Store, StoreUnavailable
from bot.store.inbox import News
from bot.store.models import MessageRow, Row, TicketRow
from bot.types import Act, Answer, Decision, DialogueUnavailable, Form, Message
from bot.ward import Ward
from knowledge.store import RecordStore
from retrieval.hybrid import HybridRetriever

T = TypeVar("T")
RowT = TypeVar("RowT", bound=Row)
Town = tuple[HybridRetriever, RecordStore]

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
WARD = Ward(name="phường Bến Gỗ", province="thành phố Mây", hotline="0900 000 001")
FEE = "lệ phí đăng ký quầy hàng chợ đêm"
LAMP = ("phản ánh", "đèn đường hỏng ba hôm nay", "số 12 ngõ 5 phố Cầu Gỗ", "bỏ qua", "gửi")
SLOTS = ("content", "place", "contact", "confirmed")
_SAID = {"bỏ qua": "none", "gửi": "yes", "ghép": "join"}


@dataclass
class PlainDialogue:
    """Holds forms as Rasa does, but takes every message for the answer to what is asked.

    Except "hủy", and questions, which end in "?".
    """

    acts: dict[str, Act] = field(default_factory=dict)
    """What texts are outside a form, besides questions and "phản ánh"."""
    forms: dict[str, Form] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    is_down: bool = False
    loses_replies: bool = False
    """Hears, and then is gone before it replies."""

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        """Return what becomes of the message. Raises DialogueUnavailable."""
        self._check()
        self.heard.append(message.text)
        decision = self._decide(message, asks)
        if self.loses_replies:
            raise DialogueUnavailable("killed")
        return decision

    async def look(self, conversation_id: str) -> Form | None:
        """Return the open form."""
        self._check()
        return self.forms.get(conversation_id)

    async def restore(self, conversation_id: str, form: Form) -> Form:
        """Open it again."""
        self._check()
        self.forms[conversation_id] = _form({**form.slots, "confirmed": ""})
        return self.forms[conversation_id]

    async def leave(self, conversation_id: str) -> None:
        """Close it."""
        self._check()
        self.forms.pop(conversation_id, None)

    def _check(self) -> None:
        if self.is_down:
            raise DialogueUnavailable("down")

    def _decide(self, message: Message, asks: str | None) -> Decision:
        id_, text = message.conversation_id, message.text
        form = self.forms.get(id_)
        if form is None:
            if text != LAMP[0]:
                known = self.acts.get(text)
                return Decision(act=known, confidence=1.0) if known else alone(message)
            form = _form({})
        elif text == "hủy":
            del self.forms[id_]
            return Decision(act=Act.CANCEL, confidence=1.0)
        elif asks and not text.endswith("?"):
            said = {asks: _SAID.get(text, text)} if text else {}
            place, photo = message.location, message.photo
            if place:
                said["place"] = f"{place.latitude},{place.longitude}"
            form = _form({**form.slots, **said, **({"photo": photo} if photo else {})})
        else:
            return replace(alone(message), form=form)
        self.forms[id_] = form
        if form.asks is None:
            del self.forms[id_]
        return Decision(act=Act.TICKET, confidence=1.0, form=form)


def _form(slots: dict[str, str]) -> Form:
    filled = {name: value for name, value in slots.items() if value}
    asks = next((slot for slot in SLOTS if slot not in filled), None)
    return Form(name="ticket", asks=asks, slots=filled)


class Crash(Exception):
    """The process has ended here."""


class FaultyStore(Store):
    """A database whose n-th transactions from now end in an error after all of their work."""

    fails: frozenset[int] = frozenset()
    error: Exception = StoreUnavailable("the database: disk full")
    count: int = 0

    def fail(self, *which: int, error: Exception | None = None) -> None:
        """Let these of the next transactions fail; the next is the first."""
        self.fails, self.count = frozenset(which), 0
        self.error = error or StoreUnavailable("the database: disk full")

    def _run(self, work: Callable[[Session], T], asked_at: float) -> T:
        self.count += 1
        if self.count not in self.fails:
            return super()._run(work, asked_at)

        def broken(session: Session) -> T:
            work(session)
            session.flush()
            raise self.error

        return super()._run(broken, asked_at)


@dataclass(frozen=True, kw_only=True)
class FrontDesk:
    """Receptions over the same town and database; a second one is the process after a restart."""

    town: Town
    store: FaultyStore
    photos: Path
    dialogue: PlainDialogue = field(default_factory=PlainDialogue)
    rasa: Dialogue | None = None
    """The real one, to be used instead."""
    clock: list[datetime] = field(default_factory=lambda: [NOW])
    opened: list[Reception] = field(default_factory=list)

    def open(self, *, pace: str = UNLIMITED, retry_store_s: float = 0.0) -> Reception:
        """Return a reception that is closed with the test."""
        retriever, records = self.town
        dialogue = self.rasa or self.dialogue
        reception = Reception(
            assistant=Assistant(
                decide=dialogue.decide,
                close_form=dialogue.leave,
                retriever=retriever,
                records=records,
                ward=WARD,
                today=lambda: self.clock[0].date(),
            ),
            dialogue=dialogue,
            store=self.store,
            desk=Desk(ward=WARD, takes_tickets=True),
            ward=WARD,
            now=lambda: self.clock[0],
            pace=Pace(pace),
            photos=self.photos,
            retry_store_s=retry_store_s,
        )
        self.opened.append(reception)
        return reception

    def rows(self, kind: type[RowT]) -> list[RowT]:
        """Return all rows of a table in the order in which they came."""
        return self.store.run_now(
            lambda s: list(s.scalars(select(kind).order_by(kind.__table__.c.id)))
        )

    def said(self, conversation_id: str = "web:an") -> list[tuple[str, str]]:
        """Return a conversation as it is kept: direction and text, in order."""
        rows = [row for row in self.rows(MessageRow) if row.conversation_id == conversation_id]
        return [(row.direction, row.text) for row in rows]

    def states(self) -> list[str]:
        """Return what has become of each incoming message."""
        return [row.state for row in self.rows(MessageRow) if row.direction == "in"]

    def tickets(self) -> list[TicketRow]:
        """Return all tickets."""
        return self.rows(TicketRow)


async def say(
    reception: Reception, text: str, *, id_: str | None = None, who: str = "web:an"
) -> Answer:
    """Return the reply to a message."""
    return await reception.reply(Message(conversation_id=who, text=text, id=id_))


async def say_all(reception: Reception, texts: Iterable[str], who: str = "web:an") -> list[Answer]:
    """Return the replies to one message after the other."""
    return [await say(reception, text, who=who) for text in texts]


async def until(is_so: Callable[[], bool], limit_s: float = 60) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(limit_s):
        while not is_so():
            await asyncio.sleep(0.01)


async def news(reception: Reception, count: int, who: str = "web:an") -> list[News]:
    """Wait for so many things that the resident is told unasked."""
    told: list[News] = []
    async with asyncio.timeout(60):
        while len(told) < count:
            told += await reception.news(who)
            await asyncio.sleep(0.01)
    return told
