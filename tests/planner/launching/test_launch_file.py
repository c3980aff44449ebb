import os
import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.errors import UserError
from planner.examples import example_plan
from planner.launching.arguments import words_of
from planner.launching.job import LaunchJob, launch_jobs
from planner.launching.launch_file import launch_text, whole_arguments
from planner.launching.megatron import megatron_arguments, refusals, remarks, script_of, tokenizer_arguments
from planner.launching.megatron_layout import parallel_arguments, pipeline_layout
from planner.launching.megatron_model import shape_arguments
from planner.launching.megatron_stack import is_describable
from planner.performance.training.layer_counts import stage_sizes
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.training_run import TrainingPrecision, TrainingRun

DEEPSEEK_LAYOUT = Layout(
    tp=2,
    pp=16,
    vpp=1,
    ep=64,
    etp=1,
    cp=1,
    dp=64,
    micro_batch=1,
    recompute=Recompute.SELECTIVE,
    schedule=Schedule.DUALPIPE,
)


def job_of(key: str, layout: Layout, *, precision: TrainingPrecision = TrainingPrecision.BF16) -> LaunchJob:
    run = TrainingRun(shape=shape_preset(key), tokens=1e12, seq_len=4096, global_batch=64, precision=precision)
    devices = layout.tp * layout.cp * layout.pp * layout.dp
    return LaunchJob(
        number=1,
        name="H100",
        run=run,
        layout=layout,
        accelerator=None,
        nodes=devices // 8,
        devices_per_node=8,
        global_batch=64,
        samples=1000,
    )


def _flags(arguments: list[tuple[str, ...]]) -> dict[str, str]:
    return {argument[0]: " ".join(argument[1:]) for argument in arguments}


def test_deepseek_v3_is_described_as_its_own_configuration_says():
    flags = _flags(shape_arguments(shape_preset("deepseek-v3")))
    assert flags["--num-layers"] == "61"
    assert flags["--hidden-size"] == "7168"
    assert flags["--ffn-hidden-size"] == "18432"
    assert flags["--num-attention-heads"] == "128"
    assert "--multi-latent-attention" in flags
    assert (flags["--q-lora-rank"], flags["--kv-lora-rank"]) == ("1536", "512")
    assert (flags["--qk-head-dim"], flags["--qk-pos-emb-head-dim"], flags["--v-head-dim"]) == ("128", "64", "128")
    assert flags["--moe-layer-freq"] == "([0]*3+[1]*58)"
    assert (flags["--num-experts"], flags["--moe-router-topk"], flags["--moe-ffn-hidden-size"]) == ("256", "8", "2048")
    assert flags["--moe-shared-expert-intermediate-size"] == "2048"
    assert (flags["--moe-router-num-groups"], flags["--moe-router-group-topk"]) == ("8", "4")
    assert "--swiglu" in flags
    assert "--untie-embeddings-and-output-weights" in flags
    assert (flags["--rotary-base"], flags["--norm-epsilon"]) == ("10000", "1e-06")
    assert "--qk-layernorm" in flags
    assert (flags["--moe-router-score-function"], flags["--moe-router-topk-scaling-factor"]) == ("sigmoid", "2.5")
    assert (flags["--moe-router-dtype"], flags["--moe-router-load-balancing-type"]) == ("fp32", "seq_aux_loss")
    assert "--moe-router-enable-expert-bias" in flags
    assert flags["--hidden-dropout"] == flags["--attention-dropout"] == "0.0"


def test_a_dense_shape_has_grouped_queries_and_no_experts():
    flags = _flags(shape_arguments(shape_preset("llama-3-70b")))
    assert flags["--num-query-groups"] == "8"
    assert not [name for name in flags if "moe" in name or "expert" in name]


def test_alternating_windows_are_described():
    flags = _flags(shape_arguments(shape_preset("gpt-oss-120b")))
    assert flags["--window-size"] == "(127,0)"
    assert flags["--window-attn-skip-freq"] == "2"


def test_a_layout_becomes_its_arguments():
    flags = _flags(parallel_arguments(shape_preset("deepseek-v3"), DEEPSEEK_LAYOUT, 4096))
    assert flags["--tensor-model-parallel-size"] == "2"
    assert "--sequence-parallel" in flags
    assert flags["--pipeline-model-parallel-size"] == "16"
    assert flags["--expert-model-parallel-size"] == "64"
    assert flags["--expert-tensor-parallel-size"] == "1"
    assert flags["--recompute-granularity"] == "selective"
    assert "--use-distributed-optimizer" in flags
    uneven = flags["--pipeline-model-parallel-layout"]
    assert uneven.count("|") == 15
    assert uneven.count("t") == 61


@pytest.mark.parametrize(
    ("mode", "modules"),
    [
        (Recompute.ACTIVATIONS, "layernorm moe_act"),
        (Recompute.UP_PROJECTIONS, "mla_up_proj"),
        (Recompute.SELECTIVE, "layernorm moe_act mla_up_proj"),
        (Recompute.FEED_FORWARD, "layernorm mla_up_proj moe mlp"),
        (Recompute("core_attn"), "core_attn"),
        (Recompute("shared_experts+moe_act+mlp"), "moe_act mlp shared_experts"),
    ],
)
def test_recomputed_modules_are_named_as_megatron_core_names_them(mode, modules):
    layout = replace(DEEPSEEK_LAYOUT, recompute=mode)
    arguments = _flags(parallel_arguments(shape_preset("deepseek-v3"), layout, 4096))
    assert arguments["--recompute-modules"] == modules


def test_modules_that_a_model_has_none_of_are_not_named_and_operations_are_no_modules():
    layout = replace(DEEPSEEK_LAYOUT, ep=1, recompute=Recompute("layernorm+mla_up_proj+moe+mlp"))
    arguments = _flags(parallel_arguments(shape_preset("llama-3-70b"), layout, 4096))
    assert arguments["--recompute-modules"] == "layernorm mlp"
    job = job_of("deepseek-v3", replace(DEEPSEEK_LAYOUT, recompute=Recompute.BY_OPERATION))
    assert any("not operations" in why for why in refusals(job))


def test_an_even_interleaved_pipeline_and_full_recompute():
    layout = replace(DEEPSEEK_LAYOUT, pp=4, vpp=2, recompute=Recompute.FULL, schedule=Schedule.INTERLEAVED)
    flags = _flags(parallel_arguments(shape_preset("llama-3-70b"), replace(layout, micro_batch_group=6), 4096))
    assert flags["--num-virtual-stages-per-pipeline-rank"] == "2"
    assert flags["--microbatch-group-size-per-virtual-pipeline-stage"] == "6"
    assert flags["--recompute-granularity"] == "full"
    assert "--expert-model-parallel-size" not in flags


def test_an_uneven_interleaved_pipeline_names_its_stages_and_its_group():
    layout = replace(DEEPSEEK_LAYOUT, pp=8, vpp=4, schedule=Schedule.INTERLEAVED, micro_batch_group=9)
    flags = _flags(parallel_arguments(shape_preset("deepseek-v3"), layout, 4096))
    assert flags["--pipeline-model-parallel-layout"].count("|") == 8 * 4 - 1
    assert flags["--microbatch-group-size-per-virtual-pipeline-stage"] == "9"
    assert "--num-virtual-stages-per-pipeline-rank" not in flags  # Megatron-Core takes one of the two


def test_a_pipeline_that_is_not_interleaved_has_no_group():
    flags = _flags(parallel_arguments(shape_preset("deepseek-v3"), replace(DEEPSEEK_LAYOUT, pp=8), 4096))
    assert "--microbatch-group-size-per-virtual-pipeline-stage" not in flags


def test_experts_with_tensor_parallelism_keep_sequence_parallelism():
    layout = replace(DEEPSEEK_LAYOUT, sequence_parallel=False)
    assert "--sequence-parallel" in _flags(parallel_arguments(shape_preset("deepseek-v3"), layout, 4096))
    assert "--sequence-parallel" not in _flags(parallel_arguments(shape_preset("llama-3-8b"), layout, 4096))


def test_routing_to_one_expert_takes_the_softmax_before_the_choice():
    mixtral = shape_preset("mixtral-8x7b")
    one = replace(mixtral, channel_mixers={"moe": msgspec.structs.replace(mixtral.routed, top_k=1)})
    assert "--moe-router-pre-softmax" in _flags(shape_arguments(one))
    assert "--moe-router-pre-softmax" not in _flags(shape_arguments(shape_preset("mixtral-8x7b")))


def test_recompute_of_half_the_layers_counts_them_in_each_virtual_stage():
    layout = replace(
        DEEPSEEK_LAYOUT,
        pp=4,
        vpp=2,
        recompute=Recompute.FULL,
        recompute_share=0.5,
        schedule=Schedule.INTERLEAVED,
    )
    flags = _flags(parallel_arguments(shape_preset("llama-3-70b"), layout, 4096))
    assert flags["--recompute-method"] == "block"
    assert flags["--recompute-num-layers"] == "5"  # half of 80 layers over 8 virtual stages


def test_full_sharding_replaces_the_distributed_optimizer():
    flags = _flags(
        parallel_arguments(
            shape_preset("llama-3-8b"), replace(DEEPSEEK_LAYOUT, pp=1, sharding=Sharding.FULLY_SHARDED), 4096
        )
    )
    assert flags["--data-parallel-sharding-strategy"] == "optim_grads_params"
    assert flags["--ckpt-format"] == "fsdp_dtensor"


@given(layers=st.integers(1, 200), mtp=st.integers(0, 3), stages=st.integers(1, 64))
def test_an_uneven_pipeline_keeps_every_layer_in_order_and_all_mtp_layers_last(layers: int, mtp: int, stages: int):
    stages = min(stages, layers + min(mtp, 1))  # a stage holds a layer, or all the MTP layers
    text = pipeline_layout(layers, mtp, stages)
    assert text[0] == "E"
    assert text[-1] == "L"
    parts = text[1:-1].split("|")
    assert len(parts) == stages
    assert "".join(parts) == "t" * layers + "m" * mtp
    assert all(parts)
    assert parts[-1].count("m") == mtp
    before = [len(part) for part in parts[:-1]]
    assert not before or max(before) - min(before) <= 1
    if mtp <= (layers + mtp) // stages:
        assert max(map(len, parts)) - min(map(len, parts)) <= 1


DESCRIBABLE = [key for key in shape_keys() if is_describable(shape_preset(key))]


def test_every_shape_and_precision_has_arguments_without_blanks():
    for key in DESCRIBABLE:
        for precision in TrainingPrecision:
            job = job_of(key, replace(DEEPSEEK_LAYOUT, schedule=Schedule.ONE_F_ONE_B, tp=1), precision=precision)
            arguments = megatron_arguments(job)
            assert all(part and part == part.strip() for argument in arguments for part in argument), key
            assert len({argument[0] for argument in arguments}) == len(arguments)


def started(text: str, pool: int, tmp_path: Path, **environment: str) -> list[str]:
    """Run a launch file with a launcher that prints its environment's connections and its words."""
    launcher = tmp_path / "torchrun"
    launcher.write_text('#!/bin/sh\nfor word in "$@"; do printf "%s\\n" "$word"; done\n')
    launcher.chmod(0o755)
    file = tmp_path / "launch.sh"
    file.write_text(text)
    path = f"{tmp_path}:{os.environ['PATH']}"
    answer = subprocess.run(  # noqa: S603 - our own text
        ["bash", str(file), str(pool)],  # noqa: S607 - the system's shell
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": path, **environment},
    )
    return answer.stdout.splitlines()


def test_the_file_is_a_script_that_starts_each_pool_with_its_whole_array(
    plan: Plan, result: PlanResult, tmp_path: Path
):
    text = launch_text(plan, result)
    for job in launch_jobs(plan, result):
        words = started(text, job.number, tmp_path)
        assert words[words.index("--nnodes") + 1] == str(job.nodes)
        assert words[words.index("--nproc-per-node") + 1] == str(job.devices_per_node)
        own = words[words.index("pretrain_gpt.py") + 1 :]
        assert sorted(own) == sorted(words_of(whole_arguments(job)))
        assert own[own.index("--global-batch-size") + 1] == "8960"
        assert words[:4] == ["--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:29500"]


def test_nodes_with_numbers_keep_their_order(plan: Plan, result: PlanResult, tmp_path: Path):
    words = started(launch_text(plan, result), 1, tmp_path, NODE_RANK="3", HOST="first")
    assert words[:6] == ["--node-rank", "3", "--master-addr", "first", "--master-port", "29500"]
    assert "c10d" not in words


def test_the_pools_share_the_tokens(plan: Plan, result: PlanResult):
    assert sum(job.samples for job in launch_jobs(plan, result)) == pytest.approx(9e12 / 4096, rel=1e-6)


def test_a_pool_without_tokens_is_not_launched(example_results):
    plan, result = example_plan("ling-plus"), example_results("ling-plus")
    idle = [pool for pool in result.pools if not pool.token_share]
    jobs = launch_jobs(plan, result)
    assert idle
    assert not {job.pool for job in jobs} & {pool.pool for pool in idle}
    text = launch_text(plan, result)
    assert all(f"{pool.name} trains no token in this plan" in text for pool in idle)


def test_an_array_that_is_not_named_is_asked_for(plan: Plan, result: PlanResult, tmp_path: Path):
    file = tmp_path / "launch.sh"
    file.write_text(launch_text(plan, result))
    answer = subprocess.run(["bash", str(file)], capture_output=True, text=True, check=False)  # noqa: S603, S607 - our own text
    assert answer.returncode == 2
    assert "Name an array: 1 or 2." in answer.stderr


def test_one_job_over_two_suppliers_is_called_unsupported(plan: Plan, result: PlanResult):
    joint = replace(result, mixing=replace(result.mixing, strategy="data-parallel"))
    assert "does not support one job over" in launch_text(plan, joint)


def test_a_plan_name_cannot_leave_its_comment(plan: Plan, result: PlanResult):
    text = launch_text(replace(plan, name="x\nrm -rf /"), result)
    assert not [line for line in text.splitlines() if line.startswith("rm")]


def test_a_schedule_that_megatron_lacks_is_said():
    assert any("assumes the dualpipe schedule" in line for line in remarks(job_of("deepseek-v3", DEEPSEEK_LAYOUT)))


def test_what_a_plan_does_not_know_is_marked_and_has_a_trial_value(plan: Plan, result: PlanResult):
    text = launch_text(plan, result)
    assert "# SET what a plan does not know" in text
    for mark in ("LR=", "DATA=(--mock-data)", "TOKENIZER=()", "SAVE=()", "HOST="):
        assert f"\n{mark}" in text


def test_a_pipeline_without_a_legal_group_is_refused():
    interleaved = replace(DEEPSEEK_LAYOUT, vpp=2, schedule=Schedule.INTERLEAVED, micro_batch_group=None)
    with pytest.raises(UserError, match="no group of micro-batches is legal for 16 stages and 1 micro-batches"):
        megatron_arguments(job_of("deepseek-v3", interleaved))


def test_experts_with_biases_are_not_cut_by_tensor_parallelism():
    job = job_of("gpt-oss-120b", replace(DEEPSEEK_LAYOUT, schedule=Schedule.ONE_F_ONE_B, etp=2, ep=32))
    assert any("biases in its experts" in why for why in refusals(job))
    assert not list(refusals(replace(job, layout=replace(job.layout, etp=1))))


def test_maverick_alternates_dense_and_routed_layers():
    flags = _flags(shape_arguments(shape_preset("llama-4-maverick")))
    assert flags["--moe-layer-freq"] == "([0,1]*24)"


@pytest.mark.parametrize(
    ("key", "flags", "not_flags"),
    [
        ("qwen3-8b", {"--qk-layernorm", "--swiglu", "--disable-bias-linear"}, {"--add-qkv-bias"}),
        ("glm-4.5", {"--qk-layernorm", "--add-qkv-bias"}, set()),
        ("gpt3-175b", set(), {"--disable-bias-linear", "--swiglu", "--rotary-base"}),
        ("nemotron-4-340b", {"--squared-relu", "--apply-layernorm-1p"}, {"--swiglu"}),
        ("gpt-oss-20b", {"--quick-geglu", "--softmax-type"}, {"--swiglu", "--disable-bias-linear"}),
        ("qwen2-57b-a14b", {"--add-qkv-bias", "--moe-router-pre-softmax", "--moe-shared-expert-gate"}, set()),
    ],
)
def test_norms_biases_and_activations_are_those_of_the_model(key: str, flags: set[str], not_flags: set[str]):
    found = _flags(shape_arguments(shape_preset(key)))
    assert flags <= set(found)
    assert not not_flags & set(found)


def test_a_model_of_which_only_sizes_are_known_says_so(plan: Plan, result: PlanResult):
    own = replace(
        plan, workload=replace(plan.training, shape=replace(plan.training.shape, key="config:mine", name="mine"))
    )
    assert "Nothing beyond sizes is known of this model" in launch_text(own, result)


def test_a_plan_without_pools_has_nothing_to_launch(plan: Plan, result: PlanResult):
    with pytest.raises(UserError, match="nothing to launch"):
        launch_text(plan, replace(result, pools=()))


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("kimi-linear-48b-a3b", "Kimi Delta Attention"),
        ("ling-2.5-1t", "lightning attention"),
        ("jamba-1.5-mini", "Mamba-1"),
        ("minimax-m3", "attention to blocks of keys that an indexer picks"),
        ("step-3", "queries of low rank"),
        ("longcat-flash", "two channel mixers on one input"),
        ("deepseek-v4-flash", "hyper-connections"),
    ],
)
def test_kinds_of_layers_that_megatron_core_does_not_build_are_named(key: str, kind: str):
    with pytest.raises(UserError, match=f"has no arguments for .*{kind}"):
        megatron_arguments(job_of(key, replace(DEEPSEEK_LAYOUT, schedule=Schedule.ONE_F_ONE_B)))


def test_a_pattern_of_half_layers_is_cut_into_the_stages_of_the_plan():
    layout = replace(DEEPSEEK_LAYOUT, tp=1, pp=4, schedule=Schedule.ONE_F_ONE_B)
    job = job_of("nemotron-3-super", layout)
    flags = _flags(megatron_arguments(job))
    main, module = flags["--hybrid-layer-pattern"].split("/")
    assert (main.count("M"), main.count("E"), main.count("*")) == (40, 40, 8)
    assert [len(stage) for stage in main.split("|")] == list(stage_sizes(job.shape, 4096, 4))
    assert (module, flags["--mtp-num-layers"]) == ("*E", "1")
    assert flags["--spec"].split()[1] == "hybrid_stack_spec"
    assert (flags["--mamba-num-heads"], flags["--moe-latent-size"]) == ("128", "1024")
    assert not {"--num-layers", "--moe-layer-freq", "--pipeline-model-parallel-layout"} & set(flags)
    assert script_of(job) == "pretrain_hybrid.py"


def test_stages_of_shared_picks_begin_with_a_layer_that_picks():
    layout = replace(DEEPSEEK_LAYOUT, tp=1, pp=4, schedule=Schedule.ONE_F_ONE_B)
    flags = _flags(megatron_arguments(job_of("glm-5.2", layout)))
    assert (flags["--dsa-indexer-topk-freq"], flags["--dsa-indexer-skip-topk-offset"]) == ("4", "3")
    stages = flags["--pipeline-model-parallel-layout"].split("|")
    firsts = [sum(stage.count("t") for stage in stages[:place]) + 1 for place in range(1, 4)]
    assert all((first - 3) % 4 == 0 for first in firsts)
    with pytest.raises(UserError, match="picks do not go from stage to stage"):
        megatron_arguments(job_of("glm-5.2", replace(layout, pp=32)))


def test_gated_delta_layers_are_all_but_every_fourth():
    flags = _flags(shape_arguments(shape_preset("qwen3-next-80b-a3b")))
    assert (flags["--experimental-attention-variant"], flags["--linear-attention-freq"]) == ("gdn", "4")
    assert (flags["--linear-num-value-heads"], flags["--linear-key-head-dim"]) == ("32", "128")
    assert "--attention-output-gate" in flags


def test_most_shapes_are_described_by_arguments():
    assert {"deepseek-v3", "ling-plus", "gpt-oss-120b", "llama-4-scout"} <= set(DESCRIBABLE)
    assert len(DESCRIBABLE) == 75


def test_routed_layers_stand_in_their_order():
    arguments = dict(argument for argument in shape_arguments(shape_preset("llama-4-maverick")) if len(argument) == 2)
    assert arguments["--moe-layer-freq"] == "([0,1]*24)"


@pytest.mark.parametrize(("packages", "dies"), [(8, 2), (4, 2), (8, 1)], ids=["910C", "MI250X", "H100"])
def test_a_node_starts_the_devices_that_its_software_counts(plan: Plan, result: PlanResult, packages: int, dies: int):
    spell = next(one for one in result.mixing.timetable if one.kind == "work")
    (pool, at_work), *_ = spell.at_work.items()
    own = replace(spell, at_work={pool: replace(at_work, devices_per_node=packages * dies)})
    (job,) = launch_jobs(plan, replace(result, mixing=replace(result.mixing, timetable=(own,))))
    assert (job.nodes, job.devices_per_node) == (at_work.devices // (packages * dies), packages * dies)


def test_the_trials_tokenizer_has_the_models_own_vocabulary():
    run = TrainingRun(shape=shape_preset("deepseek-v3"), tokens=1e12, seq_len=4096, global_batch=64)
    assert tokenizer_arguments(run) == [("--tokenizer-type", "NullTokenizer"), ("--vocab-size", "129280")]
