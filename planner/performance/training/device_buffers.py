"""What a device holds beside states and activations: communication buffers, its context and its communicators."""

import numpy as np

from planner.arrays import Number
from planner.performance.device.collectives import inner_ranks
from planner.performance.training.case import Case
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.part_times import imbalance, tokens_of
from planner.units import BF16_BYTES

# with more peers NCCL gives each fewer channels (src/graph/paths.cc, ncclTopoComputeP2pChannels)
_MOST_EXCHANGE_PEERS = 7.0


def buffer_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return communication buffers: dispatch and combine of one layer, pipeline messages both ways.

    Tensor-parallel ranks hold one layer's input gathered and its whole output or gradient (Megatron-LM,
    core/tensor_parallel/layers.py, LinearWithGradAccumulationAndAsyncCommunication).
    """
    counts, tokens = case.counts, tokens_of(case, layouts)
    each = [
        channel.routed * channel.expert_hidden * channel.top_k * imbalance(case, layouts, channel)
        for channel in counts.channels
    ]
    exchanged = 2 * BF16_BYTES * np.max(each, axis=0) * tokens.local
    messages = np.where(layouts.pp > 1, 4 * BF16_BYTES * counts.message_width * tokens.local, 0.0)
    gathered = np.where(layouts.tp > 1, 2 * BF16_BYTES * counts.hidden * tokens.rows, 0.0)
    return np.where(layouts.ep > 1, exchanged, 0.0) + messages + gathered


def reserve_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return what a process takes beside its tensors: its context, its communicators, buffers of the exchange."""
    c = case.coefficients
    replicas = layouts.dp * layouts.cp * layouts.tp / (layouts.ep * layouts.etp)
    sizes = (layouts.tp, layouts.cp, layouts.dp * layouts.cp, layouts.pp, layouts.ep, layouts.etp)
    groups = sum(1.0 * (size > 1) for size in sizes) + (layouts.ep * layouts.etp > 1) * (replicas > 1)
    groups = groups + c.pipeline_groups * (layouts.pp > 1)
    peers = np.minimum(inner_ranks(layouts.etp, layouts.ep, case.domain) - 1.0, _MOST_EXCHANGE_PEERS)
    return c.context_bytes + c.communicator_bytes * groups + c.exchange_peer_bytes * np.maximum(peers, 0.0)
