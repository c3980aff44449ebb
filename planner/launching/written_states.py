"""What a launch text says of weights, gradients and optimiser states."""

from collections.abc import Mapping

from planner.launching.pasted_text import ARGUMENTS, TOML, Entries
from planner.workload.optimisers import Optimiser
from planner.workload.states import Sharding, States, WeightFormat

_MOMENTS: Mapping[str, Optimiser] = {"bf16": Optimiser.ADAMW_BF16_MOMENTS, "fp8": Optimiser.ADAMW_FP8_MOMENTS}


def stated_states(form: str, entries: Entries, sharding: Sharding) -> States | None:
    """Return what a text says of the states; None where it leaves them as its software has them.

    TorchTitan shards fp32 weights and gathers them in 16 bits. Megatron-Core keeps gradients in 32 bits unless
    ``--grad-reduce-in-bf16``, moments in fp32 unless its precision-aware optimiser has other formats, and beside 16-bit
    weights their 8-bit copies unless ``--fp8-param-gather`` (megatron/training/arguments.py).
    """
    if form == TOML:
        return States(weights=WeightFormat.FP32) if sharding is Sharding.FULLY_SHARDED else None
    optimiser, weights = _optimiser(entries), WeightFormat.BF16
    if form == ARGUMENTS and (entries.get("fp8_format") or entries.get("fp8")):
        weights = WeightFormat.FP8 if entries.get("fp8_param_gather") is True else WeightFormat.CACHED
    halved = entries.get("grad_reduce_in_bf16") is True or entries.get("grad_reduce_in_fp32") is False
    found = States(optimiser=optimiser, weights=weights, gradient_bytes=2 if halved else None)
    return None if found == States() else found


def _optimiser(entries: Entries) -> Optimiser:
    if entries.get("use_precision_aware_optimizer") is not True:
        return Optimiser.ADAMW
    moments = str(entries.get("exp_avg_dtype") or "fp32").removeprefix("torch.").lower()
    return _MOMENTS.get(moments.replace("bfloat16", "bf16"), Optimiser.ADAMW_REMAINDERS)
