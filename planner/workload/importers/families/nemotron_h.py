"""Nemotron-H and Nemotron 3: half layers of Mamba-2, attention, dense or (latent) routed blocks, in any order.

Source: transformers 5.24.0 nemotron_h; NVIDIA's configurations of Nemotron-H 56B and Nemotron 3.
"""

from typing import Final

from planner.errors import UserError
from planner.sentences import listed, sentence
from planner.workload.blocks import MOST_LAYERS
from planner.workload.channel_mixers.dense import Dense
from planner.workload.channel_mixers.routed import Routed
from planner.workload.importers.config import Config
from planner.workload.importers.parts import grouped, head_size, next_tokens
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.mamba2 import Mamba2

_MAMBA, _ATTENTION, _MOE, _DENSE = "mamba", "attention", "moe", "mlp"
_LETTERS: Final = {"M": _MAMBA, "*": _ATTENTION, "E": _MOE, "-": _DENSE}
_WORDS: Final = {"mamba": _MAMBA, "attention": _ATTENTION, "moe": _MOE, "mlp": _DENSE,
                 "linear_attention": _MAMBA, "full_attention": _ATTENTION}  # fmt: skip


def nemotron_h(config: Config) -> Stack:
    """Nemotron-H: ``hybrid_override_pattern`` or ``layers_block_type`` says what each half layer is."""
    config.only("mlp_hidden_act", "relu2")
    config.only("mamba_hidden_act", "silu")
    for name in ("use_bias", "mlp_bias", "mamba_proj_bias"):
        config.only(name, False)
    config.rest("expand", "time_step_rank", "sliding_window")  # heads times head size is what the class takes
    kinds = _order(config)
    halves = {kind: _half(config, kind) for kind in dict.fromkeys(kinds)}
    _unused(config, kinds)
    modules = next_tokens(config)
    mtp = _pattern(config, "mtp_hybrid_override_pattern", "mtp_layers_block_type") if modules else []
    if modules and not mtp:
        raise config.refuse("num_nextn_predict_layers", '"mtp_hybrid_override_pattern" is missing')
    if not modules:
        config.rest("mtp_hybrid_override_pattern", "mtp_layers_block_type")
    return Stack(
        layers=[halves[kind] for kind in kinds],
        mtp=[halves.get(kind) or _half(config, kind) for kind in mtp],
        mtp_modules=modules,
    )


def _order(config: Config) -> list[str]:
    kinds = _pattern(config, "hybrid_override_pattern", "layers_block_type")
    if not kinds:
        raise UserError('The configuration lacks "hybrid_override_pattern"; a nemotron_h model needs it.')
    config.agree("num_hidden_layers", len(kinds), "its pattern has half layers:")
    return kinds


def _pattern(config: Config, letters: str, types: str) -> list[str]:
    text = config.value(letters)
    kinds = config.listing(types)
    if any(not isinstance(kind, str) or kind not in _WORDS for kind in kinds):
        raise config.refuse(types, sentence("{} alone are understood in it", listed(", ", _WORDS)))
    kinds = [_WORDS[kind] for kind in kinds]
    if text is None:
        return kinds
    if not isinstance(text, str) or not 1 <= len(text) <= MOST_LAYERS or not set(text) <= set(_LETTERS):
        raise config.refuse(letters, sentence("{} alone are understood in it", listed(" ", _LETTERS)))
    found = [_LETTERS[letter] for letter in text]
    if kinds and kinds != found:
        raise config.refuse(letters, sentence('"{}" lists other layers; correct one of them', types))
    return found


def _half(config: Config, kind: str) -> Layer:
    if kind == _MAMBA:
        return Layer(_mamba(config))
    if kind == _ATTENTION:
        size = head_size(config, "head_dim", "attention_head_dim")
        return Layer(grouped(config, head_dim=size))
    return Layer(None, (_moe(config) if kind == _MOE else Dense(width=config.size("intermediate_size"), gated=False),))


def _mamba(config: Config) -> Mamba2:
    return Mamba2(
        heads=config.size("mamba_num_heads"),
        head_dim=config.size("mamba_head_dim"),
        groups=config.size("n_groups", "mamba_n_groups"),
        state_dim=config.size("ssm_state_size"),
        conv=config.size("conv_kernel"),
        conv_bias=config.flag("use_conv_bias", default=True),
        chunk=config.size("chunk_size", default=128),
    )


def _moe(config: Config) -> Routed:
    config.only("n_shared_experts", 1)  # the class has one, as wide as its own field says
    return Routed(
        experts=config.size("n_routed_experts"),
        top_k=config.size("num_experts_per_tok"),
        width=config.size("moe_intermediate_size"),
        latent=config.size("moe_latent_size") if config.value("moe_latent_size") is not None else None,
        shared_width=config.size("moe_shared_expert_intermediate_size"),
        gated=False,
        routing_groups=config.size("n_group", default=1),
        routing_group_limit=config.size("topk_group", default=1),
    )


def _unused(config: Config, kinds: list[str]) -> None:
    """Take the sizes of kinds that the pattern does not have."""
    sizes = {
        _MOE: ("n_routed_experts", "num_experts_per_tok", "moe_intermediate_size", "moe_latent_size", "n_group",
               "moe_shared_expert_intermediate_size", "n_shared_experts", "topk_group"),
        _DENSE: ("intermediate_size",),
        _ATTENTION: ("head_dim", "attention_head_dim", "num_attention_heads", "num_key_value_heads", "attention_bias"),
    }  # fmt: skip
    for kind, names in sizes.items():
        if kind not in kinds:
            config.rest(*names)
