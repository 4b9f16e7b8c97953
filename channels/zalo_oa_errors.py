"""What Zalo's error codes mean for a message that was to be sent.

Zalo reports most of them with HTTP status 200, in the envelope {"data", "error", "message"}.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from channels.platform import Failure

TOKEN_CODES = frozenset({-216, -220, 216, 220, 401, -401})
"""The access token is not, or no longer, good: refresh it and send once more."""
CHARGE_CODES = frozenset({-320, -321})
"""Zalo wants money for the message, and there is no Zalo Cloud Account or nothing on it."""
_ADMIN = frozenset(
    (-204, -205, -209, -212, -219, -221, -223, -224, -235, -240, -242, *CHARGE_CODES, *TOKEN_CODES)
)
_RECIPIENT = frozenset((-211, -213, -217, -218, -227, -230, -232, -244))
_PAYLOAD = frozenset((-100, -201, -210, -233, -234, -248))
_FLOOD = -32
# The limit is one per minute; how much of it is left to wait is not always said.
_FLOOD_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What Zalo answered to a call."""

    status: int
    error: int = 0
    """Of the envelope; 0: it went well. With a status that is no success, it may be 0, too."""
    data: Mapping[str, Any] = field(default_factory=dict)
    is_envelope: bool = True
    """False: the body was something else, such as a proxy's error page."""
    after_s: float | None = None
    """How long Zalo asks us to wait."""

    @property
    def is_good(self) -> bool:
        """Say whether what was asked for was done."""
        return self.status == 200 and self.is_envelope and self.error == 0

    @property
    def is_token_refused(self) -> bool:
        """Say whether a newer access token may help."""
        return self.error in TOKEN_CODES or (self.status == 401 and not self.error)

    @property
    def code(self) -> str:
        """Return Zalo's code, or the HTTP status if it gave none."""
        if self.error:
            return str(self.error)
        return f"http_{self.status}" if self.status != 200 else "no_envelope"


def reply_of(response: httpx.Response) -> Reply:
    """Return a response as what it says."""
    after_s = _waiting(response.headers)
    try:
        body = json.loads(response.content)
        data = body.get("data")
        error = int(body["error"] if "error" in body else 0 if isinstance(data, dict) else "")
    except (ValueError, RecursionError, AttributeError, TypeError):
        return Reply(status=response.status_code, is_envelope=False, after_s=after_s)
    return Reply(
        status=response.status_code,
        error=error,
        data=data if isinstance(data, dict) else {},
        after_s=_FLOOD_S if error == _FLOOD and after_s is None else after_s,
    )


def failure_of(reply: Reply) -> Failure:
    """Return what is to be done about a call that did not go well.

    A code that nobody has described is tried again: a message too many is less harm than none.
    """
    if reply.error in _RECIPIENT:
        return Failure.RECIPIENT
    if reply.error in _PAYLOAD:
        return Failure.PAYLOAD
    if reply.error in _ADMIN:
        return Failure.ADMIN
    if reply.error or reply.status in (408, 425, 429) or not 400 <= reply.status < 500:
        return Failure.BACK_OFF
    return Failure.PAYLOAD if reply.status in (400, 413, 422) else Failure.ADMIN


def _waiting(headers: httpx.Headers) -> float | None:
    """Return the seconds of Retry-After; None if it names none, or a date."""
    try:
        after_s = float(headers["retry-after"])
    except (KeyError, ValueError):
        return None
    return min(after_s, 3600.0) if after_s > 0 else None
