"""Which strategy a fleet takes: the rule table of admissible ones, then the cheapest of them.

The rules: between sites, through hosts or over a thin border only phases are sensible; synchronous data parallelism
needs a device-direct border and a batch large enough that exchanging gradients moves less than exchanging
activations would.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.cluster import Border, BorderKind
from planner.mixing.data_parallel import GRADIENT_BYTES_PER_PARAMETER, data_parallel
from planner.mixing.phases import parallel_phases, sequential_phases
from planner.mixing.strategy import MixingChoice, MixingStrategy
from planner.mixing.working_pool import Floats, MixedColumns, MixedRun, WorkingPool, largest, summed

Mask = NDArray[np.bool_]

THIN_BORDER_BYTES_PER_S_PER_DEVICE = 1.25e9  # 10 Gbit/s, methods 1.6
_ACTIVATION_BYTES_PER_VALUE = 4  # bf16 forward plus bf16 gradient backward, one boundary


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides between strategies: the user's choice, the border and the deadline (infinite for none)."""

    choice: MixingChoice
    border: Border
    deadline_s: float = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """The chosen columns, and where data parallelism was chosen over phases."""

    columns: MixedColumns
    data_parallel: Mask


def by_phases(pools: Sequence[WorkingPool], run: MixedRun, choice: MixingChoice) -> MixedColumns:
    """Return phases as the user wants them: at the same time, or one after the other."""
    return (parallel_phases if choice.parallel_phases else sequential_phases)(pools, run)


def phases_only(choice: MixingChoice) -> bool:
    """Say whether no fleet can come out as one job: by choice, or because phases at once give the sum of the pools."""
    automatic = choice.strategy is MixingStrategy.AUTO
    return choice.strategy is MixingStrategy.PHASES or (automatic and choice.parallel_phases)


def smallest_worthwhile_batch(run: MixedRun, pools: Floats) -> Floats:
    """Return the tokens per step above which gradients are fewer bytes than activations, (P-1)/P * 2 S / 4h.

    Methods 1.2: 17.7 million tokens for 580 GB of gradients, width 8,192 and two pools.
    """
    gradient_bytes = GRADIENT_BYTES_PER_PARAMETER * run.parameters
    tokens: Floats = (pools - 1) / pools * 2 * gradient_bytes / (_ACTIVATION_BYTES_PER_VALUE * run.hidden)
    return tokens


def data_parallel_refusals(pools: Sequence[WorkingPool], run: MixedRun, border: Border) -> tuple[tuple[Mask, str], ...]:
    """Return for each rule where it refuses data parallelism, and its sentence."""
    count = summed([pool.active.astype(np.float64) for pool in pools])
    devices = -largest([np.where(pool.active, -pool.devices, -np.inf) for pool in pools])
    per_device = border.bytes_per_s / devices
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
        (
            per_device < THIN_BORDER_BYTES_PER_S_PER_DEVICE,
            "The border between the pools is below 10 Gbit/s per device of the smaller pool.",
        ),
        (
            run.tokens_per_step <= needed,
            "The batch is too small: exchanging gradients would move more bytes than the work it spreads.",
        ),
    )


def mix(pools: Sequence[WorkingPool], run: MixedRun, rules: Rules) -> Mixed:
    """Return what every combination of pool sizes gives under the user's strategy, or under the best one.

    ``auto`` prefers what meets the deadline, then what costs less (where a price is unknown: what is faster), then
    phases. Pools working in parallel phases deliver the sum of their rates, which no synchronous job exceeds, so
    the search ends there. A fleet of one pool mixes nothing.
    """
    phases = by_phases(pools, run, rules.choice)
    count = summed([pool.active.astype(np.float64) for pool in pools])
    if phases_only(rules.choice):
        return Mixed(columns=phases, data_parallel=np.zeros((), dtype=np.bool_))
    synchronous = data_parallel(pools, run)
    chosen: Mask = count > 1
    if rules.choice.strategy is MixingStrategy.AUTO:
        for refused, _ in data_parallel_refusals(pools, run, rules.border):
            chosen = chosen & ~refused
        chosen = chosen & _preferred(synchronous, phases, rules.deadline_s)
    return Mixed(columns=_picked(chosen, synchronous, phases), data_parallel=chosen)


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
