"""From node groups to pools: which groups train as one, on how many devices, at what price and power."""

from collections.abc import Callable, Iterable, Sequence
from math import gcd

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Money, Offer
from planner.catalogue.price_offers import newest_first, purchase_offers
from planner.causes import IdleNodes, IdleTrays, NoPriceEntered
from planner.cluster import NodeGroup, Pool, PoolPlace, Tenure, Waiting, group_pool, group_power_w
from planner.cost import DeviceHour, device_hour, owned_device_hour, upkeep_per_hour
from planner.english import words
from planner.errors import UserError
from planner.performance.training.layout import PoolEstimate
from planner.performance.training.rack_trays import part_of
from planner.plan import Plan
from planner.planning.model import PerformanceModel
from planner.workload.training_run import TrainingRun


class PricedGroup(Struct, frozen=True, kw_only=True):
    """What one node group pays: its devices, and one of them for an hour by term."""

    group: NodeGroup
    offer: Offer
    devices: int
    device_hour: DeviceHour

    @property
    def per_hour(self) -> float:
        """All devices for an hour, in the plan's currency."""
        return self.device_hour.total * self.devices

    @property
    def kept_part(self) -> float:
        """The part of the price that is paid while the group waits."""
        lent = 1.0 - self.group.terms.lent_share
        return {Waiting.RELEASED: 0.0, Waiting.HELD: 1.0, Waiting.LENT: lent}[self.group.waiting]


class PlannedPool(Struct, frozen=True, kw_only=True):
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
    def place(self) -> PoolPlace:
        """What names the pool."""
        return self.accelerator, self.site

    @property
    def price_per_hour(self) -> float | None:
        """The whole pool for an hour, in the plan's currency; None where a price is unknown."""
        return sum(group.per_hour for group in self.priced) if self.priced else None


class FittedPool(Struct, frozen=True, kw_only=True):
    """The estimate of the devices that train, and how many stay idle because no layout of more trains faster."""

    estimate: PoolEstimate
    pool: Pool
    spare_devices: int

    def idle_nodes(self, name: str, nodes: int) -> IdleNodes | None:
        """Return that some of so many nodes of the pool of this name stay idle, None where all train."""
        used = self.pool.nodes
        return IdleNodes(pool=name, nodes=nodes, used_nodes=used) if used < nodes else None

    def idle_trays(self, name: str, whole: Pool) -> IdleTrays | None:
        """Return that trays of each node of the pool of this name stay idle, None where whole nodes train."""
        each, used = whole.software_devices, self.pool.devices_per_node
        if used == whole.devices_per_node:
            return None
        return IdleTrays(pool=name, node_devices=whole.devices_per_node // each, used_devices=used // each)


def pool_groups(plan: Plan) -> dict[tuple[str, str], tuple[NodeGroup, ...]]:
    """Return the groups by (accelerator, site): one fabric joins what stands together, the link joins the rest."""
    found: dict[tuple[str, str], tuple[NodeGroup, ...]] = {}
    for group in plan.cluster.groups:
        key = group.accelerator, group.site
        found[key] = (*found.get(key, ()), group)
    return found


def planned_pool(groups: Sequence[NodeGroup], plan: Plan, catalogue: Catalogue) -> PlannedPool:
    """Return the pool of groups of one accelerator at one site; every group must have nodes.

    Groups of different node designs share the weakest links and hosts among them. Raises UserError as ``group_pool``
    does.
    """
    parts = [group_pool(group, catalogue) for group in groups]
    first, per_node = parts[0], gcd(*(part.devices_per_node for part in parts))
    tray = gcd(*(part.tray_devices or part.devices_per_node for part in parts))
    pool = replace(
        first,
        devices=sum(part.devices for part in parts),
        devices_per_node=per_node,
        scaleup_domain_devices=min(part.scaleup_domain_devices for part in parts),
        scaleup_bytes_per_s=min(part.scaleup_bytes_per_s for part in parts),
        nic_bytes_per_s=min(part.nic_bytes_per_s for part in parts),
        host_memory_bytes=_of_all(min, (_of_nodes(part.host_memory_bytes, part, per_node) for part in parts)),
        host_link_bytes_per_s=_of_all(min, (part.host_link_bytes_per_s for part in parts)),
        host_bytes_per_s=_of_all(min, (part.host_bytes_per_s for part in parts)),
        tray_devices=tray if tray < per_node else None,
    )
    priced, problem = priced_groups(groups, parts, plan, catalogue)
    return PlannedPool(
        accelerator=groups[0].accelerator,
        site=groups[0].site,
        groups=tuple(groups),
        pool=pool,
        priced=priced,
        power_w=_of_all(sum, (group_power_w(group, catalogue) for group in groups)),
        price_problem=problem,
    )


def priced_groups(
    groups: Sequence[NodeGroup], parts: Sequence[Pool], plan: Plan, catalogue: Catalogue
) -> tuple[tuple[PricedGroup, ...], str]:
    """Return what each group pays, or none and the first reason why a price is unknown."""
    found = []
    for group, part in zip(groups, parts, strict=True):
        if group.offer is None:
            return (), words(NoPriceEntered(name=part.accelerator.name))
        power = group_power_w(group, catalogue)
        try:
            hour = _group_hour(group, group.offer, None if power is None else power / part.packages, plan, catalogue)
        except UserError as error:
            return (), str(error)
        found.append(PricedGroup(group=group, offer=group.offer, devices=part.packages, device_hour=hour))
    return tuple(found), ""


def _group_hour(group: NodeGroup, offer: Offer, power_w: float | None, plan: Plan, catalogue: Catalogue) -> DeviceHour:
    if group.tenure is not Tenure.OWNED:
        return device_hour(offer, power_w, plan.price_terms)
    upkeep = group.terms.upkeep_per_hour or _upkeep(group.accelerator, plan, catalogue)
    return owned_device_hour(offer, power_w, upkeep, plan.price_terms)


def _upkeep(accelerator: str, plan: Plan, catalogue: Catalogue) -> Money | None:
    """Return the upkeep of an owned device from its newest purchase price; None where none is known."""
    newest = newest_purchase(catalogue, accelerator)
    if newest is None:
        return None
    amount = upkeep_per_hour(newest.price.amount, plan.purchase, with_server=newest.includes_server)
    return Money(amount=amount, currency=newest.price.currency)


def newest_purchase(catalogue: Catalogue, accelerator: str) -> Offer | None:
    """Return the newest purchase price of an accelerator, bare or with its share of the server; None without one."""
    offers = [
        offer
        for with_server in (False, True)
        for offer in purchase_offers(catalogue, accelerator, with_server=with_server)
    ]
    return next(iter(newest_first(offers)), None)


def fitted_pool(pool: Pool, run: TrainingRun, model: PerformanceModel) -> FittedPool:
    """Return the estimate that delivers most on all nodes or on fewer: it never falls with the nodes.

    A pool of 13 nodes trains a batch of 8,960 better on 12 or 8: what does not divide stays idle, and paid for.
    Raises NothingFitsError where no number of nodes gives a layout.
    """
    estimate = model.at_most(pool, run)
    return FittedPool(
        estimate=estimate,
        pool=part_of(pool, estimate.devices),
        spare_devices=pool.devices - estimate.devices,
    )


def fit_sizes(pools: Sequence[Pool], run: TrainingRun, model: PerformanceModel) -> None:
    """Let the model answer all sizes of a pool in one search; ``fitted_pool`` then finds each answer known."""
    if model.sized is None:
        return
    alike: dict[tuple[float, ...], list[Pool]] = {}
    for pool in pools:
        links = (pool.devices_per_node, pool.scaleup_domain_devices, pool.scaleup_bytes_per_s, pool.nic_bytes_per_s)
        alike.setdefault(links, []).append(pool)
    for same in alike.values():
        model.sized(same[0], run, [pool.nodes for pool in same])


def know_sizes(
    sizes: Sequence[Sequence[NodeGroup]],
    plan: Plan,
    catalogue: Catalogue,
    model: PerformanceModel,
    *,
    in_stages: bool = False,
) -> None:
    """Let the model answer many sizes of one pool at once, before a member is asked for each of them.

    A size that gives no pool is left out here: asking for it says why.
    """
    pools = []
    for groups in sizes:
        try:
            pools.append(planned_pool(groups, plan, catalogue).pool)
        except UserError:
            continue
    try:
        if in_stages:  # first: a search without the limit of memory finds what is best with it too
            fit_sizes([replace(pool, memory_bound=False) for pool in pools], plan.training, model)
        fit_sizes(pools, plan.training, model)
    except UserError:  # one size lacks a figure: each is then asked by itself
        return


def _of_nodes(amount: float | None, part: Pool, devices: int) -> float | None:
    """Return what nodes of so many devices have of what one node of a part has."""
    return None if amount is None else amount * devices / part.devices_per_node


def _of_all(combine: Callable[[Iterable[float]], float], values: Iterable[float | None]) -> float | None:
    """Return what values come to together; None where one of them is unknown."""
    every = list(values)
    known = [value for value in every if value is not None]
    return combine(known) if len(known) == len(every) else None
