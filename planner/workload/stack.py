"""What one layer or a whole stack keeps: activations for the backward pass, and a sequence's state in serving."""

from planner.workload.blocks import Block
from planner.workload.channel_mixers.dense import Dense
from planner.workload.channel_mixers.routed import Routed
from planner.workload.kept_activations import Kept, Module, kept_bytes, layer_input
from planner.workload.mixers.mixer import ServingState
from planner.workload.shape import TransformerShape


def mixer_kept(shape: TransformerShape, block: Block) -> tuple[Kept, ...]:
    """Return what the token mixer of one layer keeps, its norm's input and output among it; none without a mixer."""
    mixer = shape.mixer_of(block)
    return () if mixer is None else mixer.kept(shape.hidden)


def channels_kept(shape: TransformerShape, block: Block) -> tuple[Kept, ...]:
    """Return what the channel mixers of one layer keep, their norm's input and output once; none without any."""
    channels = shape.channels_of(block)
    if not channels:
        return ()
    # a router keeps the norm's output in 16 bits whatever the products take
    entered = layer_input(shape.hidden, own_norm=True, narrow=not any(isinstance(each, Routed) for each in channels))
    return (*entered, *(one for each in channels for one in each.kept(shape.hidden)))


def layer_kept(shape: TransformerShape, block: Block) -> tuple[Kept, ...]:
    """Return what one layer keeps, with what its residual keeps beyond one vector."""
    streams = block.sublayers * shape.residual.sublayer_kept_bytes(shape.hidden)
    more = (Kept(tensor="residual streams", bytes=streams, whole=True),) if streams else ()
    return (*mixer_kept(shape, block), *channels_kept(shape, block), *more)


def stack_kept_bytes(shape: TransformerShape) -> float:
    """Return bytes per token that all layers keep in BF16, nothing recomputed, without MTP and logits."""
    return sum(count * kept_bytes(layer_kept(shape, block)) for block, count in shape.kinds().items())


def modules_lacking(shape: TransformerShape) -> frozenset[Module]:
    """Return the modules of selective recompute that a shape has none of.

    Beside experts the activations of a few dense blocks do not count: no module of Megatron-Core's stands for them.
    """
    channels = [each for block in shape.kinds() for each in shape.channels_of(block)]
    routed = [each for each in channels if isinstance(each, Routed)]
    there = {
        Module.UP_PROJECTION: shape.mla is not None,
        Module.MLP: any(isinstance(each, Dense) for each in channels),
        Module.DENSE_ACTIVATION: not routed,
        Module.MOE: bool(routed),
        Module.ACTIVATION: bool(routed),
        Module.SHARED_EXPERTS: any(each.shared_width for each in routed),
    }
    return frozenset(module for module, found in there.items() if not found)


def stack_serving_state(shape: TransformerShape) -> ServingState:
    """Return what all layers keep of a sequence when the model serves."""
    mixers = [(count, mixer.state) for block, count in shape.kinds().items() if (mixer := shape.mixer_of(block))]
    return ServingState(
        bytes_per_token=sum(count * state.bytes_per_token for count, state in mixers),
        bytes_per_sequence=sum(count * state.bytes_per_sequence for count, state in mixers),
    )
