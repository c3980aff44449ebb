"""What a unit of work costs, with the unit it is of, so that nothing has to know which work it was."""

from enum import StrEnum

from msgspec import Struct

from planner.catalogue.offers import Money
from planner.units import TRILLION_TOKENS


class WorkUnit(StrEnum):
    """What workloads are counted in where their costs are compared."""

    TRILLION_TOKENS = "trillion tokens"

    @property
    def size(self) -> float:
        """How many of what is counted make the unit."""
        return _SIZES[self]


_SIZES = {WorkUnit.TRILLION_TOKENS: TRILLION_TOKENS}


class UnitCost(Struct, frozen=True, kw_only=True):
    """An amount in a currency for each unit of work."""

    amount: float
    currency: str
    per: WorkUnit = WorkUnit.TRILLION_TOKENS

    @property
    def money(self) -> Money:
        """What one unit costs, as money."""
        return Money(amount=self.amount, currency=self.currency)


def unit_cost(total: Money, done: float, per: WorkUnit = WorkUnit.TRILLION_TOKENS) -> UnitCost:
    """Return the cost of a unit of work, of a total for so much done.

    >>> unit_cost(Money(amount=57.15e6, currency="CNY"), 9e12).amount
    6350000.0
    """
    return UnitCost(amount=total.amount / done * per.size, currency=total.currency, per=per)
