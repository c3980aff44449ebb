"""Parameters that one device holds, on the fullest stage."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.performance.case import Case
from planner.performance.layer_counts import Floats, LayerCounts, Number, stages_of
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
    """Return the parameters on the fullest stage, with its embedding (and the head where it stands there too)."""
    counts, whole = case.counts, ends_meet(layouts)
    (fullest,) = stages_of(counts.cuts.params, layouts)
    mtp = np.where(whole, counts.mtp_layers, 0.0)
    cut, kept_whole, experts = _layer_parameters(counts, fullest, mtp)
    tables = np.where(whole, counts.head_tables, 1.0) * counts.head_macs
    return DeviceParameters(
        dense=(cut + mtp * counts.mtp_projection_macs + tables) / layouts.tp + kept_whole,
        experts=experts / (layouts.ep * layouts.etp),
        expert_replicas=np.maximum(layouts.dp * layouts.cp * layouts.tp / (layouts.ep * layouts.etp), 1.0),
    )


def _layer_parameters(counts: LayerCounts, stage: Floats, mtp: Number) -> tuple[Number, Number, Number]:
    """Return the parameters of a stage's layers: cut by tensor parallelism, on every rank whole, of routed experts."""
    cut, kept_whole, experts = 0.0, 0.0, 0.0
    for kind, layers in zip(counts.kinds, stage, strict=True):
        mixer, channel = counts.parts(kind)
        more = layers + mtp * kind.mtp_layers
        cut = cut + more * (mixer.params + channel.dense_macs + channel.shared_macs)
        kept_whole = kept_whole + layers * (channel.router_macs + channel.latent_macs)
        experts = experts + more * (channel.experts * channel.expert_macs)
    return cut, kept_whole, experts
