"""The rule table: where a strategy is not admissible, with the reason in one sentence (methods 1.6).

Between sites or over a thin border only phases and local SGD are sensible; a pipeline may go through hosts, at what the
border keeps of it, and only the borders between neighbours in it count; synchronous data parallelism needs a
device-direct border and a batch large enough that exchanging gradients moves less than exchanging activations would;
experts apart from attention need one fabric of 50 GB/s a device and one software stack.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.cluster import BorderKind
from planner.mixing.crossings import any_border, is_thin
from planner.mixing.data_parallel import GRADIENT_BYTES_PER_PARAMETER
from planner.mixing.experts_apart import LEAST_BORDER_BYTES_PER_S_PER_DEVICE, different_stacks
from planner.mixing.local_sgd import fits as outer_state_fits
from planner.mixing.local_sgd import round_and_exchange_s
from planner.mixing.neighbours import hops_between, joined, thin_pairs
from planner.mixing.pipeline import ACTIVATION_BYTES_PER_VALUE, Pipelined, pipelined
from planner.mixing.strategy import MixingStrategy
from planner.mixing.working_pool import Floats, MixedRun, WorkingPool, summed

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


def smallest_worthwhile_batch(run: MixedRun, pools: Floats) -> Floats:
    """Return the tokens per step above which gradients are fewer bytes than activations, (P-1)/P * 2 S / 4h.

    Methods 1.2: 17.7 million tokens for 580 GB of gradients, width 8,192 and two pools.
    """
    gradient_bytes = GRADIENT_BYTES_PER_PARAMETER * run.parameters
    tokens: Floats = (pools - 1) / pools * 2 * gradient_bytes / (ACTIVATION_BYTES_PER_VALUE * run.hidden)
    return tokens


def refusals(
    strategy: MixingStrategy, pools: Sequence[WorkingPool], run: MixedRun, made: Pipelined | None = None
) -> Refusals:
    """Return where the rules refuse a strategy, and why; phases and separate jobs are never refused.

    ``made`` is the pipeline where it is known already.
    """
    found = border_refusals(strategy, pools, run)
    if strategy is MixingStrategy.DATA_PARALLEL:
        return (*found, _batch_too_small(pools, run))
    if strategy is MixingStrategy.PIPELINE:
        return (*found, (~(made or pipelined(pools, run)).fits, _NO_PIPELINE))
    if strategy is MixingStrategy.LOCAL_SGD:
        return local_sgd_refusals(pools, run)
    return (*found, *_experts_refusals(pools, run)) if strategy is MixingStrategy.EXPERTS_APART else ()


def cautions(strategy: MixingStrategy, run: MixedRun) -> Refusals:
    """Return why ``auto`` leaves a strategy alone that the user may well fix."""
    if strategy is MixingStrategy.SEPARATE_JOBS:
        words = "Each pool would train a model of its own; choose it where the programme has one for each."
        return ((np.asarray(True), words),)
    if strategy is MixingStrategy.LOCAL_SGD:
        words = "No published run above 100 billion parameters has trained its copies apart; choose it knowingly."
        return ((np.asarray(run.parameters > MOST_PARAMETERS_TRAINED_APART), words),)
    return ()


def border_refusals(strategy: MixingStrategy, pools: Sequence[WorkingPool], run: MixedRun) -> Refusals:
    """Return where a border between active pools refuses a strategy; of a pipeline, in whatever order pools stand."""
    if strategy not in ONE_JOB:
        return ()
    if strategy is MixingStrategy.PIPELINE:
        return _no_order(pools, run)
    kinds = {BorderKind.WIDE_AREA: _APART[strategy]}
    if strategy is MixingStrategy.DATA_PARALLEL:
        kinds[BorderKind.THROUGH_HOST] = _THROUGH_HOSTS
    if strategy is MixingStrategy.EXPERTS_APART:
        kinds[BorderKind.THROUGH_HOST] = _APART[strategy]
    by_kind = tuple((_of_kind(pools, run, kind), words) for kind, words in kinds.items())
    return (*by_kind, (_thin(pools, run), THIN_BORDER))


def local_sgd_refusals(pools: Sequence[WorkingPool], run: MixedRun) -> Refusals:
    """Return for each rule where it refuses local SGD, and its sentence."""
    round_s, exchange_s = round_and_exchange_s(pools, run)
    return (
        (
            ~outer_state_fits(pools, run),
            "A pool has no room for the outer copy and momentum, 8 bytes a parameter over its devices.",
        ),
        (
            exchange_s > round_s,
            "Exchanging the models takes longer than a round; more inner steps or a faster border are needed.",
        ),
    )


_APART = {
    MixingStrategy.DATA_PARALLEL: (
        "The pools stand at different sites; an exchange of gradients every step needs one fast fabric."
    ),
    MixingStrategy.PIPELINE: (
        "The pools stand at different sites; a pipeline hands activations over in every micro-batch."
    ),
    MixingStrategy.EXPERTS_APART: (
        "Tokens would cross the border twice in every layer; that needs one fabric, device to device."
    ),
}
_THROUGH_HOSTS = "Traffic between the pools passes through the hosts; an exchange every step needs device-direct links."
THIN_BORDER = "A border between the pools is below 10 Gbit/s per device of its smaller pool; one job would wait for it."
SMALL_BATCH = "The batch is too small: exchanging gradients would move more bytes than a pipeline's activations."
_NO_PIPELINE = (
    "No split into stages fits: the early ones keep too many micro-batches in flight, or a pool is too small or too "
    "slow for one whole layer."
)


def _of_kind(pools: Sequence[WorkingPool], run: MixedRun, kind: BorderKind) -> Mask:
    if not run.borders.pairs:
        return np.asarray(run.borders.default.kind is kind)
    return any_border(pools, run, lambda _first, _second, border: np.asarray(border.kind is kind))


def _thin(pools: Sequence[WorkingPool], run: MixedRun) -> Mask:
    return any_border(pools, run, lambda first, second, border: is_thin(border, first.devices, second.devices))


def _no_order(pools: Sequence[WorkingPool], run: MixedRun) -> Refusals:
    """Return where every order of the pools has neighbours at different sites, or else over a thin border."""
    shape = np.broadcast_shapes(*(pool.devices.shape for pool in pools))
    devices = np.stack([np.broadcast_to(pool.devices, shape).reshape(-1) for pool in pools])
    apart = hops_between(pools, run).apart[:, :, None]
    thin = thin_pairs(pools, run, devices)
    far = ~joined(devices > 0, apart)
    slow = far if thin is None else ~joined(devices > 0, apart | thin)
    return (far.reshape(shape), _APART[MixingStrategy.PIPELINE]), ((slow & ~far).reshape(shape), THIN_BORDER)


def _batch_too_small(pools: Sequence[WorkingPool], run: MixedRun) -> tuple[Mask, str]:
    count = summed([pool.active.astype(np.float64) for pool in pools])
    needed = smallest_worthwhile_batch(run, np.maximum(count, 1.0))
    return run.tokens_per_step <= needed, SMALL_BATCH


def _experts_refusals(pools: Sequence[WorkingPool], run: MixedRun) -> Refusals:
    devices = summed([np.where(pool.active, pool.devices, 0.0) for pool in pools]) / 2.0  # on either side, about
    per_device = any_border(
        pools,
        run,
        lambda _first, _second, border: (
            border.bytes_per_s / np.maximum(devices, 1.0) < LEAST_BORDER_BYTES_PER_S_PER_DEVICE
        ),
    )
    return (
        (np.asarray(run.expert_bytes_per_token == 0.0), "The model has no experts that could stand apart."),
        (
            per_device,
            "A border between the pools is below 50 GB/s per device; tokens would wait for it in every layer.",
        ),
        (different_stacks(pools), "The pools run different software stacks; an exchange in every layer needs one."),
    )
