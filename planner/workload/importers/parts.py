"""Parts that many families share: attention of both kinds, windows, routed experts, which layers are dense, MTP.

Sources: the configuration and modelling classes of transformers 5.24.0, and the modelling files that public model
repositories ship where transformers has none.
"""

from collections.abc import Sequence

from planner.sentences import sentence
from planner.workload.channel_mixers.dense import Dense
from planner.workload.channel_mixers.routed import Routed
from planner.workload.importers.config import Config, words
from planner.workload.importers.stack import Layer
from planner.workload.mixers.grouped import Gate, GroupedAttention, QueryKeyNorm
from planner.workload.mixers.latent import LatentAttention, TokenIndexer
from planner.workload.mixers.registry import AnyMixer

SWIGLU = ("silu", "swiglu", "swigluoai", "gelu", "gelu_pytorch_tanh", "gelu_new", "gelu_fast", "situ")
FULL, WINDOW = "full", "window"
LAYER_TYPES = {"full_attention": FULL, "sliding_attention": WINDOW, "attention": FULL}
DENSE, SPARSE = "dense", "sparse"
MLP_TYPES = {"dense": DENSE, "sparse": SPARSE, "moe": SPARSE}


def gated_activation(config: Config, *names: str) -> None:
    """Take the activation of gated blocks (three matrices); refuse any other by name."""
    for name in names or ("hidden_act",):
        config.only(name, *SWIGLU)


def head_size(config: Config, *names: str, default: int | None = None) -> int:
    """Return the size of a head: as given, or the hidden size over the heads; raise UserError where neither works."""
    if default is None and not any(config.has(name) for name in names or ("head_dim",)):
        hidden, heads = config.hidden, config.heads
        if hidden % heads:
            raise config.refuse("hidden_size", sentence('it does not divide by {} heads; add "head_dim"', heads))
        default = hidden // heads
    return config.size(*(names or ("head_dim",)), default=default)


def grouped(
    config: Config,
    *,
    norm: QueryKeyNorm | None = None,
    bias: bool | None = None,
    o_bias: bool | None = None,
    head_dim: int | None = None,
    gate: Gate | None = None,
) -> GroupedAttention:
    """Return attention of the usual names; ``bias`` None: as ``attention_bias`` says, the output's as the inputs'."""
    heads = config.heads
    own = config.flag("attention_bias") if bias is None else bias
    return GroupedAttention(
        heads=heads,
        kv_heads=config.size("num_key_value_heads", default=heads),
        head_dim=head_dim or head_size(config),
        qk_norm=norm,
        gate=gate,
        qkv_bias=own,
        o_bias=own if o_bias is None else o_bias,
    )


def windowed(attention: GroupedAttention, window: int) -> GroupedAttention:
    """Return the same attention to a window."""
    return _with(attention, window=window)


def _with(attention: GroupedAttention, **changes: object) -> GroupedAttention:
    fields = {name: getattr(attention, name) for name in attention.__struct_fields__}
    return GroupedAttention(**fields | changes)


def latent(
    config: Config, *, gate: Gate | None = None, indexer: TokenIndexer | None = None, hybrid: bool = False
) -> LatentAttention:
    """Return latent attention of the usual names; what else the file says of heads must agree with it.

    ``hybrid``: key heads and the size of a head are those of the family's other layers, which read them.
    """
    heads, nope, rope = config.heads, config.size("qk_nope_head_dim"), config.count("qk_rope_head_dim", default=None)
    if hybrid:
        config.rest("num_key_value_heads")
    else:
        config.agree("num_key_value_heads", heads, "latent attention has a key for each head:")
        latent_head_size(config, nope, rope)
    config.agree("qk_head_dim", nope + rope, '"qk_nope_head_dim" and "qk_rope_head_dim" make it')
    config.only("attention_bias", False)
    return LatentAttention(
        heads=heads,
        kv_rank=config.size("kv_lora_rank"),
        q_rank=config.size("q_lora_rank") if config.value("q_lora_rank") is not None else None,
        nope_dim=nope,
        rope_dim=rope,
        v_dim=config.size("v_head_dim"),
        gate=gate,
        indexer=indexer,
    )


def latent_head_size(config: Config, nope: int, rope: int) -> None:
    """Take ``head_dim``, which files of latent attention fill in four ways without use; refuse a fifth."""
    known = (nope, rope, nope + rope, config.hidden // config.heads)
    if config.value("head_dim") is not None and config.value("head_dim") not in known:
        config.agree("head_dim", nope, '"qk_nope_head_dim" makes it')
    config.rest("head_dim")


def first_dense(config: Config, dense: int | None) -> list[str]:
    """Return dense and routed layers: so many dense first, as ``mlp_layer_types`` and ``moe_layer_freq`` say too.

    ``dense`` None: as the lists say; raise UserError where there are none or where they contradict the number.
    """
    layers = config.layers
    kinds = config.kinds("mlp_layer_types", MLP_TYPES)
    frequency = config.value("moe_layer_freq")
    if isinstance(frequency, list):
        listed = config.kinds("moe_layer_freq", {0: DENSE, 1: SPARSE})
        kinds = kinds or listed
        if kinds != listed:
            config.agree("moe_layer_freq", [int(kind == SPARSE) for kind in kinds], '"mlp_layer_types" makes it')
    else:
        config.only("moe_layer_freq", 1)
    if dense is None:
        if not kinds:
            raise config.refuse("first_k_dense_replace", "the model needs it to say how many layers are dense")
        return kinds
    if dense > layers:
        raise config.refuse("first_k_dense_replace", sentence("the model has {} layers", layers))
    counted = [DENSE] * dense + [SPARSE] * (layers - dense)
    if kinds and kinds != counted:
        config.agree("first_k_dense_replace", kinds.index(SPARSE) if SPARSE in kinds else layers, "the lists make it")
        return kinds
    return counted


def leading_dense(config: Config, default: int | None = None) -> list[str]:
    """Return dense and routed layers from ``first_k_dense_replace``; its default is the class's, None where none is."""
    name = "first_k_dense_replace"
    listed = config.has("mlp_layer_types") or isinstance(config.value("moe_layer_freq"), list)
    if config.value(name) is None and (listed or default is None):
        return first_dense(config, None)
    return first_dense(config, config.assume(name, default or 0))


def routed(
    config: Config,
    *,
    experts: Sequence[str],
    width: str = "moe_intermediate_size",
    top_k: Sequence[str] = ("num_experts_per_tok",),
    shared_width: int = 0,
    shared_gate: bool = False,
    grouped_routing: bool = False,
    bias: bool = False,
) -> Routed:
    """Return routed experts; ``experts`` and ``top_k`` are the names that files of the family use."""
    groups, limit = routing_groups(config) if grouped_routing else (1, 1)
    return Routed(
        experts=config.size(*experts),
        top_k=config.size(*top_k),
        width=config.size(width),
        shared_width=shared_width,
        shared_gate=shared_gate,
        routing_groups=groups,
        routing_group_limit=limit,
        bias=bias,
    )


def routing_groups(config: Config) -> tuple[int, int]:
    """Return into how many groups experts fall, and how many of them a token may use."""
    method = config.word("topk_method", ("greedy", "group_limited_greedy", "noaux_tc"), "noaux_tc")
    if method == "greedy":
        config.rest("n_group", "topk_group")
        return 1, 1
    groups = config.size("n_group", "num_expert_group", default=1)
    return groups, config.size("topk_group", default=groups)


def shared_of(config: Config, *counts: str, width: str = "moe_intermediate_size", default: int = 0) -> int:
    """Return the width of all shared experts together: as many as counted, each of one width."""
    count = config.count(*counts, default=default)
    return count * config.size(width) if count else 0


def dense_block(config: Config, kinds: Sequence[str], width: str = "intermediate_size") -> Dense | None:
    """Return the dense block where any layer has one; its width is without weight otherwise."""
    if DENSE in kinds:
        return Dense(width=config.size(width))
    config.rest(width)
    return None


def layers_of(mixers: Sequence[AnyMixer | None], kinds: Sequence[str], dense: Dense | None, moe: Routed) -> list[Layer]:
    """Return layers from their mixers and from which of them are dense."""
    return [
        Layer(mixer, (dense,) if kind == DENSE and dense is not None else (moe,))
        for mixer, kind in zip(mixers, kinds, strict=True)
    ]


def next_tokens(config: Config, *names: str) -> int:
    """Return the MTP modules, 0 where the file says nothing."""
    return config.size(*(names or ("num_nextn_predict_layers", "num_mtp_layers")), default=0, least=0, most=1_000)


def window_kinds(config: Config, default: Sequence[str]) -> list[str]:
    """Return which layers are full and which see a window: as ``layer_types`` lists them, else the default."""
    return config.kinds("layer_types", LAYER_TYPES) or list(default)


def with_windows(config: Config, attention: GroupedAttention, kinds: Sequence[str]) -> list[AnyMixer]:
    """Return the attention of each layer; raise UserError where a window is named and its size is not."""
    if WINDOW not in kinds:
        config.rest("sliding_window")
        return [attention] * len(kinds)
    narrow = windowed(attention, config.size("sliding_window"))
    return [narrow if kind == WINDOW else attention for kind in kinds]


def per_layer(config: Config, kinds: Sequence[str], kind: str) -> Config | None:
    """Return what ``per_layer_config`` says of the layers of one kind, None where there is no such object.

    transformers writes it out. Raises UserError where it speaks of other layers, or differs among these.
    """
    outer = config.table("per_layer_config")
    wanted = [layer for layer in range(config.layers) if kinds[layer] == kind]
    if not config.has("per_layer_config"):
        return None
    given = {int(name): outer.table(name) for name in outer.names if name.isdecimal() and len(name) < 6}  # noqa: PLR2004
    if not given or sorted(given) != wanted or len({words(outer.value(name)) for name in outer.names}) > 1:
        raise config.refuse(
            "per_layer_config", sentence("it must say the same of each {} layer, and of no other", kind)
        )
    first, *others = given.values()
    for layer in others:  # alike, so that the first one's fields are read for all
        layer.take(*first.names)
    return first


def no_windows(config: Config) -> None:
    """Take fields of windows that no layer uses."""
    config.rest("sliding_window", "max_window_layers")
    config.kinds("layer_types", {"full_attention": FULL, "attention": FULL})
