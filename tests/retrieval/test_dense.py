"""Nearest passages by meaning."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.admitted import admit
from retrieval.dense import DenseIndex


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
