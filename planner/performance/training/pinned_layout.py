"""A layout that a user has, on a pool: what the model says of it, and what stands beside it.

Beside it stand the fastest layout that fits and, where the user's own does not fit, the nearest one that does and the
fewest nodes that hold the model.
"""

from collections.abc import Mapping
from enum import StrEnum
from math import log, log1p
from statistics import NormalDist

import numpy as np
from msgspec import Struct

from planner.arrays import Floats
from planner.cluster import Pool
from planner.errors import UserError
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.fewest_nodes import fewest_nodes
from planner.performance.training.launch_rules import is_legal_group, most_stages, tensor_size_is_legal
from planner.performance.training.layout import Layout, PoolEstimate, Sharding
from planner.performance.training.layouts import LayoutArrays, arrays_of
from planner.performance.training.legal_layouts import legal_layouts
from planner.performance.training.search import (
    estimate_layout,
    estimate_of,
    evaluate,
    offered_bytes,
    refuse_host,
    usable_bytes,
)
from planner.workload.training_run import TrainingRun

SIZES = ("tp", "cp", "pp", "vpp", "dp", "ep", "etp", "micro_batch")
_KINDS = ("schedule", "recompute", "sharding")


class Verdict(StrEnum):
    """Whether a layout fits; at the edge the model's own error may decide it."""

    FITS = "fits"
    AT_THE_EDGE = "at the edge"
    TOO_LARGE = "does not fit"


def verdict_of(needed_bytes: float, usable: float, uncertainty: float) -> Verdict:
    """Return whether so much fits; ``uncertainty`` is the memory model's median error, a fraction.

    >>> [verdict_of(needed, 100.0, 0.07).value for needed in (93.0, 99.0, 101.0)]
    ['fits', 'at the edge', 'does not fit']
    """
    if needed_bytes > usable:
        return Verdict.TOO_LARGE
    return Verdict.FITS if needed_bytes * (1.0 + uncertainty) <= usable else Verdict.AT_THE_EDGE


def chance_of_fitting(needed_bytes: float, usable: float, uncertainty: float) -> float:
    """Return the chance that what is predicted to need so much runs, with errors as runs that print their memory have.

    >>> round(chance_of_fitting(100.0, 107.0, 0.07), 2)
    0.75
    """
    sd = log1p(uncertainty) / NormalDist().inv_cdf(0.75)  # half of all errors are smaller than their median
    return NormalDist(0.0, sd).cdf(log(usable / needed_bytes))


class PinnedLayout(Struct, frozen=True, kw_only=True):
    """A pinned layout and its neighbours.

    ``over_bytes`` is what its fullest device lacks (below 0: has left) of what frameworks can use, ``uncertainty`` the
    median error of predicted memory, a fraction. ``nearest`` is None where the layout surely fits, or nothing does;
    ``fastest`` where nothing does. ``nodes`` are the fewest that hold the model (None: not looked for, because it
    fits).
    """

    estimate: PoolEstimate
    usable_bytes: float
    over_bytes: float
    uncertainty: float
    fastest: PoolEstimate | None
    nearest: PoolEstimate | None
    nodes: int | None = None
    devices: int | None = None

    @property
    def fits(self) -> bool:
        """Whether the fullest device holds it."""
        return self.over_bytes <= 0

    @property
    def verdict(self) -> Verdict:
        """Whether it fits, with the prediction's own error in mind."""
        return verdict_of(self.estimate.memory_bytes, self.usable_bytes, self.uncertainty)

    @property
    def chance(self) -> float:
        """The chance that it runs, as far as memory decides it."""
        return chance_of_fitting(self.estimate.memory_bytes, self.usable_bytes, self.uncertainty)


def pinned_layout(
    pool: Pool, run: TrainingRun, layout: Layout, *, calibration: Calibration | None = None
) -> PinnedLayout:
    """Return what the model says of exactly this layout on the pool, with its neighbours.

    Raises UserError, one sentence, for a layout that no framework starts.
    """
    table = calibration or load_calibration()
    refuse_illegal(pool, run, layout)
    if not run.states.takes(layout.sharding):
        allowed = " or ".join(sharding.value for sharding in run.states.shardings)
        raise UserError(f"The layout has sharding {layout.sharding.value}, and the run's states {allowed}; change one.")
    estimate = estimate_layout(pool, run, layout, calibration=table)
    case = case_of(pool, run, table)
    refuse_host(pool, run, case, arrays_of([estimate.layout]))
    usable = usable_bytes(case)
    over = estimate.memory_bytes - usable
    legal, _ = legal_layouts(
        pool,
        run,
        table.schedules(pool.accelerator, run.stack_release),
        sequence_parallel=table.has_sequence_parallel(pool.accelerator, run.stack_release),
    )
    step_s, memory_bytes = evaluate(case, legal)
    offered = offered_bytes(case)
    fitting = np.flatnonzero(memory_bytes <= offered)
    fastest = nearest = None
    if len(fitting):
        fastest = fitting[np.lexsort((memory_bytes[fitting], step_s[fitting]))[0]]
        away = distances(legal.part(fitting), estimate.layout)
        nearest = (
            fitting[np.lexsort((step_s[fitting], np.round(away, 9)))[0]] if estimate.memory_bytes > offered else None
        )
    nodes = fewest_nodes(pool, run, table) if over > 0 else None

    def of(index: np.int64 | None) -> PoolEstimate | None:
        return None if index is None else estimate_of(pool, run, case, legal.part(np.array([index])), table)

    return PinnedLayout(
        estimate=estimate,
        usable_bytes=usable,
        over_bytes=over,
        uncertainty=float(case.coefficients.memory_error),
        fastest=of(fastest),
        nearest=of(nearest),
        nodes=nodes,
        devices=None if nodes is None else nodes * pool.devices_per_node,
    )


def distances(layouts: LayoutArrays, layout: Layout) -> Floats:
    """Return how far layouts are from one: doublings of every size, and one for another schedule, recompute, sharding.

    Zero is that layout itself; shape (n,).
    """
    own = arrays_of([layout])
    away = np.zeros(len(layouts))
    for name in SIZES:
        away += np.abs(np.log2(getattr(layouts, name) / getattr(own, name)))
    for name in (*_KINDS, "recompute_share"):
        away += 1.0 * (getattr(layouts, name) != getattr(own, name))
    return away


def differences(one: Layout, other: Layout) -> Mapping[str, tuple[object, object]]:
    """Return what differs between two layouts, by field."""
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in Layout.__struct_fields__}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def refuse_illegal(pool: Pool, run: TrainingRun, layout: Layout) -> None:
    """Raise UserError for the first thing that keeps frameworks from starting a layout (resources/launch)."""
    shape = run.shape
    devices = layout.tp * layout.cp * layout.pp * layout.dp
    each = layout.dp * layout.micro_batch
    checks = (
        (devices == pool.devices, f"tp x cp x pp x dp is {devices} devices, the pool has {pool.devices}"),
        (
            tensor_size_is_legal(shape, layout.tp),
            f"tp {layout.tp} does not divide the heads and widths of {shape.name}",
        ),
        (
            layout.pp * layout.vpp <= most_stages(shape),
            f"{layout.pp * layout.vpp} stages are more than the layers of {shape.name}",
        ),
        (layout.vpp == 1 or layout.pp > 1, "virtual stages need a pipeline of two stages or more"),
        (shape.is_moe or layout.ep * layout.etp == 1, f"{shape.name} has no experts to cut"),
        (not shape.is_moe or shape.experts % layout.ep == 0, f"ep {layout.ep} does not divide {shape.experts} experts"),
        (
            (layout.tp * layout.cp * layout.dp) % (layout.ep * layout.etp) == 0,
            f"ep x etp {layout.ep * layout.etp} does not divide tp x cp x dp {layout.tp * layout.cp * layout.dp}",
        ),
        (
            run.global_batch % each == 0,
            f"{layout.dp} replicas of micro-batches of {layout.micro_batch} do not divide {run.global_batch} sequences",
        ),
        (
            layout.pp == 1 or not _shards_by_deepspeed(run, layout),
            f"DeepSpeed runs {layout.sharding.value} without a pipeline alone",
        ),
        (layout.cp == 1 or run.seq_len % (2 * layout.cp) == 0, f"2 x cp does not divide {run.seq_len} tokens"),
        (
            layout.vpp == 1
            or layout.micro_batch_group is None
            or is_legal_group(layout.micro_batch_group, stages=layout.pp, micro_batches=run.global_batch // each),
            (
                f"a group of {layout.micro_batch_group} micro-batches is not legal for {layout.pp} stages and "
                f"{run.global_batch // each} micro-batches"
            ),
        ),
    )
    for holds, why in checks:
        if not holds:
            raise UserError(f"No framework starts this layout: {why}; correct it.")


def _shards_by_deepspeed(run: TrainingRun, layout: Layout) -> bool:
    """Say whether DeepSpeed shards gradients or everything (rule sharded-pipeline)."""
    sharded = layout.sharding in {Sharding.ZERO_2, Sharding.FULLY_SHARDED}
    return sharded and "DeepSpeed" in (run.stack_release or "")
