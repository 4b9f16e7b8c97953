"""A notice is written only to whom a platform's rules allow."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.store.engine import IN_MEMORY, Store, open_store
from channels.reach import Reach
from tests.bot.store.rows import event

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CHATS = ["zalo_oa:new", "zalo_oa:old", "zalo_oa:never", "zalo_oa:staff", "telegram:1", "web:1"]


@pytest.fixture
def town() -> Store:
    """Chats that were heard of at different times."""
    store = open_store(IN_MEMORY)
    heard = {"new": ("said", 1), "old": ("said", 5), "staff": ("staff_said", 1)}
    with store.transaction() as session:
        for name, (kind, days) in heard.items():
            at = NOW - timedelta(days=days)
            session.add(event(f"zalo_oa:{name}", name, "x", kind=kind, at=at))
    return store


@pytest.mark.parametrize(
    ("reach", "found"),
    [
        (Reach(), set()),
        (Reach(channels=("telegram",)), {"telegram:1"}),
        (Reach(channels=("zalo_oa",)), {"zalo_oa:new"}),
        (Reach(channels=("zalo_oa",), oa_may_cost=True), {"zalo_oa:new", "zalo_oa:old"}),
    ],
)
def test_a_zalo_account_writes_within_its_window_and_the_web_to_nobody(
    town: Store, reach: Reach, found: set[str]
) -> None:
    assert town.run_now(lambda s: reach(s, CHATS, NOW)) == found
