"""In whatever order people file, retry, join, change and reopen: nothing is lost or doubled.

The machine keeps its own simple record of what must be there and compares at the end.
"""

import contextlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from bot.store.engine import Store, open_store
from bot.store.models import AuditRow, ConversationRow, OutboxRow, TicketEventRow, TicketRow
from bot.tickets.change import change
from bot.tickets.filing import file_ticket, join
from bot.tickets.similar import similar
from bot.tickets.types import IllegalMove, State
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message, add_people

WHO = st.sampled_from(PEOPLE)
BY = st.sampled_from(["staff:1", "resident"])
# Assigned twice, or hardly anybody would join what is being dealt with.
STATES = st.sampled_from([*State, State.ASSIGNED])
PLACES = ("ngõ 5 Cầu Gỗ", "ng.5 cau go", "ngõ 7 Cầu Gỗ")
# What staff may do, written down a second time: from state -> to states (with a note).
MAY = {
    "received": {"assigned", "answered", "closed"},
    "assigned": {"answered", "closed"},
    "answered": {"assigned", "closed"},
    "closed": {"assigned"},
}


@dataclass
class Expected:
    """What must be known of one ticket."""

    code: str
    who: str
    root: int
    states: list[str]


class Tickets(RuleBasedStateMachine):
    """People and staff in any order."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.tickets: dict[int, Expected] = {}
        self.by_message: dict[int, int] = {}
        self.told: Counter[str] = Counter()
        self.now = NOW

    @initialize()
    def empty(self) -> None:
        with self.store.transaction() as session:
            for table in (OutboxRow, AuditRow, TicketEventRow, TicketRow, ConversationRow):
                session.execute(delete(table))
            add_people(session)

    @rule(minutes=st.integers(1, 900))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=WHO, place=st.sampled_from(PLACES), data=st.data())
    def report(self, who: str, place: str, data: st.DataObject) -> None:
        to = data.draw(st.none() | st.sampled_from(sorted(self.tickets) or [0]))
        draft = replace(LAMP, place=place, phone=None)
        with self.store.transaction() as session:
            message_id = add_message(session, who)
            other = similar(session, draft, "lighting", now=self.now, conversation_id=who)
            assert other is None or self.tickets[other.id].who != who
            given = {
                "conversation_id": who,
                "message_id": message_id,
                "ward": WARD,
                "now": self.now,
            }
            if to is None:
                ticket = file_ticket(session, draft, **given)
            else:
                ticket = join(session, draft, to, **given)
        root, states = ticket.id, ["received"]
        if to in self.tickets:
            first = self.tickets[to].root
            stands = self.tickets[first].states[-1]
            if stands in ("received", "assigned"):
                root = first
                states += [stands] if stands == "assigned" else []
        assert ticket.id not in self.tickets
        self.tickets[ticket.id] = Expected(ticket.code, who, root, states)
        self.by_message[message_id] = ticket.id

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), joins=st.booleans())
    def a_message_comes_again(self, data: st.DataObject, joins: bool) -> None:
        message_id = data.draw(st.sampled_from(sorted(self.by_message)))
        who = self.tickets[self.by_message[message_id]].who
        given = {"conversation_id": who, "message_id": message_id, "ward": WARD, "now": self.now}
        with self.store.transaction() as session:
            if joins:
                ticket = join(session, LAMP, min(self.tickets), **given)
            else:
                ticket = file_ticket(session, LAMP, **given)
        assert ticket.id == self.by_message[message_id]

    @precondition(lambda self: self.tickets)
    @rule(
        data=st.data(),
        state=STATES,
        by=st.sampled_from(["staff:1", "resident"]),
    )
    def somebody_changes_it(self, data: st.DataObject, state: State, by: str) -> None:
        ticket_id = data.draw(st.sampled_from(sorted(self.tickets)))
        before = self.tickets[ticket_id].states[-1]
        if by == "resident":
            is_legal = before in ("answered", "closed") and state == "received"
        else:
            is_legal = state.value in MAY[before]
        try:
            with self.store.transaction() as session:
                change(session, ticket_id, state, by=by, note="đã xem", now=self.now)
        except IllegalMove:
            assert not is_legal
            return
        assert is_legal
        root = self.tickets[ticket_id].root
        group = [each for each in self.tickets.values() if each.root == root]
        for each in group:
            each.states.append(state.value)
        told = {each.who for each in group}
        self.told.update(told - ({self.tickets[ticket_id].who} if by == "resident" else set()))

    @precondition(lambda self: self.tickets)
    @rule(data=st.data())
    def the_server_fails_in_mid_change(self, data: st.DataObject) -> None:
        ticket_id = data.draw(st.sampled_from(sorted(self.tickets)))
        with contextlib.suppress(ZeroDivisionError), self.store.transaction() as session:
            if self.tickets[ticket_id].states[-1] == "received":
                change(session, ticket_id, State.ASSIGNED, by="staff:1", note="", now=self.now)
            raise ZeroDivisionError

    def teardown(self) -> None:
        """Compare at the end of a run: history keeps what happened on the way."""
        with self.store.transaction() as session:
            rows = {row.id: row for row in session.scalars(select(TicketRow))}
            events = list(session.scalars(select(TicketEventRow).order_by(TicketEventRow.id)))
            told = Counter(session.scalars(select(OutboxRow.conversation_id)))
        assert rows.keys() == self.tickets.keys()
        assert told == self.told
        for ticket_id, expected in self.tickets.items():
            row = rows[ticket_id]
            assert (row.code, row.conversation_id) == (expected.code, expected.who)
            assert row.joined_to == (None if expected.root == ticket_id else expected.root)
            assert row.state == expected.states[-1]
            assert [each.state for each in events if each.ticket_id == ticket_id] == expected.states
        assert len({row.code for row in rows.values()}) == len(rows)


def run(runs: int, steps: int) -> None:
    """Run the machine; one database for all runs, emptied before each."""
    store = open_store("sqlite://")
    Tickets.store = store
    limits = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    try:
        run_state_machine_as_test(Tickets, settings=limits)
    finally:
        store.close()


def test_no_ticket_and_no_notice_is_lost_or_doubled() -> None:
    run(60, 12)


@pytest.mark.slow
def test_no_ticket_and_no_notice_is_lost_or_doubled_in_two_thousand_runs() -> None:
    run(2_000, 12)
