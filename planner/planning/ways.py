"""The ways of working of one interval: each pool alone, and every strategy by which the present pools can join."""

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

import numpy as np
from msgspec import Struct, field

from planner.called_off import go_on
from planner.causes import Cause, CopiesEndLater, NoGain, SearchedInPart, TrainsNoCopy
from planner.cluster import PoolPlace
from planner.errors import NothingFitsError
from planner.mixing.pipelines.arrangement import held_parts
from planner.mixing.pipelines.run_stages import run_stages
from planner.mixing.strategies import STRATEGIES, Strategy, parts_of
from planner.mixing.strategies.local_sgd import no_room
from planner.mixing.strategy import PipelineStage, pool_id
from planner.mixing.working_pool import MixedRun, WorkingPool
from planner.plan import Plan
from planner.planning.grounds import Grounds
from planner.planning.idle_nodes import on_best_nodes
from planner.planning.local_batches import OwnBatches, at_own_batches
from planner.planning.members import Member, PoolRow, pool_row, pool_run, slowest_tokens_per_s, stack_of
from planner.planning.model import PerformanceModel, goodputs_of
from planner.planning.one_site import one_site_tokens_per_s

ALONE = "alone"


class PlannedWay(Struct, frozen=True, kw_only=True):
    """One way of working: its pools, delivered tokens a second that count, and each pool's part of them.

    ``strategy`` is ``alone`` or a strategy's key. ``parts`` are of the work of a step, and so of the tokens that count
    for each pool: its sequences or, of a pipeline, the layers that it holds. ``cautions`` say what is slow or unproven
    about it. ``batches`` are the sequences a step of each pool where they have their own; ``idle`` says of pools that
    could take part why they do not.
    """

    strategy: str
    interval: int
    members: tuple[Member, ...]
    tokens_per_s: float
    goodput: float
    parts: Mapping[PoolPlace, float]
    stages: tuple[PipelineStage, ...] = ()
    cautions: tuple[Cause, ...] = ()
    crossing_bytes: float = 0.0
    batches: Mapping[str, int] = field(default_factory=dict)
    idle: Mapping[PoolPlace, TrainsNoCopy] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What names the way in every interval: its pool where it works alone, else its strategy."""
        return pool_id(self.members[0].planned.place) if self.strategy == ALONE else self.strategy

    @property
    def groups(self) -> tuple[str, ...]:
        """The keys of the node groups at work."""
        return tuple(group.key for member in self.members for group in member.planned.groups)


class Asked(Struct, frozen=True, kw_only=True):
    """What every way is computed for: the plan, its run as mixing sees it, and the grounds."""

    plan: Plan
    run: MixedRun
    grounds: Grounds


class IntervalWays(Struct, frozen=True, kw_only=True):
    """All ways of one interval, and why each strategy that is none cannot run (by its key).

    ``unweighed``: a form of a strategy that is no way might be one, slower than what it had to beat, or a way might be
    faster where nodes stay idle.
    """

    ways: tuple[PlannedWay, ...]
    refused: Mapping[str, Cause]
    unweighed: bool = False


def ways_of(
    interval: int,
    members: Sequence[Member],
    asked: Asked,
    strategies: Sequence[Strategy] = tuple(STRATEGIES.values()),
    floor: float = 0.0,
    *,
    fastest_only: bool = False,
    stages_floor: float = 0.0,
    idle_floor: float = inf,
) -> IntervalWays:
    """Return the ways in which these pools can work one model, each pool alone first.

    Joined ways that deliver no more than ``floor`` tokens a second may be missing: nobody would take them. With
    ``fastest_only`` those may be missing too that a joined way before them beats, and pipelines of no more than
    ``stages_floor``. Whole nodes of a joined way stay idle where it then delivers more: of the way that the user fixed,
    and of others where they may exceed ``idle_floor``; with ``fastest_only`` these are left unweighed.
    """
    alone = [_alone(interval, member) for member in members if not member.too_small]
    found: dict[str, PlannedWay | Cause] = {}
    to_beat, unweighed = floor, False
    for strategy in sorted(strategies, key=lambda one: one.stages):  # pipelines last: to search them takes longest
        go_on()
        idle, own_floor = inf if fastest_only else idle_floor, max(to_beat, stages_floor if strategy.stages else 0.0)
        way = _joined(interval, strategy, members, asked, own_floor, idle_floor=idle)
        if isinstance(way, PlannedWay) and way.tokens_per_s < slowest_tokens_per_s(asked.plan.training):
            way = NoGain()  # the pools alone end, or are left out
        found[strategy.key] = way
        unweighed |= isinstance(way, NoGain) and own_floor > floor
        if fastest_only and not isinstance(way, Cause):
            to_beat = max(to_beat, way.tokens_per_s)
    every = {strategy.key: found[strategy.key] for strategy in strategies}
    refused = {key: way for key, way in every.items() if isinstance(way, Cause)}
    return IntervalWays(
        ways=(*alone, *(way for way in every.values() if not isinstance(way, Cause))),
        refused=refused,
        unweighed=unweighed
        or (
            fastest_only and any(_may_gain_idle(one, members, asked, every[one.key], idle_floor) for one in strategies)
        ),
    )


def _may_gain_idle(
    strategy: Strategy, members: Sequence[Member], asked: Asked, found: "PlannedWay | Cause", idle_floor: float
) -> bool:
    """Say whether a way might exceed what it was found to deliver, and a floor, where whole nodes stay idle."""
    if not strategy.own_nodes or asked.plan.mixing.strategy == strategy.key:
        return False
    known = 0.0 if isinstance(found, Cause) else found.tokens_per_s
    if isinstance(found, Cause) and not isinstance(found, NoGain):
        return False
    able = [member for member in members if not member.too_small]
    return any(_hopeful_parts(strategy, able, asked, max(idle_floor, known)))


def _on_fewer_nodes(strategy: Strategy, members: Sequence[Member], asked: Asked, to_beat: float) -> list[Member]:
    """Return the pools, or some of them, on as many nodes as deliver most; none where they do not beat a rate."""
    parts = list(_hopeful_parts(strategy, members, asked, to_beat))
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


def _hopeful_parts(
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


def working_pools(
    members: Sequence[Member],
    plan: Plan,
    model: PerformanceModel,
    batches: Mapping[str, int] | None = None,
    *,
    in_stages: bool = False,
    divides: bool = True,
) -> list[WorkingPool]:
    """Return pools as mixing needs them, every column of shape (); ``batches`` are those of pools with their own.

    ``in_stages``: with the stages that they can hold; ``divides``: with the steps in which they take micro-batches,
    which only the division of a batch over replicas asks for.
    """
    own, whole = batches or {}, plan.training.global_batch
    return [
        _working(
            member,
            plan,
            model,
            own.get(pool_id(member.planned.place), whole) / whole,
            in_stages=in_stages,
            divides=divides,
        )
        for member in members
    ]


def _working(
    member: Member, plan: Plan, model: PerformanceModel, batch_share: float, *, in_stages: bool, divides: bool
) -> WorkingPool:
    options = member.stages() if in_stages else None
    row = pool_row(member, plan, options, divides=divides)
    columns: dict[str, Any] = {name: np.float64(getattr(row, name)) for name in PoolRow.__struct_fields__}
    return WorkingPool(
        name=member.planned.accelerator,
        stack=stack_of(member),
        site=member.planned.site,
        options=options,
        batch_share=batch_share,
        goodputs=goodputs_of(member.planned.pool, pool_run(member.planned.groups, plan), model),
        **columns,
    )


def _alone(interval: int, member: Member) -> PlannedWay:
    return PlannedWay(
        strategy=ALONE,
        interval=interval,
        members=(member,),
        tokens_per_s=member.delivered_tokens_per_s,
        goodput=member.goodput,
        parts={member.planned.place: 1.0},
    )


def _joined(
    interval: int, strategy: Strategy, members: Sequence[Member], asked: Asked, floor: float, *, idle_floor: float
) -> "PlannedWay | Cause":
    """Return all pools that can take part at work by one strategy, or why they cannot; floors as of ``ways_of``."""
    plan, run = asked.plan, asked.run
    able = [member for member in members if strategy.stages or not member.too_small]
    batches, idle, counted = dict[str, int](), dict[PoolPlace, TrainsNoCopy](), inf
    if strategy.own_batches and len(able) > 1:
        own = _at_own_batches(able, asked, floor)
        if isinstance(own, Cause):
            return own
        batches, idle, counted = dict(own.batches), _idle(able, own), own.tokens_per_s
        able = list(own.members)
    pools = working_pools(able, plan, asked.grounds.model, batches, divides=strategy.replicas)
    refusal = next((one.cause() for one in strategy.refusals(pools, run) if bool(one.where)), None) if pools else None
    if refusal is not None or not pools:
        return refusal or strategy.never()
    if strategy.stages and float(strategy.most(pools, run)) <= floor:
        return NoGain() if floor > 0.0 else strategy.never()
    if strategy.stages:
        pools = working_pools(able, plan, asked.grounds.model, in_stages=True, divides=False)
    tokens_per_s = min(float(strategy.rate(pools, run, np.asarray(floor))), counted)
    if strategy.own_nodes:
        to_beat = max(floor if plan.mixing.strategy == strategy.key else idle_floor, tokens_per_s)
        faster = _on_fewer_nodes(strategy, able, asked, to_beat)
        if faster:
            idle = {one.planned.place: TrainsNoCopy(accelerator=one.planned.accelerator) for one in able}
            able, pools = faster, working_pools(faster, plan, asked.grounds.model)
            idle = {place: cause for place, cause in idle.items() if place not in {pool.place for pool in pools}}
            tokens_per_s = float(strategy.rate(pools, run, np.asarray(floor)))
    if tokens_per_s <= floor:
        return NoGain() if floor > 0.0 else strategy.never()
    staged = run_stages(pools, run) if strategy.stages else None
    goodput = _goodput(strategy, able) if staged is None else staged.goodput
    whole = one_site_tokens_per_s(able, plan, asked.grounds)
    tokens_per_s = min(tokens_per_s if staged is None else staged.tokens_per_s, inf if whole is None else whole)
    if tokens_per_s <= floor:
        return NoGain() if floor > 0.0 else strategy.never()
    parts = _parts(strategy, pools, run) if staged is None else held_parts(staged.stages)
    return PlannedWay(
        strategy=strategy.key,
        interval=interval,
        members=tuple(able),
        tokens_per_s=tokens_per_s,
        goodput=goodput,
        stages=() if staged is None else staged.slowed(run.tokens_per_step * goodput / tokens_per_s),
        parts=parts,
        cautions=(
            *(() if staged is None or not staged.in_part else (SearchedInPart(pools=len(able)),)),
            *(one.cause() for one in strategy.cautions(pools, run) if bool(one.where)),
        ),
        crossing_bytes=strategy.crossing_bytes(pools, run),
        batches=batches,
        idle=idle,
    )


def _at_own_batches(members: Sequence[Member], asked: Asked, floor: float) -> OwnBatches | Cause:
    """Return the pools that train copies, at their own batches; the cause where none beat the fastest pool alone."""
    fastest = max(member.delivered_tokens_per_s for member in members)
    pools = working_pools(members, asked.plan, asked.grounds.model, divides=False)
    try:
        own = at_own_batches(members, pools, asked.plan, asked.grounds, run=asked.run, to_beat=max(floor, fastest))
    except NothingFitsError:
        return no_room()
    if own is None:
        return NoGain() if floor > fastest else CopiesEndLater()
    return own


def _idle(members: Sequence[Member], own: OwnBatches) -> dict[PoolPlace, TrainsNoCopy]:
    """Say of the pools that train no copy whether they lack room, or would make the run later."""
    places = [member.planned.place for member in members]
    return {
        place: TrainsNoCopy(
            accelerator=place[0],
            outer_bytes_per_parameter=no_room().bytes_per_parameter if place in own.too_tight else None,
        )
        for place in places
        if pool_id(place) not in own.batches
    }


def _parts(strategy: Strategy, pools: Sequence[WorkingPool], run: MixedRun) -> dict[PoolPlace, float]:
    """Return each pool's part of the sequences of a step."""
    weights = np.array(strategy.work(pools, run), dtype=np.float64)
    return {pool.place: float(part) for pool, part in zip(pools, weights / weights.sum(), strict=True)}


def _goodput(strategy: Strategy, members: Sequence[Member]) -> float:
    """Return delivered over healthy tokens: of one job the product over pools, of copies the mean by rate."""
    if strategy.one_failure_stops_all:
        return float(np.prod([member.goodput for member in members]))
    healthy = sum(member.healthy_tokens_per_s for member in members)
    return sum(member.delivered_tokens_per_s for member in members) / healthy
