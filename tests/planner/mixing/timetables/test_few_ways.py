"""Of very many ways the best of each name are weighed, and a division of two hundred ends."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.mixing.shares.best_shares import best_shares
from planner.mixing.shares.few_ways import MOST_WAYS, few_ways
from planner.mixing.timetables.timetable import Timetable
from planner.mixing.timetables.timetable_checks import faults, keeps_terms
from planner.mixing.timetables.timetable_problem import Cap, PaidGroup, Problem, Way, cut_intervals, equal_stops

MANY = 200
AT_40 = (Cap(layer="supplier", limit=0.4),)


def fleet(ways, **changes):
    drawn = np.random.default_rng(3)
    groups = tuple(
        PaidGroup(key=f"{i:03}", per_day=price, names={"supplier": {f"{i % 5}": 1.0}})
        for i, price in enumerate(drawn.uniform(1.0, 9.0, size=ways).tolist())
    )
    made = tuple(
        Way(key=group.key, interval=0, tokens_per_day=1.0 / days, groups=(group.key,), compute_shares=group.names)
        for group, days in zip(groups, drawn.uniform(100.0, 200.0, size=ways).tolist(), strict=True)
    )
    values = {"tokens": 1.0, "intervals": cut_intervals(groups), "groups": groups, "ways": made, "caps": AT_40}
    return Problem(**{**values, "stop": equal_stops(days=1e-4), **changes})


def test_few_ways_are_all_weighed():
    problem = fleet(MOST_WAYS)
    found = few_ways(problem)
    assert found.problem is problem
    assert found.kept == found.all == MOST_WAYS


def test_of_many_the_cheapest_and_the_fastest_of_each_name_are_kept():
    problem = fleet(MANY)
    found = few_ways(problem)
    kept = {way.key for way in found.problem.ways}
    assert (found.kept, found.all) == (MOST_WAYS, MANY)
    assert len(kept) == MOST_WAYS
    price = {group.key: group.per_day for group in problem.groups}
    for name in range(5):
        own = [way for way in problem.ways if int(way.key) % 5 == name]
        assert min(own, key=lambda way: price[way.key] / way.tokens_per_day).key in kept
        assert max(own, key=lambda way: way.tokens_per_day).key in kept


def test_where_no_programme_is_needed_nothing_is_left_out():
    assert few_ways(fleet(MANY, stop=equal_stops(days=0.0))).kept == MANY


def test_two_hundred_ways_end_as_good_as_without_stops():
    problem = fleet(MANY)
    answer, free = best_shares(problem), best_shares(replace(problem, stop=equal_stops(days=0.0)))
    assert isinstance(answer, Timetable)
    assert not faults(problem, answer)
    assert keeps_terms(problem, answer)
    assert answer.cost == pytest.approx(free.cost, rel=1e-4)  # stops of some seconds
