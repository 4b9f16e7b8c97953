"""Browsers of staff hear that something has changed, and only that."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot import handover
from bot.desk_marks import queue_mark, talk_mark, tickets_mark
from bot.staff import sessions
from bot.staff.rights import Right, Role
from bot.store import inbox
from bot.store.engine import Store, StoreUnavailable
from bot.store.models import HandoverRow
from bot.store.staff import StaffRow, StaffSessionRow
from bot.tickets.assign import assign_person
from bot.types import Message
from channels.console.live import END, Live
from tests.channels.conftest import NOW
from tests.channels.console.conftest import UNIT, Desk
from tests.channels.console.residents import reports, waits
from tests.channels.office import serving

EVERY_S = 0.02
Heard = list[tuple[str, str, str]]


@pytest.fixture
def live(desk: Desk) -> Live:
    return Live(desk.store, now=desk.console.access.now, every_s=EVERY_S)


def session_of(desk: Desk, login: str = "lan", *roles: Role) -> str:
    cookie = desk.cookie(desk.hire(login, *(roles or (Role.COUNTER,))))
    now = desk.console.access.now()
    who = desk.store.run_now(lambda s: sessions.find(s, cookie, now=now))
    assert who is not None
    return who.session_id


@asynccontextmanager
async def listening(
    live: Live, session_id: str, topic: str = "cho", shown: str = ""
) -> AsyncIterator[Heard]:
    """Give what is heard, as event, data and id, while the test goes on."""
    heard: Heard = []

    async def listen() -> None:
        stream = live.events(session_id, topic, Right.CONVERSATIONS, shown=shown)
        try:
            async for each in stream:
                heard.append((each.event or "", str(each.data), each.id or ""))
        finally:
            await stream.aclose()  # type: ignore[attr-defined]  # a generator

    task = asyncio.create_task(listen())
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(live: Live, looks: int = 2) -> None:
    """Wait until what is there now has been looked at."""
    wanted = live.looks + looks
    async with asyncio.timeout(60):
        while live.looks < wanted:
            await asyncio.sleep(EVERY_S)
    await asyncio.sleep(0)


def now_shown(desk: Desk) -> str:
    return desk.store.run_now(queue_mark)


async def test_a_change_is_heard_with_counts_and_not_a_word(desk: Desk, live: Live) -> None:
    session = session_of(desk)
    async with listening(live, session, shown=now_shown(desk)) as heard:
        await until(live)
        assert heard == []
        waits(desk.console, text="chuyện riêng")
        await until(live)

    [(event, data, mark)] = heard
    assert event == "cho"
    assert json.loads(data) == {"waiting": 1, "distress": 0, "held": 0, "messages": 0}
    assert mark == now_shown(desk)


async def test_what_changed_while_nobody_was_connected_is_heard_at_once(
    desk: Desk, live: Live
) -> None:
    session, before = session_of(desk), now_shown(desk)
    async with listening(live, session, shown=before):
        await until(live)
    waits(desk.console)

    anew = Live(desk.store, now=desk.console.access.now, every_s=EVERY_S)
    for each in (live, anew):
        async with listening(each, session, shown=before) as heard:
            await until(each)
        assert [event for event, _, _ in heard] == ["cho"]
        async with listening(each, session, shown=heard[0][2]) as again:
            await until(each)
        assert again == []


async def test_one_look_at_the_database_serves_all_browsers(
    desk: Desk, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, run = [0], Store.run

    async def counted(self: Store, *args: object, **more: object) -> object:
        counts[0] += 1
        return await run(self, *args, **more)  # type: ignore[arg-type]

    sessions_ = [session_of(desk, f"nv{n}") for n in range(8)]
    monkeypatch.setattr(Store, "run", counted)
    async with AsyncExitStack() as stack:
        heard = [
            await stack.enter_async_context(listening(live, each, shown="x")) for each in sessions_
        ]
        await until(live, 5)
    assert counts[0] <= live.looks + 1
    assert [len(each) for each in heard] == [1] * 8


async def test_nobody_looks_when_nobody_listens(desk: Desk, live: Live) -> None:
    async with listening(live, session_of(desk)):
        await until(live)
    looks = live.looks
    await asyncio.sleep(10 * EVERY_S)

    assert live.looks <= looks + 1


@pytest.mark.parametrize("how", ["signed out", "disabled", "another role", "left alone", "over"])
async def test_it_ends_with_the_session(desk: Desk, live: Live, how: str) -> None:
    session = session_of(desk)
    now = desk.console.access.now()

    def end(s: Session) -> None:
        row = update(StaffSessionRow).where(StaffSessionRow.id == session)
        match how:
            case "signed out":
                sessions.end(s, session)
            case "disabled":
                s.execute(update(StaffRow).values(state="disabled"))
            case "another role":
                s.execute(update(StaffRow).values(roles=["editor"]))
            case "left alone":
                s.execute(row.values(seen_at=now - sessions.IDLE - timedelta(minutes=1)))
            case _:
                s.execute(row.values(ends_at=now))

    async with listening(live, session, shown=now_shown(desk)) as heard:
        await until(live)
        desk.store.run_now(end)
        async with asyncio.timeout(60):
            while not heard:
                await asyncio.sleep(EVERY_S)
        waits(desk.console)
        await asyncio.sleep(5 * EVERY_S)

    assert [(event, data) for event, data, _ in heard] == [(END, "")]


async def test_a_database_that_is_away_is_looked_at_again(
    desk: Desk, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, run, away = session_of(desk), Store.run, [3]

    async def sometimes(self: Store, *args: object, **more: object) -> object:
        if away[0]:
            away[0] -= 1
            raise StoreUnavailable("the database: locked")
        return await run(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "run", sometimes)
    async with listening(live, session, shown="x") as heard:
        await until(live)
    assert [event for event, _, _ in heard] == ["cho"]


async def test_a_conversation_is_heard_of_by_who_looks_at_it(desk: Desk, live: Live) -> None:
    one, two = waits(desk.console, "web:an"), waits(desk.console, "web:binh")
    session = session_of(desk)
    mark = desk.store.run_now(lambda s: talk_mark(s, one))
    async with listening(live, session, f"cho-{one}", mark) as heard:
        desk.store.run_now(lambda s: handover.take(s, two, "lan", now=NOW))
        await until(live)
        assert heard == []
        said = Message(conversation_id="web:an", text="alo")
        desk.store.run_now(lambda s: inbox.receive(s, said, now=NOW, state="received"))
        await until(live)
        desk.store.run_now(lambda s: handover.leave(s, "web:an", now=NOW))
        await until(live)

    assert [event for event, _, _ in heard] == [f"cho-{one}"] * 2
    assert heard[1][2] == ""


def test_the_mark_of_the_board_differs_after_every_change(desk: Desk) -> None:
    seen = {desk.store.run_now(tickets_mark)}
    desk.hire("lan", Role.COUNTER)
    reports(desk.console, unit=UNIT)
    seen.add(desk.store.run_now(tickets_mark))
    desk.store.run_now(lambda s: assign_person(s, "PA-2611-AAA1", "lan", by="x", now=NOW))
    seen.add(desk.store.run_now(tickets_mark))

    assert len(seen) == 3


def test_passing_on_changes_the_mark_of_the_queue(desk: Desk) -> None:
    id = waits(desk.console)
    before = now_shown(desk)

    def pass_on(s: Session) -> None:
        s.get_one(HandoverRow, id).for_unit = "Kho"

    desk.store.run_now(pass_on)
    assert now_shown(desk) != before


@pytest.mark.slow
async def test_over_the_wire_it_says_what_changed_and_ends_when_somebody_signs_out(
    desk: Desk,
) -> None:
    cookie = desk.cookie(desk.hire("minh", Role.COUNTER))
    with serving(desk.app) as address:
        cookies = {desk.console.access.cookie_name: cookie}
        async with httpx.AsyncClient(base_url=address, cookies=cookies) as client:
            async with client.stream("GET", "/canbo/cho/tin?dau=x", timeout=30) as reply:
                assert reply.headers["content-type"].startswith("text/event-stream")
                assert reply.headers["cache-control"] == "no-store"
                lines = reply.aiter_lines()
                async for line in lines:
                    if line.startswith("data:"):
                        break
                now = desk.console.access.now()
                who = desk.store.run_now(lambda s: sessions.find(s, cookie, now=now))
                assert who is not None
                desk.store.run_now(lambda s: sessions.end(s, who.session_id))
                rest = [line async for line in lines]
            assert f"event: {END}" in rest
            shut = await client.get("/canbo/cho/tin")
    assert shut.status_code == 303


async def test_what_a_page_asks_for_by_itself_does_not_keep_the_session_open(desk: Desk) -> None:
    cookie = desk.cookie(desk.hire("lan", Role.COUNTER))
    now = desk.console.access.now()

    def seen_at(s: Session) -> object:
        return s.query(StaffSessionRow.seen_at).one()[0]

    old = now - timedelta(minutes=30)
    desk.store.run_now(lambda s: s.execute(update(StaffSessionRow).values(seen_at=old)))
    async with desk.browser() as client:
        client.cookies.set(desk.console.access.cookie_name, cookie)
        await client.get("/canbo/cho", headers={"X-Live": "1"})
        assert desk.store.run_now(seen_at) == old
        await client.get("/canbo/cho")
    assert desk.store.run_now(seen_at) != old
