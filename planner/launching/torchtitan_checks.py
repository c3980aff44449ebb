"""What TorchTitan's own checks refuse of a layout or precision, and what it would silently do otherwise than planned.

Source: torchtitan 0.2.2 (package index); each rule names the file of its check, below torchtitan/.
"""

from collections.abc import Iterator

from planner.launching.job import ROCM, LaunchJob
from planner.performance.training.layout import Sharding
from planner.sentences import sentence
from planner.workload.training_run import Routing, TrainingPrecision

_FLEXIBLE = {"deepseek_v3", "gpt_oss"}  # attn_type of models/*/__init__.py: their attention is not cut by context
_FORCES_NO_LEVEL = "gpt_oss"  # models/gpt_oss/model/args.py: update_from_config


def check_refusals(job: LaunchJob, model: str) -> Iterator[str]:
    """Yield a sentence for everything of a job that does not start, or runs otherwise, as TorchTitan's model."""
    yield from _cut_refusals(job, model)
    yield from _data_refusals(job)
    if job.shape.is_moe:
        yield from _expert_refusals(job, model)
        yield from _expert_precision_refusals(job)


def _cut_refusals(job: LaunchJob, model: str) -> Iterator[str]:
    layout = job.layout
    if layout.cp > 1 and model in _FLEXIBLE:  # models/deepseek_v3/model/args.py:105, gpt_oss/model/args.py
        yield sentence(
            "TorchTitan cuts no attention of {} by context parallelism; pin a layout with context size 1.",
            job.shape.name,
        )
    parts = 2 * layout.tp * layout.cp
    if job.run.seq_len % parts:  # distributed/parallel_dims.py:365, models/*/infra/parallelize.py
        yield sentence(
            "TorchTitan does not start {}: twice tensor size {} times context size {} does not divide sequences of "
            "{} tokens; pin a layout with smaller ones.",
            job.name,
            layout.tp,
            layout.cp,
            job.run.seq_len,
        )


def _data_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield where weights are not sharded: then only a plain replica a device trains in 16 bits."""
    layout = job.layout
    shards = layout.cp * (1 if layout.sharding is Sharding.NONE else layout.dp)
    if shards > 1 or layout.ep > 1 or layout.tp * layout.pp == 1:
        return
    if layout.dp > 1:  # models/*/infra/parallelize.py: DDP has not supported > 1D parallelism
        yield sentence(
            "TorchTitan replicates weights beside neither tensor nor pipeline parallelism; choose a sharding for {}.",
            job.name,
        )
    else:  # distributed/utils.py:251
        yield sentence(
            "TorchTitan trains {} in 32 bits, since only sharded weights have mixed precision; pin a layout with "
            "data-parallel size 2 or more.",
            job.name,
        )


def _expert_refusals(job: LaunchJob, model: str) -> Iterator[str]:
    layout = job.layout
    legal = {1, layout.tp} if layout.ep > 1 else {layout.tp}  # distributed/parallel_dims.py:62, apply_moe_ep_tp
    if layout.etp not in legal:
        yield sentence(
            "TorchTitan cuts experts of {} by tensor size {} where it does not spread them, and by that or not at "
            "all where it does; pin a layout with expert-tensor size {}.",
            job.name,
            layout.tp,
            layout.tp,
        )
    if job.run.routing is Routing.CAPPED:  # models/moe/moe.py has no capacity
        yield sentence("TorchTitan drops no tokens over an expert's capacity; choose another routing.")
    if job.run.routing is Routing.BALANCED and model == _FORCES_NO_LEVEL:
        yield sentence("TorchTitan does not force {}'s routing level; choose another routing.", job.shape.name)


def _expert_precision_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield what its products of experts in 8 bits lack (components/quantization/float8.py:180, mx.py:110)."""
    layout, precision = job.layout, job.run.precision
    if precision is TrainingPrecision.FP8 and layout.pp * layout.cp > 1:
        yield sentence(
            "TorchTitan multiplies experts in FP8 beside neither pipelines nor context parallelism; pin a layout of "
            "one stage and context size 1, or choose BF16."
        )
    if precision is TrainingPrecision.MXFP8 and job.stack == ROCM:
        yield sentence("TorchTitan multiplies experts in MXFP8 on Nvidia's Blackwell or later alone; choose BF16.")
