"""Let in who may: the session's cookie, the right of a route, and proof that our page asked.

Every route of the staff page names its right by `Depends(access.needs(Right.…))`; a test goes
through all routes and refuses one that does not.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from fastapi import Request, Response

from bot.staff import sessions
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn, Stage
from bot.store.engine import Store

HOME, SIGN_IN, OWN_PASSWORD = "/canbo", "/canbo/vao", "/canbo/toi/mat-khau"
_SAFE = frozenset({"GET", "HEAD"})
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf"
# Of a form of ours without files: FastAPI reads it before it asks who is signed in.
MOST_BYTES = 64 * 1024
BY_ITSELF_HEADER = "x-live"
# The edit form of a procedure with ninety papers has 700 fields.
_MOST_FIELDS, _MOST_FILES = 2_000, 5


class NotSignedIn(Exception):
    """Nobody is signed in, or only half: to be sent to the page where that is done."""


class MustChangePassword(NotSignedIn):
    """Somebody is signed in with a password that an admin gave: first they make their own."""


class NotAllowed(Exception):
    """Somebody is signed in who may not do this, or the request is not from our page."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        """For the person, in Vietnamese."""


class TooLarge(Exception):
    """A file is larger than may be uploaded; the message says so to the person."""


_NO_RIGHT = "Tài khoản của anh/chị không có quyền làm việc này."
_NOT_OURS = "Trang đã mở quá lâu hoặc yêu cầu không đến từ trang này. Tải lại trang rồi làm lại."


@dataclass(frozen=True)
class Needs:
    """A dependency: returns who is signed in, if they may.

    Raises NotSignedIn, MustChangePassword, NotAllowed.
    """

    access: "Access"
    right: Right
    stages: frozenset[Stage] = frozenset({"full"})
    even_with_given_password: bool = False
    """The few pages where a password of an admin's making is enough."""

    async def __call__(self, request: Request) -> SignedIn:
        """Return who is signed in."""
        who = await self.access.who(request)
        if who is None or who.stage not in self.stages:
            raise NotSignedIn
        if who.stage == "full" and who.must_change_password and not self.even_with_given_password:
            raise MustChangePassword
        if "full" in self.stages and who.stage == "full" and self.right not in who.rights:
            raise NotAllowed(_NO_RIGHT)
        if request.method not in _SAFE:
            await self.access.check_ours(request, who.csrf)
        return who


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who is signed in, and where that is kept."""

    store: Store
    now: Callable[[], datetime]
    """The true clock: sessions and codes end by it."""
    is_secure: bool = True
    """The page is reached over HTTPS; False on this machine alone."""

    def needs(self, right: Right) -> Needs:
        """Return the dependency of a route that is for those with this right."""
        return Needs(self, right)

    def own_password(self) -> Needs:
        """Return the dependency of pages that are open before a given password is changed."""
        return Needs(self, Right.OWN_ACCOUNT, even_with_given_password=True)

    def half_way(self) -> Needs:
        """Return the dependency of the pages between password and second factor."""
        return Needs(
            self,
            Right.OWN_ACCOUNT,
            frozenset({"password", "full"}),
            even_with_given_password=True,
        )

    @property
    def cookie_name(self) -> str:
        """`__Host-`: a browser takes it from this host alone, and only over HTTPS."""
        return "__Host-canbo" if self.is_secure else "canbo"

    async def who(self, request: Request) -> SignedIn | None:
        """Return whose session the request's cookie opens. Raises StoreUnavailable."""
        cookie = request.cookies.get(self.cookie_name, "")
        if not cookie:
            return None
        # What a page asks for by itself is no sign that somebody sits there.
        is_used = request.headers.get(BY_ITSELF_HEADER) is None
        return await self.store.run(
            lambda s: sessions.find(s, cookie, now=self.now(), is_used=is_used)
        )

    def set_cookie(self, response: Response, cookie: str) -> None:
        """Give the browser a session's cookie; empty: take it away."""
        if not cookie:
            response.delete_cookie(
                self.cookie_name, secure=self.is_secure, httponly=True, samesite="strict"
            )
            return
        response.set_cookie(
            self.cookie_name,
            cookie,
            max_age=int(sessions.LASTS.total_seconds()),
            secure=self.is_secure,
            httponly=True,
            samesite="strict",
        )

    async def check_ours(self, request: Request, csrf: str) -> None:
        """See that a page of ours sent the request. Raises NotAllowed."""
        given = request.headers.get(CSRF_HEADER)
        if given is None:
            # Kept on the request: the route reads the same form again for nothing.
            form = await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
            field = form.get(CSRF_FIELD)
            given = field if isinstance(field, str) else ""
        if not csrf or not secrets.compare_digest(given.encode(), csrf.encode()):
            raise NotAllowed(_NOT_OURS)
        origin = request.headers.get("origin")
        if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
            raise NotAllowed(_NOT_OURS)


def sign_in_address(request: Request) -> str:
    """Return where to sign in, and to come back from to a page that was asked for."""
    back = request.url.path if request.method in _SAFE else HOME
    return SIGN_IN if back == HOME else f"{SIGN_IN}?ve={quote(back)}"


def own_path(back: str) -> str:
    """Return a path of the staff page to go back to; the first page for anything else."""
    is_ours = back.startswith(f"{HOME}/") and not any(odd in back for odd in ("\\", "..", "//"))
    return back if is_ours and back.isprintable() else HOME
