"""Energy of a planned run in kWh, and what it emits."""

from collections.abc import Sequence

from planner.catalogue.accelerator import Evidence
from planner.cluster import NodeGroup, Waiting, group_power_w
from planner.cost import GridIntensity, co2e_kg, energy_kwh, load_grid_intensities, waiting_kwh
from planner.plan import Plan
from planner.plan_result import EnergyResult
from planner.planning.planned_run import PlannedRun, Stretch
from planner.units import HOURS_PER_DAY, HOURS_PER_YEAR


def fleet_energy(run: PlannedRun) -> EnergyResult | None:
    """Return the energy of the run, pool by pool; None where the power of one that draws any is unknown.

    A pool draws its load at work and in its stops; one that is kept while it waits draws a stated share of its power.
    """
    plan, names = run.plan, run.setting.names
    by_pool: dict[str, float] = {}
    for group in run.setting.groups:
        found = group_kwh(run, group)
        if found is None:
            return None
        by_pool[names[group.place]] = by_pool.get(names[group.place], 0.0) + found
    whole = sum(by_pool.values())
    grid = _grid(plan)
    return EnergyResult(
        energy_kwh=whole,
        by_pool_kwh=by_pool,
        grid_kg_co2e_per_kwh=grid.kg_co2e_per_kwh if grid else None,
        grid_source=f"{grid.source}, {grid.date}" if grid and grid.date else grid.source if grid else "",
        operation_kg_co2e=co2e_kg(whole, grid.kg_co2e_per_kwh) if grid else None,
        embodied_kg_co2e=_embodied(run),
    )


def fleet_power_w(run: PlannedRun) -> float | None:
    """Return the most that all groups draw at once; None where the power of one that draws any is unknown.

    A group draws its rated power at work; one that is kept while it waits, or cannot train, the stated share of it.
    In a stop nothing computes, so that it draws no more than the work around it.
    """
    working = list(run.working())
    draws = [_drawn(run, working, one.from_day) for one in working]
    draws += [
        _drawn(run, working, group.terms.from_day)
        for group in run.setting.groups
        if _kept(group) and group.terms.from_day < run.days
    ]
    known = [draw for draw in draws if draw is not None]
    return max(known, default=0.0) if len(known) == len(draws) else None


def _drawn(run: PlannedRun, working: Sequence[Stretch], day: float) -> float | None:
    """Return what all groups draw from a day on; None where the power of one that draws any is unknown."""
    busy = {one.group for one in working if one.from_day <= day < one.to_day}
    total = 0.0
    for group in run.setting.groups:
        share = 1.0 if group.key in busy else run.plan.energy.waiting_load if _waits(group, day) else 0.0
        power = _power_w(run, group) if share else 0.0
        if power is None:
            return None
        total += share * power
    return total


def _kept(group: NodeGroup) -> bool:
    return group.waiting is not Waiting.RELEASED


def _waits(group: NodeGroup, day: float) -> bool:
    """Say whether a group that does not work on a day is kept on it."""
    until = group.terms.until_day
    return _kept(group) and group.terms.from_day <= day and (until is None or day < until)


def _power_w(run: PlannedRun, group: NodeGroup) -> float | None:
    known = group.accelerator in run.grounds.catalogue.accelerators
    return group_power_w(group, run.grounds.catalogue) if known else None


def group_kwh(run: PlannedRun, group: NodeGroup) -> float | None:
    """Return the energy of one group, at work and while it is kept; None where the power of what draws is unknown."""
    energy = run.plan.energy
    busy_days = run.busy_days[group.key] + run.stop_days[group.key]
    paid = next(one for one in run.paid_groups if one.key == group.key)
    kept_days = paid.waited_days(run.days, busy_days)
    if busy_days == kept_days == 0.0:
        return 0.0
    power = _power_w(run, group)
    if power is None:
        return None
    return energy_kwh(power, busy_days * HOURS_PER_DAY, energy) + waiting_kwh(power, kept_days * HOURS_PER_DAY, energy)


def _grid(plan: Plan) -> GridIntensity | None:
    stated, shipped = plan.energy.grid_kg_co2e_per_kwh, load_grid_intensities().get(plan.site.code)
    if stated is None:
        return shipped
    return GridIntensity(
        code=plan.site.code, kg_co2e_per_kwh=stated, date="", source="entered in this plan", evidence=Evidence.ESTIMATE
    )


def _embodied(run: PlannedRun) -> float | None:
    """Return the run's share of what is embodied in its devices: hours used over the hours of a life."""
    each, purchase = run.plan.energy.embodied_kg_co2e_per_device, run.plan.purchase
    if each is None:
        return None
    life_hours = purchase.life_years * HOURS_PER_YEAR * purchase.utilisation
    used = sum(
        run.work_hours(group.key) * priced.devices
        for group in run.setting.groups
        if (priced := run.priced_group(group.key)) is not None
    )
    return each * used / life_hours
