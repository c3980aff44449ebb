"""Which joined ways a plan weighs: those that may be worth telling, or taking, beside equal turns and parts of them."""

from collections.abc import Callable, Sequence
from enum import Enum, auto

from msgspec import Struct
from msgspec.structs import replace

from planner.cluster import Waiting
from planner.dependence import DependenceBasis
from planner.mixing.strategies import AUTO, Strategy
from planner.mixing.strategy import Division
from planner.mixing.timetables.fixed_timetables import turns
from planner.mixing.timetables.timetable import Timetable
from planner.mixing.timetables.timetable_problem import Problem
from planner.planning.choice_problem import by_time, problem_of
from planner.planning.idling import NONE_IDLE, Idling, turns_of_any_parts
from planner.planning.members import Member
from planner.planning.mixed_run import deadline_days
from planner.planning.needed_ways import idle_needed
from planner.planning.setting import Setting
from planner.planning.ways import IntervalWays
from planner.units import SECONDS_PER_DAY

TIE = 1e-9  # relative: figures this close count as equal


class Weighing(Enum):
    """What of the joined ways is weighed: all, or what may be taken, the others left unweighed.

    ``TAKEN`` leaves out joined ways that the one taken beats, and of best shares pipelines that turns of the same parts
    beat, but for stops. ``OF_MANY`` is of a plan of many to be planned so: a bound that takes a while once first says
    whether joined ways matter at all, and pipelines are left out by it alone.
    """

    ALL = auto()
    TAKEN = auto()
    OF_MANY = auto()


def weighed_ways(setting: Setting, strategies: Sequence[Strategy], weighing: Weighing) -> tuple[IntervalWays, ...]:
    """Return the ways of every interval, joined ones where they may be worth telling, or taking."""
    mixing = setting.plan.mixing
    automatic = mixing.strategy == AUTO and mixing.division is Division.AUTO
    pipelines_later = weighing is Weighing.TAKEN and mixing.division is Division.BEST
    exceeded = floors(setting) if mixing.strategy == AUTO else _Floors()
    fastest_only = weighing is not Weighing.ALL and automatic and exceeded.worth_telling > 0.0

    def ways(own: Idling) -> tuple[IntervalWays, ...]:
        return setting.ways(
            strategies,
            exceeded.worth_telling,
            fastest_only=fastest_only,
            stages_floor=exceeded.worth_taking if pipelines_later else 0.0,
            idling=own,
        )

    own = replace(idling(setting, exceeded), later=fastest_only or pipelines_later)
    if mixing.division is not Division.BEST or own.later:
        return ways(own)
    found = ways(NONE_IDLE)
    return ways(own) if idle_needed(setting, strategies, found, own) else found


def idling(setting: Setting, exceeded: "_Floors") -> Idling:
    """Return where nodes of joined ways that nobody fixed may stay idle: shares of the user's own take no such way."""
    if setting.plan.mixing.division is Division.BY_USER:
        return NONE_IDLE
    if setting.plan.mixing.division is Division.BEST:
        return Idling(floor=exceeded.worth_telling, beside=exceeded.beside)
    return Idling(floor=exceeded.worth_taking)


class _Floors(Struct, frozen=True, kw_only=True):
    """Tokens a second below which no joined way is taken neither for days nor for money, and below which none is taken.

    The second is what it has to exceed for what decides here; of best shares, but for stops between turns. ``beside``
    is as of ``Idling``.
    """

    worth_telling: float = 0.0
    worth_taking: float = 0.0
    beside: Callable[[Sequence[Member]], float] = NONE_IDLE.beside


def floors(setting: Setting) -> _Floors:
    """Return what joined ways have to exceed: known where there is one interval and every pool can train alone."""
    division, members = setting.plan.mixing.division, setting.members[0]
    if division is Division.BY_USER:
        return _Floors()
    if len(setting.members) > 1 or len(members) < 2 or any(member.too_small for member in members):  # noqa: PLR2004 - nothing to join
        return _Floors()
    problem = problem_of(setting, setting.ways(())[0].ways)
    if division is Division.BEST:
        capped_spend = setting.plan.basis is DependenceBasis.SPEND and setting.plan.mixing.caps
        beside = NONE_IDLE.beside if capped_spend else turns_of_any_parts(problem)  # turns part the spend otherwise
        return replace(_beside_turns_of_its_parts(problem), beside=beside)
    floors = _beside_equal_turns(setting, problem)
    released = all(group.waiting is Waiting.RELEASED for group in setting.groups)
    return floors if released else replace(floors, worth_telling=0.0)  # what waits at a cost, joined ways would save


def _beside_turns_of_its_parts(problem: Problem) -> _Floors:
    """Return half the rate of the slowest pool alone, and what equal turns deliver.

    Turns of any parts end at the rate of the slowest at the latest and pay no pool for longer; of what a joined way at
    half of it would take, half is left for the stops between them. Replicas work in proportion to their rates: turns of
    these parts take all pools equally long. A pipeline's parts are its layers, which caps may want: pipelines that are
    left out by this are weighed after the figures.
    """
    slowest, equal = min(way.tokens_per_day for way in problem.ways), turns(problem)
    taken = problem.tokens / equal.days * (1.0 - TIE) if isinstance(equal, Timetable) else 0.0
    return _Floors(worth_telling=slowest / SECONDS_PER_DAY / 2.0, worth_taking=taken / SECONDS_PER_DAY)


def _beside_equal_turns(setting: Setting, problem: Problem) -> _Floors:
    """Return the tokens a second at which equal turns are as soon done, or as cheap, and which of the two decides."""
    equal, deadline = turns(problem), deadline_days(setting.plan)
    if not isinstance(equal, Timetable):
        return _Floors()
    per_day = sum(group.per_day for group in problem.groups)
    in_time, at_cost = (
        tokens_per_day / SECONDS_PER_DAY * (1.0 - TIE)
        for tokens_per_day in (
            problem.tokens / equal.days,
            problem.tokens * per_day / equal.cost if equal.cost > 0.0 else 0.0,
        )
    )
    if at_cost == 0.0 or by_time(setting):
        return _Floors(worth_telling=in_time, worth_taking=in_time)
    late = deadline is not None and equal.days > deadline
    return _Floors(worth_telling=min(in_time, at_cost), worth_taking=in_time if late else at_cost)
