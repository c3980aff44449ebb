"""A device with one better figure is slower on no layout, and needs no more memory."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Precision
from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.performance.device import operators
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.legal_layouts import legal_layouts
from planner.performance.training.search import evaluate
from planner.workload.presets import shape_preset
from planner.workload.recipe import SUPPLIER, Recipe
from planner.workload.training_run import TrainingPrecision, TrainingRun

LAYOUTS = 2_000
# stages of several kinds of layers are uneven, and those with multi-token prediction end in a heavy one
RUNS = [
    ("step-3.5-flash", "MI325X", TrainingPrecision.MXFP8, SUPPLIER),
    ("qwen3-next-80b-a3b", "H100-SXM", TrainingPrecision.FP8, Recipe()),
    ("deepseek-v3", "Ascend-910C", TrainingPrecision.BF16, Recipe()),
]


def steps(pool, run, layouts):
    return evaluate(case_of(pool, run, load_calibration()), layouts)


@pytest.mark.parametrize(("shape", "device", "precision", "recipe"), RUNS)
def test_no_figure_that_is_better_makes_a_layout_slower(shape, device, precision, recipe):
    pool = pool_of(load_catalogue().accelerator(device), nodes=16)
    run = TrainingRun(
        shape=shape_preset(shape), tokens=1e12, seq_len=4096, global_batch=960, precision=precision, recipe=recipe
    )
    table = load_calibration()
    layouts, _ = legal_layouts(pool, run, table.schedules(pool.accelerator, None))
    layouts = layouts.part(np.arange(0, len(layouts), max(1, len(layouts) // LAYOUTS)))
    step_s, memory_bytes = steps(pool, run, layouts)
    peaks = pool.accelerator.peak_flop_per_s
    better = {
        name: replace(pool, **{name: getattr(pool, name) * 1.1})
        for name in ("memory_bytes_per_s", "scaleup_bytes_per_s", "nic_bytes_per_s")
    }
    for kind in (Precision.BF16, Precision.FP8):
        faster = {**peaks, kind: peaks.get(kind, 0.0) * 1.1}
        if kind in peaks:
            better[kind] = replace(pool, accelerator=replace(pool.accelerator, peak_flop_per_s=faster))
    for name, other in better.items():
        faster_s, needed_bytes = steps(other, run, layouts)
        assert np.all(faster_s <= step_s * (1 + 1e-9)), (name, np.max(faster_s / step_s))
        assert np.array_equal(needed_bytes, memory_bytes)
    graphs = {on: replace(run, recipe=replace(recipe, cuda_graphs=on)) for on in (True, False)}
    launched_s = {on: steps(pool, asked, layouts)[0] for on, asked in graphs.items()}
    assert np.all(launched_s[True] <= launched_s[False] * (1 + 1e-9))


def test_the_peak_at_which_a_product_is_fastest_is_found_however_small_the_product():
    pairs, triple = (10.0 ** np.linspace(-6, 9, 16)[:, None], 10.0 ** np.linspace(-9, 12, 22))
    part = operators._fastest_part(pairs, triple)
    left = (2.0 * triple * part + pairs) * part**2 - 1.0
    assert np.all(np.where(part < 1.0, np.abs(left), np.maximum(left, 0.0)) < 1e-12)
