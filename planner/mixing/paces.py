"""How hopeful each pace (replicas and micro-batch) of a pipeline over pools is, before any is tried."""

from collections.abc import Sequence

import numpy as np

from planner.mixing.held_layers import Fleets, pace_of
from planner.mixing.stage_tables import DEEPEST, speeds_by_depth, stage_speeds
from planner.mixing.working_pool import Floats, MixedRun, WorkingPool

_DEPTHS = (2, 3, 5, 8, 12, 18, 27, 40, 56)  # of pipelines, each half as deep again as the one before
_LAST = 100.0  # times the bound: a pace that is tried last
_NOTHING = 1e-300  # layers a second of a fleet without devices


def least_step_s(pools: Sequence[WorkingPool], run: MixedRun) -> Floats:
    """Return what no step of a pipeline over these pools is below: layers shared by speed, nothing lost to rounding."""
    found = np.full((), np.inf)
    if any(pool.options is None for pool in pools):
        return found
    devices, second_s = [pool.devices for pool in pools], [pool.stage_second_s for pool in pools]
    for pace in range(number_of_paces(pools)):
        found = np.minimum(found, bound_s(pools, run, pace, devices, second_s))
    return found


def number_of_paces(pools: Sequence[WorkingPool]) -> int:
    """Return how many paces the pools' options have."""
    return max(len(pool.options.paces) for pool in pools if pool.options is not None)


def bound_s(
    pools: Sequence[WorkingPool], run: MixedRun, pace: int, devices: Sequence[Floats], second_s: Sequence[Floats]
) -> Floats:
    """Return a bound on the step at one pace, of shapes that broadcast; infinite where a pool holds no stage."""
    replicas, micro_batches = pace_of(pools, run, pace)
    speeds = [stage_speeds(pool.options, pace) for pool in pools if pool.options is not None]
    layers_per_s, stages, whole = np.zeros(()), np.zeros(()), np.asarray(True)
    for widths, count, slower in zip(speeds, devices, second_s, strict=True):
        best, deep = np.zeros(count.shape), np.zeros(count.shape)
        for width, speed in widths:
            each = np.floor(count / (width * replicas))
            better = each * speed > best
            best, deep = np.where(better, each * speed, best), np.where(better, each, deep)
        layers_per_s, stages, whole = layers_per_s + best / slower, stages + deep, whole & ((count == 0) | (deep > 0))
    most = float(min(DEEPEST, run.layers))
    # more stages than may be are left out, as many of each pool
    slowest = run.layers / np.maximum(layers_per_s, _NOTHING) * np.maximum(1.0, stages / most)
    return np.where(whole, (micro_batches - 1 + np.minimum(stages, most)) * slowest, np.inf)


def guess_s(fleets: Fleets, run: MixedRun, pace: int, bound_s: Floats) -> Floats:
    """Return about what a step takes at a pace when every stage has room for an even share of the layers.

    Where no option has that room the bound counts many times: such a pace is tried last.
    """
    replicas, micro_batches = pace_of(fleets.pools, run, pace)
    tables = [speeds_by_depth(one.options, pace, micro_batches) for one in fleets.pools if one.options is not None]
    guess = np.full(bound_s.shape, np.inf)
    for aim in _DEPTHS:  # each pool takes the width whose stages are the fastest in a pipeline about so deep
        layers_per_s, depth, whole = np.zeros(bound_s.shape), np.zeros(bound_s.shape), np.ones(bound_s.shape, np.bool_)
        for table, devices, slower in zip(tables, fleets.devices, fleets.second_s, strict=True):
            best, deep = np.zeros(bound_s.shape), np.zeros(bound_s.shape)
            for width, speed in table:
                each = devices // (width * replicas)
                better = each * speed[aim] > best
                best, deep = np.where(better, each * speed[aim], best), np.where(better, each, deep)
            layers_per_s, depth, whole = (
                layers_per_s + best / slower,
                depth + deep,
                whole & ((devices == 0) | (deep > 0)),
            )
        slowest = run.layers / np.maximum(layers_per_s, _NOTHING)
        near = whole & (depth <= min(1.5 * aim, DEEPEST, run.layers)) & (depth > aim / 1.5)
        guess = np.minimum(guess, np.where(near, (micro_batches - 1 + depth) * slowest, np.inf))
    return np.where(np.isfinite(guess), guess, _LAST * bound_s)
