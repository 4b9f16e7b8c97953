"""The states of a hand-over to a person (gặp cán bộ), and the moves between them."""

from enum import StrEnum

from bot.types import BotError


class IllegalMove(BotError):
    """A hand-over cannot do this now; nothing was changed."""


class State(StrEnum):
    """Where a hand-over stands."""

    WAITING = "waiting"
    """In the queue; the assistant still answers."""
    MESSAGE_ASKED = "message_asked"
    """Nobody is there: the resident's next words are kept for staff."""
    MESSAGE_TAKEN = "message_taken"
    """There are words that staff should read; the assistant answers."""
    HELD = "held"
    """A person has the conversation; the assistant is silent."""
    RETURNED = "returned"
    LEFT = "left"
    """The resident needs nobody any more."""


class Move(StrEnum):
    """What residents, staff and the clock can do."""

    OPEN = "open"
    REQUEUE = "requeue"
    """The resident asks again, now that somebody may be there."""
    WRITE = "write"
    LEAVE = "leave"
    TAKE = "take"
    TAKE_OVER = "take_over"
    SAY = "say"
    GIVE_BACK = "give_back"
    FORWARD = "forward"
    """Back to the queue, for another unit or person."""
    TIME_OUT = "time_out"


class Reason(StrEnum):
    """Why a person is needed."""

    ASKED = "asked"
    FAILED = "failed"
    DISTRESS = "distress"
    AFTER_HOURS = "after_hours"
    """Asked for while the counter is closed."""


CLOSED = frozenset({State.RETURNED, State.LEFT})
MOVES: dict[tuple[State | None, Move], frozenset[State]] = {
    (None, Move.OPEN): frozenset({State.WAITING, State.MESSAGE_ASKED}),
    (State.WAITING, Move.LEAVE): frozenset({State.LEFT}),
    (State.WAITING, Move.TAKE): frozenset({State.HELD}),
    (State.WAITING, Move.TIME_OUT): frozenset({State.MESSAGE_ASKED, State.MESSAGE_TAKEN}),
    (State.MESSAGE_ASKED, Move.WRITE): frozenset({State.MESSAGE_TAKEN}),
    (State.MESSAGE_ASKED, Move.REQUEUE): frozenset({State.WAITING}),
    (State.MESSAGE_ASKED, Move.LEAVE): frozenset({State.LEFT}),
    (State.MESSAGE_ASKED, Move.TAKE): frozenset({State.HELD}),
    (State.MESSAGE_TAKEN, Move.WRITE): frozenset({State.MESSAGE_TAKEN}),
    (State.MESSAGE_TAKEN, Move.REQUEUE): frozenset({State.WAITING}),
    (State.MESSAGE_TAKEN, Move.LEAVE): frozenset({State.LEFT}),
    (State.MESSAGE_TAKEN, Move.TAKE): frozenset({State.HELD}),
    (State.HELD, Move.TAKE_OVER): frozenset({State.HELD}),
    (State.HELD, Move.SAY): frozenset({State.HELD}),
    (State.HELD, Move.GIVE_BACK): frozenset({State.RETURNED}),
    (State.HELD, Move.FORWARD): frozenset({State.WAITING, State.MESSAGE_TAKEN}),
    (State.HELD, Move.TIME_OUT): frozenset({State.RETURNED, State.MESSAGE_TAKEN}),
}
"""Where each move may lead; None is before the first. What is not here cannot happen."""


def check(before: State | None, move: Move, after: State) -> None:
    """Raise IllegalMove unless the move leads from one state to the other."""
    if after not in MOVES.get((before, move), frozenset()):
        raise IllegalMove(f"a hand-over that is {before or 'not open'} has no {move}")
