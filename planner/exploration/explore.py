"""Every fleet on the stated grid, its frontier and its knee: here, or on any executor, with the same result."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, fields
from math import isnan, prod
from time import perf_counter
from typing import TypeVar

import numpy as np

from planner.anchoring import Anchor
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.reader import load_catalogue
from planner.dependence import POINTS_OF_ONE_NAME
from planner.errors import Cancelled, UserError
from planner.exploration.evaluation import BlockResult, Evaluation, FleetLimits, evaluate_block, measured
from planner.exploration.exploration import Exploration, FleetColumns, Integers
from planner.exploration.frontier import frontier_rows, hypervolume, knee_position
from planner.exploration.grid import Block, PoolSizes, blocks, grid_of, today_of
from planner.exploration.pool_table import PoolTable, Question, SizedPool, pool_table, sized_pool, slim
from planner.exploration.site_marks import marked_limits
from planner.mixing.choose import phases_only
from planner.mixing.strategy import MixingChoice
from planner.plan import DependenceMeasure, Plan
from planner.planning.baseline import planned_baseline
from planner.planning.fleet import deadline_days, mixed_run, mixing_rules
from planner.planning.model import SHIPPED_MODEL, PerformanceModel
from planner.planning.results import plan_anchors

# 50 to 150 ms of one core, so that Cancel and progress keep up; a synchronous job takes a search for its step time
FLEETS_PER_BLOCK = 200_000
SYNCHRONOUS_FLEETS_PER_BLOCK = 50_000
_POLL_S = 0.05

_Answer = TypeVar("_Answer")
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Work:
    """Runs tasks in order of submission, here or on an executor; asks between tasks whether to go on."""

    executor: Executor | None
    on_progress: Progress | None
    cancelled: Callable[[], bool] | None
    done: int = 0
    total: int = 0

    def run(self, tasks: Sequence[Callable[[], _Answer]]) -> list[_Answer]:
        """Return the answers in order; raises Cancelled."""
        if self.executor is None:
            return [self._one(task) for task in tasks]
        futures = [self.executor.submit(task) for task in tasks]
        try:
            self._await(futures)
        except BaseException:
            for future in futures:
                future.cancel()
            raise
        return [future.result() for future in futures]

    def _one(self, task: Callable[[], _Answer]) -> _Answer:
        self._ask()
        answer = task()
        self._advance(1)
        return answer

    def _await(self, futures: Sequence[Future[_Answer]]) -> None:
        pending = set(futures)
        while pending:
            self._ask()
            ready, pending = wait(pending, timeout=_POLL_S, return_when=FIRST_COMPLETED)
            for future in ready:
                future.result()  # a failure ends the exploration at once
            self._advance(len(ready))

    def _ask(self) -> None:
        if self.cancelled is not None and self.cancelled():
            raise Cancelled("The exploration was cancelled.")

    def _advance(self, units: int) -> None:
        self.done += units
        if self.on_progress is not None and units:
            self.on_progress(self.done, self.total)


@dataclass(frozen=True, slots=True)
class _SizePool:
    """One pool at one size, as a task that can be sent to another process."""

    question: Question
    pool: PoolSizes
    size: tuple[int, ...]

    def __call__(self) -> SizedPool:
        return sized_pool(self.question, self.pool, self.size)


@dataclass(frozen=True, slots=True)
class _EvaluateBlock:
    """One block of fleets, as a task that can be sent to another process."""

    evaluation: Evaluation
    block: Block

    def __call__(self) -> BlockResult:
        return evaluate_block(self.evaluation, self.block)


def explore(
    plan: Plan,
    *,
    catalogue: Catalogue | None = None,
    executor: Executor | None = None,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    model: PerformanceModel = SHIPPED_MODEL,
) -> Exploration:
    """Return every fleet on the plan's grid that keeps its limits, the frontier in cost and dependence, and the knee.

    The frontier is exact on the grid. ``executor`` takes the work in tasks of 100 to 200 ms; the result does not
    depend on it. ``on_progress`` is called with (done, all) in units of work; ``cancelled`` is asked between them.
    Raises UserError for a grid that is empty or too large, Cancelled when called off.
    """
    started = perf_counter()
    whole = (catalogue or load_catalogue()).with_entries(plan.catalogue)
    grid, composed = grid_of(plan), today_of(plan)
    anchors = plan_anchors(plan, whole, model)
    slim_plan, used = slim(plan, whole)
    question = Question(plan=slim_plan, catalogue=used, anchors=anchors, model=model)
    candidates = prod(len(pool.sizes) for pool in grid)
    parts = list(blocks([len(pool.sizes) for pool in grid], _fleets_per_block(plan.mixing)))
    work = _Work(executor=executor, on_progress=on_progress, cancelled=cancelled)
    work.total = sum(len(pool.sizes) for pool in (*grid, *composed)) + len(parts)
    baseline = _baseline_cost(plan, whole, anchors, model)
    evaluation = _evaluation(plan, _tables(question, grid, work), baseline)
    results = work.run([_EvaluateBlock(evaluation, part) for part in parts])
    fleets, frontier, blocked = _gathered(results, evaluation)
    reference = _reference(plan, baseline)
    return Exploration(
        groups=tuple(group.key for group in plan.cluster.groups),
        accelerators=tuple(group.accelerator for group in plan.cluster.groups),
        currency=plan.currency,
        measure=plan.measure,
        candidates=candidates,
        fleets=fleets,
        frontier=frontier,
        knee=knee_position(fleets.cost_per_trillion_tokens[frontier], measured(fleets, plan.measure)[frontier]),
        today=_today(plan, _tables(question, composed, work), baseline),
        seconds=perf_counter() - started,
        blocked=blocked,
        reference=reference,
        hypervolume=None if reference is None else _dominated(fleets, frontier, plan.measure, reference),
    )


def _reference(plan: Plan, baseline: float) -> tuple[float, float] | None:
    """Return the point that the hypervolume is measured to: the baseline's cost and one supplier alone."""
    if isnan(baseline):
        return None
    return baseline, POINTS_OF_ONE_NAME if plan.measure is DependenceMeasure.HHI else 1.0


def _dominated(
    fleets: FleetColumns, frontier: Integers, measure: DependenceMeasure, reference: tuple[float, float]
) -> float:
    cost, dependence = fleets.cost_per_trillion_tokens[frontier], measured(fleets, measure)[frontier]
    return hypervolume(cost, dependence, reference_cost=reference[0], reference_dependence=reference[1])


def _fleets_per_block(choice: MixingChoice) -> int:
    return FLEETS_PER_BLOCK if phases_only(choice) else SYNCHRONOUS_FLEETS_PER_BLOCK


def _tables(question: Question, grid: Sequence[PoolSizes], work: _Work) -> tuple[PoolTable, ...]:
    tasks = [_SizePool(question, pool, size) for pool in grid for size in pool.sizes]
    answers = iter(work.run(tasks))
    return tuple(
        pool_table(pool, question.catalogue.accelerator(pool.accelerator).supplier, [next(answers) for _ in pool.sizes])
        for pool in grid
    )


def _evaluation(plan: Plan, tables: tuple[PoolTable, ...], baseline: float, *, limited: bool = True) -> Evaluation:
    return Evaluation(
        tables=tables,
        run=mixed_run(plan),
        rules=mixing_rules(plan),
        limits=_limits(plan) if limited else FleetLimits(),
        basis=plan.basis,
        measure=plan.measure,
        baseline=baseline,
        groups=len(plan.cluster.groups),
    )


def _limits(plan: Plan) -> FleetLimits:
    limits, days = plan.limits, deadline_days(plan)
    unlimited = float("inf")
    return FleetLimits(
        budget=unlimited if limits.budget is None else plan.rates.convert(limits.budget, plan.currency).amount,
        deadline_days=unlimited if days is None else days,
        power_w=unlimited if limits.power_w is None else limits.power_w,
        required_suppliers=limits.required_suppliers,
        excluded_suppliers=limits.excluded_suppliers,
        marks=marked_limits(plan),
    )


def _baseline_cost(plan: Plan, catalogue: Catalogue, anchors: tuple[Anchor, ...], model: PerformanceModel) -> float:
    """Return the baseline's cost per trillion tokens; NaN where there is none, and savings are unknown."""
    if plan.baseline is None:
        return float("nan")
    try:
        return planned_baseline(plan.baseline, plan, catalogue, anchors, model).cost.per_trillion_tokens.amount
    except UserError:
        return float("nan")  # the plan's own results say why


def _gathered(results: Sequence[BlockResult], evaluation: Evaluation) -> tuple[FleetColumns, Integers, dict[str, int]]:
    """Return all blocks' fleets in the order of the grid, the rows of their common frontier, and all counts."""
    fleets = FleetColumns(
        **{
            field.name: np.concatenate([getattr(part.fleets, field.name) for part in results])
            for field in fields(FleetColumns)
        }
    )
    offsets = np.cumsum([0] + [len(part.fleets) for part in results[:-1]])
    # A fleet that its own block beats is beaten in the whole: only the blocks' frontiers can hold the common one.
    rows = np.concatenate([part.frontier + offset for part, offset in zip(results, offsets, strict=True)])
    columns = fleets.cost_per_trillion_tokens[rows], measured(fleets, evaluation.measure)[rows]
    blocked: dict[str, int] = {}
    for part in results:
        for reason, count in part.blocked.items():
            blocked[reason] = blocked.get(reason, 0) + count
    return fleets, rows[frontier_rows(*columns)], blocked


def _today(plan: Plan, tables: tuple[PoolTable, ...], baseline: float) -> FleetColumns | None:
    """Return the plan as composed, limits or not; None where it gives no result."""
    block = Block(tuple((0, 1) for _ in tables))
    fleets = evaluate_block(_evaluation(plan, tables, baseline, limited=False), block).fleets
    return fleets if len(fleets) else None
