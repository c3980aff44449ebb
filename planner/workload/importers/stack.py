"""What a reader makes of a configuration: layers as they stand, and the shape assembled from them."""

from collections.abc import Sequence
from itertools import chain, count
from typing import Any

from msgspec import Struct, field

from planner.sentences import sentence
from planner.workload.blocks import Block, Blocks, Repeat
from planner.workload.channel_mixers.registry import AnyChannelMixer
from planner.workload.channel_mixers.routed import Routed, Router
from planner.workload.importers.config import Config
from planner.workload.mixers.compressed import CompressedAttention
from planner.workload.mixers.grouped import GroupedAttention
from planner.workload.mixers.latent import LatentAttention
from planner.workload.mixers.registry import AnyMixer
from planner.workload.prediction import Prediction
from planner.workload.residual import Residual
from planner.workload.shape import TransformerShape

_LONGEST_PERIOD = 24  # runs of layers that repeat; Jamba's eight layers are eight


class Layer(Struct, frozen=True):
    """One layer: a token mixer or none, and channel mixers on the same input, or none."""

    mixer: AnyMixer | None
    channels: tuple[AnyChannelMixer, ...] = ()


class Stack(Struct, frozen=True, kw_only=True):
    """Layers in order, and those of one MTP module where there are ``mtp_modules``."""

    layers: Sequence[Layer]
    mtp: Sequence[Layer] = ()
    mtp_modules: int = 0
    norms: int = 1
    residual: Residual = field(default_factory=Residual)
    hidden: str = "hidden_size"
    tied: bool | None = None
    own_embedding: bool = False

    def shape(self, config: Config, key: str, name: str) -> TransformerShape:
        """Return the shape; raise ValueError, one sentence, where its sizes contradict each other."""
        names = _Names()
        blocks = repeated([names.block(layer) for layer in self.layers])
        mtp = repeated([names.block(layer) for layer in self.mtp]) if self.mtp_modules else ()
        prediction = Prediction(
            modules=self.mtp_modules,
            blocks=tuple(block for block in mtp if isinstance(block, Block)),
            own_embedding=self.own_embedding,
        ) if self.mtp_modules else None  # fmt: skip
        return TransformerShape(
            key=key,
            name=name,
            hidden=config.size(self.hidden),
            vocab=config.size("vocab_size"),
            mixers=names.mixers,
            channel_mixers=names.channels,
            blocks=blocks,
            mtp=prediction,
            tied_embeddings=config.flag("tie_word_embeddings") if self.tied is None else self.tied,
            norms=self.norms,
            residual=self.residual,
            source=sentence("config.json ({})", config.kind),
        )


class _Names:
    """Names for the mixers of a stack, each kind of them once."""

    def __init__(self) -> None:
        self.mixers: dict[str, AnyMixer] = {}
        self.channels: dict[str, AnyChannelMixer] = {}

    def block(self, layer: Layer) -> Block:
        mixer = None if layer.mixer is None else _named(self.mixers, layer.mixer, mixer_name(layer.mixer))
        channels = tuple(_named(self.channels, each, _channel_name(each)) for each in layer.channels)
        return Block(1, mixer, (channels[0] if len(channels) == 1 else channels) if channels else None)


def _named(known: dict[str, Any], part: object, name: str) -> str:
    for found, other in known.items():
        if other == part:
            return found
    free = next(each for each in chain((name,), (f"{name}_{number}" for number in count(2))) if each not in known)
    known[free] = part
    return free


def mixer_name(mixer: AnyMixer) -> str:
    """Return what a block calls a mixer: what it attends to, else its kind."""
    if isinstance(mixer, CompressedAttention):
        return "window" if mixer.compress is None else mixer.compress.value
    if isinstance(mixer, LatentAttention):
        return "mla_shared" if mixer.indexer is not None and mixer.indexer.shared else "mla"
    if not isinstance(mixer, GroupedAttention):
        return mixer.kind
    if mixer.indexer is not None:
        return "sparse"
    return "window" if mixer.window is not None else "chunked" if mixer.chunk is not None else "attention"


def _channel_name(channel: AnyChannelMixer) -> str:
    return "hash" if isinstance(channel, Routed) and channel.router is Router.HASH else str(channel.kind)


def repeated(layers: Sequence[Block]) -> Blocks:
    """Return single layers as blocks: neighbours alike together, and what comes again as a repeat.

    >>> a, b = Block(1, "a", "d"), Block(1, "b", "d")
    >>> len(repeated([a, a, b] * 4)), repeated([a, a, b] * 4)[0].repeat
    (1, 4)
    """
    runs: list[Block] = []
    for layer in layers:
        if runs and (runs[-1].mixer, runs[-1].channel) == (layer.mixer, layer.channel):
            runs[-1] = Block(runs[-1].count + 1, layer.mixer, layer.channel)
        else:
            runs.append(layer)
    found: list[Block | Repeat] = []
    at = 0
    while at < len(runs):
        period, times = _period(runs, at)
        found.append(runs[at] if times == 1 else Repeat(repeat=times, blocks=tuple(runs[at : at + period])))
        at += period * times
    return tuple(found)


def _period(runs: Sequence[Block], at: int) -> tuple[int, int]:
    """Return the period and the times of it that cover most runs from here on."""
    best = (1, 1)
    for period in range(2, _LONGEST_PERIOD + 1):
        once, times = runs[at : at + period], 1
        while len(once) == period and runs[at + period * times : at + period * (times + 1)] == once:
            times += 1
        if times > 1 and period * times > best[0] * best[1]:
            best = (period, times)
    return best
