"""What came of mixing one fleet, in numbers and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.catalogue.offers import Money
from planner.mixing.choose import ONE_JOB, STRATEGIES, Rules, columns_of, mix, refusals
from planner.mixing.data_parallel import GRADIENT_BYTES_PER_PARAMETER
from planner.mixing.experts_apart import experts_apart
from planner.mixing.phases import migration_s
from planner.mixing.pipeline import border_bytes, pipelined
from planner.mixing.strategy import MixingResult, MixingStrategy
from planner.mixing.working_pool import MixedColumns, MixedRun, WorkingPool, summed
from planner.units import GIGA, SECONDS_PER_DAY, SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class MixingOutcome:
    """The result to show and the numbers it rests on (every column of shape ())."""

    result: MixingResult
    columns: MixedColumns


def mixing_outcome(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, currency: str) -> MixingOutcome:
    """Return how one fleet trains; every pool must be active and of shape ()."""
    mixed = mix(pools, run, rules)
    strategy = STRATEGIES[int(mixed.taken)]
    overhead = float(mixed.columns.migration + mixed.columns.porting)
    result = MixingResult(
        strategy=strategy,
        efficiency=_efficiency(pools, run, rules, mixed.columns, strategy),
        why=_why(pools, run, rules, mixed.columns, strategy),
        tokens_per_s=float(mixed.columns.tokens_per_s),
        overhead_days=float(mixed.columns.stop_s) / SECONDS_PER_DAY,
        overhead_cost=None if np.isnan(overhead) else Money(amount=overhead, currency=currency),
        refused=_refused(pools, run, rules, mixed.columns, strategy) if len(pools) > 1 else {},
        border_bytes_per_step=_border_bytes(strategy, pools, run),
        layers=split_layers(pools, run) if strategy is MixingStrategy.PIPELINE else {},
    )
    return MixingOutcome(result=result, columns=mixed.columns)


def split_layers(pools: Sequence[WorkingPool], run: MixedRun) -> dict[str, int]:
    """Return the whole layers that each pool holds in a pipeline, by name, in its order (largest remainders)."""
    made = pipelined(pools, run)
    exact = [float(layers) for layers in made.layers]
    whole = [int(layers) for layers in exact]
    for i in sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])[: run.layers - sum(whole)]:
        whole[i] += 1
    return {pools[i].name: layers for i, layers in zip(made.order, whole, strict=True)}


def _efficiency(
    pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, columns: MixedColumns, strategy: MixingStrategy
) -> float:
    """Delivered rate against the sum of the pools; for phases in turn, working time against all time."""
    if strategy is not MixingStrategy.PHASES or rules.choice.parallel_phases:
        alone = float(summed([pool.delivered_tokens_per_s for pool in pools]))
        return run.tokens / float(columns.wall_s) / alone
    return 1.0 - float(columns.stop_s / columns.wall_s)


def _border_bytes(strategy: MixingStrategy, pools: Sequence[WorkingPool], run: MixedRun) -> float:
    count = np.asarray(float(len(pools)))
    if strategy is MixingStrategy.PIPELINE:
        return float(border_bytes(run, count))
    around = float(2 * (count - 1) / count * run.parameters)
    if strategy is MixingStrategy.DATA_PARALLEL:
        return around * GRADIENT_BYTES_PER_PARAMETER
    if strategy is MixingStrategy.EXPERTS_APART:
        return 2.0 * run.expert_bytes_per_token * run.tokens_per_step
    return around * run.local.outer_bytes / run.local.inner_steps if strategy is MixingStrategy.LOCAL_SGD else 0.0


def _refused(
    pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, taken: MixedColumns, chosen: MixingStrategy
) -> dict[str, str]:
    """Say of each strategy why it is not taken, or taken against a rule: by rule, or because it is no better."""
    found = {}
    for strategy in STRATEGIES[1:]:
        rule = next((words for mask, words in refusals(strategy, pools, run, rules.border) if bool(mask)), "")
        if rule:
            found[strategy.value] = rule
        elif strategy is not chosen:
            other = columns_of(strategy, pools, run, rules.choice)
            slower = 1.0 - float(other.wall_s**-1 / taken.wall_s**-1)
            if slower > 0.0:
                found[strategy.value] = (
                    f"It would be admissible here and take the run {slower:.1%} slower: " + (_LOSSES[strategy])
                )
    return found


_LOSSES = {
    MixingStrategy.DATA_PARALLEL: (
        "shares come in whole micro-batches, the exchange over the border is partly exposed, and one failure stops all."
    ),
    MixingStrategy.PIPELINE: (
        "stages hold whole layers, the pipeline is deeper to fill and to drain, and one failure stops all."
    ),
    MixingStrategy.EXPERTS_APART: (
        "one side waits for the other or for the border in every layer, and one failure stops all."
    ),
    MixingStrategy.LOCAL_SGD: "tokens worked apart count a little less, and the models are exchanged every round.",
}


def _why(
    pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, columns: MixedColumns, strategy: MixingStrategy
) -> str:
    many = len(pools)
    if many == 1:
        return "One pool trains alone; nothing is mixed."
    if strategy in ONE_JOB:
        return _why_one_job(pools, run, columns, strategy)
    if strategy is MixingStrategy.LOCAL_SGD:
        terms = run.local
        return (
            f"{many} pools train copies of one model and average them every {terms.inner_steps} steps; "
            f"{1 - terms.statistical_efficiency:.0%} of the tokens are taken as lost to working apart."
        )
    if strategy is MixingStrategy.SEPARATE_JOBS:
        return f"{many} pools train models of their own at the same time; their rates add up, and nothing is shared."
    if rules.choice.parallel_phases:
        return (
            f"{many} pools work at the same time on their own shares of the tokens, in proportion to their "
            "speed; nothing crosses between them, so their rates add up."
        )
    return (
        f"{many} pools work one after the other, equally long; each takeover stops the run for "
        f"{migration_s(run) / SECONDS_PER_HOUR:.1f} hours (checkpoint over the border, restart and alignment)."
    )


def _why_one_job(pools: Sequence[WorkingPool], run: MixedRun, columns: MixedColumns, strategy: MixingStrategy) -> str:
    many = len(pools)
    step_s = run.tokens_per_step / (float(columns.tokens_per_s) / float(np.prod([pool.goodput for pool in pools])))
    gigabytes = _border_bytes(strategy, pools, run) / GIGA
    if strategy is MixingStrategy.DATA_PARALLEL:
        return (
            f"{many} pools train one job together: each takes whole micro-batches in proportion to its speed "
            f"and the gradients cross the border in every step of {step_s:.1f} s."
        )
    if strategy is MixingStrategy.PIPELINE:
        layers = ", ".join(f"{name} {count}" for name, count in split_layers(pools, run).items())
        return (
            f"{many} pools hold the layers of one model in proportion to their speed ({layers}); activations of "
            f"{gigabytes:,.0f} GB cross the border in every step of {step_s:.1f} s."
        )
    sides = experts_apart(pools, run).attention
    attention = ", ".join(pool.name for pool, side in zip(pools, sides, strict=True) if bool(side))
    experts = ", ".join(pool.name for pool, side in zip(pools, sides, strict=True) if not bool(side))
    return (
        f"{attention} compute attention and {experts} the experts of one model; {gigabytes:,.0f} GB of tokens "
        f"cross the border in every step of {step_s:.1f} s."
    )
