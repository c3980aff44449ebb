"""What a plan has to be told about: limits it breaks, spare devices, weak grounds."""

from collections.abc import Sequence

from planner.catalogue.accelerator import Evidence
from planner.dependence import LAYER_TITLES, DependenceBasis
from planner.errors import UserError
from planner.mixing.strategy import MixingStrategy
from planner.plan import Plan
from planner.plan_result import Blocked, PlanResult, PoolResult
from planner.planning.fleet import deadline_days
from planner.planning.marks import broken_marks

_BASIS_WORDS = {DependenceBasis.COMPUTE: "delivered compute", DependenceBasis.SPEND: "spend"}


def warnings(plan: Plan, result: PlanResult, left_out: Sequence[Blocked]) -> tuple[str, ...]:
    """Return sentences, the gravest first: what was left out, then limits, then what the numbers rest on."""
    return (
        *(f"{part.subject} is left out of every figure: {part.reason}" for part in left_out),
        *_limits(plan, result),
        *_mixing(plan, result),
        *_pools(result.pools),
        *_grounds(plan, result),
    )


def _limits(plan: Plan, result: PlanResult) -> list[str]:
    limits, found = plan.limits, []
    days = deadline_days(plan)
    if days is not None and result.days is not None and result.days > days:
        found.append(f"The run takes {result.days:,.1f} days; the deadline is {days:,.1f} days.")
    found += _budget(plan, result)
    if limits.power_w is not None and result.power_w is not None and result.power_w > limits.power_w:
        found.append(f"The fleet draws {result.power_w / 1e6:.2f} MW; the limit is {limits.power_w / 1e6:.2f} MW.")
    if limits.power_w is not None and result.power_w is None:
        found.append(
            "The power of a pool is unknown, so the power limit is not checked; enter its TDP or server power."
        )
    present = {pool.supplier for pool in result.pools}
    found += [f"{name} is required but takes no part." for name in limits.required_suppliers if name not in present]
    found += [f"{name} is excluded but takes part." for name in limits.excluded_suppliers if name in present]
    return found + broken_marks(plan, result.pools)


def _budget(plan: Plan, result: PlanResult) -> list[str]:
    if plan.limits.budget is None or result.cost is None:
        return []
    try:
        budget = plan.rates.convert(plan.limits.budget, plan.currency).amount
    except UserError as error:
        return [f"The budget is not checked: {error}"]
    amount = result.cost.total.amount
    return [f"The run costs {amount:,.0f} {plan.currency}; the budget is {budget:,.0f}."] if amount > budget else []


def _mixing(plan: Plan, result: PlanResult) -> list[str]:
    mixing = result.mixing
    if mixing is None or len(result.pools) == 1 or plan.mixing.strategy is MixingStrategy.AUTO:
        return []
    why = mixing.refused.get(plan.mixing.strategy.value)
    return [f"The mixing strategy ({plan.mixing.strategy.value}) is fixed against the rule: {why}"] if why else []


def _pools(pools: Sequence[PoolResult]) -> list[str]:
    found = [
        f"{pool.name}: {pool.spare_devices} of {pool.devices} devices stay spare because no good layout divides them "
        "all; they are paid for."
        for pool in pools
        if pool.spare_devices
    ]
    found += [f"{pool.name} rests on estimated figures." for pool in pools if pool.evidence is Evidence.ESTIMATE]
    return found


def _grounds(plan: Plan, result: PlanResult) -> list[str]:
    found = []
    if plan.run.shape.reconstructed:
        found.append(f"The shape of {plan.run.shape.name} is reconstructed, not published.")
    return found + _unknown_names(result)


def _unknown_names(result: PlanResult) -> list[str]:
    if result.dependence is None:
        return []
    return [
        f"The {LAYER_TITLES[name]} of {layer.unknown_share:.0%} of {_BASIS_WORDS[result.dependence.basis]} is unknown; "
        "all unknown names of a layer are counted as one."
        for name, layer in result.dependence.layers.items()
        if layer.unknown_share > 0.0
    ]
