"""Low-rank adapters of a shape: how many parameters they are, and the matrices that they stand beside."""

from collections.abc import Iterator

from planner.workload.blocks import Block
from planner.workload.matrices import sums_of
from planner.workload.shape import TransformerShape
from planner.workload.states import AdaptedModule, Lora


def adapter_params(shape: TransformerShape, lora: Lora) -> int:
    """Return the parameters of all adapters: a rank times rows and columns of each matrix, every expert's too."""
    return lora.rank * round(sum(count * adapted(shape, block, lora) for block, count in layers_of(shape)))


def layers_of(shape: TransformerShape) -> Iterator[tuple[Block, int]]:
    """Yield every kind of layer with how many there are of it, those of MTP modules too."""
    yield from shape.kinds().items()
    if shape.mtp is not None:
        yield from ((block, block.count * shape.mtp.modules) for block in shape.mtp.blocks)


def adapted(shape: TransformerShape, block: Block, lora: Lora, *, met: bool = False) -> float:
    """Return rows and columns of the matrices of one layer that adapters stand beside (``met``: by one token)."""
    mixer, routed, hidden = shape.mixer_of(block), shape.routed_in(block), shape.hidden
    found = 0.0
    if AdaptedModule.ATTENTION in lora.modules and mixer is not None:
        found += sums_of(mixer.matrices(hidden)).adapted
    if AdaptedModule.FEED_FORWARD in lora.modules:
        found += sums_of(each for channel in shape.channels_of(block) for each in channel.adapted(hidden)).adapted
    if AdaptedModule.EXPERTS in lora.modules and routed is not None:
        found += (routed.met if met else routed.experts) * sums_of(routed.expert_weights(hidden)).adapted
    return found
