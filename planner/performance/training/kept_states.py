"""Optimiser states of one device: who shares them, what lies on it and what on its host; many layouts at once."""

import numpy as np
from msgspec import Struct

from planner.arrays import Number
from planner.performance.training.case import Case
from planner.performance.training.layout import Sharding
from planner.performance.training.layouts import SHARDINGS, LayoutArrays
from planner.performance.training.parameters import DeviceParameters
from planner.workload.optimisers import HOST_BYTES, MOST_OVER_MEAN_MATRICES

_UNSHARDED = SHARDINGS.index(Sharding.NONE)


class KeptStates(Struct, frozen=True, kw_only=True):
    """Of the fullest device: parameters that it updates, as matrices and as tables, and bytes of their states."""

    matrices: Number
    tables: Number
    device_bytes: Number
    host_bytes: Number


def shards_of(layouts: LayoutArrays, parameters: DeviceParameters) -> tuple[Number, Number]:
    """Return among how many replicas the states of dense parameters and of experts are shared out."""
    alone = layouts.sharding == _UNSHARDED
    if not alone.any():
        return layouts.dp * layouts.cp, parameters.expert_replicas
    return np.where(alone, 1.0, layouts.dp * layouts.cp), np.where(alone, 1.0, parameters.expert_replicas)


def states_of(case: Case, layouts: LayoutArrays, trained: DeviceParameters) -> KeptStates:
    """Return the states of what is trained.

    An optimiser of whole matrices gives each to one replica, so that the fullest has up to 1.3 times the mean. Of the
    host's share states and gradients lie there in FP32, whatever the device's have.
    """
    states, (shards, expert_shards) = case.states, shards_of(layouts, trained)
    if not states.kind.whole_matrices:
        matrices, tables = trained.dense / shards + trained.experts / expert_shards, 0.0
    else:
        matrices = _fullest(trained.dense - trained.tables, shards) + _fullest(trained.experts, expert_shards)
        tables = trained.tables / shards
    away, kept = states.offload.share, states.state_bytes * matrices
    if states.kind.whole_matrices:
        kept = kept + states.table_state_bytes * tables
    return KeptStates(
        matrices=matrices,
        tables=tables,
        device_bytes=(1.0 - away) * kept if away else kept,
        host_bytes=away * HOST_BYTES * (matrices + tables) if away else 0.0,
    )


def table_host_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return the bytes of a parameter of embedding or head, which tensor parallelism cuts, that lie on the host."""
    shards = np.where(layouts.sharding == _UNSHARDED, 1.0, layouts.dp * layouts.cp)
    return case.states.offload.share * HOST_BYTES / shards


def _fullest(parameters: Number, shards: Number) -> Number:
    return np.minimum(parameters, MOST_OVER_MEAN_MATRICES * parameters / shards)
