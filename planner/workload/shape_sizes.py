"""The largest sizes that a shape may have: wide enough for any model, narrow enough to compute."""

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import structs

from planner.sentences import sentence
from planner.workload.blocks import Block
from planner.workload.shape import TransformerShape

MOST_EXPERTS: Final = 10_000_000  # over all layers of a shape; the largest published one has 23,424
LARGEST_HIDDEN: Final = 1_000_000
LARGEST_VOCABULARY: Final = 100_000_000
LARGEST_WIDTH: Final = 10_000_000  # of widths, ranks, dimensions and taps of a mixer: all that no word below names
# Sizes of mixers by the last word of their names.
LARGEST_BY_WORD: Final[dict[str, int]] = {
    "heads": 100_000,
    "experts": 1_000_000,
    "top_k": 1_000_000,
    "window": 10**9,
    "chunk": 10**9,
    "block": 10**9,
    "groups": 1_000_000,
    "limit": 1_000_000,
}


def largest_size(name: str) -> int:
    """Return the largest value of a mixer's size of this name.

    >>> largest_size("kv_heads"), largest_size("q_rank")
    (100000, 10000000)
    """
    return next((most for word, most in LARGEST_BY_WORD.items() if name.endswith(word)), LARGEST_WIDTH)


def all_experts(shape: TransformerShape) -> int:
    """Return the experts over all layers, those of MTP modules with them."""
    stack = sum(count * _experts_in(shape, block) for block, count in shape.kinds().items())
    mtp = shape.mtp
    return stack + (0 if mtp is None else mtp.modules * sum(one.count * _experts_in(shape, one) for one in mtp.blocks))


def too_large(shape: TransformerShape) -> str:
    """Return which size of a shape is beyond what can be computed, as a phrase; empty where none is."""
    for name, value, most in _sizes(shape):
        if value > most:
            return sentence("{} is {:,}, more than {:,}", name, value, most)
    if all_experts(shape) > MOST_EXPERTS:
        return sentence("it has {:,} experts over all its layers, more than {:,}", all_experts(shape), MOST_EXPERTS)
    return ""


def _sizes(shape: TransformerShape) -> Iterator[tuple[str, int, int]]:
    yield "hidden", shape.hidden, LARGEST_HIDDEN
    yield "vocab", shape.vocab, LARGEST_VOCABULARY
    for mixer in (*shape.mixers.values(), *shape.channel_mixers.values()):
        yield from _sizes_of(mixer)


def _sizes_of(mixer: msgspec.Struct) -> Iterator[tuple[str, int, int]]:
    for name, value in structs.asdict(mixer).items():
        if isinstance(value, msgspec.Struct):
            yield from _sizes_of(value)
        elif isinstance(value, int):
            yield name, value, largest_size(name)


def _experts_in(shape: TransformerShape, block: Block) -> int:
    routed = shape.routed_in(block)
    return 0 if routed is None else routed.experts
