"""Ask Rasa, on loopback, what to do with a message, and how its report form stands."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import aiohttp
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from bot.rasa_client import OK, RasaClient
from bot.tickets.geography import in_vietnam
from bot.types import Act, Decision, DialogueUnavailable, Form, Message, Topic
from knowledge.text import clean
from knowledge.types import Aspect

WEBHOOK = "/webhooks/rest/webhook"

# Past that the resident gets an answer by search (DESIGN.md, decision 2).
TIME_LIMIT_S = 3.0

# The question stands in the first sentences; Rasa's time grows with the length.
MAX_CHARACTERS = 1000
# A report is kept whole.
MAX_FORM_CHARACTERS = 2000

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
    "report": Act.TICKET,
    "inform": Act.TICKET,
    "ticket_status": Act.TICKET_STATUS,
    "wrong": Act.WRONG,
    "useful": Act.USEFUL,
    "out_of_scope": Act.OUT_OF_SCOPE,
}

# As components/form.py reads it.
_ABROAD = "abroad"

_Slot = Literal["content", "place", "contact", "confirmed"]
_KEPT = ("content", "place", "contact", "photo")


def _or_nothing(value: object) -> object:
    """Read "None", which an empty slot becomes, and "none", our own word for nothing."""
    return None if value in ("none", "None") else value


def _unfilled(value: object) -> object:
    """Read "None" only: a contact of "none" was left out on purpose."""
    if not isinstance(value, str):
        raise ValueError("a slot arrives as text")
    return None if value == "None" else value


def _object(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


_Text = Annotated[str | None, BeforeValidator(_unfilled)]
_Chance = Annotated[float, Field(ge=0, le=1)]


class _Found(BaseModel):
    """What the pipeline found in the message."""

    aspect: Aspect | None
    confidence: _Chance
    runner_up: str | None
    topic: Topic | None
    outside: _Chance | None


class _Said(BaseModel):
    """An answer to the message itself."""

    model_config = ConfigDict(extra="forbid")

    act: Act
    found: Annotated[
        Annotated[_Found, BeforeValidator(_object)] | None, BeforeValidator(_or_nothing)
    ]
    model: str


class _Asked(_Said):
    """How the form stands after the message."""

    form: Literal["ticket"]
    asks: Annotated[_Slot | None, BeforeValidator(_or_nothing)]
    content: _Text
    place: _Text
    contact: _Text
    photo: _Text
    confirmed: Annotated[Literal["yes", "join"] | None, BeforeValidator(_unfilled)]
    problem: Annotated[
        Literal[
            "no_words",
            "too_short",
            "not_a_phone",
            "not_understood",
            "outside_vietnam",
            "waits",
            "noted",
            "no_photo",
        ]
        | None,
        BeforeValidator(_or_nothing),
    ]
    edit: Annotated[_Slot | None, BeforeValidator(_or_nothing)]


class _Reply(BaseModel):
    custom: _Asked | _Said


_REPLIES = TypeAdapter(list[_Reply])


async def decide(
    message: Message, http: RasaClient, *, asks: str | None = None, may_join: bool = False
) -> Decision:
    """Return Rasa's decision. Raises DialogueUnavailable.

    `asks` is the slot that the resident has been asked for, when a form is open; `may_join` says
    that the confirmation offers to join an earlier report. The decision's form is the one that is
    open after the message or was completed by it. With `asks` given and no form in the decision,
    it was cancelled (Act.CANCEL), or Rasa has lost it: `restore` it and decide again.

    Three habits of Rasa 3.6.21, seen on a running server: a failed action replies
    200 with []; an empty slot arrives as the text "None"; text starting with "/" is
    obeyed as a command, so only buttons may send one.
    """
    text = clean(message.text) if message.is_button else neutral(message.text)
    metadata: dict[str, str | bool] = {}
    if asks is not None:
        metadata |= {"asks": asks, "may_join": may_join}
    if message.location is not None:
        where = message.location
        is_ours = in_vietnam(where)
        metadata["location"] = f"{where.latitude},{where.longitude}" if is_ours else _ABROAD
    if message.photo is not None:
        metadata["photo"] = message.photo
    limit = MAX_CHARACTERS if asks is None else MAX_FORM_CHARACTERS
    replies = await _ask(text[:limit], message.conversation_id, http, metadata=metadata)
    said, found = replies[0], replies[0].found
    return Decision(
        act=said.act,
        aspect=found.aspect if found else None,
        # A button's command is not classified: there is no doubt about it.
        confidence=found.confidence if found else 1.0,
        runner_up=ACT_OF_INTENT.get(found.runner_up or "") if found else None,
        topic=found.topic if found else None,
        outside=found.outside if found else None,
        form=_form(replies),
    )


async def look(conversation_id: str, http: RasaClient) -> Form | None:
    """Return the open form without changing it, None if none is open.

    Raises DialogueUnavailable.
    """
    return _form(await _ask("/look", conversation_id, http))


async def restore(conversation_id: str, form: Form, http: RasaClient) -> Form:
    """Fill Rasa's form in from a copy and return it as Rasa then has it.

    An open form of the conversation takes the copy's values too. Raises DialogueUnavailable.
    """
    # As components/form.py writes it: Rasa takes "0[" for a placeholder that was not filled.
    filled = {name: form.slots[name].replace("0[", "0 [") for name in _KEPT if name in form.slots}
    if form.asks in filled:
        # Asked for anew although it has a value: the resident is editing it.
        filled["edit"] = form.asks
    restored = _form(await _ask(f"/restore{json.dumps(filled)}", conversation_id, http))
    if restored is None:
        raise DialogueUnavailable("Rasa did not take the form back")
    return restored


async def leave(conversation_id: str, http: RasaClient) -> None:
    """End the open form, if there is one, without asking. Raises DialogueUnavailable."""
    if _form(await _ask("/cancel", conversation_id, http)) is not None:
        raise DialogueUnavailable("Rasa did not let the form go")


async def is_healthy(http: RasaClient, model: str | None = None) -> bool:
    """Say whether Rasa decides, and with the given model (its content hash) if one is given.

    Rasa answers its root page before, and even without, a model; so a greeting goes the whole
    way through the webhook, and the reply names the model. /status would need --enable-api.
    """
    try:
        said = (await _ask(_CANARY, _CANARY_SENDER, http))[0]
    except DialogueUnavailable:
        return False
    return said.act is Act.GREET and model in (None, said.model)


def neutral(text: str) -> str:
    """Return typed text that Rasa cannot take for a command: no slash at its beginning.

    Control and zero-width characters go first, so that none of them hides the slash.
    """
    return _LEADING_SLASHES.sub("", clean(text))


def _form(replies: list[_Said]) -> Form | None:
    """Return the form that the last reply tells of, if it does."""
    last = replies[-1]
    if not isinstance(last, _Asked):
        return None
    slots: Mapping[str, str | None] = {
        **{name: getattr(last, name) for name in _KEPT},
        "confirmed": last.confirmed,
    }
    return Form(
        name=last.form,
        asks=last.asks and (last.edit or last.asks),
        slots={name: value for name, value in slots.items() if value is not None},
        problem=last.problem,
    )


async def _ask(
    text: str,
    sender: str,
    http: RasaClient,
    *,
    metadata: Mapping[str, str | bool] | None = None,
) -> list[_Said]:
    """Return what Rasa replies: one payload, or an answer in mid-form and the form's after it."""
    body: dict[str, Any] = {"sender": sender, "message": text}
    if metadata:
        body["metadata"] = dict(metadata)
    try:
        async with asyncio.timeout(TIME_LIMIT_S):
            status, content = await http.post(WEBHOOK, body)
    except TimeoutError:
        raise DialogueUnavailable(f"Rasa took over {TIME_LIMIT_S:g} s") from None
    except aiohttp.ClientError as error:
        raise DialogueUnavailable(f"Rasa cannot be reached: {type(error).__name__}") from error
    if status != OK:
        raise DialogueUnavailable(f"Rasa replied {status}")
    try:
        replies = [reply.custom for reply in _REPLIES.validate_json(content)]
    except ValidationError as error:
        # Not chained: pydantic's message quotes the body.
        raise DialogueUnavailable(
            f"Rasa's reply is not a decision ({error.error_count()} faults)"
        ) from None
    if [isinstance(reply, _Asked) for reply in replies] not in ([False], [True], [False, True]):
        raise DialogueUnavailable(f"Rasa gave {len(replies)} decisions instead of one")
    return replies
