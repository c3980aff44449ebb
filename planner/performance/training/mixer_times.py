"""Forward-and-backward times of one micro-batch in the token mixer of one layer."""

import numpy as np

from planner.arrays import Number, some
from planner.performance.device import operators
from planner.performance.device.collectives import Links
from planner.performance.training.case import Case
from planner.performance.training.context_times import context_s
from planner.performance.training.kind_counts import MixerCounts
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.part_times import (
    BOTH_PASSES,
    PartTimes,
    Tokens,
    by_operation,
    moved_s,
    norm_again_s,
    runs_again,
    scores_again,
    tensor_s,
)
from planner.workload.kept_activations import Module

_SCORE_PASSES = 1.0 + operators.SCORE_PASSES_BACKWARD / operators.SCORE_PASSES_FORWARD


def mixer_times(case: Case, layouts: LayoutArrays, links: Links, tokens: Tokens, mixer: MixerCounts) -> PartTimes:
    """Return the times of a token mixer."""
    gemm, moved = _mixer_products_s(case, layouts, tokens, mixer)
    products = gemm + moved
    core = operators.attention_s(case, mixer.core_macs / layouts.tp, tokens.rows, mixer.key_dim, case.seq_len)
    scores = operators.scores_s(case, mixer.score_elements / layouts.tp, tokens.rows)
    scans = scans_s(case, mixer) * (tokens.rows / layouts.tp)
    cores = core + scores + scans
    compute = BOTH_PASSES * products + (1 + operators.ATTENTION_BACKWARD) * core + _SCORE_PASSES * scores
    back = scans_back_s(case, mixer) * (tokens.rows / layouts.tp)
    compute = compute + scans + back
    # the core runs again where it is named, or where it is not fused and its scores would have to be kept
    kept_scores = scores_again(layouts) & (case.coefficients.score_bytes > 0)
    core_again = np.maximum(runs_again(layouts, Module.CORE_ATTENTION), kept_scores)
    again = norm_again_s(case, layouts, tokens) * mixer.present + core_again * (core + scores)
    again = again + by_operation(layouts) * (mixer.repeated_share * gemm + moved + scans)
    if some(mixer.up_projection_macs):
        up = operators.gemm_s(
            case, mixer.up_projection_macs / layouts.tp, tokens.rows, mixer.width / layouts.tp, case.counts.hidden
        )
        again = again + runs_again(layouts, Module.UP_PROJECTION) * up
    cores_s = (core + scans, operators.ATTENTION_BACKWARD * core + back)
    shown, hidden = context_s(case, layouts, tokens, links, mixer, cores_s)
    return PartTimes(
        products_s=products,
        cores_s=cores,
        compute_s=compute,
        again_s=again,
        tp_s=mixer.present * tensor_s(case, layouts, tokens, links),
        ep_s=0.0,
        cp_s=shown,
        hidden_s=hidden,
    )


def _mixer_products_s(case: Case, layouts: LayoutArrays, tokens: Tokens, mixer: MixerCounts) -> tuple[Number, Number]:
    """Return the forward times of the products and of what moves around them."""
    gemm = operators.gemm_s(case, mixer.macs / layouts.tp, tokens.rows, mixer.width / layouts.tp, case.counts.hidden)
    stream = case.counts.sublayer_elements * mixer.present
    elements = stream * tokens.stream + mixer.elements * tokens.rows / layouts.tp
    cast = (case.counts.hidden + mixer.width) * mixer.present * tokens.rows / layouts.tp
    return gemm, moved_s(case, elements, cast)


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
