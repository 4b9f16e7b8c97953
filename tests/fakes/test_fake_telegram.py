"""The fake Telegram itself: what it refuses, what it lets go wrong, and how it calls a webhook."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.server import Fault, Faults, LocalServer, Receive, Scope, Send
from tests.fakes.telegram import SECRET, FakeTelegram, Flood, How
from tests.fakes.telegram_html import CannotParse, visible

CHAT = 5_000_000_001


@pytest.fixture(scope="module")
def server() -> Iterator[FakeTelegram]:
    fake = FakeTelegram(seed=3)
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def fake(server: FakeTelegram) -> FakeTelegram:
    server.reset()
    return server


def send(fake: FakeTelegram, **fields: Any) -> httpx.Response:  # noqa: ANN401  # any form field
    url = f"{fake.url}/bot{fake.token}/sendMessage"
    return httpx.post(url, data={"chat_id": CHAT, **fields}, trust_env=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("chào", "chào"),
        ("<b>a</b> <i>b</i>\n<a href='https://a.vn/?x=1&amp;y'>c</a>", "a b\nc"),
        ('<span class="tg-spoiler">a</span><pre><code class="language-py">b</code></pre>', "ab"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &#273;&#x111;", "1 < 2 && 3 > 2 đđ"),
        ("AT&T &copy; & >", "AT&T &copy; & >"),
    ],
)
def test_html_that_telegram_takes_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("phí <5 ngày", 'Unsupported start tag "5" at byte offset 5'),
        ("<br>", 'Unsupported start tag "br"'),
        ("<p>a</p>", 'Unsupported start tag "p"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a", "Can't find end tag corresponding to start tag"),
        ("<b><i>a</b></i>", 'expected "</i>", found "</b>"'),
        ("<b", "Unclosed start tag"),
        ("<span>a</span>", 'must have class "tg-spoiler"'),
    ],
)
def test_html_that_telegram_does_not_take_is_refused_as_it_does(text: str, said: str) -> None:
    with pytest.raises(CannotParse) as error:
        visible(text)

    assert said in str(error.value)


def test_length_is_counted_after_markup_is_read(fake: FakeTelegram) -> None:
    assert send(fake, text=f"<b>{'a' * 4096}</b>", parse_mode="HTML").status_code == 200
    assert send(fake, text="a" * 4097).json()["description"] == "Bad Request: message is too long"
    assert send(fake, text="🏠" * 2049).status_code == 400


def test_a_flood_is_told_how_long_to_wait(fake: FakeTelegram) -> None:
    fake.flood = Flood(per_s=2, per_chat=1)

    replies = [send(fake, text="a", chat_id=CHAT + number) for number in (0, 0, 1, 2)]

    assert [each.status_code for each in replies] == [200, 429, 200, 429]
    assert replies[1].json()["parameters"] == {"retry_after": 1}


def test_faults_come_as_often_as_asked_for_and_the_same_for_a_seed() -> None:
    faults = Faults(error=0.1, cut=0.05, lost=0.05, only=("/sendMessage",))

    def drawn(seed: int, path: str = "/bot1/sendMessage") -> Counter[Fault | None]:
        chance = random.Random(seed)  # noqa: S311  # for repeatable tests
        return Counter(faults.draw(path, chance) for _ in range(10_000))

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert drawn(1, "/bot1/getMe") == {None: 10_000}
    assert 900 < drawn(1)[Fault.ERROR] < 1_100
    assert 400 < drawn(1)[Fault.LOST] < 600


def test_a_lost_answer_was_a_message_and_a_cut_request_was_none(fake: FakeTelegram) -> None:
    for fault, count in ((Fault.CUT, 0), (Fault.LOST, 1)):
        fake.plan.append(fault)
        with pytest.raises(httpx.RemoteProtocolError):
            send(fake, text="a")
        assert len(fake.sent) == count


async def test_a_webhook_is_called_with_the_secret_until_it_takes_each_update(
    fake: FakeTelegram,
) -> None:
    seen: list[tuple[int, str]] = []

    async def refuses_first(scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        headers = dict(scope["headers"])
        number = json.loads(body)["update_id"]
        is_first = all(number != each for each, _ in seen)
        seen.append((number, headers[b"x-telegram-bot-api-secret-token"].decode()))
        status = 500 if is_first else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    updates = [fake.make.text(CHAT, str(number)) for number in range(20)]
    hook = LocalServer(refuses_first)
    hook.start()
    try:
        how = How(duplicates=0.3, reordered=0.3, retry_s=0.0)
        delivered = await fake.deliver(updates, to=hook.url, how=how)
    finally:
        hook.stop()

    taken = Counter(each.key for each in delivered if each.status == 200)
    assert set(taken) == {str(update["update_id"]) for update in updates}
    assert max(taken.values()) == 2
    assert list(dict.fromkeys(number for number, _ in seen)) != sorted({n for n, _ in seen})
    assert {secret for _, secret in seen} == {SECRET}
