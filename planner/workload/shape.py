"""Transformer shapes, dense and Mixture-of-Experts, with MHA, GQA or MLA; counts are in ``counting``."""

from dataclasses import dataclass
from enum import StrEnum


class Attention(StrEnum):
    """How keys and values are shared between heads (MHA is GQA with as many KV heads as heads)."""

    GQA = "gqa"
    MLA = "mla"


@dataclass(frozen=True, slots=True, kw_only=True)
class MlaRanks:
    """Ranks and head sizes of multi-head latent attention (``q_rank`` None: no query compression)."""

    q_rank: int | None
    kv_rank: int
    nope_dim: int
    rope_dim: int
    v_dim: int

    def __post_init__(self) -> None:
        sizes = {"kv_rank": self.kv_rank, "nope_dim": self.nope_dim, "v_dim": self.v_dim}
        _require_positive("MLA", sizes | ({} if self.q_rank is None else {"q_rank": self.q_rank}))
        if self.rope_dim < 0:
            raise ValueError(f"MLA: rope_dim is {self.rope_dim}; it cannot be negative.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformerShape:
    """The shape of one decoder-only transformer.

    ``dense_layers`` of the ``layers`` have a dense FFN of width ``ffn``; the others are MoE layers with
    ``experts`` routed experts of width ``expert_ffn``, ``top_k`` active, and shared experts of total width
    ``shared_ffn``. ``gated`` FFNs have three matrices (SwiGLU), others two. A dense shape has ``experts`` 0
    and ``dense_layers == layers``. ``mtp_layers`` are multi-token-prediction layers beyond ``layers``; each
    is one layer of the kind that ends the stack, with a projection of its own and the shared head.
    ``windowed_layers`` of the layers attend to the last ``sliding_window`` tokens only. ``routing_groups``
    and ``routing_group_limit``: a token's experts come from at most so many of so many groups (nodes).

    Raises ValueError, one sentence, where the fields contradict each other.
    """

    key: str
    name: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    vocab: int
    ffn: int = 0
    dense_layers: int = 0
    experts: int = 0
    top_k: int = 0
    expert_ffn: int = 0
    shared_ffn: int = 0
    gated: bool = True
    attention: Attention = Attention.GQA
    mla: MlaRanks | None = None
    mtp_layers: int = 0
    tied_embeddings: bool = False
    sliding_window: int | None = None
    windowed_layers: int = 0
    routing_groups: int = 1
    routing_group_limit: int = 1
    source: str = ""
    reconstructed: bool = False

    def __post_init__(self) -> None:
        sizes = {"layers": self.layers, "hidden": self.hidden, "heads": self.heads, "vocab": self.vocab}
        if self.attention is Attention.GQA:
            sizes |= {"kv_heads": self.kv_heads, "head_dim": self.head_dim}
        _require_positive(self.name, sizes)
        self._check_attention()
        self._check_feed_forward()
        if self.mtp_layers < 0:
            raise ValueError(f"{self.name}: mtp_layers is {self.mtp_layers}; it cannot be negative.")

    @property
    def is_moe(self) -> bool:
        """Whether any layer routes tokens to experts."""
        return self.moe_layers > 0

    @property
    def moe_layers(self) -> int:
        """Layers (without MTP) whose FFN is routed."""
        return self.layers - self.dense_layers

    def _check_attention(self) -> None:
        if (self.attention is Attention.MLA) != (self.mla is not None):
            raise ValueError(f"{self.name}: the MLA ranks must be given for MLA attention, and only then.")
        if self.attention is Attention.GQA and self.heads % self.kv_heads:
            raise ValueError(f"{self.name}: {self.heads} heads do not divide into {self.kv_heads} KV heads.")
        if self.windowed_layers and not self.sliding_window:
            raise ValueError(f"{self.name}: {self.windowed_layers} windowed layers need a sliding_window in tokens.")
        if not 0 <= self.windowed_layers <= self.layers:
            raise ValueError(f"{self.name}: windowed_layers is {self.windowed_layers} of {self.layers} layers.")

    def _check_feed_forward(self) -> None:
        if not 0 <= self.dense_layers <= self.layers:
            raise ValueError(f"{self.name}: dense_layers is {self.dense_layers} of {self.layers} layers.")
        if self.dense_layers:
            _require_positive(self.name, {"ffn": self.ffn})
        if not self.moe_layers:
            return
        _require_positive(self.name, {"experts": self.experts, "top_k": self.top_k, "expert_ffn": self.expert_ffn})
        if self.top_k > self.experts or self.shared_ffn < 0:
            raise ValueError(
                f"{self.name}: top_k {self.top_k} of {self.experts} experts with shared_ffn {self.shared_ffn} "
                "is not a routing that can be computed."
            )
        if self.experts % self.routing_groups or not 1 <= self.routing_group_limit <= self.routing_groups:
            raise ValueError(
                f"{self.name}: {self.experts} experts in {self.routing_groups} routing groups, at most "
                f"{self.routing_group_limit} a token, is not a routing that can be computed."
            )


def _require_positive(name: str, sizes: dict[str, int]) -> None:
    for field, value in sizes.items():
        if value < 1:
            raise ValueError(f"{name}: {field} is {value}; it must be at least 1.")
