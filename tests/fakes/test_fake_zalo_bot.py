"""The Bot Platform of the tests refuses and answers what the real one is known to."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.zalo_bot import SECRET, TOKEN, FakeZaloBot, text_message

HOOK = "https://hoidap.example.vn/hooks/zalo-bot"


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


@pytest.fixture
async def http(fake: FakeZaloBot) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=fake.url, trust_env=False) as client:
        yield client


async def asked(http: httpx.AsyncClient, method: str, **body: Any) -> tuple[int, Any]:  # noqa: ANN401
    """Return the status and what came with it: the result, or the error's code."""
    response = await http.post(f"/bot{TOKEN}/{method}", json=body)
    said = response.json()
    return response.status_code, said.get("result") if said["ok"] else said["error_code"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bot1:another/getMe", 401),
        (f"/{TOKEN}/getMe", 404),
        ("/", 404),
        (f"/bot{TOKEN}/getMe/more", 404),
        (f"/bot{TOKEN}/setMyCommands", 400),
        (f"/bot{TOKEN}/getMe", 200),
    ],
)
async def test_a_wrong_token_path_or_method_is_refused(
    http: httpx.AsyncClient, path: str, status: int
) -> None:
    response = await http.post(path, json={})

    assert (response.status_code, response.json()["ok"]) == (status, status == 200)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"chat_id": "u1", "text": "x" * 2_000}, 200),
        ({"chat_id": "u1", "text": "x" * 2_001}, 400),
        ({"chat_id": "u1", "text": ""}, 400),
        ({"chat_id": "u1"}, 400),
        ({"chat_id": 5, "text": "x"}, 400),
    ],
)
async def test_a_message_has_a_chat_and_one_to_2000_characters(
    fake: FakeZaloBot, http: httpx.AsyncClient, body: dict[str, Any], status: int
) -> None:
    assert (await asked(http, "sendMessage", **body))[0] == status
    assert len(fake.sent) == (status == 200)


async def test_a_webhook_on_this_machine_is_refused_unless_allowed(
    fake: FakeZaloBot, http: httpx.AsyncClient
) -> None:
    private = f"{fake.url}/files/hook"

    assert await asked(http, "setWebhook", url=private, secret_token=SECRET) == (400, 400)
    assert await asked(http, "setWebhook", url=HOOK, secret_token=SECRET[:7]) == (400, 400)

    fake.allow_private = True
    status, result = await asked(http, "setWebhook", url=private, secret_token=SECRET)

    # Kept, although nobody takes its trial call.
    assert (status, result["verification"]["ok"], fake.webhook) == (200, False, private)


async def test_a_bot_that_never_had_a_webhook_has_none_to_ask_for(http: httpx.AsyncClient) -> None:
    never = await asked(http, "getWebhookInfo")
    await asked(http, "setWebhook", url=HOOK, secret_token=SECRET)
    await asked(http, "deleteWebhook")

    assert never == (404, 404)
    assert (await asked(http, "getWebhookInfo"))[1]["url"] == ""


async def test_polling_gives_one_message_each_then_408_and_400_beside_a_webhook(
    fake: FakeZaloBot, http: httpx.AsyncClient
) -> None:
    first, second = text_message("u1", "một"), text_message("u1", "hai")
    fake.says(first, second)

    got = [await asked(http, "getUpdates", timeout=1) for _ in range(3)]
    await asked(http, "setWebhook", url=HOOK, secret_token=SECRET)

    assert got == [(200, first), (200, second), (408, 408)]
    assert await asked(http, "getUpdates") == (400, 400)


async def test_a_second_poll_ends_the_first(fake: FakeZaloBot, http: httpx.AsyncClient) -> None:
    fake.longest_poll_s = 5.0
    first = asyncio.create_task(asked(http, "getUpdates"))
    while "getUpdates" not in fake.calls:
        await asyncio.sleep(0.005)
    second = asyncio.create_task(asked(http, "getUpdates"))

    assert await first == (409, 409)
    fake.says(text_message("u1", "chào"))
    assert (await second)[0] == 200


async def test_what_is_over_the_quota_is_refused(
    fake: FakeZaloBot, http: httpx.AsyncClient
) -> None:
    fake.quota = 1

    statuses = [(await asked(http, "sendMessage", chat_id="u1", text="x"))[0] for _ in range(2)]

    assert statuses == [200, 429]


async def test_errors_may_come_with_status_200(fake: FakeZaloBot, http: httpx.AsyncClient) -> None:
    fake.is_error_200 = True

    assert await asked(http, "sendMessage") == (200, 400)
