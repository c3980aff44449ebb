"""One pipeline over pools spelled out: every stage with its layers, layout, memory and time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.mixing.held_layers import Fleets, held_within, tables_at
from planner.mixing.pipeline import Pipelined, pipelined
from planner.mixing.split import best_split
from planner.mixing.stage_options import StageRows, layers_in_memory
from planner.mixing.strategy import PipelineStage
from planner.mixing.working_pool import Floats, MixedRun, WorkingPool
from planner.performance.layouts import RECOMPUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
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


def arranged(pools: Sequence[WorkingPool], run: MixedRun) -> tuple[PipelineStage, ...]:
    """Return the stages of the pipeline that ``pipelined`` found for one fleet, in order; none where nothing fits."""
    made = pipelined(pools, run)
    if int(made.level) < 0:
        return ()
    _, replicas, micro_batches = tables_at(pools, run, int(made.pace))
    seats = _seats(pools, run, made, replicas, micro_batches)
    split = best_split(np.stack([seat.soonest_s for seat in seats]), run.layers)
    assert split is not None  # noqa: S101 - the lookup found one within its level
    return tuple(_stage(seat, layers, replicas) for seat, layers in zip(seats, split, strict=True))


def pool_layers(stages: Sequence[PipelineStage]) -> dict[str, int]:
    """Return the layers that each pool holds, by accelerator (with its site where it stands at several), in order."""
    sites: dict[str, set[str]] = {}
    for stage in stages:
        sites.setdefault(stage.accelerator, set()).add(stage.site)
    found: dict[str, int] = {}
    for stage in stages:
        several = len(sites[stage.accelerator]) > 1
        name = f"{stage.accelerator} ({stage.site})" if several else stage.accelerator
        found[name] = found.get(name, 0) + stage.layers
    return found


def _seats(
    pools: Sequence[WorkingPool], run: MixedRun, made: Pipelined, replicas: int, micro_batches: int
) -> list[_Seat]:
    order, pace = made.orders[int(made.order)], int(made.pace)
    fleets = Fleets(
        pools=pools,
        devices=np.array([[int(pool.devices) // replicas] for pool in pools]),
        second_s=np.array([[float(pool.stage_second_s)] for pool in pools]),
    )
    tables = tables_at(pools, run, pace)[0]
    held = held_within(fleets, tables, order, np.array([int(made.level)]))
    after = int(held.stages.sum())
    total, seats = after, []
    for i in order:
        for _ in range(int(held.stages[i, 0])):
            ends = after == total, after == 1
            seats.append(_seat(pools[i], run, (pace, int(held.width[i, 0])), min(after, micro_batches), ends))
            after -= 1
    return seats


def _seat(
    pool: WorkingPool, run: MixedRun, pace_and_width: tuple[int, int], in_flight: int, ends: tuple[bool, bool]
) -> _Seat:
    options = pool.options
    assert options is not None  # noqa: S101 - a pipeline was found
    pace, width = pace_and_width
    rows = options.rows.taken(np.flatnonzero((options.rows.pace == pace) & (options.rows.width == width)))
    first, last = ends
    more = first * rows.embedding_bytes + last * rows.head_bytes
    most = layers_in_memory(rows, options.usable_bytes, np.asarray(float(in_flight)), more_bytes=more)
    layers = np.arange(run.layers + 1, dtype=np.float64)[None, :]
    seconds = rows.hop_s[:, None] + last * rows.head_s[:, None] + layers * rows.layer_s[:, None]
    each = rows.static_bytes + in_flight * rows.activation_bytes
    return _Seat(
        pool=pool,
        rows=rows,
        seconds=np.where(layers <= most[:, None], seconds * float(pool.stage_second_s), np.inf),
        memory=(rows.fixed_bytes + more)[:, None] + layers * each[:, None],
        in_flight=in_flight,
    )


def _memory_parts(seat: _Seat, option: int, layers: int) -> dict[str, float]:
    """Return the memory of a stage by part; tables of embedding and head count as weights, logits with them."""
    rows = seat.rows
    weights, static = (float(column[option]) * layers for column in (rows.weight_bytes, rows.static_bytes))
    activations = float(rows.activation_bytes[option]) * layers * seat.in_flight
    tables = float(seat.memory[option, 0] - rows.fixed_bytes[option])
    return {
        "weights": weights + tables,
        "gradients": 2.0 * weights,
        "optimiser": static - 3.0 * weights,
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
