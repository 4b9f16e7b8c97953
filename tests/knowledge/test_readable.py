"""What is for others is, for a reader, as if it were not there."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.readable import ReadableRecords, for_each_audience
from knowledge.store import RecordStore
from knowledge.types import Audience, Neighbour
from tests.conftest import INTERNAL, OFFICIAL_PLAN, PLAN, STALL, WALLET

ELSEWHERE = Neighbour(code=INTERNAL.code, question="?", here="a", there="b")
HERE = STALL.distinguish[0]
REFERRING = replace(STALL, distinguish=(HERE, ELSEWHERE), replaced_by=INTERNAL.code)
GUIDE = replace(WALLET, procedure=INTERNAL.code)

Views = Mapping[Audience, ReadableRecords]


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    store = RecordStore(tmp_path / "records.sqlite")
    store.put([REFERRING, GUIDE, INTERNAL, PLAN, OFFICIAL_PLAN], origin="test")
    yield for_each_audience(store)
    store.close()


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STAFF])
def test_a_record_for_officials_is_not_there_for_others(views: Views, audience: Audience) -> None:
    view = views[audience]

    assert view.procedure(INTERNAL.code) is None
    assert view.hides(INTERNAL.code)
    assert [plan.id for plan in view.plans()] == [PLAN.id]


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STAFF])
def test_the_name_of_a_record_for_officials_is_not_there_for_others(
    views: Views, audience: Audience
) -> None:
    assert (views[audience].name(INTERNAL.code), views[audience].name("9.999")) == ("", "")
    assert views[audience].name(STALL.code) == STALL.name


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STAFF])
def test_no_record_names_one_that_is_for_others(views: Views, audience: Audience) -> None:
    found, guide = views[audience].procedure(STALL.code), views[audience].guide(WALLET.id)

    assert found is not None
    assert guide is not None
    assert (found.distinguish, found.replaced_by, guide.procedure) == ((HERE,), None, None)


def test_officials_see_everything(views: Views) -> None:
    view = views[Audience.OFFICIAL]

    assert view.procedure(STALL.code) == REFERRING
    assert view.procedure(INTERNAL.code) == INTERNAL
    assert view.guide(WALLET.id) == GUIDE
    assert not view.hides(INTERNAL.code)
    assert {plan.id for plan in view.plans()} == {PLAN.id, OFFICIAL_PLAN.id}


def test_what_is_not_known_is_not_hidden(views: Views) -> None:
    assert not views[Audience.PUBLIC].hides("1.004194")
    assert not views[Audience.PUBLIC].hides(STALL.code)
