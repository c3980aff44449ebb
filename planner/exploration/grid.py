"""The stated grid: how many nodes each group may have, and the sizes of each pool that follow."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from msgspec import Struct
from msgspec.structs import replace

from planner.cluster import NodeGroup, Tenure
from planner.errors import UserError
from planner.exploration.fleet_plans import capped_unheeded, planned_anew
from planner.plan import Plan
from planner.sentences import sentence

MOST_FLEETS = 10_000_000  # evaluated one by one; with twelve groups their columns take 1.1 GB
MOST_SIZES = 4_096  # of pools; each is a search for its best layout, some 10 ms
_QUICK_SIZES, _QUICK_FLEETS = 64, 20_000  # the examples have 16 to 40 sizes and up to 3,750 fleets: 0.3 to 1.7 s
_QUICK_PLANS = 256  # of one pool, where each fleet is planned by itself: some 6 ms x pools squared
MOST_POOLS = 32  # fleets are arrays of one axis a pool, and NumPy walks over no more


class PoolSizes(Struct, frozen=True, kw_only=True):
    """One pool's groups (by position in the plan) and every combination of their nodes on the grid."""

    accelerator: str
    positions: tuple[int, ...]
    groups: tuple[NodeGroup, ...]
    sizes: tuple[tuple[int, ...], ...]

    def with_sizes(self, sizes: Sequence[tuple[int, ...]]) -> "PoolSizes":
        """Return the pool with other sizes."""
        return replace(self, sizes=tuple(sizes))

    def standby(self, size: tuple[int, ...]) -> tuple[int, ...]:
        """Return what of a size is there to take over where the pool works nothing: not its groups on demand."""
        return tuple(
            0 if group.tenure is Tenure.ON_DEMAND else nodes for group, nodes in zip(self.groups, size, strict=True)
        )

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
            sentence(
                "{}: from {} to {} nodes in steps of {} leaves nothing to explore; enter fewest, most and a step "
                "of at least 1.",
                group.key,
                group.explore_min_nodes,
                group.explore_max_nodes,
                group.explore_step_nodes,
            )
        )
    return range(group.explore_min_nodes, group.explore_max_nodes + 1, group.explore_step_nodes)


def counts_of(plan: Plan) -> tuple[range, ...]:
    """Return the node counts that each group may take; their product is the grid.

    Raises UserError where it is empty, or has more pools than fleets can be compared of. The number of fleets on the
    grid is the product of the lengths; it may exceed what can be evaluated.
    """
    if not plan.cluster.groups:
        raise UserError("The cluster has no node groups; add an accelerator to explore mixes.")
    pools = len(pool_positions(plan))
    if pools > MOST_POOLS:
        raise UserError(
            sentence(
                "Exploring takes up to {} pools (accelerators at sites), and the plan has {:,}; put nodes of one "
                "accelerator at one site, or take some out.",
                MOST_POOLS,
                pools,
            )
        )
    return tuple(node_counts(group) for group in plan.cluster.groups)


def can_be_exact(plan: Plan, counts: Sequence[Sequence[int]]) -> bool:
    """Say whether every fleet of a grid can be evaluated."""
    sizes = sum(prod(len(counts[i]) for i in positions) for positions in pool_positions(plan).values())
    return prod(len(each) for each in counts) <= MOST_FLEETS and sizes <= MOST_SIZES


def is_quick_to_explore(plan: Plan) -> bool:
    """Say whether exploring takes about a second: few sizes to lay out, few fleets to compare, and something varies."""
    try:
        counts = counts_of(plan)
    except UserError:
        return False
    sizes = sum(prod(len(counts[i]) for i in positions) for positions in pool_positions(plan).values())
    by_plans = planned_anew(plan) or capped_unheeded(plan)
    most = _QUICK_PLANS // len(pool_positions(plan)) ** 2 if by_plans else _QUICK_FLEETS
    return sizes <= _QUICK_SIZES and 1 < prod(len(each) for each in counts) <= most


def pool_positions(plan: Plan) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return which groups of the plan, by position, make each pool (accelerator, site)."""
    named = [(group.accelerator, group.site) for group in plan.cluster.groups]
    return {pool: tuple(i for i, name in enumerate(named) if name == pool) for pool in dict.fromkeys(named)}


def grid_of(plan: Plan, counts: Sequence[Sequence[int]]) -> tuple[PoolSizes, ...]:
    """Return every pool with the sizes that follow from its groups' node counts, in row-major order."""
    return tuple(
        PoolSizes(
            accelerator=accelerator,
            positions=positions,
            groups=tuple(plan.cluster.groups[i] for i in positions),
            sizes=tuple(product(*(counts[i] for i in positions))),
        )
        for (accelerator, _), positions in pool_positions(plan).items()
    )


class Block(Struct, frozen=True):
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
