"""The limits that a user stated, each beside what the plan comes to: whichever way it is planned, none goes unsaid."""

from collections.abc import Collection, Iterator
from enum import StrEnum
from math import isfinite
from typing import TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from planner import causes as c
from planner.dependence import POINTS_OF_ONE_NAME, DependenceResult
from planner.english import remark, words
from planner.errors import UserError
from planner.mixing.strategy import ShareCap
from planner.mixing.timetables.timetable_checks import HHI_TOLERANCE_POINTS, TOLERANCE
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Limits, Plan
from planner.plan_result import PlanResult, UnmetLimit
from planner.planning.marked_causes import marked_cause
from planner.planning.mixed_run import deadline_days
from planner.planning.site_availability import broken_marks

_SAME = 1e-9  # relative: figures this close are the same


class LimitKind(StrEnum):
    """What is limited."""

    DEADLINE = "deadline"
    CAP = "cap"
    BUDGET = "budget"
    POWER = "power"
    REQUIRED_SUPPLIER = "required-supplier"
    EXCLUDED_SUPPLIER = "excluded-supplier"
    SITE_MARK = "site-mark"


class StatedLimit(Struct, frozen=True, kw_only=True):
    """One limit and how the plan stands to it.

    ``limit`` and ``reached`` are days, shares (0 to 1) or points of HHI, the plan's money, or watts; None where
    the limit is no number, or where nothing is known. ``subject`` is what it is about: a layer, a supplier, a device.
    ``kept`` None is unknown. ``cause`` says what is broken, or why that is
    unknown where nothing else does. ``figure`` is the key of the figure
    that it bounds ("": none).
    """

    kind: LimitKind
    kept: bool | None
    figure: str = ""
    subject: str = ""
    limit: float | None = None
    reached: float | None = None
    by_hhi: bool = False
    cause: c.Cause | None = None


def stated_limits(plan: Plan, result: PlanResult) -> tuple[StatedLimit, ...]:
    """Return every limit of a plan whose run is known, the deadline first; none where nothing is trained."""
    if result.days is None or not isfinite(result.days):
        return ()
    found = (_deadline(plan, result.days), *(_cap(cap, result) for cap in plan.mixing.caps), _budget(plan, result))
    limits = [one for one in (*found, _power(plan, result)) if one is not None]
    return (*limits, *_suppliers(plan, result), *_marks(plan, result))


def unmet_limits(plan: Plan, result: PlanResult) -> tuple[UnmetLimit, ...]:
    """Return the limits that the plan does not keep; their words wear the mark of estimates.

    Where no division of the tokens keeps them, nothing is planned: then those that are out of reach.
    """
    if result.days is None:
        told = ((block.cause, block.reason) for block in result.blocked)
        return tuple(_out_of_reach(cause, reason) for cause, reason in told if _is_out(cause))
    return tuple(
        UnmetLimit(
            limit=one.kind.value,
            remark=replace(remark(one.cause), words=words(marked_cause(one.cause, result.estimated))),
            figure=one.figure,
            subject=one.subject,
            stated=one.limit,
            reached=one.reached,
        )
        for one in stated_limits(plan, result)
        if one.kept is False and one.cause is not None
    )


def _is_out(cause: c.Cause | None) -> TypeGuard[c.CapOutOfReach | c.DeadlineOutOfReach]:
    return isinstance(cause, c.CapOutOfReach | c.DeadlineOutOfReach)


def _out_of_reach(cause: c.CapOutOfReach | c.DeadlineOutOfReach, reason: str) -> UnmetLimit:
    said = replace(remark(cause), words=reason)
    if isinstance(cause, c.DeadlineOutOfReach):
        return UnmetLimit(limit=LimitKind.DEADLINE.value, remark=said, figure="days", stated=cause.deadline_days)
    return UnmetLimit(limit=LimitKind.CAP.value, remark=said, subject=cause.layer, stated=cause.cap)


def _deadline(plan: Plan, days: float) -> StatedLimit | None:
    limit = deadline_days(plan)
    if limit is None:
        return None
    kept = days <= limit * (1.0 + _SAME)
    return StatedLimit(
        kind=LimitKind.DEADLINE,
        kept=kept,
        figure="days",
        limit=limit,
        reached=days,
        cause=None if kept else c.LateForDeadline(days=days, deadline_days=limit),
    )


def _cap(cap: ShareCap, result: PlanResult) -> StatedLimit:
    by_hhi = cap.measure is CapMeasure.HHI
    limit = cap.share * POINTS_OF_ONE_NAME if by_hhi else cap.share
    figure = ("effective" if by_hhi else "largest") if cap.layer == "supplier" else "worst_layer"
    known = result.dependence
    if known is None or cap.layer not in known.layers:
        return StatedLimit(kind=LimitKind.CAP, kept=None, figure=figure, subject=cap.layer, limit=limit, by_hhi=by_hhi)
    layer = known.layers[cap.layer]
    reached = layer.hhi if by_hhi else layer.largest
    kept = keeps_cap(cap, known)
    return StatedLimit(
        kind=LimitKind.CAP,
        kept=kept,
        figure=figure,
        subject=cap.layer,
        limit=limit,
        reached=reached,
        by_hhi=by_hhi,
        cause=None if kept else _over_cap(cap, known, limit, reached),
    )


def keeps_cap(cap: ShareCap, known: DependenceResult) -> bool:
    """Say whether the shares of a layer keep a cap on it."""
    layer = known.layers[cap.layer]
    if cap.measure is CapMeasure.HHI:
        return layer.hhi <= cap.share * POINTS_OF_ONE_NAME + HHI_TOLERANCE_POINTS
    return layer.largest <= cap.share + TOLERANCE


def keeps_suppliers(limits: Limits, working: Collection[str]) -> bool:
    """Say whether suppliers that work tokens are all that are required and none that is excluded."""
    return set(working) >= set(limits.required_suppliers) and set(working).isdisjoint(limits.excluded_suppliers)


def _over_cap(cap: ShareCap, known: DependenceResult, limit: float, reached: float) -> c.Cause:
    return c.OverCap(
        layer=cap.layer,
        name="" if cap.measure is CapMeasure.HHI else known.layers[cap.layer].largest_name,
        reached=reached,
        cap=limit,
        basis=known.basis.value,
        measure=cap.measure.value,
    )


def _budget(plan: Plan, result: PlanResult) -> StatedLimit | None:
    if plan.limits.budget is None:
        return None
    if result.cost is None or not isfinite(result.cost.total.amount):
        return StatedLimit(kind=LimitKind.BUDGET, kept=None, figure="cost")
    try:
        budget = plan.rates.convert(plan.limits.budget, plan.currency).amount
    except UserError as error:
        reason = c.BudgetNotChecked(reason=str(error))
        return StatedLimit(kind=LimitKind.BUDGET, kept=None, figure="cost", cause=reason)
    amount = result.cost.total.amount
    kept = amount <= budget
    cause = None if kept else c.OverBudget(amount=amount, budget=budget, currency=plan.currency)
    return StatedLimit(kind=LimitKind.BUDGET, kept=kept, figure="cost", limit=budget, reached=amount, cause=cause)


def _power(plan: Plan, result: PlanResult) -> StatedLimit | None:
    limit, power = plan.limits.power_w, result.power_w
    if limit is None:
        return None
    if power is None:
        return StatedLimit(kind=LimitKind.POWER, kept=None, figure="energy", limit=limit, cause=c.PowerUnknown())
    kept = power <= limit
    cause = None if kept else c.OverPower(power_w=power, limit_w=limit)
    return StatedLimit(kind=LimitKind.POWER, kept=kept, figure="energy", limit=limit, reached=power, cause=cause)


def _suppliers(plan: Plan, result: PlanResult) -> Iterator[StatedLimit]:
    present = {pool.supplier for pool in result.pools if pool.token_share > 0.0}
    for name in plan.limits.required_suppliers:
        cause = None if name in present else c.SupplierRequired(supplier=name)
        yield StatedLimit(kind=LimitKind.REQUIRED_SUPPLIER, kept=cause is None, subject=name, cause=cause)
    for name in plan.limits.excluded_suppliers:
        barred = c.SupplierExcluded(supplier=name) if name in present else None
        yield StatedLimit(kind=LimitKind.EXCLUDED_SUPPLIER, kept=barred is None, subject=name, cause=barred)


def _marks(plan: Plan, result: PlanResult) -> Iterator[StatedLimit]:
    for cause in broken_marks(plan, result.pools):
        yield StatedLimit(
            kind=LimitKind.SITE_MARK,
            kept=False,
            subject=cause.name,
            limit=float(cause.allowed_devices),
            reached=float(cause.devices),
            cause=cause,
        )
