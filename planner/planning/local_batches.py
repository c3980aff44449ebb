"""Local SGD keeps the run's batch: each pool gets a share of its sequences by its speed at that share.

Shares are whole multiples of the batch's power of two (up to 256 sequences), so that pools find layouts that divide
them; a fixed point of speed and share is looked for, and of all divisions met the one whose slowest step is soonest
done is taken.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from planner.errors import NothingFitsError
from planner.mixing.strategy import pool_id
from planner.plan import Plan
from planner.planning.grounds import Grounds
from planner.planning.members import Member, member_of, pool_run
from planner.planning.model import PerformanceModel
from planner.planning.pools import fitted_pool
from planner.workload.training_run import averaged_run

_LARGEST_QUANTUM = 256
_LEAST_UNITS = 16  # for each pool, on average: finer shares than a sixteenth
_ROUNDS = 8


def at_own_batches(members: Sequence[Member], plan: Plan, grounds: Grounds) -> tuple[list[Member], dict[str, int]]:
    """Return the pools planned at their own batches, and the sequences of each by pool id.

    Every layout leaves room for the outer copy and momentum. Where a pool finds none at a share, all work the layouts
    of the whole batch, each at a batch by its speed. Raises NothingFitsError where not even so one is found.
    """
    batch, best, least = plan.training.global_batch, None, float("inf")
    quantum = _quantum(batch, len(members))
    speeds = [member.delivered_tokens_per_s for member in members]
    met: set[tuple[int, ...]] = set()
    for _ in range(_ROUNDS):
        shares = whole_shares(speeds, batch // quantum, quantum)
        if shares in met:
            break
        met.add(shares)
        try:
            own = [_at(member, share, plan, grounds) for member, share in zip(members, shares, strict=True)]
        except NothingFitsError:
            break
        speeds = [member.delivered_tokens_per_s for member in own]
        slowest = max(share / speed for share, speed in zip(shares, speeds, strict=True))
        if slowest < least:
            best, least = (own, shares), slowest
    if best is None:
        whole = [_at(member, batch, plan, grounds) for member in members]
        speeds = [member.delivered_tokens_per_s for member in whole]
        best = whole, whole_shares(speeds, batch // quantum, quantum)
    return best[0], _named(best[0], best[1])


def averaged_part(member: Member, plan: Plan, model: PerformanceModel) -> float:
    """Return what of a pool's delivered rate is left on a layout with room for the outer state; 0 where none has it."""
    run = averaged_run(pool_run(member.planned.groups, plan))
    try:
        fitted = fitted_pool(member.planned.pool, run, model)
    except NothingFitsError:
        return 0.0
    kept = fitted.estimate.tokens_per_s * model.goodput(fitted.pool, run)
    return kept / (member.fitted.estimate.tokens_per_s * member.goodput)


def whole_shares(speeds: Sequence[float], units: int, unit: int) -> tuple[int, ...]:
    """Return whole multiples of a unit in proportion to speeds, one at least each, by largest remainder.

    >>> whole_shares([3.0, 2.0, 2.25, 1.5], 35, 256)
    (3072, 2048, 2304, 1536)
    """
    free = units - len(speeds)  # one each is given
    exact = [free * speed / sum(speeds) for speed in speeds]
    found = [1 + int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: int(exact[i]) - exact[i])
    for i in by_rest[: units - sum(found)]:
        found[i] += 1
    return tuple(share * unit for share in found)


def _quantum(batch: int, pools: int) -> int:
    quantum = _LARGEST_QUANTUM
    while quantum > 1 and (batch % quantum or batch // quantum < _LEAST_UNITS * pools // 2):
        quantum //= 2
    return quantum


def _at(member: Member, share: int, plan: Plan, grounds: Grounds) -> Member:
    own = replace(plan, workload=replace(averaged_run(plan.training), global_batch=share))
    return member_of(member.planned.groups, own, grounds.catalogue, grounds.anchors, grounds.model)


def _named(members: Sequence[Member], shares: Sequence[int]) -> dict[str, int]:
    return {pool_id(member.planned.place): share for member, share in zip(members, shares, strict=True)}
