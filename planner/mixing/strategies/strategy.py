"""What a joined way of working is: one object for each strategy, whatever room asks about it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations
from typing import Final, Protocol, TypeVar

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Mask
from planner.causes import Cause, OnePool
from planner.mixing.working_pool import MixedRun, WorkingPool, summed

Pools = Sequence[WorkingPool]
_Pool = TypeVar("_Pool")
_EVERY_PART: Final = 4  # pools, of which every part is weighed; of more all and all but one


class RateOf(Protocol):
    """Delivered tokens a second of all pools together while they work; arrays broadcast over pool sizes.

    Where nothing beats ``floor`` 0 may be answered: it saves searches.
    """

    def __call__(self, pools: Pools, run: MixedRun, floor: Floats | None = None) -> Floats:
        """Return the rate; 0 where the pools cannot work so."""


class Refusal(Struct, frozen=True, kw_only=True):
    """Where a strategy cannot run, or runs badly, and the cause for one fleet (columns of shape ())."""

    where: Mask
    cause: Callable[[], Cause]


def own_rates(pools: Pools, _run: MixedRun) -> Floats:
    """Return what the pools deliver a second one by one, added up."""
    return summed([pool.delivered_tokens_per_s for pool in pools])


class WorkOf(Protocol):
    """Each pool's part of the work of a step, in any unit; arrays broadcast over pool sizes.

    Only where ``asked`` it has to be (None: everywhere).
    """

    def __call__(self, pools: Pools, run: MixedRun, asked: Mask | None = None) -> tuple[Floats, ...]:
        """Return the parts."""


def rated_work(pools: Pools, run: MixedRun, asked: Mask | None = None) -> tuple[Floats, ...]:  # noqa: ARG001
    """Return each pool's part of the work as what it delivers a second alone."""
    return tuple(np.asarray(pool.delivered_tokens_per_s) for pool in pools)


class Strategy(Struct, frozen=True, kw_only=True):
    """One way in which pools train one model at the same time.

    ``refusals`` are what keeps it from running at all, ``cautions`` what makes it slow or unproven (said, never
    refused). ``crossing_bytes`` pass inter-pool links in a step. ``works`` says in a clause what the pools do; its
    names stand in ``planner.mixing.way_names``. ``stages``: its pools may be too small to hold the model alone.
    ``keeps_optimiser`` False: only taken when chosen. ``own_batches``: each pool works a share of the batch, planned
    at that share. ``replicas``: each pool holds whole replicas, and does for its micro-batches what it does alone.
    ``own_nodes``: how many nodes of a pool work is chosen outside of ``rate``, where ``most`` exceeds what there is to
    beat. ``one_failure_stops_all``: goodput is the product over pools. ``most`` tokens a second are delivered at best,
    however many of the nodes and devices are used (infinite: no bound is known). ``work`` gives each pool's part of the
    work of a step, in any unit. ``barred`` says what keeps it from running over software stacks whatever their nodes
    are.
    """

    key: str
    works: str
    rate: RateOf
    refusals: Callable[[Pools, MixedRun], tuple[Refusal, ...]]
    cautions: Callable[[Pools, MixedRun], tuple[Refusal, ...]]
    crossing_bytes: Callable[[Pools, MixedRun], float]
    never: Callable[[], Cause] = OnePool
    stages: bool = False
    keeps_optimiser: bool = True
    own_batches: bool = False
    replicas: bool = False
    own_nodes: bool = False
    one_failure_stops_all: bool = True
    most: Callable[[Pools, MixedRun], Floats] = own_rates
    work: WorkOf = rated_work
    barred: Callable[[Collection[str], MixedRun], Cause | None] = lambda _stacks, _run: None


def present(pools: Pools) -> Floats:
    """Return how many pools have devices."""
    return summed([(pool.devices > 0).astype(np.float64) for pool in pools])


def parts_of(pools: Sequence[_Pool]) -> Iterator[tuple[_Pool, ...]]:
    """Give the parts of some pools, two at least, that are weighed as working together: the largest first."""
    least = 2 if len(pools) <= _EVERY_PART else len(pools) - 1
    for size in range(len(pools), least - 1, -1):
        yield from combinations(pools, size)


def active(pools: Pools) -> Floats:
    """Return how many pools can train."""
    return summed([pool.active.astype(np.float64) for pool in pools])


def joint_goodput(pools: Pools) -> Floats:
    """Return the goodput of one job over all present pools: a failure anywhere stops all.

    The product is a lower bound: checkpoints at the joint interval lose less.
    """
    goodput = np.ones(())
    for pool in pools:
        goodput = goodput * np.where(pool.devices > 0, pool.goodput, 1.0)
    return goodput
