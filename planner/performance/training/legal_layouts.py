"""The legal layouts of a pool: which sizes divide it, at which pace they may run, and how experts fold into them.

A *family* is a tensor, context, pipeline and data size; a *pace* is a family with its micro-batch and schedule; an
*option* is a fold of the experts with a recompute mode.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers, Mask, pairs_between, positions_of
from planner.cluster import Pool
from planner.performance.training.framework_rules import (
    experts_start,
    sizes_start,
    stages_start,
    startable_shardings,
)
from planner.performance.training.launch_rules import (
    expert_tensor_size_is_legal,
    most_stages,
    smallest_groups,
    tensor_size_is_legal,
)
from planner.performance.training.layout import Schedule, Sharding
from planner.performance.training.layouts import SCHEDULES, SHARDINGS, LayoutArrays, divide, divisors
from planner.performance.training.releases import stack_of
from planner.workload.shape import TransformerShape
from planner.workload.training_run import TrainingRun

# nothing, selected modules, feed-forward blocks, every second layer, every layer
_RECOMPUTED = ((0, 1.0), (1, 1.0), (3, 1.0), (2, 0.5), (2, 1.0))
_LATENT_RECOMPUTED = (*_RECOMPUTED, (4, 1.0), (5, 1.0))  # with latent attention its modules one by one
MAX_CONTEXT_PARALLEL = 64
MIN_TOKENS_PER_CONTEXT_RANK = 4096  # no published run cuts a sequence finer
MAX_TENSOR_PARALLEL = 64  # runs take 64 of the 72 devices of a rack
_MAX_INTERLEAVE = 12
# Above, kernels are as fast as they get, whatever a sequence is long: a longer one at the same tokens gains nothing.
_MICRO_BATCH_TOKENS = 65_536
_MAX_MICRO_BATCH = 256
# what layouts have of their paces
_OF_PACES = ("tp", "pp", "vpp", "cp", "dp", "micro_batch", "schedule", "sequence_parallel", "micro_batch_group")
_AS_MANY_AS_LAYERS = 0  # virtual stages of one layer each


class Families(Struct, frozen=True, kw_only=True):
    """Tensor, context, pipeline and data sizes, one value a family."""

    tp: Floats
    cp: Floats
    pp: Floats
    dp: Floats

    def __len__(self) -> int:
        return len(self.tp)

    @property
    def devices(self) -> Floats:
        """The devices of each family."""
        return self.tp * self.cp * self.pp * self.dp

    def part(self, chosen: Mask | Integers) -> "Families":
        """Return the chosen ones."""
        chosen = positions_of(chosen)
        return Families(**{name: getattr(self, name).take(chosen) for name in self.__struct_fields__})


class Options(Struct, frozen=True, kw_only=True):
    """Folds of the experts and recompute modes, one value an option."""

    ep: Floats
    etp: Floats
    recompute: Floats
    recompute_share: Floats

    def __len__(self) -> int:
        return len(self.ep)


def legal_layouts(
    pool: Pool,
    run: TrainingRun,
    schedules: Sequence[Schedule] = SCHEDULES,
    *,
    sequence_parallel: bool = True,
    fewer: bool = False,
) -> tuple[LayoutArrays, dict[str, int]]:
    """Return every layout that a framework would start on the pool, and counts of what fell out by reason.

    Tensor parallelism stays in a scale-up domain and divides the heads; pipelines hold at least one layer a stage;
    expert parallelism divides the experts and folds into tp * cp * dp; micro-batches divide the batch. Pipelines run
    one of ``schedules``; all have sequence parallelism or none. ``fewer``: on any number of whole nodes of the pool.
    """
    families, blocked = families_of(pool, run, sequence_parallel=sequence_parallel, fewer=fewer)
    options = {tp: options_of(pool, run, tp) for tp in np.unique(families.tp)}
    paces = paces_of(pool, families, run, schedules, sequence_parallel=sequence_parallel)
    shardings = shardings_of(pool, run)
    found = []
    for tp, own in options.items():
        rows = np.flatnonzero(paces.tp == tp)
        choice = np.tile(np.arange(len(own)), len(rows))
        found.append(with_options(paces, np.repeat(rows, len(own)), own, choice, shardings))
    return joined(found), blocked


def families_of(
    pool: Pool, run: TrainingRun, *, sequence_parallel: bool = True, fewer: bool = False
) -> tuple[Families, dict[str, int]]:
    """Return the families that fill the pool (``fewer``: whole nodes of it), and how many the batch does not divide."""
    shape, stack = run.shape, stack_of(pool.accelerator)
    every = product(_tensor_sizes(pool, shape), _context_sizes(pool, run))
    widths = [(tp, cp) for tp, cp in every if not sequence_parallel or run.seq_len % (tp * cp) == 0]
    widths = [(tp, cp) for tp, cp in widths if sizes_start(shape, stack, tp, cp)]
    if shape.is_moe:
        widths = [(tp, cp) for tp, cp in widths if _expert_widths(pool, run, tp)]
    found = _on_any_nodes(pool, run, widths) if fewer else _on_all_nodes(pool, run, widths)
    within = min(pool.scaleup_domain_devices, MAX_TENSOR_PARALLEL)
    found = found.part(np.flatnonzero(divide(found.tp, np.minimum(float(within), found.devices))))  # no tp straddles
    divides = divide(found.dp, run.global_batch)
    blocked = int((~divides).sum())
    return (found.part(np.flatnonzero(divides)), {"batch": blocked}) if blocked else (found, {})


def _on_all_nodes(pool: Pool, run: TrainingRun, widths: Sequence[tuple[int, int]]) -> Families:
    """Return the families of tensor and context sizes that fill the pool."""
    rest = [(tp, cp, pool.devices // (tp * cp)) for tp, cp in widths if pool.devices % (tp * cp) == 0]
    most = most_stages(run.shape)
    rows = [(tp, cp, pp, devices // pp) for tp, cp, devices in rest for pp in divisors(devices, most)]
    tp_, cp_, pp_, dp_ = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    return Families(tp=tp_, cp=cp_, pp=pp_, dp=dp_)


def _on_any_nodes(pool: Pool, run: TrainingRun, widths: Sequence[tuple[int, int]]) -> Families:
    """Return the families of tensor and context sizes on whole nodes of the pool, replicas dividing the batch."""
    tp, cp = np.array(widths, dtype=np.float64).reshape(-1, 2).T
    replicas = np.array(divisors(run.global_batch, pool.devices), dtype=np.float64)
    room = np.floor(pool.devices / ((tp * cp)[:, None] * replicas))
    most = np.minimum(room, most_stages(run.shape)).astype(np.int64).reshape(-1)
    row, before = pairs_between(np.zeros_like(most), most)
    width, replica = np.divmod(row, len(replicas))
    found = Families(
        tp=tp.take(width), cp=cp.take(width), pp=(before + 1).astype(np.float64), dp=replicas.take(replica)
    )
    return found.part(np.flatnonzero(divide(pool.devices_per_node, found.devices)))


def _tensor_sizes(pool: Pool, shape: TransformerShape) -> list[int]:
    within = min(pool.scaleup_domain_devices, pool.devices, MAX_TENSOR_PARALLEL)
    return [size for size in divisors(shape.tensor_units, within) if tensor_size_is_legal(shape, size)]


def _context_sizes(pool: Pool, run: TrainingRun) -> list[int]:
    sizes = [2**power for power in range(12)]
    limit = min(MAX_CONTEXT_PARALLEL, run.seq_len // MIN_TOKENS_PER_CONTEXT_RANK, pool.devices)
    return [1, *(size for size in sizes if 1 < size <= limit and run.seq_len % (2 * size) == 0)]


def largest_micro_batch(seq_len: int) -> int:
    """Return the most sequences of a micro-batch that are searched."""
    return min(_MAX_MICRO_BATCH, max(1, _MICRO_BATCH_TOKENS // seq_len))


def shardings_of(pool: Pool, run: TrainingRun) -> tuple[Sharding, ...]:
    """Return what a search on the pool may shard, the usual first."""
    return startable_shardings(run.states, stack_of(pool.accelerator))


def paces_of(
    pool: Pool,
    families: Families,
    run: TrainingRun,
    schedules: Sequence[Schedule] = SCHEDULES,
    *,
    sequence_parallel: bool = True,
) -> LayoutArrays:
    """Return every micro-batch and legal schedule of families, as layouts without folds, recompute and sharding."""
    return paces_and_families(pool, families, run, schedules, sequence_parallel=sequence_parallel)[0]


def micro_batches_of(families: Families, run: TrainingRun) -> tuple[Integers, Floats]:
    """Return every micro-batch of families: the position of its family, and its sequences."""
    micro = np.array(divisors(run.global_batch, largest_micro_batch(run.seq_len)), dtype=np.float64)
    family, size = np.nonzero(divide(micro, run.global_batch / families.dp[:, None]))
    return family, micro.take(size)


def paces_and_families(
    pool: Pool,
    families: Families,
    run: TrainingRun,
    schedules: Sequence[Schedule],
    *,
    sequence_parallel: bool,
    some: tuple[Integers, Floats] | None = None,
) -> tuple[LayoutArrays, Integers]:
    """Return as ``paces_of``, and beside each pace the position of its family.

    ``some`` are those of ``micro_batches_of`` that are wanted (None: all).
    """
    family, micro_batch = some or micro_batches_of(families, run)
    one = families.part(family)
    micro_batches = run.global_batch / (one.dp * micro_batch)
    legal, schedule, vpp = _legal_choices(run.shape, one, micro_batches, schedules)
    choice, row = np.nonzero(legal)
    schedule, vpp, pp = schedule.take(choice), vpp.take(choice), one.pp.take(row)
    vpp = np.where(vpp == _AS_MANY_AS_LAYERS, np.floor(most_stages(run.shape) / pp), vpp)
    starts = stages_start(run.shape, run.seq_len, stack_of(pool.accelerator), pp, vpp, schedule)
    if starts is not None:
        row, pp, vpp, schedule = row[starts], pp[starts], vpp[starts], schedule[starts]
    blank, nothing = np.ones(len(row)), np.zeros(len(row))
    found = LayoutArrays(
        tp=one.tp.take(row),
        pp=pp,
        vpp=vpp,
        ep=blank,
        etp=blank,
        cp=one.cp.take(row),
        dp=one.dp.take(row),
        micro_batch=micro_batch.take(row),
        recompute=nothing,
        schedule=schedule,
        sharding=nothing,
        recompute_share=blank,
        sequence_parallel=blank if sequence_parallel else nothing,
        micro_batch_group=np.where(vpp > 1, smallest_groups(one.pp, micro_batches).take(row), 0.0),
    )
    return found, family.take(row)


def _legal_choices(
    shape: TransformerShape, one: Families, micro_batches: Floats, schedules: Sequence[Schedule]
) -> tuple[Mask, Floats, Floats]:
    """Say which families may run each schedule with so many virtual stages, (choices, n); and return those, (choices,).

    Sources: rules group-... and dualpipev-...
    """
    most = most_stages(shape)
    deep = [
        *range(2, min(most // 2, _MAX_INTERLEAVE) + 1),
        *([_AS_MANY_AS_LAYERS] if most // 2 > _MAX_INTERLEAVE else []),
    ]
    found = [(np.zeros((0, len(one)), dtype=np.bool_), np.empty((0, 2)))]
    for schedule in (schedule for schedule in SCHEDULES if schedule in schedules):
        depths = np.array(deep if schedule is Schedule.INTERLEAVED else [1.0], dtype=np.float64)
        if len(depths):
            numbers = np.stack([np.full(len(depths), float(SCHEDULES.index(schedule))), depths], axis=1)
            found.append((_may_run(shape, one, micro_batches, schedule, depths), numbers))
    legal, numbers = (np.concatenate(column) for column in zip(*found, strict=True))
    return legal, numbers[:, 0], numbers[:, 1]


def _may_run(shape: TransformerShape, one: Families, micro_batches: Floats, schedule: Schedule, depths: Floats) -> Mask:
    """Say which families may run a schedule with so many virtual stages, shape (depths, n)."""
    most = most_stages(shape)
    piped: Mask = one.pp > 1
    legal: Mask
    match schedule:
        case Schedule.ONE_F_ONE_B:
            legal = np.ones(len(one), dtype=np.bool_)
        case Schedule.INTERLEAVED:
            deep = depths[:, None] * one.pp <= most
            whole = np.floor(most / one.pp) > _MAX_INTERLEAVE
            legal = piped & (micro_batches >= one.pp) & np.where(depths[:, None] == _AS_MANY_AS_LAYERS, whole, deep)
        case Schedule.ZERO_BUBBLE:
            legal = piped & (micro_batches >= one.pp)
        case Schedule.DUALPIPE:
            legal = piped & divide(2.0, one.pp) & (micro_batches >= 2 * one.pp)
        case Schedule.DUALPIPE_V:
            alone = (one.cp == 1) & (not shape.tied_embeddings)
            legal = piped & alone & (micro_batches >= 2 * one.pp - 1) & (2 * one.pp <= shape.layers)
    return np.broadcast_to(legal, (len(depths), len(one)))


def options_of(pool: Pool, run: TrainingRun, tp: float) -> Options:
    """Return the folds of the experts beside so much tensor parallelism, each with every recompute mode."""
    shape = run.shape
    modes = _RECOMPUTED if shape.mla is None else _LATENT_RECOMPUTED
    folds = [(ep, etp) for etp, ep in product(_expert_widths(pool, run, int(tp)), divisors(shape.expert_units))]
    rows = [(*fold, *mode) for fold, mode in product(folds if shape.is_moe else [(1, 1)], modes)]
    ep, etp, recompute, share = np.array(rows, dtype=np.float64).T
    return Options(ep=ep, etp=etp, recompute=recompute, recompute_share=share)


def _expert_widths(pool: Pool, run: TrainingRun, tp: int) -> list[int]:
    """Return the sizes that may cut each expert beside so much tensor parallelism; none where no size is legal."""
    shape, stack = run.shape, stack_of(pool.accelerator)
    legal = [etp for etp in sorted({1, tp}) if expert_tensor_size_is_legal(shape, etp)]
    legal = [etp for etp in legal if experts_start(run.states, stack, tp, etp)]
    return [etp for etp in legal if etp <= pool.scaleup_domain_devices]


def with_options(
    paces: LayoutArrays, rows: Integers, options: Options, choice: Integers, shardings: Sequence[Sharding]
) -> LayoutArrays:
    """Return the layouts of some paces with some options: those that fold, in every way to shard that they may have."""
    return with_chosen_options(paces, rows, options, choice, shardings)[0]


def with_chosen_options(
    paces: LayoutArrays, rows: Integers, options: Options, choice: Integers, shardings: Sequence[Sharding]
) -> tuple[LayoutArrays, Integers]:
    """Return as ``with_options``, and beside each layout which option it has.

    Gradients or everything is sharded over replicas of one stage alone (rules sharded-pipeline and fsdp2-pipeline).
    """
    folds = divide((options.ep * options.etp).take(choice), (paces.tp * paces.cp * paces.dp).take(rows))
    folded = np.flatnonzero(folds)
    rows, choice = rows.take(folded), choice.take(folded)
    places = [_that_may_shard(paces, rows, sharding, alone=len(shardings) == 1) for sharding in shardings]
    at = np.concatenate([np.empty(0, dtype=np.int64), *places])
    codes = np.array([float(SHARDINGS.index(sharding)) for sharding in shardings])
    rows, choice = rows.take(at), choice.take(at)
    own = {name: getattr(paces, name).take(rows) for name in _OF_PACES}
    chosen = {name: getattr(options, name).take(choice) for name in Options.__struct_fields__}
    return LayoutArrays(**own, **chosen, sharding=np.repeat(codes, [len(one) for one in places])), choice


def _that_may_shard(paces: LayoutArrays, rows: Integers, sharding: Sharding, *, alone: bool) -> Integers:
    """Return which rows of paces may shard in a way; ``alone``: there is no other."""
    if sharding not in {Sharding.FULLY_SHARDED, Sharding.ZERO_2}:
        return np.arange(len(rows))
    may = paces.pp == 1
    if sharding is Sharding.FULLY_SHARDED:  # of one replica the whole is the shard
        may &= paces.dp >= (1 if alone else 2)
    return np.flatnonzero(may.take(rows))


def joined(parts: Sequence[LayoutArrays]) -> LayoutArrays:
    """Return layouts one after the other."""
    names = list(LayoutArrays.__struct_fields__)
    return LayoutArrays(
        **{name: np.concatenate([np.empty(0), *(getattr(part, name) for part in parts)]) for name in names}
    )
