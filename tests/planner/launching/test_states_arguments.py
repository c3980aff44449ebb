"""What a plan says of optimiser and states in launch files: the flags of each framework, or a named refusal."""

import tomllib

import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.launching.arguments import flags_of, words_of
from planner.launching.bridge import bridge_entries, bridge_text
from planner.launching.checks import faults_of
from planner.launching.job import LaunchJob
from planner.launching.megatron import environment, megatron_arguments, tokenizer_arguments
from planner.launching.mindspeed import mindspeed_arguments
from planner.launching.torchtitan import torchtitan_text
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.workload.optimisers import Optimiser
from planner.workload.presets import shape_preset
from planner.workload.states import Lora, Offload, States, WeightFormat
from planner.workload.training_run import TrainingPrecision, TrainingRun

LAYOUT = Layout(
    tp=2, pp=1, vpp=1, ep=1, etp=1, cp=1, dp=32, micro_batch=1, recompute=Recompute.NONE,
    schedule=Schedule.ONE_F_ONE_B,
)  # fmt: skip
MXFP8 = {"precision": TrainingPrecision.MXFP8}


def job_of(states, layout=LAYOUT, accelerator="B200-SXM", **run):
    found = load_catalogue().accelerator(accelerator)
    training = TrainingRun(
        shape=shape_preset("llama-3-8b"), tokens=1e12, seq_len=4096, global_batch=512, states=states, **run
    )
    return LaunchJob(
        number=1, name=found.name, run=training, layout=layout, accelerator=found, nodes=8, devices_per_node=8,
        global_batch=512, samples=100_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("states", "run", "flags"),
    [
        ({}, {}, {}),
        ({"optimiser": Optimiser.ADAMW_REMAINDERS}, {}, {"--use-precision-aware-optimizer": ()}),
        (
            {"optimiser": Optimiser.ADAMW_BF16_MOMENTS, "gradient_bytes": 2},
            {},
            {
                "--use-precision-aware-optimizer": (),
                "--exp-avg-dtype": ("bf16",),
                "--exp-avg-sq-dtype": ("bf16",),
                "--main-grads-dtype": ("bf16",),
                "--grad-reduce-in-bf16": (),
            },
        ),
        ({"gradient_bytes": 2}, {}, {"--grad-reduce-in-bf16": ()}),
        (
            {"optimiser": Optimiser.MUON, "newton_schulz_steps": 10},
            {},
            {"--optimizer": ("muon",), "--muon-num-ns-steps": ("10",)},
        ),
        ({"optimiser": Optimiser.ADAMUON}, {}, {"--optimizer": ("adaptive_muon",)}),
        ({"weights": WeightFormat.FP8}, MXFP8, {"--fp8-param-gather": ()}),
        (
            {"offload": Offload(share=0.5, overlapped=True)},
            {},
            {
                "--optimizer-cpu-offload": (),
                "--optimizer-offload-fraction": ("0.5",),
                "--overlap-cpu-optimizer-d2h-h2d": (),
                "--use-precision-aware-optimizer": (),
            },
        ),
    ],
)
def test_megatron_core_says_states_in_flags_that_its_parser_takes(states, run, flags):
    plain, job = job_of(States(), **run), job_of(States(**states), **run)
    found = megatron_arguments(job)
    assert dict(flags_of(found).items() - flags_of(megatron_arguments(plain)).items()) == flags
    words = words_of([*found, *tokenizer_arguments(job.run), ("--lr", "1e-4"), ("--mock-data",)])
    assert faults_of(words, devices=64, environment=environment(job)) == ()


def test_without_sharding_there_is_no_distributed_optimiser_and_nothing_to_gather():
    flags = flags_of(megatron_arguments(job_of(States(), replace(LAYOUT, sharding=Sharding.NONE))))
    assert not flags.keys() & {"--use-distributed-optimizer", "--overlap-param-gather", "--use-megatron-fsdp"}
    assert "--overlap-grad-reduce" in flags


@pytest.mark.parametrize(
    ("states", "sharding", "words"),
    [
        ({"optimiser": Optimiser.ADAMW_8BIT}, Sharding.ZERO_1, "has no adamw-8bit"),
        ({"optimiser": Optimiser.ADAMW_BF16}, Sharding.ZERO_1, "has no adamw-bf16"),
        ({"lora": Lora()}, Sharding.ZERO_1, "trains no adapters"),
        ({"weights": WeightFormat.FP32}, Sharding.FULLY_SHARDED, "16-bit weights"),
        ({"weights": WeightFormat.FP8}, Sharding.ZERO_1, "trains in BF16"),
        ({"optimiser": Optimiser.ADAMW_FP8_MOMENTS}, Sharding.NONE, "choose zero-1"),
    ],
)
def test_what_megatron_core_cannot_say_is_refused_by_name(states, sharding, words):
    with pytest.raises(UserError, match=words):
        megatron_arguments(job_of(States(**states), replace(LAYOUT, sharding=sharding)))


def test_megatron_bridge_overrides_its_optimiser_and_leaves_muon_to_its_own_recipe():
    states = States(optimiser=Optimiser.ADAMW_BF16_MOMENTS, offload=Offload(share=1.0))
    entries = bridge_entries(job_of(states))
    assert entries["optimizer.exp_avg_dtype"] == "torch.bfloat16"
    assert entries["optimizer.use_precision_aware_optimizer"] is True
    assert entries["optimizer.optimizer_offload_fraction"] == 1.0
    for refused in (States(optimiser=Optimiser.MUON), States(gradient_bytes=2)):
        with pytest.raises(UserError, match="Megatron-Bridge"):
            bridge_text(job_of(refused))


def test_mindspeed_takes_muon_and_no_host():
    job = job_of(States(optimiser=Optimiser.MUON), accelerator="Ascend-910B2")
    assert flags_of(mindspeed_arguments(job))["--optimizer"] == ("muon",)
    with pytest.raises(UserError, match="swap-optimizer"):
        mindspeed_arguments(job_of(States(offload=Offload(share=1.0)), accelerator="Ascend-910B2"))


def test_torchtitan_shards_as_stated_and_refuses_what_it_lacks():
    whole = tomllib.loads(torchtitan_text(job_of(States(), replace(LAYOUT, tp=1, dp=64, sharding=Sharding.NONE))))[
        "parallelism"
    ]
    assert (whole["data_parallel_replicate_degree"], whole["data_parallel_shard_degree"]) == (64, 1)
    fully = replace(LAYOUT, sharding=Sharding.FULLY_SHARDED)
    assert torchtitan_text(job_of(States(weights=WeightFormat.FP32), fully))
    for refused in (States(optimiser=Optimiser.MUON), States(gradient_bytes=2), States(offload=Offload(share=1.0))):
        with pytest.raises(UserError, match="TorchTitan"):
            torchtitan_text(job_of(refused, fully))
