"""The client's edge: what Rasa may send, and what may be sent to Rasa."""

import asyncio
import json
from collections.abc import Callable

import httpx
import pytest

from bot import rasa
from bot.rasa import decide, is_healthy, neutral
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

Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(handler), base_url="http://rasa")


def replying(body: object, status: int = 200) -> Handler:
    return lambda _request: httpx.Response(status, json=body)


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

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content)["message"])
        return httpx.Response(200, json=one())

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
    with pytest.raises(DialogueUnavailable):
        await ask(lambda _request: httpx.Response(200, content=b"<html>"))


async def test_a_status_other_than_200_is_unavailable_even_with_a_good_body() -> None:
    with pytest.raises(DialogueUnavailable, match="503"):
        await ask(replying(one(), status=503))


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.ReadError])
async def test_a_transport_error_is_unavailable(error: type[httpx.TransportError]) -> None:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise error("down")

    with pytest.raises(DialogueUnavailable, match=error.__name__):
        await ask(handler)


async def test_a_reply_that_never_ends_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa, "TIME_LIMIT_S", 0.05)

    async def handler(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError("not reached")

    transport = httpx.MockTransport(handler)
    async with httpx.AsyncClient(transport=transport, base_url="http://rasa") as http:
        with pytest.raises(DialogueUnavailable, match="took over"):
            await decide(Message(conversation_id="c", text="lệ phí?"), http)


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
