"""A transaction is kept whole or not at all, whatever happens to the database."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store.engine import IN_MEMORY, Store, StoreUnavailable, open_store
from bot.store.models import ConversationRow, MessageRow, TicketRow
from bot.types import BotError
from tests.bot.store.rows import NOW, conversation, message

CHECKOUT = Path(__file__).resolve().parents[3]
WORDS = "ông Nguyễn Văn Bí Mật 0912345678"


def texts(session: Session) -> list[str]:
    return list(session.scalars(select(MessageRow.text).order_by(MessageRow.id)))


def start(session: Session) -> None:
    session.add(conversation())


def say(words: str) -> Callable[[Session], None]:
    return lambda session: session.add(message(text=words))


def test_what_was_done_is_there_afterwards(store: Store) -> None:
    store.run_now(start)
    store.run_now(say("đèn đường hỏng"))

    assert store.run_now(texts) == ["đèn đường hỏng"]


def test_an_error_in_the_work_takes_all_of_it_back(store: Store) -> None:
    def half(session: Session) -> None:
        session.add(conversation())
        session.flush()
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        store.run_now(half)

    assert store.run_now(lambda session: session.get(ConversationRow, "web:1")) is None


def test_moments_come_back_with_their_time_zone(store: Store) -> None:
    store.run_now(start)

    with store.transaction() as session:
        assert session.get_one(ConversationRow, "web:1").created_at == NOW


async def test_works_run_in_the_order_in_which_they_were_asked(store: Store) -> None:
    await store.run(start)

    for number in range(20):
        await store.run(say(str(number)))

    assert await store.run(texts) == [str(number) for number in range(20)]


async def test_the_loop_goes_on_while_the_database_works(store: Store) -> None:
    gate = threading.Event()

    waiting = asyncio.create_task(store.run(lambda session: gate.wait(5)))
    await asyncio.sleep(0)
    gate.set()

    assert await waiting is True


async def test_many_conversations_at_once_lose_nothing(store: Store) -> None:
    async def talk(id: str) -> None:
        await store.run(lambda session: session.add(conversation(id)))
        for number in range(3):
            await store.run(partial(_say_in, id=id, words=f"{id} {number}"))

    await asyncio.gather(*(talk(f"web:{number}") for number in range(16)))

    said = await store.run(texts)
    assert sorted(said) == sorted(f"web:{c} {n}" for c in range(16) for n in range(3))


def _say_in(session: Session, *, id: str, words: str) -> None:
    row = session.get_one(ConversationRow, id)
    row.memory = {"last": words}
    session.add(message(id, words))


def test_a_memory_of_one_process_holds_between_transactions() -> None:
    store = open_store(IN_MEMORY)
    store.run_now(start)
    store.run_now(say("một"))

    assert store.run_now(texts) == ["một"]
    store.close()


def test_threads_share_the_memory_of_one_process() -> None:
    store = open_store(IN_MEMORY)
    store.run_now(start)

    threads = [
        threading.Thread(target=lambda n=n: [store.run_now(say(f"{n}.{i}")) for i in range(20)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(store.run_now(texts))) == 80
    store.close()


COUNT = """
import sys
from sqlalchemy import select
from bot.store.engine import open_store
from bot.store.models import ConversationRow, MessageRow
from tests.bot.store.rows import message
store = open_store(sys.argv[1], busy_ms=20_000)
def work(session):
    row = session.get_one(ConversationRow, "web:1")
    row.memory = {"n": row.memory.get("n", 0) + 1}
    session.add(message(text=sys.argv[2]))
for _ in range(100):
    store.run_now(work)
store.close()
"""


@pytest.mark.slow
def test_two_processes_that_write_at_once_lose_nothing(
    url: str, open_stores: Callable[..., Store]
) -> None:
    store = open_stores(url)
    store.run_now(start)
    processes = [
        subprocess.Popen([sys.executable, "-c", COUNT, url, name], cwd=CHECKOUT, text=True)
        for name in ("a", "b")
    ]
    assert [process.wait() for process in processes] == [0, 0]

    with store.transaction() as session:
        assert session.get_one(ConversationRow, "web:1").memory == {"n": 200}
        assert sorted(texts(session)) == ["a"] * 100 + ["b"] * 100


def file_if_new(session: Session) -> str:
    """Look first, then write: what every domain module does."""
    if session.scalar(select(func.count()).select_from(TicketRow)):
        return "there"
    session.add(
        TicketRow(
            code="PA-2611-AAAA",
            category="lighting",
            unit="",
            content=WORDS,
            place="",
            state="received",
            created_at=NOW,
            updated_at=NOW,
        )
    )
    session.flush()
    return "filed"


def test_of_two_gateways_that_look_first_only_one_files(
    url: str, open_stores: Callable[..., Store]
) -> None:
    stores = [open_stores(url), open_stores(url)]
    both = threading.Barrier(2)
    said: list[str] = []

    def one(store: Store) -> None:
        both.wait()
        said.append(store.run_now(file_if_new))

    threads = [threading.Thread(target=one, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["filed", "there"]


def test_no_error_repeats_what_a_resident_wrote(store: Store) -> None:
    store.run_now(file_if_new)

    def doubled(session: Session) -> None:
        session.execute(
            text(
                "INSERT INTO tickets (code, category, unit, content, place, state, created_at,"
                " updated_at) SELECT code, category, unit, :said, place, state, created_at,"
                " updated_at FROM tickets"
            ),
            {"said": WORDS},
        )

    with pytest.raises(IntegrityError) as caught:
        store.run_now(doubled)

    shown = str(caught.value) + repr(caught.value.orig) + str(caught.value.orig)
    assert "Bí Mật" not in shown
    assert "PA-2611" not in shown
    assert caught.value.__cause__ is None or "PA-2611" not in str(caught.value.__cause__)


def test_a_row_that_lacks_a_value_is_not_repeated_in_the_error(store: Store) -> None:
    store.run_now(start)

    with pytest.raises(IntegrityError) as caught:
        store.run_now(lambda session: session.add(message(text=WORDS, state=None)))

    assert "Bí Mật" not in str(caught.value) + str(caught.value.orig)


def test_a_locked_file_is_unavailable_and_works_again_afterwards(
    tmp_path: Path, open_stores: Callable[..., Store]
) -> None:
    file = tmp_path / "motcua.sqlite"
    store = open_stores(f"sqlite:///{file}", 50)
    store.run_now(start)

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailable, match=r"^the database: locked$"):
            store.run_now(say("một"))
        other.execute("ROLLBACK")

    store.run_now(say("hai"))
    assert store.run_now(texts) == ["hai"]


async def test_who_waits_behind_a_lock_is_not_kept_for_everybody_before_him(
    tmp_path: Path, open_stores: Callable[..., Store]
) -> None:
    file = tmp_path / "motcua.sqlite"
    store = open_stores(f"sqlite:///{file}", 100)
    loop = asyncio.get_running_loop()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        started = loop.time()
        failed = await asyncio.gather(
            *(store.run(start) for _ in range(50)), return_exceptions=True
        )
        waited_s = loop.time() - started

    assert {type(each) for each in failed} == {StoreUnavailable}
    # One after the other it would be 5 s.
    assert waited_s < 2.5


@pytest.mark.postgres
def test_a_locked_table_is_unavailable_and_works_again_afterwards(
    postgres_url: str, open_stores: Callable[..., Store]
) -> None:
    store, other = open_stores(postgres_url, 50), open_stores(postgres_url)
    store.run_now(start)

    with other.transaction() as session:
        session.execute(text("LOCK TABLE messages"))
        with pytest.raises(StoreUnavailable, match=r"^the database: locked$"):
            store.run_now(say("một"))

    store.run_now(say("hai"))
    assert store.run_now(texts) == ["hai"]


@pytest.mark.postgres
def test_a_lost_connection_is_unavailable_and_the_next_one_works(
    postgres_url: str, open_stores: Callable[..., Store]
) -> None:
    store, other = open_stores(postgres_url), open_stores(postgres_url)
    store.run_now(start)

    def lose(session: Session) -> None:
        number = session.scalar(text("SELECT pg_backend_pid()"))
        other.run_now(lambda s: s.execute(text(f"SELECT pg_terminate_backend({number})")).all())
        session.add(message(text="một"))
        session.flush()

    with pytest.raises(StoreUnavailable, match=r"^the database: "):
        store.run_now(lose)

    store.run_now(say("hai"))
    assert store.run_now(texts) == ["hai"]


FILL = """
import resource, sys
from pathlib import Path
from sqlalchemy import select
from bot.store.engine import StoreUnavailable, open_store
from bot.store.models import MessageRow
from tests.bot.store.rows import conversation, message
store = open_store(sys.argv[1])
store.run_now(lambda session: session.add(conversation()))
texts = lambda session: list(session.scalars(select(MessageRow.text)))
wal = Path(sys.argv[1].removeprefix("sqlite:///") + "-wal")
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size, hard))
try:
    store.run_now(lambda session: session.add(message(text="x" * 100_000)))
except StoreUnavailable as error:
    print(error)
print(store.run_now(texts))
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
store.run_now(lambda session: session.add(message(text="hai")))
print(store.run_now(texts))
"""


def test_no_room_is_unavailable_changes_nothing_and_works_when_there_is_room(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/motcua.sqlite"
    done = subprocess.run(
        [sys.executable, "-c", FILL, url], cwd=CHECKOUT, capture_output=True, text=True
    )

    assert done.stderr == ""
    assert done.stdout.splitlines() == ["the database: cannot read or write", "[]", "['hai']"]


def test_a_full_database_is_unavailable_changes_nothing_and_works_when_there_is_room(
    tmp_path: Path, open_stores: Callable[..., Store]
) -> None:
    store = open_stores(f"sqlite:///{tmp_path}/motcua.sqlite")
    store.run_now(start)
    pages = store.run_now(lambda s: s.scalar(text("PRAGMA page_count")))

    def fill(session: Session) -> None:
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        session.add(message(text="x" * 100_000))

    with pytest.raises(StoreUnavailable, match=r"^the database: disk full$"):
        store.run_now(fill)

    store.run_now(lambda s: s.execute(text("PRAGMA max_page_count = 100000")).all())
    store.run_now(say("hai"))
    assert store.run_now(texts) == ["hai"]


def test_a_fault_of_ours_is_not_called_trouble_of_the_database(store: Store) -> None:
    with pytest.raises(Exception, match="no_such") as caught:
        store.run_now(lambda session: session.execute(text("SELECT * FROM no_such")))

    assert not isinstance(caught.value, StoreUnavailable)


def test_what_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "motcua.sqlite"
    file.write_bytes(b"not a database at all" * 1000)

    with pytest.raises(BotError, match=r"motcua\.sqlite.*not a database"):
        open_store(f"sqlite:///{file}")


def test_a_password_is_in_no_message() -> None:
    with pytest.raises(BotError) as caught:
        open_store("postgresql+psycopg://ward:hunter2@127.0.0.1:1/motcua")

    assert "hunter2" not in str(caught.value)
    assert "127.0.0.1:1/motcua" in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://u:hunter2@h/d", "hunter2", "postgresql:hunter2"])
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BotError) as caught:
        open_store(url)

    assert "hunter2" not in str(caught.value)
    assert "postgresql" in str(caught.value)


def test_nobody_else_may_read_the_file(tmp_path: Path, open_stores: Callable[..., Store]) -> None:
    file = tmp_path / "new" / "motcua.sqlite"
    open_stores(f"sqlite:///{file}").run_now(start)

    made = {path.name: oct(path.stat().st_mode & 0o777) for path in file.parent.iterdir()}

    assert set(made.values()) == {"0o600"}
    assert "motcua.sqlite-wal" in made


async def test_who_counts_the_milliseconds_is_served_before_all_that_waits(
    tmp_path: Path, open_stores: Callable[..., Store]
) -> None:
    store = open_stores(f"sqlite:///{tmp_path}/motcua.sqlite")
    order: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def hold(_session: Session) -> None:
        begun.set()
        go_on.wait(10)

    def note(name: str) -> Callable[[Session], None]:
        return lambda _session: order.append(name)

    held = asyncio.create_task(store.run(hold))
    await asyncio.to_thread(begun.wait, 10)
    others = [asyncio.create_task(store.run(note(name))) for name in ("a", "b")]
    await asyncio.sleep(0)
    first = asyncio.create_task(store.run(note("first"), is_first=True))
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(held, first, *others)

    assert order == ["first", "a", "b"]


async def test_work_that_nobody_waits_for_any_more_is_not_done(
    tmp_path: Path, open_stores: Callable[..., Store]
) -> None:
    store = open_stores(f"sqlite:///{tmp_path}/motcua.sqlite")
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def hold(_session: Session) -> None:
        begun.set()
        go_on.wait(10)

    held = asyncio.create_task(store.run(hold))
    await asyncio.to_thread(begun.wait, 10)
    given_up = asyncio.create_task(store.run(lambda _session: done.append("given up")))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    go_on.set()
    await held
    await store.run(lambda _session: done.append("next"))

    assert done == ["next"]
