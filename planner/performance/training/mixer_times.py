"""Forward-and-backward times of one micro-batch in the token mixer of one layer."""

import numpy as np

from planner.arrays import Number
from planner.performance.device import operators
from planner.performance.device.collectives import Links, gather_s, inner_ranks
from planner.performance.training.case import Case
from planner.performance.training.kind_counts import MixerCounts
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.part_times import (
    BOTH_PASSES,
    FEED_FORWARD,
    SELECTIVE,
    UP_PROJECTIONS,
    PartTimes,
    Tokens,
    exposed_s,
    full_share,
    moved_s,
    norm_again_s,
    tensor_s,
)

_SCORE_PASSES = 1.0 + operators.SCORE_PASSES_BACKWARD / operators.SCORE_PASSES_FORWARD


def mixer_times(case: Case, layouts: LayoutArrays, links: Links, tokens: Tokens, mixer: MixerCounts) -> PartTimes:
    """Return the times of a token mixer."""
    products = _mixer_products_s(case, layouts, tokens, mixer)
    core = operators.attention_s(case, mixer.core_macs / layouts.tp, tokens.rows, mixer.key_dim, case.seq_len)
    scores = operators.scores_s(case, mixer.score_elements / layouts.tp, tokens.rows)
    scans = scans_s(case, mixer) * (tokens.rows / layouts.tp)
    cores = core + scores + scans
    compute = BOTH_PASSES * products + (1 + operators.ATTENTION_BACKWARD) * core + _SCORE_PASSES * scores
    back = scans_back_s(case, mixer) * (tokens.rows / layouts.tp)
    compute = compute + scans + back
    selective = 1.0 * ((layouts.recompute == FEED_FORWARD) | (layouts.recompute == SELECTIVE))
    unfused = 1.0 * (case.coefficients.score_bytes > 0)  # attention whose scores would have to be kept
    again = norm_again_s(case, layouts, tokens) * mixer.present + selective * unfused * (core + scores)
    if np.any(mixer.up_projection_macs):
        up = operators.gemm_s(
            case, mixer.up_projection_macs / layouts.tp, tokens.rows, mixer.width / layouts.tp, case.counts.hidden
        )
        again = again + (selective + (layouts.recompute == UP_PROJECTIONS)) * up
    return PartTimes(
        products_s=products,
        cores_s=cores,
        compute_s=compute,
        again_s=again,
        tp_s=mixer.present * tensor_s(case, layouts, tokens, links),
        ep_s=0.0,
        cp_s=_context_s(case, layouts, tokens, links, mixer, (1 + operators.ATTENTION_BACKWARD) * core + scans + back),
    )


def _mixer_products_s(case: Case, layouts: LayoutArrays, tokens: Tokens, mixer: MixerCounts) -> Number:
    gemm = operators.gemm_s(case, mixer.macs / layouts.tp, tokens.rows, mixer.width / layouts.tp, case.counts.hidden)
    stream = case.counts.sublayer_elements * mixer.present
    elements = stream * tokens.stream + mixer.elements * tokens.rows / layouts.tp
    cast = (case.counts.hidden + mixer.width) * mixer.present * tokens.rows / layouts.tp
    return gemm + moved_s(case, elements, cast)


def scans_s(case: Case, mixer: MixerCounts) -> Number:
    """Return the forward seconds a token of everything that is neither a weight product nor flash attention."""
    c = case.coefficients
    return (
        operators.kernel_s(case, mixer.scan_macs, 1.0, c.scan_efficiency)
        + operators.kernel_s(case, mixer.sparse_macs, 1.0, c.sparse_efficiency)
        + operators.kernel_s(case, mixer.index_macs, 1.0, c.index_efficiency)
        + operators.kernel_s(case, mixer.vector_macs, 1.0, c.vector_efficiency)
    )


def scans_back_s(case: Case, mixer: MixerCounts) -> Number:
    """Return the backward seconds a token of the same, with what an indexer's loss adds."""
    c = case.coefficients
    forward = scans_s(case, mixer) - operators.kernel_s(case, mixer.index_macs, 1.0, c.index_efficiency)
    picked = operators.kernel_s(case, mixer.index_loss_macs, 1.0, c.sparse_efficiency)
    index = operators.kernel_s(case, mixer.index_back_macs, 1.0, c.index_efficiency)
    return operators.ATTENTION_BACKWARD * forward + picked + index


def _context_s(  # noqa: PLR0917 - what every collective needs, and whose it is
    case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links, mixer: MixerCounts, cores: Number
) -> Number:
    """Return exposed context-parallel time: the ring passes keys and values while the cores compute, both passes.

    Of a window only its tokens move, of recurrences their state once a rank, of swapped heads every token once.
    """
    if not np.any(layouts.cp > 1):
        return np.zeros_like(layouts.cp)
    inner = inner_ranks(layouts.tp, layouts.cp, case.domain)
    passed = np.minimum(tokens.rows * layouts.cp, mixer.window * layouts.micro_batch)
    vector = mixer.ring_bytes * passed + mixer.swap_bytes * tokens.rows
    vector = vector + mixer.state_bytes * layouts.cp * layouts.micro_batch
    once = gather_s(links, vector / layouts.tp, inner, layouts.cp / inner)
    needed = (3.0 + full_share(layouts)) * once
    return exposed_s(needed, cores, case.coefficients.cp_overlap)
