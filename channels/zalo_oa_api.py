"""Call the OpenAPI of a Zalo Official Account, with whichever access token is good."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from bot.store.engine import Store, StoreUnavailable
from channels.platform import Failure, SendFailed
from channels.zalo_oa_errors import Reply, failure_of, reply_of
from channels.zalo_oauth import App
from channels.zalo_tokens import ZaloTokens, utc_now

_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
MESSAGE = "/v3.0/oa/message/cs"
QUOTA = "/v3.0/oa/quota/message"
ACCOUNT = "/v2.0/oa/getoa"
UPLOAD = "/v2.0/oa/upload/file"
Files = Mapping[str, tuple[str, bytes]]


class ZaloOaApi:
    """One account's interface, from `open` to `close`."""

    def __init__(
        self, store: Store, app: App, base: str, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.store = store
        self.app = app
        self._base = base.rstrip("/")
        self.now = now
        self._opened: tuple[httpx.AsyncClient, ZaloTokens] | None = None

    async def open(self) -> None:
        """Make the client; connects to nothing yet."""
        client = httpx.AsyncClient(timeout=_TIMEOUT)
        self._opened = client, ZaloTokens(self.store, self.app, client, now=self.now)

    async def close(self) -> None:
        """End the connections, after what is on its way."""
        if self._opened is not None:
            client, tokens = self._opened
            await tokens.close()
            await client.aclose()
            self._opened = None

    @property
    def client(self) -> httpx.AsyncClient:
        """The open client. Raises RuntimeError before `open` and after `close`."""
        return self._are_open()[0]

    @property
    def tokens(self) -> ZaloTokens:
        """The account's tokens. Raises RuntimeError before `open` and after `close`."""
        return self._are_open()[1]

    async def call(self, path: str, body: Mapping[str, Any]) -> Reply:
        """Return the answer to a POST, good or not. Raises SendFailed if there was none.

        A token that Zalo refuses is renewed once and the call made once more.
        """
        return await self._with_token(lambda token: self.ask("POST", path, token, body))

    async def upload(self, name: str, content: bytes) -> Reply:
        """Hand a file in and return the answer: its `token` is what a message carries.

        Like `call`. Zalo keeps the file for 7 days, and takes 5,000 a month.
        """
        files = {"file": (name, content)}
        return await self._with_token(lambda token: self.ask("POST", UPLOAD, token, files=files))

    async def _with_token(self, asked: Callable[[str], Awaitable[Reply]]) -> Reply:
        try:
            token = await self.tokens.current()
            reply = await asked(token)
            if reply.is_token_refused:
                token = await self.tokens.instead_of(token)
                reply = await asked(token)
        except StoreUnavailable:
            raise SendFailed(Failure.BACK_OFF, "StoreUnavailable") from None
        return reply

    async def ask(
        self,
        method: str,
        path: str,
        token: str,
        body: Mapping[str, Any] | None = None,
        *,
        files: Files | None = None,
    ) -> Reply:
        """Return the answer to one call with one token. Raises SendFailed if there was none."""
        try:
            response = await self.client.request(
                method,
                f"{self._base}{path}",
                json=None if body is None else dict(body),
                files=files,
                headers={"access_token": token},
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SendFailed(Failure.BACK_OFF, type(error).__name__) from None
        return reply_of(response)

    async def last_interaction(self, user: str) -> datetime | None:
        """Return when a resident last wrote or tapped, as Zalo knows it. Raises SendFailed."""
        reply = await self.call(QUOTA, {"user_id": user})
        if not reply.is_good:
            failure = failure_of(reply)
            if failure in (Failure.BACK_OFF, Failure.RECIPIENT):
                raise SendFailed(failure, reply.code, after_s=reply.after_s)
            return None
        try:
            return datetime.fromtimestamp(int(str(reply.data["last_interaction"])) / 1000, UTC)
        except (KeyError, ValueError, OverflowError, OSError):
            return None

    def _are_open(self) -> tuple[httpx.AsyncClient, ZaloTokens]:
        if self._opened is None:
            raise RuntimeError("the client of the Zalo Official Account is not open")
        return self._opened
