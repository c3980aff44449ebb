"""What mixing needs to know of a pool and of the run: rates, prices and times as arrays over pool sizes."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.arrays import Floats, Integers
from planner.cluster import PoolPlace
from planner.mixing.inter_pool_links import InterPoolLinks
from planner.mixing.local_terms import LocalTerms
from planner.mixing.stage_options import StageOptions
from planner.units import BF16_BYTES
from planner.workload.optimisers import ADAM_BYTES


class ShareSeconds(Struct, frozen=True, kw_only=True):
    """What a step of a part of the batch takes a pool: straight lines between ``bounds`` (sequences, ascending).

    ``starts_s`` and ``slopes_s`` (a sequence) have a row for each size and one line more than bounds; infinite where
    no layout has room for the outer state of local SGD.
    """

    bounds: Floats
    starts_s: Floats
    slopes_s: Floats


class WorkingPool(Struct, frozen=True, kw_only=True):
    """One pool at one size or at many: every array has the same shape, or shapes that broadcast together.

    A size of no nodes has rate, price and replicas 0. ``healthy_tokens_per_s`` is after the site's factor and
    before goodput. A replica works ``micro_batch`` sequences in ``micro_batch_s`` of steady state; one step adds
    ``fill_s`` (the pipeline's fill and drain) and ``tail_s`` (gradient exchange inside the pool, optimiser).
    ``stack`` names the software stack. ``price_per_hour`` is NaN where it is unknown. ``stages`` is the depth of the
    pool's own pipeline; ``expert_share`` of its time is work of routed experts.

    ``fits_alone`` is 0 where the pool is too small to hold the model: its rate is then what it would reach if memory
    were no limit, and it can only work as stages of a pipeline. ``unbound_tokens_per_s`` is that rate for any pool:
    above the pool's own where memory slows it. ``options`` are the stages it could hold (None: none are known), whose
    seconds take ``stage_slowdown`` each on this pool. ``batch_share`` is the part of the run's batch that the rate is
    of; ``least_micro_batches`` a replica's fewest with which its schedule starts, of which it takes whole groups of
    ``micro_batches_at_once``; ``kept_per_hour`` what is paid while the pool waits. ``longest_micro_batch_s`` bounds
    ``micro_batch_s`` on any of the pool's nodes that are weighed (infinite: nothing is known of fewer).
    ``averaged_part`` is what of its rate is left on a layout with room for the outer copy and momentum of local SGD (1:
    on such a layout already, 0: none has it). ``goodputs`` gives the goodput of a job on other numbers of devices
    (None: as on all). ``share_seconds`` are those of its steps at parts of the batch where pools train copies, its rows
    found by ``size``.
    """

    name: str
    stack: str
    healthy_tokens_per_s: Floats
    goodput: Floats
    price_per_hour: Floats
    devices: Floats
    replicas: Floats
    micro_batch: Floats
    micro_batch_s: Floats
    fill_s: Floats
    tail_s: Floats
    stages: Floats
    expert_share: Floats
    fits_alone: Floats
    unbound_tokens_per_s: Floats
    stage_slowdown: Floats
    batch_share: Floats | float = 1.0
    least_micro_batches: Floats | float = 1.0
    micro_batches_at_once: Floats | float = 1.0
    kept_per_hour: Floats | float = 0.0
    longest_micro_batch_s: float = np.inf
    averaged_part: Floats | float = 1.0
    site: str = ""
    options: StageOptions | None = None
    goodputs: Callable[[Integers], Floats] | None = None
    share_seconds: ShareSeconds | None = None
    size: Floats | float = 0.0

    @property
    def place(self) -> PoolPlace:
        """What names the pool: its accelerator and its site."""
        return self.name, self.site

    @property
    def delivered_tokens_per_s(self) -> Floats:
        """Tokens per second over paid time."""
        return self.healthy_tokens_per_s * self.goodput

    def goodput_of(self, devices: Integers) -> Floats:
        """Return the goodput of a job on so many of the pool's devices (shape of ``devices``; one fleet's pool)."""
        return np.full(devices.shape, float(self.goodput)) if self.goodputs is None else self.goodputs(devices)

    @property
    def active(self) -> NDArray[np.bool_]:
        """Where the pool takes part at all."""
        return self.healthy_tokens_per_s > 0.0


class MixedRun(Struct, frozen=True, kw_only=True):
    """The run as mixing sees it: sizes, and the links between pools.

    ``overlap`` is the part of the backward pass that may hide the exchange between pools; ``hidden`` is the shape's
    width. ``layers`` are the shape's. ``parameters`` are those that are trained; in a checkpoint each takes its weight
    and its states (14 bytes: 16-bit weight, main weight and two moments in FP32).
    ``expert_bytes_per_token`` cross one way where experts are apart, forward and backward (0: no experts);
    ``expert_part`` of a token's work is theirs.
    """

    tokens: float
    tokens_per_step: float
    global_batch: int
    parameters: float
    hidden: int
    links: InterPoolLinks
    overlap: float
    layers: int = 1
    local: LocalTerms = LocalTerms()
    expert_bytes_per_token: float = 0.0
    expert_part: float = 0.0
    checkpoint_bytes_per_parameter: float = float(BF16_BYTES + ADAM_BYTES)

    @property
    def checkpoint_bytes(self) -> float:
        """What moves to a pool that takes the run over."""
        return self.checkpoint_bytes_per_parameter * self.parameters


_ONE_WHERE_ABSENT = frozenset({"goodput", "fits_alone", "stage_slowdown", "averaged_part"})


def absent(pool: WorkingPool) -> WorkingPool:
    """Return a pool at the one size of no devices, as wide as its columns have axes."""
    shape = (1,) * pool.devices.ndim
    names = (
        name for name in WorkingPool.__struct_fields__ if isinstance(getattr(pool, name), np.ndarray | np.floating)
    )
    columns: dict[str, Any] = {name: np.full(shape, 1.0 if name in _ONE_WHERE_ABSENT else 0.0) for name in names}
    return replace(pool, **columns)


def taken(pool: WorkingPool, shape: tuple[int, ...], rows: NDArray[np.int64]) -> WorkingPool:
    """Return a pool as columns of some fleets, by their positions in a shape that its columns broadcast to."""
    columns: dict[str, Any] = {
        name: np.broadcast_to(column, shape).reshape(-1)[rows]
        for name in WorkingPool.__struct_fields__
        if isinstance(column := getattr(pool, name), np.ndarray | np.floating)
    }
    return replace(pool, **columns)


def laid_columns(pool: WorkingPool, part: slice | Integers, shape: tuple[int, ...]) -> WorkingPool:
    """Return some sizes of a pool (columns of one axis) with every column in this shape."""
    columns: dict[str, Any] = {
        name: column[part].reshape(shape)
        for name in WorkingPool.__struct_fields__
        if isinstance(column := getattr(pool, name), np.ndarray)
    }
    return replace(pool, **columns)


def summed(columns: Sequence[Floats]) -> Floats:
    """Add arrays that broadcast together, smallest partial sums first."""
    total = np.zeros(())
    for column in columns:
        total = total + column
    return total


def largest(columns: Sequence[Floats]) -> Floats:
    """Return the greatest of arrays that broadcast together."""
    best = np.full((), -np.inf)
    for column in columns:
        best = np.maximum(best, column)
    return best
