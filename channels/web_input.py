"""Read what a web client sends, within limits, or say in plain Vietnamese why not."""

import re
import unicodedata
import uuid
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import parse_qs

from fastapi import Request
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import ClientDisconnect

from bot.staff.link_words import Wish, read_command
from knowledge.types import Audience

MAX_BODY_BYTES = 64 * 1024
MAX_TEXT_CHARACTERS = 2_000
MAX_FORM_FIELDS = 20
_ID = r"^[A-Za-z0-9._:-]{0,64}$"
_LARGEST_ROW = 2**63 - 1
Body = TypeVar("Body", bound=BaseModel)

BLANK = "Anh/chị chưa nhập câu hỏi. Anh/chị viết câu hỏi rồi gửi lại giúp."
BODY_TOO_BIG = "Nội dung gửi lên quá lớn. Anh/chị viết ngắn lại giúp."
BROKEN = "Hệ thống đang gặp trục trặc, chưa trả lời được. Anh/chị thử lại sau ít phút giúp."
LINK_ELSEWHERE = "Mã liên kết chỉ dùng trong Zalo hoặc Telegram. Anh/chị nhắn mã ở đó giúp."
NO_CONVERSATION = "Thiếu hoặc sai mã cuộc trò chuyện (conversation_id)."
SIGN_IN_NEEDED = "Phần dành cho cán bộ cần đăng nhập. Kênh này chỉ trả lời người dân."
TOO_LONG = "Câu hỏi dài quá 2.000 ký tự. Anh/chị viết ngắn lại hoặc chia thành nhiều câu giúp."
UNREADABLE = "Hệ thống không đọc được nội dung gửi lên. Nội dung phải là JSON, mã hoá UTF-8."
UNREADABLE_FORM = "Hệ thống không đọc được câu hỏi. Anh/chị tải lại trang rồi gửi lại giúp."
WRONG_FIELDS = "Có trường thiếu hoặc sai: {fields}. Xem cách gọi ở /docs."


class Rejected(Exception):
    """A message is not answered: the HTTP status, and the reason as a resident reads it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class LocationIn(BaseModel):
    """A shared place, in degrees (WGS 84)."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class ChatIn(BaseModel):
    """One message of a resident."""

    conversation_id: Annotated[str, Field(pattern=_ID)] | None = Field(
        default=None, description="from the last answer; leave out to start a conversation"
    )
    text: str = Field(description=f"at most {MAX_TEXT_CHARACTERS} characters")
    audience: str | None = Field(
        default=None, description='only "public" (also written "resident")'
    )
    button: bool = Field(default=False, description="true: text is the payload of a choice")
    message_id: Annotated[str, Field(pattern=_ID)] | None = Field(
        default=None,
        description="of the client's own making; sent again after a broken connection, the same "
        "message gets the same answer and does nothing twice",
    )
    location: LocationIn | None = None
    photo: Annotated[str, Field(pattern=_ID)] | None = Field(
        default=None, description="from POST /api/photos"
    )


class FeedbackIn(BaseModel):
    """What a resident thinks of an answer."""

    conversation_id: Annotated[str, Field(pattern=_ID)]
    answer_id: Annotated[int, Field(ge=1, le=_LARGEST_ROW)] | None = Field(
        default=None, description="from the answer; default: the last"
    )
    useful: bool
    reason: Annotated[str, Field(max_length=500)] = ""


async def read_body(
    request: Request, limit: int = MAX_BODY_BYTES, *, too_big: str = BODY_TOO_BIG
) -> bytes:
    """Return the body, reading no more of it than is allowed. Raises Rejected."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise Rejected(413, too_big)
    except ClientDisconnect:
        raise Rejected(400, UNREADABLE) from None
    return bytes(body)


def parse_json(raw: bytes, shape: type[Body]) -> Body:
    """Return what a JSON body holds. Raises Rejected."""
    try:
        return shape.model_validate_json(raw)
    except ValidationError as invalid:
        problems = invalid.errors(include_url=False, include_context=False, include_input=False)
    if any(problem["type"] == "json_invalid" for problem in problems):
        raise Rejected(400, UNREADABLE)
    fields = {str(problem["loc"][0]) for problem in problems if problem["loc"]}
    raise Rejected(422, WRONG_FIELDS.format(fields=", ".join(sorted(fields)) or "text"))


@dataclass(frozen=True, kw_only=True)
class FormIn:
    """What a browser without JavaScript sends."""

    chat: ChatIn
    looks: bool
    """Only what is new is wanted; there is no message."""


def parse_form(raw: bytes) -> FormIn:
    """Return the message in a form's body: a pressed button before typed text. Raises Rejected.

    A page that is loaded again sends its form again: the same words from the same page are the same
    message, others from it (back, and asked something else) are not.
    """
    try:
        fields = parse_qs(raw.decode("utf-8", "replace"), max_num_fields=MAX_FORM_FIELDS)
        choice, example, typed, conversation_id, page, look = (
            fields.get(name, [""])[0]
            for name in ("choice", "example", "text", "conversation_id", "message_id", "look")
        )
        text = (choice or example or typed).replace("\r\n", "\n")  # Forms send line breaks so.
        message_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{page}\n{text}")) if page else None
        chat = ChatIn(
            conversation_id=conversation_id, text=text, button=bool(choice), message_id=message_id
        )
        return FormIn(chat=chat, looks=bool(look and conversation_id))
    except ValueError:  # Too many fields, or a conversation id that we never gave.
        raise Rejected(400, UNREADABLE_FORM) from None


def check(chat: ChatIn) -> None:
    """Raise Rejected unless the message is one that the public web channel answers."""
    if chat.audience not in (None, "resident", Audience.PUBLIC):
        raise Rejected(403, SIGN_IN_NEEDED)
    command = read_command(chat.text)
    if command is not None and command.wish is Wish.LINK:
        raise Rejected(422, LINK_ELSEWHERE)
    if _is_blank(chat.text) and not (chat.location or chat.photo):
        raise Rejected(422, BLANK)
    # Counted as a person counts: a decomposed "ế" is one character.
    if len(unicodedata.normalize("NFC", chat.text)) > MAX_TEXT_CHARACTERS:
        raise Rejected(422, TOO_LONG)


def _is_blank(text: str) -> bool:
    """Tell whether nothing in the text can be seen: spaces, control and joining characters."""
    return all(unicodedata.category(character)[0] in "ZCM" for character in text)


def check_conversation(conversation_id: str) -> None:
    """Raise Rejected unless this can be the id of a web client's conversation."""
    if not conversation_id or not re.fullmatch(_ID, conversation_id):
        raise Rejected(422, NO_CONVERSATION)


def web_conversation(conversation_id: str) -> str:
    """Return our id of a web client's conversation, which no other channel's can be."""
    return f"web:{conversation_id}"
