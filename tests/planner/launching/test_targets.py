"""Files for other frameworks: each says the planned layout, and what it cannot say is refused."""

import json
import shlex
import tomllib
from collections.abc import Callable

import pytest
import yaml
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.launching.arguments import flags_of
from planner.launching.bridge import bridge_entries, bridge_text
from planner.launching.job import LaunchJob, devices_of_a_node, launch_jobs
from planner.launching.launch_file import MINDSPEED, framework_of
from planner.launching.megatron import megatron_arguments
from planner.launching.mindspeed import mindspeed_arguments
from planner.launching.mindspeed_layers import noop_layers
from planner.launching.primus import primus_text
from planner.launching.targets import target_text, targets
from planner.launching.torchtitan import stage_modules, torchtitan_text
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.workload.presets import shape_preset
from planner.workload.states import AdaptedModule, Lora, States
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun

LAYOUT = Layout(
    tp=2,
    pp=8,
    vpp=1,
    ep=16,
    etp=1,
    cp=1,
    dp=16,
    micro_batch=1,
    recompute=Recompute.NONE,
    schedule=Schedule.ONE_F_ONE_B,
)


def job_on(accelerator: str, key: str = "deepseek-v3", layout: Layout = LAYOUT, **run: object) -> LaunchJob:
    found = load_catalogue().accelerator(accelerator)
    devices = layout.tp * layout.pp * layout.cp * layout.dp
    per_node = devices_of_a_node(devices, 16 if accelerator == "Ascend-910C" else 8)
    training = TrainingRun(shape=shape_preset(key), tokens=1e12, seq_len=4096, global_batch=512, **run)  # type: ignore[arg-type]
    return LaunchJob(
        number=1,
        name=found.name,
        run=training,
        layout=layout,
        accelerator=found,
        nodes=devices // per_node,
        devices_per_node=per_node,
        global_batch=512,
        samples=100_000,
    )


def test_ascend_runs_mindspeed_with_layers_that_do_nothing_for_uneven_stages():
    job = job_on("Ascend-910C")
    flags = flags_of(mindspeed_arguments(job))
    assert framework_of(job) is MINDSPEED
    assert flags["--num-layers"] == ("64",)  # 61 on 8 stages
    assert flags["--noop-layers"] == ("47,55,63",)
    assert flags["--first-k-dense-replace"] == ("3",)
    assert flags["--spec"] == ("mindspeed_llm.tasks.models.spec.deepseek_spec", "layer_spec")
    assert not {"--pipeline-model-parallel-layout", "--rope-type", "--no-rope-fusion"} & set(flags)
    assert job.devices_per_node == 16


def test_the_v_of_mindspeed_is_asked_for_and_reduces_gradients_without_overlap():
    flags = flags_of(mindspeed_arguments(job_on("Ascend-910B2", layout=replace(LAYOUT, schedule=Schedule.DUALPIPE_V))))
    assert flags["--schedules-method"] == ("dualpipev",)
    assert not {"--overlap-grad-reduce", "--overlap-param-gather"} & set(flags)
    assert flags["--num-layers"] == ("64",)  # the V has 16 stages of four


def test_noop_layers_never_stand_before_the_last_stages():
    assert noop_layers(60, 12) == ()
    for layers, stages in ((61, 16), (94, 32), (7, 4)):
        whole = -(-layers // stages) * stages
        noop = noop_layers(layers, stages)
        assert len(noop) == whole - layers
        assert max(noop) == whole - 1


@pytest.mark.parametrize("key", ["gpt-oss-120b", "llama-4-maverick", "gemma-3-27b", "grok-1"])
def test_mindspeed_refuses_models_that_its_megatron_does_not_know(key: str):
    with pytest.raises(UserError, match="MindSpeed-LLM does not run"):
        mindspeed_arguments(job_on("Ascend-910B2", key))


def test_mindspeed_refuses_full_sharding_and_other_schedules():
    with pytest.raises(UserError, match="does not shard weights"):
        mindspeed_arguments(job_on("Ascend-910B2", layout=replace(LAYOUT, sharding=Sharding.FULLY_SHARDED)))
    with pytest.raises(UserError, match="has no zero-bubble schedule"):
        mindspeed_arguments(job_on("Ascend-910B2", layout=replace(LAYOUT, schedule=Schedule.ZERO_BUBBLE)))


def test_primus_reads_the_layout_and_the_zero_bubble_schedule():
    job = job_on("MI300X", layout=replace(LAYOUT, schedule=Schedule.ZERO_BUBBLE))
    trainer = yaml.safe_load(primus_text(job))["modules"]["pre_trainer"]
    overrides = trainer["overrides"]
    assert trainer["framework"] == "megatron"
    assert (overrides["tensor_model_parallel_size"], overrides["pipeline_model_parallel_size"]) == (2, 8)
    assert (overrides["num_layers"], overrides["moe_layer_freq"]) == (61, "([0]*3+[1]*58)")
    assert overrides["patch_zero_bubble"] is True
    assert overrides["add_bias_linear"] is False
    assert overrides["hidden_dropout"] == 0.0
    assert overrides["mock_data"] is True


def test_primus_builds_a_pattern_as_its_hybrid_model():
    trainer = yaml.safe_load(primus_text(job_on("MI300X", "nemotron-3-nano", replace(LAYOUT, tp=1, pp=2, ep=8))))
    module = trainer["modules"]["pre_trainer"]
    assert (module["model"], module["overrides"]["model_type"]) == ("hybrid_model_base.yaml", "mamba")
    assert module["overrides"]["hybrid_layer_pattern"].count("|") == 1
    assert module["overrides"]["spec"][1] == "hybrid_stack_spec"


def test_primus_gets_lists_as_lists_and_the_fields_that_megatron_fills():
    up = replace(LAYOUT, recompute=Recompute.UP_PROJECTIONS)
    document = yaml.safe_load(primus_text(job_on("MI300X", layout=up)))
    overrides = document["modules"]["pre_trainer"]["overrides"]
    assert overrides["recompute_modules"] == ["mla_up_proj"]
    assert overrides["layernorm_epsilon"] == 1e-6
    assert "norm_epsilon" not in overrides
    learned = yaml.safe_load(primus_text(job_on("MI300X", "gpt3-175b", replace(LAYOUT, ep=1))))
    assert learned["modules"]["pre_trainer"]["overrides"]["add_position_embedding"] is True
    assert bridge_entries(job_on("H100-SXM", layout=up))["model.recompute_modules"] == ["mla_up_proj"]


def test_primus_is_amds_alone():
    with pytest.raises(UserError, match="Primus runs on AMD's ROCm"):
        primus_text(job_on("H100-SXM"))


def test_bridge_overrides_the_fields_of_its_plain_recipe():
    entries = bridge_entries(job_on("H100-SXM", "glm-4.5", precision=TrainingPrecision.FP8))
    assert entries["model.num_moe_experts"] == 160
    assert entries["model.moe_layer_freq"] == [0] * 3 + [1] * 89
    assert (entries["model.activation_func"], entries["model.gated_linear_unit"]) == ("silu", True)
    assert entries["mixed_precision"] == "bf16_with_fp8_subchannel_scaling_mixed"
    assert entries["train.global_batch_size"] == 512
    assert entries["ddp.overlap_grad_reduce"] is True
    script = bridge_text(job_on("H100-SXM", "glm-4.5"))
    words = shlex.split(script[script.index("OVERRIDES=(") + len("OVERRIDES=(") : script.index("\n)\n")])
    assert "model.pipeline_model_parallel_size=8" in words
    freq = next(word for word in words if word.startswith("model.moe_layer_freq="))
    assert len(json.loads(freq.partition("=")[2])) == 92


def test_bridge_sets_no_field_that_its_recipe_lacks_promise():
    """GPTModelProvider has no latent attention and no table of positions of its own; samples go with no steps."""
    plain, latent = (bridge_entries(job_on("H100-SXM", key)) for key in ("glm-4.5", "deepseek-v3"))
    assert "--recipe deepseek_v3_pretrain_config " in bridge_text(job_on("H100-SXM"))
    assert not {"model.max_position_embeddings", "model.q_lora_rank", "model.kv_lora_rank"} & {*plain, *latent}
    for entries in (plain, latent):
        assert (entries["scheduler.lr_warmup_iters"], entries["train.train_iters"]) == (0, None)


def test_bridge_takes_a_models_own_recipe_where_the_plain_one_does_not_build_its_layers():
    layout = replace(LAYOUT, tp=1, pp=2, ep=8, dp=64)
    script = bridge_text(job_on("H100-SXM", "nemotron-3-super", layout))
    assert "--recipe nemotron_3_super_pretrain_16gpu_h100_bf16_config --mode pretrain" in script
    entries = bridge_entries(job_on("H100-SXM", "nemotron-3-super", layout))
    assert entries["model.hybrid_layer_pattern"].count("|") == 1
    assert entries["model.sequence_parallel"] is False
    assert not {"model.hidden_size", "model.num_moe_experts", "model.num_layers"} & set(entries)
    with pytest.raises(UserError, match=r"no recipe whose layers are those of Granite"):
        bridge_text(job_on("H100-SXM", "granite-4.0-h-small", layout))


@pytest.mark.parametrize("written", [bridge_text, megatron_arguments])
def test_adapters_that_no_launch_file_trains_lead_to_a_recipe_of_ones_own(written: Callable[[LaunchJob], object]):
    states = States(lora=Lora(rank=8, modules=(AdaptedModule.ATTENTION,)))
    with pytest.raises(UserError, match=r"no other launch file .*; write a recipe of your own .* LoRA\(dim=8") as why:
        written(job_on("H100-SXM", states=states))
    assert "export this pool" not in str(why.value)
    with pytest.raises(UserError, match="export this pool for Megatron-Bridge"):
        megatron_arguments(job_on("H100-SXM", "qwen3-30b-a3b", replace(LAYOUT, tp=1), states=states))


def test_adapters_are_launched_in_mindspeed_by_its_tuning_script():
    job = job_on("Ascend-910B2", layout=replace(LAYOUT, tp=1, dp=32), states=States(lora=Lora(rank=8)))
    flags = flags_of(mindspeed_arguments(job))
    assert (flags["--lora-r"], flags["--stage"]) == (("8",), ("sft",))
    assert set(flags["--lora-target-modules"]) >= {"linear_q_down_proj", "linear_proj", "linear_fc1", "linear_fc2"}
    assert MINDSPEED.script(job) == "posttrain_gpt.py"
    alone = States(lora=Lora(modules=(AdaptedModule.EXPERTS,)))
    with pytest.raises(UserError, match="all feed-forward products or none"):
        mindspeed_arguments(job_on("Ascend-910B2", states=alone))


def test_torchtitan_names_a_flavour_and_the_modules_of_every_stage():
    text = torchtitan_text(job_on("H100-SXM", layout=replace(LAYOUT, sharding=Sharding.FULLY_SHARDED)))
    document = tomllib.loads(text)
    assert (document["model"]["name"], document["model"]["flavor"]) == ("deepseek_v3", "671B")
    parallel = document["parallelism"]
    assert (parallel["tensor_parallel_degree"], parallel["data_parallel_shard_degree"]) == (2, 16)
    assert (parallel["expert_parallel_degree"], parallel["pipeline_parallel_degree"]) == (16, 8)
    stages = parallel["module_fqns_per_model_part"]
    assert len(stages) == 8
    assert [name for stage in stages for name in stage if name.startswith("layers")] == [
        f"layers.{n}" for n in range(61)
    ]
    assert document["training"]["local_batch_size"] == 512 // 16
    assert document["training"]["steps"] == round(100_000 / 512)


SHARDED = replace(LAYOUT, tp=1, pp=1, ep=8, dp=64, sharding=Sharding.FULLY_SHARDED)


@pytest.mark.parametrize(
    ("precision", "kind"), [(TrainingPrecision.FP8, "float8"), (TrainingPrecision.MXFP8, "mx"), ("bf16", "")]
)
def test_torchtitan_multiplies_experts_in_the_planned_format_promise(precision: TrainingPrecision, kind: str):
    run = {"precision": TrainingPrecision(precision), "routing": Routing.BALANCED}
    document = tomllib.loads(torchtitan_text(job_on("B200-SXM", "qwen3-30b-a3b", SHARDED, **run)))
    expected = [f"quantize.linear.{kind}", f"quantize.grouped_mm.{kind}"] if kind else []
    assert document["model"]["converters"] == expected
    assert document.get("quantize", {}) == ({"grouped_mm": {kind: {"fqns": ["experts"]}}} if kind else {})
    assert document["debug"] == {"moe_force_load_balance": True}


@pytest.mark.parametrize(
    ("accelerator", "key", "layout", "run", "match"),
    [
        ("H100-SXM", "deepseek-v3", replace(SHARDED, cp=2, dp=32), {}, "cuts no attention"),
        ("H100-SXM", "qwen3-30b-a3b", replace(SHARDED, dp=1, ep=1, tp=4, etp=4), {}, "in 32 bits"),
        ("H100-SXM", "llama-3-8b", replace(SHARDED, ep=1, tp=2, sharding=Sharding.NONE), {}, "replicates weights"),
        ("H100-SXM", "qwen3-30b-a3b", replace(SHARDED, ep=1, tp=4), {}, "expert-tensor size 4"),
        ("H100-SXM", "qwen3-30b-a3b", SHARDED, {"routing": Routing.CAPPED}, "drops no tokens"),
        ("H100-SXM", "gpt-oss-20b", SHARDED, {"routing": Routing.BALANCED}, "does not force"),
        ("H100-SXM", "qwen3-30b-a3b", replace(SHARDED, cp=2), {"precision": TrainingPrecision.FP8}, "one stage"),
        ("MI355X", "qwen3-30b-a3b", SHARDED, {"precision": TrainingPrecision.MXFP8}, "Blackwell"),
        ("H100-SXM", "qwen3-30b-a3b", replace(SHARDED, cp=96), {}, "does not divide sequences"),
    ],
)
def test_what_torchtitan_would_run_otherwise_is_refused_promise(
    accelerator: str, key: str, layout: Layout, run: dict, match: str
):
    with pytest.raises(UserError, match=match):
        torchtitan_text(job_on(accelerator, key, layout, **run))


def test_primus_states_what_its_own_megatron_asks_for_promise():
    flat = replace(LAYOUT, tp=1, pp=2, ep=8, dp=64)
    assert "NVTE_ROCM_ENABLE_MXFP8=1" in primus_text(job_on("MI355X", layout=flat, precision=TrainingPrecision.MXFP8))
    assert "NVTE_ROCM_ENABLE_MXFP8" not in primus_text(job_on("MI355X", layout=flat))
    hybrid = yaml.safe_load(primus_text(job_on("MI300X", "nemotron-3-nano", flat)))
    assert hybrid["modules"]["pre_trainer"]["overrides"]["num_layers"] is None  # its default of 24 is refused
    with pytest.raises(UserError, match="this model's kind of indexer"):
        primus_text(job_on("MI300X", "glm-5.2", flat))
    with pytest.raises(UserError, match="by context parallelism"):
        primus_text(job_on("MI300X", "deepseek-v3.2", replace(flat, cp=2, dp=32)))


def test_every_stage_of_torchtitan_holds_a_layer():
    assert stage_modules(4, 4)[0] == ["tok_embeddings", "layers.0"]
    assert stage_modules(1, 1) == [["tok_embeddings", "layers.0", "norm", "output"]]


@pytest.mark.parametrize(
    ("accelerator", "key", "layout", "match"),
    [
        ("H100-SXM", "ling-plus", LAYOUT, "ships no Ling-Plus"),
        ("Ascend-910B2", "deepseek-v3", LAYOUT, "runs on CUDA and ROCm"),
        ("H100-SXM", "qwen3-235b-a22b", LAYOUT, "without pipelines"),
        ("H100-SXM", "deepseek-v3", replace(LAYOUT, schedule=Schedule.DUALPIPE), "no dualpipe schedule"),
        (
            "H100-SXM",
            "deepseek-v3",
            replace(LAYOUT, schedule=Schedule.INTERLEAVED, vpp=2, pp=12, dp=16, micro_batch=1, micro_batch_group=12),
            "equal rounds",
        ),
    ],
)
def test_what_torchtitan_cannot_express_is_refused(accelerator: str, key: str, layout: Layout, match: str):
    job = replace(job_on(accelerator, key, layout), global_batch=400)
    with pytest.raises(UserError, match=match):
        torchtitan_text(job)


def test_a_plan_of_two_pools_asks_which_one_a_file_is_for(plan: Plan, result: PlanResult):
    with pytest.raises(UserError, match=r"name one of 1 .*; 2 "):
        target_text("torchtitan", plan, result)
    with pytest.raises(UserError, match="no array 7"):
        target_text("primus", plan, result, 7)
    with pytest.raises(UserError, match="There is no launch target 'slurm'"):
        target_text("slurm", plan, result)


def test_mindspeed_is_for_the_ascend_pools_of_a_plan(plan: Plan, result: PlanResult):
    text = target_text("mindspeed", plan, result)
    assert "in MindSpeed-LLM." in text
    assert set(targets()) == {"megatron", "mindspeed", "primus", "bridge", "torchtitan"}


@pytest.fixture
def piped(result: PlanResult) -> PlanResult:
    """Return a result whose two pools are stages of one pipeline, each of so many that its devices hold but a part."""
    spells = [one for one in result.mixing.timetable if one.kind == "work"]
    parts = {pool: at for one in spells for pool, at in one.at_work.items()}
    stages = {pool: replace(at, layout=replace(at.layout, pp=44, vpp=1)) for pool, at in parts.items()}
    shares = dict.fromkeys(parts, 0.5)
    whole = replace(spells[0], way="pipeline", at_work=stages, pools=tuple(parts), shares=shares)
    return replace(result, mixing=replace(result.mixing, strategy="pipeline", timetable=(whole,)))


def test_stages_of_a_pipeline_over_pools_are_never_started_as_a_job_promise(plan: Plan, piped: PlanResult):
    text = target_text("megatron", plan, piped)
    assert "torchrun " not in text
    assert text.count("holds stages of one pipeline over several pools") == 2
    with pytest.raises(UserError, match="choose a way of working whose pools each hold the model"):
        target_text("bridge", plan, piped, 2)


def test_a_file_of_one_job_says_what_it_is_a_part_of_promise(plan: Plan, result: PlanResult):
    spells = [one for one in result.mixing.timetable if one.kind == "work"]
    parts = {pool: at for one in spells for pool, at in one.at_work.items()}
    shares = dict.fromkeys(parts, 0.5)
    joint = replace(spells[0], way="data-parallel", at_work=parts, pools=tuple(parts), shares=shares)
    joined = replace(result, mixing=replace(result.mixing, strategy="data-parallel", timetable=(joint,)))
    number = next(job.number for job in launch_jobs(plan, joined) if job.stack == "CUDA")
    assert "# The pools train as one job" in target_text("bridge", plan, joined, number)
    assert "# The pools train as one job" not in target_text("bridge", plan, result, number)
