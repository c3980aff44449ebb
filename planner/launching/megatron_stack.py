"""How Megatron-Core builds a stack of layers: as a GPT model, or as a pattern of half layers, its hybrid model.

A GPT model (``pretrain_gpt.py``) has attention and one channel mixer in every layer; its attention is of one kind, but
for windows in some layers and for Gated DeltaNet in others, and an indexer picks its keys in all layers or in none. A
pattern (``pretrain_hybrid.py``) names every half layer by a symbol. Source: NVIDIA/Megatron-LM d98e8a6 (2026-08-22),
megatron/core/models/gpt/experimental_attention_variant_module_specs.py, core/models/hybrid/hybrid_layer_allocation.py.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import structs

from planner.launching.model_details import layers_in_order
from planner.performance.training.framework_rules import takes_picks
from planner.workload.blocks import Block
from planner.workload.channel_mixers.registry import AnyChannelMixer
from planner.workload.channel_mixers.routed import Routed, Router
from planner.workload.mixers.gated_delta import GatedDelta
from planner.workload.mixers.grouped import Gate, GroupedAttention
from planner.workload.mixers.latent import LatentAttention
from planner.workload.mixers.mamba2 import Mamba2
from planner.workload.mixers.registry import AnyMixer
from planner.workload.residual import ResidualKind
from planner.workload.shape import TransformerShape

_MAMBA_CONVOLUTION = 4  # tokens, mamba_mixer.py's own, which no argument changes
_UNBUILT = {
    "mamba1": "Mamba-1",
    "kda": "Kimi Delta Attention",
    "lightning": "lightning attention",
    "compressed": "attention to compressed keys",
    "short_conv": "short convolutions",
}
_RESIDUALS = {ResidualKind.HYPER: "hyper-connections", ResidualKind.ATTENTION: "attention residuals"}


def is_describable(shape: TransformerShape) -> bool:
    """Return whether Megatron-Core's arguments can say every kind of layer of a shape."""
    return not unbuilt_kinds(shape)


def is_hybrid(shape: TransformerShape) -> bool:
    """Return whether a shape is a pattern of half layers: it has Mamba layers, or halves that stand alone."""
    return any(
        isinstance(shape.mixer_of(block), Mamba2) or block.mixer is None or not block.channels
        for block in shape.kinds()
    )


def unbuilt_kinds(shape: TransformerShape) -> tuple[str, ...]:
    """Return what of a shape's layers Megatron-Core does not build, in words; empty if nothing."""
    found = [*_unbuilt_mixers(shape), *_unbuilt_channels(shape), *_unbuilt_mixtures(shape)]
    if shape.residual.kind in _RESIDUALS:
        found.append(_RESIDUALS[shape.residual.kind])
    return tuple(dict.fromkeys(found)) or tuple(_unbuilt_prediction(shape))


def layer_symbols(shape: TransformerShape, block: Block) -> str:
    """Return the symbols of one layer in a pattern: of its mixer, then of its channel mixer."""
    mixer = shape.mixer_of(block)
    symbols = {Mamba2: "M", GatedDelta: "G", GroupedAttention: "*"}
    if isinstance(mixer, LatentAttention):
        first = "+" if mixer.indexer is None else "D"
    else:
        first = "" if mixer is None else symbols[type(mixer)]
    return first + "".join("E" if isinstance(each, Routed) else "-" for each in shape.channels_of(block))


def layer_pattern(shape: TransformerShape, sizes: Iterable[int]) -> str:
    """Return the pattern of a shape cut into stages of so many layers, each MTP module's after it.

    >>> from planner.workload.presets import shape_preset
    >>> layer_pattern(shape_preset("nemotron-3-nano"), (26, 26))
    'MEMEM*EMEMEM*EMEMEM*EMEMEM|*EMEMEM*EMEMEMEM*EMEMEMEME'
    """
    layers = [layer_symbols(shape, block) for block in layers_in_order(shape)]
    stages, first = [], 0
    for size in sizes:
        stages.append("".join(layers[first : first + size]))
        first += size
    module = (
        "" if shape.mtp is None else "".join(layer_symbols(shape, block) * block.count for block in shape.mtp.blocks)
    )
    return "|".join(stages) + f"/{module}" * shape.mtp_layers


def halves_a_layer(shape: TransformerShape) -> int:
    """Return how many of Megatron-Core's layers stand for one layer of the plan, at most."""
    return max(len(layer_symbols(shape, block)) for block in shape.kinds()) if is_hybrid(shape) else 1


def mixers_of(shape: TransformerShape) -> tuple[AnyMixer, ...]:
    """Return the distinct token mixers of the stack, windows and shared picks of keys left out of account."""
    found = (shape.mixer_of(block) for block in shape.kinds())
    return tuple(dict.fromkeys(_bare(mixer) for mixer in found if mixer is not None))


def shared_picks(shape: TransformerShape) -> tuple[int, int] | None:
    """Return (frequency, offset) of layers whose indexer picks for those after it; None where no rule gives them.

    A layer, counted from 1, has an indexer where (layer - offset, but not below 0) is a multiple of the frequency
    (dsa.py:37). (1, 0): every layer has its own.

    >>> from planner.workload.presets import shape_preset
    >>> shared_picks(shape_preset("glm-5.2")), shared_picks(shape_preset("deepseek-v3.2"))
    ((4, 3), (1, 0))
    """
    own = [layer for layer, block in enumerate(layers_in_order(shape), start=1) if not takes_picks(shape, block)]
    if len(own) == shape.layers:
        return 1, 0
    gaps = {after - before for before, after in pairwise(own)} - {1}
    if len(gaps) != 1:
        return None
    frequency = gaps.pop()
    offset = next((before for before, after in pairwise(own) if after - before == frequency), 0)
    following = [layer for layer in range(1, shape.layers + 1) if max(layer - max(offset, 1), 0) % frequency == 0]
    return (frequency, offset) if following == own else None


def _bare(mixer: AnyMixer) -> AnyMixer:
    if isinstance(mixer, GroupedAttention):
        return structs.replace(mixer, window=None, chunk=None)
    if isinstance(mixer, LatentAttention) and mixer.indexer is not None:
        return structs.replace(mixer, indexer=structs.replace(mixer.indexer, shared=False))
    return mixer


def _unbuilt_mixers(shape: TransformerShape) -> Iterator[str]:
    for mixer in mixers_of(shape):
        if mixer.kind in _UNBUILT:
            yield _UNBUILT[mixer.kind]
        elif isinstance(mixer, GroupedAttention):
            yield from _unbuilt_attention(mixer)
        elif isinstance(mixer, LatentAttention) and mixer.gate is not None:
            yield "gated latent attention"
        elif isinstance(mixer, Mamba2) and mixer.conv != _MAMBA_CONVOLUTION:
            yield f"Mamba-2 with convolutions over {mixer.conv} tokens"


def _unbuilt_attention(mixer: GroupedAttention) -> Iterator[str]:
    if mixer.gate is Gate.HEAD:
        yield "attention with a gate a head"
    if mixer.q_rank is not None:
        yield "attention with queries of low rank"
    if mixer.indexer is not None:
        yield "attention to blocks of keys that an indexer picks"
    if mixer.v_is_k:
        yield "attention whose keys serve as values"
    if mixer.value_dim != mixer.head_dim:
        yield "attention with values of another size than keys"


def _unbuilt_channels(shape: TransformerShape) -> Iterator[str]:
    for block in shape.kinds():
        channels = shape.channels_of(block)
        if len(channels) > 1:
            yield "layers with two channel mixers on one input"
        for each in channels:
            if isinstance(each, Routed):
                yield from _unbuilt_routing(each)


def _unbuilt_routing(routed: Routed) -> Iterator[str]:
    if routed.zero_experts:
        yield "experts without weights"
    if routed.shortcut:
        yield "experts beside the next layer"
    if routed.router is not Router.LEARNED:
        yield "routing by a table over token numbers"


def _unbuilt_mixtures(shape: TransformerShape) -> Iterator[str]:
    """Yield what stands beside each other in one stack and has one set of arguments."""
    mixers = mixers_of(shape)
    kinds = [mixer.kind for mixer in mixers]
    if len(set(kinds)) < len(kinds):
        yield "layers of one kind in several sizes"
    if {"gqa", "mla"} <= set(kinds):
        yield "grouped beside latent attention"
    delta = "gdn" in kinds and not is_hybrid(shape)
    if delta and (shape.windowed_layers or "mla" in kinds):
        yield "Gated DeltaNet beside windows or latent attention"
    if is_hybrid(shape) and shape.windowed_layers:
        yield "windows in a pattern of half layers"
    if _sparse(mixers) and (is_hybrid(shape) or shared_picks(shape) is None):
        yield "indexers shared in another order than every so-manyth"
    channels = {_learned(each) for block in shape.kinds() for each in shape.channels_of(block)}
    if sum(isinstance(each, Routed) for each in channels) > 1:
        yield "experts of several sizes"
    if sum(not isinstance(each, Routed) for each in channels) > 1:
        yield "dense layers of several widths"


def _learned(channel: AnyChannelMixer) -> AnyChannelMixer:
    return structs.replace(channel, router=Router.LEARNED) if isinstance(channel, Routed) else channel


def _sparse(mixers: Iterable[AnyMixer]) -> bool:
    return any(isinstance(mixer, LatentAttention) and mixer.indexer is not None for mixer in mixers)


def _unbuilt_prediction(shape: TransformerShape) -> Iterator[str]:
    """Yield what MTP modules have that their copy of the last layer has not; a pattern names theirs."""
    if shape.mtp is None or is_hybrid(shape):
        return
    last = layers_in_order(shape)[-1]
    alike = [(_bare_mixer(shape, block), shape.channels_of(block)) for block in shape.mtp.blocks]
    if alike != [(_bare_mixer(shape, last), shape.channels_of(last))]:
        yield "MTP modules of another kind than the last layer"


def _bare_mixer(shape: TransformerShape, block: Block) -> AnyMixer | None:
    mixer = shape.mixer_of(block)
    return None if mixer is None else _bare(mixer)
