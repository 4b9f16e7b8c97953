"""An official account for tests: the adapter, its database in memory, the fake Zalo."""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.store.engine import Store
from channels.zalo_oa import ZaloOA
from channels.zalo_oa_api import ZaloOaApi
from channels.zalo_oa_signature import Key
from channels.zalo_oauth import App, Pair
from channels.zalo_tokens import ZaloTokens
from tests.fakes.zalo_oa import FakeZaloOA

USER = "8309000000000000001"
KEY = Key(app_id=FakeZaloOA.app_id, secret=FakeZaloOA.secret_key, oa_id=FakeZaloOA.oa_id)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **span: float) -> None:
        self.at += timedelta(**span)


def app_of(zalo: FakeZaloOA) -> App:
    return App(app_id=zalo.app_id, secret=zalo.app_secret, url=zalo.url)


def adapter(store: Store, *, url: str = "", **options: Any) -> ZaloOA:  # noqa: ANN401
    """Return an adapter that is not open."""
    now: Callable[[], datetime] = options.pop("now", lambda: datetime.now(UTC))
    app = App(app_id=FakeZaloOA.app_id, secret=FakeZaloOA.app_secret, url=url)
    api = ZaloOaApi(store, app, url, now=now)
    photos = options.pop("photo_hosts", ())
    return ZaloOA(api=api, key=KEY, photo_hosts=photos, stand_in=url, now=now, **options)


async def log_in(tokens: ZaloTokens, zalo: FakeZaloOA) -> str:
    """Keep a new pair, as after a consent, and return its access token."""
    issued = zalo.account.issue()
    life = zalo.behaviour.life
    pair = Pair(access_token=issued.access, refresh_token=issued.refresh, life=life)
    await tokens.log_in(pair, zalo.oa_id)
    return issued.access


@contextlib.asynccontextmanager
async def speaking(
    store: Store,
    zalo: FakeZaloOA,
    **options: Any,  # noqa: ANN401
) -> AsyncIterator[ZaloOA]:
    """Give an open adapter that has tokens; the test resident has just written."""
    zalo.account.interactions.setdefault(USER, zalo.account.now())
    made = adapter(store, url=zalo.url, **options)
    # Not the keeper of the tokens, which a test calls itself.
    await made.api.open()
    try:
        await log_in(made.api.tokens, zalo)
        yield made
    finally:
        await made.api.close()
