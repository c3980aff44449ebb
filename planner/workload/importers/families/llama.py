"""Llama, and dense models built like it: Mistral, Qwen, GLM, OLMo, Granite, InternLM, Phi, Nemotron, EXAONE.

Source: transformers 5.24.0, the class of each; InternLM's own modelling file.
"""

from planner.workload.channel_mixers.dense import Dense
from planner.workload.importers.config import Config
from planner.workload.importers.parts import (
    FULL,
    WINDOW,
    gated_activation,
    grouped,
    next_tokens,
    window_kinds,
    with_windows,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import GroupedAttention, QueryKeyNorm


def _stack(config: Config, attention: GroupedAttention, kinds: list[str], *, norms: int = 1) -> Stack:
    dense = Dense(width=config.size("intermediate_size"))
    layers = [Layer(mixer, (dense,)) for mixer in with_windows(config, attention, kinds)]
    modules = next_tokens(config)
    return Stack(layers=layers, mtp=layers[-1:], mtp_modules=modules, norms=norms)


def llama(config: Config) -> Stack:
    """Llama, Yi, DeepSeek LLM, Seed and others: no norm of queries and keys, biases as the file says."""
    gated_activation(config)
    config.only("mlp_bias", False)
    config.only("use_bias", False)
    if config.kind == "smollm3":  # layers without positions weigh the same
        config.only("use_sliding_window", False)
        config.rest("no_rope_layers", "no_rope_layer_interval")
    # InternLM has one flag for the four matrices of attention
    bias = config.flag("bias", default=True) if config.kind == "internlm" else config.flag("attention_bias")
    o_bias = config.flag("attention_out_bias") if config.has("attention_out_bias") else bias
    attention = grouped(config, bias=bias or config.flag("qkv_bias"), o_bias=o_bias)
    return _stack(config, attention, window_kinds(config, [FULL] * config.layers))


def mistral(config: Config) -> Stack:
    """Mistral: a window in every layer where one is given."""
    gated_activation(config)
    attention = grouped(config)
    kind = WINDOW if config.has("sliding_window") else FULL
    return _stack(config, attention, window_kinds(config, [kind] * config.layers))


def qwen(config: Config) -> Stack:
    """Qwen 2 (biases of queries, keys, values) and 3 (their norms instead), MiMo 7B, Qwen3-VL's text."""
    gated_activation(config)
    second = config.kind in ("qwen2", "mimo", "qwen2_vl_text", "qwen2_5_vl_text")
    if second:
        config.only("attention_bias", True)
        attention = grouped(config, bias=True, o_bias=False)
    else:
        attention = grouped(config, norm=QueryKeyNorm.HEAD)
    return _stack(config, attention, window_kinds(config, qwen_windows(config)))


def qwen_windows(config: Config) -> list[str]:
    """Return which layers of a Qwen see a window: the ones after ``max_window_layers`` where windows are in use."""
    layers = config.layers
    if not config.flag("use_sliding_window"):
        config.rest("max_window_layers", "sliding_window")
        return [FULL] * layers
    if not config.has("sliding_window"):  # a window without a size is none
        config.rest("use_sliding_window", "max_window_layers", "sliding_window")
        return [FULL] * layers
    if config.has("layer_types"):
        config.rest("max_window_layers")
        return [FULL] * layers
    full = config.size("max_window_layers", default=layers, least=0)
    if full >= layers:  # it begins behind the last layer
        config.rest("use_sliding_window", "max_window_layers", "sliding_window")
    return [FULL if layer < full else WINDOW for layer in range(layers)]


def olmo(config: Config) -> Stack:
    """OLMo 2 and 3: norms over all heads of queries and keys; OLMo 3 sees a window in three of four layers."""
    gated_activation(config)
    attention = grouped(config, norm=QueryKeyNorm.ALL)
    default = [FULL] * config.layers
    if config.kind == "olmo3":
        default = [FULL if (layer + 1) % 4 == 0 else WINDOW for layer in range(config.layers)]
    return _stack(config, attention, window_kinds(config, default))


def glm(config: Config) -> Stack:
    """GLM-4 dense: biases of queries, keys and values; GLM-4-0414 norms the outputs of both halves too."""
    gated_activation(config)
    attention = grouped(config, bias=config.flag("attention_bias", default=True), o_bias=False)
    norms = 2 if config.kind == "glm4" else 1
    return _stack(config, attention, window_kinds(config, [FULL] * config.layers), norms=norms)


def phi(config: Config) -> Stack:
    """Phi-3: matrices fused, sizes as Llama's; windows as wide as the context are none."""
    gated_activation(config)
    attention = grouped(config, bias=False)
    context = config.value("max_position_embeddings")
    wide = config.has("sliding_window") and context is not None and config.size("sliding_window") >= context - 1
    if wide:
        config.rest("sliding_window")
    kind = WINDOW if config.has("sliding_window") and not wide else FULL
    return _stack(config, attention, window_kinds(config, [kind] * config.layers))


def nemotron(config: Config) -> Stack:
    """Nemotron-4: squared ReLU, two matrices."""
    config.only("hidden_act", "relu2")
    config.only("mlp_bias", False)
    dense = Dense(width=config.size("intermediate_size"), gated=False)
    return Stack(layers=[Layer(grouped(config), (dense,))] * config.layers)


def exaone(config: Config) -> Stack:
    """EXAONE 4: norms after both halves and of queries and keys, one full layer after a pattern of windows."""
    gated_activation(config)
    attention = grouped(config, norm=QueryKeyNorm.HEAD, bias=False)
    return _stack(config, attention, window_kinds(config, exaone_windows(config)))


def exaone_windows(config: Config) -> list[str]:
    """Return EXAONE's windows: a number is the period, letters are the pattern (``LLLG``); all full without them."""
    layers, pattern = config.layers, config.value("sliding_window_pattern")
    if not config.has("sliding_window") or config.has("layer_types"):  # a list of the layers overrules the pattern
        config.rest("sliding_window_pattern")
        return [FULL] * layers
    if isinstance(pattern, str) and pattern and set(pattern) <= {"L", "G"}:
        kinds = [WINDOW if pattern[layer % len(pattern)] == "L" else FULL for layer in range(layers)]
        return [*kinds[:-1], FULL]
    period = config.size("sliding_window_pattern", default=4)
    return [FULL if (layer + 1) % period == 0 or layer == layers - 1 else WINDOW for layer in range(layers)]
