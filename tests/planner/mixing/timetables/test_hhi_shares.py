"""The cheapest shares under a limit on the HHI: enumeration and tangent cuts find nothing cheaper."""

from itertools import product

import numpy as np
import pytest

from planner.mixing.shares.best_shares import best_shares
from planner.mixing.shares.capped_shares import ranking
from planner.mixing.shares.hhi_shares import hhi_shares
from planner.mixing.timetables.timetable_problem import Cap, CapMeasure, PaidGroup, Problem, Way, cut_intervals

NAMES = [0, 1, 1, 2, 3]
STEPS = 50


def drawn_costs(fleets):
    drawn = np.random.default_rng(17)
    cost = drawn.uniform(1.0, 9.0, size=(5, fleets))
    cost[drawn.random(cost.shape) < 0.25] = np.nan
    return cost


def by_name(shares):
    return np.stack([np.sum([share for share, own in zip(shares, NAMES, strict=True) if own == name], axis=0)
                     for name in range(4)])  # fmt: skip


def cheapest_by_name(cost):
    here = {NAMES[pool]: np.inf for pool in range(5) if np.isfinite(cost[pool])}
    for pool in np.flatnonzero(np.isfinite(cost)):
        here[NAMES[pool]] = min(here[NAMES[pool]], cost[pool])
    return list(here.values())


def every_division(names):
    """Every division of the tokens over so many names in steps of two hundredths."""
    return np.array([(*part, STEPS - sum(part)) for part in product(range(STEPS + 1), repeat=names - 1)
                     if sum(part) <= STEPS]) / STEPS  # fmt: skip


@pytest.mark.parametrize("limit", [0.3, 0.45, 0.7, 1.0])
def test_no_division_that_keeps_the_limit_is_cheaper(limit):
    cost = drawn_costs(40)
    shares = hhi_shares(ranking(cost, NAMES), cost, limit)
    grid = {names: every_division(names) for names in (1, 2, 3, 4)}
    for fleet in range(cost.shape[1]):
        best = cheapest_by_name(cost[:, fleet])
        own = np.array([share[fleet] for share in shares])
        if len(best) * limit < 1.0 - 1e-6:
            assert np.all(np.isnan(own))
            continue
        paid = float(np.sum(own * np.nan_to_num(cost[:, fleet])))
        assert float(own.sum()) == pytest.approx(1.0)
        assert np.all(own >= 0.0)
        assert float(np.square(by_name(own[:, None])).sum()) <= limit + 1e-9
        every = grid[len(best)]
        kept = every[np.square(every).sum(axis=1) <= limit]
        assert not len(kept) or paid <= float(np.min(kept @ np.array(best))) + 1e-9


def test_it_is_what_tangent_cuts_approach():
    cost = drawn_costs(5)
    shares = hhi_shares(ranking(cost, NAMES), cost, 0.45)
    for fleet in np.flatnonzero(np.isfinite(shares[0])):
        here = [pool for pool in range(5) if np.isfinite(cost[pool, fleet])]
        groups = tuple(
            PaidGroup(key=f"{pool}", per_day=float(cost[pool, fleet]), names={"supplier": {f"{NAMES[pool]}": 1.0}})
            for pool in here
        )
        ways = tuple(
            Way(key=one.key, interval=0, tokens_per_day=1.0, groups=(one.key,), compute_shares=one.names)
            for one in groups
        )
        caps = (Cap(layer="supplier", limit=4500.0, measure=CapMeasure.HHI),)
        cut = best_shares(Problem(tokens=1.0, intervals=cut_intervals(groups), groups=groups, ways=ways, caps=caps))
        paid = sum(float(share[fleet]) * np.nan_to_num(cost[pool, fleet]) for pool, share in enumerate(shares))
        assert cut.cost <= paid + 1e-9  # the cuts stop within one point beyond the limit
        assert cut.cost == pytest.approx(paid, rel=1e-3)


def test_names_that_cost_alike_share_alike():
    cost = [np.array(2.0), np.array(2.0), np.array(2.0)]
    shares = hhi_shares(ranking(cost, [0, 1, 2]), cost, 0.4)
    assert [float(share) for share in shares] == pytest.approx([1 / 3, 1 / 3, 1 / 3])
