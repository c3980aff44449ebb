"""How many devices a launcher starts on one host: all of a node, but of a rack those of one tray."""

from collections.abc import Iterable
from math import gcd

from planner.catalogue.catalogue import Catalogue
from planner.cluster import NodeGroup, Pool, group_pool
from planner.errors import MissingFigureError


def host_devices(groups: Iterable[NodeGroup], catalogue: Catalogue, per_node: int) -> int:
    """Return the devices of one host of a pool of these groups, as their software counts; a node holds ``per_node``.

    A rack is one node of a plan, and each of its trays boots a system of its own.

    >>> from planner.catalogue.reader import load_catalogue
    >>> rack = NodeGroup(key="A", accelerator="GB200-NVL72", nodes=8, offer=None, node_design="GB200-NVL72")
    >>> host_devices([rack], load_catalogue(), 72)
    4
    """
    pools = [_one_node(group, catalogue) for group in groups if group.accelerator in catalogue.accelerators]
    if not any(pool and pool.tray_devices for pool in pools):
        return per_node
    return gcd(per_node, *(pool.tray_devices or pool.devices_per_node for pool in pools if pool))


def _one_node(group: NodeGroup, catalogue: Catalogue) -> Pool | None:
    """Return one node of a group; None where the plan's own catalogue lacks a figure that it was planned with."""
    try:
        return group_pool(group, catalogue, 1)
    except MissingFigureError:
        return None
