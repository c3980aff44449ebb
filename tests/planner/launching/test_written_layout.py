"""Layouts that users have: typed, or pasted as the launch files of every framework, come back as they were."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from planner.performance.layout import Layout, Recompute, Schedule, Sharding
from planner.workload.presets import shape_preset
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
        ("tp=2", None, "on how many devices"),
        ("tp=2 schedule=gpipe", 8, "'gpipe' is not understood"),
        ("tp=2 recompute=some", 8, "'some' is unknown"),
        ("a: [1, 2\nb: }", 8, "looks like YAML and is not"),
        ("[model]\ntp = ", 8, "looks like TOML and is not"),
        ("a: &a [1]\nb: *a\ntp: 2", 8, "by alias"),
        ("tp=2" + " " * (1 << 20), 8, "larger than 1 MiB"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(text: str, devices: int | None, match: str):
    with pytest.raises(UserError, match=match):
        read_layout(text, SHAPE, devices)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_a_layout_or_a_sentence(text: str):
    try:
        read_layout("tp=1 " + text, SHAPE, 8)
    except UserError as error:
        assert str(error)  # noqa: PT017 - either answer is one
