"""Answer a message in parts, a JSON object a line: accepted, the answer's head, the rest."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from channels.web import ChatAnswer, ErrorBody, Replier, answer_chat
from channels.web_input import ChatIn, Rejected, check, parse_json, read_body

# What is read first. The lists (sources, papers, choices) are most of an answer's bytes.
HEAD = {"id", "conversation_id", "status", "text", "act", "warnings", "notice", "silent", "form"}
MEDIA_TYPE = "application/x-ndjson"
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # else nginx hands all parts on at once
}


def stream_router(assistant: Replier) -> APIRouter:
    """Return the route.

    What is refused is refused as by /api/chat. After that the status is 200, and a last line
    `failed` says that there is no answer: sent again with the same `message_id`, nothing is done
    twice.
    """
    router = APIRouter()
    # A task that nothing refers to may be collected in mid-answer.
    answering: set[asyncio.Task[ChatAnswer]] = set()

    @router.post(
        "/api/chat/stream",
        summary="Answer one message in parts, one JSON object a line",
        response_class=StreamingResponse,
        responses={code: {"model": ErrorBody} for code in (400, 403, 413, 422)},
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": ChatIn.model_json_schema()}},
            }
        },
    )
    async def stream(request: Request) -> StreamingResponse:
        chat = parse_json(await read_body(request), ChatIn)
        check(chat)
        # Its own task: who hangs up does not undo a message that has been taken in.
        task = asyncio.create_task(answer_chat(assistant, chat))
        answering.add(task)
        task.add_done_callback(_finished(answering))
        return StreamingResponse(_lines(task), media_type=MEDIA_TYPE, headers=_HEADERS)

    return router


def _finished(answering: set[asyncio.Task[ChatAnswer]]) -> Any:  # noqa: ANN401  # a callback
    def forget(task: asyncio.Task[ChatAnswer]) -> None:
        answering.discard(task)
        if not task.cancelled():
            task.exception()  # Seen, although nobody may be there to be told.

    return forget


async def _lines(task: asyncio.Task[ChatAnswer]) -> AsyncIterator[bytes]:
    yield _line({"part": "accepted"})
    try:
        answer = await asyncio.shield(task)
    except Rejected as rejected:
        yield _line({"part": "failed", "error": {"message": rejected.message}})
        return
    yield _line({"part": "head", "answer": answer.model_dump(mode="json", include=HEAD)})
    yield _line({"part": "rest", "answer": answer.model_dump(mode="json", exclude=HEAD)})


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
