"""What a device has of its host, where part of the optimiser states lies there."""

from math import inf

from msgspec import Struct

from planner.cluster import Pool
from planner.errors import MissingFigureError
from planner.sentences import sentence
from planner.workload.states import States


class HostShare(Struct, frozen=True, kw_only=True):
    """One device's share of its host: memory, its link one way, and the rate of the host's memory; bytes, bytes/s."""

    memory_bytes: float
    link_bytes_per_s: float
    bytes_per_s: float


NOTHING_THERE = HostShare(memory_bytes=inf, link_bytes_per_s=inf, bytes_per_s=inf)


def host_of(pool: Pool, states: States) -> HostShare:
    """Return a device's share of its host: the user's own figures, else the node design's.

    Infinite where no states lie there. Raises MissingFigureError, naming it, for a figure that nobody gives.
    """
    if states.offload.share == 0.0:
        return NOTHING_THERE
    own = states.offload
    figures = {
        "host memory of a node": own.node_memory_bytes or pool.host_memory_bytes,
        "rate of a device's link to its host": own.link_bytes_per_s or pool.host_link_bytes_per_s,
        "rate of the host's memory for a device": own.host_bytes_per_s or pool.host_bytes_per_s,
    }
    for words, value in figures.items():
        if not value:
            raise MissingFigureError(
                sentence(
                    "{}: the {} is unknown; choose a node design that states it, enter your own, or keep the "
                    "optimiser states on the device.",
                    pool.accelerator.name,
                    words,
                )
            )
    memory, link, rate = (float(value or 0.0) for value in figures.values())
    return HostShare(memory_bytes=memory / pool.devices_per_node, link_bytes_per_s=link, bytes_per_s=rate)
