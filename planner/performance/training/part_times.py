"""What the times of mixers and channel mixers share: tokens of a rank, shares that run again, tensor parallelism."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.arrays import Floats, Number, some
from planner.performance.device import operators
from planner.performance.device.collectives import Links, gather_s, inner_ranks
from planner.performance.training.case import Case
from planner.performance.training.kind_counts import ChannelCounts
from planner.performance.training.layout import Recompute, modules_of
from planner.performance.training.layouts import RECOMPUTES, LayoutArrays
from planner.units import BF16_BYTES
from planner.workload.kept_activations import Module

FULL = RECOMPUTES.index(Recompute.FULL)
# the named modes that drop the scores of an unfused attention; a fused one keeps none
_WITHOUT_SCORES = (RECOMPUTES.index(Recompute.SELECTIVE), RECOMPUTES.index(Recompute.FEED_FORWARD))
_BY_OPERATION = RECOMPUTES.index(Recompute.BY_OPERATION)
_RUN_AGAIN = {module: np.array([1.0 * (module in modules_of(mode)) for mode in RECOMPUTES]) for module in Module}
# forward once, backward twice: the input's and the weights' gradients (or read and write twice, memory-bound)
BOTH_PASSES = 1.0 + operators.GEMM_BACKWARD


class Tokens(Struct, frozen=True, kw_only=True):
    """Tokens of one micro-batch: in a context rank's sequence, in a tensor rank's part of it, and under its norms."""

    rows: Floats
    local: Floats
    stream: Floats


def tokens_of(case: Case, layouts: LayoutArrays) -> Tokens:
    """Return the tokens of a micro-batch per rank."""
    rows = layouts.micro_batch * case.seq_len / layouts.cp
    local = rows / layouts.tp
    return Tokens(rows=rows, local=local, stream=np.where(layouts.sequence_parallel, local, rows))


class PartTimes(Struct, frozen=True, kw_only=True):
    """Seconds of the mixer or of the channel mixers of one layer and micro-batch on one device.

    ``products_s`` and ``cores_s`` are of the forward pass: products with what moves around them, and scores, scans and
    the like. ``compute_s`` is forward and backward, ``again_s`` what selected modules run again. ``ep_s`` is the whole
    all-to-all time, of which some hides behind the layer; ``tp_s`` and ``cp_s`` are what shows, ``hidden_s`` what
    scores and scans hide of the exchange between ranks that share a sequence.
    """

    products_s: Number
    cores_s: Number
    compute_s: Number
    again_s: Number
    tp_s: Number
    ep_s: Number
    cp_s: Number
    hidden_s: Number


def exposed_s(needed_s: Floats, behind_s: Floats, overlap: Number) -> Number:
    """Return what of a transfer shows: what does not fit behind the computing, and never less than 1 - overlap."""
    shown: Floats = np.maximum(needed_s - overlap * behind_s, (1 - overlap) * needed_s)
    return shown


def full_share(layouts: LayoutArrays) -> Number:
    """Return the share of layers whose whole forward pass runs again."""
    return np.where(layouts.recompute == FULL, layouts.recompute_share, 0.0)


def runs_again(layouts: LayoutArrays, module: Module) -> Floats:
    """Return 1 where selective recompute runs a module again, else 0."""
    found: Floats = _RUN_AGAIN[module][layouts.recompute.astype(np.intp)]
    return found


def by_operation(layouts: LayoutArrays) -> Floats:
    """Return 1 where recompute works by operation, else 0."""
    found: Floats = 1.0 * (layouts.recompute == _BY_OPERATION)
    return found


def scores_again(layouts: LayoutArrays) -> NDArray[np.bool_]:
    """Say where the scores of an unfused attention are dropped and run again."""
    found: NDArray[np.bool_] = np.isin(layouts.recompute, _WITHOUT_SCORES)
    return found | (runs_again(layouts, Module.CORE_ATTENTION) > 0)


def experts_again(layouts: LayoutArrays) -> Number:
    """Return the share of layers whose MoE block runs again."""
    return full_share(layouts) + runs_again(layouts, Module.MOE)


def blocks_again(layouts: LayoutArrays, channel: ChannelCounts) -> Number:
    """Return the share of layers whose channel mixers run again, the mean of both kinds where a layer has both."""
    dense, routed = runs_again(layouts, Module.MLP), runs_again(layouts, Module.MOE)
    kinds = np.maximum(channel.dense + channel.routed, 1.0)
    return full_share(layouts) + (channel.dense * dense + channel.routed * routed) / kinds


def mean_overload(case: Case, layouts: LayoutArrays, routing: ChannelCounts) -> Number:
    """Return the load of the fullest expert rank over the mean, as a mean over steps: 1 where routing is forced level.

    A token takes k of E experts, so an expert's share spreads like sqrt(E/k - 1); a rank of E/n experts averages them,
    and the fullest of n ranks lies sqrt(2 ln n) of its spread above the mean: excess = spread x sqrt(n (1/k - 1/E)) x
    sqrt(2 ln n). A measured load stands instead.
    """
    if not some(case.natural) and not some(case.overload):
        return 1.0
    ranks = layouts.ep
    spread = np.sqrt(np.maximum(ranks * (1.0 / routing.top_k - 1.0 / routing.experts), 0.0) * 2.0 * np.log(ranks))
    expected = 1.0 + case.natural * case.coefficients.natural_spread * spread
    return np.where((case.overload > 0.0) & (ranks > 1), case.overload, expected)


def imbalance(case: Case, layouts: LayoutArrays, routing: ChannelCounts) -> Number:
    """Return the load that memory must hold: the measured peak where there is one, else that of a run's worst step."""
    measured = (case.overload_peak > 0.0) & (layouts.ep > 1)
    worst = 1.0 + case.coefficients.natural_peak * (mean_overload(case, layouts, routing) - 1.0)
    return np.where(measured, case.overload_peak, worst)


def moved_s(case: Case, elements: Number, cast_elements: Number) -> Number:
    """Return the time of element-wise operators, and of casts to 8 bits where the run has them."""
    casts = case.low_precision * case.coefficients.cast_bytes * cast_elements
    moved = 1.0 + case.unfused * (case.coefficients.unfused_ratio - 1.0)
    return operators.memory_s(case, BF16_BYTES * elements * moved + casts)


def norm_again_s(case: Case, layouts: LayoutArrays, tokens: Tokens) -> Number:
    """Return the time of one norm that runs again where a mode says so."""
    moved = operators.memory_s(case, BF16_BYTES * 3 / 2 * case.counts.hidden * tokens.stream)
    return runs_again(layouts, Module.NORM) * moved


def tensor_s(case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links) -> Number:
    """Return exposed tensor-parallel time: all-gather and reduce-scatter of one part's input and output.

    Without sequence parallelism an all-reduce takes the place of both, and the backward pass has nothing to gather.
    """
    vector = BF16_BYTES * case.counts.hidden * tokens.rows
    inner = inner_ranks(1.0, layouts.tp, case.domain)
    # forward AG + RS, backward AG + RS and one more AG for the weights' gradient
    times = np.where(layouts.sequence_parallel, 5.0, 4.0)
    return times * gather_s(links, vector, inner, layouts.tp / inner) * shown_share(case, layouts)


def shown_share(case: Case, layouts: LayoutArrays) -> Number:
    """Return the share of tensor-parallel time that shows."""
    # pipelined with the products chunk by chunk, one a rank: the first chunk has nothing to hide behind
    pipelined = case.coefficients.tp_overlap * (1 - 1 / layouts.tp)
    return 1 - np.where(layouts.sequence_parallel, pipelined, case.coefficients.tp_overlap_whole)
