"""What a device may rent for over the coming months, from what is signed and listed now.

Rents fell until early 2026 and rose after it, so no yearly decay is assumed. The low end is what a three-year contract
costs, the middle a one-year contract, the high end today's on-demand median and a fifth more.
"""

from collections.abc import Iterable
from statistics import median
from typing import Final

from msgspec import Struct

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Acquisition, Money, PriceObservation, PriceStanding, PriceTerm
from planner.catalogue.price_dates import first_day
from planner.catalogue.price_offers import is_current, price_history

# Stated assumption: half of what the most expensive series rose from February to September 2026 (spot A100 +105 %, H200
# +51 %, B200 +119 %, H100 +23 %; AWS spot medians, jwilliamross/compute-curve) is more than a contract would follow.
HIGH_OVER_ON_DEMAND: Final = 1.2


class ForwardRents(Struct, frozen=True, kw_only=True):
    """Rents per device-hour in one currency; an end that no observation gives is None.

    ``three_years`` and ``one_year`` are the contracts behind low and mid, ``on_demand`` those whose median the high
    end rests on.
    """

    currency: str
    low: Money | None
    mid: Money | None
    high: Money | None
    three_years: PriceObservation | None
    one_year: PriceObservation | None
    on_demand: tuple[PriceObservation, ...]


def forward_rents(catalogue: Catalogue, accelerator: str, currency: str = "USD") -> ForwardRents:
    """Return the forward view of one accelerator's rent, from all places whose prices are in one currency."""
    rents = [
        price
        for price in price_history(catalogue, accelerator, Acquisition.RENT)
        if price.currency == currency and price.normalised_amount is not None
    ]
    three, one = _last(rents, PriceTerm.YEARS_3), _last(rents, PriceTerm.YEAR_1)
    listed = _newest_of_each([price for price in rents if _on_demand(catalogue, price)])
    middle = median(price.normalised_amount or 0.0 for price in listed) if listed else None
    return ForwardRents(
        currency=currency,
        low=_money(three),
        mid=_money(one),
        high=None if middle is None else Money(amount=middle * HIGH_OVER_ON_DEMAND, currency=currency),
        three_years=three,
        one_year=one,
        on_demand=listed,
    )


def _on_demand(catalogue: Catalogue, price: PriceObservation) -> bool:
    sold = price.standing in {PriceStanding.LIST, PriceStanding.MARKET}
    return sold and price.term is PriceTerm.ON_DEMAND and is_current(catalogue, price.date)


def _last(rents: list[PriceObservation], term: PriceTerm) -> PriceObservation | None:
    return next((price for price in reversed(rents) if price.term is term), None)


def _newest_of_each(rents: Iterable[PriceObservation]) -> tuple[PriceObservation, ...]:
    """Return the newest observation of each provider, named by the region that is printed."""
    newest: dict[str, PriceObservation] = {}
    for price in sorted(rents, key=lambda one: str(first_day(one.date))):
        newest[price.region.lower()] = price
    return tuple(newest.values())


def _money(price: PriceObservation | None) -> Money | None:
    if price is None or price.normalised_amount is None:
        return None
    return Money(amount=price.normalised_amount, currency=price.currency)
