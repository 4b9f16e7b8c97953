"""One contract for both ways of having work done: in this process, and through PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.engine import StoreUnavailable
from channels import jobs as local
from channels.jobs import Jobs, LocalJobs, jobs_at

LIMIT_S = 60


@pytest.fixture(
    params=[
        pytest.param("local", id="local"),
        pytest.param("postgres", id="postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
    ]
)
def url(request: pytest.FixtureRequest) -> str:
    """Address of an empty database of either kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return "sqlite://"


@pytest.fixture
async def jobs(url: str) -> AsyncIterator[Jobs]:
    async with asyncio.timeout(2 * LIMIT_S), jobs_at(url) as opened:
        yield opened


class Log:
    """Work that writes down when it begins and ends."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.go_on = asyncio.Event()
        self.again: list[datetime | None] = []
        self.fails: list[Exception] = []

    async def work(self, key: str) -> datetime | None:
        self.lines.append(f"begin {key}")
        await self.go_on.wait()
        self.lines.append(f"end {key}")
        if self.fails:
            raise self.fails.pop(0)
        return self.again.pop(0) if self.again else None

    async def count(self, line: str, times: int = 1) -> None:
        """Wait until a line was written so many times."""
        async with asyncio.timeout(LIMIT_S):
            while self.lines.count(line) < times:
                await asyncio.sleep(0.005)


async def a_while() -> None:
    """Wait longer than a job that waits for nothing would take to begin."""
    await asyncio.sleep(0.4)


async def test_a_job_is_done_with_its_key(jobs: Jobs) -> None:
    log = Log()
    log.go_on.set()
    async with jobs.working({"serve": log.work}):
        await jobs.wake("serve", "toy:an")
        await log.count("end toy:an")


async def test_jobs_of_different_keys_and_kinds_run_side_by_side(jobs: Jobs) -> None:
    serve, deliver = Log(), Log()
    async with jobs.working({"serve": serve.work, "deliver": deliver.work}):
        await jobs.wake("serve", "toy:an")
        await jobs.wake("serve", "toy:binh")
        await jobs.wake("deliver", "toy:an")
        await serve.count("begin toy:an")
        await serve.count("begin toy:binh")
        await deliver.count("begin toy:an")
        serve.go_on.set()
        deliver.go_on.set()


async def test_one_that_is_woken_while_it_runs_runs_once_more_and_never_twice_at_once(
    jobs: Jobs,
) -> None:
    log = Log()
    async with jobs.working({"serve": log.work}):
        await jobs.wake("serve", "an")
        await log.count("begin an")
        for _ in range(3):
            await jobs.wake("serve", "an")
        await a_while()
        assert log.lines == ["begin an"]
        log.go_on.set()
        await log.count("end an", 2)
        await a_while()

    assert log.lines == ["begin an", "end an"] * 2


async def test_what_the_job_asks_for_is_done_again_then(jobs: Jobs) -> None:
    log = Log()
    log.go_on.set()
    log.again = [datetime.now(UTC) + timedelta(seconds=0.1)]
    async with jobs.working({"serve": log.work}):
        await jobs.wake("serve", "an")
        await log.count("end an", 2)


async def test_a_wake_for_later_waits_and_an_earlier_one_does_not_wait_for_it(jobs: Jobs) -> None:
    log = Log()
    log.go_on.set()
    async with jobs.working({"serve": log.work}):
        await jobs.wake("serve", "an", at=datetime.now(UTC) + timedelta(hours=1))
        await a_while()
        assert log.lines == []
        await jobs.wake("serve", "an")
        await log.count("end an")


@pytest.mark.slow
async def test_a_wake_for_later_comes(jobs: Jobs) -> None:
    log = Log()
    log.go_on.set()
    async with jobs.working({"serve": log.work}):
        await jobs.wake("serve", "an", at=datetime.now(UTC) + timedelta(seconds=2.5))
        await log.count("end an")


@pytest.mark.parametrize("error", [StoreUnavailable("locked"), ValueError("bug")])
async def test_a_job_that_fails_is_done_again(
    jobs: Jobs, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "STORE_AWAY_S", 0.05)
    monkeypatch.setattr(local, "BROKEN_S", 0.05)
    log = Log()
    log.go_on.set()
    log.fails = [error]
    async with jobs.working({"serve": log.work}):
        await jobs.wake("serve", "an")
        await log.count("end an", 2)


async def test_what_runs_when_the_work_ends_is_not_cut_off(jobs: Jobs) -> None:
    log = Log()
    async with jobs.working({"serve": log.work}):
        await jobs.wake("serve", "an")
        await log.count("begin an")
        asyncio.get_running_loop().call_later(0.1, log.go_on.set)

    assert log.lines == ["begin an", "end an"]


async def test_a_local_job_leaves_nothing_behind_when_it_is_done() -> None:
    jobs, log = LocalJobs(), Log()
    log.go_on.set()
    async with jobs.working({"serve": log.work}):
        for n in range(20):
            await jobs.wake("serve", f"toy:{n}")
        await log.count("end toy:19")
        await a_while()
        assert len(jobs) == 0


@pytest.mark.postgres
@pytest.mark.slow
async def test_of_two_processes_one_does_the_job(postgres_url: str) -> None:
    first, second = Log(), Log()
    async with (
        asyncio.timeout(2 * LIMIT_S),
        jobs_at(postgres_url) as here,
        jobs_at(postgres_url) as there,
        here.working({"serve": first.work}),
        there.working({"serve": second.work}),
    ):
        for jobs in (here, there, here):
            await jobs.wake("serve", "an")
        while not first.lines + second.lines:
            await asyncio.sleep(0.01)
        await a_while()
        assert len(first.lines + second.lines) == 1
        first.go_on.set()
        second.go_on.set()
