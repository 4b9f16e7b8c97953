"""Put the staff page together: its routers, and what they say when somebody may not."""

import logging
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse

from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.engine import StoreUnavailable
from channels.console.access import (
    HOME,
    MOST_BYTES,
    OWN_PASSWORD,
    MustChangePassword,
    NotAllowed,
    NotSignedIn,
    TooLarge,
    sign_in_address,
)
from channels.console.accounts import accounts_router
from channels.console.analytics import analytics_router
from channels.console.audit import audit_router
from channels.console.broadcast import broadcast_router
from channels.console.console import Console
from channels.console.counter import counter_router
from channels.console.inbox import inbox_router
from channels.console.knowledge_status import knowledge_routers
from channels.console.live import Live
from channels.console.own import own_router
from channels.console.own_links import own_links_router
from channels.console.pages import scripts_router
from channels.console.plans import plans_router
from channels.console.plans_calendar import calendar_router
from channels.console.plans_progress import progress_router
from channels.console.review import review_router
from channels.console.sign_in import sign_in_router
from channels.console.single_sign_on import single_sign_on_router
from channels.console.ticket import ticket_router
from channels.console.tickets import tickets_router

logger = logging.getLogger(__name__)

_NOT_NOW = "Lúc này chưa đọc hoặc ghi được dữ liệu. Thử lại sau ít phút."

_NO_PAGE = "Không có trang này. Có thể đường dẫn gõ thiếu, hoặc mục đã được xóa."
_WRONG_FIELD = "Có ô điền quá dài hoặc chưa đúng. Quay lại xem giúp."


def console_routers(console: Console) -> list[APIRouter]:
    """Return every router of the staff page."""
    single = [single_sign_on_router(console, console.provider)] if console.provider else []
    live = Live(console.store, now=console.access.now)
    # No page can forget it: a form is read before anybody asks who is signed in. A router may
    # take more, or less, by a limit of its own.
    limited = APIRouter(max_body_size=MOST_BYTES)
    for router in [
        scripts_router(),
        _home_router(console),
        sign_in_router(console),
        own_router(console),
        own_links_router(console),
        inbox_router(console, live),
        tickets_router(console, live),
        ticket_router(console),
        # Before the plans, whose ids are anything.
        calendar_router(console),
        plans_router(console),
        progress_router(console),
        accounts_router(console),
        audit_router(console),
        analytics_router(console),
        broadcast_router(console),
        review_router(console),
        *single,
        counter_router(console),
        *knowledge_routers(console),
        # Last: it takes whatever the others left.
        _no_page_router(console),
    ]:
        limited.include_router(router)
    return [limited]


def add_refusals(app: FastAPI, console: Console) -> None:
    """Have the application say what to do to who is not signed in, or may not."""

    @app.exception_handler(NotSignedIn)
    async def send_to_sign_in(request: Request, _error: NotSignedIn) -> Response:
        if request.headers.get("hx-request") == "true":
            return Response(status_code=401)
        return RedirectResponse(sign_in_address(request), 303)

    @app.exception_handler(MustChangePassword)
    async def send_to_own_password(request: Request, _error: MustChangePassword) -> Response:
        if request.headers.get("hx-request") == "true":
            return Response(status_code=401)
        return RedirectResponse(OWN_PASSWORD, 303)

    @app.exception_handler(NotAllowed)
    async def refuse(request: Request, error: NotAllowed) -> Response:
        who = await console.access.who(request)
        # The route as it is written, without what stands in the address.
        route = getattr(request.scope.get("route"), "path", "")
        staff = who.staff_id if who else None
        logger.warning("refused", extra={"route": f"{request.method} {route}", "staff": staff})
        return await _problem(request, console, error.why, 403)

    @app.exception_handler(TooLarge)
    async def too_large(request: Request, error: TooLarge) -> Response:
        return await _problem(request, console, str(error), 413)

    @app.exception_handler(RequestValidationError)
    async def wrong_field(request: Request, error: RequestValidationError) -> Response:
        if not request.url.path.startswith(HOME):
            return await request_validation_exception_handler(request, error)
        # What was wrong is the address that a link or a person gave, no field.
        is_link = request.method == "GET" and not request.query_params
        problem = _NO_PAGE if is_link else _WRONG_FIELD
        return await _problem(request, console, problem, 404 if is_link else 422)

    @app.exception_handler(StoreUnavailable)
    async def not_now(request: Request, _error: StoreUnavailable) -> Response:
        if not request.url.path.startswith(HOME):
            return JSONResponse({"error": {"message": _NOT_NOW}}, 503)
        if request.headers.get("hx-request") == "true":
            return Response(status_code=503, headers={"X-Problem": quote(_NOT_NOW)})
        return console.pages.page(
            "problem.html", None, request=request, status=503, problem=_NOT_NOW
        )


async def _problem(request: Request, console: Console, problem: str, status: int) -> Response:
    if request.headers.get("hx-request") == "true":
        return Response(status_code=status, headers={"X-Problem": quote(problem)})
    who = await console.access.who(request)
    return console.pages.page("problem.html", who, request=request, status=status, problem=problem)


def _no_page_router(console: Console) -> APIRouter:
    router = APIRouter()
    me = Depends(console.access.needs(Right.OWN_ACCOUNT))

    @router.get(HOME + "/{_rest:path}", include_in_schema=False)
    async def no_page(request: Request, who: SignedIn = me) -> Response:
        return console.pages.page(
            "problem.html", who, request=request, status=404, problem=_NO_PAGE
        )

    return router


def _home_router(console: Console) -> APIRouter:
    router = APIRouter()
    me = Depends(console.access.needs(Right.OWN_ACCOUNT))

    @router.get(HOME, include_in_schema=False)
    async def home(request: Request, who: SignedIn = me) -> Response:
        return console.pages.page("home.html", who, request=request)

    return router
