"""The search of one pool: what is best, what is considered, and what is said when nothing fits."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.errors import MissingFigureError, NothingFitsError
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.training.layouts import SCHEDULES, arrays_of
from planner.performance.training.legal_layouts import legal_layouts
from planner.performance.training.search import (
    best_layout,
    estimate_layout,
    evaluate,
    offered_bytes,
    search_layouts,
)
from planner.workload.training_run import Routing, TrainingPrecision

PLAIN = Schedule.ONE_F_ONE_B


def test_the_best_layout_is_no_slower_than_any_that_fits(llama_8b, make_pool, make_run):
    pool, run = make_pool(devices=8), make_run()
    case = case_of(pool, run, load_calibration())
    layouts, _ = legal_layouts(pool, run, load_calibration().schedules(pool.accelerator, None))
    found = search_layouts(pool, run)
    step_s, memory_bytes = evaluate(case, layouts)
    fitting = step_s[memory_bytes <= offered_bytes(case)]
    assert found.best[0].step_s == pytest.approx(fitting.min(), rel=1e-12)
    assert (found.considered, found.fitting) == (len(layouts), len(fitting))
    assert found.blocked["memory"] == len(layouts) - len(fitting)


def test_the_top_layouts_come_fastest_first_and_fit(deepseek_v3, make_pool, make_run):
    found = search_layouts(make_pool(devices=512), make_run(deepseek_v3, batch=4096), top=10)
    steps = [estimate.step_s for estimate in found.best]
    assert len(steps) == 10
    assert steps == sorted(steps)
    assert all(estimate.memory_bytes <= estimate.memory_capacity_bytes for estimate in found.best)


def test_deepseek_v3_on_2048_devices_considers_more_than_20_000_layouts(deepseek_v3, make_pool, make_run):
    assert search_layouts(make_pool(devices=2048), make_run(deepseek_v3, batch=8192)).considered > 20_000


# Layouts that Megatron-Bridge's performance summaries print for DeepSeek-V3 (containers 25.09 to 26.08).
PUBLISHED = [(1, 4, 4, 64), (1, 8, 4, 32), (2, 8, 4, 64), (1, 8, 2, 64), (1, 16, 1, 64)]


@pytest.mark.parametrize(("tp", "pp", "vpp", "ep"), PUBLISHED)
def test_no_published_layout_of_deepseek_v3_beats_the_best_one(  # noqa: PLR0917 - parameters and fixtures
    tp, pp, vpp, ep, deepseek_v3, make_pool, make_run
):
    pool, run = make_pool(devices=2048), make_run(deepseek_v3, batch=8192)
    best = best_layout(pool, run)
    for recompute in Recompute:
        published = Layout(
            tp=tp,
            pp=pp,
            vpp=vpp,
            ep=ep,
            etp=1,
            cp=1,
            dp=2048 // (tp * pp),
            micro_batch=1,
            recompute=recompute,
            schedule=Schedule.INTERLEAVED if vpp > 1 else Schedule.ONE_F_ONE_B,
        )
        estimate = estimate_layout(pool, run, published)
        fits = estimate.memory_bytes <= offered_bytes(case_of(pool, run, load_calibration()))
        assert best.step_s <= estimate.step_s or not fits


def test_of_layouts_that_do_not_fit_the_published_ones_with_recompute_are_no_faster_either(
    deepseek_v3, make_pool, make_run
):
    pool, run = make_pool(devices=2048), make_run(deepseek_v3, batch=8192)
    best = best_layout(pool, run)
    sizes = {"tp": 2, "pp": 8, "vpp": 4, "ep": 64, "etp": 1, "cp": 1, "dp": 128, "micro_batch": 1}
    for recompute in (Recompute.SELECTIVE, Recompute.FULL):
        published = Layout(**sizes, recompute=recompute, schedule=Schedule.INTERLEAVED)
        assert best.step_s <= estimate_layout(pool, run, published).step_s


def test_every_legal_layout_divides_the_pool_the_shape_and_the_batch(deepseek_v3, make_pool, make_run):
    pool, run = make_pool(devices=256), make_run(deepseek_v3, batch=1024)
    layouts, _ = legal_layouts(pool, run)
    sizes = {name: getattr(layouts, name) for name in ("tp", "pp", "cp", "dp", "ep", "etp", "micro_batch")}
    assert (sizes["tp"] * sizes["pp"] * sizes["cp"] * sizes["dp"] == pool.devices).all()
    ranks = sizes["tp"] * sizes["cp"] * sizes["dp"]
    assert (ranks % (sizes["ep"] * sizes["etp"]) == 0).all()
    assert (deepseek_v3.experts % sizes["ep"] == 0).all()
    assert (deepseek_v3.heads % sizes["tp"] == 0).all()
    assert (sizes["tp"] <= pool.scaleup_domain_devices).all()
    assert (run.global_batch % (sizes["dp"] * sizes["micro_batch"]) == 0).all()
    rows = np.stack(
        [*sizes.values(), layouts.vpp, layouts.schedule, layouts.recompute, layouts.sharding, layouts.recompute_share]
    )
    assert len(np.unique(rows, axis=1).T) == len(layouts)


@pytest.mark.parametrize(
    ("release", "more"), [(None, set()), ("HAI-LLM", {Schedule.ZERO_BUBBLE, Schedule.DUALPIPE}), ("nobody's", set())]
)
def test_the_search_takes_only_schedules_that_the_software_runs(release, more, deepseek_v3, make_pool, make_run):
    pool, run = make_pool(devices=512), make_run(deepseek_v3, batch=4096, stack_release=release)
    runnable = load_calibration().schedules(pool.accelerator, release)
    layouts, _ = legal_layouts(pool, run, runnable)
    assert set(runnable) == {Schedule.ONE_F_ONE_B, Schedule.INTERLEAVED} | more
    assert {SCHEDULES[int(code)] for code in np.unique(layouts.schedule)} == set(runnable)
    assert search_layouts(pool, run).considered == len(layouts) < len(legal_layouts(pool, run)[0]) + len(more)


def test_the_more_is_sharded_the_less_is_held_and_the_more_is_sent(llama_8b, make_pool, make_run):
    pool, run = make_pool(devices=64), make_run(batch=512)
    layout = replace(best_layout(pool, run).layout, tp=1, pp=1, vpp=1, dp=64, micro_batch=1, schedule=PLAIN)
    levels = [Sharding.ZERO_1, Sharding.ZERO_2, Sharding.FULLY_SHARDED]
    found = [estimate_layout(pool, run, replace(layout, sharding=level)) for level in levels]
    memory_bytes, exposed_s = [item.memory_bytes for item in found], [item.step_parts_s["exposed_dp"] for item in found]
    assert memory_bytes == sorted(memory_bytes, reverse=True)
    assert exposed_s == sorted(exposed_s)
    assert len(set(memory_bytes)) == len(set(exposed_s)) == len(levels)


def test_a_layout_survives_the_way_through_arrays():
    layout = Layout(
        tp=2,
        pp=4,
        vpp=3,
        ep=8,
        etp=2,
        cp=2,
        dp=16,
        micro_batch=2,
        recompute=Recompute.FULL,
        schedule=Schedule.INTERLEAVED,
        sharding=Sharding.ZERO_1,
        recompute_share=0.5,
    )
    assert arrays_of([layout]).layout(0) == layout


def test_parts_sum_to_the_step_and_to_the_memory(deepseek_v3, make_pool, make_run):
    estimate = best_layout(make_pool(devices=512), make_run(deepseek_v3, batch=4096))
    assert sum(estimate.step_parts_s.values()) == pytest.approx(estimate.step_s)
    assert sum(estimate.memory_parts_bytes.values()) == pytest.approx(estimate.memory_bytes)
    assert estimate.tokens_per_s == pytest.approx(4096 * 4096 / estimate.step_s)
    assert 0.05 < estimate.mfu < 0.7


def test_when_memory_forbids_all_the_answer_names_the_part_and_the_change(deepseek_v3, make_pool, make_run):
    with pytest.raises(
        NothingFitsError, match=r"H100-SXM: DeepSeek-V3 does not fit in 8 devices; .* GiB over .* use more devices"
    ):
        best_layout(make_pool(devices=8), make_run(deepseek_v3, batch=4096))


def test_when_the_batch_divides_nothing_the_answer_says_so(llama_8b, make_pool, make_run):
    with pytest.raises(NothingFitsError, match=r"global batch of 1 sequences.*change the batch or the node count"):
        best_layout(make_pool(devices=8 * 61), make_run(batch=1))


def test_a_rate_the_catalogue_lacks_is_named_never_guessed(llama_8b, make_pool, make_run):
    with pytest.raises(MissingFigureError, match="FP8 peak rate is unknown"):
        best_layout(make_pool(devices=8, fp8=None), make_run(precision=TrainingPrecision.FP8))
    nameless = replace(make_pool(devices=64), nic_bytes_per_s=0.0)
    with pytest.raises(MissingFigureError, match="NIC rate per device is unknown"):
        best_layout(nameless, make_run())


@pytest.mark.parametrize(
    ("change", "faster"),
    [({"bf16": 2e15}, True), ({"memory_bytes_per_s": 8e12}, True), ({"scaleup_bytes_per_s": 5e10}, False)],
)
def test_a_better_device_is_never_slower(change, faster, deepseek_v3, make_pool, make_run):
    run = make_run(deepseek_v3, batch=4096)
    base, changed = (best_layout(make_pool(devices=512, **more), run).step_s for more in ({}, change))
    assert (changed < base) is faster


def test_fp8_is_faster_than_bf16_and_by_less_than_its_peak(llama_8b, make_pool, make_run):
    plain, narrow = (
        best_layout(make_pool(), make_run(precision=precision)).tokens_per_s
        for precision in (TrainingPrecision.BF16, TrainingPrecision.FP8)
    )
    assert 1.1 < narrow / plain < 2.0


def test_without_overlap_the_same_layout_is_slower(deepseek_v3, make_pool, make_run):
    pool, run = make_pool(devices=512), make_run(deepseek_v3, batch=4096)
    best = best_layout(pool, run)
    bare = estimate_layout(pool, replace(run, communication_overlap=False), best.layout)
    assert bare.step_s > best.step_s * 1.01


def test_each_module_recomputed_by_itself_saves_some_of_what_all_of_them_save(deepseek_v3, make_pool, make_run):
    pool, run = make_pool(devices=64), make_run(deepseek_v3, batch=512)
    layout = Layout(tp=1, pp=8, vpp=1, ep=8, etp=1, cp=1, dp=8, micro_batch=1, recompute=Recompute.NONE, schedule=PLAIN)
    modes = (Recompute.NONE, Recompute.ACTIVATIONS, Recompute.UP_PROJECTIONS, Recompute.SELECTIVE)
    none, cheap, latent, both = (estimate_layout(pool, run, replace(layout, recompute=mode)) for mode in modes)
    saved = [none.memory_bytes - mode.memory_bytes for mode in (cheap, latent, both)]
    assert saved[0] + saved[1] == pytest.approx(saved[2])
    assert none.step_s < cheap.step_s < latent.step_s < both.step_s


def test_experts_of_a_fixed_capacity_are_launched_sooner_and_never_slower(deepseek_v3, make_pool, make_run):
    pool, run = make_pool(devices=64), make_run(deepseek_v3, batch=512)
    layout = Layout(tp=1, pp=8, vpp=1, ep=8, etp=1, cp=1, dp=8, micro_batch=1, recompute=Recompute.NONE, schedule=PLAIN)
    level, capped = (
        estimate_layout(pool, replace(run, routing=routing), layout).step_parts_s["overhead"]
        for routing in (Routing.BALANCED, Routing.CAPPED)
    )
    assert capped < level


def test_element_wise_kernels_one_by_one_take_longer(llama_8b, make_pool, make_run):
    pool, run = make_pool(devices=8), make_run(llama_8b, batch=64)
    layout = best_layout(pool, run).layout
    eager = estimate_layout(pool, replace(run, fused_elementwise=False), layout)
    assert 1.02 < eager.step_s / estimate_layout(pool, run, layout).step_s < 1.5


def test_interleaved_stages_hide_more_of_the_gradient_reduction(llama_8b, make_pool, make_run):
    def exposed(pool, run, layout):
        return estimate_layout(pool, run, layout).step_parts_s["exposed_dp"]

    pool, run = make_pool(devices=512), make_run(llama_8b, batch=1024)
    slow = make_pool(devices=512, nic=1e9)
    plain = best_layout(pool, run).layout
    plain = replace(plain, tp=1, pp=8, vpp=1, dp=64, cp=1, micro_batch=1, schedule=Schedule.ONE_F_ONE_B)
    spread = replace(plain, vpp=4, schedule=Schedule.INTERLEAVED)
    assert exposed(slow, run, spread) < 0.85 * exposed(slow, run, plain)
    assert exposed(pool, run, spread) == pytest.approx(exposed(pool, run, plain), rel=0.5)  # both all but hidden
