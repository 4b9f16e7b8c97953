"""Ask Zalo for tokens: with the code of an administrator's consent, or with a refresh token."""

import asyncio
import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from bot.types import BotError

# Of the whole request. The lease in zalo_tokens.py is four times as long: a second attempt that
# begins while the first one's is still under way would burn the token of both.
REQUEST_S = 30.0
_DEFAULT_LIFE_S = 90_000
# A refresh token that was used, is not known or is too old.
_REJECTED = frozenset({-14014, -14020, -118})


@dataclass(frozen=True, kw_only=True)
class App:
    """The app in Zalo's developer console through which we speak for an account."""

    app_id: str
    secret: str = field(repr=False)
    url: str = "https://oauth.zaloapp.com"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What Zalo gave: both die when the next pair is issued."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    life: timedelta
    """Of the access token."""


class OAuthFailed(Exception):
    """Zalo gave no tokens; the message is a code."""

    def __init__(self, code: str, *, is_rejected: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_rejected = is_rejected
        """The code or refresh token is not good and never will be."""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """One request for an administrator's consent."""

    redirect_uri: str
    """Exactly as it stands in the console, or Zalo refuses (-14003)."""
    state: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What came back to the redirect address."""

    code: str = field(repr=False)
    oa_id: str
    """Which account it was given for; "" if Zalo did not say."""


def new_consent(redirect_uri: str, *, verifier: str = "") -> Consent:
    """Return a request with a state of its own, and a verifier if none is fixed in the console."""
    return Consent(
        redirect_uri=redirect_uri,
        state=secrets.token_urlsafe(24),
        verifier=verifier or secrets.token_urlsafe(32),
    )


def consent_link(app: App, consent: Consent) -> str:
    """Return the page on which an administrator of the account consents."""
    digest = hashlib.sha256(consent.verifier.encode()).digest()
    query = {
        "app_id": app.app_id,
        "redirect_uri": consent.redirect_uri,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "state": consent.state,
    }
    return f"{app.url}/v4/oa/permission?{urlencode(query)}"


def granted(redirected: str, consent: Consent) -> Granted:
    """Return what the address says to which the browser was sent. Raises BotError.

    Zalo does not reliably send the state back: a wrong one is refused, a missing one is not.
    """
    query = parse_qs(urlsplit(redirected.strip()).query)
    state, code, oa_id = (query.get(name, [""])[0] for name in ("state", "code", "oa_id"))
    if state and not secrets.compare_digest(state.encode(), consent.state.encode()):
        raise BotError("this address belongs to another attempt to log in; start again")
    if not code:
        problem = "".join(c for c in query.get("error", [""])[0] if c.isalnum() or c in "-_")
        told = f" (error {problem[:40]})" if problem else ""
        raise BotError(f"no consent code in this address{told}; copy the whole address")
    return Granted(code=code, oa_id=oa_id)


async def exchange(http: httpx.AsyncClient, app: App, code: str, verifier: str) -> Pair:
    """Return the first pair, for a code that is not older than ten minutes. Raises OAuthFailed."""
    form = {"code": code, "grant_type": "authorization_code", "code_verifier": verifier}
    return await _ask(http, app, form)


async def refresh(http: httpx.AsyncClient, app: App, refresh_token: str) -> Pair:
    """Return the next pair; the token given is used up. Raises OAuthFailed.

    Whoever is cancelled here may lose the pair that is on its way.
    """
    return await _ask(http, app, {"refresh_token": refresh_token, "grant_type": "refresh_token"})


async def _ask(http: httpx.AsyncClient, app: App, form: dict[str, str]) -> Pair:
    try:
        async with asyncio.timeout(REQUEST_S):
            response = await http.post(
                f"{app.url}/v4/oa/access_token",
                data={**form, "app_id": app.app_id},
                headers={"secret_key": app.secret},
            )
    except (httpx.HTTPError, TimeoutError) as error:
        raise OAuthFailed(type(error).__name__) from None
    # Errors often come with status 200: what holds no tokens is one.
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        raise OAuthFailed(f"http_{response.status_code}") from None
    given = body if isinstance(body, dict) else {}
    access, renewed = given.get("access_token"), given.get("refresh_token")
    if not (isinstance(access, str) and access and isinstance(renewed, str) and renewed):
        error_code = _number(given.get("error"))
        code = f"http_{response.status_code}" if error_code is None else str(error_code)
        raise OAuthFailed(code, is_rejected=error_code in _REJECTED)
    life_s = _number(given.get("expires_in"))
    return Pair(
        access_token=access,
        refresh_token=renewed,
        life=timedelta(seconds=life_s if life_s and 0 < life_s < 10**8 else _DEFAULT_LIFE_S),
    )


def _number(value: object) -> int | None:
    try:
        return int(value) if isinstance(value, str | int) else None
    except ValueError:
        return None


def expires_at(pair: Pair, issued_at: datetime) -> datetime:
    """Return when the access token of a pair issued then is no longer good."""
    return issued_at + pair.life
