"""One pipeline over pools spelled out: every stage with its layers, layout, memory and time."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Floats
from planner.mixing.pipelines.fleet_rows import Seat, slowdown_of
from planner.mixing.pipelines.split import best_split
from planner.mixing.stage_options import StageRows, layers_in_memory
from planner.mixing.strategy import PipelineStage
from planner.mixing.working_pool import MixedRun, WorkingPool
from planner.performance.training.layouts import RECOMPUTES


class _Seat(Struct, frozen=True, kw_only=True):
    """One stage before its layers are known: its pool, and by option and layers seconds and bytes (infinite: no)."""

    pool: WorkingPool
    rows: StageRows
    seconds: Floats
    memory: Floats
    in_flight: int

    @property
    def soonest_s(self) -> Floats:
        """Return the least seconds by layers."""
        least: Floats = self.seconds.min(axis=0)
        return least


def spelled_stages(
    pools: Sequence[WorkingPool], run: MixedRun, number: int, seats: Sequence[Seat]
) -> tuple[PipelineStage, ...]:
    """Return the stages of a pipeline that was found at the pace of this number, the first first."""
    replicas, micro_batch = next(pool.options.paces[number] for pool in pools if pool.options is not None)
    pace = replicas, run.global_batch // (replicas * micro_batch)
    every = _seats(pools, run, number, seats, pace)
    split = best_split(np.stack([seat.soonest_s for seat in every]), run.layers)
    assert split is not None  # noqa: S101 - the lookup found one within its level
    return tuple(_stage(seat, layers, replicas) for seat, layers in zip(every, split, strict=True))


def _seats(
    pools: Sequence[WorkingPool], run: MixedRun, number: int, seats: Sequence[Seat], pace: tuple[int, int]
) -> list[_Seat]:
    replicas, micro_batches = pace
    own: list[tuple[WorkingPool, StageRows, float]] = []  # of each stage its pool, options and slowdown, the last first
    for seat in reversed(seats):
        pool = pools[seat.pool]
        slowdown = slowdown_of(pool, replicas * seat.width * seat.stages)
        own += [(pool, _options_at(pool, number, seat.width), slowdown)] * seat.stages
    many = len(own)
    return [
        _seat(pool, run, rows, slowdown, min(after, micro_batches), (after == many, after == 1))
        for after, (pool, rows, slowdown) in reversed(list(enumerate(own, start=1)))
    ]


def _options_at(pool: WorkingPool, pace: int, width: int) -> StageRows:
    assert pool.options is not None  # noqa: S101 - a pipeline was found
    rows = pool.options.rows
    return rows.taken(np.flatnonzero((rows.pace == pace) & (rows.width == width)))


def _seat(  # noqa: PLR0917 - where one stage stands
    pool: WorkingPool, run: MixedRun, rows: StageRows, slowdown: float, in_flight: int, ends: tuple[bool, bool]
) -> _Seat:
    options = pool.options
    assert options is not None  # noqa: S101 - a pipeline was found
    first, last = ends
    more = first * rows.embedding_bytes + last * rows.head_bytes
    most = layers_in_memory(rows, options.usable_bytes, np.asarray(float(in_flight)), more_bytes=more)
    layers = np.arange(run.layers + 1, dtype=np.float64)[None, :]
    seconds = rows.hop_s[:, None] + last * rows.head_s[:, None] + layers * rows.layer_s[:, None]
    each = rows.static_bytes + in_flight * rows.activation_bytes
    return _Seat(
        pool=pool,
        rows=rows,
        seconds=np.where(layers <= most[:, None], seconds * slowdown, np.inf),
        memory=(rows.fixed_bytes + more)[:, None] + layers * each[:, None],
        in_flight=in_flight,
    )


def _memory_parts(seat: _Seat, option: int, layers: int) -> dict[str, float]:
    """Return the memory of a stage by part; tables of embedding and head count as weights, logits with them."""
    rows = seat.rows
    columns = rows.weight_bytes, rows.gradient_bytes, rows.static_bytes
    weights, gradients, static = (float(column[option]) * layers for column in columns)
    activations = float(rows.activation_bytes[option]) * layers * seat.in_flight
    tables = float(seat.memory[option, 0] - rows.fixed_bytes[option])
    return {
        "weights": weights + tables,
        "gradients": gradients,
        "optimiser": static - weights - gradients,
        "activations": activations,
        "buffers": float(rows.fixed_bytes[option]),
    }


def _stage(seat: _Seat, layers: int, replicas: int) -> PipelineStage:
    option = int(np.argmin(seat.seconds[:, layers]))
    rows, options = seat.rows, seat.pool.options
    assert options is not None  # noqa: S101 - a pipeline was found
    return PipelineStage(
        accelerator=seat.pool.name,
        site=seat.pool.site,
        layers=layers,
        tp=int(rows.tp[option]),
        cp=int(rows.cp[option]),
        ep=int(rows.ep[option]),
        etp=int(rows.etp[option]),
        dp=replicas,
        micro_batch=options.paces[int(rows.pace[option])][1],
        recompute=RECOMPUTES[int(rows.recompute[option])].value,
        recompute_share=float(rows.recompute_share[option]),
        micro_batch_s=float(seat.seconds[option, layers]),
        memory_bytes=float(seat.memory[option, layers]),
        memory_parts_bytes=_memory_parts(seat, option, layers),
        memory_capacity_bytes=options.capacity_bytes,
        fits_alone=bool(seat.pool.fits_alone > 0),
    )
