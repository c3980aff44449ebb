"""Goodput: the share of paid time that trains, between failures, checkpoints and restarts (methods 2.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, sqrt

from planner.cluster import Pool
from planner.units import SECONDS_PER_HOUR
from planner.workload.training_run import TrainingRun


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureModel:
    """How often devices fail and what a checkpoint and a restart take.

    ``device_mtbf_hours``: 419 unexpected interruptions in 54 days on 16,384 H100 (Llama 3, arXiv 2407.21783). No
    supplier but NVIDIA has published rates; the same is assumed for the others. ``checkpoint_s`` and ``restart_s``
    are the worked example of methods 2.9 (asynchronous checkpoints, recovery within ten minutes).
    """

    device_mtbf_hours: float = 50_677.0
    checkpoint_s: float = 60.0
    restart_s: float = 600.0


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
    interval_s = daly_interval_s(model.checkpoint_s, mtbf_s)
    return goodput(interval_s, model.checkpoint_s, model.restart_s, mtbf_s)


def pool_goodput(
    pool: Pool,
    run: TrainingRun,  # noqa: ARG001 - the model's size will matter to checkpoints written through; part of the API
    *,
    failures: FailureModel | None = None,
) -> float:
    """Return the goodput of a job on one pool, checkpoints at Daly's interval."""
    model = failures or FailureModel()
    return job_goodput([(pool.devices, model.device_mtbf_hours)], failures=model)


def separate_goodput(shares: Iterable[tuple[float, float]]) -> float:
    """Return the goodput of pools that fail alone (phases, local SGD): 1 - sum of share * (1 - goodput)."""
    return 1.0 - sum(share * (1.0 - reached) for share, reached in shares)
