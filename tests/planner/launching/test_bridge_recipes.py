"""Megatron-Bridge's own recipes say what the plan says: nothing of their own tuning is left, and every field is there.

The rules are those of NVIDIA-NeMo/Megatron-Bridge 067f987 (2026-08-22); its files stand beside them.
"""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.errors import UserError
from planner.launching.adapters import bridge_recipes
from planner.launching.bridge import bridge_entries, bridge_text
from planner.performance.training.layout import Sharding
from planner.workload.optimisers import Optimiser
from planner.workload.states import AdaptedModule, Lora, States
from tests.planner.launching.test_targets import LAYOUT, job_on

ONE_CUT = replace(LAYOUT, tp=1, pp=2, ep=8, dp=64)
# scripts/training/recipe_metadata.py:46: run_recipe.py loads the benchmark of these names, with the benchmark's data
BENCHMARKS = {
    "deepseek_v3_pretrain_1024gpu_h100_bf16_config",
    "llama3_70b_peft_8gpu_h100_bf16_config",
    "nemotron_3_nano_pretrain_8gpu_gb200_bf16_config",
    "qwen3_235b_a22b_pretrain_256gpu_h100_bf16_config",
}


@pytest.mark.parametrize("key", ["glm-4.5", "deepseek-v3"])
def test_a_recipe_overlaps_and_shards_nothing_that_the_plan_does_not_promise(key: str):
    """A comm_overlap turns every overlap on whatever ddp says (training/comm_overlap.py:577)."""
    alone = bridge_entries(
        job_on("H100-SXM", key, replace(LAYOUT, sharding=Sharding.NONE), communication_overlap=False)
    )
    assert alone["comm_overlap"] is None
    for field in ("ddp.overlap_grad_reduce", "ddp.overlap_param_gather", "ddp.use_distributed_optimizer"):
        assert alone[field] is False
    beside = bridge_entries(job_on("H100-SXM", key))
    assert (beside["ddp.overlap_grad_reduce"], beside["ddp.overlap_param_gather"]) == (True, True)
    for entries in (
        alone,
        beside,
    ):  # the optimiser's check stands before the two are made one (training/config.py:1395)
        assert entries["optimizer.use_distributed_optimizer"] is entries["ddp.use_distributed_optimizer"]


@pytest.mark.parametrize("key", ["moonlight-16b-a3b", "kimi-k2"])
def test_a_models_own_recipe_keeps_the_planned_states_promise(key: str):
    """Moonlight's has BF16 moments, Kimi's has Muon (recipes/moonlight, recipes/kimi/h100/kimi_k2.py:200)."""
    entries = bridge_entries(job_on("H100-SXM", key, ONE_CUT))
    assert (entries["optimizer.optimizer"], entries["optimizer.use_precision_aware_optimizer"]) == ("adam", False)
    assert entries["optimizer.exp_avg_dtype"] == "torch.float32"
    lean = States(optimiser=Optimiser.ADAMW_BF16_MOMENTS)
    entries = bridge_entries(job_on("H100-SXM", key, ONE_CUT, states=lean))
    assert entries["optimizer.use_precision_aware_optimizer"] is True
    assert entries["optimizer.exp_avg_dtype"] == "torch.bfloat16"


def test_a_models_own_recipe_runs_no_graph_and_dispatcher_that_no_plan_has_promise():
    """Graphs of parts refuse whole recompute (core/transformer/transformer_config.py:2616), DeepEP some devices."""
    entries = bridge_entries(job_on("H100-SXM", "qwen3.5-35b-a3b", ONE_CUT))
    chosen = ("model.cuda_graph_impl", "model.moe_token_dispatcher_type", "model.moe_shared_expert_overlap")
    assert [entries[name] for name in chosen] == ["none", "alltoall", False]
    dense = bridge_entries(job_on("H100-SXM", "qwen3-8b", ONE_CUT, states=States(lora=Lora(rank=8))))
    assert "model.moe_token_dispatcher_type" not in dense


def test_a_pretrained_vocabulary_is_the_plans_promise():
    """A recipe from scratch takes the tokenizer's number over the model's own (training/setup.py:762)."""
    for key in ("glm-4.5", "deepseek-v3"):
        job = job_on("H100-SXM", key)
        assert bridge_entries(job)["tokenizer.vocab_size"] == job.shape.vocab


def test_what_its_checks_compare_in_length_is_one_value_promise():
    """A list of one balancing beside a coefficient of none is refused (core/transformer/transformer_config.py:1711)."""
    entries = bridge_entries(job_on("H100-SXM", "ling-mini-2.0", ONE_CUT))
    assert not isinstance(entries["model.moe_router_load_balancing_type"], list)


def test_no_recipe_is_named_that_a_benchmark_hides_promise():
    named = {row[kind] for row in bridge_recipes().values() for kind in ("pretrain", "lora")}
    assert not named & BENCHMARKS
    assert not bridge_recipes()["qwen3-next-80b-a3b"]["lora"]  # recipes/qwen/h100/qwen3_next.py:310 has none yet


def test_hybrid_stages_are_not_interleaved_promise():
    """models/hybrid/hybrid_provider.py:291."""
    with pytest.raises(UserError, match="does not interleave the stages of Nemotron 3 Super"):
        bridge_text(job_on("H100-SXM", "nemotron-3-super", replace(ONE_CUT, vpp=2, micro_batch_group=2)))


def adapted(key: str, micro_batch: int = 1) -> dict[str, object]:
    job = job_on("H100-SXM", key, replace(ONE_CUT, micro_batch=micro_batch), states=States(lora=Lora(rank=8)))
    return bridge_entries(job)


def test_llamas_fields_are_in_the_section_of_its_transformer_promise():
    """AutoBridge.get_model_config returns a GPTModelConfig, in which the transformer is a section of its own."""
    entries = adapted("llama-3-70b")
    assert entries["model.transformer.pipeline_model_parallel_size"] == 2
    assert "model.pipeline_model_parallel_size" not in entries
    assert entries["model.seq_length"] == 4096
    assert adapted("qwen3-8b")["model.pipeline_model_parallel_size"] == 2


def test_packed_data_take_micro_batches_of_one_promise():
    """training/config.py:1606; its specification has to go with it (training/config.py:1281)."""
    assert "dataset.enable_offline_packing" not in adapted("qwen3-8b")
    entries = adapted("qwen3-8b", micro_batch=2)
    assert (entries["dataset.enable_offline_packing"], entries["dataset.offline_packing_specs"]) == (False, None)


def test_adapters_are_set_in_the_recipe_that_is_loaded_promise(tmp_path: Path):
    """What can be called is no part of its overrides (training/utils/omegaconf_utils.py), and a PEFT is called."""
    states = States(lora=Lora(rank=8, modules=(AdaptedModule.ATTENTION, AdaptedModule.EXPERTS)))
    script = bridge_text(job_on("H100-SXM", "qwen3-30b-a3b", ONE_CUT, states=states))
    assert "--recipe qwen3_30b_a3b_peft_4gpu_h100_bf16_config --mode lora" in script
    assert "peft." not in script[script.index("OVERRIDES=(") :]
    scripts = tmp_path / "scripts" / "training"
    scripts.mkdir(parents=True)
    (scripts / "run_recipe.py").write_text(
        "from types import SimpleNamespace as N\n"
        "load_recipe = lambda *a, **k: N(peft=N(dim=32, target_modules=[]))\n"
        "def main(): print(load_recipe('x', peft_scheme='lora').peft)\n"
    )
    program = shlex.split(script[script.index("PROGRAM=") : script.index("\n'\n") + 2])[0].removeprefix("PROGRAM=")
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    experts = ["*.mlp.experts.linear_fc1", "*.mlp.experts.linear_fc2"]
    assert f"dim=8, target_modules={['linear_qkv', 'linear_proj', *experts]}" in done.stdout


def test_adapters_ask_for_the_model_that_they_stand_beside_promise(tmp_path: Path):
    """PEFT requires a pretrained checkpoint (training/config.py:1627): the file stops before any process starts."""
    script = bridge_text(job_on("H100-SXM", "qwen3-8b", ONE_CUT, states=States(lora=Lora(rank=8))))
    file = tmp_path / "job.sh"
    file.write_text(script)
    words = [str(shutil.which("bash")), str(file)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={})  # noqa: S603 - our own file
    assert done.returncode != 0
    assert "SET PRETRAINED to the folder of the model" in done.stderr
    assert "starts for a trial" not in script
