"""Jobs that several processes share through PostgreSQL, with procrastinate."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException
from procrastinate.jobs import Status
from sqlalchemy import make_url

from channels.jobs import Work, attempt

logger = logging.getLogger(__name__)

# Its tables are in a schema of their own, apart from those that our migrations look after.
_SCHEMA = "procrastinate"
_QUEUE = "conversations"
# Any number that no other program locks in our database.
_ONE_AT_A_TIME = 7_205_759_404
# Most of them wait for a platform or for their turn to think; a job costs next to nothing.
_SIDE_BY_SIDE = 100
# A job that is due so soon keeps its place: a scheduled one is only found at the next look.
_SOON = timedelta(seconds=2)
_LOOK_S = 1.0
# A process that was killed holds its conversations that long.
_HEARTBEAT_S, _DEAD_AFTER_S = 2.0, 8.0
_AGAIN_S = 2.0
_GRACE_S = 5.0


class PostgresqlJobs:
    """Jobs in PostgreSQL: one row each; one of a key at a time among all processes."""

    def __init__(self, app: App, *, now: Callable[[], datetime]) -> None:
        self._app = app
        self._now = now
        self._works: Mapping[str, Work] = {}
        self._wanted: dict[tuple[str, str], datetime | None] = {}
        self._writer: asyncio.Task[None] | None = None
        self._busy: set[tuple[str, str]] = set()
        self._task = app.task(name="do", pass_context=True, queue=_QUEUE)(self._do)
        self._later = app.task(name="later", queue=_QUEUE)(self.wake)

    async def wake(self, job: str, key: str, *, at: datetime | None = None) -> None:
        """Have the job of a key done; returns at once: what is lost now, a sweep finds again."""
        name = (job, key)
        if name not in self._wanted or at is None:
            self._wanted[name] = at
        elif (before := self._wanted[name]) is not None:
            self._wanted[name] = min(before, at)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())

    def is_busy(self, job: str, key: str) -> bool:
        """Say whether this process does the job now."""
        return (job, key) in self._busy

    @contextlib.asynccontextmanager
    async def working(self, works: Mapping[str, Work]) -> AsyncIterator[None]:
        """Do the jobs until the context ends; then let running ones end, for a while."""
        self._works = works
        tasks = [asyncio.create_task(self._work_on()), asyncio.create_task(self._free_on())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._works = {}

    async def close(self) -> None:
        """Write what is still wanted."""
        if self._writer is not None:
            await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self) -> None:
        try:
            while self._wanted:
                (job, key), at = next(iter(self._wanted.items()))
                del self._wanted[job, key]
                try:
                    await self._defer(job, key, at)
                except ProcrastinateException as error:
                    kind = type(error).__name__
                    logger.warning("a wake was lost until the next sweep", extra={"why": kind})
        finally:
            self._writer = None

    async def _defer(self, job: str, key: str, at: datetime | None) -> None:
        name, now = f"{job} {key}", self._now()
        with contextlib.suppress(AlreadyEnqueued):
            if at is None or at - now <= _SOON:
                place = self._task.configure(lock=name, queueing_lock=name)
                await place.defer_async(key=key, job=job, at=at.isoformat() if at else None)
                return
            # Not under the lock: it would hold up all that is due earlier.
            second = at.astimezone(UTC).replace(microsecond=0)
            lock = f"{name} {second.isoformat()}"
            later = self._later.configure(schedule_at=at, queueing_lock=lock)
            await later.defer_async(job=job, key=key)

    async def _do(self, context: JobContext, *, job: str, key: str, at: str | None) -> None:
        """Run one job; when it is due again soon it keeps its place."""
        due = datetime.fromisoformat(at) if at else None
        while (work := self._works.get(job)) is not None and not context.should_abort():
            if due is not None:
                wait_s = (due - self._now()).total_seconds()
                if wait_s > _SOON.total_seconds():
                    await self.wake(job, key, at=due)
                    return
                await asyncio.sleep(max(0.0, wait_s))
            self._busy.add((job, key))
            try:
                due = await attempt(work, key, job, now=self._now())
            finally:
                self._busy.discard((job, key))
            if due is None:
                return

    async def _work_on(self) -> None:
        while True:
            try:
                await self._app.run_worker_async(
                    queues=[_QUEUE],
                    concurrency=_SIDE_BY_SIDE,
                    fetch_job_polling_interval=_LOOK_S,
                    shutdown_graceful_timeout=_GRACE_S,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    update_heartbeat_interval=_HEARTBEAT_S,
                    stalled_worker_timeout=_DEAD_AFTER_S,
                )
            except Exception as error:  # whatever it was, somebody has to go on
                kind = type(error).__name__
                logger.error("the jobs stopped and begin again", extra={"error": kind})
            await asyncio.sleep(_AGAIN_S)

    async def _free_on(self) -> None:
        """Take away what processes that are gone were doing, and have it done."""
        while True:
            try:
                manager = self._app.job_manager
                for each in await manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER_S):
                    await manager.finish_job(each, status=Status.FAILED, delete_job=True)
                    await self.wake(str(each.task_kwargs["job"]), str(each.task_kwargs["key"]))
            except ProcrastinateException as error:
                kind = type(error).__name__
                logger.warning("stalled jobs cannot be looked up", extra={"why": kind})
            await asyncio.sleep(_HEARTBEAT_S)


@contextlib.asynccontextmanager
async def postgresql_jobs(
    database: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[PostgresqlJobs]:
    """Give the jobs of the database at the URL, their tables made if they are not there."""
    # It logs the arguments of jobs, which are the ids of residents' conversations.
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    address = make_url(database).set(drivername="postgresql")
    conninfo = address.render_as_string(hide_password=False)
    options = {"options": f"-c search_path={_SCHEMA}"}
    connector = PsycopgConnector(conninfo=conninfo, kwargs=options, min_size=1, max_size=6)
    app = App(connector=connector)
    jobs = PostgresqlJobs(app, now=now)
    async with app.open_async():
        await _make_tables(app, conninfo)
        try:
            yield jobs
        finally:
            await jobs.close()


async def _make_tables(app: App, conninfo: str) -> None:
    """Make procrastinate's tables; several processes may start at once."""
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
        await connection.execute("SELECT pg_advisory_lock(%s)", (_ONE_AT_A_TIME,))
        # The lock ends with the connection.
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
        known = await connection.execute(
            "SELECT to_regclass(%s)", (f"{_SCHEMA}.procrastinate_jobs",)
        )
        if (await known.fetchone()) == (None,):
            await app.schema_manager.apply_schema_async()
