"""What a run that ends too late would need: another deadline, or more nodes; said with a button for each."""

import math

from gui.look import formats
from gui.look.words import in_a_row, tr
from gui.panels.remedies import Remedy, RemedyKind
from planner.causes import LateForDeadline
from planner.cluster import Tenure
from planner.digits import rounded_up
from planner.plan import Plan
from planner.plan_result import PlanResult


def late_block(plan: Plan, result: PlanResult) -> tuple[str, tuple[Remedy, ...]] | None:
    """Return what is said of a run that ends after its deadline, and what can be done; None where none does."""
    late = next((one for one in result.remarks if one.code == LateForDeadline.code()), None)
    if late is None or result.days is None or plan.deadline_days is None or result.models:
        return None
    days, stays = math.ceil(result.days), _stays_broken(result)
    deadline = Remedy(kind=RemedyKind.DEADLINE, days=days)
    factor = growth_in_time(plan, result)
    if factor is None:
        ends = tr("It needs {days}.", days=formats.stated_days(days))
        return in_a_row((ends, *stays)), (deadline,)
    needed = tr(
        "At the rates planned it needs {factor} times the nodes that are not owned, or {days}.",
        factor=formats.fixed(rounded_up(factor, 1), 1),
        days=formats.stated_days(days),
    )
    return in_a_row((needed, *stays)), (deadline, Remedy(kind=RemedyKind.MORE_NODES))


def _stays_broken(result: PlanResult) -> tuple[str, ...]:
    """Return that a later deadline mends no other limit, where one is broken; more nodes are weighed when asked for."""
    if len(result.unmet) < 2:  # noqa: PLR2004 - the deadline alone
        return ()
    return (tr("A later deadline mends no other limit; what more nodes break is said before they are taken."),)


def growth_in_time(plan: Plan, result: PlanResult) -> float | None:
    """Return by which factor the nodes would have to grow to end in time if every device kept its rate.

    Owned devices are as many as they are. The days of a run go as one over the sum of its pools' rates, whether they
    work together or in turn with shares by speed; that a rate falls with more devices is left to the search that the
    button starts. None where there is nothing to grow.
    """
    groups = {group.key: group for group in plan.cluster.groups if group.nodes > 0}
    rates: dict[str, float] = {}
    for pool in result.pools:
        nodes = {key: groups[key].nodes for key in pool.groups if key in groups}
        rate = pool.delivered_tokens_per_s_per_device * pool.devices
        rates |= {key: rate * count / sum(nodes.values()) for key, count in nodes.items()}
    grows = sum(rate for key, rate in rates.items() if groups[key].tenure is not Tenure.OWNED)
    if not grows > 0.0 or result.days is None or plan.deadline_days is None:
        return None
    whole = sum(rates.values())
    return (whole * result.days / plan.deadline_days - (whole - grows)) / grows
