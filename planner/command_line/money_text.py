"""A plan's money as a terminal shows it: the terms of its cost, renting beside owning, and one supplier alone."""

from collections.abc import Mapping

from planner.command_line.text_table import (
    NEVER,
    UNKNOWN,
    days_number,
    marked,
    percent,
    price,
    scaled,
    text_table,
)
from planner.estimate_marks import estimated_terms, reference_figures
from planner.plan import Plan
from planner.plan_result import PlanResult, RentOrBuy, SingleSupplierReference
from planner.planning.verdict_beside import still_paid
from planner.sentences import listed


def cost_text(plan: Plan, result: PlanResult) -> str:
    """Return the terms of the cost with their shares of it; nothing where the cost is unknown."""
    if result.cost is None:
        return ""
    total, estimated = result.cost.total, estimated_terms(plan, result)
    rows = [
        (
            line.name,
            marked(scaled(line.amount), (line.kind, line.pool) in estimated),
            percent(line.amount / total.amount if total.amount else None),
        )
        for line in result.cost.lines
    ]
    rows.append(("total", marked(scaled(total.amount), result.estimated.get("cost")), ""))
    return text_table(("TERM", total.currency, "SHARE"), rows, numbers=(1, 2))


def rent_or_buy_text(result: PlanResult) -> str:
    """Return a device-hour of each pool rented and owned, and what a second software stack costs."""
    rows = [
        (
            one.name or one.accelerator,
            marked(price(one.rent_per_hour.amount), one.rent_estimated),
            one.rent_date or UNKNOWN,
            marked(price(one.owned_per_hour.amount), one.owned_estimated),
            one.purchase_date or UNKNOWN,
            percent(one.utilisation),
            NEVER if one.owning_pays_from is None else _break_even(one),
        )
        for one in result.rent_or_buy
    ]
    porting = f"  {result.explanations['porting']}" if result.porting is not None else ""
    if not rows:
        return porting
    currency = result.rent_or_buy[0].rent_per_hour.currency
    columns = (
        "ACCELERATOR",
        f"RENT, {currency}/H",
        "OF",
        f"OWNED, {currency}/H",
        "PRICE OF",
        "UTILISATION",
        "BREAK-EVEN",
    )
    return "\n".join(part for part in (text_table(columns, rows, numbers=(1, 3, 5, 6)), porting) if part)


def _break_even(one: RentOrBuy) -> str:
    return marked(percent(one.owning_pays_from, 0), one.break_even_estimated)


def references_text(plan: Plan, result: PlanResult) -> str:
    """Return each supplier's part of the fleet doing the run alone; nothing for a fleet of one supplier."""
    if not result.references or len({pool.supplier for pool in result.pools}) == 1:
        return ""  # one supplier alone is the plan itself
    rows = [
        _reference(reference, result, reference_figures(plan, result, reference)) for reference in result.references
    ]
    columns = ("FLEET", "DAYS", "COST", "SAVING", "DAYS MORE", "COST MORE")
    return text_table(columns, rows, numbers=(1, 2, 3, 4, 5))


def _reference(one: SingleSupplierReference, result: PlanResult, estimates: Mapping[str, object]) -> tuple[str, ...]:
    return (
        listed(", ", (one.name, *still_paid(one.kept or (), result))),
        marked(days_number(one.days), estimates.get("days")),
        marked(scaled(one.cost.amount if one.cost else None), estimates.get("cost")),
        marked(percent(one.saving), estimates.get("saving")),
        marked(days_number(one.extra_days), estimates.get("extra_days")),
        marked(scaled(one.extra_cost.amount if one.extra_cost else None), estimates.get("extra_cost")),
    )
