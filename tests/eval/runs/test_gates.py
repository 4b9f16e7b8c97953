"""Floors: what falls below is named, the same run passes, and a better one raises them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.runs.figures import add_up
from eval.runs.gates import (
    BASELINE,
    GATES,
    baseline_of,
    breaches,
    flips,
    load_baseline,
    load_gates,
    raised,
    write_gates,
)
from eval.runs.types import Area, Outcome
from eval.types import EvalError


def _outcomes(good: int, of: int, area: Area = Area.FACTS) -> list[Outcome]:
    return [
        Outcome(
            area=area,
            id=f"c{number}",
            said=("…",),
            expect="answer",
            is_good=number < good,
            marks={"fact": float(number < good), "asked_back": float(number >= good)},
        )
        for number in range(of)
    ]


def test_a_figure_below_its_floor_is_named() -> None:
    (breach,) = breaches(add_up(_outcomes(8, 10)), {"facts": {"fact": 0.9}})

    assert "facts fact: 0.800, at least 0.900" in str(breach)


def test_of_what_is_better_when_less_the_floor_is_a_ceiling() -> None:
    figures = add_up(_outcomes(8, 10))

    assert breaches(figures, {"facts": {"asked_back": 0.25}}) == []
    assert "at most 0.100" in str(breaches(figures, {"facts": {"asked_back": 0.1}})[0])


def test_a_figure_that_was_not_measured_does_not_pass() -> None:
    (breach,) = breaches(add_up(_outcomes(8, 10)), {"nlu": {"intent": 0.5}})

    assert "not measured" in str(breach)


def test_suites_that_were_not_asked_for_are_not_looked_at() -> None:
    assert breaches(add_up(_outcomes(8, 10)), {"nlu": {"intent": 0.5}}, areas=["facts"]) == []


@given(good=st.integers(0, 300), area=st.sampled_from([Area.FACTS, Area.ANSWERS]))
def test_the_run_that_raised_the_floors_passes(good: int, area: Area) -> None:
    figures = add_up(_outcomes(good, 300, area))
    floors = raised({area.value: {"fact": 0.0, "asked_back": 1.0}}, figures)

    assert breaches(figures, floors) == []


def test_one_fact_lost_is_below_the_floor_of_facts() -> None:
    floors = raised({"facts": {"fact": 0.0}}, add_up(_outcomes(119, 121)))

    assert breaches(add_up(_outcomes(118, 121)), floors)


def test_a_worse_run_lowers_no_floor() -> None:
    assert raised({"facts": {"fact": 0.9}}, add_up(_outcomes(5, 10))) == {"facts": {"fact": 0.9}}


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    floors = {"facts": {"fact": 0.983}, "retrieval": {"hit@1": 0.95}}
    write_gates(floors, tmp_path / "gates.toml")

    assert load_gates(tmp_path / "gates.toml") == floors


@pytest.mark.parametrize("text", ["[", "facts = 1", "[facts]\nfact = 'hoch'"])
def test_a_file_that_holds_no_floors_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "gates.toml").write_text(text, encoding="utf-8")

    with pytest.raises(EvalError, match="no table of floors"):
        load_gates(tmp_path / "gates.toml")


def test_what_flipped_against_the_accepted_run_is_named() -> None:
    accepted = baseline_of(_outcomes(8, 10), {"commit": "a"})
    now = [*_outcomes(7, 10)[:9], *_outcomes(10, 10)[9:]]
    worse, better = flips(accepted, now)

    assert [each.id for each in worse] == ["c7"]
    assert [each.id for each in better] == ["c9"]


def test_no_accepted_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="no accepted run"):
        load_baseline(tmp_path / "baseline.json")


def test_the_project_s_own_floors_hold_for_its_accepted_run() -> None:
    accepted, floors = load_baseline(BASELINE), load_gates(GATES)

    for area, metric in (("facts", "fact"), ("safety", "harmless")):
        assert floors[area][metric] > 0.9
        assert area in accepted["areas"]
