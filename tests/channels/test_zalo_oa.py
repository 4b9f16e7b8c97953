"""What a Zalo Official Account sends, when it may, and what becomes of it when Zalo refuses."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.store.engine import IN_MEMORY, Store, open_store
from bot.store.tokens import ZaloTokenRow
from bot.store.traffic import EventRow
from bot.types import Answer, Choice, Status
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
from channels.settings import Settings
from channels.zalo_oa import ZaloOA
from channels.zalo_oa_wiring import zalo_oa_platform
from tests.channels.zalo_account import USER, Clock, adapter, log_in, speaking
from tests.fakes.server import Fault
from tests.fakes.zalo_oa import FakeZaloOA

HELLO = Parcel(payload={"message": {"text": "Chào anh/chị"}})
ASKS = Answer(
    status=Status.CLARIFY,
    text="Anh/chị hỏi việc nào?",
    act="search",
    id=77,
    choices=(
        Choice(title="Mở quầy mới", code="tm-quay", payload="Mở quầy mới"),
        Choice(title="Giữ quầy cũ", code="tm-gia-han", payload="Giữ quầy cũ"),
    ),
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(IN_MEMORY)
    yield opened
    opened.close()


@pytest.fixture
async def zalo(clock: Clock) -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA(now=clock) as fake:
        yield fake


@pytest.fixture
async def oa(store: Store, zalo: FakeZaloOA, clock: Clock) -> AsyncIterator[ZaloOA]:
    heard(store, clock())
    async with speaking(store, zalo, now=clock) as opened:
        yield opened


def heard(store: Store, at: datetime, *, kind: str = "said", user: str = USER) -> None:
    """Keep an event of the resident, as the gateway does."""
    row = EventRow(
        channel="zalo_oa",
        key=f"{kind}{at}{user}",
        conversation_id=f"zalo_oa:{user}",
        at=at,
        received_at=at,
        state="done",
        kind=kind,
        attempts=1,
    )
    store.run_now(lambda session: session.add(row))


async def failed(oa: ZaloOA, parcel: Parcel = HELLO) -> SendFailed:
    with pytest.raises(SendFailed) as found:
        await oa.send(USER, parcel)
    return found.value


def messages(zalo: FakeZaloOA) -> int:
    return zalo.calls.count("/v3.0/oa/message/cs")


async def test_a_message_reaches_the_resident_and_its_id_comes_back(
    oa: ZaloOA, zalo: FakeZaloOA
) -> None:
    given = await oa.send(USER, HELLO)

    assert [(each.user, each.text, each.message_id) for each in zalo.sent] == [
        (USER, "Chào anh/chị", given)
    ]


@pytest.mark.parametrize("way", ["ended", "unknown"])
async def test_a_refused_token_is_renewed_once_and_the_message_sent_once(
    oa: ZaloOA, zalo: FakeZaloOA, clock: Clock, way: str
) -> None:
    clock.pass_(hours=1)
    if way == "ended":
        zalo.account.end_access()
    else:
        zalo.account._access = "at-of-nobody", clock() + timedelta(hours=1)

    await oa.send(USER, HELLO)

    assert (zalo.account.refreshes, messages(zalo), len(zalo.sent)) == (1, 2, 1)


async def test_a_token_that_is_refused_after_renewal_too_waits_for_an_administrator(
    oa: ZaloOA, zalo: FakeZaloOA, clock: Clock
) -> None:
    clock.pass_(hours=1)
    zalo.behaviour.refuses["*"] = -216

    first, second = await failed(oa), await failed(oa)

    assert (first.failure, first.code) == (Failure.ADMIN, "-216")
    assert (second.failure, second.code) == (Failure.ADMIN, "refused_when_new")
    assert (zalo.account.refreshes, messages(zalo)) == (1, 3)


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (-32, Failure.BACK_OFF),
        (-200, Failure.BACK_OFF),
        (-9_999, Failure.BACK_OFF),
        (-213, Failure.RECIPIENT),
        (-217, Failure.RECIPIENT),
        (-227, Failure.RECIPIENT),
        (-230, Failure.RECIPIENT),
        (-232, Failure.RECIPIENT),
        (-244, Failure.RECIPIENT),
        (-211, Failure.RECIPIENT),
        (-218, Failure.RECIPIENT),
        (-201, Failure.PAYLOAD),
        (-210, Failure.PAYLOAD),
        (-233, Failure.PAYLOAD),
        (-248, Failure.PAYLOAD),
        (-100, Failure.PAYLOAD),
        (-209, Failure.ADMIN),
        (-219, Failure.ADMIN),
        (-221, Failure.ADMIN),
        (-224, Failure.ADMIN),
        (-320, Failure.ADMIN),
        (-321, Failure.ADMIN),
        (-204, Failure.ADMIN),
    ],
)
async def test_a_code_of_zalo_says_what_is_to_be_done(
    oa: ZaloOA, zalo: FakeZaloOA, code: int, failure: Failure
) -> None:
    zalo.behaviour.refuses[USER] = code

    found = await failed(oa)

    assert (found.failure, found.code) == (failure, str(code))
    assert messages(zalo) == 1


async def test_too_many_requests_are_paused_for_a_minute(oa: ZaloOA, zalo: FakeZaloOA) -> None:
    zalo.behaviour.per_minute = 2
    await oa.send(USER, HELLO)
    await oa.send(USER, HELLO)

    found = await failed(oa)

    assert (found.failure, found.code, found.after_s) == (Failure.BACK_OFF, "-32", 60.0)


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.CUT, Fault.LOST])
async def test_a_broken_connection_is_tried_again_later_and_names_nobody(
    oa: ZaloOA, zalo: FakeZaloOA, fault: Fault
) -> None:
    zalo.plan.append(fault)

    found = await failed(oa)

    assert found.failure is Failure.BACK_OFF
    assert USER not in str(found)
    assert zalo.url not in str(found)


async def test_a_text_longer_than_zalo_takes_is_not_tried_again(oa: ZaloOA) -> None:
    found = await failed(oa, Parcel(payload={"message": {"text": "à" * 2_001}}))

    assert (found.failure, found.code) == (Failure.PAYLOAD, "-210")


async def test_without_consent_a_message_waits_for_an_administrator(
    store: Store, zalo: FakeZaloOA, clock: Clock
) -> None:
    heard(store, clock())
    oa = adapter(store, url=zalo.url, now=clock)
    await oa.open()

    found = await failed(oa)
    await oa.close()

    assert (found.failure, found.code, messages(zalo)) == (Failure.ADMIN, "no_consent", 0)


# Files


def docx(content: bytes = b"PK of a plan", name: str = "kế hoạch-ra-soat.docx") -> Attachment:
    return Attachment(name=name, content=content)


def parcel_of(oa: ZaloOA, attachment: Attachment) -> Parcel:
    made = oa.attach(attachment)
    assert made is not None
    # As it comes back from the database.
    return Parcel(payload=json.loads(json.dumps(made.payload)))


async def test_a_file_of_ours_is_handed_in_and_sent_under_its_name(
    oa: ZaloOA, zalo: FakeZaloOA
) -> None:
    given = await oa.send(USER, parcel_of(oa, docx()))

    (sent,) = zalo.sent
    assert (sent.user, sent.message_id) == (USER, given)
    assert sent.file == ("kế hoạch-ra-soat.docx", b"PK of a plan")


async def test_a_token_that_is_refused_when_a_file_is_handed_in_is_renewed(
    oa: ZaloOA, zalo: FakeZaloOA, clock: Clock
) -> None:
    clock.pass_(hours=1)
    zalo.account.end_access()

    await oa.send(USER, parcel_of(oa, docx()))

    assert (zalo.account.refreshes, len(zalo.sent)) == (1, 1)


@pytest.mark.parametrize(
    "attachment",
    [docx(name="a.txt"), docx(name="a.xlsx"), docx(name=""), docx(b"." * 5_000_001)],
    ids=["text", "sheet", "nameless", "big"],
)
async def test_a_file_that_zalo_does_not_take_is_no_message(
    oa: ZaloOA, attachment: Attachment
) -> None:
    assert oa.attach(attachment) is None
    assert oa.attach(docx(b"." * 5_000_000)) is not None


@pytest.mark.parametrize(("code", "failure"), [(-230, Failure.RECIPIENT), (-200, Failure.BACK_OFF)])
async def test_a_file_that_was_handed_in_may_still_not_be_sent(
    oa: ZaloOA, zalo: FakeZaloOA, code: int, failure: Failure
) -> None:
    zalo.behaviour.refuses[USER] = code

    assert (await failed(oa, parcel_of(oa, docx()))).failure is failure


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.CUT])
async def test_a_file_that_could_not_be_handed_in_is_tried_again(
    oa: ZaloOA, zalo: FakeZaloOA, fault: Fault
) -> None:
    zalo.plan.append(fault)

    assert (await failed(oa, parcel_of(oa, docx()))).failure is Failure.BACK_OFF
    assert zalo.sent == []


async def test_a_file_is_not_even_handed_in_for_whom_may_not_be_written_to(
    oa: ZaloOA, zalo: FakeZaloOA, clock: Clock
) -> None:
    clock.pass_(days=8)

    assert (await failed(oa, parcel_of(oa, docx()))).failure is Failure.RECIPIENT
    assert zalo.account.files == {}


# The window


async def test_in_the_first_two_days_an_answer_is_free(
    oa: ZaloOA, zalo: FakeZaloOA, clock: Clock
) -> None:
    clock.pass_(hours=47, minutes=59)

    await oa.send(USER, HELLO)

    assert len(zalo.sent) == 1


async def test_after_two_days_nothing_is_sent_that_the_ward_would_be_charged_for(
    oa: ZaloOA, zalo: FakeZaloOA, clock: Clock
) -> None:
    clock.pass_(hours=49)
    zalo.behaviour.has_cloud_account = True

    found = await failed(oa)

    assert (found.failure, found.code) == (Failure.RECIPIENT, "window_charged")
    assert messages(zalo) == 0


async def test_a_ward_that_pays_may_write_for_seven_days_and_no_longer(
    store: Store, zalo: FakeZaloOA, clock: Clock
) -> None:
    heard(store, clock())
    zalo.behaviour.has_cloud_account = True
    async with speaking(store, zalo, now=clock, may_cost=True) as oa:
        clock.pass_(days=6)
        await oa.send(USER, HELLO)
        clock.pass_(days=1, hours=1)
        found = await failed(oa)

    assert (found.failure, found.code) == (Failure.RECIPIENT, "window")
    assert (len(zalo.sent), messages(zalo)) == (1, 1)


@pytest.mark.parametrize("hours", [1, 49])
async def test_a_late_message_without_money_holds_up_no_free_one(
    store: Store, zalo: FakeZaloOA, clock: Clock, hours: int
) -> None:
    """A failure that needs an administrator would pause the whole channel."""
    heard(store, clock())
    zalo.behaviour.refuses[USER] = -321
    async with speaking(store, zalo, now=clock, may_cost=True) as oa:
        clock.pass_(hours=hours)
        found = await failed(oa)

    expected = Failure.RECIPIENT if hours > 48 else Failure.ADMIN
    assert (found.failure, found.code) == (expected, "-321")


async def test_whom_nobody_knows_is_not_written_to(oa: ZaloOA, zalo: FakeZaloOA) -> None:
    with pytest.raises(SendFailed) as found:
        await oa.send("8309000000000000999", HELLO)

    assert (found.value.failure, found.value.code) == (Failure.RECIPIENT, "-213")
    assert messages(zalo) == 0


async def test_an_interaction_that_only_zalo_knows_of_opens_the_window(
    store: Store, zalo: FakeZaloOA, clock: Clock
) -> None:
    """Our own events may have been deleted at the resident's wish."""
    async with speaking(store, zalo, now=clock) as oa:
        await oa.send(USER, HELLO)

    assert len(zalo.sent) == 1


async def test_what_staff_wrote_opens_no_window(
    store: Store, zalo: FakeZaloOA, clock: Clock
) -> None:
    heard(store, clock())
    zalo.account.interactions[USER] = clock()
    clock.pass_(days=8)
    heard(store, clock(), kind="staff_said")
    async with speaking(store, zalo, now=clock) as oa:
        found = await failed(oa)

    assert (found.failure, found.code) == (Failure.RECIPIENT, "window")


async def test_a_look_up_of_the_lead_s_own_is_used(
    store: Store, zalo: FakeZaloOA, clock: Clock
) -> None:
    looked: list[str] = []

    async def last(conversation_id: str) -> datetime:
        looked.append(conversation_id)
        return clock()

    async with speaking(store, zalo, now=clock, last_interaction=last) as oa:
        await oa.send(USER, HELLO)

    assert looked == [f"zalo_oa:{USER}"]


# Buttons


def test_choices_are_numbered_until_buttons_were_tried_on_the_account(store: Store) -> None:
    (parcel,) = adapter(store).render(ASKS)

    assert set(parcel.payload) == {"message"}
    assert set(parcel.payload["message"]) == {"text"}
    assert "1. Mở quầy mới\n2. Giữ quầy cũ" in parcel.payload["message"]["text"]


async def test_buttons_are_taken_and_carry_taps(
    store: Store, zalo: FakeZaloOA, clock: Clock
) -> None:
    heard(store, clock())
    async with speaking(store, zalo, now=clock, has_buttons=True) as oa:
        (parcel,) = oa.render(ASKS)
        await oa.send(USER, parcel)

    (sent,) = zalo.sent
    assert [title for title, _ in sent.buttons] == ["Mở quầy mới", "Giữ quầy cũ"]
    assert [tap_in(payload) for _, payload in sent.buttons] == [
        Tap(answer_id=77, number=1),
        Tap(answer_id=77, number=2),
    ]


async def test_if_zalo_takes_no_buttons_the_choices_are_sent_numbered(
    store: Store, zalo: FakeZaloOA, clock: Clock
) -> None:
    heard(store, clock())
    zalo.behaviour.takes_buttons = False
    async with speaking(store, zalo, now=clock, has_buttons=True) as oa:
        (parcel,) = oa.render(ASKS)
        await oa.send(USER, parcel)

    (sent,) = zalo.sent
    assert sent.buttons == ()
    assert "1. Mở quầy mới\n2. Giữ quầy cũ" in sent.text


async def test_a_long_answer_goes_out_in_as_few_messages_as_fit(
    oa: ZaloOA, zalo: FakeZaloOA
) -> None:
    lines = "\n".join(f"{n}. Giấy tờ số {n} của người dân phường Bến Gỗ" for n in range(1, 90))
    answer = Answer(status=Status.ANSWERED, text=lines, act="procedure", id=5)

    for parcel in oa.render(answer):
        await oa.send(USER, parcel)

    assert len(zalo.sent) == -(-len(lines) // 1_900)
    assert "\n".join(each.text for each in zalo.sent).count("Giấy tờ số") == 89


def test_a_silent_answer_is_no_message(store: Store) -> None:
    answer = Answer(status=Status.SAID, text="", act="search", is_silent=True)

    assert adapter(store).render(answer) == []


# Pictures


async def test_a_picture_at_zalo_is_read(oa: ZaloOA, zalo: FakeZaloOA, picture: bytes) -> None:
    zalo.pictures["a.jpg"] = picture

    assert await oa.fetch(f"{zalo.url}/photos/a.jpg") == picture


@pytest.mark.parametrize("name", ["gone.jpg", "moved"])
async def test_a_picture_that_is_gone_or_elsewhere_cannot_be_read(
    oa: ZaloOA, zalo: FakeZaloOA, name: str
) -> None:
    with pytest.raises(PhotoUnavailable) as found:
        await oa.fetch(f"{zalo.url}/photos/{name}")

    assert zalo.url not in str(found.value)
    assert zalo.calls == [f"/photos/{name}"]


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:1/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.jpg",
        "https://localhost/a.jpg",
        "https://zdn.vn.example/a.jpg",
        "https://evil-zdn.vn/a.jpg",
        "https://f20.zdn.vn@10.0.0.1/a.jpg",
        "https://10.0.0.1/f20.zdn.vn/a.jpg",
        "file:///etc/passwd",
        "//f20.zdn.vn/a.jpg",
        "https://f20.zdn.vn:8443/a.jpg",
    ],
)
async def test_a_picture_anywhere_else_is_not_asked_for(
    store: Store, zalo: FakeZaloOA, clock: Clock, link: str
) -> None:
    async with speaking(store, zalo, now=clock, photo_hosts=(".zdn.vn",)) as oa:
        with pytest.raises(PhotoUnavailable):
            await oa.fetch(link)


# Looking after itself


async def test_the_doctor_is_told_that_all_is_well(oa: ZaloOA, zalo: FakeZaloOA) -> None:
    findings = await oa.examine()

    assert [each.state for each in findings] == [State.OK] * 4
    said = "\n".join(each.said for each in findings)
    assert "Phường Bến Gỗ" in said
    assert USER not in said


async def test_the_doctor_is_told_what_needs_an_administrator(
    oa: ZaloOA, zalo: FakeZaloOA, clock: Clock
) -> None:
    clock.pass_(hours=26)
    zalo.account.end_refresh()
    await failed(oa)

    findings = await oa.examine()

    assert findings[0].state is State.FAIL
    assert "motcua zalo login" in findings[0].said


async def test_the_doctor_asks_for_a_first_consent(store: Store, zalo: FakeZaloOA) -> None:
    oa = adapter(store, url=zalo.url)
    await oa.api.open()
    findings = await oa.examine()
    await oa.api.close()

    assert findings[0].state is State.FAIL
    assert "motcua zalo login" in findings[0].said


async def test_the_doctor_says_what_helps_when_the_token_is_refused(
    oa: ZaloOA, zalo: FakeZaloOA
) -> None:
    zalo.account.end_access()

    account = (await oa.examine())[1]

    assert account.state is State.FAIL
    assert "-220" in account.said
    assert "motcua zalo login" in account.said


async def test_the_doctor_renews_nothing(oa: ZaloOA, zalo: FakeZaloOA, clock: Clock) -> None:
    clock.pass_(hours=26)

    findings = await oa.examine()

    assert findings[0].state is State.WARN
    assert zalo.calls == []


async def test_tokens_of_another_account_are_a_failure(
    oa: ZaloOA, zalo: FakeZaloOA, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo, "oa_id", "1423000000000000099")

    findings = await oa.examine()

    assert State.FAIL in [each.state for each in findings]


async def test_nobody_s_words_or_tokens_are_logged(
    oa: ZaloOA, zalo: FakeZaloOA, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clock.pass_(hours=1)
    zalo.account.end_access()
    await oa.send(USER, Parcel(payload={"message": {"text": "Bà Mây 0900000001"}}))
    zalo.plan.append(Fault.CUT)
    await failed(oa)

    # What httpcore says at DEBUG is its own; it is never switched on.
    ours = [line for line in caplog.records if line.name.startswith(("channels", "bot", "httpx"))]
    told = "\n".join(f"{line.getMessage()} {line.__dict__}" for line in ours)
    assert ours
    assert not [each for each in ("Mây", "0900000001", "at-", "rt-", USER) if each in told]


async def logged_in_long_ago(store: Store, zalo: FakeZaloOA, clock: Clock) -> None:
    oa = adapter(store, url=zalo.url, now=clock)
    await oa.api.open()
    await log_in(oa.api.tokens, zalo)
    await oa.api.close()
    clock.pass_(hours=13)


async def test_an_open_account_keeps_its_tokens_fresh_by_itself(
    store: Store, zalo: FakeZaloOA, clock: Clock
) -> None:
    await logged_in_long_ago(store, zalo, clock)
    oa = adapter(store, url=zalo.url, now=clock, keeps_after_s=0.0)

    await oa.open()
    async with asyncio.timeout(60):
        while not zalo.account.refreshes:
            await asyncio.sleep(0.01)
    await oa.close()

    row = store.run_now(lambda session: session.get_one(ZaloTokenRow, zalo.app_id))
    assert row.number == 2


async def test_an_account_that_is_opened_to_be_examined_renews_nothing(
    store: Store, zalo: FakeZaloOA, clock: Clock
) -> None:
    await logged_in_long_ago(store, zalo, clock)
    oa = adapter(store, url=zalo.url, now=clock)

    await oa.open()
    await oa.examine()
    await asyncio.sleep(0.1)
    await oa.close()

    assert zalo.account.refreshes == 0


# The settings


def settings(**fields: Any) -> Settings:  # noqa: ANN401  # as the environment has them
    given = {
        "zalo_app_id": "1",
        "zalo_app_secret": "s",
        "zalo_oa_secret_key": "k",
        "zalo_oa_id": "2",
    }
    return Settings(_env_file=None, **{**given, **fields})


def test_without_an_app_there_is_no_account(store: Store) -> None:
    assert zalo_oa_platform(settings(zalo_app_id=""), store) is None


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"zalo_oa_secret_key": None}, "MOTCUA_ZALO_OA_SECRET_KEY"),
        ({"zalo_app_secret": None}, "MOTCUA_ZALO_APP_SECRET"),
        ({"zalo_oa_api": "http://openapi.example"}, "MOTCUA_ZALO_OA_API"),
        ({"zalo_oauth_url": "http://oauth.example"}, "MOTCUA_ZALO_OAUTH_URL"),
    ],
)
def test_a_setting_that_is_missing_or_unsafe_is_named(
    store: Store, fields: dict[str, Any], named: str
) -> None:
    from bot.types import BotError

    with pytest.raises(BotError, match=named):
        zalo_oa_platform(settings(**fields), store)


def test_a_complete_account_is_made(store: Store) -> None:
    made = zalo_oa_platform(settings(), store)

    assert made is not None
    assert (made.name, made.path) == ("zalo_oa", "/hooks/zalo-oa")
