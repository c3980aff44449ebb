"""A timetable of one model: which way of working runs when, and what follows from that.

A step needs the weights that the step before it made, so at any time one way works, or the run stops or waits.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from planner.errors import BugError
from planner.mixing.timetables.timetable_problem import PaidGroup, Problem, Shares, Waiting, Way
from planner.units import SECONDS_PER_DAY

_NO_WAIT_DAYS = 1e-6  # a tenth of a second: what sums of days, or the solver's tolerance, leave before a cut
WHOLE_SHARE = 1.0 - 1e-9  # a way in which one name does this much of the work hangs on that name


class EntryKind(StrEnum):
    """What a stretch of the timetable is."""

    WORK = "work"
    STOP = "stop"
    WAIT = "wait"


class Visit(Struct, frozen=True, kw_only=True):
    """So many days of work by a way in an interval: a timetable is an order of visits."""

    interval: int
    key: str
    days: float


class Entry(Struct, frozen=True, kw_only=True):
    """One stretch: work of a way, the stop before it, or a wait (no way, no groups).

    ``paid_days`` are the days for which each group counts as working or stopped in it.
    """

    kind: EntryKind
    interval: int
    from_day: float
    to_day: float
    way: str | None = None
    tokens: float = 0.0
    groups: tuple[str, ...] = ()
    paid_days: Mapping[str, float]

    @property
    def days(self) -> float:
        """How long it lasts."""
        return self.to_day - self.from_day


class GroupMoney(Struct, frozen=True, kw_only=True):
    """What one group costs: at work, in stops, held while it waits, and what other work pays of that."""

    work: float = 0.0
    stops: float = 0.0
    waiting: float = 0.0
    lent_credit: float = 0.0

    @property
    def total(self) -> float:
        """The group's money."""
        return self.work + self.stops + self.waiting - self.lent_credit


class Timetable(Struct, frozen=True, kw_only=True):
    """A run of one model over time; days count from day 0, waiting included.

    ``tokens_by_way`` go by the keys of ways, ``work_days`` and ``stop_days`` by group; ``money`` is each group's,
    left-out ones included, ``porting`` each ported stack's. ``compute_shares`` and ``spend_shares`` are by layer and
    name (of tokens; of the money of days at work and stops). ``hanging`` is the share of the run's days on which one
    name did all the work, or stops between two such stretches, by layer and name.
    """

    entries: tuple[Entry, ...]
    visits: tuple[Visit, ...]
    days: float
    tokens_by_way: Mapping[str, float]
    work_days: Mapping[str, float]
    stop_days: Mapping[str, float]
    money: Mapping[str, GroupMoney]
    porting: Mapping[str, float]
    compute_shares: Shares
    spend_shares: Shares
    hanging: Shares

    @property
    def tokens(self) -> float:
        """All tokens trained."""
        return sum(self.tokens_by_way.values())

    @property
    def cost(self) -> float:
        """All money: every group's by its terms, and porting."""
        return sum(one.total for one in self.money.values()) + sum(self.porting.values())

    @property
    def left_out(self) -> tuple[str, ...]:
        """The groups that work no token, in the order given; what they cost stands in ``money``."""
        return tuple(key for key, days in self.work_days.items() if days == 0.0)

    def days_of(self, kind: EntryKind) -> float:
        """Return the days of all entries of a kind."""
        return sum((entry.days for entry in self.entries if entry.kind is kind), start=0.0)

    def seconds_per_step(self, tokens_per_step: float) -> float:
        """Return the mean time of a step, stops and waits included: steps come in a row."""
        return self.days * SECONDS_PER_DAY * tokens_per_step / self.tokens

    def largest_share(self, layer: str) -> float:
        """Return the largest share of compute in a layer; 0 where nothing is known of it."""
        return max(self.compute_shares.get(layer, {}).values(), default=0.0)


def timetable(problem: Problem, visits: Sequence[Visit]) -> Timetable:
    """Return the timetable of an explicit order of visits: each begins as soon as its interval and the stop allow.

    It is built whether it is feasible or not; ``timetable_checks.faults`` says what is wrong with it. A visit of no
    days is a stop alone: the run takes a way up at the end of an interval to go on with it after the cut. Raises
    BugError where a visit names a way that the interval does not have.
    """
    ways = [(_way(problem, visit), visit) for visit in visits]
    entries = tuple(_entries(problem, ways))
    work, stops = _days_of(problem, entries, EntryKind.WORK), _days_of(problem, entries, EntryKind.STOP)
    end_day = entries[-1].to_day if entries else 0.0
    tokens: dict[str, float] = {}
    for way, visit in ways:
        tokens[way.key] = tokens.get(way.key, 0.0) + way.tokens_per_day * visit.days
    return Timetable(
        entries=entries,
        visits=tuple(visit for _, visit in ways),
        days=end_day,
        tokens_by_way=tokens,
        work_days=work,
        stop_days=stops,
        money={one.key: group_money(one, work[one.key], stops[one.key], end_day) for one in problem.groups},
        porting=_porting(problem, ways),
        compute_shares=_compute_shares(ways),
        spend_shares=_spend_shares(problem, work, stops),
        hanging=_hanging([(way, entry) for way, entry in _with_ways(problem, entries)], end_day),
    )


def _way(problem: Problem, visit: Visit) -> Way:
    way = problem.way(visit.interval, visit.key)
    if way is None:
        raise BugError(f"Interval {visit.interval} has no way {visit.key}.")
    return way


def _entries(problem: Problem, ways: Sequence[tuple[Way, Visit]]) -> Iterator[Entry]:
    now, last = 0.0, None
    for way, visit in ways:
        yield from _waits(problem, now, problem.intervals[way.interval].from_day)
        now = max(now, problem.intervals[way.interval].from_day)
        paid = problem.paid_in_stop(last, way)
        days = problem.stop_between(last, way).days
        if days > 0.0:
            yield _entry(way, EntryKind.STOP, (now, now + days), paid)
            now += days
        if visit.days > 0.0:
            worked = dict.fromkeys(way.groups, visit.days)
            yield _entry(way, EntryKind.WORK, (now, now + visit.days), worked, way.tokens_per_day * visit.days)
        now, last = now + visit.days, way


def _entry(
    way: Way, kind: EntryKind, between: tuple[float, float], paid: Mapping[str, float], tokens: float = 0.0
) -> Entry:
    begin, end = between
    return Entry(
        kind=kind,
        interval=way.interval,
        from_day=begin,
        to_day=end,
        way=way.key,
        tokens=tokens,
        groups=way.groups,
        paid_days=paid,
    )


def _waits(problem: Problem, begin: float, end: float) -> Iterator[Entry]:
    for position, interval in enumerate(problem.intervals if end - begin > _NO_WAIT_DAYS else ()):
        since, until = max(begin, interval.from_day), min(end, interval.to_day)
        if since < until:
            yield Entry(kind=EntryKind.WAIT, interval=position, from_day=since, to_day=until, paid_days={})


def _days_of(problem: Problem, entries: Sequence[Entry], kind: EntryKind) -> dict[str, float]:
    days = {group.key: 0.0 for group in problem.groups}
    for entry in entries:
        if entry.kind is kind:
            for key, paid in entry.paid_days.items():
                days[key] += paid
    return days


def group_money(group: PaidGroup, work_days: float, stop_days: float, end_day: float) -> GroupMoney:
    """Return what a group costs in a run that ends on a day, of which it works and stops so many."""
    waited = group.waited_days(end_day, work_days, stop_days)
    lent = group.lent_share if group.waiting is Waiting.LENT else 0.0
    return GroupMoney(
        work=group.per_day * work_days,
        stops=group.per_day * stop_days,
        waiting=group.per_day * waited,
        lent_credit=lent * group.per_day * waited,
    )


def _porting(problem: Problem, ways: Sequence[tuple[Way, Visit]]) -> dict[str, float]:
    tokens: dict[str, float] = {}
    for way, visit in ways:
        for stack in way.stacks:
            tokens[stack] = tokens.get(stack, 0.0) + way.tokens_per_day * visit.days
    start = problem.start_stack
    if start is None and tokens:
        start = min(tokens, key=lambda stack: (-tokens[stack], stack))
    return {stack: problem.porting_per_stack for stack in sorted(tokens) if stack != start}


def _compute_shares(ways: Sequence[tuple[Way, Visit]]) -> dict[str, dict[str, float]]:
    total = sum(way.tokens_per_day * visit.days for way, visit in ways)
    amounts: dict[str, dict[str, float]] = {}
    for way, visit in ways:
        for layer, names in way.compute_shares.items():
            of_layer = amounts.setdefault(layer, {})
            for name, share in names.items():
                of_layer[name] = of_layer.get(name, 0.0) + share * way.tokens_per_day * visit.days / total
    return amounts


def _spend_shares(
    problem: Problem, work: Mapping[str, float], stops: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    spend = {group.key: group.per_day * (work[group.key] + stops[group.key]) for group in problem.groups}
    total = sum(spend.values())
    amounts: dict[str, dict[str, float]] = {}
    for group in problem.groups if total > 0.0 else ():
        for layer, names in group.names.items() if spend[group.key] > 0.0 else ():
            of_layer = amounts.setdefault(layer, {})
            for name, share in names.items():
                of_layer[name] = of_layer.get(name, 0.0) + share * spend[group.key] / total
    return amounts


def _with_ways(problem: Problem, entries: Sequence[Entry]) -> Iterator[tuple[Way, Entry]]:
    for entry in entries:
        way = None if entry.way is None else problem.way(entry.interval, entry.way)
        if way is not None:
            yield way, entry


def _hanging(entries: Sequence[tuple[Way, Entry]], end_day: float) -> dict[str, dict[str, float]]:
    """Return the share of days on which all hangs on one name; a stop counts where both its ways hang on that name."""
    found: dict[str, dict[str, float]] = {}
    before: Way | None = None
    for way, entry in entries:
        for layer in way.compute_shares:
            name = _sole_name(way, layer)
            known = name is not None and (entry.kind is EntryKind.WORK or _sole_name(before, layer) == name)
            of_layer = found.setdefault(layer, {})
            if name is not None and known:
                of_layer[name] = of_layer.get(name, 0.0) + entry.days / end_day
        before = way if entry.kind is EntryKind.WORK else before
    return found


def _sole_name(way: Way | None, layer: str) -> str | None:
    names = {} if way is None else way.compute_shares.get(layer, {})
    return next((name for name, share in names.items() if share >= WHOLE_SHARE), None)
