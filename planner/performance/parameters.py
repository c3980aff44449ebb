"""Parameters that one device holds, on the fullest stage."""

from dataclasses import dataclass

import numpy as np

from planner.performance.case import Case
from planner.performance.layer_counts import Floats, Number
from planner.performance.layouts import LayoutArrays


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceParameters:
    """Parameters of one device: those cut by tensor parallelism, and routed experts with their replica count."""

    dense: Floats
    experts: Floats
    expert_replicas: Floats


def stage_layers(layers: Number, pp: Floats) -> Number:
    """Return the layers of the fullest stage."""
    return np.ceil(layers / pp)


def device_parameters(case: Case, layouts: LayoutArrays) -> DeviceParameters:
    """Return the parameters on the first stage, with its embedding (and the head where there is one stage)."""
    counts = case.counts
    share = stage_layers(counts.layers, layouts.pp)
    routed = np.minimum(share, counts.moe_layers)
    dense_layers = share - routed
    router = counts.router_macs  # not cut by tensor parallelism
    attention = share * counts.attention_macs + dense_layers * counts.dense_macs + routed * counts.shared_macs
    mtp = np.where(layouts.pp > 1, 0.0, counts.mtp_layers)
    tables = np.where(layouts.pp > 1, 1.0, counts.head_tables) * counts.head_macs
    more = mtp * (counts.attention_macs + counts.shared_macs + counts.mtp_projection_macs)
    return DeviceParameters(
        dense=(attention + more + tables) / layouts.tp + routed * router,
        experts=(routed + mtp) * counts.experts * counts.expert_macs / (layouts.ep * layouts.etp),
        expert_replicas=np.maximum(layouts.dp * layouts.cp * layouts.tp / (layouts.ep * layouts.etp), 1.0),
    )
