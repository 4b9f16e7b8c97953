"""What an update of Telegram's means to the assistant."""

import json
from typing import Any

import pytest

from bot.types import Location
from channels.platform import (
    Arrived,
    AsksToForget,
    Event,
    FileSent,
    Inbound,
    Left,
    Said,
    Tap,
    Unreadable,
    tap_payload,
)
from channels.telegram import TelegramPlatform
from tests.fakes.telegram import SECRET, TOKEN, written
from tests.fakes.telegram_updates import Update, Updates, size

CHAT = 5_000_000_001
MB = 1024 * 1024


def telegram() -> TelegramPlatform:
    return TelegramPlatform(token=TOKEN, secret=SECRET, api="http://127.0.0.1:9")


def event_of(platform: TelegramPlatform, update: Update) -> Event:
    (event,) = platform.events(written(update))
    return event


def read(update: Update) -> Inbound | None:
    platform = telegram()
    return platform.read(event_of(platform, update))


@pytest.fixture
def make() -> Updates:
    return Updates()


def test_words_are_said_as_they_were_written(make: Updates) -> None:
    assert read(make.text(CHAT, "Làm hộ chiếu\nở đâu?")) == Said(text="Làm hộ chiếu\nở đâu?")


def test_decomposed_letters_are_composed(make: Updates) -> None:
    assert read(make.text(CHAT, "lệ phí")) == Said(text="lệ phí")


def test_half_a_character_does_not_reach_the_database(make: Updates) -> None:
    update = make.text(CHAT, "ảnh \ud83d đây")

    (event,) = telegram().events(json.dumps(update).encode())

    assert telegram().read(event) == Said(text="ảnh ? đây")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/start", Arrived()),
        ("/start ma_qr_quay_3", Arrived()),
        ("/START", Arrived()),
        ("/start@motcua_bot", Arrived()),
        ("/help", Said(text="bạn giúp được gì")),
        ("/help@motcua_bot", Said(text="bạn giúp được gì")),
        ("/gapcanbo", Said(text="cho tôi gặp cán bộ")),
        ("/gapcanbo tôi nộp hồ sơ rồi", Said(text="cho tôi gặp cán bộ: tôi nộp hồ sơ rồi")),
        ("/canbo", Said(text="/canbo")),
        ("/canbo@motcua_bot K7MP-3QXF", Said(text="/canbo K7MP-3QXF")),
        ("/phananh", Said(text="tôi muốn gửi phản ánh")),
        ("/phananh đèn hỏng", Said(text="tôi muốn gửi phản ánh: đèn hỏng")),
        ("/huy", Said(text="hủy")),
        ("/cancel", Said(text="hủy")),
        ("/xoa", AsksToForget()),
        ("/xoa@motcua_bot", AsksToForget()),
        ("/xoa  \n", AsksToForget()),
    ],
)
def test_a_command_is_what_it_stands_for(text: str, meant: Inbound, make: Updates) -> None:
    assert read(make.text(CHAT, text)) == meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/xoa đăng ký thường trú", "xoa đăng ký thường trú"),
        ("/tam_tru bao nhiêu tiền", "tam tru bao nhiêu tiền"),
        ("/2", "2"),
        ("/hộ khẩu", "/hộ khẩu"),
        ("/ 5 ngày", "/ 5 ngày"),
        ("/", "/"),
        ("lệ phí 5/6 /xoa", "lệ phí 5/6 /xoa"),
    ],
)
def test_what_is_no_command_of_ours_is_read_as_words(text: str, said: str, make: Updates) -> None:
    assert read(make.message(CHAT, text=text)) == Said(text=said)


def test_a_tap_says_which_button(make: Updates) -> None:
    data = tap_payload(Tap(answer_id=41, number=2))

    assert read(make.tap(CHAT, data)) == Said(tap=Tap(answer_id=41, number=2))
    assert read(make.tap(CHAT, data, old=True)) == Said(tap=Tap(answer_id=41, number=2))


def test_a_button_with_words_says_them(make: Updates) -> None:
    assert read(make.tap(CHAT, "có ích")) == Said(text="có ích")


@pytest.mark.parametrize("data", ["#1", "#1.1; drop", "#x.1", "cho tôi gặp cán bộ"])
def test_a_made_up_tap_does_no_more_than_the_same_words_typed(data: str, make: Updates) -> None:
    assert read(make.tap(CHAT, data)) == read(make.text(CHAT, data)) == Said(text=data)


@pytest.mark.parametrize("data", ["", "  "])
def test_a_tap_without_anything_is_nothing(data: str, make: Updates) -> None:
    assert read(make.tap(CHAT, data)) is None


def test_a_location_is_a_place_on_earth(make: Updates) -> None:
    place = Location(latitude=21.0091, longitude=105.7423)
    told = {"latitude": 21.0091, "longitude": 105.7423}

    assert read(make.message(CHAT, location=told)) == Said(location=place)
    venue = {"location": told, "title": "Chợ", "address": "Tây Mỗ"}
    assert read(make.message(CHAT, venue=venue, location=told)) == Said(location=place)


@pytest.mark.parametrize(
    "told",
    [
        {"latitude": 91.0, "longitude": 0.0},
        {"latitude": 0.0, "longitude": -180.5},
        {"latitude": float("nan"), "longitude": 0.0},
        {"latitude": "21", "longitude": "105"},
    ],
)
def test_a_place_that_cannot_be_is_not_passed_on(told: dict[str, Any], make: Updates) -> None:
    assert read(make.message(CHAT, location=told)) == Unreadable(kind="location")


def test_of_a_photo_the_largest_size_is_taken_that_we_keep(make: Updates) -> None:
    sizes = [size("s", 90, 2_000), size("m", 800, 90_000), size("l", 6_000, 11 * MB)]

    assert read(make.photo(CHAT, sizes, caption="ổ gà")) == Said(text="ổ gà", photo="m")


def test_a_photo_of_sizes_that_nobody_tells_is_taken_at_its_largest(make: Updates) -> None:
    assert read(make.photo(CHAT, [size("s", 90), size("l", 900)])) == Said(photo="l")


def test_a_photo_that_is_too_big_in_every_size_is_still_a_photo(make: Updates) -> None:
    """What it is then told comes from fetching it."""
    assert read(make.photo(CHAT, [size("l", 9_000, 11 * MB)])) == Said(photo="l")


def test_each_photo_of_an_album_is_one_and_its_words_are_said_once(make: Updates) -> None:
    first = make.photo(CHAT, [size("a", 800)], media_group_id="77", caption="ngập ở ngõ 5")
    second = make.photo(CHAT, [size("b", 800)], media_group_id="77")

    assert read(first) == Said(text="ngập ở ngõ 5", photo="a")
    assert read(second) == Said(photo="b")


def test_a_caption_may_be_a_command(make: Updates) -> None:
    update = make.photo(CHAT, [size("a", 800)], caption="/phananh ổ gà to")

    assert read(update) == Said(text="tôi muốn gửi phản ánh: ổ gà to", photo="a")


def test_a_photo_with_the_command_to_forget_is_not_a_photo_to_keep_quiet_about(
    make: Updates,
) -> None:
    assert read(make.photo(CHAT, [size("a", 800)], caption="/xoa")) == Said(text="/xoa", photo="a")


def test_an_image_sent_as_a_file_is_a_photo(make: Updates) -> None:
    file = {"file_id": "f", "file_unique_id": "u", "mime_type": "image/png", "file_name": "a.png"}

    assert read(make.message(CHAT, document=file, caption="giấy")) == Said(text="giấy", photo="f")


def unique(**fields: object) -> dict[str, Any]:
    return {"file_id": "f", "file_unique_id": "u", **fields}


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"voice": unique(duration=3)}, "voice"),
        ({"audio": unique(duration=3)}, "audio"),
        ({"video": unique(duration=3, width=1, height=1)}, "video"),
        ({"video_note": unique(duration=3, length=1)}, "video"),
        (
            {
                "animation": unique(duration=3, width=1, height=1, mime_type="image/gif"),
                "document": unique(mime_type="image/gif"),
            },
            "video",
        ),
        (
            {
                "sticker": unique(
                    width=1, height=1, type="regular", is_animated=False, is_video=False
                )
            },
            "sticker",
        ),
        ({"contact": {"phone_number": "0900000001", "first_name": "A"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "sticker"),
    ],
)
def test_what_cannot_be_read_is_named(fields: dict[str, Any], kind: str, make: Updates) -> None:
    assert read(make.message(CHAT, **fields)) == Unreadable(kind=kind)


@pytest.mark.parametrize("type_", ["application/pdf", "application/zip", None])
def test_a_file_is_told_by_id_name_and_size(type_: str | None, make: Updates) -> None:
    told = {} if type_ is None else {"mime_type": type_}
    file = unique(file_name="to\u031b\u0300 tri\u0300nh.pdf", file_size=7_000, **told)

    assert read(make.message(CHAT, document=file)) == FileSent(
        file="f", name="tờ trình.pdf", size=7_000, otherwise=Unreadable(kind="file")
    )


@pytest.mark.parametrize(
    ("caption", "meant"),
    [("Đơn này đúng chưa?", Said(text="Đơn này đúng chưa?")), ("/xoa", AsksToForget())],
)
def test_words_under_a_file_mean_what_they_mean_alone(
    caption: str, meant: Said | AsksToForget, make: Updates
) -> None:
    found = read(make.message(CHAT, document=unique(), caption=caption))

    assert found == FileSent(file="f", name="", size=0, otherwise=meant)


def test_words_under_a_video_are_answered_all_the_same(make: Updates) -> None:
    update = make.message(
        CHAT, video=unique(duration=3, width=1, height=1), caption="rác ở đây ai dọn"
    )

    assert read(update) == Said(text="rác ở đây ai dọn")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": ""},
        {"text": "  \n"},
        {"pinned_message": {"message_id": 1}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"hologram": {"depth": 3}},
    ],
)
def test_a_message_with_nothing_for_us_is_nothing(fields: dict[str, Any], make: Updates) -> None:
    assert read(make.message(CHAT, **fields)) is None


def test_a_part_that_the_library_cannot_read_does_not_cost_the_words(make: Updates) -> None:
    update = make.text(CHAT, "làm hộ chiếu")
    update["message"] |= {"reply_to_message": {"new": 1}, "quote": 7, "entities": [{"type": []}]}

    assert read(update) == Said(text="làm hộ chiếu")


def test_blocked_is_left_and_let_in_again_is_arrived(make: Updates) -> None:
    assert read(make.member(CHAT, old="member", new="kicked")) == Left()
    assert read(make.member(CHAT, old="kicked", new="member")) == Arrived()


def test_an_edit_shortly_after_is_said_anew_and_is_an_event_of_its_own(make: Updates) -> None:
    platform, before = telegram(), make.text(CHAT, "làm hộ chíu")
    edit = make.edited(before, "làm hộ chiếu", after_s=60)
    first, second = event_of(platform, before), event_of(platform, edit)

    assert platform.read(first) == Said(text="làm hộ chíu")
    assert platform.read(second) == Said(text="làm hộ chiếu")
    assert first.key != second.key


def test_an_edit_after_an_hour_is_not_answered(make: Updates) -> None:
    assert read(make.edited(make.text(CHAT, "cảm ơn"), "cám ơn", after_s=3600)) is None


def test_an_edit_that_leaves_the_words_is_not_answered_again(make: Updates) -> None:
    platform, before = telegram(), make.text(CHAT, "làm hộ chiếu ở đâu")
    platform.read(event_of(platform, before))
    changed = event_of(platform, make.edited(before, "làm hộ chiếu ở đâu"))

    assert platform.read(changed) is None


def test_an_edit_that_is_read_twice_means_the_same_twice(make: Updates) -> None:
    """After a crash the gateway reads what it has read before."""
    platform, before = telegram(), make.text(CHAT, "làm hộ chíu")
    edit = event_of(platform, make.edited(before, "làm hộ chiếu"))
    platform.read(event_of(platform, before))

    assert [platform.read(edit), platform.read(edit)] == [Said(text="làm hộ chiếu")] * 2


def test_an_edited_command_is_a_command(make: Updates) -> None:
    assert read(make.edited(make.text(CHAT, "/hlep"), "/help")) == Said(text="bạn giúp được gì")
