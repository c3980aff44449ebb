"""Node groups and clusters: counts, power, memory; pure sums."""

from enum import StrEnum

from msgspec import Struct

from planner.catalogue.accelerator import Accelerator, Evidence
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import with_estimates
from planner.catalogue.figures import KINDS
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.catalogue.software_devices import part_of
from planner.causes import FigureMissing
from planner.causes import PoolPlace as PoolPlace
from planner.english import words
from planner.errors import MissingFigureError, UserError
from planner.sentences import sentence
from planner.workload.training_run import TrainingPrecision


class LinkKind(StrEnum):
    """How traffic between two pools travels."""

    DEVICE_DIRECT = "device-direct"
    THROUGH_HOST = "through-host"
    WIDE_AREA = "wide-area"


# Watts of a server per watt of its accelerators' TDP, where no server figure is known. Source: Epoch AI,
# training-cost-trends (DGX H100: 10.2 kW for 8 x 700 W is 1.82).
SERVER_POWER_PER_TDP = 1.8


class InterPoolLink(Struct, frozen=True, kw_only=True):
    """The link between pools: aggregate one-way bytes/s over the NICs of the link, and its latency."""

    kind: LinkKind = LinkKind.WIDE_AREA
    bytes_per_s: float = 1.25e10
    latency_s: float = 5e-3
    evidence: Evidence = Evidence.ESTIMATE
    source: str = "assumed 100 Gbit/s between sites; enter your own"


class Tenure(StrEnum):
    """On what terms a node group is had."""

    ON_DEMAND = "on demand"
    RESERVED = "reserved"
    BOUGHT = "bought"
    OWNED = "owned"


class Waiting(StrEnum):
    """Who pays for a node group while no work runs on it.

    Released: paid only at work and in its stops. Held: from its first day to the end of the run or its last day. Lent:
    held, and other work pays a stated share of the price meanwhile.
    """

    RELEASED = "released"
    HELD = "held"
    LENT = "lent"


LENT_SHARE = 0.5  # of a waiting group's price that other work pays; an assumption, shown


class GroupTerms(Struct, frozen=True, kw_only=True):
    """The terms of a node group beside its price: days count from the plan's start, ``until_day`` None is no end.

    ``waiting`` None: as the tenure has it (released on demand, else held). ``lent_share`` counts where it is lent.
    ``upkeep_per_hour`` is what a device that is owned costs in upkeep and staff (None: from its purchase price).
    """

    tenure: Tenure = Tenure.ON_DEMAND
    waiting: Waiting | None = None
    lent_share: float = LENT_SHARE
    from_day: float = 0.0
    until_day: float | None = None
    upkeep_per_hour: Money | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.lent_share <= 1.0:
            raise UserError(sentence("The share that other work pays is {:g}; enter 0 to 1.", self.lent_share))
        if not self.from_day >= 0.0:
            raise UserError(sentence("The first day is {:g}; enter 0 (the plan's start) or later.", self.from_day))
        if self.until_day is not None and not self.until_day > self.from_day:
            raise UserError(
                sentence(
                    "The last day ({:g}) is not after the first ({:g}); enter a later one.",
                    self.until_day,
                    self.from_day,
                )
            )


class PairLink(Struct, frozen=True, kw_only=True):
    """The link of one pair of pools, each named by (accelerator, site), where it is not the cluster's default."""

    first: PoolPlace
    second: PoolPlace
    link: InterPoolLink

    def joins(self, one: PoolPlace, other: PoolPlace) -> bool:
        """Say whether this is the link of two pools, in either order."""
        return {self.first, self.second} == {one, other} and one != other


class NodeGroup(Struct, frozen=True, kw_only=True):
    """Nodes of one accelerator on the same terms at one site.

    ``offer`` is a rent per device-hour or a purchase price; of what is owned it is the price of other use.
    ``precision`` None is the run's: a pool may train in another than the plan. ``nodes_evidence``: a number of nodes is
    one's own decision, and exact, unless it stands for a fleet that others ran. ``explore_min_nodes``,
    ``explore_max_nodes`` and ``explore_step_nodes`` are what the exploration may vary.
    """

    key: str
    accelerator: str
    nodes: int
    offer: Offer | None
    node_design: str | None = None
    site: str = ""
    explore_min_nodes: int = 0
    explore_max_nodes: int = 0
    explore_step_nodes: int = 1
    terms: GroupTerms = GroupTerms()
    precision: TrainingPrecision | None = None
    nodes_evidence: Evidence = Evidence.MEASURED

    @property
    def place(self) -> PoolPlace:
        """The pool that the group belongs to."""
        return self.accelerator, self.site

    @property
    def tenure(self) -> Tenure:
        """On what terms the group is had: a purchase price makes it bought."""
        bought = self.offer is not None and self.offer.acquisition is Acquisition.PURCHASE
        return Tenure.BOUGHT if bought else self.terms.tenure

    @property
    def waiting(self) -> Waiting:
        """Who pays while it waits: as stated, else on demand is released and everything else held."""
        if self.terms.waiting is not None:
            return self.terms.waiting
        return Waiting.RELEASED if self.tenure is Tenure.ON_DEMAND else Waiting.HELD


class Cluster(Struct, frozen=True, kw_only=True):
    """All node groups of a plan, the link between any two of their pools, and the links of single pairs."""

    groups: tuple[NodeGroup, ...] = ()
    inter_pool_link: InterPoolLink = InterPoolLink()
    pair_links: tuple[PairLink, ...] = ()

    def link_between(self, one: PoolPlace, other: PoolPlace) -> InterPoolLink:
        """Return the link of two pools: their own where one is set, else the default."""
        return next((pair.link for pair in self.pair_links if pair.joins(one, other)), self.inter_pool_link)


class Pool(Struct, frozen=True, kw_only=True):
    """Devices of one accelerator that train as one; every figure the performance model needs is present.

    Rates are bytes/s, one direction of one device. Devices are those that the software sees; ``accelerator`` and every
    figure are of one of them. ``software_devices`` of them are one device that is bought and counted in a node group.
    ``host_memory_bytes`` is of a node, the other rates of the host of one device; None where the node design says none.
    ``memory_bound`` False: as if its devices had memory for anything. ``tray_devices`` are the least of a rack that may
    stay idle by themselves, None where nodes are used whole.
    """

    accelerator: Accelerator
    devices: int
    devices_per_node: int
    scaleup_domain_devices: int
    scaleup_bytes_per_s: float
    nic_bytes_per_s: float
    memory_bytes: int
    memory_bytes_per_s: float
    software_devices: int = 1
    host_memory_bytes: float | None = None
    host_link_bytes_per_s: float | None = None
    host_bytes_per_s: float | None = None
    memory_bound: bool = True
    tray_devices: int | None = None

    @property
    def packages(self) -> int:
        """The devices that are bought, rented and fail."""
        return self.devices // self.software_devices

    @property
    def nodes(self) -> int:
        """Whole nodes."""
        return self.devices // self.devices_per_node


def pool_of(
    accelerator: Accelerator, *, nodes: int | None = None, devices: int | None = None, design: NodeDesign | None = None
) -> Pool:
    """Return a pool of so many nodes (or devices); a node design's figures win over the accelerator's.

    Where the accelerator holds estimates, they stand in for what is unknown. Raises MissingFigureError where the
    performance model would have to guess, UserError for no devices.
    """
    accelerator = with_estimates(accelerator, _given_by(design))
    per_node = _figure("devices_per_node", accelerator, design)
    count = devices if devices is not None else (nodes or 0) * int(per_node)
    if count < 1:
        raise UserError(sentence("{}: the pool has no devices; set at least one node.", accelerator.name))
    domain = int(_figure("scaleup_domain_devices", accelerator, design))
    scaleup = _figure("scaleup_bytes_per_s", accelerator, design) if domain > 1 else 0.0
    nic = _figure("nic_bytes_per_s", accelerator, design) if count > domain else (accelerator.nic_bytes_per_s or 0.0)
    pool = Pool(
        accelerator=accelerator,
        devices=count,
        devices_per_node=int(per_node),
        scaleup_domain_devices=domain,
        scaleup_bytes_per_s=scaleup,
        nic_bytes_per_s=nic,
        memory_bytes=int(_figure("memory_bytes", accelerator, None)),
        memory_bytes_per_s=_figure("memory_bytes_per_s", accelerator, None),
        host_memory_bytes=design.host_memory_bytes if design else None,
        host_link_bytes_per_s=design.host_link_bytes_per_s if design else None,
        host_bytes_per_s=design.host_bytes_per_s if design else None,
        tray_devices=_tray(accelerator, int(per_node), domain),
    )
    return pool if accelerator.software_devices == 1 else _as_software_counts(pool)


def _tray(accelerator: Accelerator, per_node: int, domain: int) -> int | None:
    """Return the devices of a tray of a rack, one scale-up domain of several servers as the accelerator comes in."""
    tray = accelerator.devices_per_node
    return tray if tray and tray < per_node <= domain and per_node % tray == 0 else None


def _as_software_counts(pool: Pool) -> Pool:
    """Return the same devices as their software sees them: more of them, each with its share."""
    each = pool.accelerator.software_devices
    return Pool(
        accelerator=part_of(pool.accelerator, 1 / each),
        devices=pool.devices * each,
        devices_per_node=pool.devices_per_node * each,
        scaleup_domain_devices=pool.scaleup_domain_devices * each,
        scaleup_bytes_per_s=pool.scaleup_bytes_per_s / each,
        nic_bytes_per_s=pool.nic_bytes_per_s / each,
        memory_bytes=pool.memory_bytes // each,
        memory_bytes_per_s=pool.memory_bytes_per_s / each,
        software_devices=each,
        host_memory_bytes=pool.host_memory_bytes,
        host_link_bytes_per_s=None if pool.host_link_bytes_per_s is None else pool.host_link_bytes_per_s / each,
        host_bytes_per_s=None if pool.host_bytes_per_s is None else pool.host_bytes_per_s / each,
        tray_devices=None if pool.tray_devices is None else pool.tray_devices * each,
    )


def _given_by(design: NodeDesign | None) -> frozenset[str]:
    """Return the figures that a node design states, for which no estimate of the accelerator is needed."""
    return frozenset(name for name in KINDS if getattr(design, name, None) is not None)


def _figure(name: str, accelerator: Accelerator, design: NodeDesign | None) -> float:
    value: float | None = getattr(design, name, None)
    if value is None:
        value = getattr(accelerator, name)
    if value is None:
        missing = FigureMissing(accelerator=accelerator.key, name=accelerator.name, figure=KINDS[name].words)
        raise MissingFigureError(words(missing))
    return value


def group_pool(group: NodeGroup, catalogue: Catalogue, nodes: int | None = None) -> Pool:
    """Return the pool of one node group (with another node count where one is given)."""
    design = catalogue.nodes.get(group.node_design) if group.node_design else None
    accelerator = catalogue.accelerator(group.accelerator)
    return pool_of(accelerator, nodes=group.nodes if nodes is None else nodes, design=design)


def group_power_w(group: NodeGroup, catalogue: Catalogue) -> float | None:
    """Return the power of a group's servers: the node design's, else 1.8 times the devices' TDP; None if unknown."""
    accelerator = with_estimates(catalogue.accelerator(group.accelerator))
    design = catalogue.nodes.get(group.node_design) if group.node_design else None
    if design is not None and design.node_power_w is not None:
        return design.node_power_w * group.nodes
    per_node = (design.devices_per_node if design else None) or accelerator.devices_per_node
    if accelerator.tdp_w is None or per_node is None:
        return None
    return SERVER_POWER_PER_TDP * accelerator.tdp_w * per_node * group.nodes
