"""Serve the web channel: the chat page and the HTTP API."""

import hashlib
import logging
import time
import traceback
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from bot.store.engine import StoreUnavailable
from bot.store.inbox import News
from bot.types import Answer, Location, Message
from channels.contract import AnswerBody, NewsBody, answer_json, news_json
from channels.headers import SecurityHeaders
from channels.page import Exchange, WardView, render_page
from channels.web_docs import render_docs
from channels.web_input import (
    BROKEN,
    ChatIn,
    Rejected,
    check,
    parse_form,
    parse_json,
    read_body,
    web_conversation,
)

__all__ = ["ChatAnswer", "ErrorBody", "Replier", "WardView", "answer_chat", "create_app"]

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"

# What Starlette says in English by itself.
_HTTP_ERRORS = {
    404: "Không có trang này. Anh/chị về trang đầu để hỏi giúp.",
    405: "Địa chỉ này không nhận cách gọi đó. Xem cách gọi ở /docs.",
}


# Returns what is new in a conversation, and takes it for told. Raises StoreUnavailable.
TakeNews = Callable[[str], Awaitable[Sequence[News]]]


class Replier(Protocol):
    """What answers a message; it keeps a conversation's messages in order."""

    async def reply(self, message: Message) -> Answer:
        """Return the answer to one message."""
        ...


class ChatAnswer(AnswerBody):
    """One answer, and the conversation to go on with."""

    conversation_id: str


class ErrorDetail(BaseModel):
    """What went wrong, as a resident can read it."""

    message: str


class ErrorBody(BaseModel):
    """The shape of every reply that is not an answer."""

    error: ErrorDetail


def create_app(
    assistant: Replier,
    *,
    ready: Callable[[], bool],
    ward: WardView,
    routers: Sequence[APIRouter] = (),
    news: TakeNews | None = None,
    is_secure: bool = False,
) -> FastAPI:
    """Return the web application; `ready` tells whether answers can be given right now.

    `news` is for browsers that cannot ask for it themselves, without JavaScript. `is_secure`: the
    internet reaches it over HTTPS, and browsers are told to come back in no other way.
    """
    app = FastAPI(
        title="Một Cửa",
        description="Answers about Vietnamese administrative procedures, with their sources.",
        docs_url=None,
        redoc_url=None,
    )
    # What is sent line by line would wait inside the compressor.
    whole = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/x-ndjson")
    app.add_middleware(GZipMiddleware, minimum_size=1000, exclude_content_types=whole)
    app.add_middleware(SecurityHeaders, is_secure=is_secure)
    template = (STATIC / "index.html").read_text(encoding="utf-8")

    @app.exception_handler(Rejected)
    async def show_rejection(_request: Request, rejected: Rejected) -> JSONResponse:
        return _error(rejected.status, rejected.message)

    @app.exception_handler(HTTPException)
    async def show_http_error(_request: Request, error: HTTPException) -> JSONResponse:
        message = _HTTP_ERRORS.get(error.status_code, str(error.detail))
        return _error(error.status_code, message, error.headers)

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(render_page(template, ward))

    @app.post("/", include_in_schema=False)
    async def page_without_script(request: Request) -> HTMLResponse:
        chat = ChatIn(text="")
        status = 200
        try:
            form = parse_form(await read_body(request))
            chat = form.chat
            if form.looks:
                exchange = Exchange(question="", news=await _news(news, chat), typed=chat.text)
            else:
                body = await answer_chat(assistant, chat)
                chat.conversation_id = body.conversation_id
                exchange = Exchange(question=chat.text, answer=body, news=await _news(news, chat))
        except Rejected as rejected:
            status = rejected.status
            exchange = Exchange(question=chat.text, problem=rejected.message)
        page = render_page(
            template, ward, conversation_id=chat.conversation_id or "", exchange=exchange
        )
        return HTMLResponse(page, status, {"Cache-Control": "no-store"})

    @app.post(
        "/api/chat",
        summary="Answer one message",
        response_model=ChatAnswer,
        responses={code: {"model": ErrorBody} for code in (400, 403, 413, 422, 500)},
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": ChatIn.model_json_schema()}},
            }
        },
    )
    async def chat(request: Request) -> Response:
        answer = await answer_chat(assistant, parse_json(await read_body(request), ChatIn))
        # Written out here: it is valid already, and FastAPI would look through it once more.
        headers = {"Cache-Control": "no-store"}
        return Response(answer.model_dump_json(), headers=headers, media_type="application/json")

    @app.get("/healthz", summary="Tell that the process is alive")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get(
        "/readyz",
        summary="Tell whether answers can be given",
        responses={503: {"description": "not yet, or not now"}},
    )
    async def readyz(response: Response) -> dict[str, str]:
        if ready():
            return {"status": "ready"}
        response.status_code = 503
        return {"status": "not ready"}

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(render_docs(app.openapi()))

    @app.get("/static/index.html", include_in_schema=False)
    async def template_is_not_a_page() -> RedirectResponse:
        return RedirectResponse("/")

    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


async def _news(take: TakeNews | None, chat: ChatIn) -> list[NewsBody]:
    """Return what the resident has not been told yet; nothing while that cannot be known."""
    if take is None or not chat.conversation_id:
        return []
    try:
        found = await take(web_conversation(chat.conversation_id))
    except StoreUnavailable:
        return []
    return [news_json(each) for each in found]


async def answer_chat(assistant: Replier, chat: ChatIn) -> ChatAnswer:
    """Return the answer to a message that anybody may have sent. Raises Rejected."""
    check(chat)
    conversation_id = chat.conversation_id or str(uuid.uuid4())
    shared = chat.location
    message = Message(
        conversation_id=web_conversation(conversation_id),
        text=chat.text,
        is_button=chat.button,
        id=chat.message_id,
        location=Location(**shared.model_dump()) if shared else None,
        photo=chat.photo,
    )
    started = time.perf_counter()
    try:
        answer = await assistant.reply(message)
    except Exception as broken:  # The one broad catch: a resident never gets a bare error.
        # The message of an exception may quote the resident; its place in the code cannot.
        where = traceback.format_tb(broken.__traceback__)
        kind = type(broken).__name__
        logger.error("no answer: the assistant failed", extra={"error": kind, "where": where})
        raise Rejected(500, BROKEN) from None
    ms = (time.perf_counter() - started) * 1000
    hashed = hashlib.sha256(message.conversation_id.encode()).hexdigest()[:12]
    outcome = {"act": answer.act, "status": answer.status.value, "ms": round(ms, 1)}
    logger.info("answered", extra={"conversation": hashed, **outcome})
    body = answer_json(answer, id=str(uuid.uuid4()), ms=ms)
    return ChatAnswer(**dict(body), conversation_id=conversation_id)


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    body = ErrorBody(error=ErrorDetail(message=message))
    return JSONResponse(body.model_dump(), status, headers)
