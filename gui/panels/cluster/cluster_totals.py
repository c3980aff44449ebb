"""What the node groups of a cluster add up to; pure sums over stated figures."""

from msgspec import Struct

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Money
from planner.cluster import NodeGroup, group_power_w
from planner.cost import device_hour
from planner.errors import UserError
from planner.plan import Plan


class GroupTotals(Struct, frozen=True, kw_only=True):
    """One node group's sums; None where a figure that it needs is unknown."""

    devices: int | None
    peak_flop_per_s: float | None
    memory_bytes: float | None
    power_w: float | None
    price_per_hour: Money | None


class ClusterTotals(Struct, frozen=True, kw_only=True):
    """Sums over the groups that have the figure; ``incomplete`` names the sums in which one is missing."""

    devices: int
    peak_flop_per_s: float
    memory_bytes: float
    power_w: float
    price_per_hour: Money
    incomplete: frozenset[str]


def design_of(group: NodeGroup, catalogue: Catalogue) -> NodeDesign | None:
    """Return the node design of a group; None where it has none or the catalogue does not know it."""
    return catalogue.nodes.get(group.node_design) if group.node_design else None


def group_totals(group: NodeGroup, plan: Plan, catalogue: Catalogue) -> GroupTotals:
    """Return the sums of one node group, at the peak rate of the run's number format."""
    accelerator = catalogue.accelerator(group.accelerator)
    design = design_of(group, catalogue)
    per_node = (design and design.devices_per_node) or accelerator.devices_per_node
    devices = None if per_node is None else per_node * group.nodes
    rate = accelerator.peak_flop_per_s.get(plan.training.precision.rate)
    return GroupTotals(
        devices=devices,
        peak_flop_per_s=_times(devices, rate),
        memory_bytes=_times(devices, accelerator.memory_bytes),
        power_w=group_power_w(group, catalogue),
        price_per_hour=_price(group, devices, group_power_w(group, catalogue), plan),
    )


def cluster_totals(plan: Plan, catalogue: Catalogue) -> ClusterTotals:
    """Return the sums of all node groups."""
    groups = [group_totals(group, plan, catalogue) for group in plan.cluster.groups if group.nodes > 0]
    fields = ("devices", "peak_flop_per_s", "memory_bytes", "power_w", "price_per_hour")
    return ClusterTotals(
        devices=sum(group.devices or 0 for group in groups),
        peak_flop_per_s=sum(group.peak_flop_per_s or 0.0 for group in groups),
        memory_bytes=sum(group.memory_bytes or 0.0 for group in groups),
        power_w=sum(group.power_w or 0.0 for group in groups),
        price_per_hour=Money(
            amount=sum(group.price_per_hour.amount for group in groups if group.price_per_hour), currency=plan.currency
        ),
        incomplete=frozenset(name for name in fields if any(getattr(group, name) is None for group in groups)),
    )


def _times(count: int | None, figure: float | None) -> float | None:
    return None if count is None or figure is None else count * figure


def _price(group: NodeGroup, devices: int | None, power_w: float | None, plan: Plan) -> Money | None:
    if devices is None or group.offer is None:
        return None
    try:
        each = device_hour(group.offer, None if power_w is None else power_w / max(1, devices), plan.price_terms)
    except UserError:
        return None  # a rate or a power is missing: the plan says which
    return Money(amount=each.total * devices, currency=plan.currency)
