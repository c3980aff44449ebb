"""A shape written as a ``config.json``, where a common model type says all of it.

Whatever is written is read again and has to be the same shape; what no type here can say is refused. Field names are
those of transformers 5.24.0 (llama, qwen3, mixtral, qwen3_moe, glm4_moe, deepseek_v3, deepseek_v32).
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from planner.errors import UserError
from planner.sentences import sentence
from planner.workload.importers.likeness import same_shape
from planner.workload.importers.reading import read_config
from planner.workload.mixers.grouped import GroupedAttention, QueryKeyNorm
from planner.workload.mixers.latent import LatentAttention, TokenIndexer
from planner.workload.shape import TransformerShape

_INDENT: Final = 2


def config_text(shape: TransformerShape) -> str:
    """Return the text of a ``config.json`` that reads as this shape; raise UserError where no known type says it.

    >>> from planner.workload.presets import shape_preset
    >>> json.loads(config_text(shape_preset("deepseek-v3")))["model_type"]
    'deepseek_v3'
    """
    for entries in _candidates(shape):
        text = json.dumps(entries, indent=_INDENT)
        try:
            read = read_config(text, shape.name).shape
        except UserError:
            continue
        if same_shape(read, shape):
            return f"{text}\n"
    raise UserError(
        sentence("No config.json of a common model type says all layers of {}; export it as TOML instead.", shape.name)
    )


def _candidates(shape: TransformerShape) -> Iterator[dict[str, Any]]:
    attention = shape.softmax
    if attention is None or not shape.is_uniform:
        return
    common = {
        "hidden_act": "silu",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "vocab_size": shape.vocab,
        "tie_word_embeddings": shape.tied_embeddings,
        "num_attention_heads": attention.heads,
    }
    common |= {"intermediate_size": shape.ffn} if shape.ffn else {}
    if isinstance(attention, LatentAttention):
        yield from _latent(shape, attention, common)
    else:
        yield from _grouped(shape, attention, common)


def _latent(shape: TransformerShape, attention: LatentAttention, common: dict[str, Any]) -> Iterator[dict[str, Any]]:
    entries = common | {
        "num_key_value_heads": attention.heads,
        "q_lora_rank": attention.q_rank,
        "kv_lora_rank": attention.kv_rank,
        "qk_nope_head_dim": attention.nope_dim,
        "qk_rope_head_dim": attention.rope_dim,
        "v_head_dim": attention.v_dim,
    }
    if isinstance(attention.indexer, TokenIndexer):
        picked = attention.indexer
        entries |= {"index_topk": picked.top_k, "index_n_heads": picked.heads, "index_head_dim": picked.dim}
    kind = "deepseek_v3" if attention.indexer is None else "deepseek_v32"
    yield {"model_type": kind} | entries | _experts(shape)


def _grouped(shape: TransformerShape, attention: GroupedAttention, common: dict[str, Any]) -> Iterator[dict[str, Any]]:
    entries = common | {"num_key_value_heads": attention.kv_heads, "head_dim": attention.head_dim}
    normed = attention.qk_norm is QueryKeyNorm.HEAD
    if not shape.is_moe:
        yield {"model_type": "qwen3" if normed else "llama"} | entries
        return
    few = {"num_experts_per_tok": shape.top_k}
    yield (
        {"model_type": "mixtral", "num_local_experts": shape.experts}
        | entries
        | few
        | {"intermediate_size": shape.expert_ffn}
    )
    yield {"model_type": "qwen3_moe", "num_experts": shape.experts, "decoder_sparse_step": 1, "mlp_only_layers": []} | (
        {"intermediate_size": shape.expert_ffn} | entries | few | {"moe_intermediate_size": shape.expert_ffn}
    )
    yield (
        {"model_type": "glm4_moe", "use_qk_norm": normed, "attention_bias": attention.qkv_bias}
        | entries
        | (_experts(shape))
    )


def _experts(shape: TransformerShape) -> dict[str, Any]:
    """Return the fields of routed and shared experts as DeepSeek and GLM name them; none of a dense shape."""
    routed = shape.routed
    if routed is None:
        return {}
    shared = routed.shared_width // routed.width if routed.shared_width % routed.width == 0 else None
    found = {
        "n_routed_experts": routed.experts,
        "num_experts_per_tok": routed.top_k,
        "moe_intermediate_size": routed.width,
        "n_shared_experts": shared,
        "n_group": routed.routing_groups,
        "topk_group": routed.routing_group_limit,
        "first_k_dense_replace": shape.dense_layers,
        "num_nextn_predict_layers": shape.mtp_layers,
    }
    return found if shape.ffn else found | {"intermediate_size": routed.width}
