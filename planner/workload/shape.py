"""The shape of a decoder-only transformer as a list of blocks; counts are in ``counting``."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from math import gcd

from msgspec import Struct, field
from msgspec.structs import replace

from planner.sentences import sentence
from planner.workload.blocks import MOST_LAYERS, Block, Blocks, counted, expanded, layer_count
from planner.workload.channel_mixers.dense import Dense
from planner.workload.channel_mixers.registry import AnyChannelMixer
from planner.workload.channel_mixers.routed import Routed
from planner.workload.mixers.grouped import GroupedAttention
from planner.workload.mixers.latent import LatentAttention
from planner.workload.mixers.registry import AnyMixer
from planner.workload.prediction import Prediction
from planner.workload.residual import Residual
from planner.workload.sizes import Hidden, Norms, Vocabulary


class Attention(StrEnum):
    """How keys and values are shared between heads (MHA is GQA with as many KV heads as heads)."""

    GQA = "gqa"
    MLA = "mla"


MOST_KINDS = 64  # of layers in one stack; the largest published one has 6


class TransformerShape(Struct, frozen=True, kw_only=True):
    """``blocks`` name token mixers of ``mixers`` and channel mixers of ``channel_mixers``, in the order of the stack.

    ``norms`` a sublayer: 1, or 2 where its output is normed too. ``mtp``: multi-token prediction after the stack,
    trained with it. Raises ValueError, one sentence, where the parts contradict each other.

    A shape of one kind of attention also answers in the words of flags (``heads``, ``experts``, ``dense_layers``, ...);
    of several kinds those are the first one's.
    """

    key: str
    name: str
    hidden: Hidden
    vocab: Vocabulary
    mixers: Mapping[str, AnyMixer]
    channel_mixers: Mapping[str, AnyChannelMixer]
    blocks: Blocks
    mtp: Prediction | None = None
    tied_embeddings: bool = False
    norms: Norms = 1
    residual: Residual = field(default_factory=Residual)
    source: str = ""
    reconstructed: bool = False

    def __post_init__(self) -> None:
        for name, value in (("hidden", self.hidden), ("vocab", self.vocab), ("norms", self.norms)):
            if value < 1:
                raise ValueError(sentence("{}: {} is {}; it must be at least 1.", self.name, name, value))
        layers = layer_count(self.blocks)
        if not 1 <= layers <= MOST_LAYERS:
            raise ValueError(sentence("{}: layers is {}; it must be from 1 to {:,}.", self.name, layers, MOST_LAYERS))
        if self.mtp is not None and self.mtp.layers > MOST_LAYERS:
            raise ValueError(
                sentence("{}: its MTP has {} layers, more than {:,}.", self.name, self.mtp.layers, MOST_LAYERS)
            )
        self._check_names()
        if len(self.kinds()) > MOST_KINDS:
            raise ValueError(
                sentence("{}: its layers are of {} kinds, more than {}.", self.name, len(self.kinds()), MOST_KINDS)
            )

    def _check_names(self) -> None:
        for block in (*expanded(self.blocks), *(self.mtp.blocks if self.mtp else ())):
            if block.mixer is not None and block.mixer not in self.mixers:
                raise ValueError(
                    sentence("{}: a block names the mixer {!r}, which the shape lacks.", self.name, block.mixer)
                )
            strange = [name for name in block.channels if name not in self.channel_mixers]
            if strange:
                raise ValueError(
                    sentence("{}: a block names the channel mixer {!r}, which the shape lacks.", self.name, strange[0])
                )
            if sum(isinstance(each, Routed) for each in self.channels_of(block)) > 1:
                raise ValueError(sentence("{}: a block has two mixtures of experts; name one.", self.name))

    def __hash__(self) -> int:
        return hash((self.key, self.name, self.hidden, self.vocab, self.blocks))

    def mixer_of(self, block: Block) -> AnyMixer | None:
        """Return a block's token mixer, None for a half block without."""
        return None if block.mixer is None else self.mixers[block.mixer]

    def channels_of(self, block: Block) -> tuple[AnyChannelMixer, ...]:
        """Return a block's channel mixers, all on the same input."""
        return tuple(self.channel_mixers[name] for name in block.channels)

    def routed_in(self, block: Block) -> Routed | None:
        """Return a block's mixture of experts, None where it has none."""
        return next((each for each in self.channels_of(block) if isinstance(each, Routed)), None)

    def kinds(self) -> Mapping[Block, int]:
        """Return how often each kind of layer stands in the stack, MTP modules left out."""
        return counted(self.blocks)

    def every_kind(self) -> tuple[Block, ...]:
        """Return every kind of layer, those of MTP modules with them."""
        return (*self.kinds(), *(self.mtp.blocks if self.mtp else ()))

    @property
    def layers(self) -> int:
        """Layers as pipelines cut them, half blocks counted one each, without MTP."""
        return layer_count(self.blocks)

    @property
    def mtp_layers(self) -> int:
        """Modules of multi-token prediction."""
        return 0 if self.mtp is None else self.mtp.modules

    @property
    def is_moe(self) -> bool:
        """Whether any layer routes tokens to experts."""
        return self.moe_layers > 0

    @property
    def moe_layers(self) -> int:
        """Layers (without MTP) with routed experts."""
        return sum(count for block, count in self.kinds().items() if self.routed_in(block) is not None)

    @property
    def dense_layers(self) -> int:
        """Layers (without MTP) without routed experts."""
        return self.layers - self.moe_layers

    @property
    def expert_units(self) -> int:
        """What every expert-parallel size divides: the greatest common divisor of all numbers of experts."""
        return gcd(*(each.experts for each in self._channels() if isinstance(each, Routed)))

    @property
    def tensor_units(self) -> int:
        """What every tensor-parallel size divides: the greatest common divisor of all that mixers split."""
        return gcd(*(units for mixer in self._used() for units in mixer.split.units))

    @property
    def attention(self) -> Attention:
        """The kind of the first softmax attention; GQA without any."""
        return Attention.MLA if isinstance(self.softmax, LatentAttention) else Attention.GQA

    @property
    def softmax(self) -> GroupedAttention | LatentAttention | None:
        """The first softmax attention of the stack, None without any."""
        found = (mixer for mixer in self._used() if isinstance(mixer, GroupedAttention | LatentAttention))
        return next(found, None)

    @property
    def mla(self) -> LatentAttention | None:
        """The first latent attention, None without any."""
        return next((mixer for mixer in self._used() if isinstance(mixer, LatentAttention)), None)

    @property
    def mla_is_sparse(self) -> bool:
        """Whether latent attention looks at keys that an indexer picks."""
        return self.mla is not None and self.mla.indexer is not None

    @property
    def heads(self) -> int:
        """Heads of the first attention; without any what its mixers split."""
        return self.tensor_units if self.softmax is None else self.softmax.heads

    @property
    def kv_heads(self) -> int:
        """Key-value heads of the first attention; as many as heads where it is latent."""
        found = self.softmax
        return found.kv_heads if isinstance(found, GroupedAttention) else self.heads

    @property
    def head_dim(self) -> int:
        """The size of a head's keys in the first attention, positions of latent attention left out; 0 without any."""
        found = self.softmax
        if found is None:
            return 0
        return found.head_dim if isinstance(found, GroupedAttention) else found.nope_dim

    @property
    def sliding_window(self) -> int | None:
        """The first window in tokens, None without any."""
        return next((found for found in map(_window_of, self._used()) if found is not None), None)

    @property
    def windowed_layers(self) -> int:
        """Layers (without MTP) that attend to a window only."""
        return sum(count for block, count in self.kinds().items() if _window_of(self.mixer_of(block)) is not None)

    @property
    def ffn(self) -> int:
        """The width of the first dense feed-forward block, 0 without any."""
        return next((each.width for each in self._channels() if isinstance(each, Dense)), 0)

    @property
    def routed(self) -> Routed | None:
        """The first mixture of experts, None without any."""
        return next((each for each in self._channels() if isinstance(each, Routed)), None)

    @property
    def experts(self) -> int:
        """Routed experts of a layer, 0 without any."""
        return 0 if self.routed is None else self.routed.experts

    @property
    def top_k(self) -> int:
        """Experts a token is sent to, 0 without any."""
        return 0 if self.routed is None else self.routed.top_k

    @property
    def expert_ffn(self) -> int:
        """The width of a routed expert, 0 without any."""
        return 0 if self.routed is None else self.routed.width

    @property
    def shared_ffn(self) -> int:
        """The width of all shared experts together."""
        return 0 if self.routed is None else self.routed.shared_width

    @property
    def routing_groups(self) -> int:
        """Groups of experts that routing is limited to some of."""
        return 1 if self.routed is None else self.routed.routing_groups

    @property
    def routing_group_limit(self) -> int:
        """How many of them a token's experts come from at most."""
        return 1 if self.routed is None else self.routed.routing_group_limit

    @property
    def gated(self) -> bool:
        """Whether feed-forward blocks have three matrices."""
        return all(each.gated for each in self._channels())

    @property
    def is_uniform(self) -> bool:
        """Whether all layers are alike but for leading dense ones (MTP too, of the kind that ends the stack)."""
        return _is_uniform(self)

    def _used(self) -> Iterator[AnyMixer]:
        return (mixer for block in self.kinds() if (mixer := self.mixer_of(block)) is not None)

    def _channels(self) -> Iterator[AnyChannelMixer]:
        return (each for block in self.kinds() for each in self.channels_of(block))


def without_prediction(shape: TransformerShape) -> TransformerShape:
    """Return the shape without multi-token prediction."""
    return replace(shape, mtp=None)


def with_prediction(shape: TransformerShape, modules: int) -> TransformerShape:
    """Return the shape with so many MTP modules: its own kind, else one layer of the kind that ends the stack.

    Raises ValueError for a number below 0.
    """
    if modules < 0:
        raise ValueError(sentence("{}: mtp_layers is {}; it cannot be negative.", shape.name, modules))
    if modules == 0:
        return without_prediction(shape)
    if shape.mtp is not None:
        return replace(shape, mtp=replace(shape.mtp, modules=modules))
    last = expanded(shape.blocks)[-1]
    return replace(shape, mtp=Prediction(modules=modules, blocks=(Block(1, last.mixer, last.channel),)))


def _window_of(mixer: AnyMixer | None) -> int | None:
    return mixer.window if isinstance(mixer, GroupedAttention) else None


@lru_cache(maxsize=512)
def _is_uniform(shape: TransformerShape) -> bool:
    kinds = list(shape.kinds())
    mixers = {shape.mixer_of(block) for block in kinds}
    routed = [shape.routed_in(block) is not None for block in kinds]
    whole = all(block.mixer is not None and len(block.channels) == 1 for block in kinds)
    in_order = len(expanded(shape.blocks)) == len(kinds)
    ends_alike = shape.mtp is None or [Block(1, each.mixer, each.channel) for each in shape.mtp.blocks] == kinds[-1:]
    return whole and len(mixers) == 1 and ends_alike and in_order and routed in ([False], [True], [False, True])
