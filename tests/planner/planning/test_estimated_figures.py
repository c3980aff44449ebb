from math import hypot, log

import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence, Figure, Precision
from planner.catalogue.estimates import EstimateEffect
from planner.catalogue.reader import load_catalogue
from planner.cluster import Cluster, NodeGroup
from planner.examples import example_plan
from planner.plan import Plan
from planner.planning.estimated_figures import effects_log_sd
from planner.planning.results import plan_results
from planner.risk.spreads import P90_SDS
from planner.workload.presets import shape_preset


def _plan(key: str, *, nodes: int = 8) -> Plan:
    design = next((node.key for node in load_catalogue().nodes_for(key)), None)
    group = NodeGroup(key="g", accelerator=key, nodes=nodes, offer=None, node_design=design, site="A")
    example = example_plan("ling-plus-lower-spec")
    run = replace(example.training, shape=shape_preset("qwen3-30b-a3b"), tokens=1e12, global_batch=512)
    return replace(
        example, workload=run, cluster=Cluster(groups=(group,)), baseline=None, published=(), measured_runs=()
    )


def _effect(low: float, high: float) -> EstimateEffect:
    return EstimateEffect(figure="tdp_w", low=1.0, mid=2.0, high=3.0, rate_at_low=low, rate_at_high=high)


def test_ranges_are_read_as_p10_to_p90_and_add_as_independent_errors():
    one, other = log(2.0) / (2 * P90_SDS), log(1.5) / (2 * P90_SDS)
    assert effects_log_sd([_effect(1.0, 2.0), _effect(3.0, 2.0)]) == pytest.approx(hypot(one, other))
    assert effects_log_sd([]) == 0.0
    assert effects_log_sd([_effect(1.0, 1.0)]) == 0.0


def test_a_plan_on_an_estimate_says_which_moves_it_most_and_its_band_holds_the_range():
    result = plan_results(_plan("L600"))
    (pool,) = result.pools
    assert pool.evidence is Evidence.ESTIMATE
    most = pool.estimates[0]
    assert most.figure == "peak_flop_per_s.bf16"  # 148 to 500 TFLOP/s
    assert most.rate_at_low < pool.estimate.tokens_per_s < most.rate_at_high
    assert pool.log_sd >= log(most.span) / (2 * P90_SDS)
    assert any("rests on estimates, not on published figures" in text for text in result.warnings)
    assert any("the BF16 peak rate moves its rate most" in text for text in result.warnings)


def test_entering_the_true_figure_takes_the_mark_and_the_band_away():
    plan, l600 = _plan("L600"), load_catalogue().accelerator("L600")
    read = Figure(evidence=Evidence.MEASURED, source="own bench")
    known = replace(
        l600,
        peak_flop_per_s={**l600.peak_flop_per_s, Precision.BF16: 300e12},
        nic_bytes_per_s=50e9,
        figures={**l600.figures, "peak_flop_per_s.bf16": read, "nic_bytes_per_s": read},
    )
    own = replace(plan, catalogue=replace(plan.catalogue, accelerators={"L600": known}))
    before, after = plan_results(plan).pools[0], plan_results(own).pools[0]
    assert after.estimates == ()
    assert after.evidence is not Evidence.ESTIMATE
    assert after.estimate.tokens_per_s == before.estimate.tokens_per_s  # 300 was the middle
    assert after.log_sd < before.log_sd


def test_without_leave_to_estimate_the_pool_is_blocked_in_words():
    result = plan_results(replace(_plan("L600"), estimates_allowed=False))
    assert result.pools == ()
    assert result.blocked[0].reason.startswith("Enflame L600: the NIC rate per device is unknown")


def test_published_figures_have_no_effects_to_name():
    result = plan_results(_plan("Ascend-910B2"))
    assert result.pools[0].estimates == ()


def test_a_device_without_fp8_units_that_a_plan_asks_for_is_blocked_with_what_to_run_it_in_promise():
    plan = _plan("Ascend-910B2")
    fp8 = next(one for one in type(plan.training.precision) if one.rate is Precision.FP8)
    result = plan_results(replace(plan, workload=replace(plan.training, precision=fp8)))
    assert any("has no FP8 units; run this pool in BF16." in block.reason for block in result.blocked)


def test_prices_of_dates_far_apart_are_said(example_results):
    plan = example_plan("qwen3-235b-910c-h20")
    assert not any("days apart" in text for text in example_results("qwen3-235b-910c-h20").warnings)
    old = load_catalogue().offers["ling-device-e"]
    groups = tuple(
        replace(group, offer=old) if group.accelerator == "H20-SXM" else group for group in plan.cluster.groups
    )
    mixed = replace(plan, cluster=replace(plan.cluster, groups=groups))
    said = [text for text in plan_results(mixed).warnings if "days apart" in text]
    assert len(said) == 1
    assert "H20-SXM of 2025-03-10" in said[0]
