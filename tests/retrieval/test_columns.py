"""The passages' columns: filters, groups and their best scores, against a plain reckoning."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.types import Audience, Kind, Passage
from retrieval.admitted import admit
from retrieval.columns import Columns
from retrieval.types import Filters

Make = Callable[..., Passage]
PARTS = ("name", "asked", "body")


@pytest.fixture(scope="module")
def scattered(passage: Make) -> list[Passage]:
    """Return passages whose records do not stand together."""
    rows = np.random.default_rng(5).integers(0, 9, size=(60, 2))
    return [passage(f"r{record}", "x", part=PARTS[part % 3]) for record, part in rows]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), admitted=st.floats(0, 1))
def test_a_group_s_words_are_its_best_in_each_field_summed(
    scattered: list[Passage], seed: int, admitted: float
) -> None:
    random = np.random.default_rng(seed)
    seen = admit(random.random(len(scattered)) < admitted)
    # Eighths add up exactly in binary, whatever the order.
    scores = (random.integers(0, 40, len(scattered)) / 8 * seen.mask).astype(np.float32)
    columns = Columns(scattered)

    got = columns.best_per_field(scores, seen.rows)

    best: dict[tuple[str, str], float] = {}
    for passage, score in zip(scattered, scores, strict=True):
        key = (passage.record_id, passage.field)
        best[key] = max(best.get(key, 0.0), float(score))
    records = list(dict.fromkeys(passage.record_id for passage in scattered))
    assert got.tolist() == [sum(v for (r, _), v in best.items() if r == each) for each in records]


def test_a_pool_holds_the_groups_admitted_passages_in_order(scattered: list[Passage]) -> None:
    columns = Columns(scattered)
    records = list(dict.fromkeys(passage.record_id for passage in scattered))
    mask = np.arange(len(scattered)) % 3 != 0
    wanted = np.asarray([4, 1], dtype=np.int64)

    pool = columns.pool(wanted, admit(mask))

    expected = [
        (number, place)
        for number, passage in enumerate(scattered)
        for place in (0, 1)
        if mask[number] and passage.record_id == records[wanted[place]]
    ]
    assert list(zip(pool.passages.tolist(), pool.owner.tolist(), strict=True)) == expected


def test_names_are_the_groups_passages_of_that_field(scattered: list[Passage]) -> None:
    columns = Columns(scattered)
    records = list(dict.fromkeys(passage.record_id for passage in scattered))

    names, owner = columns.names(np.asarray([2, 0], dtype=np.int64))

    found = {(int(n), records[(2, 0)[place]]) for n, place in zip(names, owner, strict=True)}
    assert found == {
        (number, passage.record_id)
        for number, passage in enumerate(scattered)
        if passage.field == "name" and passage.record_id in (records[2], records[0])
    }


def numbers(columns: Columns, filters: Filters) -> list[int]:
    return [int(number) for number in np.flatnonzero(columns.admit(filters).mask)]


def test_filters_admit_by_audience_kind_place_and_year(passage: Make) -> None:
    plan = {"kind": Kind.PLAN, "place": "tay mo"}
    columns = Columns(
        [
            passage("a", "x"),
            passage("b", "x", audience=Audience.STAFF),
            passage("c", "x", part="1", year=2025, **plan),
            passage("c", "x", part="2", year=2026, **plan),
        ]
    )

    assert numbers(columns, Filters()) == [0, 2, 3]
    assert numbers(columns, Filters(audience=Audience.STAFF)) == [0, 1, 2, 3]
    assert numbers(columns, Filters(kind=Kind.PLAN)) == [2, 3]
    assert numbers(columns, Filters(kind=Kind.DOCUMENT)) == []
    assert numbers(columns, Filters(places=("nowhere",))) == []
    assert numbers(columns, Filters(places=("nowhere", "tay mo"), year=2026)) == [3]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_the_admitted_are_told_alike_in_every_form(share: float) -> None:
    mask = np.random.default_rng(1).random(1000) < share

    admitted = admit(mask)

    assert np.unpackbits(admitted.bits, count=1000, bitorder="little").tolist() == mask.tolist()
    assert admitted.count == mask.sum()
    assert admitted.is_all == mask.all()
    assert admitted.rows is None or admitted.rows.tolist() == np.flatnonzero(mask).tolist()


def test_few_admitted_are_listed_and_many_are_not() -> None:
    few, many = np.arange(100) < 3, np.arange(100) < 60

    assert admit(few).rows is not None
    assert admit(many).rows is None
