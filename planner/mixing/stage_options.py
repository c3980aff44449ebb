"""What one stage of a pipeline over pools may be on the devices of one pool: layouts of a layer, in time and memory.

All pools of a pipeline share the number of replicas and the micro-batch (its pace); each has tensor, context and expert
sizes and recompute of its own. One layer is computed by the same model as a pool alone, with
1F1B and the distributed optimiser; a stage's time and memory are linear in its layers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import product

import numpy as np
from msgspec import Struct
from msgspec.structs import force_setattr, replace
from numpy.typing import NDArray

from planner.arrays import Floats, Integers
from planner.cluster import Pool
from planner.mixing.host_room import host_share, layers_on_host
from planner.mixing.stage_layouts import MICRO_BATCHES, StageLayers, every_layer, ranks_of, stage_layouts
from planner.performance.device.collectives import Links, links_of, point_to_point_s
from planner.performance.training import memory, step_times
from planner.performance.training.alike import Alike, sorts_of
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.case import Case, case_of
from planner.performance.training.layouts import LayoutArrays, divisors
from planner.performance.training.search import offered_bytes
from planner.performance.training.sized_groups import TimedGroups
from planner.units import BF16_BYTES
from planner.workload.training_run import TrainingRun

_MOST_REPLICAS = 1024
_IN_FLIGHT = (1, 2, 4, 8, 16, 32, 64)
_LAYERS_HELD = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
# how many of them a stage of so many layers holds, (layers up to the last,)
_STEPS_HELD = np.searchsorted(_LAYERS_HELD, np.arange(_LAYERS_HELD[-1] + 1), side="right")


class StageRows(Struct, frozen=True, kw_only=True):
    """Options as columns, one value each. Seconds are of one micro-batch, bytes of the fullest device.

    ``width`` devices (tensor times context ranks) work one stage of one replica. A stage of l layers takes
    ``hop_s + l * layer_s`` and keeps ``fixed_bytes + l * (static_bytes + in flight * activation_bytes)``; of the static
    bytes ``weight_bytes`` are weights and ``gradient_bytes`` gradients. The first stage holds ``embedding_bytes`` more,
    the last ``head_bytes`` and ``head_s``. ``tail_s`` is exchange and optimiser of one layer in a step. ``recompute``
    is a position in its enumeration. ``host_share`` is what the states of one layer
    take of the room on the host beside those of an end (0: none lie there).
    """

    pace: Floats
    width: Floats
    tp: Floats
    cp: Floats
    ep: Floats
    etp: Floats
    recompute: Floats
    recompute_share: Floats
    layer_s: Floats
    hop_s: Floats
    head_s: Floats
    tail_s: Floats
    fixed_bytes: Floats
    static_bytes: Floats
    weight_bytes: Floats
    gradient_bytes: Floats
    activation_bytes: Floats
    embedding_bytes: Floats
    head_bytes: Floats
    host_share: Floats

    def __len__(self) -> int:
        return len(self.layer_s)

    def taken(self, rows: NDArray[np.int64] | slice) -> "StageRows":
        """Return these options alone."""
        return StageRows(**{name: getattr(self, name)[rows] for name in StageRows.__struct_fields__})


@dataclass(slots=True)
class KnownStages:
    """What is known of stages whatever the batch is: worthwhile options by (replicas, micro-batch), and all layers.

    Options are a slice of some rows, which have any number for their pace.
    """

    by_pace: dict[tuple[int, int], tuple[StageRows, slice]] = field(default_factory=dict)
    layers: StageLayers | None = None


class StageOptions(Struct, frozen=True, eq=False, kw_only=True):
    """The stages that devices of one kind can hold in one run; ``paces`` are (replicas, micro-batch).

    ``loss_per_doubling`` of devices beyond eight, ``loss_beyond_512`` and ``overhead_s`` a step are as of a pool alone.
    ``usable_bytes`` is what a stage may be predicted to need of a device of ``capacity_bytes``.
    """

    paces: tuple[tuple[int, int], ...]
    rows: StageRows
    layers: int
    usable_bytes: float
    capacity_bytes: float
    loss_per_doubling: float = 0.0
    loss_beyond_512: float = 0.0
    overhead_s: float = 0.0
    digest: bytes = b""  # taken anew whatever is given

    def __post_init__(self) -> None:
        """Take the digest of what they hold, by which they are known again in another process."""
        columns = b"".join(getattr(self.rows, name).tobytes() for name in StageRows.__struct_fields__)
        rest = repr((self.paces, self.layers, self.usable_bytes, self.capacity_bytes)).encode()
        force_setattr(self, "digest", sha256(columns + rest).digest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StageOptions) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=256)
def paces_of(global_batch: int) -> tuple[tuple[int, int], ...]:
    """Return (replicas, micro-batch) that divide the batch: of its divisors those nearest to powers of two.

    >>> paces_of(8)
    ((1, 1), (1, 2), (1, 4), (2, 1), (2, 2), (2, 4), (4, 1), (4, 2), (8, 1))
    """
    ways = divisors(global_batch, _MOST_REPLICAS)
    aims = (2**power for power in range(_MOST_REPLICAS.bit_length()))
    replicas = dict.fromkeys(ways[int(np.argmin([abs(way - aim) for way in ways]))] for aim in aims)
    return tuple((d, b) for d, b in product(replicas, MICRO_BATCHES) if global_batch % (d * b) == 0)


def stage_options(
    pool: Pool,
    run: TrainingRun,
    *,
    calibration: Calibration | None = None,
    known: KnownStages | None = None,
    timed: TimedGroups | None = None,
) -> StageOptions:
    """Return the stages that this pool's devices can hold, the worthwhile ones of each pace and width.

    ``known`` is what runs share that differ in the batch alone, ``timed`` what searches of the pool in such runs share
    as well, both filled by them. Raises MissingFigureError for an unknown figure.
    """
    table = calibration or load_calibration()
    case = case_of(pool, run, table)
    shared, paces, usable = known or KnownStages(), paces_of(run.global_batch), offered_bytes(case)
    new, rows = [pace for pace in paces if pace not in shared.by_pace], None
    if new:
        parallel = table.has_sequence_parallel(pool.accelerator, run.stack_release)
        ranks = np.array(list(ranks_of(pool, run)), dtype=np.float64)
        layers = shared.layers = shared.layers or every_layer(
            case, pool, run, ranks, sequence_parallel=parallel, timed={} if timed is None else timed
        )
        layouts, pace, place = stage_layouts(pool, run, new, ranks, sequence_parallel=parallel)
        rows = _rows(case, layouts, pace, place, layers)
        rows = rows.taken(_worthwhile(rows, _fastest_first(case, layers).take(place), usable))
        ends = np.searchsorted(rows.pace, np.arange(len(new) + 1.0)).tolist()  # they come in the order of their paces
        shared.by_pace |= {pace: (rows, slice(*ends[place : place + 2])) for place, pace in enumerate(new)}
    return StageOptions(
        paces=paces,
        rows=rows if rows and len(new) == len(paces) else _together([shared.by_pace[pace] for pace in paces]),
        layers=run.shape.layers,
        usable_bytes=usable,
        capacity_bytes=float(pool.memory_bytes),
        loss_per_doubling=float(case.coefficients.loss_per_doubling),
        loss_beyond_512=float(case.coefficients.loss_beyond_512),
        overhead_s=float(case.coefficients.step_overhead_s),
    )


def _together(parts: Sequence[tuple[StageRows, slice]]) -> StageRows:
    """Return the rows of several paces one after the other, numbered anew."""
    names = StageRows.__struct_fields__
    columns = {name: np.concatenate([getattr(rows, name)[own] for rows, own in parts]) for name in names}
    pace = np.repeat(np.arange(float(len(parts))), [own.stop - own.start for _, own in parts])
    return StageRows(**(columns | {"pace": pace}))


def layers_in_memory(
    rows: StageRows, usable: float, in_flight: Floats, *, more_bytes: Floats | float = 0.0
) -> NDArray[np.int64]:
    """Return the most layers that a stage of each option holds with so many micro-batches in flight."""
    room = usable - rows.fixed_bytes - more_bytes
    layers = np.floor(room / (rows.static_bytes + rows.activation_bytes * in_flight))
    if rows.host_share.any():
        layers = np.minimum(layers, layers_on_host(rows.host_share))
    return np.clip(layers, 0, 1e6).astype(np.int64)


def _rows(case: Case, layouts: LayoutArrays, pace: Floats, place: Integers, every: StageLayers) -> StageRows:
    """Return time and memory of one layer, hop and head of every layout; ``place`` is its layer's among ``every``."""
    counts, few, times = case.counts, every.few, every.times
    mtp, alike = counts.mtp_layers, Alike(few=few, place=place)
    sorts = replace(sorts_of(case, layouts, layers=False), layers=alike)
    # one layer and nothing else, one micro-batch in flight: what stages do once a step, they do whatever the batch
    bare = replace(case, counts=counts.without_ends(), global_batch=layouts.dp * layouts.micro_batch)
    alone = replace(times, head_s=0.0, projection_s=0.0)
    parts = memory.memory_of_first(bare, layouts, sorts, every.layer_bytes)  # all are alike without ends
    exposed_s, update_s = step_times.once_a_step_s(bare, layouts, sorts, alone)
    tokens = every.layer_bytes.tokens
    fullest, mean = _kept_bytes_per_token(case, every.layer_bytes.kinds)
    in_one, kept = (alike.spread(each * tokens * memory.fragmentation(case, few)) for each in (fullest, mean))
    static = (parts.weights + parts.gradients + parts.optimiser) * counts.mean_params
    table = counts.head_macs / layouts.tp * memory.table_bytes(case, layouts)
    working = parts.activations - in_one
    logits = alike.spread(memory.room_of_logits(case, few, tokens))
    mtp_s = sum(kind.mtp_layers * one.total_s for kind, one in zip(counts.kinds, times.kinds, strict=True))
    return StageRows(
        pace=pace,
        width=layouts.tp * layouts.cp,
        tp=layouts.tp,
        cp=layouts.cp,
        ep=layouts.ep,
        etp=layouts.etp,
        recompute=layouts.recompute,
        recompute_share=layouts.recompute_share,
        layer_s=alike.spread(_layer_s(case, every)),
        hop_s=alike.spread(_hop_s(case, links_of(case), tokens)),
        head_s=alike.spread(times.head_s * (1 + mtp) + mtp * (mtp_s + times.projection_s)),
        tail_s=(exposed_s + update_s) * counts.mean_params,
        fixed_bytes=parts.buffers + parts.reserve + working,
        static_bytes=static,
        weight_bytes=parts.weights * counts.mean_params,
        gradient_bytes=parts.gradients * counts.mean_params,
        activation_bytes=kept,
        embedding_bytes=table,
        # they are gone before the last layer's gradients come
        head_bytes=table + np.maximum(logits - working, 0.0) + mtp * (static + kept),
        host_share=host_share(case, layouts, parts.host * counts.mean_params),
    )


def _layer_s(case: Case, every: StageLayers) -> Floats:
    """Return what a layer takes on average, of every one."""
    counts, kinds = case.counts, every.times.kinds
    layers_s = sum(kind.layers * one.total_s for kind, one in zip(counts.kinds, kinds, strict=True))
    mean_s: Floats = layers_s / counts.layers
    return mean_s


def _fastest_first(case: Case, every: StageLayers) -> Integers:
    """Return where each layer stands among all of as many devices, the fastest first."""
    order = np.lexsort((_layer_s(case, every), every.few.tp * every.few.cp))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def _kept_bytes_per_token(case: Case, each: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Return what a token leaves in the fullest layer and in a layer on average, from that of each kind.

    Where layers are alike but for leading dense ones, both are of the kind that ends the stack: such stages there are.
    """
    counts = case.counts
    if not counts.mixed:
        last = each[[kind.ends for kind in counts.kinds].index(1.0)]
        return last, last
    shares = [kind.layers / counts.layers for kind in counts.kinds]
    of_stack = [one for one, share in zip(each, shares, strict=True) if share]
    return np.max(of_stack, axis=0), sum(share * one for share, one in zip(shares, each, strict=True))


def _hop_s(case: Case, links: Links, tokens: Floats) -> Floats:
    """Return what is not hidden of the messages between two stages of one pool, there and back."""
    message = BF16_BYTES * case.counts.message_width * tokens
    inside = case.devices <= case.domain
    shown: Floats = 2.0 * point_to_point_s(links, message, inside=inside) * (1.0 - case.coefficients.pp_overlap)
    return shown


def _worthwhile(rows: StageRows, ranks: Integers, usable: float) -> NDArray[np.int64]:
    """Return for each pace and width the fastest options for so many layers with so many micro-batches in flight.

    ``ranks`` are as of ``_fastest_first``, of each option.
    """
    some = np.flatnonzero(layers_in_memory(rows, usable, np.asarray(1.0)))
    holding = rows.taken(some)
    depths = np.array(_IN_FLIGHT, dtype=np.float64)[:, None]
    steps = _STEPS_HELD.take(np.minimum(layers_in_memory(holding, usable, depths), _LAYERS_HELD[-1]))
    order = np.argsort(holding.pace * (1.0 + ranks.max(initial=0)) + ranks.take(some))
    new = np.diff((holding.pace * 4096 + holding.width).take(order), prepend=-1.0) != 0
    # how many of the numbers of layers each option holds, above those of its group all the more
    above = np.cumsum(new) * (len(_LAYERS_HELD) + 1)
    holds = above + steps.take(order, axis=1)
    before = np.maximum.accumulate(np.concatenate([0 * holds[:, :1], holds[:, :-1]], axis=1), axis=1)
    first = holds > np.maximum(above, before)
    return np.sort(some.take(order[first.any(axis=0)]))
