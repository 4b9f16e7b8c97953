"""What a running server does by itself."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.staff import sessions
from bot.store.figures import FigureRow
from bot.store.models import MessageRow
from bot.store.staff import StaffRow, StaffSessionRow
from channels.counting import Counting
from channels.reminding import Reminding
from channels.settings import Settings
from channels.upkeep import upkeep
from tests.bot.store.rows import conversation, message
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
    async with upkeep(settings, office.reception, store, office.ward, [reminding]):
        # Longer than upkeep pauses when the database was busy.
        async with asyncio.timeout(60):
            while len(left := await store.run(_begun)) > 1:
                await asyncio.sleep(0.01)

    assert left == [now]


def _begun(session: Session) -> list[datetime]:
    return list(session.scalars(select(StaffSessionRow.created_at)))


async def test_what_is_looked_after_counts_days_before_anything_is_deleted(
    office: Office, tmp_path: Path
) -> None:
    old = datetime.now(UTC) - timedelta(days=200)

    def talk(session: Session) -> None:
        session.add(conversation("telegram:1", at=old))
        session.flush()
        session.add(
            message(
                "telegram:1",
                "x",
                direction="out",
                state="sent",
                at=old,
                act="guide",
                status="ANSWERED",
                answer={"procedure": None},
            )
        )

    office.store.run_now(talk)
    counting = Counting(store=office.store, field_of=lambda _code: "")
    settings = Settings(data_dir=tmp_path)
    async with upkeep(settings, office.reception, office.store, office.ward, [counting]):
        async with asyncio.timeout(60):
            while await office.store.run(lambda s: s.query(MessageRow).count()):
                await asyncio.sleep(0.01)

    with office.store.transaction() as session:
        assert session.scalars(select(FigureRow.topic).where(FigureRow.kind == "question")).all()
