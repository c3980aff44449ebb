"""Nemotron found by architecture search (Llama-Nemotron): each layer's attention and width listed, or left out.

Source: nvidia/Llama-3_3-Nemotron-Super-49B-v1 configuration and its modeling_decilm.py.
"""

from planner.sentences import sentence
from planner.workload.channel_mixers.dense import Dense
from planner.workload.importers.config import Config
from planner.workload.importers.parts import gated_activation
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import GroupedAttention

_MULTIPLE = 256  # widths are two thirds of four hidden sizes, times a factor, up to a multiple of this


def nemotron_nas(config: Config) -> Stack:
    """Llama-Nemotron Super and Ultra; layers without attention and without a dense block are none."""
    gated_activation(config)
    for name in ("attention_bias", "mlp_bias"):
        config.only(name, False)
    config.rest("intermediate_size", "num_key_value_heads")
    tables = config.tables("block_configs", config.layers)
    halves = [(_attention(config, each.table("attention")), _dense(config, each.table("ffn"))) for each in tables]
    return Stack(layers=[Layer(mixer, () if dense is None else (dense,)) for mixer, dense in halves if mixer or dense])


def _attention(config: Config, block: Config) -> GroupedAttention | None:
    block.only("replace_with_linear", False)
    for name in ("num_sink_tokens", "sparsify", "window_length"):
        block.only(name)
    block.only("unshifted_sink", False)
    block.only("use_prefill_window_in_sink_attention", False)
    if block.flag("no_op"):
        block.rest("n_heads_in_group")
        return None
    heads, group = config.heads, block.size("n_heads_in_group")
    if heads % group or config.hidden % heads:
        raise block.refuse("n_heads_in_group", sentence("{} heads do not divide by it", heads))
    return GroupedAttention(heads=heads, kv_heads=heads // group, head_dim=config.hidden // heads)


def _dense(config: Config, block: Config) -> Dense | None:
    block.only("replace_with_linear", False)
    block.only("sparsify")
    if block.flag("no_op"):
        block.rest("ffn_mult")
        return None
    factor = block.value("ffn_mult")
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not 0 < factor <= 100:  # noqa: PLR2004
        raise block.refuse("ffn_mult", "it must be a number from 0 to 100")
    width = int(2 * factor * config.hidden / 3)
    return Dense(width=_MULTIPLE * -(-width // _MULTIPLE))
