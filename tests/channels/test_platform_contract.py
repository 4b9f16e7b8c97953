"""What every messaging platform must do for a resident: answered once, in order, whatever comes."""

import asyncio
import io
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import docx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.assistant import Assistant
from bot.desk import Desk
from bot.pace import PEOPLE, Pace
from bot.reception import Reception
from bot.situations import known
from bot.staff.rights import Role
from bot.store import inbox
from bot.store.engine import Store, open_store
from bot.store.models import MessageRow
from bot.store.staff import StaffLinkRow, StaffRow
from bot.store.traffic import EventRow, ParcelRow
from channels import words
from channels.forgetting import Forgetting
from channels.gateway import Serving, intake_for
from channels.handling import Handling
from channels.hooks import hooks_router
from channels.jobs import LocalJobs
from channels.reviewing import Reviewing, review_apart
from channels.settings import Settings
from knowledge.places import today_of
from knowledge.store import RecordStore
from retrieval.hybrid import HybridRetriever
from tests.channels.fronts import Front, telegram_front, zalo_bot_front, zalo_oa_front
from tests.channels.office import SlotBySlot
from tests.conftest import STALLS, WARD
from tests.fakes.server import Fault
from tests.fakes.telegram import FakeTelegram
from tests.fakes.webhooks import Call, Delivered, How, call
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA

pytestmark = pytest.mark.slow

FEE = "lệ phí đăng ký quầy hàng chợ đêm"
EXTENSION_FEE = "lệ phí gia hạn quầy hàng chợ đêm"
CHOICE = "quầy hàng chợ đêm"
REPORT = "tôi muốn phản ánh"
IN_TIME_S = 30.0


@dataclass(frozen=True, kw_only=True)
class Counter:
    """A gateway that serves one platform."""

    front: Front
    url: str
    store: Store
    photos: Path

    async def tell(self, *calls: Call, how: How | None = None) -> list[Delivered]:
        """Let the platform deliver."""
        return await call(calls, f"{self.url}{self.front.path}", how)

    async def settled(self, events: int) -> list[str]:
        """Return what the resident has got, once so many events are done with and nothing waits."""
        until = time.monotonic() + IN_TIME_S
        while time.monotonic() < until:
            if self.count(EventRow) >= events and not self.waiting():
                return self.front.sent()
            await asyncio.sleep(0.02)
        raise AssertionError(
            f"{self.count(EventRow)} events, {self.waiting()} wait: it does not end"
        )

    async def got(self, count: int) -> list[str]:
        """Return what the resident has got, once that is so much and nothing waits."""
        until = time.monotonic() + IN_TIME_S
        while len(self.front.sent()) < count and time.monotonic() < until:
            await asyncio.sleep(0.02)
        return await self.settled(0)

    def link(self) -> None:
        """Let the resident be an official."""
        now = datetime.now(UTC)

        def add(session: Session) -> None:
            staff = StaffRow(
                login="lan",
                name="Lan",
                unit="",
                roles=[Role.OFFICIAL],
                state="active",
                password_hash=None,
                must_change_password=False,
                totp_secret=None,
                totp_step=0,
                failures=0,
                locked_until=None,
                oidc_subject=None,
                created_at=now,
            )
            session.add(staff)
            session.flush()
            chat = f"{self.front.name}:{self.front.address}"
            session.add(StaffLinkRow(conversation_id=chat, staff_id=staff.id, linked_at=now))

        self.store.run_now(add)

    def waiting(self) -> int:
        """Return how much is to be done."""
        with self.store.transaction() as session:
            new = select(func.count()).select_from(EventRow).where(EventRow.state == "new")
            to_send = select(func.count()).select_from(ParcelRow)
            to_send = to_send.where(ParcelRow.state.in_(("pending", "sending")))
            return (session.scalar(new) or 0) + (session.scalar(to_send) or 0)

    def count(self, kind: type[EventRow] | type[MessageRow] | type[ParcelRow]) -> int:
        """Return how many rows there are."""
        with self.store.transaction() as session:
            return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.fixture(params=["telegram", "zalo_oa", "zalo_bot"])
def front(request: pytest.FixtureRequest, picture: bytes) -> Iterator[Front]:
    """Return each platform."""
    fake: FakeTelegram | FakeZaloOA | FakeZaloBot
    match request.param:
        case "telegram":
            fake = telegram = FakeTelegram()
            make = partial(telegram_front, telegram)
        case "zalo_oa":
            fake = oa = FakeZaloOA()
            make = partial(zalo_oa_front, oa)
        case _:
            fake = bot = FakeZaloBot()
            make = partial(zalo_bot_front, bot)
    fake.start()
    yield make(picture)
    fake.stop()


@pytest.fixture
def counter(
    front: Front, town: tuple[HybridRetriever, RecordStore], tmp_path: Path
) -> Iterator[Counter]:
    """Return a gateway over HTTP on a database file, with all that serves the platform."""
    with ExitStack() as stack:
        store = open_store(f"sqlite:///{tmp_path}/contract.sqlite")
        stack.callback(store.close)
        url = stack.enter_context(_served(_gateway(front, store, town, tmp_path)))
        yield Counter(front=front, url=url, store=store, photos=tmp_path / "photos")


@contextmanager
def _served(app: FastAPI) -> Iterator[str]:
    """Serve in a thread with a loop of its own; give the address."""
    config = uvicorn.Config(app, port=0, ws="none", lifespan="on", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def _gateway(
    front: Front, store: Store, town: tuple[HybridRetriever, RecordStore], folder: Path
) -> FastAPI:
    """Return the hooks, and behind them the worker and the delivery as `serve` runs them."""
    retriever, records = town
    dialogue, now = SlotBySlot(), lambda: datetime.now(UTC)
    today_of(WARD.name)  # Reads its table once, not while a resident waits.
    assistant = Assistant(
        decide=dialogue.decide,
        close_form=dialogue.leave,
        retriever=retriever,
        records=records,
        ward=WARD,
        today=lambda: datetime(2026, 11, 23, tzinfo=UTC).date(),
        situations=known([STALLS]),
    )
    reception = Reception(
        assistant=assistant,
        dialogue=dialogue,
        store=store,
        desk=Desk(ward=WARD, takes_tickets=True),
        ward=WARD,
        now=now,
        pace=Pace(PEOPLE),
        photos=folder / "photos",
    )
    forgetting = Forgetting(
        reception=reception,
        photos=folder / "photos",
        tracker=folder / "rasa" / "tracker.sqlite",
        now=now,
    )
    handling = Handling(
        counter=reception,
        store=store,
        ward=WARD,
        forgetter=forgetting,
        now=now,
        clock=now,
        reviewing=Reviewing(
            store=store,
            review=partial(review_apart, Settings(data_dir=folder)),
            folder=folder / "reviewing",
        ),
    )
    jobs, platforms = LocalJobs(), [front.adapter(store)]
    intake = intake_for(store, jobs)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        serving = Serving(platforms=platforms, handling=handling, store=store, jobs=jobs)
        async with serving.working():
            yield
        await intake.close()
        await reception.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    app.include_router(hooks_router(platforms, intake))
    return app


async def test_a_question_is_answered_once(counter: Counter) -> None:
    await counter.tell(counter.front.text(FEE, 0))

    (answer,) = await counter.settled(1)
    assert "21.000" in answer


async def test_a_choice_is_made_with_a_button_or_a_number(counter: Counter) -> None:
    await counter.tell(counter.front.text(CHOICE, 0))
    (asked,) = await counter.settled(1)
    assert "Giữ quầy cũ" in asked + str(counter.front.buttons())

    if counter.front.tap:
        payload = next(data for title, data in counter.front.buttons() if "Giữ" in title)
        await counter.tell(counter.front.tap(payload))
    else:
        assert "2. Giữ quầy cũ" in asked
        await counter.tell(counter.front.text("2", 1))

    answer = (await counter.settled(2))[1]
    assert "Gia hạn quầy hàng chợ đêm" in answer


async def test_a_number_is_understood_where_there_are_buttons_too(counter: Counter) -> None:
    await counter.tell(counter.front.text(CHOICE, 0))
    await counter.settled(1)

    await counter.tell(counter.front.text("2", 1))

    assert "Gia hạn quầy hàng chợ đêm" in (await counter.settled(2))[1]


async def test_a_long_message_arrives_whole_in_pieces_that_the_platform_takes(
    counter: Counter,
) -> None:
    await counter.tell(counter.front.text(FEE, 0))
    before = await counter.settled(1)
    rows = [f"{n}. Sạp {n} của chợ đêm nộp 30.000 đồng tiền điện tháng này." for n in range(1, 121)]
    with counter.store.transaction() as session:
        whom = session.scalars(select(EventRow.conversation_id)).one()
        inbox.tell(session, whom, text="\n".join(rows), kind="staff", now=datetime.now(UTC))

    pieces = (await counter.got(len(before) + 2))[len(before) :]

    assert all(len(each.encode("utf-16-le")) // 2 <= counter.front.limit for each in pieces)
    told = [line for each in pieces for line in each.split("\n")]
    assert [line for line in told if line.startswith(tuple("123456789"))] == rows


async def test_a_place_is_taken_for_a_report(counter: Counter) -> None:
    if counter.front.location is None:
        pytest.skip("residents cannot send a place there")
    await counter.tell(counter.front.text(REPORT, -2))
    await counter.tell(counter.front.text("đèn chợ hỏng", -1))
    asked = (await counter.settled(2))[-1]

    await counter.tell(counter.front.location())

    after = await counter.settled(3)
    assert len(after) == 3
    assert after[-1] != asked
    with counter.store.transaction() as session:
        shared = session.scalars(select(MessageRow.shared).where(MessageRow.shared.is_not(None)))
        assert "21.03" in str(shared.all())


async def test_a_photo_is_fetched_and_kept(counter: Counter) -> None:
    await counter.tell(counter.front.text(REPORT, -2))
    await counter.tell(counter.front.text("đèn chợ hỏng", -1))
    await counter.settled(2)

    await counter.tell(counter.front.photo())

    assert len(await counter.settled(3)) == 3
    assert len(list(counter.photos.glob("*.jpg"))) == 1


async def test_an_officials_file_comes_back_with_what_was_found(counter: Counter) -> None:
    if counter.front.file is None:
        pytest.skip("nothing is told of files there")
    counter.link()

    await counter.tell(counter.front.file("thả đèn.txt"))

    (summary,) = await counter.settled(1)
    assert "06 tháng 3 năm 2021" in summary
    assert "do máy làm" in summary
    ((name, content),) = counter.front.got_files()
    assert name == "thả đèn-ra-soat.docx"
    assert list(docx.Document(io.BytesIO(content)).comments)
    assert list((counter.photos.parent / "reviewing").iterdir()) == []


async def test_a_residents_file_is_not_read(counter: Counter) -> None:
    if counter.front.file is None:
        pytest.skip("nothing is told of files there")

    await counter.tell(counter.front.file("thả đèn.txt"))

    assert await counter.settled(1) == [words.UNREADABLE.text]
    assert counter.front.got_files() == []


async def test_a_review_that_is_delivered_and_sent_again_and_again_arrives_once(
    counter: Counter,
) -> None:
    if counter.front.file is None:
        pytest.skip("nothing is told of files there")
    counter.link()
    sent = counter.front.file("thả đèn.txt")
    counter.front.fail_next(Fault.ERROR, Fault.CUT)

    await counter.tell(*[sent] * 20, how=How(connections=4))

    assert len(await counter.settled(1)) == 1
    assert len(counter.front.got_files()) == 1


async def test_an_unknown_event_is_taken_and_nothing_is_said(counter: Counter) -> None:
    (taken,) = await counter.tell(counter.front.unknown())
    await counter.tell(counter.front.text(FEE, 1))

    (answer,) = await counter.settled(1)
    assert taken.status == 200
    assert "21.000" in answer


async def test_what_is_delivered_again_is_answered_once(counter: Counter) -> None:
    question = counter.front.text(FEE, 0)
    await counter.tell(question, question)
    before = await counter.settled(1)

    again = await counter.tell(question)
    await asyncio.sleep(0.5)

    assert [each.status for each in again] == [200]
    assert await counter.settled(1) == before
    assert len(before) == 1


async def test_what_arrives_in_another_order_is_answered_as_it_was_written(
    counter: Counter,
) -> None:
    first, second = counter.front.text(FEE, 0), counter.front.text(EXTENSION_FEE, 1)

    await counter.tell(second, first)

    one, two = await counter.settled(2)
    assert ("21.000" in one, "17.000" in two) == (True, True)


async def test_what_somebody_else_signed_is_not_kept(counter: Counter) -> None:
    forged = counter.front.forged(counter.front.text("gặp cán bộ", 0))

    done = await counter.tell(forged, how=How(give_up_s=0.1, retry_s=0.2))
    await counter.tell(counter.front.text(FEE, 1))

    (answer,) = await counter.settled(1)
    assert {each.status for each in done} == {counter.front.forged_status}
    assert "21.000" in answer
    assert counter.count(EventRow) == 1


async def test_a_storm_of_retries_while_sending_fails_ends_in_one_answer(counter: Counter) -> None:
    question = counter.front.text(FEE, 0)
    counter.front.fail_next(Fault.ERROR, Fault.CUT)

    done = await counter.tell(*[question] * 60, how=How(connections=12))
    answers = await counter.settled(1)

    assert {each.status for each in done} == {200}
    assert len(answers) == 1
    assert _attempts(counter) == [3]


async def test_answers_that_cannot_be_sent_at_once_keep_their_order(counter: Counter) -> None:
    counter.front.fail_next(Fault.ERROR)

    await counter.tell(counter.front.text(FEE, 0), counter.front.text(EXTENSION_FEE, 1))

    one, two = await counter.settled(2)
    assert ("21.000" in one, "17.000" in two) == (True, True)


def _attempts(counter: Counter) -> Sequence[int]:
    with counter.store.transaction() as session:
        return session.scalars(select(ParcelRow.attempts)).all()
