"""The client's edge: what Rasa may send, and what may be sent to Rasa."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from functools import partial

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot import rasa
from bot.rasa import WEBHOOK, decide, is_healthy, neutral
from bot.rasa_client import RasaClient
from bot.types import Act, Decision, DialogueUnavailable, Message, Topic
from knowledge.types import Aspect

FOUND = {
    "intent": "ask_procedure",
    "aspect": "fee",
    "confidence": 0.91,
    "runner_up": "ask_guide",
    "topic": None,
    "outside": 0.04,
}
FORM = {
    "act": "ticket",
    "form": "ticket",
    "asks": "contact",
    "content": "đèn ngõ 3 hỏng",
    "place": "ngõ 3",
    "contact": "None",
    "photo": "None",
    "confirmed": "None",
    "problem": "none",
    "edit": "none",
    "model": "0123456789abcdef",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[RasaClient]:
    async with TestServer(app) as server:
        async with aclosing(RasaClient(str(server.make_url("")).rstrip("/"))) as http:
            yield http


@asynccontextmanager
async def client(handler: Handler) -> AsyncIterator[RasaClient]:
    """Serve the webhook in Rasa's place and yield what asks it."""
    app = web.Application()
    app.router.add_post(WEBHOOK, handler)
    async with serving(app) as http:
        yield http


async def _reply(_request: web.Request, body: object, status: int) -> web.Response:
    return web.json_response(body, status=status)


def replying(body: object, status: int = 200) -> Handler:
    return partial(_reply, body=body, status=status)


def said(**changes: object) -> dict[str, object]:
    """Return an answer's payload; `act` and `model` stand beside what the pipeline found."""
    found = {**FOUND, **{name: value for name, value in changes.items() if name in FOUND}}
    outer = {name: value for name, value in changes.items() if name not in FOUND}
    payload = {"act": "procedure", "found": json.dumps(found), "model": "0123456789abcdef"}
    return {"recipient_id": "c", "custom": {**payload, **outer}}


def asked(**changes: object) -> dict[str, object]:
    """Return the payload of an open form."""
    return {"recipient_id": "c", "custom": {**FORM, "found": json.dumps(FOUND), **changes}}


def one(**changes: object) -> list[dict[str, object]]:
    return [said(**changes)]


async def ask(handler: Handler, text: str = "lệ phí?", *, is_button: bool = False) -> Decision:
    async with client(handler) as http:
        return await decide(Message(conversation_id="c", text=text, is_button=is_button), http)


async def sent(text: str, *, is_button: bool = False) -> str:
    """Return the text that reaches Rasa."""
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append((await request.json())["message"])
        return web.json_response(one())

    await ask(handler, text, is_button=is_button)
    return seen[0]


async def test_a_payload_becomes_a_decision() -> None:
    assert await ask(replying(one())) == Decision(
        act=Act.PROCEDURE,
        aspect=Aspect.FEE,
        confidence=0.91,
        runner_up=Act.GUIDE,
        outside=0.04,
    )


async def test_a_question_out_of_scope_comes_with_its_topic() -> None:
    decision = await ask(replying(one(act="out_of_scope", topic="medical", outside="0.8")))

    assert (decision.topic, decision.outside) == (Topic.MEDICAL, 0.8)


async def test_what_was_not_found_is_nothing() -> None:
    empty = one(aspect=None, runner_up=None, topic=None, outside=None)

    decision = await ask(replying(empty))

    assert (decision.aspect, decision.runner_up, decision.topic) == (None, None, None)
    assert decision.outside is None


async def test_a_button_command_is_certain_although_nothing_was_classified() -> None:
    decision = await ask(replying(one(found="None")), "/cancel", is_button=True)

    assert decision.confidence == 1.0


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        "ok",
        one() + one(),
        [{"recipient_id": "c", "text": "xin chào"}],
        one(act="fly"),
        one(aspect="colour"),
        one(confidence="sure"),
        one(confidence="7"),
        one(found="{"),
        one(found="[]"),
        one(form="ticket"),
        [asked(), said()],
        [asked(), asked()],
        [said(), asked(), asked()],
        [asked(asks="shoes")],
        [asked(asks="photo")],
        [asked(confirmed="maybe")],
        [asked(problem="strange")],
        [asked(edit="name")],
        [asked(form="other")],
        [asked(place=None)],
        [{"recipient_id": "c", "custom": {"act": "greet"}}],
    ],
    ids=[
        "failed action",
        "object",
        "string",
        "two decisions",
        "text without payload",
        "unknown act",
        "unknown aspect",
        "confidence no number",
        "confidence above one",
        "found is no JSON",
        "found is no object",
        "half a form",
        "answer after the form",
        "two forms",
        "three payloads",
        "unknown slot asked",
        "slot that is never asked",
        "unknown confirmation",
        "unknown problem",
        "unknown edit",
        "unknown form",
        "slot that is no text",
        "fields missing",
    ],
)
async def test_a_reply_that_is_no_decision_is_unavailable(body: object) -> None:
    with pytest.raises(DialogueUnavailable):
        await ask(replying(body))


async def test_a_broken_body_is_unavailable() -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(body=b"<html>")

    with pytest.raises(DialogueUnavailable, match="not a decision"):
        await ask(handler)


async def test_a_status_other_than_200_is_unavailable_even_with_a_good_body() -> None:
    with pytest.raises(DialogueUnavailable, match="503"):
        await ask(replying(one(), status=503))


async def test_a_closed_port_is_unavailable() -> None:
    async with aclosing(RasaClient(f"http://127.0.0.1:{unused_port()}")) as http:
        with pytest.raises(DialogueUnavailable, match="ClientConnectorError"):
            await decide(Message(conversation_id="c", text="lệ phí?"), http)
        assert not await http.answers(1.0)


@pytest.mark.parametrize("half", [b"", b"[{"], ids=["no reply", "half a reply"])
async def test_a_connection_that_breaks_is_unavailable(half: bytes) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        if half:
            await response.prepare(request)
            await response.write(half)
        assert request.transport is not None
        request.transport.abort()
        return response

    with pytest.raises(DialogueUnavailable, match="cannot be reached"):
        await ask(handler)


async def test_a_reply_that_never_ends_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa, "TIME_LIMIT_S", 0.05)
    ended = asyncio.Event()

    async def handler(_request: web.Request) -> web.Response:
        await ended.wait()
        return web.json_response(one())

    async with client(handler) as http:
        with pytest.raises(DialogueUnavailable, match="took over"):
            await decide(Message(conversation_id="c", text="lệ phí?"), http)
        ended.set()


async def test_a_server_elsewhere_is_asked_from_the_next_request_on() -> None:
    async with client(replying([])) as http, client(replying(one())) as other:
        with pytest.raises(DialogueUnavailable):
            await decide(Message(conversation_id="c", text="lệ phí?"), http)
        assert (http.port, other.port) != (None, http.port)

        http.base_url = other.base_url

        assert (
            await decide(Message(conversation_id="c", text="lệ phí?"), http)
        ).act is Act.PROCEDURE


async def test_a_page_that_does_not_come_in_time_is_no_answer() -> None:
    async def page(_request: web.Request) -> web.Response:
        await asyncio.sleep(waits)
        return web.Response(text="Hello")

    app = web.Application()
    app.router.add_get("/", page)
    async with serving(app) as http:
        waits = 0.0
        assert await http.answers(5.0)
        waits = 0.5
        assert not await http.answers(0.05)


async def test_no_proxy_of_the_environment_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_port()}")

    assert (await ask(replying(one()))).act is Act.PROCEDURE


async def test_an_error_does_not_repeat_what_the_resident_wrote() -> None:
    body = one(act="tôi tên Bí Mật")

    with pytest.raises(DialogueUnavailable) as caught:
        await ask(replying(body))

    assert "Bí Mật" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        " /restart",
        "\n\t/restart",
        "//restart",
        "/ /restart",
        "／restart",
        "\u200b/restart",
        "\ufeff /restart",
        "\u00a0/restart",
        "\u2060／\u200d/restart",
        "\\/restart",
        "\x00/restart",
    ],
)
async def test_typed_text_never_reaches_rasa_as_a_command(text: str) -> None:
    assert await sent(text) == "restart"


async def test_a_slash_inside_a_sentence_stays() -> None:
    assert await sent("nghị định 123/2015/NĐ-CP") == "nghị định 123/2015/NĐ-CP"


async def test_a_button_may_send_a_command() -> None:
    assert await sent("/greet", is_button=True) == "/greet"


async def test_a_text_of_slashes_alone_is_sent_empty() -> None:
    assert await sent("/ / /") == ""


async def test_a_long_text_is_cut_to_its_first_thousand_characters() -> None:
    assert await sent("a" + "b" * 5000) == "a" + "b" * 999


async def test_half_a_character_does_not_break_the_request() -> None:
    assert await sent("phí \ud800 bao nhiêu") == "phí bao nhiêu"


def test_decomposed_text_is_composed() -> None:
    assert neutral("le\u0323\u0302 phi\u0301") == "lệ phí"


@pytest.mark.parametrize(
    ("body", "model", "is_well"),
    [
        (one(act="greet"), None, True),
        (one(act="greet"), "0123456789abcdef", True),
        (one(act="greet"), "fedcba9876543210", False),
        (one(act="search"), None, False),
        ([], None, False),
    ],
    ids=["any model", "our model", "another model", "greeting not understood", "no model"],
)
async def test_health_needs_a_decision_by_the_right_model(
    body: object, model: str | None, is_well: bool
) -> None:
    async with client(replying(body)) as http:
        assert await is_healthy(http, model) is is_well
