"""Cost of a run from what its pools cost an hour, goodput and migration; saving against a baseline.

Goodput enters through the hours: a pool that loses a tenth of its time to failures is paid for longer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.catalogue.offers import Money
from planner.units import SECONDS_PER_HOUR, TRILLION_TOKENS


@dataclass(frozen=True, slots=True, kw_only=True)
class CostResult:
    """Cost of the run and its terms (name -> amount in ``total.currency``); the terms sum to the total.

    ``total`` counts the price of other use of what is owned; ``cash`` is what is paid (None: the same).
    ``per_hour`` is what the pools cost per hour, averaged over the length of the run.
    """

    total: Money
    per_trillion_tokens: Money
    terms: Mapping[str, float]
    per_hour: Money
    cash: Money | None = None

    @property
    def paid(self) -> Money:
        """What is paid in cash."""
        return self.total if self.cash is None else self.cash


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What one pool is charged: its name in the terms, its price per hour, and the hours it is paid for.

    ``cash`` False: a cost that is not paid, the price of other use.
    """

    name: str
    per_hour: float
    hours: float
    cash: bool = True

    @property
    def amount(self) -> float:
        """Price times hours."""
        return self.per_hour * self.hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Everything a run is charged for, all in one currency; ``extras`` are terms beside the pools.

    Of the extras ``extras_no_cash`` is not paid.
    """

    charges: Sequence[Charge]
    currency: str
    tokens: float
    hours: float
    extras: Mapping[str, float] = field(default_factory=dict)
    extras_no_cash: float = 0.0


def cost_per_trillion_tokens(price_per_hour: float, tokens_per_s: float) -> float:
    """Return 1e12 * price / (3600 * rate): the headline identity, for one device or for a fleet (methods 0).

    >>> round(cost_per_trillion_tokens(27.5, 1202.98) / 1e6, 2)  # Ling report, device D
    6.35
    """
    return TRILLION_TOKENS * price_per_hour / (SECONDS_PER_HOUR * tokens_per_s)


def run_cost(bill: Bill) -> CostResult:
    """Return the cost of a run; charges of one name are added into one term, terms of nothing are left out."""
    terms: dict[str, float] = {}
    unpaid = bill.extras_no_cash
    for charge in bill.charges:
        if charge.amount:
            terms[charge.name] = terms.get(charge.name, 0.0) + charge.amount
            unpaid += 0.0 if charge.cash else charge.amount
    rent = sum(terms.values())
    for name, amount in bill.extras.items():
        if amount:
            terms[name] = terms.get(name, 0.0) + amount
    total = sum(terms.values())
    return CostResult(
        total=Money(amount=total, currency=bill.currency),
        per_trillion_tokens=Money(amount=total / bill.tokens * TRILLION_TOKENS, currency=bill.currency),
        terms=terms,
        per_hour=Money(amount=rent / bill.hours, currency=bill.currency),
        cash=Money(amount=total - unpaid, currency=bill.currency) if unpaid else None,
    )


def saving(cost: float, baseline_cost: float) -> float:
    """Return the fraction saved against the baseline; negative is a loss."""
    return 1.0 - cost / baseline_cost


def break_even_tokens(one_time_cost: float, saving_per_trillion_tokens: float) -> float | None:
    """Return the tokens after which a one-time cost is earned back; None where nothing is saved."""
    if saving_per_trillion_tokens <= 0.0:
        return None
    return one_time_cost / saving_per_trillion_tokens * TRILLION_TOKENS
