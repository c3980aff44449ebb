"""Softmax attention with grouped keys and values (MHA is as many KV heads as heads), and what is built on it.

Windows and chunks, query and key norms, output gates, sinks, shared keys and values, low-rank queries (MFA), and block
top-k by an indexer (MiniMax-M3). Source: transformers 5.24.0 modelling code; Megatron-LM; arXiv 2507.19427 (MFA).
"""

from enum import StrEnum
from math import inf
from typing import ClassVar

import msgspec

from planner.sentences import sentence
from planner.workload.kept_activations import Kept, Module, layer_input
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.mixer import (
    Core,
    Exchange,
    MixerSizes,
    ServingState,
    Split,
    mean_attended_tokens,
    require_sizes,
    tile_share,
)
from planner.workload.sizes import Choices, Heads, Tokens, Width


class Gate(StrEnum):
    """A sigmoid gate on the attention output: one value an element or one a head."""

    ELEMENT = "element"
    HEAD = "head"


class QueryKeyNorm(StrEnum):
    """A norm of queries and keys: scales of one head's size, or of all heads together."""

    HEAD = "head"
    ALL = "all"


class BlockIndexer(msgspec.Struct, frozen=True, kw_only=True):
    """Picks ``top_k`` blocks of ``block`` keys a query by scores of ``heads`` index heads of ``dim``."""

    heads: Heads
    dim: Width
    top_k: Choices
    block: Tokens

    def __post_init__(self) -> None:
        """Raise ValueError, one sentence, for a size below 1."""
        require_sizes(self)


def gate_weights(gate: Gate | None, hidden: int, heads: int, v_dim: int) -> int:
    """Return the weights of an output gate, none without one."""
    return 0 if gate is None else hidden * heads * (v_dim if gate is Gate.ELEMENT else 1)


def gate_kept(gate: Gate | None, heads: int, v_dim: int) -> tuple[Kept, ...]:
    """Return what a gate keeps beside the attention output: its input, and the gated output."""
    if gate is None:
        return ()
    width = heads * v_dim
    return (
        Kept(tensor="gate", bytes=2 * (width if gate is Gate.ELEMENT else heads)),
        Kept(tensor="gated output", bytes=2 * width),
    )


class GroupedAttention(MixerSizes, frozen=True, kw_only=True, tag="gqa"):
    """``v_dim`` None: as ``head_dim``. ``window`` and ``chunk`` in tokens. ``q_rank``: queries through a low rank.

    ``v_is_k``: keys serve as values too, without a matrix of their own.
    """

    kind: ClassVar[str] = "gqa"

    heads: Heads
    kv_heads: Heads
    head_dim: Width
    v_dim: Width | None = None
    window: Tokens | None = None
    chunk: Tokens | None = None
    qk_norm: QueryKeyNorm | None = None
    gate: Gate | None = None
    sinks: bool = False
    v_is_k: bool = False
    qkv_bias: bool = False
    o_bias: bool = False
    q_rank: Width | None = None
    indexer: BlockIndexer | None = None

    def __post_init__(self) -> None:
        """Raise ValueError, one sentence, for sizes that contradict each other."""
        require_sizes(self)
        if self.heads % self.kv_heads:
            raise ValueError(sentence("gqa: {} heads do not divide into {} KV heads.", self.heads, self.kv_heads))

    @property
    def value_dim(self) -> int:
        """The size of a head's values."""
        return self.v_dim or self.head_dim

    def projections(self, hidden: int) -> int:  # noqa: D102 - as the protocol says, here and below
        queries = self.heads * self.head_dim
        query = hidden * queries if self.q_rank is None else self.q_rank * (hidden + queries)
        keys = hidden * self.kv_heads * self.head_dim
        values = 0 if self.v_is_k else hidden * self.kv_heads * self.value_dim
        out = self.heads * self.value_dim * hidden + gate_weights(self.gate, hidden, self.heads, self.value_dim)
        picked = self.indexer
        return query + keys + values + out + (0 if picked is None else hidden * picked.dim * (picked.heads + 1))

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        queries, picked = self.heads * self.head_dim, self.indexer
        through = ((hidden, queries),) if self.q_rank is None else ((hidden, self.q_rank), (self.q_rank, queries))
        return matrices_of(
            *through,
            (hidden, self.kv_heads * self.head_dim),
            (hidden, 0 if self.v_is_k else self.kv_heads * self.value_dim),
            (self.width, hidden),
            (hidden, gate_weights(self.gate, hidden, self.heads, self.value_dim) // hidden),
            *(() if picked is None else ((hidden, picked.heads * picked.dim), (hidden, picked.dim))),
        )

    def scale_params(self, hidden: int) -> int:  # noqa: D102
        each = {None: 0, QueryKeyNorm.HEAD: 2, QueryKeyNorm.ALL: self.heads + self.kv_heads}[self.qk_norm]
        widths = self.heads * self.head_dim + self.kv_heads * (self.head_dim + self.value_dim)
        biases = (widths if self.qkv_bias else 0) + (hidden if self.o_bias else 0)
        norms = each * self.head_dim + (self.q_rank or 0) + (0 if self.indexer is None else 2 * self.indexer.dim)
        return norms + biases + (self.heads if self.sinks else 0)

    def core(self, seq_len: int) -> Core:  # noqa: D102
        key = self.heads * (self.head_dim + self.value_dim)
        picked = self.indexer
        if picked is not None:
            attended = mean_attended_tokens(seq_len, picked.top_k * picked.block)
            return Core(sparse=key * attended, index=picked.heads * picked.dim * seq_len / 2)
        attended = mean_attended_tokens(seq_len, self.window, self.chunk)
        return Core(attention=key * attended, tile_share=tile_share(seq_len, self.window, self.chunk))

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        queries, values = self.heads * self.head_dim, self.heads * self.value_dim
        keys = self.kv_heads * (self.head_dim + self.value_dim)
        found = [
            *layer_input(hidden, own_norm=False),
            Kept(tensor="queries, keys, values", bytes=2 * (queries + keys)),
            # the output projection keeps 8 bits of its own beside what attention keeps
            Kept(
                tensor="attention output",
                bytes=2 * values,
                eight_bit=(2 if self.gate else 3) * values,
                stored=1.5 * values,
            ),
            Kept(tensor="log-sum-exp", bytes=4 * self.heads, dropped_by=Module.CORE_ATTENTION),
            *gate_kept(self.gate, self.heads, self.value_dim),
        ]
        if self.qk_norm is not None:
            before = self.head_dim * (self.heads + self.kv_heads)
            found.append(Kept(tensor="queries and keys before their norm", bytes=2 * before))
        if self.q_rank is not None:
            found.append(Kept(tensor="query latent and its norm", bytes=4 * self.q_rank, eight_bit=3 * self.q_rank))
        if self.indexer is not None:
            index = 2 * (self.indexer.heads + 1) * self.indexer.dim + 4 * self.indexer.top_k
            found.append(Kept(tensor="index queries, keys and picks", bytes=index))
        return tuple(found)

    def moved_elements(self, hidden: int) -> float:  # noqa: ARG002, D102
        rotated = 2 * self.head_dim * (self.heads + self.kv_heads)  # a norm before it runs in the same kernel
        return float(rotated + (0 if self.gate is None else 3 * self.width))

    def score_elements(self, seq_len: int) -> float:  # noqa: D102
        return float(self.heads * seq_len)

    @property
    def width(self) -> int:  # noqa: D102
        return self.heads * self.value_dim

    @property
    def key_dim(self) -> int:  # noqa: D102
        return self.head_dim

    @property
    def split(self) -> Split:  # noqa: D102
        return Split(units=(self.heads,), groups=(self.kv_heads,))

    @property
    def exchange(self) -> Exchange:  # noqa: D102
        index = 0 if self.indexer is None else 2 * self.indexer.dim
        passed = 2 * self.kv_heads * (self.head_dim + self.value_dim)
        return Exchange(
            ring_bytes=passed + index,
            head_bytes=2 * self.heads * (self.head_dim + self.value_dim),
            window=float(self.window or self.chunk or inf),
        )

    @property
    def state(self) -> ServingState:  # noqa: D102
        one = 2 * self.kv_heads * (self.head_dim + (0 if self.v_is_k else self.value_dim))
        one += 0 if self.indexer is None else 2 * self.indexer.dim
        span = self.window or self.chunk
        return ServingState(bytes_per_token=one) if span is None else ServingState(bytes_per_sequence=one * span)
