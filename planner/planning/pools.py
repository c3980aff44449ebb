"""From node groups to pools: which groups train as one, on how many devices, at what price and power."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import gcd

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Offer
from planner.cluster import NodeGroup, Pool, group_pool, group_power_w
from planner.cost import DeviceHour, device_hour
from planner.errors import NothingFitsError, UserError
from planner.performance.layout import PoolEstimate
from planner.plan import Plan
from planner.planning.model import PerformanceModel
from planner.workload.training_run import TrainingRun

_AWKWARD_FACTOR = 4  # a larger factor that the batch lacks can only go into the pipeline, and seldom fits well


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedGroup:
    """What one node group pays: its devices, and one of them for an hour by term."""

    group: NodeGroup
    offer: Offer
    devices: int
    device_hour: DeviceHour

    @property
    def per_hour(self) -> float:
        """All devices for an hour, in the plan's currency."""
        return self.device_hour.total * self.devices


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPool:
    """The groups of one accelerator at one site, and the pool they make.

    ``priced`` has one entry a group, or none where a price is unknown: then ``price_problem`` says what to enter.
    """

    accelerator: str
    site: str
    groups: tuple[NodeGroup, ...]
    pool: Pool
    priced: tuple[PricedGroup, ...]
    power_w: float | None
    price_problem: str = ""

    @property
    def price_per_hour(self) -> float | None:
        """The whole pool for an hour, in the plan's currency; None where a price is unknown."""
        return sum(group.per_hour for group in self.priced) if self.priced else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedPool:
    """The estimate of the devices that train, and how many stay spare because no good layout divides them all."""

    estimate: PoolEstimate
    pool: Pool
    spare_devices: int


def pool_groups(plan: Plan) -> dict[tuple[str, str], tuple[NodeGroup, ...]]:
    """Return the groups by (accelerator, site): one fabric joins what stands together, the border joins the rest."""
    found: dict[tuple[str, str], tuple[NodeGroup, ...]] = {}
    for group in plan.cluster.groups:
        key = group.accelerator, group.site
        found[key] = (*found.get(key, ()), group)
    return found


def planned_pool(groups: Sequence[NodeGroup], plan: Plan, catalogue: Catalogue) -> PlannedPool:
    """Return the pool of groups of one accelerator at one site; every group must have nodes.

    Groups of different node designs share the weakest links among them. Raises UserError as ``group_pool`` does.
    """
    parts = [group_pool(group, catalogue) for group in groups]
    first = parts[0]
    pool = replace(
        first,
        devices=sum(part.devices for part in parts),
        devices_per_node=gcd(*(part.devices_per_node for part in parts)),
        scaleup_domain_devices=min(part.scaleup_domain_devices for part in parts),
        scaleup_bytes_per_s=min(part.scaleup_bytes_per_s for part in parts),
        nic_bytes_per_s=min(part.nic_bytes_per_s for part in parts),
    )
    priced, problem = _priced(groups, parts, plan, catalogue)
    return PlannedPool(
        accelerator=groups[0].accelerator,
        site=groups[0].site,
        groups=tuple(groups),
        pool=pool,
        priced=priced,
        power_w=_sum_known([group_power_w(group, catalogue) for group in groups]),
        price_problem=problem,
    )


def _priced(
    groups: Sequence[NodeGroup], parts: Sequence[Pool], plan: Plan, catalogue: Catalogue
) -> tuple[tuple[PricedGroup, ...], str]:
    found = []
    for group, part in zip(groups, parts, strict=True):
        if group.offer is None:
            return (), f"{part.accelerator.name}: no price is entered; choose an offer or enter a rent."
        power = group_power_w(group, catalogue)
        try:
            hour = device_hour(group.offer, None if power is None else power / part.devices, plan.price_terms)
        except UserError as error:
            return (), str(error)
        found.append(PricedGroup(group=group, offer=group.offer, devices=part.devices, device_hour=hour))
    return tuple(found), ""


def fitted_pool(pool: Pool, run: TrainingRun, model: PerformanceModel) -> FittedPool:
    """Return the fastest estimate on all nodes, or on fewer where the number of nodes divides badly.

    A pool of 13 nodes trains a batch of 8,960 better on 12 or 8: what does not divide stays spare, and paid for.
    Raises NothingFitsError where neither gives a layout.
    """
    best: FittedPool | None = None
    failure: NothingFitsError | None = None
    for nodes in _node_counts(pool, run):
        part = replace(pool, devices=nodes * pool.devices_per_node)
        try:
            estimate = model.best(part, run)
        except NothingFitsError as error:
            failure = failure or error
            continue
        if best is None or estimate.tokens_per_s > best.estimate.tokens_per_s:
            best = FittedPool(estimate=estimate, pool=part, spare_devices=pool.devices - part.devices)
    if best is None:
        raise failure or NothingFitsError(f"{pool.accelerator.name}: no number of nodes gives a layout.")
    return best


def _node_counts(pool: Pool, run: TrainingRun) -> list[int]:
    """Return all nodes first, then fewer (the next multiples of 2, 4, 8 ...) while the number stays awkward."""
    counts = [pool.nodes]
    step = 2
    while _awkward(counts[-1] * pool.devices_per_node, run.global_batch) and step <= pool.nodes:
        fewer = pool.nodes // step * step
        if fewer != counts[-1]:
            counts.append(fewer)
        step *= 2
    return counts


def _awkward(devices: int, global_batch: int) -> bool:
    rest = devices
    while (shared := gcd(rest, global_batch)) > 1:
        rest //= shared
    return rest > _AWKWARD_FACTOR


def _sum_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
