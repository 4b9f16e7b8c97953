"""Sheets behind links, and into conversations."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import handover
from bot.counter import links
from bot.counter.check import Reply
from bot.counter.slip import Ticked
from bot.handover_states import IllegalMove, Reason
from bot.opening import Opening
from bot.store.engine import IN_MEMORY, Store, open_store
from bot.store.models import AuditRow, ConversationRow, OutboxRow
from bot.store.slips import SlipRow
from knowledge.types import Channel

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TICKED = Ticked(
    brought=("0a0b0c0d",),
    replies={"01020304": Reply.NO},
    channel=Channel.ONLINE,
    handed_in=NOW.date(),
)


@pytest.fixture
def store() -> Iterator[Store]:
    store = open_store(IN_MEMORY)
    yield store
    store.close()


def held(store: Store, staff: str) -> int:
    """Return a hand-over that somebody has in hand."""
    with store.transaction() as session:
        session.add(
            ConversationRow(id="web:1", channel="web", created_at=NOW, last_at=NOW, memory={})
        )
        session.flush()
        opened = handover.open_handover(session, "web:1", Reason.ASKED, opening=Opening(), now=NOW)
        handover.take(session, opened.id, staff, now=NOW)
        return opened.id


def test_a_link_opens_what_was_ticked_until_it_ends(store: Store) -> None:
    token = store.run_now(lambda s: links.keep(s, "1.004217", TICKED, "lan", now=NOW))
    last = NOW + links.LASTS - timedelta(seconds=1)
    kept = store.run_now(lambda s: links.opened(s, token, now=last))
    assert kept is not None
    assert (kept.code, kept.ticked) == ("1.004217", TICKED)
    assert store.run_now(lambda s: links.opened(s, token, now=NOW + links.LASTS)) is None


def test_who_reads_the_table_cannot_open_the_link(store: Store) -> None:
    token = store.run_now(lambda s: links.keep(s, "1.004217", TICKED, "lan", now=NOW))
    with store.transaction() as session:
        row = session.scalars(select(SlipRow)).one()
        assert token not in str([getattr(row, c.name) for c in SlipRow.__table__.columns])
        stolen = row.id
    assert len(token) >= 32
    assert store.run_now(lambda s: links.opened(s, stolen, now=NOW)) is None


def test_the_purge_takes_out_what_has_ended_and_nothing_else(store: Store) -> None:
    store.run_now(lambda s: links.keep(s, "1.004217", TICKED, "lan", now=NOW))
    later = NOW + links.LASTS
    store.run_now(lambda s: links.keep(s, "1.006001", Ticked(), "lan", now=later))
    store.run_now(lambda s: links.purge(s, now=later))
    with store.transaction() as session:
        assert session.scalars(select(SlipRow.code)).all() == ["1.006001"]


def test_the_resident_is_told_the_link_by_who_has_the_conversation(store: Store) -> None:
    id_ = held(store, "lan")
    store.run_now(lambda s: links.send(s, id_, "lan", "mở https://x.vn/phieu/t", now=NOW))
    with store.transaction() as session:
        assert "mở https://x.vn/phieu/t" in session.scalars(select(OutboxRow.text)).all()
        audit = session.execute(select(AuditRow.actor, AuditRow.action, AuditRow.subject)).all()
        assert ("lan", "slip.send", f"handover:{id_}") in [tuple(row) for row in audit]


def test_nobody_sends_into_another_s_conversation(store: Store) -> None:
    id_ = held(store, "lan")
    with pytest.raises(IllegalMove):
        store.run_now(lambda s: links.send(s, id_, "binh", "mở x", now=NOW))
    with store.transaction() as session:
        assert "mở x" not in session.scalars(select(OutboxRow.text)).all()
    assert store.run_now(lambda s: links.held_by(s, "binh")) == []
    assert [h.handover_id for h in store.run_now(lambda s: links.held_by(s, "lan"))] == [id_]


def test_the_message_says_how_much_is_missing_and_until_when() -> None:
    text = links.message("Đăng ký khai đèn", "https://x.vn/phieu/t", 2, NOW)
    assert "còn thiếu 2 giấy" in text
    assert text.endswith("đến hết ngày 23/11/2026: https://x.vn/phieu/t")
    assert "còn thiếu" not in links.message("Đèn", "https://x.vn/phieu/t", 0, NOW)
