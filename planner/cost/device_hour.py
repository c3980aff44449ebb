"""What one device costs per hour, by term: rented with what comes on top, or bought and run."""

from collections.abc import Mapping

from msgspec import Struct

from planner.catalogue.offers import Acquisition, ExchangeRates, Money, Offer, RentTerms
from planner.cost.energy import EnergyTerms, energy_price_per_hour
from planner.cost.purchase import UPKEEP, PurchaseTerms, owned_per_hour
from planner.errors import UserError
from planner.sentences import sentence

ENERGY = "energy"
OTHER_USE = "other use"  # what devices that are owned would earn elsewhere: a cost of using them, and no cash


class PriceTerms(Struct, frozen=True, kw_only=True):
    """What turns an offer into a price per hour, the same for all offers of a plan."""

    purchase: PurchaseTerms
    energy: EnergyTerms
    rates: ExchangeRates
    currency: str


class DeviceHour(Struct, frozen=True, kw_only=True):
    """One device for an hour, in the plan's currency: terms (name -> amount) that sum to the whole."""

    terms: Mapping[str, float]

    @property
    def total(self) -> float:
        """The sum of the terms."""
        return sum(self.terms.values())

    @property
    def cash(self) -> float:
        """What is paid: all terms but the price of other use."""
        return self.total - self.terms.get(OTHER_USE, 0.0)

    def times(self, factor: float) -> "DeviceHour":
        """Return every term at a multiple of its price."""
        return DeviceHour(terms={name: amount * factor for name, amount in self.terms.items()})


def device_hour(offer: Offer, power_w: float | None, terms: PriceTerms) -> DeviceHour:
    """Return what one device of an offer costs per hour.

    ``power_w`` is of the server per device. Raises UserError for a price below zero, a missing exchange rate, and for
    a purchase of unknown power.
    """
    subject = offer.label or offer.accelerator
    if not offer.price.amount >= 0.0:
        raise UserError(sentence("{}: the price is {:g}; enter zero or more.", subject, offer.price.amount))
    if offer.acquisition is Acquisition.RENT:
        own = _rent(offer.price.amount, offer.rent_terms)
        return DeviceHour(terms={name: _in_plan(amount, offer, terms) for name, amount in own.items()})
    if power_w is None:
        raise UserError(
            sentence(
                "{}: what its energy costs is unknown because its power is; choose a node design with a power, or "
                "enter a rent per device-hour.",
                subject,
            )
        )
    own = owned_per_hour(offer.price.amount, terms.purchase, with_server=offer.includes_server)
    found = {name: _in_plan(amount, offer, terms) for name, amount in own.items()}
    return DeviceHour(terms=found | {ENERGY: _energy(power_w, terms)})


def owned_device_hour(offer: Offer, power_w: float | None, upkeep: Money | None, terms: PriceTerms) -> DeviceHour:
    """Return what a device that is owned already costs per hour: energy, upkeep and staff, and its other use.

    ``offer`` is the price of other use, a rent. Raises UserError where power or upkeep is unknown.
    """
    subject = offer.label or offer.accelerator
    if power_w is None:
        raise UserError(
            sentence("{}: the power of what is owned is unknown; choose a node design with a power.", subject)
        )
    if upkeep is None:
        raise UserError(
            sentence("{}: what upkeep and staff of the owned devices cost is unknown; enter it per hour.", subject)
        )
    other = device_hour(offer, power_w, terms).total
    kept = terms.rates.convert(upkeep, terms.currency).amount
    return DeviceHour(terms={ENERGY: _energy(power_w, terms), UPKEEP: kept, OTHER_USE: other})


def _energy(power_w: float, terms: PriceTerms) -> float:
    per_kwh = terms.rates.convert(terms.energy.price_per_kwh, terms.currency).amount
    return energy_price_per_hour(power_w, per_kwh, terms.energy)


def device_hours_price(offer: Offer, devices: int, power_w: float | None, terms: PriceTerms) -> float:
    """Return what so many devices cost per hour; ``power_w`` and errors as in ``device_hour``."""
    return device_hour(offer, power_w, terms).total * devices


def _in_plan(amount: float, offer: Offer, terms: PriceTerms) -> float:
    return terms.rates.convert(Money(amount=amount, currency=offer.price.currency), terms.currency).amount


def _rent(listed: float, terms: RentTerms) -> dict[str, float]:
    """Return the components of a rent that are not nothing (SemiAnalysis' eight components of cluster cost)."""
    parts = {
        "rent": listed,
        "discount": -terms.discount * listed,
        "storage": terms.storage_per_hour,
        "network": terms.network_per_hour,
        "support": terms.support_uplift * listed,
        "goodput of the provider": terms.goodput_uplift * listed,
        "setup": terms.setup_per_hour,
        "debugging": terms.debugging_per_hour,
    }
    return {name: amount for name, amount in parts.items() if amount or name == "rent"}
