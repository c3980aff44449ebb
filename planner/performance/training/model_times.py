"""What one micro-batch takes in all layers, whatever the stages, the replicas and the batch are.

It depends on tensor, context and expert sizes, the micro-batch, recompute and whether the schedule runs two ways alone:
a search over batches, sizes and stages asks for it once.
"""

from msgspec import Struct

from planner.arrays import Floats, Number
from planner.performance.device import operators
from planner.performance.device.collectives import Links
from planner.performance.training.case import Case
from planner.performance.training.layer_times import LayerTimes, head_s, kind_times
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.part_times import tokens_of

_OF_LAYERS = LayerTimes.__struct_fields__


class ModelTimes(Struct, frozen=True, kw_only=True):
    """Seconds of one micro-batch, forward and backward, one value a layout.

    Of one layer of each kind in ``kinds``, of an output head, and of the projections of an MTP module.
    """

    kinds: tuple[LayerTimes, ...]
    head_s: Number
    projection_s: Number

    def rows(self) -> list[Number]:
        """Return all values, 2 + 7 a kind: those of the head, of the projections, and of each kind in turn."""
        return [self.head_s, self.projection_s, *(getattr(kind, name) for kind in self.kinds for name in _OF_LAYERS)]


def rows_of(kinds: int) -> int:
    """Return how many rows ``ModelTimes`` has of so many kinds of layers."""
    return 2 + kinds * len(_OF_LAYERS)


def from_rows(table: Floats) -> ModelTimes:
    """Return the times whose ``rows`` a table holds, of any of its layouts."""
    head, projection, *rows = table
    starts = range(0, len(rows), len(_OF_LAYERS))
    kinds = (dict(zip(_OF_LAYERS, rows[start : start + len(_OF_LAYERS)], strict=True)) for start in starts)
    return ModelTimes(kinds=tuple(LayerTimes(**kind) for kind in kinds), head_s=head, projection_s=projection)


def model_times(case: Case, layouts: LayoutArrays, links: Links) -> ModelTimes:
    """Return the times of every layout."""
    counts = case.counts
    projection = operators.gemm_s(
        case, counts.mtp_projection_macs / layouts.tp, tokens_of(case, layouts).rows, counts.hidden, counts.hidden
    )
    return ModelTimes(
        kinds=tuple(kind_times(case, layouts, links)),
        head_s=head_s(case, layouts),
        projection_s=case.product_passes * projection,
    )


def stack_and_tail_s(case: Case, times: ModelTimes) -> tuple[Number, Number]:
    """Return what one micro-batch takes in all layers, and in what follows them: output heads and MTP modules."""
    counts, mtp = case.counts, case.counts.mtp_layers
    totals = [kind.total_s for kind in times.kinds]
    layers = sum(kind.layers * total for kind, total in zip(counts.kinds, totals, strict=True))
    after = sum(kind.mtp_layers * total for kind, total in zip(counts.kinds, totals, strict=True))
    return layers, times.head_s * (1 + mtp) + mtp * (after + times.projection_s)
