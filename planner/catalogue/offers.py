"""What accelerators cost: observations as published, and the offer a plan pays."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from planner.catalogue.accelerator import Evidence
from planner.causes import ExchangeRateMissing
from planner.english import words
from planner.errors import UserError


class Money(Struct, frozen=True, kw_only=True):
    """An amount with its currency (ISO 4217 code)."""

    amount: float
    currency: str


class ExchangeRates(Struct, frozen=True, kw_only=True):
    """One dated rate per currency: units of ``base`` that one unit of the currency buys."""

    base: str
    date: str
    source: str
    base_per_unit: Mapping[str, float]

    def convert(self, money: Money, currency: str) -> Money:
        """Return the same value in another currency; raise UserError where a rate is missing."""
        return Money(amount=money.amount * self._rate(money.currency) / self._rate(currency), currency=currency)

    def _rate(self, currency: str) -> float:
        if currency == self.base:
            return 1.0
        rate = self.base_per_unit.get(currency)
        if rate is None:
            raise UserError(words(ExchangeRateMissing(currency=currency, base=self.base)))
        return rate


class Acquisition(StrEnum):
    """How devices are come by."""

    RENT = "rent"
    PURCHASE = "purchase"


class PriceTerm(StrEnum):
    """On what terms a price stands. ``reserved`` is a contract of a month or of a length that is not stated."""

    ON_DEMAND = "on demand"
    RESERVED = "reserved"
    YEAR_1 = "1 year"
    YEARS_3 = "3 years"
    SPOT = "spot"
    INDEX = "index"
    BARE = "purchase bare"
    WITH_SERVER = "purchase with server"


PURCHASE_TERMS = frozenset({PriceTerm.BARE, PriceTerm.WITH_SERVER})
HISTORY_TERMS = frozenset({PriceTerm.SPOT, PriceTerm.INDEX})


class PriceStanding(StrEnum):
    """What stands behind a price: a seller's list or a contract, the market of others, or no sale at all."""

    LIST = "list"
    CONTRACT = "contract"
    MARKET = "market"
    GREY = "grey"
    DERIVED = "derived"


BINDING = frozenset({PriceStanding.LIST, PriceStanding.CONTRACT})


class PriceObservation(Struct, frozen=True, kw_only=True):
    """One published price, as printed and normalised to one device (and one hour where it is a rent).

    ``place`` is CN, US, EU or global, of which ``region`` is the printed form. ``includes_server``: the device's
    share of CPUs, NICs and chassis is in the price.
    """

    accelerator: str
    kind: str
    amount: float | None
    amount_high: float | None
    currency: str
    unit: str
    normalised_amount: float | None
    normalised_high: float | None
    normalised_unit: str
    date: str
    region: str
    source: str
    note: str
    evidence: Evidence
    term: PriceTerm | None = None
    standing: PriceStanding | None = None
    place: str = ""
    includes_server: bool = False


class RentTerms(Struct, frozen=True, kw_only=True):
    """What changes a listed rent, none of it by default; amounts per device-hour in the offer's currency.

    ``discount``, ``support_uplift`` and ``goodput_uplift`` are shares of the listed rent. Source of the eight
    components: SemiAnalysis, cluster total cost of ownership (2026-04).
    """

    discount: float = 0.0
    storage_per_hour: float = 0.0
    network_per_hour: float = 0.0
    support_uplift: float = 0.0
    goodput_uplift: float = 0.0
    setup_per_hour: float = 0.0
    debugging_per_hour: float = 0.0


class Offer(Struct, frozen=True, kw_only=True):
    """A price a plan can take: rent per device-hour, or purchase per device, bare or with its share of the server.

    ``exact``: it enters a comparison as it stands (a report's own arithmetic, a contract), so that no band draws it.
    ``price_low`` and ``price_high`` are the range observed, in the price's currency; None where one figure was.
    ``includes_server``: a purchase price that holds the device's share of the server. ``term``, ``standing`` and
    ``place`` are those of the observation behind the offer; None and "" where the user entered it.
    """

    key: str
    label: str
    accelerator: str
    acquisition: Acquisition
    price: Money
    date: str = ""
    source: str = ""
    note: str = ""
    evidence: Evidence = Evidence.ESTIMATE
    price_low: float | None = None
    price_high: float | None = None
    rent_terms: RentTerms = RentTerms()
    term: PriceTerm | None = None
    standing: PriceStanding | None = None
    place: str = ""
    includes_server: bool = False
    exact: bool = False
