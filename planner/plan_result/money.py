"""Where the money goes: the terms of the cost, energy and emissions, renting beside owning, a second software stack."""

from collections.abc import Mapping

from msgspec import UNSET, Struct, UnsetType

from planner.catalogue.offers import Money


class CostTerm(Struct, frozen=True, kw_only=True):
    """An amount, how it comes about, and the terms that sum to it (none for a leaf).

    A term of the run's cost has the code of its ``kind`` and the key of its ``pool``; "" where it has none.
    """

    name: str
    amount: Money
    formula: str
    children: tuple["CostTerm", ...] = ()
    kind: str = ""
    pool: str = ""


class EnergyResult(Struct, frozen=True, kw_only=True):
    """Energy of the run and what it emits.

    ``by_pool_kwh`` maps a pool's name to its part. Emissions are None where the grid's intensity, or what is
    embodied in a device, is unknown: then the sum of both is of what is known.
    """

    energy_kwh: float
    by_pool_kwh: Mapping[str, float]
    grid_kg_co2e_per_kwh: float | None
    grid_source: str
    operation_kg_co2e: float | None
    embodied_kg_co2e: float | None

    @property
    def co2e_kg(self) -> float | None:
        """Emissions of operation and, where stated, of the hardware; None where operation's are unknown."""
        return None if self.operation_kg_co2e is None else self.operation_kg_co2e + (self.embodied_kg_co2e or 0.0)


class RentOrBuy(Struct, frozen=True, kw_only=True):
    """A device-hour of one pool rented and owned, in the plan's currency.

    ``owned_per_hour`` is at the stated ``utilisation``; ``break_even_utilisation`` is where both cost the same (above
    1: renting is cheaper at any use; None: it is whatever the use). ``*_estimated``: the price is an estimate, or of
    what is owned the power. ``pool`` is the pool's id, ``name`` names it and, where its groups pay several prices,
    those that pay these; dates are those that the prices were observed on (all unset in results of older programs).
    """

    accelerator: str
    rent_per_hour: Money
    rent_source: str
    owned_per_hour: Money
    purchase_source: str
    utilisation: float
    break_even_utilisation: float | None
    rent_estimated: bool = False
    owned_estimated: bool = False
    pool: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    rent_date: str | UnsetType = UNSET
    purchase_date: str | UnsetType = UNSET

    @property
    def owning_pays_from(self) -> float | None:
        """The share of all hours in use from which owning costs less; None: it never does."""
        even = self.break_even_utilisation
        return None if even is None or even > 1.0 else even

    @property
    def break_even_estimated(self) -> bool:
        """Whether the break-even rests on an estimate."""
        return self.rent_estimated or self.owned_estimated


class PortingResult(Struct, frozen=True, kw_only=True):
    """What the second software stack costs, and the tokens after which the saving has paid for it.

    ``break_even_tokens`` is None without a baseline, and where nothing is saved even without the porting.
    """

    cost: Money
    fte_months: float | None
    break_even_tokens: float | None
