"""Layouts that share a layer or a stage: together they get to the last bit what each gets by itself."""

import numpy as np
import pytest

from planner.performance.training.alike import sorts_of
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.legal_layouts import legal_layouts
from planner.performance.training.search import evaluate
from planner.workload.presets import shape_preset
from planner.workload.states import Optimiser, States

STATES = {"adamw": States(), "muon": States(optimiser=Optimiser.MUON)}


@pytest.mark.parametrize(
    ("shape", "states"), [("deepseek-v3", "adamw"), ("deepseek-v3", "muon"), ("jamba-1.5-mini", "adamw")]
)
def test_what_is_computed_once_for_many_layouts_is_each_ones_own(make_pool, make_run, shape, states):
    pool = make_pool(devices=256)
    run = make_run(shape_preset(shape), batch=1024, seq_len=16_384, states=STATES[states])
    layouts, _ = legal_layouts(pool, run)
    rows = np.sort(np.random.default_rng(0).choice(len(layouts), 1500, replace=False))
    case, drawn = case_of(pool, run, load_calibration()), layouts.part(rows)
    sorts = sorts_of(case, drawn)
    assert len(sorts.layers.few) < len(drawn)
    assert len(sorts.stages.few) < len(drawn)
    alone = [evaluate(case, drawn.part(part)) for part in np.array_split(np.arange(len(drawn)), 20)]
    assert np.array_equal(evaluate(case, drawn), np.concatenate(alone, axis=1))
