"""For each headline figure one sentence: its formula with the inputs put in."""

from planner.dependence import DependenceBasis
from planner.performance.training.goodput import StopFigures
from planner.plan import Plan
from planner.plan_result import BaselineResult, EnergyResult, PlanResult, PoolResult, PortingResult
from planner.sentences import listed, sentence
from planner.units import GIGA, SECONDS_PER_DAY


def explanations(plan: Plan, result: PlanResult) -> dict[str, str]:
    """Return the sentences by figure; figures that are unknown have none."""
    found: dict[str, str] = {}
    if result.models:
        found |= _programme(result)
    elif result.tokens_per_s is not None:
        found["tokens_per_s"] = _rate(plan, result)
        found["days"] = _days(plan, result, result.tokens_per_s)
    if result.goodput is not None:
        found["goodput"] = _goodput(plan, result)
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
        found["cost"] = listed(" ", (found["cost"], found["porting"]))
    return found | _dependence(result)


def _programme(result: PlanResult) -> dict[str, str]:
    ends = listed(", ", (sentence("{} day {:,.1f}", one.name, one.to_day) for one in result.models))
    total = sum(one.tokens for one in result.models)
    return {
        "days": sentence("Days = the day on which the last model ends: {}; {:,.1f} days.", ends, result.days),
        "tokens_per_s": (
            sentence(
                "Tokens per second = tokens of all models / days = {:.4g} / {:,.1f} days = {:,.0f} tokens/s. No "
                "model is trained faster by it: each has weights of its own.",
                total,
                result.days,
                result.tokens_per_s,
            )
        ),
    }


def _rate(plan: Plan, result: PlanResult) -> str:
    mixing, many = result.mixing, len(result.pools) > 1
    worked = sum(one.to_day - one.from_day for one in mixing.timetable if one.kind == "work") if mixing else 0.0
    parts = " + ".join(_pool_rate(pool) for pool in result.pools)
    if many and mixing is not None and mixing.efficiency is not None and mixing.unbound:
        made = sentence(
            "Tokens per second = sum of the pools' speeds if memory were no limit, x efficiency of the pools together "
            "= {:,.0f} x {:.3f}",
            mixing.tokens_per_s / mixing.efficiency,
            mixing.efficiency,
        )
    elif many and mixing is not None and mixing.efficiency is not None:
        made = sentence(
            "Tokens per second = sum of the pools' speeds alone, x efficiency of the pools together = {:,.0f} x "
            "{:.3f}; by pool, model rate x site's factor x goodput of its part: {}",
            mixing.tokens_per_s / mixing.efficiency,
            mixing.efficiency,
            parts,
        )
    elif many:
        made = sentence(
            "Tokens per second = tokens / days at work, one pool at a time = {:.4g} / ({:,.1f} days x {:,.0f} s), from "
            "pools of {}",
            plan.training.tokens,
            worked,
            SECONDS_PER_DAY,
            parts,
        )
    else:
        made = sentence("Tokens per second = model rate x site's factor x goodput = {}", parts)
    rate = sentence("{} = {:,.0f} tokens/s.", made, result.tokens_per_s)
    return listed(" ", (rate, sentence("Mixing: {}", mixing.why))) if many and mixing is not None else rate


def _pool_rate(pool: PoolResult) -> str:
    return (
        f"{pool.estimate.tokens_per_s:,.0f} x {pool.site_factor:.3f} x {pool.goodput:.3f} "
        f"({pool.devices:,} {pool.name})"
    )


def _days(plan: Plan, result: PlanResult, tokens_per_s: float) -> str:
    stops, waits = (result.mixing.overhead_days, result.mixing.waited_days) if result.mixing else (0.0, 0.0)
    stopped = sentence(" + {:.2f} days of stops", stops) if stops else ""
    stopped += sentence(" + {:.2f} days of waiting", waits) if waits else ""
    return sentence(
        "Days = tokens / rate / {:,.0f} s = {:.4g} / {:,.0f} / {:,.0f}{} = {:,.1f} days; {:,} steps in a row "
        "of {:,.1f} s on average.",
        SECONDS_PER_DAY,
        plan.training.tokens,
        tokens_per_s,
        SECONDS_PER_DAY,
        stopped,
        result.days,
        result.steps,
        result.step_s,
    )


def _goodput(plan: Plan, result: PlanResult) -> str:
    pools = (sentence("{:.3f} on {:,} {}", pool.goodput, pool.devices, pool.name) for pool in result.pools)
    parts = listed(", ", pools)
    if plan.training.stops.interval_s is None:
        made = sentence(
            "Goodput = share of paid time that becomes training, after failures, restarts and checkpoints at "
            "the best interval (Daly): {}; together {:.3f}.",
            parts,
            result.goodput,
        )
    else:
        made = sentence(
            "Goodput = share of paid time that becomes training, after failures, restarts and checkpoints at "
            "your own interval: {}; together {:.3f}.",
            parts,
            result.goodput,
        )
    return listed(" ", [made, *(_stops(pool.name, pool.stops) for pool in result.pools if pool.stops is not None)])


def _stops(name: str, stops: StopFigures) -> str:
    racks = "" if stops.rack_mtbf_hours is None else _rack_words(stops.racks, stops.rack_mtbf_hours)
    return sentence(
        "{}: a checkpoint of {:,.0f} GB takes {:,.0f} s, one every {:,.0f} s, a restart {:,.0f} s; a stop "
        "every {:,.1f} hours; the storage keeps {:,.0f} GB.{}",
        name,
        stops.checkpoint_bytes / GIGA,
        stops.checkpoint_s,
        stops.interval_s,
        stops.restart_s,
        stops.mtbf_hours,
        stops.storage_bytes / GIGA,
        racks,
    )


def _rack_words(racks: int, hours: float) -> str:
    return sentence(" Its {:,} racks fail as a whole too, each every {:,.0f} hours.", racks, hours)


def _mfu(result: PlanResult) -> str:
    parts = listed(", ", (sentence("{:.1%} on {}", pool.mfu, pool.name) for pool in result.pools))
    return sentence(
        "MFU = healthy tokens/s x {:,.1f} GFLOP per token / dense peak of all devices (causal attention, "
        "recomputation not counted): {}; together {:.1%}.",
        result.flop_per_token / GIGA,
        parts,
        result.mfu,
    )


def _cost(result: PlanResult) -> str:
    assert result.cost is not None  # noqa: S101 - asked for only where there is a cost
    terms = listed(" + ", (sentence("{:,.0f} ({})", line.amount, line.name) for line in result.cost.lines))
    total = result.cost.total
    return sentence(
        "Cost = price per hour x hours, group by group by its terms, + stops + porting = {} = {} {}.",
        terms,
        _money(total.amount),
        total.currency,
    )


def _per_trillion(plan: Plan, result: PlanResult) -> str:
    assert result.cost is not None  # noqa: S101 - asked for only where there is a cost
    total, each = result.cost.total, result.cost.unit_cost
    return sentence(
        "Cost per trillion tokens = cost / tokens x 1e12 = {} / {:.4g} x 1e12 = {} {}.",
        _money(total.amount),
        plan.trained_tokens,
        _money(each.amount),
        each.currency,
    )


def _saving(result: PlanResult, baseline: BaselineResult) -> str:
    assert result.cost is not None  # noqa: S101 - a saving needs a cost
    own, other = result.cost.unit_cost, baseline.unit_cost
    return sentence(
        "Saving = 1 − cost / baseline's cost, per trillion tokens = 1 − {} / {} {} = {:.1%}. Baseline: {}, "
        "{:,.0f} tokens/s per device. {}",
        _money(own.amount),
        _money(other.amount),
        own.currency,
        result.saving,
        baseline.name,
        baseline.tokens_per_s_per_device,
        baseline.site_factor_why,
    )


def _energy(plan: Plan, energy: EnergyResult) -> str:
    parts = listed(" + ", (sentence("{:,.0f} ({})", kwh, name) for name, kwh in energy.by_pool_kwh.items()))
    words = sentence(
        "Energy = power of the servers x load {:.2f} (kept waiting: {:.2f}) x PUE {:.2f} x hours = {} = {:,.0f} kWh.",
        plan.energy.load,
        plan.energy.waiting_load,
        plan.energy.pue,
        parts,
        energy.energy_kwh,
    )
    if energy.operation_kg_co2e is None:
        return sentence(
            "{} The carbon intensity of the grid at {} is unknown; enter it to see emissions.", words, plan.site.name
        )
    words += sentence(
        " CO2e = energy x {:.3f} kg/kWh = {:,.0f} kg ({}).",
        energy.grid_kg_co2e_per_kwh,
        energy.operation_kg_co2e,
        energy.grid_source,
    )
    if energy.embodied_kg_co2e is None:
        return sentence("{} What is embodied in the hardware is not stated and not counted.", words)
    return sentence("{} Embodied in the hardware, by hours of its life: {:,.0f} kg.", words, energy.embodied_kg_co2e)


def _porting(porting: PortingResult) -> str:
    words = sentence("Porting to a second software stack = {} {}", _money(porting.cost.amount), porting.cost.currency)
    if porting.fte_months is not None:
        words += sentence(" ({:g} FTE-months)", porting.fte_months)
    if porting.break_even_tokens is None:
        return sentence("{}; no saving pays for it.", words)
    return sentence("{}; the saving has paid for it after {:.3g} tokens.", words, porting.break_even_tokens)


def _dependence(result: PlanResult) -> dict[str, str]:
    if result.dependence is None:
        return {}
    layer = result.dependence.layers["supplier"]
    over = "spend" if result.dependence.basis is DependenceBasis.SPEND else "delivered tokens/s"
    shares = listed(", ", (sentence("{} {:.1%}", name, share) for name, share in layer.shares.items()))
    squares = " + ".join(f"{share:.3f}²" for share in layer.shares.values())
    found: dict[str, str] = {
        "largest": sentence("Largest share = the most that one supplier has of {}: {}.", over, shares),
        "effective": (
            sentence(
                "Effective number of suppliers = 1 / (sum of squared shares) = 1 / ({}) = {:.2f}; HHI {:,.0f} points.",
                squares,
                layer.effective,
                layer.hhi,
            )
        ),
        "hhi": sentence("HHI = 10,000 x ({}) = {:,.0f} points (10,000 is one supplier alone).", squares, layer.hhi),
    }
    if layer.retention_without:  # else it is still to come
        kept = (sentence("{:.1%} without {}", share, name) for name, share in layer.retention_without.items())
        found["retention"] = sentence(
            "N-1 retention = rate left when the most damaging supplier is lost and the rest is planned again "
            "as fast as it goes, against the plan's: {}.",
            listed(", ", kept),
        )
    return found


def _money(amount: float) -> str:
    return f"{amount:,.0f}"
