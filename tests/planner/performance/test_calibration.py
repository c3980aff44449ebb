"""The calibration: every figure has a source, the most specific scope wins, releases are found by name and date."""

import math
from itertools import pairwise

import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.performance.device.coefficients import BY_SOFTWARE, COEFFICIENTS, OVERLAPS, QUICKENING, SLOWING
from planner.performance.training.bands import StepShares, features_of, uncertainties_of
from planner.performance.training.calibration import load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.training.layouts import arrays_of
from planner.performance.training.releases import stack_of
from planner.performance.training.search import best_layout, estimate_layout
from planner.performance.training.step_times import step_times
from planner.workload.presets import shape_preset
from planner.workload.recipe import MOST_TEAMS, SUPPLIER, TUNED, Dispatcher, Fabric, Host, Recipe, RecipeName
from planner.workload.training_run import Routing, TrainingPrecision

SELECTIVE = Recompute.SELECTIVE


def test_every_efficiency_has_a_source_and_lies_where_it_can():
    table = load_calibration()
    for row in table.efficiencies.values():
        assert row.source
        assert row.value >= 0
        name = row.parameter.partition(".")[0]
        assert name in COEFFICIENTS
        if "efficiency" in name or name in {*OVERLAPS, "matmul_in_training", "grouped_ratio", "usable_memory"}:
            assert row.value <= 1.0, row


def test_what_is_not_fitted_keeps_its_prior():
    for row in load_calibration().efficiencies.values():
        if row.prior_log_sd == 0:
            assert row.value == row.prior
            assert row.runs == 0


def test_the_most_specific_scope_wins(make_accelerator):
    table = load_calibration()
    own = table.row("matmul_efficiency", make_accelerator("Ascend-910B2", stack="CANN"), None)
    other = table.row("matmul_efficiency", make_accelerator("unheard-of", stack="XYZ"), None)
    assert (own.scope, other.scope) == ("accelerator:Ascend-910B2", "*")


def test_an_accelerator_that_nobody_measured_has_every_coefficient(make_accelerator):
    for precision in TrainingPrecision:
        rows = load_calibration().rows(make_accelerator("unheard-of", stack=""), precision, None)
        assert set(rows) == set(COEFFICIENTS)


def test_without_a_name_the_newest_release_is_assumed(make_accelerator):
    release = load_calibration().release(make_accelerator(), None)
    assert release is not None
    assert release.key == "NeMo 26.08"
    assert load_calibration().release(make_accelerator("x", stack="XYZ"), None) is None


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ("NeMo 26.04.01", "NeMo 26.04.01"),
        ("NeMo 26.05", "NeMo 26.04.01"),
        ("NeMo", "NeMo 26.08"),
        ("NeMo 23.01", "NeMo 24.11"),
        ("TorchTitan", "TorchTitan"),
        ("TorchTitan 2024-12", "TorchTitan"),
        ("TorchTitan 2025-06", "TorchTitan 2025-04"),
        ("Megatron-Core 2025-06", None),
        ("Nobody's trainer 3", None),
        ("software of 2021-04", "until 2022"),
        ("arXiv 2305", "until 2023"),
        ("Nobody's trainer 2022-11", "until 2022"),
        ("software of 2025-01", None),
    ],
)
def test_a_release_is_found_by_its_name_or_the_nearest_before_it(named, key, make_accelerator):
    release = load_calibration().release(make_accelerator(), named)
    assert (None if release is None else release.key) == key


@pytest.mark.parametrize(
    ("stack", "named", "key"),
    [
        ("CANN", "NeMo 26.04", "MindSpeed-LLM 2024-09"),
        ("CANN", "NeMo 26.08", "MindSpeed-LLM 2026-08"),
        ("CANN", "NeMo 24.11", "MindSpeed-LLM 2024-09"),
        ("CANN", "llm-foundry", None),
        ("ROCm (HIP)", "NeMo 26.08", "Primus"),
        ("ROCm (HIP)", "NeMo 26.04", None),
        ("CUDA", "MindSpeed-LLM 2024-06", None),
        ("CUDA", "MindSpeed-LLM 2026-08", "NeMo 26.08"),
        ("CUDA", "Primus", "NeMo 26.08"),
        ("MACA", "NeMo 26.08", None),
        ("MACA", "MLPerf 5.1", "MLPerf 5.1"),
        ("CANN", "arXiv 2104", "until 2022"),
    ],
)
def test_a_release_of_one_stack_never_stands_for_software_of_another(stack, named, key, make_accelerator):
    release = load_calibration().release(make_accelerator("x", stack=stack), named)
    assert (None if release is None else release.key) == key


@pytest.mark.parametrize(
    ("stack", "named", "key"),
    [
        ("CUDA", "MLPerf 6.0", "NeMo 26.06"),
        ("CUDA", "MLPerf 5.1", "NeMo 25.11"),
        ("CUDA", "MLPerf 3.0", "NeMo 24.11"),
        ("ROCm (HIP)", "MLPerf 5.1", "Primus"),
        ("XLA", "MLPerf 4.0", "MLPerf 4.0"),
    ],
)
def test_a_benchmark_submission_runs_the_own_software_of_its_date(stack, named, key, make_accelerator):
    assert load_calibration().release(make_accelerator("x", stack=stack), named).key == key


def test_kernels_of_a_release_for_one_generation_win_over_the_release(make_accelerator):
    table = load_calibration()
    release = table.releases["llm-foundry"]
    hopper, ampere = make_accelerator(), make_accelerator("A100-80-SXM")
    scopes = [table.row("release_attention", device, release).scope for device in (hopper, ampere)]
    assert scopes == ["release:llm-foundry on Hopper", "release:llm-foundry"]


@pytest.mark.parametrize(
    ("key", "precision", "fused"),
    [
        ("H100-SXM", TrainingPrecision.BF16, False),
        ("H100-SXM", TrainingPrecision.FP8, False),
        ("GB200-NVL72", TrainingPrecision.BF16, False),
        ("GB200-NVL72", TrainingPrecision.FP8, False),
        ("GB200-NVL72", TrainingPrecision.MXFP8, True),
        ("GB200-NVL72", TrainingPrecision.NVFP4, True),
    ],
)
@pytest.mark.parametrize("named", ["NeMo 26.06", "NeMo 26.06.01", "NeMo 26.08"])
def test_fused_kernels_of_experts_run_in_formats_of_scaled_blocks_alone_promise(
    key, precision, fused, named, make_accelerator
):
    table = load_calibration()
    rows = table.rows(make_accelerator(key), precision, named, SUPPLIER)
    before = table.row("release_moe", make_accelerator(key), table.releases["NeMo 26.04.01"]).value
    assert (rows["expert_bias_moves"].value == 0.0) == fused
    assert (rows["release_moe"].value < before / 1.2) == fused
    assert rows["release_moe"].scope.endswith(" in blocks") == fused


def test_no_release_is_ever_one_that_the_device_cannot_run(make_accelerator):
    table = load_calibration()
    for stack in ("CUDA", "ROCm", "CANN", "MUSA", "XLA"):
        accelerator = make_accelerator("x", stack=stack)
        for named in [None, *table.releases, "NeMo 27.01", "MindSpeed-LLM 2025-01"]:
            release = table.release(accelerator, named)
            assert release is None or release.runs_on(accelerator), (stack, named)


def test_what_stands_for_software_of_another_stack_is_said(make_pool, make_run):
    def sentence(release, recipe=SUPPLIER, **more):
        run = make_run(batch=64, stack_release=release, recipe=recipe)
        found = best_layout(make_pool(devices=8, **more), run)
        return found.assumptions[0]

    assert "NeMo 26.08 runs on CUDA; this is the newest of ROCm" in sentence("NeMo 26.08", stack="ROCm")
    assert sentence("NeMo 26.08", stack="MACA") == (
        "Software: NeMo 26.08 runs on CUDA; what is typical of MACA is assumed."
    )
    assert sentence("NeMo 26.05").endswith("(the nearest to NeMo 26.05 that is calibrated).")
    assert sentence("NeMo 26.08").endswith("(as named).")
    assert sentence("NeMo 26.08", MOST_TEAMS) == (
        "Software: NeMo 26.08, at what is typical of CUDA, not at the rate of a benchmark."
    )


def test_software_of_before_fused_attention_keeps_its_scores_and_takes_longer(make_pool, make_run, llama_8b):
    pool, layout = make_pool(devices=8), best_layout(make_pool(devices=8), make_run(batch=64)).layout
    plain = replace(layout, recompute=Recompute.NONE, recompute_share=1.0)
    old, fused = (
        estimate_layout(pool, make_run(batch=64, stack_release=name), plain) for name in ("arXiv 2104", "arXiv 2306")
    )
    scores = 5 * llama_8b.heads * 4096 * 4096 * plain.micro_batch * llama_8b.layers / plain.tp
    in_flight = 1 if plain.pp == 1 else plain.pp
    kept = old.memory_parts_bytes["activations"] - fused.memory_parts_bytes["activations"]
    fragmented = load_calibration().efficiencies["fragmentation", "*"].value
    assert kept == pytest.approx(scores / plain.pp * in_flight * fragmented, rel=0.05)
    assert old.step_s > fused.step_s
    without = estimate_layout(pool, make_run(batch=64, stack_release="arXiv 2104"), replace(plain, recompute=SELECTIVE))
    assert without.memory_bytes < old.memory_bytes - kept / 2


def uncertainty(pool, run, layout):
    return estimate_layout(pool, run, layout).log_sd


def test_what_is_not_known_of_a_run_widens_its_band(make_pool, make_run, deepseek_v3):
    def run(**changes):
        return make_run(deepseek_v3, batch=4096, **({"stack_release": "NeMo 26.06", "recipe": SUPPLIER} | changes))

    pool, layout = make_pool(devices=512), best_layout(make_pool(devices=512), run()).layout
    known = uncertainty(pool, run(), layout)
    assert 0 < known < uncertainty(make_pool(devices=512, key="unheard-of"), run(), layout)
    assert known < uncertainty(pool, run(stack_release="Nobody's trainer"), layout)
    assert known < uncertainty(pool, run(routing=Routing.NATURAL), layout)
    assert known < uncertainty(pool, run(recipe=TUNED), layout) < uncertainty(pool, run(recipe=MOST_TEAMS), layout)


def test_a_mixer_that_a_software_never_ran_is_a_feature_of_its_own(make_pool, make_run):
    table, pool = load_calibration(), make_pool(devices=64)
    plain, hybrid = (
        features_of(pool, make_run(shape_preset(key)), table) for key in ("qwen3-30b-a3b", "nemotron-3-nano")
    )
    assert hybrid - plain == {"mixer mamba2"}


def test_a_feature_that_a_software_never_ran_widens_its_band(make_pool, make_run):
    run = make_run(batch=512, stack_release="NeMo 26.06", recipe=SUPPLIER)
    longer = replace(run, seq_len=131_072, global_batch=64)
    pool = make_pool(devices=64)
    table = load_calibration()
    assert features_of(pool, longer, table) - features_of(pool, run, table) == {"long sequences"}
    layout = best_layout(pool, run).layout
    unrun = replace(table, coverage={key: value - {"long sequences"} for key, value in table.coverage.items()})
    one, other = (estimate_layout(pool, longer, layout, calibration=item).log_sd for item in (table, unrun))
    assert one <= other
    assert estimate_layout(pool, run, layout, calibration=unrun).log_sd == estimate_layout(pool, run, layout).log_sd


def test_what_later_releases_ran_speaks_for_no_earlier_one_where_experts_are(make_run, deepseek_v3, llama_8b):
    table, pool = load_calibration(), pool_of(load_catalogue().accelerator("GB200-NVL72"), nodes=16)

    def strange(shape, release):
        run = make_run(shape, batch=512, stack_release=release, recipe=SUPPLIER)
        layout = Layout(tp=1, pp=1, vpp=1, ep=1, etp=1, cp=1, dp=64, micro_batch=1, recompute=Recompute.NONE,
                        schedule=Schedule.ONE_F_ONE_B)  # fmt: skip
        return uncertainties_of(pool, run, layout, StepShares(), table)["experts' features"]

    early, late = strange(deepseek_v3, "NeMo 25.05"), strange(deepseek_v3, "NeMo 26.04")
    assert early >= 3.0 > late == strange(llama_8b, "NeMo 25.05") == 0.0  # the generation, in this precision, its mixer


def test_learned_routing_can_only_slow_a_run_and_uncertainty_grows_with_the_expert_ranks(
    make_pool, make_run, deepseek_v3
):
    pool, run = make_pool(devices=512), make_run(deepseek_v3, batch=4096, routing=Routing.NATURAL)

    def sides(run, ep):
        layout = replace(best_layout(pool, run).layout, tp=1, pp=1, vpp=1, ep=ep, etp=1, cp=1, dp=512, micro_batch=1)
        found = estimate_layout(pool, run, replace(layout, schedule=Schedule.ONE_F_ONE_B))
        low, high = found.band
        return math.log(found.tokens_per_s / low), math.log(high / found.tokens_per_s)

    def skew(run, ep):
        slow, fast = sides(run, ep)
        return slow**2 - fast**2

    level = skew(replace(run, routing=Routing.BALANCED), 64)  # what the team's software leaves
    assert level < skew(run, 8) < skew(run, 64)
    assert skew(replace(run, overload=1.3), 64) == pytest.approx(level)  # measured: no uncertainty of that kind is left


def test_the_newest_benchmark_never_stands_for_another_generation_or_precision(make_accelerator):
    table = load_calibration()
    newest = table.release(make_accelerator(), None)
    for device, precision in (
        (make_accelerator(), TrainingPrecision.BF16),
        (make_accelerator(), TrainingPrecision.FP8),
    ):
        found = table.kernels(device, None, SUPPLIER, precision)
        wanted = {f"generation {table.generation(device)}", f"precision {precision.value}"}
        assert wanted <= table.coverage[found.key]
        assert found.date < newest.date
        assert table.kernels(device, None, MOST_TEAMS, precision) is None
    assert table.kernels(make_accelerator(), "NeMo 26.08", SUPPLIER, TrainingPrecision.BF16).key == "NeMo 26.08"


def test_launching_belongs_to_the_host_not_to_the_die(make_accelerator):
    table = load_calibration()

    def launch_s(key, recipe=SUPPLIER):
        return table.row("host_moe_s", make_accelerator(key), None, recipe).value

    assert launch_s("B300-SXM") == launch_s("H100-SXM") > launch_s("GB300-NVL72") == launch_s("GH200")
    assert launch_s("B300-SXM", Recipe(host=Host.GRACE)) == launch_s("GB300-NVL72")


def test_the_facts_of_a_recipe_choose_their_rows(make_accelerator):
    table = load_calibration()

    def coefficients(**facts):
        return table.coefficients(make_accelerator(), TrainingPrecision.BF16, recipe=Recipe(**facts))

    plain = coefficients()
    assert plain.dispatch_once == 0.0
    assert coefficients(dispatcher=Dispatcher.DEEPEP).dispatch_once == 1.0
    kernel, posted = (coefficients(dispatcher=Dispatcher.DEEPEP, fabric=fabric) for fabric in (None, Fabric.EFA))
    assert posted.dispatch_message_s > 0.0 == kernel.dispatch_message_s == plain.dispatch_message_s
    assert coefficients(fabric=Fabric.EFA).nic_all_to_all_ratio < plain.nic_all_to_all_ratio
    assert coefficients(cuda_graphs=True).recipe_host < plain.recipe_host
    assert coefficients(all_to_all_overlap=True).ep_overlap > plain.ep_overlap
    assert coefficients(fused_kernels=True).elementwise_ratio < plain.elementwise_ratio
    assert coefficients(grouped_experts=False).looped_expert_s > plain.looped_expert_s == 0.0
    assert coefficients(expandable_segments=True).fragmentation < plain.fragmentation


def test_what_the_table_says_of_software_is_marked_as_decided_by_it():
    of_software = ("release:", "software:", "recipe:", "launcher:", "dispatcher:", "fused_", "cuda_graphs:")
    said = {
        row.parameter.partition(".")[0]
        for row in load_calibration().efficiencies.values()
        if row.scope.startswith(of_software)
    }
    assert said <= BY_SOFTWARE


def test_more_of_what_software_decides_moves_a_step_the_way_its_mark_says(make_pool, make_run, deepseek_v3):
    mixers = {**deepseek_v3.channel_mixers, "moe": replace(deepseek_v3.channel_mixers["moe"], bias=True)}
    biased = replace(deepseek_v3, channel_mixers=mixers)
    run = make_run(biased, batch=4096, recipe=replace(MOST_TEAMS, dispatcher=Dispatcher.DEEPEP))
    sharded = Layout(
        tp=2,
        pp=1,
        vpp=1,
        ep=64,
        etp=1,
        cp=2,
        dp=128,
        micro_batch=1,
        recompute=Recompute.NONE,
        schedule=Schedule.ONE_F_ONE_B,
        sharding=Sharding.FULLY_SHARDED,
    )
    case = case_of(make_pool(devices=512), run, load_calibration())
    layouts = arrays_of([sharded, replace(sharded, sharding=Sharding.ZERO_1)])

    def step_s(name, value):
        moved = replace(case, coefficients=replace(case.coefficients, **{name: value}))
        return float(step_times(moved, layouts).step_s.sum())

    for name in QUICKENING | SLOWING:
        less, more = (step_s(name, value) for value in (0.25, 0.75))
        assert (more < less) if name in QUICKENING else (more > less), name


def test_no_overlap_takes_every_overlap_away(make_accelerator):
    bare = load_calibration().coefficients(make_accelerator(), TrainingPrecision.BF16, overlap=False)
    assert {getattr(bare, name) for name in OVERLAPS} == {0.0}


@pytest.mark.parametrize(
    ("stack", "name"), [("ROCm (HIP)", "ROCm"), ("MACA / MXMACA (CUDA compatible)", "MACA"), ("", "")]
)
def test_a_stack_is_known_by_its_first_word(stack, name, make_accelerator):
    assert stack_of(make_accelerator(stack=stack)) == name


@pytest.mark.parametrize(
    "named", [None, "NeMo 26.08", "InternEvo", "TorchTitan", "arXiv 2104", "MLPerf 5.0", "llm-foundry"]
)
@pytest.mark.parametrize("stated", [Recipe(), Recipe(dispatcher=Dispatcher.DEEPEP, all_to_all_overlap=True)])
def test_no_recipe_has_faster_software_than_a_faster_one(make_accelerator, named, stated):
    table = load_calibration()
    order = (RecipeName.SUPPLIER, RecipeName.TUNED, RecipeName.MOST_TEAMS)
    devices = [make_accelerator(key, stack=stack) for key, stack in (("H100-SXM", "CUDA"), ("MI355X", "ROCm"))]
    for device in [*devices, make_accelerator("Ascend-910C", stack="CANN"), make_accelerator("new", stack="other")]:
        found = [
            table.coefficients(device, TrainingPrecision.BF16, named, recipe=replace(stated, name=name))
            for name in order
        ]
        for faster, slower in pairwise(found):
            assert all(getattr(faster, name) >= getattr(slower, name) for name in QUICKENING)
            assert all(getattr(faster, name) <= getattr(slower, name) for name in SLOWING)
