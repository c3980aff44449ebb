"""Node groups and clusters: counts, power, memory; pure sums."""

from dataclasses import dataclass
from enum import StrEnum

from planner.catalogue.accelerator import Accelerator, Evidence
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Offer
from planner.errors import MissingFigureError, UserError


class BorderKind(StrEnum):
    """How traffic between two pools travels."""

    DEVICE_DIRECT = "device-direct"
    THROUGH_HOST = "through-host"
    WIDE_AREA = "wide-area"


# Watts of a server per watt of its accelerators' TDP, where no server figure is known. Source: Epoch AI,
# training-cost-trends (DGX H100: 10.2 kW for 8 x 700 W is 1.82).
SERVER_POWER_PER_TDP = 1.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """The link between pools: aggregate one-way bytes/s over the border NICs, and its latency."""

    kind: BorderKind = BorderKind.WIDE_AREA
    bytes_per_s: float = 1.25e10
    latency_s: float = 5e-3
    evidence: Evidence = Evidence.ESTIMATE
    source: str = "assumed 100 Gbit/s between sites; enter your own"


PoolPlace = tuple[str, str]  # accelerator and site: what stands together and trains as one pool


@dataclass(frozen=True, slots=True, kw_only=True)
class PairBorder:
    """The border of one pair of pools, each named by (accelerator, site), where it is not the cluster's default."""

    first: PoolPlace
    second: PoolPlace
    border: Border

    def joins(self, one: PoolPlace, other: PoolPlace) -> bool:
        """Say whether this is the border of two pools, in either order."""
        return {self.first, self.second} == {one, other} and one != other


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeGroup:
    """Nodes of one accelerator bought or rented on the same terms at one site.

    ``explore_min_nodes``/``explore_max_nodes``/``explore_step_nodes`` are what the exploration may vary.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """All node groups of a plan, the border between any two of their pools, and the borders of single pairs."""

    groups: tuple[NodeGroup, ...] = ()
    border: Border = Border()
    pair_borders: tuple[PairBorder, ...] = ()

    def border_between(self, one: PoolPlace, other: PoolPlace) -> Border:
        """Return the border of two pools: their own where one is set, else the default."""
        return next((pair.border for pair in self.pair_borders if pair.joins(one, other)), self.border)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Devices of one accelerator that train as one; every figure the performance model needs is present.

    Rates are bytes/s, one direction of one device.
    """

    accelerator: Accelerator
    devices: int
    devices_per_node: int
    scaleup_domain_devices: int
    scaleup_bytes_per_s: float
    nic_bytes_per_s: float
    memory_bytes: int
    memory_bytes_per_s: float

    @property
    def nodes(self) -> int:
        """Whole nodes."""
        return self.devices // self.devices_per_node


def pool_of(
    accelerator: Accelerator, *, nodes: int | None = None, devices: int | None = None, design: NodeDesign | None = None
) -> Pool:
    """Return a pool of so many nodes (or devices); a node design's figures win over the accelerator's.

    Raises MissingFigureError where the performance model would have to guess, UserError for no devices.
    """
    per_node = _figure("devices_per_node", accelerator, design)
    count = devices if devices is not None else (nodes or 0) * int(per_node)
    if count < 1:
        raise UserError(f"{accelerator.name}: the pool has no devices; set at least one node.")
    domain = int(_figure("scaleup_domain_devices", accelerator, design))
    scaleup = _figure("scaleup_bytes_per_s", accelerator, design) if domain > 1 else 0.0
    nic = _figure("nic_bytes_per_s", accelerator, design) if count > domain else (accelerator.nic_bytes_per_s or 0.0)
    return Pool(
        accelerator=accelerator,
        devices=count,
        devices_per_node=int(per_node),
        scaleup_domain_devices=domain,
        scaleup_bytes_per_s=scaleup,
        nic_bytes_per_s=nic,
        memory_bytes=int(_figure("memory_bytes", accelerator, None)),
        memory_bytes_per_s=_figure("memory_bytes_per_s", accelerator, None),
    )


_WORDS = {
    "devices_per_node": "number of devices in a node",
    "scaleup_domain_devices": "size of the scale-up domain",
    "scaleup_bytes_per_s": "scale-up link rate",
    "nic_bytes_per_s": "NIC rate per device",
    "memory_bytes": "memory capacity",
    "memory_bytes_per_s": "memory bandwidth",
}


def _figure(name: str, accelerator: Accelerator, design: NodeDesign | None) -> float:
    value: float | None = getattr(design, name, None)
    if value is None:
        value = getattr(accelerator, name)
    if value is None:
        raise MissingFigureError(
            f"{accelerator.name}: the {_WORDS[name]} is unknown; enter it with its source in the catalogue card."
        )
    return value


def group_pool(group: NodeGroup, catalogue: Catalogue, nodes: int | None = None) -> Pool:
    """Return the pool of one node group (with another node count where one is given)."""
    design = catalogue.nodes.get(group.node_design) if group.node_design else None
    accelerator = catalogue.accelerator(group.accelerator)
    return pool_of(accelerator, nodes=group.nodes if nodes is None else nodes, design=design)


def group_power_w(group: NodeGroup, catalogue: Catalogue) -> float | None:
    """Return the power of a group's servers: the node design's, else 1.8 times the devices' TDP; None if unknown."""
    accelerator = catalogue.accelerator(group.accelerator)
    design = catalogue.nodes.get(group.node_design) if group.node_design else None
    if design is not None and design.node_power_w is not None:
        return design.node_power_w * group.nodes
    per_node = (design.devices_per_node if design else None) or accelerator.devices_per_node
    if accelerator.tdp_w is None or per_node is None:
        return None
    return SERVER_POWER_PER_TDP * accelerator.tdp_w * per_node * group.nodes
