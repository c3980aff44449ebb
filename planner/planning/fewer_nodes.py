"""Whether joined ways deliver more where whole nodes, or whole pools, stay idle, and on which."""

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np

from planner.mixing.strategies import Strategy, parts_of
from planner.planning.asked import Asked
from planner.planning.idle_nodes import on_best_nodes
from planner.planning.members import Member
from planner.planning.working_pools import working_pools


def on_fewer_nodes(strategy: Strategy, members: Sequence[Member], asked: Asked, to_beat: float) -> list[Member]:
    """Return the pools, or some of them, on as many nodes as deliver most; none where they do not beat a rate."""
    parts = list(hopeful_parts(strategy, members, asked, to_beat))
    reached, found = _least_reached(strategy, parts, asked, to_beat), list[tuple[float, list[Member]]]()
    for part in reversed(parts):  # of fewer pools more nodes are worth a look: what larger parts ask is then known
        some = on_best_nodes(strategy, part, asked.plan, asked.run, asked.grounds.model, to_beat=max(to_beat, reached))
        rate = float(strategy.rate(working_pools(some, asked.plan, asked.grounds.model), asked.run))
        reached = max(reached, float(np.nextafter(rate, 0.0)))
        found.append((rate, some))
    rate, best = max(reversed(found), key=lambda one: one[0], default=(0.0, []))
    return best if rate > to_beat else []


def _least_reached(strategy: Strategy, parts: Sequence[Sequence[Member]], asked: Asked, to_beat: float) -> float:
    """Return a rate just below what the fastest part delivers on all its nodes; 0 where none beats one."""
    reached = 0.0
    for part in parts:
        pools, floor = working_pools(part, asked.plan, asked.grounds.model), np.asarray(max(to_beat, reached))
        reached = max(reached, float(strategy.rate(pools, asked.run, floor)))
    return float(np.nextafter(reached, 0.0))


def hopeful_parts(
    strategy: Strategy, members: Sequence[Member], asked: Asked, to_beat: float
) -> Iterator[list[Member]]:
    """Give all pools, then those of which some stay idle as a whole, that may deliver more than a rate."""
    if to_beat == inf:
        return
    pools = working_pools(members, asked.plan, asked.grounds.model)
    for some in parts_of(range(len(members))):
        part = [pools[number] for number in some]
        able = not any(bool(one.where) for one in strategy.refusals(part, asked.run))
        if able and float(strategy.most(part, asked.run)) > to_beat:
            yield [members[number] for number in some]
