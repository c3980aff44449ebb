"""What a device holds beside states and activations: communication buffers, its context and its communicators."""

from functools import reduce

import numpy as np
from msgspec import Struct

from planner.arrays import Number
from planner.performance.device.collectives import inner_ranks
from planner.performance.training.case import Case
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.part_times import Tokens, imbalance
from planner.units import BF16_BYTES

# with more peers NCCL gives each fewer channels (src/graph/paths.cc, ncclTopoComputeP2pChannels)
_MOST_EXCHANGE_PEERS = 7.0


class Buffers(Struct, frozen=True, kw_only=True):
    """Bytes of communication buffers, one value a layout, whatever the stages are.

    ``exchanged`` of dispatch and combine of one layer, ``gathered`` of tensor-parallel ranks, ``passed`` of pipeline
    messages both ways where there is a pipeline.
    """

    exchanged: Number
    gathered: Number
    passed: Number

    def together(self, layouts: LayoutArrays) -> Number:
        """Return all that layouts have."""
        return self.exchanged + np.where(layouts.pp > 1, self.passed, 0.0) + self.gathered


def buffers_of(case: Case, layouts: LayoutArrays, tokens: Tokens) -> Buffers:
    """Return communication buffers.

    Tensor-parallel ranks hold one layer's input gathered and its whole output or gradient (Megatron-LM,
    core/tensor_parallel/layers.py, LinearWithGradAccumulationAndAsyncCommunication).
    """
    counts = case.counts
    each = [
        channel.routed * channel.expert_hidden * channel.top_k * imbalance(case, layouts, channel)
        for channel in counts.channels
    ]
    exchanged = 2 * BF16_BYTES * reduce(np.maximum, each) * tokens.local
    return Buffers(
        exchanged=np.where(layouts.ep > 1, exchanged, 0.0),
        gathered=np.where(layouts.tp > 1, 2 * BF16_BYTES * counts.hidden * tokens.rows, 0.0),
        passed=4 * BF16_BYTES * counts.message_width * tokens.local,
    )


def reserve_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return what a process takes beside its tensors: its context, its communicators, buffers of the exchange."""
    c = case.coefficients
    replicas = layouts.dp * layouts.cp * layouts.tp / (layouts.ep * layouts.etp)
    sizes = (layouts.tp, layouts.cp, layouts.dp * layouts.cp, layouts.pp, layouts.ep, layouts.etp)
    groups = sum(1.0 * (size > 1) for size in sizes) + (layouts.ep * layouts.etp > 1) * (replicas > 1)
    groups = groups + c.pipeline_groups * (layouts.pp > 1)
    peers = np.minimum(inner_ranks(layouts.etp, layouts.ep, case.domain) - 1.0, _MOST_EXCHANGE_PEERS)
    return c.context_bytes + c.communicator_bytes * groups + c.exchange_peer_bytes * np.maximum(peers, 0.0)
