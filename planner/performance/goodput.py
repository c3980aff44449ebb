"""Goodput: the share of paid time that trains, between failures, checkpoints and restarts (methods 2.9)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp, sqrt

from planner.cluster import Pool
from planner.performance.failures import failure_rate_of
from planner.units import SECONDS_PER_HOUR
from planner.workload.counting import parameter_count
from planner.workload.training_run import TrainingRun

_WORKED_CHECKPOINT_S = 60.0  # of a run that is not known, methods 2.9
_CHECKPOINT_BYTES = 14.0  # a parameter
_STORAGE_BYTES_PER_S_PER_DEVICE = 2e12 / 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureModel:
    """What a checkpoint and a restart take, and how often devices fail.

    ``device_mtbf_hours`` None: as published for the device's generation (failures.csv). ``checkpoint_s`` and
    ``restart_s`` are the worked example of methods 2.9 (recovery within ten minutes); where the run is known and
    ``checkpoint_s`` is None, ``checkpoint_time_s`` says how long the write takes.
    """

    device_mtbf_hours: float | None = None
    checkpoint_s: float | None = None
    restart_s: float = 600.0


def checkpoint_bytes(parameters: float) -> float:
    """Return the size of a full checkpoint: 14 bytes a parameter (16-bit weight, fp32 master, two moments)."""
    return _CHECKPOINT_BYTES * parameters


def checkpoint_time_s(run: TrainingRun, devices: int) -> float:
    """Return the seconds to write the weights and optimiser states of a run through to storage.

    14 bytes a parameter (16-bit weight, fp32 master, two moments); the storage sustains 2 TB/s for 16,384 devices
    (Llama 3, arXiv 2407.21783, section 3.3.1) and is taken to grow with the pool. Asynchronous writing stops training
    for less.

    >>> from planner.workload.presets import shape_named
    >>> from planner.workload.training_run import TrainingRun
    >>> run = TrainingRun(shape=shape_named("DeepSeek-V3"), tokens=1e12, seq_len=4096, global_batch=8192)
    >>> round(checkpoint_time_s(run, 2048), 1)
    38.2
    """
    written = checkpoint_bytes(parameter_count(run.shape, mtp=run.shape.mtp_layers > 0))
    return written / (devices * _STORAGE_BYTES_PER_S_PER_DEVICE)


def series_mtbf_s(parts: Iterable[tuple[int, float]]) -> float:
    """Return the mean time between failures (s) of a job that any failing device stops.

    ``parts`` are (devices, MTBF of one in hours); rates add.

    >>> round(series_mtbf_s([(4096, 50_676.0), (8192, 20_000.0)]) / 3600, 3)
    2.039
    """
    failures_per_hour = sum(devices / mtbf_hours for devices, mtbf_hours in parts)
    return SECONDS_PER_HOUR / failures_per_hour


def young_interval_s(checkpoint_s: float, mtbf_s: float) -> float:
    """Return Young's interval between checkpoints: sqrt(2 * checkpoint * MTBF), in seconds."""
    return sqrt(2 * checkpoint_s * mtbf_s)


def daly_interval_s(checkpoint_s: float, mtbf_s: float) -> float:
    """Return Daly's higher-order interval (s); where a checkpoint takes two MTBF or more, one MTBF.

    >>> round(daly_interval_s(60.0, 3.093 * 3600), 1)
    1116.3
    """
    if checkpoint_s >= 2 * mtbf_s:
        return mtbf_s
    ratio = checkpoint_s / (2 * mtbf_s)
    return young_interval_s(checkpoint_s, mtbf_s) * (1 + sqrt(ratio) / 3 + ratio / 9) - checkpoint_s


def goodput(interval_s: float, checkpoint_s: float, restart_s: float, mtbf_s: float) -> float:
    """Return the share of time that trains, failures exponential: tau / (M e^(R/M) (e^((tau+delta)/M) - 1)).

    >>> round(goodput(daly_interval_s(60.0, 3.093 * 3600), 60.0, 600.0, 3.093 * 3600), 3)
    0.853
    """
    spent_s = mtbf_s * exp(restart_s / mtbf_s) * (exp((interval_s + checkpoint_s) / mtbf_s) - 1)
    return interval_s / spent_s


def expected_training_ratio(interval_s: float, checkpoint_s: float, restart_s: float, mtbf_s: float) -> float:
    """Return Meta's expected training time ratio (HPCA'25): (1 - r (u0 + tau/2)) / (1 + w/tau), at least 0."""
    lost = (restart_s + interval_s / 2) / mtbf_s
    return max(0.0, 1 - lost) / (1 + checkpoint_s / interval_s)


def job_goodput(parts: Iterable[tuple[int, float]], *, failures: FailureModel | None = None) -> float:
    """Return the goodput of one job over (devices, device MTBF in hours) that all have to live (a series system)."""
    model = failures or FailureModel()
    mtbf_s = series_mtbf_s(parts)
    checkpoint_s = _WORKED_CHECKPOINT_S if model.checkpoint_s is None else model.checkpoint_s
    return goodput(daly_interval_s(checkpoint_s, mtbf_s), checkpoint_s, model.restart_s, mtbf_s)


def pool_goodput(pool: Pool, run: TrainingRun, *, failures: FailureModel | None = None) -> float:
    """Return the goodput of a job on one pool, checkpoints at Daly's interval."""
    model = failures or FailureModel()
    mtbf_hours = model.device_mtbf_hours or failure_rate_of(pool.accelerator).device_mtbf_hours
    if model.checkpoint_s is None:
        model = replace(model, checkpoint_s=checkpoint_time_s(run, pool.devices))
    return job_goodput([(pool.packages, mtbf_hours)], failures=model)


def pool_goodputs(
    pool: Pool, run: TrainingRun, devices: Iterable[int], *, failures: FailureModel | None = None
) -> list[float]:
    """Return the goodput of a job on each of so many of a pool's devices, as ``pool_goodput`` does on all."""
    return [pool_goodput(replace(pool, devices=count), run, failures=failures) for count in devices]


def separate_goodput(shares: Iterable[tuple[float, float]]) -> float:
    """Return the goodput of pools that fail alone (phases, local SGD): 1 - sum of share * (1 - goodput)."""
    return 1.0 - sum(share * (1.0 - reached) for share, reached in shares)
