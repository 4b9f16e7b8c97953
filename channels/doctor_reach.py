"""Say whether the internet reaches our webhooks, and whether our clock is right."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from channels.finding import Finding, State

# What is told to be late or early by less has no effect: windows are days, tokens hours.
_CLOCK_OFF_S = 60.0


async def hook_findings(
    client: httpx.AsyncClient, public_url: str, paths: Sequence[str]
) -> list[Finding]:
    """Return a line for each path at which a platform calls, or one why nothing was looked at."""
    if not paths:
        return []
    if not public_url:
        return [
            _hook(State.WARN, "MOTCUA_PUBLIC_URL is not set: whether we are reached is unknown")
        ]
    if not public_url.startswith("https://"):
        return [_hook(State.FAIL, "MOTCUA_PUBLIC_URL: platforms call https addresses only")]
    urls = [f"{public_url.rstrip('/')}{path}" for path in paths]
    found = await asyncio.gather(*(look_at_hook(client, url) for url in urls))
    return [_hook(state, f"{url}: {said}") for url, (state, said) in zip(urls, found, strict=True)]


async def look_at_hook(client: httpx.AsyncClient, url: str) -> tuple[State, str]:
    """Ask for a webhook as a visitor would, and say what answers there."""
    try:
        response = await client.get(url, follow_redirects=False)
    except httpx.InvalidURL:
        return State.FAIL, "is no address; check MOTCUA_PUBLIC_URL"
    except httpx.HTTPError as error:
        if _is_certificate(error):
            return State.FAIL, "its certificate is not trusted; platforms will refuse it, too"
        # Some routers do not let those inside in by the outer name.
        return State.WARN, (
            f"not reached from this machine ({type(error).__name__}); if a telephone opens it "
            "over mobile data, all is well"
        )
    match response.status_code:
        case 200 if not response.content:
            return State.OK, "answers"
        case 200:
            return State.FAIL, "a web page answers in our place; have the proxy pass /hooks/ on"
        case 301 | 302 | 303 | 307 | 308:
            return State.FAIL, "leads elsewhere; set MOTCUA_PUBLIC_URL to where it leads"
        case 404:
            return State.FAIL, (
                "not found; restart the server after a change of settings, and have the proxy "
                "pass /hooks/ on"
            )
        case 502 | 503 | 504:
            return State.FAIL, f"the proxy does not reach the server (HTTP {response.status_code})"
        case status:
            return State.FAIL, f"HTTP {status}; the proxy must let everybody in at /hooks/"


async def clock_finding(
    client: httpx.AsyncClient, addresses: Sequence[str], now: Callable[[], datetime]
) -> list[Finding]:
    """Return a line on how our clock stands to another server's; none if nobody tells the time."""
    for address in addresses:
        try:
            response = await client.head(address, follow_redirects=False)
            told = parsedate_to_datetime(response.headers.get("date", ""))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            continue
        told = told if told.tzinfo else told.replace(tzinfo=UTC)
        off_s = (now() - told).total_seconds()
        if abs(off_s) < _CLOCK_OFF_S:
            return [_clock(State.OK, f"as {_host(address)} has it")]
        way = "fast" if off_s > 0 else "slow"
        return [
            _clock(
                State.WARN,
                f"{abs(off_s):,.0f} s {way} by the time of {_host(address)}: waiting times and "
                "the life of tokens go by it; switch time synchronisation on (timedatectl)",
            )
        ]
    return []


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _host(address: str) -> str:
    return httpx.URL(address).host


def _hook(state: State, said: str) -> Finding:
    return Finding(name="webhook", state=state, said=said)


def _clock(state: State, said: str) -> Finding:
    return Finding(name="clock", state=state, said=said)
