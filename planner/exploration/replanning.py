"""Single fleets of an exploration planned by the planner, so that adopting one gives the figures that it shows."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.dependence import hhi_points
from planner.errors import UserError
from planner.exploration.exploration import Exploration, FleetColumns, FrontierPoint
from planner.exploration.fleet_ways import WAYS
from planner.mixing.strategies import AUTO, IN_TURN
from planner.mixing.strategy import Division, ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import DependenceMeasure, Plan
from planner.planning.dependence import fleet_dependence
from planner.planning.energy import fleet_power_w
from planner.planning.fleet import Fleet, fleet_of, token_shares
from planner.planning.grounds import Grounds
from planner.planning.money import fleet_cost
from planner.units import TRILLION_TOKENS

REPLANNED = "replanned"


class PlannedFleet(Struct, frozen=True, kw_only=True):
    """One fleet as columns of one row, how it works, and the most that it draws at once (None: unknown)."""

    columns: FleetColumns
    point: FrontierPoint
    power_w: float | None


def with_nodes(
    plan: Plan, nodes: Sequence[int], cap: float | None = None, measure: DependenceMeasure | None = None
) -> Plan:
    """Return the plan with so many nodes in its groups and, with a cap, the best shares under it as its choice.

    The cap is on the measure of dependence (the plan's by default): the largest supplier's share, or their HHI. Without
    one the plan's own choice stands, at best shares where it has caps of its own.
    """
    groups = tuple(
        replace(group, nodes=int(count), nodes_evidence=Evidence.MEASURED)  # a number taken is one's own
        for group, count in zip(plan.cluster.groups, nodes, strict=True)
    )
    found = replace(plan, cluster=replace(plan.cluster, groups=groups))
    if cap is None and (plan.mixing.division is Division.BEST or not takes_best_shares(plan)):
        return found
    if cap is None:
        return replace(found, mixing=replace(plan.mixing, strategy=IN_TURN, division=Division.BEST))
    caps = tuple(one for one in plan.mixing.caps if one.layer != "supplier")
    shares = (*caps, ShareCap(share=cap, measure=_capped(measure or plan.measure))) if cap < 1.0 else caps
    return replace(found, mixing=replace(plan.mixing, strategy=IN_TURN, division=Division.BEST, caps=shares))


def takes_best_shares(plan: Plan) -> bool:
    """Say whether explored fleets take turns at the best shares: as the plan has it, or to keep its caps."""
    mixing = plan.mixing
    capped = bool(mixing.caps) and mixing.division is Division.AUTO
    return mixing.strategy in {AUTO, IN_TURN} and (mixing.division is Division.BEST or capped)


def _capped(measure: DependenceMeasure) -> CapMeasure:
    return CapMeasure.HHI if measure is DependenceMeasure.HHI else CapMeasure.LARGEST


def adopted(plan: Plan, exploration: Exploration, position: int) -> Plan:
    """Return the plan with the nodes and the shares of a point of the frontier, by its position in it."""
    row = int(exploration.frontier[position])
    cap = exploration.points[position].cap if position < len(exploration.points) else None
    return with_nodes(plan, [int(count) for count in exploration.fleets.nodes[row]], cap, exploration.measure)


def planned_fleet(
    plan: Plan, grounds: Grounds, baseline: float, nodes: tuple[int, ...], cap: float | None
) -> PlannedFleet | None:
    """Return one fleet of these nodes planned by the planner; None where it gives no plan or no cost.

    ``baseline`` is its cost per trillion tokens (NaN: none).
    """
    return _planned(with_nodes(plan, nodes, cap), grounds, baseline, cap)


def fleet_as_composed(plan: Plan, grounds: Grounds, baseline: float) -> PlannedFleet | None:
    """Return the plan's own fleet, with the plan's own digits; None as of others."""
    return _planned(plan, grounds, baseline, None)


def _planned(plan: Plan, grounds: Grounds, baseline: float, cap: float | None) -> PlannedFleet | None:
    try:
        fleet = fleet_of(plan, grounds)
    except UserError:
        return None
    columns = fleet_columns(fleet, baseline)
    if columns is None:
        return None
    point = FrontierPoint(way=fleet.strategy, shares=token_shares(fleet), cap=cap, certificate=REPLANNED)
    return PlannedFleet(columns=columns, point=point, power_w=fleet_power_w(fleet))


def fleet_columns(fleet: Fleet, baseline: float) -> FleetColumns | None:
    """Return a planned fleet as columns of one row, with every node of the plan; None without a cost or shares."""
    cost, dependence = fleet_cost(fleet), fleet_dependence(fleet)
    if cost is None or dependence is None:
        return None
    layer = dependence.layers["supplier"]
    per_trillion = cost.total.amount / fleet.plan.training.tokens * TRILLION_TOKENS
    return FleetColumns(
        nodes=np.array([[group.nodes for group in fleet.plan.cluster.groups]], dtype=np.int32),
        unit_cost=np.array([per_trillion]),
        cost=np.array([cost.total.amount]),
        saving=np.array([1.0 - per_trillion / baseline]),
        tokens_per_s=np.array([fleet.tokens_per_s]),
        days=np.array([fleet.days]),
        largest=np.array([layer.largest]),
        hhi=np.array([float(hhi_points(np.array(list(layer.shares.values()))))]),
        retention=np.array([layer.retention]),
        loss=np.array([dependence.loss]),
        way=np.array([WAYS.index(fleet.strategy)], dtype=np.int8),
        bound=np.zeros(1, dtype=np.bool_),
    )
