"""Layouts that users have: typed, or pasted as the launch files of every framework, come back as they were."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.launching.arguments import words_of
from planner.launching.bridge import bridge_text
from planner.launching.job import LaunchJob
from planner.launching.launch_file import whole_arguments
from planner.launching.mindspeed import mindspeed_arguments
from planner.launching.primus import primus_text
from planner.launching.torchtitan import torchtitan_text
from planner.launching.written_layout import read_layout
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.workload.optimisers import Optimiser
from planner.workload.presets import shape_preset
from planner.workload.states import States, WeightFormat
from planner.workload.training_run import TrainingPrecision, TrainingRun

SHAPE = shape_preset("deepseek-v3")
LAYOUT = Layout(
    tp=2,
    pp=8,
    vpp=2,
    ep=16,
    etp=1,
    cp=1,
    dp=16,
    micro_batch=2,
    recompute=Recompute.FULL,
    schedule=Schedule.INTERLEAVED,
    micro_batch_group=8,
)


def job_on(accelerator: str, layout: Layout = LAYOUT) -> LaunchJob:
    run = TrainingRun(shape=SHAPE, tokens=1e12, seq_len=4096, global_batch=512, precision=TrainingPrecision.FP8)
    return LaunchJob(
        number=1,
        name=accelerator,
        run=run,
        layout=layout,
        accelerator=load_catalogue().accelerator(accelerator),
        nodes=32,
        devices_per_node=8,
        global_batch=512,
        samples=10_000,
    )


WRITERS = {
    "Megatron-Core": lambda: " ".join(words_of(whole_arguments(job_on("H100-SXM")))),
    "MindSpeed-LLM": lambda: " \\\n".join(words_of(mindspeed_arguments(job_on("Ascend-910B2")))),
    "Megatron-Bridge": lambda: bridge_text(job_on("H100-SXM")),
    "Primus": lambda: primus_text(job_on("MI300X")),
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_written_for_a_framework_is_read_back(name: str):
    written = read_layout(WRITERS[name](), SHAPE, 256)
    assert written.layout == LAYOUT
    assert (written.global_batch, written.seq_len, written.precision) == (512, 4096, TrainingPrecision.FP8)


def test_torchtitans_file_is_read_back_with_its_own_sharding():
    job = job_on("H100-SXM", replace(LAYOUT, sharding=Sharding.ZERO_2, micro_batch_group=None))
    job = replace(job, run=replace(job.run, precision=TrainingPrecision.BF16))  # experts in FP8 take no pipeline
    written = read_layout(torchtitan_text(job), SHAPE)
    assert written.layout == job.layout
    assert written.devices == 256
    assert written.form == "TOML"


def test_typed_sizes_take_any_separators_and_leave_the_rest_at_one():
    written = read_layout(
        "tp=2, pp=8 ep=16;vpp=2 recompute=full schedule=interleaved micro_batch=2 group=8", SHAPE, 256
    )
    assert written.layout == LAYOUT
    assert read_layout("dp=4", SHAPE).layout.dp == 4
    assert read_layout("dp=4", SHAPE).devices == 4


SCRIPT = """
NPUS_PER_NODE=16
NNODES=32
TP=2
PP=8   # stages
WORLD_SIZE=$(($NPUS_PER_NODE*$NNODES))
DISTRIBUTED_ARGS="
    --nproc_per_node $NPUS_PER_NODE \\
    --nnodes $NNODES \\
"
GPT_ARGS="
    --tensor-model-parallel-size ${TP} \\
    --pipeline-model-parallel-size ${PP} \\
    --expert-model-parallel-size 32 \\
    --expert-tensor-parallel-size 1 \\
    --micro-batch-size 1 \\
    --seq-length 4096 \\
    --schedules-method dualpipev \\
"
MEM_ARGS="
    --recompute-granularity full \\
    --recompute-method block \\
    --recompute-num-layers 4 \\
    --bf16
"
python pretrain_gpt.py $GPT_ARGS $MEM_ARGS
"""


def test_a_script_that_sets_its_arguments_from_variables_is_read_and_not_run():
    written = read_layout(SCRIPT, SHAPE)
    layout = written.layout
    assert (layout.tp, layout.pp, layout.ep, layout.etp, layout.dp) == (2, 8, 32, 1, 32)
    assert (layout.schedule, layout.recompute) == (Schedule.DUALPIPE_V, Recompute.FULL)
    assert layout.recompute_share == pytest.approx(4 * 8 / 61)
    assert (written.devices, written.precision) == (512, TrainingPrecision.BF16)
    assert read_layout(SCRIPT.replace("NNODES=32\nTP=2\n", "NNODES=32; TP=2; "), SHAPE) == written


def test_megatrons_experts_are_cut_as_the_rest_unless_said():
    words = "--tensor-model-parallel-size 4 --expert-model-parallel-size 8 --sequence-parallel"
    assert read_layout(words, SHAPE, 64).layout.etp == 4
    assert read_layout(words + " --moe-tp-extend-ep", SHAPE, 64).layout.etp == 1
    assert read_layout(words, shape_preset("llama-3-8b"), 64).layout.etp == 1


@pytest.mark.parametrize(
    ("text", "devices", "match"),
    [
        ("hello", 8, "states no parallel size"),
        ("tp=0", 8, "a whole number of 1 or more"),
        ("tp=3", 8, "does not make 8 devices"),
        ("tp=2 dp=3", 8, "x dp 3 does not make 8 devices"),
        ("tp=4 pp=2 TP=2", 8, "both tp=4 and tp=2; keep one"),
        ("tp=2", None, "on how many devices"),
        ("tp=2 schedule=gpipe", 8, "'gpipe' is not understood"),
        ("tp=2 recompute=some", 8, "'some' is unknown"),
        ("a: [1, 2\nb: }", 8, "looks like YAML and is not"),
        ("[model]\ntp = ", 8, "looks like TOML and is not"),
        ("a: &a [1]\nb: *a\ntp: 2", 8, "by alias"),
        ("tp=2" + " " * (1 << 16), 8, "larger than 64 KiB"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(text: str, devices: int | None, match: str):
    with pytest.raises(UserError, match=match):
        read_layout(text, SHAPE, devices)


FULL = 1 << 16
HOSTILE = {
    "lines that are empty": "tp=2" + "\n" * (FULL - 4),
    "one long word": "a" * FULL,
    "a flag and empty lines": "--tp 2" + "\n" * (FULL - 6),
    "strokes": "--tp 2 " + "-" * (FULL - 7),
    "lists that do not end": "--tp 2 " + "a.b=[ " * 10_000,
    "variables of a long one": "--tp 2\nX=" + "x" * 20_000 + "\n" + "$X" * 20_000,
    "variables of variables": "--tp 2 $D\nA=x x\nB=" + "$A" * 3_000 + "\nC=" + "$B" * 3_000 + "\nD=" + "$C" * 3_000,
    "brackets of YAML": "tp: " + "[" * 50_000,
    "items of YAML": "tp:\n" + "- 1\n" * 16_000,
    "a wrong tag of YAML": "tp: !!timestamp x",
    "a hexadecimal of YAML": "tp: 0x" + "f" * 60_000,
    "sixties of YAML": "tp: " + "1:" * 10_000 + "1",
    "tables of TOML": "[a]\n" + "a." * 2_000 + "tp = 2",
    "digits of TOML": "[a]\ntp = " + "9" * 60_000,
    "digits": "tp=" + "9" * 60_000,
    "a raised digit": "tp=\u00b2",
    "a raised option": "tp=2 selective_ac_option=\u00b2",
}


@pytest.mark.parametrize("words", HOSTILE)
def test_a_strangers_text_is_answered_in_no_time(words: str):
    begun_s = time.process_time()
    with suppress(UserError):
        read_layout(HOSTILE[words], SHAPE, 8)
    assert time.process_time() - begun_s < 2.0  # each took minutes, filled the memory or broke off with a traceback


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_a_layout_or_a_sentence(text: str):
    try:
        read_layout("tp=1 " + text, SHAPE, 8)
    except UserError as error:
        assert str(error)  # noqa: PT017 - either answer is one


TITAN = """
[model]
converters = ["quantize.linear.float8"]
[training]
local_batch_size = 4
seq_len = 4096
[parallelism]
data_parallel_shard_degree = -1
pipeline_parallel_degree = 1
pipeline_parallel_schedule = "Interleaved1F1B"
expert_parallel_degree = 8
[activation_checkpoint]
mode = "selective"
selective_ac_option = "op"
"""


def test_what_torchtitan_leaves_to_itself_is_read_as_it_has_it():
    found = read_layout(TITAN, shape_preset("qwen3-30b-a3b"), 16)
    assert (found.layout.schedule, found.layout.sharding) == (Schedule.ONE_F_ONE_B, Sharding.FULLY_SHARDED)
    assert found.layout.recompute is Recompute.BY_OPERATION
    assert (found.global_batch, found.precision, found.software) == (64, TrainingPrecision.FP8, "TorchTitan")
    assert found.states == States(weights=WeightFormat.FP32)


WHOLE = "--lr 1e-4 --global-batch-size 64 --micro-batch-size 1 --bf16 "


def test_a_whole_launch_without_a_distributed_optimizer_shards_nothing():
    shape = shape_preset("qwen3-30b-a3b")
    assert read_layout(WHOLE, shape, 8).layout.sharding is Sharding.NONE
    assert read_layout(WHOLE + "--use-distributed-optimizer", shape, 8).layout.sharding is Sharding.ZERO_1
    assert read_layout("--tensor-model-parallel-size 2", shape, 8).layout.sharding is Sharding.ZERO_1  # a part of one


def test_megatrons_states_are_read_from_its_flags():
    def states(more):
        return read_layout(WHOLE + more, shape_preset("qwen3-30b-a3b"), 8).states

    assert states("") is None
    assert states("--grad-reduce-in-bf16") == States(gradient_bytes=2)
    moments = "--use-precision-aware-optimizer --exp-avg-dtype bf16 --exp-avg-sq-dtype bf16"
    assert states(moments) == States(optimiser=Optimiser.ADAMW_BF16_MOMENTS)
    assert states("--fp8-format hybrid") == States(weights=WeightFormat.CACHED)
    assert states("--fp8-format hybrid --fp8-param-gather") == States(weights=WeightFormat.FP8)


def test_block_recompute_of_no_layer_and_repeated_stages_are_read_as_they_are():
    none = "recompute_granularity: full\nrecompute_method: block\nrecompute_num_layers: 0\nmicro_batch_size: 1\n"
    assert read_layout(none, shape_preset("mixtral-8x22b"), 8).layout.recompute is Recompute.NONE
    stages = "--pipeline-model-parallel-size 4 --pipeline-model-parallel-layout Et*2|(tt|)*5t|tmL"
    assert read_layout(stages, shape_preset("deepseek-v3"), 32).layout.vpp == 2


def test_a_pattern_of_half_layers_says_its_virtual_stages():
    text = (
        "--hybrid-layer-pattern M-M-|M*M-|MEM-|M-M-/*- --tensor-model-parallel-size 1 --pipeline-model-parallel-size 2"
    )
    found = read_layout(text, shape_preset("nemotron-3-nano"), 8).layout
    assert (found.vpp, found.schedule) == (2, Schedule.INTERLEAVED)


@pytest.mark.parametrize(
    ("modules", "key", "mode"),
    [
        ("", "deepseek-v3", "core_attn"),  # Megatron-Core's default
        ("moe_act", "deepseek-v3", "moe_act"),
        ("mlp layernorm", "deepseek-v3", "layernorm+mlp"),
        ("shared_experts moe_act mhc", "deepseek-v3", "moe_act+shared_experts"),
        ("layernorm moe_act mla_up_proj", "deepseek-v3", "selective"),
        ("layernorm moe_act", "qwen3-30b-a3b", "selective"),  # it has no latents
        ("layernorm mla_up_proj moe mlp", "deepseek-v3", "feed-forward"),
        ("layernorm mlp", "llama-3-8b", "feed-forward"),
        ("layernorm", "llama-3-8b", "layernorm"),  # its activations stay
    ],
)
def test_megatrons_modules_are_read_as_they_are_named(modules, key, mode):
    named = f" --recompute-modules {modules}" if modules else ""
    text = f"--micro-batch-size 1 --recompute-granularity selective{named}"
    assert read_layout(text, shape_preset(key), 8).layout.recompute.value == mode
    assert read_layout(f"tp=1 recompute={mode}", shape_preset(key), 8).layout.recompute.value == mode
