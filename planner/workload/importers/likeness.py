"""Which shipped shape an imported one equals, whatever its blocks call their mixers."""

from typing import Any

import msgspec
from msgspec import Struct

from planner.workload.blocks import expanded
from planner.workload.presets import shape_keys, shape_named, shape_preset
from planner.workload.shape import TransformerShape

# what a shipped shape may leave out: norms and biases, below 0.1 % of its parameters, and groups of experts
_SCALES = {"qk_norm": None, "qkv_bias": False, "o_bias": False, "sinks": False, "bias": False, "conv_bias": False,
           "extra_norms": 0, "shared_gate": False,
           "routing_groups": 1, "routing_group_limit": 1}  # fmt: skip


class Likeness(Struct, frozen=True, kw_only=True):
    """A shipped shape with the same layers; ``exactly``: norms, biases and MTP are the same as well."""

    shape: TransformerShape
    exactly: bool

    @property
    def mtp_layers(self) -> int:
        """Its MTP modules."""
        return self.shape.mtp_layers


def shipped_like(shape: TransformerShape, name: str) -> Likeness | None:
    """Return the shipped shape with the same layers, None where there is none; of several the one of that name first.

    Then one with the same MTP, then one with the same norms.
    """
    wanted = _plain(shape)
    alike = [
        preset
        for key in shape_keys()
        if (preset := shape_preset(key)).hidden == shape.hidden
        and preset.vocab == shape.vocab
        and preset.layers == shape.layers
        and _plain(preset) == wanted
    ]
    if not alike:
        return None
    named = shape_named(name)
    best = min(
        alike, key=lambda each: (each != named, each.mtp_layers != shape.mtp_layers, _whole(each) != _whole(shape))
    )
    return Likeness(shape=best, exactly=_whole(best) == _whole(shape))


def _plain(shape: TransformerShape) -> tuple[Any, ...]:
    return (shape.tied_embeddings, shape.residual, _layers(shape, plain=True))


def _whole(shape: TransformerShape) -> tuple[Any, ...]:
    mtp = shape.mtp
    modules = None if mtp is None else (
        mtp.modules, mtp.projection, mtp.own_embedding, mtp.own_head, mtp.weights_shared,
        tuple((block.count, shape.mixer_of(block), shape.channels_of(block)) for block in mtp.blocks),
    )  # fmt: skip
    return (shape.tied_embeddings, shape.residual, shape.norms, _layers(shape, plain=False), modules)


def _layers(shape: TransformerShape, *, plain: bool) -> list[tuple[Any, ...]]:
    """Return runs of layers alike, by what they are instead of by their names."""
    runs: list[tuple[Any, ...]] = []
    for block in expanded(shape.blocks):
        mixer, channels = shape.mixer_of(block), shape.channels_of(block)
        parts = (_stripped(mixer), tuple(map(_stripped, channels))) if plain else (mixer, channels)
        if runs and runs[-1][1:] == parts:
            runs[-1] = (runs[-1][0] + block.count, *parts)
        else:
            runs.append((block.count, *parts))
    return runs


def _stripped(part: Any) -> Any:  # noqa: ANN401 - a mixer of any kind
    if part is None:
        return None
    return msgspec.structs.replace(part, **{name: _SCALES[name] for name in part.__struct_fields__ if name in _SCALES})


def same_shape(one: TransformerShape, other: TransformerShape) -> bool:
    """Say whether two shapes have the same layers to the last norm and bias, whatever their mixers are called."""
    sizes = [(each.hidden, each.vocab, *_whole(each)) for each in (one, other)]
    return sizes[0] == sizes[1]
