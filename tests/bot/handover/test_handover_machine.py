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
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import Session

from bot import forwarding, handover
from bot.forwarding import Whom
from bot.handover_states import CLOSED, IllegalMove, Reason, State
from bot.opening import Opening, is_open
from bot.store.models import Row
from bot.types import Message
from tests.bot.handover.conftest import COUNTER, UNKNOWN_HOURS, at, begin, hear, hire

PEOPLE = ("web:an", "web:binh", "zalo:chi")
STAFF = ("lan", "minh")
UNITS = {"lan": "Tư pháp", "minh": "Địa chính"}
ENGINE = create_engine("sqlite://", poolclass=StaticPool)
# Mostly the same one: what needs several moves in a row happens then.
WHO, BY = st.sampled_from(PEOPLE[:1] * 4 + PEOPLE), st.sampled_from(STAFF)


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
    whose: str | None = None
    """The unit or person that it was passed on to."""


@dataclass
class World:
    """Everything that should have happened."""

    handovers: list[Model] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    said: list[tuple[str, str]] = field(default_factory=list)
    heard: list[tuple[str, str]] = field(default_factory=list)
    noted: list[tuple[str, str, str]] = field(default_factory=list)
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
        who=WHO,
    )
    def begin(self, start: datetime, opening: Opening, who: str) -> None:
        self.now, self.opening = start, opening
        for each in PEOPLE:
            begin(self.session, each, start)
        for login, unit in UNITS.items():
            hire(self.session, login, unit, start)
        self.asks(who, Reason.ASKED)

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    # Few rules with many choices each: Hypothesis leaves whole rules out of a run.

    @rule(data=st.data(), who=WHO)
    def resident_acts(self, data: st.DataObject, who: str) -> None:
        model = self.world.open_of(who)
        is_held = model is not None and model.state is State.HELD
        moves = ["write"] * (6 if is_held else 2) + ["ask", "leave", "look"]
        match data.draw(st.sampled_from(moves)):
            case "ask":
                reasons = [Reason.ASKED, Reason.FAILED, Reason.DISTRESS]
                self.asks(who, data.draw(st.sampled_from(reasons)))
            case "write":
                texts = ["Tôi cần gặp vì bị dừng trợ cấp", "0900 000 001", "?"]
                self.writes(who, data.draw(st.sampled_from(texts)))
            case "leave":
                self.leaves(who)
            case _:
                self.is_looked_at(who)

    @rule(data=st.data(), who=WHO, staff=BY)
    def staff_act(self, data: st.DataObject, who: str, staff: str) -> None:
        _, model = self.last_of(who)
        if model and model.state is State.HELD:
            # Mostly what is possible.
            staff = data.draw(st.sampled_from([model.holder or staff, staff]))
            moves = ["say", "say", "forward", "forward", "give_back", "take_over", "take"]
        else:
            moves = ["take", "take", "take", "take_over", "say", "give_back", "forward"]
        move = data.draw(st.sampled_from(moves))
        match move:
            case "take":
                self.takes(who, staff)
            case "take_over":
                self.takes_over(who, staff)
            case "say":
                self.says(who, staff, data.draw(st.sampled_from(["Chào anh", "Vâng", " "])))
            case "forward":
                to = data.draw(st.sampled_from(["lan", "minh", "Tư pháp", "Địa chính", "Tàu"]))
                self.forwards(who, staff, to)
            case _:
                self.gives_back(who, staff)

    @rule(
        minutes=st.sampled_from([0, 1, 9, 15, 20, 61, 700]),
        strikes=st.sampled_from([True, True, False]),
    )
    def time_passes(self, minutes: int, strikes: bool) -> None:
        self.now += timedelta(minutes=minutes)
        if strikes:
            self.clock_strikes()

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

    def leaves(self, who: str) -> None:
        model = self.world.open_of(who)
        is_legal = model is not None and model.state is not State.HELD
        if self.tries(lambda: handover.leave(self.session, who, now=self.now), is_legal) and model:
            model.state = State.LEFT

    def takes(self, who: str, staff: str) -> None:
        id_, model = self.last_of(who)
        is_legal = model is not None and model.state in (
            State.WAITING,
            State.MESSAGE_ASKED,
            State.MESSAGE_TAKEN,
        )
        if self.tries(lambda: handover.take(self.session, id_, staff, now=self.now), is_legal):
            self.hold(model, staff)

    def takes_over(self, who: str, staff: str) -> None:
        id_, model = self.last_of(who)
        is_legal = model is not None and model.state is State.HELD and model.holder != staff
        move = handover.take_over
        if self.tries(lambda: move(self.session, id_, staff, now=self.now), is_legal):
            self.hold(model, staff)

    def says(self, who: str, staff: str, text: str) -> None:
        id_, model = self.last_of(who)
        is_legal = self.is_theirs(model, staff) and text != " "
        if (
            self.tries(lambda: handover.say(self.session, id_, staff, text, now=self.now), is_legal)
            and model
        ):
            model.spoke, model.is_answered = self.now, True
            self.world.said.append((model.who, text))

    def gives_back(self, who: str, staff: str) -> None:
        id_, model = self.last_of(who)
        is_legal = self.is_theirs(model, staff)
        move = handover.give_back
        if self.tries(lambda: move(self.session, id_, staff, now=self.now), is_legal) and model:
            model.state = State.RETURNED
            self.world.told[model.who] += 1

    def forwards(self, who: str, staff: str, to: str) -> None:
        id_, model = self.last_of(who)
        colleague = next(each for each in STAFF if each != staff)
        is_legal = self.is_theirs(model, staff) and to in (colleague, UNITS[colleague])
        whom = Whom(login=to) if to in STAFF else Whom(unit=to)

        def move() -> None:
            forwarding.forward(
                self.session,
                id_,
                staff,
                whom,
                note=f"cho {to}",
                opening=self.opening,
                now=self.now,
            )

        if self.tries(move, is_legal) and model:
            is_closed = is_open(self.now, self.opening) is False
            model.state = State.MESSAGE_TAKEN if is_closed else State.WAITING
            model.since, model.holder, model.whose = self.now, None, to
            self.world.told[model.who] += 1
            self.world.noted.append((staff, to, f"cho {to}"))

    def clock_strikes(self) -> None:
        moved = handover.time_out(self.session, opening=self.opening, now=self.now)
        expected = 0
        for model in self.world.handovers:
            is_over = is_open(self.now, self.opening) is False
            if model.state is State.WAITING:
                if not is_over and self.now < model.since + timedelta(minutes=20):
                    continue
                model.state = State.MESSAGE_TAKEN if model.whose else State.MESSAGE_ASKED
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

    def is_looked_at(self, who: str) -> None:
        model = self.world.open_of(who)
        stands = handover.standing(self.session, who, opening=self.opening, now=self.now)
        assert (stands and stands.state) == (model and model.state)
        assert (stands and stands.position) == (model and self.position(model))
        holder = model.holder if model and model.state is State.HELD else None
        assert handover.holder(self.session, who) == holder

    # What always holds, read in plain SQL.

    @invariant()
    def no_hand_over_is_lost_or_doubled(self) -> None:
        models = self.world.handovers
        rows = self.read(
            "SELECT conversation_id, state, taken_by, closed_at IS NOT NULL,"
            " COALESCE(for_unit, for_staff) FROM handovers ORDER BY id"
        )
        assert rows == [(m.who, m.state, m.holder, m.state in CLOSED, m.whose) for m in models]
        is_open = [who for who, _, _, is_closed, _ in rows if not is_closed]
        assert len(is_open) == len(set(is_open))

    @invariant()
    def everybody_open_is_on_exactly_one_list(self) -> None:
        queue = [row.conversation_id for row in handover.queue(self.session)]
        assert queue == [model.who for model in self.queue()]
        messages = [row.conversation_id for row in handover.messages(self.session)]
        held = [m.who for m in self.world.handovers if m.state is State.HELD]
        opened = [m.who for m in self.world.handovers if m.state not in CLOSED]
        assert sorted(queue + messages + held) == sorted(opened)

    @invariant()
    def words_and_notices_are_all_there_once(self) -> None:
        kept = self.read("SELECT direction, conversation_id, text FROM messages ORDER BY id")
        assert [(who, text) for side, who, text in kept if side == "in"] == self.world.heard
        assert [(who, text) for side, who, text in kept if side == "staff"] == self.world.said
        sent = self.read("SELECT kind, conversation_id, text FROM outbox ORDER BY id")
        assert [(who, text) for kind, who, text in sent if kind == "staff"] == self.world.said
        assert Counter(who for kind, who, _ in sent if kind == "handover") == self.world.told
        assert self.read("SELECT by, whom, text FROM desk_notes ORDER BY id") == self.world.noted
        assert self.read("SELECT count(*) FROM audit") == [(self.world.moves,)]

    # Parts.

    def read(self, statement: str) -> list[tuple[object, ...]]:
        self.session.flush()
        return [tuple(row) for row in self.session.connection().exec_driver_sql(statement)]

    def last_of(self, who: str) -> tuple[int, Model | None]:
        """Return the resident's last hand-over, ended or not, or an id that never was."""
        ids = [id_ for (id_,) in self.read("SELECT id FROM handovers ORDER BY id")]
        found = [(int(str(id_)), m) for id_, m in zip(ids, self.world.handovers, strict=True)]
        return next(((id_, m) for id_, m in reversed(found) if m.who == who), (10_000, None))

    def is_theirs(self, model: Model | None, staff: str) -> bool:
        return model is not None and model.state is State.HELD and model.holder == staff

    def queue(self) -> list[Model]:
        waiting = [m for m in self.world.handovers if m.state is State.WAITING]
        # Sorting keeps the order of opening among those of the same moment.
        return sorted(waiting, key=lambda m: (not m.is_distress, m.opened))

    def position(self, model: Model) -> int | None:
        return self.queue().index(model) + 1 if model.state is State.WAITING else None

    def hold(self, model: Model | None, staff: str) -> None:
        assert model is not None
        model.state, model.since, model.holder = State.HELD, self.now, staff
        model.whose = None
        self.world.told[model.who] += 1

    def tries(self, move: Callable[[], None], is_legal: bool) -> bool:
        """Make the move; one that is not legal must be refused and leave everything as it was."""
        before = None if is_legal else self.picture()
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
        tables = ("handovers", "outbox", "audit", "messages", "desk_notes")
        return [row for table in tables for row in self.read(f"SELECT * FROM {table}")]  # noqa: S608


@pytest.fixture
def _tables() -> None:
    Row.metadata.create_all(ENGINE)


@pytest.mark.slow
@pytest.mark.usefixtures("_tables")
def test_no_hand_over_is_lost_doubled_or_spoken_over_in_2000_runs() -> None:
    run_state_machine_as_test(
        Handovers,
        settings=settings(max_examples=2_000, stateful_step_count=14, deadline=None),
    )
