"""What carries a token from layer to layer: one vector, several streams (mHC), or attention over earlier ones.

Sources: transformers 5.24.0 deepseek_v4 (arXiv 2512.24880, hyper-connections); Megatron-LM transformer_block.py and
kimi_k3_pipeline.py @d98e8a64 (attention residuals).
"""

import math
from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from planner.sentences import sentence
from planner.workload.sizes import SizeLimits

_MOST_STREAMS = 1_000
_MOST_LAYERS = 10_000


class ResidualKind(StrEnum):
    """Plain additions, manifold-constrained hyper-connections, attention residuals."""

    PLAIN = "plain"
    HYPER = "mhc"
    ATTENTION = "attnres"


class Residual(Struct, frozen=True, kw_only=True):
    """``streams`` of hyper-connections; attention residuals look back at a snapshot every ``snapshot_layers``."""

    kind: ResidualKind = ResidualKind.PLAIN
    streams: Annotated[int, SizeLimits(most=_MOST_STREAMS)] = 1
    snapshot_layers: Annotated[int, SizeLimits(most=_MOST_LAYERS)] = 12

    def __post_init__(self) -> None:
        if not (1 <= self.streams <= _MOST_STREAMS and 1 <= self.snapshot_layers <= _MOST_LAYERS):
            raise ValueError(
                sentence(
                    "{} residual streams and a snapshot every {} layers are no residual that can be computed.",
                    self.streams,
                    self.snapshot_layers,
                )
            )

    @property
    def _hyper(self) -> bool:
        return self.kind is ResidualKind.HYPER

    def sublayer_params(self, hidden: int) -> int:
        """Return the weights that mix the streams around one mixer or channel mixer."""
        return (2 + self.streams) * self.streams**2 * hidden if self._hyper else 0

    def sublayer_scales(self, hidden: int) -> int:
        """Return biases and scales of the same."""
        if self.kind is ResidualKind.ATTENTION:
            return hidden
        return (2 + self.streams) * self.streams + 3 if self._hyper else 0

    def head_params(self, hidden: int) -> int:
        """Return the weights that collapse the streams at the end."""
        return self.streams**2 * hidden if self._hyper else 0

    def head_scales(self) -> int:
        """Return biases and scales of the same."""
        return self.streams + 1 if self._hyper else 0

    def sublayer_macs(self, hidden: int) -> int:
        """Return the MACs per token around one mixer or channel mixer: its weights, and the mixing itself."""
        return self.sublayer_params(hidden) + (self.streams**2 + 2 * self.streams) * hidden if self._hyper else 0

    def sublayer_kept_bytes(self, hidden: int) -> float:
        """Return what one sublayer keeps beyond one residual vector: further streams, its collapsed input, output."""
        return 2.0 * (self.streams - 1) * hidden + 4.0 * hidden if self._hyper else 0.0

    def sublayer_elements(self, hidden: int) -> float:
        """Return the elements that norm and residual of one sublayer move: norm in and out, addition of two."""
        if self._hyper:  # streams read for their coefficients, for the input and for the way back, and written
            return 2.0 * hidden + 4.0 * self.streams * hidden
        return 5.0 * hidden

    def message_vectors(self, layers: int) -> float:
        """Return how many hidden vectors a token carries between the stages of a pipeline, at most."""
        if self._hyper:
            return float(self.streams)
        return 1.0 + math.ceil(layers / self.snapshot_layers) if self.kind is ResidualKind.ATTENTION else 1.0
