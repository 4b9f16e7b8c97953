"""The pair of tokens: renewed in time, by one program at a time, and never lost in silence."""

import asyncio
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.store.engine import Store
from bot.store.tokens import ZaloTokenRow
from channels.platform import Failure, SendFailed
from channels.zalo_oauth import App
from channels.zalo_token_steps import LEASE, fail, lease
from channels.zalo_tokens import ZaloTokens
from tests.bot.store.conftest import (  # noqa: F401  # fixtures
    open_stores,
    postgres,
    postgres_url,
    store,
    url,
)
from tests.channels.zalo_account import Clock, app_of, log_in
from tests.fakes.server import Fault, Faults
from tests.fakes.zalo_oa import FakeZaloOA

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def zalo(clock: Clock) -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA(now=clock) as fake:
        yield fake


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
async def tokens(
    store: Store,  # noqa: F811
    zalo: FakeZaloOA,
    http: httpx.AsyncClient,
    clock: Clock,
) -> AsyncIterator[ZaloTokens]:
    made = ZaloTokens(store, app_of(zalo), http, now=clock)
    yield made
    await made.close()


def asked(zalo: FakeZaloOA) -> int:
    return zalo.calls.count("/v4/oa/access_token")


async def kept(tokens: ZaloTokens) -> ZaloTokenRow:
    row = await tokens.row()
    assert row is not None
    return row


async def failure(trying: object) -> tuple[Failure, str]:
    with pytest.raises(SendFailed) as failed:
        await trying  # type: ignore[misc]  # a coroutine
    return failed.value.failure, failed.value.code


async def test_without_consent_nothing_can_be_sent_until_an_administrator_acts(
    tokens: ZaloTokens,
) -> None:
    assert await failure(tokens.current()) == (Failure.ADMIN, "no_consent")


async def test_a_fresh_token_is_used_without_asking_zalo(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    access = await log_in(tokens, zalo)
    clock.pass_(hours=11, minutes=59)

    await tokens.keep_fresh()

    assert await tokens.current() == access
    assert asked(zalo) == 0


async def test_the_pair_is_renewed_twice_a_day(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    first = await log_in(tokens, zalo)
    for _ in range(4 * 24):
        clock.pass_(minutes=15)
        await tokens.keep_fresh()

    assert asked(zalo) == zalo.account.refreshes == 2
    assert await tokens.current() != first


async def test_a_short_lived_token_is_renewed_two_hours_before_its_end(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    await log_in(tokens, zalo)
    async with asyncio.timeout(60):
        await tokens.keep_fresh()
        clock.pass_(hours=12)
        zalo.behaviour.life *= 0.2  # Five hours.
        await tokens.keep_fresh()
        clock.pass_(hours=2, minutes=59)
        await tokens.keep_fresh()
        assert zalo.account.refreshes == 1
        clock.pass_(minutes=2)
        await tokens.keep_fresh()

    assert zalo.account.refreshes == 2


async def test_an_ended_token_is_renewed_before_it_is_used(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    await log_in(tokens, zalo)
    clock.pass_(hours=26)

    zalo.account.check_access(await tokens.current())

    assert zalo.account.refreshes == 1


async def test_the_next_pair_is_in_the_database_before_anybody_gets_it(
    tokens: ZaloTokens,
    zalo: FakeZaloOA,
    clock: Clock,
    store: Store,  # noqa: F811
) -> None:
    await log_in(tokens, zalo)
    clock.pass_(hours=26)

    given = await tokens.current()

    row = store.run_now(lambda session: session.get_one(ZaloTokenRow, zalo.app_id))
    assert (row.access_token, row.number, row.leased_to) == (given, 2, None)


async def test_many_who_are_refused_at_once_renew_once(
    tokens: ZaloTokens,
    zalo: FakeZaloOA,
    http: httpx.AsyncClient,
    clock: Clock,
    url: str,  # noqa: F811
    open_stores: Callable[..., Store],  # noqa: F811
) -> None:
    old = await log_in(tokens, zalo)
    clock.pass_(hours=1)
    zalo.behaviour.oauth_pause_s = 0.1
    other = ZaloTokens(open_stores(url), app_of(zalo), http, now=clock)

    given = await asyncio.gather(*(each.instead_of(old) for each in [tokens, other] * 5))

    assert zalo.account.refreshes == asked(zalo) == 1
    assert len(set(given)) == 1
    zalo.account.check_access(given[0])


async def test_a_refused_token_that_was_replaced_meanwhile_costs_no_refresh(
    tokens: ZaloTokens, zalo: FakeZaloOA
) -> None:
    old = await log_in(tokens, zalo)
    new = await log_in(tokens, zalo)

    assert await tokens.instead_of(old) == new
    assert asked(zalo) == 0


async def test_a_token_refused_when_it_is_new_is_not_renewed_again_and_again(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    access = await log_in(tokens, zalo)
    clock.pass_(minutes=1)

    assert await failure(tokens.instead_of(access)) == (Failure.ADMIN, "refused_when_new")
    assert asked(zalo) == 0


async def test_a_rejected_refresh_token_needs_consent_with_one_alert_and_no_loop(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    access = await log_in(tokens, zalo)
    clock.pass_(hours=13)
    zalo.account.end_refresh()

    for _ in range(50):
        await tokens.keep_fresh()
        clock.pass_(minutes=10)

    assert asked(zalo) == 1
    alerts = [line for line in caplog.records if line.levelno >= logging.ERROR]
    assert len(alerts) == 1
    assert "motcua zalo login" in alerts[0].getMessage()
    assert access not in caplog.text
    assert ((await kept(tokens)).state, (await kept(tokens)).trouble) == ("needs_consent", "-14014")


async def test_the_last_access_token_serves_until_its_end_though_consent_is_needed(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    access = await log_in(tokens, zalo)
    clock.pass_(hours=13)
    zalo.account.end_refresh()
    await tokens.keep_fresh()

    assert await tokens.current() == access
    clock.pass_(hours=12)
    assert await failure(tokens.current()) == (Failure.ADMIN, "needs_consent")
    assert await failure(tokens.instead_of(access)) == (Failure.ADMIN, "needs_consent")


async def test_consent_after_a_rejection_makes_all_well_again(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    await log_in(tokens, zalo)
    clock.pass_(hours=13)
    zalo.account.end_refresh()
    await tokens.keep_fresh()

    access = await log_in(tokens, zalo)

    assert await tokens.current() == access
    assert ((await kept(tokens)).state, (await kept(tokens)).trouble) == ("ok", "")


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.CUT])
async def test_a_failed_attempt_keeps_the_pair_and_is_made_again_after_a_pause(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock, fault: Fault
) -> None:
    access = await log_in(tokens, zalo)
    clock.pass_(hours=13)
    zalo.plan.append(fault)

    await tokens.keep_fresh()
    await tokens.keep_fresh()
    row = await kept(tokens)
    assert (row.access_token, row.state, row.failures, len(zalo.drawn)) == (access, "ok", 1, 1)

    clock.pass_(seconds=16)
    await tokens.keep_fresh()
    assert zalo.account.refreshes == 1
    assert (await kept(tokens)).failures == 0


async def test_pauses_between_attempts_grow(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    await log_in(tokens, zalo)
    clock.pass_(hours=13)
    zalo.faults = Faults(error=1.0)
    for _ in range(4 * 60):
        await tokens.keep_fresh()
        clock.pass_(seconds=15)

    # After 15, 30, 60, … 960 and 1,920 seconds.
    assert len(zalo.drawn) == 8


async def test_an_answer_that_is_lost_on_its_way_loses_the_pair_and_the_state_says_so(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    await log_in(tokens, zalo)
    clock.pass_(hours=13)
    zalo.plan.append(Fault.LOST)
    await tokens.keep_fresh()
    clock.pass_(minutes=1)

    await tokens.keep_fresh()

    row = await kept(tokens)
    assert (row.state, row.trouble) == ("needs_consent", "-14014 after RemoteProtocolError")


async def test_an_attempt_that_died_after_zalo_answered_loses_the_pair_and_the_state_says_so(
    tokens: ZaloTokens,
    zalo: FakeZaloOA,
    clock: Clock,
    store: Store,  # noqa: F811
) -> None:
    await log_in(tokens, zalo)
    clock.pass_(hours=13)
    assert store.run_now(lambda session: lease(zalo.app_id, 1, "dead", clock(), session))
    zalo.account.issue()

    await tokens.keep_fresh()
    assert asked(zalo) == 0, "the lease of the dead one still holds"
    clock.pass_(seconds=LEASE.total_seconds() + 1)
    await tokens.keep_fresh()

    row = await kept(tokens)
    assert (row.state, row.trouble) == ("needs_consent", "-14014 after interrupted")


async def test_an_attempt_that_died_before_zalo_heard_of_it_costs_nothing(
    tokens: ZaloTokens,
    zalo: FakeZaloOA,
    clock: Clock,
    store: Store,  # noqa: F811
) -> None:
    await log_in(tokens, zalo)
    clock.pass_(hours=13)
    assert store.run_now(lambda session: lease(zalo.app_id, 1, "dead", clock(), session))
    clock.pass_(seconds=LEASE.total_seconds() + 1)

    await tokens.keep_fresh()

    assert ((await kept(tokens)).state, (await kept(tokens)).number) == ("ok", 2)


async def test_an_attempt_goes_on_though_its_caller_gave_up(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    await log_in(tokens, zalo)
    clock.pass_(hours=13)
    zalo.behaviour.oauth_pause_s = 0.2
    caller = asyncio.create_task(tokens.keep_fresh())
    while not zalo.account.refreshes:
        await asyncio.sleep(0.01)

    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await tokens.close()

    assert (await kept(tokens)).number == 2
    zalo.account.check_access(await tokens.current())


async def test_a_pair_that_comes_late_is_kept_though_it_was_called_lost(
    tokens: ZaloTokens, zalo: FakeZaloOA, clock: Clock
) -> None:
    await log_in(tokens, zalo)
    clock.pass_(hours=13)
    zalo.behaviour.oauth_pause_s = 0.3
    late = asyncio.create_task(tokens.keep_fresh())
    while not zalo.account.refreshes:
        await asyncio.sleep(0.01)
    clock.pass_(seconds=LEASE.total_seconds() + 1)
    await tokens.keep_fresh()
    assert (await kept(tokens)).state == "needs_consent"

    await late

    assert ((await kept(tokens)).state, (await kept(tokens)).number) == ("ok", 2)
    zalo.account.check_access(await tokens.current())


async def test_an_attempt_whose_lease_went_on_cannot_call_the_pair_lost(
    tokens: ZaloTokens,
    zalo: FakeZaloOA,
    clock: Clock,
    store: Store,  # noqa: F811
) -> None:
    await log_in(tokens, zalo)
    for attempt in ("first", "second"):
        clock.pass_(seconds=LEASE.total_seconds() + 1)
        leased = partial(lease, zalo.app_id, 1, attempt, clock())
        assert store.run_now(leased) is not None

    late = partial(fail, zalo.app_id, 1, "first", code="-14014", is_rejected=True, at=clock())
    is_over = store.run_now(late)

    row = await kept(tokens)
    assert (is_over, row.state, row.leased_to) == (False, "ok", "second")


async def test_an_error_with_status_200_is_never_kept_as_tokens(
    zalo: FakeZaloOA,
    clock: Clock,
    http: httpx.AsyncClient,
    store: Store,  # noqa: F811
) -> None:
    wrong = App(app_id=zalo.app_id, secret="not-it", url=zalo.url)  # noqa: S106  # nobody's
    tokens = ZaloTokens(store, wrong, http, now=clock)
    access = await log_in(tokens, zalo)
    clock.pass_(hours=13)

    await tokens.keep_fresh()

    row = await kept(tokens)
    # A wrong setting can be put right: the refresh token is still good.
    assert (row.access_token, row.state, row.trouble) == (access, "ok", "-14004")


async def test_the_next_pair_waits_for_a_locked_database(
    zalo: FakeZaloOA,
    clock: Clock,
    http: httpx.AsyncClient,
    tmp_path: Path,
    open_stores: Callable[..., Store],  # noqa: F811
) -> None:
    file = tmp_path / "locked.sqlite"
    tokens = ZaloTokens(open_stores(f"sqlite:///{file}", busy_ms=50), app_of(zalo), http, now=clock)
    await log_in(tokens, zalo)
    clock.pass_(hours=13)
    zalo.behaviour.oauth_pause_s = 0.1
    renewing = asyncio.create_task(tokens.keep_fresh())
    while not zalo.account.refreshes:
        await asyncio.sleep(0.01)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(0.4)
    other.execute("ROLLBACK")
    other.close()

    await renewing

    assert (await kept(tokens)).number == 2


async def test_neither_the_app_nor_a_pair_shows_its_secrets(zalo: FakeZaloOA) -> None:
    from channels.zalo_oauth import Pair

    issued = zalo.account.issue()
    pair = Pair(access_token=issued.access, refresh_token=issued.refresh, life=zalo.behaviour.life)

    shown = f"{pair!r} {app_of(zalo)!r}"
    assert not {issued.access, issued.refresh, zalo.app_secret} & set(shown.split("'"))


RENEW = """
import asyncio, sys
import httpx
from bot.store.engine import open_store
from channels.zalo_oauth import App
from channels.zalo_tokens import ZaloTokens

async def main(url, zalo, app_id, secret, refused):
    store = open_store(url)
    async with httpx.AsyncClient(trust_env=False) as http:
        tokens = ZaloTokens(store, App(app_id=app_id, secret=secret, url=zalo), http)
        print("ready", flush=True)
        sys.stdin.readline()
        print(await tokens.instead_of(refused), flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


def renewing(url: str, zalo: FakeZaloOA, refused: str) -> subprocess.Popen[str]:  # noqa: F811
    return subprocess.Popen(
        [sys.executable, "-c", RENEW, url, zalo.url, zalo.app_id, zalo.app_secret, refused],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def logged_in_an_hour_ago(store: Store, zalo: FakeZaloOA, clock: Clock) -> str:  # noqa: F811
    """Keep a pair for programs that go by the true clock, and set the test's own right."""
    from channels.zalo_tokens import utc_now

    clock.at = utc_now()
    clock.pass_(hours=-1)
    async with httpx.AsyncClient(trust_env=False) as http:
        access = await log_in(ZaloTokens(store, app_of(zalo), http, now=clock), zalo)
    clock.pass_(hours=1)
    return access


@pytest.mark.slow
async def test_three_programs_that_are_refused_at_once_renew_once(
    url: str,  # noqa: F811
    store: Store,  # noqa: F811
    zalo: FakeZaloOA,
    clock: Clock,
) -> None:
    old = await logged_in_an_hour_ago(store, zalo, clock)
    zalo.behaviour.oauth_pause_s = 0.5
    programs = [renewing(url, zalo, old) for _ in range(3)]
    for each in programs:
        assert each.stdout is not None
        assert await asyncio.to_thread(each.stdout.readline) == "ready\n"

    ends = [asyncio.to_thread(each.communicate, "go\n") for each in programs]
    given = {out for out, _ in await asyncio.gather(*ends)}

    assert [each.returncode for each in programs] == [0, 0, 0]
    assert zalo.account.refreshes == asked(zalo) == 1
    assert len(given) == 1
    zalo.account.check_access(given.pop().strip())


@pytest.mark.slow
async def test_a_program_killed_while_it_renews_is_told_of_in_the_state(
    url: str,  # noqa: F811
    store: Store,  # noqa: F811
    zalo: FakeZaloOA,
    clock: Clock,
    tokens: ZaloTokens,
) -> None:
    old = await logged_in_an_hour_ago(store, zalo, clock)
    zalo.behaviour.oauth_pause_s = 2.0
    program = renewing(url, zalo, old)
    assert program.stdin is not None
    program.stdin.write("go\n")
    program.stdin.flush()
    while not zalo.account.refreshes:
        await asyncio.sleep(0.02)
    program.kill()
    await asyncio.to_thread(program.communicate)
    zalo.behaviour.oauth_pause_s = 0.0

    row = await kept(tokens)
    assert row.access_token == old
    assert row.leased_to is not None
    clock.pass_(hours=13)
    await tokens.keep_fresh()

    row = await kept(tokens)
    assert (row.state, row.trouble) == ("needs_consent", "-14014 after interrupted")
