"""What a launch file says of a model beyond its sizes: norms, positions, biases, activation, router.

The table is ``resources/launch/models.toml``; a model that is not in it (a config.json, a shape of one's own) has only
what its sizes say, and the launch file says what it leaves to the framework's defaults.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from planner.errors import BugError
from planner.resource_files import resource_path
from planner.workload.blocks import Block, in_order
from planner.workload.shape import TransformerShape


class ModelDetails(Struct, frozen=True, kw_only=True):
    """What the sizes of a model leave open; None is unknown, and the framework's default stands.

    ``position`` is rope, learned_absolute or none; ``activation`` silu, gelu, quick-gelu or relu2. ``no_rope_every``:
    each so-manyth layer has no rotary positions. ``expert_every``: each so-manyth layer is routed, the others dense
    (None: the dense ones come first). ``pre_softmax``: scores are taken over all experts before the choice, not over
    the chosen. ``scores_on_input``: scores weigh what goes into an expert, not what comes out. ``mindspeed_spec`` names
    MindSpeed-LLM's layers for the model. ``extra`` are further arguments of Megatron-Core, each with its values.
    ``lacks`` are sentences on what Megatron-Core's arguments cannot say of the model.
    """

    normalization: str = "RMSNorm"
    norm_epsilon: float | None = None
    zero_centred_norm: bool = False
    position: str = "rope"
    rotary_base: int | None = None
    rotary_percent: float = 1.0
    rotary_interleaved: bool = False
    no_rope_every: int | None = None
    head_norms: bool = False
    head_l2_norms: bool = False
    qkv_bias: bool = False
    linear_bias: bool = False
    activation: str = "silu"
    activation_clamp: float | None = None
    gate_offset: float = 0.0
    softmax_sinks: bool = False
    expert_every: int | None = None
    shared_gate: bool = False
    router_score: str = "softmax"
    pre_softmax: bool = False
    expert_bias: bool = False
    router_scaling: float | None = None
    router_dtype: str = ""
    scores_on_input: bool = False
    balancing: str = ""
    balancing_coefficient: float | None = None
    z_loss: float | None = None
    mindspeed_spec: str = ""
    extra: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the table has the model."""
        return bool(self.source)


def model_details(shape: TransformerShape) -> ModelDetails:
    """Return the details of a shape: those of the shipped model that it is, else what its sizes imply."""
    found = _models().get(shape.key)
    if found is not None:
        return found
    return ModelDetails(activation="silu" if shape.gated else "gelu")


def routed_layers(shape: TransformerShape, details: ModelDetails) -> tuple[bool, ...]:
    """Return for each layer whether it is routed: the dense ones first, or every so-manyth routed.

    >>> from planner.workload.presets import shape_preset
    >>> maverick = shape_preset("llama-4-maverick")
    >>> routed_layers(maverick, model_details(maverick))[:4]
    (False, True, False, True)
    """
    if not shape.is_uniform and any(shape.routed_in(block) is None for block in shape.kinds()):
        return tuple(shape.routed_in(block) is not None for block in layers_in_order(shape))
    every = details.expert_every
    if every is not None and shape.layers // every == shape.moe_layers:
        return tuple((layer + 1) % every == 0 for layer in range(shape.layers))
    dense = shape.dense_layers
    return tuple(layer >= dense for layer in range(shape.layers))


def layers_in_order(shape: TransformerShape) -> tuple[Block, ...]:
    """Return the block of every layer, first to last."""
    return in_order(shape.blocks)


@cache
def _models() -> Mapping[str, ModelDetails]:
    with resource_path("launch", "models.toml").open("rb") as file:
        table = tomllib.load(file)
    return {key: _details(key, _with_kind(row, table["kinds"])) for key, row in table["models"].items()}


def _with_kind(row: dict[str, Any], kinds: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    own = {name: value for name, value in row.items() if name != "like"}
    return _with_kind(kinds[row["like"]], kinds) | own if "like" in row else own


def _details(key: str, row: dict[str, Any]) -> ModelDetails:
    known = set(ModelDetails.__struct_fields__)
    if not set(row) <= known or not row.get("source"):
        raise BugError(f"resources/launch/models.toml, {key}: an unknown field, or no source.")
    lists = {name: tuple(row.get(name, ())) for name in ("extra", "lacks")}
    return ModelDetails(**(row | lists))
