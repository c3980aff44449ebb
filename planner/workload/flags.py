"""Shapes of one kind of attention from a handful of sizes: leading dense layers, windows spread among full ones."""

from msgspec import Struct

from planner.sentences import sentence
from planner.workload.blocks import Blocks, shortened
from planner.workload.channel_mixers.dense import Dense
from planner.workload.channel_mixers.registry import AnyChannelMixer
from planner.workload.channel_mixers.routed import Routed
from planner.workload.mixers.grouped import GroupedAttention, QueryKeyNorm
from planner.workload.mixers.latent import LatentAttention
from planner.workload.mixers.mixer import SizeError
from planner.workload.mixers.registry import AnyMixer
from planner.workload.shape import Attention, TransformerShape, with_prediction


class MlaRanks(Struct, frozen=True, kw_only=True):
    """Ranks and head sizes of multi-head latent attention (``q_rank`` None: no query compression)."""

    q_rank: int | None
    kv_rank: int
    nope_dim: int
    rope_dim: int
    v_dim: int

    def __post_init__(self) -> None:
        self.of(heads=1)

    def of(self, *, heads: int) -> LatentAttention:
        """Return the mixer of so many heads; raise ValueError, one sentence, for sizes below 1."""
        return LatentAttention(
            heads=heads,
            q_rank=self.q_rank,
            kv_rank=self.kv_rank,
            nope_dim=self.nope_dim,
            rope_dim=self.rope_dim,
            v_dim=self.v_dim,
        )


class ShapeFlags(Struct, frozen=True, kw_only=True):
    """The first ``dense_layers`` of the ``layers`` have a dense block of width ``ffn``, the others are MoE layers.

    These have ``experts`` routed experts of width ``expert_ffn``, ``top_k`` active, and shared experts of total width
    ``shared_ffn``. A dense shape has ``experts`` 0 and ``dense_layers == layers``. ``mtp_layers`` are layers of the
    kind that ends the stack. ``windowed_layers``, spread evenly, attend to the last ``sliding_window`` tokens only.
    ``qk_norm``: queries and keys are normed a head. Raises ValueError, one sentence, where the fields contradict each
    other.
    """

    key: str
    name: str
    layers: int
    hidden: int
    heads: int
    vocab: int
    kv_heads: int = 0
    head_dim: int = 0
    ffn: int = 0
    dense_layers: int = 0
    experts: int = 0
    top_k: int = 0
    expert_ffn: int = 0
    shared_ffn: int = 0
    gated: bool = True
    attention: Attention = Attention.GQA
    mla: MlaRanks | None = None
    qk_norm: bool = False
    mtp_layers: int = 0
    tied_embeddings: bool = False
    sliding_window: int | None = None
    windowed_layers: int = 0
    routing_groups: int = 1
    routing_group_limit: int = 1
    source: str = ""
    reconstructed: bool = False

    def __post_init__(self) -> None:
        if (self.attention is Attention.MLA) != (self.mla is not None):
            raise ValueError(sentence("{}: the MLA ranks must be given for MLA attention, and only then.", self.name))
        if self.windowed_layers and not self.sliding_window:
            raise ValueError(
                sentence("{}: {} windowed layers need a sliding_window in tokens.", self.name, self.windowed_layers)
            )
        if self.layers < 1:
            raise ValueError(sentence("{}: layers is {}; it must be at least 1.", self.name, self.layers))
        for name in ("windowed_layers", "dense_layers"):
            if not 0 <= getattr(self, name) <= self.layers:
                raise ValueError(
                    sentence("{}: {} is {} of {} layers.", self.name, name, getattr(self, name), self.layers)
                )
        for name in (
            "heads",
            *(() if self.mla else ("kv_heads", "head_dim")),
            *(("ffn",) if self.dense_layers else ()),
        ):
            if getattr(self, name) < 1:
                raise ValueError(sentence("{}: {} is {}; it must be at least 1.", self.name, name, getattr(self, name)))

    def shape(self) -> TransformerShape:
        """Return the shape as blocks."""
        try:
            mixers, channels, blocks = self._mixers(), self._channel_mixers(), self._blocks()
        except SizeError as error:
            raise ValueError(sentence("{}: {}", self.name, error.bare)) from error
        plain = TransformerShape(
            key=self.key,
            name=self.name,
            hidden=self.hidden,
            vocab=self.vocab,
            mixers=mixers,
            channel_mixers=channels,
            blocks=blocks,
            tied_embeddings=self.tied_embeddings,
            source=self.source,
            reconstructed=self.reconstructed,
        )
        return with_prediction(plain, self.mtp_layers)

    def _mixers(self) -> dict[str, AnyMixer]:
        if self.mla is not None:
            return {"attention": self.mla.of(heads=self.heads)}
        kinds: dict[str, AnyMixer] = {}
        if self.windowed_layers < self.layers:
            kinds["attention"] = self._grouped(None)
        if self.windowed_layers:
            kinds["window"] = self._grouped(self.sliding_window)
        return kinds

    def _grouped(self, window: int | None) -> GroupedAttention:
        return GroupedAttention(
            heads=self.heads,
            kv_heads=self.kv_heads,
            head_dim=self.head_dim,
            qk_norm=QueryKeyNorm.HEAD if self.qk_norm else None,
            window=window,
        )

    def _channel_mixers(self) -> dict[str, AnyChannelMixer]:
        kinds: dict[str, AnyChannelMixer] = {}
        if self.dense_layers:
            kinds["dense"] = Dense(width=self.ffn, gated=self.gated)
        if self.dense_layers < self.layers:
            kinds["moe"] = Routed(
                experts=self.experts,
                top_k=self.top_k,
                width=self.expert_ffn,
                shared_width=self.shared_ffn,
                gated=self.gated,
                routing_groups=self.routing_groups,
                routing_group_limit=self.routing_group_limit,
            )
        return kinds

    def _blocks(self) -> Blocks:
        dense = [("dense" if layer < self.dense_layers else "moe") for layer in range(self.layers)]
        if self.mla is not None or not self.windowed_layers:
            return shortened([("attention", channel) for channel in dense])
        of, many = self.windowed_layers, self.layers
        windowed = [(layer + 1) * of // many > layer * of // many for layer in range(many)]
        return shortened(
            [("window" if w else "attention", channel) for w, channel in zip(windowed, dense, strict=True)]
        )


def shape_of_flags(**flags: object) -> TransformerShape:
    """Return the shape that ``ShapeFlags`` of these fields describe; raises ValueError as they do."""
    return ShapeFlags(**flags).shape()  # type: ignore[arg-type]
