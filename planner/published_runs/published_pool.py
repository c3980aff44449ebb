"""The pool of a published run: the node and the links that its row prints, the catalogue's where it prints none."""

import re
from typing import Final

from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.estimates import without_estimates
from planner.catalogue.node import NodeDesign
from planner.cluster import Pool, pool_of
from planner.errors import MissingFigureError
from planner.published_runs.table import PublishedRow
from planner.units import GIGA, TERA, bytes_per_s_from_gbit_per_s, one_way_from_bidirectional

# One direction of a PCIe 4.0 x16 slot: 16 GT/s x 16 lanes x 128/130 coding (PCI-SIG base specification 4.0).
PCIE4_BYTES_PER_S: Final = 31.5e9
_DOMAIN = re.compile(r"nvl(\d+)", re.IGNORECASE)
_DEVICE_LINK = re.compile(r"nvlink|nvswitch|xgmi|infinity|hccs", re.IGNORECASE)
_LINK_RATE = re.compile(r"(?<![\d.])([\d.]+) ?(TB|GB)/s")


def published_pool(row: PublishedRow, accelerator: Accelerator, devices: int, assumed: list[str]) -> Pool:
    """Return the pool with the node and links that the row prints; the catalogue gives what it does not.

    A run is predicted on stated figures alone, where there are any.
    """
    per_node = row.whole("per_node") or accelerator.devices_per_node
    network_gbit_per_s = row.positive("inter_node_link_gbps_per_acc")
    link = row.text("intra_node_link") or ""
    domain, scaleup = _scaleup(link, accelerator, per_node)
    printed = NodeDesign(
        key="as-published",
        name="node as published",
        accelerator=accelerator.key,
        devices_per_node=per_node,
        scaleup_domain_devices=domain,
        scaleup_bytes_per_s=scaleup,
        nic_bytes_per_s=None if network_gbit_per_s is None else bytes_per_s_from_gbit_per_s(network_gbit_per_s),
    )
    counted = replace(accelerator, software_devices=1)  # a table counts devices as its software does
    try:
        return pool_of(without_estimates(counted), devices=devices, design=printed)
    except MissingFigureError as missing:
        assumed.append(f"{missing} Estimated, or at least that of a PCIe 4.0 x16 slot")
    slot = replace(
        printed,
        scaleup_domain_devices=domain or per_node,
        scaleup_bytes_per_s=scaleup or accelerator.scaleup_bytes_per_s or PCIE4_BYTES_PER_S,
    )
    return pool_of(counted, devices=devices, design=slot)


def _scaleup(link: str, accelerator: Accelerator, per_node: int | None) -> tuple[int | None, float | None]:
    """Return the scale-up domain's size and the link's one-way rate as a row prints them; None: the catalogue's."""
    rate = _LINK_RATE.search(link)
    one_way = None
    if rate is not None:
        unit = TERA if rate.group(2) == "TB" else GIGA
        one_way = one_way_from_bidirectional(float(rate.group(1)) * unit)
    racks = _DOMAIN.search(link)
    if racks is not None:
        return int(racks.group(1)), one_way
    if "pcie" in link.lower():
        return per_node, one_way or PCIE4_BYTES_PER_S
    domain = accelerator.scaleup_domain_devices
    if domain == 1 and per_node is not None and _DEVICE_LINK.search(link):
        return per_node, one_way  # modules that the catalogue lists one by one, joined in the node of this row
    if per_node is not None and domain is not None and domain <= (accelerator.devices_per_node or domain):
        domain = min(domain, per_node)  # a server with fewer devices than the design; racks keep their domain
    return domain, one_way
