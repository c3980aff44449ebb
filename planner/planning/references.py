"""Single-supplier plans as the reference that a mixed plan is measured against."""

from planner.catalogue.offers import Money
from planner.cost import CostResult, saving
from planner.errors import UserError
from planner.plan import Plan
from planner.plan_result import BaselineResult, SingleSupplierReference
from planner.planning.fleet import Fleet, fleet_cost, fleet_of
from planner.units import SECONDS_PER_DAY


def single_supplier_references(
    plan: Plan, fleet: Fleet, baseline: BaselineResult | None
) -> tuple[SingleSupplierReference, ...]:
    """Return each supplier's part of the fleet doing the whole run alone, the same devices and prices.

    The plan's baseline stands beside them in the results. A fleet of one supplier is its own reference and gives one.
    """
    suppliers = dict.fromkeys(
        member.planned.pool.accelerator.supplier for member in fleet.members if not member.too_small
    )
    cost = _cost(fleet, plan)
    return tuple(_reference(plan, fleet, name, cost, baseline) for name in suppliers)


def _reference(
    plan: Plan, fleet: Fleet, supplier: str, cost: CostResult | None, baseline: BaselineResult | None
) -> SingleSupplierReference:
    alone = [member for member in fleet.members if member.planned.pool.accelerator.supplier == supplier]
    reference = fleet_of(alone, plan)
    own = _cost(reference, plan)
    devices = sum(member.planned.pool.devices for member in alone)
    days = _days(reference)
    return SingleSupplierReference(
        name=f"{supplier} alone, {devices:,} devices",
        supplier=supplier,
        accelerators=tuple(dict.fromkeys(member.planned.accelerator for member in alone)),
        devices=devices,
        days=days,
        cost=own.total if own else None,
        cost_per_trillion_tokens=own.per_trillion_tokens if own else None,
        saving=_saving(own, baseline),
        extra_cost=_difference(own, cost),
        extra_days=days - _days(fleet),
    )


def _cost(fleet: Fleet, plan: Plan) -> CostResult | None:
    try:
        return fleet_cost(fleet, plan)
    except UserError:
        return None  # the plan's own cost says why


def _days(fleet: Fleet) -> float:
    return float(fleet.outcome.columns.wall_s) / SECONDS_PER_DAY


def _difference(own: CostResult | None, other: CostResult | None) -> Money | None:
    if own is None or other is None:
        return None
    return Money(amount=own.total.amount - other.total.amount, currency=own.total.currency)


def _saving(own: CostResult | None, baseline: BaselineResult | None) -> float | None:
    if own is None or baseline is None:
        return None
    return saving(own.per_trillion_tokens.amount, baseline.cost_per_trillion_tokens.amount)
