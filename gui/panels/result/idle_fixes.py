"""Nodes that stay idle and are paid for: the numbers that train as fast, said with a button."""

from msgspec.structs import replace

from gui.look.planner_words import said
from gui.panels.remedies import Remedy, RemedyKind
from planner.causes import IdleNodes, IdleNodesOfPools
from planner.cluster import Tenure
from planner.plan import Plan
from planner.plan_result import PlanResult

_SAID = frozenset({IdleNodes.code(), IdleNodesOfPools.code()})


def idle_block(plan: Plan, result: PlanResult) -> tuple[str, tuple[Remedy, ...]] | None:
    """Return what is said of idle nodes, and what can be done about them; None where there are none to give up."""
    words = next((one.words for one in result.remarks if one.code in _SAID), "")
    remedies = _fewer(plan, result) if words else ()
    return (said(words), remedies) if remedies else None


def tells_of_idle_nodes(code: str) -> bool:
    """Say whether a remark, by its code, is about idle nodes."""
    return code in _SAID


def _fewer(plan: Plan, result: PlanResult) -> tuple[Remedy, ...]:
    """Return the pools at work on the nodes that train as fast; what is owned is paid for either way.

    Of a pool of several groups nothing says which of them to take nodes from.
    """
    groups, counts = {group.key: group for group in plan.cluster.groups}, dict[str, int]()
    for pool in result.pools:
        group = groups.get(pool.groups[0]) if len(pool.groups) == 1 else None
        if group is None or group.tenure is Tenure.OWNED or pool.idle is None or not pool.token_share > 0.0:
            continue
        if pool.idle.used_nodes < group.nodes == pool.nodes:
            counts[group.key] = pool.idle.used_nodes
    if not counts:
        return ()
    fewer = Remedy(kind=RemedyKind.FEWER_NODES, counts=tuple(counts.items()))
    if len(counts) == 1:
        ((key, nodes),) = counts.items()
        fewer = replace(fewer, nodes=nodes, before=groups[key].nodes)
    return (fewer,)
