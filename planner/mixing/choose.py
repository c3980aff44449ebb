"""Which strategy a fleet takes: the rule table of admissible ones, then the cheapest of them (methods 1.6).

Phases at once give the sum of the pools' rates, which no job of like pools exceeds. Beside them a pipeline can gain
where a pool's memory slows it, or does not hold the model at all, and experts apart from attention where pools differ
in kind. Separate jobs are the user's to choose: a run is one model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.cluster import BorderKind
from planner.mixing.admissible import APART, ONE_JOB, STRATEGIES, Refusals, border_refusals, cautions, refusals
from planner.mixing.data_parallel import data_parallel
from planner.mixing.experts_apart import experts_apart
from planner.mixing.local_sgd import local_sgd
from planner.mixing.phases import parallel_phases, sequential_phases
from planner.mixing.pipeline import pipelined
from planner.mixing.strategy import MixingChoice, MixingStrategy
from planner.mixing.working_pool import Floats, MixedColumns, MixedRun, WorkingPool, summed, without_stops

__all__ = ["APART", "ONE_JOB", "STRATEGIES", "Mixed", "Rules", "able_alone", "columns_of", "mix", "weighed"]

Mask = NDArray[np.bool_]

_ROUNDING = 1e-9  # of a rate that is to be beaten: what ties with it is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides between strategies: the user's choice, the deadline (infinite for none), and time before money."""

    choice: MixingChoice
    deadline_s: float = float("inf")
    by_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """The chosen columns, and by which strategy of ``STRATEGIES`` (its position).

    ``refused``: where the strategy that the user fixed is not admissible, by reason; there the columns are of phases.
    """

    columns: MixedColumns
    taken: NDArray[np.int64]
    refused: Refusals = ()


def by_phases(pools: Sequence[WorkingPool], run: MixedRun, choice: MixingChoice) -> MixedColumns:
    """Return phases as the user wants them: at the same time, or one after the other."""
    return (parallel_phases if choice.parallel_phases else sequential_phases)(pools, run)


def weighed(rules: Rules, run: MixedRun) -> tuple[MixingStrategy, ...]:
    """Return the strategies that are weighed against phases, or taken in their place where the user says so."""
    choice, kinds = rules.choice, {border.kind for border in run.borders.every()}
    if choice.strategy is not MixingStrategy.AUTO:
        return () if choice.strategy is MixingStrategy.PHASES else (choice.strategy,)
    found = [] if choice.parallel_phases else [MixingStrategy.LOCAL_SGD]
    if kinds != {BorderKind.WIDE_AREA}:
        found.append(MixingStrategy.PIPELINE)
    if BorderKind.DEVICE_DIRECT in kinds:
        found += [] if choice.parallel_phases else [MixingStrategy.DATA_PARALLEL]
        found += [MixingStrategy.EXPERTS_APART] if run.expert_bytes_per_token > 0.0 else []
    return tuple(found)


def able_alone(pools: Sequence[WorkingPool]) -> list[WorkingPool]:
    """Return the pools with no rate where they are too small to hold the model by themselves."""
    return [
        replace(
            pool,
            healthy_tokens_per_s=np.where(pool.fits_alone > 0, pool.healthy_tokens_per_s, 0.0),
            replicas=np.where(pool.fits_alone > 0, pool.replicas, 0.0),
        )
        for pool in pools
    ]


def columns_of(
    strategy: MixingStrategy, pools: Sequence[WorkingPool], run: MixedRun, choice: MixingChoice
) -> MixedColumns:
    """Return what one strategy gives, admissible or not; pools too small to train alone only work in a pipeline."""
    if strategy is MixingStrategy.PIPELINE:
        return pipelined(pools, run).columns
    able = able_alone(pools)
    if strategy is MixingStrategy.DATA_PARALLEL:
        return data_parallel(able, run)
    if strategy is MixingStrategy.LOCAL_SGD:
        return local_sgd(able, run)
    if strategy is MixingStrategy.EXPERTS_APART:
        return experts_apart(able, run).columns
    if strategy is MixingStrategy.SEPARATE_JOBS:
        return parallel_phases(able, run)  # nothing crosses: rates add up, as of phases at once
    return by_phases(able, run, choice)


def mix(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules) -> Mixed:
    """Return what every combination of pool sizes gives under the user's strategy, or under the best one.

    ``auto`` prefers what meets the deadline, then what costs less (by time, or where a price is unknown: what is
    faster), then phases. A fleet of one pool mixes nothing.
    """
    able = able_alone(pools)
    columns = by_phases(able, run, rules.choice)
    if rules.choice.strategy is not MixingStrategy.AUTO:
        return _fixed(pools, run, rules, columns)
    taken = np.zeros((), dtype=np.int64)
    for strategy in weighed(rules, run):
        if strategy is MixingStrategy.PIPELINE:
            other, chosen = _pipeline_that_may_gain(pools, run, rules, columns)
        else:
            chosen = _several(able) & ~_any((*refusals(strategy, able, run), *cautions(strategy, run)))
            if not chosen.any():
                continue
            other = columns_of(strategy, pools, run, rules.choice)
        chosen = chosen & _preferred(other, columns, rules)
        columns, taken = _picked(chosen, other, columns), np.where(chosen, STRATEGIES.index(strategy), taken)
    return Mixed(columns=columns, taken=taken)


def _fixed(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, phases: MixedColumns) -> Mixed:
    """Return the strategy that the user fixed wherever several pools can follow it, and where it is refused."""
    strategy, taken = rules.choice.strategy, np.zeros((), dtype=np.int64)
    if strategy is MixingStrategy.PHASES:
        return Mixed(columns=phases, taken=taken)
    working = pools if strategy is MixingStrategy.PIPELINE else able_alone(pools)
    chosen = _present(pools) > 1 if strategy is MixingStrategy.PIPELINE else _several(working)
    if strategy is MixingStrategy.PIPELINE:
        made = pipelined(pools, run, chosen & ~_any(border_refusals(strategy, working, run)))
        other, found = made.columns, refusals(strategy, working, run, made)
    else:
        other, found = columns_of(strategy, pools, run, rules.choice), refusals(strategy, working, run)
    refused = tuple((mask & chosen, words) for mask, words in found)
    chosen = chosen & ~_any(refused)
    return Mixed(
        columns=_picked(chosen, other, phases),
        taken=np.where(chosen, STRATEGIES.index(strategy), taken),
        refused=refused,
    )


def _pipeline_that_may_gain(
    pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, columns: MixedColumns
) -> tuple[MixedColumns, Mask]:
    """Return pipelines where one is better than what is known, and where there is one."""
    made = pipelined(pools, run, to_beat=rate_to_beat(pools, run, rules, columns))
    return made.columns, made.fits


def rate_to_beat(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules, columns: MixedColumns) -> Floats:
    """Return a delivered rate below which no work without stops is preferred to what is known."""
    like = without_stops(pools, run, np.ones(()))  # a token a second: its rent is what a rate divides
    with np.errstate(divide="ignore", invalid="ignore"):
        faster = run.tokens / columns.wall_s
        cheaper = like.rent / (columns.cost - like.migration - like.porting)
        paid = np.where(np.isfinite(cheaper) & (cheaper > 0.0), cheaper, 0.0)
        by_time = np.isnan(like.cost) | np.isnan(columns.cost) | rules.by_time
        better = np.where(by_time, faster, paid)
        in_time = run.tokens / rules.deadline_s
    late = columns.wall_s > rules.deadline_s
    rate = np.where(late, np.minimum(better, in_time), np.maximum(better, in_time))
    return np.where(np.isfinite(rate), rate, 0.0) * (1.0 - _ROUNDING)


def _present(pools: Sequence[WorkingPool]) -> NDArray[np.float64]:
    return summed([(pool.devices > 0).astype(np.float64) for pool in pools])


def _several(pools: Sequence[WorkingPool]) -> Mask:
    mask: Mask = summed([pool.active.astype(np.float64) for pool in pools]) > 1
    return mask


def _any(found: Refusals) -> Mask:
    mask = np.zeros((), dtype=np.bool_)
    for refused, _ in found:
        mask = mask | refused
    return np.asarray(mask)


def _preferred(first: MixedColumns, second: MixedColumns, rules: Rules) -> Mask:
    on_time, other_on_time = first.wall_s <= rules.deadline_s, second.wall_s <= rules.deadline_s
    by_time = np.isnan(first.cost) | np.isnan(second.cost) | rules.by_time
    with np.errstate(invalid="ignore"):
        faster = first.wall_s < second.wall_s
        better = np.where(by_time, faster, (first.cost < second.cost) | ((first.cost == second.cost) & faster))
    mask: Mask = np.where(on_time == other_on_time, better, on_time)
    return mask


def _picked(mask: Mask, first: MixedColumns, second: MixedColumns) -> MixedColumns:
    return MixedColumns(
        tokens_per_s=np.where(mask, first.tokens_per_s, second.tokens_per_s),
        wall_s=np.where(mask, first.wall_s, second.wall_s),
        stop_s=np.where(mask, first.stop_s, second.stop_s),
        rent=np.where(mask, first.rent, second.rent),
        migration=np.where(mask, first.migration, second.migration),
        porting=np.where(mask, first.porting, second.porting),
    )
