"""Best shares against enumeration, written from the formulas: every order of visits, its days by a linear programme."""

from itertools import chain, pairwise, permutations, product
from math import inf, isfinite

import numpy as np
import pytest
from scipy.optimize import linprog

from planner.mixing.shares.best_shares import OutOfReach, best_shares
from planner.mixing.timetables.timetable import Timetable
from planner.mixing.timetables.timetable_checks import faults, keeps_terms
from planner.mixing.timetables.timetable_problem import (
    Cap,
    CapBasis,
    Objective,
    PaidGroup,
    Problem,
    Stop,
    Waiting,
    Way,
    cut_intervals,
)


def orders(problem):
    """All paths over (interval, way) with at most one visit of a way an interval, as tuples of ways."""
    parts = []
    for interval in range(len(problem.intervals)):
        ways = [way for way in problem.ways if way.interval == interval]
        parts.append([(), *chain.from_iterable(permutations(ways, n) for n in range(1, len(ways) + 1))])
    for choice in product(*parts):
        path = tuple(chain.from_iterable(choice))
        if path and all(may_skip(problem, path, interval) for interval in range(path[-1].interval)):
            yield path


def may_skip(problem, path, interval):
    if any(way.interval == interval for way in path) or problem.may_wait:
        return True
    before = [way for way in path if way.interval < interval]
    length = problem.intervals[interval].to_day - problem.intervals[interval].from_day
    ways = [way for way in problem.ways if way.interval == interval]
    return all(before and problem.stop(before[-1], way).days >= length for way in ways)


def stops_of(problem, path):
    return [Stop(), *(problem.stop(old, new) for old, new in pairwise(path))]


def money(problem, path, days):
    """The spec's money of a path and its days at work; the end lies in the last way's interval."""
    stops = stops_of(problem, path)
    last = path[-1].interval
    in_last = [d + s.days for way, d, s in zip(path, days, stops, strict=True) if way.interval == last]
    end = problem.intervals[last].from_day + sum(in_last)
    total = 0.0
    for group in problem.groups:
        busy = sum(d for way, d in zip(path, days, strict=True) if group.key in way.groups)
        for place, (way, stop) in enumerate(zip(path, stops, strict=True)):
            if group.key in way.groups:
                busy += stop.days
            elif place and group.key in path[place - 1].groups:
                here = problem.intervals[way.interval]
                busy += stop.old_days if group.until_day >= here.to_day else 0.0
        held = max(0.0, min(end, group.until_day) - group.from_day)
        if group.waiting is Waiting.RELEASED:
            total += group.per_day * busy
        elif group.waiting is Waiting.HELD:
            total += group.per_day * held
        else:
            total += group.per_day * (held - group.lent_share * (held - busy))
    stacks = set().union(*(way.stacks for way in path))
    free = 1 if problem.start_stack is None else len(stacks & {problem.start_stack})
    return total + problem.porting_per_stack * (len(stacks) - free)


def spends(problem, path, days):
    """Money of days at work and stops, by supplier."""
    amounts = {}
    for place, (way, stop, worked) in enumerate(zip(path, stops_of(problem, path), days, strict=True)):
        for group in problem.groups:
            busy = 0.0
            if group.key in way.groups:
                busy = worked + stop.days
            elif place and group.key in path[place - 1].groups:
                busy = stop.old_days if group.until_day >= problem.intervals[way.interval].to_day else 0.0
            for name, share in group.names["supplier"].items():
                amounts[name] = amounts.get(name, 0.0) + share * group.per_day * busy
    return amounts


def affine(function, size):
    """Row and constant of a function that is affine in the days near 0."""
    step = 1e-3
    at_zero = function([0.0] * size)
    return [(function([step * (k == i) for k in range(size)]) - at_zero) / step for i in range(size)], at_zero


def best_of_path(problem, path):
    size, stops = len(path), stops_of(problem, path)
    last = path[-1].interval
    rows, most, equal, value = [], [], [[way.tokens_per_day for way in path]], [problem.tokens]
    for interval in {way.interval for way in path}:
        row = [float(way.interval == interval) for way in path]
        stopped = sum(stop.days for way, stop in zip(path, stops, strict=True) if way.interval == interval)
        length = problem.intervals[interval].to_day - problem.intervals[interval].from_day
        if interval != last and not problem.may_wait:
            equal.append(row)
            value.append(length - stopped)
        elif isfinite(length):
            rows.append(row)
            most.append(length - stopped)
        if interval == last and problem.deadline_days is not None:
            rows.append(row)
            most.append(problem.deadline_days - problem.intervals[last].from_day - stopped)
    for cap in problem.caps:
        names = sorted({name for way in problem.ways for name in way.compute_shares["supplier"]})
        for name in names:
            if cap.basis is CapBasis.COMPUTE:
                parts = [way.tokens_per_day * way.compute_shares["supplier"].get(name, 0.0) for way in path]
                rows.append(parts)
                most.append(cap.limit * problem.tokens)
            else:
                over = lambda days, name=name, cap=cap: (  # noqa: E731 - one expression
                    spends(problem, path, days).get(name, 0.0) - cap.limit * sum(spends(problem, path, days).values())
                )
                row, constant = affine(over, size)
                rows.append(row)
                most.append(-constant)
    cost, cost_at_zero = affine(lambda days: money(problem, path, days), size)
    stopped = sum(stop.days for way, stop in zip(path, stops, strict=True) if way.interval == last)
    goal = cost if problem.objective is Objective.COST else [float(way.interval == last) for way in path]
    constant = cost_at_zero if problem.objective is Objective.COST else problem.intervals[last].from_day + stopped
    answer = linprog(goal, A_ub=rows or None, b_ub=most or None, A_eq=equal, b_eq=value)
    return answer.fun + constant if answer.success else inf


def random_problem(seed):
    drawn = np.random.default_rng(seed)
    cut, names = float(drawn.uniform(5.0, 40.0)), ["X", "Y", "X"]
    windows = [(0.0, inf), (cut, inf), (0.0, cut) if seed % 3 == 0 else (0.0, inf)]
    groups = tuple(
        PaidGroup(
            key=key,
            per_day=float(drawn.uniform(1.0, 9.0)),
            waiting=list(Waiting)[int(drawn.integers(3))],
            lent_share=float(drawn.uniform(0.2, 0.9)),
            from_day=begin,
            until_day=end,
            names={"supplier": {name: 1.0}},
        )
        for key, name, (begin, end) in zip("ABC", names, windows, strict=True)
    )
    intervals = cut_intervals(groups)
    rates = {group.key: float(drawn.uniform(0.5, 3.0)) for group in groups}
    ways = []
    for place, interval in enumerate(intervals):
        here = [one for one in groups if one.from_day <= interval.from_day and interval.to_day <= one.until_day]
        ways += [
            Way(
                key=one.key,
                interval=place,
                tokens_per_day=rates[one.key] * (1.0 + 0.3 * place),
                groups=(one.key,),
                compute_shares=one.names,
                stacks=frozenset({f"stack of {one.names['supplier'].keys()}"}),
            )
            for one in here
        ]
    both = rates["A"] + rates["B"]
    ways.append(
        Way(
            key="A+B",
            interval=1,
            tokens_per_day=0.8 * both,
            groups=("A", "B"),
            compute_shares={"supplier": {"X": rates["A"] / both, "Y": rates["B"] / both}},
            stacks=frozenset(f"stack of {group.names['supplier'].keys()}" for group in groups[:2]),
        )
    )
    length = {key: float(drawn.uniform(0.0, 4.0)) for key in product(("A", "B", "C", "A+B"), repeat=2)}

    def stop(old, new):
        return (
            Stop() if old.key == new.key else Stop(days=length[old.key, new.key], old_days=length[old.key, new.key] / 3)
        )

    basis = CapBasis.SPEND if seed % 4 == 1 else CapBasis.COMPUTE
    return Problem(
        tokens=float(drawn.uniform(40.0, 120.0)),
        intervals=intervals,
        groups=groups,
        ways=tuple(ways),
        stop=stop,
        porting_per_stack=float(drawn.uniform(0.0, 60.0)) if seed % 2 else 0.0,
        start_stack=None if seed % 5 else "none of them",
        deadline_days=float(drawn.uniform(30.0, 90.0)) if seed % 3 == 1 else None,
        caps=(Cap(layer="supplier", limit=float(drawn.uniform(0.5, 0.95)), basis=basis),) if seed % 4 else (),
        objective=Objective.DAYS if seed % 7 == 0 else Objective.COST,
        may_wait=seed % 6 == 5,
    )


@pytest.mark.sample(4)
@pytest.mark.parametrize("seed", range(30))
def test_the_best_timetable_is_the_best_of_all_orders(seed):
    problem = random_problem(seed)
    expected = min(best_of_path(problem, path) for path in orders(problem))
    plan = best_shares(problem)
    if not isfinite(expected):
        assert isinstance(plan, OutOfReach)
        return
    assert isinstance(plan, Timetable)
    assert faults(problem, plan) == ()
    assert keeps_terms(problem, plan)
    value = plan.cost if problem.objective is Objective.COST else plan.days
    assert value == pytest.approx(expected, rel=1e-5)
