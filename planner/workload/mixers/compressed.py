"""DeepSeek-V4's attention: a window, and beside it compressed sparse (CSA) or heavily compressed (HCA) keys.

One key that is its value, a low-rank query, a grouped low-rank output. Source: transformers 5.24.0 deepseek_v4; arXiv
2606.19348.
"""

from enum import StrEnum
from typing import ClassVar

from planner.sentences import sentence
from planner.workload.kept_activations import Kept, Module, layer_input
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.latent import TokenIndexer
from planner.workload.mixers.mixer import (
    Core,
    Exchange,
    HeadSizes,
    ServingState,
    Split,
    mean_attended_tokens,
    require_sizes,
    tile_share,
)
from planner.workload.sizes import Choices, Tokens, Width, WidthOrNone


class Compression(StrEnum):
    """How older keys are seen: picked by an indexer among mildly compressed ones, or all of heavily compressed ones."""

    CSA = "csa"
    HCA = "hca"


class CompressedAttention(HeadSizes, frozen=True, kw_only=True, tag="compressed"):
    """``ratio`` tokens become one compressed key; ``compress`` None: the window alone."""

    kind: ClassVar[str] = "compressed"

    q_rank: Width
    o_groups: Choices
    o_rank: Width
    rope_dim: WidthOrNone
    window: Tokens
    compress: Compression | None = None
    ratio: Width = 1
    indexer: TokenIndexer | None = None

    def __post_init__(self) -> None:
        """Raise ValueError, one sentence, for sizes that contradict each other."""
        require_sizes(self)
        if (self.compress is Compression.CSA) != (self.indexer is not None):
            raise ValueError("compressed: the indexer must be given for CSA, and only then.")
        if self.heads * self.head_dim % self.o_groups:
            raise ValueError(
                sentence("compressed: {} heads do not divide into {} output groups.", self.heads, self.o_groups)
            )

    def projections(self, hidden: int) -> int:  # noqa: D102 - as the protocol says, here and below
        queries = self.heads * self.head_dim
        query = self.q_rank * (hidden + queries)
        out = queries * self.o_rank + self.o_groups * self.o_rank * hidden
        return query + hidden * self.head_dim + out + self._compressor(hidden)

    def _compressor(self, hidden: int) -> int:
        if self.compress is Compression.HCA:
            return 2 * hidden * self.head_dim
        if self.indexer is None:
            return 0
        index = self.q_rank * self.indexer.heads * self.indexer.dim + hidden * self.indexer.heads
        return 4 * hidden * (self.head_dim + self.indexer.dim) + index

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        queries, of_group, picked = self.width, self.width // self.o_groups, self.indexer
        compressor: tuple[tuple[int, ...], ...] = ()
        if self.compress is Compression.HCA:
            compressor = ((hidden, 2 * self.head_dim),)
        elif picked is not None:
            compressor = (
                (hidden, 4 * self.head_dim),
                (hidden, 4 * picked.dim),
                (self.q_rank, picked.heads * picked.dim),
                (hidden, picked.heads),
            )
        return matrices_of(
            (hidden, self.q_rank),
            (self.q_rank, queries),
            (hidden, self.head_dim),
            (of_group, self.o_rank, self.o_groups),
            (self.o_groups * self.o_rank, hidden),
            *compressor,
        )

    def other_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        if self.compress is Compression.HCA:
            return self.ratio * self.head_dim
        return 0 if self.indexer is None else 2 * self.ratio * (self.head_dim + self.indexer.dim)

    def scale_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        more = self.head_dim if self.compress is not None else 0
        return self.q_rank + self.head_dim + self.heads + more + (0 if self.indexer is None else self.indexer.dim)

    def core(self, seq_len: int) -> Core:  # noqa: D102
        key, entries = 2 * self.heads * self.head_dim, seq_len / self.ratio
        near = key * mean_attended_tokens(seq_len, self.window)
        share = tile_share(seq_len, self.window)
        if self.compress is Compression.HCA:
            return Core(attention=near + key * entries / 2, tile_share=share)
        if self.indexer is None:
            return Core(attention=near, tile_share=share)
        picked = mean_attended_tokens(entries, min(float(self.indexer.top_k), entries))
        index = self.indexer.heads * self.indexer.dim * entries / 2
        return Core(attention=near, tile_share=share, sparse=key * picked, index=index)

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        found = (
            *layer_input(hidden, own_norm=True, narrow=False),
            Kept(tensor="query latent and its norm", bytes=4 * self.q_rank, eight_bit=3 * self.q_rank),
            Kept(tensor="queries before and after their norm", bytes=4 * self.width),
            Kept(tensor="keys before and after their norm", bytes=4 * self.head_dim),
            Kept(tensor="attention output, rotated back", bytes=4 * self.width, eight_bit=5 * self.width),
            Kept(tensor="log-sum-exp", bytes=4 * self.heads, dropped_by=Module.CORE_ATTENTION),
            Kept(
                tensor="output in low rank",
                bytes=2 * self.o_groups * self.o_rank,
                eight_bit=self.o_groups * self.o_rank,
            ),
        )
        if self.compress is Compression.HCA:
            return (*found, Kept(tensor="compressor", bytes=4 * self.head_dim * (1 + 1 / self.ratio)))
        if self.indexer is None:
            return found
        size = 8 * (self.head_dim + self.indexer.dim) + 4 * self.head_dim / self.ratio
        index = 2 * self.indexer.heads * self.indexer.dim + 4 * self.indexer.top_k
        return (*found, Kept(tensor="compressor", bytes=size), Kept(tensor="index queries and picks", bytes=index))

    def moved_elements(self, hidden: int) -> float:  # noqa: ARG002, D102
        compressor = 0 if self.compress is None else 6 * self.head_dim
        # queries normed and rotated, the output rotated back
        return float(6 * self.width + 4 * self.head_dim + compressor)

    def score_elements(self, seq_len: int) -> float:  # noqa: D102
        return float(self.heads * min(seq_len, self.window))

    @property
    def split(self) -> Split:  # noqa: D102
        return Split(units=(self.heads, self.o_groups))

    @property
    def exchange(self) -> Exchange:  # noqa: D102
        if self.compress is None:
            return Exchange(ring_bytes=2 * self.head_dim, window=float(self.window))
        index = 0 if self.indexer is None else self.indexer.dim
        return Exchange(ring_bytes=2 * (self.head_dim + index) / self.ratio)  # the window's halo is less than a shard

    @property
    def state(self) -> ServingState:  # noqa: D102
        one = 2 * self.head_dim
        index = 0 if self.indexer is None else 2 * self.indexer.dim
        per_token = 0.0 if self.compress is None else (one + index) / self.ratio
        return ServingState(bytes_per_token=per_token, bytes_per_sequence=one * self.window)
