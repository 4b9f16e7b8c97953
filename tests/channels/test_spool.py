"""What the gateway keeps in its spool is moved into the events: all of it, once, in its order."""

import asyncio
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.store.engine import Store, StoreUnavailable, open_store
from bot.store.traffic import EventRow
from channels import moving
from channels.moving import Mover, moved, moved_by, take_in, unmoved
from channels.platform import Event
from channels.spool import Spool, SpoolReader
from channels.spool_file import spool_file
from channels.spooling import spooling
from tests.bot.front_desk import until
from tests.channels.toy import AN, BINH, START

NOW = START + timedelta(minutes=1)


@dataclass
class Pair:
    """A database, the spool beside it, and a mover between them."""

    folder: Path
    store: Store = field(init=False)
    spool: Spool = field(init=False)
    woken: list[tuple[str, datetime]] = field(default_factory=list)
    clock: list[datetime] = field(default_factory=lambda: [NOW])
    movers: list[Mover] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = open_store(f"sqlite:///{self.folder}/motcua.sqlite", busy_ms=100)
        self.spool = self.opened()

    @property
    def path(self) -> Path:
        return self.folder / "motcua-intake.sqlite"

    def opened(self) -> Spool:
        """Return the gateway's side, as after a restart."""
        return Spool(self.path, moved_by(self.store), busy_ms=100)

    def keep(self, *keys: str, now: datetime = NOW, who: str = AN) -> None:
        self.spool.keep([told(key, who) for key in keys], now=now)

    def mover(self) -> Mover:
        """Return a new worker's."""
        made = Mover(self.path, self.store, self.wake, clock=lambda: self.clock[0])
        self.movers.append(made)
        return made

    async def wake(self, conversation_id: str, received_at: datetime) -> None:
        self.woken.append((conversation_id, received_at))

    def moved(self) -> list[str]:
        """Return the keys of the events in the main database, in its order."""
        with self.store.transaction() as session:
            return [row.key for row in session.query(EventRow).order_by(EventRow.id)]

    def lying(self) -> list[str]:
        """Return the keys that are in the spool, moved or not."""
        with closing(sqlite3.connect(self.path)) as connection:
            return [key for (key,) in connection.execute("SELECT key FROM told ORDER BY id")]

    def purge(self) -> None:
        token = self.spool.open()
        last = moved_by(self.store)(token)
        while self.spool.purge(token, last):
            pass

    def replace(self, copy: Path | None = None) -> None:
        """Let somebody delete the spool, and perhaps put a copy in its place."""
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)
        if copy:
            shutil.copy(copy, self.path)


def told(key: str, who: str = AN) -> Event:
    return Event(
        channel="toy", key=key, conversation_id=who, at=START, raw=f"số {key}\0\xff".encode()
    )


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path)
    yield made
    made.spool.close()
    made.store.close()


async def test_what_is_kept_is_moved_once_in_its_order_and_as_it_was(pair: Pair) -> None:
    later = NOW + timedelta(milliseconds=1.5)
    pair.keep("b", "a")
    pair.keep("c", now=later, who=BINH)
    mover = pair.mover()

    assert [await mover.move(), await mover.move()] == [3, 0]

    assert pair.moved() == ["b", "a", "c"]
    assert pair.woken == [(AN, NOW), (BINH, later)]
    with pair.store.transaction() as session:
        last = session.query(EventRow).order_by(EventRow.id.desc()).first()
        assert last is not None
        assert (last.conversation_id, last.at, last.received_at) == (BINH, START, later)
        assert (last.raw, last.state, last.attempts) == (told("c").raw, "new", 0)
    await mover.close()


async def test_the_same_event_told_again_is_moved_once(pair: Pair) -> None:
    pair.keep("a", "a")
    mover = pair.mover()
    await mover.move()
    pair.keep("a", "b")
    await mover.move()

    assert pair.moved() == ["a", "b"]
    await mover.close()


async def test_a_worker_that_died_before_or_after_its_transaction_moves_on(pair: Pair) -> None:
    pair.keep("a", "b")
    first = pair.mover()
    # It had read, but not kept: the next one reads the same again.
    token = pair.spool.open()
    batch = SpoolReader(pair.path).read(token, 0, 1)
    assert batch is not None
    pair.store.run_now(partial(take_in, token=token, rows=batch.rows))

    await pair.mover().move()
    # The first one has seen nothing of that.
    await first.move()

    assert pair.moved() == ["a", "b"]
    assert pair.store.run_now(lambda s: moved(s, token)) == 2
    for each in pair.movers:
        await each.close()


def test_rows_and_how_far_they_were_moved_are_kept_together_or_not_at_all(pair: Pair) -> None:
    pair.keep("a")
    token = pair.spool.open()
    batch = SpoolReader(pair.path).read(token, 0, 10)
    assert batch is not None

    def killed(session: Session) -> None:
        take_in(session, token, batch.rows)
        session.flush()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pair.store.run_now(killed)

    assert pair.moved() == []
    assert pair.store.run_now(lambda s: moved(s, token)) == 0


def test_what_is_deleted_was_moved_and_its_numbers_never_come_again(pair: Pair) -> None:
    pair.keep("a", "b")
    moving.move_all(pair.path, pair.store)
    pair.keep("c")

    pair.purge()
    assert pair.lying() == ["c"]

    moving.move_all(pair.path, pair.store)
    pair.purge()
    assert pair.lying() == []
    pair.spool.close()
    pair.spool = pair.opened()
    pair.keep("d")
    assert moving.move_all(pair.path, pair.store) == 1
    assert pair.moved() == ["a", "b", "c", "d"]


def test_deleted_words_are_in_none_of_the_files(pair: Pair) -> None:
    pair.keep("số căn cước 001")
    assert any(b"001" in file.read_bytes() for file in pair.folder.glob("motcua-intake*"))
    moving.move_all(pair.path, pair.store)

    pair.purge()
    pair.spool.wipe()

    assert not any(b"001" in file.read_bytes() for file in pair.folder.glob("motcua-intake*"))


async def test_a_spool_that_was_deleted_is_made_anew_and_read_from_its_beginning(
    pair: Pair,
) -> None:
    mover = pair.mover()
    pair.keep("a", "b", "c")
    await mover.move()

    pair.replace()
    assert await mover.move() == 0
    pair.keep("d")
    await mover.move()

    assert pair.moved() == ["a", "b", "c", "d"]
    assert pair.lying() == ["d"]
    await mover.close()


async def test_a_spool_put_back_from_a_copy_gives_out_no_number_that_was_moved(
    pair: Pair,
) -> None:
    mover = pair.mover()
    pair.keep("a")
    pair.spool.close()
    copy = pair.folder / "copy"
    shutil.copy(pair.path, copy)
    pair.keep("b", "c")
    await mover.move()

    pair.replace(copy)
    pair.keep("d")
    await mover.move()

    assert pair.moved() == ["a", "b", "c", "d"]
    await mover.close()


async def test_what_another_files_cursor_says_deletes_nothing(pair: Pair) -> None:
    pair.keep("a")
    token = pair.spool.open()
    pair.replace()
    pair.keep("b")

    assert pair.spool.purge(token, 10) == 0
    assert pair.lying() == ["b"]


async def test_everything_before_the_moment_heard_has_been_moved(pair: Pair) -> None:
    mover = pair.mover()
    assert mover.heard() < START
    # There is no gateway yet: nothing to wait for.
    pair.replace()
    await mover.move()
    assert mover.heard() == NOW

    count = 450
    for n in range(count):
        pair.keep(f"k{n}", now=NOW + timedelta(seconds=n))
    pair.clock[0] = NOW + timedelta(seconds=1_000)
    await mover.move()
    assert mover.heard() == NOW + timedelta(seconds=len(pair.moved()) - 1)
    while await mover.move():
        pass

    assert mover.heard() == pair.clock[0]
    assert len(pair.moved()) == count
    await mover.close()


async def test_a_locked_main_database_makes_what_was_kept_wait(pair: Pair) -> None:
    mover = pair.mover()
    await mover.move()
    pair.keep("a")
    pair.clock[0] += timedelta(seconds=1)

    with closing(sqlite3.connect(pair.folder / "motcua.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        pair.keep("b")
        with pytest.raises(StoreUnavailable):
            await mover.move()
        assert mover.heard() == NOW
        other.execute("ROLLBACK")
    await mover.move()

    assert pair.moved() == ["a", "b"]
    await mover.close()


def test_a_locked_spool_is_told_as_the_databases_trouble(pair: Pair) -> None:
    pair.keep("a")
    with closing(sqlite3.connect(pair.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="the spool: locked"):
            pair.keep("b")
        other.execute("ROLLBACK")

    pair.keep("b")
    assert pair.lying() == ["a", "b"]


def test_a_full_disk_is_told_as_the_databases_trouble(pair: Pair) -> None:
    pair.keep("a")
    with pair.spool._file.used() as connection:
        connection.execute("PRAGMA max_page_count = 1")

    with pytest.raises(StoreUnavailable, match="the spool: disk full"):
        pair.keep(*(f"{n}{'x' * 1_000}" for n in range(100)))

    pair.keep("b")
    assert pair.lying() == ["a", "b"]


def test_a_file_that_is_no_spool_is_told_in_a_line(pair: Pair) -> None:
    pair.replace()
    pair.path.write_bytes(b"no database " * 1_000)

    with pytest.raises(StoreUnavailable, match="the spool: not a database"):
        pair.spool.open()
    with pytest.raises(StoreUnavailable, match="the spool: not a database"):
        unmoved(pair.path, pair.store)


def test_events_without_a_time_zone_are_not_kept(pair: Pair) -> None:
    naive = Event(
        channel="toy", key="bad", conversation_id=AN, at=START.replace(tzinfo=None), raw=b""
    )

    with pytest.raises(ValueError, match="time zone"):
        pair.spool.keep([told("a"), naive], now=NOW)

    pair.keep("b")
    assert pair.lying() == ["b"]


def test_only_its_owner_can_read_a_spool(pair: Pair) -> None:
    pair.keep("a")

    for file in pair.folder.glob("motcua-intake*"):
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600


def test_what_waits_in_a_spool_is_counted(pair: Pair) -> None:
    assert unmoved(None, pair.store).count == 0
    assert unmoved(pair.path, pair.store).count == 0
    pair.keep("a")
    pair.keep("b", now=NOW + timedelta(seconds=1))
    moving.move_all(pair.path, pair.store)
    pair.keep("c", now=NOW + timedelta(seconds=2))
    pair.keep("d", now=NOW + timedelta(seconds=3))

    found = unmoved(pair.path, pair.store)

    assert (found.count, found.oldest) == (2, NOW + timedelta(seconds=2))


def test_a_process_with_a_worker_of_its_own_empties_the_spool_first(pair: Pair) -> None:
    moving.empty(pair.path, pair.store)
    assert not pair.path.exists()
    pair.keep("a", "b")

    moving.empty(pair.path, pair.store)

    assert pair.moved() == ["a", "b"]
    assert pair.lying() == []


@pytest.mark.parametrize(
    ("database", "name"),
    [
        ("sqlite:////srv/motcua.sqlite", "/srv/motcua-intake.sqlite"),
        ("sqlite:////srv/other", "/srv/other-intake"),
        ("sqlite://", None),
        ("postgresql+psycopg://u:p@h/n", None),
    ],
)
def test_only_a_database_in_a_file_has_a_spool(database: str, name: str | None) -> None:
    assert spool_file(database) == (Path(name) if name else None)


async def test_a_gateway_keeps_its_spool_clean_and_acknowledges_meanwhile(pair: Pair) -> None:
    async with spooling(pair.path, pair.store, purge_s=0.01) as add:
        for n in range(5):
            await add([told(f"k{n}")], NOW)
            await asyncio.to_thread(moving.move_all, pair.path, pair.store)
        await until(lambda: pair.lying() == [])
        await add([told("last")], NOW)
        assert pair.lying() == ["last"]

    assert pair.moved() == [f"k{n}" for n in range(5)]


async def test_a_journal_that_has_grown_is_copied_beside_the_writing(pair: Pair) -> None:
    journal = Path(f"{pair.path}-wal")
    big = Event(channel="toy", key="big", conversation_id=AN, at=START, raw=b"x" * 5_000_000)
    pair.spool.keep([big], now=NOW)
    grown = journal.stat().st_size

    pair.spool.checkpoint()
    pair.keep("a")
    pair.keep("b")

    assert grown > 5_000_000
    assert journal.stat().st_size < grown
    assert pair.lying() == ["big", "a", "b"]
