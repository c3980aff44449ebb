"""Energy of a planned run in kWh, and what it emits."""

from planner.catalogue.accelerator import Evidence
from planner.cost import GridIntensity, co2e_kg, energy_kwh, load_grid_intensities
from planner.plan import Plan
from planner.plan_result import EnergyResult
from planner.planning.fleet import Fleet, paid_hours
from planner.units import HOURS_PER_YEAR


def fleet_energy(fleet: Fleet, plan: Plan) -> EnergyResult | None:
    """Return the energy of the run over the hours that its pools work; None where a pool's power is unknown.

    What a pool draws while it waits for a migration is left out: that is hours in a run of weeks.
    """
    powers = {member.planned.pool.accelerator.name: member.planned.power_w for member in fleet.members}
    if any(power is None for power in powers.values()):
        return None
    hours = paid_hours(fleet, plan)
    by_pool = {name: energy_kwh(power or 0.0, hours, plan.energy) for name, power in powers.items()}
    whole = sum(by_pool.values())
    grid = _grid(plan)
    return EnergyResult(
        energy_kwh=whole,
        by_pool_kwh=by_pool,
        grid_kg_co2e_per_kwh=grid.kg_co2e_per_kwh if grid else None,
        grid_source=f"{grid.source}, {grid.date}" if grid and grid.date else grid.source if grid else "",
        operation_kg_co2e=co2e_kg(whole, grid.kg_co2e_per_kwh) if grid else None,
        embodied_kg_co2e=_embodied(fleet, plan, hours),
    )


def _grid(plan: Plan) -> GridIntensity | None:
    stated, shipped = plan.energy.grid_kg_co2e_per_kwh, load_grid_intensities().get(plan.site.code)
    if stated is None:
        return shipped
    return GridIntensity(
        code=plan.site.code, kg_co2e_per_kwh=stated, date="", source="entered in this plan", evidence=Evidence.ESTIMATE
    )


def _embodied(fleet: Fleet, plan: Plan, hours: float) -> float | None:
    """Return the run's share of what is embodied in its devices: hours used over the hours of a life."""
    each = plan.energy.embodied_kg_co2e_per_device
    if each is None:
        return None
    life_hours = plan.purchase.life_years * HOURS_PER_YEAR * plan.purchase.utilisation
    return each * sum(member.planned.pool.devices for member in fleet.members) * hours / life_hours
