"""What one token costs in each kind of layer of a shape, how many there are of it, and how pipelines cut them."""

from collections.abc import Sequence
from functools import lru_cache, reduce
from typing import Any, TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.arrays import Floats, Number
from planner.performance.training.kind_counts import ByMode, ChannelCounts, MixerCounts, channel_counts, mixer_counts
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.stage_cuts import StageCuts, balanced_cuts, cut_sizes, even_cuts
from planner.workload import counting
from planner.workload.blocks import Block, counted, expanded
from planner.workload.shape import TransformerShape

_AXES_OF_ONE_CASE = 3

Counts = TypeVar("Counts", MixerCounts, ChannelCounts)


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of layer: its ``mixer`` and ``channel`` as positions among the counts, and how many layers there are.

    ``mtp_layers`` of it in one MTP module; ``ends`` is 1 for the kind that ends the stack.
    """

    mixer: int
    channel: int
    layers: Number
    mtp_layers: Number
    ends: Number


class LayerCounts(Struct, frozen=True, kw_only=True):
    """Counts of one shape at one sequence length; ``*_macs`` are forward multiply-accumulates per token.

    ``mtp_layers`` are modules of multi-token prediction. ``sublayer_elements`` are what norm and residual of a mixer or
    channel mixer move, ``residual_width`` what a token's residual is wide, ``message_width`` what it takes between
    stages. ``mixed`` is 1 where layers are of several kinds in any order, so that ``cuts`` decide about stages;
    ``mean_params`` is what a layer holds on average over what the fullest stage of one layer does.
    """

    layers: Number
    mtp_layers: Number
    hidden: Number
    vocab: Number
    head_macs: Number
    head_tables: Number
    mtp_projection_macs: Number
    sublayer_elements: Number
    residual_width: Number
    message_width: Number
    mixed: Number
    mean_params: Number
    mixers: tuple[MixerCounts, ...]
    channels: tuple[ChannelCounts, ...]
    kinds: tuple[Kind, ...]
    cuts: StageCuts

    @property
    def moe_layers(self) -> Number:
        """Layers (without MTP) with routed experts."""
        return sum(kind.layers * self.channels[kind.channel].routed for kind in self.kinds)

    def parts(self, kind: Kind) -> tuple[MixerCounts, ChannelCounts]:
        """Return the mixer and the channel mixers of a kind."""
        return self.mixers[kind.mixer], self.channels[kind.channel]

    def without_ends(self) -> "LayerCounts":
        """Return the counts of the layers alone, without output head and MTP."""
        alone = replace(self.cuts, kept=self.cuts.params, first=self.cuts.params, last=self.cuts.params)
        return replace(self, head_macs=0.0, vocab=0.0, mtp_layers=0.0, cuts=alone)


def by_mode(values: ByMode, layouts: LayoutArrays) -> Number:
    """Return of numbers by recompute mode each layout's own, shape (n,)."""
    table, mode = np.asarray(values, dtype=np.float64), layouts.recompute.astype(np.intp)
    return table[mode] if table.ndim == 1 else table[mode, np.arange(len(mode))]


def stages_of(table: Floats, layouts: LayoutArrays) -> Floats:
    """Return each layout's stages of a table of ``StageCuts``, shape (rows, kinds, n)."""
    stages = np.minimum(layouts.pp, table.shape[-1] - 1).astype(np.intp)
    if table.ndim == _AXES_OF_ONE_CASE:
        return table[..., stages]
    return np.moveaxis(table[np.arange(len(stages)), ..., stages], 0, -1)


def fullest_of(table: Floats, layouts: LayoutArrays, each: Sequence[Number]) -> Number:
    """Return the largest sum over the layers of a stage, of an amount of each kind of layer, shape (n,)."""
    rows = [sum(layers * amount for layers, amount in zip(row, each, strict=True)) for row in stages_of(table, layouts)]
    return reduce(np.maximum, rows)


@lru_cache(maxsize=256)
def layer_counts(shape: TransformerShape, seq_len: int) -> LayerCounts:
    """Return the counts of a shape at a sequence length (causal attention)."""
    mtp, hidden = shape.mtp, shape.hidden
    blocks = list(shape.kinds())
    after = {} if mtp is None else counted(mtp.blocks)
    blocks += [block for block in after if block not in blocks]
    mixers, mixer_at = _distinct([mixer_counts(shape, block, seq_len) for block in blocks])
    channels, channel_at = _distinct([channel_counts(shape, block) for block in blocks])
    last = expanded(shape.blocks)[-1]
    kinds = tuple(
        Kind(
            mixer=mixer_at[place],
            channel=channel_at[place],
            layers=float(shape.kinds().get(block, 0)),
            mtp_layers=float(after.get(block, 0)),
            ends=float((block.mixer, block.channel) == (last.mixer, last.channel)),
        )
        for place, block in enumerate(blocks)
    )
    params = np.array([float(counting.block_params(shape, block)) for block in blocks])
    most = max(params[place] for place, kind in enumerate(kinds) if kind.layers)
    of_stack = np.array([kind.layers for kind in kinds])
    return LayerCounts(
        layers=float(shape.layers),
        mtp_layers=float(shape.mtp_layers),
        hidden=float(hidden),
        vocab=float(shape.vocab),
        head_macs=float(counting.head_macs(shape)),
        head_tables=1.0 if shape.tied_embeddings else 2.0,
        mtp_projection_macs=2.0 * hidden * hidden if mtp is None or mtp.projection else 0.0,
        sublayer_elements=shape.residual.sublayer_elements(hidden),
        residual_width=float(hidden * shape.residual.streams),
        message_width=hidden * shape.residual.message_vectors(shape.layers),
        mixed=0.0 if shape.is_uniform else 1.0,
        mean_params=1.0 if shape.is_uniform else float(of_stack @ params / shape.layers / most),
        mixers=mixers,
        channels=channels,
        kinds=kinds,
        cuts=_cuts(shape, seq_len, blocks, params),
    )


def stage_sizes(shape: TransformerShape, seq_len: int, stages: int) -> tuple[int, ...]:
    """Return how many layers of a stack each stage of a pipeline holds, first to last, as memory and time take them.

    Layers alike are cut as evenly as they go, longer stages first; MTP is not counted in.
    """
    if shape.is_uniform:
        least, extra = divmod(shape.layers, stages)
        return tuple(least + (stage < extra) for stage in range(stages))
    order, work, tail_work = _work_of(shape, seq_len, tuple(shape.kinds()))
    return cut_sizes(order, work, tail_work, stages)


def _distinct(counts: Sequence[Counts]) -> tuple[tuple[Counts, ...], list[int]]:
    """Return what is distinct, and where each stands among it."""
    found: list[Counts] = []
    for one in counts:
        if one not in found:
            found.append(one)
    return tuple(found), [found.index(one) for one in counts]


def _cuts(shape: TransformerShape, seq_len: int, blocks: Sequence[Block], params: Floats) -> StageCuts:
    mtp = shape.mtp
    if shape.is_uniform:
        return even_cuts(list(shape.kinds().values()), 0 if mtp is None else mtp.layers)
    place = {block: index for index, block in enumerate(blocks)}
    after = np.zeros(len(blocks))
    for block in () if mtp is None else mtp.blocks:
        after[place[Block(1, block.mixer, block.channel)]] += block.count * shape.mtp_layers
    return balanced_cuts(*_work_of(shape, seq_len, blocks), params, after)


def _work_of(shape: TransformerShape, seq_len: int, blocks: Sequence[Block]) -> tuple[NDArray[np.int64], Floats, float]:
    """Return the kind of each layer (layers,), the work of each kind (kinds,), and that of the stack's tail."""
    place = {block: index for index, block in enumerate(blocks)}
    order = [(place[Block(1, block.mixer, block.channel)], block.count) for block in expanded(shape.blocks)]
    work = [counting.product_macs(shape, block) + counting.core_macs(shape, block, seq_len) for block in blocks]
    return (
        np.repeat(*(np.array(column) for column in zip(*order, strict=True))),
        np.array(work),
        counting.head_macs(shape) + counting.mtp_macs_per_token(shape, seq_len),
    )


def stacked_counts(counts: Sequence[LayerCounts]) -> LayerCounts:
    """Return the counts of many cases as one, every number an array of one value a case, shape (cases,).

    Kinds of layers stand beside each other by their place; a case with fewer has its first again, with no layers of it.
    """
    most = max(len(one.kinds) for one in counts)
    spread = [_spread(one, most) for one in counts]
    plain = [name for name in LayerCounts.__struct_fields__ if name not in {"mixers", "channels", "kinds", "cuts"}]
    return LayerCounts(
        **{name: np.array([getattr(one, name) for one in counts]) for name in plain},
        mixers=tuple(_stacked([one[place][0] for one in spread]) for place in range(most)),
        channels=tuple(_stacked([one[place][1] for one in spread]) for place in range(most)),
        kinds=tuple(
            Kind(
                mixer=place,
                channel=place,
                layers=np.array([one[place][2].layers for one in spread]),
                mtp_layers=np.array([one[place][2].mtp_layers for one in spread]),
                ends=np.array([one[place][2].ends for one in spread]),
            )
            for place in range(most)
        ),
        cuts=_stacked_cuts([one.cuts for one in counts]),
    )


def _spread(counts: LayerCounts, most: int) -> list[tuple[MixerCounts, ChannelCounts, Kind]]:
    kinds = [(*counts.parts(kind), kind) for kind in counts.kinds]
    none = replace(counts.kinds[0], layers=0.0, mtp_layers=0.0, ends=0.0)
    return kinds + [(*counts.parts(none), none)] * (most - len(kinds))


def _stacked(values: Sequence[Any]) -> Any:  # noqa: ANN401 - counts of any class, or numbers of them
    first = values[0]
    if isinstance(first, Struct):
        return type(first)(
            **{name: _stacked([getattr(one, name) for one in values]) for name in first.__struct_fields__}
        )
    if isinstance(first, tuple):
        return tuple(_stacked(column) for column in zip(*values, strict=True))
    return np.array(values)


def _stacked_cuts(cuts: Sequence[StageCuts]) -> StageCuts:
    """Return tables of shape (cases, rows, kinds, stages), each case's last number of stages again to the end."""
    found = {}
    for name in StageCuts.__struct_fields__:
        tables = [getattr(one, name) for one in cuts]
        shape = [max(table.shape[axis] for table in tables) for axis in range(_AXES_OF_ONE_CASE)]
        wide = np.zeros((len(tables), *shape))
        for case, table in enumerate(tables):
            rows, kinds, stages = table.shape
            wide[case, :rows, :kinds, :stages] = table
            wide[case, :rows, :kinds, stages:] = table[..., -1:]
        found[name] = wide
    return StageCuts(**found)
