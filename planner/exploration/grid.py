"""The stated grid: how many nodes each group may have, and the sizes of each pool that follow."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from planner.cluster import NodeGroup
from planner.errors import UserError
from planner.plan import Plan
from planner.planning.pools import pool_groups

MOST_FLEETS = 10_000_000  # their columns take 1.2 GB


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSizes:
    """One pool's groups (by position in the plan) and every combination of their nodes on the grid."""

    accelerator: str
    positions: tuple[int, ...]
    groups: tuple[NodeGroup, ...]
    sizes: tuple[tuple[int, ...], ...]

    def groups_at(self, size: tuple[int, ...]) -> list[NodeGroup]:
        """Return the pool's groups with so many nodes each; groups without nodes are left out."""
        return [replace(group, nodes=nodes) for group, nodes in zip(self.groups, size, strict=True) if nodes > 0]


def node_counts(group: NodeGroup) -> range:
    """Return the node counts a group may take; a group whose most is 0 keeps the nodes it has.

    Raises UserError for limits that leave nothing.
    """
    if group.explore_max_nodes <= 0:
        return range(group.nodes, group.nodes + 1)
    if group.explore_step_nodes < 1 or not 0 <= group.explore_min_nodes <= group.explore_max_nodes:
        raise UserError(
            f"{group.key}: from {group.explore_min_nodes} to {group.explore_max_nodes} nodes in steps of "
            f"{group.explore_step_nodes} leaves nothing to explore; enter fewest, most and a step of at least 1."
        )
    return range(group.explore_min_nodes, group.explore_max_nodes + 1, group.explore_step_nodes)


def grid_of(plan: Plan) -> tuple[PoolSizes, ...]:
    """Return the sizes of every pool; their product is the grid. Raises UserError where it is empty or too large."""
    if not plan.cluster.groups:
        raise UserError("The cluster has no node groups; add an accelerator to explore mixes.")
    grid = _pools(plan, lambda group: tuple(node_counts(group)))
    fleets = prod(len(pool.sizes) for pool in grid)
    if fleets > MOST_FLEETS:
        raise UserError(
            f"The limits span {fleets:,} fleets, more than {MOST_FLEETS:,}; take larger steps or narrower limits."
        )
    return grid


def today_of(plan: Plan) -> tuple[PoolSizes, ...]:
    """Return the grid of one fleet: the plan as composed."""
    return _pools(plan, lambda group: (group.nodes,))


def _pools(plan: Plan, counts: Callable[[NodeGroup], tuple[int, ...]]) -> tuple[PoolSizes, ...]:
    everything = plan.cluster.groups
    return tuple(
        PoolSizes(
            accelerator=accelerator,
            positions=tuple(
                i for i, group in enumerate(everything) if (group.accelerator, group.site) == (accelerator, site)
            ),
            groups=groups,
            sizes=tuple(product(*(counts(group) for group in groups))),
        )
        for (accelerator, site), groups in pool_groups(plan).items()
    )


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the grid: for every pool the range of its sizes."""

    ranges: tuple[tuple[int, int], ...]

    @property
    def fleets(self) -> int:
        """How many fleets the block holds."""
        return prod(stop - start for start, stop in self.ranges)


def blocks(lengths: Sequence[int], fleets_per_block: int) -> Iterator[Block]:
    """Yield blocks that cover the grid once, in row-major order, each of at most so many fleets (but one at least)."""
    cut = len(lengths) - 1
    while cut > 0 and prod(lengths[cut:]) < fleets_per_block:
        cut -= 1
    width = max(1, fleets_per_block // prod(lengths[cut + 1 :]))
    whole = tuple((0, length) for length in lengths[cut + 1 :])
    for leading in product(*(range(length) for length in lengths[:cut])):
        fixed = tuple((i, i + 1) for i in leading)
        for start in range(0, lengths[cut], width):
            yield Block((*fixed, (start, min(start + width, lengths[cut])), *whole))
