"""Megatron-Core's own configuration takes the arguments of every shape, where the library is installed."""

from typing import Any

import pytest
from msgspec.structs import replace

from planner.errors import UserError
from planner.launching.configuration import entries_of
from planner.launching.job import LaunchJob
from planner.launching.megatron import megatron_arguments
from planner.launching.megatron_stack import is_describable, is_hybrid
from planner.performance.training.layout import Layout, Recompute, Schedule
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.shape import TransformerShape
from planner.workload.training_run import TrainingRun

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
transformer = pytest.importorskip("megatron.core.transformer", reason="Megatron-Core is not installed")

NAMES = {
    "num_experts": "num_moe_experts",
    "norm_epsilon": "layernorm_epsilon",
    "apply_layernorm_1p": "layernorm_zero_centered_gamma",
}
LAYOUTS = (
    Layout(
        tp=2,
        pp=1,
        vpp=1,
        ep=1,
        etp=1,
        cp=1,
        dp=4,
        micro_batch=1,
        recompute=Recompute.FULL,
        schedule=Schedule.ONE_F_ONE_B,
    ),
    Layout(
        tp=1,
        pp=4,
        vpp=2,
        ep=2,
        etp=1,
        cp=1,
        dp=2,
        micro_batch=1,
        recompute=Recompute.ACTIVATIONS,
        schedule=Schedule.INTERLEAVED,
        micro_batch_group=4,
    ),
)


def is_described_whole(shape: TransformerShape) -> bool:
    """Whether the configuration itself, not a pattern beside it, says every layer."""
    return is_describable(shape) and not is_hybrid(shape)


def config_of(job: LaunchJob) -> Any:
    """Build the configuration that the arguments describe, as Megatron-LM's own translation does."""
    entries = entries_of(megatron_arguments(job))
    kind = transformer.MLATransformerConfig if job.shape.mla is not None else transformer.TransformerConfig
    known = set(kind.__struct_fields__)
    values = {NAMES.get(name, name): value for name, value in entries.items() if NAMES.get(name, name) in known}
    pattern = values.get("moe_layer_freq")
    if isinstance(pattern, str):
        values["moe_layer_freq"] = [int(routed) for routed in eval(pattern)]  # noqa: S307 - our own text, as the parser does
    if isinstance(values.get("linear_attention_freq"), str):
        values["linear_attention_freq"] = eval(values["linear_attention_freq"])  # noqa: S307 - as above
    values.pop("window_size", None)
    values.pop("window_attn_skip_freq", None)
    if isinstance(values.get("recompute_modules"), str):
        values["recompute_modules"] = [values["recompute_modules"]]
    values |= {"pipeline_dtype": torch.bfloat16, "bias_activation_fusion": False, "gated_linear_unit": job.shape.gated}
    if entries.get("swiglu"):
        values["activation_func"] = torch.nn.functional.silu
    if "num_virtual_stages_per_pipeline_rank" in entries:
        values["virtual_pipeline_model_parallel_size"] = entries["num_virtual_stages_per_pipeline_rank"]
    return kind(**values)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("layout", LAYOUTS, ids=["one stage", "interleaved"])
@pytest.mark.parametrize("key", [key for key in shape_keys() if is_described_whole(shape_preset(key))])
def test_the_librarys_configuration_takes_the_arguments(key: str, layout: Layout):
    shape = shape_preset(key)
    layout = layout if shape.is_moe else replace(layout, ep=1)
    run = TrainingRun(shape=shape, tokens=1e12, seq_len=4096, global_batch=64)
    job = LaunchJob(
        number=1,
        name="H100",
        run=run,
        layout=layout,
        accelerator=None,
        nodes=2,
        devices_per_node=8,
        global_batch=64,
        samples=1000,
    )
    try:
        config = config_of(job)
    except UserError as why:
        assert "does not start" in str(why)  # noqa: PT017 - a refusal is an answer here
        return
    assert config.num_layers == shape.layers
    assert config.hidden_dropout == 0.0
    assert config.num_moe_experts == (shape.experts or None)
    if shape.is_moe:
        assert sum(config.moe_layer_freq) == shape.moe_layers
