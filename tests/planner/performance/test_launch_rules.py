"""What frameworks refuse to start: the groups of interleaved pipelines, and every rule over all legal layouts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.causes import NoLegalGroup
from planner.cluster import pool_of
from planner.performance.training.calibration import load_calibration
from planner.performance.training.framework_rules import stages_start
from planner.performance.training.launch_rules import (
    is_legal_group,
    launch_rules,
    runnable_schedules,
    schedules_of,
    smallest_group,
    smallest_groups,
    tensor_size_is_legal,
)
from planner.performance.training.layout import Layout, Recompute, Schedule
from planner.performance.training.layouts import SCHEDULES
from planner.performance.training.legal_layouts import families_of, legal_layouts
from planner.performance.training.search import estimate_layout
from planner.workload.flags import ShapeFlags
from planner.workload.presets import shape_preset
from planner.workload.states import Lora, States
from planner.workload.training_run import TrainingRun

LING = Layout(
    tp=2,
    pp=12,
    vpp=7,
    ep=8,
    etp=1,
    cp=1,
    dp=256,
    micro_batch=1,
    recompute=Recompute.FULL,
    schedule=Schedule.INTERLEAVED,
)


def ling():
    run = TrainingRun(shape=shape_preset("ling-plus"), tokens=9e12, seq_len=4096, global_batch=8960)
    return pool_of(load_catalogue().accelerator("Ascend-910B2"), devices=6144), run


def refused(group, stages, micro_batches):
    """As Megatron-Core's schedule says it: it raises outside [p, m], and where 0 < m mod g < p."""
    return group > micro_batches or group < stages or 0 < micro_batches % group < stages


def test_the_groups_of_ling_plus_on_12_stages_of_7_with_35_micro_batches_are_the_worked_ones():
    legal = [group for group in range(1, 40) if is_legal_group(group, stages=12, micro_batches=35)]
    assert legal == [18, 19, 20, 21, 22, 23, 35]
    assert smallest_group(LING, 8960) == 18


def test_a_longer_group_of_ling_plus_keeps_more_in_flight():
    pool, run = ling()
    kept = [
        estimate_layout(pool, run, replace(LING, micro_batch_group=group)).memory_parts_bytes["activations"]
        for group in (18, 19, 23, 35)
    ]
    assert kept == sorted(kept)
    assert len(set(kept)) == len(kept)
    unstated = estimate_layout(pool, run, LING)
    assert unstated.layout.micro_batch_group == 18
    assert unstated.causes == ()


def test_the_search_proposes_that_pipeline_of_ling_plus_only_with_a_legal_group():
    pool, run = ling()
    layouts, _ = legal_layouts(pool, run, (Schedule.INTERLEAVED,))
    own = (layouts.pp == 12) & (layouts.vpp == 7) & (layouts.dp * layouts.micro_batch == 256)
    assert own.any()
    assert set(layouts.micro_batch_group[own]) == {18.0}


@given(stages=st.integers(2, 40), micro_batches=st.integers(1, 300))
def test_the_smallest_legal_group_is_that_of_all_groups(stages, micro_batches):
    legal = [group for group in range(1, micro_batches + 1) if not refused(group, stages, micro_batches)]
    found = smallest_groups(np.array([float(stages)]), np.array([float(micro_batches)]))
    assert found[0] == min(legal, default=0)
    assert all(is_legal_group(group, stages=stages, micro_batches=micro_batches) for group in legal)


def test_a_pinned_layout_without_a_legal_group_is_predicted_and_says_so():
    pool, run = ling()
    pinned = replace(LING, pp=48, vpp=2, dp=64, micro_batch=7)  # 20 micro-batches
    estimate = estimate_layout(pool, run, pinned)
    assert estimate.tokens_per_s > 0
    assert estimate.causes == (NoLegalGroup(stages=48, micro_batches=20),)


@pytest.mark.parametrize(
    ("preset", "accelerator", "batch", "seq_len"),
    [
        ("deepseek-v3", "H100-SXM", 960, 4096),
        ("ling-plus", "Ascend-910B2", 960, 16_384),
        ("qwen3-235b-a22b", "H20-SXM", 720, 32_768),
    ],
)
def test_every_legal_layout_passes_the_checks_of_the_frameworks(preset, accelerator, batch, seq_len):
    shape = shape_preset(preset)
    pool = pool_of(load_catalogue().accelerator(accelerator), devices=768)
    run = TrainingRun(shape=shape, tokens=1e12, seq_len=seq_len, global_batch=batch)
    found, _ = legal_layouts(pool, run)
    m = batch / (found.dp * found.micro_batch)
    inter = found.vpp > 1
    g, p = found.micro_batch_group[inter], found.pp[inter]
    left = np.mod(m[inter], g)
    assert inter.any()
    assert ((p >= 2) & (p <= g) & (g <= m[inter]) & ((left == 0) | (left >= p))).all()
    assert (found.micro_batch_group[~inter] == 0).all()
    assert (found.pp * found.vpp <= shape.layers + min(shape.mtp_layers, 1)).all()
    assert (found.tp * found.cp * found.pp * found.dp == 768).all()
    assert (np.mod(768, found.etp * found.ep * found.pp) == 0).all()
    assert (np.mod(batch, found.micro_batch * found.dp) == 0).all()
    assert (np.mod(shape.heads, found.tp) == 0).all()
    groups = shape.heads if shape.mla is not None else shape.kv_heads
    assert ((np.mod(groups, found.tp) == 0) | (np.mod(found.tp, groups) == 0)).all()
    assert (np.mod(shape.expert_ffn, found.etp) == 0).all()
    assert (np.mod(seq_len, found.tp * found.cp) == 0).all()
    assert (np.mod(seq_len, 2 * found.cp)[found.cp > 1] == 0).all()
    assert (np.mod(shape.experts, found.ep) == 0).all()
    vee = found.schedule == SCHEDULES.index(Schedule.DUALPIPE_V)
    assert ((found.cp[vee] == 1) & (found.pp[vee] > 1) & (m[vee] >= 2 * found.pp[vee] - 1)).all()
    assert (shape.layers >= 2 * found.pp[vee]).all()


def test_a_tensor_size_beside_the_query_groups_is_refused():
    sizes = {"heads": 24, "kv_heads": 6, "head_dim": 128, "hidden": 3072, "vocab": 1000, "layers": 2, "dense_layers": 1}
    moe = {"experts": 8, "top_k": 2, "expert_ffn": 64}
    flags = ShapeFlags(key="s", name="S", ffn=24 * 128, **sizes, **moe)
    shape = flags.shape()
    assert [tp for tp in range(1, 25) if tensor_size_is_legal(shape, tp)] == [1, 2, 3, 6, 12, 24]  # 4 and 8 are not
    assert not tensor_size_is_legal(replace(flags, ffn=25).shape(), 2)
    assert not tensor_size_is_legal(replace(flags, shared_ffn=25).shape(), 2)


def test_every_rule_and_schedule_has_its_source():
    assert {rule.framework for rule in launch_rules().values()} == {"megatron-core", "mindspeed", "deepspeed"}
    for rule in launch_rules().values():
        assert rule.says
        assert rule.version
        assert rule.file.endswith(".py")
        assert rule.line > 0
        assert rule.held_by in {"search", "export"}
    assert all(row.source and row.since for row in runnable_schedules())


def test_a_schedule_is_searched_only_where_a_stack_has_it():
    common = {Schedule.ONE_F_ONE_B, Schedule.INTERLEAVED}
    assert set(schedules_of()) == common
    assert set(schedules_of("MindSpeed-LLM", "2024-09")) == common
    table = load_calibration()
    known = load_catalogue()
    of = {key: set(table.schedules(known.accelerator(key), None)) - common for key in ("H100-SXM", "MI300X")}
    assert of == {"H100-SXM": set(), "MI300X": {Schedule.ZERO_BUBBLE}}
    assert set(table.schedules(known.accelerator("Ascend-910B2"), None)) - common == {Schedule.DUALPIPE_V}
    assert set(table.schedules(known.accelerator("H100-SXM"), "HAI-LLM")) - common == {
        Schedule.ZERO_BUBBLE,
        Schedule.DUALPIPE,
    }


def test_a_tensor_size_beside_which_no_experts_start_is_not_searched_promise():
    """GPT-OSS's experts have biases and are not cut; adapters on Ascend want experts cut as attention is."""
    run = TrainingRun(shape=shape_preset("gpt-oss-120b"), tokens=1e12, seq_len=4096, global_batch=1024)
    run = replace(run, states=States(lora=Lora(rank=16)))
    pool = pool_of(load_catalogue().accelerator("Ascend-910C"), devices=256)
    assert set(legal_layouts(pool, run)[0].tp) == {1.0}
    assert set(families_of(pool, run)[0].tp) == {1.0}


def test_minimax_on_ascend_is_planned_without_tensor_parallelism_promise():
    """MindSpeed-LLM's specification of its layers raises for another size (tasks/models/spec/minimax_spec.py:21)."""
    run = TrainingRun(shape=shape_preset("minimax-m2"), tokens=1e12, seq_len=4096, global_batch=1024)
    ascend, nvidia = (pool_of(load_catalogue().accelerator(key), devices=256) for key in ("Ascend-910C", "H100-SXM"))
    assert set(families_of(ascend, run)[0].tp) == {1.0}
    assert set(families_of(nvidia, run)[0].tp) > {1.0}


def test_a_pipeline_on_ascend_has_a_layer_in_every_stage_promise():
    """Layers that do nothing make stages equal, and none may stand alone (mindspeed_llm/training/utils.py:1194)."""
    shape = shape_preset("deepseek-v3")
    pp, vpp, schedule = np.array([2.0, 2.0]), np.array([31.0, 30.0]), np.ones(2)
    assert stages_start(shape, 4096, "CANN", pp, vpp, schedule).tolist() == [False, True]
    assert stages_start(shape, 4096, "CUDA", pp, vpp, schedule) is None
