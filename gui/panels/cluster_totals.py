"""What the node groups of a cluster add up to; pure sums over stated figures."""

from dataclasses import dataclass

from gui.edits import can_convert
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Acquisition, Money
from planner.cluster import NodeGroup
from planner.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTotals:
    """One node group's sums; None where a figure that it needs is unknown."""

    devices: int | None
    peak_flop_per_s: float | None
    memory_bytes: float | None
    power_w: float | None
    rent_per_hour: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterTotals:
    """Sums over the groups that have the figure; ``incomplete`` names the sums in which one is missing."""

    devices: int
    peak_flop_per_s: float
    memory_bytes: float
    power_w: float
    rent_per_hour: Money
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
    rate = accelerator.peak_flop_per_s.get(plan.run.precision.rate)
    return GroupTotals(
        devices=devices,
        peak_flop_per_s=_times(devices, rate),
        memory_bytes=_times(devices, accelerator.memory_bytes),
        power_w=_times(group.nodes, design.node_power_w)
        if design and design.node_power_w
        else _times(devices, accelerator.tdp_w),
        rent_per_hour=_rent(group, devices, plan),
    )


def cluster_totals(plan: Plan, catalogue: Catalogue) -> ClusterTotals:
    """Return the sums of all node groups."""
    groups = [group_totals(group, plan, catalogue) for group in plan.cluster.groups if group.nodes > 0]
    fields = ("devices", "peak_flop_per_s", "memory_bytes", "power_w", "rent_per_hour")
    return ClusterTotals(
        devices=sum(group.devices or 0 for group in groups),
        peak_flop_per_s=sum(group.peak_flop_per_s or 0.0 for group in groups),
        memory_bytes=sum(group.memory_bytes or 0.0 for group in groups),
        power_w=sum(group.power_w or 0.0 for group in groups),
        rent_per_hour=Money(
            amount=sum(group.rent_per_hour.amount for group in groups if group.rent_per_hour), currency=plan.currency
        ),
        incomplete=frozenset(name for name in fields if any(getattr(group, name) is None for group in groups)),
    )


def _times(count: int | None, figure: float | None) -> float | None:
    return None if count is None or figure is None else count * figure


def _rent(group: NodeGroup, devices: int | None, plan: Plan) -> Money | None:
    offer = group.offer
    if devices is None or offer is None or offer.acquisition is not Acquisition.RENT:
        return None
    if not can_convert(plan, offer.price.currency):
        return None
    return Money(amount=plan.rates.convert(offer.price, plan.currency).amount * devices, currency=plan.currency)
