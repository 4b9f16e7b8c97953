"""The adapter for Zalo's Bot Platform, against a local server that behaves as it."""

import contextlib
import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.types import Answer, BotError, Choice, Status
from channels.app import configure_logging
from channels.finding import State
from channels.platform import (
    AsksToForget,
    Event,
    Failure,
    Parcel,
    PhotoUnavailable,
    Refused,
    Said,
    SendFailed,
    Unreadable,
)
from channels.settings import Settings
from channels.zalo_bot import ZaloBot, zalo_bot_platform
from tests.fakes.server import Fault, Faults
from tests.fakes.zalo_bot import (
    SECRET,
    TOKEN,
    FakeZaloBot,
    Told,
    Update,
    body_of,
    message,
    text_message,
)

CHAT = "a1b2c3d4e5f60718293a"
HEADERS = {"x-bot-api-secret-token": SECRET}
OTHER_TOKEN = "770000000000000001:another"  # noqa: S105  # invented
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
HELLO = Parcel(payload={"method": "sendMessage", "text": "Dạ"})


@pytest.fixture(scope="module")
def server() -> Iterator[FakeZaloBot]:
    server = FakeZaloBot()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def fake(server: FakeZaloBot) -> FakeZaloBot:
    server.forget()
    return server


def settings(**fields: object) -> Settings:
    given = {
        "zalo_bot_token": SecretStr(TOKEN),
        "zalo_bot_secret": SecretStr(SECRET),
        "public_url": "https://hoidap.example.vn/",
    }
    return Settings.model_validate(given | fields)


def adapter(**fields: object) -> ZaloBot:
    platform = zalo_bot_platform(settings(**fields))
    assert platform is not None
    return platform


@pytest.fixture
async def bot(fake: FakeZaloBot) -> AsyncIterator[ZaloBot]:
    platform = adapter(zalo_bot_api=fake.url)
    await platform.open()
    yield platform
    await platform.close()


# Made once: the two hundredth time it is still the same.
BOT = adapter()


def accepted(update: Update, *, is_enveloped: bool = False) -> Event:
    (event,) = BOT.accept(body_of(update, is_enveloped=is_enveloped), HEADERS)
    return event


def meant(update: Update) -> object:
    return BOT.read(accepted(update))


@pytest.mark.parametrize("is_enveloped", [False, True], ids=["flat", "enveloped"])
def test_a_text_is_kept_and_understood_in_both_shapes(is_enveloped: bool) -> None:
    update = text_message(CHAT, "Làm căn cước ở đâu?", message_id="m1", date=1_789_033_572_455)

    event = accepted(update, is_enveloped=is_enveloped)

    assert event.conversation_id == f"zalo_bot:{CHAT}"
    assert event.key == f"770000000000000001 {CHAT} {CHAT} m1"
    assert event.at == datetime(2026, 9, 10, 9, 46, 12, 455000, UTC)
    assert BOT.read(event) == Said(text="Làm căn cước ở đâu?")


def test_the_same_message_again_has_the_same_key_in_either_shape() -> None:
    update = text_message(CHAT, "chào", message_id="m1")

    assert accepted(update).key == accepted(update, is_enveloped=True).key


def test_equal_message_ids_in_two_chats_are_two_messages() -> None:
    first, second = (text_message(chat, "chào", message_id="m1") for chat in ("c1", "c2"))

    assert accepted(first).key != accepted(second).key


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-bot-api-secret-token": ""},
        {"x-bot-api-secret-token": SECRET + " "},
        {"x-bot-api-secret-token": SECRET.upper()},
        {"x-bot-api-secret-token": "đoán mò \udc80"},
        {"authorization": SECRET},
    ],
)
def test_a_webhook_without_the_secret_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Refused) as caught:
        BOT.accept(body_of(text_message(CHAT, "chào")), headers)

    assert caught.value.status == 403


def test_without_a_secret_of_our_own_every_webhook_is_refused() -> None:
    polling = adapter(zalo_bot_secret=None, zalo_bot_polling=True)

    for headers in ({}, {"x-bot-api-secret-token": ""}):
        with pytest.raises(Refused):
            polling.accept(body_of(text_message(CHAT, "chào")), headers)


@pytest.mark.parametrize("raw", [b"", b" \n"])
def test_an_empty_probe_is_answered_and_nothing_kept(raw: bytes) -> None:
    assert BOT.accept(raw, {}) == []


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"n": ' + b"9" * 5_000 + b"}", 400),
        (b"x" * 5_000_000, 413),
    ],
    ids=["cut off", "no text", "too deep", "endless number", "5 MB"],
)
def test_what_is_no_message_is_refused(raw: bytes, status: int) -> None:
    with pytest.raises(Refused) as caught:
        BOT.accept(raw, HEADERS)

    assert caught.value.status == status


@pytest.mark.parametrize(
    "raw",
    [
        b"null",
        b"[]",
        b"{}",
        b'{"ok": true}',
        b'{"ok": false, "error_code": 401}',
        b'{"ok": true, "result": []}',
        b'{"event_name": "message.text.received"}',
        b'{"event_name": "message.text.received", "message": {"chat": {"id": "c"}}}',
        b'{"event_name": 1, "message": null}',
    ],
)
def test_a_body_without_a_message_keeps_nothing(raw: bytes) -> None:
    assert BOT.accept(raw, HEADERS) == []


@pytest.mark.parametrize("bad", ["", "a b", "\x00", "\ud800", "x" * 129, None, 1.5, True, ["c"]])
@pytest.mark.parametrize("place", ["chat", "from", "message_id"])
def test_an_id_that_cannot_be_one_keeps_nothing(bad: object, place: str) -> None:
    update = text_message(CHAT, "chào")
    if place == "message_id":
        update["message"]["message_id"] = bad
    else:
        update["message"][place]["id"] = bad

    assert BOT.accept(json.dumps(update).encode(), HEADERS) == []


@pytest.mark.parametrize("date", [None, "hôm nay", -1, 0, 1e400, float("nan"), 10**30, True, []])
def test_a_time_that_cannot_be_is_the_time_of_arrival(date: object) -> None:
    update = text_message(CHAT, "chào")
    update["message"]["date"] = date
    bot = ZaloBot(api=BOT.api, secret=SecretStr(SECRET), photo_hosts=(), now=lambda: NOW)

    (event,) = bot.accept(json.dumps(update).encode(), HEADERS)

    assert event.at == NOW


@pytest.mark.parametrize("name", ["photo_url", "photo"])
def test_a_picture_comes_with_its_caption_under_either_name(name: str) -> None:
    update = message("image", CHAT, caption="ổ gà")
    update["message"][name] = "https://f1.zdn.vn/1.jpg"

    assert meant(update) == Said(text="ổ gà", photo="https://f1.zdn.vn/1.jpg")


def test_a_picture_without_a_caption_is_a_picture() -> None:
    update = message("image", CHAT, photo_url="https://f1.zdn.vn/1.jpg")

    assert meant(update) == Said(photo="https://f1.zdn.vn/1.jpg")


def test_decomposed_letters_are_composed() -> None:
    assert meant(text_message(CHAT, "Nguye\u0302\u0303n")) == Said(text="Nguyễn")


@pytest.mark.parametrize(
    "text", ["à" * 5_000, "a\u200bb", "\u202eơi", "👨‍👩‍👧🇻🇳", "dòng\r\nhai", "\x00\x1b[31m"]
)
def test_words_come_as_they_were_written(text: str) -> None:
    assert meant(text_message(CHAT, text)) == Said(text=text)


def test_fields_that_nobody_knows_change_nothing() -> None:
    update = text_message(CHAT, "chào", quote={"id": ["m0"]}, message_type="CHAT_TEXT")
    update["later"] = {"result": {"event_name": "message.image.received"}}

    assert meant(update) == Said(text="chào")


@pytest.mark.parametrize("kind", ["sticker", "voice", "unsupported", "image"])
def test_what_cannot_be_read_is_told_as_such(kind: str) -> None:
    assert meant(message(kind, CHAT)) == Unreadable(kind=kind)


@pytest.mark.parametrize("kind", ["reaction", "", "text.received.message", "TEXT"])
def test_an_unknown_event_is_kept_and_means_nothing(kind: str) -> None:
    assert meant(message(kind, CHAT, text="chào")) is None


@pytest.mark.parametrize("text", ["", "  \n", None, 5])
def test_a_text_of_nothing_means_nothing(text: object) -> None:
    assert meant(message("text", CHAT, text=text)) is None


@pytest.mark.parametrize("text", ["/xoa", " /XOA "])
def test_the_command_to_delete_is_understood(text: str) -> None:
    assert meant(text_message(CHAT, text)) == AsksToForget()


def test_the_payload_of_a_button_is_words_here() -> None:
    assert meant(text_message(CHAT, "#12.1")) == Said(text="#12.1")


@pytest.mark.parametrize("kind", ["text", "unsupported"])
def test_nothing_of_a_group_is_kept(kind: str) -> None:
    group = message(kind, "zgr-1", sender_id="u1", chat_type="GROUP", text="chào bot")

    assert BOT.accept(body_of(group), HEADERS) == []


def test_a_chat_without_a_type_is_private_when_it_bears_the_senders_id() -> None:
    own, other = text_message("u1", "chào"), text_message("c1", "chào", sender_id="u1")
    del own["message"]["chat"]["chat_type"], other["message"]["chat"]["chat_type"]

    assert meant(own) == Said(text="chào")
    assert BOT.accept(body_of(other), HEADERS) == []


def test_what_a_bot_says_means_nothing() -> None:
    update = text_message(CHAT, "chào")
    update["message"]["from"]["is_bot"] = True

    assert meant(update) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
odd_messages = st.fixed_dictionaries(
    {},
    optional={
        "date": json_values,
        "chat": json_values | st.fixed_dictionaries({"id": json_values, "chat_type": json_values}),
        "from": json_values | st.fixed_dictionaries({"id": json_values, "is_bot": json_values}),
        "message_id": json_values,
        "text": json_values,
        "photo_url": json_values,
        "photo": json_values,
        "caption": json_values,
    },
)
kinds = st.sampled_from([f"message.{kind}.received" for kind in ("text", "image", "voice", "x")])


@hypothesis(max_examples=80, deadline=None)
@given(kinds | json_values, odd_messages, st.booleans())
def test_no_body_of_the_platform_breaks_the_adapter(
    kind: object, odd: dict[str, object], is_enveloped: bool
) -> None:
    whole = text_message(CHAT, "chào")["message"]
    update = {"event_name": kind, "message": {**whole, **odd}}
    for event in BOT.accept(body_of(update, is_enveloped=is_enveloped), HEADERS):
        event.key.encode()
        BOT.read(event)


@hypothesis(max_examples=80, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_adapter(raw: bytes) -> None:
    assert BOT.read(replace(accepted(text_message(CHAT, "chào")), raw=raw)) is None
    try:
        status = 200 if BOT.accept(raw, HEADERS) == [] else 0
    except Refused as refused:
        status = refused.status
    assert status in (200, 400)


def test_an_answer_is_plain_text_with_numbered_choices() -> None:
    choices = tuple(
        Choice(title=title, code=None, payload=title) for title in ("Cấp mới", "Cấp lại")
    )
    answer = Answer(
        status=Status.CLARIFY, text="Anh/chị cần việc nào?", act="procedure", choices=choices, id=7
    )

    (parcel,) = BOT.render(answer)

    assert parcel.payload["method"] == "sendMessage"
    assert "1. Cấp mới" in parcel.payload["text"]
    assert "2. Cấp lại" in parcel.payload["text"]


def test_a_long_answer_fits_the_platform() -> None:
    text = "\n".join(f"- Giấy tờ thứ {number} cần mang theo khi đến." for number in range(200))

    parcels = BOT.render(Answer(status=Status.ANSWERED, text=text, act="search", id=7))

    assert len(parcels) > 1
    assert max(len(parcel.payload["text"]) for parcel in parcels) <= 1_900


def test_a_silent_answer_sends_nothing() -> None:
    answer = Answer(status=Status.SAID, text="", act="person", is_silent=True)

    assert BOT.render(answer) == []


async def test_a_message_reaches_its_chat_and_bears_the_platforms_id(
    fake: FakeZaloBot, bot: ZaloBot
) -> None:
    message_id = await bot.send(CHAT, HELLO)

    (sent,) = fake.sent
    assert (sent.chat_id, sent.text, sent.message_id) == (CHAT, "Dạ", message_id)


@pytest.mark.parametrize("is_error_200", [False, True], ids=["status", "status 200"])
@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, Failure.PAYLOAD),
        (401, Failure.ADMIN),
        (403, Failure.RECIPIENT),
        (404, Failure.RECIPIENT),
        (408, Failure.BACK_OFF),
        (413, Failure.PAYLOAD),
        (429, Failure.BACK_OFF),
        (500, Failure.BACK_OFF),
        (503, Failure.BACK_OFF),
    ],
)
async def test_a_refused_message_fails_by_what_is_to_be_done(
    fake: FakeZaloBot, bot: ZaloBot, status: int, failure: Failure, is_error_200: bool
) -> None:
    body = {"ok": False, "error_code": status, "description": f"no, {TOKEN}"}
    fake.told.append(Told(status=200 if is_error_200 else status, body=json.dumps(body).encode()))

    with pytest.raises(SendFailed) as caught:
        await bot.send(CHAT, HELLO)

    assert (caught.value.failure, caught.value.code) == (failure, str(status))


async def test_somebody_who_blocked_the_bot_does_not_stop_the_channel(
    fake: FakeZaloBot, bot: ZaloBot
) -> None:
    fake.blocked.add("c1")
    fake.gone.add("c2")

    for chat in ("c1", "c2"):
        with pytest.raises(SendFailed) as caught:
            await bot.send(chat, HELLO)
        assert caught.value.failure is Failure.RECIPIENT


@pytest.mark.parametrize("status", [403, 404])
async def test_a_token_that_is_refused_everywhere_stops_the_channel(
    fake: FakeZaloBot, bot: ZaloBot, status: int
) -> None:
    for method in ("sendMessage", "getMe"):
        body = json.dumps({"ok": False, "error_code": status}).encode()
        fake.told.append(Told(status=status, body=body, method=method))

    with pytest.raises(SendFailed) as caught:
        await bot.send(CHAT, HELLO)

    assert caught.value.failure is Failure.ADMIN


async def test_a_wrong_token_stops_the_channel(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.token = OTHER_TOKEN

    with pytest.raises(SendFailed) as caught:
        await bot.send(CHAT, HELLO)

    assert (caught.value.failure, caught.value.code) == (Failure.ADMIN, "401")


async def test_a_used_up_quota_is_waited_for(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.quota = 1
    await bot.send(CHAT, HELLO)

    with pytest.raises(SendFailed) as caught:
        await bot.send(CHAT, HELLO)

    assert (caught.value.failure, caught.value.code) == (Failure.BACK_OFF, "429")
    assert caught.value.after_s is None


@pytest.mark.parametrize(
    ("headers", "extra", "after_s"),
    [
        ({"Retry-After": "7"}, {}, 7.0),
        ({}, {"parameters": {"retry_after": 3}}, 3.0),
        ({"Retry-After": "99999999"}, {}, 3600.0),
        ({"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, {}, None),
        ({"Retry-After": "-5"}, {}, None),
        ({}, {"parameters": {"retry_after": "nan"}}, None),
    ],
)
async def test_how_long_to_wait_is_taken_from_the_platform(
    fake: FakeZaloBot,
    bot: ZaloBot,
    headers: dict[str, str],
    extra: dict[str, object],
    after_s: float | None,
) -> None:
    body = json.dumps({"ok": False, "error_code": 429} | extra).encode()
    fake.told.append(Told(status=429, body=body, headers=headers))

    with pytest.raises(SendFailed) as caught:
        await bot.send(CHAT, HELLO)

    assert caught.value.after_s == after_s


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"result": {}}', b"[" * 9_999])
async def test_a_success_that_is_none_of_the_platforms_counts_as_none(
    fake: FakeZaloBot, bot: ZaloBot, body: bytes
) -> None:
    fake.told.append(Told(status=200, body=body))

    with pytest.raises(SendFailed) as caught:
        await bot.send(CHAT, HELLO)

    assert caught.value.failure is Failure.BACK_OFF


async def test_a_success_without_an_id_is_a_success(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.told.append(Told(body=b'{"ok": true}'))

    assert await bot.send(CHAT, HELLO) == ""


async def test_half_a_character_is_not_tried_again(fake: FakeZaloBot, bot: ZaloBot) -> None:
    with pytest.raises(SendFailed) as caught:
        await bot.send(CHAT, Parcel(payload={"method": "sendMessage", "text": "\ud83d"}))

    assert caught.value.failure is Failure.PAYLOAD
    assert fake.calls == []


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.CUT, Fault.LOST])
async def test_a_broken_way_there_is_tried_again(
    fake: FakeZaloBot, bot: ZaloBot, fault: Fault
) -> None:
    fake.faulty.plan.append(fault)

    with pytest.raises(SendFailed) as caught:
        await bot.send(CHAT, HELLO)

    assert caught.value.failure is Failure.BACK_OFF
    assert await bot.send(CHAT, HELLO)


async def test_every_message_arrives_in_order_over_a_bad_way_when_tried_again(
    fake: FakeZaloBot, bot: ZaloBot
) -> None:
    fake.faulty.faults = Faults(error=0.1, cut=0.1, lost=0.1)

    for number in range(30):
        while True:
            with contextlib.suppress(SendFailed):
                await bot.send(CHAT, Parcel(payload={"method": "sendMessage", "text": f"{number}"}))
                break

    lost = sum(fault is Fault.LOST for _, fault in fake.faulty.drawn)
    assert list(dict.fromkeys(fake.texts(CHAT))) == [f"{number}" for number in range(30)]
    assert len(fake.texts(CHAT)) == 30 + lost
    assert lost > 0


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    bot = adapter(zalo_bot_api="http://127.0.0.1:9")
    await bot.open()

    with pytest.raises(SendFailed) as caught:
        await bot.send(CHAT, HELLO)

    assert (caught.value.failure, caught.value.code) == (Failure.BACK_OFF, "ConnectError")
    await bot.close()


async def test_typing_is_shown_and_its_failure_does_not_matter(
    fake: FakeZaloBot, bot: ZaloBot
) -> None:
    event = accepted(text_message(CHAT, "chào"))

    await bot.acknowledge(event)
    fake.token = OTHER_TOKEN
    await bot.acknowledge(event)

    assert fake.typing == [CHAT]


async def test_a_picture_is_read_from_the_stand_in(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.files["1.jpg"] = b"a picture"

    assert await bot.fetch(f"{fake.url}/files/1.jpg") == b"a picture"
    with pytest.raises(PhotoUnavailable, match="404"):
        await bot.fetch(f"{fake.url}/files/2.jpg")


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/1.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1/1.jpg",
        "https://elsewhere.example/1.jpg",
        "file:///etc/passwd",
        "C:\\1.jpg",
        "không phải liên kết",
    ],
)
async def test_a_picture_anywhere_else_is_not_asked_for(
    fake: FakeZaloBot, bot: ZaloBot, link: str
) -> None:
    (event,) = bot.accept(body_of(message("image", CHAT, photo_url=link)), HEADERS)
    said = bot.read(event)
    assert isinstance(said, Said)

    with pytest.raises(PhotoUnavailable, match="not a"):
        await bot.fetch(said.photo or "")

    assert fake.calls == []


async def test_the_token_and_the_words_stay_out_of_logs_and_errors(
    fake: FakeZaloBot, caplog: pytest.LogCaptureFixture
) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure_logging("DEBUG")
    root.handlers = handlers
    caplog.set_level(logging.DEBUG)
    try:
        bot = adapter(zalo_bot_api=fake.url)
        await bot.open()
        errors = []
        fake.faulty.plan.extend([Fault.ERROR, Fault.CUT])
        for _ in range(3):
            try:
                await bot.send(CHAT, Parcel(payload={"method": "sendMessage", "text": "bí mật"}))
            except SendFailed as failed:
                errors.append(failed)
        bot.accept(body_of(text_message(CHAT, "bí mật")), HEADERS)
        bot.accept(b'{"text": "b\xc3\xad m\xe1\xba\xadt"}', HEADERS)
        with pytest.raises(PhotoUnavailable) as caught:
            await bot.fetch(f"{fake.url}/bot{TOKEN}/bí mật")
        await bot.close()
    finally:
        root.setLevel(level)
        logging.getLogger("httpx").setLevel(logging.NOTSET)

    assert len(errors) == 2
    said = "\n".join(
        [repr(each) + repr(vars(each)) + repr(each.__cause__) for each in errors]
        + [str(caught.value), repr(vars(bot)), repr(vars(bot.api)), caplog.text]
        + [str(vars(record)) for record in caplog.records]
    )
    for secret in (TOKEN, TOKEN.split(":")[1], SECRET, "bí mật"):
        assert secret not in said.replace(repr(SECRET.encode()), "")


async def test_a_bot_that_is_set_up_is_well(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.webhook = "https://hoidap.example.vn/hooks/zalo-bot"

    found = await bot.examine()

    assert [each.state for each in found] == [State.OK, State.OK]
    assert "bot.ward" in found[0].said


@pytest.mark.parametrize(
    ("webhook", "fields", "state", "said"),
    [
        (None, {}, State.FAIL, "webhook set"),
        ("", {}, State.FAIL, "webhook set"),
        ("https://other.example/hooks/zalo-bot", {}, State.FAIL, "webhook set"),
        ("https://other.example/h", {"public_url": ""}, State.WARN, "MOTCUA_PUBLIC_URL"),
        ("https://other.example/h", {"zalo_bot_polling": True}, State.FAIL, "webhook delete"),
        ("", {"zalo_bot_polling": True}, State.WARN, "lost"),
    ],
)
async def test_a_webhook_that_is_wrong_is_told_with_what_to_do(
    fake: FakeZaloBot, webhook: str | None, fields: dict[str, object], state: State, said: str
) -> None:
    fake.webhook = webhook
    bot = adapter(zalo_bot_api=fake.url, **fields)
    await bot.open()

    _, found = await bot.examine()

    assert (found.state, said in found.said) == (state, True)
    await bot.close()


async def test_a_refused_token_and_a_platform_out_of_reach_are_told_apart(
    fake: FakeZaloBot, bot: ZaloBot
) -> None:
    fake.token = OTHER_TOKEN
    (refused,) = await bot.examine()
    fake.faulty.plan.append(Fault.CUT)
    (unreached,) = await bot.examine()

    assert (refused.state, "MOTCUA_ZALO_BOT_TOKEN" in refused.said) == (State.FAIL, True)
    assert (unreached.state, "cannot be reached" in unreached.said) == (State.FAIL, True)


def test_without_a_token_there_is_no_bot() -> None:
    assert zalo_bot_platform(settings(zalo_bot_token=None)) is None


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"zalo_bot_token": "no token"}, "TOKEN"),
        ({"zalo_bot_token": "12:a/b"}, "TOKEN"),
        ({"zalo_bot_secret": None}, "SECRET"),
        ({"zalo_bot_secret": "short"}, "SECRET"),
        ({"zalo_bot_secret": "x" * 257}, "SECRET"),
        ({"zalo_bot_secret": "mật khẩu của tôi"}, "SECRET"),
        ({"zalo_bot_api": "http://bot-api.example"}, "API"),
        ({"zalo_bot_api": "bot-api.example"}, "API"),
        ({"zalo_bot_api": "http://127.0.0.1.example"}, "API"),
    ],
)
def test_a_setting_that_cannot_work_is_named_without_its_value(
    fields: dict[str, object], name: str
) -> None:
    with pytest.raises(BotError, match=f"MOTCUA_ZALO_BOT_{name}") as caught:
        zalo_bot_platform(settings(**fields))

    assert not any(str(value) in str(caught.value) for value in fields.values() if value)
