"""A messaging platform of the tests' own, and a gateway for it whose steps can be taken singly."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.assistant import Assistant
from bot.desk import Desk
from bot.pace import UNLIMITED, Pace
from bot.photos import MAX_BYTES
from bot.reception import Reception
from bot.store.deferred import Whose
from bot.store.engine import Store, StoreUnavailable, open_engine, open_store
from bot.store.models import Row
from bot.store.traffic import EventRow, ParcelRow
from bot.types import Answer, Location
from bot.ward import Ward
from channels.delivery import Delivery
from channels.finding import Finding
from channels.forgetting import Forgetting
from channels.gateway import Serving, intake_for
from channels.handling import Handling
from channels.hooks import Intake
from channels.jobs import DELIVER, SERVE, Work
from channels.platform import (
    Arrived,
    AsksToForget,
    Attachment,
    Event,
    FileSent,
    Inbound,
    Left,
    Parcel,
    PhotoUnavailable,
    Plain,
    Rates,
    Refused,
    Said,
    SendFailed,
    StaffSaid,
    Unreadable,
    tap_in,
)
from channels.review_apart import reviewed_in
from channels.reviewing import Review, Reviewing, result_of
from channels.worker import Worker
from tests.bot.front_desk import PlainDialogue, Town

T = TypeVar("T")
RowT = TypeVar("RowT", bound=Row)
START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
WARD = Ward(name="phường Bến Gỗ", province="thành phố Mây", hotline="0900 000 001")
SECRET = "cửa sau".encode()
FEE = "lệ phí đăng ký quầy hàng chợ đêm"
AN, BINH = "toy:an", "toy:binh"


class Killed(BaseException):
    """The process has ended here: nothing catches it."""


@dataclass
class Toy:
    """A platform whose events are small JSON objects; what is sent to it is written down."""

    name: str = "toy"
    path: str = "/hooks/toy"
    rates: Rates = field(default_factory=Rates)
    sent: list[tuple[str, str]] = field(default_factory=list)
    """Address and text, in the order in which they came."""
    fails: list[Exception | BaseException | None] = field(default_factory=list)
    """What the next sends end with; None: well."""
    photos: dict[str, bytes] = field(default_factory=dict)
    """Pictures and files, by id."""
    attached: list[Attachment] = field(default_factory=list)
    takes_files: bool = True
    acknowledged: list[str] = field(default_factory=list)
    on_read: Callable[[Event], None] = lambda event: None
    on_render: Callable[[Answer], None] = lambda answer: None

    def accept(self, raw: bytes, headers: Mapping[str, str]) -> list[Event]:
        """Return the events of a body; the secret stands in a header."""
        if headers.get("x-secret") != "toy":
            raise Refused(403, "wrong secret")
        try:
            body = json.loads(raw)
        except ValueError:
            raise Refused(400, "no JSON") from None
        return [
            Event(
                channel=self.name,
                key=each["key"],
                conversation_id=f"{self.name}:{each['chat']}",
                at=START + timedelta(seconds=each.get("s", 0)),
                raw=json.dumps(each).encode(),
            )
            for each in body
        ]

    def read(self, event: Event) -> Inbound | None:
        """Return what the event means."""
        self.on_read(event)
        said = json.loads(event.raw)
        kind = said.get("kind", "said")
        if kind == "staff":
            return StaffSaid(text=said["text"], by=said["by"])
        plain: dict[str, Plain] = {
            "arrived": Arrived(),
            "left": Left(),
            "forget": AsksToForget(),
            "sticker": Unreadable(kind="sticker"),
            "unsupported": Unreadable(kind="unsupported"),
        }
        if kind != "said":
            return plain.get(kind)
        text = said.get("text", "")
        if "file" in said:
            return FileSent(
                file=said["file"],
                name=said.get("name", said["file"]),
                size=said.get("size", 0),
                otherwise=Said(text=text) if text else Unreadable(kind="file"),
            )
        tap = tap_in(text)
        place = said.get("place")
        return Said(
            text="" if tap else text,
            tap=tap,
            location=Location(latitude=place[0], longitude=place[1]) if place else None,
            photo=said.get("photo"),
        )

    def render(self, answer: Answer) -> list[Parcel]:
        """Return the answer's notice and its text, as two messages."""
        self.on_render(answer)
        if answer.is_silent:
            return []
        return [Parcel(payload={"text": each}) for each in (answer.notice, answer.text) if each]

    def attach(self, attachment: Attachment) -> Parcel | None:
        """Return a file as a message, and write it down."""
        if not self.takes_files:
            return None
        self.attached.append(attachment)
        return Parcel(payload={"text": f"[{attachment.name}]"})

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, address: str, parcel: Parcel) -> str:
        """Write down what is sent, or fail as told; an error of ours comes after the sending."""
        error = self.fails.pop(0) if self.fails else None
        if isinstance(error, SendFailed):
            raise error
        self.sent.append((address, str(parcel.payload["text"])))
        if error is not None:
            raise error
        return f"m{len(self.sent)}"

    async def fetch(self, photo: str, *, max_bytes: int = MAX_BYTES) -> bytes:
        """Return a picture or a file."""
        if len(self.photos.get(photo, b"")) > max_bytes or photo not in self.photos:
            raise PhotoUnavailable("gone")
        return self.photos[photo]

    async def acknowledge(self, event: Event) -> None:
        """Write it down."""
        self.acknowledged.append(event.key)

    async def examine(self) -> Sequence[Finding]:
        """Nothing to look at."""
        return []

    def texts(self, address: str = "an") -> list[str]:
        """Return what one recipient got."""
        return [text for whom, text in self.sent if whom == address]


async def reviewed_here(folder: Path) -> Mapping[str, str]:
    """Review the file in a folder as the process does that the gateway starts for it."""
    told = await asyncio.to_thread(reviewed_in, folder)
    return result_of(json.dumps(told).encode(), 0)


@dataclass
class StepJobs:
    """Jobs that are done when the test says so, one after the other."""

    works: Mapping[str, Work] = field(default_factory=dict)
    waiting: dict[tuple[str, str], datetime | None] = field(default_factory=dict)

    async def wake(self, job: str, key: str, *, at: datetime | None = None) -> None:
        """Remember that there is something to do."""
        self.waiting.setdefault((job, key), at)

    def is_busy(self, job: str, key: str) -> bool:
        """Nothing runs between the steps."""
        return False

    @asynccontextmanager
    async def working(self, works: Mapping[str, Work]) -> AsyncIterator[None]:
        """Take the works; the test calls them."""
        self.works = works
        yield


class KilledStore(Store):
    """A database that ends the process at the n-th transaction: before it, or right after it."""

    at: int = 0
    is_after: bool = False
    is_away: bool = False
    """It is not the process that ends, but the database that cannot be reached, from then on."""
    count: int = 0

    def _run(self, work: Callable[[Session], T], asked_at: float) -> T:
        self.count += 1
        if self.is_away and 0 < self.at <= self.count:
            raise StoreUnavailable("the database: locked")
        if self.count == self.at and not self.is_after:
            raise Killed
        result = super()._run(work, asked_at)
        if self.count == self.at:
            raise Killed
        return result


@dataclass
class Stage:
    """One process that serves the toy platform; another one on the same file is its restart."""

    town: Town
    folder: Path
    toy: Toy
    clock: list[datetime]
    store: KilledStore
    reception: Reception
    intake: Intake
    worker: Worker
    delivery: Delivery
    jobs: StepJobs
    serving: Serving

    async def tell(self, *said: Mapping[str, Any] | str, chat: str = "an") -> None:
        """Let the platform tell events: texts are from one person, a second apart."""
        count = len(self.rows(EventRow))
        body = [
            {"key": f"k{count + n}", "chat": chat, "s": count + n, "text": each}
            if isinstance(each, str)
            else {"key": f"k{count + n}", "chat": chat, "s": count + n, **each}
            for n, each in enumerate(said)
        ]
        await self.deliver_raw(body)

    async def deliver_raw(self, body: Sequence[Mapping[str, Any]]) -> None:
        """Let the platform tell these events."""
        raw = json.dumps(body).encode()
        await self.intake.keep(self.toy.accept(raw, {"x-secret": "toy"}))

    async def work(self, *, rounds: int = 200) -> None:
        """Do all that there is to do now."""
        await self.serving.sweep()
        for _ in range(rounds):
            if not self.jobs.waiting:
                return
            (job, key), _at = self.jobs.waiting.popitem()
            await self.jobs.works[job](key)
        raise AssertionError("the work does not end")

    async def later(self, **by: float) -> None:
        """Let time pass, and do what is due then."""
        self.clock[0] += timedelta(**by)
        await self.work()

    def rows(self, kind: type[RowT]) -> list[RowT]:
        """Return all rows of a table in order."""
        with open_engine(self.url).connect() as connection, Session(connection) as session:
            return list(session.scalars(select(kind).order_by(kind.__table__.c.id)))

    @property
    def url(self) -> str:
        """Address of the database."""
        return f"sqlite:///{self.folder}/motcua.sqlite"

    def parcels(self) -> list[tuple[str, str | None]]:
        """Return state and failure of all parcels."""
        return [(row.state, row.failure) for row in self.rows(ParcelRow)]

    def events(self) -> list[tuple[str, str | None]]:
        """Return state and kind of all events."""
        return [(row.state, row.kind) for row in self.rows(EventRow)]


@dataclass
class Stages:
    """Makes stages on one database file, and closes them."""

    town: Town
    folder: Path
    clock: list[datetime] = field(default_factory=lambda: [START])
    dialogue: PlainDialogue = field(default_factory=PlainDialogue)
    opened: list[Stage] = field(default_factory=list)

    async def open(
        self,
        toy: Toy | None = None,
        *,
        pace: str = UNLIMITED,
        settles_s: float = 0,
        kill_at: int = 0,
        kill_after: bool = False,
        review: Review | None = None,
    ) -> Stage:
        """Return a new process on the file; `kill_at` counts transactions from now."""
        toy = toy or Toy()
        url = f"sqlite:///{self.folder}/motcua.sqlite"
        open_store(url).close()
        store = KilledStore(open_engine(url))
        retriever, records = self.town
        clock = lambda: self.clock[0]  # noqa: E731
        reception = Reception(
            assistant=Assistant(
                decide=self.dialogue.decide,
                close_form=self.dialogue.leave,
                retriever=retriever,
                records=records,
                ward=WARD,
                today=lambda: self.clock[0].date(),
            ),
            dialogue=self.dialogue,
            store=store,
            desk=Desk(ward=WARD, takes_tickets=True),
            ward=WARD,
            now=clock,
            pace=Pace(pace),
            photos=self.folder / "photos",
            retry_store_s=0,
        )
        await reception.resume(whose=Whose(platforms=(toy.name,)))
        handling = Handling(
            counter=reception,
            store=store,
            ward=WARD,
            forgetter=Forgetting(
                reception=reception,
                photos=self.folder / "photos",
                tracker=self.folder / "rasa" / "tracker.sqlite",
                now=clock,
            ),
            now=clock,
            clock=clock,
            reviewing=Reviewing(
                store=store, review=review or reviewed_here, folder=self.folder / "reviewing"
            ),
        )
        jobs = StepJobs()
        serving = Serving(platforms=[toy], handling=handling, store=store, jobs=jobs, clock=clock)
        worker = Worker(
            platforms=[toy],
            handling=handling,
            store=store,
            jobs=jobs,
            clock=clock,
            settles=timedelta(seconds=settles_s),
        )
        delivery = Delivery(platforms=[toy], store=store, clock=clock)
        jobs.works = {SERVE: worker.serve, DELIVER: delivery.deliver}
        store.count, store.at, store.is_after = 0, kill_at, kill_after
        stage = Stage(
            town=self.town,
            folder=self.folder,
            toy=toy,
            clock=self.clock,
            store=store,
            reception=reception,
            intake=intake_for(store, jobs, clock=clock),
            worker=worker,
            delivery=delivery,
            jobs=jobs,
            serving=serving,
        )
        self.opened.append(stage)
        return stage

    async def close(self) -> None:
        """Close them all."""
        for stage in self.opened:
            await stage.worker.close()
            await stage.reception.close()
            stage.store.close()
