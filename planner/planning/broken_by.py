"""Which limits of a plan another way of working its fleet would break: a pool alone, or best shares of the tokens."""

from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.causes import BestSharesKeepCap
from planner.errors import UserError
from planner.mixing.strategy import AloneResult, Division
from planner.plan import Plan
from planner.plan_result import PlanResult, PoolResult
from planner.planning.choice import choose
from planner.planning.energy import fleet_power_w
from planner.planning.fleet import Fleet
from planner.planning.mixed_run import deadline_days
from planner.planning.money import fleet_cost
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.planning.site_availability import broken_marks
from planner.sentences import sentence

_SAME = 1e-9  # relative: figures this close are the same


def alone_breaks(one: AloneResult, plan: Plan, result: PlanResult) -> Iterator[str]:
    """Yield each limit that a pool alone would break, in words; what is unknown is not said."""
    yield from _late(one.days, plan)
    if any(cap.share < 1.0 for cap in plan.mixing.caps):
        yield "above the cap"
    pools = [pool for pool in result.pools if pool.pool == one.pool]
    yield from _others(one.cost, one.power_w or None, {one.supplier}, pools, plan)


def best_shares_instead(plan: Plan, run: PlannedRun | None, result: PlanResult) -> BestSharesKeepCap | None:
    """Return what best shares of the tokens come to, which keep caps and deadline, and what else they would break.

    None where no division of the tokens keeps both: then best shares give no figures. A programme's models are not
    divided.
    """
    best = _best(run) if isinstance(run, Fleet) else None
    if best is None:
        return None
    working = {member.planned.place for member in best.members if best.tokens[member.planned.place] > 0.0}
    suppliers = {supplier_of(member) for member in best.members if member.planned.place in working}
    pools = [pool for pool in result.pools if (pool.accelerator, pool.site) in working]
    cost, own = fleet_cost(best), result.cost
    return BestSharesKeepCap(
        days=best.days,
        days_later=best.days - (result.days or 0.0),
        extra_cost=None if cost is None or own is None else cost.total.amount - own.total.amount,
        currency=plan.currency,
        breaks=tuple(_others(cost.total if cost else None, fleet_power_w(best), suppliers, pools, plan)),
    )


def _best(fleet: Fleet) -> Fleet | None:
    best = replace(fleet.plan, mixing=replace(fleet.plan.mixing, division=Division.BEST))
    setting = replace(fleet.setting, plan=best)
    try:
        return Fleet(name=fleet.name, setting=setting, choice=choose(setting))
    except UserError:
        return None


def _late(days: float, plan: Plan) -> Iterator[str]:
    limit = deadline_days(plan)
    if limit is not None and days > limit * (1.0 + _SAME):
        yield "past the deadline"


def _others(
    cost: Money | None, power_w: float | None, suppliers: Collection[str], pools: Sequence[PoolResult], plan: Plan
) -> Iterator[str]:
    """Yield what is broken of budget, power, suppliers and the site's marks."""
    limits = plan.limits
    if cost is not None:
        yield from above_budget(cost.amount, plan)
    if power_w is not None and limits.power_w is not None and power_w > limits.power_w:
        yield "above the power limit"
    for name in limits.required_suppliers:
        if name not in suppliers:
            yield sentence("without {}, which is required", name)
    for name in limits.excluded_suppliers:
        if name in suppliers:
            yield sentence("with {}, which is excluded", name)
    if broken_marks(plan, pools):
        yield "against a mark of the site"


def above_budget(amount: float, plan: Plan) -> Iterator[str]:
    """Yield that an amount in the plan's currency exceeds the budget, where it does."""
    budget = budget_amount(plan)
    if budget is not None and amount > budget * (1.0 + _SAME):
        yield "above the budget"


def budget_amount(plan: Plan) -> float | None:
    """Return the budget in the plan's currency; None without one, or without a rate for it."""
    if plan.limits.budget is None:
        return None
    try:
        return plan.rates.convert(plan.limits.budget, plan.currency).amount
    except UserError:
        return None
