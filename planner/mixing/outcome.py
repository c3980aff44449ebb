"""What came of mixing one fleet, in numbers and in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.catalogue.offers import Money
from planner.mixing.choose import Rules, by_phases, data_parallel_refusals, mix
from planner.mixing.data_parallel import data_parallel
from planner.mixing.phases import migration_s
from planner.mixing.strategy import MixingResult, MixingStrategy
from planner.mixing.working_pool import MixedColumns, MixedRun, WorkingPool, summed
from planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class MixingOutcome:
    """The result to show and the numbers it rests on (every column of shape ())."""

    result: MixingResult
    columns: MixedColumns


def mixing_outcome(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, currency: str) -> MixingOutcome:
    """Return how one fleet trains; every pool must be active and of shape ()."""
    mixed = mix(pools, run, rules)
    synchronous = bool(mixed.data_parallel)
    refused = _refused(pools, run, rules) if len(pools) > 1 else {}
    overhead = float(mixed.columns.migration + mixed.columns.porting)
    result = MixingResult(
        strategy=MixingStrategy.DATA_PARALLEL if synchronous else MixingStrategy.PHASES,
        efficiency=_efficiency(pools, run, rules, mixed.columns, synchronous=synchronous),
        why=_why(pools, run, rules, mixed.columns, synchronous=synchronous),
        tokens_per_s=float(mixed.columns.tokens_per_s),
        overhead_days=float(mixed.columns.stop_s) / SECONDS_PER_DAY,
        overhead_cost=None if np.isnan(overhead) else Money(amount=overhead, currency=currency),
        refused=refused,
    )
    return MixingOutcome(result=result, columns=mixed.columns)


def _efficiency(
    pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, columns: MixedColumns, *, synchronous: bool
) -> float:
    """Delivered rate against the sum of the pools; for phases in turn, working time against all time."""
    if synchronous or rules.choice.parallel_phases:
        alone = float(summed([pool.delivered_tokens_per_s for pool in pools]))
        return run.tokens / float(columns.wall_s) / alone
    return 1.0 - float(columns.stop_s / columns.wall_s)


def _refused(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules) -> dict[str, str]:
    """Say why data parallelism is not taken: by rule, or because it is no better."""
    for mask, sentence in data_parallel_refusals(pools, run, rules.border):
        if bool(mask):
            return {MixingStrategy.DATA_PARALLEL.value: sentence}
    synchronous, phases = data_parallel(pools, run), by_phases(pools, run, rules.choice)
    slower = 1.0 - float(synchronous.tokens_per_s / phases.tokens_per_s)
    if slower <= 0.0:
        return {}
    return {
        MixingStrategy.DATA_PARALLEL.value: (
            f"It would be admissible here and deliver {slower:.1%} less: shares come in whole micro-batches, the "
            "exchange over the border is partly exposed, and one failure stops all."
        )
    }


def _why(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, columns: MixedColumns, *, synchronous: bool) -> str:
    if len(pools) == 1:
        return "One pool trains alone; nothing is mixed."
    if synchronous:
        healthy = float(columns.tokens_per_s) / float(np.prod([pool.goodput for pool in pools]))
        return (
            f"{len(pools)} pools train one job together: each takes whole micro-batches in proportion to its speed "
            f"and the gradients cross the border in every step of {run.tokens_per_step / healthy:.1f} s."
        )
    if rules.choice.parallel_phases:
        return (
            f"{len(pools)} pools work at the same time on their own shares of the tokens, in proportion to their "
            "speed; nothing crosses between them, so their rates add up."
        )
    return (
        f"{len(pools)} pools work one after the other, equally long; each takeover stops the run for "
        f"{migration_s(run) / SECONDS_PER_HOUR:.1f} hours (checkpoint over the border, restart and alignment)."
    )
