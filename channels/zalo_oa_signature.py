"""Tell whether a webhook request of a Zalo Official Account was made by Zalo."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

HEADER = "x-zevent-signature"
_PREFIX = "mac="


class Verdict(StrEnum):
    """What a signature turned out to be."""

    GOOD = "good"
    MISSING = "missing"
    WRONG = "wrong"
    OA_ID = "oa_id"
    """Right if the account's id stood in the app id's place: reported by some, never accepted."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """What Zalo signs with."""

    app_id: str
    secret: str
    """The OA Secret Key of the app's webhook page, which is not the app's own secret."""
    oa_id: str = ""


def parsed(raw: bytes) -> Mapping[str, Any] | None:
    """Return a body's JSON object, every number as the text that stands in it; None: no object.

    As text, because ids are longer than a float is exact, and because the timestamp is signed as
    it is written.
    """
    try:
        body = json.loads(raw, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def verify(raw: bytes, header: str | None, timestamp: str, key: Key) -> Verdict:
    """Say whether the header signs exactly these bytes.

    The mac is a plain SHA-256 over app id, body, timestamp and secret, not an HMAC.
    """
    mac = (header or "").strip()
    if mac[: len(_PREFIX)].lower() == _PREFIX:
        mac = mac[len(_PREFIX) :].strip()
    if not (mac and timestamp):
        return Verdict.MISSING
    given = mac.lower().encode("utf-8", "replace")
    if hmac.compare_digest(made(raw, timestamp, key.app_id, key.secret), given):
        return Verdict.GOOD
    if key.oa_id and hmac.compare_digest(made(raw, timestamp, key.oa_id, key.secret), given):
        return Verdict.OA_ID
    return Verdict.WRONG


def made(raw: bytes, timestamp: str, first: str, secret: str) -> bytes:
    """Return the mac in hexadecimal digits."""
    signed = b"".join((first.encode(), raw, timestamp.encode("utf-8", "replace"), secret.encode()))
    return hashlib.sha256(signed).hexdigest().encode()
