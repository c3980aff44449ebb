"""What no pipeline of a fleet exceeds: bounds of its choices, and the levels within which one beats a rate."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from planner.arrays import Floats, Integers
from planner.mixing.pipelines.fleet import Fleet
from planner.mixing.pipelines.fleet_rows import (
    NEVER_S,
    Choices,
    Rows,
    least_layer_s,
    least_seconds,
    slowdown_on,
)
from planner.mixing.pipelines.interleaving import MOST_CHUNKS
from planner.mixing.pipelines.stage_tables import LEVELS, level_below, levels_slower

_EVERY_SUBSET: Final = 4  # pools, of which all 15 subsets are looked at for how soon a step may be done


def ends_of(fleet: Fleet, number: int) -> Choices:
    """Return the best of each figure that any choice of a pool has, one value a pace."""
    pool, options, widths = fleet.pools[number], fleet.options[number], fleet.tables.widths[:, number]
    one = np.maximum(fleet.tables.replicas[:, None] * widths, 1)
    stages = np.where(widths > 0, np.minimum(int(pool.devices) // one, fleet.most_stages), 0)
    layer_s, hop_s = least_seconds(options, widths.shape[1])
    alone, there = slowdown_on(pool, options, one), stages > 0
    seconds = np.where(there, layer_s * alone, np.inf)
    return Choices(
        slot=stages.argmax(axis=1),
        stages=np.minimum(stages.max(axis=1), 1),
        slower=levels_slower(alone[:, 0]),
        slowdown=alone[:, 0],
        goodput=np.where(there, pool.goodput_of(one), 0.0).max(axis=1),
        speed=np.where(there, stages / (layer_s * slowdown_on(pool, options, one * stages)), 0.0).max(axis=1),
        layer_s=seconds.min(axis=1),
        least_s=np.where(there, (layer_s + hop_s) * alone, np.inf).min(axis=1),
    )


def choices_of(fleet: Fleet, pace: int, number: int) -> Choices:
    """Return every width and number of stages that a pool has devices for."""
    pool, options, replicas = fleet.pools[number], fleet.options[number], int(fleet.tables.replicas[pace])
    widths = fleet.tables.widths[pace, number]
    most = np.where(widths > 0, int(pool.devices) // np.maximum(replicas * widths, 1), 0)
    slots, stages = np.nonzero(np.arange(fleet.most_stages) < most[:, None])
    stages += 1
    devices = replicas * stages * widths[slots]
    slowdown = slowdown_on(pool, options, devices)
    layer_s, hop_s = (column[pace, slots] for column in least_seconds(options, len(widths)))
    return Choices(
        slot=(pace * len(fleet.pools) + number) * len(widths) + slots,
        stages=stages,
        slower=levels_slower(slowdown),
        slowdown=slowdown,
        goodput=pool.goodput_of(devices),
        speed=stages / (layer_s * slowdown),
        layer_s=layer_s * slowdown,
        least_s=(layer_s + hop_s) * slowdown,
    )


def bound_of(fleet: Fleet, pace: int | slice, columns: Sequence[Choices]) -> Floats:
    """Return what no pipeline of these choices, one of each pool, delivers more than; columns broadcast."""
    speed, goodput, stages = np.zeros(()), np.ones(()), np.zeros(())
    layer_s, slowest = np.full((), np.inf), np.zeros(())
    for one in columns:
        speed, goodput, stages = speed + one.speed, goodput * one.goodput, stages + one.stages
        layer_s, slowest = np.minimum(layer_s, one.layer_s), np.maximum(slowest, one.least_s)
    with np.errstate(divide="ignore"):
        slowest = np.minimum(np.maximum(slowest, fleet.run.layers / speed), NEVER_S)
    apart_s, fill_s = fleet.times[pace] * slowest, fleet.run.layers * np.minimum(layer_s, NEVER_S)
    chunks = most_chunks(fleet, pace, stages)
    least_s, least_chunked_s = np.zeros(()), np.zeros(())
    if len(columns) <= _EVERY_SUBSET:
        least_s = fleet.run.layers * least_layer_s(columns, fleet.times[pace], np.ones(()))
        least_chunked_s = fleet.run.layers * least_layer_s(columns, fleet.times[pace], chunks)
    whole_s = np.maximum(least_s, apart_s + fill_s)
    chunked_s = np.where(chunks > 1, np.maximum(least_chunked_s, apart_s + fill_s / chunks), np.inf)
    return rate_within(fleet, pace, whole_s, chunked_s) * goodput


def most_chunks(fleet: Fleet, pace: int | slice | Integers, stages: Floats | Integers) -> Floats:
    """Return the most chunks of so many stages that the framework would start and that hold a layer each."""
    most = np.clip(fleet.run.layers // np.maximum(stages, 1), 1, MOST_CHUNKS)
    found: Floats = np.where(stages <= fleet.tables.micro_batches[pace], most, 1).astype(np.float64)
    return found


def rate_within(fleet: Fleet, pace: int | slice | Integers, whole_s: Floats, chunked_s: Floats) -> Floats:
    """Return what a step of at least so many seconds delivers at most, links and overhead beside them.

    ``chunked_s`` is in chunks (infinite: never), which cross the links three times as often at least.
    """
    times, sent = fleet.times[pace], fleet.sent_bytes[pace]
    healthy = np.zeros(())
    for crossed in fleet.crossings:
        crossed_s = (times * crossed.slowest + crossed.all_of_them) * sent
        step_s = np.minimum(whole_s + crossed_s, chunked_s + 3 * crossed_s) + fleet.overhead_s
        healthy = np.maximum(healthy, np.minimum(fleet.run.tokens_per_step / step_s, fleet.most) * crossed.kept)
    return healthy


def latest_levels(  # noqa: PLR0917 - columns that go together
    fleet: Fleet,
    beaten: float,
    pace: Integers,
    kept: Floats,
    slowest: Floats | float,
    fill_s: Floats | float = 0.0,
) -> Integers:
    """Return the last level at which a pipeline that keeps so much beats a rate; ``slowest`` is s/byte.

    ``fill_s`` is what a step takes at least beside its slowest stage and links.
    """
    if not beaten > 0.0:
        return np.full(len(kept), LEVELS - 1)
    times = fleet.times[pace]
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        step_s = fleet.run.tokens_per_step * kept / beaten
        left_s = (step_s - fleet.overhead_s - fill_s) / times - slowest * fleet.sent_bytes[pace]
    return np.where(times > 0, level_below(np.where(times > 0, left_s, 0.0)), LEVELS - 1)


def latest_in_any_order(fleet: Fleet, beaten: float, rows: Rows, fill_s: Floats | float = 0.0) -> Integers:
    """Return the last level at which pipelines of rows beat a rate in the order of least crossings."""
    goodput = rows.goodput.prod(axis=0)
    latest = [
        latest_levels(fleet, beaten, rows.pace, crossed.kept * goodput, crossed.slowest, fill_s)
        for crossed in fleet.crossings
    ]
    last: Integers = np.max(latest, axis=0)
    return last
