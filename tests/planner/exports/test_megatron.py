import shlex
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UserError
from planner.exports.megatron import launch_text, parallel_arguments, pipeline_layout, pool_arguments, shape_arguments
from planner.performance.layout import Layout, Recompute, Schedule, Sharding
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
    assert flags["--vocab-size"] == "129280"
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
    flags = _flags(parallel_arguments(shape_preset("deepseek-v3"), DEEPSEEK_LAYOUT))
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
    ],
)
def test_recomputed_modules_are_named_as_megatron_core_names_them(mode, modules):
    layout = replace(DEEPSEEK_LAYOUT, recompute=mode)
    arguments = _flags(parallel_arguments(shape_preset("deepseek-v3"), layout))
    assert arguments["--recompute-modules"] == modules


def test_an_even_interleaved_pipeline_and_full_recompute():
    layout = replace(DEEPSEEK_LAYOUT, pp=4, vpp=2, recompute=Recompute.FULL, schedule=Schedule.INTERLEAVED)
    flags = _flags(parallel_arguments(shape_preset("llama-3-70b"), replace(layout, micro_batch_group=6)))
    assert flags["--num-virtual-stages-per-pipeline-rank"] == "2"
    assert flags["--microbatch-group-size-per-virtual-pipeline-stage"] == "6"
    assert flags["--recompute-granularity"] == "full"
    assert "--expert-model-parallel-size" not in flags


def test_an_uneven_interleaved_pipeline_names_its_stages_and_its_group():
    layout = replace(DEEPSEEK_LAYOUT, pp=8, vpp=4, schedule=Schedule.INTERLEAVED, micro_batch_group=9)
    flags = _flags(parallel_arguments(shape_preset("deepseek-v3"), layout))
    assert flags["--pipeline-model-parallel-layout"].count("|") == 8 * 4 - 1
    assert flags["--microbatch-group-size-per-virtual-pipeline-stage"] == "9"
    assert "--num-virtual-stages-per-pipeline-rank" not in flags  # Megatron-Core takes one of the two


def test_a_pipeline_that_is_not_interleaved_has_no_group():
    flags = _flags(parallel_arguments(shape_preset("deepseek-v3"), replace(DEEPSEEK_LAYOUT, pp=8)))
    assert "--microbatch-group-size-per-virtual-pipeline-stage" not in flags


def test_the_v_of_mindspeed_is_asked_for_and_reduces_gradients_without_overlap():
    layout = replace(DEEPSEEK_LAYOUT, schedule=Schedule.DUALPIPE_V)
    flags = _flags(parallel_arguments(shape_preset("ling-plus"), layout))
    assert flags["--schedules-method"] == "dualpipev"
    assert not {"--overlap-grad-reduce", "--overlap-param-gather", "--pipeline-model-parallel-layout"} & set(flags)


def test_experts_with_tensor_parallelism_keep_sequence_parallelism():
    layout = replace(DEEPSEEK_LAYOUT, sequence_parallel=False)
    assert "--sequence-parallel" in _flags(parallel_arguments(shape_preset("deepseek-v3"), layout))
    assert "--sequence-parallel" not in _flags(parallel_arguments(shape_preset("llama-3-8b"), layout))


def test_routing_to_one_expert_takes_the_softmax_before_the_choice():
    one = replace(shape_preset("mixtral-8x7b"), top_k=1)
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
    flags = _flags(parallel_arguments(shape_preset("llama-3-70b"), layout))
    assert flags["--recompute-method"] == "block"
    assert flags["--recompute-num-layers"] == "5"  # half of 80 layers over 8 virtual stages


def test_full_sharding_replaces_the_distributed_optimizer():
    flags = _flags(
        parallel_arguments(shape_preset("llama-3-8b"), replace(DEEPSEEK_LAYOUT, pp=1, sharding=Sharding.FULLY_SHARDED))
    )
    assert flags["--data-parallel-sharding-strategy"] == "optim_grads_params"
    assert flags["--ckpt-format"] == "fsdp_dtensor"
    assert "--use-distributed-optimizer" not in flags


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


@pytest.mark.parametrize("key", shape_keys())
def test_every_shape_and_precision_has_arguments_without_blanks(key: str):
    for precision in TrainingPrecision:
        run = TrainingRun(shape=shape_preset(key), tokens=1e12, seq_len=4096, global_batch=64, precision=precision)
        arguments = pool_arguments(run, DEEPSEEK_LAYOUT, global_batch=64, samples=1000)
        assert all(part and part == part.strip() for argument in arguments for part in argument)
        assert len({argument[0] for argument in arguments}) == len(arguments)


def test_the_text_is_shell_that_sets_one_array_a_pool(plan: Plan, result: PlanResult):
    text = launch_text(plan, result)
    script = f'{text}\nprintf "%s\\n" "${{MEGATRON_2[@]}}"'
    answer = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=True)  # noqa: S603, S607 - our own text
    words = answer.stdout.splitlines()
    layout = result.pools[1].estimate.layout
    assert words[words.index("--tensor-model-parallel-size") + 1] == str(layout.tp)
    assert words[words.index("--global-batch-size") + 1] == "8960"
    samples = [int(word) for word in shlex.split(text) if word.isdigit() and int(word) > 10**6]
    assert sum(samples) == pytest.approx(9e12 / 4096, rel=1e-6)  # the pools share the tokens


def test_one_job_over_two_suppliers_is_called_unsupported_and_shares_the_batch(plan: Plan, result: PlanResult):
    assert result.mixing is not None
    joint = replace(result, mixing=replace(result.mixing, strategy="data-parallel"))
    text = launch_text(plan, joint)
    assert "does not support one job over" in text
    batches = [int(line.split()[1]) for line in text.splitlines() if "--global-batch-size" in line]
    for batch, pool in zip(batches, joint.pools, strict=True):
        layout = pool.estimate.layout
        assert batch % (layout.dp * layout.micro_batch) == 0


def test_a_plan_name_cannot_leave_its_comment(plan: Plan, result: PlanResult):
    text = launch_text(replace(plan, name="x\nrm -rf /"), result)
    assert all(line.startswith(("#", "TORCHRUN_", "MEGATRON_", "  --", ")")) or not line for line in text.splitlines())


def test_a_schedule_that_megatron_lacks_is_said(plan: Plan, result: PlanResult):
    pool = result.pools[0]
    dual = replace(pool.estimate.layout, schedule=Schedule.DUALPIPE)
    changed = replace(result, pools=(replace(pool, estimate=replace(pool.estimate, layout=dual)),))
    assert "assumes the dualpipe schedule" in launch_text(plan, changed)


def test_the_command_of_each_pool_stands_beside_its_arguments(plan: Plan, result: PlanResult):
    lines = launch_text(plan, result).splitlines()
    for number, pool in enumerate(result.pools, start=1):
        command = next(line for line in lines if line.startswith("#") and f"MEGATRON_{number}[@]" in line)
        assert "torchrun" in command
        assert "--lr $LR" in command
        assert ("CUDA_DEVICE_MAX_CONNECTIONS=1" in command) == (pool.estimate.layout.tp * pool.estimate.layout.cp > 1)


def test_a_pipeline_without_a_legal_group_is_said(plan: Plan, result: PlanResult):
    pool = result.pools[0]
    pinned = replace(pool.estimate.layout, pp=8, vpp=2, schedule=Schedule.INTERLEAVED, micro_batch_group=None)
    changed = replace(result, pools=(replace(pool, estimate=replace(pool.estimate, layout=pinned)),))
    assert "No group of micro-batches is legal" in launch_text(plan, changed)


def test_a_plan_without_pools_has_nothing_to_launch(plan: Plan, result: PlanResult):
    with pytest.raises(UserError, match="nothing to launch"):
        launch_text(plan, replace(result, pools=()))
