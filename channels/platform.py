"""What the gateway and a messaging platform's adapter agree on.

    request -> accept -> Event, kept -> read -> Inbound -> reception -> Answer -> render -> Parcels,
    kept -> send

An adapter keeps no state between calls but its connections: what must survive a crash is in the
events and parcels, which the gateway keeps (channels/store/).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.photos import MAX_BYTES
from bot.types import Answer, Location
from channels.finding import Finding


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that a platform tells: as much as must be known before it is acknowledged."""

    channel: str
    """telegram, zalo_oa or zalo_bot."""
    key: str
    """The same for the same event delivered again; unique within the channel."""
    conversation_id: str
    """`channel:address`; events of one are handled one at a time, in the order of `at`."""
    at: datetime
    """When it happened by the platform's clock, aware."""
    raw: bytes
    """The body as it came, after its signature was checked."""


class Refused(Exception):
    """The request is not the platform's, or too big, or no JSON. Says no word of the body."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        """HTTP status to answer with: some platforms switch a hook off that refuses."""
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Tap:
    """A button of one of our answers that was tapped."""

    answer_id: int
    """Answer.id."""
    number: int
    """Of the button, from 1: the choices of the answer, then what may be asked on (`more`)."""


_TAP = re.compile(r"#(\d{1,18})\.(\d{1,2})")


def tap_payload(tap: Tap) -> str:
    """Return what a button carries: short, for Telegram takes 64 bytes, and no person's words."""
    return f"#{tap.answer_id}.{tap.number}"


def tap_in(text: str) -> Tap | None:
    """Return the tap that a payload stands for; None for words."""
    found = _TAP.fullmatch(text.strip())
    return Tap(answer_id=int(found[1]), number=int(found[2])) if found else None


@dataclass(frozen=True, kw_only=True)
class Said:
    """Something for the assistant."""

    text: str = ""
    tap: Tap | None = None
    """Instead of a text; the gateway looks up what the button says."""
    location: Location | None = None
    photo: str | None = None
    """Address or file id of a picture at the platform; the adapter's `fetch` reads it."""


@dataclass(frozen=True, kw_only=True)
class StaffSaid:
    """A member of staff wrote to the resident in the platform's own console."""

    text: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A message of a kind that we cannot read: a voice, a sticker, a call."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """The resident opened the conversation, followed or unblocked us."""


@dataclass(frozen=True, kw_only=True)
class Left:
    """The resident blocked or unfollowed us: nothing more can be sent."""


@dataclass(frozen=True, kw_only=True)
class AsksToForget:
    """The resident wants their data deleted (/xoa)."""


Plain = Said | StaffSaid | Unreadable | Arrived | Left | AsksToForget


@dataclass(frozen=True, kw_only=True)
class FileSent:
    """A file that is no picture: of officials it is reviewed."""

    file: str
    """Address or file id at the platform; the adapter's `fetch` reads it."""
    name: str
    size: int
    """As the platform says; 0: it does not."""
    otherwise: Plain
    """What the message means where the file is not read: what was written beside it."""


Inbound = Plain | FileSent


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file of ours for a person."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One message to send, ready for the platform."""

    payload: Mapping[str, Any]
    """JSON that the adapter's `send` understands: method and fields."""


class Failure(StrEnum):
    """What became of a send that failed, by what is to be done."""

    BACK_OFF = "back_off"
    """Try again later: the network, HTTP 5xx, a flood limit (then with `after_s`)."""
    RECIPIENT = "recipient"
    """Never for this person now: blocked, not a follower, window closed. No retry."""
    PAYLOAD = "payload"
    """The platform does not take this message: no retry, somebody must look."""
    ADMIN = "admin"
    """Nothing can be sent until a person acts: token refused, no rights, no money."""


class SendFailed(Exception):
    """A parcel could not be delivered. The message names no person and no token."""

    def __init__(self, failure: Failure, code: str, *, after_s: float | None = None) -> None:
        super().__init__(f"{failure.value}: {code}")
        self.failure = failure
        self.code = code
        """The platform's own code or HTTP status, or the class of a network error."""
        self.after_s = after_s
        """How long the platform asks us to wait."""


class PhotoUnavailable(Exception):
    """A picture or file could not be read: gone, too big, or not at the platform's own address."""


@dataclass(frozen=True, kw_only=True)
class Rates:
    """How fast a platform may be sent to, as `limits` writes it ("30 per second")."""

    per_app: Sequence[str] = ()
    per_recipient: Sequence[str] = ()


class Platform(Protocol):
    """An adapter to one messaging platform. Its network clients live from open to close."""

    name: str
    """Prefix of its conversation ids."""
    rates: Rates
    path: str
    """Where the gateway listens for it: /hooks/telegram."""

    def accept(self, raw: bytes, headers: Mapping[str, str]) -> list[Event]:
        """Check that the request is the platform's and return its events; [] for nothing to keep.

        Fast, without network or database: the acknowledgement waits for it. Header names are
        lower case. Raises Refused.
        """

    def read(self, event: Event) -> Inbound | None:
        """Return what a kept event means; None for nothing to do (receipts, own echoes, unknown).

        Never raises for what a platform may send.
        """

    def render(self, answer: Answer) -> list[Parcel]:
        """Return an answer as messages, as few as fit; [] for a silent one."""

    def attach(self, attachment: Attachment) -> Parcel | None:
        """Return a file as a message; None if the platform takes none, or none that big."""

    async def open(self) -> None:
        """Start clients; the platform may be unreachable."""

    async def close(self) -> None:
        """End clients."""

    async def send(self, address: str, parcel: Parcel) -> str:
        """Send one message and return the platform's id of it. Raises SendFailed."""

    async def fetch(self, photo: str, *, max_bytes: int = MAX_BYTES) -> bytes:
        """Return a picture or file that somebody sent. Raises PhotoUnavailable.

        Only from the platform's own hosts, not more than `max_bytes`, and never from a private
        address.
        """

    async def acknowledge(self, event: Event) -> None:
        """Tell the platform that a tap arrived, or that we are typing; failures do not matter."""

    async def examine(self) -> Sequence[Finding]:
        """Ask the platform whether token, rights and webhook are as they should be (doctor)."""
