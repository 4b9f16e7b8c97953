"""Ask Rasa, on loopback, what to do with a message."""

import asyncio
import re
from typing import Annotated

import httpx
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from bot.types import Act, Decision, DialogueUnavailable, Message, Topic
from knowledge.text import clean
from knowledge.types import Aspect

WEBHOOK = "/webhooks/rest/webhook"

# Past that the resident gets an answer by search (DESIGN.md, decision 2).
TIME_LIMIT_S = 3.0

# The question stands in the first sentences; Rasa's time grows with the length.
MAX_CHARACTERS = 1000

# A resident's greeting that asks for nothing; the answer shows which model is loaded.
_CANARY = "xin chào"
_CANARY_SENDER = "motcua-health"

# "/" and the characters that look like one or become one by normalisation.
_LEADING_SLASHES = re.compile(r"^[\s/\\\u2044\u2215\u29f8\uff0f\u2571]+")

ACT_OF_INTENT = {
    "ask_procedure": Act.PROCEDURE,
    "ask_guide": Act.GUIDE,
    "ask_plan": Act.PLAN,
    "nlu_fallback": Act.SEARCH,
    "greet": Act.GREET,
    "thank": Act.THANK,
    "goodbye": Act.GOODBYE,
    "capabilities": Act.CAPABILITIES,
    "person": Act.PERSON,
    "cancel": Act.CANCEL,
    "out_of_scope": Act.OUT_OF_SCOPE,
}


def _or_nothing(value: object) -> object:
    """Read "none", which our extractor writes, and "None", which an empty slot becomes."""
    return None if value in ("none", "None") else value


_Chance = Annotated[float, Field(ge=0, le=1)]


class _Payload(BaseModel):
    act: Act
    aspect: Annotated[Aspect | None, BeforeValidator(_or_nothing)]
    confidence: Annotated[_Chance | None, BeforeValidator(_or_nothing)]
    runner_up: Annotated[str | None, BeforeValidator(_or_nothing)]
    topic: Annotated[Topic | None, BeforeValidator(_or_nothing)]
    outside: Annotated[_Chance | None, BeforeValidator(_or_nothing)]
    model: str


class _Reply(BaseModel):
    custom: _Payload


_REPLIES = TypeAdapter(list[_Reply])


async def decide(message: Message, http: httpx.AsyncClient) -> Decision:
    """Return Rasa's decision. Raises DialogueUnavailable.

    Three habits of Rasa 3.6.21, seen on a running server: a failed action replies
    200 with []; an empty slot arrives as the text "None"; text starting with "/" is
    obeyed as a command, so only buttons may send one.
    """
    text = clean(message.text) if message.is_button else neutral(message.text)
    payload = await _ask(text[:MAX_CHARACTERS], message.conversation_id, http)
    return Decision(
        act=payload.act,
        aspect=payload.aspect,
        # A button's command is not classified: there is no doubt about it.
        confidence=1.0 if payload.confidence is None else payload.confidence,
        runner_up=ACT_OF_INTENT.get(payload.runner_up or ""),
        topic=payload.topic,
        outside=payload.outside,
    )


async def is_healthy(http: httpx.AsyncClient, model: str | None = None) -> bool:
    """Say whether Rasa decides, and with the given model (its content hash) if one is given.

    Rasa answers its root page before, and even without, a model; so a greeting goes the whole
    way through the webhook, and the reply names the model. /status would need --enable-api.
    """
    try:
        payload = await _ask(_CANARY, _CANARY_SENDER, http)
    except DialogueUnavailable:
        return False
    return payload.act is Act.GREET and model in (None, payload.model)


def neutral(text: str) -> str:
    """Return typed text that Rasa cannot take for a command: no slash at its beginning.

    Control and zero-width characters go first, so that none of them hides the slash.
    """
    return _LEADING_SLASHES.sub("", clean(text))


async def _ask(text: str, sender: str, http: httpx.AsyncClient) -> _Payload:
    try:
        async with asyncio.timeout(TIME_LIMIT_S):
            response = await http.post(WEBHOOK, json={"sender": sender, "message": text})
    except TimeoutError:
        raise DialogueUnavailable(f"Rasa took over {TIME_LIMIT_S:g} s") from None
    except httpx.HTTPError as error:
        raise DialogueUnavailable(f"Rasa cannot be reached: {type(error).__name__}") from error
    if response.status_code != httpx.codes.OK:
        raise DialogueUnavailable(f"Rasa replied {response.status_code}")
    try:
        replies = _REPLIES.validate_json(response.content)
    except ValidationError as error:
        # Not chained: pydantic's message quotes the body.
        raise DialogueUnavailable(
            f"Rasa's reply is not a decision ({error.error_count()} faults)"
        ) from None
    if len(replies) != 1:
        raise DialogueUnavailable(f"Rasa gave {len(replies)} decisions instead of one")
    return replies[0].custom
