"""What Zalo knows of one Official Account, and what it refuses; no HTTP."""

import base64
import hashlib
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

_MOST_TEXT, _MOST_BUTTONS, _MOST_TITLE, _MOST_PAYLOAD = 2_000, 5, 20, 1_000
_MOST_FILE = 5_000_000
_BUTTONS = ("oa.open.url", "oa.query.show", "oa.query.hide", "oa.open.phone", "oa.open.sms")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message that was accepted for delivery."""

    user: str
    text: str
    message_id: str
    buttons: tuple[tuple[str, str], ...] = ()
    """Title and payload."""
    file: tuple[str, bytes] | None = None
    """Name and content."""


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A pair of tokens."""

    access: str
    refresh: str


class Refusal(Exception):
    """Zalo's error, told with HTTP status 200."""

    def __init__(
        self, code: int, said: str = "refused", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(said)
        self.code = code
        self.said = said
        self.headers = headers


@dataclass(kw_only=True)
class Behaviour:
    """How the account is, and what it allows; may be changed at any time."""

    takes_buttons: bool = True
    has_cloud_account: bool = False
    needs_interaction: bool = True
    """False: anybody may be written to."""
    per_minute: int = 4_000
    oauth_pause_s: float = 0.0
    """Between using up a refresh token and answering, for races."""
    life: timedelta = timedelta(seconds=90_000)
    echoes: bool = False
    """Tell the app's webhook of each message that the account sends."""
    refuses: dict[str, int] = field(default_factory=dict)
    """Error codes by user id; "*" for everybody."""


class Account:
    """The tokens of an account, its residents, and what was sent to them."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.behaviour = Behaviour()
        self.sent: list[Sent] = []
        self.interactions: dict[str, datetime] = {}
        """When each resident last did something; who is not there follows nobody."""
        self.files: dict[str, tuple[str, bytes]] = {}
        """Name and content of what was handed in, by its token."""
        self.refreshes = 0
        """How often a refresh token was good."""
        self._access: tuple[str, datetime] | None = None
        self._ended: set[str] = set()
        self._refresh: str | None = None
        self._codes: dict[str, str] = {}
        self._requests: deque[datetime] = deque()

    def issue(self) -> Issued:
        """Return a new pair; the one before is dead."""
        self.end_access()
        self._access = f"at-{secrets.token_hex(8)}", self.now() + self.behaviour.life
        self._refresh = f"rt-{secrets.token_hex(8)}"
        return Issued(access=self._access[0], refresh=self._refresh)

    def end_access(self) -> None:
        """Let the access token be over before its time."""
        if self._access is not None:
            self._ended.add(self._access[0])
            self._access = None

    def end_refresh(self) -> None:
        """Let the refresh token be over."""
        self._refresh = None

    def consent(self, challenge: str) -> str:
        """Return a code, as an administrator who consents gives it."""
        code = f"code-{secrets.token_hex(8)}"
        self._codes[code] = challenge
        return code

    def by_code(self, code: str, verifier: str) -> Issued:
        """Return the pair for a code, which is good once. Raises Refusal."""
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if self._codes.pop(code, None) != challenge:
            raise Refusal(-14019, "Invalid code")
        return self.issue()

    def by_refresh(self, token: str) -> Issued:
        """Return the next pair; the token is used up. Raises Refusal."""
        if self._refresh is None or token != self._refresh:
            raise Refusal(-14014, "Invalid refresh token")
        self.refreshes += 1
        return self.issue()

    def check_access(self, token: str) -> None:
        """Raise Refusal unless the token is good and there were not too many requests."""
        if token in self._ended:
            raise Refusal(-220, "Access token has expired")
        if self._access is None or token != self._access[0]:
            raise Refusal(-216, "Access token is invalid")
        if self._access[1] <= self.now():
            raise Refusal(-220, "Access token has expired")
        at = self.now()
        while self._requests and at - self._requests[0] > timedelta(minutes=1):
            self._requests.popleft()
        if len(self._requests) >= self.behaviour.per_minute:
            limit = {"X-RateLimit-Limit": str(self.behaviour.per_minute), "X-RateLimit-Remain": "0"}
            raise Refusal(-32, "Your application has reached the rate limit", limit)
        self._requests.append(at)

    def note(self, event: Mapping[str, Any]) -> None:
        """Note what a resident did: it opens the window for answers."""
        name = str(event.get("event_name", ""))
        if name == "unfollow":
            self.interactions.pop(event["follower"]["id"], None)
        elif name == "follow":
            self.interactions[event["follower"]["id"]] = self.now()
        elif name == "user_click_chatnow":
            self.interactions[event["user_id"]] = self.now()
        elif name.startswith(("user_send_", "user_submit")):
            self.interactions[event["sender"]["id"]] = self.now()

    def send(self, user: str, message: Mapping[str, Any]) -> Sent:
        """Return the message as it goes out. Raises Refusal."""
        text = message.get("text", "")
        if (file := self._file(message)) is not None:
            self._check(user, "file")
            made = Sent(user=user, text="", message_id=secrets.token_hex(10), file=file)
            self.sent.append(made)
            return made
        buttons = self._buttons(message)
        self._check(user, text)
        made = Sent(user=user, text=text, message_id=secrets.token_hex(10), buttons=buttons)
        self.sent.append(made)
        return made

    def take_file(self, name: str, content: bytes) -> str:
        """Return the token of a file that is handed in. Raises Refusal."""
        if not name.lower().endswith((".pdf", ".doc", ".docx")):
            raise Refusal(-201, "file is invalid")
        if len(content) > _MOST_FILE:
            raise Refusal(-210, "file is over limit")
        token = f"up-{secrets.token_hex(8)}"
        self.files[token] = (name, content)
        return token

    def _file(self, message: Mapping[str, Any]) -> tuple[str, bytes] | None:
        """Return the file that a message carries; None: it carries none. Raises Refusal."""
        match message.get("attachment"):
            case {"type": "file", "payload": {"token": str() as token}}:
                if token not in self.files:
                    raise Refusal(-100, "attachment has expired")
                return self.files[token]
        return None

    def _buttons(self, message: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        attachment = message.get("attachment")
        if attachment is None:
            return ()
        payload = attachment.get("payload") if isinstance(attachment, dict) else None
        buttons = payload.get("buttons") if isinstance(payload, dict) else None
        if not self.behaviour.takes_buttons or not isinstance(buttons, list):
            raise Refusal(-201, "attachment is invalid")
        shown = tuple((str(each.get("title")), str(each.get("payload"))) for each in buttons)
        is_well = (
            1 <= len(shown) <= _MOST_BUTTONS
            and all(each.get("type") in _BUTTONS for each in buttons)
            and all(0 < len(title) <= _MOST_TITLE for title, _ in shown)
            and all(len(payload) <= _MOST_PAYLOAD for _, payload in shown)
        )
        if not is_well:
            raise Refusal(-201, "buttons is invalid")
        return shown

    def _check(self, user: str, text: object) -> None:
        refused = self.behaviour.refuses
        if code := refused.get(user, refused.get("*", 0)):
            raise Refusal(code)
        if not isinstance(text, str) or not text.strip():
            raise Refusal(-201, "text is invalid")
        # The unit is not documented: the stricter one.
        if len(text.encode("utf-16-le")) // 2 > _MOST_TEXT:
            raise Refusal(-210, "text is over limit")
        if not self.behaviour.needs_interaction:
            return
        last = self.interactions.get(user)
        if last is None:
            raise Refusal(-213, "User has not followed OA")
        age = self.now() - last
        if age > timedelta(days=7):
            raise Refusal(-230, "User has not interacted in the last 7 days")
        if age > timedelta(hours=48) and not self.behaviour.has_cloud_account:
            raise Refusal(-320, "No Zalo Cloud Account is linked")
