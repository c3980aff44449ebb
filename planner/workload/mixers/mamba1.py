"""Mamba-1: an element-wise selective scan, on vector units alone.

Sources: state-spaces/mamba @e9594ce; transformers 5.24.0 jamba.
"""

from typing import ClassVar

from planner.workload.kept_activations import Kept, layer_input
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.mixer import Core, Exchange, MixerSizes, ServingState, Split
from planner.workload.sizes import Width


class Mamba1(MixerSizes, frozen=True, kw_only=True, tag="mamba1"):
    """``inner`` channels of ``state_dim`` values each; the step size comes through ``dt_rank``."""

    kind: ClassVar[str] = "mamba1"

    inner: Width
    state_dim: Width
    conv: Width
    dt_rank: Width

    @property
    def width(self) -> int:  # noqa: D102 - as the protocol says, here and below
        return self.inner

    def projections(self, hidden: int) -> int:  # noqa: D102
        return 3 * hidden * self.inner + self.inner * (2 * self.dt_rank + 2 * self.state_dim)

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        return matrices_of(
            (hidden, 2 * self.inner),
            (self.inner, self.dt_rank + 2 * self.state_dim),
            (self.dt_rank, self.inner),
            (self.inner, hidden),
        )

    def other_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return self.inner * (self.conv + self.state_dim)

    def scale_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return 3 * self.inner + self.dt_rank + 2 * self.state_dim

    def core(self, seq_len: int) -> Core:  # noqa: ARG002, D102
        return Core(vector=self.inner * (3 * self.state_dim + self.conv))

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        return (
            *layer_input(hidden, own_norm=False),
            Kept(tensor="input projection", bytes=4 * self.inner),
            Kept(tensor="convolved input, step sizes", bytes=4 * self.inner),
            Kept(tensor="gated output", bytes=2 * self.inner, eight_bit=self.inner),
        )

    def moved_elements(self, hidden: int) -> float:  # noqa: ARG002, D102
        return 10.0 * self.inner  # convolution in and out; scan of input, step size and gate; its output

    @property
    def key_dim(self) -> int:  # noqa: D102
        return self.state_dim

    @property
    def split(self) -> Split:  # noqa: D102
        return Split(units=(self.inner,))

    @property
    def exchange(self) -> Exchange:  # noqa: D102
        return Exchange(state_bytes=4 * self.inner * self.state_dim)

    @property
    def state(self) -> ServingState:  # noqa: D102
        return ServingState(bytes_per_sequence=self.inner * (4 * self.state_dim + 2 * self.conv))
