"""A layout that a user has, on a pool: what the model says of it, and what stands beside it.

Beside it stand the fastest layout that fits and, where the user's own does not fit, the nearest one that does and the
fewest nodes that hold the model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from planner.cluster import Pool
from planner.errors import UserError
from planner.performance.calibration import Calibration, load_calibration
from planner.performance.case import case_of
from planner.performance.fewest_nodes import fewest_nodes
from planner.performance.launch_rules import is_legal_group, most_stages, tensor_size_is_legal
from planner.performance.layer_counts import Floats
from planner.performance.layout import Layout, PoolEstimate
from planner.performance.layouts import LayoutArrays, arrays_of
from planner.performance.legal_layouts import legal_layouts
from planner.performance.search import estimate_layout, estimate_of, evaluate, refuse_host, usable_bytes
from planner.workload.training_run import TrainingRun

SIZES = ("tp", "cp", "pp", "vpp", "dp", "ep", "etp", "micro_batch")
_KINDS = ("schedule", "recompute", "sharding")


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedLayout:
    """A pinned layout and its neighbours.

    ``over_bytes`` is what its fullest device lacks (below 0: has left) of what frameworks can use. ``nearest`` is None
    where the layout fits, or nothing does; ``fastest`` where nothing does. ``nodes`` are the fewest that hold the model
    (None: not looked for, because it fits).
    """

    estimate: PoolEstimate
    usable_bytes: float
    over_bytes: float
    fastest: PoolEstimate | None
    nearest: PoolEstimate | None
    nodes: int | None = None
    devices: int | None = None

    @property
    def fits(self) -> bool:
        """Whether the fullest device holds it."""
        return self.over_bytes <= 0


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
    fitting = np.flatnonzero(memory_bytes <= usable)
    fastest = nearest = None
    if len(fitting):
        fastest = fitting[np.lexsort((memory_bytes[fitting], step_s[fitting]))[0]]
        away = distances(legal.part(fitting), estimate.layout)
        nearest = fitting[np.lexsort((step_s[fitting], np.round(away, 9)))[0]] if over > 0 else None
    nodes = fewest_nodes(pool, run, table) if over > 0 else None

    def of(index: np.int64 | None) -> PoolEstimate | None:
        return None if index is None else estimate_of(pool, run, case, legal.part(np.array([index])), table)

    return PinnedLayout(
        estimate=estimate,
        usable_bytes=usable,
        over_bytes=over,
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
    pairs = {item.name: (getattr(one, item.name), getattr(other, item.name)) for item in fields(Layout)}
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
