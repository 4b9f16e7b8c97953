"""The pages through which staff come in and go out: password, second factor, sign-out."""

import asyncio
import ipaddress
import secrets
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.pace import Pace
from bot.staff import sessions, sign_in, totp
from bot.staff.passwords import check_password
from bot.staff.sessions import SignedIn
from bot.staff.sign_in import Outcome
from channels.console.access import HOME, MOST_BYTES, SIGN_IN, NotAllowed, own_path
from channels.console.console import Console
from channels.console.pages import moment

CODE, SET_UP, OUT = f"{SIGN_IN}/ma", f"{SIGN_IN}/thiet-lap", "/canbo/ra"
# Of wrong tries; a whole office may stand behind one address.
PER_ADDRESS = "30 per 10 minutes"

_WRONG = (
    "Chưa đăng nhập được: tên đăng nhập hoặc mật khẩu chưa đúng, hoặc tài khoản đang khóa tạm. "
    "Sai 5 lần thì khóa 1 phút, sai tiếp thì khóa lâu hơn. "
    "Quên mật khẩu thì nhờ người quản trị đặt lại."
)
_TOO_MANY = "Nơi này đã thử sai quá nhiều lần. Chờ 10 phút rồi thử lại."
_WRONG_CODE = (
    "Mã chưa đúng hoặc đã dùng. Chờ ứng dụng đổi mã mới rồi nhập lại. "
    "Vẫn không được thì xem giờ trên điện thoại đã đặt tự động chưa."
)
_LOCKED = "Đã sai quá nhiều lần. Tài khoản khóa tạm đến {until}."
_STALE = "Trang đã mở quá lâu. Nhập lại giúp."

Text = Annotated[str, Form(max_length=500)]


class Door:
    """Judges passwords one at a time, and stops an address that has been wrong too often."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._wrong = Pace(PER_ADDRESS)
        # 64 MiB and a processor each.
        self._one_at_a_time = asyncio.Lock()

    async def try_password(self, login: str, password: str, address: str) -> Outcome | None:
        """Return what comes of a password; None if the address has to wait."""
        store, now = self._console.store, self._console.access.now
        async with self._one_at_a_time:
            if self._wrong.wait_s(address):
                return None
            tried = await store.run(lambda s: sign_in.begin_try(s, login, now=now()))
            kept = tried.password_hash if tried.may_succeed else None
            verdict = await asyncio.to_thread(check_password, kept, password)
            outcome = await store.run(
                lambda s: sign_in.judge_password(s, tried, verdict, now=now())
            )
            if not outcome.cookie:
                self._wrong.allows(address)
            return outcome


def sign_in_router(console: Console) -> APIRouter:
    """Return the routes of signing in and out."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    access, door = console.access, Door(console)
    half_way = Depends(access.half_way())
    may_leave = Depends(access.own_password())

    @router.get(SIGN_IN)
    async def ask_password(request: Request, ve: str = "") -> Response:
        who = await access.who(request)
        if who is not None and who.stage == "full":
            return RedirectResponse(own_path(ve), 303)
        return _sign_in_page(console, request, back=ve)

    @router.post(SIGN_IN)
    async def take_password(request: Request) -> Response:
        try:
            await access.check_ours(request, request.cookies.get(_form_cookie(console), ""))
        except NotAllowed:
            return _sign_in_page(console, request, back="", status=403, problem=_STALE)
        login, password, ve = await _fields(request, "login", "password", "ve")
        outcome = await door.try_password(login, password, address_of(request))
        if outcome is None:
            return _sign_in_page(console, request, back=ve, status=429, problem=_TOO_MANY)
        if not outcome.cookie:
            return _sign_in_page(console, request, back=ve, login=login, status=401, problem=_WRONG)
        await end_old(console, request)
        reply = RedirectResponse(_with_back(CODE, ve), 303)
        access.set_cookie(reply, outcome.cookie)
        return reply

    @router.get(CODE)
    async def ask_code(request: Request, who: SignedIn = half_way, ve: str = "") -> Response:
        return _step_on(who, CODE, ve) or _code_page(console, request, who, ve)

    @router.post(CODE)
    async def take_code(
        request: Request, who: SignedIn = half_way, code: Text = "", ve: Text = ""
    ) -> Response:
        if elsewhere := _step_on(who, CODE, ve):
            return elsewhere
        outcome = await console.store.run(
            lambda s: sign_in.judge_code(s, who, code, now=access.now())
        )
        if not outcome.cookie:
            return _code_page(console, request, who, ve, problem=_fault(outcome.locked_until))
        return _let_in(console, outcome, ve)

    @router.get(SET_UP)
    async def show_secret(request: Request, who: SignedIn = half_way, ve: str = "") -> Response:
        return _step_on(who, SET_UP, ve) or _set_up_page(console, request, who, ve)

    @router.post(SET_UP)
    async def confirm_secret(
        request: Request, who: SignedIn = half_way, code: Text = "", ve: Text = ""
    ) -> Response:
        if elsewhere := _step_on(who, SET_UP, ve):
            return elsewhere
        secret = totp.secret_of(request.cookies[access.cookie_name])
        outcome = await console.store.run(
            lambda s: sign_in.set_up_totp(s, who, code, secret=secret, now=access.now())
        )
        if not outcome.cookie:
            return _set_up_page(console, request, who, ve, problem=_WRONG_CODE)
        return _let_in(console, outcome, ve)

    @router.post(OUT)
    async def leave(who: SignedIn = may_leave) -> Response:
        await console.store.run(lambda s: sign_in.sign_out(s, who, now=access.now()))
        reply = RedirectResponse(SIGN_IN, 303, {"Clear-Site-Data": '"cache"'})
        access.set_cookie(reply, "")
        return reply

    return router


def address_of(request: Request) -> str:
    """Return what counts as one address: of IPv6 the network, which one household has whole."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))


async def _fields(request: Request, *names: str) -> list[str]:
    """Return fields of the form that was read to check it; what is no text counts as empty."""
    form = await request.form()
    found = [form.get(name) for name in names]
    return [value if isinstance(value, str) else "" for value in found]


def _form_cookie(console: Console) -> str:
    return f"{console.access.cookie_name}-vao"


def _sign_in_page(
    console: Console,
    request: Request,
    *,
    back: str,
    status: int = 200,
    login: str = "",
    problem: str = "",
) -> Response:
    """Ask for the password; the form must come back with what its cookie says.

    Else another page could sign a browser in as somebody else, and read along.
    """
    token = request.cookies.get(_form_cookie(console)) or secrets.token_urlsafe(32)
    reply = console.pages.page(
        "sign_in.html",
        None,
        request=request,
        status=status,
        csrf=token,
        back=own_path(back),
        login=login,
        problem=problem,
        single=console.provider.button if console.provider else "",
    )
    reply.set_cookie(
        _form_cookie(console),
        token,
        secure=console.access.is_secure,
        httponly=True,
        samesite="strict",
    )
    return reply


def _code_page(
    console: Console, request: Request, who: SignedIn, back: str, *, problem: str = ""
) -> Response:
    return console.pages.page(
        "sign_in_code.html",
        who,
        request=request,
        status=401 if problem else 200,
        back=own_path(back),
        problem=problem,
    )


def _set_up_page(
    console: Console, request: Request, who: SignedIn, back: str, *, problem: str = ""
) -> Response:
    secret = totp.secret_of(request.cookies[console.access.cookie_name])
    address = totp.enrolment(secret, login=who.login, issuer=console.ward.name)
    return console.pages.page(
        "sign_in_set_up.html",
        who,
        request=request,
        status=401 if problem else 200,
        back=own_path(back),
        problem=problem,
        picture=totp.picture(address),
        secret=totp.spaced(secret),
    )


def _step_on(who: SignedIn, here: str, back: str) -> Response | None:
    """Send somebody to the step that is theirs; None if it is this one."""
    if who.stage == "full":
        return RedirectResponse(own_path(back), 303)
    own = CODE if who.has_totp else SET_UP
    return None if own == here else RedirectResponse(_with_back(own, back), 303)


def _let_in(console: Console, outcome: Outcome, back: str) -> Response:
    reply = RedirectResponse(own_path(back), 303)
    console.access.set_cookie(reply, outcome.cookie)
    reply.delete_cookie(
        _form_cookie(console), secure=console.access.is_secure, httponly=True, samesite="strict"
    )
    return reply


async def end_old(console: Console, request: Request) -> None:
    """End the session that the browser came with: its cookie is about to be replaced."""
    old = await console.access.who(request)
    if old is not None:
        await console.store.run(lambda s: sessions.end(s, old.session_id))


def _fault(locked_until: datetime | None) -> str:
    return _LOCKED.format(until=moment(locked_until)) if locked_until else _WRONG_CODE


def _with_back(path: str, back: str) -> str:
    own = own_path(back)
    return path if own == HOME else f"{path}?{urlencode({'ve': own})}"
