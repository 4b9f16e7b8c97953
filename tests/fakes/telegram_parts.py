"""What the fake Telegram keeps and answers with; tests import it from tests.fakes.telegram."""

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse
from starlette.datastructures import UploadFile

from tests.fakes.telegram_updates import BOT

MB = 1024 * 1024
MAX_DATA = 64
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message that was sent."""

    chat: int
    text: str
    """As the person sees it."""
    given: str
    """As it was handed in."""
    html: bool
    buttons: tuple[tuple[tuple[str, str], ...], ...]
    """Rows of (title, data)."""
    previews: bool
    """Links are shown with a preview."""
    message_id: int
    at: float
    """On the monotonic clock."""


@dataclass(frozen=True, kw_only=True)
class SentDocument:
    """One file that was sent."""

    chat: int
    name: str
    content: bytes
    message_id: int


@dataclass(frozen=True, kw_only=True)
class Flood:
    """How many messages are taken within a second."""

    per_s: int = 30
    per_chat: int = 1


class Recent:
    """Counts what was taken within the last second."""

    def __init__(self) -> None:
        self._taken: deque[tuple[float, int]] = deque()

    def hold_back(self, chat: int, flood: Flood | None) -> None:
        """Count one more, unless it comes too fast: that is not counted. Raises Refusal."""
        if flood is None:
            return
        now = time.monotonic()
        while self._taken and self._taken[0][0] <= now - 1:
            self._taken.popleft()
        own = sum(each == chat for _, each in self._taken)
        if len(self._taken) >= flood.per_s or own >= flood.per_chat:
            raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)
        self._taken.append((now, chat))


@dataclass(frozen=True, kw_only=True)
class FakeFile:
    """A file that a person sent."""

    content: bytes = b""
    told_size: int | None = None
    """What getFile says of its size; None: the truth."""
    path: str = ""
    """What getFile says of its place; "": a usual one."""
    moved_to: str = ""
    """Where a download is sent to instead."""
    hangs_s: float = 0.0
    """Pause in the middle of the download."""
    status: int = 200


@dataclass
class Webhook:
    """What setWebhook was told."""

    url: str = ""
    secret_token: str = ""
    allowed_updates: list[str] = field(default_factory=list)
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


class Refusal(Exception):
    """What Telegram answers to a request that it does not take."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


async def fields_of(request: Request) -> dict[str, Any]:
    """Return a request's fields; what is no plain text stands in them as JSON."""
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    fields: dict[str, Any] = {}
    async with request.form() as form:
        given = [*request.query_params.items(), *form.items()]
        files = [(name, each) for name, each in given if isinstance(each, UploadFile)]
        for name, file in files:
            fields[name] = (file.filename or "", await file.read())
    for name, value in given:
        if isinstance(value, UploadFile):
            continue
        fields[name] = value
        if isinstance(value, str) and value[:1] in "[{" and name != "text":
            try:
                fields[name] = json.loads(value)
            except ValueError:
                raise Refusal(400, f"Bad Request: can't parse {name} JSON object") from None
    return fields


def buttons_of(markup: Any) -> tuple[tuple[tuple[str, str], ...], ...]:  # noqa: ANN401
    rows: list[tuple[tuple[str, str], ...]] = []
    for row in (markup or {}).get("inline_keyboard", []):
        for each in row:
            if not each.get("text"):
                raise Refusal(400, "Bad Request: BUTTON_TEXT_INVALID")
            if not 1 <= len(str(each.get("callback_data", "")).encode()) <= MAX_DATA:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        rows.append(tuple((each["text"], each["callback_data"]) for each in row))
    return tuple(rows)


def bot_itself(can_join_groups: bool) -> dict[str, Any]:
    """Return what getMe tells."""
    return {
        "id": BOT,
        "is_bot": True,
        "first_name": "Một Cửa",
        "username": "motcua_bot",
        "can_join_groups": can_join_groups,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def webhook_of(fields: Mapping[str, Any], *, needs_https: bool) -> Webhook:
    """Return what setWebhook sets."""
    url, secret = str(fields.get("url", "")), str(fields.get("secret_token", ""))
    if needs_https and url and not url.startswith("https://"):
        raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise Refusal(400, "Bad Request: secret token contains unallowed characters")
    return Webhook(
        url=url,
        secret_token=secret,
        allowed_updates=list(fields.get("allowed_updates") or []),
        max_connections=int(fields.get("max_connections", 40)),
    )


def info_of(hook: Webhook, *, waiting: int) -> dict[str, Any]:
    """Return what getWebhookInfo tells."""
    told: dict[str, Any] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": waiting,
    }
    if hook.url:
        told["max_connections"] = hook.max_connections
    if hook.allowed_updates:
        told["allowed_updates"] = hook.allowed_updates
    if hook.last_error_date:
        told["last_error_date"] = hook.last_error_date
        told["last_error_message"] = hook.last_error_message
    return told


def commands_of(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what setMyCommands sets."""
    commands = fields.get("commands") or []
    if not all(_COMMAND.fullmatch(str(each.get("command"))) for each in commands):
        raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
    if not all(1 <= len(str(each.get("description", ""))) <= 256 for each in commands):
        raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return list(commands)


def refused(refusal: Refusal) -> JSONResponse:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return JSONResponse(body, status_code=refusal.code)


def download(file: FakeFile) -> Response:
    if file.moved_to:
        return RedirectResponse(file.moved_to)
    if file.status != 200:
        return Response(status_code=file.status)

    async def parts() -> AsyncIterator[bytes]:
        yield file.content[:1000]
        await asyncio.sleep(file.hangs_s)
        for start in range(1000, len(file.content), MB):
            yield file.content[start : start + MB]

    return StreamingResponse(parts(), media_type="image/jpeg")
