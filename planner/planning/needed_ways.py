"""Joined ways that nobody would take, told from a bound on their rates: then no pipeline is searched for.

A plan of which only the timetable taken matters (one of thousands that are explored) is planned with joined ways at
rates that none of them exceeds. What takes none of these takes none of the true ones, which are slower.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from math import isfinite, isnan, prod
from typing import Final

from msgspec.structs import replace

from planner.causes import NoGain
from planner.dependence import DependenceBasis
from planner.mixing.pipelines.stages_at_most import part_at_most
from planner.mixing.strategies import Strategy, parts_of
from planner.mixing.timetables.fixed_timetables import throughout, turns
from planner.mixing.timetables.timetable import Timetable
from planner.mixing.timetables.timetable_problem import Objective, Problem
from planner.mixing.working_pool import WorkingPool
from planner.planning.choice_problem import by_time, problem_of
from planner.planning.fewer_nodes import hopeful_parts
from planner.planning.idling import Idling
from planner.planning.members import Member
from planner.planning.setting import Setting
from planner.planning.ways import IntervalWays, PlannedWay
from planner.planning.working_pools import working_pools

_MOST_TIMETABLES: Final = 512  # some 50 ms
_JOINED: Final = "joined"


def none_needed(setting: Setting, strategies: Sequence[Strategy], *, best: bool) -> tuple[IntervalWays, ...] | None:
    """Return the ways of every interval without joined ones; None where one of these might be taken.

    ``best``: at best shares; else of ``auto``'s few timetables one. Pools may idle in both.
    """
    members = [member for own in setting.members for member in own]
    if not strategies or any(member.too_small for member in members) or any(one.own_batches for one in strategies):
        return None
    if setting.plan.mixing.caps:
        return None  # what each pool does of a joined way is not by these rates, and a cap may want just that
    alone = setting.ways(())
    joined = [way for i, own in enumerate(setting.members) for way in _at_most(i, own, setting, strategies)]
    if not all(one.ways for one in alone) or not all(isfinite(way.tokens_per_s) for way in joined):
        return None
    problem = problem_of(setting, [*(way for one in alone for way in one.ways), *joined])
    alone_is_best = _best_without(problem, joined) is not None if best else _auto_without(setting, problem, joined)
    if not alone_is_best:
        return None
    refused = {strategy.key: NoGain() for strategy in strategies}
    return tuple(IntervalWays(ways=one.ways, refused=refused, unweighed=True) for one in alone)


def idle_needed(
    setting: Setting, strategies: Sequence[Strategy], found: Sequence[IntervalWays], idling: Idling
) -> bool:
    """Say whether best shares might take a joined way on fewer nodes beside the ways found: at a rate none exceeds.

    What each pool then works is not known: such a way counts to nobody's share, which no cap likes less. Of shares of
    spend nothing is known.
    """
    able = [one for one in strategies if one.own_nodes]
    members = [[member for member in own if not member.too_small] for own in setting.members]
    fewer = [way for i, own in enumerate(members) for way in _on_fewer_at_most(i, own, setting, able, idling)]
    if not fewer:
        return False
    if setting.plan.mixing.caps and setting.plan.basis is DependenceBasis.SPEND:
        return True
    return _best_without(problem_of(setting, [*(way for one in found for way in one.ways), *fewer]), fewer) is None


def _on_fewer_at_most(
    interval: int, members: Sequence[Member], setting: Setting, strategies: Sequence[Strategy], idling: Idling
) -> Iterator[PlannedWay]:
    """Give joined ways of pools and of parts of them that may leave nodes idle and be worth it, of nobody's share."""
    for strategy in strategies if len(members) > 1 else ():
        for part in hopeful_parts(strategy, members, setting.asked, idling):
            most = float(strategy.most(_pools(part, setting), setting.run))
            places = [member.planned.place for member in part]
            way = _joined(interval, part, most, f"{strategy.key} {places}")
            yield replace(way, parts=dict.fromkeys(places, 0.0))


def _at_most(
    interval: int, members: Sequence[Member], setting: Setting, strategies: Sequence[Strategy]
) -> Iterator[PlannedWay]:
    """Give joined ways of the pools of an interval, and of parts of them, at rates that none of them exceeds."""
    pools, run = _pools(members, setting), setting.run
    several = strategies if len(members) > 1 else ()
    whole = max((_most(one, _pools(members, setting, one), setting) for one in several), default=0.0)
    if whole > 0.0:
        yield _joined(interval, members, whole, "")
    for some in (some for some in parts_of(range(len(members))) if len(some) < len(members)):
        part = [pools[number] for number in some]
        most = max((float(one.most(part, run)) for one in strategies if one.own_nodes), default=0.0)
        if most > 0.0:
            yield _joined(interval, [members[number] for number in some], most, str(some))


def _pools(members: Sequence[Member], setting: Setting, strategy: Strategy | None = None) -> list[WorkingPool]:
    """Return pools as mixing needs them, with their stages for a strategy that works in these."""
    in_stages = strategy is not None and strategy.stages
    return working_pools(members, setting.plan, setting.grounds.model, in_stages=in_stages)


def _joined(interval: int, members: Sequence[Member], tokens_per_s: float, name: str) -> PlannedWay:
    rates = {member.planned.place: member.delivered_tokens_per_s for member in members}
    total = sum(rates.values())
    return PlannedWay(
        strategy=f"{_JOINED} {name}",
        interval=interval,
        members=tuple(members),
        tokens_per_s=tokens_per_s,
        goodput=1.0,
        parts={place: rate / total for place, rate in rates.items()},
    )


def _most(strategy: Strategy, pools: Sequence[WorkingPool], setting: Setting) -> float:
    """Return delivered tokens a second that a strategy does not exceed; infinite where no bound is known."""
    if not strategy.own_nodes and not strategy.stages:  # all nodes work, and nothing has to be searched for
        return float(strategy.rate(pools, setting.run))
    most = float(strategy.most(pools, setting.run))
    if not strategy.stages:
        return most
    known = setting.grounds.stages
    part = float("nan") if known is None else known.of([pool.place for pool in pools])
    if isnan(part):
        part = float(part_at_most(pools, setting.run))
    total = float(sum(float(pool.delivered_tokens_per_s) for pool in pools))
    return most if isnan(part) else min(most, part * total)


def soonest_alone(setting: Setting, strategies: Sequence[Strategy]) -> Timetable | None:
    """Return the soonest end of all, without caps and deadline; None where a joined way might be taken for it.

    Pools that may idle, at batches of their own or as the user fixed the way, can be faster than all at work: of these
    no bound is known.
    """
    if any(member.too_small for own in setting.members for member in own):
        return None
    fixed = setting.plan.mixing.strategy
    if any(one.own_batches or (one.own_nodes and one.key == fixed) for one in strategies):
        return None
    joined = [way for i, own in enumerate(setting.members) for way in _at_most(i, own, setting, strategies)]
    ways = [*(way for one in setting.ways(()) for way in one.ways), *joined]
    if not ways or not all(isfinite(way.tokens_per_s) for way in joined):
        return None
    problem = problem_of(setting, ways, deadline=False, caps=False)
    return _best_without(replace(problem, objective=Objective.DAYS), joined)


def _best_without(problem: Problem, joined: Sequence[PlannedWay]) -> Timetable | None:
    """Return the best shares where they take no joined way."""
    from planner.mixing.shares.best_shares import best_shares  # noqa: PLC0415 - SciPy only where it solves

    answer = best_shares(problem)
    if isinstance(answer, Timetable) and not {way.key for way in joined} & set(answer.tokens_by_way):
        return answer
    return None


def _auto_without(setting: Setting, problem: Problem, joined: Sequence[PlannedWay]) -> bool:
    """Say whether equal turns are in time and better than every timetable that some joined way would make."""
    last, timed, equal = problem.deadline_days, by_time(setting), turns(problem, _alone_keys(setting))
    if not isinstance(equal, Timetable) or (last is not None and equal.days > last):
        return False
    choices = [_choices(interval, problem, joined) for interval in range(len(setting.members))]
    if prod(len(one) for one in choices) > _MOST_TIMETABLES:
        return False
    keys, best = {way.key for way in joined}, equal.days if timed else equal.cost
    for chosen in product(*choices):
        made = throughout(problem, dict(enumerate(chosen))) if keys & set(chosen) else None
        if isinstance(made, Timetable) and (made.days if timed else made.cost) <= best:
            return False
    return True


def _alone_keys(setting: Setting) -> set[str]:
    return {way.key for one in setting.ways(()) for way in one.ways}


def _choices(interval: int, problem: Problem, joined: Sequence[PlannedWay]) -> list[str]:
    """Return the ways of one interval that a timetable of a joined way may have: these, or the fastest pool alone."""
    keys = {way.key for way in joined if way.interval == interval}
    alone = [way for way in problem.ways_in(interval) if way.key not in keys]
    fastest = max(alone, key=lambda way: way.tokens_per_day, default=None)
    return sorted(keys) + ([] if fastest is None else [fastest.key])
