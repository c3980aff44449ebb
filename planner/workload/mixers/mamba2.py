"""Mamba-2: a chunked state-space scan.

Sources: state-spaces/mamba @e9594ce ssd_combined.py; Megatron-LM mamba_context_parallel.py @d98e8a64.
"""

from typing import ClassVar

from planner.workload.kept_activations import Kept, layer_input
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.mixer import Core, Exchange, HeadSizes, ServingState, Split
from planner.workload.sizes import Choices, Tokens, Width


class Mamba2(HeadSizes, frozen=True, kw_only=True, tag="mamba2"):
    """``groups`` share their B and C of ``state`` values; a causal convolution of ``conv`` taps; scans of ``chunk``."""

    kind: ClassVar[str] = "mamba2"

    groups: Choices
    state_dim: Width
    conv: Width
    conv_bias: bool = False
    chunk: Tokens = 128

    @property
    def _convolved(self) -> int:
        return self.width + 2 * self.groups * self.state_dim

    @property
    def _entering(self) -> int:
        return self.width + self._convolved + self.heads

    def projections(self, hidden: int) -> int:  # noqa: D102 - as the protocol says, here and below
        return hidden * self._entering + self.width * hidden

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        return matrices_of((hidden, self._entering), (self.width, hidden))

    def other_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return self._convolved * self.conv

    def scale_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return 3 * self.heads + self.width + (self._convolved if self.conv_bias else 0)

    def core(self, seq_len: int) -> Core:  # noqa: ARG002, D102
        within = (self.width + self.groups * self.state_dim) * self.chunk / 2
        return Core(scan=2 * self.width * self.state_dim + within, vector=self._convolved * self.conv)

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        return (
            *layer_input(hidden, own_norm=False),
            Kept(tensor="input projection", bytes=2 * self._entering),
            Kept(tensor="scan output, and before its gated norm", bytes=4 * self.width),
            Kept(tensor="normed output", bytes=2 * self.width, eight_bit=self.width),
            Kept(tensor="norm statistics", bytes=4),
        )

    def moved_elements(self, hidden: int) -> float:  # noqa: ARG002, D102
        states = 4 * self.width * self.state_dim / self.chunk  # of each chunk, 4 bytes, written and read
        return 2 * self._convolved + 4 * self.width + states

    @property
    def key_dim(self) -> int:  # noqa: D102
        return self.state_dim

    @property
    def split(self) -> Split:  # noqa: D102
        return Split(units=(self.heads, self.groups), context_units=(self.heads,))

    @property
    def exchange(self) -> Exchange:  # noqa: D102
        return Exchange(swap_bytes=2 * self._entering + 2 * self.width)

    @property
    def state(self) -> ServingState:  # noqa: D102
        return ServingState(bytes_per_sequence=4 * self.width * self.state_dim + 2 * self._convolved * self.conv)
