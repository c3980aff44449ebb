"""A run without one of its suppliers from day 0 on: by how many days and how much money it then differs."""

from dataclasses import dataclass

from planner.planning.fleet import Fleet
from planner.planning.mixed_run import porting_per_stack
from planner.uncertainty.after_event import planned_run
from planner.uncertainty.loss_of_use import standing_groups
from planner.uncertainty.progress import paid, paid_while_lost
from planner.uncertainty.rest import rest_of
from planner.uncertainty.supplier_groups import supplier_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutSupplier:
    """The same groups less one supplier's, as fast as any admitted way goes, inside the windows and without caps.

    ``extra_days`` and ``extra_cost`` are against the plan (below 0: the run is sooner, or cheaper, without). Days are
    None where nothing is left to train on, money where it is unknown as well. ``kept`` is the rate left as a fraction
    of the plan's, at most 1; 0 where nothing is left.
    """

    supplier: str
    days: float | None
    cost: float | None
    extra_days: float | None
    extra_cost: float | None
    kept: float


def without_supplier(fleet: Fleet, supplier: str) -> WithoutSupplier:
    """Return a fleet's run without one supplier; what is held of it keeps costing by its terms."""
    lost = frozenset(group.key for group in supplier_groups(fleet, supplier))
    rest = rest_of(fleet, standing_groups(fleet, lost), fleet.plan.run.tokens, 0.0)
    if rest is None:
        return WithoutSupplier(supplier=supplier, days=None, cost=None, extra_days=None, extra_cost=None, kept=0.0)
    cost = None
    planned = planned_run(fleet)
    if fleet.priced:
        cost = porting_per_stack(fleet.plan) * len(rest.timetable.porting)
        for group in fleet.choice.problem.groups:
            if group.key in lost:
                cost += paid_while_lost(group, 0.0, rest.end_day)
                continue
            busy = rest.timetable.work_days.get(group.key, 0.0) + rest.timetable.stop_days.get(group.key, 0.0)
            cost += paid(group, busy, 0.0, rest.end_day)
    return WithoutSupplier(
        supplier=supplier,
        days=rest.end_day,
        cost=cost,
        extra_days=rest.end_day - planned.days,
        extra_cost=None if cost is None else cost - planned.cost,
        kept=min(1.0, planned.days / rest.end_day),
    )
