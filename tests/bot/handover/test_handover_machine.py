"""Random moves of residents, staff and the clock: nothing is lost, doubled or spoken over.

The model below knows nothing of the tables. After each move the database must agree with it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import StaticPool, create_engine, select
from sqlalchemy.orm import Session

from bot import handover
from bot.handover_signs import may_rate
from bot.handover_states import CLOSED, IllegalMove, Reason, State
from bot.opening import Opening, is_open
from bot.store.models import AuditRow, HandoverRow, MessageRow, OutboxRow, Row
from bot.types import Message
from tests.bot.handover.conftest import COUNTER, UNKNOWN_HOURS, at, begin, hear

PEOPLE = ("web:an", "web:binh", "zalo:chi")
STAFF = ("lan", "minh")
ENGINE = create_engine("sqlite://", poolclass=StaticPool)
WHO, BY = st.sampled_from(PEOPLE), st.sampled_from(STAFF)


@dataclass
class Model:
    """One hand-over as it should be."""

    who: str
    opened: datetime
    state: State
    since: datetime
    is_distress: bool = False
    holder: str | None = None
    spoke: datetime | None = None
    is_answered: bool = False
    """The last word was the staff's, in this hand-over."""


@dataclass
class World:
    """Everything that should have happened."""

    handovers: list[Model] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    said: list[tuple[str, str]] = field(default_factory=list)
    heard: list[tuple[str, str]] = field(default_factory=list)
    moves: int = 0

    def open_of(self, who: str) -> Model | None:
        return next((h for h in self.handovers if h.who == who and h.state not in CLOSED), None)


class Handovers(RuleBasedStateMachine):
    """Three residents, two members of staff, one clock."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(ENGINE, expire_on_commit=False)
        self.world = World()
        self.now = at(20, "08:00")
        self.opening = COUNTER

    @initialize(
        start=st.sampled_from([at(20, "07:30"), at(20, "09:00"), at(20, "16:50"), at(23, "11:40")]),
        opening=st.sampled_from([COUNTER, COUNTER, UNKNOWN_HOURS]),
    )
    def begin(self, start: datetime, opening: Opening) -> None:
        self.now, self.opening = start, opening
        for who in PEOPLE:
            begin(self.session, who, start)

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    # The resident.

    @rule(who=WHO, reason=st.sampled_from([Reason.ASKED, Reason.FAILED, Reason.DISTRESS]))
    def asks(self, who: str, reason: Reason) -> None:
        stands = handover.open_handover(
            self.session, who, reason, opening=self.opening, now=self.now
        )
        is_closed = is_open(self.now, self.opening) is False
        model = self.world.open_of(who)
        if model is None:
            state = State.MESSAGE_ASKED if is_closed else State.WAITING
            model = Model(who=who, opened=self.now, state=state, since=self.now)
            self.world.handovers.append(model)
            self.world.moves += 1
        elif model.state in (State.MESSAGE_ASKED, State.MESSAGE_TAKEN) and not is_closed:
            model.state, model.since = State.WAITING, self.now
            self.world.moves += 1
        model.is_distress |= reason is Reason.DISTRESS
        assert stands.state is model.state
        assert stands.position == self.position(model)

    @rule(who=WHO, text=st.sampled_from(["Tôi cần gặp vì bị dừng trợ cấp", "0900 000 001", "?"]))
    def writes(self, who: str, text: str) -> None:
        hear(self.session, who, text, self.now)
        self.world.heard.append((who, text))
        model = self.world.open_of(who)
        if handover.holder(self.session, who):
            assert model is not None
            model.is_answered = False
            return
        is_kept = handover.keep(self.session, Message(conversation_id=who, text=text), now=self.now)
        expected = (
            model is not None
            and self.now - model.since <= timedelta(hours=1)
            and (
                (model.state is State.MESSAGE_ASKED and text != "?")
                or (model.state is State.MESSAGE_TAKEN and text.startswith("0"))
            )
        )
        assert is_kept == expected
        if model:
            model.is_answered = False
        if model and is_kept:
            model.state, model.since = State.MESSAGE_TAKEN, self.now
            self.world.moves += 1

    @rule(who=WHO)
    def leaves(self, who: str) -> None:
        model = self.world.open_of(who)
        is_legal = model is not None and model.state is not State.HELD
        if self.tries(lambda: handover.leave(self.session, who, now=self.now), is_legal) and model:
            model.state = State.LEFT

    # The staff: any hand-over there ever was, legal or not.

    @rule(number=st.integers(0, 5), staff=BY)
    def takes(self, number: int, staff: str) -> None:
        id_, model = self.pick(number)
        is_legal = model is not None and model.state in (
            State.WAITING,
            State.MESSAGE_ASKED,
            State.MESSAGE_TAKEN,
        )
        if self.tries(lambda: handover.take(self.session, id_, staff, now=self.now), is_legal):
            self.hold(model, staff)

    @rule(number=st.integers(0, 5), staff=BY)
    def takes_over(self, number: int, staff: str) -> None:
        id_, model = self.pick(number)
        is_legal = model is not None and model.state is State.HELD and model.holder != staff
        move = handover.take_over
        if self.tries(lambda: move(self.session, id_, staff, now=self.now), is_legal):
            self.hold(model, staff)

    @rule(number=st.integers(0, 5), staff=BY, text=st.sampled_from(["Chào anh", "Vâng", " "]))
    def says(self, number: int, staff: str, text: str) -> None:
        id_, model = self.pick(number)
        is_legal = self.is_theirs(model, staff) and text != " "
        if (
            self.tries(lambda: handover.say(self.session, id_, staff, text, now=self.now), is_legal)
            and model
        ):
            model.spoke, model.is_answered = self.now, True
            self.world.said.append((model.who, text))

    @rule(number=st.integers(0, 5), staff=BY)
    def gives_back(self, number: int, staff: str) -> None:
        id_, model = self.pick(number)
        is_legal = self.is_theirs(model, staff)
        move = handover.give_back
        if self.tries(lambda: move(self.session, id_, staff, now=self.now), is_legal) and model:
            model.state = State.RETURNED
            self.world.told[model.who] += 1
            assert may_rate(self.session, model.who) == (model.spoke is not None)

    # The clock.

    @rule(minutes=st.sampled_from([1, 4, 9, 15, 20, 61, 700]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def clock_strikes(self) -> None:
        moved = handover.time_out(self.session, opening=self.opening, now=self.now)
        expected = 0
        for model in self.world.handovers:
            is_over = is_open(self.now, self.opening) is False
            if model.state is State.WAITING:
                if not is_over and self.now < model.since + timedelta(minutes=20):
                    continue
                model.state = State.MESSAGE_ASKED
            elif model.state is State.HELD:
                if self.now < max(model.since, model.spoke or model.since) + timedelta(minutes=15):
                    continue
                model.state = State.RETURNED if model.is_answered else State.MESSAGE_TAKEN
                model.holder = model.holder if model.is_answered else None
            else:
                continue
            model.since = self.now
            self.world.told[model.who] += 1
            expected += 1
        self.world.moves += expected
        assert moved == expected
        assert handover.time_out(self.session, opening=self.opening, now=self.now) == 0

    # What always holds.

    @invariant()
    def none_is_lost_or_doubled(self) -> None:
        rows = self.rows()
        assert [
            (row.conversation_id, row.state, row.taken_by, row.closed_at is not None)
            for row in rows
        ] == [(m.who, m.state, m.holder, m.state in CLOSED) for m in self.world.handovers]
        still = Counter(row.conversation_id for row in rows if row.closed_at is None)
        assert all(count == 1 for count in still.values())

    @invariant()
    def everybody_open_is_on_exactly_one_list(self) -> None:
        listed = [row.id for row in handover.queue(self.session)]
        listed += [row.id for row in handover.messages(self.session)]
        held = [row.id for row in self.rows() if row.state == State.HELD]
        assert sorted(listed + held) == [row.id for row in self.rows() if row.closed_at is None]

    @invariant()
    def positions_run_from_one_and_match(self) -> None:
        found = {
            who: stands.position
            for who in PEOPLE
            if (stands := handover.standing(self.session, who, opening=self.opening, now=self.now))
            and stands.position is not None
        }
        waiting = [m for m in self.world.handovers if m.state is State.WAITING]
        assert found == {model.who: self.position(model) for model in waiting}
        assert sorted(found.values()) == list(range(1, len(found) + 1))

    @invariant()
    def words_of_both_sides_are_all_there_once(self) -> None:
        kept = self.session.execute(
            select(MessageRow.direction, MessageRow.conversation_id, MessageRow.text).order_by(
                MessageRow.id
            )
        ).all()
        assert [(who, text) for side, who, text in kept if side == "in"] == self.world.heard
        assert [(who, text) for side, who, text in kept if side == "staff"] == self.world.said
        sent = self.session.execute(
            select(OutboxRow.kind, OutboxRow.conversation_id, OutboxRow.text).order_by(OutboxRow.id)
        ).all()
        assert [(who, text) for kind, who, text in sent if kind == "staff"] == self.world.said
        assert Counter(who for kind, who, _ in sent if kind == "handover") == self.world.told

    @invariant()
    def silence_is_kept_exactly_while_a_person_holds(self) -> None:
        for who in PEOPLE:
            model = self.world.open_of(who)
            expected = model.holder if model and model.state is State.HELD else None
            assert handover.holder(self.session, who) == expected

    @invariant()
    def every_move_is_audited_once(self) -> None:
        assert len(self.session.scalars(select(AuditRow.id)).all()) == self.world.moves

    # Parts.

    def rows(self) -> list[HandoverRow]:
        return list(self.session.scalars(select(HandoverRow).order_by(HandoverRow.id)))

    def pick(self, number: int) -> tuple[int, Model | None]:
        rows = self.rows()
        if number >= len(rows):
            return 10_000 + number, None
        return rows[-1 - number].id, self.world.handovers[-1 - number]

    def is_theirs(self, model: Model | None, staff: str) -> bool:
        return model is not None and model.state is State.HELD and model.holder == staff

    def position(self, model: Model) -> int | None:
        if model.state is not State.WAITING:
            return None
        waiting = [m for m in self.world.handovers if m.state is State.WAITING]
        # Sorting keeps the order of opening among those of the same moment.
        order = sorted(waiting, key=lambda m: (not m.is_distress, m.opened))
        return order.index(model) + 1

    def hold(self, model: Model | None, staff: str) -> None:
        assert model is not None
        model.state, model.since, model.holder = State.HELD, self.now, staff
        self.world.told[model.who] += 1

    def tries(self, move: Callable[[], None], is_legal: bool) -> bool:
        """Make the move; one that is not legal must be refused and leave everything as it was."""
        before = self.picture()
        try:
            move()
        except IllegalMove:
            assert not is_legal
            assert self.picture() == before
            return False
        assert is_legal
        self.world.moves += 1
        return True

    def picture(self) -> list[tuple[object, ...]]:
        tables = [each.__table__ for each in (HandoverRow, OutboxRow, AuditRow, MessageRow)]
        return [tuple(row) for table in tables for row in self.session.execute(select(table))]


@pytest.fixture
def _tables() -> None:
    Row.metadata.create_all(ENGINE)


@pytest.mark.slow
@pytest.mark.usefixtures("_tables")
def test_no_hand_over_is_lost_doubled_or_spoken_over_in_2000_runs() -> None:
    run_state_machine_as_test(
        Handovers,
        settings=settings(max_examples=2_000, stateful_step_count=15, deadline=None),
    )
