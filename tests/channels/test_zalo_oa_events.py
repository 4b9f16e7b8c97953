"""What comes from Zalo: whose signature it has, whose conversation it is, and what it means."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store.engine import IN_MEMORY, Store, open_store
from bot.types import Location
from channels.platform import (
    Arrived,
    AsksToForget,
    Event,
    FileSent,
    Inbound,
    Left,
    Refused,
    Said,
    StaffSaid,
    Tap,
    Unreadable,
    tap_payload,
)
from channels.zalo_oa import ZaloOA
from channels.zalo_oa_signature import made
from tests.channels.zalo_account import USER, adapter
from tests.fakes.zalo_oa import FakeZaloOA, Mac, written
from tests.fakes.zalo_oa_hooks import Events, Signer

SIGNER = Signer(app_id=FakeZaloOA.app_id, oa_id=FakeZaloOA.oa_id, secret=FakeZaloOA.secret_key)
MAKE = Events(FakeZaloOA.app_id, FakeZaloOA.oa_id, lambda: datetime(2026, 11, 22, 2, tzinfo=UTC))


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    opened = open_store(IN_MEMORY)
    yield opened
    opened.close()


@pytest.fixture
def oa(store: Store) -> ZaloOA:
    return adapter(store)


def accepted(oa: ZaloOA, event: object, mac: Mac = Mac.GOOD) -> list[Event]:
    raw = event if isinstance(event, bytes) else written(event)  # type: ignore[arg-type]  # a dict
    return oa.accept(raw, SIGNER.headers(raw, mac))


def read(oa: ZaloOA, event: object) -> Inbound | None:
    (kept,) = accepted(oa, event)
    return oa.read(kept)


def test_the_mac_is_the_plain_digest_of_the_four_parts_joined() -> None:
    digest = hashlib.sha256(b'app{"a":1}1751secret').hexdigest()

    assert made(b'{"a":1}', "1751", "app", "secret") == digest.encode()


@pytest.mark.parametrize("mac", [Mac.GOOD, Mac.BARE, Mac.UPPER])
def test_a_signature_is_good_however_it_is_written(oa: ZaloOA, mac: Mac) -> None:
    assert len(accepted(oa, MAKE.text(USER, "Làm thẻ ở đâu? http://x.vn/a"), mac)) == 1


@pytest.mark.parametrize("mac", [Mac.WRONG, Mac.MISSING, Mac.OA_ID, Mac.RESERIALISED])
def test_what_is_not_signed_is_dropped_counted_and_still_taken(oa: ZaloOA, mac: Mac) -> None:
    with pytest.raises(Refused) as refused:
        accepted(oa, MAKE.text(USER, "Tôi ở số 5 đường Mây"), mac)

    assert refused.value.status == 200
    assert "Mây" not in str(refused.value)
    verdict = "wrong" if mac is Mac.RESERIALISED else mac.value
    assert dict(oa.counts) == {verdict: 1}


def test_what_is_not_signed_is_refused_if_the_setting_says_so(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        accepted(adapter(store, refuses_unsigned=True), MAKE.text(USER, "a"), Mac.WRONG)

    assert refused.value.status == 401


def test_a_signature_of_one_body_does_not_fit_another(oa: ZaloOA) -> None:
    one, other = written(MAKE.text(USER, "một")), written(MAKE.text(USER, "hai"))

    with pytest.raises(Refused):
        oa.accept(other, SIGNER.headers(one))


def test_a_timestamp_that_is_a_number_is_signed_as_it_is_written(oa: ZaloOA) -> None:
    (kept,) = accepted(oa, MAKE.text(USER, "xin chào", timestamp=1751100041636))

    assert kept.at == datetime(2025, 6, 28, 8, 40, 41, 636000, UTC)


def test_a_body_without_a_timestamp_cannot_be_signed(oa: ZaloOA) -> None:
    event = MAKE.text(USER, "a")
    del event["timestamp"]
    raw = written(event)
    digest = hashlib.sha256(KEYED[0] + raw + KEYED[1]).hexdigest()

    with pytest.raises(Refused):
        oa.accept(raw, {"x-zevent-signature": f"mac={digest}"})


KEYED = FakeZaloOA.app_id.encode(), FakeZaloOA.secret_key.encode()


@pytest.mark.parametrize("raw", [b"", b"  \n"])
def test_an_empty_probe_is_taken_and_means_nothing(oa: ZaloOA, raw: bytes) -> None:
    assert oa.accept(raw, {}) == []


@pytest.mark.parametrize(
    "raw",
    [b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"a":' * 60_000, b"[" * 200_000, b'{"timestamp":1e'],
    ids=["open", "list", "null", "bytes", "deep", "deeper", "number"],
)
def test_what_is_no_object_is_refused_in_an_orderly_way(oa: ZaloOA, raw: bytes) -> None:
    with pytest.raises(Refused) as refused:
        oa.accept(raw, {"x-zevent-signature": "mac=" + "0" * 64})

    assert refused.value.status in (200, 413)


def test_a_body_of_5_mb_is_refused_before_it_is_parsed(oa: ZaloOA) -> None:
    with pytest.raises(Refused) as refused:
        accepted(oa, MAKE.text(USER, "a" * 5_000_000))

    assert refused.value.status == 413


def test_a_message_delivered_again_has_the_same_key(oa: ZaloOA) -> None:
    event = MAKE.text(USER, "Xin chào")

    first, again = accepted(oa, event), accepted(oa, event, Mac.BARE)

    assert first == again
    assert first[0].conversation_id == f"zalo_oa:{USER}"


def test_events_without_a_message_are_told_apart_by_name_person_and_moment(oa: ZaloOA) -> None:
    events = [
        MAKE.followed("1"),
        MAKE.followed("11"),
        MAKE.followed("1", name="unfollow"),
        MAKE.opened("1"),
        MAKE.followed("1") | {"timestamp": "1751100041636"},
        MAKE.text("1", "a"),
        MAKE.text("1", "a"),
        MAKE.said("text", "1", {"text": "a"}) | {"message": {"text": "a", "msg_id": "1:x"}},
    ]

    keys = [accepted(oa, event)[0].key for event in events]

    assert len(set(keys)) == len(events)


@given(st.lists(st.tuples(st.text(), st.text()), min_size=2, max_size=2, unique=True))
def test_two_ids_never_make_one_key(pairs: list[tuple[str, str]]) -> None:
    from channels.zalo_oa_events import key_of

    one, other = (
        key_of({"event_name": name, "message": {"msg_id": id_}}, USER) for name, id_ in pairs
    )
    if all(id_ for _, id_ in pairs):
        assert one != other


def test_a_message_is_read_composed_and_without_what_no_database_keeps(oa: ZaloOA) -> None:
    said = unicodedata.normalize("NFD", "Đăng ký khai sinh ở đâu?\n") + "\x00"

    assert read(oa, MAKE.text(USER, said)) == Said(text="Đăng ký khai sinh ở đâu?")


def test_half_a_character_is_no_trouble(oa: ZaloOA) -> None:
    event = json.dumps(MAKE.text(USER, "a\ud83db"))

    assert read(oa, event.encode()) == Said(text="a\ufffdb")


def test_marks_of_direction_and_of_no_width_come_through_as_they_are(oa: ZaloOA) -> None:
    """The assistant cleans what it reads; a report keeps a resident's words."""
    assert read(oa, MAKE.text(USER, "a\u200bb\u202ec")) == Said(text="a\u200bb\u202ec")


def test_a_long_message_is_kept_whole(oa: ZaloOA) -> None:
    assert read(oa, MAKE.text(USER, "à" * 4_097)) == Said(text="à" * 4_097)


def test_a_tapped_button_comes_back_as_a_tap(oa: ZaloOA) -> None:
    tap = Tap(answer_id=77, number=2)

    assert read(oa, MAKE.text(USER, tap_payload(tap))) == Said(tap=tap)


@pytest.mark.parametrize("text", ["/xoa", "/xóa", " /XOA "])
def test_a_resident_may_ask_to_be_forgotten(oa: ZaloOA, text: str) -> None:
    assert read(oa, MAKE.text(USER, text)) == AsksToForget()


def test_a_picture_keeps_its_caption(oa: ZaloOA) -> None:
    event = MAKE.image(USER, "https://f20.zdn.vn/a/b.jpg", text="Ổ gà trước nhà")

    assert read(oa, event) == Said(text="Ổ gà trước nhà", photo="https://f20.zdn.vn/a/b.jpg")


def test_a_picture_without_an_address_cannot_be_read(oa: ZaloOA) -> None:
    assert read(oa, MAKE.attached("image", USER, {})) == Unreadable(kind="image")


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("10.7923119", "106.7820651"), (10.7923119, 106.7820651)]
)
def test_a_place_is_read_from_strings_and_from_numbers(
    oa: ZaloOA, latitude: object, longitude: object
) -> None:
    event = MAKE.location(USER, latitude, longitude, text="Chợ đêm")

    place = Location(latitude=10.7923119, longitude=106.7820651)
    assert read(oa, event) == Said(text="Chợ đêm", location=place)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("91", "0"), ("nan", "0"), ("", ""), (None, "1"), ("1", "1e999")]
)
def test_a_place_that_is_none_on_earth_cannot_be_read(
    oa: ZaloOA, latitude: object, longitude: object
) -> None:
    assert read(oa, MAKE.location(USER, latitude, longitude)) == Unreadable(kind="location")


@pytest.mark.parametrize("kind", ["gif", "video", "audio", "sticker", "business_card"])
def test_what_we_cannot_read_is_named(oa: ZaloOA, kind: str) -> None:
    payload = {"url": "https://f20.zdn.vn/x", "description": '{"phone":"0900000001"}'}

    assert read(oa, MAKE.attached(kind, USER, payload)) == Unreadable(kind=kind)


def test_a_file_is_told_by_link_name_and_size(oa: ZaloOA) -> None:
    event = MAKE.file(USER, "https://f20.zdn.vn/x", "to\u031b\u0300 tri\u0300nh.docx", 24_165)

    assert read(oa, event) == FileSent(
        file="https://f20.zdn.vn/x",
        name="tờ trình.docx",
        size=24_165,
        otherwise=Unreadable(kind="file"),
    )


@pytest.mark.parametrize("size", [None, "", "-1", "1e9", "٣", 24.5, ["7"]])
def test_a_size_that_is_none_counts_as_not_told(oa: ZaloOA, size: object) -> None:
    event = MAKE.attached("file", USER, {"url": "https://x", "size": size})

    found = read(oa, event)

    assert isinstance(found, FileSent)
    assert (found.name, found.size) == ("", 0)


def test_what_is_said_of_a_file_is_what_it_means_where_nobody_reads_it(oa: ZaloOA) -> None:
    event = MAKE.attached("file", USER, {"url": "https://x"}, text="Đơn này đúng chưa?")

    found = read(oa, event)

    assert isinstance(found, FileSent)
    assert found.otherwise == Said(text="Đơn này đúng chưa?")


def test_a_file_without_a_link_cannot_be_read(oa: ZaloOA) -> None:
    event = MAKE.attached("file", USER, {"name": "a.docx", "size": "7"})

    assert read(oa, event) == Unreadable(kind="file")


def test_a_link_alone_is_what_the_resident_asks_about(oa: ZaloOA) -> None:
    event = MAKE.attached("link", USER, {"url": "https://qua-tang.example/nhan", "title": "Quà"})

    assert read(oa, event) == Said(text="https://qua-tang.example/nhan")


def test_following_and_opening_the_chat_are_arrivals_and_unfollowing_is_leaving(
    oa: ZaloOA,
) -> None:
    assert read(oa, MAKE.followed(USER)) == Arrived()
    assert read(oa, MAKE.opened(USER)) == Arrived()
    assert read(oa, MAKE.followed(USER, name="unfollow")) == Left()


def test_what_a_member_of_staff_writes_in_the_console_is_theirs(oa: ZaloOA) -> None:
    (kept,) = accepted(oa, MAKE.echo(USER, {"text": "Dạ vâng"}, admin_id="5500"))

    assert kept.conversation_id == f"zalo_oa:{USER}"
    assert oa.read(kept) == StaffSaid(text="Dạ vâng", by="zalo_oa:5500")


def test_a_picture_of_staff_silences_the_assistant_as_words_do(oa: ZaloOA) -> None:
    event = MAKE.echo(USER, {"attachments": []}, kind="image", admin_id="5500")

    assert read(oa, event) == StaffSaid(text="", by="zalo_oa:5500")


@pytest.mark.parametrize("kind", ["text", "image", "gif", "list", "file", "sticker"])
def test_an_echo_of_our_own_message_is_never_kept(oa: ZaloOA, kind: str) -> None:
    assert accepted(oa, MAKE.echo(USER, {"text": "Chào anh/chị"}, kind=kind)) == []


def test_a_message_from_the_account_itself_is_never_answered(oa: ZaloOA) -> None:
    assert accepted(oa, MAKE.text(FakeZaloOA.oa_id, "Chào anh/chị")) == []


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_receipt_is_never_kept_whichever_side_it_names(oa: ZaloOA, is_seen: bool) -> None:
    receipt = MAKE.receipt(USER, ["m1", "m2"], is_seen=is_seen)
    turned = receipt | {"sender": receipt["recipient"], "recipient": receipt["sender"]}

    assert accepted(oa, receipt) == accepted(oa, turned) == []


def test_what_a_resident_filled_in_unasked_is_kept_nowhere(oa: ZaloOA) -> None:
    info = {"name": "Nguyễn Thị Mây", "phone": "84900000001"}

    assert accepted(oa, MAKE.submitted(USER, info)) == []


@pytest.mark.parametrize(
    "name",
    ["user_reacted_message", "user_send_group_text", "oa_send_group_text", "add_user_to_tag", ""],
)
def test_an_unknown_event_is_taken_counted_and_means_nothing(oa: ZaloOA, name: str) -> None:
    event = MAKE.text(USER, "a") | {"event_name": name}
    event["sender"]["admin_id"] = "5500"

    assert accepted(oa, event) == []
    assert oa.counts["ignored"] == 1


def test_unknown_fields_change_nothing(oa: ZaloOA) -> None:
    event = MAKE.text(USER, "a", new_field={"a": [1, None]}, num_retry=3)

    assert read(oa, event) == Said(text="a")


def test_an_event_of_another_account_of_the_app_is_kept_and_counted(oa: ZaloOA) -> None:
    """Told in the doctor's words: if the setting is wrong, residents must not pay for it."""
    event = MAKE.text(USER, "a") | {"recipient": {"id": "9999"}}

    assert len(accepted(oa, event)) == 1
    assert oa.counts["other_account"] == 1


EVENTS: list[dict[str, Any]] = [
    MAKE.text(USER, "Xin chào"),
    MAKE.text(USER, "#77.2"),
    MAKE.image(USER, "https://f20.zdn.vn/a.jpg"),
    MAKE.location(USER, "10.7", "106.7"),
    MAKE.attached("link", USER, {"url": "https://a.example"}),
    MAKE.attached("file", USER, {"url": "https://a.example", "size": "7"}),
    MAKE.followed(USER),
    MAKE.opened(USER),
    MAKE.echo(USER, {"text": "Dạ"}, admin_id="5500"),
    MAKE.receipt(USER, ["m1"]),
    MAKE.submitted(USER, {"phone": "84900000001"}),
]
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(["", "nan", "1e999", "https://", "#1.2", "-1", "user_send_image"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """Return an event in which one or two things are gone or something else."""
    body: dict[str, Any] = json.loads(json.dumps(draw(st.sampled_from(EVENTS))))
    for _ in range(draw(st.integers(1, 2))):
        within: Any = body
        while True:
            places = list(within) if isinstance(within, dict) else list(range(len(within)))
            if not places:
                break
            place = draw(st.sampled_from(places))
            if isinstance(within[place], dict | list) and draw(st.booleans()):
                within = within[place]
                continue
            if draw(st.booleans()):
                within[place] = draw(JUNK)
            else:
                del within[place]
            break
    return body


# How long one takes says nothing on a machine that does other work, too.
@settings(deadline=None)
@given(body=spoilt())
def test_nothing_that_is_signed_breaks_anything(store: Store, body: dict[str, Any]) -> None:
    oa = adapter(store)
    raw = json.dumps(body).encode()
    try:
        events = oa.accept(raw, _signed(raw))
    except Refused:
        stamp = body.get("timestamp")
        is_written = isinstance(stamp, str | int | float) and not isinstance(stamp, bool)
        assert not (is_written and str(stamp))
        return
    for event in events:
        event.key.encode("ascii")
        event.conversation_id.encode("ascii")
        assert event.at.tzinfo is not None
        inbound = oa.read(event)
        if isinstance(inbound, Said):
            inbound.text.encode("utf-8")
            assert "\x00" not in inbound.text


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_refused(store: Store, raw: bytes) -> None:
    oa = adapter(store)
    try:
        assert oa.accept(raw, {"x-zevent-signature": "mac=é"}) == []
    except Refused:
        pass
    event = Event(channel="zalo_oa", key="k", conversation_id="c", at=datetime.now(UTC), raw=raw)
    assert oa.read(event) is None


def _signed(raw: bytes) -> dict[str, str]:
    stamp = json.loads(raw, parse_int=str, parse_float=str, parse_constant=str).get("timestamp")
    text = stamp if isinstance(stamp, str) else ""
    digest = hashlib.sha256(KEYED[0] + raw + text.encode("utf-8", "replace") + KEYED[1]).hexdigest()
    return {"x-zevent-signature": f"mac={digest}"}
