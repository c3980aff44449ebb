"""Local SGD keeps the run's batch: each pool gets a share of its sequences by its speed at that share.

Shares are whole multiples of the batch's power of two (up to 256 sequences), so that pools find layouts that divide
them; a fixed point of speed and share is looked for, and from the soonest done of all divisions met shares move from
the slowest pool to the others until none makes the step shorter.
"""

from collections.abc import Sequence
from math import inf

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
    batch = plan.training.global_batch
    quantum = _quantum(batch, len(members))
    division = _Division(members, plan, grounds, quantum)
    shares = division.by_speed([member.delivered_tokens_per_s for member in members])
    if shares is not None:
        shares = division.levelled(shares)
        return division.members(shares), _named(members, shares)
    whole = [_at(member, batch, plan, grounds) for member in members]
    shares = whole_shares([member.delivered_tokens_per_s for member in whole], batch // quantum, quantum)
    return whole, _named(members, shares)


class _Division:
    """The batch of a run divided over pools; each pool is planned once at each share."""

    def __init__(self, members: Sequence[Member], plan: Plan, grounds: Grounds, quantum: int) -> None:
        self._members, self._plan, self._grounds, self._quantum = members, plan, grounds, quantum
        self._planned: dict[tuple[int, int], Member | None] = {}

    def by_speed(self, speeds: Sequence[float]) -> tuple[int, ...] | None:
        """Return of all divisions on the way to a fixed point the soonest done; None where a pool finds no layout."""
        met: list[tuple[int, ...]] = []
        for _ in range(_ROUNDS):
            shares = whole_shares(speeds, self._plan.training.global_batch // self._quantum, self._quantum)
            if shares in met or inf in self._times(shares):
                break
            met.append(shares)
            speeds = [member.delivered_tokens_per_s for member in self.members(shares)]
        return min(met, key=lambda shares: max(self._times(shares)), default=None)

    def levelled(self, shares: tuple[int, ...]) -> tuple[int, ...]:
        """Return a division of which no single quantum moved from the slowest pool makes the step shorter.

        Of several pools as slow one after the other gives a quantum away: what is slowest counts, then what is slowest
        of the others. Where a pool takes longer the larger its share is, no division at all is done sooner; so that
        more nodes of a pool, at which each share takes no longer, never make the step longer.
        """
        times = self._times(shares)
        while shares[slow := times.index(max(times))] > self._quantum:
            if self._time(slow, shares[slow] - self._quantum) >= max(times):
                break
            larger = {to: self._time(to, share + self._quantum) for to, share in enumerate(shares) if to != slow}
            to = min(larger, key=larger.__getitem__)
            moved = {slow: shares[slow] - self._quantum, to: shares[to] + self._quantum}
            tried = tuple(moved.get(number, share) for number, share in enumerate(shares))
            if sorted(new := self._times(tried), reverse=True) >= sorted(times, reverse=True):
                break
            shares, times = tried, new
        return shares

    def members(self, shares: Sequence[int]) -> list[Member]:
        """Return the pools at their shares, at all of which they have a layout."""
        return [one for at in enumerate(shares) if (one := self._at(*at)) is not None]

    def _times(self, shares: Sequence[int]) -> list[float]:
        return [self._time(number, share) for number, share in enumerate(shares)]

    def _time(self, number: int, share: int) -> float:
        """Return a measure of the seconds of a pool's step; infinite where it finds no layout."""
        member = self._at(number, share)
        return inf if member is None else share / member.delivered_tokens_per_s

    def _at(self, number: int, share: int) -> Member | None:
        if (number, share) not in self._planned:
            try:
                found: Member | None = _at(self._members[number], share, self._plan, self._grounds)
            except NothingFitsError:
                found = None
            self._planned[number, share] = found
        return self._planned[number, share]


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
