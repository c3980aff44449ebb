"""What a run trains of its shape: all weights, or adapters beside frozen ones; with the work of a token."""

from planner.units import FLOP_PER_MAC
from planner.workload.adapters import adapted, adapter_params, layers_of
from planner.workload.counting import (
    forward_macs_per_token,
    mtp_macs_per_token,
    parameter_count,
    stack_core_macs,
    tables_params,
    training_flop_per_token,
)
from planner.workload.training_run import TrainingRun


def trained_params(run: TrainingRun, *, mtp: bool = True) -> int:
    """Return the parameters that have gradients and optimiser states, those of MTP with them or not."""
    lora = run.states.lora
    if lora is not None:
        return adapter_params(run.shape, lora)
    return parameter_count(run.shape, mtp=mtp and run.shape.mtp_layers > 0)


def done_flop_per_token(run: TrainingRun, *, mtp: bool = False) -> float:
    """Return model FLOP per token of forward and backward, without gradients of frozen weights and with adapters'."""
    shape, lora, whole = run.shape, run.states.lora, training_flop_per_token(run.shape, run.seq_len, mtp=mtp)
    if lora is None:
        return whole
    products = forward_macs_per_token(shape, run.seq_len, mtp=False) - stack_core_macs(shape, run.seq_len)
    products += mtp_macs_per_token(shape, run.seq_len) if mtp else 0.0
    met = lora.rank * sum(count * adapted(shape, block, lora, met=True) for block, count in layers_of(shape))
    return whole + FLOP_PER_MAC * (3.0 * met - products)


def checkpoint_bytes(run: TrainingRun, *, mtp: bool = True) -> float:
    """Return the size of a full checkpoint: weights and states of all that is trained (14 bytes a parameter in FP32).

    A checkpoint of adapters leaves the frozen weights out: they lie in the storage once.
    """
    states, trained = run.states, trained_params(run, mtp=mtp)
    tables = tables_params(run.shape) if states.lora is None else 0
    weights = states.sharded_weight_bytes * trained
    return weights + states.state_bytes * (trained - tables) + states.table_state_bytes * tables
