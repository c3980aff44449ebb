"""The cheapest fleet with its stops is what the programme of timetables finds for every fleet alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.exploration.stopped_shares import StopTerms, best_fleet, least_cost
from planner.mixing.shares.best_shares import best_shares
from planner.mixing.timetables.timetable import Timetable
from planner.mixing.timetables.timetable_problem import Cap, PaidGroup, Problem, Stop, Way, cut_intervals

MOVED_S, RESTART_S = 6_000.0, 30_000.0
DAY_S = 86_400.0
NAMES = ("one", "two", "two", "three")
SIZES = 3  # of each pool, none among them: 81 fleets


def solved(per_day, price, cap, deadline_days):
    """The least cost of a fleet of such rates and prices a day, as a plan solves it; infinite where none is in time."""
    groups = tuple(
        PaidGroup(key=f"{i}", per_day=price[i], names={"supplier": {name: 1.0}})
        for i, name in enumerate(NAMES)
        if per_day[i] > 0.0
    )
    ways = tuple(
        Way(
            key=one.key,
            interval=0,
            tokens_per_day=per_day[int(one.key)],
            groups=(one.key,),
            compute_shares=one.names,
            stacks=frozenset({one.key}),
        )
        for one in groups
    )
    stop = Stop(days=(MOVED_S + RESTART_S) / DAY_S, old_days=MOVED_S / DAY_S)
    problem = Problem(
        tokens=1.0,
        intervals=cut_intervals(groups),
        groups=groups,
        ways=ways,
        caps=(Cap(layer="supplier", limit=cap),) if cap < 1.0 else (),
        deadline_days=deadline_days,
        stop=lambda _old, _new: stop,
    )
    found = best_shares(problem)
    return found.cost if isinstance(found, Timetable) else np.inf


@settings.get_profile("fleets")
@given(
    days=st.lists(st.floats(5.0, 40.0), min_size=4, max_size=4),
    price=st.lists(st.floats(1.0, 9.0), min_size=4, max_size=4),
    cap=st.sampled_from([1.0, 0.7, 0.5, 0.4]),
    deadline=st.sampled_from([None, 8.0, 14.0, 25.0]),
    other=st.integers(1, SIZES**4 - 1),
)
def test_the_best_fleet_is_the_cheapest_of_all_as_each_is_solved_alone(days, price, cap, deadline, other):
    sizes = [np.reshape(np.arange(SIZES), [-1 if axis == i else 1 for axis in range(4)]) for i in range(4)]
    with np.errstate(divide="ignore"):
        seconds = [np.where(one > 0, own * DAY_S / one, np.inf) for one, own in zip(sizes, days, strict=True)]
    terms = StopTerms(
        cost=[np.where(one > 0, own * days[i], np.inf) for i, (one, own) in enumerate(zip(sizes, price, strict=True))],
        seconds=seconds,
        price_per_s=[np.where(one > 0, own * one / DAY_S, np.inf) for one, own in zip(sizes, price, strict=True)],
        names=[list(dict.fromkeys(NAMES)).index(name) for name in NAMES],
        stacks=["a", "b", "b", "c"],
        moved_s=MOVED_S,
        stop_s=MOVED_S + RESTART_S,
        porting=0.0,
        deadline_s=np.inf if deadline is None else deadline * DAY_S,
        shape=(SIZES,) * 4,
    )
    every = least_cost(terms.rows(np.arange(SIZES**4)), cap)
    found = best_fleet(terms, cap, np.zeros(terms.shape), np.inf)
    assert (found is None) == np.isinf(every.min())
    assert found is None or [found[0], every[found[1]]] == pytest.approx([every.min()] * 2, rel=1e-12)
    for row in {other} | ({found[1]} if found else set()):
        fleet = np.unravel_index(row, terms.shape)
        rates, prices = (
            [float(n * one) for n, one in zip(fleet, own, strict=True)] for own in (1 / np.array(days), price)
        )
        assert every[row] == pytest.approx(solved(rates, prices, cap, deadline), rel=3e-6)
    assert best_fleet(terms, cap, np.zeros(terms.shape), every.min() * 0.99) is None
