"""The pages of single sign-on: to the office's provider and back."""

import logging
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.pace import Pace
from bot.staff import single_sign_on
from channels.console.access import SIGN_IN, Access, own_path
from channels.console.console import Console
from channels.console.oidc import OidcError, Provider, Relay, unpacked
from channels.console.sign_in import address_of, end_old

logger = logging.getLogger(__name__)

SINGLE, BACK = f"{SIGN_IN}/mot-lan", f"{SIGN_IN}/mot-lan/ve"
# Each asks the provider something; a whole office may stand behind one address.
PER_ADDRESS = "60 per 10 minutes"
_LASTS_S = 600

_NOT_NOW = "Chưa nối được với hệ thống đăng nhập của cơ quan. Thử lại sau ít phút."
_NOT_LET_IN = "Hệ thống đăng nhập của cơ quan chưa xác nhận anh/chị. Đăng nhập lại giúp."
_NO_ACCOUNT = (
    "Chưa có tài khoản ở đây cho anh/chị, hoặc tài khoản đã đóng. "
    "Nhờ người quản trị tạo tài khoản với đúng địa chỉ thư điện tử ở cơ quan."
)
_TOO_MANY = "Nơi này đã thử quá nhiều lần. Chờ 10 phút rồi thử lại."


def single_sign_on_router(console: Console, provider: Provider) -> APIRouter:
    """Return the routes of single sign-on."""
    router = APIRouter(include_in_schema=False)
    access, pace = console.access, Pace(PER_ADDRESS)
    relay = Relay(provider, redirect_uri=console.public_url.rstrip("/") + BACK, now=access.now)

    @router.get(SINGLE)
    async def leave(request: Request, ve: str = "") -> Response:
        if not pace.allows(address_of(request)):
            return _refused(console, request, _TOO_MANY, 429)
        try:
            address, asked = await relay.leave(own_path(ve))
        except OidcError as error:
            logger.warning("single sign-on is out of reach", extra={"why": str(error)})
            return _refused(console, request, _NOT_NOW, 503)
        reply = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
        # Lax: the browser comes back from another site, and has to bring it.
        reply.set_cookie(
            _cookie_name(access),
            asked.packed(),
            max_age=_LASTS_S,
            secure=access.is_secure,
            httponly=True,
            samesite="lax",
        )
        return reply

    @router.get(BACK)
    async def come_back(request: Request) -> Response:
        asked = unpacked(request.cookies.get(_cookie_name(access), ""))
        if not pace.allows(address_of(request)):
            return _refused(console, request, _TOO_MANY, 429)
        if asked is None:
            return _refused(console, request, _NOT_LET_IN, 400)
        try:
            vouched = await relay.come_back(asked, request.query_params)
        except OidcError as error:
            logger.warning("single sign-on failed", extra={"why": str(error)})
            return _forgetting(access, _refused(console, request, _NOT_LET_IN, 401))
        outcome = await console.store.run(
            lambda s: single_sign_on.let_in(s, vouched, now=access.now())
        )
        if not outcome.cookie:
            return _forgetting(access, _refused(console, request, _NO_ACCOUNT, 403))
        await end_old(console, request)
        # A redirect would go on as a request from the provider's site, without our strict cookie.
        onward = f"{SIGN_IN}/ma?{urlencode({'ve': own_path(asked.back)})}"
        page = console.pages.page("single_sign_on.html", None, request=request, onward=onward)
        access.set_cookie(page, outcome.cookie)
        return _forgetting(access, page)

    return router


def _cookie_name(access: Access) -> str:
    return f"{access.cookie_name}-mot-lan"


def _forgetting(access: Access, reply: Response) -> Response:
    """Take away what was carried: an answer is read once."""
    reply.delete_cookie(
        _cookie_name(access), secure=access.is_secure, httponly=True, samesite="lax"
    )
    return reply


def _refused(console: Console, request: Request, problem: str, status: int) -> Response:
    return console.pages.page(
        "single_sign_on_refused.html", None, request=request, status=status, problem=problem
    )
