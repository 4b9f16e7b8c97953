"""The second factor: codes of an authenticator app (TOTP, RFC 6238), each good for one use."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
import segno

STEP_S = 30
_PURPOSE = b"motcua second factor"
_SECRET_BYTES = 20


def accepted_step(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """Return the step that a code belongs to: this one, the one before, or the next; else None.

    A step up to `after` has been used. When the clock was set back, codes wait until it is past
    that step again.
    """
    given = "".join(code.split())
    if not (given.isascii() and given.isdigit()):
        return None
    totp = pyotp.TOTP(secret, interval=STEP_S)
    here = int(now.timestamp()) // STEP_S
    for step in (here, here - 1, here + 1):
        if step > after and secrets.compare_digest(totp.at(step * STEP_S), given):
            return step
    return None


def secret_of(cookie: str) -> str:
    """Return the secret that a half session offers, in Base32.

    Made of the cookie, which we do not keep: until a code confirms it there is nothing to store,
    and showing the page again shows the same secret.
    """
    digest = hmac.new(cookie.encode(), _PURPOSE, hashlib.sha256).digest()
    return base64.b32encode(digest[:_SECRET_BYTES]).decode()


def enrolment(secret: str, *, login: str, issuer: str) -> str:
    """Return the address that an authenticator app reads from the picture."""
    return str(pyotp.TOTP(secret, name=login, issuer=issuer).provisioning_uri())


def picture(address: str) -> str:
    """Return the address as a QR code, in a data address that an `img` shows."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4)


def spaced(secret: str) -> str:
    """Return the secret in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
