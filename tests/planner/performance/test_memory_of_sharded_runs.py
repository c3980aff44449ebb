"""What FSDP, ZeRO and a router that is not level add to memory, and how sure a prediction of it is."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.performance.training import memory
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.training.layouts import SHARDINGS, arrays_of
from planner.performance.training.legal_layouts import legal_layouts
from planner.performance.training.memory_accuracy import memory_errors, reported_memory
from planner.performance.training.pinned_layout import Verdict, chance_of_fitting, verdict_of
from planner.performance.training.search import offered_bytes, usable_bytes
from planner.validation import predicted_reports
from planner.workload.presets import shape_preset
from planner.workload.recipe import Recipe
from planner.workload.states import States
from planner.workload.training_run import Routing, TrainingRun

SHAPE = shape_preset("qwen3-30b-a3b")
RUN = TrainingRun(
    shape=SHAPE, tokens=1e12, seq_len=4096, global_batch=64, routing=Routing.BALANCED, stack_release="DeepSpeed"
)
LAYOUT = Layout(
    tp=1, pp=1, vpp=1, ep=1, etp=1, cp=1, dp=8, micro_batch=1, recompute=Recompute.FULL,
    schedule=Schedule.ONE_F_ONE_B, sharding=Sharding.FULLY_SHARDED,
)  # fmt: skip


def pool(devices=8):
    return pool_of(load_catalogue().accelerator("H100-SXM"), devices=devices)


def case(run=RUN):
    return case_of(pool(), run, load_calibration())


def test_the_loss_of_transformers_holds_fourteen_bytes_of_a_logit():
    logits = memory.logit_bytes(case(), arrays_of([LAYOUT, replace(LAYOUT, sharding=Sharding.ZERO_1)]), 4096.0)
    assert logits == pytest.approx([14 * 4096 * SHAPE.vocab, 6 * 4096 * SHAPE.vocab])
    fused = replace(RUN, recipe=Recipe(fused_cross_entropy=True))
    assert memory.logit_bytes(case(fused), arrays_of([LAYOUT]), 4096.0) == pytest.approx(2 * 4096 * SHAPE.vocab)


def test_embedding_and_head_stay_gathered_and_their_gradient_waits():
    with_unit = case()
    without = replace(with_unit, coefficients=replace(with_unit.coefficients, root_unit=0.0))
    one, other = (memory.memory_parts(each, arrays_of([LAYOUT])) for each in (with_unit, without))
    tables = 2 * SHAPE.hidden * SHAPE.vocab
    assert one.weights - other.weights == pytest.approx(2 * tables)
    assert one.gradients - other.gradients == pytest.approx(2 * tables)


def test_only_token_copies_that_change_in_number_cut_memory_up():
    natural = case(replace(RUN, routing=Routing.NATURAL))
    shared, alone = arrays_of([replace(LAYOUT, ep=8)]), arrays_of([LAYOUT])
    regular = natural.coefficients.fragmentation
    assert memory.fragmentation(natural, shared) > regular
    assert memory.fragmentation(natural, alone) == regular
    assert memory.fragmentation(case(), shared) == regular


def test_torchtitans_script_starts_every_run_with_segments_that_grow():
    table, device = load_calibration(), load_catalogue().accelerator("H100-SXM")

    def fragmentation(recipe, software):
        return table.coefficients(device, RUN.precision, software, recipe=recipe).fragmentation

    grown = fragmentation(Recipe(expandable_segments=True), "Megatron-LM")
    assert fragmentation(Recipe(), "TorchTitan") == grown < fragmentation(Recipe(), "Megatron-LM")
    assert fragmentation(Recipe(expandable_segments=False), "TorchTitan") > grown  # said otherwise


def test_gradients_are_sharded_in_no_pipeline_that_is_searched():
    found, _ = legal_layouts(pool(64), replace(RUN, states=States(sharding=Sharding.ZERO_2)))
    assert set(found.sharding) == {float(SHARDINGS.index(Sharding.ZERO_2))}
    assert set(found.pp) == {1.0}


def test_the_search_leaves_room_for_the_models_own_error():
    uncertainty = case().coefficients.memory_error
    assert offered_bytes(case()) == pytest.approx(usable_bytes(case()) / (1.0 + uncertainty))
    assert uncertainty == pytest.approx(memory_errors()[0].median_ape, abs=0.005)  # of the runs that print their memory


def test_a_layout_at_the_edge_runs_with_a_chance_between_a_half_and_three_quarters():
    uncertainty = 0.07
    assert chance_of_fitting(100.0, 100.0, uncertainty) == pytest.approx(0.5)
    needed = np.array([94.0, 97.0, 99.9])
    assert {verdict_of(float(each), 100.0, uncertainty) for each in needed} == {Verdict.AT_THE_EDGE}
    assert all(0.5 < chance_of_fitting(float(each), 100.0, uncertainty) < 0.75 for each in needed)


def test_the_reports_beside_the_calibration_are_as_it_predicts_them():
    found = {report.id: report for report in predicted_reports(load_calibration())}
    for kept in reported_memory():
        assert kept.predicted_gib == pytest.approx(found[kept.id].predicted_bytes / 2**30, abs=0.051)
        assert kept.verdict is found[kept.id].verdict
    assert len(found) == len(reported_memory())


def test_no_report_that_went_out_of_memory_surely_fits():
    assert not [report.id for report in reported_memory() if not report.ran and report.verdict is Verdict.FITS]
    assert sum(report.is_right for report in reported_memory()) >= 26
