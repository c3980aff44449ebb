"""Multi-head latent attention (MLA), and sparse by an indexer (DSA).

Sources: arXiv 2405.04434; Megatron-LM absorbed_mla.py and dsa.py @d98e8a64.
"""

from typing import ClassVar

import msgspec

from planner.workload.kept_activations import Kept, Module, layer_input
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.grouped import Gate, gate_kept, gate_weights
from planner.workload.mixers.mixer import (
    Core,
    Exchange,
    MixerSizes,
    ServingState,
    Split,
    mean_attended_tokens,
    require_sizes,
)
from planner.workload.sizes import Choices, Heads, Width, WidthOrNone


class TokenIndexer(msgspec.Struct, frozen=True, kw_only=True):
    """Picks ``top_k`` keys a query by scores of ``heads`` index heads of ``dim``.

    ``shared``: the layer takes the picks of an earlier one and has no indexer of its own (GLM-5.2).
    """

    heads: Heads
    dim: Width
    top_k: Choices
    shared: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError, one sentence, for a size below 1."""
        require_sizes(self)


class LatentAttention(MixerSizes, frozen=True, kw_only=True, tag="mla"):
    """Ranks and head sizes; ``q_rank`` None: no query compression; ``rope_dim`` 0: no positions."""

    kind: ClassVar[str] = "mla"

    heads: Heads
    kv_rank: Width
    nope_dim: Width
    rope_dim: WidthOrNone
    v_dim: Width
    q_rank: Width | None = None
    gate: Gate | None = None
    indexer: TokenIndexer | None = None

    @property
    def _own_indexer(self) -> TokenIndexer | None:
        return None if self.indexer is None or self.indexer.shared else self.indexer

    def projections(self, hidden: int) -> int:  # noqa: D102 - as the protocol says, here and below
        queries = self.heads * self.key_dim
        query = hidden * queries if self.q_rank is None else self.q_rank * (hidden + queries)
        latent = self.kv_rank * (hidden + self.heads * (self.nope_dim + self.v_dim)) + hidden * self.rope_dim
        out = self.width * hidden + gate_weights(self.gate, hidden, self.heads, self.v_dim)
        own = self._own_indexer
        index = 0 if own is None else (self.q_rank or hidden) * own.heads * own.dim + hidden * (own.dim + own.heads)
        return query + latent + out + index

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        queries, own = self.heads * self.key_dim, self._own_indexer
        through = ((hidden, queries),) if self.q_rank is None else ((hidden, self.q_rank), (self.q_rank, queries))
        index: tuple[tuple[int, int], ...] = ()
        if own is not None:
            index = ((self.q_rank or hidden, own.heads * own.dim), (hidden, own.dim), (hidden, own.heads))
        return matrices_of(
            *through,
            (hidden, self.kv_rank + self.rope_dim),
            (self.kv_rank, self.heads * (self.nope_dim + self.v_dim)),
            (self.width, hidden),
            (hidden, gate_weights(self.gate, hidden, self.heads, self.v_dim) // hidden),
            *index,
        )

    def scale_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        own = self._own_indexer
        return (self.q_rank or 0) + self.kv_rank + (0 if own is None else 2 * own.dim)

    def core(self, seq_len: int) -> Core:  # noqa: D102
        if self.indexer is None:
            return Core(attention=self.heads * (self.key_dim + self.v_dim) * mean_attended_tokens(seq_len))
        # sparse kernels gather latents: the absorbed form
        key = self.heads * (2 * self.kv_rank + self.rope_dim)
        picked, own = mean_attended_tokens(seq_len, self.indexer.top_k), self._own_indexer
        if own is None:
            return Core(sparse=key * picked)
        score = own.heads * own.dim
        return Core(
            sparse=key * picked,
            index=score * seq_len / 2,
            # the indexer learns by the divergence of its scores from attention's, over the picked keys alone
            # (DeepSeek-V3.2 report, section 2.1.1; one kernel of the backward pass: torchtitan-npu
            # converters/kernels/dsa.py, npu_sparse_lightning_indexer_grad_kl_loss): attention's scores again,
            # the indexer's again, and the gradients of its queries and keys
            index_loss=self.heads * (self.kv_rank + self.rope_dim) * picked,
            index_back=3 * score * picked,
        )

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        rank, values = self.q_rank or 0, self.width
        latents = 4 * (rank + self.kv_rank)
        return (
            # query and key-value compression keep one 8-bit copy each: nothing is saved
            *layer_input(hidden, own_norm=True, narrow=False),
            Kept(tensor="latents and their norms", bytes=latents, eight_bit=latents * 3 / 4),
            *(self._dense_kept() if self.indexer is None else self._sparse_kept()),
            Kept(
                tensor="attention output",
                bytes=2 * values,
                eight_bit=(2 if self.gate else 3) * values,
                stored=1.5 * values,
            ),
            Kept(tensor="log-sum-exp", bytes=4 * self.heads, dropped_by=Module.CORE_ATTENTION),
            *gate_kept(self.gate, self.heads, self.v_dim),
        )

    def _dense_kept(self) -> tuple[Kept, ...]:
        up = self.heads * (4 * self.key_dim + 2 * self.v_dim)
        return (Kept(tensor="queries, keys and values brought up", bytes=up, dropped_by=Module.UP_PROJECTION),)

    def _sparse_kept(self) -> tuple[Kept, ...]:
        absorbed = 2 * self.heads * (self.kv_rank + self.rope_dim) + 2 * self.heads * self.key_dim
        found = (
            Kept(tensor="queries, and in latent space", bytes=absorbed, dropped_by=Module.UP_PROJECTION),
            Kept(tensor="latent keys", bytes=2 * (self.kv_rank + self.rope_dim)),
            Kept(tensor="output in latent space", bytes=2 * self.heads * self.kv_rank),
            Kept(tensor="picks", bytes=4 * (self.indexer.top_k if self.indexer else 0)),
        )
        own = self._own_indexer
        if own is None:
            return found
        return (*found, Kept(tensor="index queries and keys", bytes=2 * (own.heads + 1) * own.dim + 4 * own.heads))

    def moved_elements(self, hidden: int) -> float:  # noqa: ARG002, D102
        gated = 0 if self.gate is None else 3 * self.width
        return float(4 * self.heads * self.key_dim + gated)

    def score_elements(self, seq_len: int) -> float:  # noqa: D102
        return float(self.heads * seq_len)

    def up_projections(self) -> int:  # noqa: D102
        query = 0 if self.q_rank is None else self.q_rank * self.heads * self.key_dim
        return query + self.kv_rank * self.heads * (self.nope_dim + self.v_dim)

    @property
    def width(self) -> int:  # noqa: D102
        return self.heads * self.v_dim

    @property
    def key_dim(self) -> int:  # noqa: D102
        return self.nope_dim + self.rope_dim

    @property
    def split(self) -> Split:  # noqa: D102
        return Split(units=(self.heads,))

    @property
    def exchange(self) -> Exchange:  # noqa: D102
        own = self._own_indexer
        return Exchange(
            ring_bytes=2 * (self.kv_rank + self.rope_dim + (0 if own is None else own.dim)),
            head_bytes=0 if self.indexer is not None else 2 * self.heads * (self.key_dim + self.v_dim),
        )

    @property
    def state(self) -> ServingState:  # noqa: D102
        own = self._own_indexer
        return ServingState(bytes_per_token=2 * (self.kv_rank + self.rope_dim + (0 if own is None else own.dim)))
