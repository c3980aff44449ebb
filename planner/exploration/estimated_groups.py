"""The estimates that the fleets of a plan's exploration rest on, group by group."""

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import POWER, Estimated
from planner.cluster import NodeGroup, group_pool
from planner.errors import UserError
from planner.estimate_marks import offer_estimates, pays_energy
from planner.exploration.estimated_fleets import FleetEstimates, GroupEstimates
from planner.plan import Plan
from planner.plan_result import BaselineResult
from planner.planning.baseline import baseline_group
from planner.planning.estimated_figures import estimated_inputs


def fleet_estimates(plan: Plan, catalogue: Catalogue, baseline: BaselineResult | None) -> FleetEstimates:
    """Return the estimates that the fleets of a plan's exploration rest on."""
    groups = tuple(_of_group(group, plan, catalogue) for group in plan.cluster.groups)
    if plan.baseline is None or baseline is None:
        return FleetEstimates(groups=groups)
    price = _price(baseline_group(plan.baseline), plan.baseline.name, baseline.estimated)
    rate = tuple(one for one in baseline.estimated if one.figure != POWER)
    return FleetEstimates(groups=groups, baseline=tuple(dict.fromkeys((*rate, *price))))


def _of_group(group: NodeGroup, plan: Plan, catalogue: Catalogue) -> GroupEstimates:
    precision = (group.precision or plan.training.precision).rate
    try:
        pool = group_pool(group, catalogue, max(1, group.nodes, group.explore_max_nodes))
    except UserError:
        return GroupEstimates()  # it gives no fleet, and the exploration says why
    found = estimated_inputs(pool, (group,), precision, catalogue)
    rate = tuple(one for one in found if one.figure != POWER)
    return GroupEstimates(rate=rate, price=_price(group, pool.accelerator.name, found))


def _price(group: NodeGroup, name: str, estimated: Estimated) -> Estimated:
    power = tuple(one for one in estimated if one.figure == POWER) if pays_energy(group) else ()
    return (*offer_estimates(group.offer, name), *power)
