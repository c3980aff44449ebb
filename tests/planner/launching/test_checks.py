"""Arrays of every shape start by Megatron-LM's own rules, and each rule bites."""

import re

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.errors import UserError
from planner.examples import example_plan
from planner.launching.arguments import words_of
from planner.launching.checks import HOLDS, faults_of
from planner.launching.job import LaunchJob, launch_jobs
from planner.launching.launch_file import MEGATRON, framework_of, whole_arguments
from planner.launching.megatron import environment
from planner.launching.megatron_stack import is_describable
from planner.launching.parser_table import parser_flags
from planner.performance.training.calibration import load_calibration
from planner.performance.training.launch_rules import launch_rules
from planner.performance.training.legal_layouts import legal_layouts
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun

ACCELERATORS = ("H100-SXM", "MI300X", "B200-SXM", "H20-SXM")
DEVICES, BATCH = 512, 960


def jobs_of(key: str, many: int, named: str | None = None, batch: int = BATCH) -> list[LaunchJob]:
    """Return jobs on legal layouts drawn at random, fast or slow, that fit or not."""
    accelerator = load_catalogue().accelerator(named or ACCELERATORS[shape_keys().index(key) % len(ACCELERATORS)])
    pool = pool_of(accelerator, devices=DEVICES)
    precision = list(TrainingPrecision)[0 if named else shape_keys().index(key) % 2]
    routing = list(Routing)[shape_keys().index(key) % 3]
    run = TrainingRun(
        shape=shape_preset(key), tokens=1e12, seq_len=8192, global_batch=batch, precision=precision, routing=routing
    )
    layouts, _ = legal_layouts(pool, run, load_calibration().schedules(accelerator, None))
    drawn = np.random.default_rng(7).choice(len(layouts), size=many) if len(layouts) else ()  # none divides the pool
    return [
        LaunchJob(
            number=1,
            name=accelerator.name,
            run=run,
            layout=layouts.layout(int(index)),
            accelerator=accelerator,
            nodes=DEVICES // 8,
            devices_per_node=8,
            global_batch=batch,
            samples=100_000,
        )
        for index in drawn
    ]


@pytest.mark.sample(24)
@pytest.mark.parametrize("key", [key for key in shape_keys() if is_describable(shape_preset(key))])
def test_arrays_of_every_shape_keep_to_every_rule(key: str):
    for job in jobs_of(key, 20):
        assert framework_of(job) is MEGATRON
        words = words_of(whole_arguments(job))
        assert faults_of(words, devices=job.devices, environment=environment(job)) == ()


@pytest.mark.sample(24)
@pytest.mark.parametrize("key", shape_keys())
def test_what_no_software_starts_is_never_a_layout_that_is_planned(key: str):
    for job in (*jobs_of(key, 40, "Ascend-910B2"), *jobs_of(key, 20, "Ascend-910B2", 1024)):
        try:
            words_of(whole_arguments(job))
        except UserError as why:
            assert re.search("does not run|no arguments for", str(why))  # noqa: PT017 - the model, not its layout


@pytest.mark.parametrize(
    "key", ["deepseek-v3-h100-mi300x", "mixtral-8x22b-b200-mi325x", "ling-plus", "ling-plus-local-sgd"]
)
def test_the_arrays_of_shipped_plans_keep_to_every_rule(key: str, example_results):
    plan = example_plan(key)
    jobs = [job for job in launch_jobs(plan, example_results(key)) if framework_of(job) is MEGATRON]
    assert jobs
    for job in jobs:
        words = words_of(whole_arguments(job))
        assert faults_of(words, devices=job.devices, environment=environment(job)) == ()


def test_every_rule_of_megatron_core_is_a_row_with_its_line():
    rows = {key for key, rule in launch_rules().items() if rule.framework == "megatron-core"}
    assert set(HOLDS) == rows


def changed(words: list[str], changes: dict[str, str | None]) -> list[str]:
    """Return words with flags set to other values, or left out with their values."""
    found: list[str] = []
    skipping = False
    for word in words:
        skipping = word in changes or (skipping and not word.startswith("--"))
        if not skipping:
            found.append(word)
    return [*found, *(part for flag, value in changes.items() if value is not None for part in (flag, value) if part)]


BITES = {
    "group-range": {"--microbatch-group-size-per-virtual-pipeline-stage": "1"},
    "group-remainder": {"--microbatch-group-size-per-virtual-pipeline-stage": "18"},
    "even-stages": {"--pipeline-model-parallel-layout": None, "--mtp-num-layers": None},
    "pipeline-layout": {"--num-layers": "60"},
    "mtp-in-one-stage": {"--mtp-num-layers": "2"},
    "world": {"--context-parallel-size": "5"},
    "expert-world": {"--expert-tensor-parallel-size": "2", "--expert-model-parallel-size": "128"},
    "batch": {"--global-batch-size": "961"},
    "heads": {"--num-attention-heads": "127"},
    "widths": {"--moe-shared-expert-intermediate-size": "2049"},
    "sequence": {"--seq-length": "4095"},
    "context": {"--context-parallel-size": "2", "--seq-length": "4098"},
    "experts": {"--expert-model-parallel-size": "3"},
    "moe-sequence-parallel": {"--sequence-parallel": None},
    "pre-softmax": {"--moe-router-topk": "1", "--moe-router-score-function": "softmax"},
    "latent-recompute": {"--multi-latent-attention": None, "--recompute-modules": "mla_up_proj"},
    "fsdp-checkpoints": {"--ckpt-format": "fsdp_dtensor"},
    "fsdp2-pipeline": {"--use-torch-fsdp2": ""},
    "one-connection": {"--use-megatron-fsdp": ""},
    "learning-rate": {"--lr": None},
    "length": {"--train-iters": "5"},
    "one-source-of-data": {"--mock-data": None},
    "positions": {"--max-position-embeddings": "4095"},
    "head-size": {"--kv-channels": None, "--num-attention-heads": "126"},
    "latent-rope": {"--no-rope-fusion": None},
    "latent-groups": {"--group-query-attention": ""},
    "expert-bias-scores": {"--moe-router-score-function": "softmax"},
    "expert-biases": {"--disable-bias-linear": None, "--expert-tensor-parallel-size": "2"},
    "gather-with-reduction": {"--overlap-grad-reduce": None},
    "mtp-positions": {"--position-embedding-type": "learned_absolute"},
    "query-groups": {"--group-query-attention": "", "--num-query-groups": "3"},
}


@pytest.mark.parametrize("key", BITES)
def test_each_rule_bites(key: str):
    drawn = jobs_of("deepseek-v3", 2000)
    job = next(job for job in drawn if job.layout.vpp > 1 and (job.layout.tp, job.layout.cp) == (2, 1))
    run = replace(job.run, seq_len=4096)
    words = words_of(whole_arguments(replace(job, run=run)))
    assert faults_of(words, devices=job.devices, environment=environment(job)) == ()
    stages, many = job.layout.pp, job.micro_batches
    changes = BITES[key]
    if key == "group-remainder":  # one that leaves one micro-batch over
        group = next(size for size in range(stages, many) if 0 < many % size < stages)
        changes = {"--microbatch-group-size-per-virtual-pipeline-stage": str(group)}
    faults = faults_of(changed(words, changes), devices=job.devices, environment=environment(job))
    rule = launch_rules()[key]
    assert any(f"{rule.file}:{rule.line}" in fault for fault in faults)


BITES_OF_MIXED = {
    "hybrid-segments": ("nemotron-3-nano", {"--num-layers": "52"}),
    "hybrid-symbols": ("nemotron-3-nano", {"--hybrid-layer-pattern": "ME*K"}),
    "hybrid-spec": ("nemotron-3-nano", {"--spec": None}),
    "mamba-cut": ("nemotron-3-nano", {"--mamba-num-groups": "3"}),
    "delta-cut": ("qwen3-next-80b-a3b", {"--linear-num-key-heads": "5"}),
    "delta-layers": ("qwen3-next-80b-a3b", {"--linear-attention-freq": None}),
    "sparse-is-latent": ("deepseek-v3.2", {"--multi-latent-attention": None}),
    "sparse-context": ("deepseek-v3.2", {"--context-parallel-size": "2", "--cp-comm-type": "p2p"}),
    "sparse-biases": ("deepseek-v3.2", {"--disable-bias-linear": None}),
}


@pytest.mark.parametrize("key", BITES_OF_MIXED)
def test_each_rule_of_layers_of_several_kinds_bites(key: str):
    shape, changes = BITES_OF_MIXED[key]
    job = jobs_of(shape, 1)[0]
    words = words_of(whole_arguments(job))
    assert faults_of(words, devices=job.devices, environment=environment(job)) == ()
    faults = faults_of(changed(words, changes), devices=job.devices, environment=environment(job))
    rule = launch_rules()[key]
    assert any(f"{rule.file}:{rule.line}" in fault for fault in faults)


def test_every_rule_has_its_bite():
    assert {*BITES, *BITES_OF_MIXED, "interleaving-needs-stages"} == set(HOLDS)


def test_what_the_parser_refuses_is_said_by_flag():
    assert faults_of(["--num-layers", "many"], devices=8) == ("--num-layers is 'many', not a number of type int",)
    assert faults_of(["--layers", "8"], devices=8) == ("--layers is no argument of Megatron-LM",)
    assert faults_of(["--normalization", "None"], devices=8)[0].startswith("--normalization is 'None', not one of")
    assert faults_of(["--bf16", "yes"], devices=8) == ("--bf16 takes no value, but has 'yes'",)
    assert len({flag.flag for flag in parser_flags().values()}) == 811
