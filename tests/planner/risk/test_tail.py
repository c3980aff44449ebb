import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UserError
from planner.risk import cvar, expected, premium_per_tail
from planner.risk.portfolio import least_risk_shares, mix_sd
from planner.risk.tail import with_rest

STATES = st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0.01, 1.0)), min_size=1, max_size=8)


def states(pairs):
    overruns, weights = np.array(pairs).T
    return overruns, weights / weights.sum()


def by_definition(overruns, weights, alpha):
    """Rockafellar and Uryasev's minimum, tried at every state."""
    return min(t + weights @ np.maximum(overruns - t, 0) / (1 - alpha) for t in overruns)


@pytest.mark.parametrize(("alpha", "tail"), [(0.80, 38.0), (0.90, 55.0), (0.95, 80.0)])
def test_the_worked_tails_of_a_single_supplier(alpha, tail):
    overruns, weights = [0, 12, 30, 80], [0.70, 0.15, 0.10, 0.05]
    assert expected(overruns, weights) == pytest.approx(8.8)
    assert cvar(overruns, weights, alpha) == pytest.approx(tail)


def test_the_worked_premium_of_a_mix():
    weights = [0.70, 0.15, 0.10, 0.05]
    mixed = [6, 10, 18, 30]
    assert expected(mixed, weights) == pytest.approx(9.0)
    assert cvar(mixed, weights, 0.90) == pytest.approx(24.0)
    assert premium_per_tail(9.0, 8.8, 24.0, 55.0) == pytest.approx(0.0065, abs=5e-5)


def test_where_no_tail_is_removed_there_is_no_price_for_it():
    assert premium_per_tail(9.0, 8.8, 55.0, 55.0) is None
    assert premium_per_tail(9.0, 8.8, float("inf"), float("inf")) is None


def test_ending_a_tail_without_end_costs_nothing_per_unit():
    assert premium_per_tail(9.0, float("inf"), 24.0, float("inf")) == 0.0


@given(STATES, st.floats(0.0, 0.99))
def test_the_tail_is_the_minimum_it_is_defined_by(pairs, alpha):
    overruns, weights = states(pairs)
    assert cvar(overruns, weights, alpha) == pytest.approx(by_definition(overruns, weights, alpha), rel=1e-6, abs=1e-3)


@given(STATES, st.floats(0.0, 0.98))
def test_the_tail_is_no_less_than_the_mean_and_grows_with_its_level(pairs, alpha):
    overruns, weights = states(pairs)
    slack = 1e-6 * (1 + np.abs(overruns).max())
    assert cvar(overruns, weights, alpha) >= expected(overruns, weights) - slack
    assert cvar(overruns, weights, alpha + 0.01) >= cvar(overruns, weights, alpha) - slack


@given(STATES, st.floats(-1e6, 1e6))
def test_a_sum_added_to_every_state_is_added_to_the_tail(pairs, amount):
    overruns, weights = states(pairs)
    assert cvar(overruns + amount, weights) == pytest.approx(cvar(overruns, weights) + amount, abs=1e-3)


def test_an_endless_state_makes_the_tail_endless_only_where_it_is_possible():
    assert cvar([0.0, float("inf")], [0.9, 0.1]) == float("inf")
    assert cvar([5.0, float("inf")], [1.0, 0.0]) == 5.0


def test_what_scenarios_leave_is_the_run_as_planned():
    assert with_rest([0.1, 0.2]) == pytest.approx([0.7, 0.1, 0.2])
    with pytest.raises(UserError, match="sum to 110\u202f%"):
        with_rest([0.6, 0.5])
    with pytest.raises(UserError, match="outside"):
        with_rest([-0.1])


def covariance(sds, rho):
    return [[sds[0] ** 2, rho * sds[0] * sds[1]], [rho * sds[0] * sds[1], sds[1] ** 2]]


def test_the_worked_mix_of_two_unit_costs():
    matrix = covariance((0.30, 0.25), 0.2)
    assert mix_sd([0.6, 0.4], matrix) == pytest.approx(0.2227, abs=5e-5)
    assert least_risk_shares(matrix)[0] == pytest.approx(0.3878, abs=5e-5)


@given(st.floats(0.05, 1.0), st.floats(0.05, 1.0), st.floats(-0.9, 0.99))
def test_no_other_mix_varies_less(first, second, rho):
    matrix = covariance((first, second), rho)
    shares = least_risk_shares(matrix)
    assert shares.min() >= 0.0
    assert shares.sum() == pytest.approx(1.0)
    tried = [mix_sd([w, 1 - w], matrix) for w in np.linspace(0, 1, 21)]
    assert mix_sd(shares, matrix) <= min(tried) + 1e-9


def test_a_cost_that_does_not_vary_takes_all():
    assert least_risk_shares([[0.0, 0.0], [0.0, 0.1]]).tolist() == [1.0, 0.0]
