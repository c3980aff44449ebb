"""Losing a supplier in the middle of a run (M5): its kinds, its stated inputs, and the arithmetic of time.

Times are days from the run's start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt
from typing import Final

from planner.catalogue.offers import Money
from planner.errors import UserError
from planner.units import HOURS_PER_DAY, HOURS_PER_YEAR, SECONDS_PER_DAY

DAYS_PER_YEAR: Final = HOURS_PER_YEAR / HOURS_PER_DAY


class LossKind(StrEnum):
    """What losing a supplier means; the kinds are never merged.

    Stop-ship: installed devices go on, failed ones are not replaced. Loss of use: they stand still from the day on.
    Price shock: the supplier's rent rises.
    """

    STOP_SHIP = "stop-ship"
    LOSS_OF_USE = "loss-of-use"
    PRICE_SHOCK = "price-shock"


@dataclass(frozen=True, slots=True, kw_only=True)
class LossTerms:
    """The stated inputs of a loss.

    ``replan_days`` from the loss until the remaining pools train again (their rent runs on); ``lost_hours`` of work
    after the last checkpoint. ``annual_failure_share`` of a supplier's devices fails in a year: 419 interruptions
    in 54 days on 16,384 H100 (Llama 3, arXiv 2407.21783). ``replacement_days`` from the loss until as many devices
    are delivered again, None for never. ``price_rise`` is a fraction of the rent. The five days, the two hours and
    the half are assumptions (methods, Part 4): enter your own.
    """

    replan_days: float = 5.0
    lost_hours: float = 2.0
    annual_failure_share: float = 0.173
    replacement_days: float | None = None
    price_rise: float = 0.5

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if value is not None and not 0.0 <= value < float("inf"):
                raise UserError(f"{name.replace('_', ' ').capitalize()} is {value:g}; enter zero or more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LossResult:
    """What a loss costs in days and money.

    Days and costs are of the whole run; ``extra_days`` and ``extra_cost`` are against the run without the loss. None
    is unknown (a price is missing) or never (nothing is left to train on), and ``why`` says which. ``kept`` is the
    rate without the supplier, planned again, as a fraction of the full rate. ``terms`` sum to
    ``cost_to_finish`` in its currency.
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
    why: str
    terms: Mapping[str, float] = field(default_factory=dict)
    stated: LossTerms = LossTerms()


def tokens_done(tokens_per_s: float, day: float, lost_hours: float) -> float:
    """Return the tokens that are safe in a checkpoint when the loss comes (rate after goodput)."""
    return tokens_per_s * max(0.0, day * SECONDS_PER_DAY - lost_hours * SECONDS_PER_DAY / HOURS_PER_DAY)


def days_after_loss(day: float, replan_days: float, tokens_left: float, tokens_per_s: float) -> float:
    """Return the day on which the run ends at the rate that is left (after goodput).

    >>> left = 10e12 - tokens_done(950e3 * 0.90, 30, 2)
    >>> round(days_after_loss(30, 5, left, 400e3 * 0.92), 2)
    280.01
    """
    return day + replan_days + tokens_left / tokens_per_s / SECONDS_PER_DAY


def wearing_days(left_days: float, annual_failure_share: float, kept: float) -> float | None:
    """Return how long the rest takes while a supplier's devices fail and are not replaced; None for never.

    ``left_days`` is the rest at the full rate, ``kept`` the part of the rate that does not come from the supplier.
    The rate falls as 1 - (1 - kept) * a * t (methods: X(t) = X0 (1 - a t)), until all those devices have failed.
    """
    slope = annual_failure_share / DAYS_PER_YEAR * (1.0 - kept)
    if slope <= 0.0:
        return left_days
    gone_after = DAYS_PER_YEAR / annual_failure_share
    by_then = gone_after - slope * gone_after**2 / 2
    if left_days <= by_then:
        # The stable root of t - slope t^2 / 2 = left, without the difference of two near numbers.
        return 2 * left_days / (1.0 + sqrt(max(0.0, 1.0 - 2 * slope * left_days)))
    return gone_after + (left_days - by_then) / kept if kept > 0.0 else None
