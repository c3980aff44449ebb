"""What losing a supplier in the middle of a run is asked as, and what it comes to in days and money.

Days count from the run's start.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from planner.catalogue.offers import Money
from planner.causes import Cause
from planner.english import words
from planner.risk.scenarios import Recourse, Scenario, ScenarioKind
from planner.sentences import listed


class LossKind(StrEnum):
    """What losing a supplier means; the kinds are never merged.

    Stop-ship: installed devices go on, failed ones are not replaced. Loss of use: they stand still from the day on.
    Price shock: the supplier's rent rises.
    """

    STOP_SHIP = "stop-ship"
    LOSS_OF_USE = "loss-of-use"
    PRICE_SHOCK = "price-shock"


_SCENARIO_KINDS = {
    LossKind.STOP_SHIP: ScenarioKind.STOP_SHIP,
    LossKind.LOSS_OF_USE: ScenarioKind.LOSS_OF_USE,
    LossKind.PRICE_SHOCK: ScenarioKind.PRICE,
}


def event_of(supplier: str, day: float, kind: LossKind, recourse: Recourse) -> Scenario:
    """Return a loss as a scenario that has happened: the same event, whoever asks."""
    return Scenario(
        key=f"{kind.value}:{supplier}",
        name=f"{supplier}: {kind.value}",
        kind=_SCENARIO_KINDS[kind],
        probability=1.0,
        target=supplier,
        size=recourse.price_rise if kind is LossKind.PRICE_SHOCK else 0.0,
        day=day,
    )


class LossResult(Struct, frozen=True, kw_only=True):
    """What a loss costs in days and money.

    Days and costs are of the whole run; ``extra_days`` and ``extra_cost`` are against the run without the loss. None
    is unknown (a price is missing) or never (nothing is left to train on), and ``why`` says which. ``kept`` is the
    rate without the supplier from day 0 on, planned again, as a fraction of the full rate, at most 1. ``terms`` sum to
    ``cost_to_finish`` in its currency. ``delay_cost``, beside it, is what the user says that the extra days cost (None:
    not priced, or no day late). ``stated`` are the inputs of the answer. ``estimated`` names which of ``days`` and
    ``cost`` rest on estimates.
    """

    supplier: str
    kind: LossKind
    day: float
    planned_days: float
    planned_cost: Money | None
    days_to_finish: float | None
    extra_days: float | None
    cost_to_finish: Money | None
    extra_cost: Money | None
    kept: float
    delay_cost: Money | None = None
    causes: tuple[Cause, ...] = ()
    terms: Mapping[str, float] = field(default_factory=dict)
    stated: Recourse = Recourse()
    estimated: frozenset[str] = frozenset()

    @property
    def why(self) -> str:
        """The causes in words."""
        return listed(" ", (words(cause) for cause in self.causes))
