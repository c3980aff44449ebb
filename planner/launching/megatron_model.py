"""Megatron-Core's arguments for a transformer shape and what is known of its model.

Names are those of ``megatron/training/arguments.py`` (resources/launch/megatron_arguments.csv).
"""

from planner.launching.arguments import Arguments, plain, runs
from planner.launching.megatron_stack import is_hybrid, mixers_of, shared_picks
from planner.launching.model_details import ModelDetails, layers_in_order, model_details, routed_layers
from planner.workload.mixers.gated_delta import GatedDelta
from planner.workload.mixers.grouped import GroupedAttention
from planner.workload.mixers.latent import LatentAttention, TokenIndexer
from planner.workload.mixers.mamba2 import Mamba2
from planner.workload.shape import TransformerShape

_ACTIVATIONS = {"relu2": "--squared-relu", "quick-gelu": "--quick-geglu"}


def shape_arguments(shape: TransformerShape) -> Arguments:
    """Return the arguments that describe a transformer shape; a pattern of half layers stands with the stages."""
    details = model_details(shape)
    arguments: Arguments = [
        *([] if is_hybrid(shape) else [("--num-layers", str(shape.layers))]),
        ("--hidden-size", str(shape.hidden)),
        ("--ffn-hidden-size", str(shape.ffn or shape.expert_ffn)),
        ("--num-attention-heads", str(shape.heads)),
        *_attention_arguments(shape, details),
        *_mixer_arguments(shape),
        *_position_arguments(shape, details),
        *_norm_arguments(details),
        *_activation_arguments(shape, details),
        ("--hidden-dropout", "0.0"),  # the default of 0.1 would train something else
        ("--attention-dropout", "0.0"),
    ]
    if not shape.tied_embeddings:
        arguments.append(("--untie-embeddings-and-output-weights",))
    arguments += [*_prediction_arguments(shape), *(tuple(words.split()) for words in details.extra)]
    return arguments + (_expert_arguments(shape, details) if shape.is_moe else [])


def _prediction_arguments(shape: TransformerShape) -> Arguments:
    if shape.mtp is None:
        return []
    shared: Arguments = [("--mtp-use-repeated-layer",)] if shape.mtp.weights_shared else []
    return [("--mtp-num-layers", str(shape.mtp_layers)), *shared]


def _mixer_arguments(shape: TransformerShape) -> Arguments:
    """Return the sizes of what stands beside or in place of plain attention."""
    found: Arguments = []
    for mixer in mixers_of(shape):
        if isinstance(mixer, Mamba2):
            found += _mamba_arguments(mixer)
        elif isinstance(mixer, GatedDelta):
            found += _delta_arguments(shape, mixer)
        elif isinstance(mixer, GroupedAttention) and mixer.gate is not None:
            found.append(("--attention-output-gate",))
        elif isinstance(mixer, LatentAttention) and mixer.indexer is not None:
            found += _indexer_arguments(shape, mixer.indexer)
    return found


def _mamba_arguments(mixer: Mamba2) -> Arguments:
    return [
        ("--mamba-num-heads", str(mixer.heads)),
        ("--mamba-head-dim", str(mixer.head_dim)),
        ("--mamba-num-groups", str(mixer.groups)),
        ("--mamba-state-dim", str(mixer.state_dim)),
    ]


def _delta_arguments(shape: TransformerShape, mixer: GatedDelta) -> Arguments:
    """Return Gated DeltaNet's sizes, and which layers have it: all but each so-manyth, or as listed (1)."""
    pattern = [isinstance(shape.mixer_of(block), GatedDelta) for block in layers_in_order(shape)]
    every = pattern.index(False) + 1 if False in pattern else 0
    exact = every > 1 and [(layer + 1) % every != 0 for layer in range(shape.layers)] == pattern
    which: Arguments = [
        ("--experimental-attention-variant", "gdn"),
        ("--linear-attention-freq", str(every) if exact else runs(pattern)),
    ]
    return [
        *([] if is_hybrid(shape) else which),
        ("--linear-num-key-heads", str(mixer.k_heads)),
        ("--linear-key-head-dim", str(mixer.k_dim)),
        ("--linear-num-value-heads", str(mixer.v_heads)),
        ("--linear-value-head-dim", str(mixer.v_dim)),
        ("--linear-conv-kernel-dim", str(mixer.conv)),
    ]


def _indexer_arguments(shape: TransformerShape, indexer: TokenIndexer) -> Arguments:
    frequency, offset = shared_picks(shape) or (1, 0)
    shared: Arguments = [
        ("--dsa-indexer-topk-freq", str(frequency)),
        ("--dsa-indexer-skip-topk-offset", str(offset)),
    ]
    return [
        ("--experimental-attention-variant", "dsa"),
        ("--dsa-indexer-n-heads", str(indexer.heads)),
        ("--dsa-indexer-head-dim", str(indexer.dim)),
        ("--dsa-indexer-topk", str(indexer.top_k)),
        *(shared if frequency > 1 else []),
    ]


def _attention_arguments(shape: TransformerShape, details: ModelDetails) -> Arguments:
    arguments: Arguments = []
    if shape.mla is not None:
        ranks = shape.mla
        arguments = [
            ("--multi-latent-attention",),
            ("--kv-channels", str(ranks.v_dim)),  # else the parser wants heads that divide the hidden size
            *([("--q-lora-rank", str(ranks.q_rank))] if ranks.q_rank else []),
            ("--kv-lora-rank", str(ranks.kv_rank)),
            ("--qk-head-dim", str(ranks.nope_dim)),
            ("--qk-pos-emb-head-dim", str(ranks.rope_dim)),
            ("--v-head-dim", str(ranks.v_dim)),
            ("--rope-type", "rope"),  # the default stretches positions (YaRN), as later phases of training do
            ("--no-rope-fusion",),  # which latent attention has for stretched positions alone
        ]
    else:
        arguments.append(("--kv-channels", str(shape.head_dim)))
        if shape.kv_heads != shape.heads:
            arguments += [("--group-query-attention",), ("--num-query-groups", str(shape.kv_heads))]
        arguments += _window_arguments(shape)
    flags = {
        "--qk-layernorm": details.head_norms,
        "--qk-l2-norm": details.head_l2_norms,
        "--add-qkv-bias": details.qkv_bias and not details.linear_bias,
        "--disable-bias-linear": not details.linear_bias,
    }
    sinks: Arguments = [("--softmax-type", "learnable")] if details.softmax_sinks else []
    return arguments + [(flag,) for flag, is_set in flags.items() if is_set] + sinks


def _window_arguments(shape: TransformerShape) -> Arguments:
    if not shape.sliding_window or not shape.windowed_layers:
        return []
    arguments: Arguments = [("--window-size", f"({shape.sliding_window - 1},0)")]
    whole = shape.layers - shape.windowed_layers
    if whole:  # 1 is a layer with a window, and each so-manyth has none
        every = round(shape.layers / whole)
        pattern = [getattr(shape.mixer_of(block), "window", None) is not None for block in layers_in_order(shape)]
        exact = [(layer + 1) % every != 0 for layer in range(shape.layers)] == pattern
        arguments.append(("--window-attn-skip-freq", str(every) if exact else runs(pattern)))
    return arguments


def _position_arguments(shape: TransformerShape, details: ModelDetails) -> Arguments:
    arguments: Arguments = [("--position-embedding-type", details.position)]
    if details.position != "rope":
        return arguments
    if details.rotary_base is not None:
        arguments.append(("--rotary-base", str(details.rotary_base)))
    if details.rotary_percent < 1.0:
        arguments.append(("--rotary-percent", plain(details.rotary_percent)))
    if details.rotary_interleaved:
        arguments.append(("--rotary-interleaved",))
    if details.no_rope_every is not None and shape.layers % details.no_rope_every == 0:
        arguments.append(("--no-rope-freq", str(details.no_rope_every)))
    return arguments


def _norm_arguments(details: ModelDetails) -> Arguments:
    arguments: Arguments = [("--normalization", details.normalization)]
    if details.norm_epsilon is not None:
        arguments.append(("--norm-epsilon", plain(details.norm_epsilon)))
    if details.zero_centred_norm:
        arguments.append(("--apply-layernorm-1p",))
    return arguments


def _activation_arguments(shape: TransformerShape, details: ModelDetails) -> Arguments:
    activation = "quick-gelu" if shape.gated and details.activation == "gelu" else details.activation
    arguments: Arguments = []
    if activation == "silu" and shape.gated:
        arguments.append(("--swiglu",))
    elif activation in _ACTIVATIONS:
        arguments.append((_ACTIVATIONS[activation],))
    if details.activation_clamp is not None:
        arguments.append(("--activation-func-clamp-value", plain(details.activation_clamp)))
    if details.gate_offset:
        arguments.append(("--glu-linear-offset", plain(details.gate_offset)))
    return arguments


def _expert_arguments(shape: TransformerShape, details: ModelDetails) -> Arguments:
    arguments: Arguments = [
        ("--num-experts", str(shape.experts)),
        ("--moe-router-topk", str(shape.top_k)),
        ("--moe-ffn-hidden-size", str(shape.expert_ffn)),
        *([] if is_hybrid(shape) else [("--moe-layer-freq", runs(routed_layers(shape, details)))]),
        ("--moe-grouped-gemm",),
        ("--moe-token-dispatcher-type", "alltoall"),
    ]
    if shape.routed is not None and shape.routed.latent is not None:
        arguments.append(("--moe-latent-size", str(shape.routed.latent)))
    if shape.shared_ffn:
        arguments.append(("--moe-shared-expert-intermediate-size", str(shape.shared_ffn)))
        if details.shared_gate:
            arguments.append(("--moe-shared-expert-gate",))
    return arguments + router_arguments(shape, details)


def router_arguments(shape: TransformerShape, details: ModelDetails) -> Arguments:
    """Return the arguments of the router: how it scores, chooses and balances."""
    arguments: Arguments = [("--moe-router-score-function", details.router_score)]
    one_of_softmax = shape.top_k == 1 and details.router_score == "softmax"  # else it would have no gradient
    if details.pre_softmax or one_of_softmax:
        arguments.append(("--moe-router-pre-softmax",))
    if details.expert_bias:
        arguments.append(("--moe-router-enable-expert-bias",))
    if details.router_scaling is not None:
        arguments.append(("--moe-router-topk-scaling-factor", plain(details.router_scaling)))
    if details.router_dtype:
        arguments.append(("--moe-router-dtype", details.router_dtype))
    if details.scores_on_input:
        arguments.append(("--moe-apply-probs-on-input",))
    if shape.routing_groups > 1:
        arguments.append(("--moe-router-num-groups", str(shape.routing_groups)))
        arguments.append(("--moe-router-group-topk", str(shape.routing_group_limit)))
    return arguments + _balancing_arguments(details)


def _balancing_arguments(details: ModelDetails) -> Arguments:
    arguments: Arguments = []
    if details.balancing:
        arguments.append(("--moe-router-load-balancing-type", details.balancing))
    if details.balancing_coefficient is not None:
        arguments.append(("--moe-aux-loss-coeff", plain(details.balancing_coefficient)))
    if details.z_loss is not None:
        arguments.append(("--moe-z-loss-coeff", plain(details.z_loss)))
    return arguments
