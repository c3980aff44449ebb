"""What a run costs: devices by the hour (rented or bought), energy, people, and the run as a whole."""

from planner.cost.device_hour import (
    OTHER_USE,
    DeviceHour,
    PriceTerms,
    device_hour,
    device_hours_price,
    owned_device_hour,
)
from planner.cost.energy import EnergyTerms, GridIntensity, co2e_kg, energy_kwh, load_grid_intensities, waiting_kwh
from planner.cost.kinds import COST_KINDS, CostKind, CostRole
from planner.cost.porting import PortingEffort
from planner.cost.purchase import (
    Depreciation,
    PurchaseTerms,
    break_even_utilisation,
    capital_recovery_factor,
    residual_per_hour,
    upkeep_per_hour,
)
from planner.cost.run_cost import (
    Bill,
    Charge,
    CostLine,
    CostResult,
    break_even_tokens,
    cost_per_trillion_tokens,
    run_cost,
    saving,
)

__all__ = [
    "COST_KINDS",
    "OTHER_USE",
    "Bill",
    "Charge",
    "CostKind",
    "CostLine",
    "CostResult",
    "CostRole",
    "Depreciation",
    "DeviceHour",
    "EnergyTerms",
    "GridIntensity",
    "PortingEffort",
    "PriceTerms",
    "PurchaseTerms",
    "break_even_tokens",
    "break_even_utilisation",
    "capital_recovery_factor",
    "co2e_kg",
    "cost_per_trillion_tokens",
    "device_hour",
    "device_hours_price",
    "energy_kwh",
    "load_grid_intensities",
    "owned_device_hour",
    "residual_per_hour",
    "run_cost",
    "saving",
    "upkeep_per_hour",
    "waiting_kwh",
]
