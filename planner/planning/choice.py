"""Which timetable a plan takes: ``auto``'s few candidates, best shares, the user's own, or one fixed strategy."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from math import inf
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from planner.causes import (
    Cause,
    CopiesEndLater,
    FewWaysWeighed,
    FixedWayCannotRun,
    FixedWayIsLater,
    LateForDeadline,
    LocalSgdWouldEndEarliest,
    LocalSgdWouldMeetDeadline,
    NoNodes,
    NoRoomForOuterState,
    WindowsTooShort,
)
from planner.cluster import Tenure, Waiting
from planner.english import words
from planner.errors import NothingFitsError, UserError
from planner.mixing.shares.few_ways import few_ways
from planner.mixing.strategies import AUTO, IN_TURN, STRATEGIES, Strategy, strategy_title
from planner.mixing.strategy import Division, pool_id
from planner.mixing.timetables.fixed_timetables import Unfinished, by_shares, throughout, turns
from planner.mixing.timetables.timetable import Timetable
from planner.mixing.timetables.timetable_problem import Objective, Problem
from planner.planning.mixed_run import deadline_days
from planner.planning.needed_ways import none_needed
from planner.planning.out_of_reach import out_of_reach
from planner.planning.setting import Setting, by_time, problem_of, strategies_asked
from planner.planning.ways import ALONE, IntervalWays, PlannedWay
from planner.sentences import sentence
from planner.units import SECONDS_PER_DAY

_TIE = 1e-9  # relative: figures this close count as equal


class Weighing(Enum):
    """What of the joined ways is weighed: all, or what may be taken, the others left unweighed.

    ``TAKEN`` leaves out joined ways that the one taken beats, and of best shares pipelines that turns of the same parts
    beat, but for stops. ``OF_MANY`` is of a plan of many to be planned so: a bound that takes a while once first says
    whether joined ways matter at all, and pipelines are left out by it alone.
    """

    ALL = auto()
    TAKEN = auto()
    OF_MANY = auto()


class Choice(Struct, frozen=True, kw_only=True):
    """The timetable taken and what it is made from.

    ``strategy`` is the joined one taken, ``in-turn`` where pools work alone. ``refused`` holds for each strategy of
    the last interval why it cannot run, ``others`` the timetables that were weighed against the one taken, by
    strategy. ``remarks`` are what the choice itself has to say, ``late`` that no candidate of ``auto`` ends in time:
    what would is looked for where it is said (``choice_remarks``), since it takes pools at batches of their own.
    ``unweighed``: nothing says what a joined way would come to that the one taken beats.
    """

    strategy: str
    timetable: Timetable
    problem: Problem
    ways: tuple[PlannedWay, ...]
    refused: Mapping[str, Cause] = field(default_factory=dict)
    others: Mapping[str, Timetable] = field(default_factory=dict)
    remarks: tuple[Cause, ...] = ()
    late: bool = False
    unweighed: bool = False

    def way(self, interval: int, key: str) -> PlannedWay:
        """Return the way of an entry of the timetable."""
        return next(way for way in self.ways if (way.interval, way.key) == (interval, key))


def choose(setting: Setting, weighing: Weighing = Weighing.ALL) -> Choice:
    """Return what the plan's choice comes to; raises UserError where nothing can be trained so."""
    mixing = setting.plan.mixing
    automatic = mixing.strategy == AUTO and mixing.division is Division.AUTO
    asked = strategies_asked(setting.plan)
    best, windows = mixing.division is Division.BEST, len(setting.members) > 1
    quick = weighing is Weighing.OF_MANY and mixing.strategy == AUTO and (best or (automatic and windows))
    found = (none_needed(setting, asked, best=best) if quick else None) or _weighed(setting, asked, weighing)
    ways = tuple(way for one in found for way in one.ways)
    refused = {key: cause for one in found for key, cause in one.refused.items()}
    if not ways:
        raise _nothing(setting)
    problem = problem_of(setting, ways)
    if best:
        return replace(_best(setting, problem, ways, refused), unweighed=any(one.unweighed for one in found))
    if mixing.division is Division.BY_USER and mixing.token_shares:
        return _by_user(setting, problem, ways, refused)
    if mixing.strategy == AUTO:
        choice = _auto(setting, problem, found, refused)
        return replace(choice, unweighed=any(one.unweighed for one in found))
    if mixing.strategy == IN_TURN:
        return _in_turn(problem, ways, refused)
    return _fixed(setting, problem, found, refused)


def _weighed(setting: Setting, strategies: Sequence[Strategy], weighing: Weighing) -> tuple[IntervalWays, ...]:
    """Return the ways of every interval, joined ones where they may be worth telling, or taking."""
    mixing = setting.plan.mixing
    automatic = mixing.strategy == AUTO and mixing.division is Division.AUTO
    pipelines_later = weighing is Weighing.TAKEN and mixing.division is Division.BEST
    floors = _floors(setting) if mixing.strategy == AUTO else _Floors()
    return setting.ways(
        strategies,
        floors.worth_telling,
        fastest_only=weighing is not Weighing.ALL and automatic and floors.worth_telling > 0.0,
        stages_floor=floors.worth_taking if pipelines_later else 0.0,
        idle_floor=floors.worth_taking if automatic else inf,
    )


def unweighed_ways(setting: Setting, choice: Choice) -> bool:
    """Say whether a choice of what is taken only may change, or have more to say, once everything is weighed.

    Of best shares only where a pipeline that was left out is a way.
    """
    if setting.plan.mixing.division is not Division.BEST or not choice.unweighed:
        return choice.unweighed
    left_out = [STRATEGIES[key] for key in choice.refused if STRATEGIES[key].stages]
    found = setting.ways(left_out, _floors(setting).worth_telling)
    return any(way.strategy != ALONE for one in found for way in one.ways)


def choice_remarks(setting: Setting, choice: Choice) -> tuple[Cause, ...]:
    """Return what a choice has to say; of one that ends late whether local SGD alone would end in time."""
    deadline = deadline_days(setting.plan)
    if not choice.late or deadline is None:
        return choice.remarks
    return *choice.remarks, *_late(setting, choice, deadline)


def alone_choices(setting: Setting, choice: Choice) -> tuple[Choice, ...]:
    """Return each pool doing the run alone; groups not taken cost nothing, unless they are owned or reserved."""
    found = []
    for key in _alone_keys(choice.ways):
        own = tuple(way for way in choice.ways if way.strategy == ALONE and way.key == key)
        taken = {group for way in own for group in way.groups}
        kept = {group.key for group in setting.groups if group.tenure in {Tenure.OWNED, Tenure.RESERVED}} | taken
        groups = tuple(
            group if group.key in kept else replace(group, waiting=Waiting.RELEASED) for group in choice.problem.groups
        )
        coefficients = tuple(way for way in choice.problem.ways if way.key == key)
        problem = replace(choice.problem, groups=groups, ways=coefficients, caps=(), deadline_days=None)
        timetable = throughout(problem, {way.interval: key for way in own})
        if isinstance(timetable, Timetable):
            found.append(Choice(strategy=IN_TURN, timetable=timetable, problem=problem, ways=own))
    return tuple(found)


def fastest(problem: Problem) -> Timetable | None:
    """Return the soonest end by any way, without caps and deadline; None where the run never ends."""
    if not problem.ways:
        return None
    if len(problem.intervals) == 1:
        best = max(problem.ways, key=lambda way: (way.tokens_per_day, way.key), default=None)
        if best is None:
            return None
        found = throughout(problem, {0: best.key})
        return found if isinstance(found, Timetable) else None
    from planner.mixing.shares.best_shares import best_shares  # noqa: PLC0415 - SciPy only where windows need it

    answer = best_shares(replace(problem, objective=Objective.DAYS, caps=(), deadline_days=None))
    return answer if isinstance(answer, Timetable) else None


class _Floors(Struct, frozen=True, kw_only=True):
    """Tokens a second below which no joined way is taken neither for days nor for money, and below which none is taken.

    The second is what it has to exceed for what decides here; of best shares, but for stops between turns.
    """

    worth_telling: float = 0.0
    worth_taking: float = 0.0


def _floors(setting: Setting) -> _Floors:
    """Return what joined ways have to exceed: known where there is one interval and every pool can train alone."""
    division, members = setting.plan.mixing.division, setting.members[0]
    if division is Division.BY_USER:
        return _Floors()
    if len(setting.members) > 1 or len(members) < 2 or any(member.too_small for member in members):  # noqa: PLR2004 - nothing to join
        return _Floors()
    problem = problem_of(setting, setting.ways(())[0].ways)
    if division is Division.BEST:
        return _beside_turns_of_its_parts(problem)
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
    taken = problem.tokens / equal.days * (1.0 - _TIE) if isinstance(equal, Timetable) else 0.0
    return _Floors(worth_telling=slowest / SECONDS_PER_DAY / 2.0, worth_taking=taken / SECONDS_PER_DAY)


def _beside_equal_turns(setting: Setting, problem: Problem) -> _Floors:
    """Return the tokens a second at which equal turns are as soon done, or as cheap, and which of the two decides."""
    equal, deadline = turns(problem), deadline_days(setting.plan)
    if not isinstance(equal, Timetable):
        return _Floors()
    per_day = sum(group.per_day for group in problem.groups)
    in_time, at_cost = (
        tokens_per_day / SECONDS_PER_DAY * (1.0 - _TIE)
        for tokens_per_day in (
            problem.tokens / equal.days,
            problem.tokens * per_day / equal.cost if equal.cost > 0.0 else 0.0,
        )
    )
    if at_cost == 0.0 or by_time(setting):
        return _Floors(worth_telling=in_time, worth_taking=in_time)
    late = deadline is not None and equal.days > deadline
    return _Floors(worth_telling=min(in_time, at_cost), worth_taking=in_time if late else at_cost)


def _nothing(setting: Setting) -> UserError:
    small = next((member for members in setting.members for member in members if member.too_small), None)
    if small is not None:
        return NothingFitsError(small.too_small, groups=tuple(group.key for group in small.planned.groups))
    if setting.left_out:
        return setting.left_out[0].reason
    return UserError(words(NoNodes()))


def _alone_keys(ways: Sequence[PlannedWay]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(way.key for way in ways if way.strategy == ALONE))


def _in_turn(problem: Problem, ways: tuple[PlannedWay, ...], refused: Mapping[str, Cause]) -> Choice:
    timetable = _finished(turns(problem), problem)
    return Choice(strategy=IN_TURN, timetable=timetable, problem=problem, ways=ways, refused=refused)


def _finished(found: Timetable | Unfinished, problem: Problem, *, by_user: bool = False) -> Timetable:
    if isinstance(found, Timetable):
        return found
    cause = WindowsTooShort(trained_share=1.0 - found.tokens_left / problem.tokens, by_user=by_user)
    raise UserError(words(cause), cause=cause)


def _keys_throughout(strategy: str, found: Sequence[IntervalWays]) -> dict[int, str]:
    """Return for each interval the joined way, where it cannot run the fastest pool alone."""
    keys = {}
    for number, interval in enumerate(found):
        joined = next((way for way in interval.ways if way.strategy == strategy and way.tokens_per_s > 0.0), None)
        alone = max((way for way in interval.ways if way.strategy == ALONE), key=_speed, default=None)
        taken = joined or alone
        if taken is not None:
            keys[number] = taken.key
    return keys


def _speed(way: PlannedWay) -> float:
    return way.tokens_per_s


def _fixed(setting: Setting, problem: Problem, found: Sequence[IntervalWays], refused: Mapping[str, Cause]) -> Choice:
    """Take the way that the user fixed in every interval in which it can run.

    Where it runs in none, days of another way are shown as such: of the one pool that can train, or where others lack
    room for the outer state, or copies on several would end later, the fastest. Raises UserError with the cause where
    several pools could train apart, or could not work so on any number of nodes.
    """
    strategy = setting.plan.mixing.strategy
    ways = tuple(way for one in found for way in one.ways)
    if not any(way.strategy == strategy for way in ways):
        barred = _barred(setting)
        cause = barred or refused[strategy]
        apart = len(_alone_keys(ways)) > 1 and not isinstance(cause, NoRoomForOuterState | CopiesEndLater)
        if barred is not None or apart:
            title = strategy_title(strategy)
            raise UserError(
                sentence("{} is refused here: {} Choose auto or another way.", title, words(cause)), cause=cause
            )
        alone = _finished(throughout(problem, _keys_throughout(strategy, found)), problem)
        remarks = _shown_alone(setting, strategy, cause, alone)
        return Choice(strategy=IN_TURN, timetable=alone, problem=problem, ways=ways, refused=refused, remarks=remarks)
    timetable = _finished(throughout(problem, _keys_throughout(strategy, found)), problem)
    taken = strategy if strategy in timetable.tokens_by_way else IN_TURN  # the run may end before others come
    return Choice(strategy=taken, timetable=timetable, problem=problem, ways=ways, refused=refused)


def _barred(setting: Setting) -> Cause | None:
    """Return what keeps the fixed way from running over the plan's pools whatever their nodes; None of one pool."""
    groups = {group.place: group for group in setting.groups if group.key not in setting.idle}
    if len(groups) <= 1:
        return None
    entries = [setting.grounds.catalogue.accelerators.get(group.accelerator) for group in groups.values()]
    stacks = dict.fromkeys(entry.ported_stack for entry in entries if entry is not None)
    return STRATEGIES[setting.plan.mixing.strategy].barred(tuple(stacks), setting.run)


def _shown_alone(setting: Setting, strategy: str, cause: Cause, alone: Timetable) -> tuple[Cause, ...]:
    """Say that the way the user fixed does not run, and whose days are shown; nothing of a fleet of one pool."""
    if len({group.place for group in setting.groups}) <= 1:
        return ()
    names = tuple(name for place, name in setting.names.items() if pool_id(place) in alone.tokens_by_way)
    title = strategy_title(strategy)
    if isinstance(cause, CopiesEndLater):
        return (FixedWayIsLater(strategy=title, shown=names),)
    return (FixedWayCannotRun(strategy=title, reason=words(cause), shown=names),)


def _by_user(setting: Setting, problem: Problem, ways: tuple[PlannedWay, ...], refused: Mapping[str, Cause]) -> Choice:
    known = {way.key for way in ways}
    stated = {key: share for key, share in setting.plan.mixing.token_shares.items() if share > 0.0 and key in known}
    total = sum(stated.values())
    if not total > 0.0:
        raise UserError("No pool that can train has a share of the tokens; enter shares for the pools of the plan.")
    timetable = _finished(
        by_shares(problem, {key: share / total for key, share in stated.items()}), problem, by_user=True
    )
    return Choice(strategy=IN_TURN, timetable=timetable, problem=problem, ways=ways, refused=refused)


def _best(setting: Setting, problem: Problem, ways: tuple[PlannedWay, ...], refused: Mapping[str, Cause]) -> Choice:
    from planner.mixing.shares.best_shares import best_shares  # noqa: PLC0415 - SciPy only where it solves

    few = few_ways(problem)
    answer = best_shares(few.problem)
    if not isinstance(answer, Timetable):
        cause = out_of_reach(setting, few.problem, answer)
        raise UserError(words(cause), cause=cause)
    keys = set(answer.tokens_by_way)
    strategy = next((way.strategy for way in ways if way.key in keys and way.strategy != ALONE), IN_TURN)
    remarks = (FewWaysWeighed(weighed=few.kept, ways=few.all),) if few.kept < few.all else ()
    return Choice(strategy=strategy, timetable=answer, problem=problem, ways=ways, refused=refused, remarks=remarks)


def _auto(setting: Setting, problem: Problem, found: Sequence[IntervalWays], refused: Mapping[str, Cause]) -> Choice:
    """Take of the candidates in time the cheapest, of equals the faster; of none in time the fastest."""
    ways = tuple(way for one in found for way in one.ways)
    candidates: dict[str, Timetable] = {}
    equal = turns(problem)
    if isinstance(equal, Timetable):
        candidates[IN_TURN] = equal
    for strategy in strategies_asked(setting.plan):
        if any(way.strategy == strategy.key and way.tokens_per_s > 0.0 for way in ways):
            made = throughout(problem, _keys_throughout(strategy.key, found))
            if isinstance(made, Timetable):
                candidates[strategy.key] = made
    if not candidates:
        _finished(equal, problem)
    deadline, timed = deadline_days(setting.plan), by_time(setting)
    in_time = {key: one for key, one in candidates.items() if deadline is None or one.days <= deadline * (1 + _TIE)}
    pick = min(in_time or candidates, key=lambda key: _rank(candidates[key], by_days=timed or not in_time))
    taken = candidates[pick]
    others = {key: one for key, one in candidates.items() if key != pick}
    return Choice(
        strategy=pick, timetable=taken, problem=problem, ways=ways, refused=refused, others=others, late=not in_time
    )


def _rank(timetable: Timetable, *, by_days: bool) -> tuple[float, float]:
    return (timetable.days, timetable.cost) if by_days else (timetable.cost, timetable.days)


def _late(setting: Setting, choice: Choice, deadline: float) -> tuple[Cause, ...]:
    """Say that nothing ends in time, and where local SGD alone would, or would end before all else."""
    taken = choice.timetable
    late = LateForDeadline(days=taken.days, deadline_days=deadline)
    changing = [strategy for strategy in STRATEGIES.values() if not strategy.keeps_optimiser]
    if len(setting.pools) < 2:  # noqa: PLR2004 - nothing to average
        return (late,)
    found = setting.ways(changing)
    ways = [way for one in found for way in one.ways]
    for strategy in changing:
        if any(way.strategy == strategy.key for way in ways):
            made = throughout(problem_of(setting, ways), _keys_throughout(strategy.key, found))
            if isinstance(made, Timetable):
                return late, *_changing_optimiser(setting, choice, made, deadline)
    return (late,)


def _changing_optimiser(setting: Setting, choice: Choice, made: Timetable, deadline: float) -> tuple[Cause, ...]:
    """Say that a way that changes the optimiser ends in time, or, where nothing does, before every other."""
    taken, known = choice.timetable, not setting.price_problems
    beside: dict[str, Any] = {
        "days": made.days,
        "deadline_days": deadline,
        "days_earlier": taken.days - made.days,
        "extra_cost": made.cost - taken.cost if known else None,
        "currency": setting.plan.currency,
    }
    if made.days <= deadline:
        return (LocalSgdWouldMeetDeadline(**beside),)
    others = (choice.timetable, *(one.timetable for one in alone_choices(setting, choice)))
    if made.days < min(one.days for one in others) * (1.0 - _TIE):
        return (LocalSgdWouldEndEarliest(**beside),)
    return ()
