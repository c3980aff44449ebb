"""Goodput: the share of paid time that trains, between failures, checkpoints and restarts."""

from collections.abc import Iterable
from math import exp, sqrt

from msgspec import Struct
from msgspec.structs import replace

from planner.cluster import Pool
from planner.performance.training.failures import failure_rate_of, rack_rate_of, racks_of
from planner.units import SECONDS_PER_HOUR
from planner.workload.fine_tuning import checkpoint_bytes
from planner.workload.stops import RESTART_S
from planner.workload.training_run import TrainingRun

_WORKED_CHECKPOINT_S = 60.0  # of a run that is not known, an assumption
_STORAGE_BYTES_PER_S_PER_DEVICE = 2e12 / 16_384
_LARGEST_EXPONENT = 600.0  # of a rate of failures at which nothing is trained any more


class FailureModel(Struct, frozen=True, kw_only=True):
    """What a checkpoint and a restart take, and how often devices and racks fail.

    ``device_mtbf_hours`` None: as published for the device's generation (failures.csv), ``rack_mtbf_hours`` for its
    scale-up link. ``checkpoint_s`` and ``restart_s`` are assumptions (recovery within ten minutes, as Huawei claims for
    its clusters); where the run is known and ``checkpoint_s`` is None, ``checkpoint_time_s`` says how long the write
    takes. ``interval_s`` None: the best one (Daly).
    """

    device_mtbf_hours: float | None = None
    checkpoint_s: float | None = None
    restart_s: float = RESTART_S
    interval_s: float | None = None
    rack_mtbf_hours: float | None = None


class StopFigures(Struct, frozen=True, kw_only=True):
    """A pool's checkpoints and stops: bytes of one checkpoint and of those kept, seconds, mean hours between stops.

    ``device_mtbf_hours`` and ``rack_mtbf_hours`` are of one (0 racks: its domains fail as devices; None: no rate of
    whole racks is known). ``*_why`` say where they are from.
    """

    checkpoint_bytes: float
    storage_bytes: float
    checkpoint_s: float
    interval_s: float
    restart_s: float
    mtbf_hours: float
    device_mtbf_hours: float
    device_why: str
    racks: int = 0
    rack_mtbf_hours: float | None = None
    rack_why: str = ""


def failure_model_of(pool: Pool, run: TrainingRun) -> FailureModel:
    """Return what the run's own figures say of the pool's stops, and what follows from its states."""
    stops = run.stops
    return FailureModel(
        device_mtbf_hours=stops.mtbf_hours(pool.accelerator.key),
        checkpoint_s=checkpoint_time_s(run, pool.devices) if stops.checkpoint_s is None else stops.checkpoint_s,
        restart_s=stops.restart_s,
        interval_s=stops.interval_s,
        rack_mtbf_hours=stops.rack_mtbf_hours,
    )


def checkpoint_time_s(run: TrainingRun, devices: int) -> float:
    """Return the seconds to write the weights and optimiser states of a run through to storage.

    In FP32 14 bytes a parameter (16-bit weight, main weight, two moments); the storage sustains 2 TB/s for 16,384
    devices (Llama 3, arXiv 2407.21783, section 3.3.1) and is taken to grow with the pool. Asynchronous writing stops
    training for less.

    >>> from planner.workload.presets import shape_named
    >>> from planner.workload.training_run import TrainingRun
    >>> run = TrainingRun(shape=shape_named("DeepSeek-V3"), tokens=1e12, seq_len=4096, global_batch=8192)
    >>> round(checkpoint_time_s(run, 2048), 1)
    38.2
    """
    return _written_s(checkpoint_bytes(run), devices)


def _written_s(written_bytes: float, devices: int) -> float:
    return written_bytes / (devices * _STORAGE_BYTES_PER_S_PER_DEVICE)


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
    restart, work = restart_s / mtbf_s, (interval_s + checkpoint_s) / mtbf_s
    if restart + work > _LARGEST_EXPONENT:
        return 0.0
    return interval_s / (mtbf_s * exp(restart) * (exp(work) - 1))


def expected_training_ratio(interval_s: float, checkpoint_s: float, restart_s: float, mtbf_s: float) -> float:
    """Return Meta's expected training time ratio (HPCA'25): (1 - r (u0 + tau/2)) / (1 + w/tau), at least 0."""
    lost = (restart_s + interval_s / 2) / mtbf_s
    return max(0.0, 1 - lost) / (1 + checkpoint_s / interval_s)


def job_goodput(parts: Iterable[tuple[int, float]], *, failures: FailureModel | None = None) -> float:
    """Return the goodput of one job over (devices, device MTBF in hours) that all have to live (a series system)."""
    model = failures or FailureModel()
    mtbf_s = series_mtbf_s(parts)
    checkpoint_s = _WORKED_CHECKPOINT_S if model.checkpoint_s is None else model.checkpoint_s
    interval_s = daly_interval_s(checkpoint_s, mtbf_s) if model.interval_s is None else model.interval_s
    return goodput(interval_s, checkpoint_s, model.restart_s, mtbf_s)


def pool_goodput(pool: Pool, run: TrainingRun, *, failures: FailureModel | None = None) -> float:
    """Return the goodput of a job on one pool: checkpoints at the run's own interval, else at Daly's."""
    model = failures or failure_model_of(pool, run)
    if model.checkpoint_s is None:
        model = replace(model, checkpoint_s=checkpoint_time_s(run, pool.devices))
    return job_goodput(_failing_parts(pool, model), failures=model)


def stop_figures(pool: Pool, run: TrainingRun) -> StopFigures:
    """Return a pool's checkpoints and stops, as its goodput rests on them."""
    model, published, racks = failure_model_of(pool, run), failure_rate_of(pool.accelerator), racks_of(pool)
    parts, of_rack = _failing_parts(pool, model), rack_rate_of(pool.accelerator)
    mtbf_s, checkpoint_s = series_mtbf_s(parts), model.checkpoint_s or 0.0
    written = checkpoint_bytes(run)
    rack_hours = parts[1][1] if len(parts) > 1 else None
    return StopFigures(
        checkpoint_bytes=written,
        storage_bytes=run.stops.kept_checkpoints * written,
        checkpoint_s=checkpoint_s,
        interval_s=daly_interval_s(checkpoint_s, mtbf_s) if model.interval_s is None else model.interval_s,
        restart_s=model.restart_s,
        mtbf_hours=mtbf_s / SECONDS_PER_HOUR,
        device_mtbf_hours=parts[0][1],
        device_why=published.source if model.device_mtbf_hours is None else _OWN,
        racks=racks,
        rack_mtbf_hours=rack_hours,
        rack_why=_OWN if model.rack_mtbf_hours else of_rack.source if of_rack and rack_hours else "",
    )


_OWN = "your own figure"


def _failing_parts(pool: Pool, model: FailureModel) -> list[tuple[int, float]]:
    """Return the devices and, where they fail as such, the racks of a pool, each with hours between failures of one."""
    hours = model.device_mtbf_hours or failure_rate_of(pool.accelerator).device_mtbf_hours
    parts, racks = [(pool.packages, hours)], racks_of(pool)
    published = rack_rate_of(pool.accelerator)
    of_rack = model.rack_mtbf_hours or (published.device_mtbf_hours if published else None)
    return [*parts, (racks, of_rack)] if racks and of_rack else parts


def pool_goodputs(
    pool: Pool, run: TrainingRun, devices: Iterable[int], *, failures: FailureModel | None = None
) -> list[float]:
    """Return the goodput of a job on each of so many of a pool's devices, as ``pool_goodput`` does on all."""
    written = checkpoint_bytes(run)
    own = failures.checkpoint_s if failures else run.stops.checkpoint_s
    model = failures or failure_model_of(pool, run)
    found = []
    for count in devices:
        checkpoint_s = _written_s(written, count) if own is None else own
        part, stops = replace(pool, devices=count), replace(model, checkpoint_s=checkpoint_s)
        found.append(job_goodput(_failing_parts(part, stops), failures=stops))
    return found


def separate_goodput(shares: Iterable[tuple[float, float]]) -> float:
    """Return the goodput of pools that fail alone (phases, local SGD): 1 - sum of share * (1 - goodput)."""
    return 1.0 - sum(share * (1.0 - reached) for share, reached in shares)
