"""Looks at what is a resident's are written down, and not more often than is of use."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.staff import sessions
from bot.staff.rights import Role
from bot.staff.sessions import SignedIn
from bot.store.models import AuditRow
from channels.console.looks import ONCE_IN, Looks
from tests.channels.conftest import NOW
from tests.channels.console.conftest import Desk


def signed_in(desk: Desk, staff_id: int) -> SignedIn:
    now = desk.console.access.now()
    cookie = desk.cookie(staff_id)
    who = desk.store.run_now(lambda s: sessions.find(s, cookie, now=now))
    assert who is not None
    return who


async def test_a_look_is_written_once_an_hour_for_each_session_and_thing(desk: Desk) -> None:
    looks, lan = Looks(desk.store), desk.hire("lan", Role.COUNTER)
    one, two = signed_in(desk, lan), signed_in(desk, lan)
    almost = NOW + ONCE_IN - timedelta(seconds=1)
    for who, subject, at in (
        (one, "handover:1", NOW),
        (one, "handover:1", almost),
        (one, "handover:2", NOW),
        (two, "handover:1", NOW),
        (one, "handover:1", NOW + ONCE_IN),
    ):
        await looks.note(who, "handover.look", subject, now=at)

    rows = select(AuditRow.subject, func.count()).where(AuditRow.action == "handover.look")
    found = desk.store.run_now(lambda s: s.execute(rows.group_by(AuditRow.subject)).all())
    assert {subject: count for subject, count in found} == {"handover:1": 3, "handover:2": 1}


async def test_a_clock_that_was_put_back_hides_no_look(desk: Desk) -> None:
    looks, who = Looks(desk.store), signed_in(desk, desk.hire("lan", Role.COUNTER))
    for at in (NOW, NOW - timedelta(days=1)):
        await looks.note(who, "handover.look", "handover:1", now=at)

    count = select(func.count()).where(AuditRow.action == "handover.look")
    assert desk.store.run_now(lambda s: s.scalar(count)) == 2
