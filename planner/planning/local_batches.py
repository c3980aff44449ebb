"""Local SGD keeps the run's batch: each pool gets a share of its sequences, and a pool that makes it later gets none.

Of all sets of pools and all divisions of the batch over them in whole units (``planner.mixing.batch_division``) the
soonest done is taken. A pool counts at a share as planned there, but as no more than somewhat faster than at the whole
batch, and is planned only where another division may still be sooner. What counts so falls with no node: neither a
pool's rate at a share nor at the whole batch does, so that more nodes never make the division later.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import inf
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats
from planner.called_off import go_on
from planner.cluster import PoolPlace
from planner.errors import NothingFitsError
from planner.mixing.batch_division import Levels, Part, units_of
from planner.mixing.strategies.local_sgd import counted_tokens_per_s, exchange_between_s
from planner.mixing.strategy import pool_id
from planner.mixing.working_pool import MixedRun, WorkingPool
from planner.plan import Plan
from planner.planning.grounds import Grounds
from planner.planning.members import Member, member_of, pool_run
from planner.planning.model import PerformanceModel
from planner.planning.one_site import one_site_tokens_per_s
from planner.planning.pools import fitted_pool
from planner.workload.training_run import averaged_run

# A share may divide better than the whole batch and then be trained faster: at all shares of the fleets of the shipped
# examples by 2.4 % at most. What is beyond is not counted, so that it need not be looked for.
_FASTER_AT_A_SHARE: Final = 1.04
_ALL_SETS: Final = 8  # pools; of more at most so many are left out as follows, beside those without room
_MOST_LEFT_OUT: Final = 2


class OwnBatches(Struct, frozen=True, kw_only=True):
    """The pools that train copies, planned at their own batches, with the sequences of each by pool id.

    ``tokens_per_s`` are counted together: no more than pools count at their shares.
    ``too_tight`` are places of pools without room for the outer copy and momentum.
    """

    members: tuple[Member, ...]
    batches: Mapping[str, int]
    too_tight: frozenset[PoolPlace]
    tokens_per_s: float


def at_own_batches(
    members: Sequence[Member],
    pools: Sequence[WorkingPool],
    plan: Plan,
    grounds: Grounds,
    *,
    run: MixedRun,
    to_beat: float = 0.0,
) -> OwnBatches | None:
    """Return the pools whose copies are done soonest, each at its share; None where none beat ``to_beat`` tokens/s.

    ``pools`` are the members as mixing sees them. Every layout leaves room for the outer copy and momentum. Raises
    NothingFitsError where fewer than two pools have it.
    """
    order = sorted(range(len(members)), key=lambda number: members[number].planned.place)
    search = _Search([members[number] for number in order], plan, grounds)
    found = search.soonest([pools[number] for number in order], run, to_beat)
    if found is None:
        return None
    taken = {order[number]: part for number, part in found.items()}
    at = {number: search.member(order.index(number), part) for number, part in sorted(taken.items())}
    return OwnBatches(
        members=tuple(member for member in at.values() if member is not None),
        batches={pool_id(members[number].planned.place): search.sequences(taken[number]) for number in at},
        too_tight=frozenset(members[order[number]].planned.place for number in search.too_tight),
        tokens_per_s=search.tokens_per_s,
    )


class _Search:
    """Pools planned at parts of a batch, each once, and what is known of all other parts."""

    def __init__(self, members: Sequence[Member], plan: Plan, grounds: Grounds) -> None:
        self._members, self._plan, self._grounds = members, plan, grounds
        self._units = units_of(plan.training.global_batch, len(members))
        self._planned: dict[tuple[int, Part], Member | None] = {}
        self._beside: dict[tuple[int, ...], tuple[float, float]] = {}  # of sets: seconds of an exchange, largest rate
        self._most = [member.delivered_tokens_per_s * _FASTER_AT_A_SHARE for member in members]
        self.too_tight: set[int] = set()
        self.tokens_per_s = 0.0  # of the division that was found last

    def soonest(self, pools: Sequence[WorkingPool], run: MixedRun, to_beat: float) -> dict[int, Part] | None:
        """Return the parts of the pools that are soonest done; None where they beat no rate."""
        levels = Levels([self._seconds(number) for number in range(len(pools))])
        rates: dict[tuple[int, ...], float] = {}  # no set is faster than it was before more was known of its pools
        known: set[tuple[int, ...]] = set()
        while True:
            go_on()
            best, taken = to_beat, None
            for some in self._sets():
                if some not in known and rates.get(some, inf) > best:
                    rates[some] = self._rate(some, [pools[number] for number in some], levels, run)
                    known.add(some)
                if rates.get(some, 0.0) > best:
                    best, taken = rates[some], some
            if taken is None:
                return None
            self.tokens_per_s = best
            parts = dict(zip(taken, levels.parts(taken), strict=True))
            unknown = [each for each in parts.items() if each not in self._planned]
            if not unknown:
                return parts
            # In no order is other found, unless a part is faster than taken; the pool that others wait for says most.
            number, part = max(unknown, key=lambda each: levels.seconds_of(*each))
            self._plan_at(number, part)
            levels.put(number, self._seconds(number))
            known = {some for some in known if number not in some}

    def _rate(self, some: tuple[int, ...], pools: Sequence[WorkingPool], levels: Levels, run: MixedRun) -> float:
        """Return the tokens a second that count of some pools, at the division of the batch that is soonest done."""
        if some not in self._beside:
            self._beside[some] = float(exchange_between_s(pools, run)), self._at_one_site(some)
        exchanged_s, limit = self._beside[some]
        return min(float(counted_tokens_per_s(levels.soonest_s(some), exchanged_s, float(len(some)), run)), limit)

    def _at_one_site(self, some: tuple[int, ...]) -> float:
        """Return what pools deliver at most: where all are alike, what they would at one site."""
        whole = one_site_tokens_per_s([self._members[number] for number in some], self._plan, self._grounds)
        return inf if whole is None else whole

    def member(self, number: int, part: Part) -> Member | None:
        """Return a pool as it was planned at a part."""
        return self._planned[number, part]

    def sequences(self, part: Part) -> int:
        """Return the sequences of a part."""
        return self._units.sequences(part)

    def _sets(self) -> Iterator[tuple[int, ...]]:
        """Give the sets of two pools or more to weigh, the largest first; raises NothingFitsError where none has room.

        What more nodes can do includes all that fewer can, so which sets these are hangs on no size.
        """
        roomy = [number for number in range(len(self._members)) if number not in self.too_tight]
        if len(roomy) < 2:  # noqa: PLR2004 - nothing to average
            raise NothingFitsError("Fewer than two pools have room for the outer copy and momentum.")
        least = 2 if len(roomy) <= _ALL_SETS else len(roomy) - _MOST_LEFT_OUT
        for size in range(len(roomy), least - 1, -1):
            yield from combinations(roomy, size)

    def _seconds(self, number: int) -> Floats:
        """Return the seconds of each part: as planned, of others the least that they may come to."""
        units, seq_len = self._units, self._plan.training.seq_len
        rest = np.array([[0.0], [units.rest]] if units.rest else [[0.0]])
        seconds = (np.arange(units.count + 1) * units.size + rest) * seq_len / self._most[number]
        seconds[0, 0] = inf  # what trains no sequence is not in the set
        for (own, part), member in self._planned.items():
            if own == number:
                least_s = float(seconds[int(part.rest), part.units])
                own_s = inf if member is None else units.sequences(part) * seq_len / member.delivered_tokens_per_s
                seconds[int(part.rest), part.units] = max(least_s, own_s)
        return np.asarray(seconds)

    def _plan_at(self, number: int, part: Part) -> None:
        member = self._members[number]
        try:
            found: Member | None = _at(member, self.sequences(part), self._plan, self._grounds)
        except NothingFitsError:
            found = None
            if averaged_part(member, self._plan, self._grounds.model) == 0.0:
                self.too_tight.add(number)
        self._planned[number, part] = found


def averaged_part(member: Member, plan: Plan, model: PerformanceModel) -> float:
    """Return what of a pool's delivered rate is left on a layout with room for the outer state; 0 where none has it."""
    run = averaged_run(pool_run(member.planned.groups, plan))
    try:
        fitted = fitted_pool(member.planned.pool, run, model)
    except NothingFitsError:
        return 0.0
    kept = fitted.estimate.tokens_per_s * model.goodput(fitted.pool, run)
    return kept / (member.fitted.estimate.tokens_per_s * member.goodput)


def _at(member: Member, share: int, plan: Plan, grounds: Grounds) -> Member:
    own = replace(plan, workload=replace(averaged_run(plan.training), global_batch=share))
    return member_of(member.planned.groups, own, grounds.catalogue, grounds.anchors, grounds.model)
