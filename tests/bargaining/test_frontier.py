"""Which points are not dominated: held against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from darfurlab.bargaining import frontier as pareto


def by_definition(values: np.ndarray, order: np.ndarray) -> list[int]:
    """Compare every point with every other, as the definition says."""
    points = [tuple(values[:, n].tolist()) for n in range(values.shape[1])]
    best: dict[tuple[int, ...], int] = {}
    for n in np.argsort(order).tolist():
        best.setdefault(points[n], n)
    kept = [
        n
        for point, n in best.items()
        if not any(
            other != point and all(b >= a for a, b in zip(point, other, strict=True))
            for other in best
        )
    ]
    return sorted(kept, key=lambda n: order[n])


SMALL = hnp.arrays(
    np.int64,
    st.tuples(st.integers(1, 5), st.integers(1, 40)),
    elements=st.one_of(st.integers(0, 3), st.integers(-(2**52), 2**52)),
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(SMALL, st.randoms(use_true_random=False))
def test_it_is_the_definition(values, random):
    order = np.array(random.sample(range(1000), values.shape[1]), np.int64)
    assert pareto.efficient(values, order).tolist() == by_definition(values, order)


@pytest.mark.parametrize(("strong", "side"), [(1, 1), (3, 2), (8, 5), (64, 16)])
@pytest.mark.parametrize("high", [3, 30, 10**9])
def test_halving_and_strong_points_change_nothing(monkeypatch, strong, side, high):
    monkeypatch.setattr(pareto, "STRONG", strong)
    monkeypatch.setattr(pareto, "SIDE", side)
    rng = np.random.default_rng(high)
    for dims in (1, 2, 3, 5):
        values = rng.integers(0, high, (dims, 150))
        order = rng.permutation(150)
        assert pareto.efficient(values, order).tolist() == by_definition(values, order)


def test_many_points_at_their_real_sizes():
    """More points than one block holds, so that halving happens as it does for users."""
    rng = np.random.default_rng(7)
    first = rng.integers(0, 10**6, 9000)
    values = np.stack([first, 10**6 - first + rng.integers(0, 50, 9000), rng.integers(0, 9, 9000)])
    kept = pareto.efficient(values, np.arange(9000))
    assert 2 * pareto.SIDE < kept.size < 9000
    inside = set(kept.tolist())
    for n in rng.choice(9000, 400, replace=False).tolist():
        above = (values >= values[:, [n]]).all(axis=0) & (values > values[:, [n]]).any(axis=0)
        assert (n in inside) == (not above.any())


@pytest.mark.parametrize("base", [-7, 2**16 - 3, 2**40 - 2, -(2**40) - 5])
def test_where_the_numbers_start_does_not_matter(base):
    rng = np.random.default_rng(3)
    values = rng.integers(0, 12, (3, 60))
    order = rng.permutation(60)
    assert pareto.efficient(values + base, order).tolist() == by_definition(values, order)


@pytest.mark.parametrize("high", [200_000, 10**9])
def test_more_points_than_two_bytes_can_rank(high):
    """In two dimensions one sweep from the right finds them: each must be the highest so far."""
    rng = np.random.default_rng(11)
    across = rng.choice(high, 70_000, replace=False)
    up = high - across + rng.integers(0, 500, 70_000)
    best, wanted = -1, set()
    for n in np.argsort(-across).tolist():
        if up[n] > best:
            wanted.add(n)
            best = up[n]
    assert set(pareto.efficient(np.stack([across, up]), np.arange(70_000)).tolist()) == wanted


def test_points_that_differ_in_one_dimension_only_are_not_taken_for_one():
    """Five dimensions of two bytes each do not fit one number of eight bytes."""
    rng = np.random.default_rng(5)
    rest = rng.integers(0, 1 << 16, (4, 8500))
    rest[:, 0], rest[:, 1] = 0, (1 << 16) - 1
    lower, higher = rng.integers(0, 1 << 15, 8500), rng.integers(1 << 15, 1 << 16, 8500)
    lower[0], higher[1] = 0, (1 << 16) - 1
    values = np.concatenate(
        [np.vstack([lower, rest]), np.vstack([higher, rest])], axis=1
    )  # each point twice, the worse of the two first
    kept = pareto.efficient(values, np.arange(17_000))
    assert kept.size
    assert kept.min() >= 8500


def test_of_equal_points_the_first_in_order_stays():
    values = np.array([[1, 1, 1, 0], [2, 2, 2, 9]])
    assert pareto.efficient(values, np.array([5, 3, 4, 9])).tolist() == [1, 3]


def test_pythons_own_integers():
    huge = np.array([[2**80, 2**80 + 1, 0], [1, 0, 0]], object)
    assert pareto.efficient(huge, np.arange(3)).tolist() == [0, 1]
