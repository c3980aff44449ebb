"""A shape from a TOML table: its fields are those of TransformerShape, or of ShapeFlags for one kind of attention."""

from typing import Any

import msgspec

from planner.workload.blocks import blocks_of
from planner.workload.channel_mixers.registry import AnyChannelMixer
from planner.workload.flags import MlaRanks, shape_of_flags
from planner.workload.mixers.registry import AnyMixer
from planner.workload.prediction import Prediction
from planner.workload.residual import Residual
from planner.workload.shape import Attention, TransformerShape

PARTS: dict[str, Any] = {
    "mixers": dict[str, AnyMixer],
    "channel_mixers": dict[str, AnyChannelMixer],
    "mtp": Prediction,
    "residual": Residual,
}


def shape_of_table(key: str, table: dict[str, Any]) -> TransformerShape:
    """Return the shape of a table; raise TypeError or ValueError where it is none."""
    return _of_blocks(key, dict(table)) if "blocks" in table else _of_flags(key, dict(table))


def _of_flags(key: str, fields: dict[str, Any]) -> TransformerShape:
    ranks = fields.pop("mla", None)
    fields["attention"] = Attention(fields.get("attention", Attention.GQA))
    if ranks is not None:
        ranks = dict(ranks)
        fields["mla"] = MlaRanks(q_rank=ranks.pop("q_rank", None), **ranks)
    return shape_of_flags(key=key, **fields)


def _of_blocks(key: str, fields: dict[str, Any]) -> TransformerShape:
    parts = {name: msgspec.convert(with_none(fields.pop(name)), kind) for name, kind in PARTS.items() if name in fields}
    return TransformerShape(key=key, blocks=blocks_of(with_none(fields.pop("blocks"))), **parts, **fields)


def with_none(value: Any) -> Any:  # noqa: ANN401 - any TOML
    """Return a value with None where the file has an empty text: TOML has no null."""
    if isinstance(value, list):
        return [with_none(entry) for entry in value]
    if isinstance(value, dict):
        return {name: with_none(entry) for name, entry in value.items()}
    return None if value == "" else value
