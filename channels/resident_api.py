"""What a web client does besides asking: share a picture, read news, say whether it helped."""

from datetime import datetime
from typing import Protocol

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from bot.photos import MAX_BYTES, PhotoRefused
from bot.store.engine import StoreUnavailable
from bot.store.inbox import News
from channels.web_input import FeedbackIn, Rejected, parse_json, read_body, web_conversation

NOT_NOW = "Lúc này hệ thống chưa ghi lại được. Anh/chị thử lại sau ít phút giúp."
NO_ANSWER = "Không có câu trả lời nào như vậy trong cuộc trò chuyện này."
NO_CONVERSATION = "Thiếu mã cuộc trò chuyện."


class Counter(Protocol):
    """What the reception offers besides replies."""

    async def news(self, conversation_id: str) -> list[News]:
        """Return what the resident has not been told yet, and mark it told."""
        ...

    async def rate(
        self, conversation_id: str, *, is_useful: bool, reason: str, answer_id: int | None
    ) -> bool:
        """Keep whether an answer was useful; False if there is no such answer."""
        ...

    async def keep_photo(self, raw: bytes) -> str:
        """Check and keep a picture; return its name. Raises PhotoRefused."""
        ...


class NewsBody(BaseModel):
    """One thing told unasked."""

    kind: str
    text: str
    at: datetime


class PhotoBody(BaseModel):
    """The name under which a picture is kept until it is sent with a message."""

    photo: str


class KeptBody(BaseModel):
    """Something was kept."""

    kept: bool


def resident_router(counter: Counter) -> APIRouter:
    """Return the routes; all of them public, each limited to the conversation that is named."""
    router = APIRouter()

    @router.get("/api/news", summary="Take what is new in a conversation; told once")
    async def news(response: Response, conversation_id: str = "") -> list[NewsBody]:
        response.headers["Cache-Control"] = "no-store"
        if not conversation_id:
            raise Rejected(422, NO_CONVERSATION)
        try:
            found = await counter.news(web_conversation(conversation_id))
        except StoreUnavailable:
            raise Rejected(503, NOT_NOW) from None
        return [NewsBody(kind=each.kind, text=each.text, at=each.at) for each in found]

    @router.post("/api/feedback", summary="Say whether an answer was useful")
    async def feedback(request: Request) -> KeptBody:
        said = parse_json(await read_body(request), FeedbackIn)
        try:
            kept = await counter.rate(
                web_conversation(said.conversation_id),
                is_useful=said.useful,
                reason=said.reason,
                answer_id=said.answer_id,
            )
        except StoreUnavailable:
            raise Rejected(503, NOT_NOW) from None
        if not kept:
            raise Rejected(404, NO_ANSWER)
        return KeptBody(kept=True)

    @router.post("/api/photos", summary="Keep a picture (JPEG, PNG, WebP), to send with a message")
    async def photo(request: Request) -> PhotoBody:
        raw = await read_body(request, MAX_BYTES + 1)
        try:
            return PhotoBody(photo=await counter.keep_photo(raw))
        except PhotoRefused as bad:
            raise Rejected(422, str(bad)) from None

    return router
