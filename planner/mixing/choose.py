"""Which strategy a fleet takes: the rule table of admissible ones, then the cheapest of them.

The rules (methods 1.6): between sites or over a thin border only phases and local SGD are sensible; a pipeline may go
through hosts, at what the border keeps of it; synchronous data parallelism needs a device-direct border and a batch
large enough that exchanging gradients moves less than exchanging activations would; experts apart from attention need
one fabric of 50 GB/s a device and one software stack. Separate jobs are the user's to choose: a run is one model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.cluster import Border, BorderKind
from planner.mixing.data_parallel import GRADIENT_BYTES_PER_PARAMETER, data_parallel
from planner.mixing.experts_apart import LEAST_BORDER_BYTES_PER_S_PER_DEVICE, different_stacks, experts_apart
from planner.mixing.local_sgd import fits as outer_state_fits
from planner.mixing.local_sgd import local_sgd, round_and_exchange_s
from planner.mixing.phases import parallel_phases, sequential_phases
from planner.mixing.pipeline import ACTIVATION_BYTES_PER_VALUE, pipelined
from planner.mixing.strategy import MixingChoice, MixingStrategy
from planner.mixing.working_pool import Floats, MixedColumns, MixedRun, WorkingPool, largest, summed

Mask = NDArray[np.bool_]
Refusals = tuple[tuple[Mask, str], ...]

STRATEGIES = (
    MixingStrategy.PHASES,
    MixingStrategy.SEPARATE_JOBS,
    MixingStrategy.LOCAL_SGD,
    MixingStrategy.PIPELINE,
    MixingStrategy.DATA_PARALLEL,
    MixingStrategy.EXPERTS_APART,
)
APART = frozenset({MixingStrategy.PHASES, MixingStrategy.SEPARATE_JOBS})  # no pool waits for another
# a failure anywhere stops all
ONE_JOB = frozenset({MixingStrategy.PIPELINE, MixingStrategy.DATA_PARALLEL, MixingStrategy.EXPERTS_APART})

MOST_PARAMETERS_TRAINED_APART = 1e11  # no result above 100 billion parameters is published, methods 1.3
THIN_BORDER_BYTES_PER_S_PER_DEVICE = 1.25e9  # 10 Gbit/s, methods 1.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides between strategies: the user's choice, the border and the deadline (infinite for none)."""

    choice: MixingChoice
    border: Border
    deadline_s: float = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """The chosen columns, and by which strategy of ``STRATEGIES`` (its position)."""

    columns: MixedColumns
    taken: NDArray[np.int64]


def by_phases(pools: Sequence[WorkingPool], run: MixedRun, choice: MixingChoice) -> MixedColumns:
    """Return phases as the user wants them: at the same time, or one after the other."""
    return (parallel_phases if choice.parallel_phases else sequential_phases)(pools, run)


def weighed(rules: Rules, run: MixedRun) -> tuple[MixingStrategy, ...]:
    """Return the strategies that are weighed against phases, or taken in their place where the user says so.

    Phases at once give the sum of the pools' rates, which no job of like pools exceeds: beside them only experts apart
    from attention can gain, where pools differ in kind, the model has experts and the border is one fabric.
    """
    choice = rules.choice
    if choice.strategy is not MixingStrategy.AUTO:
        return () if choice.strategy is MixingStrategy.PHASES else (choice.strategy,)
    if not choice.parallel_phases:
        return tuple(one for one in STRATEGIES[1:] if one is not MixingStrategy.SEPARATE_JOBS)
    one_fabric = rules.border.kind is BorderKind.DEVICE_DIRECT and run.expert_bytes_per_token > 0.0
    return (MixingStrategy.EXPERTS_APART,) if one_fabric else ()


def smallest_worthwhile_batch(run: MixedRun, pools: Floats) -> Floats:
    """Return the tokens per step above which gradients are fewer bytes than activations, (P-1)/P * 2 S / 4h.

    Methods 1.2: 17.7 million tokens for 580 GB of gradients, width 8,192 and two pools.
    """
    gradient_bytes = GRADIENT_BYTES_PER_PARAMETER * run.parameters
    tokens: Floats = (pools - 1) / pools * 2 * gradient_bytes / (ACTIVATION_BYTES_PER_VALUE * run.hidden)
    return tokens


def data_parallel_refusals(pools: Sequence[WorkingPool], run: MixedRun, border: Border) -> Refusals:
    """Return for each rule where it refuses data parallelism, and its sentence."""
    count = summed([pool.active.astype(np.float64) for pool in pools])
    needed = smallest_worthwhile_batch(run, np.maximum(count, 1.0))
    return (
        (
            np.asarray(border.kind is BorderKind.WIDE_AREA),
            "The pools stand at different sites; an exchange of gradients every step needs one fast fabric.",
        ),
        (
            np.asarray(border.kind is BorderKind.THROUGH_HOST),
            "Traffic between the pools passes through the hosts; an exchange every step needs device-direct links.",
        ),
        _thin_border(pools, border),
        (
            run.tokens_per_step <= needed,
            "The batch is too small: exchanging gradients would move more bytes than the work it spreads.",
        ),
    )


def pipeline_refusals(pools: Sequence[WorkingPool], run: MixedRun, border: Border) -> Refusals:
    """Return for each rule where it refuses a pipeline over the pools, and its sentence."""
    return (
        (
            np.asarray(border.kind is BorderKind.WIDE_AREA),
            "The pools stand at different sites; a pipeline hands activations over in every micro-batch.",
        ),
        _thin_border(pools, border),
        (
            ~pipelined(pools, run).fits,
            "Early stages keep more micro-batches in flight than fit, or the stages outnumber the layers.",
        ),
    )


def local_sgd_refusals(pools: Sequence[WorkingPool], run: MixedRun) -> Refusals:
    """Return for each rule where it refuses local SGD, and its sentence."""
    round_s, exchange_s = round_and_exchange_s(pools, run)
    return (
        (
            np.asarray(run.parameters > MOST_PARAMETERS_TRAINED_APART),
            "No published run of such size has trained its copies apart; choose it knowingly.",
        ),
        (
            ~outer_state_fits(pools, run),
            "A pool has no room for the outer copy and momentum, 8 bytes a parameter over its devices.",
        ),
        (
            exchange_s > round_s,
            "Exchanging the models takes longer than a round; more inner steps or a faster border are needed.",
        ),
    )


def separate_jobs_refusals() -> Refusals:
    """Return why separate jobs are never taken unasked."""
    return (
        (
            np.asarray(True),
            "Each pool trains another model; choose it where the programme has one for each.",
        ),
    )


def experts_apart_refusals(pools: Sequence[WorkingPool], run: MixedRun, border: Border) -> Refusals:
    """Return for each rule where it refuses experts apart from attention, and its sentence."""
    devices = summed([np.where(pool.active, pool.devices, 0.0) for pool in pools]) / 2.0  # on either side, about
    return (
        (np.asarray(run.expert_bytes_per_token == 0.0), "The model has no experts that could stand apart."),
        (
            np.asarray(border.kind is not BorderKind.DEVICE_DIRECT),
            "Tokens would cross the border twice in every layer; that needs one fabric, device to device.",
        ),
        (
            border.bytes_per_s / np.maximum(devices, 1.0) < LEAST_BORDER_BYTES_PER_S_PER_DEVICE,
            "The border between the pools is below 50 GB/s per device; tokens would wait for it in every layer.",
        ),
        (different_stacks(pools), "The pools run different software stacks; an exchange in every layer needs one."),
    )


def refusals(strategy: MixingStrategy, pools: Sequence[WorkingPool], run: MixedRun, border: Border) -> Refusals:
    """Return where the rules refuse a strategy, and why; phases are never refused."""
    if strategy is MixingStrategy.DATA_PARALLEL:
        return data_parallel_refusals(pools, run, border)
    if strategy is MixingStrategy.PIPELINE:
        return pipeline_refusals(pools, run, border)
    if strategy is MixingStrategy.LOCAL_SGD:
        return local_sgd_refusals(pools, run)
    if strategy is MixingStrategy.EXPERTS_APART:
        return experts_apart_refusals(pools, run, border)
    return separate_jobs_refusals() if strategy is MixingStrategy.SEPARATE_JOBS else ()


def columns_of(
    strategy: MixingStrategy, pools: Sequence[WorkingPool], run: MixedRun, choice: MixingChoice
) -> MixedColumns:
    """Return what one strategy gives, admissible or not."""
    if strategy is MixingStrategy.DATA_PARALLEL:
        return data_parallel(pools, run)
    if strategy is MixingStrategy.PIPELINE:
        return pipelined(pools, run).columns
    if strategy is MixingStrategy.LOCAL_SGD:
        return local_sgd(pools, run)
    if strategy is MixingStrategy.EXPERTS_APART:
        return experts_apart(pools, run).columns
    if strategy is MixingStrategy.SEPARATE_JOBS:
        return parallel_phases(pools, run)  # nothing crosses: rates add up, as of phases at once
    return by_phases(pools, run, choice)


def mix(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules) -> Mixed:
    """Return what every combination of pool sizes gives under the user's strategy, or under the best one.

    ``auto`` prefers what meets the deadline, then what costs less (where a price is unknown: what is faster), then
    phases. A fleet of one pool mixes nothing.
    """
    columns = by_phases(pools, run, rules.choice)
    taken = np.zeros((), dtype=np.int64)
    several: Mask = summed([pool.active.astype(np.float64) for pool in pools]) > 1
    automatic = rules.choice.strategy is MixingStrategy.AUTO
    for strategy in weighed(rules, run):
        other, chosen = columns_of(strategy, pools, run, rules.choice), several
        if automatic:
            for refused, _ in refusals(strategy, pools, run, rules.border):
                chosen = chosen & ~refused
            chosen = chosen & _preferred(other, columns, rules.deadline_s)
        columns, taken = _picked(chosen, other, columns), np.where(chosen, STRATEGIES.index(strategy), taken)
    return Mixed(columns=columns, taken=taken)


def _thin_border(pools: Sequence[WorkingPool], border: Border) -> tuple[Mask, str]:
    devices = -largest([np.where(pool.active, -pool.devices, -np.inf) for pool in pools])
    return (
        border.bytes_per_s / devices < THIN_BORDER_BYTES_PER_S_PER_DEVICE,
        "The border between the pools is below 10 Gbit/s per device of the smaller pool.",
    )


def _preferred(first: MixedColumns, second: MixedColumns, deadline_s: float) -> Mask:
    on_time, other_on_time = first.wall_s <= deadline_s, second.wall_s <= deadline_s
    unpriced = np.isnan(first.cost) | np.isnan(second.cost)
    with np.errstate(invalid="ignore"):
        better = np.where(unpriced, first.wall_s < second.wall_s, first.cost < second.cost)
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
