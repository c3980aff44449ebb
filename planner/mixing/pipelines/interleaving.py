"""A pipeline over pools with its stages cut into chunks: it fills sooner, and crosses the links more often.

Of p stages with v chunks each, micro-batches fill in 1/v of the time and cross every link between pools 2v - 1 times
instead of once; a stage keeps ``min(2 (p - 1 - i) + (v - 1) g + 1, m v)`` chunks in flight. Source: Narayanan et al.
(SC'21, arXiv 2104.04473) for the interleaved schedule; Megatron-Core schedules.py for warm-up and groups, its pipeline
layouts for uneven chunks.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from planner.mixing.pipelines.pace_search import ACTIVATION_BYTES_PER_VALUE
from planner.mixing.strategy import PipelineStage
from planner.mixing.working_pool import MixedRun, WorkingPool
from planner.performance.training.layout import ACTIVATIONS

MOST_CHUNKS = 8  # more was never published for a pipeline over pools


class Interleaved(Struct, frozen=True, kw_only=True):
    """The stages as they run, and by how much the rate of 1F1B is multiplied (1: nothing is gained by chunks)."""

    stages: tuple[PipelineStage, ...]
    gain: float = 1.0


def interleaved(
    stages: tuple[PipelineStage, ...], pools: Sequence[WorkingPool], run: MixedRun, healthy_tokens_per_s: float
) -> Interleaved:
    """Return the best number of chunks for stages that 1F1B runs at this rate; one chunk where none is faster."""
    best = Interleaved(stages=stages)
    if not stages:
        return best
    plain_s = run.tokens_per_step / healthy_tokens_per_s
    for chunks in range(2, MOST_CHUNKS + 1):
        group = smallest_group(len(stages), _micro_batches(stages, run))
        if group is None or any(stage.layers < chunks for stage in stages):
            continue
        step_s = plain_s - _saved_s(stages, chunks) + _crossed_s(stages, run, chunks)
        held = [_with_chunks(stages, i, run, chunks, group) for i in range(len(stages))]
        fits = all(stage.memory_bytes <= _usable_bytes(stage, pools) for stage in held)
        if fits and plain_s / step_s > best.gain:
            best = Interleaved(stages=tuple(held), gain=plain_s / step_s)
    return best


def smallest_group(stages: int, micro_batches: int) -> int | None:
    """Return the least number of micro-batches that a virtual stage may take in a row; None where none is legal.

    Megatron-Core starts only with ``p <= g <= m`` and ``m mod g = 0`` or ``m mod g >= p``.

    >>> smallest_group(12, 35), smallest_group(4, 8), smallest_group(8, 4)
    (18, 4, None)
    """
    for group in range(stages, micro_batches + 1):
        rest = micro_batches % group
        if rest == 0 or rest >= stages:
            return group
    return None


def chunks_in_flight(stage: int, stages: int, chunks: int, group: int, micro_batches: int) -> int:
    """Return the chunks that a stage (counted from 0) keeps at once."""
    return min(2 * (stages - 1 - stage) + (chunks - 1) * group + 1, micro_batches * chunks)


def _micro_batches(stages: Sequence[PipelineStage], run: MixedRun) -> int:
    return run.global_batch // (stages[0].dp * stages[0].micro_batch)


def _saved_s(stages: Sequence[PipelineStage], chunks: int) -> float:
    """Return what the fill gets shorter: every stage but the slowest to its largest chunk (uneven ones are legal)."""
    slowest = max(stages, key=lambda stage: stage.micro_batch_s)
    others = [stage for stage in stages if stage is not slowest]
    return sum(one.micro_batch_s * (1.0 - ceil(one.layers / chunks) / one.layers) for one in others)


def _crossed_s(stages: Sequence[PipelineStage], run: MixedRun, chunks: int) -> float:
    """Return what crossing the links 2v - 1 times costs more than once: in every micro-batch, and in the fill."""
    many = _micro_batches(stages, run)
    sent = ACTIVATION_BYTES_PER_VALUE * run.hidden * run.tokens_per_step / many
    hops = []
    for one, other in pairwise(stages):
        if (one.accelerator, one.site) != (other.accelerator, other.site):
            link = run.links.between((one.accelerator, one.site), (other.accelerator, other.site))
            hops.append((sent / link.bytes_per_s, 2 * link.latency_s))
    if not hops:
        return 0.0
    once = (many - 1) * max(moved for moved, _ in hops) + sum(moved + late for moved, late in hops)
    return (2 * chunks - 2) * once


def _with_chunks(
    stages: Sequence[PipelineStage], position: int, run: MixedRun, chunks: int, group: int
) -> PipelineStage:
    stage, many = stages[position], _micro_batches(stages, run)
    plain = min(many, len(stages) - position)
    kept = chunks_in_flight(position, len(stages), chunks, group, many) / chunks
    moving = stage.memory_parts_bytes.get(ACTIVATIONS, 0.0)
    parts = {**stage.memory_parts_bytes, ACTIVATIONS: moving * kept / plain}
    return replace(
        stage,
        chunks=chunks,
        group=group,
        memory_bytes=stage.memory_bytes - moving + parts[ACTIVATIONS],
        memory_parts_bytes=parts,
    )


def _usable_bytes(stage: PipelineStage, pools: Sequence[WorkingPool]) -> float:
    own = next(pool for pool in pools if pool.place == (stage.accelerator, stage.site))
    return 0.0 if own.options is None else own.options.usable_bytes
