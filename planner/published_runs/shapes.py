"""The shape columns of a published run as a TransformerShape; a public configuration fills the gaps."""

import re
from typing import Any

from msgspec.structs import replace

from planner.errors import UserError
from planner.published_runs.table import PublishedRow
from planner.sentences import sentence
from planner.workload.blocks import expanded, shortened
from planner.workload.flags import MlaRanks, shape_of_flags
from planner.workload.mixers.grouped import GroupedAttention
from planner.workload.mixers.latent import LatentAttention
from planner.workload.presets import recorded_shape, usual_vocab
from planner.workload.shape import Attention, TransformerShape, with_prediction
from planner.workload.shape_sizes import too_large

# Layers of which the columns say too little; only a public configuration does.
_OTHER_LAYERS = re.compile(
    r"hybrid|mamba|linear.attention|state.space|\bssm\b|delta.?net|retnet|rwkv|diffusion|encoder|\bbert\b|\bt5\b|"
    r"lightning|qwen3.next|nemotron[-_ ]?(?:h\b|3(?!\d)|nano|super|ultra)|kimi.linear|"
    r"deepseek.?v3\.2|\bdsa\b|sparse attention",
    re.IGNORECASE,
)
_ADAPTER = re.compile(r"\blora\b|\bpeft\b|\bqlora\b", re.IGNORECASE)
_ADAPTER_RANK = re.compile(r"\bq?lora r ?=? ?\d", re.IGNORECASE)
_WITHOUT_MTP = re.compile(r"w/o MTP|without MTP|no MTP", re.IGNORECASE)
_WITH_MTP = re.compile(r"MTP layer counted|with MTP|w/ ?MTP|\+ ?MTP|MTP on\b", re.IGNORECASE)
_MTP_DEPTH = re.compile(r"(?<![\d.])([1-9]) MTP\b|\bMTP (?:depth )?([1-9])\b(?!\.\d)", re.IGNORECASE)
_NOT_GATED = re.compile(r"non.?gated|not gated|squared|relu2|relu\^2|\bgelu\b(?!.*gated)", re.IGNORECASE)
_GPT = re.compile(r"GPT-?\d", re.IGNORECASE)
_GPT_VOCAB = 51_200  # 50,257 padded for tensor parallelism (Megatron-LM, make-vocab-size-divisible-by)
_WINDOW = re.compile(r"(?:window|swa|sliding)\D{0,20}(\d{2,6})", re.IGNORECASE)
_ALTERNATE = re.compile(r"alternat|every (?:other|second)|half", re.IGNORECASE)
_WIDE = re.compile(r"\((\d+) wide\)")


def shape_of(row: PublishedRow, assumed: list[str]) -> TransformerShape:
    """Return the shape of one row; sentences on what a public configuration filled in are added to ``assumed``.

    Raises UserError where the planner has no such layers, or neither table nor configuration gives a size.
    """
    model = row.text("model") or ""
    words = f"{model} {row.text('attention') or ''}"
    if _ADAPTER.search(words) or _ADAPTER_RANK.search(row.remarks):
        raise UserError(sentence("{} is adapter fine-tuning, not training of all parameters", model or "the model"))
    public = _public_shape(row)
    routed = _is_moe(row, public)
    if public is not None and not _is_plain(public) and _fits(row, public):
        return _of_blocks(row, public, assumed)
    if _OTHER_LAYERS.search(words):
        raise UserError(
            sentence(
                "{} has layers of several kinds (hybrid, linear or sparse attention) that it does not list",
                model or "the model",
            )
        )
    fields = _sizes(row, public, assumed) | _attention(row, public) | _feed_forward(row, public, routed=routed)
    fields["mtp_layers"] = _mtp_layers(row)
    try:
        shape = shape_of_flags(key=f"published:{row.id}", name=model, source=row.text("source_ref") or "", **fields)
    except ValueError as error:
        raise UserError(sentence("the shape columns contradict each other: {}", error)) from error
    beyond = too_large(shape)
    if beyond:
        raise UserError(sentence("its shape is beyond what can be planned: {}", beyond))
    return shape


def _public_shape(row: PublishedRow) -> TransformerShape | None:
    """Return the public configuration of the model's name, unless the row's own sizes show another."""
    public = recorded_shape(row.text("model") or "")
    if public is None or (public.is_moe and _says_dense(row) and row.text("dense_ffn")):
        return None
    own = {"hidden": row.whole("hidden"), "heads": row.whole("heads"), "experts": row.whole("experts")}
    return None if any(value not in (None, getattr(public, name)) for name, value in own.items()) else public


def _is_plain(shape: TransformerShape) -> bool:
    """Whether flags say all there is of a shape: one kind of attention in all layers."""
    mixers = [shape.mixer_of(block) for block in shape.every_kind()]
    return shape.is_uniform and all(
        isinstance(mixer, GroupedAttention | LatentAttention) and mixer.indexer is None for mixer in mixers
    )


def _fits(row: PublishedRow, public: TransformerShape) -> bool:
    """Whether no column contradicts a public configuration; fewer layers are its first ones."""
    columns = {"kv_heads": "kv_heads", "topk": "top_k", "expert_ffn": "expert_ffn", "vocab": "vocab"}
    stated = {field: row.whole(column) for column, field in columns.items()}
    same = all(value in (None, getattr(public, field)) for field, value in stated.items())
    return same and (row.whole("layers") or 1) <= public.layers


def _of_blocks(row: PublishedRow, public: TransformerShape, assumed: list[str]) -> TransformerShape:
    """Return a public configuration under the row's name, cut to the layers that the row states."""
    layers = row.whole("layers") or public.layers
    assumed.append(f"kinds and sizes of its layers: as in the public configuration of {public.name}")
    whole = [(block.mixer, block.channel) for block in expanded(public.blocks) for _ in range(block.count)]
    found = replace(
        public,
        key=f"published:{row.id}",
        name=row.text("model") or "",
        source=row.text("source_ref") or "",
        blocks=public.blocks if layers == public.layers else shortened(whole[:layers]),
    )
    return with_prediction(found, _mtp_layers(row))


def _sizes(row: PublishedRow, public: TransformerShape | None, assumed: list[str]) -> dict[str, Any]:
    sizes: dict[str, Any] = {}
    for field in ("layers", "hidden", "heads", "vocab"):
        value = row.whole(field)
        if value is None:
            if public is None and field == "vocab" and _is_gpt(row):
                sizes[field] = _GPT_VOCAB
                assumed.append(f"vocabulary {_GPT_VOCAB} of GPT-2, padded as Megatron-LM does")
                continue
            if public is None and field == "vocab":
                sizes[field] = usual_vocab()
                assumed.append(f"vocabulary not stated: {sizes[field]:,}, the median of the configurations shipped")
                continue
            if public is None:
                raise _not_stated(row, field)
            value = getattr(public, field)
            assumed.append(f"{field} {value} from the public configuration of {public.name}")
        sizes[field] = value
    sizes["tied_embeddings"] = public.tied_embeddings if public else False
    return sizes


def _not_stated(row: PublishedRow, column: str) -> UserError:
    model = row.text("model")
    why = "the model is not named" if model is None else f"no public configuration of {model} is shipped"
    return UserError(f"{column} is not stated, and {why}")


def _is_gpt(row: PublishedRow) -> bool:
    return _GPT.match(row.text("model") or "") is not None


def _attention(row: PublishedRow, public: TransformerShape | None) -> dict[str, Any]:
    words = row.text("attention") or ""
    if words.lower().startswith("mla") or (not words and public is not None and public.mla is not None):
        ranks = _mla_ranks(words) or _public_ranks(public)
        if ranks is None:
            raise UserError(sentence("the ranks of its latent attention are not stated"))
        heads = row.whole("heads") or (public.heads if public else 0)
        return {"attention": Attention.MLA, "mla": ranks, "kv_heads": heads, "head_dim": ranks.nope_dim}
    return _grouped_attention(row, public, words) | _window(row, public, words)


def _grouped_attention(row: PublishedRow, public: TransformerShape | None, words: str) -> dict[str, Any]:
    heads = row.whole("heads") or (public.heads if public else 0)
    hidden = row.whole("hidden") or (public.hidden if public else 0)
    kv_heads = row.whole("kv_heads") or (public.kv_heads if public else None)
    if kv_heads is None and (words.lower().startswith("mha") or (not words and _is_gpt(row))):
        kv_heads = heads
    if kv_heads is None:
        raise UserError(sentence("the number of KV heads is not stated"))
    head_dim = row.whole("head_dim") or (public.head_dim if public else None)
    if head_dim is None:
        if not heads or hidden % heads:
            raise UserError(
                sentence("head_dim is not stated, and hidden {} does not divide by {} heads", hidden, heads)
            )
        head_dim = hidden // heads
    softmax = None if public is None else public.softmax
    normed = isinstance(softmax, GroupedAttention) and softmax.qk_norm is not None
    return {"attention": Attention.GQA, "kv_heads": kv_heads, "head_dim": head_dim, "qk_norm": normed}


def _public_ranks(public: TransformerShape | None) -> MlaRanks | None:
    mla = None if public is None else public.mla
    if mla is None:
        return None
    return MlaRanks(
        q_rank=mla.q_rank, kv_rank=mla.kv_rank, nope_dim=mla.nope_dim, rope_dim=mla.rope_dim, v_dim=mla.v_dim
    )


def _mla_ranks(words: str) -> MlaRanks | None:
    found = {name: re.search(rf"{name}\D{{0,3}}(\d+)", words) for name in ("q_lora", "kv_lora", "nope", "rope")}
    value = re.search(r"\bv\D{0,3}(\d+)", words)
    kv_rank, nope, rope = found["kv_lora"], found["nope"], found["rope"]
    if kv_rank is None or nope is None or rope is None or value is None:
        return None
    query = None if found["q_lora"] is None or "no q_lora" in words else int(found["q_lora"].group(1))
    return MlaRanks(
        q_rank=query,
        kv_rank=int(kv_rank.group(1)),
        nope_dim=int(nope.group(1)),
        rope_dim=int(rope.group(1)),
        v_dim=int(value.group(1)),
    )


def _window(row: PublishedRow, public: TransformerShape | None, words: str) -> dict[str, Any]:
    layers = row.whole("layers") or (public.layers if public else 0)
    printed = _WINDOW.search(words)
    if printed is not None:
        windowed = layers // 2 if _ALTERNATE.search(words) else layers
        return {"sliding_window": int(printed.group(1)), "windowed_layers": windowed}
    if public is not None and public.sliding_window:
        windowed = layers * public.windowed_layers // public.layers
        return {"sliding_window": public.sliding_window, "windowed_layers": windowed}
    return {}


def _feed_forward(row: PublishedRow, public: TransformerShape | None, *, routed: bool) -> dict[str, Any]:
    layers = row.whole("layers") or (public.layers if public else 0)
    if not routed:
        ffn = _dense_width(row) or (public.ffn if public else 0)
        if not ffn and _is_gpt(row):  # GPT-2 and GPT-3: four times the hidden width, not gated
            return {"ffn": 4 * (row.whole("hidden") or 0), "dense_layers": layers, "gated": False}
        if not ffn:
            raise UserError(sentence("the width of its feed-forward block is not stated"))
        return {"ffn": ffn, "dense_layers": layers, "gated": _gated(row, public)}
    return _experts(row, public) | _dense_start(row, public, layers) | {"gated": _gated(row, public)}


def _says_dense(row: PublishedRow) -> bool:
    return (row.text("is_moe") or "").lower() in ("no", "false", "0")


def _is_moe(row: PublishedRow, public: TransformerShape | None) -> bool:
    """Return whether the row routes: as it says, else as the public configuration of its name does."""
    said = (row.text("is_moe") or "").lower()
    experts = row.number("experts")
    if _says_dense(row) and (experts or 0) > 1:
        raise UserError(sentence("is_moe reads {!r}, but {:g} experts are stated; correct one of them", said, experts))
    if _says_dense(row) and public is not None and public.is_moe:
        raise UserError(
            sentence("is_moe reads {!r}, but {} routes to {} experts; correct one", said, public.name, public.experts)
        )
    if said in ("yes", "true", "1") and public is not None and not public.is_moe and not experts:
        raise UserError(
            sentence("is_moe reads {!r}, but {} is dense and no experts are stated; correct one", said, public.name)
        )
    routes = said in ("yes", "true", "1") or bool(experts)
    return routes or (not said and public is not None and public.is_moe)


def _dense_width(row: PublishedRow) -> int | None:
    text = row.text("dense_ffn")
    found = None if text is None else re.match(r"\d+", text)
    return int(found.group()) if found else None


def _gated(row: PublishedRow, public: TransformerShape | None) -> bool:
    if _NOT_GATED.search(row.text("dense_ffn") or ""):
        return False
    return public.gated if public else True


def _dense_start(row: PublishedRow, public: TransformerShape | None, layers: int) -> dict[str, Any]:
    stated = row.number("n_dense_layers")
    dense = int(stated) if stated is not None else (public.dense_layers if public else 0)
    dense = min(dense, layers)
    ffn = _dense_width(row) or (public.ffn if public else 0)
    if dense and not ffn:
        raise UserError(sentence("the width of its dense layers is not stated"))
    return {"dense_layers": dense, "ffn": ffn}


def _experts(row: PublishedRow, public: TransformerShape | None) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for field, column in (("experts", "experts"), ("top_k", "topk"), ("expert_ffn", "expert_ffn")):
        value = row.whole(column) or (getattr(public, field) if public else None)
        if not value:
            raise _not_stated(row, column)
        fields[field] = value
    fields["shared_ffn"] = _shared_width(row, public, fields["expert_ffn"])
    if public is not None:
        groups = {"routing_groups": public.routing_groups, "routing_group_limit": public.routing_group_limit}
        fields |= groups if fields["experts"] == public.experts else {}
    return fields


def _shared_width(row: PublishedRow, public: TransformerShape | None, expert_ffn: int) -> int:
    text = row.text("shared_experts")
    if text is None:
        return public.shared_ffn if public else 0
    wide = _WIDE.search(text)
    return int(wide.group(1)) if wide else int(row.number("shared_experts") or 0) * expert_ffn


def _mtp_layers(row: PublishedRow) -> int:
    """Return how many multi-token-prediction layers the source says that its step includes: one where uncounted."""
    words = row.remarks
    if _WITHOUT_MTP.search(words):
        return 0
    counted = _MTP_DEPTH.search(words)
    if counted is not None:
        return int(counted.group(1) or counted.group(2))
    return 1 if _WITH_MTP.search(words) else 0
