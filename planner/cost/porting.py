"""People who bring the training to a second software stack."""

from msgspec import Struct

from planner.catalogue.offers import Money


class PortingEffort(Struct, frozen=True, kw_only=True):
    """Work of a second stack: person-months of full-time staff at a loaded monthly cost.

    Published evidence is thin: from 1.2 person-years for one device and several frameworks (DeepLink's author) to
    teams of tens for a year; 6 to 60 months is the range to try. The default stands at its geometric middle.
    """

    fte_months: float = 19.0
    monthly_cost: Money

    @property
    def cost(self) -> Money:
        """Months times their cost."""
        return Money(amount=self.fte_months * self.monthly_cost.amount, currency=self.monthly_cost.currency)
