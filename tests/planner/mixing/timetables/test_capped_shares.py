import numpy as np
import pytest
from scipy.optimize import linprog

from planner.mixing.shares.best_shares import best_shares
from planner.mixing.shares.capped_shares import cap_curve, capped_shares, ranking
from planner.mixing.timetables.timetable_problem import Cap, PaidGroup, Problem, Way, cut_intervals

COST = np.array([4.315, 4.616, 5.893, 3.713])  # 910B2, A800, H800, H20
DAYS = np.array([112.9, 169.0, 157.0, 241.1])
NAMES = [0, 1, 1, 1]


def shares_of(cost, names, cap, days=None):
    """The shares of fleets as (..., pools)."""
    order = ranking(np.moveaxis(cost, -1, 0), names, None if days is None else np.moveaxis(days, -1, 0))
    return np.stack(np.broadcast_arrays(*capped_shares(order, cap)), axis=-1)


def by_linear_programme(cost, names, cap):
    """The cheapest shares of one fleet, from the definition."""
    here = np.flatnonzero(np.isfinite(cost))
    kinds = sorted({names[pool] for pool in here})
    rows = [[float(names[pool] == kind) for pool in here] for kind in kinds]
    answer = linprog(cost[here], A_ub=rows, b_ub=[cap] * len(kinds), A_eq=[[1.0] * len(here)], b_eq=[1.0])
    return answer.fun if answer.success else None


def test_the_cheapest_ling_division_at_a_cap_of_65_percent():
    shares = shares_of(COST, NAMES, 0.65)
    assert shares == pytest.approx([0.35, 0.0, 0.0, 0.65])
    assert 9.0 * float(shares @ COST) == pytest.approx(35.3, abs=0.05)
    assert float(shares @ DAYS) == pytest.approx(196, abs=0.5)


@pytest.mark.parametrize("cap", [0.2, 0.35, 0.5, 0.65, 1.0])
def test_it_is_the_linear_programmes_answer_in_every_fleet(cap):
    drawn = np.random.default_rng(7)
    cost = drawn.uniform(1.0, 9.0, size=(80, 6))
    cost[drawn.random(cost.shape) < 0.3] = np.nan
    cost[0] = np.nan
    names = [0, 1, 1, 2, 2, 3]
    shares = shares_of(cost, names, cap)
    reachable = 0
    for fleet, row in zip(shares, cost, strict=True):
        best = by_linear_programme(row, names, cap) if np.any(np.isfinite(row)) else None
        if best is None:
            assert np.all(np.isnan(fleet))
            continue
        reachable += 1
        assert float(np.sum(fleet)) == pytest.approx(1.0)
        assert float(np.nansum(fleet * np.nan_to_num(row))) == pytest.approx(best)
        assert np.all(fleet[~np.isfinite(row)] == 0.0)
    assert reachable > 0 or cap == 0.2


def test_of_equally_cheap_pools_the_faster_goes_first():
    cost = np.array([[2.0, 2.0, 2.0]])
    assert shares_of(cost, [0, 0, 1], 1.0).tolist() == [[1.0, 0.0, 0.0]]
    assert shares_of(cost, [0, 0, 1], 1.0, np.array([[3.0, 2.0, 2.5]])).tolist() == [[0.0, 1.0, 0.0]]
    assert shares_of(cost, [0, 0, 1], 0.6, np.array([[3.0, 2.0, 1.5]])) == pytest.approx(np.array([[0, 0.4, 0.6]]))


def test_between_its_breakpoints_the_curve_is_straight():
    drawn = np.random.default_rng(11)
    cost, days = drawn.uniform(1.0, 9.0, size=(40, 5)), drawn.uniform(10.0, 90.0, size=(40, 5))
    cost[drawn.random(cost.shape) < 0.25] = np.nan
    cost[0] = [1.0, np.nan, np.nan, np.nan, np.nan]
    names = [0, 1, 1, 2, 3]
    curve = cap_curve(ranking(cost.T, names, days.T), cost.T, days.T)
    costs, long_days = np.stack(curve.cost_per_token, axis=1), np.stack(curve.days_per_token, axis=1)
    assert curve.caps == pytest.approx([1.0, 1 / 2, 1 / 3, 1 / 4])
    assert np.all(np.isnan(costs[0, 1:]))
    for cap in (0.27, 0.3, 0.4, 0.65, 0.9, 1.0):
        shares = shares_of(cost, names, cap, days)
        exact = np.sum(shares * np.nan_to_num(cost), axis=1)
        long = np.sum(shares * days, axis=1)
        for fleet in np.flatnonzero(np.isfinite(exact)):
            known = np.isfinite(costs[fleet])
            caps = curve.caps[known][::-1]
            assert np.interp(cap, caps, costs[fleet][known][::-1]) == pytest.approx(exact[fleet])
            assert np.interp(cap, caps, long_days[fleet][known][::-1]) == pytest.approx(long[fleet])


@pytest.mark.parametrize("cap", [0.25, 0.4, 0.65, 1.0])
def test_all_fleets_at_once_are_each_fleet_alone_to_the_last_digits(cap):
    drawn = np.random.default_rng(5)
    rate, price = drawn.uniform(1.0, 9.0, size=(5, 60)), drawn.uniform(1.0, 9.0, size=(5, 60))
    names = [0, 1, 1, 2, 3]
    shares = capped_shares(ranking(price / rate, names, 1.0 / rate), cap)
    for fleet in range(60):
        groups = [
            PaidGroup(key=f"{pool}", per_day=float(price[pool, fleet]), names={"supplier": {f"{names[pool]}": 1.0}})
            for pool in range(5)
        ]
        ways = [
            Way(
                key=group.key,
                interval=0,
                tokens_per_day=float(rate[pool, fleet]),
                groups=(group.key,),
                compute_shares=group.names,
            )
            for pool, group in enumerate(groups)
        ]
        alone = best_shares(
            Problem(
                tokens=1.0,
                intervals=cut_intervals(groups),
                groups=tuple(groups),
                ways=tuple(ways),
                caps=(Cap(layer="supplier", limit=cap),),
            )
        )
        for pool, share in enumerate(shares):
            assert share[fleet] == pytest.approx(alone.tokens_by_way.get(f"{pool}", 0.0), abs=1e-9)
