"""The performance model as planning uses it: three functions, remembered across plans of one process."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from planner.cluster import Pool
from planner.errors import UserError
from planner.mixing.stage_options import StageOptions, stage_options
from planner.performance.goodput import pool_goodput
from planner.performance.layout import Layout, PoolEstimate
from planner.performance.search import best_layout, estimate_layout
from planner.workload.training_run import TrainingRun

_REMEMBERED = 4096  # estimates of a few hundred bytes each: an exploration of twelve accelerators at 128 sizes fits

_ENOUGH_NODES = 1024  # of a pool whose stages are asked for: no stage is wider

_MAPPINGS = frozenset({"peak_flop_per_s", "export_status", "notes", "figures"})  # of these only the peaks matter


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceModel:
    """What planning asks of the performance model; tests put their own functions here.

    ``best`` raises NothingFitsError where no layout fits, MissingFigureError where a figure is unknown. ``stages`` are
    those of a pipeline over pools that devices like the pool's can hold; None where none are known.
    """

    best: Callable[[Pool, TrainingRun], PoolEstimate]
    exactly: Callable[[Pool, TrainingRun, Layout], PoolEstimate]
    goodput: Callable[[Pool, TrainingRun], float]
    stages: Callable[[Pool, TrainingRun], StageOptions | None] = lambda _pool, _run: None

    def predict(self, pool: Pool, run: TrainingRun, layout: Layout | None) -> tuple[PoolEstimate, float]:
        """Return the estimate on a layout (None: the best) and the pool's goodput."""
        estimate = self.best(pool, run) if layout is None else self.exactly(pool, run, layout)
        return estimate, self.goodput(pool, run)


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
    accelerator = pool.accelerator
    plain = tuple(getattr(accelerator, field.name) for field in fields(accelerator) if field.name not in _MAPPINGS)
    peaks = tuple(sorted(accelerator.peak_flop_per_s.items()))
    own = tuple(getattr(pool, field.name) for field in fields(pool) if field.name != "accelerator")
    return plain, peaks, own


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


@lru_cache(maxsize=_REMEMBERED // 64)  # some 100 KB each
def _stages(question: _Question) -> StageOptions:
    return stage_options(question.pool, question.run)


def _remembered_stages(pool: Pool, run: TrainingRun) -> StageOptions:
    """Return the stages that any number of such devices can hold: the size of the pool does not change them."""
    many = replace(pool, devices=max(pool.devices_per_node, 1) * _ENOUGH_NODES)
    return _stages(_Question(many, run))


SHIPPED_MODEL = PerformanceModel(best=_remembered, exactly=_remembered, goodput=pool_goodput, stages=_remembered_stages)
