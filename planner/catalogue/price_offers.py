"""Offers that follow from published price observations: what a plan can take without typing a price."""

import re

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Acquisition, Money, Offer, PriceObservation

_UNIT = {Acquisition.RENT: "/device-hour", Acquisition.PURCHASE: "/device"}


def rent_offers(catalogue: Catalogue, accelerator: str) -> tuple[Offer, ...]:
    """Return the rents of one accelerator per device-hour: stated offers first, then price observations."""
    return _offers(catalogue, accelerator, Acquisition.RENT)


def purchase_offers(catalogue: Catalogue, accelerator: str) -> tuple[Offer, ...]:
    """Return the purchase prices of one accelerator per bare device: stated offers, then price observations.

    Observations that include a share of the server are left out: they mix with bare devices' only by guessing.
    """
    return _offers(catalogue, accelerator, Acquisition.PURCHASE)


def find_offer(catalogue: Catalogue, accelerator: str, key: str) -> Offer | None:
    """Return the offer of one accelerator with this key, stated or derived; None where there is none."""
    offers = rent_offers(catalogue, accelerator) + purchase_offers(catalogue, accelerator)
    return next((offer for offer in offers if offer.key == key), None)


def _offers(catalogue: Catalogue, accelerator: str, acquisition: Acquisition) -> tuple[Offer, ...]:
    stated = [offer for offer in catalogue.offers_for(accelerator) if offer.acquisition is acquisition]
    found = {offer.key: offer for offer in stated}
    said = {(offer.price, _publication(offer.source)) for offer in stated}
    for observation in catalogue.prices_for(accelerator):
        offer = _offer(observation, acquisition)
        if offer is None or (offer.price, _publication(offer.source)) in said:
            continue
        found.setdefault(offer.key, offer)
    return tuple(found.values())


def _offer(observation: PriceObservation, acquisition: Acquisition) -> Offer | None:
    amount = observation.normalised_amount
    unit = observation.currency + _UNIT[acquisition]
    if observation.kind != acquisition.value or amount is None or observation.normalised_unit != unit:
        return None
    high = observation.normalised_high
    price = Money(amount=amount if high is None else (amount + high) / 2, currency=observation.currency)
    spread = "" if high is None else f"middle of {amount:g} to {high:g}; "
    words = (acquisition.value, observation.region, observation.date, f"{price.amount:g}", price.currency)
    return Offer(
        key=f"{observation.accelerator}:{_slug(*words)}",
        label=f"{observation.region}, {observation.date}" if observation.region else observation.date,
        accelerator=observation.accelerator,
        acquisition=acquisition,
        price=price,
        date=observation.date,
        source=observation.source,
        note=f"{spread}{observation.unit}; {observation.note}".rstrip("; "),
        evidence=observation.evidence,
        price_low=None if high is None else amount,
        price_high=high,
    )


def _publication(source: str) -> str:
    return source.split("(", maxsplit=1)[0].strip()


def _slug(*words: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", " ".join(words).lower()).strip("-")
