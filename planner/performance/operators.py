"""Roofline times of the operators of a layer; every function works on arrays, times are seconds on one device."""

import numpy as np

from planner.performance.case import Case
from planner.performance.layer_counts import BF16_BYTES, Number

FLOP_PER_MAC = 2.0
# flash attention's backward runs five batched products against two forward (methods 2.7)
ATTENTION_BACKWARD = 2.5
GEMM_BACKWARD = 2.0
# Unfused attention moves each score through memory, 16 bits and a dropout mask of 8: written, softmax read and written,
# dropout read and written with its mask, read by the second product; backward the same way back with one more read
# of each operand (Megatron-LM's fused scale-mask-softmax and separate dropout). Bytes a kept byte: 5 are kept.
SCORE_PASSES_FORWARD = 13.0 / 5.0
SCORE_PASSES_BACKWARD = 19.0 / 5.0


def saturation(size: Number, half: Number) -> Number:
    """Return how much of the large-product efficiency a dimension of this size reaches: size / (size + half).

    >>> round(0.486 * saturation(256.0, 270.0), 3)  # grouped products on a B200, methods 2.7
    0.237
    """
    return size / (size + half)


def ridge_flop_per_byte(case: Case) -> Number:
    """Return the peak rate over the memory bandwidth: how many FLOP a byte has to feed."""
    return case.flop_per_s / case.memory_bytes_per_s


def matmul_flop_per_s(case: Case) -> Number:
    """Return what large matrix products reach in training at the run's precision."""
    c = case.coefficients
    efficiency = c.matmul_efficiency * c.matmul_in_training * c.low_precision_ratio * c.release_dense * c.recipe_dense
    return case.flop_per_s * efficiency


def wide_matmul_flop_per_s(case: Case) -> Number:
    """Return the same for products kept in 16 bits."""
    c = case.coefficients
    return case.wide_flop_per_s * c.matmul_efficiency * c.matmul_in_training * c.release_dense * c.recipe_dense


def gemm_s(case: Case, macs: Number, rows: Number, width: Number) -> Number:
    """Return the forward time of products of ``rows`` tokens, ``macs`` a token here, inner dimension ``width``."""
    half = case.coefficients.half_rows_per_ridge * ridge_flop_per_byte(case)
    ideal = FLOP_PER_MAC * macs * rows / matmul_flop_per_s(case)
    reached = saturation(rows, half) * saturation(width, half) * saturation(case.counts.hidden, half)
    return ideal / reached


def kernel_s(case: Case, macs: Number, rows: Number, efficiency: Number) -> Number:
    """Return the forward time of kernels that are neither products nor flash attention, in 16 bits.

    Scans, delta rules, gathered keys, indexers and vector units reach a share of the 16-bit peak of their own.
    """
    return FLOP_PER_MAC * macs * rows / (case.wide_flop_per_s * efficiency)


def wide_gemm_s(case: Case, macs: Number, rows: Number) -> Number:
    """Return the forward time of products kept in 16 bits: the output head, the router."""
    return FLOP_PER_MAC * macs * rows / wide_matmul_flop_per_s(case)


def grouped_gemm_s(  # noqa: PLR0917 - the sizes of a grouped product
    case: Case, macs: Number, rows: Number, experts: Number, width: Number, depth: Number
) -> Number:
    """Return the forward time of local experts that share ``rows`` token copies of ``depth``, ``macs`` a copy.

    Efficiency falls with few tokens an expert (methods 2.7); weights are read once, so it never beats the memory.
    """
    c = case.coefficients
    half = c.half_rows_per_ridge * ridge_flop_per_byte(case)
    reached = c.grouped_ratio * saturation(rows / experts, half) * saturation(width, half)
    reached = reached * saturation(depth, half)
    compute = FLOP_PER_MAC * macs * rows / (matmul_flop_per_s(case) * reached)
    return np.maximum(compute, memory_s(case, BF16_BYTES * macs * experts))


def attention_s(case: Case, core_macs: Number, rows: Number, key_dim: Number) -> Number:
    """Return the forward time of the causal attention core over ``rows`` query tokens, keys of ``key_dim``."""
    c = case.coefficients
    # heads narrower than 128 leave part of the matrix units idle in every flash kernel
    reached = c.attention_efficiency * c.release_attention * c.recipe_attention
    reached = reached * saturation(case.seq_len, c.attention_half_tokens)
    reached = reached * np.minimum(key_dim / 128.0, 1.0) ** 0.5
    return FLOP_PER_MAC * core_macs * rows / (case.wide_flop_per_s * reached)


def scores_s(case: Case, scores: Number, rows: Number) -> Number:
    """Return the forward time to move the scores of ``rows`` tokens, ``scores`` a token, where nothing fuses them."""
    return SCORE_PASSES_FORWARD * memory_s(case, case.coefficients.score_bytes * scores * rows)


def memory_s(case: Case, amount_bytes: Number) -> Number:
    """Return the time to move bytes through device memory."""
    return amount_bytes / (case.memory_bytes_per_s * case.coefficients.memory_efficiency)
