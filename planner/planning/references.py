"""Single-supplier plans as the reference that a mixed plan is measured against."""

from collections.abc import Collection

from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import NodeGroup, Tenure, Waiting
from planner.cost import CostResult, saving
from planner.errors import UserError
from planner.mixing.strategies import AUTO, STRATEGIES
from planner.mixing.strategy import Division
from planner.plan import Plan, ProgrammeAim, Trains
from planner.plan_result import BaselineResult, SingleSupplierReference
from planner.planning.any_run import run_of
from planner.planning.grounds import Grounds
from planner.planning.money import fleet_cost
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.sentences import sentence


def single_supplier_references(
    fleet: PlannedRun, cost: CostResult | None, baseline: BaselineResult | None
) -> tuple[SingleSupplierReference, ...]:
    """Return each supplier's part of the fleet doing the whole run alone, the same devices and terms.

    Its pools work by the plan's strategy, without caps. Groups of others cost nothing, unless they are owned or
    reserved. The plan's baseline stands beside them in the results.
    """
    suppliers = dict.fromkeys(supplier_of(member) for member in fleet.members if not member.too_small)
    found = (_reference(fleet, name, cost, baseline) for name in suppliers)
    return tuple(one for one in found if one is not None)


def supplier_alone(fleet: PlannedRun, supplier: str) -> PlannedRun | None:
    """Return one supplier's groups doing the run beside what others' cost on; None where they cannot."""
    plan, entries = fleet.plan, fleet.grounds.catalogue.accelerators
    groups = tuple(
        group
        for group in fleet.setting.groups
        if group.accelerator in entries and entries[group.accelerator].supplier == supplier
    )
    return run_on(plan, groups, fleet.grounds, name=sentence("{} alone", supplier), idle=owed_groups(fleet, groups))


def owed_groups(fleet: PlannedRun, taken: Collection[NodeGroup]) -> tuple[NodeGroup, ...]:
    """Return the groups that cost on by their terms where only those taken train: others that are owned or reserved."""
    keys = {group.key for group in taken}
    return tuple(
        group
        for group in fleet.setting.groups
        if group.tenure in {Tenure.OWNED, Tenure.RESERVED}
        and group.waiting is not Waiting.RELEASED
        and group.key not in keys
    )


def run_on(
    plan: Plan, groups: tuple[NodeGroup, ...], grounds: Grounds, name: str, idle: tuple[NodeGroup, ...] = ()
) -> PlannedRun | None:
    """Return a plan on other groups, by any division of its own choice; None where they cannot.

    The plan's strategy is kept where it decides how the plan works: with shares by the user or best shares it does not,
    unless it trains copies apart. ``idle`` groups cost by their terms and take no part. No cap holds. The models of a
    programme may go to any pool, and end when they can.
    """
    mixing, chosen = plan.mixing, STRATEGIES.get(plan.mixing.strategy)
    decides = mixing.division is Division.AUTO or (chosen is not None and not chosen.keeps_optimiser)
    changed = replace(
        plan,
        cluster=replace(plan.cluster, groups=(*groups, *idle)),
        mixing=replace(mixing, strategy=mixing.strategy if decides else AUTO, division=Division.AUTO, caps=()),
    )
    try:
        anew = _anywhere(changed) if plan.trains is Trains.PROGRAMME else changed
        return run_of(anew, grounds, name=name, idle=frozenset(group.key for group in idle))
    except UserError:
        return None


def devices_alone(run: PlannedRun, supplier: str) -> str:
    """Return the name of a supplier's devices doing a run alone, with their number."""
    return sentence("{} alone, {:,} devices", supplier, _devices(run))


def _devices(run: PlannedRun) -> int:
    return sum(member.planned.pool.packages for member in run.members)


def _anywhere(plan: Plan) -> Plan:
    programme = plan.programme
    free = tuple(replace(model, pool="") for model in programme.models)
    aim = ProgrammeAim.SHORTEST if programme.aim is ProgrammeAim.FIXED else programme.aim
    return replace(
        plan,
        programme=replace(programme, models=free, aim=aim),
        workload=replace(plan.training, deadline_days=None),
        limits=replace(plan.limits, deadline_days=None),
    )


def _reference(
    fleet: PlannedRun, supplier: str, cost: CostResult | None, baseline: BaselineResult | None
) -> SingleSupplierReference | None:
    reference = supplier_alone(fleet, supplier)
    if reference is None:
        return None
    own, idle = fleet_cost(reference), reference.setting.idle
    kept = {key: money for key, money in reference.money.items() if key in idle and money.total > 0.0}
    return SingleSupplierReference(
        name=devices_alone(reference, supplier),
        supplier=supplier,
        accelerators=tuple(dict.fromkeys(member.planned.accelerator for member in reference.members)),
        devices=_devices(reference),
        days=reference.days,
        cost=own.total if own else None,
        unit_cost=own.unit_cost if own else None,
        saving=_saving(own, baseline),
        extra_cost=_difference(own, cost),
        extra_days=reference.days - fleet.days,
        kept=tuple(kept),
    )


def _difference(own: CostResult | None, other: CostResult | None) -> Money | None:
    if own is None or other is None:
        return None
    return Money(amount=own.total.amount - other.total.amount, currency=own.total.currency)


def _saving(own: CostResult | None, baseline: BaselineResult | None) -> float | None:
    if own is None or baseline is None or not baseline.unit_cost.amount:
        return None
    return saving(own.unit_cost.amount, baseline.unit_cost.amount)
