"""What came of mixing one fleet, in numbers and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.catalogue.offers import Money
from planner.mixing.admissible import cautions, refusals
from planner.mixing.arrangement import arranged, pool_layers
from planner.mixing.choose import STRATEGIES, Rules, able_alone, columns_of, mix
from planner.mixing.data_parallel import GRADIENT_BYTES_PER_PARAMETER
from planner.mixing.pipeline import border_bytes
from planner.mixing.reasons import LOSSES, why, with_figures
from planner.mixing.strategy import MixingResult, MixingStrategy
from planner.mixing.working_pool import MixedColumns, MixedRun, WorkingPool, summed
from planner.units import SECONDS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class MixingOutcome:
    """The result to show and the numbers it rests on (every column of shape ()).

    ``refusal``: why the strategy that the user fixed is not admissible (empty: it is); the rest is then of phases.
    """

    result: MixingResult
    columns: MixedColumns
    refusal: str = ""


def mixing_outcome(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, currency: str) -> MixingOutcome:
    """Return how one fleet trains; every pool must have devices and columns of shape ()."""
    mixed = mix(pools, run, rules)
    strategy = STRATEGIES[int(mixed.taken)]
    stages = arranged(pools, run) if strategy is MixingStrategy.PIPELINE else ()
    crossing = _border_bytes(strategy, pools, run)
    overhead = float(mixed.columns.migration + mixed.columns.porting)
    result = MixingResult(
        strategy=strategy,
        efficiency=_efficiency(pools, run, rules, mixed.columns, strategy),
        why=why(pools, run, rules, mixed.columns, strategy, stages, crossing),
        tokens_per_s=float(mixed.columns.tokens_per_s),
        overhead_days=float(mixed.columns.stop_s) / SECONDS_PER_DAY,
        overhead_cost=None if np.isnan(overhead) else Money(amount=overhead, currency=currency),
        refused=_refused(pools, run, rules, mixed.columns, strategy) if len(pools) > 1 else {},
        border_bytes_per_step=crossing,
        layers=pool_layers(stages),
        stages=stages,
    )
    refusal = next((words for mask, words in mixed.refused if bool(mask)), "")
    return MixingOutcome(result=result, columns=mixed.columns, refusal=with_figures(refusal, pools, run))


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
    """Say of each strategy why it is not taken: by rule, by caution, or because it is no better."""
    found = {}
    for strategy in STRATEGIES[1:]:
        if strategy is chosen:  # fixed by the user, though auto would have left it alone
            found[strategy.value] = next((words for mask, words in cautions(strategy, run) if bool(mask)), "")
            continue
        working = pools if strategy is MixingStrategy.PIPELINE else able_alone(pools)
        rules_against = (*refusals(strategy, working, run), *cautions(strategy, run))
        rule = next((words for mask, words in rules_against if bool(mask)), "")
        rule = with_figures(rule, working, run)
        found[strategy.value] = rule or _slower(columns_of(strategy, pools, run, rules.choice), taken, strategy)
    return {name: words for name, words in found.items() if words}


def _slower(other: MixedColumns, taken: MixedColumns, strategy: MixingStrategy) -> str:
    with np.errstate(divide="ignore"):
        slower = 1.0 - float(taken.wall_s / other.wall_s)
    dearer = float(other.cost / taken.cost) - 1.0 if float(taken.cost) > 0.0 else 0.0
    if slower > 0.0:
        return f"It would be admissible here and take the run {slower:.1%} slower: {LOSSES[strategy]}"
    if dearer > 0.0:
        return f"It would be admissible here and faster, but the run would cost {dearer:.1%} more."
    return ""
