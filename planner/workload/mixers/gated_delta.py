"""Gated DeltaNet (Qwen3-Next, Qwen3.5).

Sources: flash-linear-attention @bc3b101 gated_delta_rule/chunk.py; Megatron-LM gated_delta_net/common.py @d98e8a64;
transformers 5.24.0 qwen3_next.
"""

from typing import ClassVar

from planner.workload.kept_activations import Kept, layer_input
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.mixer import Core, Exchange, MixerSizes, ServingState, Split
from planner.workload.sizes import Heads, Tokens, Width


def delta_macs(heads: int, k_dim: int, v_dim: int, chunk: int) -> float:
    """Return the MACs per token of a chunked delta rule: states, pairs within a chunk, its triangular inverse."""
    return heads * (3 * k_dim * v_dim + chunk / 2 * (3 * k_dim + 2 * v_dim) + chunk * chunk / 6)


class GatedDelta(MixerSizes, frozen=True, kw_only=True, tag="gdn"):
    """Key heads shared by several value heads; a causal convolution of ``conv`` taps; chunks of ``chunk`` tokens."""

    kind: ClassVar[str] = "gdn"

    k_heads: Heads
    k_dim: Width
    v_heads: Heads
    v_dim: Width
    conv: Width
    chunk: Tokens = 64

    @property
    def _keys(self) -> int:
        return self.k_heads * self.k_dim

    @property
    def width(self) -> int:  # noqa: D102 - as the protocol says, here and below
        return self.v_heads * self.v_dim

    def projections(self, hidden: int) -> int:  # noqa: D102
        return hidden * (2 * self._keys + 2 * self.width + 2 * self.v_heads) + self.width * hidden

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        return matrices_of((hidden, 2 * self._keys + 2 * self.width), (hidden, 2 * self.v_heads), (self.width, hidden))

    def other_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return (2 * self._keys + self.width) * self.conv

    def scale_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return 2 * self.v_heads + self.v_dim

    def core(self, seq_len: int) -> Core:  # noqa: ARG002, D102
        convolved = (2 * self._keys + self.width) * self.conv
        return Core(scan=delta_macs(self.v_heads, self.k_dim, self.v_dim, self.chunk), vector=convolved)

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        return (
            *layer_input(hidden, own_norm=False),
            Kept(tensor="queries, keys, values before the convolution", bytes=2 * (2 * self._keys + self.width)),
            Kept(tensor="queries and keys after it", bytes=4 * self._keys),
            Kept(tensor="repeated, and values", bytes=2 * (2 * self.v_heads * self.k_dim + self.width)),
            Kept(tensor="gate, rule's output", bytes=4 * self.width),
            Kept(tensor="normed output", bytes=2 * self.width, eight_bit=self.width),
            Kept(tensor="decays and betas", bytes=12 * self.v_heads),
            Kept(tensor="pairs within a chunk", bytes=2 * self.v_heads * self.chunk),
        )

    def moved_elements(self, hidden: int) -> float:  # noqa: ARG002, D102
        states = 4 * self.v_heads * self.k_dim * self.v_dim / self.chunk
        return 2 * (2 * self._keys + self.width) + 4 * self._keys + 4 * self.width + states

    @property
    def key_dim(self) -> int:  # noqa: D102
        return self.k_dim

    @property
    def split(self) -> Split:  # noqa: D102
        heads = (self.k_heads, self.v_heads)
        return Split(units=heads, context_units=heads)

    @property
    def exchange(self) -> Exchange:  # noqa: D102
        return Exchange(swap_bytes=2 * (2 * self._keys + 2 * self.width + 2 * self.v_heads) + 2 * self.width)

    @property
    def state(self) -> ServingState:  # noqa: D102
        convolved = 2 * (2 * self._keys + self.width) * self.conv
        return ServingState(bytes_per_sequence=4 * self.v_heads * self.k_dim * self.v_dim + convolved)
