"""Which node groups there are from day to day: intervals cut at the windows of their terms."""

from itertools import pairwise
from math import inf

from msgspec import Struct

from planner.cluster import NodeGroup, PoolPlace
from planner.plan import Plan


class Presence(Struct, frozen=True, kw_only=True):
    """One interval of the plan's days and the groups whose windows are open in it, by pool."""

    from_day: float
    to_day: float
    pools: dict[PoolPlace, tuple[NodeGroup, ...]]


def presences(plan: Plan) -> tuple[Presence, ...]:
    """Return the intervals in order, day 0 first; the last one has no end. Groups without nodes are left out."""
    groups = [group for group in plan.cluster.groups if group.nodes > 0]
    cuts = {0.0}
    for group in groups:
        cuts.add(group.terms.from_day)
        if group.terms.until_day is not None:
            cuts.add(group.terms.until_day)
    days = [*sorted(cuts), inf]
    return tuple(Presence(from_day=start, to_day=end, pools=_open(groups, start, end)) for start, end in pairwise(days))


def _open(groups: list[NodeGroup], start: float, end: float) -> dict[PoolPlace, tuple[NodeGroup, ...]]:
    found: dict[PoolPlace, tuple[NodeGroup, ...]] = {}
    for group in groups:
        until = inf if group.terms.until_day is None else group.terms.until_day
        if group.terms.from_day <= start and end <= until:
            found[group.place] = (*found.get(group.place, ()), group)
    return found
