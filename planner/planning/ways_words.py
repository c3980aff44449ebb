"""Why a fleet trains as it does: first what mixing costs and buys, then how the pools work, in English."""

from collections.abc import Sequence

from planner.causes import AloneIsBetter
from planner.cost import CostResult
from planner.english import words
from planner.mixing.strategies import STRATEGIES
from planner.mixing.strategies.disaggregation import arranged_sides
from planner.mixing.strategies.local_sgd import round_and_exchange_s
from planner.mixing.strategy import AloneResult, PipelineStage
from planner.mixing.timetable import EntryKind
from planner.planning.dependence import largest_supplier_share
from planner.planning.fleet import Fleet, pool_names
from planner.planning.ways import PlannedWay, working_pools
from planner.units import GIGA, HOURS_PER_DAY

_MILLION = 1e6
_CLEARLY = 1.0 - 1e-9  # less is the rounding of one and the same run


def why(
    fleet: Fleet,
    cost: CostResult | None,
    alone: tuple[AloneResult | None, AloneResult | None],
    stages: Sequence[PipelineStage],
) -> str:
    """Return the reason; its first sentence sets cost, days and largest share beside the best pools alone.

    ``alone`` are the cheapest and the fastest.
    """
    cheapest, fastest = alone
    if len(fleet.setting.pools) + len(fleet.left_out) <= 1 or (fleet.joined is None and cheapest is None is fastest):
        return "One pool trains alone; nothing is mixed."
    said = f"{first_sentence(fleet, cost, cheapest, fastest)} {_how(fleet, stages)}"
    better = better_alone(fleet, cost, [one for one in alone if one is not None])
    return said if better is None else f"{words(better)} {said}"


def better_alone(fleet: Fleet, cost: CostResult | None, alone: Sequence[AloneResult]) -> AloneIsBetter | None:
    """Return the pool that is cheaper and sooner alone than the mix; None where there is none."""
    for one in alone if cost is not None else ():
        if one.cost is None or cost is None:
            continue
        if one.cost.amount < cost.total.amount * _CLEARLY and one.days < fleet.days * _CLEARLY:
            return AloneIsBetter(
                accelerator=one.name,
                days_earlier=fleet.days - one.days,
                cheaper=cost.total.amount - one.cost.amount,
                currency=fleet.plan.currency,
                largest=largest_supplier_share(fleet),
            )
    return None


def first_sentence(
    fleet: Fleet, cost: CostResult | None, cheapest: AloneResult | None, fastest: AloneResult | None
) -> str:
    """Return cost, days and largest share of the plan and of the cheapest and the fastest pool alone."""
    largest = largest_supplier_share(fleet)
    money = "" if cost is None else f"{_money(cost.total.amount, fleet)}, "
    found = f"This mix: {money}{fleet.days:,.1f} days, largest share {largest:.0%}"
    same = cheapest is not None and fastest is not None and cheapest.pool == fastest.pool
    for word, one in (
        ("cheapest and fastest" if same else "cheapest", cheapest),
        ("fastest", None if same else fastest),
    ):
        if one is not None:
            amount = "" if one.cost is None else f"{_money(one.cost.amount, fleet)}, "
            keeps = f" ({', '.join(one.kept)} keep costing)" if one.kept else ""
            found += f"; {word} alone, {one.name}: {amount}{one.days:,.1f} days, {one.largest:.0%}{keeps}"
    return found + "."


def _money(amount: float, fleet: Fleet) -> str:
    return f"{amount / _MILLION:,.2f} M {fleet.plan.currency}"


def _how(fleet: Fleet, stages: Sequence[PipelineStage]) -> str:
    joined = fleet.joined
    if joined is None:
        return _in_turn(fleet)
    step_s = fleet.plan.run.tokens_per_step / (joined.tokens_per_s / joined.goodput)
    strategy = STRATEGIES[joined.strategy]
    works = f"{len(joined.members)} pools {strategy.works}"
    detail = _details(fleet, joined, stages)
    crossed = f"{joined.crossing_bytes / GIGA:,.0f} GB cross the links between them in every step of {step_s:.1f} s."
    return f"{works}{detail}; {crossed} {_relief(joined)}".rstrip()


def _details(fleet: Fleet, joined: PlannedWay, stages: Sequence[PipelineStage]) -> str:
    names = pool_names(fleet)
    if stages:
        held = ", ".join(_held(names[one.planned.place], one.planned.place, stages) for one in joined.members)
        return f" ({held})"
    if joined.batches:
        pools = working_pools(joined.members, fleet.plan, joined.batches)
        round_s, exchange_s = round_and_exchange_s(pools, fleet.setting.run)
        parts = ", ".join(f"{key} {count:,}" for key, count in joined.batches.items())
        return (
            f" (sequences a step: {parts}), every {fleet.plan.mixing.local.inner_steps} steps; the exchange takes "
            f"{float(exchange_s):,.0f} s of a round of {float(round_s):,.0f} s"
        )
    if joined.strategy == "attention-expert-disaggregation":
        sides = arranged_sides(working_pools(joined.members, fleet.plan), fleet.setting.run).attention
        attention = [names[m.planned.place] for m, side in zip(joined.members, sides, strict=True) if bool(side)]
        return f" (attention: {', '.join(attention)})"
    return ""


def _held(name: str, place: tuple[str, str], stages: Sequence[PipelineStage]) -> str:
    own = [stage.layers for stage in stages if (stage.accelerator, stage.site) == place]
    many = "1 stage" if len(own) == 1 else f"{len(own)} stages"
    return f"{name}: {sum(own)} layers on {many}"


def _relief(joined: PlannedWay) -> str:
    """Say which pools train only so, and why the whole may be faster than its parts."""
    small = [member.planned.pool.accelerator.name for member in joined.members if member.too_small]
    if small:
        return f"Too small to hold the model alone, and fit only as stages: {', '.join(small)}."
    alone = sum(member.delivered_tokens_per_s for member in joined.members)
    gain = joined.tokens_per_s / joined.goodput / (alone / _mean_goodput(joined)) - 1.0
    if gain <= 0.0:
        return ""
    return f"That is {gain:.1%} above the sum of the pools: with fewer layers on each device less is recomputed or cut."


def _mean_goodput(joined: PlannedWay) -> float:
    healthy = sum(member.healthy_tokens_per_s for member in joined.members)
    return sum(member.delivered_tokens_per_s for member in joined.members) / healthy


def _in_turn(fleet: Fleet) -> str:
    names = pool_names(fleet)
    parts = []
    for entry, way in fleet.worked():
        share = entry.tokens / fleet.plan.run.tokens
        label = " with ".join(names[member.planned.place] for member in way.members)
        parts.append(f"{label} {share:.0%} of the tokens in {entry.days:,.1f} days")
    stops = [entry.days * HOURS_PER_DAY for entry in fleet.timetable.entries if entry.kind is EntryKind.STOP]
    if not stops:
        return f"One pool works at a time: {', '.join(parts)}."
    hours = (
        f"{min(stops):.1f}" if f"{min(stops):.1f}" == f"{max(stops):.1f}" else f"{min(stops):.1f} to {max(stops):.1f}"
    )
    return (
        f"Pools work one after the other: {', then '.join(parts)}; each takeover stops the run for {hours} hours "
        "(checkpoint over the link, restart and alignment)."
    )
