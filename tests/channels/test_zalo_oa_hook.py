"""Zalo calls the gateway over the wire: what is kept of it, and what Zalo is told."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.store.engine import IN_MEMORY, Store, open_store
from bot.store.traffic import EventRow
from channels.hooks import Intake, added_to, hooks_router
from channels.platform import Event, Inbound, Parcel, StaffSaid
from channels.zalo_oa import ZaloOA
from tests.channels.zalo_account import USER, adapter, speaking
from tests.fakes.server import LocalServer
from tests.fakes.webhooks import How
from tests.fakes.zalo_oa import FakeZaloOA, Mac, written


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(IN_MEMORY)
    yield opened
    opened.close()


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA(seed=3) as fake:
        yield fake


async def nobody(_conversation_id: str) -> None:
    """Wake no worker."""


class Gateway:
    """The routes of one adapter on a port."""

    def __init__(self, oa: ZaloOA, store: Store) -> None:
        intake = Intake(added_to(store), nobody, clock=lambda: datetime.now(UTC))
        app = FastAPI(openapi_url=None)
        app.include_router(hooks_router([oa], intake))
        self._server = LocalServer(app)
        self._path = oa.path

    def __enter__(self) -> str:
        self._server.start()
        return f"{self._server.url}{self._path}"

    def __exit__(self, *_: object) -> None:
        self._server.stop()


def kept(store: Store) -> list[EventRow]:
    order = select(EventRow).order_by(EventRow.conversation_id, EventRow.at, EventRow.id)
    return store.run_now(lambda session: list(session.scalars(order)))


async def test_doubled_and_disordered_calls_are_kept_once_and_in_the_order_they_were_said(
    store: Store, zalo: FakeZaloOA
) -> None:
    oa = adapter(store)
    with Gateway(oa, store) as hook:
        events = []
        for number in range(40):
            # A moment apart, as nobody types two in one millisecond.
            event = zalo.make.text(f"80{number % 4}", f"câu {number}")
            events.append(event | {"timestamp": str(int(event["timestamp"]) + number)})
        how = How(duplicates=0.4, reordered=0.4, connections=4)
        done = await zalo.deliver(events, to=hook, how=how)

    assert {each.status for each in done} == {200}
    assert len(done) > len(events)
    said = [oa.read(_event(row)) for row in kept(store)]
    expected = [f"câu {number}" for first in range(4) for number in range(first, 40, 4)]
    assert [getattr(each, "text", None) for each in said] == expected


async def test_a_body_replayed_hours_later_is_not_kept_again(
    store: Store, zalo: FakeZaloOA
) -> None:
    oa = adapter(store)
    with Gateway(oa, store) as hook:
        event = zalo.make.text(USER, "Xin chào", timestamp="1751100041636")
        for _ in range(3):
            await zalo.deliver([event], to=hook)

    assert len(kept(store)) == 1


@pytest.mark.parametrize("mac", [Mac.WRONG, Mac.MISSING, Mac.RESERIALISED, Mac.OA_ID])
async def test_zalo_is_told_200_for_what_it_did_not_sign_and_nothing_is_kept(
    store: Store, zalo: FakeZaloOA, mac: Mac
) -> None:
    with Gateway(adapter(store), store) as hook:
        event = zalo.make.text(USER, "http://a.example/b")
        (done,) = await zalo.deliver([event], to=hook, mac=mac)

    assert (done.status, kept(store)) == (200, [])


async def test_a_hook_that_refuses_is_called_again_over_nearly_two_hours_and_then_given_up(
    store: Store, zalo: FakeZaloOA
) -> None:
    waited: list[float] = []

    async def sleep(pause_s: float) -> None:
        waited.append(pause_s)

    with Gateway(adapter(store, refuses_unsigned=True), store) as hook:
        event = zalo.make.text(USER, "a")
        refused = await zalo.deliver_until_taken(event, sleep, to=hook, mac=Mac.WRONG)
        taken = await zalo.deliver_until_taken(event, sleep, to=hook)

    assert (refused, taken) == ([401] * 6, [200])
    assert waited == [30, 300, 900, 1_800, 3_600]
    assert len(kept(store)) == 1


async def test_the_echo_of_our_own_message_is_taken_and_kept_nowhere(
    store: Store, zalo: FakeZaloOA
) -> None:
    async with speaking(store, zalo) as oa:
        with Gateway(oa, store) as hook:
            zalo.behaviour.echoes, zalo.echo_to = True, hook
            await oa.send(USER, Parcel(payload={"message": {"text": "Chào anh/chị"}}))
            async with asyncio.timeout(60):
                while not oa.counts["ignored"]:
                    await asyncio.sleep(0.01)

    assert kept(store) == []


async def test_our_own_words_in_an_administrator_s_name_do_not_silence_us(
    store: Store, zalo: FakeZaloOA
) -> None:
    async with speaking(store, zalo) as oa:
        await oa.send(USER, Parcel(payload={"message": {"text": "Chào anh/chị"}}))

        def read(user: str, text: str) -> Inbound | None:
            raw = written(zalo.make.echo(user, {"text": text}, admin_id="5500"))
            (event,) = oa.accept(raw, zalo.signer.headers(raw))
            return oa.read(event)

        assert read(USER, "Chào anh/chị") is None
        assert isinstance(read(USER, "Chào bà"), StaffSaid)
        assert isinstance(read("8309", "Chào anh/chị"), StaffSaid)


def _event(row: EventRow) -> Event:
    assert row.raw is not None
    return Event(
        channel=row.channel,
        key=row.key,
        conversation_id=row.conversation_id,
        at=row.at,
        raw=row.raw,
    )
