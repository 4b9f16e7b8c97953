"""How a plan's items stand: done, overdue, due next."""

from dataclasses import replace
from datetime import date

import pytest

from bot.plan_items import PlanItem, items_of
from bot.plan_standing import Light, Standing, by_unit, standing_of, standings_of
from bot.progress import Entry, Said, State
from tests.bot.made_plan import NOW, TODAY, item, plan, said


def entry(of: PlanItem, what: Said, version: int = 1) -> Entry:
    return Entry(
        said=what,
        version=version,
        item_id=of.id,
        digest=of.digest,
        name=of.name,
        by="lan",
        at=NOW,
        restores=None,
    )


def standing(id_: str, *what: Said, today: date = TODAY) -> Standing:
    it = item(id_)
    entries = [entry(it, each, n) for n, each in enumerate(what, 1)]
    return standing_of(it, entries[::-1], today)


def test_what_nobody_has_said_to_be_done_by_its_day_is_overdue() -> None:
    found = standing("i4")
    assert found.due is not None
    assert (found.light, found.due.day) == (Light.OVERDUE, date(2026, 9, 30))
    assert standing("i4", said(State.GOING_ON)).light is Light.OVERDUE
    assert standing("i4", said(State.DONE)).light is Light.DONE


def test_the_day_itself_is_still_in_time() -> None:
    assert standing("i4", today=date(2026, 9, 30)).light is Light.NOT_BEGUN
    assert standing("i4", today=date(2026, 10, 1)).light is Light.OVERDUE


def test_a_figure_that_meets_the_target_is_not_overdue() -> None:
    assert standing("i4", said(State.GOING_ON, 14, unit="điểm")).light is Light.GOING_ON
    assert standing("i4", said(State.GOING_ON, 13, unit="điểm")).light is Light.OVERDUE


def test_what_has_no_day_is_never_overdue() -> None:
    for id_ in ("i5", "d1", "h3"):
        found = standing(id_, today=date(2030, 1, 1))
        assert (found.light, found.due) == (Light.NOT_BEGUN, None)


def test_a_monthly_report_counts_for_its_own_month() -> None:
    missed = standing("h2")
    assert missed.due is not None
    assert (missed.light, missed.due.day) == (Light.OVERDUE, date(2026, 11, 19))
    late = standing("h2", said(State.DONE, period="2026-11"))
    assert late.due is not None
    assert (late.light, late.due.day) == (Light.NOT_BEGUN, date(2026, 12, 19))
    both = standing("h2", said(State.DONE, period="2026-11"), said(State.DONE, period="2026-12"))
    assert both.light is Light.DONE
    early = standing("h2", said(State.DONE, period="2026-12"))
    assert early.light is Light.OVERDUE


def test_a_yearly_report_is_open_again_in_the_new_year() -> None:
    done = said(State.DONE, period="2026-12")
    assert standing("h1", done, today=date(2026, 12, 1)).light is Light.DONE
    found = standing("h1", done, today=date(2027, 1, 1))
    assert found.due is not None
    assert (found.light, found.due.day) == (Light.NOT_BEGUN, date(2027, 12, 4))


def test_a_figure_is_measured_only_in_the_targets_own_unit() -> None:
    share = standing("i2", said(value=45, unit="%"))
    assert (share.is_met, share.reached) == (False, 75)
    assert standing("i2", said(value=450, unit="hồ sơ")).is_met is None
    less = standing("i3", said(value=4, unit="%"))
    assert (less.is_met, less.reached) == (True, None)


@pytest.mark.parametrize("today", [date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)])
def test_a_plan_without_dates_stands_without_dates(today: date) -> None:
    bare = [replace(each, due="") for each in items_of(plan())]
    found = standings_of(bare, {}, today)
    assert {each.due for each in found} == {None}
    assert {each.light for each in found} == {Light.NOT_BEGUN}


def test_an_empty_plan_has_no_standings() -> None:
    assert standings_of(items_of(plan(indicators=(), duties=(), deadlines=())), {}, TODAY) == []


def test_units_are_counted_by_their_own_key_and_no_unit_by_none() -> None:
    counts = by_unit(standings_of(items_of(plan()), {}, TODAY))
    assert {key: each.total() for key, each in counts.items()} == {
        "ban-quan-ly-cho-dem": 2,
        "phong-van-hoa-xa-hoi": 8,
        "": 1,
    }
