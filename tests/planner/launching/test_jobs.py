"""What is launched is the plan: its order, its layouts, its batches, its precisions and its counts of samples."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.causes import LayoutNotExported
from planner.cluster import Cluster, GroupTerms, InterPoolLink, LinkKind, NodeGroup, group_pool
from planner.errors import UserError
from planner.examples import example_names, example_plan
from planner.launching.arguments import flags_of
from planner.launching.batches import divided_batch
from planner.launching.bridge import bridge_entries, bridge_text
from planner.launching.job import LaunchJob, launch_jobs
from planner.launching.launch_file import framework_of, launch_text
from planner.launching.megatron import megatron_arguments, precision_arguments
from planner.launching.refused import refused_launches
from planner.launching.sequence import sequence_arguments, sequence_remarks
from planner.mixing.strategy import MixingChoice
from planner.performance.training.launch_rules import least_micro_batches
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.training.search import estimate_layout
from planner.plan import Plan, Programme, ProgrammeAim, ProgrammeModel, Trains
from planner.plan_result import PlanResult
from planner.planning import plan_results
from planner.planning.grounds import grounds_of
from planner.planning.remarks import remarks
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingPrecision

FAST = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=3e12, latency_s=1e-5)
FIXED = {"tp": 1, "ep": 1, "etp": 1, "cp": 1, "recompute": Recompute.NONE}


def cut(dp: int, micro_batch: int = 1, pp: int = 1, vpp: int = 1, schedule: Schedule = Schedule.ONE_F_ONE_B) -> Layout:
    return Layout(dp=dp, micro_batch=micro_batch, pp=pp, vpp=vpp, schedule=schedule, **FIXED)


def work_of(result: PlanResult) -> list:
    """Return the stretches of work by their beginning."""
    return sorted((one for one in result.mixing.timetable if one.kind == "work"), key=lambda one: one.from_day)


def assert_launches_the_plan(plan: Plan, result: PlanResult) -> tuple[LaunchJob, ...]:
    """Hold jobs to the plan: order, layouts, precisions, tokens, counts and batches."""
    jobs, spells = launch_jobs(plan, result), work_of(result)
    pools = {pool.pool: pool for pool in result.pools}
    assert [job.number for job in jobs] == list(range(1, len(jobs) + 1))
    order = list(dict.fromkeys(pool for spell in spells for pool in spell.pools))
    assert list(dict.fromkeys(job.pool for job in jobs)) == order
    for job in jobs:
        pool = pools[job.pool]
        layouts = [spell.at_work[job.pool].layout for spell in spells if job.pool in spell.at_work]
        assert replace(job.layout, micro_batch_group=None) in [replace(one, micro_batch_group=None) for one in layouts]
        assert job.run.precision.value == pool.precision
        assert job.name == pool.name
    trained = sum(job.samples for job in jobs if job.pool == jobs[0].pool or not job.batches)
    assert trained <= sum(spell.tokens for spell in spells) / plan.training.seq_len + len(jobs)
    for job in jobs:
        before = job.previous
        assert job.first_step == (0 if before is None else before.last_step)
        assert (job.last_step is None) == (not any(other.previous is job for other in jobs))
        if job.last_step is not None and not job.counts_anew:
            assert flags_of(sequence_arguments(job))["--exit-interval"] == (str(job.last_step),)
        if not job.counts_anew:
            assert job.train_samples == job.run_samples
    return jobs


@pytest.mark.parametrize("key", example_names())
def test_a_shipped_example_is_launched_as_planned(key: str, example_results):
    plan, result = example_plan(key), example_results(key)
    jobs = assert_launches_the_plan(plan, result)
    whole = plan.training.tokens / plan.training.seq_len
    if result.mixing.strategy in {"in-turn", "local-sgd"}:
        assert sum(job.samples for job in jobs) == pytest.approx(whole, abs=len(jobs))
    for job in jobs:
        assert job.run_samples == pytest.approx(whole * job.global_batch / plan.training.global_batch, abs=1)


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    def plan(*groups, **changes) -> tuple[Plan, PlanResult]:
        own = replace(small_plan, cluster=Cluster(groups=groups, inter_pool_link=FAST), **changes)
        return own, plan_results(own, small_catalogue, model=one_line_model)

    return plan


def test_the_pool_that_runs_first_is_the_first_array_and_the_next_goes_on_at_its_step(planned, make_group):
    plan, result = planned(make_group("N1", 8), make_group("H1", 16), mixing=MixingChoice(strategy="in-turn"))
    first, second = assert_launches_the_plan(plan, result)
    assert [first.pool, second.pool] == [spell.pools[0] for spell in work_of(result)]
    per_step = plan.training.tokens_per_step
    assert first.last_step == second.first_step == round(work_of(result)[0].tokens / per_step)
    # the framework reads from the checkpoint what is trained: both state the end of the run
    assert first.train_samples == second.train_samples == round(plan.training.tokens / plan.training.seq_len)
    assert "--exit-interval" not in flags_of(sequence_arguments(second))
    assert sequence_arguments(second) == []


@pytest.mark.parametrize("batch", [1024, 1000, 960])
def test_the_parts_of_a_joint_step_are_whole_and_in_sum_the_batch(planned, make_group, small_plan, batch):
    run = replace(small_plan.training, global_batch=batch)
    groups = (make_group("N1", 8), make_group("H1", 16))
    plan, result = planned(*groups, workload=run, mixing=MixingChoice(strategy="data-parallel"))
    jobs = assert_launches_the_plan(plan, result)
    shares = work_of(result)[0].shares
    assert [job.pool for job in jobs] == list(shares)
    for job in jobs:
        unit = job.layout.dp * job.layout.micro_batch
        assert job.global_batch % unit == 0
        assert job.global_batch == pytest.approx(shares[job.pool] * batch)
    assert sum(job.global_batch for job in jobs) == batch


def test_a_pool_that_waits_for_another_is_launched_alone_and_then_as_a_part(planned, make_group):
    later = make_group("H1", 16, terms=GroupTerms(from_day=20.0))
    plan, result = planned(make_group("N1", 8), later, mixing=MixingChoice(strategy="data-parallel"))
    alone, *together = assert_launches_the_plan(plan, result)
    assert alone.global_batch == plan.training.global_batch
    assert sum(job.global_batch for job in together) == plan.training.global_batch
    assert {job.first_step for job in together} == {alone.last_step}
    for job in together:
        flags = flags_of(sequence_arguments(job))
        assert flags["--override-ckpt-iteration"] == (str(alone.last_step),)  # samples count in another batch
        assert "--override-opt_param-scheduler" in flags
    assert sum(job.samples for job in (alone, *together)) == pytest.approx(1e12 / 4096, abs=3)


def test_the_batches_of_copies_sum_to_the_runs_in_every_stretch_as_each_is_planned(planned, make_group):
    groups = (
        make_group("N1", 16, site="a"),
        make_group("N1", 16, key="B", site="b", terms=GroupTerms(until_day=30.0)),
        make_group("H1", 16, terms=GroupTerms(from_day=20.0)),
    )
    plan, result = planned(*groups, mixing=MixingChoice(strategy="local-sgd"))
    jobs = launch_jobs(plan, result)
    stretches = [spell for spell in work_of(result) if spell.way == "local-sgd"]
    assert [len(spell.pools) for spell in stretches] == [2, 3, 2]
    for spell in stretches:
        own, jobs = jobs[: len(spell.pools)], jobs[len(spell.pools) :]
        assert [job.pool for job in own] == list(spell.pools)
        assert all(abs(job.global_batch - job.planned_batch) <= job.layout.dp for job in own)
        assert sum(job.global_batch for job in own) == plan.training.global_batch
        assert sum(job.samples for job in own) == pytest.approx(spell.tokens / plan.training.seq_len, abs=len(own))
    assert not jobs


def test_a_pool_of_two_sizes_is_two_arrays_each_on_its_layout(planned, make_group):
    more = make_group("N1", 16, key="B", terms=GroupTerms(from_day=60.0))
    plan, result = planned(make_group("N1", 8), more)
    small, large = assert_launches_the_plan(plan, result)
    assert (small.devices, large.devices) == (64, 192)


def test_a_result_of_an_older_program_is_launched_on_the_layout_that_it_has_of_each_pool(plan, result):
    old = tuple(replace(spell, at_work=UNSET) for spell in result.mixing.timetable)
    jobs = launch_jobs(plan, replace(result, mixing=replace(result.mixing, timetable=old)))
    assert jobs == launch_jobs(plan, result)


def test_a_programme_has_one_job_a_model_with_its_own_tokens_by_the_day_it_begins(planned, make_group):
    models = tuple(ProgrammeModel(name=name, tokens=tokens) for name, tokens in (("a", 1e12), ("b", 2e12), ("c", 5e11)))
    programme = Programme(models=models, aim=ProgrammeAim.SHORTEST)
    plan, result = planned(make_group("N1", 8), make_group("H1", 16), trains=Trains.PROGRAMME, programme=programme)
    jobs = launch_jobs(plan, result)
    assert {job.model: job.run.tokens for job in jobs} == {model.name: model.tokens for model in models}
    assert [job.model for job in jobs] == [spell.way for spell in work_of(result)]
    for job in jobs:
        assert job.samples == job.train_samples == round(job.run.tokens / 4096)
        assert (job.previous, job.last_step) == (None, None)
    text = launch_text(plan, result)
    assert all(f"# Array {job.number}: {job.model} on {job.name}," in text for job in jobs)


def test_each_array_trains_in_its_own_pools_format(plan: Plan, result: PlanResult):
    first, second = result.pools
    mixed = replace(result, pools=(first, replace(second, precision="fp8")))
    ascend, nvidia = assert_launches_the_plan(plan, mixed)
    assert "--fp8-format" not in flags_of(precision_arguments(ascend))
    assert flags_of(precision_arguments(nvidia))["--fp8-recipe"] == ("blockwise",)


@pytest.mark.parametrize(
    ("key", "recipe", "mixed"),
    [
        ("H100-SXM", "blockwise", "bf16_with_fp8_subchannel_scaling_mixed"),
        ("L40S", "tensorwise", "bf16_with_fp8_current_scaling_mixed"),
        ("MI300X", "tensorwise", ""),
        ("Ascend-950DT", "tensorwise", ""),
    ],
)
def test_plain_fp8_is_scaled_as_the_devices_software_can(plan: Plan, result: PlanResult, key, recipe, mixed):
    job = launch_jobs(plan, result)[0]
    run = replace(job.run, precision=TrainingPrecision.FP8)
    own = replace(job, run=run, accelerator=load_catalogue().accelerators[key], last_step=None)
    assert flags_of(precision_arguments(own))["--fp8-recipe"] == (recipe,)
    if mixed:
        assert bridge_entries(own)["mixed_precision"] == mixed


def test_a_checkpoint_of_another_framework_is_converted_and_that_is_said(plan: Plan, result: PlanResult):
    ascend, nvidia = launch_jobs(plan, result)
    assert [framework_of(job).name for job in (ascend, nvidia)] == ["MindSpeed-LLM", "Megatron-Core"]
    flags = flags_of(megatron_arguments(nvidia))
    assert {"--no-load-optim", "--no-load-rng"} <= set(flags)
    assert flags["--override-ckpt-iteration"] == (str(ascend.last_step),)
    said = " ".join(sequence_remarks(nvidia))
    for words in ("MindSpeed-LLM's format", "convert_ckpt_v2.py", "with 88 layers", "carries weights alone"):
        assert words in said
    # the other way round its older Megatron cannot be told what went before
    turned = replace(ascend, previous=replace(nvidia, previous=None), first_step=100, last_step=None)
    assert turned.train_samples == turned.run_samples - 100 * turned.global_batch
    assert "Samples count anew" in " ".join(sequence_remarks(turned))
    assert flags_of(sequence_arguments(turned)).keys() == {"--finetune", "--no-load-optim", "--no-load-rng"}


@pytest.mark.parametrize("key", example_names())
def test_a_shipped_example_has_a_launch_file(key: str, example_results):
    plan, result = example_plan(key), example_results(key)
    assert list(refused_launches(plan, result)) == []
    assert not [remark for remark in result.remarks if remark.code == LayoutNotExported.code()]


def test_a_layout_that_its_software_refuses_is_said_with_the_plan(plan: Plan, result: PlanResult):
    spell = next(one for one in work_of(result) if "910B2" in one.way)
    (pool, at_work), *_ = spell.at_work.items()
    sharded = replace(at_work, layout=replace(at_work.layout, sharding=Sharding.FULLY_SHARDED))
    own = replace(spell, at_work={pool: sharded})
    refused = replace(result, mixing=replace(result.mixing, timetable=(own,)))
    (found,) = refused_launches(plan, refused)
    assert found[:2] == ("Ascend 910B2", "MindSpeed-LLM")
    said = [one.words for one in remarks(plan, refused, None, grounds_of(plan))]
    assert any("has no launch file as it is planned. MindSpeed-LLM's Megatron does not shard" in one for one in said)


def test_a_model_that_megatron_cannot_describe_is_not_refused_where_another_framework_trains_it(plan, result):
    spell = next(one for one in work_of(result) if "910B2" not in one.way)
    own = replace(result, mixing=replace(result.mixing, timetable=(spell,)))
    v4 = replace(plan, workload=replace(plan.workload, shape=shape_preset("deepseek-v4-pro")))
    (job,) = launch_jobs(v4, own)
    with pytest.raises(UserError, match="Megatron-Core has no arguments"):
        launch_text(v4, own)
    assert "--recipe deepseek_v4_pro" in bridge_text(job)
    assert list(refused_launches(v4, own)) == []


def test_the_parts_of_a_batch_are_the_planned_shares_and_of_an_older_program_the_nearest():
    assert divided_batch(2048, [cut(128), cut(512)], [0.25, 0.75]) == (512, 1536)
    assert divided_batch(100, [cut(12), cut(8)], [0.62, 0.38]) == (60, 40)
    assert divided_batch(100, [cut(12), cut(8)], [0.99, 0.01]) == (96, 8)  # no pool at work has none


@pytest.mark.parametrize(("nodes", "batch"), [((3, 5), 60), ((12, 8), 128), ((64, 16), 1536)])
def test_a_step_of_one_job_takes_what_the_slowest_launched_part_takes(nodes, batch):
    mixed = example_plan("mixtral-8x22b-b200-mi325x")
    groups = tuple(replace(group, nodes=many) for group, many in zip(mixed.cluster.groups, nodes, strict=True))
    no_wait = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=1e15, latency_s=0.0)
    mixed = replace(
        mixed,
        cluster=replace(mixed.cluster, groups=groups, inter_pool_link=no_wait, pair_links=()),
        workload=replace(mixed.training, global_batch=batch),
        mixing=MixingChoice(strategy="data-parallel"),
        baseline=None,
    )
    result = plan_results(mixed)
    jobs, step_s = launch_jobs(mixed, result), result.step_s
    assert len(jobs) == 2
    assert sum(job.global_batch for job in jobs) == batch
    alone_s = []
    for job, group in zip(jobs, groups, strict=True):
        assert job.micro_batches >= least_micro_batches(job.layout)
        pool = replace(group_pool(group, mixed.catalogue), devices=job.devices)
        run = replace(job.run, global_batch=job.global_batch)
        alone = estimate_layout(pool, run, job.layout)
        alone_s.append(alone.step_s)
        (row,) = (one for one in result.pools if one.accelerator == group.accelerator)
        assert row.estimate.layout == job.layout
        assert alone.memory_bytes <= row.estimate.memory_bytes * (1 + 1e-9)
    assert max(alone_s) <= step_s <= 1.1 * max(alone_s)  # the slowest tail ends it, whoever computes longest


def test_the_v_of_mindspeed_takes_one_micro_batch_less_than_two_a_stage():
    assert least_micro_batches(cut(1, pp=8, schedule=Schedule.DUALPIPE_V)) == 15


def test_a_part_of_a_joint_step_takes_the_memory_that_the_plan_states_promise():
    """Ten micro-batches of a pipeline that holds more in flight for the whole batch: less is held, and said."""
    base = example_plan("ling-plus")
    groups = tuple(
        NodeGroup(key=key, accelerator=key, nodes=nodes, offer=None)
        for key, nodes in (("MI325X", 250), ("H800-SXM", 64))
    )
    run = replace(base.training, shape=shape_preset("hunyuan-a13b"), global_batch=1000)
    cluster = Cluster(groups=groups, inter_pool_link=InterPoolLink(bytes_per_s=1e11))
    mixing = MixingChoice(strategy="data-parallel")
    plan = replace(base, workload=run, catalogue=load_catalogue(), cluster=cluster, mixing=mixing, measured_runs=())
    result = plan_results(plan)
    pools = {pool.pool: pool.estimate for pool in result.pools}
    jobs = launch_jobs(plan, result)
    assert any(job.layout.vpp > 1 for job in jobs)
    for job in jobs:
        (group,) = (one for one in groups if one.accelerator == job.accelerator.key)
        own = estimate_layout(
            group_pool(group, plan.catalogue, job.nodes), replace(run, global_batch=job.global_batch), job.layout
        )
        assert own.memory_bytes == pytest.approx(pools[job.pool].memory_bytes, rel=1e-6)
