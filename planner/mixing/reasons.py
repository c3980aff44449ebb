"""Why a fleet trains as it does, each strategy in one or two sentences with its own figures."""

from collections.abc import Sequence

import numpy as np

from planner.mixing.admissible import SMALL_BATCH, THIN_BORDER, smallest_worthwhile_batch
from planner.mixing.choose import ONE_JOB, Rules
from planner.mixing.crossings import met_pairs
from planner.mixing.experts_apart import experts_apart
from planner.mixing.local_sgd import round_and_exchange_s
from planner.mixing.phases import takeovers_s
from planner.mixing.strategy import MixingStrategy, PipelineStage
from planner.mixing.working_pool import MixedColumns, MixedRun, WorkingPool, summed
from planner.units import BITS_PER_BYTE, GIGA, SECONDS_PER_HOUR

_MILLION = 1e6

LOSSES = {
    MixingStrategy.DATA_PARALLEL: (
        "shares come in whole micro-batches, the exchange over the border is partly exposed, and one failure stops all."
    ),
    MixingStrategy.PIPELINE: (
        "stages hold whole layers, the pipeline is deeper to fill and to drain, and one failure stops all."
    ),
    MixingStrategy.EXPERTS_APART: (
        "one side waits for the other or for the border in every layer, and one failure stops all."
    ),
    MixingStrategy.LOCAL_SGD: "tokens worked apart count a little less, and the models are exchanged every round.",
    MixingStrategy.SEPARATE_JOBS: "each pool trains a model of its own.",
}


def why(  # noqa: PLR0917 - everything that was decided
    pools: Sequence[WorkingPool],
    run: MixedRun,
    rules: Rules,
    columns: MixedColumns,
    strategy: MixingStrategy,
    stages: Sequence[PipelineStage],
    crossing_bytes: float,
) -> str:
    """Return the reason; ``crossing_bytes`` pass the border in a step."""
    many = len(pools)
    if many == 1:
        return "One pool trains alone; nothing is mixed."
    if strategy in ONE_JOB:
        step_s = run.tokens_per_step / (float(columns.tokens_per_s) / float(np.prod([pool.goodput for pool in pools])))
        return _one_job(pools, run, strategy, stages, (step_s, crossing_bytes / GIGA))
    if strategy is MixingStrategy.LOCAL_SGD:
        return _local_sgd(pools, run)
    if strategy is MixingStrategy.SEPARATE_JOBS:
        return f"{many} pools train models of their own at the same time; their rates add up, and nothing is shared."
    if rules.choice.parallel_phases:
        return (
            f"{many} pools work at the same time, each on phases of its own that together make up the tokens, shared "
            "out by speed; nothing crosses between them, so their rates add up and a failure stops only its own pool."
            " Where one model has to see every token in turn, let them work one after the other."
        )
    return _in_turn(pools, run)


def _in_turn(pools: Sequence[WorkingPool], run: MixedRun) -> str:
    many, hours = len(pools), [float(stop) / SECONDS_PER_HOUR for stop in takeovers_s(pools, run)]
    least, most = min(stop for stop in hours if stop > 0.0), max(hours)
    if f"{least:.1f}" == f"{most:.1f}":
        return (
            f"{many} pools work one after the other, equally long; each takeover stops the run for "
            f"{most:.1f} hours (checkpoint over the border, restart and alignment)."
        )
    return (
        f"{many} pools work one after the other, equally long; a takeover stops the run for "
        f"{least:.1f} to {most:.1f} hours, by the border between the two pools (checkpoint over it, restart and "
        "alignment)."
    )


def with_figures(words: str, pools: Sequence[WorkingPool], run: MixedRun) -> str:
    """Return a refusal with the figures of this fleet, where the rule compares any."""
    if words == THIN_BORDER:
        per_device = min(
            border.bytes_per_s / min(float(first.devices), float(second.devices))
            for first, second, border, met in met_pairs(pools, run)
            if bool(met)
        )
        return (
            "A border between the pools is below 10 Gbit/s per device of its smaller pool (here "
            f"{per_device * BITS_PER_BYTE / GIGA:,.1f} Gbit/s); one job would wait for it."
        )
    if words == SMALL_BATCH:
        needed = float(smallest_worthwhile_batch(run, np.asarray(float(len(pools)))))
        return (
            f"The batch of {run.tokens_per_step / _MILLION:,.1f} million tokens is too small: up to "
            f"{needed / _MILLION:,.1f} million, exchanging gradients moves more bytes than a pipeline's activations."
        )
    return words


def _local_sgd(pools: Sequence[WorkingPool], run: MixedRun) -> str:
    terms, (round_s, exchange_s) = run.local, round_and_exchange_s(pools, run)
    return (
        f"{len(pools)} pools train copies of one model and average them every {terms.inner_steps} steps; the exchange "
        f"takes {float(exchange_s):,.0f} s of a round of {float(round_s):,.0f} s, and "
        f"{1 - terms.statistical_efficiency:.0%} of the tokens are taken as lost to working apart."
    )


def _one_job(
    pools: Sequence[WorkingPool],
    run: MixedRun,
    strategy: MixingStrategy,
    stages: Sequence[PipelineStage],
    step: tuple[float, float],
) -> str:
    many, (step_s, gigabytes) = len(pools), step
    if strategy is MixingStrategy.DATA_PARALLEL:
        return (
            f"{many} pools train one job together: each takes whole micro-batches in proportion to its speed, and "
            f"{gigabytes:,.0f} GB of gradients cross the border in every step of {step_s:.1f} s."
        )
    if strategy is MixingStrategy.PIPELINE:
        held = ", ".join(_held(pool, stages) for pool in _in_order(pools, stages))
        words = (
            f"{many} pools hold the layers of one model in proportion to their speed ({held}); activations of "
            f"{gigabytes:,.0f} GB cross the border in every step of {step_s:.1f} s."
        )
        return f"{words} {_relief(pools, run, step_s)}".rstrip()
    sides = experts_apart(pools, run).attention
    attention = ", ".join(pool.name for pool, side in zip(pools, sides, strict=True) if bool(side))
    experts = ", ".join(pool.name for pool, side in zip(pools, sides, strict=True) if not bool(side))
    return (
        f"{attention} compute attention and {experts} the experts of one model; {gigabytes:,.0f} GB of tokens "
        f"cross the border in every step of {step_s:.1f} s."
    )


def _in_order(pools: Sequence[WorkingPool], stages: Sequence[PipelineStage]) -> list[WorkingPool]:
    places = [(stage.accelerator, stage.site) for stage in stages]
    return sorted(pools, key=lambda pool: places.index(pool.place))


def _held(pool: WorkingPool, stages: Sequence[PipelineStage]) -> str:
    own = [stage.layers for stage in stages if (stage.accelerator, stage.site) == pool.place]
    many = "1 stage" if len(own) == 1 else f"{len(own)} stages"
    return f"{pool.name}: {sum(own)} layers on {many}"


def _relief(pools: Sequence[WorkingPool], run: MixedRun, step_s: float) -> str:
    """Say which pools train only so, and why the whole may be faster than its parts."""
    small = [pool.name for pool in pools if not pool.fits_alone > 0]
    if small:
        return f"Too small to hold the model alone, and fit only as stages: {', '.join(small)}."
    alone = float(summed([pool.healthy_tokens_per_s for pool in pools]))
    gain = run.tokens_per_step / step_s / alone - 1.0
    if gain <= 0.0:
        return ""
    return f"That is {gain:.1%} above the sum of the pools: with fewer layers on each device less is recomputed or cut."
