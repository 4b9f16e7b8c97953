"""Chats on the real adapters, over the knowledge with planted facts."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy.orm import Session

from bot.staff import link
from bot.staff.link_words import code_in
from bot.staff.rights import Role
from bot.store.engine import open_store
from bot.store.staff import StaffRow
from bot.store.traffic import EventRow
from channels.platform import Platform, Rates
from tests.bot.front_desk import Town
from tests.channels.fronts import Front, telegram_front, zalo_bot_front, zalo_oa_front
from tests.channels.toy import START, Stage, Stages, Toy
from tests.fakes.telegram import FakeTelegram
from tests.fakes.webhooks import Call
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA

PLATFORMS = ("telegram", "zalo_oa", "zalo_bot")


@contextmanager
def front_of(platform: str) -> Iterator[Front]:
    """Give a platform with one person on it."""
    fake: FakeTelegram | FakeZaloOA | FakeZaloBot
    make: Callable[[bytes], Front]
    match platform:
        case "telegram":
            fake = telegram = FakeTelegram()
            make = partial(telegram_front, telegram)
        case "zalo_oa":
            fake = oa = FakeZaloOA()
            make = partial(zalo_oa_front, oa)
        case _:
            fake = bot = FakeZaloBot()
            make = partial(zalo_bot_front, bot)
    fake.start()
    yield make(b"")
    fake.stop()


@dataclass
class Chat:
    """One person's chat, and the gateway behind it, whose steps the test takes."""

    front: Front
    platform: Platform
    stage: Stage
    said: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The conversation, once something was said."""
        return self.chat_ids()[0]

    def chat_ids(self) -> list[str]:
        """Return the conversations of which anything is known."""
        return [row.conversation_id for row in self.stage.rows(EventRow)]

    async def take(self, call: Call) -> None:
        """Let the platform deliver, without doing anything yet."""
        headers = {name.lower(): value for name, value in call.headers.items()}
        await self.stage.intake.keep(self.platform.accept(call.body, headers))

    async def tell(self, text: str) -> list[str]:
        """Write something, and return what came back."""
        self.said.append(text)
        return await self.deliver(self.front.text(text, len(self.said)))

    async def deliver(self, call: Call) -> list[str]:
        """Let the platform deliver, and return what came back."""
        before = len(self.front.sent())
        await self.take(call)
        await self.stage.work()
        return self.front.sent()[before:]

    def buttons(self) -> Sequence[tuple[str, str]]:
        """Return title and payload of what stands under the last message."""
        return self.front.buttons() if self.front.sent() else []

    def hire(self, *roles: Role, login: str = "lan") -> int:
        """Make an account of staff."""

        def add(session: Session) -> int:
            row = StaffRow(
                login=login,
                name=login.title(),
                unit="",
                roles=list(roles),
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

        return self.stage.store.run_now(add)

    async def link_to(self, staff_id: int) -> list[str]:
        """Link the chat as its owner does."""
        code = link.new_code()
        assert code_in(code.shown)
        now = self.stage.clock[0]
        self.stage.store.run_now(lambda s: link.keep_code(s, staff_id, code, now=now))
        return await self.tell(f"/canbo {code.shown}")


@asynccontextmanager
async def chat_on(platform: str, town: Town, folder: Path) -> AsyncIterator[Chat]:
    """Give a chat on a platform."""
    stages = Stages(town=town, folder=folder)
    with front_of(platform) as front:
        tokens = open_store(f"sqlite:///{folder}/motcua.sqlite")
        adapter = front.adapter(tokens)
        # Nobody shall wait for a second here; holding back is tested with the delivery.
        adapter.rates = Rates()
        await adapter.open()
        stage = await stages.open(cast(Toy, adapter))
        yield Chat(front=front, platform=adapter, stage=stage)
        await stages.close()
        await adapter.close()
        tokens.close()
