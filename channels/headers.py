"""Send every reply with the security headers, one to what broke unforeseen too."""

import json
import logging
import traceback

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from channels.web_input import BROKEN

logger = logging.getLogger(__name__)

# Nothing inline, nothing from elsewhere; trusted-types makes the browser refuse innerHTML.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Of this name alone: what else the ward serves below it is not ours to decide about.
_TRANSPORT = {"Strict-Transport-Security": "max-age=31536000"}
# What is somebody's own, redirects and refusals too, which say nothing of it themselves.
_PERSONAL = ("/canbo", "/phieu/", "/api/")


class SecurityHeaders:
    """Add the security headers to every reply that does not set its own.

    What breaks unforeseen is answered from here, because Starlette's own reply to it goes out
    past every middleware; the log gets its kind and place, as its words may quote somebody.
    """

    def __init__(self, app: ASGIApp, *, is_secure: bool = False) -> None:
        self._app = app
        headers = HEADERS | (_TRANSPORT if is_secure else {})
        # As they go out: every reply passes here.
        self._raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its reply back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_personal = scope["path"].startswith(_PERSONAL)
        has_started = False

        async def send_with_headers(message: AsgiMessage) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                own = {name.lower() for name, _ in message.get("headers", ())}
                if b"content-security-policy" in own:
                    # A page with a policy of its own says itself who may frame it.
                    own.add(b"x-frame-options")
                missing = [header for header in self._raw if header[0] not in own]
                if b"cache-control" not in own:
                    missing.append((b"cache-control", b"no-store" if is_personal else b"no-cache"))
                message["headers"] = [*message.get("headers", ()), *missing]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as broken:
            where = traceback.format_tb(broken.__traceback__)
            kind = type(broken).__name__
            logger.error("no reply: a request failed", extra={"error": kind, "where": where})
            if has_started:
                # The server closes the connection: half a page must not pass for a whole one.
                raise RuntimeError(f"a reply broke off ({kind})") from None
            await _tell(scope, send_with_headers)


async def _tell(scope: Scope, send: Send) -> None:
    """Say in the form that the caller reads that nothing came of it."""
    wants_page = "text/html" in Headers(scope=scope).get("accept", "")
    text = BROKEN if wants_page else json.dumps({"error": {"message": BROKEN}}, ensure_ascii=False)
    kind = b"text/plain; charset=utf-8" if wants_page else b"application/json"
    body = text.encode()
    head = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": head})
    await send({"type": "http.response.body", "body": body})
