"""What losing the largest supplier in mid-run costs: the question that a board asks of every fleet."""

from typing import TYPE_CHECKING, Final

from planner.risk.supplier_loss import LossKind, LossResult

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.plan_result import PlanResult

_KINDS: Final = (LossKind.STOP_SHIP, LossKind.PRICE_SHOCK, LossKind.LOSS_OF_USE)  # from the mildest to the hardest
_WHOLE_DAYS_FROM: Final = 10.0  # the middle of less work than this is not rounded to a day


def losses_halfway(plan: "Plan", result: "PlanResult") -> tuple[LossResult, ...]:
    """Return the loss of the largest supplier in the middle of its own work, one answer a kind, from mild to hard.

    Halfway through the run its turn may be over, and losing it then costs nothing: so the day is that on which half of
    the days on which its devices work have passed. The stated inputs are the plan's own recourse. Empty where the plan
    gives no days or no shares.
    """
    from planner.uncertainty.loss_in_mid_run import loss_in_mid_run  # noqa: PLC0415 - charts read summaries without the planner's core

    supplier = result.dependence.layers.get("supplier") if result.dependence else None
    if supplier is None or result.days is None:
        return ()
    day = middle_of_work(result, supplier.largest_name)
    return () if day is None else tuple(loss_in_mid_run(plan, supplier.largest_name, day, kind) for kind in _KINDS)


def middle_of_work(result: "PlanResult", supplier: str) -> float | None:
    """Return the day on which half of a supplier's days at work have passed; None where it works on none.

    A whole day where it works for ten or more.
    """
    spans = _days_at_work(result, supplier)
    left = sum(end - begin for begin, end in spans) / 2
    whole = 2 * left >= _WHOLE_DAYS_FROM
    for begin, end in spans:
        if left <= end - begin:
            return float(round(begin + left)) if whole else begin + left
        left -= end - begin
    return None


def _days_at_work(result: "PlanResult", supplier: str) -> list[tuple[float, float]]:
    """Return the stretches of days on which any of a supplier's pools works; models side by side count once."""
    pools = {pool.pool for pool in result.pools if pool.supplier == supplier}
    spells = result.mixing.timetable if result.mixing else ()
    found: list[tuple[float, float]] = []
    for begin, end in sorted(
        (one.from_day, one.to_day) for one in spells if one.kind == "work" and pools & set(one.pools)
    ):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found
