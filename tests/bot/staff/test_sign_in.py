"""The steps of signing in, on the tables: locks, and what one step must not do for another."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.staff import sessions
from bot.staff.passwords import Verdict
from bot.staff.sessions import SignedIn
from bot.staff.sign_in import (
    FREE_TRIES,
    LONGEST_LOCK,
    begin_try,
    judge_code,
    judge_password,
    lock_of,
    set_up_totp,
)
from bot.store.engine import IN_MEMORY, Store, open_store
from bot.store.staff import StaffRow

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # of people who do not exist
OTHER = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RIGHT, WRONG = Verdict(is_right=True), Verdict(is_right=False)


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a database in which Lan has an account."""
    store = open_store(IN_MEMORY)
    store.run_now(add)
    yield store
    store.close()


def add(session: Session, **fields: object) -> None:
    row: dict[str, object] = {
        "login": "lan",
        "name": "Lan",
        "unit": "",
        "roles": ["counter"],
        "state": "active",
        "password_hash": "kept",
        "must_change_password": False,
        "totp_secret": SECRET,
        "totp_step": 0,
        "failures": 0,
        "created_at": NOW,
    }
    session.add(StaffRow(**row | fields))


def half(session: Session, *, stage: sessions.Stage = "password") -> SignedIn:
    cookie = sessions.begin(session, 1, stage=stage, now=NOW)
    who = sessions.find(session, cookie, now=NOW)
    assert who is not None
    return who


def code(secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(NOW)


def test_locks_double_from_a_minute_to_an_hour(store: Store) -> None:
    def work(session: Session) -> list[int]:
        now, minutes = NOW, []
        for _ in range(14):
            judge_password(session, begin_try(session, "lan", now=now), WRONG, now=now)
            until = lock_of(session.get_one(StaffRow, 1), now=now)
            minutes.append(int((until - now).total_seconds()) // 60 if until else 0)
            now = until or now
        return minutes

    assert store.run_now(work) == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_try_while_locked_neither_succeeds_nor_makes_the_lock_longer(store: Store) -> None:
    def work(session: Session) -> tuple[int, str]:
        for _ in range(FREE_TRIES):
            begin_try(session, "lan", now=NOW)
        tried = begin_try(session, "lan", now=NOW)
        outcome = judge_password(session, tried, RIGHT, now=NOW)
        return session.get_one(StaffRow, 1).failures, outcome.cookie

    assert store.run_now(work) == (FREE_TRIES, "")


@pytest.mark.parametrize(
    "changed", [{"state": "disabled"}, {"password_hash": "another"}, {"password_hash": None}]
)
def test_a_password_that_was_voided_while_it_was_compared_opens_nothing(
    store: Store, changed: dict[str, str | None]
) -> None:
    def work(session: Session) -> str:
        tried = begin_try(session, "lan", now=NOW)
        for name, value in changed.items():
            setattr(session.get_one(StaffRow, 1), name, value)
        return judge_password(session, tried, RIGHT, now=NOW).cookie

    assert store.run_now(work) == ""


def test_a_second_factor_is_never_set_up_in_place_of_one(store: Store) -> None:
    def work(session: Session) -> tuple[str, str | None]:
        outcome = set_up_totp(session, half(session), code(OTHER), secret=OTHER, now=NOW)
        return outcome.cookie, session.get_one(StaffRow, 1).totp_secret

    assert store.run_now(work) == ("", SECRET)


def test_a_second_factor_is_set_up_between_password_and_page_only(store: Store) -> None:
    def work(session: Session) -> str:
        session.get_one(StaffRow, 1).totp_secret = None
        who = half(session, stage="full")
        return set_up_totp(session, who, code(OTHER), secret=OTHER, now=NOW).cookie

    assert store.run_now(work) == ""


def test_the_code_that_set_it_up_is_used_by_that(store: Store) -> None:
    def work(session: Session) -> tuple[bool, bool]:
        session.get_one(StaffRow, 1).totp_secret = None
        first = set_up_totp(session, half(session), code(OTHER), secret=OTHER, now=NOW)
        second = judge_code(session, half(session), code(OTHER), now=NOW)
        return bool(first.cookie), bool(second.cookie)

    assert store.run_now(work) == (True, False)


def test_a_session_that_is_whole_already_uses_up_no_code(store: Store) -> None:
    def work(session: Session) -> tuple[str, int]:
        who = half(session, stage="full")
        return judge_code(session, who, code(), now=NOW).cookie, session.get_one(
            StaffRow, 1
        ).totp_step

    assert store.run_now(work) == ("", 0)


def test_one_code_given_twice_at_once_makes_one_session(store: Store) -> None:
    def work(session: Session) -> list[bool]:
        both = [half(session), half(session)]
        return [bool(judge_code(session, who, code(), now=NOW).cookie) for who in both]

    assert store.run_now(work) == [True, False]


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["wrong", "right", "code"]), st.integers(-7200, 7200)),
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None)
def test_no_order_of_tries_and_clocks_gives_more_than_free_tries_in_a_minute(
    steps: list[tuple[str, int]],
) -> None:
    """Whatever the clock does, wrong tries under one moment end in a lock."""
    store = open_store(IN_MEMORY)
    store.run_now(add)

    def work(session: Session) -> None:
        now = NOW
        for what, seconds in steps:
            now += timedelta(seconds=seconds)
            if what == "code":
                judge_code(session, half(session), "000000", now=now)
            else:
                tried = begin_try(session, "lan", now=now)
                judge_password(session, tried, RIGHT if what == "right" else WRONG, now=now)
        judged = 0
        for _ in range(FREE_TRIES + 5):
            tried = begin_try(session, "lan", now=now)
            judged += tried.may_succeed
            judge_password(session, tried, WRONG, now=now)
        assert judged <= FREE_TRIES
        until = lock_of(session.get_one(StaffRow, 1), now=now)
        assert until is not None
        assert until <= now + LONGEST_LOCK

    store.run_now(work)
    store.close()
