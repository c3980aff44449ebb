"""What a timetable is made from: intervals, node groups with their terms, ways of working, stops and caps.

Everything here is a plain coefficient: rates in tokens a day (delivered, goodput in), days counted from the plan's
start, money in one unit that nobody here knows. One model can do on several pools what is written in these values
and nothing else; how the coefficients come about is the caller's business.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final

from msgspec import Struct, field

from planner.cluster import Waiting
from planner.errors import BugError

__all__ = [
    "NO_STOP",
    "Cap",
    "CapBasis",
    "CapMeasure",
    "Interval",
    "Objective",
    "PaidGroup",
    "Problem",
    "Shares",
    "Stop",
    "StopRule",
    "Waiting",
    "Way",
    "WayKind",
    "cut_intervals",
    "equal_stops",
]

Shares = Mapping[str, Mapping[str, float]]  # layer -> name -> share, 0 to 1; what is unknown is missing


class WayKind(StrEnum):
    """How a way of working uses its pools: one alone, or several at the same time."""

    ALONE = "alone"
    JOINED = "joined"


class Objective(StrEnum):
    """What best shares minimise."""

    COST = "cost"
    DAYS = "days"


class CapBasis(StrEnum):
    """What a cap's shares are shares of: tokens delivered, or money of days at work and stops."""

    COMPUTE = "compute"
    SPEND = "spend"


class CapMeasure(StrEnum):
    """What a cap limits: the largest share (0 to 1) or the HHI (points, 10,000 is one name; on compute only)."""

    LARGEST = "largest"
    HHI = "hhi"


class Cap(Struct, frozen=True, kw_only=True):
    """An upper limit on how much of a layer's compute or spend hangs on one name."""

    layer: str
    limit: float
    basis: CapBasis = CapBasis.COMPUTE
    measure: CapMeasure = CapMeasure.LARGEST

    def __post_init__(self) -> None:
        if self.measure is CapMeasure.HHI and self.basis is CapBasis.SPEND:
            raise BugError("An HHI on spend is reported, not optimised.")


_ROUNDING: Final = 1e-9  # of the days that a group is there: what sums of days leave


class PaidGroup(Struct, frozen=True, kw_only=True):
    """A node group: its window, what it costs a day, and who pays while it waits.

    A released group costs ``per_day`` for its days at work and in stops. A held one costs it from its first day to
    the end of the run or its last day, whichever is first. A lent one costs as held, less ``lent_share`` of
    ``per_day`` for every one of those days on which it neither works nor stops. ``names`` say whose money that is,
    for caps on spend.
    """

    key: str
    per_day: float
    waiting: Waiting = Waiting.RELEASED
    from_day: float = 0.0
    until_day: float = math.inf
    lent_share: float = 0.5
    names: Shares = field(default_factory=dict)

    def held_days(self, end_day: float) -> float:
        """Return how long the group is there until the run ends."""
        return max(0.0, min(end_day, self.until_day) - self.from_day)

    def waited_days(self, end_day: float, work_days: float, stop_days: float = 0.0) -> float:
        """Return how long a group that is kept is there until the run ends and neither works nor stops.

        What rounding leaves of a group that is busy all the time is no wait.
        """
        if self.waiting is Waiting.RELEASED:
            return 0.0
        held = self.held_days(end_day)
        waited = held - work_days - stop_days
        return waited if waited > _ROUNDING * held else 0.0

    @property
    def per_held_day(self) -> float:
        """What a day costs that the group is there, whatever it does."""
        kept = {Waiting.RELEASED: 0.0, Waiting.HELD: 1.0, Waiting.LENT: 1.0 - self.lent_share}
        return kept[self.waiting] * self.per_day

    @property
    def per_worked_day(self) -> float:
        """What a day at work or in a stop costs beyond ``per_held_day``."""
        return self.per_day - self.per_held_day


class Interval(Struct, frozen=True, kw_only=True):
    """A stretch of days in which no window opens or closes; the last one is open (``to_day`` inf)."""

    from_day: float
    to_day: float = math.inf

    @property
    def length_days(self) -> float:
        """The days between its ends."""
        return self.to_day - self.from_day


def cut_intervals(groups: Sequence[PaidGroup]) -> tuple[Interval, ...]:
    """Return the intervals from day 0 on, cut where any group's window begins or ends; without windows there is one.

    >>> [one.to_day for one in cut_intervals([PaidGroup(key="a", per_day=1.0, from_day=60.0)])]
    [60.0, inf]
    """
    days = {day for group in groups for day in (group.from_day, group.until_day) if 0.0 < day < math.inf}
    cuts = [0.0, *sorted(days), math.inf]
    return tuple(Interval(from_day=begin, to_day=end) for begin, end in pairwise(cuts))


class Way(Struct, frozen=True, kw_only=True):
    """One way of working in one interval, at the size its pools have there.

    ``key`` is the same in every interval the way exists in; ``tokens_per_day`` is delivered. ``groups`` are the node
    groups that work in it and ``stacks`` the software stacks that take part. ``compute_shares`` are each name's share
    of the step's work in each layer (a way of one name: 1); a layer that is not known is missing.
    """

    key: str
    interval: int
    tokens_per_day: float
    groups: tuple[str, ...]
    compute_shares: Shares = field(default_factory=dict)
    stacks: frozenset[str] = frozenset()
    kind: WayKind = WayKind.ALONE


class Stop(Struct, frozen=True, kw_only=True):
    """The stop when one way follows another: how long nothing is trained, and how long it is paid.

    Groups of the new way are paid (or, held and lent, count as not waiting) for ``days``; groups that belong to the
    old way alone for ``old_days`` of them, such as the time the checkpoint takes over the link.
    """

    days: float = 0.0
    old_days: float = 0.0


StopRule = Callable[[Way, Way], Stop]
NO_STOP = Stop()


def equal_stops(*, days: float, resized_days: float = 0.0, old_days: float = 0.0) -> StopRule:
    """Return the rule by which every takeover costs ``days``, a pool's change of size at a cut ``resized_days``.

    A way that continues over a cut with the same groups does not stop.
    """

    def rule(old: Way, new: Way) -> Stop:
        if old.key != new.key:
            return Stop(days=days, old_days=old_days)
        return NO_STOP if set(old.groups) == set(new.groups) else Stop(days=resized_days)

    return rule


class Problem(Struct, frozen=True, kw_only=True):
    """A run of one model: its tokens, and all that may be done in each interval.

    ``stop(old, new)`` is the stop when way ``new`` follows ``old``, in the same interval or over a cut. Porting costs
    ``porting_per_stack`` once for every stack that takes part beyond ``start_stack``; where that is None the run
    starts from the stack with the most tokens. ``deadline_days`` (None: none) counts from day 0. Without
    ``may_wait`` a run waits only where no way can work in an interval.
    Raises BugError where a way stands outside its groups' windows or the values contradict each other.
    """

    tokens: float
    intervals: tuple[Interval, ...]
    groups: tuple[PaidGroup, ...]
    ways: tuple[Way, ...]
    stop: StopRule = equal_stops(days=0.0)
    porting_per_stack: float = 0.0
    start_stack: str | None = None
    deadline_days: float | None = None
    caps: tuple[Cap, ...] = ()
    objective: Objective = Objective.COST
    may_wait: bool = False

    def __post_init__(self) -> None:
        by_key = self.group_by_key()
        if len({(way.interval, way.key) for way in self.ways}) < len(self.ways) or len(by_key) < len(self.groups):
            raise BugError("Two ways of an interval, or two groups, bear one key.")
        if not self.tokens > 0.0 or any(not way.tokens_per_day > 0.0 for way in self.ways):
            raise BugError("Tokens and rates have to be above 0; a way that cannot work is left out.")
        if self.porting_per_stack > 0.0 and any(not way.stacks for way in self.ways):
            raise BugError("Where porting costs, every way names its stacks.")
        for way in self.ways:
            closed = [key for key in way.groups if not self.is_open(by_key[key], way.interval)]
            if closed:
                raise BugError(
                    f"Way {way.key} works in interval {way.interval} with {closed}, whose windows are closed."
                )

    def group_by_key(self) -> dict[str, PaidGroup]:
        """Return the groups by their keys."""
        return {group.key: group for group in self.groups}

    def is_open(self, group: PaidGroup, interval: int) -> bool:
        """Say whether the group's window covers the interval."""
        one = self.intervals[interval]
        return group.from_day <= one.from_day and one.to_day <= group.until_day

    def ways_in(self, interval: int) -> tuple[Way, ...]:
        """Return the ways of an interval, in the order given."""
        return tuple(way for way in self.ways if way.interval == interval)

    def way(self, interval: int, key: str) -> Way | None:
        """Return the way of this key in the interval; None where it does not exist there."""
        return next((way for way in self.ways if (way.interval, way.key) == (interval, key)), None)

    def per_day(self, way: Way) -> float:
        """Return what a day costs of all groups in a way, whatever their terms."""
        by_key = self.group_by_key()
        return sum(by_key[key].per_day for key in way.groups)

    def stop_between(self, old: Way | None, new: Way) -> Stop:
        """Return the stop before ``new``; the first way of a run (``old`` None) starts without one."""
        return NO_STOP if old is None else self.stop(old, new)

    def paid_in_stop(self, old: Way | None, new: Way) -> dict[str, float]:
        """Return the days for which each group is paid in the stop before ``new``.

        A group of the old way whose window is closed by then is not paid.
        """
        stop, by_key = self.stop_between(old, new), self.group_by_key()
        paid = dict.fromkeys(new.groups, stop.days)
        for key in () if old is None else old.groups:
            if key not in paid and stop.old_days > 0.0 and self.is_open(by_key[key], new.interval):
                paid[key] = stop.old_days
        return paid

    def may_pass(self, old: Way | None, interval: int) -> bool:
        """Say whether a run that worked by ``old`` last may let a whole interval pass.

        It may where it may wait, and where no way fits: none is there, or every stop lasts as long as the interval.
        """
        length = self.intervals[interval].length_days
        return self.may_wait or all(self.stop_between(old, way).days >= length for way in self.ways_in(interval))
