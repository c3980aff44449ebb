"""What of a shape is larger than can be computed."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from planner.sentences import sentence
from planner.workload.blocks import Block
from planner.workload.shape import TransformerShape
from planner.workload.sizes import size_limits

MOST_EXPERTS: Final = 10_000_000  # over all layers of a shape; the largest published one has 23,424


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


def _sizes(shape: TransformerShape) -> Iterator[tuple[str, float, int]]:
    mtp = () if shape.mtp is None else (shape.mtp,)
    for part in (shape, shape.residual, *mtp, *shape.mixers.values(), *shape.channel_mixers.values()):
        yield from _sizes_of(part)


def _sizes_of(part: Any) -> Iterator[tuple[str, float, int]]:  # noqa: ANN401 - a shape or any part of one
    kind: Any = type(part)
    for name, limits in size_limits(kind).items():
        value = getattr(part, name)
        if value is not None:
            yield name, value, limits.most
    if isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            inner = getattr(part, name)
            if isinstance(inner, msgspec.Struct):
                yield from _sizes_of(inner)


def _experts_in(shape: TransformerShape, block: Block) -> int:
    routed = shape.routed_in(block)
    return 0 if routed is None else routed.experts
