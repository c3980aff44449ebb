"""Qwen 2 and 3 MoE, Qwen3-Next and Qwen 3.5 (Gated DeltaNet in three of four layers).

Source: transformers 5.24.0 qwen2_moe, qwen3_moe, qwen3_next, qwen3_5, qwen3_5_moe.
"""

from planner.sentences import sentence
from planner.workload.channel_mixers.dense import Dense
from planner.workload.importers.config import Config
from planner.workload.importers.families.llama import qwen_windows
from planner.workload.importers.parts import (
    DENSE,
    FULL,
    SPARSE,
    dense_block,
    gated_activation,
    grouped,
    layers_of,
    next_tokens,
    routed,
    window_kinds,
    with_windows,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.gated_delta import GatedDelta
from planner.workload.mixers.grouped import Gate, QueryKeyNorm
from planner.workload.mixers.registry import AnyMixer

_EXPERTS = ("num_experts", "num_local_experts")
_LINEAR = "linear"


def qwen_moe(config: Config) -> Stack:
    """Qwen 2 MoE (biases, gated shared expert) and Qwen 3 MoE (norms, none shared)."""
    gated_activation(config)
    second = config.kind == "qwen2_moe"
    if second:
        attention = grouped(config, bias=config.flag("qkv_bias", default=True), o_bias=False)
    else:
        config.only("qkv_bias", False)
        config.only("use_qk_norm", True)
        attention = grouped(config, norm=QueryKeyNorm.HEAD)
    if not second and config.count("shared_expert_intermediate_size"):
        raise config.refuse("shared_expert_intermediate_size", "a qwen3_moe model has no shared expert; correct it")
    shared = config.count("shared_expert_intermediate_size") if second else 0
    moe = routed(config, experts=_EXPERTS, shared_width=shared, shared_gate=shared > 0)
    kinds = _sparse(config)
    mixers = with_windows(config, attention, window_kinds(config, qwen_windows(config)))
    return Stack(layers=layers_of(mixers, kinds, dense_block(config, kinds), moe))


def _sparse(config: Config) -> list[str]:
    step = config.size("decoder_sparse_step", default=1)
    only_dense = config.listing("mlp_only_layers")
    if any(isinstance(each, bool) or not isinstance(each, int) for each in only_dense):
        raise config.refuse("mlp_only_layers", "it must be a list of layers")
    if any(not 0 <= each < config.layers for each in only_dense):
        raise config.refuse("mlp_only_layers", sentence("the model has {} layers", config.layers))
    return [SPARSE if layer not in only_dense and (layer + 1) % step == 0 else DENSE for layer in range(config.layers)]


def qwen_hybrid(config: Config) -> Stack:
    """Qwen3-Next and Qwen 3.5, dense or routed."""
    gated_activation(config)
    config.only("attn_output_gate", True)
    config.only("output_gate_type", "swish", "silu")
    attention = grouped(config, norm=QueryKeyNorm.HEAD, gate=Gate.ELEMENT)
    delta = GatedDelta(
        k_heads=config.size("linear_num_key_heads"),
        k_dim=config.size("linear_key_head_dim"),
        v_heads=config.size("linear_num_value_heads"),
        v_dim=config.size("linear_value_head_dim"),
        conv=config.size("linear_conv_kernel_dim"),
    )
    mixers: list[AnyMixer] = [attention if kind == FULL else delta for kind in _kinds(config)]
    layers = _dense_layers(config, mixers) if config.kind == "qwen3_5_text" else _routed_layers(config, mixers)
    last = Layer(attention, layers[-1].channels)
    modules = next_tokens(config, "mtp_num_hidden_layers", "num_nextn_predict_layers")
    own = config.flag("mtp_use_dedicated_embeddings")
    if not modules:
        config.rest("mtp_use_dedicated_embeddings")
    return Stack(layers=layers, mtp=(last,), mtp_modules=modules, own_embedding=own)


def _kinds(config: Config) -> list[str]:
    listed = config.kinds("layer_types", {"full_attention": FULL, "linear_attention": _LINEAR})
    if listed and not config.has("full_attention_interval"):
        return listed
    period = config.size("full_attention_interval", default=4)
    kinds = [FULL if (layer + 1) % period == 0 else _LINEAR for layer in range(config.layers)]
    if listed and listed != kinds:
        raise config.refuse("full_attention_interval", '"layer_types" lists other layers; correct one of them')
    return kinds


def _dense_layers(config: Config, mixers: list[AnyMixer]) -> list[Layer]:
    config.only("mlp_only_layers", [])
    dense = Dense(width=config.size("intermediate_size"))
    return [Layer(mixer, (dense,)) for mixer in mixers]


def _routed_layers(config: Config, mixers: list[AnyMixer]) -> list[Layer]:
    shared = config.count("shared_expert_intermediate_size")
    moe = routed(config, experts=_EXPERTS, shared_width=shared, shared_gate=shared > 0)
    kinds = _sparse(config)
    return layers_of(mixers, kinds, dense_block(config, kinds), moe)
