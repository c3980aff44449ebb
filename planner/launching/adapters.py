"""Which modules adapters stand beside, in the names of Megatron's layers, and the trial's values of what a plan lacks.

Source: NVIDIA-NeMo/Megatron-Bridge 067f987 (2026-08-22), peft/lora.py (names with wildcards) and recipes/nemotronh;
Ascend/MindSpeed-LLM c77308a (2026-08-21), features_manager/finetune/lora.py and examples/mcore/*/tune_*_lora_*.sh.
"""

import csv
from collections.abc import Mapping
from functools import cache

from planner.launching.megatron_stack import mixers_of
from planner.resource_files import resource_path
from planner.sentences import sentence
from planner.workload.mixers.gated_delta import GatedDelta
from planner.workload.mixers.latent import LatentAttention
from planner.workload.mixers.mamba2 import Mamba2
from planner.workload.shape import TransformerShape
from planner.workload.states import AdaptedModule, Lora

_LATENT = ("linear_q_proj", "linear_q_down_proj", "linear_q_up_proj", "linear_kv_down_proj", "linear_kv_up_proj")
_PRODUCTS = ("linear_fc1", "linear_fc2")


def attention_modules(shape: TransformerShape) -> tuple[str, ...]:
    """Return the products of a shape's token mixers.

    >>> from planner.workload.presets import shape_preset
    >>> attention_modules(shape_preset("qwen3-235b-a22b"))
    ('linear_qkv', 'linear_proj')
    """
    found: list[str] = []
    for mixer in mixers_of(shape):
        if isinstance(mixer, Mamba2 | GatedDelta):
            found += ["in_proj", "out_proj"]
        elif isinstance(mixer, LatentAttention):
            query = _LATENT[1:] if mixer.q_rank else (_LATENT[0], *_LATENT[3:])
            found += [*query, "linear_proj"]
        else:
            found += ["linear_qkv", "linear_proj"]
    return tuple(dict.fromkeys(found))


def adapted_modules(shape: TransformerShape, lora: Lora) -> tuple[str, ...]:
    """Return the names that match exactly the modules of a plan's adapters, with wildcards for the layer.

    >>> from planner.workload.presets import shape_preset
    >>> adapted_modules(shape_preset("qwen3-30b-a3b"), Lora(modules=(AdaptedModule.EXPERTS,)))
    ('*.mlp.experts.linear_fc1', '*.mlp.experts.linear_fc2')
    """
    found = list(attention_modules(shape)) if AdaptedModule.ATTENTION in lora.modules else []
    if adapts_every_product(shape, lora):
        return (*found, *_PRODUCTS)
    if AdaptedModule.FEED_FORWARD in lora.modules:
        places = ("*.mlp", "*.mlp.shared_experts")
        found += [f"{place}.{product}" for place in places for product in _PRODUCTS]
    if AdaptedModule.EXPERTS in lora.modules:
        found += [f"*.mlp.experts.{product}" for product in _PRODUCTS]
    return tuple(found)


@cache
def bridge_recipes() -> Mapping[str, Mapping[str, str]]:
    """Return Megatron-Bridge's own recipes by the key of a shape (resources/launch/bridge_recipes.csv)."""
    with resource_path("launch", "bridge_recipes.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def adapter_recipe(shape: TransformerShape) -> str:
    """Return Megatron-Bridge's recipe with LoRA of a model; "" where it has none."""
    return bridge_recipes().get(shape.key, {}).get("lora", "")


def own_recipe_words(shape: TransformerShape, lora: Lora) -> str:
    """Say that no launch file trains a model's adapters on CUDA, and what does (Megatron-Bridge's peft/lora.py)."""
    return sentence(
        "Megatron-Bridge has no recipe with LoRA of {}, and no other launch file of Chipfolio trains adapters on "
        "CUDA; write a recipe of your own in Megatron-Bridge whose peft is LoRA(dim={}, target_modules={}), with "
        "this plan's sizes and batch.",
        shape.name,
        lora.rank,
        list(adapted_modules(shape, lora)),
    )


def adapts_every_product(shape: TransformerShape, lora: Lora) -> bool:
    """Whether adapters stand beside all feed-forward products, those of routed experts with them."""
    needed = {AdaptedModule.FEED_FORWARD, *([AdaptedModule.EXPERTS] if shape.is_moe else [])}
    return needed <= set(lora.modules)


def adapts_no_product(lora: Lora) -> bool:
    """Whether adapters stand beside attention alone."""
    return set(lora.modules) == {AdaptedModule.ATTENTION}
