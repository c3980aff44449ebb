"""Layouts as arrays, and the legal ones of a pool."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import product

import numpy as np

from planner.cluster import Pool
from planner.performance.layer_counts import Floats
from planner.performance.layout import Layout, Recompute, Schedule, Sharding
from planner.workload.shape import TransformerShape
from planner.workload.training_run import TrainingRun

RECOMPUTES = tuple(Recompute)
SCHEDULES = tuple(Schedule)
SHARDINGS = tuple(Sharding)
# nothing, selected modules, feed-forward blocks, every second layer, every layer
_RECOMPUTED = ((0, 1.0), (1, 1.0), (3, 1.0), (2, 0.5), (2, 1.0))
_LATENT_RECOMPUTED = (*_RECOMPUTED, (4, 1.0), (5, 1.0))  # with latent attention its modules one by one
_MAX_CONTEXT_PARALLEL = 64
_MIN_TOKENS_PER_CONTEXT_RANK = 4096  # no published run cuts a sequence finer
_MAX_INTERLEAVE = 12
_MAX_MICRO_BATCH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutArrays:
    """Many layouts, one value each; recompute, schedule and sharding as positions in their enumerations, flags as 1."""

    tp: Floats
    pp: Floats
    vpp: Floats
    ep: Floats
    etp: Floats
    cp: Floats
    dp: Floats
    micro_batch: Floats
    recompute: Floats
    schedule: Floats
    sharding: Floats
    recompute_share: Floats
    sequence_parallel: Floats

    def __len__(self) -> int:
        return len(self.tp)

    def part(self, chosen: slice | Floats) -> "LayoutArrays":
        """Return a slice or the chosen positions."""
        return LayoutArrays(**{item.name: getattr(self, item.name)[chosen] for item in fields(self)})

    def layout(self, index: int) -> Layout:
        """Return one as the value the rest of the planner speaks."""
        sizes = {name: int(getattr(self, name)[index]) for name in _SIZES}
        return Layout(
            **sizes,
            recompute=RECOMPUTES[int(self.recompute[index])],
            schedule=SCHEDULES[int(self.schedule[index])],
            sharding=SHARDINGS[int(self.sharding[index])],
            recompute_share=float(self.recompute_share[index]),
            sequence_parallel=bool(self.sequence_parallel[index]),
        )


_COLUMNS = len(fields(LayoutArrays))
_SIZES = ("tp", "pp", "vpp", "ep", "etp", "cp", "dp", "micro_batch")


def arrays_of(layouts: Sequence[Layout]) -> LayoutArrays:
    """Return layouts as arrays."""
    columns = {name: np.array([float(getattr(item, name)) for item in layouts]) for name in _SIZES}
    return LayoutArrays(
        **columns,
        recompute=np.array([float(RECOMPUTES.index(item.recompute)) for item in layouts]),
        schedule=np.array([float(SCHEDULES.index(item.schedule)) for item in layouts]),
        sharding=np.array([float(SHARDINGS.index(item.sharding)) for item in layouts]),
        recompute_share=np.array([item.recompute_share for item in layouts]),
        sequence_parallel=np.array([float(item.sequence_parallel) for item in layouts]),
    )


def divisors(number: int, limit: int | None = None) -> list[int]:
    """Return the divisors of a number, up to a limit."""
    return [value for value in range(1, min(number, limit or number) + 1) if number % value == 0]


def legal_layouts(
    pool: Pool, run: TrainingRun, schedules: Sequence[Schedule] = SCHEDULES, *, sequence_parallel: bool = True
) -> tuple[LayoutArrays, dict[str, int]]:
    """Return every layout that divides the pool, the shape and the batch, and counts of what fell out by reason.

    Tensor parallelism stays in a scale-up domain and divides the heads; pipelines hold at least one layer a stage;
    expert parallelism divides the experts and folds into tp * cp * dp; micro-batches divide the batch. Pipelines run
    one of ``schedules``; all have sequence parallelism or none.
    """
    blocked: dict[str, int] = {}
    parts = [_family(pool, run, sizes, schedules, blocked) for sizes in _dense_sizes(pool, run)]
    columns = np.concatenate([part for part in parts if len(part)] or [np.empty((0, _COLUMNS))]).T
    columns[-1] = float(sequence_parallel)
    return LayoutArrays(**dict(zip([item.name for item in fields(LayoutArrays)], columns, strict=True))), blocked


def _dense_sizes(pool: Pool, run: TrainingRun) -> Iterator[tuple[int, int, int, int]]:
    """Yield tp, cp, pp, dp."""
    shape = run.shape
    for tp, cp in product(_tensor_sizes(pool, shape), _context_sizes(pool, run)):
        if pool.devices % (tp * cp):
            continue
        rest = pool.devices // (tp * cp)
        for pp in divisors(rest, shape.layers + shape.mtp_layers):
            yield tp, cp, pp, rest // pp


def _tensor_sizes(pool: Pool, shape: TransformerShape) -> list[int]:
    within = min(pool.scaleup_domain_devices, pool.devices, 64)  # runs take 64 of the 72 devices of a rack
    heads = [size for size in divisors(shape.heads, within) if pool.devices % size == 0]
    return [size for size in heads if within % size == 0]  # others would straddle two domains


def _context_sizes(pool: Pool, run: TrainingRun) -> list[int]:
    sizes = [2**power for power in range(12)]
    limit = min(_MAX_CONTEXT_PARALLEL, run.seq_len // _MIN_TOKENS_PER_CONTEXT_RANK, pool.devices)
    return [1, *(size for size in sizes if 1 < size <= limit and run.seq_len % (2 * size) == 0)]


def _family(
    pool: Pool,
    run: TrainingRun,
    sizes: tuple[int, int, int, int],
    schedules: Sequence[Schedule],
    blocked: dict[str, int],
) -> Floats:
    """Return all layouts with these tp, cp, pp, dp, shape (n, 13); count under ``blocked`` where there are none."""
    tp, cp, pp, dp = sizes
    if run.global_batch % dp:
        blocked["batch"] = blocked.get("batch", 0) + 1
        return np.empty((0, _COLUMNS))
    per_rank = run.global_batch // dp
    folds = _expert_sizes(pool, run.shape, tp * cp * dp, tp)
    if not folds:
        blocked["divisibility"] = blocked.get("divisibility", 0) + 1
        return np.empty((0, _COLUMNS))
    paces = [
        (micro, SCHEDULES.index(schedule), vpp)
        for micro in divisors(per_rank, _MAX_MICRO_BATCH)
        for schedule, vpp in _schedules(run.shape, pp, per_rank // micro)
        if schedule in schedules
    ]
    shardings = [(0,), (1,)] if pp == 1 and dp > 1 else [(0,)]
    repeated = _RECOMPUTED if run.shape.mla is None else _LATENT_RECOMPUTED
    (micro, schedule, vpp), (ep, etp), (recompute, share), (sharding,) = _every(paces, folds, repeated, shardings)
    fixed = {"tp": tp, "pp": pp, "cp": cp, "dp": dp, "sequence_parallel": 1.0}
    varied = {"vpp": vpp, "ep": ep, "etp": etp, "micro_batch": micro, "recompute": recompute}
    varied |= {"schedule": schedule, "sharding": sharding, "recompute_share": share}
    columns = [varied.get(item.name, np.full(len(micro), fixed.get(item.name))) for item in fields(LayoutArrays)]
    return np.array(columns, dtype=np.float64).T


def _every(*choices: Sequence[tuple[float, ...]]) -> list[Floats]:
    """Return the columns of every combination of rows, one array (columns, combinations) a choice."""
    picked = np.indices([len(choice) for choice in choices]).reshape(len(choices), -1)
    return [np.array(choice, dtype=np.float64).T[:, index] for choice, index in zip(choices, picked, strict=True)]


def _expert_sizes(pool: Pool, shape: TransformerShape, ranks: int, tp: int) -> list[tuple[int, int]]:
    if not shape.is_moe:
        return [(1, 1)]
    widths = sorted({1, tp})
    return [
        (ep, etp)
        for etp, ep in product(widths, divisors(shape.experts, ranks))
        if ranks % (ep * etp) == 0 and shape.expert_ffn % etp == 0 and etp <= pool.scaleup_domain_devices
    ]


def _schedules(shape: TransformerShape, pp: int, micro_batches: int) -> list[tuple[Schedule, int]]:
    if pp == 1:
        return [(Schedule.ONE_F_ONE_B, 1)]
    found = [(Schedule.ONE_F_ONE_B, 1)]
    most = (shape.layers + shape.mtp_layers) // pp
    if micro_batches >= pp:
        depths = {*range(2, min(most, _MAX_INTERLEAVE) + 1), *([most] if most > 1 else [])}
        found += [(Schedule.INTERLEAVED, vpp) for vpp in sorted(depths)]
        found.append((Schedule.ZERO_BUBBLE, 1))
    if pp % 2 == 0 and micro_batches >= 2 * pp:
        found.append((Schedule.DUALPIPE, 1))
    return found
