"""Offers that follow from published price observations: what a plan can take without typing a price.

What is offered is a seller's list or contract price: current ones, and where a place has none of its own the last
ones of the year before, under their date. Spot prices, indices, medians, grey prices and what is older are history
(``price_history``): they can be taken by key, and are never offered. Estimates come last, marked; where not even an
estimate is stated, the newest price of the market, or the newest derived one, stands in for it, graded the same.
"""

import re
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import PURCHASE_PRICE, RENT_PER_HOUR
from planner.catalogue.offers import (
    BINDING,
    HISTORY_TERMS,
    Acquisition,
    Money,
    Offer,
    PriceObservation,
    PriceStanding,
)
from planner.catalogue.price_dates import A_YEAR_DAYS, age_days, first_day
from planner.sentences import Sentence, sentence

_UNIT: Final = {Acquisition.RENT: "/device-hour", Acquisition.PURCHASE: "/device"}
_WITH_SERVER: Final = " incl. server share"
_ESTIMATED: Final = {Acquisition.RENT: RENT_PER_HOUR, Acquisition.PURCHASE: PURCHASE_PRICE}


def rent_offers(catalogue: Catalogue, accelerator: str) -> tuple[Offer, ...]:
    """Return the rents of one accelerator per device-hour that a plan is offered, in the order to offer them.

    The user's own come first, then current ones, then dated ones, each newest first, then estimates.
    """
    return _offers(catalogue, accelerator, Acquisition.RENT)


def purchase_offers(catalogue: Catalogue, accelerator: str, *, with_server: bool = False) -> tuple[Offer, ...]:
    """Return the purchase prices of one accelerator that a plan is offered, in the order of ``rent_offers``.

    Of bare devices, or with their share of the server: the two mix only by guessing.
    """
    offers = _offers(catalogue, accelerator, Acquisition.PURCHASE)
    return tuple(offer for offer in offers if offer.includes_server is with_server)


def newest_first(offers: Iterable[Offer]) -> list[Offer]:
    """Return offers from the newest on, of equal dates as they were; those without a date come last."""
    return sorted(offers, key=lambda offer: str(first_day(offer.date) or ""), reverse=True)


def find_offer(catalogue: Catalogue, accelerator: str, key: str) -> Offer | None:
    """Return the offer of one accelerator with this key: stated, observed at any time, or estimated; else None."""
    stated = {offer.key: offer for offer in catalogue.offers_for(accelerator)}
    observed = {offer.key: offer for offer in reversed(_observed(catalogue, accelerator))}
    estimated = {offer.key: offer for kind in Acquisition for offer in estimated_offers(catalogue, accelerator, kind)}
    return {**estimated, **observed, **stated}.get(key)


def price_history(catalogue: Catalogue, accelerator: str, acquisition: Acquisition) -> tuple[PriceObservation, ...]:
    """Return every price observed of one accelerator that has a date, oldest first: the dated series."""
    kind = [price for price in catalogue.prices_for(accelerator) if price.kind == acquisition.value]
    dated = [(day, price) for price in kind if (day := first_day(price.date)) is not None]
    return tuple(price for _, price in sorted(dated, key=lambda one: one[0]))


def is_current(catalogue: Catalogue, printed_date: str) -> bool:
    """Return whether a price of this date is one of today: a year alone is its first day."""
    since = first_day(catalogue.prices_current_from)
    day = first_day(printed_date)
    return since is None or (day is not None and day >= since)


def estimated_offers(catalogue: Catalogue, accelerator: str, acquisition: Acquisition) -> tuple[Offer, ...]:
    """Return the estimated price of an accelerator as an offer, with its range; none where no estimate is stated."""
    entry = catalogue.accelerators.get(accelerator)
    estimate = entry.estimates.get(_ESTIMATED[acquisition]) if entry else None
    if estimate is None:
        return ()
    offer = Offer(
        key=f"{accelerator}:{acquisition.value}-estimate",
        label=str.__str__(_estimate_label(estimate.low, estimate.high)),
        accelerator=accelerator,
        acquisition=acquisition,
        price=Money(amount=estimate.mid, currency=estimate.unit),
        source=estimate.source,
        note=sentence("estimated, not published: {}", estimate.derivation),
        evidence=Evidence.ESTIMATE,
        price_low=estimate.low,
        price_high=estimate.high,
        standing=PriceStanding.DERIVED,
    )
    return (offer,)


def _offers(catalogue: Catalogue, accelerator: str, acquisition: Acquisition) -> tuple[Offer, ...]:
    stated = [offer for offer in catalogue.offers_for(accelerator) if offer.acquisition is acquisition]
    said = {(offer.price, _publication(offer.source)) for offer in stated}
    observed = [
        offer
        for offer in _observed(catalogue, accelerator)
        if offer.acquisition is acquisition and (offer.price, _publication(offer.source)) not in said
    ]
    current = [offer for offer in stated if not offer.date or is_current(catalogue, offer.date)]
    today = newest_first([offer for offer in observed if offer_is_current(catalogue, offer)])
    dated = newest_first([*(offer for offer in stated if offer not in current), *_dated(catalogue, observed, today)])
    guesses = estimated_offers(catalogue, accelerator, acquisition)
    if not (today or dated or guesses):
        guesses = _stand_ins(observed)
    every = (*current, *today, *dated, *guesses)
    return tuple({offer.key: offer for offer in reversed(every)}.values())[::-1]


def offer_is_current(catalogue: Catalogue, offer: Offer) -> bool:
    """Return whether an observed offer is a list or contract price of today."""
    return is_binding(offer) and is_current(catalogue, offer.date)


def is_binding(offer: Offer) -> bool:
    """Return whether a seller stands behind a price, on terms that last longer than a bid."""
    return offer.standing in BINDING and offer.term not in HISTORY_TERMS


def _dated(catalogue: Catalogue, observed: Iterable[Offer], today: Iterable[Offer]) -> list[Offer]:
    """Return the list and contract prices of the year before, of places that have no current one."""
    places = {offer.place for offer in today}
    return [
        offer
        for offer in observed
        if is_binding(offer) and offer.place not in places and within_a_year(catalogue, offer.date)
    ]


def within_a_year(catalogue: Catalogue, printed_date: str) -> bool:
    """Return whether a price was printed in the year before the catalogue's date."""
    age = age_days(printed_date, catalogue.date)
    return age is not None and age <= A_YEAR_DAYS


def _stand_ins(observed: Iterable[Offer]) -> tuple[Offer, ...]:
    """Return the newest price that no seller stands behind, of the market before derived ones, as an estimate."""
    for standing in (PriceStanding.MARKET, PriceStanding.DERIVED):
        loose = [one for one in observed if one.standing is standing and one.term not in HISTORY_TERMS]
        if loose:
            newest = newest_first(loose)[0]
            label = str.__str__(_stand_in_label(standing, newest.label))
            return (replace(newest, label=label, evidence=Evidence.ESTIMATE),)
    return ()


def label_of(offer: Offer) -> str:
    """Return an offer's label as the sentence it was made as, where this program made it: plans keep plain words."""
    if offer.price_low is not None and offer.price_high is not None:
        estimate = _estimate_label(offer.price_low, offer.price_high)
        if estimate == offer.label:
            return estimate
    own = offer.label if offer.standing is None else offer.label.removeprefix(_stand_in_label(offer.standing, ""))
    place = _place_and_day(own, offer.date)
    return place if offer.standing is None or own == offer.label else _stand_in_label(offer.standing, place)


def _place_and_day(label: str, date: str) -> str:
    """Return a label of a place and the day of its price as both, else as it is."""
    place = label.removesuffix(f", {date}")
    return label if place == label else sentence("{}, {}", place, date)


def _estimate_label(low: float, high: float) -> Sentence:
    return sentence("estimate, {:g} to {:g}", low, high)


def _stand_in_label(standing: PriceStanding, label: str) -> Sentence:
    return sentence("{} price, {}", standing.value, label)


def _observed(catalogue: Catalogue, accelerator: str) -> list[Offer]:
    found = (_offer(observation) for observation in catalogue.prices_for(accelerator))
    return [offer for offer in found if offer is not None]


def _offer(observation: PriceObservation) -> Offer | None:
    amount, acquisition = observation.normalised_amount, Acquisition(observation.kind)
    unit = observation.currency + _UNIT[acquisition] + (_WITH_SERVER if observation.includes_server else "")
    if amount is None or observation.normalised_unit != unit:
        return None
    high = observation.normalised_high
    price = Money(amount=amount if high is None else (amount + high) / 2, currency=observation.currency)
    spread = "" if high is None else sentence("middle of {:g} to {:g}; ", amount, high)
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
        term=observation.term,
        standing=observation.standing,
        place=observation.place,
        includes_server=observation.includes_server,
    )


def _publication(source: str) -> str:
    return source.split("(", maxsplit=1)[0].strip()


def _slug(*words: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", " ".join(words).lower()).strip("-")
