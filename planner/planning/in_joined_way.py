"""What a plan says of a pool that works with others: layout, step and rate of that way, not those of the pool alone."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from planner.mixing.strategies import STRATEGIES
from planner.mixing.strategy import PipelineStage
from planner.performance.training.launch_rules import with_legal_group
from planner.performance.training.layout import FILL, JOINT, MICRO_BATCHES, TAIL, WAITING, PoolEstimate
from planner.planning.in_stages import as_staged, estimate_in_stages, stages_of
from planner.planning.members import Member
from planner.planning.model import PerformanceModel
from planner.planning.ways import PlannedWay
from planner.sentences import sentence
from planner.workload.training_run import TrainingRun


def in_joined_way(member: Member, way: PlannedWay, run: TrainingRun, model: PerformanceModel) -> Member:
    """Return a pool as it works in a joined way: its estimate is of its part of the way's work.

    Rates of all its pools sum to the way's. A step is the way's, in which the pool works and waits; of copies with
    batches of their own it is the pool's at its batch. Where a failure anywhere stops all, goodput is the way's.
    """
    strategy = STRATEGIES[way.strategy]
    goodput = way.goodput if strategy.one_failure_stops_all else member.goodput
    staged = as_staged(member, way.stages)
    estimate = estimate_in_stages(staged, way.stages)
    delivered = way.parts[member.planned.place] * way.tokens_per_s
    rate = delivered / goodput / member.site.factor
    ratio = rate / estimate.tokens_per_s
    if strategy.replicas:
        estimate = _with_own_group(member, round(way.parts[member.planned.place] * run.global_batch), run, model)
    if not strategy.own_batches:
        step_s = run.tokens_per_step * way.goodput / way.tokens_per_s * member.site.factor
        estimate = replace(estimate, step_s=step_s, step_parts_s=_parts_s(staged, way, run, step_s))
    if not way.stages:
        words = sentence("As it works with the other pools: its rate is its part of what they deliver together.")
        estimate = replace(estimate, assumptions=(*estimate.assumptions, words))
    band = None if estimate.band is None else (estimate.band[0] * ratio, estimate.band[1] * ratio)
    estimate = replace(estimate, tokens_per_s=rate, mfu=estimate.mfu * ratio, band=band)
    return replace(staged, fitted=replace(staged.fitted, estimate=estimate), goodput=goodput)


def _with_own_group(member: Member, sequences: int, run: TrainingRun, model: PerformanceModel) -> PoolEstimate:
    """Return the estimate with the group of micro-batches that so many sequences run in, and the memory it takes.

    A pipeline of fewer micro-batches than it holds in flight for the whole batch takes less, on the same layout too.
    """
    estimate = member.fitted.estimate
    layout = with_legal_group(estimate.layout, sequences)
    if layout.pp == 1:
        return estimate
    own = model.exactly(member.fitted.pool, replace(run, global_batch=sequences), layout)
    parts = {"memory_bytes": own.memory_bytes, "memory_parts_bytes": own.memory_parts_bytes}
    return replace(estimate, layout=layout, **parts)


def _parts_s(member: Member, way: PlannedWay, run: TrainingRun, step_s: float) -> dict[str, float]:
    """Return what a pool does in a step of one job over several pools, and sums to it; seconds as estimates have them.

    A stage computes its micro-batches and waits for the others; replicas with micro-batches of their own do what they
    do alone, for as many as they take. Of attention and experts apart nothing more is known than the step.
    """
    own = stages_of(member, way.stages)
    if own:
        busy = {MICRO_BATCHES: _busy_s(own, run.global_batch) * member.site.factor}
    elif STRATEGIES[way.strategy].replicas:
        busy = _of_share(member.fitted.estimate.step_parts_s, way.parts[member.planned.place])
    else:
        return {JOINT: step_s}
    whole = sum(busy.values())
    shown = {name: seconds * min(1.0, step_s / whole) for name, seconds in busy.items()}
    return {**shown, WAITING: max(0.0, step_s - whole)}


def _of_share(parts_s: Mapping[str, float], share: float) -> dict[str, float]:
    return {name: seconds if name == FILL or name in TAIL else seconds * share for name, seconds in parts_s.items()}


def _busy_s(own: Sequence[PipelineStage], global_batch: int) -> float:
    """Return how long the busiest stage of a pool computes in a step, its own exchanges and recomputation included."""
    return max(stage.micro_batch_s * global_batch / (stage.dp * stage.micro_batch) for stage in own)
