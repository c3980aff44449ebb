"""The dense feed-forward block."""

from typing import ClassVar

from planner.workload.channel_mixers.channel_mixer import ChannelSizes
from planner.workload.kept_activations import Kept, Module
from planner.workload.matrices import Matrix
from planner.workload.sizes import Width


class Dense(ChannelSizes, frozen=True, kw_only=True, tag="dense"):
    """Up to ``width`` and down again."""

    kind: ClassVar[str] = "dense"

    width: Width

    def params(self, hidden: int) -> int:  # noqa: D102 - as the protocol says, here and below
        return self.matrices * hidden * self.width

    def weights(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        return self.up_and_down(hidden, self.width)

    def adapted(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        return self.weights(hidden)

    def active_params(self, hidden: int) -> float:  # noqa: D102
        return float(self.params(hidden))

    def scale_params(self, hidden: int) -> int:  # noqa: ARG002, D102
        return 0

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: ARG002, D102
        return (
            Kept(
                tensor="before the activation",
                bytes=self.up_bytes * self.width,
                stored=self.up_bytes * self.width / 2,
            ),
            Kept(tensor="activation", bytes=2 * self.width, eight_bit=self.width, dropped_by=Module.DENSE_ACTIVATION),
        )

    @property
    def widths(self) -> tuple[int, ...]:  # noqa: D102
        return (self.width,)
