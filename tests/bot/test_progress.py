"""What officials say of a plan's items is kept, with what was said before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.plan_items import items_of, may_write
from bot.progress import (
    NoSuchEntry,
    ProgressChanged,
    State,
    move,
    of_item,
    of_plan,
    orphans,
    restore,
    write,
)
from bot.store.engine import Store, open_store
from bot.store.models import AuditRow
from tests.bot.made_plan import (
    INDICATORS,
    NOW,
    OTHER_UNIT,
    UNIT,
    indicator,
    item,
    plan,
    put,
    said,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty database."""
    store = open_store(f"sqlite:///{tmp_path}/p.sqlite")
    yield store
    store.close()


def test_every_version_is_kept_the_newest_first(store: Store) -> None:
    with store.transaction() as session:
        for value in (10.0, 20.0, 35.5):
            put(session, item("i2"), said(value=value))
    found = store.run_now(lambda s: of_item(s, item("i2")))
    assert [(each.version, each.said.value, each.by) for each in found] == [
        (3, 35.5, "lan"),
        (2, 20.0, "lan"),
        (1, 10.0, "lan"),
    ]


def test_of_two_who_write_at_once_the_second_is_told_and_nothing_is_lost(store: Store) -> None:
    it = item("i2")
    with store.transaction() as session:
        write(session, it, said(value=10.0), expected=0, by="lan", now=NOW)
    with pytest.raises(ProgressChanged) as told, store.transaction() as session:
        write(session, it, said(value=99.0), expected=0, by="minh", now=NOW)
    assert told.value.latest is not None
    assert told.value.latest.said.value == 10.0
    assert [each.by for each in store.run_now(lambda s: of_item(s, it))] == ["lan"]


def test_an_earlier_value_comes_back_as_a_new_version(store: Store) -> None:
    it = item("i2")
    with store.transaction() as session:
        put(session, it, said(value=10.0, note="đúng"))
        put(session, it, said(State.DONE, value=100.0, note="ghi nhầm"))
        restore(session, it, 1, expected=2, by="minh", now=NOW)
    newest, wrong, _ = store.run_now(lambda s: of_item(s, it))
    assert (newest.version, newest.restores, newest.by) == (3, 1, "minh")
    assert (newest.said.value, newest.said.note, newest.said.state) == (10, "đúng", State.GOING_ON)
    assert wrong.said.note == "ghi nhầm"
    with pytest.raises(NoSuchEntry), store.transaction() as session:
        restore(session, it, 9, expected=3, by="minh", now=NOW)


def test_another_name_under_the_same_id_gets_none_of_the_progress(store: Store) -> None:
    with store.transaction() as session:
        put(session, item("i2"), said(value=10.0))
    again = plan(indicators=(indicator(2, "Số nhà văn hóa có máy tính", "5 nhà"), *INDICATORS[2:]))
    assert store.run_now(lambda s: of_item(s, item("i2", again))) == []
    held = store.run_now(lambda s: of_plan(s, again.id))
    (lost,) = orphans(held, items_of(again))
    assert (lost[0].name, lost[0].said.value) == ("Tỷ lệ hồ sơ nộp trực tuyến", 10.0)


def test_a_name_that_only_lies_differently_on_the_page_is_the_same(store: Store) -> None:
    with store.transaction() as session:
        put(session, item("i2"), said(value=10.0))
    again = plan(indicators=(indicator(2, "Tỷ lệ hồ sơ  nộp\ntrực tuyến ", "tối thiểu 70%"),))
    assert len(store.run_now(lambda s: of_item(s, item("i2", again)))) == 1


def test_somebody_can_give_an_item_the_progress_of_one_that_is_gone(store: Store) -> None:
    with store.transaction() as session:
        put(session, item("i2"), said(value=10.0))
        put(session, item("i3"), said(value=4.0))
    old = (item("i2").id, item("i2").digest)
    again = plan(indicators=(indicator(7, "Tỷ lệ hồ sơ trực tuyến", "60%"), INDICATORS[2]))
    with store.transaction() as session:
        move(session, old, item("i7", again), by="lan", now=NOW)
    assert [e.said.value for e in store.run_now(lambda s: of_item(s, item("i7", again)))] == [10.0]
    assert orphans(store.run_now(lambda s: of_plan(s, again.id)), items_of(again)) == []


def test_progress_is_not_moved_onto_an_item_that_has_its_own(store: Store) -> None:
    with store.transaction() as session:
        put(session, item("i2"), said(value=10.0))
        put(session, item("i3"), said(value=4.0))
    with pytest.raises(ProgressChanged), store.transaction() as session:
        move(session, (item("i2").id, item("i2").digest), item("i3"), by="lan", now=NOW)
    with pytest.raises(NoSuchEntry), store.transaction() as session:
        move(session, ("x", "y"), item("i1"), by="lan", now=NOW)


def test_each_change_is_in_the_audit_without_its_words(store: Store) -> None:
    with store.transaction() as session:
        put(session, item("i2"), said(note="bí mật"))
        rows = session.scalars(select(AuditRow)).all()
        assert [(r.actor, r.action, r.subject) for r in rows] == [
            ("lan", "progress.write", "plan-item:ben-go-2026/ben-go-2026#i2")
        ]


def test_the_lead_unit_writes_and_without_one_any_official() -> None:
    assert may_write(item("i2"), UNIT)
    assert not may_write(item("i2"), OTHER_UNIT)
    assert not may_write(item("i2"), "")
    assert may_write(item("i5"), OTHER_UNIT)
    assert not may_write(replace(item("i5"), lead="Công an phường"), OTHER_UNIT)
