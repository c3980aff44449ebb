"""Forward-and-backward times of one micro-batch in one layer and in the output head, split by what takes the time."""

from dataclasses import dataclass

import numpy as np

from planner.performance import operators
from planner.performance.case import Case
from planner.performance.collectives import Links, all_to_all_s, gather_s, inner_ranks
from planner.performance.layer_counts import BF16_BYTES, Floats, Number
from planner.performance.layout import Recompute, Schedule
from planner.performance.layouts import RECOMPUTES, SCHEDULES, LayoutArrays

_FULL = RECOMPUTES.index(Recompute.FULL)
_SELECTIVE = RECOMPUTES.index(Recompute.SELECTIVE)
_FEED_FORWARD = RECOMPUTES.index(Recompute.FEED_FORWARD)
_ACTIVATIONS = RECOMPUTES.index(Recompute.ACTIVATIONS)
_UP_PROJECTIONS = RECOMPUTES.index(Recompute.UP_PROJECTIONS)
_TWO_WAYS = (SCHEDULES.index(Schedule.DUALPIPE), SCHEDULES.index(Schedule.DUALPIPE_V))
# forward once, backward twice: the input's and the weights' gradients (or read and write twice, memory-bound)
_BOTH_PASSES = 1.0 + operators.GEMM_BACKWARD
_SCORE_PASSES = 1.0 + operators.SCORE_PASSES_BACKWARD / operators.SCORE_PASSES_FORWARD
_LOG_REFERENCE_RANKS = 3.0  # of 8 ranks, binary
_PERMUTE_COPIES = 4.0  # permute reads and writes k hidden vectors, unpermute reads k and writes one, about


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerTimes:
    """Seconds of one layer and micro-batch on one device, forward and backward together."""

    compute_s: Floats
    recompute_s: Floats
    tp_s: Floats
    ep_s: Floats
    cp_s: Floats
    launch_s: Floats

    @property
    def total_s(self) -> Floats:
        """The sum of the parts."""
        return self.compute_s + self.recompute_s + self.tp_s + self.ep_s + self.cp_s + self.launch_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Tokens of one micro-batch: in a context rank's sequence, in a tensor rank's part of it, and under its norms."""

    rows: Floats
    local: Floats
    stream: Floats


def tokens_of(case: Case, layouts: LayoutArrays) -> Tokens:
    """Return the tokens of a micro-batch per rank."""
    rows = layouts.micro_batch * case.seq_len / layouts.cp
    local = rows / layouts.tp
    return Tokens(rows=rows, local=local, stream=np.where(layouts.sequence_parallel, local, rows))


def layer_times(case: Case, layouts: LayoutArrays, links: Links, *, moe: bool) -> LayerTimes:
    """Return the times of one layer, MoE or dense."""
    tokens = tokens_of(case, layouts)
    attention = _attention_forward_s(case, layouts, tokens)
    ffn = _moe_forward_s(case, layouts, tokens) if moe else _dense_forward_s(case, layouts, tokens)
    core = operators.attention_s(case, case.counts.core_macs / layouts.tp, tokens.rows, case.seq_len)
    scores = operators.scores_s(case, case.counts.score_elements / layouts.tp, tokens.rows)
    forward = attention + ffn + core + scores
    compute = _BOTH_PASSES * (attention + ffn) + (1 + operators.ATTENTION_BACKWARD) * core + _SCORE_PASSES * scores
    repeated = _recomputed_s(case, layouts, tokens, (forward, ffn, core + scores))
    ep = _expert_s(case, layouts, tokens, links) if moe else np.zeros_like(forward)
    tp = _tensor_s(case, layouts, tokens, links, moe=moe)
    cp = _context_s(case, layouts, tokens, links, core)
    host = case.coefficients.release_host * _launch_s(case, moe=moe)
    host = host * (1.0 + half_repeated(layouts) / 3.0)
    device = compute + repeated + ep + tp + cp
    return LayerTimes(
        compute_s=compute,
        recompute_s=repeated,
        tp_s=tp,
        ep_s=ep,
        cp_s=cp,
        launch_s=longer_of(device, host) - device,
    )


def _launch_s(case: Case, *, moe: bool) -> Number:
    """Return the time to launch one layer; with a fixed capacity the host need not wait for the experts' sizes."""
    c = case.coefficients
    return c.host_moe_s * (1.0 - case.capped * (1.0 - c.capped_host_ratio)) if moe else c.host_dense_s


def exposed_s(needed_s: Floats, behind_s: Floats, overlap: Number) -> Number:
    """Return what of a transfer shows: what does not fit behind the computing, and never less than 1 - overlap."""
    shown: Floats = np.maximum(needed_s - overlap * behind_s, (1 - overlap) * needed_s)
    return shown


def full_share(layouts: LayoutArrays) -> Number:
    """Return the share of layers whose whole forward pass runs again."""
    return np.where(layouts.recompute == _FULL, layouts.recompute_share, 0.0)


def ffn_share(layouts: LayoutArrays) -> Number:
    """Return the share of layers whose feed-forward or MoE block runs again."""
    return np.where(layouts.recompute == _FEED_FORWARD, 1.0, full_share(layouts))


def norms_repeated(layouts: LayoutArrays) -> Number:
    """Return 1 where norms and activation functions run again by themselves, else 0."""
    modes = (_ACTIVATIONS, _SELECTIVE, _FEED_FORWARD)
    return 1.0 * np.isin(layouts.recompute, modes)


def half_repeated(layouts: LayoutArrays) -> Number:
    """Return the share of layers that run again; a feed-forward block is half a layer's kernels and collectives."""
    return (full_share(layouts) + ffn_share(layouts)) / 2.0


def longer_of(device_s: Number, host_s: Number) -> Number:
    """Return a smooth maximum: a host that launches too slowly bounds the layer, and costs a little when close."""
    ratio = host_s / device_s
    return device_s * np.sqrt(np.sqrt(1.0 + (ratio * ratio) ** 2))


def _attention_forward_s(case: Case, layouts: LayoutArrays, tokens: Tokens) -> Number:
    counts = case.counts
    gemm = operators.gemm_s(case, counts.attention_macs / layouts.tp, tokens.rows, counts.attention_width / layouts.tp)
    elements = counts.stream_elements * tokens.stream + counts.rope_elements * tokens.rows / layouts.tp
    cast = (counts.hidden + counts.attention_width) * tokens.rows / layouts.tp
    return gemm + _memory_s(case, elements, cast)


def _dense_forward_s(case: Case, layouts: LayoutArrays, tokens: Tokens) -> Number:
    counts = case.counts
    gemm = operators.gemm_s(case, counts.dense_macs / layouts.tp, tokens.rows, counts.dense_width / layouts.tp)
    elements = 3 * counts.dense_width * tokens.rows / layouts.tp
    cast = (counts.hidden + counts.dense_width) * tokens.rows / layouts.tp
    return gemm + _memory_s(case, elements, cast)


def imbalance(case: Case, layouts: LayoutArrays) -> Number:
    """Return the load of the fullest expert rank over the mean: 1 where routing is forced level.

    The coefficient holds for 8 ranks; the fullest of more ranks is fuller, by as much again every eightfold.
    """
    excess = (case.coefficients.natural_imbalance - 1.0) * np.log2(layouts.ep) / _LOG_REFERENCE_RANKS
    return 1.0 + case.natural * excess


def _moe_forward_s(case: Case, layouts: LayoutArrays, tokens: Tokens) -> Number:
    return expert_forward_s(case, layouts, tokens) + _beside_experts_s(case, layouts, tokens)


def _beside_experts_s(case: Case, layouts: LayoutArrays, tokens: Tokens) -> Number:
    """Return the forward time of the shared experts and of the router."""
    counts = case.counts
    shared = operators.gemm_s(case, counts.shared_macs / layouts.tp, tokens.rows, counts.shared_width / layouts.tp)
    router = operators.wide_gemm_s(case, counts.router_macs, tokens.local)
    widths = counts.shared_width * tokens.rows / layouts.tp
    return shared + router + _memory_s(case, 3 * widths, counts.hidden * tokens.rows / layouts.tp + widths)


def expert_forward_s(case: Case, layouts: LayoutArrays, tokens: Tokens) -> Number:
    """Return the forward time of the routed experts of one layer: their products, permutation and activations."""
    counts = case.counts
    # token copies that meet this rank's experts; an expert cut by etp sees the tokens of its whole group
    copies = tokens.local * layouts.etp * counts.top_k * imbalance(case, layouts)
    grouped = operators.grouped_gemm_s(
        case,
        counts.expert_macs / layouts.etp,
        copies,
        counts.experts / layouts.ep,
        counts.expert_width / layouts.etp,
    )
    widths = copies * counts.expert_width / layouts.etp
    cast = copies * counts.hidden + widths
    permuted = (
        _PERMUTE_COPIES * copies * counts.hidden / case.coefficients.permute_ratio * case.coefficients.release_moe
    )
    return grouped + _memory_s(case, 3 * widths + permuted, cast)


def _memory_s(case: Case, elements: Number, cast_elements: Number) -> Number:
    casts = case.low_precision * case.coefficients.cast_bytes * cast_elements
    moved = 1.0 + case.unfused * (case.coefficients.unfused_ratio - 1.0)
    return operators.memory_s(case, BF16_BYTES * elements * moved + casts)


def _recomputed_s(case: Case, layouts: LayoutArrays, tokens: Tokens, parts_s: tuple[Floats, Floats, Floats]) -> Number:
    """Return what runs again in the backward pass; ``parts_s`` are the whole forward pass, the block, the attention."""
    counts = case.counts
    forward, block, attention = parts_s
    whole = 1.0 * (layouts.recompute == _FEED_FORWARD)
    selective = whole + (layouts.recompute == _SELECTIVE)
    products = operators.gemm_s(
        case, counts.up_projection_macs / layouts.tp, tokens.rows, counts.attention_width / layouts.tp
    )
    unfused = 1.0 * (case.coefficients.score_bytes > 0)  # attention whose scores would have to be kept
    again = (selective + (layouts.recompute == _UP_PROJECTIONS)) * products
    again = again + norms_repeated(layouts) * operators.memory_s(case, BF16_BYTES * 3 * counts.hidden * tokens.stream)
    again = again + selective * unfused * attention + whole * block
    return np.where(layouts.recompute == _FULL, forward * layouts.recompute_share, again)


def _tensor_s(case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links, *, moe: bool) -> Number:
    """Return exposed tensor-parallel time: all-gather and reduce-scatter of the block's input and output.

    Without sequence parallelism an all-reduce takes the place of both, and the backward pass has nothing to gather.
    """
    vector = BF16_BYTES * case.counts.hidden * tokens.rows
    inner = inner_ranks(1.0, layouts.tp, case.domain)
    once = gather_s(links, vector, inner, layouts.tp / inner)
    # forward AG + RS, backward AG + RS and one more AG for the weights' gradient
    blocks = np.where(case.counts.shared_macs > 0, 2.0, 1.0) if moe else 2.0
    attention_and_dense = blocks * np.where(layouts.sequence_parallel, 5.0, 4.0) * once
    experts = _expert_tensor_s(case, layouts, tokens, links) if moe else 0.0
    repeated = 1.0 + 0.4 * half_repeated(layouts)  # two of five collectives run again
    # pipelined with the products chunk by chunk, one a rank: the first chunk has nothing to hide behind
    pipelined = case.coefficients.tp_overlap * (1 - 1 / layouts.tp)
    exposed = 1 - np.where(layouts.sequence_parallel, pipelined, case.coefficients.tp_overlap_whole)
    return (attention_and_dense + experts) * repeated * exposed


def _expert_tensor_s(case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links) -> Number:
    vector = BF16_BYTES * case.counts.hidden * tokens.local * layouts.etp * case.counts.top_k
    inner = inner_ranks(1.0, layouts.etp, case.domain)
    return 4.0 * gather_s(links, vector, inner, layouts.etp / inner)


def _expert_s(case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links) -> Number:
    """Return exposed all-to-all time: dispatch and combine, forward and backward."""
    inner = inner_ranks(layouts.etp, layouts.ep, case.domain)
    load = imbalance(case, layouts) * case.counts.hidden
    legs = [
        all_to_all_s(case, links, tokens.local * load * size, ranks=layouts.ep, inner=inner)
        for size in (case.coefficients.dispatch_bytes, BF16_BYTES)
    ]
    batches = 1.0 * np.isin(layouts.schedule, _TWO_WAYS)
    c = case.coefficients
    overlap: Number = batches * c.ep_overlap_batches + (1 - batches) * c.ep_overlap
    repeated = 1.0 + 0.5 * ffn_share(layouts)  # the forward dispatch and combine run again
    return 2.0 * (legs[0] + legs[1]) * repeated * (1 - overlap) * case.coefficients.release_moe


def _context_s(case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links, core: Floats) -> Number:
    """Return exposed context-parallel time: the ring passes keys and values while the core computes."""
    inner = inner_ranks(layouts.tp, layouts.cp, case.domain)
    vector = BF16_BYTES * case.counts.kv_elements * tokens.rows * layouts.cp / layouts.tp
    once = gather_s(links, vector, inner, layouts.cp / inner)
    needed = (3.0 + full_share(layouts)) * once
    return exposed_s(needed, (1 + operators.ATTENTION_BACKWARD) * core, case.coefficients.cp_overlap)


def head_s(case: Case, layouts: LayoutArrays) -> Number:
    """Return the time of one output head, cross-entropy included, forward and backward."""
    tokens = tokens_of(case, layouts)
    product = operators.wide_gemm_s(case, case.counts.head_macs / layouts.tp, tokens.rows)
    # logits are written, read for the maximum, the sum and the gradient: five passes over 16-bit values
    logits = operators.memory_s(case, 5.0 * BF16_BYTES * case.counts.vocab * tokens.rows / layouts.tp)
    return _BOTH_PASSES * product + logits
