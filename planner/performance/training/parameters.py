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


_BY_PLACE = ("dense", "experts", "tables", "adapters", "expert_adapters")


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

    def in_all_places(self, but: NDArray[np.bool_]) -> "DeviceParameters":
        """Return what stages hold first, between the ends and last, from those at the ends; ``but`` as above."""
        first, last = self._at(0), self._at(1)
        every = (first, last.without_table(but), last)
        names = [name for name in _BY_PLACE if getattr(self, name) is not None]
        found = {name: np.stack([getattr(one, name) for one in every]) for name in names}
        return DeviceParameters(**found, expert_replicas=self.expert_replicas)

    def _at(self, end: int) -> "DeviceParameters":
        """Return those at one of both ends; what has one value a layout is the same at both."""
        return replace(
            self,
            **{name: value[end] for name in _BY_PLACE if np.ndim(value := getattr(self, name)) > 1},
        )

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
    if place is Place.INNER:
        return device_parameters(case, layouts, Place.LAST).without_table(ends_meet(layouts))
    stage, mtp = stage_at(case, layouts, place)
    return _parameters(case, layouts, stage, mtp, _tables(case, layouts, place))


def parameters_by_place(case: Case, layouts: LayoutArrays) -> DeviceParameters:
    """Return what ``device_parameters`` does of each ``Place`` in turn, shape (places, n).

    Experts have as many replicas in every place.
    """
    ends = [Place.FIRST, Place.LAST]
    (first, alone), (last, same) = (stage_at(case, layouts, place) for place in ends)
    paired = some(layouts.schedule == _DUALPIPE)
    mtp = np.stack([alone, same]) if paired else same
    tables = np.stack([_tables(case, layouts, place) for place in ends]) if paired else _tables(case, layouts)
    found = _parameters(case, layouts, np.stack([first, last], axis=1), mtp, tables)
    return found.in_all_places(ends_meet(layouts))


def _tables(case: Case, layouts: LayoutArrays, place: Place = Place.LAST) -> Number:
    """Return the parameters of embedding and head in a stage at the ends, before tensor ranks cut them."""
    counts = case.counts
    one: Number = 1.0
    if place is Place.FIRST and some(paired := layouts.schedule == _DUALPIPE):
        one = np.where(paired, counts.head_tables / 2.0, 1.0)
    return np.where(ends_meet(layouts), counts.head_tables, one) * counts.head_macs


def _parameters(case: Case, layouts: LayoutArrays, stage: Floats, mtp: Number, tables: Number) -> DeviceParameters:
    """Return the parameters of stages of so many layers of each kind, with MTP modules and tables."""
    counts, ranks = case.counts, layouts.ep * layouts.etp
    cut, kept_whole, experts = _layer_parameters(counts, stage, mtp)
    found = DeviceParameters(
        dense=(cut + mtp * counts.mtp_projection_macs + tables) / layouts.tp + kept_whole,
        experts=experts / ranks,
        expert_replicas=np.maximum(layouts.dp * layouts.cp * layouts.tp / ranks, 1.0),
        tables=tables / layouts.tp,
    )
    if case.states.lora is None:
        return found
    beside, of_experts = _adapters(counts, stage, mtp, case.states.lora)
    return replace(found, adapters=beside / layouts.tp, expert_adapters=of_experts / ranks)


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
