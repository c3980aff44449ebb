"""Ling and Ring (Bailing): grouped attention, or hybrids of lightning or Kimi delta layers with full ones.

Source: modelling files of inclusionAI/Ling-lite, Ling-flash-2.0, Ring-flash-linear-2.0 and Ling-V2.5; transformers
5.24.0 bailing_hybrid. A file is read by its fields, as model types of the family have been reused.
"""

from planner.workload.importers.config import Config
from planner.workload.importers.parts import (
    FULL,
    dense_block,
    gated_activation,
    grouped,
    head_size,
    latent,
    layers_of,
    leading_dense,
    next_tokens,
    routed,
    shared_of,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import Gate, QueryKeyNorm
from planner.workload.mixers.kda import KdaGates, KimiDelta
from planner.workload.mixers.lightning import Lightning
from planner.workload.mixers.registry import AnyMixer

_LINEAR = "linear"
_LATENT = ("kv_lora_rank", "q_lora_rank", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim")
_DELTA = ("kda_safe_gate", "kda_lower_bound", "short_conv_kernel_size", "no_kda_lora", "linear_silu_kda")


def bailing(config: Config) -> Stack:
    """Every Ling and Ring: the kind of its layers follows from which fields the file has."""
    gated_activation(config)
    config.only("use_bias", False)
    config.only("multi_gate", False)
    config.only("moe_router_enable_shared_expert", True)
    kinds = _kinds(config)
    delta = _LINEAR in kinds and config.kind == "bailing_hybrid" and any(config.has(name) for name in _DELTA)
    config.agree("linear_attention", "kda" if delta else "lightning", "the other fields make it")
    full = _full(config, delta=delta)
    linear = (_delta(config) if delta else _lightning(config)) if _LINEAR in kinds else full
    mixers: list[AnyMixer] = [full if kind == FULL else linear for kind in kinds]
    return _experts(config, mixers, full)


def _kinds(config: Config) -> list[str]:
    """Return full and linear layers: the last of each group is full, and all after the last whole group."""
    layers = config.layers
    listed = config.kinds("layer_types", {"full_attention": FULL, "linear_attention": _LINEAR})
    if not config.has("layer_group_size"):
        return listed or [FULL] * layers
    group = config.size("layer_group_size")
    whole = layers // group * group
    kinds = [FULL if (layer + 1) % group == 0 or layer >= whole else _LINEAR for layer in range(layers)]
    if listed and listed != kinds:
        raise config.refuse("layer_group_size", '"layer_types" lists other layers; correct one of them')
    if _LINEAR not in kinds:
        config.rest("layer_group_size")
    return kinds


def _full(config: Config, *, delta: bool) -> AnyMixer:
    if not config.has("kv_lora_rank"):
        for name in _LATENT:
            if config.value(name) is not None:
                raise config.refuse(name, 'latent attention needs "kv_lora_rank" as well')
        config.only("mla_use_output_gate", False)
        config.rest("sliding_window", "max_window_layers")
        norm = QueryKeyNorm.HEAD if config.flag("use_qk_norm") else None
        return grouped(config, norm=norm, bias=config.flag("use_qkv_bias"), o_bias=False)
    config.only("use_qkv_bias", False)
    if delta:
        config.idle_flag("use_qk_norm")  # its queries and keys are normed without scales
    config.rest("sliding_window", "max_window_layers")
    return latent(config, gate=_gate(config, delta=delta), hybrid=True)


def _gate(config: Config, *, delta: bool) -> Gate | None:
    name = "gated_attention_proj_granularity_type"
    if config.has(name):
        return {"head_wise": Gate.HEAD, "element_wise": Gate.ELEMENT}[config.word(name, ("head_wise", "element_wise"))]
    return Gate.HEAD if delta else None


def _lightning(config: Config) -> Lightning:
    config.rest("linear_attn_norm_group_size", "group_norm_size")  # of how many heads one norm takes the mean
    config.idle_flag("linear_silu", "linear_rope", "use_linear_silu")
    return Lightning(heads=config.heads, head_dim=head_size(config), qk_norm=config.flag("use_qk_norm", default=True))


def _delta(config: Config) -> KimiDelta:
    config.only("no_kda_lora", True)
    config.idle_flag("linear_silu")
    conv = config.assume("short_conv_kernel_size", 4, least=1)
    # transformers writes the sizes of linear layers out, and the positions' size as "head_dim"
    own = config.has("linear_head_dim")
    size = config.size("linear_head_dim") if own else head_size(config)
    config.agree("head_dim", config.value("qk_rope_head_dim") if own else size, "the size of positions is")
    config.agree("linear_num_heads", config.heads, '"num_attention_heads" is')
    config.agree("linear_conv_kernel_dim", conv, '"short_conv_kernel_size" is')
    return KimiDelta(heads=config.heads, head_dim=size, conv=conv, gate=KdaGates.FULL)


def _experts(config: Config, mixers: list[AnyMixer], full: AnyMixer) -> Stack:
    kinds = leading_dense(config, 0 if config.kind == "bailing_moe" else None)
    moe = routed(
        config,
        experts=("num_experts", "num_local_experts", "n_routed_experts"),
        top_k=("num_experts_per_tok", "num_experts_per_token"),
        shared_width=_shared(config),
        grouped_routing=True,
    )
    layers = layers_of(mixers, kinds, dense_block(config, kinds), moe)
    modules = next_tokens(config, "num_nextn_predict_layers", "num_mtp_layers")
    return Stack(layers=layers, mtp=(Layer(full, (moe,)),), mtp_modules=modules)


def _shared(config: Config) -> int:
    if not config.has("moe_shared_expert_intermediate_size"):
        return shared_of(config, "num_shared_experts", "n_shared_experts")
    width = config.size("moe_shared_expert_intermediate_size")
    return width * config.count("num_shared_experts", "n_shared_experts", default=None)
