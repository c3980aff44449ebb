"""Parameters that one device holds, on the fullest stage."""

from enum import Enum, auto

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.arrays import Floats, Number, some
from planner.performance.training.case import Case
from planner.performance.training.layer_counts import LayerCounts, stages_of
from planner.performance.training.layout import Schedule
from planner.performance.training.layouts import SCHEDULES, LayoutArrays
from planner.workload.states import AdaptedModule, Lora

_DUALPIPE = SCHEDULES.index(Schedule.DUALPIPE)
_DUALPIPE_V = SCHEDULES.index(Schedule.DUALPIPE_V)


class Place(Enum):
    """A device's place in the pipeline: with the embedding, between the ends, or (at most) full and with the head."""

    FIRST = auto()
    INNER = auto()
    LAST = auto()


class DeviceParameters(Struct, frozen=True, kw_only=True):
    """Parameters of one device: those cut by tensor parallelism, and routed experts with their replica count.

    Of the dense ones ``tables`` are of embedding and head. ``adapters`` and ``expert_adapters`` are beside them where
    weights are frozen (None: none).
    """

    dense: Floats
    experts: Floats
    expert_replicas: Floats
    tables: Number
    adapters: Number = None
    expert_adapters: Number = None

    def held(self) -> "DeviceParameters":
        """Return all that the device holds, adapters among the weights that they stand beside."""
        if self.adapters is None:
            return self
        return replace(self, dense=self.dense + self.adapters, experts=self.experts + self.expert_adapters)

    def without_table(self, but: NDArray[np.bool_]) -> "DeviceParameters":
        """Return what a stage between the ends holds; everything where both ``but`` meet."""
        table = np.where(but, 0.0, self.tables)
        return replace(self, dense=self.dense - table, tables=self.tables - table)

    def trained(self) -> "DeviceParameters":
        """Return those that have gradients and states: all, or the adapters."""
        if self.adapters is None:
            return self
        nothing = 0.0 * self.dense
        return replace(self, dense=self.adapters + nothing, experts=self.expert_adapters + nothing, tables=0.0)


def stage_layers(layers: Number, pp: Floats) -> Number:
    """Return the layers of the fullest stage."""
    return np.ceil(layers / pp)


def ends_meet(layouts: LayoutArrays) -> NDArray[np.bool_]:
    """Say where one device holds the first and the last layers: one stage, or the V of DualPipeV."""
    meet: NDArray[np.bool_] = (layouts.pp == 1) | (layouts.schedule == _DUALPIPE_V)
    return meet


def device_parameters(case: Case, layouts: LayoutArrays, place: Place = Place.LAST) -> DeviceParameters:
    """Return the parameters of a stage in some place; where both ends meet, all places are that one.

    Of DualPipe it is the mean of the two stages that a device holds.
    """
    counts, whole = case.counts, ends_meet(layouts)
    if place is Place.INNER:
        return device_parameters(case, layouts, Place.LAST).without_table(whole)
    stage, mtp = stage_at(case, layouts, place)
    cut, kept_whole, experts = _layer_parameters(counts, stage, mtp)
    both = (layouts.schedule == _DUALPIPE) & (place is Place.FIRST)
    tables = np.where(whole, counts.head_tables, np.where(both, counts.head_tables / 2.0, 1.0)) * counts.head_macs
    found = DeviceParameters(
        dense=(cut + mtp * counts.mtp_projection_macs + tables) / layouts.tp + kept_whole,
        experts=experts / (layouts.ep * layouts.etp),
        expert_replicas=np.maximum(layouts.dp * layouts.cp * layouts.tp / (layouts.ep * layouts.etp), 1.0),
        tables=tables / layouts.tp,
    )
    if case.states.lora is None:
        return found
    beside, of_experts = _adapters(counts, stage, mtp, case.states.lora)
    return replace(found, adapters=beside / layouts.tp, expert_adapters=of_experts / (layouts.ep * layouts.etp))


def stage_at(case: Case, layouts: LayoutArrays, place: Place) -> tuple[Floats, Number]:
    """Return the layers of each kind in the stage with most parameters, or in the first, shape (kinds, n).

    With them how many MTP modules stand there.
    """
    counts, meet = case.counts, ends_meet(layouts)
    alone = np.where(meet, counts.mtp_layers, 0.0)
    fullest: Floats = stages_of(counts.cuts.params, layouts)[0]
    if place is not Place.FIRST:
        return fullest, alone
    first: Floats = stages_of(counts.cuts.first, layouts)[0]
    paired = layouts.schedule == _DUALPIPE
    if some(paired):
        (last,) = stages_of(counts.cuts.last, layouts)
        first = np.where(paired, (first + last) / 2.0, first)
        alone = alone + np.where(paired, counts.mtp_layers / 2.0, 0.0)
    return np.where(meet, fullest, first), alone


def _adapters(counts: LayerCounts, stage: Floats, mtp: Number, lora: Lora) -> tuple[Number, Number]:
    """Return the parameters of a stage's adapters: a rank times rows and columns of every matrix that has one."""
    beside, experts = 0.0, 0.0
    for kind, layers in zip(counts.kinds, stage, strict=True):
        mixer, channel = counts.parts(kind)
        more = layers + mtp * kind.mtp_layers
        if AdaptedModule.ATTENTION in lora.modules:
            beside = beside + more * mixer.matrices.adapted
        if AdaptedModule.FEED_FORWARD in lora.modules:
            beside = beside + more * channel.adapted
        if AdaptedModule.EXPERTS in lora.modules:
            experts = experts + more * channel.experts * channel.expert_matrices.adapted
    return lora.rank * beside, lora.rank * experts


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
