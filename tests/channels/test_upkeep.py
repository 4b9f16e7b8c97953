"""What a running server does by itself."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.staff import sessions
from bot.store.staff import StaffRow, StaffSessionRow
from channels.reminding import Reminding
from channels.settings import Settings
from channels.upkeep import upkeep
from tests.channels.office import Office


async def test_ended_sessions_of_staff_are_taken_out(office: Office, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    store = office.store
    row = StaffRow(
        login="lan",
        name="Lan",
        unit="",
        roles=["counter"],
        state="active",
        must_change_password=False,
        totp_step=0,
        failures=0,
        created_at=now,
    )
    store.run_now(lambda s: s.add(row))
    begun = (now - sessions.LASTS, now)
    for at in begun:
        store.run_now(lambda s, at=at: sessions.begin(s, 1, stage="full", now=at))

    settings = Settings(data_dir=tmp_path)
    reminding = Reminding(store=store, plans=list, ward=office.ward)
    async with upkeep(settings, office.reception, store, office.ward, reminding):
        async with asyncio.timeout(20):
            while len(left := await store.run(_begun)) > 1:
                await asyncio.sleep(0.01)

    assert left == [now]


def _begun(session: Session) -> list[datetime]:
    return list(session.scalars(select(StaffSessionRow.created_at)))
