"""Updates as Telegram writes them, with made-up people."""

import itertools
import time
from collections.abc import Mapping, Sequence
from typing import Any

BOT = 7_000_000_001
Update = dict[str, Any]


class Updates:
    """Makes updates with numbers that go up by one, as Telegram's do."""

    def __init__(self, first: int = 810_000_001) -> None:
        self._numbers = itertools.count(first)
        self._messages = itertools.count(1)

    def update(self, **fields: Any) -> Update:  # noqa: ANN401  # any JSON
        """Return an update of any kind."""
        return {"update_id": next(self._numbers), **fields}

    def message(self, chat: int, *, date: int | None = None, **fields: Any) -> Update:  # noqa: ANN401
        """Return a message of a person in the private chat with the bot."""
        return self.update(message=self.body(chat, date=date, **fields))

    def body(self, chat: int, *, date: int | None = None, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return a message alone."""
        return {
            "message_id": next(self._messages),
            "from": person(chat),
            "chat": private(chat),
            "date": int(time.time()) if date is None else date,
            **fields,
        }

    def text(self, chat: int, text: str, *, date: int | None = None) -> Update:
        """Return a text; a command in front is marked as Telegram marks it."""
        if not text.startswith("/"):
            return self.message(chat, date=date, text=text)
        length = len(text.split()[0])
        entities = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.message(chat, date=date, text=text, entities=entities)

    def edited(self, before: Update, text: str, *, after_s: int = 20) -> Update:
        """Return that the text of a message was changed."""
        message = dict(before["message"])
        message |= {"text": text, "edit_date": message["date"] + after_s}
        return self.update(edited_message=message)

    def tap(self, chat: int, data: str, *, query: str | None = None, old: bool = False) -> Update:
        """Return that a button was tapped; under an old message little of that is told."""
        number = next(self._messages)
        message: dict[str, Any] = {"message_id": number, "chat": private(chat), "date": 0}
        if not old:
            bot = {"id": BOT, "is_bot": True, "first_name": "Một Cửa", "username": "motcua_bot"}
            message |= {"from": bot, "date": int(time.time()) - 60, "text": "Anh/chị chọn giúp tôi"}
        body = {
            "id": query or f"48000000000{number:05d}",
            "from": person(chat),
            "message": message,
            "chat_instance": "-4400000000000000001",
            "data": data,
        }
        return self.update(callback_query=body)

    def photo(self, chat: int, sizes: Sequence[Mapping[str, Any]], **fields: Any) -> Update:  # noqa: ANN401
        """Return a photo in the sizes given, smallest first."""
        return self.message(chat, photo=[dict(size) for size in sizes], **fields)

    def file(
        self, chat: int, file_id: str, name: str, *, told_size: int = 0, caption: str = ""
    ) -> Update:
        """Return a file that is no picture."""
        document = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": name}
        told = {"file_size": told_size} if told_size else {}
        words = {"caption": caption} if caption else {}
        return self.message(chat, document={**document, **told}, **words)

    def member(self, chat: int, *, old: str, new: str, date: int | None = None) -> Update:
        """Return that a person blocked the bot ("kicked") or let it in again ("member")."""
        bot = {"id": BOT, "is_bot": True, "first_name": "Một Cửa", "username": "motcua_bot"}
        body = {
            "chat": private(chat),
            "from": person(chat),
            "date": int(time.time()) if date is None else date,
            "old_chat_member": standing(bot, old),
            "new_chat_member": standing(bot, new),
        }
        return self.update(my_chat_member=body)

    def in_group(self, text: str) -> Update:
        """Return a message in a group that the bot was added to."""
        group = {"id": -1_001_234_567_890, "type": "supergroup", "title": "Tổ dân phố 7"}
        message = self.body(5_000_000_009, text=text) | {"chat": group}
        return self.update(message=message)


def size(file_id: str, side: int, file_size: int | None = None) -> dict[str, Any]:
    """Return one size of a photo."""
    told = {} if file_size is None else {"file_size": file_size}
    unique = f"u{file_id}"
    return {"file_id": file_id, "file_unique_id": unique, "width": side, "height": side, **told}


def standing(user: dict[str, Any], status: str) -> dict[str, Any]:
    """Return how a user stands in a chat."""
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": user, "status": status, **until}


def person(user: int) -> dict[str, Any]:
    """Return a made-up person."""
    return {"id": user, "is_bot": False, "first_name": "Hoa", "language_code": "vi"}


def private(chat: int) -> dict[str, Any]:
    """Return a person's private chat."""
    return {"id": chat, "type": "private", "first_name": "Hoa"}
