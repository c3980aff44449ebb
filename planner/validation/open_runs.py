"""Predictions of runs that leave fields open, over every way to fill them."""

from msgspec.structs import replace

from planner.performance.training.calibration import Calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout, Recompute
from planner.performance.training.layouts import arrays_of
from planner.performance.training.search import evaluate, usable_bytes
from planner.published_runs.open_fields import Alternative
from planner.published_runs.published_run import PublishedRun
from planner.workload.training_run import TrainingRun


def rates_of(published: PublishedRun, table: Calibration) -> list[tuple[float, TrainingRun, Layout]]:
    """Return tokens/s and device of every way to fill what is open that fits; of all ways where none does."""
    batches: dict[tuple[int, int], list[Layout]] = {}
    for way in published.alternatives:
        batches.setdefault((way.seq_len, way.global_batch), []).extend(_modes(way))
    found: list[tuple[float, float, TrainingRun, Layout]] = []
    for (seq_len, global_batch), layouts in batches.items():
        run = replace(published.run, seq_len=seq_len, global_batch=global_batch)
        case = case_of(published.pool, run, table)
        step_s, memory_bytes = evaluate(case, arrays_of(layouts))
        rates = run.tokens_per_step / step_s / published.pool.devices
        room = usable_bytes(case) - memory_bytes
        found += [(float(rate), float(left), run, way) for rate, left, way in zip(rates, room, layouts, strict=True)]
    fitting = [(rate, run, layout) for rate, left, run, layout in found if left >= 0.0]
    return fitting or [(rate, run, layout) for rate, _, run, layout in found]


def _modes(way: Alternative) -> list[Layout]:
    modes = (Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL)
    return [way.layout] if way.recompute_stated else [replace(way.layout, recompute=mode) for mode in modes]
