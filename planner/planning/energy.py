"""Energy of a planned run in kWh, and what it emits."""

from planner.catalogue.accelerator import Evidence
from planner.cluster import NodeGroup, Waiting, group_power_w
from planner.cost import GridIntensity, co2e_kg, energy_kwh, load_grid_intensities, waiting_kwh
from planner.plan import Plan
from planner.plan_result import EnergyResult
from planner.planning.planned_run import PlannedRun
from planner.units import HOURS_PER_DAY, HOURS_PER_YEAR


def fleet_energy(run: PlannedRun) -> EnergyResult | None:
    """Return the energy of the run, pool by pool; None where the power of one that draws any is unknown.

    A pool draws its load at work and in its stops; one that is kept while it waits draws a stated share of its power.
    """
    plan, names = run.plan, run.setting.names
    by_pool: dict[str, float] = {}
    for group in run.setting.groups:
        found = _group_kwh(run, group)
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
    """Return the rated power of all groups, those that cannot train included; None where one is unknown."""
    powers = [_power_w(run, group) for group in run.setting.groups]
    return None if any(power is None for power in powers) else sum(power or 0.0 for power in powers)


def _power_w(run: PlannedRun, group: NodeGroup) -> float | None:
    known = group.accelerator in run.grounds.catalogue.accelerators
    return group_power_w(group, run.grounds.catalogue) if known else None


def _group_kwh(run: PlannedRun, group: NodeGroup) -> float | None:
    energy = run.plan.energy
    busy_days = run.busy_days[group.key] + run.stop_days[group.key]
    paid = next(one for one in run.paid_groups if one.key == group.key)
    kept_days = 0.0 if group.waiting is Waiting.RELEASED else max(0.0, paid.held_days(run.days) - busy_days)
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
