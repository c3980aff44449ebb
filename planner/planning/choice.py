"""Which timetable a plan takes: ``auto``'s few candidates, best shares, the user's own, or one fixed strategy."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from planner.causes import (
    Cause,
    ChosenWayTakesNoToken,
    CopiesEndLater,
    FewWaysWeighed,
    FixedWayCannotRun,
    FixedWayIsLater,
    NoGain,
    NoNodes,
    NoRoomForOuterState,
    SharesInProportion,
    WindowsTooShort,
)
from planner.english import words
from planner.errors import NothingFitsError, UserError
from planner.mixing.shares.few_ways import few_ways
from planner.mixing.strategies import AUTO, IN_TURN, STRATEGIES, strategy_title
from planner.mixing.strategy import SHOWN_SHARE, Division, pool_id
from planner.mixing.timetables.fixed_timetables import Unfinished, by_shares, throughout, turns
from planner.mixing.timetables.timetable import Timetable
from planner.mixing.timetables.timetable_problem import Problem
from planner.planning.admitted_strategies import strategies_asked
from planner.planning.choice_problem import by_time, problem_of
from planner.planning.mixed_run import deadline_days
from planner.planning.needed_ways import idle_needed, none_needed
from planner.planning.out_of_reach import out_of_reach
from planner.planning.setting import Setting
from planner.planning.ways import ALONE, IntervalWays, PlannedWay
from planner.planning.weighing import TIE, Weighing, floors, idling, weighed_ways
from planner.sentences import listed, sentence


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
    found = (none_needed(setting, asked, best=best) if quick else None) or weighed_ways(setting, asked, weighing)
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


def unweighed_ways(setting: Setting, choice: Choice) -> bool:
    """Say whether a choice of what is taken only may change, or have more to say, once everything is weighed.

    Of best shares only where a pipeline that was left out is a way, or one is faster where nodes of it stay idle.
    """
    if setting.plan.mixing.division is not Division.BEST or not choice.unweighed:
        return choice.unweighed
    exceeded = floors(setting)
    left_out = [STRATEGIES[key] for key in choice.refused if STRATEGIES[key].stages]
    found = setting.ways(left_out, exceeded.worth_telling)
    if any(way.strategy != ALONE for one in found for way in one.ways):
        return True
    known = [IntervalWays(ways=choice.ways, refused={})]
    return idle_needed(setting, strategies_asked(setting.plan), known, idling(setting, exceeded))


def _nothing(setting: Setting) -> UserError:
    small = next((member for members in setting.members for member in members if member.too_small), None)
    if small is not None:
        return NothingFitsError(small.too_small, groups=tuple(group.key for group in small.planned.groups))
    if setting.left_out:
        return setting.left_out[0].reason
    return UserError(words(NoNodes()))


def alone_keys(ways: Sequence[PlannedWay]) -> tuple[str, ...]:
    """Return the keys of the pools that can train alone, each once."""
    return tuple(dict.fromkeys(way.key for way in ways if way.strategy == ALONE))


def _in_turn(problem: Problem, ways: tuple[PlannedWay, ...], refused: Mapping[str, Cause]) -> Choice:
    timetable = _finished(turns(problem), problem)
    return Choice(strategy=IN_TURN, timetable=timetable, problem=problem, ways=ways, refused=refused)


def _finished(found: Timetable | Unfinished, problem: Problem, *, by_user: bool = False) -> Timetable:
    if isinstance(found, Timetable):
        return found
    cause = WindowsTooShort(trained_share=1.0 - found.tokens_left / problem.tokens, by_user=by_user)
    raise UserError(words(cause), cause=cause)


def keys_throughout(strategy: str, found: Sequence[IntervalWays]) -> dict[int, str]:
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
        apart = len(alone_keys(ways)) > 1 and not isinstance(cause, NoRoomForOuterState | CopiesEndLater)
        if barred is not None or apart:
            title = strategy_title(strategy)
            raise UserError(
                sentence("{} is refused here: {} Choose auto or another way.", title, words(cause)), cause=cause
            )
        alone = _finished(throughout(problem, keys_throughout(strategy, found)), problem)
        remarks = _shown_alone(setting, strategy, cause, alone)
        return Choice(strategy=IN_TURN, timetable=alone, problem=problem, ways=ways, refused=refused, remarks=remarks)
    timetable = _finished(throughout(problem, keys_throughout(strategy, found)), problem)
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
        raise UserError(
            sentence(
                "No pool that can train has a share of the tokens; enter shares for some of: {}.",
                listed(", ", sorted(known)),
            )
        )
    timetable = _finished(
        by_shares(problem, {key: share / total for key, share in stated.items()}), problem, by_user=True
    )
    unused = [] if stated.keys() & STRATEGIES.keys() else _chosen_without_token(setting, refused, by_user=True)
    scaled = [SharesInProportion(total=total)] if abs(total - 1.0) >= SHOWN_SHARE else []
    remarks = (*unused, *scaled)
    return Choice(strategy=IN_TURN, timetable=timetable, problem=problem, ways=ways, refused=refused, remarks=remarks)


def _best(setting: Setting, problem: Problem, ways: tuple[PlannedWay, ...], refused: Mapping[str, Cause]) -> Choice:
    from planner.mixing.shares.best_shares import best_shares  # noqa: PLC0415 - SciPy only where it solves

    few = few_ways(problem)
    answer = best_shares(few.problem)
    if not isinstance(answer, Timetable):
        cause = out_of_reach(setting, few.problem, answer)
        raise UserError(words(cause), cause=cause)
    keys = set(answer.tokens_by_way)
    strategy = next((way.strategy for way in ways if way.key in keys and way.strategy != ALONE), IN_TURN)
    unused = [] if keys & STRATEGIES.keys() else _chosen_without_token(setting, refused)
    weighed = [FewWaysWeighed(weighed=few.kept, ways=few.all)] if few.kept < few.all else []
    remarks = (*unused, *weighed)
    return Choice(strategy=strategy, timetable=answer, problem=problem, ways=ways, refused=refused, remarks=remarks)


def _chosen_without_token(
    setting: Setting, refused: Mapping[str, Cause], *, by_user: bool = False
) -> list[ChosenWayTakesNoToken]:
    """Say of a joined way that the user chose that it trains no token; nothing of one pool, or of no choice."""
    chosen = setting.plan.mixing.strategy
    if chosen not in STRATEGIES or len({group.place for group in setting.groups}) <= 1:
        return []
    barred = _barred(setting) or refused.get(chosen)
    reason = "" if barred is None or isinstance(barred, NoGain) or by_user else words(barred)
    return [ChosenWayTakesNoToken(strategy=strategy_title(chosen), reason=reason, by_user=by_user)]


def _auto(setting: Setting, problem: Problem, found: Sequence[IntervalWays], refused: Mapping[str, Cause]) -> Choice:
    """Take of the candidates in time the cheapest, of equals the faster; of none in time the fastest."""
    ways = tuple(way for one in found for way in one.ways)
    candidates: dict[str, Timetable] = {}
    equal = turns(problem)
    if isinstance(equal, Timetable):
        candidates[IN_TURN] = equal
    for strategy in strategies_asked(setting.plan):
        if any(way.strategy == strategy.key and way.tokens_per_s > 0.0 for way in ways):
            made = throughout(problem, keys_throughout(strategy.key, found))
            if isinstance(made, Timetable):
                candidates[strategy.key] = made
    if not candidates:
        _finished(equal, problem)
    deadline, timed = deadline_days(setting.plan), by_time(setting)
    in_time = {key: one for key, one in candidates.items() if deadline is None or one.days <= deadline * (1 + TIE)}
    pick = min(in_time or candidates, key=lambda key: _rank(candidates[key], by_days=timed or not in_time))
    taken = candidates[pick]
    others = {key: one for key, one in candidates.items() if key != pick}
    return Choice(
        strategy=pick, timetable=taken, problem=problem, ways=ways, refused=refused, others=others, late=not in_time
    )


def _rank(timetable: Timetable, *, by_days: bool) -> tuple[float, float]:
    return (timetable.days, timetable.cost) if by_days else (timetable.cost, timetable.days)
