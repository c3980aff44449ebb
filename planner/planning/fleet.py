"""The pools of a plan put together: mixing, cost, dependence and the doubt in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.catalogue.offers import Acquisition
from planner.cluster import BorderKind
from planner.cost import Bill, Charge, CostResult, run_cost
from planner.dependence import Contribution, DependenceBasis, DependenceResult, dependence_of
from planner.errors import NothingFitsError, UserError
from planner.mixing.borders import borders_of
from planner.mixing.choose import APART, ONE_JOB, STRATEGIES, Rules, mix
from planner.mixing.experts_apart import exchange_bytes
from planner.mixing.outcome import MixingOutcome, mixing_outcome
from planner.mixing.strategy import MixingStrategy
from planner.mixing.working_pool import MixedRun, WorkingPool, absent
from planner.plan import Objective, Plan
from planner.planning.members import Member, pool_row, stack_of, uncertain_pool, working_pool
from planner.planning.pools import PricedGroup, pool_groups
from planner.planning.supply import plan_supply_risk
from planner.risk import DRAWS, Course, Drawn, draw
from planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR
from planner.workload.counting import parameter_count

MIGRATION = "Migration"
PORTING = "Porting"
_BF16_BYTES = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Pools that train together, and how; ``left_out`` are those too small to train alone that no pipeline holds."""

    members: tuple[Member, ...]
    outcome: MixingOutcome
    left_out: tuple[Member, ...] = ()

    @property
    def synchronous(self) -> bool:
        """Whether one job spans all pools, so that a failure anywhere stops all."""
        return self.outcome.result.strategy in ONE_JOB and len(self.members) > 1

    @property
    def joined(self) -> bool:
        """Whether the pools train one model together at the same time, at an efficiency below the sum of them."""
        return self.outcome.result.strategy not in APART and len(self.members) > 1


def mixed_run(plan: Plan) -> MixedRun:
    """Return the plan's run as mixing sees it.

    Raises UserError where the porting cost has no exchange rate, or a border between pools no bandwidth.
    """
    borders = borders_of(plan.cluster)
    if len(pool_groups(plan)) > 1 and not all(border.bytes_per_s > 0.0 for border in borders.every()):
        raise UserError("A border between the pools has no bandwidth; enter its bytes per second.")
    porting, shape = plan.porting_cost, plan.run.shape
    return MixedRun(
        tokens=plan.run.tokens,
        tokens_per_step=float(plan.run.tokens_per_step),
        global_batch=plan.run.global_batch,
        parameters=float(parameter_count(plan.run.shape)),
        hidden=plan.run.shape.hidden,
        borders=borders,
        migration_restart_s=plan.mixing.migration_restart_s,
        overlap=plan.mixing.overlap,
        porting_cost=0.0 if porting is None else plan.rates.convert(porting, plan.currency).amount,
        layers=shape.layers,
        local=plan.mixing.local,
        expert_bytes_per_token=_expert_bytes_per_token(plan),
    )


def _expert_bytes_per_token(plan: Plan) -> float:
    """Return what crosses one way if experts stand apart: one leg forward, one backward, 16 bits a value."""
    shape = plan.run.shape
    if not shape.is_moe:
        return 0.0
    return exchange_bytes(shape.top_k, shape.hidden, _BF16_BYTES, _BF16_BYTES) * shape.moe_layers


def deadline_days(plan: Plan) -> float | None:
    """Return the earlier of the run's deadline and the limit's; None for neither."""
    return min((days for days in (plan.run.deadline_days, plan.limits.deadline_days) if days is not None), default=None)


def mixing_rules(plan: Plan) -> Rules:
    """Return what decides between strategies in this plan."""
    days = deadline_days(plan)
    deadline_s = float("inf") if days is None else days * SECONDS_PER_DAY
    return Rules(choice=plan.mixing, deadline_s=deadline_s, by_time=plan.objective is Objective.DAYS)


def pipelines_possible(plan: Plan) -> bool:
    """Say whether a pipeline over this plan's pools is ever weighed: then pools may be smaller than the model."""
    pools, choice = pool_groups(plan), plan.mixing.strategy
    borders = [plan.cluster.border_between(one, other) for one in pools for other in pools if one != other]
    joined = any(border.kind is not BorderKind.WIDE_AREA for border in borders)
    return joined and choice in {MixingStrategy.AUTO, MixingStrategy.PIPELINE}


def fleet_of(members: Sequence[Member], plan: Plan) -> Fleet:
    """Return how these pools (at least one) train together; what is too small and no pipeline holds is left out.

    Raises NothingFitsError, in the words of the first pool, where nothing is left.
    """
    pools, run, rules = _working_pools(members, plan), mixed_run(plan), mixing_rules(plan)
    small = [member for member in members if member.too_small]
    if small and STRATEGIES[int(mix(pools, run, rules).taken)] is not MixingStrategy.PIPELINE:
        able = [member for member in members if not member.too_small]
        if not able:
            raise NothingFitsError(small[0].too_small)
        return replace(fleet_of(able, plan), left_out=tuple(small))
    return Fleet(members=tuple(members), outcome=mixing_outcome(pools, run, rules, plan.currency))


def admissible_fleet(members: Sequence[Member], plan: Plan) -> Fleet:
    """Return how these pools train together; raises UserError where the strategy that the user fixed is refused."""
    fleet = fleet_of(members, plan)
    if fleet.outcome.refusal:
        raise UserError(
            f"The mixing strategy {plan.mixing.strategy.value} is refused here: {fleet.outcome.refusal} "
            "Choose auto or another strategy."
        )
    return fleet


def able_together(members: Sequence[Member], plan: Plan) -> tuple[Member, ...]:
    """Return which of these pools can train with each other: those that hold the model, or a pipeline of them."""
    if not any(member.too_small for member in members):
        return tuple(members)
    try:
        return fleet_of(members, plan).members
    except NothingFitsError:
        return ()


def _working_pools(members: Sequence[Member], plan: Plan) -> list[WorkingPool]:
    return [
        _scalar(
            working_pool(
                member.planned.accelerator,
                stack_of(member),
                (pool_row(member, plan),),
                site=member.planned.site,
                options=member.options,
            )
        )
        for member in members
    ]


def _scalar(pool: WorkingPool) -> WorkingPool:
    columns = {
        name: column[0]
        for name in WorkingPool.__dataclass_fields__
        if isinstance(column := getattr(pool, name), np.ndarray)
    }
    return replace(pool, **columns)


def fleet_goodput(fleet: Fleet) -> float:
    """Return delivered over healthy tokens: of one job the product over pools, of separate ones the mean by rate."""
    if fleet.synchronous:
        return float(np.prod([member.goodput for member in fleet.members]))
    healthy = sum(member.healthy_tokens_per_s for member in fleet.members)
    return sum(member.delivered_tokens_per_s for member in fleet.members) / healthy


def fleet_mfu(fleet: Fleet) -> float:
    """Return model FLOP over peak FLOP of all devices, in healthy steps."""
    peaks = [member.peak_flop_per_s * member.planned.pool.devices for member in fleet.members]
    alone = sum(peak * member.mfu for peak, member in zip(peaks, fleet.members, strict=True)) / sum(peaks)
    if not fleet.joined:
        return alone
    healthy = sum(member.healthy_tokens_per_s for member in fleet.members)
    return alone * fleet.outcome.result.tokens_per_s / fleet_goodput(fleet) / healthy


def fleet_cost(fleet: Fleet, plan: Plan) -> CostResult | None:
    """Return the cost of the run with a term per pool and way of acquisition; None where a price is unknown."""
    if any(not member.planned.priced for member in fleet.members):
        return None
    columns = fleet.outcome.columns
    wall_hours = float(columns.wall_s) / SECONDS_PER_HOUR
    hours = paid_hours(fleet, plan)
    charges = [
        Charge(name=charge_name(member, priced), per_hour=priced.per_hour, hours=hours)
        for member in fleet.members
        for priced in member.planned.priced
    ]
    extras = {MIGRATION: float(columns.migration), PORTING: float(columns.porting)}
    return run_cost(
        Bill(charges=charges, currency=plan.currency, tokens=plan.run.tokens, hours=wall_hours, extras=extras)
    )


def paid_hours(fleet: Fleet, plan: Plan) -> float:
    """Return the hours that each pool is paid for: while it trains; its stops for migration are a term of their own."""
    columns = fleet.outcome.columns
    return (float(columns.wall_s) - float(columns.stop_s)) / SECONDS_PER_HOUR / _turns(fleet, plan)


def charge_name(member: Member, priced: PricedGroup) -> str:
    """Return the name of a group's term in the cost."""
    name = member.planned.pool.accelerator.name
    return f"Rent of {name}" if priced.offer.acquisition is Acquisition.RENT else f"Ownership of {name}"


def _turns(fleet: Fleet, plan: Plan) -> int:
    """Return how many pools work one after the other (1 where all work at once)."""
    in_turn = fleet.outcome.result.strategy is MixingStrategy.PHASES and not plan.mixing.parallel_phases
    return len(fleet.members) if in_turn else 1


def fleet_dependence(fleet: Fleet, plan: Plan) -> DependenceResult | None:
    """Return the dependence on every layer; None where shares of spend are asked for and a price is unknown.

    Without a name the remaining pools are mixed anew, under the same rules.
    """
    amounts = [_amount(member, plan.basis) for member in fleet.members]
    if any(amount is None for amount in amounts) or not any(amounts):
        return None
    contributions = [
        Contribution(amount=amount or 0.0, names=_names(member))
        for member, amount in zip(fleet.members, amounts, strict=True)
    ]
    pools, run, rules = _working_pools(fleet.members, plan), mixed_run(plan), mixing_rules(plan)

    def throughput(kept: tuple[int, ...]) -> float:
        left = [pool if i in kept else absent(pool) for i, pool in enumerate(pools)]
        return float(mix(left, run, rules).columns.tokens_per_s)

    result = dependence_of(contributions, plan.basis, throughput)
    return replace(result, supply_risk=plan_supply_risk(plan, fleet.members, result.layers["supplier"].shares))


def _amount(member: Member, basis: DependenceBasis) -> float | None:
    return member.planned.price_per_hour if basis is DependenceBasis.SPEND else member.delivered_tokens_per_s


def _names(member: Member) -> dict[str, str]:
    accelerator = member.planned.pool.accelerator
    return {
        "supplier": accelerator.supplier,
        "jurisdiction": accelerator.jurisdiction,
        "foundry": accelerator.foundry,
        "hbm_supplier": accelerator.hbm_supplier,
        "software_stack": accelerator.stack_name,
        "network": accelerator.network,
    }


def drawn_fleet(fleet: Fleet, plan: Plan, *, seed: int = 0, draws: int = DRAWS) -> Drawn:
    """Return draws of the fleet's figures (the money among them means nothing where a price is unknown)."""
    alone = sum(member.delivered_tokens_per_s for member in fleet.members)
    columns = fleet.outcome.columns
    course = Course(
        tokens=plan.run.tokens,
        efficiency=fleet.outcome.result.tokens_per_s / alone if fleet.joined else 1.0,
        turns=_turns(fleet, plan),
        stop_s=float(columns.stop_s),
        extra_cost=float(columns.migration),
        porting_cost=float(columns.porting),
        efficiency_drawn=fleet.joined,
    )
    return draw([uncertain_pool(member, plan) for member in fleet.members], course, seed=seed, draws=draws)
