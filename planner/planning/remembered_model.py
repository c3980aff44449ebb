"""The shipped performance model: its answers are remembered across plans of one process."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.catalogue.accelerator import Accelerator
from planner.cluster import Pool
from planner.errors import UserError
from planner.mixing.stage_options import KnownStages, StageOptions, stage_options
from planner.performance.training import group_room
from planner.performance.training.calibration import load_calibration
from planner.performance.training.fewest_nodes import fewest_nodes
from planner.performance.training.goodput import pool_goodput, pool_goodputs
from planner.performance.training.layout import Layout, PoolEstimate
from planner.performance.training.rack_trays import part_of, with_idle_trays
from planner.performance.training.search import best_layout, estimate_layout
from planner.performance.training.sized_groups import TimedGroups
from planner.performance.training.sized_reached import Reached
from planner.performance.training.sized_search import best_by_nodes, best_with_and_without_limit
from planner.performance.training.sizes_at_once import Goodputs
from planner.planning.model import PerformanceModel
from planner.workload.training_run import TrainingRun, alone_run

_REMEMBERED = 4096  # estimates of a few hundred bytes each: an exploration of twelve accelerators at 128 sizes fits
_LIKE = 3  # layouts that a search begins with; each costs a tenth of what it then saves
_ENOUGH_NODES = 1024  # of a pool whose stages are asked for: no stage is wider

# Of these only the peaks matter.
_MAPPINGS = frozenset({"peak_flop_per_s", "export_status", "notes", "figures", "estimates"})
_plain_figures = attrgetter(*(name for name in Accelerator.__struct_fields__ if name not in _MAPPINGS))
_own_figures = attrgetter(*(name for name in Pool.__struct_fields__ if name != "accelerator"))


class _Question:
    """A pool and a run that hash by what the answer depends on; mappings in them keep them from hashing."""

    __slots__ = ("key", "layout", "pool", "run")

    def __init__(self, pool: Pool, run: TrainingRun, layout: Layout | None = None) -> None:
        self.pool = pool
        # Neither the number of tokens nor the deadline changes a rate: runs that differ there share their answers.
        self.run = replace(run, tokens=1.0, deadline_days=None)
        self.layout = layout
        self.key = (_pool_key(pool), self.run, layout)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self.key == other.key


def _pool_key(pool: Pool) -> tuple[object, ...]:
    peaks = tuple(sorted(pool.accelerator.peak_flop_per_s.items()))
    return _plain_figures(pool.accelerator), peaks, _own_figures(pool)


class _PoolGoodputs:
    """The goodput of a job on any number of a pool's devices, in whole nodes; each is computed once."""

    def __init__(self, pool: Pool, run: TrainingRun, model: PerformanceModel) -> None:
        self._pool, self._run, self._model = pool, run, model
        self._known: dict[int, float] = {}

    def __call__(self, devices: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the goodput on so many devices, of their shape."""
        nodes, where = np.unique(-(-devices // self._pool.devices_per_node), return_inverse=True)
        found: NDArray[np.float64] = np.array([self._of(int(count)) for count in nodes])[where].reshape(devices.shape)
        return found

    def _of(self, nodes: int) -> float:
        if nodes not in self._known:
            part = replace(self._pool, devices=nodes * self._pool.devices_per_node)
            self._known[nodes] = self._model.goodput(part, self._run)
        return self._known[nodes]


def goodputs_of(
    pool: Pool, run: TrainingRun, model: PerformanceModel
) -> Callable[[NDArray[np.int64]], NDArray[np.float64]]:
    """Return the goodput of a job on any number of such devices, remembered across plans."""
    return _goodputs(_Question(replace(pool, devices=pool.devices_per_node), _stopping(run)), model)


def _stopping(run: TrainingRun) -> TrainingRun:
    """Return a run by what its stops depend on: how often it stops is the same for every batch and sequence length."""
    return replace(run, global_batch=1, seq_len=1)


@lru_cache(maxsize=_REMEMBERED // 64)  # some KB each
def _goodputs(question: _Question, model: PerformanceModel) -> _PoolGoodputs:
    return _PoolGoodputs(question.pool, question.run, model)


@lru_cache(maxsize=_REMEMBERED)
def _answer(question: _Question) -> PoolEstimate | UserError:
    try:
        if question.layout is None:
            return best_layout(question.pool, question.run)
        return estimate_layout(question.pool, question.run, question.layout)
    except UserError as error:
        return error


def _remembered(pool: Pool, run: TrainingRun, layout: Layout | None = None) -> PoolEstimate:
    answer = _answer(_Question(pool, run, layout))
    if isinstance(answer, UserError):
        raise type(answer)(*answer.args)
    return answer


@lru_cache(maxsize=_REMEMBERED // 64)  # a few hundred bytes a size
def _sizes(_question: _Question) -> dict[int, PoolEstimate | None]:
    """Return what is known of the sizes of a pool; filled by those who ask."""
    return {}


@lru_cache(maxsize=_REMEMBERED // 64)  # a few layouts each
def _last_best(_pool: tuple[object, ...]) -> dict[int, Layout]:
    """Return the layouts that were last the best of sizes of a pool, whatever the run; filled by those who ask."""
    return {}


@lru_cache(maxsize=_REMEMBERED // 64)  # a few numbers each
def _last_reached(_pool: tuple[object, ...]) -> Reached:
    """Return what part of what seems possible searches of a pool found, whatever the run; filled by those who ask."""
    return {}


def micro_batches_at_once(pool: Pool, run: TrainingRun, layout: Layout) -> int:
    """Return in what steps a replica takes micro-batches, as ``group_room`` says, and remember it."""
    return 1 if layout.vpp == 1 else _at_once(_Question(pool, run, layout))


@lru_cache(maxsize=_REMEMBERED)
def _at_once(question: _Question) -> int:
    assert question.layout is not None  # noqa: S101 - it is asked of one
    return group_room.micro_batches_at_once(question.pool, question.run, question.layout)


def _timed_options(pool: Pool, run: TrainingRun) -> TimedGroups:
    """Return what is known of the options of a pool: batch, limit of memory and outer state change none of it."""
    one_node = replace(pool, devices=pool.devices_per_node, memory_bound=True)
    return _timed(_Question(one_node, replace(alone_run(run), global_batch=1)))


@lru_cache(maxsize=32)  # up to a MB each
def _timed(_question: _Question) -> TimedGroups:
    """Return the options of layouts that searches of a pool share; filled by those who ask."""
    return {}


@lru_cache(maxsize=_REMEMBERED // 64)
def _goodputs_by_devices(_question: _Question) -> dict[int, float]:
    """Return the goodputs of a job by its devices; filled by those who ask."""
    return {}


def _remembered_sizes(pool: Pool, run: TrainingRun, nodes: Sequence[int]) -> Mapping[int, PoolEstimate | None]:
    """Return the best on at most so many nodes, all of each at work or, in racks, a power of two of their trays."""
    trays, found = with_idle_trays(pool), _remembered_whole(pool, run, nodes)
    if trays is None:
        return found
    beside = _remembered_whole(trays, run, nodes)

    def rate(estimate: PoolEstimate | None) -> tuple[float, int]:
        if estimate is None:
            return 0.0, 0
        return estimate.tokens_per_s * pool_goodput(part_of(pool, estimate.devices), run), -estimate.devices

    return {count: max(found[count], beside[count], key=rate) for count in nodes}


def _remembered_whole(pool: Pool, run: TrainingRun, nodes: Sequence[int]) -> Mapping[int, PoolEstimate | None]:
    one_node = replace(pool, devices=pool.devices_per_node)
    question = _Question(one_node, run)
    known = _sizes(question)
    new = sorted(set(nodes) - known.keys())
    if new:
        # neither batch, limit of memory nor outer state changes how often a job stops
        limited = replace(one_node, memory_bound=True)
        goodputs = _goodputs_shared(_Question(limited, _stopping(alone_run(run))))
        timed = _timed_options(pool, run)
        with_limit = _sizes(_Question(limited, run))
        if not pool.memory_bound and not known and not with_limit and new[0] > 0:
            _know_both(pool, question.run, new, goodputs, timed)
        else:
            last = _last_best(_pool_key(one_node))
            like = _like(last, new)
            reached = _last_reached(_pool_key(one_node))
            found = best_by_nodes(
                pool, question.run, new, goodputs, known=known, like=like, timed=timed, reached=reached
            )
            _take(found, known, last)
    return {count: known[count] for count in nodes}


def _know_both(pool: Pool, run: TrainingRun, nodes: Sequence[int], goodputs: Goodputs, timed: TimedGroups) -> None:
    """Answer sizes of a pool of which nothing is known, with the limit of memory and as if there were none."""
    ways = [replace(pool, devices=pool.devices_per_node, memory_bound=bound) for bound in (True, False)]
    last = [_last_best(_pool_key(way)) for way in ways]
    like, free_like = (_like(one, nodes) for one in last)
    reached = _last_reached(_pool_key(ways[0]))
    both = best_with_and_without_limit(
        pool, run, nodes, goodputs, like=like, free_like=free_like, timed=timed, reached=reached
    )
    for way, found, own in zip(ways, both, last, strict=True):
        _take(found, _sizes(_Question(way, run)), own)


def _take(
    found: Mapping[int, PoolEstimate | None], known: dict[int, PoolEstimate | None], last: dict[int, Layout]
) -> None:
    """Keep what a search found, and where the next one may begin."""
    known |= found
    last |= {count: one.layout for count, one in found.items() if one is not None}


def _goodputs_shared(question: _Question) -> Goodputs:
    """Return the goodputs of a job by its devices, each computed once for all runs that stop alike."""
    of_devices = _goodputs_by_devices(question)

    def goodputs(devices: NDArray[np.int64]) -> NDArray[np.float64]:
        unknown = [count for count in devices.tolist() if count not in of_devices]
        of_devices.update(zip(unknown, pool_goodputs(question.pool, question.run, unknown), strict=True))
        return np.array([of_devices[count] for count in devices.tolist()])

    return goodputs


def _is_remembered(pool: Pool, run: TrainingRun, nodes: int) -> bool:
    ways = (pool, with_idle_trays(pool))
    return all(
        nodes in _sizes(_Question(replace(way, devices=way.devices_per_node), run)) for way in ways if way is not None
    )


def _like(last: Mapping[int, Layout], nodes: Sequence[int]) -> list[Layout]:
    """Return the layouts of the sizes nearest, by their ratio, to each of some numbers of nodes, each once."""
    found = (min(last, key=lambda one: max(one, count) / min(one, count)) for count in nodes if count and last)
    return list(dict.fromkeys(last[one] for one in found))[:_LIKE]


@lru_cache(maxsize=_REMEMBERED // 64)  # some 100 KB each
def _stages(question: _Question) -> StageOptions:
    shared = _Question(question.pool, replace(question.run, global_batch=1))
    timed = _timed_options(question.pool, question.run)
    return stage_options(question.pool, question.run, known=_known_stages(shared), timed=timed)


@lru_cache(maxsize=_REMEMBERED // 64)  # some 100 KB each
def _known_stages(_question: _Question) -> KnownStages:
    """Return what runs share of a pool's stages; filled by those who ask."""
    return KnownStages()


def _remembered_stages(pool: Pool, run: TrainingRun) -> StageOptions:
    """Return the stages that any number of such devices can hold: the size of the pool does not change them."""
    many = replace(pool, devices=max(pool.devices_per_node, 1) * _ENOUGH_NODES)
    return _stages(_Question(many, run))


@lru_cache(maxsize=_REMEMBERED // 64)
def _fewest(question: _Question) -> int | None:
    return fewest_nodes(question.pool, question.run, load_calibration())


def _remembered_fewest(pool: Pool, run: TrainingRun) -> int | None:
    ways = (pool, with_idle_trays(pool))
    found = (_fewest(_Question(replace(way, devices=way.devices_per_node), run)) for way in ways if way is not None)
    return min((nodes for nodes in found if nodes is not None), default=None)


SHIPPED_MODEL = PerformanceModel(
    best=_remembered,
    exactly=_remembered,
    goodput=pool_goodput,
    stages=_remembered_stages,
    sized=_remembered_sizes,
    knows=_is_remembered,
    fewest=_remembered_fewest,
)
