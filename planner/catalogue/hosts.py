"""The hosts of node designs: ``hosts.csv``, which a catalogue may lack; memory in GB of a node, rates in GB/s a device.

All of them are estimates for planning: what a link reaches, not what is printed of it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from planner.catalogue.csv_table import read_rows
from planner.catalogue.node import NodeDesign
from planner.sentences import sentence
from planner.units import GIGA

HOSTS: Final = "hosts.csv"
_COLUMNS: Final = ("node", "host_memory_gb", "host_link_gb_per_s", "host_rate_gb_per_s", "source")


def with_hosts(folder: Path, nodes: Mapping[str, NodeDesign]) -> dict[str, NodeDesign]:
    """Return node designs with what the table says of their hosts; raise CatalogueError naming line and column."""
    found = dict(nodes)
    if not (folder / HOSTS).exists():
        return found
    for row in read_rows(folder / HOSTS, _COLUMNS):
        key = row.required("node")
        if key not in found:
            raise row.error("node", sentence("{!r} is not in nodes.csv; add it there or correct the key.", key))
        memory, link, rate = (row.number(column) for column in _COLUMNS[1:4])
        found[key] = replace(
            found[key],
            host_memory_bytes=None if memory is None else memory * GIGA,
            host_link_bytes_per_s=None if link is None else link * GIGA,
            host_bytes_per_s=None if rate is None else rate * GIGA,
            host_source=row.required("source"),
        )
    return found
