"""Keep the pair of tokens of a Zalo Official Account fresh, whoever else does so, too.

A refresh token is good once, and who loses the answer to it must ask an administrator for consent
again. So one program at a time may use it, by a lease in the database; the next pair is kept
before anybody uses it; and an attempt that began is not given up when its caller is.
"""

import asyncio
import logging
import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.store.engine import Store, StoreUnavailable
from bot.store.tokens import ZaloTokenRow
from channels import zalo_oauth
from channels.platform import Failure, SendFailed
from channels.zalo_oauth import App, OAuthFailed, Pair
from channels.zalo_token_steps import (
    NEEDS_CONSENT,
    OK,
    fail,
    is_due,
    is_leased,
    keep_pair,
    lease,
    log_in,
)

logger = logging.getLogger(__name__)

KEEP_EVERY_S = 300.0
# A token that is refused so soon after it was issued is not made good by a newer one.
_YOUNG = timedelta(minutes=5)
# What another program wrote is seen at the latest after that; sooner if Zalo refuses ours.
_REMEMBERED = timedelta(seconds=30)
_NOT_SPENT = timedelta(seconds=60)
_POLL_S = (0.05, 0.5)
_COMMIT_PAUSES_S = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
NO_CONSENT = "no_consent"


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


class ZaloTokens:
    """The tokens of one app. Its methods raise SendFailed, as sending would."""

    def __init__(
        self,
        store: Store,
        app: App,
        http: httpx.AsyncClient,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._app = app
        self._http = http
        self._now = now
        self._seen: tuple[datetime, ZaloTokenRow] | None = None
        self._attempts: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Let attempts end that have begun: the next pair may be on its way."""
        await asyncio.gather(*self._attempts, return_exceptions=True)

    async def row(self) -> ZaloTokenRow | None:
        """Return what is kept, for reading only; None before the first log-in."""
        found = await self._store.run(lambda session: session.get(ZaloTokenRow, self._app.app_id))
        self._seen = None if found is None else (self._now(), found)
        return found

    async def current(self) -> str:
        """Return an access token that should be good now."""
        at = self._now()
        if self._seen is not None and at - self._seen[0] < _REMEMBERED:
            row: ZaloTokenRow | None = self._seen[1]
        else:
            row = await self.row()
        if row is None:
            raise SendFailed(Failure.ADMIN, NO_CONSENT)
        if row.expires_at - at > _NOT_SPENT:
            # Even when consent is needed: it may serve for hours yet.
            return row.access_token
        return (await self._renewed(row)).access_token

    async def instead_of(self, refused: str) -> str:
        """Return the access token to use after Zalo refused one."""
        row = await self.row()
        if row is None:
            raise SendFailed(Failure.ADMIN, NO_CONSENT)
        if row.access_token != refused:
            return row.access_token
        if self._now() - row.issued_at < _YOUNG:
            raise SendFailed(Failure.ADMIN, "refused_when_new")
        return (await self._renewed(row)).access_token

    async def keep_fresh(self) -> None:
        """Renew the pair if it is time and nobody else does."""
        row = await self.row()
        if row is not None and is_due(row, self._now()):
            await self._attempted(row)

    async def keep(self, *, first_after_s: float = 0.0) -> None:
        """Do so until cancelled."""
        await asyncio.sleep(first_after_s)
        while True:
            try:
                await self.keep_fresh()
            except StoreUnavailable as error:
                logger.warning("zalo tokens have to wait", extra={"why": str(error)})
            except SQLAlchemyError as error:
                logger.error("zalo tokens: a fault", extra={"error": type(error).__name__})
            await asyncio.sleep(KEEP_EVERY_S * random.uniform(0.8, 1.2))  # noqa: S311  # no secret

    async def log_in(self, pair: Pair, oa_id: str) -> None:
        """Keep the pair that an administrator's consent gave."""
        await self._commit(partial(log_in, self._app.app_id, pair, oa_id, self._now()))
        self._seen = None

    async def _renewed(self, row: ZaloTokenRow) -> ZaloTokenRow:
        """Return the row with a newer pair, whoever renewed it."""
        if row.state != OK:
            raise SendFailed(Failure.ADMIN, NEEDS_CONSENT)
        await self._attempted(row)
        tells_at = asyncio.get_running_loop().time() + zalo_oauth.REQUEST_S
        pause_s = _POLL_S[0]
        while True:
            found = await self.row()
            if found is None or found.state != OK:
                raise SendFailed(Failure.ADMIN, NEEDS_CONSENT)
            if found.number != row.number:
                return found
            left = found.retry_at - self._now() if found.retry_at else timedelta(0)
            if not is_leased(found, self._now()) or asyncio.get_running_loop().time() > tells_at:
                after_s = max(left.total_seconds(), 1.0)
                raise SendFailed(Failure.BACK_OFF, found.trouble or "renewing", after_s=after_s)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 1.5, _POLL_S[1])

    async def _attempted(self, row: ZaloTokenRow) -> None:
        """Renew this very pair, unless somebody does or has, or it is too early to try again."""
        attempt = uuid.uuid4().hex
        leased = await self._store.run(
            partial(lease, self._app.app_id, row.number, attempt, self._now())
        )
        if leased is None:
            return
        task = asyncio.create_task(self._renew(leased, attempt))
        self._attempts.add(task)
        task.add_done_callback(self._attempts.discard)
        await asyncio.shield(task)
        self._seen = None

    async def _renew(self, leased: ZaloTokenRow, attempt: str) -> None:
        app_id, number = leased.app_id, leased.number
        try:
            pair = await zalo_oauth.refresh(self._http, self._app, leased.refresh_token)
        except OAuthFailed as failed:
            step = partial(
                fail,
                app_id,
                number,
                attempt,
                code=failed.code,
                is_rejected=failed.is_rejected,
                at=self._now(),
            )
            is_over = await self._commit(step)
            if is_over:
                # The one alert: no other attempt is made.
                logger.error(
                    "zalo refused the refresh token; an administrator of the official account "
                    "must consent again: motcua zalo login",
                    extra={"code": failed.code},
                )
            else:
                logger.warning("zalo tokens were not renewed", extra={"code": failed.code})
            return
        await self._commit(partial(keep_pair, app_id, number, pair, self._now()))
        logger.info("zalo tokens renewed", extra={"number": number + 1})

    async def _commit(self, step: Callable[[Session], bool]) -> bool:
        """Do one step in the database, trying for longer than a resident would wait."""
        for pause_s in _COMMIT_PAUSES_S:
            try:
                return await self._store.run(step)
            except StoreUnavailable:
                await asyncio.sleep(pause_s)
        return await self._store.run(step)
