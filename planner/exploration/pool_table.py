"""What each pool does at each of its sizes: computed once, then looked up by every fleet."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.anchoring import Anchor
from planner.arrays import Floats, Integers
from planner.catalogue.catalogue import Catalogue
from planner.cluster import Tenure
from planner.errors import NothingFitsError, UserError
from planner.exploration.grid import PoolSizes
from planner.mixing.stage_options import StageOptions
from planner.mixing.strategies import STRATEGIES
from planner.mixing.working_pool import WorkingPool
from planner.plan import Plan
from planner.planning.local_batches import averaged_part
from planner.planning.members import PoolRow, member_of, pool_row, stack_of, working_pool
from planner.planning.model import PerformanceModel
from planner.planning.pools import know_sizes
from planner.planning.setting import stages_possible
from planner.sentences import sentence
from planner.workload.training_run import averaged_run


class Question(Struct, frozen=True, kw_only=True):
    """What the sizes of pools are computed from; small enough to send to another process."""

    plan: Plan
    catalogue: Catalogue
    anchors: tuple[Anchor, ...]
    model: PerformanceModel


class SizedPool(Struct, frozen=True, kw_only=True):
    """One pool at one size: its row for mixing, its power (NaN: unknown), or the reason why it gives no number.

    ``too_small`` is the reason why it gives none alone, only as stages of a pipeline over several pools.
    """

    row: PoolRow
    stack: str = ""
    power_w: float = 0.0
    problem: str = ""
    too_small: str = ""
    options: StageOptions | None = None


class PoolTable(Struct, frozen=True, kw_only=True):
    """One pool at all its sizes: columns of length n, ``nodes`` of shape (n, groups of the pool).

    ``problem`` holds for each size the position of its reason in ``problems``, or -1; ``too_small`` is the reason of
    the sizes that only work as stages of a pipeline. ``on_demand``: what works nothing is not there to take over.
    ``capped`` is its name on the layer that the plan's caps limit.
    """

    positions: tuple[int, ...]
    supplier: str
    capped: str
    nodes: Integers
    working: WorkingPool
    power_w: Floats
    problem: Integers
    problems: tuple[str, ...]
    too_small: str = ""
    on_demand: bool = True

    def __len__(self) -> int:
        return len(self.power_w)


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
    row = pool_row(member, question.plan)
    if _averages(question.plan):
        row = replace(row, averaged_part=averaged_part(member, question.plan, question.model))
    return SizedPool(
        row=row,
        stack=stack_of(member),
        power_w=float("nan") if power is None else power,
        problem=member.planned.price_problem,
        too_small=small if member.too_small else "",
        options=member.options,
    )


def sized_pools(question: Question, pool: PoolSizes, sizes: Sequence[tuple[int, ...]]) -> list[SizedPool]:
    """Return one pool at many sizes; one search for its layouts answers them all."""
    asked = [groups for size in sizes if (groups := pool.groups_at(size))]
    know_sizes(asked, question.plan, question.catalogue, question.model, in_stages=stages_in_grid(question.plan))
    if _averages(question.plan):
        averaged = replace(question.plan, workload=averaged_run(question.plan.training))
        know_sizes(asked, averaged, question.catalogue, question.model)
    return [sized_pool(question, pool, size) for size in sizes]


def pool_table(pool: PoolSizes, names: Mapping[str, str], layer: str, sized: Sequence[SizedPool]) -> PoolTable:
    """Return the sizes of one pool as columns, in the order of the grid.

    ``names`` are its names by layer, and ``layer`` is the one that the plan's caps limit.
    """
    options = next((item.options for item in sized if item.options), None)
    problems = tuple(dict.fromkeys(item.problem for item in sized if item.problem))
    stack = next((item.stack for item in sized if item.stack), "")
    return PoolTable(
        positions=pool.positions,
        supplier=names["supplier"],
        capped=names[layer],
        nodes=np.array(pool.sizes, dtype=np.int64).reshape(len(pool.sizes), len(pool.positions)),
        working=working_pool(
            pool.accelerator, stack, [item.row for item in sized], site=pool.groups[0].site, options=options
        ),
        power_w=np.array([item.power_w for item in sized]),
        problem=np.array([problems.index(item.problem) if item.problem else -1 for item in sized], dtype=np.int64),
        problems=problems,
        too_small=next((item.too_small for item in sized if item.too_small), ""),
        on_demand=all(group.tenure is Tenure.ON_DEMAND for group in pool.groups),
    )


def without_options(table: PoolTable) -> PoolTable:
    """Return a table without the stages that its pool could hold: little to send, where none is searched for."""
    return replace(table, working=replace(table.working, options=None, goodputs=None))


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
