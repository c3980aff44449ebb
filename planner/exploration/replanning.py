"""Single fleets of an exploration planned by the planner, so that adopting one gives the figures that it shows."""

from collections.abc import Sequence
from math import inf, isfinite

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.causes import CapOutOfReach, DeadlineOutOfReach, WindowsTooShort
from planner.dependence import hhi_points
from planner.english import words
from planner.errors import NothingFitsError, UserError
from planner.exploration.evaluation import OVER_CAP
from planner.exploration.exploration import Exploration, FleetColumns, FrontierPoint
from planner.exploration.fleet_plans import capped_by, supplier_caps, takes_best_shares
from planner.exploration.fleet_rules import WAYS
from planner.exploration.floors import LATE, UNFINISHED
from planner.mixing.strategies import AUTO, IN_TURN
from planner.mixing.strategy import PROGRAMME, Division, MixingChoice, ShareCap
from planner.plan import DependenceMeasure, Plan, Trains
from planner.planning.any_run import run_of
from planner.planning.dependence import fleet_dependence
from planner.planning.energy import fleet_power_w
from planner.planning.fleet import Fleet, token_shares
from planner.planning.grounds import Grounds
from planner.planning.mixed_run import deadline_days
from planner.planning.money import fleet_cost
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.planning.stated_limits import keeps_cap, keeps_suppliers
from planner.planning.weighing import Weighing
from planner.sentences import sentence
from planner.units import SECONDS_PER_DAY, TRILLION_TOKENS

REPLANNED = "replanned"
_SAME = 1e-6


class PlannedFleet(Struct, frozen=True, kw_only=True):
    """One fleet as columns of one row, how it works, and the most that it draws at once (None: unknown).

    ``in_caps``: it keeps the plan's caps on shares, and works with the suppliers that are required and none excluded.
    """

    columns: FleetColumns
    point: FrontierPoint
    power_w: float | None
    in_caps: bool = True


def with_nodes(
    plan: Plan, nodes: Sequence[int], cap: float | None = None, measure: DependenceMeasure | None = None
) -> Plan:
    """Return the plan with so many nodes in its groups and, with a cap, the best shares under it as its choice.

    The cap is on the measure of dependence (the plan's by default): the largest supplier's share, or their HHI; caps of
    the plan stay where they are tighter, or of another kind. Without one the plan's own choice stands, at best shares
    where it has caps of its own, and in equal turns where the user typed shares: these belong to the plan's own fleet.
    """
    groups = tuple(
        replace(group, nodes=int(count), nodes_evidence=Evidence.MEASURED)  # a number taken is one's own
        for group, count in zip(plan.cluster.groups, nodes, strict=True)
    )
    found = replace(plan, cluster=replace(plan.cluster, groups=groups))
    if cap is None and plan.mixing.division is Division.BY_USER and plan.trains is Trains.ONE_MODEL:
        return replace(found, mixing=_in_equal_turns(plan.mixing))
    if cap is None and (plan.mixing.division is Division.BEST or not takes_best_shares(plan)):
        return found
    if cap is None:
        return replace(found, mixing=replace(plan.mixing, strategy=IN_TURN, division=Division.BEST))
    limited = measure or plan.measure
    kind, own = capped_by(limited), supplier_caps(plan, limited)
    caps = tuple(one for one in plan.mixing.caps if one.layer != "supplier" or one.measure is not kind)
    share = min((cap, *own))
    shares = (*caps, ShareCap(share=share, measure=kind)) if share < 1.0 else caps
    return replace(found, mixing=replace(plan.mixing, strategy=IN_TURN, division=Division.BEST, caps=shares))


def _in_equal_turns(mixing: MixingChoice) -> MixingChoice:
    """Return the choice by which explored fleets work where the user typed shares; a way that is fixed stays."""
    return replace(mixing, strategy=IN_TURN if mixing.strategy == AUTO else mixing.strategy, division=Division.AUTO)


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


class Asked(Struct, frozen=True, kw_only=True):
    """What fleets are planned from, one by one, and what they have to keep; ``baseline`` as of ``planned_fleet``."""

    plan: Plan
    grounds: Grounds
    baseline: float
    deadline_days: float
    budget: float
    power_w: float = inf


def planned_fleets(asked: Asked, fleets: Sequence[tuple[tuple[int, ...], float | None]]) -> list["PlannedFleet | str"]:
    """Return some fleets (nodes of each group, and the cap) planned by the planner, or why one falls out."""
    return [_planned_or_reason(asked, nodes, cap) for nodes, cap in fleets]


def _planned_or_reason(asked: Asked, nodes: tuple[int, ...], cap: float | None) -> "PlannedFleet | str":
    plan = with_nodes(asked.plan, nodes, cap)
    try:
        run = run_of(plan, asked.grounds, weighing=Weighing.OF_MANY)
    except UserError as error:
        return _reason(plan, error, asked.grounds)
    small, cost = _too_small(run, asked.grounds), fleet_cost(run)
    if small:
        return small
    if cost is None:
        return "A price is unknown"
    if over := _over_limits(asked, run, cost.total.amount) or _other_suppliers(run):
        return over
    one = _as_planned(run, asked.baseline, cap)
    if one is None:
        return "Nothing is spent, so no share of spend can be determined"
    return one if one.in_caps else OVER_CAP


def _too_small(run: PlannedRun, grounds: Grounds) -> str:
    """Return which pool is too small to train, whatever the others do without it; "" where none is."""
    small = next(iter(run.too_small), None)
    if small is not None:
        return _too_few(small.planned.pool.accelerator.name)
    out = next((one for one in run.left_out if isinstance(one.reason, NothingFitsError)), None)
    return "" if out is None else _too_few(grounds.catalogue.accelerator(out.groups[0].accelerator).name)


def _over_limits(asked: Asked, run: PlannedRun, money: float) -> str:
    """Return which limit a planned fleet does not keep; "" where it keeps all."""
    power_w = fleet_power_w(run) if isfinite(asked.power_w) else 0.0
    if run.days > asked.deadline_days * (1.0 + _SAME):
        return LATE
    if money > asked.budget * (1.0 + _SAME):
        return "Over the budget"
    if power_w is None:
        return "The power of a pool is unknown"
    return "Over the power limit" if power_w > asked.power_w * (1.0 + _SAME) else ""


def _other_suppliers(run: PlannedRun) -> str:
    """Return which limit on suppliers the tokens of a planned fleet do not keep; "" where they keep all."""
    limits, works = run.plan.limits, _working_suppliers(run)
    excluded = next((name for name in limits.excluded_suppliers if name in works), None)
    if excluded is not None:
        return sentence("{} is excluded", excluded)
    required = next((name for name in limits.required_suppliers if name not in works), None)
    return "" if required is None else sentence("{} is required", required)


def _working_suppliers(run: PlannedRun) -> set[str]:
    return {supplier_of(member) for member in run.members if run.tokens[member.planned.place] > 0.0}


def _too_few(name: str) -> str:
    return sentence("{}: no layout fits so few devices", name)


def _reason(plan: Plan, error: UserError, grounds: Grounds) -> str:
    """Return why a fleet gives no plan, in words that are the same for all fleets that fall to it."""
    if isinstance(error.cause, CapOutOfReach):
        return "No division of its tokens keeps the caps in time"
    if isinstance(error.cause, WindowsTooShort):
        return UNFINISHED
    timed = deadline_days(plan) is not None
    if isinstance(error.cause, DeadlineOutOfReach) or (plan.trains is Trains.PROGRAMME and timed):
        return LATE
    small = next((group for group in plan.cluster.groups if group.key in error.groups), None)
    if isinstance(error, NothingFitsError) and small is not None:
        return _too_few(grounds.catalogue.accelerator(small.accelerator).name)
    if error.cause is not None and plan.mixing.strategy not in {AUTO, IN_TURN}:
        return sentence("{} is refused: {}", plan.mixing.strategy, words(error.cause))
    return UNFINISHED


def fleet_as_composed(plan: Plan, grounds: Grounds, baseline: float) -> PlannedFleet | None:
    """Return the plan's own fleet, with the plan's own digits; None as of others."""
    return _planned(plan, grounds, baseline, None)


def _planned(plan: Plan, grounds: Grounds, baseline: float, cap: float | None) -> PlannedFleet | None:
    try:
        run = run_of(plan, grounds, weighing=Weighing.OF_MANY)
    except UserError:
        return None
    return _as_planned(run, baseline, cap)


def _as_planned(run: PlannedRun, baseline: float, cap: float | None) -> PlannedFleet | None:
    columns = fleet_columns(run, baseline)
    if columns is None:
        return None
    point = FrontierPoint(way=_way(run), shares=token_shares(run), cap=cap, certificate=REPLANNED)
    return PlannedFleet(columns=columns, point=point, power_w=fleet_power_w(run), in_caps=_in_caps(run))


def _in_caps(run: PlannedRun) -> bool:
    """Say whether a planned fleet keeps the plan's caps and its limits on suppliers, without which it is planned."""
    caps = run.plan.mixing.caps
    if not keeps_suppliers(run.plan.limits, _working_suppliers(run)):
        return False
    known = fleet_dependence(run, losses=False) if caps else None
    return known is None or all(keeps_cap(one, known) for one in caps)


def _way(run: PlannedRun) -> str:
    return run.strategy if isinstance(run, Fleet) else PROGRAMME


def fleet_columns(run: PlannedRun, baseline: float) -> FleetColumns | None:
    """Return a planned fleet as columns of one row, with every node of the plan; None without a cost or shares."""
    cost, dependence = fleet_cost(run), fleet_dependence(run)
    if cost is None or dependence is None:
        return None
    layer = dependence.layers["supplier"]
    per_trillion = cost.total.amount / run.trained_tokens * TRILLION_TOKENS
    work_days = run.work_days if isinstance(run, Fleet) else run.days
    return FleetColumns(
        nodes=np.array([[group.nodes for group in run.plan.cluster.groups]], dtype=np.int32),
        unit_cost=np.array([per_trillion]),
        cost=np.array([cost.total.amount]),
        saving=np.array([1.0 - per_trillion / baseline]),
        tokens_per_s=np.array([run.trained_tokens / (work_days * SECONDS_PER_DAY)]),
        days=np.array([run.days]),
        largest=np.array([layer.largest]),
        hhi=np.array([float(hhi_points(np.array(list(layer.shares.values()))))]),
        retention=np.array([layer.retention]),
        loss=np.array([dependence.loss]),
        way=np.array([WAYS.index(_way(run))], dtype=np.int8),
        bound=np.zeros(1, dtype=np.bool_),
    )
