"""Forward-and-backward times of one micro-batch in the channel mixers of one layer."""

import numpy as np
from msgspec import Struct

from planner.arrays import Number, some
from planner.performance.device import operators
from planner.performance.device.collectives import Links, all_to_all_s, gather_s, inner_ranks, sent_copies
from planner.performance.training.case import Case
from planner.performance.training.kind_counts import ChannelCounts
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.part_times import (
    BOTH_PASSES,
    PartTimes,
    Tokens,
    by_operation,
    experts_again,
    mean_overload,
    moved_s,
    norm_again_s,
    runs_again,
    tensor_s,
)
from planner.units import BF16_BYTES
from planner.workload.kept_activations import Module

_PERMUTE_COPIES = 4.0  # permute reads and writes k hidden vectors, unpermute reads k and writes one, about


def channel_times(case: Case, layouts: LayoutArrays, links: Links, tokens: Tokens, channel: ChannelCounts) -> PartTimes:
    """Return the times of the channel mixers of a layer."""
    routed = some(channel.routed)
    parts = _forward(case, layouts, tokens, channel)
    dense, moe = parts.gemm + parts.moved, channel.routed * (parts.experts + parts.beside)
    around = moved_s(case, case.counts.sublayer_elements * channel.present * tokens.stream, 0.0)
    products = dense + moe + around
    # a block that runs again does so without its norm and residual
    again = runs_again(layouts, Module.MLP) * dense + runs_again(layouts, Module.MOE) * moe
    again = again + _parts_again_s(case, layouts, tokens, channel, parts) + by_operation(layouts) * around
    collectives = np.maximum(channel.dense, np.where(channel.shared_macs > 0, 1.0, 0.0))
    tensor = collectives * tensor_s(case, layouts, tokens, links)
    if routed:
        tensor = tensor + channel.routed * _expert_tensor_s(case, layouts, tokens, links, channel)
    return PartTimes(
        products_s=products,
        cores_s=0.0,
        compute_s=BOTH_PASSES * products,
        again_s=norm_again_s(case, layouts, tokens) * channel.present + again,
        tp_s=tensor,
        ep_s=channel.routed * _expert_s(case, layouts, tokens, links, channel, parts.overload) if routed else 0.0,
        cp_s=0.0,
        hidden_s=0.0,
    )


class _Forward(Struct, frozen=True, kw_only=True):
    """Seconds of the forward pass: a dense block's products and what moves around them, experts, what is beside them.

    Beside them: shared experts, latent products with the router, and what moves around both. ``overload`` is the load
    of the fullest rank over the mean.
    """

    gemm: Number
    moved: Number
    experts: Number = 0.0
    shared: Number = 0.0
    latent: Number = 0.0
    moved_beside: Number = 0.0
    overload: Number = 1.0

    @property
    def beside(self) -> Number:
        return self.shared + self.latent + self.moved_beside


def _forward(case: Case, layouts: LayoutArrays, tokens: Tokens, channel: ChannelCounts) -> _Forward:
    gemm, moved = _dense_forward_s(case, layouts, tokens, channel)
    if not some(channel.routed):
        return _Forward(gemm=gemm, moved=moved)
    shared, latent, moved_beside = _beside_experts_s(case, layouts, tokens, channel)
    overload = mean_overload(case, layouts, channel)
    return _Forward(
        gemm=gemm,
        moved=moved,
        experts=expert_forward_s(case, layouts, tokens, channel, overload),
        shared=shared,
        latent=latent,
        moved_beside=moved_beside,
        overload=overload,
    )


def _parts_again_s(
    case: Case, layouts: LayoutArrays, tokens: Tokens, channel: ChannelCounts, parts: _Forward
) -> Number:
    """Return the time of what runs again of a block that does not whole: activations, shared experts, products."""
    alone = 1.0 - runs_again(layouts, Module.MLP)
    widths = channel.dense * channel.dense_width * tokens.rows / layouts.tp
    again = runs_again(layouts, Module.DENSE_ACTIVATION) * alone * moved_s(case, 3 * widths, 0.0)
    own = by_operation(layouts)
    if some(own):
        beside = channel.repeated_share * (parts.shared + parts.latent) + parts.moved_beside
        again = again + own * (channel.repeated_share * parts.gemm + parts.moved)
        again = again + own * channel.routed * (parts.experts + beside)
    if not some(channel.routed):
        return again
    alone = channel.routed * (1.0 - runs_again(layouts, Module.MOE))
    shared = runs_again(layouts, Module.SHARED_EXPERTS) * (parts.shared + parts.moved_beside)
    activations = runs_again(layouts, Module.ACTIVATION) * _activations_s(case, tokens, channel, parts.overload)
    return again + alone * (shared + activations)


def _activations_s(case: Case, tokens: Tokens, channel: ChannelCounts, overload: Number) -> Number:
    """Return the time of the activation functions of routed experts."""
    copies = tokens.local * channel.top_k * overload
    return moved_s(case, 3 * copies * channel.expert_width * case.coefficients.elementwise_ratio, 0.0)


def _dense_forward_s(
    case: Case, layouts: LayoutArrays, tokens: Tokens, channel: ChannelCounts
) -> tuple[Number, Number]:
    """Return the forward times of a dense block's products and of what moves around them."""
    if not some(channel.dense):
        return np.zeros_like(layouts.tp), 0.0
    gemm = operators.gemm_s(
        case, channel.dense_macs / layouts.tp, tokens.rows, channel.dense_width / layouts.tp, case.counts.hidden
    )
    elements = channel.dense * 3 * channel.dense_width * tokens.rows / layouts.tp
    cast = channel.dense * (case.counts.hidden + channel.dense_width) * tokens.rows / layouts.tp
    return gemm, moved_s(case, elements, cast)


def _beside_experts_s(
    case: Case, layouts: LayoutArrays, tokens: Tokens, channel: ChannelCounts
) -> tuple[Number, Number, Number]:
    """Return the forward times of the shared experts, of router and products around latent experts, of what moves."""
    shared = operators.gemm_s(
        case, channel.shared_macs / layouts.tp, tokens.rows, channel.shared_width / layouts.tp, case.counts.hidden
    )
    router = operators.wide_gemm_s(case, channel.router_macs, tokens.local)
    if some(channel.latent_macs):
        router = router + operators.gemm_s(
            case, channel.latent_macs, tokens.local, channel.expert_hidden, case.counts.hidden
        )
    widths = channel.shared_width * tokens.rows / layouts.tp
    moved = moved_s(case, 3 * widths, case.counts.hidden * tokens.rows / layouts.tp + widths)
    return shared, router, moved


def expert_forward_s(
    case: Case, layouts: LayoutArrays, tokens: Tokens, channel: ChannelCounts, overload: Number
) -> Number:
    """Return the forward time of the routed experts of one layer: their products, permutation and activations.

    ``overload`` is the load of the fullest rank over the mean.
    """
    # token copies that meet this rank's experts; an expert cut by etp sees the tokens of its whole group
    copies = tokens.local * layouts.etp * channel.top_k * overload
    grouped = operators.grouped_gemm_s(
        case,
        channel.expert_macs / layouts.etp,
        copies,
        channel.experts / layouts.ep,
        channel.expert_width / layouts.etp,
        channel.expert_hidden,
    )
    widths = copies * channel.expert_width / layouts.etp
    cast = copies * channel.expert_hidden + widths
    c = case.coefficients
    permuted = _PERMUTE_COPIES * copies * channel.expert_hidden / c.permute_ratio * c.release_moe
    biased = c.expert_bias_moves * channel.biased * copies * channel.expert_hidden
    return grouped + moved_s(case, (3 * widths + permuted) * c.elementwise_ratio + biased, cast)


def _expert_tensor_s(case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links, channel: ChannelCounts) -> Number:
    """Return the time to gather permuted tokens over the ranks that share an expert, and to scatter them back.

    Dispatchers do both by themselves, before and after the products (Megatron-Core, moe/token_dispatcher.py): none of
    it is pipelined with them.
    """
    vector = BF16_BYTES * channel.expert_hidden * tokens.local * layouts.etp * channel.top_k
    inner = inner_ranks(1.0, layouts.etp, case.domain)
    return 4.0 * gather_s(links, vector, inner, layouts.etp / inner)


def _expert_s(  # noqa: PLR0917 - what every exchange needs, and how much of it there is
    case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links, channel: ChannelCounts, overload: Number
) -> Number:
    """Return all-to-all time, hidden or not: dispatch and combine, forward and backward."""
    ranks, inner = layouts.ep, inner_ranks(layouts.etp, layouts.ep, case.domain)
    load, copies = overload * tokens.local, sent_copies(case, channel, ranks=ranks, inner=inner)
    sizes = (channel.expert_hidden * size for size in (case.coefficients.dispatch_bytes, BF16_BYTES))
    pace = case.coefficients.release_moe
    legs = [all_to_all_s(case, links, copies, load, size, ranks=ranks, inner=inner, pace=pace) for size in sizes]
    repeated = 1.0 + 0.5 * experts_again(layouts)  # the forward dispatch and combine run again
    return 2.0 * (legs[0] + legs[1]) * repeated
