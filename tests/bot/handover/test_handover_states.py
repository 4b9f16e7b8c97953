"""The table of moves, and the page that draws it."""

import re
from pathlib import Path

import pytest

from bot.handover import SILENCE, WAIT
from bot.handover_states import CLOSED, MOVES, IllegalMove, Move, State, check

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "handover.md").read_text(encoding="utf-8")
EDGES = {(before, move, after) for (before, move), afters in MOVES.items() for after in afters}


def test_the_picture_shows_the_table_and_nothing_else() -> None:
    drawn = re.findall(r"^    (\S+) --> (\w+): (\w+)$", PAGE, re.MULTILINE)
    ends = set(re.findall(r"^    (\w+) --> \[\*\]$", PAGE, re.MULTILINE))

    states = {"[*]": None} | {state.value: state for state in State}
    assert {(states[before], Move(move), State(after)) for before, after, move in drawn} == EDGES
    assert len(drawn) == len(EDGES)
    assert ends == CLOSED


def test_the_page_explains_every_state_and_move_and_the_times() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))

    assert rows == {*State, *Move}
    assert f"{WAIT.seconds // 60} minutes pass" in PAGE
    assert f"says nothing for {SILENCE.seconds // 60} minutes" in PAGE


def test_every_state_is_reached_and_only_ends_have_no_move() -> None:
    reached = {after for _, _, after in EDGES}
    moved_from = {before for before, _, _ in EDGES}

    assert reached == set(State)
    assert set(State) - moved_from == CLOSED


@pytest.mark.parametrize("before", [None, *State])
@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("after", State)
def test_what_is_not_in_the_table_is_refused(
    before: State | None, move: Move, after: State
) -> None:
    if (before, move, after) in EDGES:
        check(before, move, after)
        return
    with pytest.raises(IllegalMove, match=move.value):
        check(before, move, after)
