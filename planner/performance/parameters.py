"""Parameters that one device holds, on the fullest stage."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.performance.case import Case
from planner.performance.layer_counts import Floats, Number
from planner.performance.layout import Schedule
from planner.performance.layouts import SCHEDULES, LayoutArrays

_DUALPIPE_V = SCHEDULES.index(Schedule.DUALPIPE_V)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceParameters:
    """Parameters of one device: those cut by tensor parallelism, and routed experts with their replica count."""

    dense: Floats
    experts: Floats
    expert_replicas: Floats


def stage_layers(layers: Number, pp: Floats) -> Number:
    """Return the layers of the fullest stage."""
    return np.ceil(layers / pp)


def ends_meet(layouts: LayoutArrays) -> NDArray[np.bool_]:
    """Say where one device holds the first and the last layers: one stage, or the V of DualPipeV."""
    meet: NDArray[np.bool_] = (layouts.pp == 1) | (layouts.schedule == _DUALPIPE_V)
    return meet


def device_parameters(case: Case, layouts: LayoutArrays) -> DeviceParameters:
    """Return the parameters on the first stage, with its embedding (and the head where it stands there too)."""
    counts = case.counts
    share = stage_layers(counts.layers, layouts.pp)
    routed = np.minimum(share, counts.moe_layers)
    dense_layers = share - routed
    router = counts.router_macs  # not cut by tensor parallelism
    attention = share * counts.attention_macs + dense_layers * counts.dense_macs + routed * counts.shared_macs
    whole = ends_meet(layouts)
    mtp = np.where(whole, counts.mtp_layers, 0.0)
    tables = np.where(whole, counts.head_tables, 1.0) * counts.head_macs
    more = mtp * (counts.attention_macs + counts.shared_macs + counts.mtp_projection_macs)
    return DeviceParameters(
        dense=(attention + more + tables) / layouts.tp + routed * router,
        experts=(routed + mtp) * counts.experts * counts.expert_macs / (layouts.ep * layouts.etp),
        expert_replicas=np.maximum(layouts.dp * layouts.cp * layouts.tp / (layouts.ep * layouts.etp), 1.0),
    )
