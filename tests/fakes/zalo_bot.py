"""A local server that behaves as Zalo's Bot Platform is known to.

    fake = FakeZaloBot()
    fake.start()                            # fake.url is what MOTCUA_ZALO_BOT_API becomes
    fake.says(text_message("u1", "Xin chào"))
    fake.sent                               # what the bot sent
    fake.stop()

Set `faulty.faults` for what goes wrong on the way, `quota` for 429, `told` for one answer of the
platform's own choosing.
"""

import asyncio
import ipaddress
import json
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.server import NO_FAULTS, Faulty, LocalServer

TOKEN = "770000000000000001:fakeTokenOfABot"  # noqa: S105  # invented
SECRET = "made-up-secret"  # noqa: S105  # invented
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header

Update = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that the bot sent and the platform took."""

    method: str
    chat_id: str
    text: str
    message_id: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """One answer to give instead of doing what is asked."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "sendMessage"


class FakeZaloBot:
    """The platform with one bot on it."""

    def __init__(self, *, token: str = TOKEN, seed: int = 0, allow_private: bool = False) -> None:
        self._token = token
        self._allow_private = allow_private
        routes = [
            Route("/files/{name}", self._file),
            Route("/{bot}/{method}", self._method, methods=["GET", "POST"]),
        ]
        # Anything else is answered like a path of the platform that is none.
        handlers = {404: _no_path, 405: _no_path}
        self.faulty = Faulty(Starlette(routes=routes, exception_handlers=handlers), seed=seed)
        self._server = LocalServer(self.faulty)
        self._polls = 0
        self.forget()

    def forget(self) -> None:
        """Begin anew: nothing was sent, nothing is set, nothing goes wrong."""
        self.token = self._token
        self.allow_private = self._allow_private
        """Take a webhook on this machine, which the platform refuses."""
        self.sent: list[Sent] = []
        self.typing: list[str] = []
        self.calls: list[str] = []
        """Every method asked for, in order."""
        self.blocked: set[str] = set()
        """Chats that answer 403."""
        self.gone: set[str] = set()
        """Chats that answer 404."""
        self.quota: int | None = None
        """How many messages may still be sent; None: any number."""
        self.told: deque[Told] = deque()
        self.is_error_200 = False
        """Errors come with HTTP 200, the code in the body only."""
        self.longest_poll_s = 0.05
        self.webhook: str | None = None
        """None: there never was one, which is asked for with 404."""
        self.secret = ""
        self.is_hook_up = True
        """What the trial call of a webhook elsewhere finds."""
        self.files: dict[str, bytes] = {}
        """What is at `url`/files/NAME."""
        self.updates: deque[Update] = deque()
        # Polls that are still open end, and get nothing of what comes now.
        self._polls += 1
        self.faulty.faults = NO_FAULTS
        self.faulty.plan.clear()
        self.faulty.drawn.clear()

    @property
    def url(self) -> str:
        """Where it listens."""
        return self._server.url

    def start(self) -> None:
        """Serve on a free port."""
        self._server.start()

    def stop(self) -> None:
        """Break every connection off."""
        self._server.stop()

    def says(self, *updates: Update) -> None:
        """Have updates handed out to whoever polls, one each."""
        self.updates.extend(updates)

    def texts(self, chat_id: str) -> list[str]:
        """Return what the chat was sent, in order."""
        return [each.text for each in self.sent if each.chat_id == chat_id]

    async def _file(self, request: Request) -> Response:
        body = self.files.get(request.path_params["name"])
        return Response(body) if body is not None else Response(status_code=404)

    async def _method(self, request: Request) -> Response:
        bot, method = request.path_params["bot"], request.path_params["method"]
        if not bot.startswith("bot"):
            return self._error(404, "Not Found")
        if bot != f"bot{self.token}":
            return self._error(401, "Unauthorized")
        self.calls.append(method)
        if self.told and self.told[0].method == method:
            told = self.told.popleft()
            return Response(told.body, status_code=told.status, headers=told.headers)
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            return self._error(400, "Bad Request: invalid JSON")
        match method:
            case "getMe":
                return _result(
                    id="770000000000000001",
                    account_name="bot.ward",
                    account_type="BASIC",
                    can_join_groups=False,
                )
            case "getUpdates":
                return await self._get_updates(float(body.get("timeout", 30)))
            case "setWebhook":
                return await self._set_webhook(body)
            case "deleteWebhook":
                self.webhook = ""
                return _result(url="", updated_at=1_790_000_000_000)
            case "getWebhookInfo":
                if self.webhook is None:
                    return self._error(404, "Not Found")
                return _result(url=self.webhook, updated_at=1_790_000_000_000)
            case "sendMessage":
                return self._send(method, body, "text", longest=2_000)
            case "sendPhoto":
                return self._send(method, body, "photo")
            case "sendSticker":
                return self._send(method, body, "sticker")
            case "sendVoice":
                return self._send(method, body, "voice_url")
            case "sendChatAction":
                if not body.get("chat_id") or body.get("action") != "typing":
                    return self._error(400, "Bad Request: chat_id, action")
                self.typing.append(body["chat_id"])
                return JSONResponse({"ok": True})
        return self._error(400, "Bad Request: unknown method")

    def _send(self, method: str, body: Any, name: str, *, longest: int = 10_000) -> Response:  # noqa: ANN401
        chat_id, text = body.get("chat_id"), body.get(name)
        if not (isinstance(chat_id, str) and chat_id and isinstance(text, str)):
            return self._error(400, f"Bad Request: chat_id, {name}")
        if not 1 <= len(text.encode("utf-16-le")) // 2 <= longest:
            return self._error(400, f"Bad Request: {name} is empty or too long")
        if chat_id in self.blocked:
            return self._error(403, "Forbidden")
        if chat_id in self.gone:
            return self._error(404, "Not Found")
        if self.quota is not None:
            if self.quota <= 0:
                return self._error(429, "Quota exceeded")
            self.quota -= 1
        message_id = secrets.token_hex(10)
        self.sent.append(Sent(method=method, chat_id=chat_id, text=text, message_id=message_id))
        return _result(message_id=message_id, date=1_790_000_000_000)

    async def _get_updates(self, timeout_s: float) -> Response:
        if self.webhook:
            return self._error(400, "Bad Request: a webhook is set")
        self._polls += 1
        mine, updates = self._polls, self.updates
        for _ in range(max(1, round(min(timeout_s, self.longest_poll_s) / 0.01))):
            if self._polls != mine:
                return self._error(409, "Conflict: another getUpdates")
            if updates:
                return JSONResponse({"ok": True, "result": updates.popleft()})
            await asyncio.sleep(0.01)
        return self._error(408, "Request timeout")

    async def _set_webhook(self, body: Any) -> Response:  # noqa: ANN401
        url, secret = body.get("url"), body.get("secret_token")
        if not (isinstance(url, str) and isinstance(secret, str) and 8 <= len(secret) <= 256):
            return self._error(400, "Bad Request: url, secret_token")
        if not self.allow_private and not _is_outside(url):
            return self._error(400, "Bad Request: url")
        # Kept whatever the trial call says.
        self.webhook, self.secret = url, secret
        # Only this machine is really called: no test talks to the outside.
        is_ok = self.is_hook_up if _is_outside(url) else await _answers(url, secret)
        outcome = "webhook.ok" if is_ok else "webhook.failed"
        verification = {"ok": is_ok, "outcome": outcome}
        return _result(url=url, updated_at=1_790_000_000_000, verification=verification)

    def _error(self, code: int, description: str) -> Response:
        body = {"ok": False, "error_code": code, "description": description}
        return JSONResponse(body, status_code=200 if self.is_error_200 else code)


def message(
    kind: str,
    chat_id: str,
    *,
    message_id: str | None = None,
    date: int = 1_790_000_000_000,
    sender_id: str | None = None,
    chat_type: str = "PRIVATE",
    **fields: Any,  # noqa: ANN401  # as the platform's messages are
) -> Update:
    """Return an update as the platform makes it."""
    return {
        "event_name": f"message.{kind}.received",
        "message": {
            "date": date,
            "chat": {"chat_type": chat_type, "id": chat_id},
            "message_id": message_id or secrets.token_hex(10),
            "from": {"id": sender_id or chat_id, "is_bot": False, "display_name": "Nguyễn Văn An"},
            **fields,
        },
    }


def text_message(chat_id: str, text: str, **fields: Any) -> Update:  # noqa: ANN401
    """Return a message of words."""
    return message("text", chat_id, text=text, **fields)


def body_of(update: Update, *, is_enveloped: bool = False) -> bytes:
    """Return a webhook's body: flat as captured, or enveloped as in the documents."""
    body = {"ok": True, "result": update} if is_enveloped else update
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a webhook."""
    return {SECRET_HEADER: secret, "Content-Type": "application/json"}


def _result(**fields: Any) -> Response:  # noqa: ANN401
    return JSONResponse({"ok": True, "result": fields})


async def _no_path(_: Request, __: Exception) -> Response:
    return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)


async def _answers(url: str, secret: str) -> bool:
    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            tried = await client.post(url, headers={SECRET_HEADER: secret}, timeout=2)
    except httpx.HTTPError:
        return False
    return tried.status_code == 200


def _is_outside(url: str) -> bool:
    parsed = httpx.URL(url)
    if parsed.scheme != "https" or parsed.host == "localhost":
        return False
    try:
        return ipaddress.ip_address(parsed.host).is_global
    except ValueError:
        return "." in parsed.host
