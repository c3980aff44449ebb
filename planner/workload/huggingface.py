"""A Hugging Face ``config.json`` to a TransformerShape.

Only architectures whose every weight and product is known are taken; anything else is refused by name. The text is
a stranger's: its size is bounded, nothing in it is followed, and every number is checked.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from planner.errors import UserError
from planner.workload.shape import Attention, MlaRanks, TransformerShape

LARGEST_CONFIG_BYTES: Final = 1 << 20
_LARGEST_SIZE: Final = 10_000_000
_MOST_LAYERS: Final = 10_000

Fields = dict[str, Any]


class _Config:
    """The entries of one configuration, each checked as it is read."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._entries = entries

    @property
    def kind(self) -> str:
        """The architecture's name."""
        kind = self._entries.get("model_type")
        if not isinstance(kind, str) or not kind:
            raise UserError('The configuration has no "model_type"; give the config.json of a language model.')
        return kind

    def has(self, name: str) -> bool:
        return self._entries.get(name) is not None

    def flag(self, name: str) -> bool:
        return self._entries.get(name) is True

    def listing(self, name: str) -> list[Any]:
        value = self._entries.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > _MOST_LAYERS:
            raise UserError(f'"{name}" is not a list of at most {_MOST_LAYERS} entries; correct the configuration.')
        return value

    def size(self, name: str, *, default: int | None = None, least: int = 1, most: int = _LARGEST_SIZE) -> int:
        """Return a whole number within bounds; raise UserError naming the field otherwise."""
        value = self._entries.get(name)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise UserError(
                f'The configuration\'s "{name}" is {json.dumps(value, default=str)[:40]}; a {self.kind} model needs '
                f"a whole number from {least} to {most} there."
            )
        return value

    def refuse_unless(self, name: str, known: tuple[Any, ...]) -> None:
        """Raise UserError where a field holds something whose effect on the counts is not known."""
        value = self._entries.get(name)
        if value not in known:
            raise UserError(
                f'The configuration\'s "{name}" is {json.dumps(value, default=str)[:60]}, which is not understood '
                f"for a {self.kind} model; enter its shape by hand."
            )


def shape_from_config(config: str | bytes | Mapping[str, Any], name: str) -> TransformerShape:
    """Return the shape of a ``config.json`` (its text or its parsed object) under a name of the user's choice.

    Raises UserError, one sentence, for text that is no such file or for an architecture that is not understood.
    """
    entries = _Config(_parsed(config))
    reader = _READERS.get(entries.kind)
    if reader is None:
        raise UserError(
            f'The model type "{entries.kind}" is not understood; understood are {", ".join(sorted(_READERS))}.'
        )
    fields = _stack(entries) | reader(entries)
    try:
        return TransformerShape(key=f"config:{name}", name=name, source=f"config.json ({entries.kind})", **fields)
    except ValueError as error:
        raise UserError(f"The configuration contradicts itself: {error}") from error


def _parsed(config: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(config, Mapping):
        return config
    if len(config) > LARGEST_CONFIG_BYTES:
        raise UserError(f"The configuration is larger than {LARGEST_CONFIG_BYTES >> 20} MiB; give a config.json.")
    try:
        entries = json.loads(config)
    except (ValueError, RecursionError) as error:
        raise UserError(f"The configuration is not JSON ({str(error)[:80]}); give the model's config.json.") from error
    if not isinstance(entries, dict):
        raise UserError("The configuration is not a JSON object; give the model's config.json.")
    return entries


def _stack(config: _Config) -> Fields:
    return {
        "layers": config.size("num_hidden_layers", most=_MOST_LAYERS),
        "hidden": config.size("hidden_size"),
        "heads": config.size("num_attention_heads"),
        "vocab": config.size("vocab_size"),
        "tied_embeddings": config.flag("tie_word_embeddings"),
    }


def _grouped_attention(config: _Config) -> Fields:
    heads, hidden = config.size("num_attention_heads"), config.size("hidden_size")
    if not config.has("head_dim") and hidden % heads:
        raise UserError(
            f'"hidden_size" {hidden} does not divide by {heads} heads; add "head_dim" to the configuration.'
        )
    return {
        "attention": Attention.GQA,
        "kv_heads": config.size("num_key_value_heads", default=heads),
        "head_dim": config.size("head_dim", default=hidden // heads),
    }


def _latent_attention(config: _Config) -> Fields:
    nope = config.size("qk_nope_head_dim")
    ranks = MlaRanks(
        q_rank=config.size("q_lora_rank") if config.has("q_lora_rank") else None,
        kv_rank=config.size("kv_lora_rank"),
        nope_dim=nope,
        rope_dim=config.size("qk_rope_head_dim", least=0),
        v_dim=config.size("v_head_dim"),
    )
    heads = config.size("num_attention_heads")
    return {"attention": Attention.MLA, "mla": ranks, "kv_heads": heads, "head_dim": nope}


def _windows(config: _Config) -> Fields:
    """Return the layers that see a window: as ``layer_types`` lists them, else all where a window is in use."""
    layers = config.size("num_hidden_layers", most=_MOST_LAYERS)
    kinds = config.listing("layer_types")
    strange = [kind for kind in kinds if kind not in ("full_attention", "sliding_attention")]
    if strange:
        raise UserError(f"The configuration has layers of type {str(strange[0])[:40]!r}, which are not understood.")
    windowed = kinds.count("sliding_attention") if kinds else layers
    unused = config.kind.startswith("qwen") and not config.flag("use_sliding_window")
    if not config.has("sliding_window") or unused or not windowed:
        return {}
    if config.kind.startswith("qwen") and not kinds:
        windowed = max(0, layers - config.size("max_window_layers", default=layers, least=0))
    return {"sliding_window": config.size("sliding_window"), "windowed_layers": windowed} if windowed else {}


def _dense(config: _Config) -> Fields:
    config.refuse_unless("hidden_act", ("silu", "swiglu", None))
    ffn = {"ffn": config.size("intermediate_size"), "dense_layers": config.size("num_hidden_layers")}
    return _grouped_attention(config) | _windows(config) | ffn


def _nemotron(config: _Config) -> Fields:
    config.refuse_unless("hidden_act", ("relu2",))
    ffn = {"ffn": config.size("intermediate_size"), "dense_layers": config.size("num_hidden_layers"), "gated": False}
    return _grouped_attention(config) | ffn


def _local_experts(config: _Config) -> Fields:
    """Mixtral, GPT-OSS, MiniMax-M2 and Grok-1: every layer routed, no shared expert, experts as wide as the FFN."""
    config.refuse_unless("hidden_act", ("silu", "swigluoai", "gelu", None))
    experts = "num_experts" if config.kind == "grok-1" else "num_local_experts"
    top_k = "num_experts_per_tok" if config.has("num_experts_per_tok") else "num_selected_experts"
    return (
        _grouped_attention(config)
        | _windows(config)
        | {
            "experts": config.size(experts),
            "top_k": config.size(top_k),
            "expert_ffn": config.size("intermediate_size"),
        }
    )


def _qwen_moe(config: _Config) -> Fields:
    config.refuse_unless("hidden_act", ("silu", None))
    layers = config.size("num_hidden_layers", most=_MOST_LAYERS)
    step = config.size("decoder_sparse_step", default=1)
    only_dense = set(map(str, config.listing("mlp_only_layers")))
    dense = sum(str(layer) in only_dense or (layer + 1) % step != 0 for layer in range(layers))
    shared = config.size("shared_expert_intermediate_size", default=0, least=0) if config.kind == "qwen2_moe" else 0
    return (
        _grouped_attention(config)
        | _windows(config)
        | _routed(config, experts="num_experts", dense=dense)
        | {"shared_ffn": shared}
    )


def _deepseek(config: _Config) -> Fields:
    """DeepSeek-V2 and V3 and what is built like them (Kimi K2)."""
    config.refuse_unless("hidden_act", ("silu", None))
    config.refuse_unless("moe_layer_freq", (1, None))
    layers = config.size("num_hidden_layers", most=_MOST_LAYERS)
    if not config.has("n_routed_experts"):
        return _latent_attention(config) | {"ffn": config.size("intermediate_size"), "dense_layers": layers}
    dense = config.size("first_k_dense_replace", default=0, least=0)
    return (
        _latent_attention(config)
        | _routed(config, experts="n_routed_experts", dense=dense)
        | _shared(config, "n_shared_experts")
        | _groups(config)
        | _next_tokens(config)
    )


def _glm_moe(config: _Config) -> Fields:
    config.refuse_unless("hidden_act", ("silu", None))
    dense = config.size("first_k_dense_replace", default=0, least=0)
    return (
        _grouped_attention(config)
        | _routed(config, experts="n_routed_experts", dense=dense)
        | _shared(config, "n_shared_experts")
        | _groups(config)
        | _next_tokens(config)
    )


def _bailing(config: _Config) -> Fields:
    """Ling: experts and shared experts of one width, the first layers dense."""
    config.refuse_unless("hidden_act", ("silu", None))
    dense = config.size("first_k_dense_replace", default=0, least=0)
    shared = _shared(config, "num_shared_experts")
    if config.has("moe_shared_expert_intermediate_size"):
        width = config.size("moe_shared_expert_intermediate_size")
        shared = {"shared_ffn": width * config.size("num_shared_experts", default=0, least=0)}
    return (
        _grouped_attention(config)
        | _routed(config, experts="num_experts", dense=dense)
        | shared
        | _groups(config)
        | _next_tokens(config)
    )


def _routed(config: _Config, *, experts: str, dense: int) -> Fields:
    return {
        "experts": config.size(experts),
        "top_k": config.size("num_experts_per_tok"),
        "expert_ffn": config.size("moe_intermediate_size"),
        "dense_layers": dense,
        "ffn": config.size("intermediate_size") if dense else 0,
    }


def _shared(config: _Config, count: str) -> Fields:
    return {"shared_ffn": config.size(count, default=0, least=0) * config.size("moe_intermediate_size")}


def _groups(config: _Config) -> Fields:
    groups = config.size("n_group", default=1)
    return {"routing_groups": groups, "routing_group_limit": config.size("topk_group", default=groups)}


def _next_tokens(config: _Config) -> Fields:
    return {"mtp_layers": config.size("num_nextn_predict_layers", default=0, least=0, most=_MOST_LAYERS)}


_READERS: Final[Mapping[str, Callable[[_Config], Fields]]] = {
    "llama": _dense,
    "mistral": _dense,
    "qwen2": _dense,
    "qwen3": _dense,
    "nemotron": _nemotron,
    "mixtral": _local_experts,
    "gpt_oss": _local_experts,
    "minimax_m2": _local_experts,
    "grok-1": _local_experts,
    "qwen2_moe": _qwen_moe,
    "qwen3_moe": _qwen_moe,
    "deepseek_v2": _deepseek,
    "deepseek_v3": _deepseek,
    "kimi_k2": _deepseek,
    "glm4_moe": _glm_moe,
    "bailing_moe": _bailing,
    "bailing_moe_v2": _bailing,
}
