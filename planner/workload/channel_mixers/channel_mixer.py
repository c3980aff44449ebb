"""What every channel mixer says of itself; counts are per token of one layer, forward."""

from typing import ClassVar, Protocol

import msgspec

from planner.workload.kept_activations import Kept
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.mixer import require_sizes


class ChannelMixer(Protocol):
    """A feed-forward block: its sizes, and what follows from them."""

    kind: ClassVar[str]

    def params(self, hidden: int) -> int:
        """Return the weights of all its matrices."""

    def weights(self, hidden: int) -> tuple[Matrix, ...]:
        """Return the matrices of all that is no routed expert, by size; the products before an activation are one."""

    def adapted(self, hidden: int) -> tuple[Matrix, ...]:
        """Return those of them that adapters may stand beside: all but routers and gates."""

    def active_params(self, hidden: int) -> float:
        """Return the weights that one token meets: its MACs."""

    def scale_params(self, hidden: int) -> int:
        """Return norm scales and biases (totals leave them out)."""

    def kept(self, hidden: int) -> tuple[Kept, ...]:
        """Return the tensors kept for the backward pass, without the block's input and its norm."""

    @property
    def widths(self) -> tuple[int, ...]:
        """The inner widths that tensor parallelism cuts."""


class ChannelSizes(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Sizes of one kind as they stand in files. ``gated``: three matrices (SwiGLU), else two."""

    gated: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError, one sentence, for a size below 1."""
        require_sizes(self)

    @property
    def matrices(self) -> int:
        """How many matrices an expert or the block has: gate, up and down, or up and down."""
        return 3 if self.gated else 2

    def up_and_down(self, hidden: int, width: int) -> tuple[Matrix, ...]:
        """Return the matrix up to a width (gate and up in one, as Megatron-Core keeps them) and the one down again."""
        return matrices_of((hidden, (self.matrices - 1) * width), (width, hidden))

    @property
    def up_bytes(self) -> int:
        """Bytes that the products before the activation leave per inner element: gate and up, or up alone, in BF16."""
        return 4 if self.gated else 2
