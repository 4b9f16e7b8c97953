"""A notice needs a second person, goes once a day and once to each, and can be stopped."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import broadcast
from bot.broadcast import Draft, IllegalStep, Standing, State
from bot.broadcast_send import AT_ONCE, step
from bot.privacy import delete_person, find_person
from bot.store.engine import Store
from bot.store.models import AuditRow, OutboxRow
from bot.store.notices import BroadcastRow, BroadcastSendRow, SubscriptionRow
from bot.store.periods import Retention
from bot.store.retention import purge
from bot.subscriptions import subscribe, unsubscribe
from tests.bot.store.rows import parcel

MORNING = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NEWS = Draft(title="Cúp nước", text="Thứ Hai cúp nước từ 8 giờ.")
URGENT = Draft(title="Bão", text="Tối nay có bão.", urgent_reason="bão vào đêm nay")
CHATS = [f"telegram:{n}" for n in range(3)]


def everybody(_session: Session, ids: Sequence[str], _now: datetime) -> set[str]:
    return set(ids)


@pytest.fixture
def town(store: Store) -> Store:
    """Three people who asked for notices."""
    for n, chat in enumerate(CHATS):
        at = MORNING - timedelta(days=9 - n)
        with store.transaction() as session:
            subscribe(session, chat, now=at)
    return store


def waiting(store: Store, draft: Draft = NEWS, *, author: str = "lan") -> int:
    def work(session: Session) -> int:
        id_ = broadcast.write(session, draft, author=author, now=MORNING)
        broadcast.submit(session, id_, by=author, now=MORNING)
        return id_

    return store.run_now(work)


def approve(store: Store, id_: int, *, by: str = "minh", now: datetime = MORNING) -> int:
    return store.run_now(
        lambda s: broadcast.approve(s, id_, 1, by=by, reachable=everybody, now=now)
    )


def go(store: Store, now: datetime = MORNING) -> int:
    return store.run_now(lambda s: step(s, ward="phường Bến Gỗ", reachable=everybody, now=now))


def standing(store: Store, id_: int) -> Standing:
    return store.run_now(lambda s: broadcast.standing_of(s, s.get_one(BroadcastRow, id_)))


def told(store: Store) -> list[str]:
    with store.transaction() as session:
        return list(session.scalars(select(OutboxRow.conversation_id).order_by(OutboxRow.id)))


def arrive(store: Store, state: str = "sent", code: str | None = None) -> None:
    """Let the platforms take, or refuse, all that is in the outbox."""

    def work(session: Session) -> None:
        for row in session.scalars(select(OutboxRow).where(OutboxRow.sent_at.is_(None))):
            row.sent_at = MORNING
            session.add(
                parcel(
                    row.conversation_id,
                    row.text,
                    notice_id=row.notice_id,
                    state=state,
                    code=code,
                )
            )

    store.run_now(work)


def refused(store: Store, work: Callable[[Session], object]) -> str:
    with pytest.raises(IllegalStep) as caught:
        store.run_now(work)
    return caught.value.why


def test_nobody_approves_or_returns_their_own_notice(town: Store) -> None:
    id_ = waiting(town)
    with pytest.raises(IllegalStep, match="illegal"):
        approve(town, id_, by="lan")
    why = refused(town, lambda s: broadcast.send_back(s, id_, "x", by="lan", now=MORNING))
    assert "không tự duyệt" in why
    assert go(town) == 0
    assert told(town) == []


def test_somebody_else_can_neither_change_nor_submit_it(town: Store) -> None:
    id_ = waiting(town)
    for work in (
        lambda s: broadcast.change(s, id_, URGENT, by="minh", now=MORNING),
        lambda s: broadcast.submit(s, id_, by="minh", now=MORNING),
        lambda s: broadcast.discard(s, id_, by="minh", now=MORNING),
    ):
        assert "Chỉ người viết" in refused(town, work)


def test_a_notice_changed_meanwhile_is_not_approved_unread(town: Store) -> None:
    id_ = waiting(town)
    town.run_now(lambda s: broadcast.change(s, id_, URGENT, by="lan", now=MORNING))
    town.run_now(lambda s: broadcast.submit(s, id_, by="lan", now=MORNING))
    with pytest.raises(IllegalStep):
        approve(town, id_)


def test_what_is_approved_goes_to_each_once_and_is_counted(town: Store) -> None:
    id_ = waiting(town)
    assert approve(town, id_) == 3
    assert go(town) == 3
    assert go(town) == 0
    assert told(town) == CHATS
    assert standing(town, id_) == Standing(sent=0, failed=0, gone=0, left=3)
    arrive(town)
    go(town)
    assert standing(town, id_) == Standing(sent=3, failed=0, gone=0, left=0)
    with town.transaction() as session:
        assert session.get_one(BroadcastRow, id_).state == State.DONE
        actions = list(session.scalars(select(AuditRow.action).order_by(AuditRow.id)))
        text = session.scalars(select(OutboxRow.text)).first() or ""
    assert actions == [f"broadcast.{each}" for each in ("written", "submitted", "approved", "done")]
    assert text.startswith("THÔNG BÁO CỦA PHƯỜNG BẾN GỖ\nCúp nước\n")
    assert text.endswith("DỪNG NHẬN TIN")
    # The counts stay when the recipients' rows go.
    town.run_now(lambda s: purge(s, MORNING + timedelta(days=40), Retention()))
    with town.transaction() as session:
        assert session.scalars(select(BroadcastSendRow)).all() == []
    assert standing(town, id_).sent == 3


def test_a_refusal_of_the_platform_is_counted_as_failed(town: Store) -> None:
    id_ = waiting(town)
    approve(town, id_)
    go(town)
    arrive(town, "dead", "window")
    go(town)
    assert standing(town, id_) == Standing(sent=0, failed=3, gone=0, left=0)


def test_a_crash_in_the_middle_of_a_step_sends_nothing_twice(town: Store) -> None:
    approve(town, waiting(town))

    class Crash(Exception):
        pass

    def crash(session: Session) -> None:
        step(session, ward="x", reachable=everybody, now=MORNING)
        raise Crash

    with pytest.raises(Crash):
        town.run_now(crash)
    assert told(town) == []
    go(town)
    go(town)
    assert told(town) == CHATS


def test_a_large_notice_goes_in_steps_and_is_cancelled_between_them(store: Store) -> None:
    with store.transaction() as session:
        for n in range(AT_ONCE + 5):
            subscribe(session, f"telegram:{n}", now=MORNING)
    id_ = waiting(store)
    approve(store, id_)
    assert go(store) == AT_ONCE
    arrive(store)
    stopped = store.run_now(lambda s: broadcast.cancel(s, id_, by="hoa", now=MORNING))
    assert stopped == 5
    assert go(store) == 0
    assert standing(store, id_) == Standing(sent=AT_ONCE, failed=0, gone=5, left=0)
    again = refused(store, lambda s: broadcast.cancel(s, id_, by="hoa", now=MORNING))
    assert "không còn đang gửi" in again


def test_one_a_day_unless_it_is_urgent_with_a_reason(town: Store) -> None:
    approve(town, waiting(town))
    with pytest.raises(IllegalStep) as caught:
        approve(town, waiting(town))
    assert "Mỗi ngày" in caught.value.why
    assert approve(town, waiting(town, URGENT)) == 3
    assert approve(town, waiting(town), now=MORNING + timedelta(days=1)) == 3


def test_at_night_only_what_is_urgent_rings(town: Store) -> None:
    approve(town, waiting(town), now=NIGHT)
    assert go(town, NIGHT) == 0
    approve(town, waiting(town, URGENT), now=NIGHT)
    assert go(town, NIGHT) == 3


def test_who_stops_before_their_turn_gets_nothing_more(town: Store) -> None:
    id_ = waiting(town)
    approve(town, id_)
    assert town.run_now(lambda s: unsubscribe(s, CHATS[0]))
    go(town)
    assert town.run_now(lambda s: unsubscribe(s, CHATS[1]))
    assert told(town) == [CHATS[2]]
    arrive(town)
    go(town)
    assert standing(town, id_) == Standing(sent=1, failed=0, gone=2, left=0)
    assert not town.run_now(lambda s: unsubscribe(s, CHATS[0]))


def test_a_deleted_person_and_a_very_old_wish_get_no_notice(town: Store) -> None:
    town.run_now(lambda s: delete_person(s, find_person(s, CHATS[0]), now=MORNING, actor="an"))
    with town.transaction() as session:
        session.get_one(SubscriptionRow, CHATS[1]).since = MORNING - timedelta(days=731)
    town.run_now(lambda s: purge(s, MORNING, Retention()))
    approve(town, waiting(town))
    go(town)
    assert told(town) == [CHATS[2]]


def test_what_nobody_can_send_ends_after_two_days(town: Store) -> None:
    id_ = waiting(town)
    approve(town, id_)
    go(town)
    go(town, MORNING + timedelta(days=2, minutes=1))
    assert standing(town, id_) == Standing(sent=0, failed=0, gone=3, left=0)
    assert told(town) == []


@pytest.mark.parametrize(
    "draft",
    [
        Draft(title=" ", text="x"),
        Draft(title="x", text=""),
        Draft(title="x" * 101, text="x"),
        Draft(title="x", text="x" * 1_201),
    ],
)
def test_an_empty_or_endless_notice_is_not_kept(store: Store, draft: Draft) -> None:
    assert refused(store, lambda s: broadcast.write(s, draft, author="lan", now=MORNING))
    assert store.run_now(broadcast.newest) == []
