import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.exploration.frontier import chord_distances, frontier_mask, frontier_rows, hypervolume, knee_position

COST = np.array([100.0, 103, 107, 112, 118, 105, 120])
DEPENDENCE = np.array([1.0, 0.68, 0.545, 0.5, 0.42, 0.8, 0.5])

# Few distinct values, so that ties on one axis and on both are common.
points = st.integers(0, 60).flatmap(
    lambda n: st.tuples(
        arrays(np.float64, n, elements=st.integers(0, 9).map(float)),
        arrays(np.float64, n, elements=st.integers(0, 9).map(float)),
    )
)


def beaten(i, cost, dependence):
    return any(
        cost[j] <= cost[i] and dependence[j] <= dependence[i] and (cost[j] < cost[i] or dependence[j] < dependence[i])
        for j in range(len(cost))
    )


def test_the_published_front_is_found():
    assert frontier_mask(COST, DEPENDENCE).tolist() == [True, True, True, True, True, False, False]
    assert frontier_rows(COST, DEPENDENCE).tolist() == [0, 1, 2, 3, 4]


def test_the_knee_is_farthest_from_the_chord():
    distances = chord_distances(COST[:5], DEPENDENCE[:5])
    assert distances == pytest.approx([0.0, 0.2723, 0.2797, 0.1382, 0.0], abs=5e-5)
    assert knee_position(COST[:5], DEPENDENCE[:5]) == 2


def test_the_hypervolume_counts_the_dominated_area_once():
    assert hypervolume(COST, DEPENDENCE, reference_cost=120, reference_dependence=1.05) == pytest.approx(8.715)


def test_a_front_of_one_point_has_no_knee():
    assert knee_position(np.array([1.0]), np.array([0.5])) is None
    assert knee_position(np.array([]), np.array([])) is None


@given(points)
def test_a_frontier_point_is_never_beaten_and_every_other_is(columns):
    cost, dependence = columns
    expected = [not beaten(i, cost, dependence) for i in range(len(cost))]
    assert frontier_mask(cost, dependence).tolist() == expected


@given(points)
def test_more_plans_never_shrink_the_hypervolume(columns):
    cost, dependence = columns
    half = len(cost) // 2
    reference = {"reference_cost": 10.0, "reference_dependence": 10.0}
    assert hypervolume(cost[:half], dependence[:half], **reference) <= hypervolume(cost, dependence, **reference)


@given(points)
def test_the_hypervolume_equals_the_cells_counted_one_by_one(columns):
    cost, dependence = columns
    cells = sum(
        any(c <= x and d <= y for c, d in zip(cost, dependence, strict=True)) for x in range(10) for y in range(10)
    )
    assert hypervolume(cost, dependence, reference_cost=10.0, reference_dependence=10.0) == pytest.approx(cells)


@given(points)
def test_the_frontier_runs_from_most_to_least_dependent(columns):
    cost, dependence = columns
    rows = frontier_rows(cost, dependence)
    assert np.all(np.diff(dependence[rows]) <= 0)
    assert np.all(np.diff(cost[rows]) >= 0)
