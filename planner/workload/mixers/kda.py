"""Kimi delta attention: a delta rule with a decay a channel.

Sources: flash-linear-attention @bc3b101 kda/chunk.py; arXiv 2510.26692; transformers 5.24.0 kimi_linear and
bailing_hybrid.
"""

from enum import StrEnum
from typing import ClassVar

from planner.workload.kept_activations import Kept, layer_input
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.gated_delta import delta_macs
from planner.workload.mixers.mixer import Core, Exchange, HeadSizes, ServingState
from planner.workload.sizes import Tokens, Width


class KdaGates(StrEnum):
    """Whether the forget and the output gate go through a low rank: both, neither, or the forget gate alone."""

    LOW_RANK = "lowrank"
    FULL = "full"
    LOW_RANK_FORGET = "lowrank_f"


class KimiDelta(HeadSizes, frozen=True, kw_only=True, tag="kda"):
    """Heads of ``head_dim`` keys and values each; a causal convolution of ``conv`` taps."""

    kind: ClassVar[str] = "kda"

    conv: Width
    gate: KdaGates = KdaGates.LOW_RANK
    chunk: Tokens = 64

    def projections(self, hidden: int) -> int:  # noqa: D102 - as the protocol says, here and below
        low, full = self.head_dim * (hidden + self.width), hidden * self.width
        gates = {KdaGates.LOW_RANK: 2 * low, KdaGates.FULL: 2 * full, KdaGates.LOW_RANK_FORGET: low + full}
        return 4 * full + gates[self.gate] + hidden * self.heads

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        low_rank = {KdaGates.LOW_RANK: 2, KdaGates.LOW_RANK_FORGET: 1, KdaGates.FULL: 0}[self.gate]
        return matrices_of(
            (hidden, self.width, 4 + 2 - low_rank),
            (hidden, self.head_dim, low_rank),
            (self.head_dim, self.width, low_rank),
            (hidden, self.heads),
        )

    def other_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return 3 * self.width * self.conv

    def scale_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return self.width + self.heads + self.head_dim

    def core(self, seq_len: int) -> Core:  # noqa: ARG002, D102
        rule = delta_macs(self.heads, self.head_dim, self.head_dim, self.chunk)
        return Core(scan=rule, vector=3 * self.width * self.conv)

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        return (
            *layer_input(hidden, own_norm=False),
            Kept(tensor="queries, keys, values before and after the convolution", bytes=12 * self.width),
            Kept(tensor="forget gate, output gate, rule's output", bytes=6 * self.width),
            Kept(tensor="normed output", bytes=2 * self.width, eight_bit=self.width),
            Kept(tensor="decays and betas", bytes=8 * self.heads),
            Kept(tensor="pairs within a chunk", bytes=4 * self.heads * self.chunk),
        )

    def moved_elements(self, hidden: int) -> float:  # noqa: ARG002, D102
        states = 4 * self.width * self.head_dim / self.chunk
        return 6 * self.width + 8 * self.width + states

    @property
    def exchange(self) -> Exchange:  # noqa: D102
        return Exchange(state_bytes=4 * self.width * self.head_dim)

    @property
    def state(self) -> ServingState:  # noqa: D102
        return ServingState(bytes_per_sequence=self.width * (4 * self.head_dim + 6 * self.conv))
