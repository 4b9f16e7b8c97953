"""Nearest passages by meaning."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.admitted import admit
from retrieval.dense import DenseIndex, list_count, probes


def unit_rows(count: int, dimension: int = 8, seed: int = 7) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / lengths, dtype=np.float32)


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 1000),
    count=st.integers(1, 60),
    k=st.integers(1, 80),
    admitted=st.floats(0, 1),
)
def test_search_equals_brute_force_over_what_the_mask_admits(
    seed: int, count: int, k: int, admitted: float
) -> None:
    rows = unit_rows(count, seed=seed)
    query = unit_rows(1, seed=seed + 5000)[0]
    mask = np.random.default_rng(seed).random(count) < admitted

    numbers, cosines = DenseIndex.build(rows).search(query, k, admit(mask))

    expected = rows @ query
    order = [n for n in np.argsort(-expected, kind="stable") if mask[n]][:k]
    assert numbers.tolist() == order
    assert cosines == pytest.approx(expected[order], abs=1e-5)


def test_without_a_mask_all_passages_are_candidates() -> None:
    rows = unit_rows(5)

    numbers, _ = DenseIndex.build(rows).search(rows[3], 5)

    assert numbers[0] == 3
    assert sorted(numbers.tolist()) == [0, 1, 2, 3, 4]


def test_equal_cosines_keep_passage_order() -> None:
    # Halves and quarters are exact in binary, so equal means equal.
    row = np.asarray([0.5, 0.5, 0.5, 0.5], dtype=np.float32)
    rows = np.stack([-row, row, row, -row, row, row])

    numbers, cosines = DenseIndex.build(rows).search(row, 6)

    assert numbers.tolist() == [1, 2, 4, 5, 0, 3]
    assert cosines.tolist() == [1, 1, 1, 1, -1, -1]


@pytest.mark.parametrize("mask", [None, np.zeros(0, dtype=np.bool_)])
def test_an_empty_index_finds_nothing(mask: NDArray[np.bool_] | None) -> None:
    index = DenseIndex.build(np.zeros((0, 4), dtype=np.float32))

    numbers, cosines = index.search(unit_rows(1, 4)[0], 3, mask if mask is None else admit(mask))

    assert (len(index), index.dimension) == (0, 4)
    assert (numbers.tolist(), cosines.tolist()) == ([], [])


def test_a_mask_that_admits_nothing_finds_nothing() -> None:
    rows = unit_rows(4)

    numbers, cosines = DenseIndex.build(rows).search(rows[0], 3, admit(np.zeros(4, dtype=np.bool_)))

    assert (numbers.tolist(), cosines.tolist()) == ([], [])


@pytest.mark.parametrize("count", [0, 9])
def test_a_saved_index_holds_the_same_vectors(tmp_path: Path, count: int) -> None:
    rows = unit_rows(count)
    DenseIndex.build(rows).save(tmp_path / "vectors.faiss")

    loaded = DenseIndex.load(tmp_path / "vectors.faiss")

    assert np.array_equal(loaded.vectors(), rows)
    assert (len(loaded), loaded.dimension) == (count, 8)


def clustered(count: int, seed: int = 3) -> NDArray[np.float32]:
    """Return unit vectors around forty centres, in no order."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(40, 16))
    rows = centres[random.integers(0, 40, count)] + 0.3 * random.normal(size=(count, 16))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def many() -> NDArray[np.float32]:
    return clustered(3000)


@pytest.fixture(scope="module")
def in_lists(many: NDArray[np.float32]) -> DenseIndex:
    return DenseIndex.build(many, exact_up_to=2999)


def test_the_index_is_exact_up_to_the_limit_and_in_lists_above(many: NDArray[np.float32]) -> None:
    assert DenseIndex.build(many[:80], exact_up_to=80).is_exact
    assert not DenseIndex.build(many[:81], exact_up_to=80).is_exact
    assert DenseIndex.build(many).is_exact


@pytest.mark.parametrize("share", [1.0, 0.5, 0.05, 0.002])
def test_lists_find_nearly_all_of_the_nearest_that_are_admitted(
    many: NDArray[np.float32], in_lists: DenseIndex, share: float
) -> None:
    exact = DenseIndex.build(many)
    admitted = admit(np.random.default_rng(1).random(len(many)) < share)
    found, wanted = 0, 0

    for query in clustered(40, seed=3)[:40]:
        best, _ = exact.search(query, 10, admitted)
        numbers, cosines = in_lists.search(query, 10, admitted)
        found += len(set(numbers.tolist()) & set(best.tolist()))
        wanted += len(best)
        assert admitted.mask[numbers].all()
        assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)
        assert cosines == pytest.approx(many[numbers] @ query, abs=2e-3)

    assert found / wanted > 0.95


def test_few_admitted_are_all_found_in_lists(
    many: NDArray[np.float32], in_lists: DenseIndex
) -> None:
    mask = np.arange(len(many)) % 500 == 0

    numbers, _ = in_lists.search(many[1], 6, admit(mask))

    assert sorted(numbers.tolist()) == np.flatnonzero(mask).tolist()


def test_saved_lists_are_lists_again_with_the_same_results(
    many: NDArray[np.float32], in_lists: DenseIndex, tmp_path: Path
) -> None:
    in_lists.save(tmp_path / "vectors.faiss")

    loaded = DenseIndex.load(tmp_path / "vectors.faiss")

    assert (loaded.is_exact, len(loaded), loaded.dimension) == (False, 3000, 16)
    numbers, cosines = in_lists.search(many[5], 20)
    numbers_again, cosines_again = loaded.search(many[5], 20)
    assert numbers_again.tolist() == numbers.tolist()
    assert cosines_again.tolist() == cosines.tolist()


def test_vectors_from_lists_lose_half_a_precision_once_and_no_more(
    many: NDArray[np.float32], in_lists: DenseIndex
) -> None:
    once = in_lists.vectors()

    assert once == pytest.approx(many, abs=5e-4)
    assert not np.array_equal(once, many)
    assert np.array_equal(DenseIndex.build(once, exact_up_to=0).vectors(), once)


def test_lists_grow_with_the_root_and_probes_as_the_filter_narrows() -> None:
    assert [list_count(n) for n in (1, 7, 300_000, 1_000_000)] == [1, 3, 2048, 4096]
    million = 1_000_000
    assert probes(1000, million, million) == 100
    assert probes(1000, million // 4, million) == 400
    assert probes(1000, million // 10, million) == probes(1000, 4, million) == 1000
    # Of fewer passages a larger share is looked at.
    assert probes(1000, 120_000, 120_000) == 250
    assert probes(1000, 30_000, 60_000) == 1000


@pytest.mark.slow
def test_part_of_the_lists_is_enough_for_nearly_all_of_the_nearest() -> None:
    rows = clustered(120_000)
    exact, in_lists = DenseIndex.build(rows, exact_up_to=len(rows)), DenseIndex.build(rows)
    admitted = admit(np.random.default_rng(1).random(len(rows)) < 0.8)
    assert probes(list_count(len(rows)), admitted.count, len(rows)) < list_count(len(rows)) / 2

    found = sum(
        len(
            set(exact.search(query, 10, admitted)[0].tolist())
            & set(in_lists.search(query, 10, admitted)[0].tolist())
        )
        for query in rows[:100]
    )

    assert found >= 970
