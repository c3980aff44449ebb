"""Megatron-Core's arguments for optimiser, weights, gradients and the host's share, and what it cannot express of them.

Source: NVIDIA/Megatron-LM d98e8a6 (2026-08-22), megatron/training/arguments.py and core/optimizer/optimizer_config.py.
"""

from collections.abc import Iterator

from planner.launching.arguments import Arguments, plain
from planner.launching.job import LaunchJob
from planner.performance.training.layout import Sharding
from planner.sentences import sentence
from planner.workload.optimisers import Optimiser
from planner.workload.states import States, WeightFormat
from planner.workload.training_run import TrainingPrecision

_MOMENTS = {
    Optimiser.ADAMW_REMAINDERS: "fp32",
    Optimiser.ADAMW_BF16_MOMENTS: "bf16",
    Optimiser.ADAMW_FP8_MOMENTS: "fp8",
}
_EMERGING = {Optimiser.MUON: "muon", Optimiser.ADAMUON: "adaptive_muon"}
_EXPRESSED = {Optimiser.ADAMW, *_MOMENTS, *_EMERGING}
_WIDE = {TrainingPrecision.BF16, TrainingPrecision.FP16}


def states_arguments(states: States) -> Arguments:
    """Return the arguments of what is not Megatron-Core's default."""
    return [*_optimiser_arguments(states), *_gradient_arguments(states), *_offload_arguments(states)]


def _optimiser_arguments(states: States) -> Arguments:
    found: Arguments = []
    if states.optimiser in _EMERGING:
        found = [("--optimizer", _EMERGING[states.optimiser])]
        if states.newton_schulz_steps is not None:
            found.append(("--muon-num-ns-steps", str(states.newton_schulz_steps)))
    moments = _MOMENTS.get(states.optimiser)
    if moments is not None or states.offload.share:
        found.append(("--use-precision-aware-optimizer",))
    if moments not in {None, "fp32"}:
        found += [("--exp-avg-dtype", str(moments)), ("--exp-avg-sq-dtype", str(moments))]
    if states.weights is WeightFormat.FP8:
        found.append(("--fp8-param-gather",))
    return found


def _gradient_arguments(states: States) -> Arguments:
    if states.gradient_bytes != 2:  # noqa: PLR2004 - bytes of 16 bits
        return []
    precision_aware = states.optimiser in _MOMENTS or states.offload.share > 0.0
    return [("--grad-reduce-in-bf16",), *([("--main-grads-dtype", "bf16")] if precision_aware else [])]


def _offload_arguments(states: States) -> Arguments:
    offload = states.offload
    if not offload.share:
        return []
    beside: Arguments = [("--overlap-cpu-optimizer-d2h-h2d",)] if offload.overlapped else []
    return [("--optimizer-cpu-offload",), ("--optimizer-offload-fraction", plain(offload.share)), *beside]


def states_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield a sentence for everything of the states that Megatron-Core has no argument for."""
    states, name, sharding = job.run.states, job.name, job.layout.sharding
    if states.optimiser not in _EXPRESSED:
        yield sentence(
            "Megatron-Core has no {}; choose AdamW with BF16 or FP8 moments, or muon.", states.optimiser.value
        )
    if states.weights is WeightFormat.FP32:
        yield sentence(
            "Megatron-Core keeps 16-bit weights beside its main weights; choose weights in BF16, or TorchTitan."
        )
    if states.weights is not WeightFormat.BF16 and job.run.precision in _WIDE:
        yield sentence(
            "Weights with 8-bit copies need products in 8 bits; {} trains in {}.", name, job.run.precision.value.upper()
        )
    if sharding is Sharding.NONE and (states.optimiser in _MOMENTS or states.offload.share):
        yield sentence(
            "Megatron-Core keeps lean moments and states on the host in its distributed optimiser alone; choose zero-1."
        )
    if sharding is Sharding.NONE and states.weights is WeightFormat.FP8:
        yield sentence("Megatron-Core gathers weights in FP8 in its distributed optimiser alone; choose zero-1.")
    if states.offload.share and states.weights is WeightFormat.FP8:
        yield sentence(
            "Megatron-Core updates weights in FP8 on the host with delayed scaling alone, which this file does "
            "not choose; keep the states on the device, or weights in BF16."
        )
