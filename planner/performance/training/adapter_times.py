"""What frozen weights with low-rank adapters change of the times of a layer's parts.

Frozen products have no gradient of their weights; each adapter is two narrow products, trained like any other. What is
kept for the backward pass stays as without adapters: their first product needs the input of the matrix they stand by.
"""

import numpy as np
from msgspec.structs import replace

from planner.arrays import Number
from planner.performance.device import operators
from planner.performance.training.case import Case
from planner.performance.training.kind_counts import ChannelCounts, MixerCounts
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.part_times import BOTH_PASSES, PartTimes, Tokens, mean_overload
from planner.workload.states import AdaptedModule, Lora


def mixer_with_adapters(  # noqa: PLR0917 - what every part's times take, and the adapters
    case: Case, layouts: LayoutArrays, tokens: Tokens, mixer: MixerCounts, times: PartTimes, lora: Lora
) -> PartTimes:
    """Return the times of a token mixer whose matrices are frozen."""
    frozen = operators.gemm_s(case, mixer.macs / layouts.tp, tokens.rows, mixer.width / layouts.tp, case.counts.hidden)
    adapters = 0.0
    if AdaptedModule.ATTENTION in lora.modules:
        adapters = _adapters_s(case, lora, mixer.matrices.adapted / layouts.tp, tokens.rows)
    return _with_adapters(times, frozen, adapters)


def channel_with_adapters(  # noqa: PLR0917 - the same
    case: Case, layouts: LayoutArrays, tokens: Tokens, channel: ChannelCounts, times: PartTimes, lora: Lora
) -> PartTimes:
    """Return the times of channel mixers whose matrices are frozen."""
    dense = operators.gemm_s(
        case, channel.dense_macs / layouts.tp, tokens.rows, channel.dense_width / layouts.tp, case.counts.hidden
    )
    shared = operators.gemm_s(
        case, channel.shared_macs / layouts.tp, tokens.rows, channel.shared_width / layouts.tp, case.counts.hidden
    )
    copies = tokens.local * layouts.etp * channel.top_k
    frozen = dense + shared + channel.routed * _experts_s(case, layouts, channel, copies)
    adapters = 0.0
    if AdaptedModule.FEED_FORWARD in lora.modules:
        adapters = _adapters_s(case, lora, channel.adapted / layouts.tp, tokens.rows)
    if AdaptedModule.EXPERTS in lora.modules:
        each = channel.routed * channel.expert_matrices.adapted / layouts.etp
        adapters = adapters + _adapters_s(case, lora, each, copies * mean_overload(case, layouts, channel))
    return _with_adapters(times, frozen, adapters)


def _experts_s(case: Case, layouts: LayoutArrays, channel: ChannelCounts, copies: Number) -> Number:
    """Return the forward time of the experts' products at the load of the fullest rank."""
    return operators.grouped_gemm_s(
        case,
        channel.expert_macs / layouts.etp,
        copies * mean_overload(case, layouts, channel),
        channel.experts / layouts.ep,
        channel.expert_width / layouts.etp,
        channel.expert_hidden,
    )


def _adapters_s(case: Case, lora: Lora, adapted: Number, rows: Number) -> Number:
    """Return the forward time of adapters: narrow products, which reach little, and their sum with the frozen output.

    ``adapted`` are rows and columns of the matrices that they stand beside.
    """
    products = operators.gemm_s(case, lora.rank * adapted, rows, float(lora.rank), case.counts.hidden)
    moved = operators.memory_s(case, 2.0 * 2.0 * adapted * rows)  # input read, output read and written, 16 bits, about
    return np.maximum(products, moved)


def _with_adapters(times: PartTimes, frozen: Number, adapters: Number) -> PartTimes:
    return replace(
        times,
        products_s=times.products_s + adapters,
        compute_s=times.compute_s - frozen + BOTH_PASSES * adapters,
    )
