"""Reminders go out by day, now and then, and reach the platform as for officials."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.plan_reminders import set_wish
from bot.store.engine import Store, open_store
from bot.store.staff import StaffLinkRow, StaffRow
from bot.ward import Ward
from channels.news import pack
from channels.parcels import Claimed, claim
from channels.reminding import Reminding
from channels.telegram import TelegramPlatform
from tests.bot.made_plan import NOW, plan, staff

CHAT = "telegram:11"
MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""Eight o'clock in Viet Nam."""


class Clock:
    """A clock that a test moves."""

    now = MORNING

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a database with one official who wants to be reminded on her chat."""
    store = open_store(f"sqlite:///{tmp_path}/r.sqlite")
    with store.transaction() as session:
        session.add(staff())
        session.flush()
        set_wish(session, (7, 1), staff_id=1, login="lan", now=NOW)
        session.add(StaffLinkRow(conversation_id=CHAT, staff_id=1, linked_at=NOW))
    yield store
    store.close()


def reminding(store: Store, clock: Clock) -> Reminding:
    ward = Ward(name="phường Bến Gỗ", province="thành phố Mây")
    return Reminding(store=store, plans=lambda: [plan()], ward=ward, clock=clock)


async def test_nobody_is_woken_at_midnight(store: Store) -> None:
    clock = Clock()
    job = reminding(store, clock)
    clock.now = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    assert await job.look_after() == 0
    clock.now = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert await job.look_after() == 1


async def test_the_day_is_viet_nams_not_the_servers(store: Store) -> None:
    clock = Clock()
    # In London it is still the 22nd, eight days before.
    clock.now = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    assert await reminding(store, clock).look_after() == 0
    clock.now = datetime(2026, 11, 23, 0, 1, tzinfo=UTC)
    assert await reminding(store, clock).look_after() == 1


def claimed(store: Store) -> Claimed | None:
    """Pack what waits as the worker does, and take the first parcel that may go."""
    # It only renders: nothing is asked of the address.
    platform = TelegramPlatform(token=f"1:{'a' * 35}", secret=None, api="https://example.vn")

    def work(session: Session) -> Claimed | None:
        pack(session, CHAT, platform, now=MORNING)
        found = claim(session, CHAT, now=MORNING)
        return found if isinstance(found, Claimed) else None

    return store.run_now(work)


async def test_what_is_sent_says_that_it_is_for_officials(store: Store) -> None:
    await reminding(store, Clock()).look_after()
    parcel = claimed(store)
    assert parcel is not None
    said = str(parcel.payload["text"])
    assert said.startswith("[Cán bộ]")
    assert said.count("[Cán bộ]") == 1
    assert "còn 7 ngày" in said


@pytest.mark.parametrize("change", [{"state": "disabled"}, {"roles": ["counter"]}])
async def test_what_waits_is_not_sent_to_who_may_not_read_it_any_more(
    store: Store, change: dict[str, object]
) -> None:
    await reminding(store, Clock()).look_after()
    with store.transaction() as session:
        lan = session.get_one(StaffRow, 1)
        for name, value in change.items():
            setattr(lan, name, value)
    assert claimed(store) is None


async def test_a_restarted_server_reminds_of_nothing_twice(store: Store) -> None:
    clock = Clock()
    assert await reminding(store, clock).look_after() == 1
    assert await reminding(store, clock).look_after() == 0
    job = reminding(store, clock)
    assert await job.look_after() == 0
    clock.now += timedelta(days=6)
    assert await job.look_after() == 1
