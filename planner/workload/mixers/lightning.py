"""Lightning attention: linear attention with a fixed decay a head (MiniMax Text-01, Ring-linear, Ling 2.5).

Sources: arXiv 2501.08313; flash-linear-attention @bc3b101 simple_gla; transformers 5.24.0 minimax.
"""

from typing import ClassVar

from planner.workload.kept_activations import Kept, layer_input
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.mixer import Core, Exchange, HeadSizes, ServingState
from planner.workload.sizes import Tokens


class Lightning(HeadSizes, frozen=True, kw_only=True, tag="lightning"):
    """Heads of ``head_dim`` keys and values each; chunks of ``chunk`` tokens (MiniMax 256)."""

    kind: ClassVar[str] = "lightning"

    chunk: Tokens = 64
    qk_norm: bool = False

    def projections(self, hidden: int) -> int:  # noqa: D102 - as the protocol says, here and below
        return 5 * hidden * self.width  # queries, keys, values, output gate, output

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        return matrices_of((hidden, self.width, 5))

    def scale_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return self.width + (2 * self.head_dim if self.qk_norm else 0)

    def core(self, seq_len: int) -> Core:  # noqa: ARG002, D102
        return Core(scan=self.heads * (2 * self.head_dim**2 + self.chunk * self.head_dim))

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        found = (
            *layer_input(hidden, own_norm=False),
            Kept(tensor="queries, keys, values", bytes=6 * self.width),
            Kept(tensor="output, gate", bytes=4 * self.width),
            Kept(tensor="gated output", bytes=2 * self.width, eight_bit=self.width),
        )
        if not self.qk_norm:
            return found
        return (*found, Kept(tensor="queries and keys before their norm", bytes=4 * self.width))

    def moved_elements(self, hidden: int) -> float:  # noqa: ARG002, D102
        states = 4 * self.width * self.head_dim / self.chunk
        return 4 * self.width * (2 if self.qk_norm else 1) + 4 * self.width + states

    @property
    def exchange(self) -> Exchange:  # noqa: D102
        return Exchange(state_bytes=4 * self.width * self.head_dim)

    @property
    def state(self) -> ServingState:  # noqa: D102
        return ServingState(bytes_per_sequence=4 * self.width * self.head_dim)
