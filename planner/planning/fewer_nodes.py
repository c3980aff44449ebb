"""Whether joined ways deliver more where whole nodes, or whole pools, stay idle, and on which."""

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np

from planner.mixing.strategies import Strategy, parts_of
from planner.planning.asked import Asked
from planner.planning.idle_nodes import on_best_nodes
from planner.planning.idling import Idling
from planner.planning.members import Member
from planner.planning.working_pools import working_pools


def on_fewer_nodes(strategy: Strategy, members: Sequence[Member], asked: Asked, idling: Idling) -> list[Member]:
    """Return the pools, or some of them, on as many nodes as deliver most; none where that is not what it has to be."""
    parts = list(hopeful_parts(strategy, members, asked, idling))
    reached, found = _least_reached(strategy, parts, asked, idling), list[tuple[float, list[Member]]]()
    for part in reversed(parts):  # of fewer pools more nodes are worth a look: what larger parts ask is then known
        least = idling.to_exceed(part)
        some = on_best_nodes(strategy, part, asked.plan, asked.run, asked.grounds.model, to_beat=max(least, reached))
        rate = float(strategy.rate(working_pools(some, asked.plan, asked.grounds.model), asked.run))
        if rate > least:
            reached = max(reached, float(np.nextafter(rate, 0.0)))
            found.append((rate, some))
    _, best = max(reversed(found), key=lambda one: one[0], default=(0.0, []))
    return best


def _least_reached(strategy: Strategy, parts: Sequence[Sequence[Member]], asked: Asked, idling: Idling) -> float:
    """Return a rate just below what the fastest part delivers on all its nodes; 0 where none beats what it has to."""
    reached = 0.0
    for part in parts:
        pools, floor = working_pools(part, asked.plan, asked.grounds.model), idling.to_exceed(part)
        rate = float(strategy.rate(pools, asked.run, np.asarray(max(floor, reached))))
        reached = max(reached, rate if rate > floor else 0.0)
    return float(np.nextafter(reached, 0.0))


def hopeful_parts(
    strategy: Strategy, members: Sequence[Member], asked: Asked, idling: Idling
) -> Iterator[list[Member]]:
    """Give all pools, then those of which some stay idle as a whole, that may deliver more than they have to."""
    if idling.floor == inf:
        return
    pools = working_pools(members, asked.plan, asked.grounds.model)
    for some in parts_of(range(len(members))):
        part = [pools[number] for number in some]
        able = not any(bool(one.where) for one in strategy.refusals(part, asked.run))
        own = [members[number] for number in some]
        if able and float(strategy.most(part, asked.run)) > idling.to_exceed(own):
            yield own
