"""Purchase as a price per device-hour: an annuity over the years in use, or Epoch's decay of value.

Sources: annuity as in engineering economy (capital recovery factor); server overhead, network share and decay from
Epoch AI's cost-of-training code (training-cost-trends, 2024).
"""

import math
from enum import StrEnum

from msgspec import Struct

from planner.errors import UserError
from planner.sentences import sentence
from planner.units import HOURS_PER_YEAR

_DECAY_DECADES_PER_YEAR = 0.14  # Epoch: the price of a given performance falls by 10 ** (-0.14 x years)


UPKEEP = "maintenance and staff"


class Depreciation(StrEnum):
    """How the price of hardware is spread over time."""

    ANNUITY = "annuity"
    VALUE_DECAY = "value decay"


class PurchaseTerms(Struct, frozen=True, kw_only=True):
    """The stated terms of what is bought; fractions 0 to 1, years.

    ``server_overhead`` is what the rest of a server costs per unit of its accelerators (Epoch AI: 0.64 for H100, 0.66
    for A100, 0.69 for V100); ``network_share`` the network's share of the whole hardware (Epoch AI: 0.19).
    ``residual_share`` of the capital is left after ``life_years``; ``discount_rate`` is per year; ``utilisation`` the
    share of all hours that do paid work; ``upkeep_share`` of the capital goes to maintenance and staff every year.
    Residual value, rate, life, utilisation and upkeep are working assumptions (``source``): enter your own.
    """

    depreciation: Depreciation = Depreciation.ANNUITY
    server_overhead: float = 0.64
    network_share: float = 0.19
    residual_share: float = 0.15
    discount_rate: float = 0.10
    life_years: float = 4.0
    utilisation: float = 0.85
    upkeep_share: float = 0.05
    source: str = (
        "Server overhead and network share: Epoch AI, cost of training (2024); residual value, rate, life, "
        "utilisation and upkeep: working assumptions"
    )

    def __post_init__(self) -> None:
        if not 0.0 < self.utilisation <= 1.0:
            raise UserError(sentence("Utilisation is {:g}; enter a share above 0 and at most 1.", self.utilisation))
        if not self.life_years > 0.0:
            raise UserError(sentence("The life of what is bought is {:g} years; enter more than 0.", self.life_years))
        if not 0.0 <= self.network_share < 1.0:
            raise UserError(
                sentence("The network's share is {:g}; enter 0 or more and less than 1.", self.network_share)
            )


def capital(device_price: float, terms: PurchaseTerms, *, with_server: bool = False) -> float:
    """Return what one device costs with its shares of server and network: K = chip (1 + o) / (1 - f).

    ``with_server``: the price holds the device's share of its server already, and enters after that step.

    >>> round(capital(30_000.0, PurchaseTerms()), 2)
    60740.74
    >>> round(capital(312_500.0, PurchaseTerms(), with_server=True))
    385802
    """
    return _server(device_price, terms, with_server=with_server) / (1.0 - terms.network_share)


def _server(device_price: float, terms: PurchaseTerms, *, with_server: bool) -> float:
    return device_price * (1.0 if with_server else 1.0 + terms.server_overhead)


def capital_recovery_factor(rate: float, years: float) -> float:
    """Return r (1 + r)^n / ((1 + r)^n - 1), the yearly payment per unit of capital; 1 / n without interest.

    >>> round(capital_recovery_factor(0.10, 4.0), 6)
    0.315471
    """
    if rate == 0.0:
        return 1.0 / years
    growth = math.expm1(years * math.log1p(rate))
    return rate * (1.0 + growth) / growth


def annual_capital(device_price: float, terms: PurchaseTerms, *, with_server: bool = False) -> float:
    """Return the yearly payment for one device: capital less its residual value's present worth, as an annuity."""
    whole = capital(device_price, terms, with_server=with_server)
    return (whole - _residual(whole, terms)) * capital_recovery_factor(terms.discount_rate, terms.life_years)


def residual_per_hour(device_price: float, terms: PurchaseTerms, *, with_server: bool = False) -> float:
    """Return what the value left at the end takes off an annuity, per hour in use."""
    left = _residual(capital(device_price, terms, with_server=with_server), terms)
    yearly = left * capital_recovery_factor(terms.discount_rate, terms.life_years)
    return yearly / (HOURS_PER_YEAR * terms.utilisation)


def _residual(whole: float, terms: PurchaseTerms) -> float:
    """Return the present worth of what is left of the capital."""
    return terms.residual_share * whole * math.exp(-terms.life_years * math.log1p(terms.discount_rate))


def owned_per_hour(device_price: float, terms: PurchaseTerms, *, with_server: bool = False) -> dict[str, float]:
    """Return what an owned device costs per hour in use, by term, without its energy.

    By decay of value (Epoch AI) a year costs 0.14 ln 10 of what the hardware is worth, whether used or not; neither
    upkeep nor idle hours are counted there.
    """
    if terms.depreciation is Depreciation.VALUE_DECAY:
        yearly = _DECAY_DECADES_PER_YEAR * math.log(10.0)
        server = _server(device_price, terms, with_server=with_server) * yearly / HOURS_PER_YEAR
        return {"hardware": server, "interconnect": server * terms.network_share / (1.0 - terms.network_share)}
    used_hours = HOURS_PER_YEAR * terms.utilisation
    return {
        "capital": annual_capital(device_price, terms, with_server=with_server) / used_hours,
        UPKEEP: terms.upkeep_share * capital(device_price, terms, with_server=with_server) / used_hours,
    }


def upkeep_per_hour(device_price: float, terms: PurchaseTerms, *, with_server: bool = False) -> float:
    """Return what maintenance and staff of a device that is owned already cost for every hour of the year."""
    return terms.upkeep_share * capital(device_price, terms, with_server=with_server) / HOURS_PER_YEAR


def break_even_utilisation(
    device_price: float,
    rent_per_hour: float,
    energy_per_hour: float,
    terms: PurchaseTerms,
    *,
    with_server: bool = False,
) -> float | None:
    """Return the share of hours in use at which buying and renting one device cost the same.

    Above 1: renting is cheaper however much it is used. None where the energy alone costs as much as the rent, so
    that no use makes buying the cheaper one.
    """
    if rent_per_hour <= energy_per_hour:
        return None
    yearly = annual_capital(device_price, terms, with_server=with_server)
    yearly += terms.upkeep_share * capital(device_price, terms, with_server=with_server)
    return yearly / HOURS_PER_YEAR / (rent_per_hour - energy_per_hour)
