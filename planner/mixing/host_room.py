"""What the hosts of a pipeline's stages hold, where optimiser states lie there."""

import numpy as np

from planner.arrays import Floats, Number
from planner.performance.training.case import Case
from planner.performance.training.kept_states import table_host_bytes
from planner.performance.training.layouts import LayoutArrays


def host_share(case: Case, layouts: LayoutArrays, of_layer: Number) -> Floats:
    """Return what a layer's states take of a device's share of the host that those of an end of the pipeline leave.

    ``of_layer`` are the bytes of a layer on the host of one device, shape (n,). Zero where no states lie there.
    """
    share = np.zeros(len(layouts))
    if case.states.offload.share:
        of_table = case.counts.head_macs / layouts.tp * table_host_bytes(case, layouts)
        left = np.maximum(case.host_memory_bytes - of_table, 0.0)
        np.divide(of_layer, left, out=share, where=left > 0.0)
        share[left <= 0.0] = np.inf
    return share


def layers_on_host(share: Floats) -> Floats:
    """Return the layers whose states the host holds; infinitely many where none lie there."""
    most = np.full(len(share), np.inf)
    np.divide(1.0, share, out=most, where=share > 0.0)
    held: Floats = np.floor(most)
    return held
