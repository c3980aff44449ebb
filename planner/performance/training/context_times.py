"""Forward-and-backward times of what ranks that share a sequence exchange in one token mixer and micro-batch."""

import numpy as np

from planner.arrays import Floats, Number, some
from planner.performance.device import operators
from planner.performance.device.collectives import Links, gather_s, inner_ranks, point_to_point_s
from planner.performance.training.case import Case
from planner.performance.training.kind_counts import MixerCounts
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.part_times import Tokens, exposed_s, full_share
from planner.units import BF16_BYTES, FP32_BYTES

# Bytes that PyTorch's merge of partial results moves, counted in torch/distributed/tensor/experimental/
# _context_parallel/_attention.py @09b101c, a mean over ranks of which half the steps see half of the queries.
# _SDPAMerger, an element of the output: cast to 32 bits and back; each further step casts, subtracts, scales and
# subtracts, on all of it or on a half that is then joined again
_MERGED_ONCE = 12.0
_MERGED_A_STEP = 32.0
# backward, an element of the queries' gradient a step: 16 bits added to 32; of keys and values: the same, and joined
_QUERIES_A_STEP = 11.5
_KEYS_A_STEP = 19.5


def context_s(  # noqa: PLR0917 - what every collective needs, and whose it is
    case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links, mixer: MixerCounts, cores: tuple[Number, Number]
) -> tuple[Floats, Floats]:
    """Return context-parallel time that shows, and that the cores hide; ``cores`` take so long forward and backward.

    Of a window only its tokens move, of recurrences their state once a rank, of swapped heads every token once.
    """
    if not some(layouts.cp > 1):
        return np.zeros_like(layouts.cp), np.zeros_like(layouts.cp)
    gathered = case.coefficients.context_gathered * (mixer.head_bytes > 0)
    passed = _passed_s(case, layouts, tokens, links, mixer, cores[0] + cores[1])
    if not some(gathered):
        return passed
    every = zip(_gathered_s(case, layouts, tokens, links, mixer, cores), passed, strict=True)
    shown, hidden = (np.where(gathered > 0, own, other) for own, other in every)
    return shown, hidden


def _passed_s(  # noqa: PLR0917 - the same
    case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links, mixer: MixerCounts, cores: Number
) -> tuple[Floats, Floats]:
    """Return what shows and what hides of a ring that passes keys and values while the cores compute, both passes."""
    inner = inner_ranks(layouts.tp, layouts.cp, case.domain)
    passed = np.minimum(tokens.rows * layouts.cp, mixer.window * layouts.micro_batch)
    vector = mixer.ring_bytes * passed + mixer.swap_bytes * tokens.rows
    vector = vector + mixer.state_bytes * layouts.cp * layouts.micro_batch
    once = gather_s(links, vector / layouts.tp, inner, layouts.cp / inner)
    needed = (3.0 + full_share(layouts)) * once
    shown = exposed_s(needed, cores, case.coefficients.cp_overlap)
    return shown, needed - shown


def _gathered_s(  # noqa: PLR0917 - the same
    case: Case, layouts: LayoutArrays, tokens: Tokens, links: Links, mixer: MixerCounts, cores: tuple[Number, Number]
) -> tuple[Floats, Floats]:
    """Return what PyTorch's context parallelism adds: it gathers, passes gradients round in 32 bits, and merges parts.

    What the cores hide of it comes second.

    Each rank attends to its own part, then to every other one, in steps of equal work (its tokens are of head and tail
    of the sequence). Both passes gather all keys and values behind the first step alone; the gradients of keys and
    values go one rank on after each step, behind the next one's computing, and after the last behind nothing.
    Source: _templated_ring_attention and its backward, torch/distributed/tensor/experimental/_context_parallel/
    _attention.py @09b101c (rotate_method all-gather, its default and TorchTitan's).
    """
    ranks, overlap = layouts.cp, case.coefficients.cp_overlap
    forward, backward = cores[0] / ranks, cores[1] / ranks
    own = gathered_bytes(case, mixer) * tokens.rows / layouts.tp  # keys and values of a rank's tokens
    inner = inner_ranks(layouts.tp, ranks, case.domain)
    gather = gather_s(links, own * ranks, inner, ranks / inner)
    again = 1.0 + full_share(layouts)
    gathers = again * exposed_s(gather, forward, overlap) + exposed_s(gather, backward, overlap)
    send = point_to_point_s(links, own * FP32_BYTES / BF16_BYTES, inside=inner >= ranks)
    sends = (ranks - 1.0) * exposed_s(send, backward, overlap) + send
    values, keys = mixer.width * tokens.rows / layouts.tp, own / BF16_BYTES
    merged = again * values * (_MERGED_ONCE + _MERGED_A_STEP * (ranks - 1.0))
    added = ranks * (_QUERIES_A_STEP * values + _KEYS_A_STEP * keys)
    shown = gathers + sends + operators.memory_s(case, merged + added)
    hidden = (again + 1.0) * gather + ranks * send - gathers - sends
    return np.where(ranks > 1, shown, 0.0), np.where(ranks > 1, hidden, 0.0)


def gathered_bytes(case: Case, mixer: MixerCounts) -> Number:
    """Return the keys and values of a token that software which gathers them does: of every head, or of groups.

    Latent ones are brought up before: attention is given those of all heads.
    """
    every = (case.coefficients.repeated_keys > 0) | (mixer.up_projection_macs > 0)
    return np.where(every, mixer.head_bytes, mixer.ring_bytes)


def gathered_in_use(case: Case, layouts: LayoutArrays, mixer: MixerCounts) -> Number:
    """Return the bytes, for each of a rank's tokens, that gathering keys and values needs beside what a layer keeps.

    All of the sequence's, 32-bit gradients of queries, and of keys and values those added up, those on their way and
    those that came.
    """
    gathered = case.coefficients.context_gathered * (mixer.head_bytes > 0)
    own = gathered_bytes(case, mixer)
    needed = own * layouts.cp + FP32_BYTES * (mixer.width + 3.0 * own / BF16_BYTES)
    return np.where((layouts.cp > 1) & (gathered > 0), needed, 0.0)


def repeated_bytes(case: Case, mixer: MixerCounts) -> Number:
    """Return what copies of grouped keys and values for every head take of a token beside the grouped ones."""
    grouped = np.where(mixer.up_projection_macs > 0, mixer.head_bytes, mixer.ring_bytes)
    return case.coefficients.repeated_keys * np.maximum(mixer.head_bytes - grouped, 0.0)
