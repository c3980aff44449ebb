"""How many nodes end a run by its deadline, found by planning it with more of them: rates fall as pools grow."""

from collections.abc import Callable, Mapping
from math import ceil, inf

from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.cluster import Tenure
from planner.errors import UserError
from planner.plan import Plan
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.model import SHIPPED_MODEL, PerformanceModel

_MOST_TIMES = 64  # the nodes there are: no faster run is looked for beyond
_STEP = 1.25  # at least so many times the nodes of the try before: fewer are looked for afterwards


def nodes_in_time(
    plan: Plan, catalogue: Catalogue | None = None, *, model: PerformanceModel = SHIPPED_MODEL
) -> dict[str, int] | None:
    """Return the nodes of each group, all grown alike but owned ones, with which the run ends by its deadline.

    They are the fewest as far as more nodes are sooner done. None where no growth up to 64 times is enough.
    """
    free = {one.key: one.nodes for one in plan.cluster.groups if one.nodes and one.tenure is not Tenure.OWNED}
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
