"""One case of the performance model: a pool, a run and its coefficients, as numbers that broadcast."""

from dataclasses import dataclass

from planner.catalogue.accelerator import Precision
from planner.cluster import Pool
from planner.errors import MissingFigureError
from planner.performance.calibration import Calibration
from planner.performance.coefficients import Coefficients
from planner.performance.layer_counts import LayerCounts, Number, layer_counts
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the arithmetic needs. Fields are numbers, or arrays of one value a row for many cases at once.

    ``flop_per_s`` is the stated peak at the run's precision, ``wide_flop_per_s`` that of 16-bit products (attention
    core, router and output head stay in it). Rates are bytes/s, one direction of one device.
    ``low_precision`` is 1 below 16 bits, ``natural`` 1 where the routing is not forced level, ``capped`` 1 where
    experts have a fixed capacity, ``unfused`` 1 where element-wise operations run one by one. ``overload`` is the
    measured load of the fullest expert rank over the mean, 0 where it was not measured, ``overload_peak`` its peak.
    """

    counts: LayerCounts
    coefficients: Coefficients
    seq_len: Number
    global_batch: Number
    devices: Number
    domain: Number
    flop_per_s: Number
    wide_flop_per_s: Number
    memory_bytes: Number
    memory_bytes_per_s: Number
    scaleup_bytes_per_s: Number
    nic_bytes_per_s: Number
    low_precision: Number
    natural: Number
    capped: Number
    unfused: Number
    overload: Number
    overload_peak: Number


def case_of(pool: Pool, run: TrainingRun, calibration: Calibration) -> Case:
    """Return the case of a pool and a run; raises MissingFigureError where a figure is unknown."""
    accelerator = pool.accelerator
    crosses = pool.devices > pool.scaleup_domain_devices
    if crosses and not pool.nic_bytes_per_s:
        raise MissingFigureError(
            f"{accelerator.name}: the NIC rate per device is unknown; enter it with its source in the catalogue card."
        )
    low = run.precision not in {TrainingPrecision.BF16, TrainingPrecision.FP16}
    return Case(
        counts=layer_counts(run.shape, run.seq_len),
        coefficients=calibration.coefficients(
            accelerator,
            run.precision,
            run.stack_release,
            recipe=run.recipe,
            overlap=run.communication_overlap,
        ),
        seq_len=float(run.seq_len),
        global_batch=float(run.global_batch),
        devices=float(pool.devices),
        domain=float(max(pool.scaleup_domain_devices, 1)),
        flop_per_s=accelerator.require_peak_flop_per_s(run.precision.rate),
        wide_flop_per_s=wide_flop_per_s(pool, run.precision),
        memory_bytes=float(pool.memory_bytes),
        memory_bytes_per_s=float(pool.memory_bytes_per_s),
        # a link that is never crossed costs nothing; its rate only has to be positive
        scaleup_bytes_per_s=float(pool.scaleup_bytes_per_s or 1.0),
        nic_bytes_per_s=float(pool.nic_bytes_per_s or 1.0),
        low_precision=1.0 if low else 0.0,
        natural=1.0 if run.routing is Routing.NATURAL else 0.0,
        capped=1.0 if run.routing is Routing.CAPPED else 0.0,
        unfused=0.0 if run.fused_elementwise else 1.0,
        overload=run.overload or 0.0,
        overload_peak=run.overload_peak or 0.0,
    )


def wide_flop_per_s(pool: Pool, precision: TrainingPrecision) -> float:
    """Return the 16-bit peak beside a lower precision (BF16 where known, else FP16)."""
    if precision in {TrainingPrecision.BF16, TrainingPrecision.FP16}:
        return pool.accelerator.require_peak_flop_per_s(precision.rate)
    peaks = pool.accelerator.peak_flop_per_s
    if Precision.BF16 not in peaks and Precision.FP16 in peaks:
        return peaks[Precision.FP16]
    return pool.accelerator.require_peak_flop_per_s(Precision.BF16)
