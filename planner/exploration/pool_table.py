"""What each pool does at each of its sizes: computed once, then looked up by every fleet."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from planner.anchoring import Anchor
from planner.arrays import Floats, Integers
from planner.catalogue.catalogue import Catalogue
from planner.cluster import NodeGroup, Tenure, Waiting, group_power_w
from planner.errors import NothingFitsError, UserError
from planner.exploration.grid import PoolSizes
from planner.exploration.own_batches import share_seconds, tabulated_batches
from planner.mixing.stage_options import StageOptions
from planner.mixing.strategies import STRATEGIES
from planner.mixing.working_pool import ShareSeconds, WorkingPool, laid_columns
from planner.plan import Plan
from planner.planning.admitted_strategies import stages_possible
from planner.planning.members import Member, PoolRow, member_of, pool_row, stack_of, working_pool
from planner.planning.model import PerformanceModel
from planner.planning.pools import know_sizes
from planner.sentences import sentence
from planner.workload.training_run import TrainingRun, averaged_run


class Question(Struct, frozen=True, kw_only=True):
    """What the sizes of pools are computed from; small enough to send to another process."""

    plan: Plan
    catalogue: Catalogue
    anchors: tuple[Anchor, ...]
    model: PerformanceModel


class SizedPool(Struct, frozen=True, kw_only=True):
    """One pool at one size: its row for mixing, its power (NaN: unknown), or the reason why it gives no number.

    ``kept_power_w`` is what it draws while it does not work, 0 where it is released.
    ``too_small`` is the reason why it gives none alone, only as stages of a pipeline over several pools.
    ``averaged_tokens_per_s`` are delivered by a copy at each of the tabulated batches (0: no layout), where asked for.
    """

    row: PoolRow
    stack: str = ""
    power_w: float = 0.0
    kept_power_w: float = 0.0
    problem: str = ""
    too_small: str = ""
    options: StageOptions | None = None
    averaged_tokens_per_s: tuple[float, ...] = ()


class PoolTable(Struct, frozen=True, kw_only=True):
    """One pool at all its sizes: columns of length n, ``nodes`` of shape (n, groups of the pool).

    ``problem`` holds for each size the position of its reason in ``problems``, or -1; ``too_small`` is the reason of
    the sizes that only work as stages of a pipeline. Of a size that works nothing only the groups that are not on
    demand are there to take over: ``standby`` is the row in ``standing`` of what these are, -1 for none; the first n
    rows there are the sizes of the table. ``capped`` is its name on the layer that the plan's caps limit, ``names``
    those on every layer.
    """

    positions: tuple[int, ...]
    supplier: str
    capped: str
    nodes: Integers
    working: WorkingPool
    power_w: Floats
    kept_power_w: Floats
    problem: Integers
    problems: tuple[str, ...]
    too_small: str = ""
    standing: WorkingPool
    standby: Integers
    names: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.power_w)

    @property
    def leaves(self) -> bool:
        """Whether some of it is not there to take over at some size where it works nothing."""
        return bool(np.any(self.standby != np.arange(len(self.standby))))


def stages_in_grid(plan: Plan) -> bool:
    """Say whether pools of some fleet may be stages of one job: groups without nodes may get some."""
    groups = tuple(replace(group, nodes=max(1, group.nodes)) for group in plan.cluster.groups)
    return stages_possible(replace(plan, cluster=replace(plan.cluster, groups=groups)))


def _averages(plan: Plan) -> bool:
    chosen = STRATEGIES.get(plan.mixing.strategy)
    return chosen is not None and chosen.own_batches


def sized_pool(question: Question, pool: PoolSizes, size: tuple[int, ...]) -> SizedPool:
    """Return one pool at one size; no nodes give zeros, and what gives no number gives its reason."""
    groups = pool.groups_at(size)
    if not groups:
        return SizedPool(row=PoolRow())
    small = sentence("{}: no layout fits so few devices", question.catalogue.accelerator(pool.accelerator).name)
    in_stages = stages_in_grid(question.plan)
    try:
        member = member_of(
            groups, question.plan, question.catalogue, question.anchors, question.model, in_stages=in_stages
        )
    except NothingFitsError:
        return SizedPool(row=PoolRow(), problem=small)
    except UserError as error:
        return SizedPool(row=PoolRow(), problem=str(error))
    power = member.planned.power_w
    options, averaged = member.stages(), tuple[float, ...]()
    row = pool_row(member, question.plan, options)
    if _averages(question.plan):
        averaged = tuple(_averaged_tokens_per_s(question, member, run) for run in _averaged_plans(question.plan))
        row = replace(row, averaged_part=averaged[-1] / member.delivered_tokens_per_s)
    return SizedPool(
        row=row,
        stack=stack_of(member),
        power_w=float("nan") if power is None else power,
        kept_power_w=_kept_power_w(groups, question),
        problem=member.planned.price_problem,
        too_small=small if member.too_small else "",
        options=options,
        averaged_tokens_per_s=averaged,
    )


def _averaged_plans(plan: Plan) -> tuple[Plan, ...]:
    """Return the plan at each tabulated batch, as one of several copies."""
    run = averaged_run(plan.training)
    return tuple(
        replace(plan, workload=replace(run, global_batch=batch)) for batch in tabulated_batches(run.global_batch)
    )


def _averaged_tokens_per_s(question: Question, member: Member, plan: Plan) -> float:
    try:
        groups = member.planned.groups
        return member_of(groups, plan, question.catalogue, question.anchors, question.model).delivered_tokens_per_s
    except NothingFitsError:
        return 0.0


def _kept_power_w(groups: Sequence[NodeGroup], question: Question) -> float:
    """Return what groups draw while they do not work: of those that are kept the plan's share; NaN: unknown."""
    powers = [group_power_w(group, question.catalogue) for group in groups if group.waiting is not Waiting.RELEASED]
    return question.plan.energy.waiting_load * sum(float("nan") if power is None else power for power in powers)


def sized_pools(question: Question, pool: PoolSizes, sizes: Sequence[tuple[int, ...]]) -> list[SizedPool]:
    """Return one pool at many sizes; one search for its layouts answers them all."""
    asked = [groups for size in sizes if (groups := pool.groups_at(size))]
    know_sizes(asked, question.plan, question.catalogue, question.model, in_stages=stages_in_grid(question.plan))
    if _averages(question.plan):
        for averaged in _averaged_plans(question.plan):
            know_sizes(asked, averaged, question.catalogue, question.model)
    return [sized_pool(question, pool, size) for size in sizes]


def standby_sizes(pool: PoolSizes) -> list[tuple[int, ...]]:
    """Return the sizes of what may stand by of a pool that works nothing, beyond its own sizes; each once."""
    known = dict.fromkeys(pool.sizes)
    own = dict.fromkeys(pool.standby(size) for size in pool.sizes)
    return [size for size in own if any(size) and size not in known]


def pool_table(
    pool: PoolSizes,
    names: Mapping[str, str],
    layer: str,
    known: Mapping[tuple[int, ...], SizedPool],
    run: TrainingRun,
) -> PoolTable:
    """Return the sizes of one pool as columns, in the order of the grid.

    ``names`` are its names by layer, and ``layer`` is the one that the plan's caps limit; ``known`` holds each size of
    the pool and each of what stands by; ``run`` is the plan's.
    """
    every = [*pool.sizes, *standby_sizes(pool)]
    row_of = {size: row for row, size in enumerate(every)}
    sized = [known[size] for size in pool.sizes]
    standing = _working(pool, [known[size] for size in every], run)
    problems = tuple(dict.fromkeys(item.problem for item in sized if item.problem))
    return PoolTable(
        positions=pool.positions,
        supplier=names["supplier"],
        capped=names[layer],
        nodes=np.array(pool.sizes, dtype=np.int64).reshape(len(pool.sizes), len(pool.positions)),
        working=laid_columns(standing, slice(len(sized)), (-1,)),
        power_w=np.array([item.power_w for item in sized]),
        kept_power_w=np.array([item.kept_power_w for item in sized]),
        problem=np.array([problems.index(item.problem) if item.problem else -1 for item in sized], dtype=np.int64),
        problems=problems,
        too_small=next((item.too_small for item in sized if item.too_small), ""),
        standing=standing,
        standby=np.array([row_of.get(pool.standby(size), -1) for size in pool.sizes], dtype=np.int64),
        names=dict(names),
    )


def _working(pool: PoolSizes, sized: Sequence[SizedPool], run: TrainingRun) -> WorkingPool:
    """Return a pool at many sizes as mixing sees it."""
    options = next((item.options for item in sized if item.options), None)
    stack = next((item.stack for item in sized if item.stack), "")
    rows = [item.row for item in sized]
    return replace(
        working_pool(pool.accelerator, stack, rows, site=pool.groups[0].site, options=options),
        share_seconds=_share_seconds(sized, run),
        size=np.arange(len(sized), dtype=np.float64),
    )


def _share_seconds(sized: Sequence[SizedPool], run: TrainingRun) -> ShareSeconds | None:
    """Return the steps of copies at parts of the batch; None where no size trains one."""
    batches = len(tabulated_batches(run.global_batch))
    if not any(item.averaged_tokens_per_s for item in sized):
        return None
    rates = [item.averaged_tokens_per_s or (0.0,) * batches for item in sized]
    return share_seconds(run.global_batch, rates, run.seq_len)


def without_options(table: PoolTable) -> PoolTable:
    """Return a table without the stages that its pool could hold: little to send, where none is searched for."""
    working, standing = (replace(one, options=None, goodputs=None) for one in (table.working, table.standing))
    return replace(table, working=working, standing=standing)


def slim(plan: Plan, catalogue: Catalogue) -> tuple[Plan, Catalogue]:
    """Return the plan without its catalogue, and the entries its groups and its baseline use: little to send."""
    keys = {group.accelerator for group in plan.cluster.groups}
    keys |= {plan.baseline.accelerator} if plan.baseline else set()
    designs = {group.node_design for group in plan.cluster.groups}
    # what is owned costs upkeep by its purchase price
    owned = {group.accelerator for group in plan.cluster.groups if group.tenure is Tenure.OWNED}
    used = replace(
        catalogue,
        accelerators={key: entry for key, entry in catalogue.accelerators.items() if key in keys},
        nodes={key: entry for key, entry in catalogue.nodes.items() if key in designs},
        prices=tuple(price for price in catalogue.prices if price.accelerator in owned),
        offers={key: offer for key, offer in catalogue.offers.items() if offer.accelerator in owned},
    )
    return replace(plan, catalogue=Catalogue(), published=(), measured_runs=()), used
