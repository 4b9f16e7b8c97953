"""Telegram over HTTP: what is sent, what becomes of failures, and what is fetched."""

import json
import logging
import time
import traceback
from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr

from bot.photos import MAX_BYTES
from bot.types import Answer, BotError, Choice, Citation, Status
from channels.finding import State
from channels.platform import (
    Attachment,
    Failure,
    Parcel,
    PhotoUnavailable,
    SendFailed,
    Tap,
    tap_in,
)
from channels.rendering import Button, Piece
from channels.settings import Settings
from channels.telegram import PATH, SECRET_HEADER, TelegramPlatform, telegram_platform
from channels.telegram_send import parcel
from tests.fakes.telegram import SECRET, TOKEN, FakeFile, FakeTelegram, Fault, Flood, written
from tests.fakes.telegram_parts import Webhook

CHAT = 5_000_000_001
SECRET_PART = TOKEN.split(":")[1]


@pytest.fixture(scope="module")
def server() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def fake(server: FakeTelegram) -> FakeTelegram:
    server.reset()
    return server


@pytest.fixture
async def telegram(fake: FakeTelegram) -> AsyncIterator[TelegramPlatform]:
    platform = TelegramPlatform(
        token=TOKEN, secret=SECRET, api=fake.url, public_url="https://hoi.example.vn"
    )
    await platform.open()
    yield platform
    await platform.close()


def piece(text: str, plain: str = "", *buttons: Button) -> Parcel:
    return parcel(Piece(text=text, plain=plain or text, buttons=buttons))


def answer(text: str, *choices: str) -> Answer:
    offered = [Choice(title=title, code=None, payload=title) for title in choices]
    return Answer(status=Status.ANSWERED, text=text, act="search", choices=tuple(offered), id=41)


async def failure(telegram: TelegramPlatform, sent: Parcel) -> SendFailed:
    with pytest.raises(SendFailed) as error:
        await telegram.send(str(CHAT), sent)
    return error.value


async def test_an_answer_arrives_with_its_source_and_without_a_preview(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    said = Answer(
        status=Status.ANSWERED,
        text="Lệ phí: 5.000 < 10.000 & miễn cho trẻ em.",
        act="search",
        citations=(Citation(title="Cổng A&B", doc="a", url="https://a.example.vn/?x=1&y=2"),),
    )

    (only,) = telegram.render(said)
    number = await telegram.send(str(CHAT), only)

    (sent,) = fake.sent
    assert (sent.chat, str(sent.message_id)) == (CHAT, number)
    assert "5.000 < 10.000 & miễn" in sent.text
    assert "Cổng A&B" in sent.text
    assert 'href="https://a.example.vn/?x=1&amp;y=2"' in sent.given
    assert not sent.previews


async def test_choices_are_buttons_that_come_back_as_taps(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    (only,) = telegram.render(answer("Anh/chị hỏi việc nào?", "Tạm trú", "Thường trú"))
    await telegram.send(str(CHAT), only)

    buttons = [button for row in fake.sent[0].buttons for button in row]
    assert [title for title, _ in buttons] == ["Tạm trú", "Thường trú"]
    assert [tap_in(data) for _, data in buttons] == [
        Tap(answer_id=41, number=1),
        Tap(answer_id=41, number=2),
    ]


async def test_long_titles_have_a_row_each_and_short_ones_share(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    long = [Button(title="Đăng ký tạm trú cho người thuê", payload="#1.1")]
    short = [Button(title=str(number), payload=f"#1.{number}") for number in (1, 2, 3)]
    await telegram.send(str(CHAT), piece("a", "a", *long, *short))
    await telegram.send(str(CHAT), piece("a", "a", *short))

    rows = [[len(row) for row in sent.buttons] for sent in fake.sent]
    assert rows == [[1, 1, 1, 1], [2, 1]]


async def test_an_answer_that_is_too_long_for_one_message_is_sent_in_whole(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    lines = [f"- Giấy tờ số {number}: bản sao 🏠 có chứng thực." for number in range(300)]

    for each in telegram.render(answer("\n".join(lines))):
        await telegram.send(str(CHAT), each)

    assert fake.refused == []
    together = "\n".join(sent.text for sent in fake.sent)
    assert [line for line in lines if line not in together] == []


async def test_a_silent_answer_is_no_message(telegram: TelegramPlatform) -> None:
    silent = Answer(status=Status.HANDOVER, text="", act="person", is_silent=True)

    assert telegram.render(silent) == []


@pytest.mark.parametrize("text", ["hạn <5 ngày", "<b>phí", "a</b>", "<br>", "<b><i>a</b></i>"])
async def test_markup_that_telegram_cannot_read_is_sent_plain_once(
    text: str, telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    await telegram.send(str(CHAT), piece(text, "hạn <5 ngày", Button(title="a", payload="#1.1")))

    (sent,) = fake.sent
    assert (sent.text, sent.html) == ("hạn <5 ngày", False)
    assert sent.buttons == ((("a", "#1.1"),),)
    assert len(fake.refused) == 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (piece("a" * 4097), "400 message is too long"),
        (piece(" "), "400 message text is empty"),
        (piece("a", "a", Button(title="a", payload="x" * 65)), "400 button_data_invalid"),
        (piece("<b>", "a" * 4097), "400 message is too long"),
    ],
)
async def test_a_message_that_telegram_does_not_take_is_not_tried_again(
    sent: Parcel, code: str, telegram: TelegramPlatform
) -> None:
    failed = await failure(telegram, sent)

    assert (failed.failure, failed.code) == (Failure.PAYLOAD, code)


async def test_only_markup_is_a_reason_to_send_it_plain(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    assert (await failure(telegram, piece("a" * 4097, "a"))).failure is Failure.PAYLOAD
    fake.unknown.add(CHAT)
    await failure(telegram, piece("a"))

    assert len(fake.refused) == 2
    assert fake.sent == []


@pytest.mark.parametrize("standing", ["blocked", "deactivated", "unknown"])
async def test_who_cannot_be_written_to_is_given_up(
    standing: str, telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    getattr(fake, standing).add(CHAT)

    assert (await failure(telegram, piece("a"))).failure is Failure.RECIPIENT


async def test_a_flood_limit_says_how_long_to_wait(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.flood = Flood(per_chat=1)
    await telegram.send(str(CHAT), piece("a"))

    failed = await failure(telegram, piece("b"))

    assert (failed.failure, failed.code, failed.after_s) == (Failure.BACK_OFF, "429", 1.0)
    await telegram.send(str(CHAT + 1), piece("to somebody else"))


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.CUT, Fault.LOST])
async def test_what_breaks_on_the_way_is_tried_again(
    fault: Fault, telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.plan.append(fault)

    failed = await failure(telegram, piece("a"))

    assert failed.failure is Failure.BACK_OFF
    assert failed.code in ("500", "502", "503", "504", "RemoteProtocolError")
    assert len(fake.sent) == (fault is Fault.LOST)


async def test_a_telegram_that_is_not_there_is_tried_again(fake: FakeTelegram) -> None:
    platform = TelegramPlatform(token=TOKEN, secret=SECRET, api="http://127.0.0.1:9")
    await platform.open()

    failed = await failure(platform, piece("a"))

    assert (failed.failure, failed.code) == (Failure.BACK_OFF, "ConnectError")
    await platform.close()


async def test_a_refused_token_needs_a_person(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.token = "7000000001:" + "B" * 35

    assert (await failure(telegram, piece("a"))).failure is Failure.ADMIN


async def test_neither_token_nor_words_are_told_when_things_fail(
    telegram: TelegramPlatform, fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    """At the levels that channels/app.py sets for the libraries."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "telegram"):
        caplog.set_level(logging.WARNING, logger=name)
    told = []
    fake.plan += [Fault.ERROR, Fault.CUT, Fault.LOST]
    for sent in [piece("chị Hoa 0900000001")] * 3 + [piece("<chị Hoa>", "chị Hoa" * 1000)]:
        failed = await failure(telegram, sent)
        told += [str(failed), repr(failed), failed.code, *traceback.format_exception(failed)]
    fake.token = "7000000001:" + "B" * 35
    with pytest.raises(PhotoUnavailable) as gone:
        await telegram.fetch("a")
    told += [
        *traceback.format_exception(gone.value),
        *(found.said for found in await telegram.examine()),
        caplog.text,
    ]

    assert [text for text in told if SECRET_PART in text or "Hoa" in text] == []


async def test_a_tap_is_acknowledged_and_a_message_is_seen_to_be_answered(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    tap, text = fake.make.tap(CHAT, "#1.1", query="77"), fake.make.text(CHAT, "xin chào")
    fake.fresh.add("77")
    for update in (tap, text):
        (event,) = telegram.accept(written(update), {SECRET_HEADER: SECRET})
        await telegram.acknowledge(event)

    assert (fake.answered, fake.actions) == (["77"], [(CHAT, "typing")])


async def test_who_blocked_us_or_edits_sees_no_typing(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    edit = fake.make.edited(fake.make.text(CHAT, "a"), "b")
    for update in (fake.make.member(CHAT, old="member", new="kicked"), edit):
        (event,) = telegram.events(written(update))
        await telegram.acknowledge(event)

    assert fake.actions == []


async def test_an_old_tap_or_a_broken_connection_does_not_hold_up_the_answer(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    (event,) = telegram.events(written(fake.make.tap(CHAT, "#1.1")))
    await telegram.acknowledge(event)
    assert fake.refused[0][:2] == ("answerCallbackQuery", 400)

    for fault in (Fault.ERROR, Fault.CUT):
        fake.plan.append(fault)
        await telegram.acknowledge(event)
    assert fake.answered == []


async def test_a_picture_is_fetched_by_its_file_id(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    content = bytes(range(256)) * 9_000
    fake.files["p"] = FakeFile(content=content)

    assert await telegram.fetch("p") == content


async def test_a_file_of_ours_arrives_under_its_name_byte_for_byte(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    content = bytes(range(256)) * 9_000
    made = telegram.attach(Attachment(name="kế hoạch-ra-soat.docx", content=content))
    assert made is not None

    # As it comes back from the database.
    number = await telegram.send(str(CHAT), Parcel(payload=json.loads(json.dumps(made.payload))))

    (sent,) = fake.documents
    assert (sent.chat, str(sent.message_id)) == (CHAT, number)
    assert (sent.name, sent.content) == ("kế hoạch-ra-soat.docx", content)


def test_a_file_that_is_too_big_for_the_database_is_no_message(
    telegram: TelegramPlatform,
) -> None:
    assert telegram.attach(Attachment(name="a.docx", content=b"." * 20_971_521)) is None
    assert telegram.attach(Attachment(name="a.docx", content=b"." * 20_971_520)) is not None


@pytest.mark.parametrize(
    ("standing", "failure_"), [("blocked", Failure.RECIPIENT), ("unknown", Failure.RECIPIENT)]
)
async def test_a_file_for_nobody_is_given_up(
    standing: str, failure_: Failure, telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    getattr(fake, standing).add(CHAT)
    made = telegram.attach(Attachment(name="a.docx", content=b"a"))
    assert made is not None

    assert (await failure(telegram, made)).failure is failure_


async def test_a_file_whose_sending_breaks_off_is_tried_again(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.plan.append(Fault.CUT)
    made = telegram.attach(Attachment(name="a.docx", content=b"a"))
    assert made is not None

    assert (await failure(telegram, made)).failure is Failure.BACK_OFF
    await telegram.send(str(CHAT), made)
    assert len(fake.documents) == 1


async def test_a_file_may_be_larger_than_a_picture(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.files["p"] = FakeFile(content=b"a" * (MAX_BYTES + 1))

    assert len(await telegram.fetch("p", max_bytes=2 * MAX_BYTES)) == MAX_BYTES + 1
    with pytest.raises(PhotoUnavailable, match="too big"):
        await telegram.fetch("p", max_bytes=MAX_BYTES)


async def test_a_picture_that_grows_while_it_is_read_is_given_up(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.files["p"] = FakeFile(content=b"a" * (MAX_BYTES + 1), told_size=1_000)

    with pytest.raises(PhotoUnavailable, match="too big"):
        await telegram.fetch("p")


@pytest.mark.parametrize(
    "file",
    [
        FakeFile(content=b"a", told_size=MAX_BYTES + 1),
        FakeFile(content=b"a", told_size=21 * 1024 * 1024),
        FakeFile(content=b"a", status=404),
        FakeFile(content=b"a", path="/etc/hostname"),
        FakeFile(content=b"a", path="../../bot/getMe"),
        FakeFile(content=b"a", path="//169.254.169.254/a"),
        FakeFile(content=b"a", path="http://169.254.169.254/a"),
    ],
    ids=["big", "huge", "gone", "local", "above", "host", "url"],
)
async def test_a_picture_that_is_not_telegrams_or_too_big_is_not_fetched(
    file: FakeFile, telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.files["p"] = file

    with pytest.raises(PhotoUnavailable):
        await telegram.fetch("p")


async def test_a_picture_is_not_followed_to_another_server(
    telegram: TelegramPlatform, fake: FakeTelegram, picture: bytes
) -> None:
    async with FakeTelegram() as elsewhere:
        elsewhere.files["p"] = FakeFile(content=picture)
        place = f"{elsewhere.url}/file/bot{TOKEN}/photos/p.jpg"
        fake.files["p"] = FakeFile(moved_to=place)

        with pytest.raises(PhotoUnavailable):
            await telegram.fetch("p")


async def test_an_unknown_picture_or_a_broken_download_is_unavailable(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    with pytest.raises(PhotoUnavailable):
        await telegram.fetch("never sent")
    fake.files["p"] = FakeFile(content=b"a")
    fake.plan += [None, Fault.CUT]
    with pytest.raises(PhotoUnavailable):
        await telegram.fetch("p")


async def test_a_download_that_hangs_is_given_up(
    telegram: TelegramPlatform, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    import channels.telegram

    monkeypatch.setattr(channels.telegram, "_DOWNLOAD_S", 0.2)
    fake.files["p"] = FakeFile(content=b"a" * 5_000, hangs_s=5)

    with pytest.raises(PhotoUnavailable, match="TimeoutError"):
        await telegram.fetch("p")


async def states(telegram: TelegramPlatform) -> dict[str, State]:
    return {found.name: found.state for found in await telegram.examine()}


async def test_a_bot_that_is_set_up_is_found_well(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.webhook = Webhook(url=f"https://hoi.example.vn{PATH}")

    assert set((await states(telegram)).values()) == {State.OK}


@pytest.mark.parametrize(
    "hook",
    [
        Webhook(),
        Webhook(url="https://elsewhere.example.vn/hooks/telegram"),
        Webhook(url=f"https://hoi.example.vn{PATH}", allowed_updates=["message"]),
    ],
    ids=["none", "another's", "without taps"],
)
async def test_a_webhook_through_which_not_all_comes_is_found(
    hook: Webhook, telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.webhook = hook

    assert (await states(telegram))["tg webhook"] is State.FAIL


async def test_deliveries_that_fail_now_are_found_and_those_of_yesterday_are_not(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.webhook = Webhook(
        url=f"https://hoi.example.vn{PATH}",
        last_error_date=int(time.time()) - 60,
        last_error_message="Connection refused",
    )
    assert (await states(telegram))["tg delivery"] is State.WARN

    fake.webhook.last_error_date -= 86_400
    assert (await states(telegram))["tg delivery"] is State.OK


async def test_a_refused_token_and_an_unreachable_telegram_are_told_apart(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.plan.append(Fault.CUT)
    (away,) = await telegram.examine()
    fake.token = "7000000001:" + "B" * 35
    (refused,) = await telegram.examine()

    assert (away.state, refused.state) == (State.FAIL, State.FAIL)
    assert "cannot be reached" in away.said
    assert "MOTCUA_TELEGRAM_TOKEN" in refused.said


async def test_a_bot_that_may_be_added_to_groups_is_warned_about(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.can_join_groups = True

    assert (await states(telegram))["telegram"] is State.WARN


def test_an_address_in_the_open_is_refused_before_the_token_travels() -> None:
    settings = Settings(
        telegram_token=SecretStr(TOKEN),
        telegram_secret=SecretStr(SECRET),
        telegram_api="http://api.telegram.example",
    )

    with pytest.raises(BotError, match="MOTCUA_TELEGRAM_API"):
        telegram_platform(settings)
