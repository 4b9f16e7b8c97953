"""What a web client does besides asking: share a picture, read news, say whether it helped."""

from typing import Protocol

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from bot.pace import Pace
from bot.photos import MAX_BYTES, TOO_BIG, PhotoRefused
from bot.store.engine import StoreUnavailable
from bot.store.inbox import News
from channels.contract import NewsBody, news_json
from channels.web_input import (
    WRONG_FIELDS,
    FeedbackIn,
    Rejected,
    check_conversation,
    parse_json,
    read_body,
    web_conversation,
)

TOO_MANY_PHOTOS = "Lúc này nhiều người gửi ảnh quá. Anh/chị gửi lại sau một phút giúp tôi."
_PHOTOS = "60 per minute"
NOT_NOW = "Lúc này hệ thống chưa ghi lại được. Anh/chị thử lại sau ít phút giúp."
MAX_ID_DIGITS = 18
NO_ANSWER = "Không có câu trả lời nào như vậy trong cuộc trò chuyện này."


class Counter(Protocol):
    """What the reception offers besides replies."""

    async def news(self, conversation_id: str, *, after: int | None = None) -> list[News]:
        """Return what the resident has not been told yet, and mark it told; see `take_news`."""
        ...

    async def rate(
        self, conversation_id: str, *, is_useful: bool, reason: str, answer_id: int | None
    ) -> bool:
        """Keep whether an answer was useful; False if there is no such answer."""
        ...

    async def keep_photo(self, raw: bytes) -> str:
        """Check and keep a picture; return its name. Raises PhotoRefused."""
        ...


class PhotoBody(BaseModel):
    """The name under which a picture is kept until it is sent with a message."""

    photo: str


class KeptBody(BaseModel):
    """Something was kept."""

    kept: bool


def resident_router(counter: Counter) -> APIRouter:
    """Return the routes; all of them public, each limited to the conversation that is named.

    News is told once. A client that names the last it saw (`after`, 0 before the first) is told
    again what came later: the reply to its last call may have been lost on the way.
    """
    router = APIRouter()
    pace = Pace(_PHOTOS)

    @router.get("/api/news", summary="Take what is new in a conversation")
    async def news(
        response: Response, conversation_id: str = "", after: str = ""
    ) -> list[NewsBody]:
        response.headers["Cache-Control"] = "no-store"
        check_conversation(conversation_id)
        try:
            found = await counter.news(web_conversation(conversation_id), after=_row(after))
        except StoreUnavailable:
            raise Rejected(503, NOT_NOW) from None
        return [news_json(each) for each in found]

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
        # Of everybody together: a picture takes a second to check, and anybody may send one.
        if not pace.allows("photos"):
            raise Rejected(429, TOO_MANY_PHOTOS)
        raw = await read_body(request, MAX_BYTES, too_big=TOO_BIG)
        try:
            return PhotoBody(photo=await counter.keep_photo(raw))
        except PhotoRefused as bad:
            raise Rejected(422, str(bad)) from None

    return router


def _row(after: str) -> int | None:
    """Return the id after which news is wanted, None if none is named. Raises Rejected."""
    if not after:
        return None
    # As long as an id can be; int() alone would also take "１" and "1_0".
    if not (after.isascii() and after.isdigit() and len(after) <= MAX_ID_DIGITS):
        raise Rejected(422, WRONG_FIELDS.format(fields="after"))
    return int(after)
