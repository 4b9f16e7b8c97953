"""Link a chat to an account of staff, say whose it is, and unlink it: all before the reception.

So a code stands in no message, and nothing that thinks hears of it.
"""

import asyncio
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.staff import link
from bot.staff.link import Link, TriedTooOften
from bot.staff.link_words import Command, Wish, read_command
from bot.store.engine import Store
from bot.types import Answer
from channels import inbox, words
from channels.inbox import Kept
from channels.outcome import Outcome
from knowledge.types import Audience

KIND = "link"
_PERSON = "cho tôi gặp cán bộ"
_MODES = {
    Audience.PUBLIC: "người dân",
    Audience.STAFF: "cán bộ một cửa",
    Audience.OFFICIAL: "cán bộ chuyên môn",
}
_HOW_TO_LEAVE = "Bỏ liên kết: nhắn /canbo thoát"
_LINKED = (
    "Đã liên kết cuộc trò chuyện này với tài khoản {login} ({name}).\n"
    "Từ giờ tôi trả lời anh/chị như {mode}, kể cả điều chỉ dành cho cán bộ; câu nào cũng mở đầu "
    "bằng [Cán bộ]. Anh/chị đừng để người khác dùng cuộc trò chuyện này.\n"
    f"{_HOW_TO_LEAVE}"
)
_WHOSE = (
    "Cuộc trò chuyện này thuộc tài khoản {login} ({name}). Tôi đang trả lời anh/chị như {mode}.\n"
    f"{_HOW_TO_LEAVE}"
)
_NOBODYS = words.said(
    "Cuộc trò chuyện này chưa liên kết với tài khoản cán bộ nào; tôi trả lời như với mọi người "
    "dân.\nAnh/chị cần gặp người của phường thì nhắn: gặp cán bộ\nAnh/chị là cán bộ thì lấy mã ở "
    "trang cán bộ, mục Liên kết, rồi nhắn /canbo và mã."
)
_WRONG = words.said(
    "Mã không đúng hoặc không còn dùng được. Mỗi mã dùng một lần, trong 10 phút. "
    "Anh/chị lấy mã mới ở trang cán bộ, mục Liên kết."
)
_PAUSED = words.said(
    f"Cuộc trò chuyện này đã nhập sai mã {link.TRIES} lần. Anh/chị chờ "
    f"{int(link.PAUSE.total_seconds() // 60)} phút rồi lấy mã mới ở trang cán bộ."
)
_LEFT = words.said("Đã bỏ liên kết. Từ giờ tôi trả lời ở đây như với mọi người dân.")


async def settle(store: Store, kept: Kept, text: str, *, now: datetime) -> Outcome | str:
    """Return what comes of a message about the chat's link; the text to be heard for any other.

    Raises StoreUnavailable.
    """
    command = read_command(text)
    if command is None:
        return text
    if command.wish is Wish.PERSON:
        return f"{_PERSON}: {command.words}"
    answer = await _answered(store, kept.event.conversation_id, command, now)
    if answer is None:
        return text
    # What came as an event holds the code, too.
    return Outcome(kind=KIND, answer=answer, work=lambda s: inbox.drop_body(s, kept))


async def marked(store: Store, chat: str, answer: Answer) -> Answer:
    """Return the gateway's own words as said to whoever the chat belongs to."""
    audience = await store.run(lambda s: link.audience_in(s, chat, otherwise=Audience.PUBLIC))
    return replace(answer, audience=audience)


async def _answered(store: Store, chat: str, command: Command, now: datetime) -> Answer | None:
    if command.wish is Wish.LINK:
        return await _linked(store, chat, command.code, now)
    if command.wish is Wish.LEAVE:
        had_one = await store.run(lambda s: link.unlink(s, chat, now=now))
        return _LEFT if had_one else _NOBODYS if command.is_sure else None
    found = await store.run(lambda s: link.linked_to(s, chat))
    if found is None:
        return _NOBODYS if command.is_sure else None
    return _said(_WHOSE, found)


async def _linked(store: Store, chat: str, code: str, now: datetime) -> Answer:
    # Long enough to hold up everybody else's transactions.
    hashed = await asyncio.to_thread(link.code_hash, code) if code else ""

    def work(session: Session) -> Link | None:
        return link.link(session, chat, hashed, now=now)

    try:
        found = await store.run(work)
    except TriedTooOften:
        return _PAUSED
    return _said(_LINKED, found) if found else _WRONG


def _said(text: str, found: Link) -> Answer:
    mode = _MODES[found.audience]
    said = words.said(text.format(login=found.login, name=found.name, mode=mode))
    return replace(said, audience=found.audience)
