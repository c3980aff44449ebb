"""Whether a planned fleet keeps every limit that a plan states, as its inputs vary: those of the plan and the frontier.

Money and days vary with the inputs. Shares, power, suppliers and devices are those of the fleet as planned.
"""

from math import inf

import numpy as np

from planner.arrays import Floats, Mask
from planner.plan import Plan
from planner.planning.broken_by import budget_amount
from planner.planning.dependence import fleet_dependence
from planner.planning.energy import fleet_power_w
from planner.planning.mixed_run import deadline_days
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.planning.site_availability import device_limits
from planner.planning.stated_limits import keeps_cap, keeps_suppliers
from planner.units import TRILLION_TOKENS

_SAME = 1e-9  # relative: figures this close are the same


def states_limits(run: PlannedRun) -> bool:
    """Say whether the plan of a run states any limit that a fleet may break."""
    plan, limits = run.plan, run.plan.limits
    suppliers = limits.required_suppliers or limits.excluded_suppliers
    stated = limits.budget is not None or limits.power_w is not None or deadline_days(plan) is not None
    return stated or bool(suppliers or plan.mixing.caps or device_limits(plan, run.grounds.catalogue))


def in_limits(plan: Plan, fleet: PlannedRun, unit_cost: Floats, days: Floats) -> Mask:
    """Return in which cases (arrays of one shape) a fleet keeps every limit of a plan.

    ``unit_cost`` is per 1e12 tokens in the plan's currency. Of a limit on power or on shares of spend that cannot be
    compared, since something is unknown, nobody knows that it is kept. A fleet that never ends keeps none.
    """
    last = deadline_days(plan)
    in_time: Mask = np.isfinite(days) & (days <= (inf if last is None else last * (1.0 + _SAME)))
    cost = unit_cost * (fleet.trained_tokens / TRILLION_TOKENS)
    budget = budget_amount(plan)  # where it cannot be compared, the plan's own results say that it is not checked
    paid: Mask = np.asarray(plan.limits.budget is None) | (cost <= (inf if budget is None else budget) * (1.0 + _SAME))
    return in_time & paid & _stands(plan, fleet)


def _stands(plan: Plan, fleet: PlannedRun) -> bool:
    """Say whether a fleet keeps the limits that neither money nor days decide."""
    return _in_caps(plan, fleet) and _powered(plan, fleet) and _has_suppliers(plan, fleet) and _may_stand(plan, fleet)


def _in_caps(plan: Plan, fleet: PlannedRun) -> bool:
    known = fleet_dependence(fleet, losses=False) if plan.mixing.caps else None
    if known is None:
        return not plan.mixing.caps
    return all(keeps_cap(cap, known) for cap in plan.mixing.caps)


def _powered(plan: Plan, fleet: PlannedRun) -> bool:
    limit = plan.limits.power_w
    power_w = None if limit is None else fleet_power_w(fleet)
    return limit is None or (power_w is not None and power_w <= limit * (1.0 + _SAME))


def _has_suppliers(plan: Plan, fleet: PlannedRun) -> bool:
    works = {supplier_of(member) for member in fleet.members if fleet.tokens[member.planned.place] > 0.0}
    return keeps_suppliers(plan.limits, works)


def _may_stand(plan: Plan, fleet: PlannedRun) -> bool:
    """Say whether no accelerator has more devices than marks and export rules allow."""
    allowed = device_limits(plan, fleet.grounds.catalogue)
    devices: dict[str, int] = {}
    for member in fleet.members:
        key = member.planned.accelerator
        devices[key] = devices.get(key, 0) + member.planned.pool.packages
    return all(count <= allowed.get(key, count) for key, count in devices.items())
