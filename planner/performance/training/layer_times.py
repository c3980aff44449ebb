"""Forward-and-backward times of one micro-batch in one layer and in the output head, split by what takes the time."""

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Number, some
from planner.performance.device import operators
from planner.performance.device.collectives import Links
from planner.performance.training.adapter_times import channel_with_adapters, mixer_with_adapters
from planner.performance.training.case import Case
from planner.performance.training.channel_times import channel_times
from planner.performance.training.kind_counts import ChannelCounts, MixerCounts
from planner.performance.training.layout import Schedule
from planner.performance.training.layouts import SCHEDULES, LayoutArrays
from planner.performance.training.mixer_times import mixer_times
from planner.performance.training.part_times import (
    FULL,
    PartTimes,
    blocks_again,
    by_operation,
    exposed_s,
    full_share,
    tokens_of,
)
from planner.units import BF16_BYTES

_TWO_WAYS = (SCHEDULES.index(Schedule.DUALPIPE), SCHEDULES.index(Schedule.DUALPIPE_V))


class LayerTimes(Struct, frozen=True, kw_only=True):
    """Seconds of one layer and micro-batch on one device, forward and backward together.

    ``hidden_s`` are no further ones: the computing that exchanges hide behind, and nothing else can.
    """

    compute_s: Floats
    recompute_s: Floats
    tp_s: Floats
    ep_s: Floats
    cp_s: Floats
    launch_s: Floats
    hidden_s: Floats

    @property
    def total_s(self) -> Floats:
        """The sum of the parts."""
        return self.compute_s + self.recompute_s + self.tp_s + self.ep_s + self.cp_s + self.launch_s


def kind_times(case: Case, layouts: LayoutArrays, links: Links) -> list[LayerTimes]:
    """Return the times of one layer of each kind."""
    tokens, counts = tokens_of(case, layouts), case.counts
    mixers = [mixer_times(case, layouts, links, tokens, mixer) for mixer in counts.mixers]
    channels = [channel_times(case, layouts, links, tokens, channel) for channel in counts.channels]
    if case.states.lora is not None:
        lora = case.states.lora
        mixers = [
            mixer_with_adapters(case, layouts, tokens, mixer, times, lora)
            for mixer, times in zip(counts.mixers, mixers, strict=True)
        ]
        channels = [
            channel_with_adapters(case, layouts, tokens, channel, times, lora)
            for channel, times in zip(counts.channels, channels, strict=True)
        ]
    return [
        _layer_times(case, layouts, counts.parts(kind), (mixers[kind.mixer], channels[kind.channel]))
        for kind in counts.kinds
    ]


def _layer_times(
    case: Case, layouts: LayoutArrays, parts: tuple[MixerCounts, ChannelCounts], times: tuple[PartTimes, PartTimes]
) -> LayerTimes:
    """Return the times of one layer from those of its two parts."""
    (mixer, channel), (own, block) = parts, times
    forward = own.products_s + own.cores_s + block.products_s
    compute = own.compute_s + block.compute_s
    repeated = np.where(layouts.recompute == FULL, forward * layouts.recompute_share, own.again_s + block.again_s)
    shares = full_share(layouts) * mixer.present + blocks_again(layouts, channel) * channel.present
    again = shares / (mixer.present + channel.present)  # the share of its kernels and collectives that run again
    # two of five collectives; by operation what reduce-scatters give is saved
    tp = (own.tp_s + block.tp_s) * (1.0 + 0.4 * again + 0.2 * by_operation(layouts))
    # what hides keys and values hides no tokens of the experts as well
    ep = _shown_exchange_s(case, layouts, channel, block.ep_s, compute - own.hidden_s)
    device = compute + repeated + ep + tp + own.cp_s
    host = _launch_s(case, layouts, mixer, channel) * (1.0 + (again + by_operation(layouts)) / 3.0)
    return LayerTimes(
        compute_s=compute,
        recompute_s=repeated,
        tp_s=tp,
        ep_s=ep,
        cp_s=own.cp_s + np.zeros_like(device),
        launch_s=longer_of(device, host) - device,
        hidden_s=own.hidden_s + block.ep_s - ep + np.zeros_like(device),
    )


def _shown_exchange_s(
    case: Case, layouts: LayoutArrays, channel: ChannelCounts, ep_s: Number, compute_s: Number
) -> Number:
    """Return what shows of an all-to-all: it hides behind the layer's computing as far as the software lets it.

    A shortcut lets it run beside the mixer and dense block after it, about half of the layer.
    """
    if not some(channel.routed):
        return ep_s
    c = case.coefficients
    batches = 1.0 * np.isin(layouts.schedule, _TWO_WAYS)
    overlap: Number = batches * c.ep_overlap_batches + (1 - batches) * c.ep_overlap
    shown = exposed_s(ep_s, compute_s, overlap)
    if not some(channel.shortcut):
        return shown
    beside = exposed_s(ep_s, compute_s / 2.0, c.ep_overlap_batches)
    return np.where(channel.shortcut > 0, np.minimum(beside, shown), shown)


def _launch_s(case: Case, layouts: LayoutArrays, mixer: MixerCounts, channel: ChannelCounts) -> Number:
    """Return the time to launch one layer, half of a dense one for each of its two parts.

    With a fixed capacity the host need not wait for the experts' sizes; experts that run one by one are launched so.
    """
    c = case.coefficients
    half = c.host_dense_s / 2.0
    routed = c.host_moe_s * (1.0 - case.capped * (1.0 - c.capped_host_ratio)) - half
    whole = half * mixer.present + half * channel.dense + routed * channel.routed
    looped = c.looped_expert_s * channel.routed * channel.experts / layouts.ep
    return c.release_host * c.recipe_host * whole + looped


def longer_of(device_s: Number, host_s: Number) -> Number:
    """Return a smooth maximum: a host that launches too slowly bounds the layer, and costs a little when close."""
    ratio = host_s / device_s
    return device_s * np.sqrt(np.sqrt(1.0 + (ratio * ratio) ** 2))


def head_s(case: Case, layouts: LayoutArrays) -> Number:
    """Return the time of one output head, cross-entropy included, forward and backward."""
    tokens = tokens_of(case, layouts)
    product = operators.wide_gemm_s(case, case.counts.head_macs / layouts.tp, tokens.rows)
    # logits are written, read for the maximum, the sum and the gradient: five passes over 16-bit values
    logits = operators.memory_s(case, 5.0 * BF16_BYTES * case.counts.vocab * tokens.rows / layouts.tp)
    return case.product_passes * product + logits
