"""DeepSeek-V4: windows, and beside them compressed keys; hyper-connections; the first layers routed by a hash.

Source: transformers 5.24.0 deepseek_v4; deepseek-ai/DeepSeek-V4-Flash's own configuration.
"""

from typing import Final

from planner.sentences import listed, sentence
from planner.workload.channel_mixers.routed import Routed, Router
from planner.workload.importers.config import Config
from planner.workload.importers.parts import gated_activation, next_tokens, shared_of
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.compressed import CompressedAttention, Compression
from planner.workload.mixers.latent import TokenIndexer
from planner.workload.residual import Residual, ResidualKind

_WINDOW, _CSA, _HCA = 0, 4, 128  # tokens in a compressed key, as the configuration names the kinds
_TYPES: Final = {
    "sliding_attention": _WINDOW,
    "compressed_sparse_attention": _CSA,
    "heavily_compressed_attention": _HCA,
}
_RATES: Final = {"compressed_sparse_attention": _CSA, "heavily_compressed_attention": _HCA}


def deepseek_v4(config: Config) -> Stack:
    """DeepSeek-V4 Flash and Pro, in the files' own names and in those of transformers."""
    gated_activation(config)
    config.only("attention_bias", False)
    config.only("mlp_bias", False)
    config.agree("num_key_value_heads", 1, "the model has one key a token:")
    config.word("topk_method", ("noaux_tc",), "noaux_tc")
    modules = next_tokens(config)
    ratios = _ratios(config, modules)
    moe, hashed = (_moe(config, router) for router in (Router.LEARNED, Router.HASH))
    layers = [
        Layer(_mixer(config, ratio), (hashed if first else moe,))
        for ratio, first in zip(ratios[: config.layers], _hashed(config), strict=True)
    ]
    last = ratios[config.layers] if len(ratios) > config.layers else _WINDOW
    mtp = (Layer(_mixer(config, last), (moe,)),)
    streams = config.size("hc_mult")
    residual = Residual(kind=ResidualKind.HYPER, streams=streams) if streams > 1 else Residual()
    return Stack(layers=layers, mtp=mtp, mtp_modules=modules, residual=residual)


def _ratios(config: Config, modules: int) -> list[int]:
    known = {_WINDOW: _WINDOW, _CSA: _CSA, _HCA: _HCA}
    if config.has("compress_ratios"):
        config.only("layer_types")
        found = config.listing("compress_ratios", config.layers, longer=modules)
        if any(isinstance(each, bool | list | dict) or each not in known for each in found):
            raise config.refuse("compress_ratios", "0, 4 and 128 alone are understood in it")
        return found
    config.only("compress_rates", _RATES)
    entries = config.listing("layer_types", config.layers)
    if not entries:
        raise config.refuse("compress_ratios", "the model needs it to say what each layer attends to")
    if any(not isinstance(each, str) or each not in _TYPES for each in entries):
        raise config.refuse("layer_types", sentence("{} alone are understood in it", listed(", ", _TYPES)))
    return [_TYPES[each] for each in entries]


def _mixer(config: Config, ratio: int) -> CompressedAttention:
    own = TokenIndexer(
        heads=config.size("index_n_heads"), dim=config.size("index_head_dim"), top_k=config.size("index_topk")
    )
    compress = {_WINDOW: None, _CSA: Compression.CSA, _HCA: Compression.HCA}[ratio]
    return CompressedAttention(
        heads=config.heads,
        head_dim=config.size("head_dim"),
        q_rank=config.size("q_lora_rank"),
        o_groups=config.size("o_groups"),
        o_rank=config.size("o_lora_rank"),
        rope_dim=config.count("qk_rope_head_dim", default=64),
        window=config.size("sliding_window"),
        compress=compress,
        ratio=ratio or 1,
        indexer=own if ratio == _CSA else None,
    )


def _hashed(config: Config) -> list[bool]:
    kinds = config.kinds("mlp_layer_types", {"hash_moe": "hash", "moe": "moe"})
    if kinds:
        config.only("num_hash_layers", kinds.count("hash"))
        return [kind == "hash" for kind in kinds]
    first = config.count("num_hash_layers", default=None)
    if first > config.layers:
        raise config.refuse("num_hash_layers", sentence("the model has {} layers", config.layers))
    return [layer < first for layer in range(config.layers)]


def _moe(config: Config, router: Router) -> Routed:
    return Routed(
        experts=config.size("n_routed_experts", "num_local_experts"),
        top_k=config.size("num_experts_per_tok"),
        width=config.size("moe_intermediate_size"),
        shared_width=shared_of(config, "n_shared_experts"),
        router=router,
    )
