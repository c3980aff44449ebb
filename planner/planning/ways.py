"""The ways of working of one interval: each pool alone, and every strategy by which the present pools can join."""

from collections.abc import Mapping, Sequence
from math import inf

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from planner.called_off import go_on
from planner.causes import Cause, CopiesEndLater, NoGain, SearchedInPart, TrainsNoCopy
from planner.cluster import PoolPlace
from planner.errors import NothingFitsError
from planner.mixing.pipelines.arrangement import held_parts
from planner.mixing.pipelines.run_stages import run_stages
from planner.mixing.strategies import STRATEGIES, Strategy
from planner.mixing.strategies.local_sgd import no_room
from planner.mixing.strategy import PipelineStage, pool_id
from planner.mixing.working_pool import MixedRun, WorkingPool
from planner.planning.asked import Asked
from planner.planning.capped_parts import beyond_caps
from planner.planning.fewer_nodes import hopeful_parts, on_fewer_nodes
from planner.planning.idling import NONE_IDLE, Idling
from planner.planning.local_batches import OwnBatches, at_own_batches
from planner.planning.members import Member, slowest_tokens_per_s
from planner.planning.one_site import one_site_tokens_per_s
from planner.planning.working_pools import working_pools

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
    idling: Idling = NONE_IDLE,
) -> IntervalWays:
    """Return the ways in which these pools can work one model, each pool alone first.

    Joined ways that deliver no more than ``floor`` tokens a second may be missing: nobody would take them. With
    ``fastest_only`` those may be missing too that a joined way before them beats, and pipelines of no more than
    ``stages_floor``. Whole nodes of a joined way stay idle where it then delivers more: of the way that the user fixed,
    and of others as ``idling`` has it.
    """
    alone = [_alone(interval, member) for member in members if not member.too_small]
    found: dict[str, PlannedWay | Cause] = {}
    to_beat, unweighed = floor, False
    for strategy in sorted(strategies, key=lambda one: one.stages):  # pipelines last: to search them takes longest
        go_on()
        own_floor = max(to_beat, stages_floor if strategy.stages else 0.0)
        way = _joined(interval, strategy, members, asked, own_floor, idling=NONE_IDLE if idling.later else idling)
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
        or (idling.later and any(_may_gain_idle(one, members, asked, every[one.key], idling) for one in strategies)),
    )


def _may_gain_idle(
    strategy: Strategy, members: Sequence[Member], asked: Asked, found: "PlannedWay | Cause", idling: Idling
) -> bool:
    """Say whether a way might exceed what it was found to deliver, and a floor, where whole nodes stay idle.

    What delivers nothing on all nodes, as a batch that their micro-batches do not divide, may on fewer.
    """
    if not strategy.own_nodes or asked.plan.mixing.strategy == strategy.key:
        return False
    known = 0.0 if isinstance(found, Cause) else found.tokens_per_s
    if isinstance(found, Cause) and not isinstance(found, NoGain | type(strategy.never())):
        return False
    able = [member for member in members if not member.too_small]
    return any(hopeful_parts(strategy, able, asked, replace(idling, floor=max(idling.floor, known))))


def _alone(interval: int, member: Member) -> PlannedWay:
    return PlannedWay(
        strategy=ALONE,
        interval=interval,
        members=(member,),
        tokens_per_s=member.delivered_tokens_per_s,
        goodput=member.goodput,
        parts={member.planned.place: 1.0},
    )


class _Team(Struct, frozen=True, kw_only=True):
    """The pools that take part in a joined way, as ``PlannedWay`` has them, and what they deliver at most."""

    members: tuple[Member, ...]
    pools: Sequence[WorkingPool] = ()
    tokens_per_s: float = inf
    batches: Mapping[str, int] = field(default_factory=dict)
    idle: Mapping[PoolPlace, TrainsNoCopy] = field(default_factory=dict)


def _joined(
    interval: int, strategy: Strategy, members: Sequence[Member], asked: Asked, floor: float, *, idling: Idling
) -> "PlannedWay | Cause":
    """Return all pools that can take part at work by one strategy, or why they cannot, as of ``ways_of``."""
    team = _team(strategy, members, asked, floor)
    if isinstance(team, Cause):
        return team
    if strategy.own_nodes:
        team = _with_idle_nodes(team, strategy, asked, floor, idling)
    run, pools = asked.run, team.pools
    if team.tokens_per_s <= floor:
        return _too_slow(strategy, floor)
    staged = run_stages(pools, run) if strategy.stages else None
    whole = one_site_tokens_per_s(team.members, asked.plan, asked.grounds)
    tokens_per_s = min(team.tokens_per_s if staged is None else staged.tokens_per_s, inf if whole is None else whole)
    if tokens_per_s <= floor:
        return _too_slow(strategy, floor)
    goodput = _goodput(strategy, team.members) if staged is None else staged.goodput
    return PlannedWay(
        strategy=strategy.key,
        interval=interval,
        members=team.members,
        tokens_per_s=tokens_per_s,
        goodput=goodput,
        stages=() if staged is None else staged.slowed(run.tokens_per_step * goodput / tokens_per_s),
        parts=_parts(strategy, pools, run) if staged is None else held_parts(staged.stages),
        cautions=(
            *(() if staged is None or not staged.in_part else (SearchedInPart(pools=len(pools)),)),
            *(one.cause() for one in strategy.cautions(pools, run) if bool(one.where)),
        ),
        crossing_bytes=strategy.crossing_bytes(pools, run),
        batches=team.batches,
        idle=team.idle,
    )


def _team(strategy: Strategy, members: Sequence[Member], asked: Asked, floor: float) -> _Team | Cause:
    """Return the pools that can take part, on all their nodes, or why they cannot."""
    plan, run, model = asked.plan, asked.run, asked.grounds.model
    able = tuple(member for member in members if strategy.stages or not member.too_small)
    at_own = strategy.own_batches and len(able) > 1
    team = _training_copies(able, asked, floor) if at_own else _Team(members=able)
    if isinstance(team, Cause):
        return team
    pools = working_pools(team.members, plan, model, team.batches, divides=strategy.replicas)
    refusal = next((one.cause() for one in strategy.refusals(pools, run) if bool(one.where)), None) if pools else None
    if refusal is not None or not pools:
        return refusal or strategy.never()
    if strategy.stages:
        if float(strategy.most(pools, run)) <= floor:
            return _too_slow(strategy, floor)
        pools = working_pools(team.members, plan, model, in_stages=True, divides=False)
    tokens_per_s = min(float(strategy.rate(pools, run, np.asarray(floor))), team.tokens_per_s)
    return replace(team, pools=pools, tokens_per_s=tokens_per_s)


def _too_slow(strategy: Strategy, floor: float) -> Cause:
    return NoGain() if floor > 0.0 else strategy.never()


def _with_idle_nodes(team: _Team, strategy: Strategy, asked: Asked, floor: float, idling: Idling) -> _Team:
    """Return the pools, or some of them, on fewer nodes where these deliver more, as of ``ways_of``."""
    fixed = asked.plan.mixing.strategy == strategy.key
    own = Idling(floor=floor) if fixed else idling
    faster = on_fewer_nodes(strategy, team.members, asked, replace(own, floor=max(own.floor, team.tokens_per_s)))
    if not faster:
        return team
    pools = working_pools(faster, asked.plan, asked.grounds.model)
    if asked.plan.mixing.strategy != strategy.key and team.tokens_per_s > 0.0:
        before, after = (_parts(strategy, each, asked.run) for each in (team.pools, pools))
        if beyond_caps(asked.plan, team.members, before, after):
            return team
    at_work = {pool.place for pool in pools}
    left_out = [member.planned for member in team.members if member.planned.place not in at_work]
    return replace(
        team,
        members=tuple(faster),
        pools=pools,
        tokens_per_s=float(strategy.rate(pools, asked.run, np.asarray(floor))),
        idle={planned.place: TrainsNoCopy(accelerator=planned.accelerator) for planned in left_out},
    )


def _training_copies(members: Sequence[Member], asked: Asked, floor: float) -> _Team | Cause:
    """Return the pools that train copies, at their own batches; the cause where none beat the fastest pool alone."""
    fastest = max(member.delivered_tokens_per_s for member in members)
    pools = working_pools(members, asked.plan, asked.grounds.model, divides=False)
    try:
        own = at_own_batches(members, pools, asked.plan, asked.grounds, run=asked.run, to_beat=max(floor, fastest))
    except NothingFitsError:
        return no_room()
    if own is None:
        return NoGain() if floor > fastest else CopiesEndLater()
    return _Team(
        members=tuple(own.members),
        tokens_per_s=own.tokens_per_s,
        batches=dict(own.batches),
        idle=_idle(members, own),
    )


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
