"""An offer in words: on what terms, where, of what day, and how old that is."""

from typing import Final

from gui.look.planner_words import said
from gui.look.words import mark, tr
from planner.catalogue.offers import Offer, PriceTerm
from planner.catalogue.price_dates import age_days
from planner.catalogue.price_offers import label_of
from planner.units import DAYS_PER_MONTH

_TERMS: Final = {
    PriceTerm.ON_DEMAND: mark("on demand"),
    PriceTerm.RESERVED: mark("reserved"),
    PriceTerm.YEAR_1: mark("for 1 year"),
    PriceTerm.YEARS_3: mark("for 3 years"),
    PriceTerm.SPOT: mark("spot price"),
    PriceTerm.INDEX: mark("index"),
    PriceTerm.BARE: mark("bare device"),
    PriceTerm.WITH_SERVER: mark("with its share of the server"),
}
_FEW_DAYS: Final = 45


def offer_words(offer: Offer, as_of: str) -> str:
    """Return term, region, date and age of an offer on a day (ISO 8601; "": its age is left out)."""
    term = tr(_TERMS[offer.term]) if offer.term is not None else ""
    date = "" if offer.date in offer.label else offer.date
    parts = (term, said(label_of(offer)), date, age_words(offer.date, as_of))
    return " · ".join(part for part in parts if part)


def age_words(date: str, as_of: str) -> str:
    """Return how old what was of a date is on a day (both ISO 8601), in words; empty where that is not known."""
    days = age_days(date, as_of) if date and as_of else None
    if days is None or days < 1:
        return ""
    if days < _FEW_DAYS:
        return tr("{count} days old", count=days)
    return tr("{count} months old", count=round(days / DAYS_PER_MONTH))
