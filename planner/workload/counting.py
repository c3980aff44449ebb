"""Parameters and floating-point operations of a transformer shape, summed over its blocks.

Multiply-accumulates are per token and forward; one is 2 FLOP, and training is three times the forward pass. Totals
leave out norm scales, biases and values a head (below 0.1 % of every shape shipped); ``stored_parameter_count`` has
them. Attention is causal. Source: Megatron-LM training.py and theoretical_memory_usage.py;
each mixer's own file for its formulas.

Multi-token prediction is counted in FLOP (``mtp`` True, as Megatron-Bridge prints) or not (as published figures of
DeepSeek-V3 do: 671.025 B parameters, 250.45 GFLOP per token at sequence 4096).
"""

from collections.abc import Iterable
from typing import Final

from planner.units import FLOP_PER_MAC
from planner.workload.blocks import Block
from planner.workload.mixers.mixer import mean_attended_tokens
from planner.workload.shape import TransformerShape

__all__ = ["mean_attended_tokens"]

TRAINING_PASSES: Final = 3  # forward, and two products of the same size in the backward pass


def block_params(shape: TransformerShape, block: Block) -> int:
    """Return the parameters of one layer of a block."""
    return _mixer_params(shape, block) + sum(each.params(shape.hidden) for each in shape.channels_of(block))


def active_block_params(shape: TransformerShape, block: Block) -> float:
    """Return the parameters of one layer of a block that one token meets."""
    return _mixer_params(shape, block) + sum(each.active_params(shape.hidden) for each in shape.channels_of(block))


def _mixer_params(shape: TransformerShape, block: Block) -> int:
    mixer, hidden = shape.mixer_of(block), shape.hidden
    own = 0 if mixer is None else mixer.projections(hidden) + mixer.other_params(hidden)
    return own + block.sublayers * shape.residual.sublayer_params(hidden)


def product_macs(shape: TransformerShape, block: Block) -> float:
    """Return the MACs per token of one layer in weight products; convolutions count with the cores."""
    mixer, hidden = shape.mixer_of(block), shape.hidden
    own = 0 if mixer is None else mixer.projections(hidden)
    met = sum(each.active_params(hidden) for each in shape.channels_of(block))
    return own + met + block.sublayers * shape.residual.sublayer_params(hidden)


def block_scales(shape: TransformerShape, block: Block) -> int:
    """Return norm scales, biases and values a head of one layer of a block."""
    mixer, hidden = shape.mixer_of(block), shape.hidden
    own = 0 if mixer is None else mixer.scale_params(hidden)
    own += sum(each.scale_params(hidden) for each in shape.channels_of(block))
    return own + block.sublayers * (shape.norms * hidden + shape.residual.sublayer_scales(hidden))


def embedding_params(shape: TransformerShape) -> int:
    """Return the parameters of the input embedding (and, unless tied, as many again of the head)."""
    return shape.hidden * shape.vocab


def tables_params(shape: TransformerShape) -> int:
    """Return the parameters of embedding and head together."""
    return embedding_params(shape) * (1 if shape.tied_embeddings else 2)


def prediction_params(shape: TransformerShape) -> int:
    """Return the parameters of all MTP modules, their heads shared; 0 without any."""
    mtp = shape.mtp
    if mtp is None:
        return 0
    projection = 2 * shape.hidden * shape.hidden if mtp.projection else 0
    own = (mtp.own_embedding + mtp.own_head) * embedding_params(shape)
    return mtp.held * (sum(block.count * block_params(shape, block) for block in mtp.blocks) + projection + own)


def prediction_scales(shape: TransformerShape) -> int:
    """Return norm scales, biases and values a head of all MTP modules; 0 without any."""
    mtp = shape.mtp
    if mtp is None:
        return 0
    blocks = sum(block.count * block_scales(shape, block) for block in mtp.blocks)
    return mtp.held * (blocks + 3 * shape.hidden)


def stack_params(shape: TransformerShape) -> int:
    """Return the parameters of all layers, tables and MTP left out."""
    kinds = shape.kinds().items()
    return sum(count * block_params(shape, block) for block, count in kinds) + shape.residual.head_params(shape.hidden)


def active_stack_params(shape: TransformerShape) -> float:
    """Return the parameters of all layers that one token meets."""
    kinds = shape.kinds().items()
    met = sum(count * active_block_params(shape, block) for block, count in kinds)
    return met + shape.residual.head_params(shape.hidden)


def parameter_count(shape: TransformerShape, *, mtp: bool = False) -> int:
    """Return all parameters; DeepSeek-V3: 671.025e9 (its MTP layer left out, as published)."""
    return stack_params(shape) + tables_params(shape) + (prediction_params(shape) if mtp else 0)


def stored_parameter_count(shape: TransformerShape, *, mtp: bool = False) -> int:
    """Return every number that a checkpoint stores, norm scales and biases included."""
    scales = sum(count * block_scales(shape, block) for block, count in shape.kinds().items())
    last = shape.hidden + shape.residual.head_scales() + (prediction_scales(shape) if mtp else 0)
    return parameter_count(shape, mtp=mtp) + scales + last


def active_parameter_count(shape: TransformerShape) -> int:
    """Return the parameters that one token meets, embedding and head included; DeepSeek-V3: 37.55e9."""
    return round(active_stack_params(shape)) + tables_params(shape)


def core_macs(shape: TransformerShape, block: Block, seq_len: int) -> float:
    """Return the causal MACs per token of one layer that are no weight products: scores, scans, convolutions."""
    mixer = shape.mixer_of(block)
    streams = shape.residual.sublayer_macs(shape.hidden) - shape.residual.sublayer_params(shape.hidden)
    return (0.0 if mixer is None else mixer.core(seq_len).macs) + block.sublayers * streams


def stack_core_macs(shape: TransformerShape, seq_len: int) -> float:
    """Return the causal MACs per token of all layers that are no weight products."""
    return _summed(shape, seq_len, ((block, count) for block, count in shape.kinds().items()))


def softmax_macs(shape: TransformerShape, seq_len: int) -> float:
    """Return the causal MACs per token that flash kernels do in all layers: half of what they would be uncut."""
    found = ((shape.mixer_of(block), count) for block, count in shape.kinds().items())
    return sum(count * mixer.core(seq_len).attention for mixer, count in found if mixer is not None)


def _summed(shape: TransformerShape, seq_len: int, blocks: Iterable[tuple[Block, int]]) -> float:
    return sum(count * core_macs(shape, block, seq_len) for block, count in blocks)


def head_macs(shape: TransformerShape) -> int:
    """Return the multiply-accumulates per token of the output head (once; each MTP module adds one)."""
    return shape.hidden * shape.vocab


def head_layers(shape: TransformerShape) -> float:
    """Return what the output head weighs in layers: V h over the products of a layer.

    >>> from planner.workload.presets import shape_preset
    >>> round(head_layers(shape_preset("llama-3-8b")), 1)
    2.4
    """
    in_layers = forward_macs_per_token(shape, 1) - head_macs(shape)
    return head_macs(shape) / (in_layers / shape.layers)


def mtp_macs_per_token(shape: TransformerShape, seq_len: int) -> float:
    """Return the multiply-accumulates per token of all MTP modules with their heads; 0 without any."""
    mtp = shape.mtp
    if mtp is None:
        return 0.0
    projection = 2 * shape.hidden * shape.hidden if mtp.projection else 0
    products = sum(block.count * product_macs(shape, block) for block in mtp.blocks)
    cores = _summed(shape, seq_len, ((block, block.count) for block in mtp.blocks))
    return mtp.modules * (products + projection + cores + head_macs(shape))


def forward_macs_per_token(shape: TransformerShape, seq_len: int, *, mtp: bool = False) -> float:
    """Return the causal multiply-accumulates per token of the forward pass, head included, lookup not."""
    layers = sum(count * product_macs(shape, block) for block, count in shape.kinds().items())
    products = layers + shape.residual.head_params(shape.hidden) + head_macs(shape)
    further = mtp_macs_per_token(shape, seq_len) if mtp else 0.0
    return products + stack_core_macs(shape, seq_len) + further


def routed_part(shape: TransformerShape, seq_len: int) -> float:
    """Return the part of a token's forward pass that its routed experts are; 0 where the shape has none.

    >>> from planner.workload.presets import shape_preset
    >>> round(routed_part(shape_preset("deepseek-v3"), 4096), 2)
    0.49
    """
    found = ((shape.routed_in(block), count) for block, count in shape.kinds().items())
    macs = (count * one.met * one.expert_params(shape.hidden) for one, count in found if one is not None)
    return float(sum(macs)) / forward_macs_per_token(shape, seq_len)


def training_flop_per_token(shape: TransformerShape, seq_len: int, *, mtp: bool = False) -> float:
    """Return model FLOP per token of forward and backward (causal, nothing recomputed).

    DeepSeek-V3 at sequence 4096: 250.45e9, and 260.64e9 with its MTP layer.
    """
    return TRAINING_PASSES * FLOP_PER_MAC * forward_macs_per_token(shape, seq_len, mtp=mtp)
