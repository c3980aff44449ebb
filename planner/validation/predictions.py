"""A published run's prediction: on its own layout, with a recompute mode where its source is silent."""

from typing import Final

from msgspec.structs import replace

from planner.errors import UserError
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.layout import Layout, PoolEstimate, Recompute
from planner.performance.training.search import estimate_layout
from planner.published_runs.published_run import PublishedRun

OFFLOADABLE: Final = 1.5  # what of a device's memory single layers recomputed or offloaded can make up for


def predict(published: PublishedRun, *, calibration: Calibration | None = None) -> PoolEstimate:
    """Return the estimate of a published run on its own layout."""
    layout = settled_layout(published, calibration=calibration)
    return estimate_layout(published.pool, published.run, layout, calibration=calibration)


def plausible(published: PublishedRun, estimate: PoolEstimate) -> PoolEstimate:
    """Return the estimate; raise UserError where the measured rate needs more than the stated peak."""
    measured = published.measured_tokens_per_s_per_device
    peak = estimate.tokens_per_s_per_device / estimate.mfu
    if measured is not None and measured > peak:
        raise UserError(f"{measured:,.0f} tokens/s per device need more than the stated peak ({peak:,.0f})")
    return estimate


def settled_layout(published: PublishedRun, *, calibration: Calibration | None = None) -> Layout:
    """Return the run's own layout, as its software could run it, with a recompute mode where its source is silent.

    Nothing is recomputed if that fits the device, else single modules are; everything only where the modules leave
    more than 1.5 times the device's memory. What is a little too much is offloaded, or recomputed in a few cheap
    modules: over the 30 silent runs that are too large, rates are 3 % too low this way and 16 % with as many whole
    layers recomputed as memory asks for. Where nothing would fit, memory says nothing. The measured memory plays no
    part in it. The allocator's fragments are left out: who publishes a rate has packed the device.
    """
    table = calibration or load_calibration()
    could = table.has_sequence_parallel(published.pool.accelerator, published.run.stack_release)
    layout = replace(published.layout, sequence_parallel=published.layout.sequence_parallel and could)
    if published.recompute_stated:
        return layout
    modes = [replace(layout, recompute=mode) for mode in (Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL)]
    none, selective, full = (
        estimate_layout(published.pool, published.run, layout, calibration=calibration) for layout in modes
    )
    fragmentation = table.row("fragmentation", published.pool.accelerator, None).value
    needed = {mode.layout.recompute: _packed_bytes(mode, fragmentation) for mode in (none, selective, full)}
    capacity_bytes = none.memory_capacity_bytes
    if needed[Recompute.NONE] <= capacity_bytes or needed[Recompute.FULL] > capacity_bytes:
        return none.layout
    return selective.layout if needed[Recompute.SELECTIVE] <= OFFLOADABLE * capacity_bytes else full.layout


def _packed_bytes(estimate: PoolEstimate, fragmentation: float) -> float:
    fragmented = sum(estimate.memory_parts_bytes[name] for name in ("activations", "buffers"))
    return estimate.memory_bytes - fragmented * (1.0 - 1.0 / fragmentation)
