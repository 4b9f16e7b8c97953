"""Each platform as the contract sees it: a resident there, the fake, and the real adapter."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from bot.store.engine import Store
from channels.platform import Platform
from channels.telegram import TelegramPlatform
from channels.zalo_bot import ZaloBot
from channels.zalo_bot_api import ZaloBotApi
from channels.zalo_oauth import Pair
from channels.zalo_token_steps import log_in
from tests.channels.zalo_account import adapter
from tests.fakes import telegram, zalo_bot
from tests.fakes.server import Fault, Faults
from tests.fakes.telegram_updates import size
from tests.fakes.webhooks import Call
from tests.fakes.zalo_oa import FakeZaloOA
from tests.fakes.zalo_oa import written as zalo_written

PHOTO = "anh"
DOCUMENT = """KẾ HOẠCH
Thả đèn và giữ vệ sinh bến sông năm 2026
Căn cứ Nghị định số 30/2020/NĐ-CP ngày 06 tháng 3 năm 2021 của Chính phủ về công tác văn thư;
Mỗi tổ cử hai người trực bến từ chiều đến tối.
"""
_FILE = "tep"
NOW = datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Front:
    """A platform with one resident on it; the fake serves."""

    name: str
    path: str
    adapter: Callable[[Store], Platform]
    """Makes one that is not open."""
    text: Callable[[str, float], Call]
    """What a resident wrote, so many seconds after now."""
    photo: Callable[[], Call]
    address: str
    """Of the resident: conversation ids end in it."""
    file: Callable[[str], Call] | None
    """The text in DOCUMENT under this name; None: nothing is told of files there."""
    got_files: Callable[[], list[tuple[str, bytes]]]
    """Name and content of the files that the resident has got."""
    location: Callable[[], Call] | None
    """None: residents there cannot send one."""
    unknown: Callable[[], Call]
    """An event of a kind that nobody has heard of."""
    forged: Callable[[Call], Call]
    """The same, signed by somebody else."""
    forged_status: int
    tap: Callable[[str], Call] | None
    """A button with this payload; None: there are no buttons."""
    sent: Callable[[], list[str]]
    """The texts that the resident has got."""
    buttons: Callable[[], list[tuple[str, str]]]
    """Title and payload of those under the last message."""
    limit: int
    """Of a message, in UTF-16 units."""
    faulty: Callable[[], Any]
    """Has `faults` and `plan`."""

    def fail_next(self, *faults: Fault) -> None:
        """Let the next messages to the resident go wrong, one after the other."""
        self.faulty().faults = Faults(only=("/sendMessage", "/message/cs"))
        self.faulty().plan.extend(faults)


def telegram_front(fake: telegram.FakeTelegram, picture: bytes) -> Front:
    """Return Telegram."""
    chat, seconds = 5001, itertools.count()
    fake.files[PHOTO] = telegram.FakeFile(content=picture)
    fake.files[_FILE] = telegram.FakeFile(content=DOCUMENT.encode())
    secret = {"x-telegram-bot-api-secret-token": fake.secret, "content-type": "application/json"}

    def call(update: dict[str, Any]) -> Call:
        return Call(key=str(update["update_id"]), body=telegram.written(update), headers=secret)

    def text(words: str, after_s: float) -> Call:
        return call(fake.make.text(chat, words, date=int(NOW.timestamp() + after_s)))

    def tap(payload: str) -> Call:
        query = f"q{next(seconds)}"
        fake.fresh.add(query)
        return call(fake.make.tap(chat, payload, query=query))

    return Front(
        name="telegram",
        path="/hooks/telegram",
        adapter=lambda store: TelegramPlatform(token=fake.token, secret=fake.secret, api=fake.url),
        text=text,
        photo=lambda: call(fake.make.photo(chat, [size(PHOTO, 800, len(picture))])),
        address=str(chat),
        file=lambda named: call(fake.make.file(chat, _FILE, named)),
        got_files=lambda: [(each.name, each.content) for each in fake.documents],
        location=lambda: call(
            fake.make.message(chat, location={"latitude": 21.03, "longitude": 105.85})
        ),
        unknown=lambda: call(fake.make.update(purple_button={"chat": {"id": chat}})),
        forged=lambda each: _with(each, {"x-telegram-bot-api-secret-token": "wrong"}),
        forged_status=403,
        tap=tap,
        sent=lambda: [each.text for each in fake.sent if each.chat == chat],
        buttons=lambda: [each for row in fake.sent[-1].buttons for each in row],
        limit=4_096,
        faulty=lambda: fake,
    )


def zalo_oa_front(fake: FakeZaloOA, picture: bytes) -> Front:
    """Return an official account, its buttons on."""
    user = "8309000000000000001"
    fake.pictures[PHOTO] = picture
    fake.pictures[_FILE] = DOCUMENT.encode()
    fake.account.interactions[user] = fake.account.now()

    def call(event: Mapping[str, Any]) -> Call:
        raw = zalo_written(event)
        return Call(key="", body=raw, headers=fake.signer.headers(raw))

    def text(words: str, after_s: float) -> Call:
        stamp = str(int((NOW.timestamp() + after_s) * 1000))
        return call(fake.make.text(user, words, timestamp=stamp))

    def make(store: Store) -> Platform:
        issued = fake.account.issue()
        pair = Pair(
            access_token=issued.access, refresh_token=issued.refresh, life=timedelta(hours=20)
        )
        now = datetime.now(UTC)
        store.run_now(lambda s: log_in(fake.app_id, pair, fake.oa_id, now, s))
        return adapter(store, url=fake.url, has_buttons=True)

    return Front(
        name="zalo_oa",
        path="/hooks/zalo-oa",
        adapter=make,
        text=text,
        photo=lambda: call(fake.make.image(user, f"{fake.url}/photos/{PHOTO}")),
        address=user,
        file=lambda named: call(
            fake.make.file(user, f"{fake.url}/photos/{_FILE}", named, len(DOCUMENT))
        ),
        got_files=lambda: [each.file for each in fake.sent if each.file],
        location=lambda: call(fake.make.location(user, "21.03", "105.85")),
        unknown=lambda: call(fake.make.text(user, "?", event_name="user_waved")),
        forged=lambda each: _with(each, {"x-zevent-signature": "mac=" + "0" * 64}),
        forged_status=200,
        tap=lambda payload: call(fake.make.text(user, payload)),
        sent=lambda: [each.text for each in fake.sent if each.user == user and each.text],
        buttons=lambda: list(fake.sent[-1].buttons),
        limit=2_000,
        faulty=lambda: fake,
    )


def zalo_bot_front(fake: zalo_bot.FakeZaloBot, picture: bytes) -> Front:
    """Return a bot of Zalo's Bot Platform."""
    chat = "a1b2c3d4e5f60718293a"
    fake.files[PHOTO] = picture

    def call(update: dict[str, Any]) -> Call:
        return Call(
            key="", body=zalo_bot.body_of(update), headers=zalo_bot.headers_of(zalo_bot.SECRET)
        )

    def date(after_s: float = 0) -> int:
        return int((NOW.timestamp() + after_s) * 1000)

    def make(store: Store) -> Platform:
        return ZaloBot(
            api=ZaloBotApi(SecretStr(fake.token), fake.url),
            secret=SecretStr(zalo_bot.SECRET),
            photo_hosts=(),
            stand_in=fake.url,
        )

    return Front(
        name="zalo_bot",
        path="/hooks/zalo-bot",
        adapter=make,
        text=lambda words, after_s: call(zalo_bot.text_message(chat, words, date=date(after_s))),
        photo=lambda: call(
            zalo_bot.message("image", chat, date=date(), photo_url=f"{fake.url}/files/{PHOTO}")
        ),
        address=chat,
        file=None,
        got_files=list,
        location=None,
        unknown=lambda: call(zalo_bot.message("wave", chat, date=date())),
        forged=lambda each: _with(each, {zalo_bot.SECRET_HEADER: "wrong-secret"}),
        forged_status=403,
        tap=None,
        sent=lambda: fake.texts(chat),
        buttons=list,
        limit=2_000,
        faulty=lambda: fake.faulty,
    )


def _with(each: Call, headers: Mapping[str, str]) -> Call:
    return Call(key=each.key, body=each.body, headers={**each.headers, **headers})
