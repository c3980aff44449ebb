"""The terms of a node group in words: ``rent 1.80 USD/h, released``, ``owned, other use 2.10 USD/h, from day 60``."""

from typing import Final

from gui.look import formats
from gui.look.myriads import currency_word
from gui.look.words import mark, tr
from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Offer, PriceTerm
from planner.cluster import NodeGroup, Tenure, Waiting

TENURES: Final = {
    Tenure.ON_DEMAND: mark("rent on demand"),
    Tenure.RESERVED: mark("reserve"),
    Tenure.BOUGHT: mark("buy"),
    Tenure.OWNED: mark("owned"),
}
WAITINGS: Final = {Waiting.RELEASED: mark("released"), Waiting.HELD: mark("held"), Waiting.LENT: mark("lent")}
_PRICED: Final = {
    Tenure.ON_DEMAND: mark("rent {price}"),
    Tenure.RESERVED: mark("reserve {price}"),
    Tenure.BOUGHT: mark("buy {price}"),
    Tenure.OWNED: mark("owned, other use {price}"),
}
_UNPRICED: Final = {
    Tenure.ON_DEMAND: mark("rent, no price"),
    Tenure.RESERVED: mark("reserve, no price"),
    Tenure.BOUGHT: mark("buy, no price"),
    Tenure.OWNED: mark("owned"),
}
_ENTERED: Final = "entered in this plan"  # of plans whose own prices were estimates
_PRECISE, _ROUNDED = 6, 3  # digits of a price that hundredths do not write in full, and of what is not one's own


def amount_words(amount: float, *, typed: bool = True) -> str:
    """Return a price's amount in hundredths, with more digits where it has them: ``1.80``, ``17,000``, ``0.125``.

    One that nobody ``typed`` (converted, say, or a published mean) has three digits, or hundredths: ``2.31``.
    """
    if round(amount, 2) != amount and (typed or abs(amount) < 1):
        return formats.trimmed(amount, _PRECISE if typed else _ROUNDED)
    return formats.whole(amount) if amount >= 1000 and amount == round(amount) else formats.fixed(amount, 2)  # noqa: PLR2004 - thousands have no hundredths


def offer_amount_words(offer: Offer) -> str:
    """Return the amount of an offer: one's own as it was typed, any other rounded."""
    return amount_words(offer.price.amount, typed=offer.evidence is Evidence.MEASURED)


def price_words(offer: Offer, tenure: Tenure) -> str:
    """Return a price with its unit: ``1.80 USD/h``, ``17,000 USD each``."""
    shown = f"{offer_amount_words(offer)} {currency_word(offer.price.currency)}"
    return tr("{price} per device", price=shown) if tenure is Tenure.BOUGHT else tr("{price}/h", price=shown)


def is_prefilled(group: NodeGroup) -> bool:
    """Return whether the price of other use of an owned group is a published rent, and not the user's own figure."""
    if group.tenure is not Tenure.OWNED or group.offer is None:
        return False
    return group.offer.evidence is not Evidence.MEASURED and group.offer.source not in {"", _ENTERED}


def entry_words(group: NodeGroup) -> str:
    """Return the first part, as it can be typed: ``rent 1.80 USD/h``."""
    if group.offer is None:
        return tr(_UNPRICED[group.tenure])
    return tr(_PRICED[group.tenure], price=price_words(group.offer, group.tenure))


def shorter_entry_words(group: NodeGroup) -> str:
    """Return the first part where the whole one finds no room: ``owned, use 2.31 CNY/h``; empty where none is."""
    if group.offer is None or group.tenure is not Tenure.OWNED:
        return ""
    return tr("owned, use {price}", price=price_words(group.offer, group.tenure))


def terms_parts(group: NodeGroup) -> tuple[str, ...]:
    """Return the terms part by part, the price first; what goes without saying is left out."""
    terms, waiting = group.terms, group.waiting
    parts = [entry_words(group)]
    if is_prefilled(group):
        year = group.offer is not None and group.offer.term is PriceTerm.YEAR_1
        parts.append(tr("its 1-year rent") if year else tr("its rent"))
    if waiting is Waiting.LENT:
        parts.append(tr("lent at {share}", share=formats.percent(terms.lent_share, 0)))
    elif waiting is Waiting.RELEASED or group.tenure in {Tenure.ON_DEMAND, Tenure.RESERVED}:
        parts.append(tr(WAITINGS[waiting]))
    if terms.from_day:
        parts.append(tr("from day {day}", day=formats.trimmed(terms.from_day)))
    if terms.until_day is not None:
        parts.append(tr("until day {day}", day=formats.trimmed(terms.until_day)))
    if group.precision is not None:
        parts.append(group.precision.value.upper())
    return tuple(parts)


def terms_words(group: NodeGroup) -> str:
    """Return the terms of a group in one line."""
    return tr(", ").join(terms_parts(group))
