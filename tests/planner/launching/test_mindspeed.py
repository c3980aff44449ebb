"""Arrays for MindSpeed-LLM: layers of its own, what its checks refuse, and every flag as its parser reads it.

``mindspeed_parser.csv`` holds the flags that are exported as the parser of Megatron-Core 0.12.1 has them after the
features of Ascend/MindSpeed 028de58 and Ascend/MindSpeed-LLM c77308a are registered on it.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.errors import UserError
from planner.launching.arguments import Arguments, flags_of
from planner.launching.job import LaunchJob
from planner.launching.mindspeed import mindspeed_arguments, mindspeed_tokenizer
from planner.launching.parser_table import ParserFlag
from planner.performance.training.layout import Layout, Schedule, Sharding
from planner.workload.optimisers import Optimiser
from planner.workload.presets import shape_keys
from planner.workload.states import Lora, States
from planner.workload.training_run import TrainingPrecision
from tests.planner.launching.test_targets import LAYOUT, job_on

ONE_CUT = replace(LAYOUT, tp=1, ep=8, dp=32)


@pytest.fixture(scope="module")
def parser() -> Mapping[str, ParserFlag]:
    with Path(__file__).with_name("mindspeed_parser.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["flag"]: ParserFlag(
                flag=row["flag"],
                takes=row["takes"],
                type=row["type"],
                choices=tuple(row["choices"].split()),
                default="",
            )
            for row in csv.DictReader(file)
        }


def job(key: str, layout: Layout = ONE_CUT, **run: object) -> LaunchJob:
    return job_on("Ascend-910C", key, layout, **run)


def faults(parser: Mapping[str, ParserFlag], arguments: Arguments) -> list[str]:
    flags = flags_of(arguments)
    unknown = [flag for flag in flags if flag not in parser]
    return unknown + [found for flag in flags if flag in parser and (found := parser[flag].fault(flags[flag]))]


def test_every_array_is_one_that_its_parser_reads(parser: Mapping[str, ParserFlag]):
    more = [States(optimiser=Optimiser.MUON), States(lora=Lora(rank=8)), States(gradient_bytes=2)]
    read = 0
    for one in [*(job(key) for key in shape_keys()), *(job("deepseek-v3", states=states) for states in more)]:
        try:
            arguments = mindspeed_arguments(one)
        except UserError:
            continue
        assert faults(parser, [*arguments, *mindspeed_tokenizer(one.run)]) == [], one.run.shape.name
        read += 1
    assert read > 45


def test_qwen3_next_has_attention_every_fourth_layer_and_its_own_delta_kernels():
    flags = flags_of(mindspeed_arguments(job("qwen3-next-80b-a3b")))
    assert flags["--spec"] == ("mindspeed_llm.tasks.models.spec.qwen3_next_spec", "layer_spec")
    assert flags["--full-attention-interval"] == ("4",)
    assert (flags["--linear-num-key-heads"], flags["--linear-num-value-heads"]) == (("16",), ("32",))
    assert (flags["--mamba-d-conv"], flags["--mamba-chunk-size"]) == (("4",), ("64",))
    assert (flags["--partial-rotary-factor"], flags["--moe-router-load-balancing-type"]) == (("0.25",), ("aux_loss",))
    later = {"--linear-attention-freq", "--attention-output-gate", "--apply-layernorm-1p", "--use-fused-rmsnorm"}
    assert not later & set(flags)


def test_deepseek_v32_has_its_indexer_and_sparse_kernels():
    flags = flags_of(mindspeed_arguments(job("deepseek-v3.2")))
    assert flags["--spec"] == ("mindspeed_llm.tasks.models.spec.deepseek_spec", "layer_spec")
    indexer = [flags[f"--index-{size}"] for size in ("n-heads", "head-dim", "topk")]
    assert indexer == [("64",), ("128",), ("2048",)]
    assert {"--enable-dsa-indexer", "--use-sparse-flash-attn", "--enable-mla-absorb", "--mla-mm-split"} <= set(flags)
    assert not [flag for flag in flags if flag.startswith(("--dsa-", "--experimental-"))]
    cut = flags_of(mindspeed_arguments(job("deepseek-v3.2", replace(ONE_CUT, cp=2, dp=16))))
    assert cut["--context-parallel-algo"] == ("kvallgather_cp_algo",)


def test_stages_that_share_picks_are_listed_and_begin_with_an_indexer():
    flags = flags_of(mindspeed_arguments(job("glm-5.2")))
    sizes = [int(size) for size in flags["--num-layer-list"][0].split(",")]
    assert (len(sizes), sum(sizes)) == (8, 78)
    assert all(sum(sizes[:stage]) % 4 == 2 for stage in range(1, 8))  # layers 3, 7, 11, ... have one
    assert not {"--noop-layers", "--num-layers-per-virtual-pipeline-stage"} & set(flags)
    with pytest.raises(UserError, match="do not go from stage to stage"):
        mindspeed_arguments(job("glm-5.2", replace(ONE_CUT, schedule=Schedule.DUALPIPE_V)))


def test_eight_bits_are_trained_by_transformer_engine():
    flags = flags_of(mindspeed_arguments(job("deepseek-v3", precision=TrainingPrecision.MXFP8)))
    assert "--transformer-impl" not in flags


@pytest.mark.parametrize(
    ("key", "layout", "run", "match"),
    [
        ("qwen3-next-80b-a3b", replace(ONE_CUT, tp=2, dp=16), {}, "neither tensor nor context"),
        ("qwen3-next-80b-a3b", replace(ONE_CUT, pp=32, dp=8), {}, "would move attention"),
        ("qwen3.5-35b-a3b", ONE_CUT, {}, "no specification of its layers"),
        ("deepseek-v3.2", ONE_CUT, {"states": States(lora=Lora(rank=8))}, "own layers"),
        ("qwen3-30b-a3b", replace(ONE_CUT, tp=8, dp=4), {}, "does not cut 4 key heads"),
        ("minimax-m2", replace(ONE_CUT, tp=2, dp=16), {}, "takes tensor size 1 alone"),  # minimax_spec.py:21
        ("ling-mini-2.0", replace(ONE_CUT, pp=64, dp=4), {}, "more than the 20 layers"),  # training/utils.py:1194
        ("deepseek-v3", replace(ONE_CUT, pp=32, dp=8), {}, "dense layers fill the first"),
        ("qwen3-30b-a3b", replace(ONE_CUT, tp=2, dp=16), {"states": States(lora=Lora(rank=8))}, "cut as attention is"),
        ("qwen3-30b-a3b", ONE_CUT, {"precision": TrainingPrecision.FP16}, "choose BF16"),
        ("qwen3-30b-a3b", replace(ONE_CUT, sharding=Sharding.ZERO_2), {}, "does not shard weights"),
    ],
)
def test_what_its_checks_refuse_is_refused_with_the_way_out(key: str, layout: Layout, run: dict, match: str):
    with pytest.raises(UserError, match=match):
        mindspeed_arguments(job(key, layout, **run))


def test_adapters_beside_experts_take_the_dispatcher_that_its_check_wants():
    flags = flags_of(mindspeed_arguments(job("qwen3-30b-a3b", states=States(lora=Lora(rank=8)))))
    assert flags["--moe-token-dispatcher-type"] == ("alltoall_seq",)
