"""The webhooks that a Zalo Official Account's app is called with, signed as Zalo signs."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any

RETRIES_S = (30, 300, 900, 1_800, 3_600)
"""After how long a call that was not taken is made again, each time anew."""


class Mac(StrEnum):
    """How a call is signed."""

    GOOD = "good"
    BARE = "bare"
    """Without mac= in front."""
    UPPER = "upper"
    WRONG = "wrong"
    MISSING = "missing"
    OA_ID = "oa_id"
    """With the account's id in the place of the app's."""
    RESERIALISED = "reserialised"
    """Of the same JSON, written in another way."""


@dataclass(frozen=True, kw_only=True)
class Signer:
    """What the platform and the app know of each other."""

    app_id: str
    oa_id: str
    secret: str

    def headers(self, raw: bytes, mac: Mac = Mac.GOOD) -> dict[str, str]:
        """Return the headers of a call, names in lower case."""
        headers = {"content-type": "application/json"}
        signed = raw
        if mac is Mac.RESERIALISED:
            signed = json.dumps(json.loads(raw), ensure_ascii=False).encode()
        first = self.oa_id if mac is Mac.OA_ID else self.app_id
        stamp = str(json.loads(raw)["timestamp"])
        digest = hashlib.sha256(
            first.encode() + signed + stamp.encode() + self.secret.encode()
        ).hexdigest()
        match mac:
            case Mac.MISSING:
                return headers
            case Mac.WRONG:
                digest = hashlib.sha256(digest.encode()).hexdigest()
            case Mac.UPPER:
                digest = digest.upper()
            case _:
                pass
        return headers | {"x-zevent-signature": digest if mac is Mac.BARE else f"mac={digest}"}


def written(event: Mapping[str, Any]) -> bytes:
    """Return an event as bytes: compact, letters as they are, slashes escaped."""
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return text.replace("/", "\\/").encode("utf-8", "surrogatepass")


class Events:
    """Builds events of one account, each with an id and a moment of its own."""

    def __init__(self, app_id: str, oa_id: str, now: Callable[[], datetime]) -> None:
        self._app_id = app_id
        self._oa_id = oa_id
        self._now = now
        self._ids: Iterator[int] = count(1)

    def text(self, user: str, text: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return words of a resident; `fields` replace what stands at the top."""
        return self.said("text", user, {"text": text}, **fields)

    def said(
        self,
        kind: str,
        user: str,
        message: Mapping[str, Any],
        **fields: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Return a message of any kind."""
        return {
            "event_name": f"user_send_{kind}",
            "app_id": self._app_id,
            "sender": {"id": user},
            "recipient": {"id": self._oa_id},
            "message": {**message, "msg_id": self.message_id()},
            "timestamp": self.stamp(),
            "user_id_by_app": f"7{user}",
            **fields,
        }

    def attached(self, kind: str, user: str, payload: object, *, text: str = "") -> dict[str, Any]:
        """Return a message with an attachment."""
        message = {"attachments": [{"payload": payload, "type": kind}], "text": text}
        return self.said(kind, user, message)

    def image(self, user: str, url: str, *, text: str = "") -> dict[str, Any]:
        """Return a picture."""
        return self.attached("image", user, {"thumbnail": url, "url": url}, text=text)

    def file(self, user: str, url: str, name: str, size: int, *, text: str = "") -> dict[str, Any]:
        """Return a file that is no picture."""
        ending = name.rpartition(".")[2]
        told = {"size": str(size), "name": name, "checksum": "0" * 32, "type": ending, "url": url}
        return self.attached("file", user, told, text=text)

    def location(
        self, user: str, latitude: object, longitude: object, *, text: str = ""
    ) -> dict[str, Any]:
        """Return a place."""
        coordinates = {"latitude": latitude, "longitude": longitude}
        return self.attached("location", user, {"coordinates": coordinates}, text=text)

    def echo(
        self, user: str, message: Mapping[str, Any], *, kind: str = "text", admin_id: str = ""
    ) -> dict[str, Any]:
        """Return what is told of a message of the account itself."""
        sender = {"id": self._oa_id} | ({"admin_id": admin_id} if admin_id else {})
        return {
            "event_name": f"oa_send_{kind}",
            "app_id": self._app_id,
            "sender": sender,
            "recipient": {"id": user},
            "message": {"msg_id": self.message_id(), **message},
            "timestamp": self.stamp(),
            "user_id_by_app": f"7{user}",
        }

    def followed(self, user: str, *, name: str = "follow") -> dict[str, Any]:
        """Return that a resident followed, or unfollowed."""
        return {
            "oa_id": self._oa_id,
            "follower": {"id": user},
            "user_id_by_app": f"7{user}",
            "event_name": name,
            "source": "oa_profile",
            "app_id": self._app_id,
            "timestamp": self.stamp(),
        }

    def opened(self, user: str) -> dict[str, Any]:
        """Return that a resident tapped the button to write."""
        return {
            "oa_id": self._oa_id,
            "user_id": user,
            "user_id_by_app": f"7{user}",
            "event_name": "user_click_chatnow",
            "app_id": self._app_id,
            "timestamp": self.stamp(),
        }

    def receipt(self, user: str, ids: Sequence[str], *, is_seen: bool = False) -> dict[str, Any]:
        """Return that messages of ours arrived, or were read."""
        message = {"msg_ids": list(ids)} if is_seen else {"msg_id": ids[0]}
        return {
            "event_name": "user_seen_message" if is_seen else "user_received_message",
            "app_id": self._app_id,
            "sender": {"id": self._oa_id},
            "recipient": {"id": user},
            "message": message,
            "timestamp": self.stamp(),
            "user_id_by_app": f"7{user}",
        }

    def submitted(self, user: str, info: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a resident filled into the account's form."""
        return {
            "sender": {"id": user},
            "recipient": {"id": self._oa_id},
            "event_name": "user_submit_info",
            "app_id": self._app_id,
            "timestamp": self.stamp(),
            "info": dict(info),
        }

    def message_id(self) -> str:
        """Return a new id as Zalo's look."""
        return hashlib.sha256(f"{self._oa_id}{next(self._ids)}".encode()).hexdigest()[:20]

    def stamp(self) -> str:
        """Return this moment as Zalo writes it."""
        return str(int(self._now().timestamp() * 1000))
