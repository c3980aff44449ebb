"""The stack of a shape as a list of blocks in order, with repeats; names stand for mixers of the shape."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from planner.sentences import sentence

MOST_LAYERS = 10_000


class Block(msgspec.Struct, frozen=True, array_like=True):
    """``count`` layers alike: at most one token mixer, and one channel mixer, none, or several on the same input.

    In files ``[count, mixer, channel]``. Half blocks (Nemotron's) have one of the two; each is a layer to pipelines.
    """

    count: int
    mixer: str | None = None
    channel: str | tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Raise ValueError, one sentence, for no layer at all or for one without anything in it."""
        if not 1 <= self.count <= MOST_LAYERS:
            raise ValueError(sentence("A block has {} layers; it needs from 1 to {:,}.", self.count, MOST_LAYERS))
        if self.mixer is None and not self.channels:
            raise ValueError("A block has neither a token mixer nor a channel mixer; name one.")

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of its channel mixers."""
        if self.channel is None:
            return ()
        return (self.channel,) if isinstance(self.channel, str) else self.channel

    @property
    def sublayers(self) -> int:
        """How many of its two parts it has, each with its own norm and residual addition."""
        return (self.mixer is not None) + bool(self.channels)


@dataclass(frozen=True, slots=True, kw_only=True)  # a second struct beside the blocks could not be told from them
class Repeat:
    """Blocks in order, so many times over."""

    repeat: int
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.repeat <= MOST_LAYERS or not self.blocks:
            raise ValueError(
                sentence("{} blocks are repeated {} times; both need at least 1.", len(self.blocks), self.repeat)
            )


Blocks = tuple[Block | Repeat, ...]


def blocks_of(entries: Sequence[Any]) -> Blocks:
    """Return blocks from lists and mappings as they stand in files: ``[3, "mla", "dense"]``, ``{"repeat": 2, ...}``.

    Raises ValueError, naming the place, for anything else.
    """
    return msgspec.convert(entries, type=Blocks)


def layer_count(blocks: Blocks) -> int:
    """Return how many layers a stack has, without walking through them."""
    return sum(
        entry.repeat * sum(block.count for block in entry.blocks) if isinstance(entry, Repeat) else entry.count
        for entry in blocks
    )


@lru_cache(maxsize=512)
def in_order(blocks: Blocks) -> tuple[Block, ...]:
    """Return the block of every layer, first to last."""
    return tuple(block for block in expanded(blocks) for _ in range(block.count))


def expanded(blocks: Blocks) -> tuple[Block, ...]:
    """Return the blocks one after the other, repeats written out."""
    return tuple(_walk(blocks))


def _walk(blocks: Blocks) -> Iterator[Block]:
    for entry in blocks:
        if isinstance(entry, Repeat):
            for _ in range(entry.repeat):
                yield from entry.blocks
        else:
            yield entry


@lru_cache(maxsize=512)
def counted(blocks: Blocks) -> dict[Block, int]:
    """Return how often each kind of layer stands in a stack, kinds in the order of their first layer, count 1 each."""
    found: dict[Block, int] = {}
    for block in expanded(blocks):
        one = Block(1, block.mixer, block.channel)
        found[one] = found.get(one, 0) + block.count
    return found


def shortened(layers: Sequence[tuple[str | None, str | tuple[str, ...] | None]]) -> Blocks:
    """Return (mixer, channel) of layers in order as blocks, neighbours alike together.

    >>> shortened([("a", "d"), ("a", "m"), ("a", "m")])
    (Block(count=1, mixer='a', channel='d'), Block(count=2, mixer='a', channel='m'))
    """
    found: list[Block] = []
    for mixer, channel in layers:
        last = found[-1] if found else None
        if last is not None and (last.mixer, last.channel) == (mixer, channel):
            found[-1] = Block(last.count + 1, mixer, channel)
        else:
            found.append(Block(1, mixer, channel))
    return tuple(found)
