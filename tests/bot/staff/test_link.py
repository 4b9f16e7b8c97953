"""A chat belongs to an account for as long as it should, and to nobody who only guesses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.staff import link
from bot.staff.link import Link, TriedTooOften
from bot.staff.link_words import code_in
from bot.staff.rights import Role
from bot.store import inbox
from bot.store.engine import Store, open_store
from bot.store.models import AuditRow, ConversationRow, OutboxRow
from bot.store.staff import LinkAttemptRow, StaffLinkCodeRow, StaffRow
from bot.store.traffic import ParcelRow
from knowledge.types import Audience

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CHAT, OTHER = "telegram:5001", "zalo_oa:77"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(f"sqlite:///{tmp_path}/link.sqlite")
    yield made
    made.close()


def hire(store: Store, login: str = "lan", *roles: Role) -> int:
    def add(session: Session) -> int:
        row = StaffRow(
            login=login,
            name=login.title(),
            unit="",
            roles=list(roles or (Role.OFFICIAL,)),
            state="active",
            password_hash=None,
            must_change_password=False,
            totp_secret=None,
            totp_step=0,
            failures=0,
            locked_until=None,
            oidc_subject=None,
            created_at=NOW,
        )
        session.add(row)
        session.flush()
        return row.id

    return store.run_now(add)


def code_for(store: Store, staff_id: int, now: datetime = NOW) -> str:
    code = link.new_code()
    store.run_now(lambda s: link.keep_code(s, staff_id, code, now=now))
    return code_in(code.shown)


def try_code(store: Store, code: str, *, chat: str = CHAT, now: datetime = NOW) -> Link | None:
    hashed = link.code_hash(code)
    return store.run_now(lambda s: link.link(s, chat, hashed, now=now))


def audience(store: Store, chat: str = CHAT) -> Audience:
    return store.run_now(lambda s: link.audience_in(s, chat, otherwise=Audience.PUBLIC))


def test_a_code_links_the_chat_from_which_it_is_sent_and_no_other(store: Store) -> None:
    code = code_for(store, hire(store))

    made = try_code(store, code)

    assert made is not None
    assert (made.login, audience(store), audience(store, OTHER)) == (
        "lan",
        Audience.OFFICIAL,
        Audience.PUBLIC,
    )


def test_a_code_is_good_once(store: Store) -> None:
    code = code_for(store, hire(store))
    try_code(store, code)

    assert try_code(store, code, chat=OTHER) is None
    # Whoever sends it twice has done nothing wrong, until it would count as a new one.
    assert try_code(store, code) is not None
    store.run_now(lambda s: link.unlink(s, CHAT, now=NOW))
    assert try_code(store, code) is None


def test_a_second_code_in_a_linked_chat_is_used_up_too(store: Store) -> None:
    staff_id = hire(store)
    try_code(store, code_for(store, staff_id))
    code = code_for(store, staff_id)

    assert try_code(store, code) is not None
    assert try_code(store, code, chat=OTHER) is None


def test_a_code_ends_after_ten_minutes(store: Store) -> None:
    code = code_for(store, hire(store))

    assert try_code(store, code, now=NOW + timedelta(minutes=10)) is None
    assert try_code(store, code, now=NOW + timedelta(minutes=9, seconds=59)) is not None


def test_a_new_code_takes_the_place_of_the_old_one(store: Store) -> None:
    staff_id = hire(store)
    first, second = code_for(store, staff_id), code_for(store, staff_id)

    assert try_code(store, first) is None
    assert try_code(store, second) is not None


def test_after_five_wrong_codes_not_even_a_right_one_is_taken_for_a_while(store: Store) -> None:
    code = code_for(store, hire(store))
    for _ in range(link.TRIES):
        assert try_code(store, "CFHJ3467") is None

    with pytest.raises(TriedTooOften):
        try_code(store, code)
    assert try_code(store, code, chat=OTHER) is not None
    later = NOW + link.PAUSE
    code = code_for(store, hire(store, "minh"), later)
    assert try_code(store, code, now=later) is not None


@pytest.mark.parametrize("chat", ["web:abc", "terminal-1", "toy:an", "telegram"])
def test_a_public_page_is_never_linked(store: Store, chat: str) -> None:
    code = code_for(store, hire(store))

    linked = try_code(store, code, chat=chat)

    assert (linked is None) == (chat != "telegram")
    if chat != "telegram":
        assert store.run_now(lambda s: link.linked_to(s, chat)) is None


def test_the_code_itself_is_kept_nowhere(store: Store) -> None:
    code = code_for(store, hire(store))

    with store.transaction() as session:
        (row,) = session.scalars(select(StaffLinkCodeRow))
        assert code not in row.code_hash
        kept = " ".join(
            f"{each.action} {each.subject}" for each in session.scalars(select(AuditRow))
        )
    assert code not in kept


def test_the_audience_follows_the_roles_and_the_state_of_the_account(store: Store) -> None:
    staff_id = hire(store)
    try_code(store, code_for(store, staff_id))

    def become(**fields: object) -> None:
        def work(session: Session) -> None:
            for name, value in fields.items():
                setattr(session.get_one(StaffRow, staff_id), name, value)

        store.run_now(work)

    become(roles=[Role.COUNTER])
    assert audience(store) is Audience.STAFF
    become(state="disabled")
    assert audience(store) is Audience.PUBLIC


def test_revoking_takes_all_chats_and_the_open_code(store: Store) -> None:
    staff_id = hire(store)
    try_code(store, code_for(store, staff_id))
    try_code(store, code_for(store, staff_id), chat=OTHER)
    code = code_for(store, staff_id)

    count = store.run_now(lambda s: link.unlink_all(s, staff_id, now=NOW, actor="admin"))

    assert count == 2
    assert (audience(store), audience(store, OTHER)) == (Audience.PUBLIC, Audience.PUBLIC)
    assert try_code(store, code) is None
    with store.transaction() as session:
        ended = select(AuditRow.actor, AuditRow.subject).where(AuditRow.action == "link.ended")
        assert [tuple(row) for row in session.execute(ended)] == [
            ("admin", f"staff:{staff_id}")
        ] * 2


def test_what_a_chat_was_still_to_be_told_goes_with_its_link(store: Store) -> None:
    try_code(store, code_for(store, hire(store)))

    def fill(session: Session) -> None:
        session.add(
            ConversationRow(id=CHAT, channel="telegram", created_at=NOW, last_at=NOW, memory={})
        )
        session.flush()
        for whom in (Audience.PUBLIC, Audience.OFFICIAL):
            inbox.tell(session, CHAT, text=whom, kind="reminder", now=NOW, audience=whom)
            session.add(
                ParcelRow(
                    channel="telegram",
                    conversation_id=CHAT,
                    payload={"text": whom},
                    state="pending",
                    attempts=0,
                    give_up_at=NOW,
                    created_at=NOW,
                    audience=whom,
                )
            )

    store.run_now(fill)
    store.run_now(lambda s: link.unlink(s, CHAT, now=NOW))

    with store.transaction() as session:
        assert session.scalars(select(OutboxRow.text)).all() == ["public"]
        assert session.scalars(select(ParcelRow.audience)).all() == ["public"]


def test_the_accounts_page_gets_the_chats_of_an_account(store: Store) -> None:
    first, second = hire(store), hire(store, "minh")
    try_code(store, code_for(store, first))
    try_code(store, code_for(store, second), chat=OTHER)

    found = store.run_now(lambda s: link.links_of(s, [second]))

    assert [(each.login, each.channel) for each in found] == [("minh", "zalo_oa")]


def test_what_means_nothing_any_more_is_purged(store: Store) -> None:
    code_for(store, hire(store))
    try_code(store, "CFHJ3467")

    store.run_now(lambda s: link.purge(s, now=NOW + timedelta(days=1)))

    with store.transaction() as session:
        assert session.scalars(select(StaffLinkCodeRow)).all() == []
        assert session.scalars(select(LinkAttemptRow)).all() == []
