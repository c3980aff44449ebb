"""Predictions of runs that leave fields open, over every way to fill them."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from planner.performance.training.calibration import Calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout, Recompute
from planner.performance.training.layouts import arrays_of
from planner.performance.training.search import evaluate, usable_bytes
from planner.published_runs.open_fields import Alternative
from planner.published_runs.published_run import PublishedRun
from planner.workload.training_run import TrainingRun

# How far the ways that are taken may lie above the one that needs least, where none fits: of the 110 whole published
# runs that print theirs (behind resources/calibration/memory_errors.csv) 108 are predicted at less than 1.25 times it.
MISPREDICTED: Final = 1.25
TOO_LARGE: Final = "no way to fill it fits the memory as predicted, though it ran: those that need least are taken"


class FilledRate(Struct, frozen=True, kw_only=True):
    """One way to fill what a run leaves open: its tokens/s and device, and the share of the usable memory it needs."""

    rate: float
    memory_share: float
    run: TrainingRun
    layout: Layout

    @property
    def fits(self) -> bool:
        """Whether the device's memory holds it."""
        return self.memory_share <= 1.0


def rates_of(published: PublishedRun, table: Calibration) -> list[FilledRate]:
    """Return every way to fill what is open that fits, slowest first.

    A run that was done fitted: where no way does as predicted, those are taken that need least, or up to 1.25 times
    that.
    """
    found = sorted(_every_rate(published, table), key=lambda way: way.rate)
    least = min(way.memory_share for way in found)
    most = 1.0 if least <= 1.0 else MISPREDICTED * least
    return [way for way in found if way.memory_share <= most]


def _every_rate(published: PublishedRun, table: Calibration) -> list[FilledRate]:
    batches: dict[tuple[int, int], list[Layout]] = {}
    for way in published.alternatives:
        batches.setdefault((way.seq_len, way.global_batch), []).extend(_modes(way))
    found: list[FilledRate] = []
    for (seq_len, global_batch), layouts in batches.items():
        run = replace(published.run, seq_len=seq_len, global_batch=global_batch)
        case = case_of(published.pool, run, table)
        step_s, memory_bytes = evaluate(case, arrays_of(layouts))
        rates = run.tokens_per_step / step_s / published.pool.devices
        shares = memory_bytes / usable_bytes(case)
        found += [
            FilledRate(rate=float(rate), memory_share=float(share), run=run, layout=layout)
            for rate, share, layout in zip(rates, shares, layouts, strict=True)
        ]
    return found


def _modes(way: Alternative) -> list[Layout]:
    modes = (Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL)
    return [way.layout] if way.recompute_stated else [replace(way.layout, recompute=mode) for mode in modes]
