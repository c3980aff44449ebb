"""The offer that a device is composed with at a site before the user chooses one, and why it is that one."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.export_rules import allowed_at
from planner.catalogue.offers import Acquisition, Offer, PriceTerm
from planner.catalogue.price_dates import first_day
from planner.catalogue.price_offers import (
    estimated_offers,
    is_binding,
    offer_is_current,
    purchase_offers,
    rent_offers,
)
from planner.sentences import sentence

# A fleet that trains for weeks is rented by the month; a cloud's hourly list price is the upper end of what is paid
# (Ascend 910B in July 2026: 2.1 to 2.6 CNY by the month, 3.5 to 38 by the hour).
_TERMS: Final = (
    PriceTerm.RESERVED,
    PriceTerm.ON_DEMAND,
    PriceTerm.YEAR_1,
    PriceTerm.YEARS_3,
    PriceTerm.BARE,
    PriceTerm.WITH_SERVER,
)


class OfferReason(StrEnum):
    """Why an offer is the default one, or why there is none."""

    CURRENT = "current"
    DATED = "dated"
    ESTIMATE = "estimate"
    NO_PRICE = "no price"
    RULES = "rules"


class DefaultOffer(Struct, frozen=True, kw_only=True):
    """The default offer of a device at a site (ISO country code); ``same_day`` offers it is the middle one of."""

    accelerator: str
    site: str
    why: OfferReason
    offer: Offer | None = None
    same_day: int = 0

    @property
    def words(self) -> str:
        """The reason as a sentence."""
        offer = self.offer
        if offer is None:
            return sentence(_WITHOUT[self.why], self.site)
        middle = sentence(", the middle of {} of that day", self.same_day) if self.same_day > 1 else ""
        terms = offer.term.value if offer.term else offer.acquisition.value
        lines = (offer.place or self.site, terms, offer.date, middle)
        return sentence(_WITH[self.why], *() if self.why is OfferReason.ESTIMATE else lines)


_WITH: Final = {
    OfferReason.CURRENT: "The newest list or contract price of {}: {}, {}{}.",
    OfferReason.DATED: "No current price; the last list or contract price of {}: {}, {}{}.",
    OfferReason.ESTIMATE: "No list or contract price of the last year holds here; an estimate, nobody's price.",
}
_WITHOUT: Final = {
    OfferReason.NO_PRICE: "No list or contract price of the last year holds at {}; enter one.",
    OfferReason.RULES: "By the arithmetic of the export rules the device is not to be had at {}; enter a price.",
}


def default_offer(
    catalogue: Catalogue,
    accelerator: str,
    site: str,
    *,
    acquisition: Acquisition | None = None,
    as_of: str | None = None,
) -> DefaultOffer:
    """Return the newest lawful list or contract price that holds at a site; rents before purchases.

    Current ones win over dated ones, published ones over estimates. Of several of one day the middle one by price is
    taken, in the currency that most of them are in.
    """
    entry = catalogue.accelerator(accelerator)
    if allowed_at(entry, site, as_of) is False:
        return DefaultOffer(accelerator=accelerator, site=site, why=OfferReason.RULES)
    kinds = tuple(Acquisition) if acquisition is None else (acquisition,)
    places = catalogue.places_of(site)
    here = [offer for offer in _offers(catalogue, accelerator, kinds) if is_binding(offer) and offer.place in places]
    current = [offer for offer in here if offer_is_current(catalogue, offer)]
    for why, offers in ((OfferReason.CURRENT, current), (OfferReason.DATED, here)):
        for kind in kinds:
            newest = _newest([offer for offer in offers if offer.acquisition is kind])
            if newest:
                return DefaultOffer(
                    accelerator=accelerator, site=site, why=why, offer=_middle(newest), same_day=len(newest)
                )
    guesses = [offer for kind in kinds for offer in estimated_offers(catalogue, accelerator, kind)]
    if guesses:
        return DefaultOffer(accelerator=accelerator, site=site, why=OfferReason.ESTIMATE, offer=guesses[0])
    return DefaultOffer(accelerator=accelerator, site=site, why=OfferReason.NO_PRICE)


def _offers(catalogue: Catalogue, accelerator: str, kinds: Sequence[Acquisition]) -> list[Offer]:
    found: list[Offer] = []
    if Acquisition.RENT in kinds:
        found += rent_offers(catalogue, accelerator)
    if Acquisition.PURCHASE in kinds:
        found += purchase_offers(catalogue, accelerator)
    return found


def _newest(offers: Sequence[Offer]) -> list[Offer]:
    """Return the offers of the newest day, on the first of the terms that it has."""
    days = {offer.key: str(first_day(offer.date)) for offer in offers}
    newest = max(days.values(), default="")
    of_day = [offer for offer in offers if days[offer.key] == newest]
    first = min((_TERMS.index(offer.term) for offer in of_day if offer.term), default=0)
    return [offer for offer in of_day if offer.term is _TERMS[first]]


def _middle(offers: Sequence[Offer]) -> Offer:
    currencies = Counter(offer.price.currency for offer in offers)
    most = max(sorted(currencies), key=lambda code: currencies[code])
    of_one = sorted((one for one in offers if one.price.currency == most), key=lambda one: (one.price.amount, one.key))
    return of_one[(len(of_one) - 1) // 2]
