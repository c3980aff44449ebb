"""For each headline figure one sentence: its formula with the inputs put in."""

from planner.dependence import DependenceBasis
from planner.plan import Plan
from planner.plan_result import BaselineResult, EnergyResult, PlanResult, PoolResult, PortingResult
from planner.units import SECONDS_PER_DAY


def explanations(plan: Plan, result: PlanResult) -> dict[str, str]:
    """Return the sentences by figure; figures that are unknown have none."""
    found: dict[str, str] = {}
    if result.models:
        found |= _programme(result)
    elif result.tokens_per_s is not None:
        found["tokens_per_s"] = _rate(plan, result)
        found["days"] = _days(plan, result, result.tokens_per_s)
        found["goodput"] = _goodput(result)
    if result.mfu is not None:
        found["mfu"] = _mfu(result)
    if result.cost is not None:
        found["cost"] = _cost(result)
        found["cost_per_trillion_tokens"] = _per_trillion(plan, result)
    if result.saving is not None and result.baseline is not None:
        found["saving"] = _saving(result, result.baseline)
    if result.energy is not None:
        found["energy"] = _energy(plan, result.energy)
    if result.porting is not None:
        found["porting"] = _porting(result.porting)
        found["cost"] += f" {found['porting']}"
    return found | _dependence(result)


def _programme(result: PlanResult) -> dict[str, str]:
    ends = ", ".join(f"{one.name} day {one.to_day:,.1f}" for one in result.models)
    total = sum(one.tokens for one in result.models)
    return {
        "days": f"Days = the day on which the last model ends: {ends}; {result.days:,.1f} days.",
        "tokens_per_s": (
            f"Tokens per second = tokens of all models / days = {total:.4g} / {result.days:,.1f} days = "
            f"{result.tokens_per_s:,.0f} tokens/s. No model is trained faster by it: each has weights of its own."
        ),
    }


def _rate(plan: Plan, result: PlanResult) -> str:
    mixing, many = result.mixing, len(result.pools) > 1
    worked = sum(one.to_day - one.from_day for one in mixing.timetable if one.kind == "work") if mixing else 0.0
    parts = " + ".join(_pool_rate(pool) for pool in result.pools)
    if many and mixing is not None and mixing.efficiency is not None:
        made = "Tokens per second = sum over pools of model rate x site's factor x goodput, x efficiency of the pools "
        made += f"together = ({parts}) x {mixing.efficiency:.3f}"
    elif many:
        made = "Tokens per second = tokens / days at work, one pool at a time = "
        made += f"{plan.run.tokens:.4g} / ({worked:,.1f} days x {SECONDS_PER_DAY:,.0f} s), from pools of {parts}"
    else:
        made = f"Tokens per second = model rate x site's factor x goodput = {parts}"
    mixed = f" Mixing: {mixing.why}" if many and mixing is not None else ""
    return f"{made} = {result.tokens_per_s:,.0f} tokens/s.{mixed}"


def _pool_rate(pool: PoolResult) -> str:
    return (
        f"{pool.estimate.tokens_per_s:,.0f} x {pool.site_factor:.3f} x {pool.goodput:.3f} "
        f"({pool.devices:,} {pool.name})"
    )


def _days(plan: Plan, result: PlanResult, tokens_per_s: float) -> str:
    stops, waits = (result.mixing.overhead_days, result.mixing.waited_days) if result.mixing else (0.0, 0.0)
    stopped = f" + {stops:.2f} days of stops" if stops else ""
    stopped += f" + {waits:.2f} days of waiting" if waits else ""
    return (
        f"Days = tokens / rate / {SECONDS_PER_DAY:,.0f} s = {plan.run.tokens:.4g} / {tokens_per_s:,.0f} / "
        f"{SECONDS_PER_DAY:,.0f}"
        f"{stopped} = {result.days:,.1f} days; {result.steps:,} steps in a row of {result.step_s:,.1f} s on average."
    )


def _goodput(result: PlanResult) -> str:
    parts = ", ".join(f"{pool.goodput:.3f} on {pool.devices:,} {pool.name}" for pool in result.pools)
    return (
        "Goodput = share of paid time that becomes training, after failures, restarts and checkpoints at the best "
        f"interval (Daly): {parts}; together {result.goodput:.3f}."
    )


def _mfu(result: PlanResult) -> str:
    parts = ", ".join(f"{pool.mfu:.1%} on {pool.name}" for pool in result.pools)
    return (
        f"MFU = healthy tokens/s x {result.flop_per_token / 1e9:,.1f} GFLOP per token / dense peak of all devices "
        f"(causal attention, recomputation not counted): {parts}; together {result.mfu:.1%}."
    )


def _cost(result: PlanResult) -> str:
    assert result.cost is not None  # noqa: S101 - asked for only where there is a cost
    terms = " + ".join(f"{amount:,.0f} ({name})" for name, amount in result.cost.terms.items())
    total = result.cost.total
    return (
        f"Cost = price per hour x hours, group by group by its terms, + stops + porting = {terms} = "
        f"{_money(total.amount)} {total.currency}."
    )


def _per_trillion(plan: Plan, result: PlanResult) -> str:
    assert result.cost is not None  # noqa: S101 - asked for only where there is a cost
    total, each = result.cost.total, result.cost.per_trillion_tokens
    tokens = sum(one.tokens for one in result.models) or plan.run.tokens
    return (
        f"Cost per trillion tokens = cost / tokens x 1e12 = {_money(total.amount)} / {tokens:.4g} x 1e12 "
        f"= {_money(each.amount)} {each.currency}."
    )


def _saving(result: PlanResult, baseline: BaselineResult) -> str:
    assert result.cost is not None  # noqa: S101 - a saving needs a cost
    own, other = result.cost.per_trillion_tokens, baseline.cost_per_trillion_tokens
    return (
        f"Saving = 1 - cost / baseline's cost, per trillion tokens = 1 - {_money(own.amount)} / {_money(other.amount)} "
        f"{own.currency} = {result.saving:.1%}. Baseline: {baseline.name}, {baseline.tokens_per_s_per_device:,.0f} "
        f"tokens/s per device. {baseline.site_factor_why}"
    )


def _energy(plan: Plan, energy: EnergyResult) -> str:
    parts = " + ".join(f"{kwh:,.0f} ({name})" for name, kwh in energy.by_pool_kwh.items())
    words = (
        f"Energy = power of the servers x load {plan.energy.load:.2f} (kept waiting: {plan.energy.waiting_load:.2f}) x "
        f"PUE {plan.energy.pue:.2f} x hours = {parts} = "
        f"{energy.energy_kwh:,.0f} kWh."
    )
    if energy.operation_kg_co2e is None:
        return f"{words} The carbon intensity of the grid at {plan.site.name} is unknown; enter it to see emissions."
    words += (
        f" CO2e = energy x {energy.grid_kg_co2e_per_kwh:.3f} kg/kWh = {energy.operation_kg_co2e:,.0f} kg "
        f"({energy.grid_source})."
    )
    if energy.embodied_kg_co2e is None:
        return f"{words} What is embodied in the hardware is not stated and not counted."
    return f"{words} Embodied in the hardware, by hours of its life: {energy.embodied_kg_co2e:,.0f} kg."


def _porting(porting: PortingResult) -> str:
    words = f"Porting to a second software stack = {_money(porting.cost.amount)} {porting.cost.currency}"
    if porting.fte_months is not None:
        words += f" ({porting.fte_months:g} FTE-months)"
    if porting.break_even_tokens is None:
        return f"{words}; no saving pays for it."
    return f"{words}; the saving has paid for it after {porting.break_even_tokens:.3g} tokens."


def _dependence(result: PlanResult) -> dict[str, str]:
    if result.dependence is None:
        return {}
    layer = result.dependence.layers["supplier"]
    over = "spend" if result.dependence.basis is DependenceBasis.SPEND else "delivered tokens/s"
    shares = ", ".join(f"{name} {share:.1%}" for name, share in layer.shares.items())
    squares = " + ".join(f"{share:.3f}²" for share in layer.shares.values())
    kept = ", ".join(f"{share:.1%} without {name}" for name, share in layer.retention_without.items())
    return {
        "largest": f"Largest share = the most that one supplier has of {over}: {shares}.",
        "effective": (
            f"Effective number of suppliers = 1 / (sum of squared shares) = 1 / ({squares}) = {layer.effective:.2f}; "
            f"HHI {layer.hhi:,.0f} points."
        ),
        "hhi": f"HHI = 10,000 x ({squares}) = {layer.hhi:,.0f} points (10,000 is one supplier alone).",
        "retention": (
            "N-1 retention = rate left when the most damaging supplier is lost and the rest is planned again as fast "
            f"as it goes, against the plan's: {kept}."
        ),
    }


def _money(amount: float) -> str:
    return f"{amount:,.0f}"
