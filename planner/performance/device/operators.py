"""Roofline times of the operators of a layer; every function works on arrays, times are seconds on one device."""

import numpy as np

from planner.arrays import Number, some
from planner.performance.device.figures import DeviceFigures
from planner.units import BF16_BYTES, FLOP_PER_MAC

# flash attention's backward runs five batched products against two forward
ATTENTION_BACKWARD = 2.5
GEMM_BACKWARD = 2.0
# Unfused attention moves each score through memory, 16 bits and a dropout mask of 8: written, softmax read and written,
# dropout read and written with its mask, read by the second product; backward the same way back with one more read
# of each operand (Megatron-LM's fused scale-mask-softmax and separate dropout). Bytes a kept byte: 5 are kept.
SCORE_PASSES_FORWARD = 13.0 / 5.0
SCORE_PASSES_BACKWARD = 19.0 / 5.0
# The largest tile of a result that one multiprocessor works on (NVIDIA, Matrix Multiplication Background User's Guide,
# "GPU implementation": 256x128 and 128x256 are the most efficient of cuBLAS)
_TILE = (128.0, 256.0)
_NEWTON_STEPS = 5  # from where one of two terms is 1 and the other at most 1 the last one moves less than rounding
_ROUNDING = 1e-9  # of a tile; a quotient that rounding left just above a whole number is that number


def saturation(size: Number, half: Number) -> Number:
    """Return how much of the large-product efficiency a dimension of this size reaches: size / (size + half).

    >>> round(0.486 * saturation(256.0, 270.0), 3)  # grouped products on a B200 (SimuMax)
    0.237
    """
    return size / (size + half)


def ridge_flop_per_byte(device: DeviceFigures) -> Number:
    """Return the peak rate over the memory bandwidth: how many FLOP a byte has to feed."""
    return device.flop_per_s / device.memory_bytes_per_s


def matmul_flop_per_s(device: DeviceFigures) -> Number:
    """Return what large matrix products reach in training at the run's precision."""
    c = device.coefficients
    wide = device.flop_per_s <= device.wide_flop_per_s
    narrow = device.flop_per_s * _products_reach(device)
    return c.low_precision_ratio * np.where(wide, wide_matmul_flop_per_s(device), narrow)


def wide_matmul_flop_per_s(device: DeviceFigures) -> Number:
    """Return the same for products kept in 16 bits.

    No software makes them faster than the fastest that anybody measured on the die alone.
    """
    return device.wide_flop_per_s * np.minimum(_products_reach(device), device.coefficients.matmul_ceiling)


def _products_reach(device: DeviceFigures) -> Number:
    """Return the share of the peak that training and its software make of the fastest products."""
    c = device.coefficients
    return c.matmul_efficiency * c.matmul_in_training * c.release_dense * c.recipe_dense


def gemm_s(device: DeviceFigures, macs: Number, rows: Number, width: Number, depth: Number) -> Number:
    """Return the forward time of products of ``rows`` tokens, ``macs`` a token, between ``width`` and ``depth``."""
    ideal = FLOP_PER_MAC * macs * rows / matmul_flop_per_s(device)
    return ideal / _reached(device, rows, width, depth) * _tiles_loss(device, macs, rows, width, depth)


def _reached(device: DeviceFigures, *sizes: Number) -> Number:
    """Return the share of the large-product rate that products between these sizes reach.

    The half size grows with the ridge, so of several small sizes the product would fall by more than the peak rises:
    a product then goes as it would at that lower peak at which it is fastest.
    """
    half = device.coefficients.half_rows_per_ridge * ridge_flop_per_byte(device)
    first, second, third = (half / size for size in sizes)
    pairs, triple = first * second + second * third + third * first, first * second * third
    peak = _fastest_part(pairs, triple)
    return peak / ((1.0 + first * peak) * (1.0 + second * peak) * (1.0 + third * peak))


def _fastest_part(pairs: Number, triple: Number) -> Number:
    """Return the part of the peak, up to 1, where 1/t + pairs t + triple t^2 is least: 2 triple t^3 + pairs t^2 = 1.

    Newton's steps come down to it from where the larger of both terms is 1.
    """
    one = np.ones(np.broadcast_shapes(np.shape(pairs), np.shape(triple)))
    if not some(2.0 * triple + pairs > 1.0):
        return one
    part: Number = one / np.maximum(np.maximum(np.cbrt(2.0 * triple), np.sqrt(pairs)), 1.0)
    for _ in range(_NEWTON_STEPS):
        excess = (2.0 * triple * part + pairs) * part**2 - 1.0
        part = part - np.maximum(excess, 0.0) / (6.0 * triple * part**2 + 2.0 * pairs * part)
    return part


def _tiles_loss(
    device: DeviceFigures, macs: Number, rows: Number, width: Number, depth: Number, *, in_waves: bool = True
) -> Number:
    """Return what whole tiles in whole waves take over what the products need, a mean over both passes.

    The products into a block are as wide as its matrices without the last one, that out of it is as wide as ``depth``;
    each passes forward, to its input's gradient (the other one's sizes) and to its weights'.
    """
    processors = device.coefficients.multiprocessors
    if not some(processors):
        return 1.0
    inner = np.maximum(macs / depth - width, width)
    sizes = ((rows, inner), (rows, depth), (inner, depth))
    share = processors if in_waves else 1.0
    loss: Number = sum(waves_loss(high, wide, share) for high, wide in sizes) / len(sizes)
    return np.where(processors > 0, loss, 1.0)


def waves_loss(high: Number, wide: Number, processors: Number) -> Number:
    """Return the time of a product of ``high`` x ``wide`` results over that of one without remainders.

    Tiles at the edges are whole ones, and so is the last wave over the multiprocessors. A result narrower than a tile
    has smaller ones, one of fewer tiles than multiprocessors is cut along its sums instead.

    >>> round(float(waves_loss(128.0 * 109, 256.0, 108.0)), 3)  # 109 tiles take two waves of 108
    1.982
    """
    return np.minimum(_waves_loss(high, wide, processors), _waves_loss(wide, high, processors))


def _waves_loss(high: Number, wide: Number, processors: Number) -> Number:
    tall, broad = np.minimum(_TILE[0], high), np.minimum(_TILE[1], wide)
    tiles = np.ceil(high / tall - _ROUNDING) * np.ceil(wide / broad - _ROUNDING)
    waves = np.ceil(tiles / np.maximum(processors, 1.0) - _ROUNDING) * processors
    return np.where(tiles < processors, tiles, waves) * tall * broad / (high * wide)


def kernel_s(device: DeviceFigures, macs: Number, rows: Number, efficiency: Number) -> Number:
    """Return the forward time of kernels that are neither products nor flash attention, in 16 bits.

    Scans, delta rules, gathered keys, indexers and vector units reach a share of the 16-bit peak of their own.
    """
    return FLOP_PER_MAC * macs * rows / (device.wide_flop_per_s * efficiency)


def wide_gemm_s(device: DeviceFigures, macs: Number, rows: Number) -> Number:
    """Return the forward time of products kept in 16 bits: the output head, the router."""
    return FLOP_PER_MAC * macs * rows / wide_matmul_flop_per_s(device)


def grouped_gemm_s(  # noqa: PLR0917 - the sizes of a grouped product
    device: DeviceFigures, macs: Number, rows: Number, experts: Number, width: Number, depth: Number
) -> Number:
    """Return the forward time of local experts that share ``rows`` token copies of ``depth``, ``macs`` a copy.

    Efficiency falls with few tokens an expert; weights are read once, so it never beats the memory. Widths that no
    tile divides take whole ones; the edges of an expert's tokens are part of what few tokens reach, and many experts at
    once fill the last wave.
    """
    c = device.coefficients
    reached = c.grouped_ratio * _reached(device, rows / experts, width, depth)
    edges = _tiles_loss(device, macs, _TILE[1], width, depth, in_waves=False)
    compute = FLOP_PER_MAC * macs * rows / (matmul_flop_per_s(device) * reached) * edges
    return np.maximum(compute, memory_s(device, BF16_BYTES * macs * experts))


def attention_s(device: DeviceFigures, core_macs: Number, rows: Number, key_dim: Number, tokens: Number) -> Number:
    """Return the forward time of the causal attention core over ``rows`` query tokens, keys of ``key_dim``.

    ``tokens`` are those of a sequence.
    """
    c = device.coefficients
    reached = c.attention_efficiency * c.release_attention * c.recipe_attention
    reached = reached * saturation(tokens, c.attention_half_tokens)
    padded = np.where(c.score_bytes > 0, key_dim, padded_head(key_dim, c.attention_head_step, c.attention_full_head))
    reached = reached * np.minimum(padded / c.attention_full_head, 1.0) ** c.attention_head_power
    return FLOP_PER_MAC * core_macs * rows * (padded / key_dim) / (device.wide_flop_per_s * reached)


def padded_head(key_dim: Number, step: Number, full: Number) -> Number:
    """Return the head size that fused attention works on: whole steps, of double width beyond a full head.

    FlashAttention-2 has kernels for 32, 64, 96, 128, 192 and 256, and heads between them take the next one
    (Dao-AILab/flash-attention csrc/flash_attn/src/static_switch.h, HEADDIM_SWITCH, since 160 and 224 left in 2.7).

    >>> padded_head(np.array([64.0, 80.0, 112.0, 150.0, 192.0, 224.0]), 32.0, 128.0).tolist()
    [64.0, 96.0, 128.0, 192.0, 192.0, 256.0]
    """
    whole = np.where(key_dim > full, 2.0 * step, step)
    return np.ceil(key_dim / whole - _ROUNDING) * whole


def scores_s(device: DeviceFigures, scores: Number, rows: Number) -> Number:
    """Return the forward time to move the scores of ``rows`` tokens, ``scores`` a token, where nothing fuses them."""
    return SCORE_PASSES_FORWARD * memory_s(device, device.coefficients.score_bytes * scores * rows)


def memory_s(device: DeviceFigures, amount_bytes: Number) -> Number:
    """Return the time to move bytes through device memory."""
    return amount_bytes / (device.memory_bytes_per_s * device.coefficients.memory_efficiency)
