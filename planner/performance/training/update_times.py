"""Time of the optimiser's update: memory, Muon's orthogonalisation, and the share that is updated on the host."""

import numpy as np

from planner.arrays import Number
from planner.performance.device import operators
from planner.performance.device.collectives import Links, gather_s, inner_ranks
from planner.performance.training.case import Case
from planner.performance.training.kept_states import KeptStates, shards_of, states_of
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.parameters import DeviceParameters, Place, stage_at
from planner.units import FP32_BYTES
from planner.workload.optimisers import ADAM_BYTES

_HOST_UPDATE_BYTES = FP32_BYTES + 2 * ADAM_BYTES  # a parameter: gradient and states read in FP32, states written


def update_s(case: Case, layouts: LayoutArrays, links: Links, trained: DeviceParameters) -> Number:
    """Return the seconds of an update of what a device trains."""
    states, kept = case.states, states_of(case, layouts, trained)
    moved = states.step_bytes(states.state_bytes) * kept.matrices
    if states.kind.whole_matrices:
        moved = moved + states.step_bytes(states.table_state_bytes) * kept.tables
    seconds = operators.memory_s(case, (1.0 - states.offload.share) * moved)
    if states.offload.share:
        seconds = seconds + _on_host_s(case, kept)
    if states.orthogonalising_steps:
        seconds = seconds + _orthogonalising_s(case, layouts, links, trained)
    return seconds


def _on_host_s(case: Case, kept: KeptStates) -> Number:
    """Return the time of the host's share: gradients down, update, weights up in FP32; the largest where overlapped."""
    share = case.states.offload.share * (kept.matrices + kept.tables)
    down = up = share * FP32_BYTES / case.host_link_bytes_per_s
    update = share * _HOST_UPDATE_BYTES / case.host_bytes_per_s
    if case.states.offload.overlapped:
        return np.maximum(np.maximum(down, up), update)
    return down + update + up


def _orthogonalising_s(case: Case, layouts: LayoutArrays, links: Links, trained: DeviceParameters) -> Number:
    """Return the time of Newton-Schulz steps, each matrix whole on one replica (the fullest has at least the largest).

    Tensor-parallel ranks gather the update of a dense matrix in FP32 and all do its work (Megatron-LM, muon-tp-mode
    duplicated). The saving of symmetric products is left out.
    """
    counts, (stage, mtp) = case.counts, stage_at(case, layouts, Place.LAST)
    dense, experts, largest, largest_expert = 0.0, 0.0, 0.0, 0.0
    for kind, layers in zip(counts.kinds, stage, strict=True):
        mixer, channel = counts.parts(kind)
        more = layers + mtp * kind.mtp_layers
        dense = dense + more * (mixer.matrices.flop + channel.matrices.flop)
        experts = experts + more * channel.experts * channel.expert_matrices.flop
        there = more > 0
        largest = np.maximum(largest, there * np.maximum(mixer.matrices.largest_flop, channel.matrices.largest_flop))
        largest_expert = np.maximum(largest_expert, there * channel.expert_matrices.largest_flop)
    shards, expert_shards = shards_of(layouts, trained)
    flop = np.maximum(dense / shards, largest) + np.maximum(experts / layouts.ep / expert_shards, largest_expert)
    vector = FP32_BYTES * (trained.dense - trained.tables) * layouts.tp / shards
    inner = inner_ranks(1.0, layouts.tp, case.domain)
    gathered = gather_s(links, vector, inner, layouts.tp / inner)
    work = case.states.orthogonalising_steps * flop / operators.wide_matmul_flop_per_s(case)
    return work + gathered
