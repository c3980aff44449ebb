import pytest

from planner.catalogue.offers import Acquisition, ExchangeRates, Money, Offer
from planner.cost import EnergyTerms, PriceTerms, PurchaseTerms

RATES = ExchangeRates(base="CNY", date="2026-11-23", source="entered", base_per_unit={"USD": 7.1})


@pytest.fixture
def offer():
    def make(price, currency="CNY", acquisition=Acquisition.RENT, **fields):
        return Offer(
            key="o",
            label="offer",
            accelerator="X",
            acquisition=acquisition,
            price=Money(amount=price, currency=currency),
            **fields,
        )

    return make


@pytest.fixture
def price_terms():
    def make(currency="CNY", **fields):
        purchase, energy = fields.get("purchase", PurchaseTerms()), fields.get("energy", EnergyTerms())
        return PriceTerms(purchase=purchase, energy=energy, rates=RATES, currency=currency)

    return make
