"""Kimi Linear and Kimi K3: Kimi delta attention in three of four layers, latent attention in the others.

Source: transformers 5.24.0 kimi_linear; moonshotai/Kimi-K3's configuration; NVIDIA-NeMo/Megatron-Bridge models/kimi.
"""

from planner.sentences import sentence
from planner.workload.channel_mixers.routed import Routed
from planner.workload.importers.config import Config
from planner.workload.importers.parts import (
    FULL,
    dense_block,
    gated_activation,
    latent,
    layers_of,
    leading_dense,
    next_tokens,
    routing_groups,
    shared_of,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import Gate
from planner.workload.mixers.kda import KdaGates, KimiDelta
from planner.workload.mixers.registry import AnyMixer
from planner.workload.residual import Residual, ResidualKind

_LINEAR = "linear"


def kimi(config: Config) -> Stack:
    """Kimi Linear; with a latent expert space, full-rank output gates and attention residuals it is K3."""
    gated_activation(config)
    config.idle_flag("use_grouped_topk", "latent_moe_use_norm")
    gate = Gate.ELEMENT if config.flag("mla_use_output_gate") else None
    full = latent(config, gate=gate)
    linear, kinds = _linear(config)
    mixers: list[AnyMixer] = [full if kind == FULL else linear for kind in kinds]
    dense = leading_dense(config, 1)
    moe = _moe(config)
    layers = layers_of(mixers, dense, dense_block(config, dense), moe)
    residual = Residual()
    if config.has("attn_res_block_size"):
        residual = Residual(kind=ResidualKind.ATTENTION, snapshot_layers=config.size("attn_res_block_size"))
    modules = next_tokens(config)
    return Stack(layers=layers, mtp=(Layer(full, (moe,)),), mtp_modules=modules, residual=residual)


def _linear(config: Config) -> tuple[AnyMixer, list[str]]:
    inner = config.table("linear_attn_config")
    full_rank = inner.flag("use_full_rank_gate")
    mixer = KimiDelta(
        heads=_either(config, inner, "num_heads", "linear_num_heads"),
        head_dim=_either(config, inner, "head_dim", "linear_head_dim"),
        conv=_either(config, inner, "short_conv_kernel_size", "linear_conv_kernel_dim"),
        gate=KdaGates.LOW_RANK_FORGET if full_rank else KdaGates.LOW_RANK,
    )
    return mixer, _kinds(config, inner)


def _either(config: Config, inner: Config, name: str, flat: str) -> int:
    if not inner.has(name):
        return config.size(flat)
    size = inner.size(name)
    config.agree(flat, size, sentence('"linear_attn_config.{}" is', name))
    return size


def _kinds(config: Config, inner: Config) -> list[str]:
    """Return full and linear layers from lists that count from 1; each layer stands in one of them."""
    listed = config.kinds("layer_types", {"full_attention": FULL, "linear_attention": _LINEAR})
    full, linear = inner.listing("full_attn_layers"), inner.listing("kda_layers")
    if not full and not linear:
        if not listed:
            raise config.refuse("linear_attn_config", "the model needs it to say which layers are linear")
        return listed
    whole = [each for each in (*full, *linear) if isinstance(each, int) and not isinstance(each, bool)]
    if sorted(whole) != list(range(1, config.layers + 1)):
        why = sentence("its lists must name each of the {} layers once", config.layers)
        raise config.refuse("linear_attn_config", why)
    kinds = [FULL if layer + 1 in set(full) else _LINEAR for layer in range(config.layers)]
    if listed and listed != kinds:
        raise config.refuse("layer_types", '"linear_attn_config" lists other layers; correct one of them')
    return kinds


def _moe(config: Config) -> Routed:
    groups, limit = routing_groups(config)
    return Routed(
        experts=config.size("num_experts", "num_local_experts", "n_routed_experts"),
        top_k=config.size("num_experts_per_token", "num_experts_per_tok"),
        width=config.size("moe_intermediate_size"),
        latent=config.size("routed_expert_hidden_size") if config.has("routed_expert_hidden_size") else None,
        shared_width=shared_of(config, "num_shared_experts", "n_shared_experts"),
        routing_groups=groups,
        routing_group_limit=limit,
    )
