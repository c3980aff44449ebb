"""What decides how a run is finished after an event: what is done about it, the deadline, and what may be rented."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.offers import Acquisition
from planner.cluster import NodeGroup, Tenure
from planner.errors import UserError
from planner.planning.members import Member, stack_of
from planner.planning.mixed_run import deadline_days
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.planning.setting import setting_of
from planner.risk.scenarios import Recourse


class Spare(Struct, frozen=True, kw_only=True):
    """Devices that may be rented in place of lost ones: a group as it would be rented, and one device's rate and price.

    ``tokens_per_s`` is delivered and ``price_per_hour`` today's, in the plan's currency.
    """

    group: NodeGroup
    name: str
    supplier: str
    stack: str
    devices_per_node: int
    tokens_per_s: float
    price_per_hour: float


class Circumstances(Struct, frozen=True, kw_only=True):
    """What is the same for every event of a plan and of the fleets that it is held against.

    ``late_day_cost`` is that of a day beyond the plan, in the plan's currency (None: not priced).
    """

    recourse: Recourse
    deadline_days: float | None
    late_day_cost: float | None
    spares: tuple[Spare, ...]


def circumstances_of(run: PlannedRun, baseline: PlannedRun | None) -> Circumstances:
    """Return the circumstances of a plan; raises UserError where a late day's cost has no exchange rate."""
    plan = run.plan
    cost = plan.recourse.delay_cost_per_day
    return Circumstances(
        recourse=plan.recourse,
        deadline_days=deadline_days(plan),
        late_day_cost=None if cost is None else plan.rates.convert(cost, plan.currency).amount,
        spares=tuple(spare for member in _members(run, baseline) for spare in _spares(member)),
    )


def _members(run: PlannedRun, baseline: PlannedRun | None) -> Iterator[Member]:
    """Yield the pools that lost devices may be replaced from: the plan's, its groups without nodes, the baseline's.

    A group without nodes counts at the most nodes that the exploration may give it.
    """
    yield from run.setting.pools
    plan = run.plan
    for group in plan.cluster.groups:
        if group.nodes == 0 and group.explore_max_nodes > 0:
            groups = (replace(group, nodes=group.explore_max_nodes),)
            try:
                alone = setting_of(replace(plan, cluster=replace(plan.cluster, groups=groups)), run.grounds)
            except UserError:
                continue  # what cannot be planned replaces nothing
            yield from alone.pools
    if baseline is not None:
        yield from baseline.setting.pools


def _spares(member: Member) -> Iterator[Spare]:
    accelerator = member.planned.pool.accelerator
    for priced in member.planned.priced if not member.too_small else ():
        if priced.offer.acquisition is Acquisition.RENT and priced.group.tenure is not Tenure.OWNED:
            yield Spare(
                group=priced.group,
                name=accelerator.name,
                supplier=supplier_of(member),
                stack=stack_of(member),
                devices_per_node=member.planned.pool.devices_per_node,
                tokens_per_s=member.delivered_tokens_per_s / member.planned.pool.devices,
                price_per_hour=priced.device_hour.total,
            )
