"""What Telegram delivers: whether it is Telegram's, and which event of whose chat it is."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.types import BotError
from channels.platform import Event, Inbound, Refused, Said
from channels.telegram import SECRET_HEADER, TelegramPlatform
from tests.fakes.telegram import SECRET, TOKEN, written
from tests.fakes.telegram_updates import BOT, Update, Updates

HEADERS = {SECRET_HEADER: SECRET}
CHAT = 5_000_000_001


def telegram(secret: str | None = SECRET) -> TelegramPlatform:
    return TelegramPlatform(token=TOKEN, secret=secret, api="http://127.0.0.1:9")


def only(platform: TelegramPlatform, update: Update) -> Event:
    (event,) = platform.accept(written(update), HEADERS)
    return event


@pytest.fixture
def make() -> Updates:
    return Updates()


def test_a_text_is_one_event_of_its_chat_with_the_bytes_as_they_came(make: Updates) -> None:
    update = make.text(CHAT, "làm căn cước ở đâu", date=1_795_000_000)
    raw = written(update)

    (event,) = telegram().accept(raw, HEADERS)

    assert event.channel == "telegram"
    assert event.key == f"tg:{BOT}:{update['update_id']}"
    assert event.conversation_id == f"telegram:{CHAT}"
    assert event.raw == raw
    assert event.at.replace(microsecond=0) == datetime.fromtimestamp(1_795_000_000, UTC)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SECRET_HEADER: ""},
        {SECRET_HEADER: SECRET[:-1]},
        {SECRET_HEADER: SECRET + "x"},
        {SECRET_HEADER: SECRET.upper()},
        {SECRET_HEADER: "bí mật"},
        {"authorization": SECRET},
    ],
)
def test_who_does_not_know_the_secret_is_refused(headers: dict[str, str], make: Updates) -> None:
    with pytest.raises(Refused) as refused:
        telegram().accept(written(make.text(CHAT, "xin chào")), headers)

    assert refused.value.status == 403


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: ""}, HEADERS])
def test_without_a_secret_nothing_delivered_is_believed(
    headers: dict[str, str], make: Updates
) -> None:
    with pytest.raises(Refused):
        telegram(secret=None).accept(written(make.text(CHAT, "xin chào")), headers)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe\x00", 400),
        (b"update_id=1", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": ' + b"9" * 5_000 + b"}", 400),
        (b'{"update_id": 1, "x": "' + b"a" * 5_000_000 + b'"}', 413),
    ],
    ids=["empty", "cut", "no text", "form", "deep", "long number", "5 MB"],
)
def test_what_is_no_json_or_too_big_is_refused_and_not_quoted(raw: bytes, status: int) -> None:
    with pytest.raises(Refused) as refused:
        telegram().accept(raw, HEADERS)

    assert refused.value.status == status
    assert str(refused.value) in ("no JSON", "too big")


@pytest.mark.parametrize(
    "update",
    [
        None,
        7,
        "xin chào",
        [],
        {},
        {"message": {"text": "a"}},
        {"update_id": "1"},
        {"update_id": True, "message": {"chat": {"id": CHAT, "type": "private"}, "text": "a"}},
        {"update_id": 1.0, "message": {"chat": {"id": CHAT, "type": "private"}, "text": "a"}},
        {"update_id": 1},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": "xin chào"},
        {"update_id": 1, "message": {"chat": CHAT}},
        {"update_id": 1, "message": {"chat": {"id": "5", "type": "private"}, "text": "a"}},
        {"update_id": 1, "poll": {"id": "1"}},
        {"update_id": 1, "business_message": {"chat": {"id": CHAT, "type": "private"}}},
        {"update_id": 1, "tomorrows_news": {"chat": {"id": CHAT, "type": "private"}}},
        {"update_id": 1, "callback_query": {"id": "1", "from": None}},
    ],
)
def test_json_that_is_of_no_use_to_us_is_taken_and_forgotten(update: object) -> None:
    assert telegram().accept(json.dumps(update).encode(), HEADERS) == []


def test_groups_channels_and_other_bots_are_not_served(make: Updates) -> None:
    channel = {"id": -1_009_999, "type": "channel", "title": "Tin phường"}
    post = make.update(channel_post={"message_id": 1, "chat": channel, "date": 1, "text": "a"})
    bot = make.text(CHAT, "a")
    bot["message"]["from"]["is_bot"] = True
    tapped = make.tap(CHAT, "#1.1")
    tapped["callback_query"]["message"]["chat"] = {"id": -5, "type": "group", "title": "Tổ 7"}

    odd = make.text(CHAT, "a")
    odd["message"]["chat"]["type"] = "group"

    for update in (make.in_group("@motcua_bot xin chào"), post, bot, tapped, odd):
        assert telegram().accept(written(update), HEADERS) == []


def test_a_live_location_that_moves_is_no_event(make: Updates) -> None:
    begun = make.message(CHAT, location={"latitude": 21.0, "longitude": 105.7, "live_period": 900})
    moved = dict(begun["message"]) | {"edit_date": begun["message"]["date"] + 5}

    assert telegram().accept(written(make.update(edited_message=moved)), HEADERS) == []


def test_the_same_update_again_has_the_same_key_and_time(make: Updates) -> None:
    platform, update = telegram(), make.text(CHAT, "xin chào", date=1_795_000_000)

    assert only(platform, update) == only(platform, update)


def test_two_bots_of_one_gateway_do_not_share_keys(make: Updates) -> None:
    other = TelegramPlatform(token="123:" + "a" * 35, secret=SECRET, api="http://127.0.0.1:9")
    update = make.text(CHAT, "xin chào")

    assert only(telegram(), update).key != only(other, update).key


def test_messages_of_one_second_keep_the_order_in_which_they_were_written(make: Updates) -> None:
    platform = telegram()
    written_in_order = [make.text(CHAT, str(number), date=1_795_000_000) for number in range(5)]

    events = [only(platform, update) for update in reversed(written_in_order)]

    events.sort(key=lambda event: event.at)
    assert [event.key for event in events] == [
        f"tg:{BOT}:{update['update_id']}" for update in written_in_order
    ]


def test_an_edit_happens_when_it_was_made(make: Updates) -> None:
    before = make.text(CHAT, "làm hộ chíu", date=1_795_000_000)

    event = only(telegram(), make.edited(before, "làm hộ chiếu", after_s=40))

    assert int(event.at.timestamp()) == 1_795_000_040


def test_a_tap_comes_after_what_was_written_before_it_and_before_what_follows(
    make: Updates,
) -> None:
    platform, now = telegram(), int(time.time())
    updates = [
        make.text(CHAT, "làm hộ chiếu", date=now - 1),
        make.tap(CHAT, "#1.1"),
        make.text(CHAT, "bao nhiêu tiền", date=now + 1),
    ]

    at = [only(platform, update).at for update in updates]

    assert at == sorted(at)


def test_a_tap_that_waited_for_us_does_not_overtake_nor_fall_behind(make: Updates) -> None:
    """Half an hour without us: everything is handed over at once, and a tap tells no time."""
    platform, then = telegram(), int(time.time()) - 1800
    updates = [
        make.text(CHAT, "làm hộ chiếu", date=then),
        make.tap(CHAT, "#1.1"),
        make.text(CHAT, "bao nhiêu tiền", date=then + 60),
        make.tap(CHAT, "#1.2"),
        make.text(CHAT, "alo", date=then + 120),
    ]

    at = [only(platform, update).at for update in updates]

    assert at == sorted(at)


def test_a_tap_delivered_late_is_put_before_what_came_first(make: Updates) -> None:
    platform, now = telegram(), int(time.time())
    tap, later = make.tap(CHAT, "#1.1"), make.text(CHAT, "bao nhiêu", date=now - 5)

    second, first = only(platform, later), only(platform, tap)

    assert first.at < second.at


def test_a_tap_is_not_put_before_what_was_written_by_a_clock_ahead_of_ours(make: Updates) -> None:
    platform, ahead = telegram(), int(time.time()) + 30
    said = only(platform, make.text(CHAT, "làm hộ chiếu", date=ahead))

    tap = only(platform, make.tap(CHAT, "#1.1"))

    assert tap.at > said.at


def test_a_tap_is_not_dated_back_when_telegram_numbers_anew(make: Updates) -> None:
    platform, now = telegram(), int(time.time())
    only(platform, make.text(CHAT, "tuần trước", date=now - 700_000))
    anew = Updates(first=4_000)
    said = only(platform, anew.text(CHAT, "xin chào", date=now))

    tap = only(platform, anew.tap(CHAT, "#1.1"))

    assert tap.at > said.at


@pytest.mark.parametrize("date", [None, 0, -1, "1795000000", 1e300, 10**30, True, []])
def test_an_impossible_date_is_taken_for_now(date: object, make: Updates) -> None:
    update = make.text(CHAT, "xin chào")
    update["message"]["date"] = date

    event = only(telegram(), update)

    assert abs(event.at.timestamp() - time.time()) < 60


def test_a_tap_under_a_message_that_is_gone_belongs_to_who_tapped(make: Updates) -> None:
    update = make.tap(CHAT, "#1.1")
    del update["callback_query"]["message"]

    assert only(telegram(), update).conversation_id == f"telegram:{CHAT}"


@pytest.mark.parametrize("token", ["", "123", "abc:def", f"{TOKEN}/../x", f"bot{TOKEN}", " "])
def test_a_token_that_cannot_be_one_is_refused_without_being_repeated(token: str) -> None:
    with pytest.raises(BotError) as error:
        TelegramPlatform(token=token, secret=SECRET, api="https://api.telegram.org")

    assert not token.strip() or token not in str(error.value)


@pytest.mark.parametrize("secret", ["", "a b", "bí-mật", "x" * 257])
def test_a_secret_that_telegram_does_not_take_is_refused(secret: str) -> None:
    with pytest.raises(BotError, match="MOTCUA_TELEGRAM_SECRET"):
        TelegramPlatform(token=TOKEN, secret=secret, api="https://api.telegram.org")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
NAMES = (
    "message_id date edit_date chat from text caption photo document location venue voice sticker "
    "video animation contact poll dice id type data message status new_chat_member "
    "old_chat_member user is_bot file_id width height latitude longitude file_size mime_type"
).split()
FIELDS = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6)
PRIVATE = st.just({"id": CHAT, "type": "private"})
BODIES = st.builds(
    lambda fields, inner, chat: {**fields, **inner, "chat": chat},
    FIELDS,
    st.dictionaries(st.sampled_from(NAMES), FIELDS | st.lists(FIELDS, max_size=2), max_size=3),
    PRIVATE | JSON,
)
KINDS = st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "poll"])


def is_sound(meant: Inbound | None) -> bool:
    """Say whether everything in it is of the type that it is said to be."""
    if not isinstance(meant, Said):
        return True
    place = meant.location
    numbers = [place.latitude, place.longitude] if place else []
    return (
        isinstance(meant.text, str)
        and isinstance(meant.photo, str | None)
        and all(abs(each) <= 180 for each in numbers)
        and bool(meant.text.strip() or meant.tap or place or meant.photo)
    )


@given(st.dictionaries(KINDS, BODIES | JSON, max_size=2), st.integers(1, 10**9) | JSON)
def test_no_json_whatever_makes_accept_or_read_fail(body: dict[str, Any], number: object) -> None:
    platform = telegram()

    for event in platform.accept(json.dumps({**body, "update_id": number}).encode(), HEADERS):
        assert is_sound(platform.read(event))


@given(st.data())
def test_a_usual_update_with_one_part_replaced_makes_nothing_fail(data: st.DataObject) -> None:
    make, platform = Updates(), telegram()
    update = data.draw(
        st.sampled_from(
            [
                make.text(CHAT, "/help"),
                make.tap(CHAT, "#1.1"),
                make.member(CHAT, old="member", new="kicked"),
                make.edited(make.text(CHAT, "a"), "b"),
                make.photo(CHAT, [{"file_id": "a", "file_unique_id": "b", "width": 1}]),
                make.message(CHAT, document={"file_id": "a", "mime_type": "image/png"}),
                make.message(CHAT, location={"latitude": 1.0, "longitude": 2.0}),
            ]
        )
    )
    part: Any = update
    while isinstance(part, dict) and part:
        name = data.draw(st.sampled_from(sorted(part)))
        if isinstance(part[name], dict) and data.draw(st.booleans()):
            part = part[name]
            continue
        part[name] = data.draw(JSON)
        break

    for event in platform.accept(json.dumps(update).encode(), HEADERS):
        assert is_sound(platform.read(event))


@given(st.binary(max_size=200))
def test_bytes_are_refused_or_of_no_use_but_never_fail(raw: bytes) -> None:
    statuses = []
    try:
        found = telegram().accept(raw, HEADERS)
    except Refused as refused:
        found, statuses = [], [refused.status]

    assert (found, statuses) in (([], []), ([], [400]))
