"""Energy of a run in kWh, and the CO2-equivalent of it by the grid it is drawn from."""

import csv
import io
from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money
from planner.errors import UserError
from planner.resource_files import resource_path
from planner.sentences import sentence

_WATTS_PER_KW = 1e3


class EnergyTerms(Struct, frozen=True, kw_only=True):
    """The stated terms of energy.

    ``load`` is mean over rated power of the servers (Epoch AI: 0.75), ``pue`` total over server power (Epoch AI: 1.1 of
    hyperscalers, 1.25 of others). The default price is what Epoch AI's energy cost of an H100 comes to ($0.0987 an
    hour at 10.2 kW for 8 devices, load 0.75, PUE 1.1); it matters only for what is bought: rent includes energy.
    ``waiting_load`` is that share for servers that are kept and do not work: a working assumption.
    ``grid_kg_co2e_per_kwh`` None takes the site's; ``embodied_kg_co2e_per_device`` None leaves embodied carbon out.
    ``price_evidence``: one's own tariff is exact (measured), as a rent of one's own contract is.
    """

    load: float = 0.75
    pue: float = 1.25
    waiting_load: float = 0.3
    price_per_kwh: Money = Money(amount=0.0938, currency="USD")
    grid_kg_co2e_per_kwh: float | None = None
    embodied_kg_co2e_per_device: float | None = None
    source: str = "Epoch AI, cost of training (2024)"
    price_evidence: Evidence = Evidence.ESTIMATE

    def __post_init__(self) -> None:
        if not self.pue >= 1.0:
            raise UserError(sentence("PUE is {:g}; enter 1 or more: total over server power.", self.pue))
        for name, share in (("load", self.load), ("load while waiting", self.waiting_load)):
            if not 0.0 <= share <= 1.0:
                raise UserError(sentence("The {} is {:g}; enter a share of 0 to 1.", name, share))


class GridIntensity(Struct, frozen=True, kw_only=True):
    """What a kWh of one jurisdiction's grid emits, kg CO2-equivalent, with year and source."""

    code: str
    kg_co2e_per_kwh: float
    date: str
    source: str
    evidence: Evidence


def energy_kwh(power_w: float, hours: float, terms: EnergyTerms) -> float:
    """Return the energy of servers of so many watts over so many hours: W x load x PUE x h."""
    return power_w / _WATTS_PER_KW * terms.load * terms.pue * hours


def waiting_kwh(power_w: float, hours: float, terms: EnergyTerms) -> float:
    """Return the energy of servers that are kept but do not work."""
    return power_w / _WATTS_PER_KW * terms.waiting_load * terms.pue * hours


def co2e_kg(kwh: float, grid_kg_co2e_per_kwh: float) -> float:
    """Return what so much energy emits."""
    return kwh * grid_kg_co2e_per_kwh


def energy_price_per_hour(power_w: float, price_per_kwh: float, terms: EnergyTerms) -> float:
    """Return what an hour's energy of so many watts costs.

    >>> round(energy_price_per_hour(10_200.0 / 8, 0.0938, EnergyTerms(pue=1.1)), 4)  # H100, Epoch AI
    0.0987
    """
    return energy_kwh(power_w, 1.0, terms) * price_per_kwh


@cache
def load_grid_intensities() -> Mapping[str, GridIntensity]:
    """Return the shipped grid intensities by jurisdiction code."""
    rows = csv.DictReader(io.StringIO(resource_path("money", "grid_intensity.csv").read_text(encoding="utf-8")))
    return {
        row["code"]: GridIntensity(
            code=row["code"],
            kg_co2e_per_kwh=float(row["kg_co2e_per_kwh"]),
            date=row["date"],
            source=row["source"],
            evidence=Evidence(row["evidence"]),
        )
        for row in rows
    }
