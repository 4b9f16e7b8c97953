"""What is done with events and parcels does the same on both engines."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store import deferred
from bot.store.deferred import Whose
from bot.store.engine import Store, open_store
from bot.store.inbox import open_conversation, tell
from bot.store.traffic import EventRow, ParcelRow
from channels import inbox, news, parcels
from channels.inbox import DONE, Kept, Later
from channels.parcels import Claimed
from channels.platform import Event, Failure, Parcel, SendFailed
from tests.channels.toy import AN, BINH, START, Toy

NOW = START + timedelta(minutes=1)
AT_ONCE = timedelta(0)


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty database of either engine."""
    url = "sqlite://"
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres_url"))
    opened = open_store(url)
    yield opened
    opened.close()


def told(key: str, *, s: int = 0, who: str = AN) -> Event:
    return Event(
        channel="toy",
        key=key,
        conversation_id=who,
        at=START + timedelta(seconds=s),
        raw=key.encode(),
    )


def kept(session: Session, who: str = AN) -> Kept:
    found = inbox.next_event(session, who, now=NOW, settles=AT_ONCE)
    assert isinstance(found, Kept)
    return found


def put(session: Session, *texts: str, to: str = AN) -> None:
    made = [Parcel(payload={"text": each}) for each in texts]
    parcels.add(session, made, conversation_id=to, now=NOW)


def claim(store: Store, who: str = AN) -> Claimed:
    found = store.run_now(lambda s: parcels.claim(s, who, now=NOW))
    assert isinstance(found, Claimed)
    return found


def test_an_event_is_kept_once_and_given_out_in_order(store: Store) -> None:
    for _ in range(2):
        store.run_now(
            lambda s: inbox.add(s, [told("b", s=2), told("a", s=1), told("b", s=2)], now=NOW)
        )

    with store.transaction() as session:
        first = kept(session)
        assert (first.event.key, first.event.raw, first.event.at) == (
            "a",
            b"a",
            START + timedelta(seconds=1),
        )
        assert inbox.finish(session, first, DONE, now=NOW, kind="said")
        assert not inbox.finish(session, first, DONE, now=NOW)
        assert inbox.was_last(session, kept(session), "said", now=NOW)
        assert kept(session).event.key == "b"
        assert len(session.scalars(select(EventRow)).all()) == 2


def test_an_event_that_failed_or_has_just_come_has_its_time(store: Store) -> None:
    store.run_now(lambda s: inbox.add(s, [told("a")], now=NOW))
    until = NOW + timedelta(seconds=9)

    with store.transaction() as session:
        soon = inbox.next_event(session, AN, now=NOW, settles=timedelta(seconds=1))
        assert soon == Later(at=NOW + timedelta(seconds=1))
        assert inbox.waiting(session, ["toy"], now=NOW) == [AN]
        inbox.postpone(session, kept(session), "ValueError", until=until)
        assert inbox.next_event(session, AN, now=NOW, settles=AT_ONCE) == Later(at=until)
        assert inbox.waiting(session, ["toy"], now=NOW) == []
        assert inbox.waiting(session, ["toy"], now=until) == [AN]
        assert inbox.waiting(session, ["other"], now=until) == []


def test_a_parcel_is_claimed_sent_or_tried_again(store: Store) -> None:
    store.run_now(lambda s: put(s, "một", "hai"))
    first = claim(store)
    assert (first.payload, first.attempts) == ({"text": "một"}, 1)
    assert claim(store).attempts == 2

    assert store.run_now(lambda s: parcels.sent(s, first, "m1", now=NOW))
    second = claim(store)
    failed = SendFailed(Failure.BACK_OFF, "500", after_s=60)
    assert store.run_now(lambda s: parcels.failed(s, second, failed, now=NOW))

    due = store.run_now(lambda s: parcels.claim(s, AN, now=NOW))
    assert due is not None
    assert not isinstance(due, Claimed)
    assert NOW + timedelta(seconds=60) <= due < NOW + timedelta(seconds=61)
    assert store.run_now(lambda s: parcels.waiting(s, ["toy"], now=NOW)) == []
    assert store.run_now(lambda s: parcels.waiting(s, ["toy"], now=due)) == [AN]


def test_a_refused_channel_rests_until_it_is_let_try_again(store: Store) -> None:
    store.run_now(lambda s: put(s, "một"))
    store.run_now(lambda s: put(s, "hai", to=BINH))
    refused = claim(store)
    store.run_now(lambda s: parcels.failed(s, refused, SendFailed(Failure.ADMIN, "401"), now=NOW))

    resting = store.run_now(lambda s: parcels.claim(s, BINH, now=NOW))
    assert resting == NOW + parcels.PAUSE
    assert store.run_now(lambda s: parcels.retry(s, None, now=NOW)) == 1

    assert claim(store, BINH).payload == {"text": "hai"}


def test_who_left_gets_nothing_and_a_dead_one_can_be_dropped(store: Store) -> None:
    store.run_now(lambda s: put(s, "một", "hai"))

    assert store.run_now(lambda s: parcels.give_up(s, AN, "left", now=NOW)) == 2
    assert store.run_now(lambda s: parcels.claim(s, AN, now=NOW)) is None
    assert store.run_now(lambda s: parcels.drop(s, 1)) is True
    assert len(store.run_now(lambda s: list(s.scalars(select(ParcelRow.id))))) == 1


def test_what_is_told_unasked_is_packed_once_and_for_platforms_only(store: Store) -> None:
    def write(session: Session) -> None:
        for who in (AN, "toy_land:1", "web:1"):
            open_conversation(session, who, now=NOW)
            open_conversation(session, who, now=NOW)
            tell(session, who, text="tin mới", kind="staff", now=NOW)

    store.run_now(write)

    assert store.run_now(lambda s: news.untold(s, ["toy"])) == [AN]
    assert store.run_now(lambda s: news.untold(s, [])) == []
    toy = Toy()
    packed = [store.run_now(lambda s: news.pack(s, AN, toy, now=NOW)) for _ in range(2)]
    assert packed == [1, 0]


@pytest.mark.parametrize("here", ["all", "platforms", "others"])
def test_taking_up_runs_on_both_engines(store: Store, here: deferred.Here) -> None:
    whose = Whose(platforms=("toy",), here=here)

    assert store.run_now(lambda s: deferred.take_up(s, since=START, whose=whose)) == []
