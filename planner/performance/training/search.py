"""The best layouts of one pool: every legal one is evaluated, those that do not fit are counted by reason."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.catalogue.accelerator import Accelerator
from planner.causes import BatchNotDivided, DevicesNotDivided, DoesNotFit, NoLegalGroup, ShardingNotStarted
from planner.cluster import Pool
from planner.english import words
from planner.errors import NothingDividesError, NothingFitsError
from planner.performance.training import memory, step_times
from planner.performance.training.alike import sorts_of
from planner.performance.training.bands import StepShares, band_of
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.case import Case, case_of
from planner.performance.training.launch_rules import smallest_group
from planner.performance.training.layout import Layout, LayoutSearch, PoolEstimate
from planner.performance.training.layouts import LayoutArrays, arrays_of
from planner.performance.training.legal_layouts import legal_layouts, shardings_of
from planner.performance.training.recipes import recipe_words, with_facts
from planner.performance.training.releases import newest_of
from planner.performance.training.states_words import states_words
from planner.sentences import Sentence, sentence
from planner.units import GIGA
from planner.workload.fine_tuning import done_flop_per_token
from planner.workload.recipe import RecipeName
from planner.workload.training_run import TrainingRun

CHUNK = 24_576  # layouts evaluated together: enough that many share a layer, few enough that temporaries stay cached


def search_layouts(
    pool: Pool, run: TrainingRun, *, calibration: Calibration | None = None, top: int = 1
) -> LayoutSearch:
    """Return the ``top`` fastest layouts that fit, with what was considered and what fell out.

    Raises NothingFitsError, naming the limit and the change that would help, MissingFigureError for an unknown
    figure.
    """
    table = calibration or load_calibration()
    started = perf_counter()
    case = case_of(pool, run, table)
    layouts, blocked = legal_layouts(
        pool,
        run,
        table.schedules(pool.accelerator, run.stack_release),
        sequence_parallel=table.has_sequence_parallel(pool.accelerator, run.stack_release),
    )
    if not len(layouts):
        raise NothingDividesError(_why_nothing_divides(pool, run, blocked))
    step_s, memory_bytes = evaluate(case, layouts)
    fits = memory_bytes <= offered_bytes(case)
    if not fits.any():
        refuse_host(pool, run, case, layouts)
        raise NothingFitsError(_why_nothing_fits(pool, run, case, layouts, memory_bytes))
    blocked["memory"] = int((~fits).sum())
    chosen = _fastest(step_s, memory_bytes, fits, top)
    seconds = perf_counter() - started
    best = tuple(estimate_of(pool, run, case, layouts.part(np.array([index])), table) for index in chosen)
    return LayoutSearch(best=best, considered=len(layouts), fitting=int(fits.sum()), seconds=seconds, blocked=blocked)


def best_layout(pool: Pool, run: TrainingRun, *, calibration: Calibration | None = None) -> PoolEstimate:
    """Return the fastest layout that fits; raises as search_layouts does."""
    return search_layouts(pool, run, calibration=calibration).best[0]


def estimate_layout(
    pool: Pool, run: TrainingRun, layout: Layout, *, calibration: Calibration | None = None
) -> PoolEstimate:
    """Return the estimate of exactly this layout; its memory is reported, not enforced.

    Interleaved without a stated group of micro-batches it takes the smallest legal one; where none is legal it is
    predicted with the shortest that schedules know, and says so in ``causes``.
    """
    table = calibration or load_calibration()
    if layout.micro_batch_group is None:
        layout = replace(layout, micro_batch_group=smallest_group(layout, run.global_batch))
    estimate = estimate_of(pool, run, case_of(pool, run, table), arrays_of([layout]), table)
    if layout.vpp == 1 or layout.micro_batch_group is not None:
        return estimate
    micro_batches = run.global_batch // (layout.dp * layout.micro_batch)
    return replace(estimate, causes=(NoLegalGroup(stages=layout.pp, micro_batches=micro_batches),))


def evaluate(case: Case, layouts: LayoutArrays) -> tuple[Floats, Floats]:
    """Return step time (s) and memory (bytes) of every layout, shapes (n,), in chunks that stay in the cache.

    Memory is infinite where the host cannot hold its part of the states.
    """
    step_s = np.empty(len(layouts))
    memory_bytes = np.empty(len(layouts))
    for start in range(0, len(layouts), CHUNK):
        part = slice(start, start + CHUNK)
        chunk = layouts.part(part)
        sorts = sorts_of(case, chunk)
        step_s[part] = step_times.step_times(case, chunk, sorts).step_s
        memory_bytes[part] = memory.needed_bytes(case, chunk, sorts)
    return step_s, memory_bytes


def usable_bytes(case: Case) -> float:
    """Return what a framework may allocate of one device."""
    return float(case.memory_bytes * case.coefficients.usable_memory)


def offered_bytes(case: Case) -> float:
    """Return what a layout may be predicted to need for the search to offer it: room is left for the model's error."""
    return usable_bytes(case) / (1.0 + float(case.coefficients.memory_error))


def _fastest(step_s: Floats, memory_bytes: Floats, fits: NDArray[np.bool_], top: int) -> list[int]:
    """Return positions of the fastest that fit; of equal steps the one that needs less memory."""
    order = np.lexsort((memory_bytes, np.where(fits, step_s, np.inf)))
    return [int(index) for index in order[: min(top, int(fits.sum()))]]


def estimate_of(pool: Pool, run: TrainingRun, case: Case, one: LayoutArrays, calibration: Calibration) -> PoolEstimate:
    """Return the estimate of one layout that stands alone in its arrays."""
    return estimates_of([pool], run, case, one, calibration)[0]


class _Figures(Struct, frozen=True, kw_only=True):
    """Layouts and what is computed of them."""

    layouts: LayoutArrays
    times: step_times.StepTimes
    parts: memory.MemoryParts
    expert_share: Floats
    estimated_share: Floats


def estimates_of(  # noqa: PLR0917 - what estimates are of
    pools: Sequence[Pool],
    run: TrainingRun,
    case: Case,
    layouts: LayoutArrays,
    calibration: Calibration,
    known: tuple[step_times.StepTimes, memory.MemoryParts] | None = None,
) -> list[PoolEstimate]:
    """Return the estimates of layouts, each on a pool of its own; pools differ in their devices alone, as in ``case``.

    ``known`` are the step and the memory of each (None: computed here).
    """
    times, parts = known or (step_times.step_times(case, layouts), memory.memory_parts(case, layouts))
    experts = step_times.expert_share(case, layouts, times) if run.shape.is_moe else np.zeros(len(layouts))
    figures = _Figures(
        layouts=layouts,
        times=times,
        parts=parts,
        expert_share=experts,
        estimated_share=step_times.estimated_share(case, layouts, times),
    )
    assumptions = _assumptions(pools[0], run, calibration)
    return [_estimate(pool, run, case, figures, at, calibration, assumptions) for at, pool in enumerate(pools)]


def _estimate(  # noqa: PLR0917 - what an estimate is of
    pool: Pool,
    run: TrainingRun,
    case: Case,
    figures: _Figures,
    at: int,
    calibration: Calibration,
    assumptions: tuple[str, ...],
) -> PoolEstimate:
    times, parts, layout = figures.times, figures.parts, figures.layouts.layout(at)
    step_s = float(times.step_s[at])
    tokens_per_s = run.tokens_per_step / step_s
    mtp = run.shape.mtp_layers > 0
    shares = StepShares(
        exchange=float(times.exposed_ep[at]) / step_s,
        launches=float(times.overhead[at]) / step_s,
        gathers=float(times.exposed_dp[at]) / step_s,
        estimated=float(figures.estimated_share[at]),
    )
    band = band_of(pool, run, layout, shares, calibration)
    flop_per_s = tokens_per_s * done_flop_per_token(run, mtp=mtp)
    host_bytes = float(np.broadcast_to(parts.host, (len(figures.layouts),))[at]) * pool.devices_per_node
    return PoolEstimate(
        layout=layout,
        devices=pool.devices,
        step_s=step_s,
        step_parts_s={name: float(getattr(times, name)[at]) for name in step_times.PARTS},
        tokens_per_s=tokens_per_s,
        mfu=flop_per_s / pool.devices / case.flop_per_s,
        memory_bytes=float(parts.total_bytes[at]),
        memory_capacity_bytes=float(pool.memory_bytes),
        memory_parts_bytes={name: float(getattr(parts, name)[at]) for name in memory.PARTS},
        host_memory_bytes=host_bytes,
        expert_share=float(figures.expert_share[at]),
        log_sd=band.log_sd,
        band=band.around(tokens_per_s),
        team_log_sd=band.team_log_sd,
        recipe=with_facts(run.recipe),
        assumptions=(*assumptions, *states_words(case.states, host_bytes)),
    )


def _assumptions(pool: Pool, run: TrainingRun, calibration: Calibration) -> tuple[str, ...]:
    routing = () if not run.shape.is_moe else (sentence("Expert routing: {}.", run.routing.value),)
    return (_software(pool.accelerator, run, calibration), recipe_words(run.recipe), *routing)


def _software(accelerator: Accelerator, run: TrainingRun, calibration: Calibration) -> str:
    named, stack = run.stack_release, accelerator.software_stack or "this stack"
    release, elsewhere = calibration.release(accelerator, named), _home_of(accelerator, named, calibration)
    if release is not None and run.recipe.name is not RecipeName.SUPPLIER:  # which alone ran its own benchmark
        newest = named or "the newest"
        return sentence("Software: {}, at what is typical of {}, not at the rate of a benchmark.", newest, stack)
    if release is not None:
        return sentence(
            "Software release: {} ({}).", release.name, _why_this_release(release.key, named, elsewhere, stack)
        )
    if elsewhere:
        return sentence("Software: {} runs on {}; what is typical of {} is assumed.", named, elsewhere, stack)
    if calibration.release(accelerator, None) is None:
        return sentence("No published run of {} is calibrated; general priors.", stack)
    return sentence("Software: {} is no calibrated release; what is typical of {} is assumed.", named, stack)


def _home_of(accelerator: Accelerator, named: str | None, calibration: Calibration) -> str:
    """Return the stack that a named release runs on where it is not the device's; else empty."""
    calibrated = None if named is None else newest_of(calibration.releases, named)
    return "" if calibrated is None or calibrated.runs_on(accelerator) else calibrated.stack


def _why_this_release(key: str, named: str | None, elsewhere: str, stack: str) -> str:
    if named is None:
        return "the newest that is calibrated"
    if elsewhere:
        return sentence("{} runs on {}; this is the newest of {} dated not after it", named, elsewhere, stack)
    return "as named" if key == named else sentence("the nearest to {} that is calibrated", named)


def _why_nothing_divides(pool: Pool, run: TrainingRun, blocked: dict[str, int]) -> Sentence:
    name = pool.accelerator.name
    if not shardings_of(pool, run):
        return words(ShardingNotStarted(name=name, sharding=run.states.shardings[0].value))
    if blocked.get("batch"):
        return words(BatchNotDivided(name=name, devices=pool.devices, global_batch=run.global_batch))
    shape = run.shape
    return words(
        DevicesNotDivided(
            name=name,
            devices=pool.devices,
            heads=shape.tensor_units,
            layers=shape.layers,
            experts=shape.experts,
            shape=shape.name,
        )
    )


def refuse_host(pool: Pool, run: TrainingRun, case: Case, layouts: LayoutArrays) -> None:
    """Raise NothingFitsError where the host can hold its part of the states on none of the layouts."""
    if not run.states.offload.share:
        return
    least = float(np.min(memory.memory_parts(case, layouts).host))
    room = float(case.host_memory_bytes)
    if least > room:
        raise NothingFitsError(
            sentence(
                "{}: the optimiser states of {} on the host take {:,.0f} GB of a node, which has {:,.0f} GB; keep "
                "a smaller share on the host or use more nodes.",
                pool.accelerator.name,
                run.shape.name,
                least * pool.devices_per_node / GIGA,
                room * pool.devices_per_node / GIGA,
            )
        )


def _why_nothing_fits(pool: Pool, run: TrainingRun, case: Case, layouts: LayoutArrays, memory_bytes: Floats) -> str:
    least = int(np.argmin(memory_bytes))
    parts = memory.memory_parts(case, layouts.part(np.array([least])))
    sizes = {name: float(getattr(parts, name)[0]) for name in memory.PARTS}
    largest = max(sizes, key=lambda name: sizes[name])
    return words(
        DoesNotFit(
            name=pool.accelerator.name,
            shape=run.shape.name,
            devices=pool.devices,
            needed_bytes=float(memory_bytes[least]),
            usable_bytes=offered_bytes(case),
            largest=largest,
            largest_bytes=sizes[largest],
        )
    )
