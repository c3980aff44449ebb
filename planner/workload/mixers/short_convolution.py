"""Gated short convolution (LFM2): two gates around a causal convolution. Source: transformers lfm2 modelling code."""

from typing import ClassVar

from planner.workload.kept_activations import Kept, layer_input
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.mixer import Core, Exchange, MixerSizes, ServingState, Split
from planner.workload.sizes import Width


class ShortConvolution(MixerSizes, frozen=True, kw_only=True, tag="short_conv"):
    """``inner`` channels (LFM2: the hidden size), a causal convolution of ``conv`` taps."""

    kind: ClassVar[str] = "short_conv"

    inner: Width
    conv: Width
    bias: bool = False

    @property
    def width(self) -> int:  # noqa: D102 - as the protocol says, here and below
        return self.inner

    def projections(self, hidden: int) -> int:  # noqa: D102
        return 4 * hidden * self.inner  # two gates and the input, and the output

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        return matrices_of((hidden, self.inner, 3), (self.inner, hidden))

    def other_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return self.inner * self.conv

    def scale_params(self, hidden: int) -> int:  # noqa: D102
        return 4 * self.inner + hidden if self.bias else 0

    def core(self, seq_len: int) -> Core:  # noqa: ARG002, D102
        return Core(vector=self.inner * (self.conv + 2))

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        return (
            *layer_input(hidden, own_norm=False),
            Kept(tensor="gates and input", bytes=6 * self.inner),
            Kept(tensor="gated input, convolved", bytes=4 * self.inner),
            Kept(tensor="gated output", bytes=2 * self.inner, eight_bit=self.inner),
        )

    def moved_elements(self, hidden: int) -> float:  # noqa: ARG002, D102
        return 8.0 * self.inner

    @property
    def key_dim(self) -> int:  # noqa: D102
        return self.inner

    @property
    def split(self) -> Split:  # noqa: D102
        return Split(units=(self.inner,))

    @property
    def exchange(self) -> Exchange:  # noqa: D102
        return Exchange(ring_bytes=2 * self.inner, window=float(self.conv))

    @property
    def state(self) -> ServingState:  # noqa: D102
        return ServingState(bytes_per_sequence=2 * self.inner * self.conv)
