"""Amounts in the document of ``plan --json``: what the run costs, by term and by month, and what else could be paid."""

from typing import TypedDict


class MoneyDocument(TypedDict):
    """An amount in a currency."""

    amount: float
    currency: str


class CostDocument(TypedDict):
    """The cost of the run; ``amount`` counts the price of other use of what is owned, ``cash`` is what is paid."""

    amount: float
    currency: str
    cash: float
    with_other_use: float


class MonthDocument(TypedDict):
    """What is paid in one month of the run, the first is 1."""

    month: int
    amount: float


class CostTermDocument(TypedDict):
    """An amount, how it comes about, and the terms that sum to it; ``kind`` and ``pool`` are of a term of the run."""

    name: str
    kind: str | None
    pool: str | None
    amount: MoneyDocument
    formula: str
    terms: "list[CostTermDocument]"


class RentOrBuyDocument(TypedDict):
    """A device-hour of one pool rented and owned; ``break_even_utilisation`` null: renting is always cheaper.

    ``name`` also says whose groups pay these prices, where those of a pool pay several; dates are as printed.
    """

    accelerator: str
    pool: str
    name: str
    rent_date: str
    purchase_date: str
    rent_per_hour: MoneyDocument
    rent_source: str
    owned_per_hour: MoneyDocument
    purchase_source: str
    utilisation: float
    break_even_utilisation: float | None
    rent_estimated: bool
    owned_estimated: bool


class PortingDocument(TypedDict):
    """What a second software stack costs once, and after how many tokens the saving has paid for it."""

    cost: MoneyDocument
    fte_months: float | None
    break_even_tokens: float | None
