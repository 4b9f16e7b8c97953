"""Reminders go out by day, now and then, and reach the platform as for officials."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.plan_reminders import set_wish
from bot.store.engine import Store, open_store
from bot.store.staff import StaffLinkRow
from bot.ward import Ward
from channels.reminding import Reminding
from tests.bot.made_plan import NOW, plan, staff

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
        session.add(StaffLinkRow(conversation_id="telegram:11", staff_id=1, linked_at=NOW))
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


async def test_a_restarted_server_reminds_of_nothing_twice(store: Store) -> None:
    clock = Clock()
    assert await reminding(store, clock).look_after() == 1
    assert await reminding(store, clock).look_after() == 0
    job = reminding(store, clock)
    assert await job.look_after() == 0
    clock.now += timedelta(days=6)
    assert await job.look_after() == 1
