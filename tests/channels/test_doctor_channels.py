"""The doctor looks at the platforms that are set up, and says what to do."""

import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.store.engine import Store, open_store
from bot.store.traffic import EventRow, ParcelRow
from bot.types import BotError
from channels.doctor_channels import examine_channels
from channels.doctor_reach import clock_finding, hook_findings, look_at_hook
from channels.doctor_traffic import traffic_findings
from channels.finding import Finding, State
from channels.platform import Event
from channels.platforms import MAKERS
from channels.settings import Settings
from channels.spool import Spool
from tests.fakes.server import Fault, LocalServer
from tests.fakes.zalo_bot import SECRET, TOKEN, FakeZaloBot

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[FakeZaloBot]:
    server = FakeZaloBot()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def fake(server: FakeZaloBot) -> FakeZaloBot:
    server.forget()
    return server


def settings(tmp_path: Path, **fields: object) -> Settings:
    return Settings.model_validate({"data_dir": tmp_path, "database_url": None} | fields)


def with_bot(tmp_path: Path, fake: FakeZaloBot, **fields: object) -> Settings:
    given = {
        "zalo_bot_token": SecretStr(TOKEN),
        "zalo_bot_secret": SecretStr(SECRET),
        "zalo_bot_api": fake.url,
    }
    return settings(tmp_path, **(given | fields))


def named(found: Sequence[Finding], name: str) -> list[Finding]:
    return [each for each in found if each.name == name]


def test_without_a_platform_there_is_one_line_and_all_is_well(tmp_path: Path) -> None:
    (only,) = examine_channels(settings(tmp_path))

    assert (only.name, only.state) == ("channels", State.OK)
    assert list(tmp_path.iterdir()) == []


def test_a_platform_that_is_well_gets_its_lines(tmp_path: Path, fake: FakeZaloBot) -> None:
    fake.webhook = ""

    found = list(examine_channels(with_bot(tmp_path, fake, zalo_bot_polling=True)))

    assert [each.state for each in named(found, "zalo bot")] == [State.OK, State.WARN]
    assert [each.state for each in named(found, "clock")] == [State.OK]
    assert named(found, "webhook") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("telegram", {"telegram_token": SecretStr("12:x"), "telegram_polling": True}),
        ("zalo oa", {"zalo_app_id": "12"}),
        ("zalo bot", {"zalo_bot_token": SecretStr("12")}),
    ],
)
def test_a_setting_that_cannot_work_stands_under_its_platform(
    tmp_path: Path, name: str, fields: dict[str, object]
) -> None:
    (only,) = examine_channels(settings(tmp_path, **fields))

    assert (only.name, only.state, only.said[:7]) == (name, State.FAIL, "MOTCUA_")


def test_a_setting_that_cannot_work_is_told_and_the_rest_examined(
    tmp_path: Path, fake: FakeZaloBot
) -> None:
    def broken(_: Settings, __: Store) -> None:
        raise BotError("MOTCUA_OTHER_TOKEN: wrong")

    found = list(
        examine_channels(with_bot(tmp_path, fake), makers={"other": broken} | dict(MAKERS))
    )

    assert named(found, "other")[0].said == "MOTCUA_OTHER_TOKEN: wrong"
    assert named(found, "zalo bot")[0].state is State.OK


def test_a_platform_that_does_not_answer_is_left_after_a_while(
    tmp_path: Path, fake: FakeZaloBot
) -> None:
    fake.faulty.plan.append(Fault.SLOW)

    found = list(examine_channels(with_bot(tmp_path, fake), patience_s=0.2))

    assert "no answer within 0.2 s" in named(found, "zalo bot")[0].said


def test_a_platform_that_breaks_is_told_of_without_what_it_said(
    tmp_path: Path, fake: FakeZaloBot
) -> None:
    def breaking(given: Settings, store: Store) -> Any:  # noqa: ANN401
        bot = MAKERS["zalo bot"](given, store)
        bot.open = None  # type: ignore[union-attr, method-assign]  # breaks it
        return bot

    found = list(examine_channels(with_bot(tmp_path, fake), makers={"zalo bot": breaking}))

    assert named(found, "zalo bot")[0].said == "could not be examined (TypeError)"


def test_what_waits_is_told_where_the_tables_are(tmp_path: Path, fake: FakeZaloBot) -> None:
    given = with_bot(tmp_path, fake)
    without = list(examine_channels(given))
    open_store(given.database).close()

    found = list(examine_channels(given))

    assert named(without, "outbox") == []
    assert [each.name for each in found if each.name in ("inbox", "outbox")] == ["inbox", "outbox"]


def test_a_database_of_another_shape_is_left_as_it_is(tmp_path: Path, fake: FakeZaloBot) -> None:
    given = with_bot(tmp_path, fake)
    (tmp_path / "motcua.sqlite").write_bytes(b"nothing of the kind" * 1000)

    found = list(examine_channels(given))

    assert named(found, "zalo bot")[0].state is State.OK
    assert named(found, "outbox") == []


async def answers(_: Request) -> Response:
    return Response()


async def page(_: Request) -> Response:
    return Response("<html>phường</html>")


async def moved(_: Request) -> Response:
    return Response(status_code=301, headers={"location": "https://other.example.vn"})


async def down(_: Request) -> Response:
    return Response(status_code=502)


async def closed(_: Request) -> Response:
    return Response(status_code=401)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Return the address of a ward's site whose paths answer in different ways."""
    ends = (answers, page, moved, down, closed)
    server = LocalServer(Starlette(routes=[Route(f"/{end.__name__}", end) for end in ends]))
    server.start()
    yield server.url
    server.stop()


@pytest.mark.parametrize(
    ("path", "state", "said"),
    [
        ("answers", State.OK, "answers"),
        ("page", State.FAIL, "web page"),
        ("moved", State.FAIL, "leads elsewhere"),
        ("down", State.FAIL, "HTTP 502"),
        ("closed", State.FAIL, "HTTP 401"),
        ("nothing", State.FAIL, "restart"),
    ],
)
async def test_what_answers_at_a_webhook_is_told_apart(
    site: str, path: str, state: State, said: str
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        found = await look_at_hook(client, f"{site}/{path}")

    assert (found[0], said in found[1]) == (state, True)


async def test_a_webhook_that_is_not_reached_may_be_reached_from_outside() -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        state, said = await look_at_hook(client, "http://127.0.0.1:9/hooks/telegram")

    assert (state, "ConnectError" in said) == (State.WARN, True)


async def test_a_certificate_that_is_not_trusted_is_named() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        try:
            raise ssl.SSLCertVerificationError
        except ssl.SSLError as error:
            raise httpx.ConnectError("no") from error

    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as client:
        state, said = await look_at_hook(client, "https://hoidap.example.vn/hooks/telegram")

    assert (state, "certificate" in said) == (State.FAIL, True)


@pytest.mark.parametrize(
    ("public_url", "state"),
    [
        ("", State.WARN),
        ("http://hoidap.example.vn", State.FAIL),
        ("https://hoidap.example.vn:x", State.FAIL),
    ],
)
async def test_an_address_of_ours_that_cannot_be_is_told(public_url: str, state: State) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        (found,) = await hook_findings(client, public_url, ["/hooks/telegram"])

    assert found.state is state


@pytest.mark.parametrize(
    ("off", "state", "said"),
    [
        (timedelta(0), State.OK, "127.0.0.1"),
        (timedelta(minutes=5), State.WARN, "fast"),
        (-timedelta(minutes=5), State.WARN, "slow"),
    ],
)
async def test_a_clock_that_is_off_is_told(
    site: str, off: timedelta, state: State, said: str
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        # The first one tells no time.
        addresses = ["http://127.0.0.1:9", f"{site}/answers"]
        (found,) = await clock_finding(client, addresses, lambda: datetime.now(UTC) + off)

    assert (found.state, said in found.said) == (state, True)


async def test_where_nobody_tells_the_time_nothing_is_said_of_it() -> None:
    silent = httpx.MockTransport(lambda _: httpx.Response(200, headers={"date": "today"}))
    async with httpx.AsyncClient(transport=silent) as client:
        assert await clock_finding(client, ["https://a.example"], lambda: NOW) == []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path}/motcua.sqlite")
    yield store
    store.close()


def event(state: str, *, age: timedelta = timedelta(0), key: str = "k") -> EventRow:
    at = NOW - age
    return EventRow(
        channel="telegram",
        key=key,
        conversation_id="telegram:1",
        at=at,
        received_at=at,
        state=state,
        attempts=0,
    )


def parcel(state: str, *, age: timedelta = timedelta(0), **fields: Any) -> ParcelRow:  # noqa: ANN401
    given: dict[str, Any] = {
        "channel": "telegram",
        "conversation_id": "telegram:1",
        "payload": {"text": "bí mật"},
        "state": state,
        "attempts": 1,
        "give_up_at": NOW + timedelta(days=1),
        "created_at": NOW - age,
    }
    return ParcelRow(**(given | fields))


def told(store: Store, *rows: EventRow | ParcelRow) -> list[tuple[str, State, str]]:
    with store.transaction() as session:
        session.add_all(rows)
    found = traffic_findings(store, ["telegram", "zalo_bot"], now=NOW)
    return [(each.name, each.state, each.said) for each in found]


def test_an_empty_traffic_is_well(store: Store) -> None:
    inbox, outbox = told(store)

    assert (inbox[1], outbox[1]) == (State.OK, State.OK)


def test_messages_that_nobody_answers_fail(store: Store) -> None:
    late = event("new", age=timedelta(minutes=6))

    inbox, _ = told(store, late, event("new", key="l"), event("done", key="m"))

    assert inbox[1] is State.FAIL
    assert "2 messages wait for an answer, the oldest since 23/11 02:54 UTC" in inbox[2]


def test_messages_that_no_worker_fetches_fail(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/motcua.sqlite")
    spool = tmp_path / "motcua-intake.sqlite"
    gateway = Spool(spool, lambda token: 0)
    told = Event(channel="telegram", key="1", conversation_id="telegram:7", at=NOW, raw=b"")
    gateway.keep([told], now=NOW - timedelta(minutes=10))
    gateway.close()

    found = traffic_findings(store, ["telegram"], now=NOW, spool=spool)

    (inbox,) = named(found, "inbox")
    assert inbox.state is State.FAIL
    assert "1 messages wait for an answer" in inbox.said
    assert "motcua worker" in inbox.said
    store.close()


def test_messages_that_have_just_come_are_well(store: Store) -> None:
    inbox, _ = told(store, event("new", age=timedelta(minutes=4)))

    assert inbox[1:] == (State.OK, "1 messages wait for an answer")


def test_messages_that_could_not_be_answered_are_pointed_out(store: Store) -> None:
    inbox, _ = told(store, event("failed"))

    assert inbox[1] is State.WARN


def test_messages_given_up_are_counted_by_channel(store: Store) -> None:
    _, outbox = told(
        store, parcel("dead"), parcel("dead"), parcel("dead", channel="zalo_bot"), parcel("sent")
    )

    assert outbox[1] is State.WARN
    assert "3 messages were given up (telegram 2, zalo_bot 1)" in outbox[2]
    assert "bí mật" not in outbox[2]


def test_messages_that_wait_long_to_be_sent_are_pointed_out(store: Store) -> None:
    _, outbox = told(store, parcel("pending", age=timedelta(minutes=6)))

    assert (outbox[1], "oldest since 23/11 02:54 UTC" in outbox[2]) == (State.WARN, True)


def test_a_channel_that_is_refused_fails(store: Store) -> None:
    refused: dict[str, Any] = {"failure": "admin", "code": "401"}

    _, _, resting = told(
        store,
        parcel("pending", **refused, next_at=NOW + timedelta(minutes=4)),
        parcel("dead", **refused, channel="zalo_bot"),
        parcel("pending", **refused, channel="gone"),
    )

    assert resting[1] is State.FAIL
    assert resting[2].startswith("telegram: nothing is sent, the platform refuses us (401)")


def test_a_locked_database_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/motcua.sqlite"
    holder, store = open_store(url), open_store(url, busy_ms=10)
    with holder.transaction() as session:
        session.execute(text("SELECT 1"))  # Begins it.
        (found,) = traffic_findings(store, ["telegram"], now=NOW)
    holder.close()
    store.close()

    assert (found.name, found.state) == ("outbox", State.FAIL)
