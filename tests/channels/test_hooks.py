"""A hook keeps what is genuine before it acknowledges, and reads no more than it must."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.store.engine import Store, open_store
from bot.store.traffic import EventRow
from channels import hooks
from channels.hooks import MAX_BODY_BYTES, Intake, added_to, hooks_router
from channels.platform import Event
from tests.channels.toy import START, Toy

ONE = json.dumps([{"key": "k1", "chat": "an", "text": "xin chào"}]).encode()
GENUINE = {"x-secret": "toy"}


class Hook:
    """A gateway that only takes in."""

    def __init__(self, folder: Path, toy: Toy | None = None) -> None:
        self.url = f"sqlite:///{folder}/motcua.sqlite"
        self.file = folder / "motcua.sqlite"
        self.store: Store = open_store(self.url, busy_ms=100)
        self.woken: list[str] = []
        self.intake = Intake(added_to(self.store), self.wake, clock=lambda: datetime.now(UTC))
        self.app = FastAPI()
        self.app.include_router(hooks_router([toy or Toy()], self.intake))
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://gateway"
        )

    async def wake(self, conversation_id: str) -> None:
        """Write down who is to be served."""
        self.woken.append(conversation_id)

    def kept(self) -> list[str]:
        """Return the keys of what is kept."""
        with self.store.transaction() as session:
            return [row.key for row in session.query(EventRow).order_by(EventRow.id)]

    async def post(self, body: bytes = ONE, **headers: str) -> int:
        """Return the status that the platform sees."""
        reply = await self.http.post("/hooks/toy", content=body, headers=headers or GENUINE)
        assert reply.content == b""
        return reply.status_code


@pytest.fixture
async def hook(tmp_path: Path) -> AsyncIterator[Hook]:
    made = Hook(tmp_path)
    yield made
    await made.http.aclose()
    await made.intake.close()
    made.store.close()


async def test_what_is_genuine_is_kept_when_it_is_acknowledged(hook: Hook) -> None:
    assert await hook.post() == 200

    assert hook.kept() == ["k1"]
    assert hook.woken == ["toy:an"]
    with hook.store.transaction() as session:
        (row,) = session.query(EventRow)
        assert (row.channel, row.conversation_id, row.state) == ("toy", "toy:an", "new")
        assert json.loads(row.raw or b"")["text"] == "xin chào"


async def test_what_comes_again_is_acknowledged_and_kept_once(hook: Hook) -> None:
    assert [await hook.post() for _ in range(3)] == [200] * 3

    assert hook.kept() == ["k1"]


async def test_what_is_not_genuine_is_refused_and_not_kept(hook: Hook) -> None:
    assert await hook.post(**{"x-secret": "guessed"}) == 403
    assert await hook.post(**{"x-other": "toy"}) == 403
    assert hook.kept() == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"nul", ONE[:-1]])
async def test_what_is_no_json_is_refused(hook: Hook, body: bytes) -> None:
    assert await hook.post(body) == 400
    assert hook.kept() == []


async def test_whoever_looks_whether_anybody_is_there_is_told_so(hook: Hook) -> None:
    reply = await hook.http.get("/hooks/toy")

    assert (reply.status_code, reply.content) == (200, b"")


async def test_an_empty_batch_is_acknowledged(hook: Hook) -> None:
    assert await hook.post(b"[]") == 200
    assert hook.woken == []


async def test_a_body_that_says_how_big_it_is_is_not_read_when_it_is_too_big(hook: Hook) -> None:
    status, read = await _posted(hook.app, [b"x" * 1_000] * 5_000, declared=5_000_000)

    assert (status, read) == (413, 0)


async def test_a_body_that_does_not_say_is_read_no_further_than_the_limit(hook: Hook) -> None:
    status, read = await _posted(hook.app, [b"x" * 1_000] * 5_000, declared=None)

    assert status == 413
    assert read <= MAX_BODY_BYTES + 1_000


async def test_a_body_of_the_largest_size_is_read(hook: Hook) -> None:
    text = "x" * (MAX_BODY_BYTES - 200)
    body = json.dumps([{"key": "k1", "chat": "an", "text": text}]).encode()

    assert await hook.post(body) == 200


async def test_a_locked_database_makes_the_platform_try_again(hook: Hook) -> None:
    with sqlite3.connect(hook.file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await hook.post() == 503
        other.execute("ROLLBACK")

    assert await hook.post() == 200
    assert hook.kept() == ["k1"]


async def test_many_at_once_share_a_transaction(hook: Hook) -> None:
    commits: list[int] = []
    run = hook.store.run

    async def counted(work: Any, **how: Any) -> Any:  # noqa: ANN401  # the store's own signature
        commits.append(1)
        return await run(work, **how)

    hook.store.run = counted  # type: ignore[method-assign]  # counts, and does the same
    bodies = [
        json.dumps([{"key": f"k{n}", "chat": f"c{n}", "text": "x"}]).encode() for n in range(50)
    ]

    assert set(await asyncio.gather(*(hook.post(body) for body in bodies))) == {200}

    assert len(hook.kept()) == 50
    assert len(commits) <= 5


async def test_one_that_cannot_be_kept_keeps_no_other_from_it(hook: Hook) -> None:
    good = Event(channel="toy", key="good", conversation_id="toy:an", at=START, raw=b"")
    bad = Event(
        channel="toy", key="bad", conversation_id="toy:an", at=START.replace(tzinfo=None), raw=b""
    )

    results = await asyncio.gather(
        hook.intake.keep([good]), hook.intake.keep([bad]), return_exceptions=True
    )

    assert results[0] is None
    assert isinstance(results[1], Exception)
    assert hook.kept() == ["good"]


async def test_an_adapter_that_breaks_does_not_acknowledge_and_tells_no_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Toy):
        def accept(self, raw: bytes, headers: Any) -> list[Event]:  # noqa: ANN401  # not read
            raise KeyError("số căn cước 001")

    hook = Hook(tmp_path, Broken())

    assert await hook.post() == 500
    assert "căn cước 001" not in caplog.text
    await hook.http.aclose()
    hook.store.close()


async def test_refusals_are_logged_now_and_then_and_not_each(
    hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(20):
        await hook.post(**{"x-secret": "guessed"})

    assert len([each for each in caplog.records if "refused" in each.message]) == 1


async def test_more_than_can_be_acknowledged_in_time_is_left_to_be_sent_again(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "_MOST_WAITING", 3)
    bodies = [
        json.dumps([{"key": f"k{n}", "chat": f"c{n}", "text": "x"}]).encode() for n in range(20)
    ]

    said = await asyncio.gather(*(hook.post(body) for body in bodies))

    assert set(said) == {200, 503}
    assert len(hook.kept()) == said.count(200)


async def _posted(app: FastAPI, chunks: list[bytes], *, declared: int | None) -> tuple[int, int]:
    """Return the status, and how many bytes were read."""
    read, status = 0, 0
    left = iter(chunks)

    async def receive() -> MutableMapping[str, Any]:
        nonlocal read
        chunk = next(left, b"")
        read += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    headers = [(b"x-secret", b"toy")]
    if declared is not None:
        headers.append((b"content-length", str(declared).encode()))
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/hooks/toy",
        "raw_path": b"/hooks/toy",
        "query_string": b"",
        "headers": headers,
        "http_version": "1.1",
        "scheme": "http",
        "server": ("gateway", 80),
        "client": ("platform", 1),
    }
    await app(scope, receive, send)
    return status, read
