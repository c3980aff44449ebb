"""Single-supplier plans as the reference that a mixed plan is measured against."""

from dataclasses import replace

from planner.catalogue.offers import Money
from planner.cost import CostResult, saving
from planner.errors import UserError
from planner.mixing.strategy import Division
from planner.plan_result import BaselineResult, SingleSupplierReference
from planner.planning.fleet import Fleet, fleet_of, supplier_of
from planner.planning.money import fleet_cost


def single_supplier_references(
    fleet: Fleet, cost: CostResult | None, baseline: BaselineResult | None
) -> tuple[SingleSupplierReference, ...]:
    """Return each supplier's part of the fleet doing the whole run alone, the same devices and terms.

    Its pools work by the plan's strategy, without caps. The plan's baseline stands beside them in the results.
    """
    suppliers = dict.fromkeys(supplier_of(member) for member in fleet.members if not member.too_small)
    found = (_reference(fleet, name, cost, baseline) for name in suppliers)
    return tuple(one for one in found if one is not None)


def supplier_alone(fleet: Fleet, supplier: str) -> Fleet | None:
    """Return one supplier's groups doing the run; None where they cannot."""
    plan, entries = fleet.plan, fleet.grounds.catalogue.accelerators
    groups = tuple(
        group
        for group in fleet.setting.groups
        if group.accelerator in entries and entries[group.accelerator].supplier == supplier
    )
    alone = replace(
        plan,
        cluster=replace(plan.cluster, groups=groups),
        mixing=replace(plan.mixing, division=Division.AUTO, caps=()),
    )
    try:
        return fleet_of(alone, fleet.grounds, name=f"{supplier} alone")
    except UserError:
        return None


def _reference(
    fleet: Fleet, supplier: str, cost: CostResult | None, baseline: BaselineResult | None
) -> SingleSupplierReference | None:
    reference = supplier_alone(fleet, supplier)
    if reference is None:
        return None
    own = fleet_cost(reference)
    devices = sum(member.planned.pool.packages for member in reference.members)
    return SingleSupplierReference(
        name=f"{supplier} alone, {devices:,} devices",
        supplier=supplier,
        accelerators=tuple(dict.fromkeys(member.planned.accelerator for member in reference.members)),
        devices=devices,
        days=reference.days,
        cost=own.total if own else None,
        cost_per_trillion_tokens=own.per_trillion_tokens if own else None,
        saving=_saving(own, baseline),
        extra_cost=_difference(own, cost),
        extra_days=reference.days - fleet.days,
    )


def _difference(own: CostResult | None, other: CostResult | None) -> Money | None:
    if own is None or other is None:
        return None
    return Money(amount=own.total.amount - other.total.amount, currency=own.total.currency)


def _saving(own: CostResult | None, baseline: BaselineResult | None) -> float | None:
    if own is None or baseline is None:
        return None
    return saving(own.per_trillion_tokens.amount, baseline.cost_per_trillion_tokens.amount)
