"""What PyTorch's checkpointing by operation leaves of a layer: TorchTitan's selective mode.

It saves the block's input, what attention gives and every second matrix product; norms, activations, permutations and
grouped products of experts run again (torchtitan/distributed/activation_checkpoint.py:32 and :255 @b5bcd76).
"""

from functools import lru_cache

from msgspec import Struct

from planner.units import BF16_BYTES
from planner.workload import stack
from planner.workload.blocks import Block
from planner.workload.kept_activations import kept_bytes
from planner.workload.shape import TransformerShape

_OF_ATTENTION = frozenset({"attention output", "log-sum-exp"})


class Operations(Struct, frozen=True, kw_only=True):
    """Of the token mixer and of the channel mixers of one layer.

    ``*_bytes`` a token are saved beside the layer's input, ``*_share`` of the multiply-accumulates of products with
    weights that every token meets runs again.
    """

    mixer_bytes: float
    channel_bytes: float
    mixer_share: float
    channel_share: float


@lru_cache(maxsize=1024)
def operations_of(shape: TransformerShape, block: Block) -> Operations:
    """Return what is saved of a layer and what of its products runs again.

    >>> from planner.workload.presets import shape_preset
    >>> shape = shape_preset("llama-3-8b")  # q, k, v, o and gate, up, down: k, o and up run again
    >>> found = operations_of(shape, next(iter(shape.kinds())))
    >>> round(found.mixer_share, 3), round(found.channel_share, 3)
    (0.5, 0.333)
    """
    mixer, channels = _mixer_products(shape, block), _channel_products(shape, block)
    attended = [one for one in stack.mixer_kept(shape, block) if one.tensor in _OF_ATTENTION]
    first = len(mixer) % 2  # the count of products goes on from the mixer's
    return Operations(
        mixer_bytes=kept_bytes(attended) + BF16_BYTES * sum(width for width, _ in mixer[::2]),
        channel_bytes=BF16_BYTES * sum(width for width, _ in channels[first::2]),
        mixer_share=_share(mixer[1::2], mixer),
        channel_share=_share(channels[1 - first :: 2], channels),
    )


def _share(part: list[tuple[int, int]], whole: list[tuple[int, int]]) -> float:
    return sum(macs for _, macs in part) / max(sum(macs for _, macs in whole), 1)


def _mixer_products(shape: TransformerShape, block: Block) -> list[tuple[int, int]]:
    """Return how wide each product of the mixer is and what it takes, in their order."""
    mixer = shape.mixer_of(block)
    matrices = () if mixer is None else mixer.matrices(shape.hidden)
    return [(each.columns, each.rows * each.columns) for each in matrices for _ in range(each.count)]


def _channel_products(shape: TransformerShape, block: Block) -> list[tuple[int, int]]:
    """Return the same of the channel mixers; a router's product always runs again and does not count."""
    found = []
    for channel in shape.channels_of(block):
        for each in channel.adapted(shape.hidden):
            # gate and up are one matrix here and two there
            parts = 2 if channel.gated and each.columns in {2 * width for width in channel.widths} else 1
            found += parts * [(each.columns // parts, each.rows * each.columns // parts)]
    return found
