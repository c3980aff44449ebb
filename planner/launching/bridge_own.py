"""What Megatron-Bridge's recipes set and a plan decides, and adapters, of which its overrides know nothing.

A recipe is a whole configuration, tuned for its own number of devices: what it overlaps, shards and keeps stands until
it is overridden, so every field that a plan leaves out is set back. Source: NVIDIA-NeMo/Megatron-Bridge 067f987
(2026-08-22); the file of each rule stands beside it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.launching.adapters import adapted_modules, bridge_recipes
from planner.launching.job import LaunchJob

# every recipe: comm_overlap turns all overlaps on whatever ddp says (training/comm_overlap.py:577)
CLEARED_OF_ALL: dict[str, Any] = {
    "comm_overlap": None,
    "ddp.use_distributed_optimizer": False,
    "ddp.overlap_grad_reduce": False,
    "ddp.overlap_param_gather": False,
}
# a model's own: BF16 moments (recipes/moonlight/h100/moonlight_16b.py), DeepEP (recipes/qwen/h100/qwen3_moe.py)
# or Muon (recipes/kimi/h100/kimi_k2.py, of adam by default elsewhere)
_CLEARED_OF_OWN: dict[str, Any] = {
    "model.pipeline_model_parallel_layout": None,
    "model.num_layers_in_first_pipeline_stage": None,
    "model.num_layers_in_last_pipeline_stage": None,
    "model.account_for_embedding_in_pipeline_split": False,
    "model.account_for_loss_in_pipeline_split": False,
    "model.virtual_pipeline_model_parallel_size": None,
    "model.sequence_parallel": False,
    "model.cuda_graph_impl": "none",  # a graph of parts refuses whole recompute (recipes/qwen/gb200/qwen35.py)
    "model.recompute_granularity": None,
    "model.recompute_method": None,
    "model.recompute_num_layers": None,
    "model.recompute_modules": None,
    "optimizer.optimizer": "adam",
    "optimizer.use_precision_aware_optimizer": False,
    "optimizer.main_grads_dtype": "torch.float32",
    "optimizer.main_params_dtype": "torch.float32",
    "optimizer.exp_avg_dtype": "torch.float32",
    "optimizer.exp_avg_sq_dtype": "torch.float32",
}
_OF_THE_BUILDER = {"model.seq_length"}  # beside the transformer's fields (training/models/gpt.py of Megatron-LM)


def cleared(job: LaunchJob) -> dict[str, Any]:
    """Return the fields of a model's own recipe that a plan may leave out, set back."""
    experts = {"model.moe_token_dispatcher_type": "alltoall", "model.moe_shared_expert_overlap": False}
    return _CLEARED_OF_OWN | (experts if job.shape.is_moe else {})


def in_its_sections(job: LaunchJob, entries: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model's fields in the section where its own recipe has them.

    Llama's recipes hold a GPTModelConfig, whose transformer is a section (AutoBridge.get_model_config).
    """
    section = bridge_recipes()[job.shape.key]["section"]
    return {
        (
            f"{section}.{name.removeprefix('model.')}"
            if name.startswith("model.") and name not in _OF_THE_BUILDER
            else name
        ): value
        for name, value in entries.items()
    }


def packing_entries(job: LaunchJob) -> dict[str, Any]:
    """Return that data are not packed where a micro-batch holds several sequences (training/config.py:1281, 1606)."""
    if job.layout.micro_batch == 1:
        return {}
    return {"dataset.enable_offline_packing": False, "dataset.offline_packing_specs": None}


def adapter_program(job: LaunchJob) -> Iterator[str]:
    """Yield the lines that set a plan's adapters in the recipe: a PEFT is called, so no override reaches it.

    training/utils/omegaconf_utils.py leaves out of its configuration whatever can be called.
    """
    lora = job.run.states.lora
    if lora is None:
        return
    modules = ", ".join(f'"{module}"' for module in adapted_modules(job.shape, lora))
    yield "# No override of run_recipe.py reaches the adapters: this sets them in the recipe."
    yield "PROGRAM='"
    yield "import sys"
    yield 'sys.path.insert(0, "scripts/training")'
    yield "import run_recipe"
    yield "load = run_recipe.load_recipe"
    yield "def adapted(*names, **options):"
    yield "    recipe = load(*names, **options)"
    yield f"    recipe.peft.dim, recipe.peft.target_modules = {lora.rank}, [{modules}]"
    yield "    return recipe"
    yield "run_recipe.load_recipe = adapted"
    yield "run_recipe.main()"
    yield "'"
