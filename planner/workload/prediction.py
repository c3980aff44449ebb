"""Multi-token prediction (MTP): further modules after the stack, each with blocks, a projection and a head."""

from typing import Annotated

from msgspec import Struct

from planner.sentences import sentence
from planner.workload.blocks import Block, layer_count
from planner.workload.sizes import SizeLimits

_MOST_MODULES = 1_000


class Prediction(Struct, frozen=True, kw_only=True):
    """``modules`` of ``blocks`` each, with a ``projection`` of two hidden vectors to one and the shared head.

    DeepSeek's and GLM's are one whole layer; MiMo's and Step's three small ones; Nemotron's two half blocks.
    ``weights_shared``: all modules have one set of weights.
    """

    modules: Annotated[int, SizeLimits(most=_MOST_MODULES)]
    blocks: tuple[Block, ...]
    projection: bool = True
    own_embedding: bool = False
    own_head: bool = False
    weights_shared: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.modules <= _MOST_MODULES or not self.blocks:
            raise ValueError(
                sentence("{} MTP modules of {} blocks; both need at least 1.", self.modules, len(self.blocks))
            )

    @property
    def held(self) -> int:
        """How many sets of weights there are."""
        return 1 if self.weights_shared else self.modules

    @property
    def layers(self) -> int:
        """Layers of all modules together."""
        return self.modules * layer_count(self.blocks)
