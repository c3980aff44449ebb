"""Every layout of one layer that a stage of a pipeline over pools may have, and what the layer takes in each."""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import product

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers, Mask
from planner.cluster import Pool
from planner.performance.training import memory
from planner.performance.training.case import Case
from planner.performance.training.framework_rules import experts_start, sizes_start
from planner.performance.training.launch_rules import expert_tensor_size_is_legal, mixers_take
from planner.performance.training.layout import Recompute, Schedule, Sharding
from planner.performance.training.layouts import RECOMPUTES, SCHEDULES, SHARDINGS, LayoutArrays, divide, divisors
from planner.performance.training.legal_layouts import (
    MAX_TENSOR_PARALLEL,
    MIN_TOKENS_PER_CONTEXT_RANK,
    Options,
    options_of,
)
from planner.performance.training.model_times import ModelTimes
from planner.performance.training.releases import stack_of
from planner.performance.training.sized_groups import (
    OptionFigures,
    TimedGroups,
    code_of,
    options_together,
    timed_groups,
)
from planner.workload.training_run import TrainingRun

MICRO_BATCHES = (1, 2, 4)
_MOST_CONTEXT = 16
_MOST_RANKS = 2**12  # more than share experts
_FOLDED = Options.__struct_fields__
# nothing, selected modules, feed-forward blocks, every second layer, every layer
_RECOMPUTED: tuple[tuple[Recompute, float], ...] = (
    (Recompute.NONE, 1.0),
    (Recompute.SELECTIVE, 1.0),
    (Recompute.FEED_FORWARD, 1.0),
    (Recompute.FULL, 0.5),
    (Recompute.FULL, 1.0),
)


class StageLayers(Struct, frozen=True, kw_only=True):
    """Times and bytes of one layer on all ranks, with every micro-batch and recompute mode: of ``few``."""

    few: LayoutArrays
    times: ModelTimes
    layer_bytes: memory.LayerBytes


def stage_layouts(
    pool: Pool, run: TrainingRun, paces: Sequence[tuple[int, int]], ranks: Floats, *, sequence_parallel: bool
) -> tuple[LayoutArrays, Floats, Integers]:
    """Return every legal layout of one layer a stage, the pace of each, and where its layer stands among all."""
    replicas, micro = np.array(paces, dtype=np.float64).T
    pace, rank = np.nonzero(_may_stand(ranks, pool, replicas))
    each = len(_RECOMPUTED)
    pace, rank, mode = np.repeat(pace, each), np.repeat(rank, each), np.tile(np.arange(each), len(pace))
    place = (np.searchsorted(MICRO_BATCHES, micro)[pace] * len(ranks) + rank) * each + mode
    found = _of_sizes(run, ranks[rank].T, replicas[pace], micro[pace], mode, sequence_parallel=sequence_parallel)
    return found, pace.astype(np.float64), place


def every_layer(
    case: Case, pool: Pool, run: TrainingRun, ranks: Floats, *, sequence_parallel: bool, timed: TimedGroups
) -> StageLayers:
    """Return all ranks with every micro-batch and recompute mode, each of one replica.

    ``timed`` are options that searches of the pool share, filled here: a layer is the same in any pipeline.
    """
    sizes = np.repeat(np.tile(ranks.T, len(MICRO_BATCHES)), len(_RECOMPUTED), axis=1)
    each = len(ranks) * len(_RECOMPUTED)
    micro_batch = np.repeat(np.array(MICRO_BATCHES, dtype=np.float64), each)
    mode = np.tile(np.arange(len(_RECOMPUTED)), len(ranks) * len(MICRO_BATCHES))
    few = _of_sizes(run, sizes, np.ones(len(mode)), micro_batch, mode, sequence_parallel=sequence_parallel)
    figures, chosen = _figures_of(case, pool, run, few, timed)
    return StageLayers(few=few, times=figures.times(chosen), layer_bytes=figures.layer_bytes(chosen))


def _figures_of(
    case: Case, pool: Pool, run: TrainingRun, few: LayoutArrays, timed: TimedGroups
) -> tuple[OptionFigures, Integers]:
    """Return what is known of options by group, and where each layout of one stage stands among them."""
    _, first, group = np.unique(code_of(few), return_index=True, return_inverse=True)
    own, options = few.part(first), cache(partial(options_of, pool, run))
    sizes = np.stack([own.tp, own.cp, own.micro_batch, 0.0 * own.tp, own.sequence_parallel])  # none runs two ways
    found = timed_groups(case, [tuple(key) for key in sizes.T.tolist()], timed, options)
    of_group = np.repeat(np.arange(len(found)), [len(one.options) for one in found])
    every = _option_codes(
        of_group, *(np.concatenate([getattr(one.options, name) for one in found]) for name in _FOLDED)
    )
    order = np.argsort(every)
    wanted = _option_codes(group, *(getattr(few, name) for name in _FOLDED))
    chosen = order.take(np.searchsorted(every, wanted, sorter=order))
    return options_together([one.figures for one in found]), chosen


def _option_codes(group: Integers, ep: Floats, etp: Floats, recompute: Floats, share: Floats) -> Floats:
    """Return one number for each option of each group."""
    codes: Floats = (((group * _MOST_RANKS + ep) * _MOST_RANKS + etp) * len(RECOMPUTES) + recompute) * 2.0 + share
    return codes


def _of_sizes(
    run: TrainingRun, sizes: Floats, dp: Floats, micro_batch: Floats, mode: Integers, *, sequence_parallel: bool
) -> LayoutArrays:
    """Return layouts of one layer a stage, of tensor, context and expert ``sizes`` (4, n)."""
    tp, cp, ep, etp = sizes
    modes = np.array([(RECOMPUTES.index(one), share) for one, share in _RECOMPUTED], dtype=np.float64)
    recompute, share = modes[mode].T
    one = np.ones_like(tp)
    return LayoutArrays(
        tp=tp,
        pp=one * run.shape.layers,
        vpp=one,
        ep=ep,
        etp=etp,
        cp=cp,
        dp=dp,
        micro_batch=micro_batch,
        recompute=recompute,
        schedule=one * SCHEDULES.index(Schedule.ONE_F_ONE_B),
        sharding=one * SHARDINGS.index(_sharding(run)),
        recompute_share=share,
        sequence_parallel=one * float(sequence_parallel),
        micro_batch_group=0.0 * one,
    )


def _sharding(run: TrainingRun) -> Sharding:
    """Return what stages shard: nothing where the run says so, else the optimiser alone."""
    return Sharding.NONE if run.states.sharding is Sharding.NONE else Sharding.ZERO_1


def _may_stand(ranks: Floats, pool: Pool, replicas: Floats) -> Mask:
    """Say which ranks so many replicas fold, of which the pool can hold one stage; (replicas, ranks)."""
    tp, cp, ep, etp = ranks.T
    together = tp * cp * replicas[:, None]
    legal: Mask = (together <= pool.devices) & (ep <= together) & divide(ep * etp, together)
    return legal


def ranks_of(pool: Pool, run: TrainingRun) -> Iterator[tuple[int, int, int, int]]:
    """Yield tp, cp, ep, etp of a stage."""
    shape, stack = run.shape, stack_of(pool.accelerator)
    within = min(pool.scaleup_domain_devices, pool.devices, MAX_TENSOR_PARALLEL)
    tensors = [size for size in divisors(shape.tensor_units, within) if within % size == 0]
    tensors = [size for size in tensors if mixers_take(shape, size)]
    most = min(_MOST_CONTEXT, run.seq_len // MIN_TOKENS_PER_CONTEXT_RANK)
    contexts = [size for size in (1, 2, 4, 8, 16) if size == 1 or (size <= most and run.seq_len % (2 * size) == 0)]
    for tp, cp in product(tensors, contexts):
        if not sizes_start(shape, stack, tp, cp):
            continue
        if not shape.is_moe:
            yield tp, cp, 1, 1
            continue
        widths = [etp for etp in sorted({1, tp}) if expert_tensor_size_is_legal(shape, etp)]
        widths = [etp for etp in widths if experts_start(run.states, stack, tp, etp)]
        for etp, ep in product(widths, divisors(shape.expert_units)):
            yield tp, cp, ep, etp
