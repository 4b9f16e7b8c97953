"""Call the HTTP interface of Zalo's Bot Platform.

The token is a part of every address: no error of ours repeats an address, and none keeps the
error of httpx that does.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import SecretStr

_TOKEN = re.compile(r"(\d{1,32}):[^\s/?#%\\]{1,256}")
_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
# A platform that asks for more than an hour is not waited for that long: it may be mistaken.
_LONGEST_WAIT_S = 3_600.0


class ApiFailed(Exception):
    """A call had no success. Says a status or the kind of error, never an address."""

    def __init__(
        self, reason: str, *, status: int | None = None, after_s: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        """The platform's error code, or the HTTP status; None: there was no answer."""
        self.after_s = after_s


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the platform answered to a call that it carried out."""

    result: Mapping[str, Any]
    """Empty where the method returns nothing."""
    raw: bytes


class ZaloBotApi:
    """One bot's interface, from `open` to `close`."""

    def __init__(self, token: SecretStr, base: str) -> None:
        """Raise ValueError for what cannot be a token; it names no part of it."""
        found = _TOKEN.fullmatch(token.get_secret_value())
        if not found:
            raise ValueError("not of the form digits:letters")
        self.bot_id = found[1]
        """The digits in front of the token: no secret."""
        self._token = token
        self._base = base.rstrip("/")
        self._client: httpx.AsyncClient | None = None

    @property
    def client(self) -> httpx.AsyncClient:
        """The open client. Raises RuntimeError before `open` and after `close`."""
        if self._client is None:
            raise RuntimeError("the client of the Zalo Bot is not open")
        return self._client

    async def open(self) -> None:
        """Make the client; connects to nothing yet."""
        self._client = httpx.AsyncClient(timeout=_TIMEOUT)

    async def close(self) -> None:
        """End the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def call(
        self, method: str, body: Mapping[str, Any] | None = None, *, read_s: float | None = None
    ) -> Reply:
        """Return the platform's answer. Raises ApiFailed.

        `read_s` is how long an answer may take, where the platform itself waits.
        """
        url = f"{self._base}/bot{self._token.get_secret_value()}/{method}"
        timeout = _TIMEOUT if read_s is None else httpx.Timeout(read_s, connect=5.0)
        try:
            response = await self.client.post(url, json=dict(body or {}), timeout=timeout)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ApiFailed(type(error).__name__) from None
        except UnicodeError as error:
            # Half a character, which no JSON holds: as if the platform had refused the body.
            raise ApiFailed(type(error).__name__, status=httpx.codes.BAD_REQUEST) from None
        return _reply(response)


def _reply(response: httpx.Response) -> Reply:
    status = response.status_code
    try:
        said = json.loads(response.content)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or "ok" not in said:
        # A proxy's page. With a status of success it must not count as one.
        reason = f"HTTP {status}" if status >= 400 else "no answer of the platform"
        raise ApiFailed(reason, status=status if status >= 400 else None)
    if said["ok"] is not True or status >= 400:
        # Errors also come with HTTP 200; the code in the body knows better.
        code = said.get("error_code")
        known = code if isinstance(code, int) and not isinstance(code, bool) else status
        raise ApiFailed(str(known), status=known, after_s=_wait(response, said))
    result = said.get("result")
    return Reply(result=result if isinstance(result, dict) else {}, raw=response.content)


def _wait(response: httpx.Response, said: Mapping[str, Any]) -> float | None:
    """Return how long to wait, if the platform says so; none of its documents promises it."""
    parameters = said.get("parameters")
    given = parameters.get("retry_after") if isinstance(parameters, dict) else None
    asked = str(response.headers.get("retry-after", "") if given is None else given)
    return min(float(asked), _LONGEST_WAIT_S) if re.fullmatch(r"\d{1,9}(\.\d+)?", asked) else None
