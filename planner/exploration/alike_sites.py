"""Sites of one accelerator in many fleets: where they alone join, they reach no more than all of it at one site.

The same limit as a plan has (``planner.planning.one_site``), as arrays: what the devices deliver together is computed
once for every number of nodes that a fleet may have of them.
"""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from msgspec import Struct

from planner.arrays import Floats
from planner.catalogue.catalogue import Catalogue
from planner.cluster import PoolPlace
from planner.errors import UserError
from planner.exploration.grid import PoolSizes
from planner.mixing.working_pool import WorkingPool, summed
from planner.plan import Plan
from planner.planning.members import PoolRow
from planner.planning.one_site import KindOfNode, kind_of_node


class Together(Struct, frozen=True, kw_only=True):
    """Alike pools: their places, and all their nodes as one pool at every number of them that a fleet may have."""

    places: tuple[PoolPlace, ...]
    pool: PoolSizes


class AlikeSites(Struct, frozen=True, kw_only=True):
    """The places of alike pools, and the tokens a second of so many of their devices at one site, ascending."""

    places: tuple[PoolPlace, ...]
    devices: Floats
    tokens_per_s: Floats


def pools_together(grid: Sequence[PoolSizes], plan: Plan, catalogue: Catalogue) -> tuple[Together, ...]:
    """Return the pools of a grid that are alike, two at least together; what lacks a figure is like nothing."""
    kinds: list[tuple[KindOfNode, list[PoolSizes]]] = []
    for pool in grid:
        try:
            kind = kind_of_node(pool.groups, plan, catalogue)
        except UserError:
            continue
        known = next((pools for other, pools in kinds if other == kind), None)
        if known is None:
            kinds.append((kind, [pool]))
        else:
            known.append(pool)
    found = (_together(pools) for _, pools in kinds if len(pools) > 1)
    return tuple(one for one in found if one.pool.sizes)  # of a single fleet they may all be without nodes


def _together(pools: Sequence[PoolSizes]) -> Together:
    totals = {0}
    for pool in pools:
        own = {0, *(sum(one) for size in pool.sizes for one in (size, pool.standby(size)))}
        totals = {one + other for one, other in product(totals, own)}
    first = pools[0].groups[0]
    return Together(
        places=tuple((pool.accelerator, pool.groups[0].site) for pool in pools),
        pool=PoolSizes(
            accelerator=first.accelerator,
            positions=tuple(position for pool in pools for position in pool.positions),
            groups=(first,),
            sizes=tuple((nodes,) for nodes in sorted(totals - {0})),
        ),
    )


def sites_of(together: Together, rows: Mapping[tuple[int, ...], PoolRow]) -> AlikeSites:
    """Return alike pools with what they deliver at one site, nothing where they hold no layout; ``rows`` by size."""
    of_size = [rows[size] for size in together.pool.sizes]
    return AlikeSites(
        places=together.places,
        devices=np.array([row.devices for row in of_size]),
        tokens_per_s=np.array([row.healthy_tokens_per_s * row.goodput * row.fits_alone for row in of_size]),
    )


def at_one_site(rate: Floats, pools: Sequence[WorkingPool], alike: Sequence[AlikeSites]) -> Floats:
    """Return the rates of fleets whose pools join, no more than at one site where all that take part are alike."""
    for sites in alike:
        active = [(pool.place in sites.places, pool.active.astype(np.float64), pool.devices) for pool in pools]
        count, others = (summed([one for own, one, _ in active if own is wanted]) for wanted in (True, False))
        devices = summed([one * many for own, one, many in active if own])
        at = np.minimum(np.searchsorted(sites.devices, devices), len(sites.devices) - 1)
        alone = (others == 0.0) & (count > 1.0)
        rate = np.where(alone, np.minimum(rate, sites.tokens_per_s[at]), rate)
    return rate
