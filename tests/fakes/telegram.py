"""A server that behaves as Telegram's Bot API does, with what a bot of ours needs of it.

    async with FakeTelegram(seed=7) as fake:
        fake.faults = Faults(error=0.05, only=("/sendMessage",))
        …  # a client at fake.url, with fake.token
        await fake.deliver([fake.make.text(5001, "xin chào")], to=hook)
        assert fake.sent[0].text == …

It runs in a thread of its own, so that a slow test does not make it slow.
"""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from tests.fakes.server import NO_FAULTS, Fault, Faults, Faulty, LocalServer
from tests.fakes.telegram_html import CannotParse, visible
from tests.fakes.telegram_parts import (
    MB,
    FakeFile,
    Flood,
    Recent,
    Refusal,
    Sent,
    SentDocument,
    Webhook,
    bot_itself,
    buttons_of,
    commands_of,
    download,
    fields_of,
    info_of,
    refused,
    webhook_of,
)
from tests.fakes.telegram_updates import BOT, Update, Updates
from tests.fakes.webhooks import Call, Delivered, How, call

__all__ = [
    "SECRET",
    "TOKEN",
    "FakeFile",
    "FakeTelegram",
    "Fault",
    "Faults",
    "Flood",
    "How",
    "Sent",
    "SentDocument",
    "Update",
    "Updates",
    "written",
]

TOKEN = f"{BOT}:AAfakeFAKEfakeFAKEfakeFAKEfakeFAKEfk"
SECRET = "let-me-in_0123456789"  # noqa: S105
MAX_TEXT = 4_096
MAX_DOCUMENT = 50 * MB


class FakeTelegram:
    """Telegram for one bot; every attribute may be changed while it runs."""

    def __init__(self, *, token: str = TOKEN, secret: str = SECRET, seed: int = 0) -> None:
        self._usual = (token, secret)
        self.seed = seed
        self._faulty = Faulty(self._application(), seed=seed)
        self._server = LocalServer(self._faulty)
        self.reset()

    def reset(self) -> None:
        """Forget everything, as a new one."""
        self.token, self.secret = self._usual
        self.make = Updates()
        self.sent: list[Sent] = []
        self.documents: list[SentDocument] = []
        self.refused: list[tuple[str, int, str]] = []
        """(method, code, description) of what was not taken."""
        self.actions: list[tuple[int, str]] = []
        self.answered: list[str] = []
        """Taps that were acknowledged."""
        self.fresh: set[str] = set()
        """Taps that still can be."""
        self.flood: Flood | None = None
        self.blocked: set[int] = set()
        self.deactivated: set[int] = set()
        self.unknown: set[int] = set()
        self.files: dict[str, FakeFile] = {}
        self.pending: list[Update] = []
        """Waits for getUpdates."""
        self.webhook = Webhook()
        self.needs_https = True
        self.commands: list[dict[str, Any]] = []
        self.polls: list[int] = []
        """The offset of every getUpdates."""
        self.can_join_groups = False
        self._poll = 0
        self._recent = Recent()
        self._number = 0
        self._faulty.faults = NO_FAULTS
        self._faulty.plan.clear()
        self._faulty.drawn.clear()

    @property
    def url(self) -> str:
        """What stands in the place of https://api.telegram.org."""
        return self._server.url

    @property
    def faults(self) -> Faults:
        """How often requests go wrong."""
        return self._faulty.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._faulty.faults = faults

    @property
    def plan(self) -> list[Fault | None]:
        """What becomes of the next requests that `faults` are about."""
        return self._faulty.plan

    @plan.setter
    def plan(self, plan: list[Fault | None]) -> None:
        self._faulty.plan = plan

    @property
    def drawn(self) -> list[tuple[str, Fault]]:
        """What went wrong, with the method."""
        return self._faulty.drawn

    def start(self) -> None:
        """Serve."""
        self._server.start()

    def stop(self) -> None:
        """End."""
        self._server.stop()

    async def __aenter__(self) -> "FakeTelegram":
        self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    async def deliver(
        self, updates: Sequence[Update], *, to: str, how: How | None = None, secret: str = ""
    ) -> list[Delivered]:
        """Call a webhook with updates until it takes each; return every attempt."""
        headers = {
            "content-type": "application/json",
            "x-telegram-bot-api-secret-token": secret or self.secret,
        }
        calls = [
            Call(key=str(each["update_id"]), body=written(each), headers=headers)
            for each in updates
        ]
        for each in updates:
            self.fresh.update(filter(None, [each.get("callback_query", {}).get("id")]))
        return await call(calls, to, how, seed=self.seed)

    def _application(self) -> FastAPI:
        app = FastAPI(openapi_url=None)

        @app.api_route("/bot{token}/{method}", methods=["GET", "POST"])
        async def api(token: str, method: str, request: Request) -> Response:
            try:
                fields = await fields_of(request)
                if token != self.token:
                    raise Refusal(401, "Unauthorized")
                result = await self._call(method, fields)
            except Refusal as refusal:
                self.refused.append((method, refusal.code, refusal.description))
                return refused(refusal)
            return JSONResponse({"ok": True, "result": result})

        @app.get("/file/bot{token}/{path:path}")
        async def file(token: str, path: str) -> Response:
            if token != self.token:
                return refused(Refusal(401, "Unauthorized"))
            for file_id, found in self.files.items():
                if path == self._path(file_id):
                    return download(found)
            return refused(Refusal(404, "Not Found"))

        return app

    async def _call(self, method: str, fields: Mapping[str, Any]) -> Any:  # noqa: ANN401
        match method:
            case "getMe":
                return bot_itself(self.can_join_groups)
            case "sendMessage":
                return self._send(fields)
            case "sendDocument":
                return self._send_document(fields)
            case "sendChatAction":
                self.actions.append((self._chat(fields), str(fields.get("action"))))
                return True
            case "answerCallbackQuery":
                return self._answer(str(fields.get("callback_query_id")))
            case "getFile":
                return self._file(str(fields.get("file_id")))
            case "getUpdates":
                return await self._updates(fields)
            case "setWebhook":
                self.webhook = webhook_of(fields, needs_https=self.needs_https)
                return True
            case "deleteWebhook":
                self.webhook = Webhook()
                return True
            case "getWebhookInfo":
                return info_of(self.webhook, waiting=len(self.pending))
            case "setMyCommands":
                self.commands = commands_of(fields)
                return True
        raise Refusal(404, "Not Found")

    def _chat(self, fields: Mapping[str, Any]) -> int:
        try:
            chat = int(fields["chat_id"])
        except (KeyError, ValueError):
            raise Refusal(400, "Bad Request: chat_id is empty") from None
        if chat in self.unknown:
            raise Refusal(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat in self.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        return chat

    def _send(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        chat = self._chat(fields)
        self._recent.hold_back(chat, self.flood)
        given, is_html = str(fields.get("text", "")), fields.get("parse_mode") == "HTML"
        try:
            text = (visible(given) if is_html else given).strip()
        except CannotParse as error:
            raise Refusal(400, f"Bad Request: can't parse entities: {error}") from None
        if not text:
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
            raise Refusal(400, "Bad Request: message is too long")
        preview = fields.get("link_preview_options") or {}
        self._number += 1
        sent = Sent(
            chat=chat,
            text=text,
            given=given,
            html=is_html,
            buttons=buttons_of(fields.get("reply_markup")),
            previews=not preview.get("is_disabled", False),
            message_id=self._number,
            at=time.monotonic(),
        )
        self.sent.append(sent)
        return {
            "message_id": sent.message_id,
            "from": bot_itself(self.can_join_groups),
            "chat": {"id": chat, "type": "private", "first_name": "Hoa"},
            "date": int(time.time()),
            "text": text,
        }

    def _send_document(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        chat = self._chat(fields)
        self._recent.hold_back(chat, self.flood)
        match fields.get("document"):
            case (str() as name, bytes() as content) if content:
                pass
            case _:
                raise Refusal(400, "Bad Request: there is no document in the request")
        if len(content) > MAX_DOCUMENT:
            raise Refusal(413, "Request Entity Too Large")
        self._number += 1
        document = SentDocument(chat=chat, name=name, content=content, message_id=self._number)
        self.documents.append(document)
        return {
            "message_id": document.message_id,
            "from": bot_itself(self.can_join_groups),
            "chat": {"id": chat, "type": "private", "first_name": "Hoa"},
            "date": int(time.time()),
            "document": {"file_id": "d", "file_unique_id": "ud", "file_name": name},
        }

    def _answer(self, query: str) -> bool:
        if query not in self.fresh:
            raise Refusal(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        self.answered.append(query)
        return True

    def _file(self, file_id: str) -> dict[str, Any]:
        if file_id not in self.files:
            raise Refusal(400, "Bad Request: invalid file_id")
        file = self.files[file_id]
        told = len(file.content) if file.told_size is None else file.told_size
        if told > 20 * MB:
            raise Refusal(400, "Bad Request: file is too big")
        path = file.path or self._path(file_id)
        unique = f"u{file_id}"
        return {"file_id": file_id, "file_unique_id": unique, "file_size": told, "file_path": path}

    def _path(self, file_id: str) -> str:
        return f"photos/{file_id}.jpg"

    async def _updates(self, fields: Mapping[str, Any]) -> list[Update]:
        if self.webhook.url:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._poll += 1
        mine, offset = self._poll, int(fields.get("offset", 0))
        self.polls.append(offset)
        self.pending = [each for each in self.pending if each["update_id"] >= offset]
        until = time.monotonic() + float(fields.get("timeout", 0))
        while not self.pending and time.monotonic() < until:
            await asyncio.sleep(0.01)
            if self._poll != mine:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        found = self.pending[: int(fields.get("limit", 100))]
        for each in found:
            self.fresh.update(filter(None, [each.get("callback_query", {}).get("id")]))
        return found


def written(update: Update) -> bytes:
    """Return an update as Telegram writes it: compact, letters escaped or not as it pleases."""
    is_escaped = update.get("update_id", 0) % 2 == 0
    return json.dumps(update, ensure_ascii=is_escaped, separators=(",", ":")).encode()
