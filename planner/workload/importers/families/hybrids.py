"""Hybrids of state-space or convolution layers with attention: Jamba, Granite 4, LFM2.

Source: transformers 5.24.0 jamba, granitemoehybrid, lfm2, lfm2_moe.
"""

import math

from planner.sentences import sentence
from planner.workload.channel_mixers.dense import Dense
from planner.workload.importers.config import Config
from planner.workload.importers.parts import (
    DENSE,
    FULL,
    SPARSE,
    dense_block,
    first_dense,
    gated_activation,
    grouped,
    layers_of,
    routed,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import QueryKeyNorm
from planner.workload.mixers.mamba1 import Mamba1
from planner.workload.mixers.mamba2 import Mamba2
from planner.workload.mixers.registry import AnyMixer
from planner.workload.mixers.short_convolution import ShortConvolution

_STATE = "state"


def jamba(config: Config) -> Stack:
    """Jamba: Mamba-1, one attention layer a period, every second layer routed."""
    gated_activation(config)
    config.only("mamba_proj_bias", False)
    config.only("mamba_conv_bias", True)
    config.only("sliding_window")
    attention, mamba = grouped(config, bias=False), _mamba1(config)
    full = _periodic(config, "attn_layer_period", "attn_layer_offset", 8, 4)
    sparse = _periodic(config, "expert_layer_period", "expert_layer_offset", 2, 1)
    mixers: list[AnyMixer] = [attention if each else mamba for each in full]
    kinds = [SPARSE if each else DENSE for each in sparse]
    dense = Dense(width=config.size("intermediate_size"))
    if config.size("num_experts", "num_local_experts", default=16) == 1:
        config.rest("num_experts_per_tok")
        return Stack(layers=[Layer(mixer, (dense,)) for mixer in mixers])
    config.assume("num_experts", 16, least=1)
    moe = routed(config, experts=("num_experts", "num_local_experts"), width="intermediate_size")
    return Stack(layers=layers_of(mixers, kinds, dense, moe))


def _periodic(config: Config, period: str, offset: str, every: int, first: int) -> list[bool]:
    length, start = config.size(period, default=every), config.count(offset, default=first)
    if start >= length:
        raise config.refuse(offset, sentence('"{}" is {}; it must be less', period, length))
    return [layer % length == start for layer in range(config.layers)]


def _mamba1(config: Config) -> Mamba1:
    hidden, rank = config.hidden, config.value("mamba_dt_rank")
    return Mamba1(
        inner=config.size("mamba_expand", default=2, most=1_000) * hidden,
        state_dim=config.size("mamba_d_state", default=16),
        conv=config.size("mamba_d_conv", default=4),
        dt_rank=math.ceil(hidden / 16) if rank in (None, "auto") else config.size("mamba_dt_rank"),
    )


def granite_hybrid(config: Config) -> Stack:
    """Granite 4: Mamba-2 and attention as listed; every layer routed, or every layer its shared block alone."""
    gated_activation(config)
    config.only("mamba_proj_bias", False)
    config.only("normalization_function", "rmsnorm")
    names = {"mamba": _STATE, "attention": FULL, "linear_attention": _STATE, "full_attention": FULL}
    kinds = config.kinds("layer_types", names)
    listed = config.kinds("layers_block_type", names)
    if kinds and listed and kinds != listed:
        raise config.refuse("layers_block_type", '"layer_types" lists other layers; correct one of them')
    kinds = kinds or listed
    if not kinds:
        raise config.refuse("layer_types", "the model needs it to say which layers are Mamba")
    state, full = _granite_mamba(config, kinds), grouped(config)
    mixers = [full if kind == FULL else state for kind in kinds]
    shared = config.count("shared_intermediate_size", default=None)
    if config.count("num_local_experts", "num_experts"):
        moe = routed(
            config, experts=("num_local_experts", "num_experts"), width="intermediate_size", shared_width=shared
        )
        return Stack(layers=[Layer(mixer, (moe,)) for mixer in mixers])
    config.rest("intermediate_size", "num_experts_per_tok")
    return Stack(layers=[Layer(mixer, (Dense(width=shared),)) for mixer in mixers])


def _granite_mamba(config: Config, kinds: list[str]) -> AnyMixer | None:
    names = ("mamba_n_heads", "mamba_d_head", "mamba_n_groups", "mamba_d_state", "mamba_d_conv", "mamba_chunk_size")
    if _STATE not in kinds:
        config.rest(*names, "mamba_expand", "mamba_conv_bias")
        return None
    heads, inner = config.size("mamba_n_heads"), config.size("mamba_expand", default=2, most=1_000) * config.hidden
    if inner % heads:
        raise config.refuse(
            "mamba_n_heads", sentence('"mamba_expand" makes {} channels, which do not divide by it', inner)
        )
    if config.value("mamba_d_head") != "auto":
        config.agree("mamba_d_head", inner // heads, '"mamba_expand" and "mamba_n_heads" make it')
    return Mamba2(
        heads=heads,
        head_dim=inner // heads,
        groups=config.size("mamba_n_groups", default=1),
        state_dim=config.size("mamba_d_state"),
        conv=config.size("mamba_d_conv", default=4),
        conv_bias=config.flag("mamba_conv_bias", default=True),
        chunk=config.size("mamba_chunk_size", default=256),
    )


def lfm2(config: Config) -> Stack:
    """LFM2, dense or routed: gated short convolutions with attention in between."""
    convolution = ShortConvolution(
        inner=config.hidden, conv=config.size("conv_L_cache", default=3), bias=config.flag("conv_bias")
    )
    attention = grouped(config, norm=QueryKeyNorm.HEAD, bias=False)
    mixers: list[AnyMixer] = [attention if kind == FULL else convolution for kind in _lfm2_kinds(config)]
    config.agree("conv_dim", config.hidden, '"hidden_size" is')
    config.agree("conv_dim_out", config.hidden, '"hidden_size" is')
    config.only("use_pos_enc", True)
    tied = config.flag("tie_embedding", default=config.flag("tie_word_embeddings", default=True))
    if config.kind == "lfm2":
        dense = Dense(width=_adjusted(config))
        return Stack(layers=[Layer(mixer, (dense,)) for mixer in mixers], tied=tied)
    kinds = first_dense(config, config.count("num_dense_layers", default=None))
    moe = routed(config, experts=("num_experts",))
    return Stack(layers=layers_of(mixers, kinds, dense_block(config, kinds), moe), tied=tied)


def _lfm2_kinds(config: Config) -> list[str]:
    listed = config.kinds("layer_types", {"conv": _STATE, "full_attention": FULL})
    full = config.listing("full_attn_idxs")
    if not full:
        if not listed:
            raise config.refuse("layer_types", "the model needs it to say which layers are convolutions")
        return listed
    kinds = [FULL if layer in full else _STATE for layer in range(config.layers)]
    if kinds.count(FULL) != len(full) or (listed and listed != kinds):
        raise config.refuse("full_attn_idxs", "it must list each full layer once, and agree with layer_types")
    return kinds


def _adjusted(config: Config) -> int:
    """Return the dense width as the class cuts it: two thirds, times a factor, up to a multiple."""
    width = config.size("intermediate_size", "block_ff_dim")
    multiple = config.size("block_multiple_of", default=256)
    factor = config.value("block_ffn_dim_multiplier")
    if factor is not None and (
        isinstance(factor, bool) or not isinstance(factor, int | float) or not 0 < factor <= 100  # noqa: PLR2004
    ):
        raise config.refuse("block_ffn_dim_multiplier", "it must be a number from 0 to 100")
    if not config.flag("block_auto_adjust_ff_dim", default=True):
        config.rest("block_multiple_of", "block_ffn_dim_multiplier")
        return width
    cut = int((1.0 if factor is None else factor) * int(2 * width / 3))
    return multiple * -(-cut // multiple)
