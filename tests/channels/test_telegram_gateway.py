"""Telegram and the gateway together: what a resident does there, and what they then read."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy.orm import Session

from bot.staff import link
from bot.staff.rights import Role
from bot.store.models import FeedbackRow
from bot.store.staff import StaffRow
from bot.types import Act
from channels.platform import Rates
from channels.telegram import SECRET_HEADER, TelegramPlatform
from tests.channels.toy import FEE, START, Stage, Stages, Toy
from tests.fakes.telegram import SECRET, TOKEN, FakeFile, FakeTelegram, Fault, Update, written
from tests.fakes.telegram_updates import size

CHAT = 5_000_000_001
NOW = int(START.timestamp())


@dataclass
class Gateway:
    """A gateway with Telegram, whose steps are taken by the test."""

    fake: FakeTelegram
    telegram: TelegramPlatform
    stage: Stage

    async def take(self, *updates: Update) -> None:
        """Take updates in, then do all there is to do."""
        for update in updates:
            events = self.telegram.accept(written(update), {SECRET_HEADER: SECRET})
            await self.stage.intake.keep(events)
        await self.stage.work()

    @property
    def texts(self) -> list[str]:
        """What was sent."""
        return [sent.text for sent in self.fake.sent]


@pytest.fixture(scope="module")
def server() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
async def gateway(server: FakeTelegram, stages: Stages) -> AsyncIterator[Gateway]:
    server.reset()
    telegram = TelegramPlatform(token=TOKEN, secret=SECRET, api=server.url)
    # Nobody shall wait for a second here; holding back is tested with the delivery.
    telegram.rates = Rates()
    await telegram.open()
    stage = await stages.open(cast(Toy, telegram))
    yield Gateway(fake=server, telegram=telegram, stage=stage)
    await stage.worker.close()
    await telegram.close()


async def test_a_question_is_answered_once_however_often_it_is_delivered(
    gateway: Gateway,
) -> None:
    question = gateway.fake.make.text(CHAT, FEE, date=NOW)

    await gateway.take(question, question)
    await gateway.take(question)

    assert len([text for text in gateway.texts if "21.000" in text]) == 1
    assert gateway.fake.refused == []


async def test_messages_that_come_in_the_wrong_order_are_answered_in_the_right_one(
    gateway: Gateway,
) -> None:
    make = gateway.fake.make
    first, second = make.text(CHAT, "/start", date=NOW), make.text(CHAT, FEE, date=NOW)

    await gateway.take(second, first)

    assert "21.000" in gateway.texts[-1]
    assert "21.000" not in gateway.texts[0]


async def test_a_tap_is_what_its_button_says_and_nobody_elses(gateway: Gateway) -> None:
    make = gateway.fake.make
    await gateway.take(make.text(CHAT, FEE, date=NOW))
    buttons = dict(each for row in gateway.fake.sent[-1].buttons for each in row)

    await gateway.take(make.tap(CHAT, buttons["Giấy tờ"]))
    assert "Giấy tờ" in gateway.texts[1]

    await gateway.take(make.tap(CHAT + 1, buttons["Giấy tờ"]))
    assert "Nút này cũ" in gateway.texts[2]
    assert [sent.chat for sent in gateway.fake.sent] == [CHAT, CHAT, CHAT + 1]


async def test_an_answer_is_rated_by_its_button(gateway: Gateway, stages: Stages) -> None:
    make, stages.dialogue.acts["có ích"] = gateway.fake.make, Act.USEFUL
    await gateway.take(make.text(CHAT, FEE, date=NOW))
    buttons = dict(each for row in gateway.fake.sent[-1].buttons for each in row)

    await gateway.take(make.tap(CHAT, buttons["Có ích"]))

    assert [(row.kind, row.value) for row in gateway.stage.rows(FeedbackRow)] == [("answer", 1)]


async def test_who_blocked_us_is_written_to_no_more(gateway: Gateway) -> None:
    make = gateway.fake.make
    gateway.fake.blocked.add(CHAT)

    await gateway.take(make.text(CHAT, FEE, date=NOW))
    await gateway.take(make.member(CHAT, old="member", new="kicked", date=NOW + 1))

    assert gateway.texts == []
    assert {state for state, _ in gateway.stage.parcels()} == {"dead"}
    tried = [method for method, *_ in gateway.fake.refused if method == "sendMessage"]
    assert len(tried) == 1


async def test_an_answer_outlives_what_breaks_on_the_way(gateway: Gateway) -> None:
    gateway.fake.plan = [Fault.ERROR, Fault.CUT]
    gateway.fake.faults = type(gateway.fake.faults)(only=("/sendMessage",))
    await gateway.take(gateway.fake.make.text(CHAT, FEE, date=NOW))
    assert gateway.texts == []

    for _ in range(3):
        await gateway.stage.later(seconds=120)

    assert len([text for text in gateway.texts if "21.000" in text]) == 1


async def test_a_photo_is_fetched_and_one_that_is_gone_is_asked_for_again(
    gateway: Gateway, picture: bytes
) -> None:
    make, kept = gateway.fake.make, gateway.stage.folder / "photos"
    gateway.fake.files["p"] = FakeFile(content=picture)
    await gateway.take(make.text(CHAT, "/phananh đèn hỏng", date=NOW))

    await gateway.take(make.photo(CHAT, [size("gone", 800)], date=NOW + 1))
    assert "ảnh" in gateway.texts[-1]
    assert not kept.exists()

    await gateway.take(make.photo(CHAT, [size("p", 800)], date=NOW + 2))
    assert len(list(kept.iterdir())) == 1


async def test_all_that_is_kept_is_deleted_on_request_and_only_after_a_yes(
    gateway: Gateway,
) -> None:
    make = gateway.fake.make
    await gateway.take(make.text(CHAT, FEE, date=NOW), make.text(CHAT, "/xoa", date=NOW + 1))
    assert "XÓA HẾT" in gateway.texts[-1]

    gateway.stage.clock[0] += timedelta(seconds=5)
    await gateway.take(make.text(CHAT, "xoá hết", date=NOW + 5))

    assert "đã xóa" in gateway.texts[-1]


async def test_stickers_are_told_of_once_and_groups_never(gateway: Gateway) -> None:
    make = gateway.fake.make
    sticker = {"file_id": "s", "file_unique_id": "u", "width": 9, "height": 9, "type": "regular"}
    sticker |= {"is_animated": False, "is_video": False}

    await gateway.take(
        make.in_group(FEE),
        make.message(CHAT, date=NOW, sticker=sticker),
        make.message(CHAT, date=NOW, sticker=sticker),
    )

    assert len(gateway.texts) == 1


async def test_a_group_is_never_linked_to_an_account(gateway: Gateway) -> None:
    make, store = gateway.fake.make, gateway.stage.store
    code, staff_id = link.new_code(), store.run_now(_hire)
    store.run_now(lambda s: link.keep_code(s, staff_id, code, now=START))

    await gateway.take(make.in_group(f"/canbo {code.shown}"))
    assert gateway.texts == []
    await gateway.take(make.text(CHAT, f"/canbo {code.shown}", date=NOW))

    found = store.run_now(lambda s: link.links_of(s, [staff_id]))
    assert [each.conversation_id for each in found] == [f"telegram:{CHAT}"]


def _hire(session: Session) -> int:
    row = StaffRow(
        login="lan",
        name="Lan",
        unit="",
        roles=[Role.OFFICIAL],
        state="active",
        password_hash=None,
        must_change_password=False,
        totp_secret=None,
        totp_step=0,
        failures=0,
        locked_until=None,
        oidc_subject=None,
        created_at=START,
    )
    session.add(row)
    session.flush()
    return row.id
