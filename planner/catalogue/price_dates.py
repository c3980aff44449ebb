"""The dates of prices: what day a printed date begins, how old a price is, and offers of dates far apart."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec import Struct

from planner.catalogue.offers import Offer

HALF_A_YEAR_DAYS: Final = 183
A_YEAR_DAYS: Final = 365

_PRINTED: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|\s?(Q[1-4]|H[12]))?")
_MONTH_OF_PART: Final = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7}


def first_day(printed: str) -> date | None:
    """Return the first day that a printed date may mean; None where it names none.

    >>> first_day("2026-07-15"), first_day("2026-03"), first_day("2025Q2")
    (datetime.date(2026, 7, 15), datetime.date(2026, 3, 1), datetime.date(2025, 4, 1))
    >>> first_day("2025-26")  # two years, no month
    datetime.date(2025, 1, 1)
    """
    found = _PRINTED.match(printed)
    if found is None:
        return None
    year, month, day, part = found.groups()
    try:
        return date(int(year), int(month or _MONTH_OF_PART.get(part, 1)), int(day or 1))
    except ValueError:
        return date(int(year), 1, 1) if int(year) else None


def age_days(printed: str, as_of: str) -> int | None:
    """Return how many days a price of one date is old on another; None where a date is not printed."""
    then, now = first_day(printed), first_day(as_of)
    return None if then is None or now is None else (now - then).days


class MixedPriceDates(Struct, frozen=True, kw_only=True):
    """Offers of one plan whose dates lie further apart than rents stay comparable."""

    earliest: Offer
    latest: Offer
    days: int


def mixed_price_dates(offers: Iterable[Offer], most_days: int = HALF_A_YEAR_DAYS) -> MixedPriceDates | None:
    """Return the earliest and the latest of some offers where they are further apart than so many days."""
    dated = [(day, offer) for offer in offers if (day := first_day(offer.date)) is not None]
    if not dated:
        return None
    first, last = min(dated, key=lambda one: one[0]), max(dated, key=lambda one: one[0])
    days = (last[0] - first[0]).days
    return MixedPriceDates(earliest=first[1], latest=last[1], days=days) if days > most_days else None
