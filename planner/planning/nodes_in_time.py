"""How many nodes end a run by its deadline, found by planning it with more of them: rates fall as pools grow."""

from collections.abc import Callable, Collection, Mapping
from math import ceil, inf

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.cluster import Tenure
from planner.errors import UserError
from planner.plan import Plan
from planner.plan_result import UnmetLimit
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.model import PerformanceModel
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.planning.results import plan_results

_MOST_TIMES = 64  # the nodes there are: no faster run is looked for beyond
_STEP = 1.25  # at least so many times the nodes of the try before: fewer are looked for afterwards


class NodesInTime(Struct, frozen=True, kw_only=True):
    """The nodes of groups, by key, with which a run ends by its deadline, and the limits that it then breaks."""

    nodes: dict[str, int]
    unmet: tuple[UnmetLimit, ...] = ()


def nodes_within_limits(plan: Plan, catalogue: Catalogue | None = None) -> NodesInTime | None:
    """Return the nodes with which a run ends in time and keeps every limit, where that is found; None: never in time.

    All are grown alike; where that breaks a limit, the suppliers alone that are not the largest. Where this keeps not
    all either, the first answer is given with what it breaks.
    """
    found = nodes_in_time(plan, catalogue)
    if found is None:
        return None
    grown = plan_results(with_nodes(plan, found), catalogue)
    if not grown.unmet or grown.dependence is None:
        return NodesInTime(nodes=found, unmet=grown.unmet)
    largest = grown.dependence.layers["supplier"].largest_name
    kept = {key for pool in grown.pools if pool.supplier == largest for key in pool.groups}
    others = nodes_in_time(plan, catalogue, but=kept)
    if others is not None and not plan_results(with_nodes(plan, others), catalogue).unmet:
        return NodesInTime(nodes=others)
    return NodesInTime(nodes=found, unmet=grown.unmet)


def nodes_in_time(
    plan: Plan,
    catalogue: Catalogue | None = None,
    *,
    but: Collection[str] = (),
    model: PerformanceModel = SHIPPED_MODEL,
) -> dict[str, int] | None:
    """Return the nodes of each group, all grown alike but owned ones, with which the run ends by its deadline.

    They are the fewest as far as more nodes are sooner done. None where no growth up to 64 times is enough. ``but`` are
    the keys of groups that do not grow.
    """
    free = {
        one.key: one.nodes
        for one in plan.cluster.groups
        if one.nodes and one.tenure is not Tenure.OWNED and one.key not in but
    }
    deadline = plan.deadline_days
    if not free or deadline is None:
        return None
    grounds = grounds_of(plan, catalogue, model)
    largest = max(free.values())

    def counts(nodes: int) -> dict[str, int]:
        return {key: ceil(own * nodes / largest) for key, own in free.items()}

    def days(nodes: int) -> float:
        try:
            return run_of(with_nodes(plan, counts(nodes)), grounds).days
        except UserError:
            return inf

    found = _fewest(days, largest, deadline)
    return None if found is None else counts(found)


def _fewest(days: Callable[[int], float], nodes: int, deadline: float) -> int | None:
    """Return the fewest nodes, from those given on, that end by the deadline; steps grow by what is too late."""
    late, now, most = nodes - 1, nodes, nodes * _MOST_TIMES
    while (taken := days(now)) > deadline:
        if now == most:
            return None
        times = 2.0 if taken == inf else max(_STEP, taken / deadline)
        late, now = now, min(most, max(now + 1, ceil(now * times)))
    while now - late > 1:
        middle = (late + now) // 2
        late, now = (middle, now) if days(middle) > deadline else (late, middle)
    return now


def with_nodes(plan: Plan, counts: Mapping[str, int]) -> Plan:
    """Return the plan with other nodes of some groups."""
    groups = tuple(replace(group, nodes=counts.get(group.key, group.nodes)) for group in plan.cluster.groups)
    return replace(plan, cluster=replace(plan.cluster, groups=groups))
