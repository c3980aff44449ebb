import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.anchoring import Anchor, MeasuredRun, Split, anchor_of, load_split, site_factor
from planner.anchoring.measured_run import asked_about, asks
from planner.anchoring.site_factor import carried_over
from planner.anchoring.split import Deviation, variance_components
from planner.catalogue.accelerator import Accelerator, Evidence, Precision
from planner.catalogue.catalogue import Catalogue
from planner.english import words
from planner.errors import UserError
from planner.performance.training.layout import Layout, PoolEstimate, Recompute, Schedule
from planner.workload.blocks import Block
from planner.workload.flags import shape_of_flags
from planner.workload.training_run import TrainingPrecision, TrainingRun

SHAPE = shape_of_flags(
    key="s", name="S", layers=8, hidden=1024, heads=8, kv_heads=8, head_dim=128, vocab=32_000, ffn=4096, dense_layers=8
)
SPLIT = Split(
    team_sd=0.2,
    accelerator_sd=0.15,
    workload_sd=0.07,
    run_sd=0.1,
    spread={Evidence.MEASURED: 0.02, Evidence.PUBLISHED: 0.05, Evidence.PRESS: 0.1, Evidence.ESTIMATE: 0.2},
    source="test",
)
LAYOUT = Layout(
    tp=1, pp=1, vpp=1, ep=1, etp=1, cp=1, dp=64, micro_batch=1, recompute=Recompute.NONE, schedule=Schedule.ONE_F_ONE_B
)


RUN = TrainingRun(shape=SHAPE, tokens=1.0, seq_len=4096, global_batch=64)


def accelerator(key):
    return Accelerator(
        key=key, name=key, supplier="S", jurisdiction="J", peak_flop_per_s={Precision.BF16: 1e15},
        memory_bytes=80 * 10**9, memory_bytes_per_s=3e12, scaleup_bytes_per_s=4e11, scaleup_domain_devices=8,
        nic_bytes_per_s=5e10, devices_per_node=8,
    )  # fmt: skip


def measured(key="D", rate=600.0, **changes):
    values = {
        "name": "ours", "accelerator": key, "devices": 64, "shape": SHAPE, "seq_len": 4096, "global_batch": 64,
        "precision": TrainingPrecision.BF16, "tokens_per_s_per_device": rate,
    }  # fmt: skip
    return MeasuredRun(**{**values, **changes})


def anchored(key="D", rate=600.0, predicted=1000.0, **changes):
    return Anchor(run=measured(key, rate, **changes), predicted_tokens_per_s_per_device=predicted)


def factor_for(anchors, key, **changes):
    run = changes.pop("run", RUN)
    values = {"devices": 64, "model_log_sd": 0.3, "split": SPLIT, **changes}
    return site_factor(anchors, accelerator(key), run=run, **values)


def predicted(pool, run, layout):
    return (
        PoolEstimate(
            layout=layout or LAYOUT, devices=pool.devices, step_s=1.0, step_parts_s={"compute": 1.0},
            tokens_per_s=1000.0 * pool.devices, mfu=0.4, memory_bytes=1.0, memory_capacity_bytes=2.0,
            memory_parts_bytes={"weights": 1.0}, log_sd=0.3,
        ),
        0.8,
    )  # fmt: skip


def test_the_same_accelerator_takes_the_whole_factor():
    assert factor_for([anchored()], "D").factor == pytest.approx(0.6)


def test_another_accelerator_takes_what_is_the_teams_and_the_workloads():
    carried = 0.2**2 + 0.07**2
    share = carried / (carried + 0.15**2 + 0.1**2 + 0.02**2)
    found = carried_over([anchored()], RUN, SPLIT)
    assert (found.share, found.deviation) == pytest.approx((share, math.log(0.6)))
    assert found.known == pytest.approx(share * carried)
    assert factor_for([anchored()], "A").factor == pytest.approx(0.6**share)


def test_another_workload_takes_the_teams_part_alone():
    other = replace(RUN, shape=replace(SHAPE, blocks=(Block(16, "attention", "dense"),)))
    share = 0.2**2 / (0.2**2 + 0.07**2 + 0.15**2 + 0.1**2 + 0.02**2)
    assert carried_over([anchored()], other, SPLIT).share == pytest.approx(share)


def test_several_runs_on_one_accelerator_are_averaged_in_the_logarithm():
    assert factor_for([anchored(rate=500.0), anchored(rate=800.0)], "D").factor == pytest.approx(math.sqrt(0.4))


def test_a_plan_without_measured_runs_keeps_the_models_rate_and_band():
    site = factor_for([], "A")
    assert (site.factor, site.log_sd) == (1.0, 0.3)
    assert site.shared_log_sd == pytest.approx(math.hypot(0.2, 0.07))


def test_the_band_of_the_measured_accelerator_shrinks_to_the_measurement():
    assert factor_for([anchored()], "D").log_sd == pytest.approx(0.02)
    elsewhere = factor_for([anchored()], "D", devices=128)
    assert elsewhere.log_sd == pytest.approx(math.sqrt(0.02**2 + 2 * 0.1**2))
    other = replace(RUN, shape=replace(SHAPE, blocks=(Block(16, "attention", "dense"),)))
    assert factor_for([anchored()], "D", run=other).log_sd > elsewhere.log_sd


def test_a_weaker_evidence_widens_the_band_of_the_measured_accelerator():
    widths = [factor_for([anchored(evidence=grade)], "D").log_sd for grade in Evidence]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


def test_a_large_deviation_widens_the_bands_of_other_accelerators():
    far, near = factor_for([anchored(rate=400.0)], "A"), factor_for([anchored(rate=990.0)], "A")
    assert far.log_sd > 0.3 > near.log_sd


def test_runs_on_several_accelerators_leave_less_uncertainty_whose_the_deviation_is():
    one, two = [anchored("D")], [anchored("D"), anchored("E")]
    assert carried_over(two, RUN, SPLIT).share > carried_over(one, RUN, SPLIT).share
    assert factor_for(two, "A").log_sd < factor_for(one, "A").log_sd


def test_a_rate_that_includes_goodput_is_compared_with_one_that_does():
    catalogue = Catalogue(accelerators={"D": accelerator("D")})
    healthy = anchor_of(measured(), catalogue, predicted)
    delivered = anchor_of(measured(includes_goodput=True), catalogue, predicted)
    assert healthy.predicted_tokens_per_s_per_device == pytest.approx(1000.0)
    assert delivered.predicted_tokens_per_s_per_device == pytest.approx(800.0)


def test_a_rate_above_the_stated_peak_is_refused():
    catalogue = Catalogue(accelerators={"D": accelerator("D")})
    with pytest.raises(UserError, match="more than the stated peak"):
        anchor_of(measured(rate=1e7), catalogue, predicted)


def test_a_run_that_moves_the_site_implausibly_far_asks():
    assert asks(anchored(rate=990.0)) is None
    assert asks(anchored(rate=500.0)) is None
    assert "0.49 times" in asks(anchored(rate=490.0))
    assert "2.10 times" in asks(anchored(rate=2100.0))


def test_the_farthest_of_several_runs_is_asked_about_and_the_others_are_counted():
    far = asked_about([anchored(rate=2100.0), anchored(rate=900.0), anchored(rate=100.0)])
    assert [round(factor, 3) for _, _, factor in far.runs] == [0.1, 2.1]
    assert words(far).startswith(far.runs[0][0])
    assert "As far from the model are 1 more" in words(far)


def test_how_a_team_runs_its_software_is_shared_by_all_its_accelerators():
    said = {"run": RUN, "devices": 64, "split": SPLIT}
    one, other = (site_factor([], accelerator("A"), model_log_sd=0.5, team_log_sd=sd, **said) for sd in (0.0, 0.4))
    assert one.log_sd == other.log_sd == 0.5
    assert one.shared_log_sd < other.shared_log_sd < 0.5


def test_the_factor_explains_itself():
    assert "600 tokens/s" in factor_for([anchored()], "D").why
    assert "team's" in factor_for([anchored()], "A").why


def test_the_shipped_split_is_complete():
    split = load_split()
    assert set(split.spread) == set(Evidence)
    assert min(split.team_sd, split.accelerator_sd, split.workload_sd, split.run_sd) > 0
    assert split.source


@given(st.lists(st.tuples(st.sampled_from("DEF"), st.floats(10, 1e5)), min_size=1, max_size=5), st.floats(0.05, 1.0))
def test_what_carries_over_lies_between_none_and_all_of_the_deviation(drawn, model_log_sd):
    anchors = [anchored(key, rate) for key, rate in drawn]
    carried = carried_over(anchors, RUN, SPLIT)
    site = factor_for(anchors, "A", model_log_sd=model_log_sd)
    assert 0.0 < carried.share < 1.0
    ratios = [anchor.log_ratio for anchor in anchors]
    assert min(ratios) - 1e-9 <= carried.deviation <= max(ratios) + 1e-9
    assert math.log(site.factor) == pytest.approx(carried.share * carried.deviation, abs=1e-9)
    assert 0.0 <= site.shared_log_sd <= site.log_sd * (1 + 1e-9)


def test_the_parts_of_made_up_deviations_are_found_again():
    rng = np.random.default_rng(5)
    sizes = {"team_sd": 0.30, "accelerator_sd": 0.20, "workload_sd": 0.10, "run_sd": 0.05}
    team, accelerator = rng.normal(0, 0.30, 30), rng.normal(0, 0.20, 12)
    workload = rng.normal(0, 0.10, 20)
    picks = rng.integers(0, (30, 12, 20), (160, 3))
    deviations = [
        Deviation(
            log_ratio=float(team[t] + accelerator[a] + workload[w] + rng.normal(0, 0.05)),
            team=str(t),
            accelerator=str(a),
            workload=str(w),
        )
        for t, a, w in picks
    ]
    found = variance_components(deviations)
    for name, size in sizes.items():
        assert found[name] == pytest.approx(size, rel=0.4)


def test_a_different_layout_of_the_measurement_reaches_the_model():
    seen = []

    def predict(pool, run, layout):
        seen.append(layout)
        return predicted(pool, run, layout)

    layout = replace(LAYOUT, dp=32, tp=2)
    anchor_of(measured(layout=layout), Catalogue(accelerators={"D": accelerator("D")}), predict)
    assert seen == [layout]
