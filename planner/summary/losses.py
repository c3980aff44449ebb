"""What losing the largest supplier halfway through the run costs: the question that a board asks of every fleet."""

from typing import TYPE_CHECKING, Final

from planner.risk.loss import LossKind, LossResult

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.plan_result import PlanResult

_KINDS: Final = (LossKind.STOP_SHIP, LossKind.PRICE_SHOCK, LossKind.LOSS_OF_USE)  # from the mildest to the hardest
_WHOLE_DAYS_FROM: Final = 10.0  # the middle of a run shorter than this is not rounded to a day


def losses_halfway(plan: "Plan", result: "PlanResult") -> tuple[LossResult, ...]:
    """Return the loss of the largest supplier in the middle of the run, one answer a kind, from mild to hard.

    The stated inputs are the plan's own recourse. Empty where the plan gives no days or no shares, and for a programme.
    """
    from planner.uncertainty.loss import loss_in_mid_run  # noqa: PLC0415 - charts read summaries without the planner's core

    supplier = result.dependence.layers.get("supplier") if result.dependence else None
    if supplier is None or result.days is None or result.models:
        return ()
    middle = result.days / 2
    day = float(round(middle)) if result.days >= _WHOLE_DAYS_FROM else middle
    return tuple(loss_in_mid_run(plan, supplier.largest_name, day, kind) for kind in _KINDS)
