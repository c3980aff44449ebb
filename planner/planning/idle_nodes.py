"""One job over pools on fewer nodes than there are: whole nodes may stay idle, so that more are never slower.

What is best for a pool alone need not be for a job that shares the batch: coarser micro-batches leave others waiting,
shorter ones hide less of the exchange, and more devices fail more often. So every smaller number of nodes is weighed.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import ceil
from typing import Final

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats, Mask
from planner.cluster import Pool
from planner.errors import NothingFitsError
from planner.mixing.strategies import Strategy
from planner.mixing.working_pool import MixedRun, WorkingPool, laid_columns
from planner.performance.training.layout import PoolEstimate
from planner.performance.training.rack_trays import part_of
from planner.plan import Plan
from planner.planning.members import Member, pool_row, pool_run, stack_of, working_pool
from planner.planning.model import PerformanceModel
from planner.planning.pools import FittedPool
from planner.workload.training_run import TrainingRun

# Of two pools all numbers of nodes; of more those of each that deliver most beside all nodes of the others.
_MOST_COMBINATIONS: Final = 32_768
_LEAST_AT_ONCE: Final = 4  # numbers of nodes that are searched together, then twice as many
_MORE: Final = 1.1  # times as many as are worth a look if rates fall as nodes do: a second search costs more than some


def on_best_nodes(
    strategy: Strategy,
    members: Sequence[Member],
    plan: Plan,
    run: MixedRun,
    model: PerformanceModel,
    *,
    to_beat: float = 0.0,
) -> list[Member]:
    """Return pools on the numbers of nodes, none more than they have, on which a joined way delivers most.

    Of equals each is on the most. What more nodes can do includes all that fewer can. Numbers of nodes that cannot
    exceed ``to_beat`` tokens a second are not looked at: where none does, the answer may be any.
    """

    def rates(sizes: Sequence[Sequence[Member]], floor: Floats | None = None) -> Floats:
        return strategy.rate([_sized_pool(own, axis, len(sizes), plan) for axis, own in enumerate(sizes)], run, floor)

    pools = [_sized_pool([member], 0, 0, plan) for member in members]

    def may_exceed(axis: int, fewer: WorkingPool) -> Mask:
        return np.asarray(strategy.most([*pools[:axis], fewer, *pools[axis + 1 :]], run) > to_beat)

    sized = [[member] for member in members]
    many = [_many(member, plan, partial(may_exceed, axis)) for axis, member in enumerate(members)]
    # The longest micro-batch of a pool bounds what the others may gain: first that of which least is to be searched.
    for axis in sorted(range(len(members)), key=many.__getitem__):
        sized[axis] = list(_sizes(members[axis], plan, model, partial(may_exceed, axis)))
        longest_s = max(pool_row(member, plan).micro_batch_s for member in sized[axis])
        pools[axis] = replace(pools[axis], longest_micro_batch_s=longest_s)
    most = int(_MOST_COMBINATIONS ** (1.0 / len(sized)))
    kept = [own if len(own) <= most else _hopeful(rates, sized, axis, most) for axis, own in enumerate(sized)]
    found = rates(kept, np.asarray(to_beat))
    best = np.unravel_index(int(np.argmax(found)), found.shape)
    return [own[at] for own, at in zip(kept, best, strict=True)]


def _sizes(
    member: Member, plan: Plan, model: PerformanceModel, may_exceed: Callable[[WorkingPool], Mask]
) -> Iterator[Member]:
    """Give the pool on each number of nodes that trains faster than fewer do, all of its own first.

    A pool delivers no more on fewer nodes: after the first number that is too small none is looked at.
    """
    yield member
    at_once, upto, fewer = _LEAST_AT_ONCE, member.fitted.pool.nodes - 1, member
    while upto > 0:
        many = max(at_once, ceil(_MORE * _many(fewer, plan, may_exceed)))
        nodes = range(max(1, upto - many + 1), upto + 1)
        smaller = _smaller(fewer, plan, model, nodes)
        able = _able(smaller, plan, may_exceed)
        yield from smaller[:able]
        if able < len(smaller):
            return
        fewer = (smaller or [fewer])[-1]
        whole = ceil(fewer.fitted.pool.devices / member.planned.pool.devices_per_node)
        at_once, upto = 2 * at_once, min(nodes.start, whole) - 1


def _smaller(member: Member, plan: Plan, model: PerformanceModel, nodes: range) -> list[Member]:
    """Return the pool on what delivers most on at most so many nodes, where these are fewer, the most devices first."""
    pool, run = member.planned.pool, pool_run(member.planned.groups, plan)
    found: list[Member] = []
    for estimate in _estimates(pool, run, model, nodes):
        if estimate.devices < member.fitted.pool.devices:
            part = part_of(pool, estimate.devices)
            fitted = FittedPool(estimate=estimate, pool=part, spare_devices=pool.devices - estimate.devices)
            found.append(replace(member, fitted=fitted, goodput=model.goodput(part, run)))
    return found


def _able(smaller: Sequence[Member], plan: Plan, may_exceed: Callable[[WorkingPool], Mask]) -> int:
    """Return how many sizes of a pool may exceed, before the first that may not.

    All are asked about at once: each question goes over the links between all the pools.
    """
    if not smaller:
        return 0
    able = np.broadcast_to(may_exceed(_sized_pool(smaller, 0, 1, plan)), (len(smaller),))
    return len(smaller) if able.all() else int(np.argmin(able))


def _many(member: Member, plan: Plan, may_exceed: Callable[[WorkingPool], Mask]) -> int:
    """Return how many of fewer nodes are worth a look if the rate falls as they do."""
    upto = member.fitted.pool.nodes - 1
    pool = _sized_pool([member], 0, 0, plan)
    rate = pool.healthy_tokens_per_s * np.arange(1, upto + 1) / (upto + 1)
    return int(np.count_nonzero(np.broadcast_to(may_exceed(replace(pool, healthy_tokens_per_s=rate)), rate.shape)))


def _estimates(pool: Pool, run: TrainingRun, model: PerformanceModel, nodes: range) -> list[PoolEstimate]:
    """Return what delivers most on at most so many nodes, each once, the most devices first."""
    if model.sized is None:
        found = [_at_most(replace(pool, devices=count * pool.devices_per_node), run, model) for count in nodes]
    else:
        found = list(model.sized(pool, run, nodes).values())
    by_devices = {estimate.devices: estimate for estimate in found if estimate is not None}
    return [by_devices[devices] for devices in sorted(by_devices, reverse=True)]


def _at_most(pool: Pool, run: TrainingRun, model: PerformanceModel) -> PoolEstimate | None:
    try:
        return model.at_most(pool, run)
    except NothingFitsError:
        return None


def _sized_pool(sizes: Sequence[Member], axis: int, axes: int, plan: Plan) -> WorkingPool:
    """Return a pool at several sizes along one of so many axes."""
    planned, rows = sizes[0].planned, [pool_row(member, plan) for member in sizes]
    pool = working_pool(planned.accelerator, stack_of(sizes[0]), rows, site=planned.site)
    return laid_columns(pool, slice(None), tuple(-1 if one == axis else 1 for one in range(axes)))


def _hopeful(
    rates: Callable[[Sequence[Sequence[Member]]], Floats], sized: Sequence[Sequence[Member]], axis: int, most: int
) -> list[Member]:
    """Return the sizes of a pool that deliver most beside all nodes of the others, in their order."""
    beside = rates([own if one == axis else own[:1] for one, own in enumerate(sized)]).reshape(-1)
    return [sized[axis][at] for at in sorted(np.argsort(-beside, kind="stable")[:most])]
