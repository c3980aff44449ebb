"""Server and rack designs: how devices, scale-up domain, NICs and power come together."""

from msgspec import Struct

from planner.catalogue.accelerator import Evidence


class NodeDesign(Struct, frozen=True, kw_only=True):
    """One server or rack design. ``None`` means unknown; rates are one direction of one device.

    ``host_memory_bytes`` is the main memory of a node, ``host_link_bytes_per_s`` what a device's link to it reaches,
    ``host_bytes_per_s`` a device's share of the memory's own rate; ``host_source`` says who says so.
    """

    key: str
    name: str
    accelerator: str
    devices_per_node: int | None = None
    scaleup_domain_devices: int | None = None
    scaleup_topology: str = ""
    scaleup_bytes_per_s: float | None = None
    nic_bytes_per_s: float | None = None
    nic_note: str = ""
    node_power_w: float | None = None
    power_note: str = ""
    price_note: str = ""
    host_memory_bytes: float | None = None
    host_link_bytes_per_s: float | None = None
    host_bytes_per_s: float | None = None
    host_source: str = ""
    source: str = ""
    evidence: Evidence = Evidence.ESTIMATE
