"""Single-supplier plans as the reference that a mixed plan is measured against."""

from collections.abc import Mapping

from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import NodeGroup, Tenure, Waiting
from planner.cost import CostResult, saving
from planner.errors import UserError
from planner.mixing.strategy import Division
from planner.mixing.timetables.timetable import GroupMoney, group_money
from planner.plan import Plan, ProgrammeAim, Trains
from planner.plan_result import BaselineResult, SingleSupplierReference
from planner.planning.any_run import run_of
from planner.planning.grounds import Grounds
from planner.planning.money import fleet_cost, group_charges
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
    """Return one supplier's groups doing the run; None where they cannot."""
    plan, entries = fleet.plan, fleet.grounds.catalogue.accelerators
    groups = tuple(
        group
        for group in fleet.setting.groups
        if group.accelerator in entries and entries[group.accelerator].supplier == supplier
    )
    return run_on(plan, groups, fleet.grounds, name=sentence("{} alone", supplier))


def run_on(plan: Plan, groups: tuple[NodeGroup, ...], grounds: Grounds, name: str) -> PlannedRun | None:
    """Return a plan on other groups, by any division of its own choice; None where they cannot.

    No cap holds. The models of a programme may go to any pool, and end when they can.
    """
    changed = replace(
        plan,
        cluster=replace(plan.cluster, groups=groups),
        mixing=replace(plan.mixing, division=Division.AUTO, caps=()),
    )
    try:
        return run_of(_anywhere(changed) if plan.trains is Trains.PROGRAMME else changed, grounds, name=name)
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
    kept = _still_paid(fleet, reference)
    own = None if kept is None else fleet_cost(reference, [one.charge for one in group_charges(fleet.setting, kept)])
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
        kept=tuple(kept or ()),
    )


def _still_paid(fleet: PlannedRun, reference: PlannedRun) -> Mapping[str, GroupMoney] | None:
    """Return what groups of other suppliers cost on by their terms, by key; None where a price of them is unknown."""
    taken = {group.key for group in reference.setting.groups}
    owed = {
        group.key
        for group in fleet.setting.groups
        if group.tenure in {Tenure.OWNED, Tenure.RESERVED} and group.waiting is not Waiting.RELEASED
    } - taken
    if owed & {*fleet.setting.price_problems}:
        return None
    found = {one.key: group_money(one, 0.0, 0.0, reference.days) for one in fleet.paid_groups if one.key in owed}
    return {key: money for key, money in found.items() if money.total > 0.0}


def _difference(own: CostResult | None, other: CostResult | None) -> Money | None:
    if own is None or other is None:
        return None
    return Money(amount=own.total.amount - other.total.amount, currency=own.total.currency)


def _saving(own: CostResult | None, baseline: BaselineResult | None) -> float | None:
    if own is None or baseline is None or not baseline.unit_cost.amount:
        return None
    return saving(own.unit_cost.amount, baseline.unit_cost.amount)
