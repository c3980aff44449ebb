"""Tables of published runs, predicted row by row."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.layout import PoolEstimate
from planner.performance.training.search import estimate_layout
from planner.published_runs.published_run import PublishedRun, RunTable, Skipped, beyond_computing, read_runs
from planner.validation.open_runs import TOO_LARGE, FilledRate, rates_of
from planner.validation.predictions import plausible, predict
from planner.validation.report import ValidatedRun, ValidationReport

Progress = Callable[[int, int], None]


def validate_runs(
    path: Path,
    *,
    catalogue: Catalogue | None = None,
    calibration: Calibration | None = None,
    progress: Progress | None = None,
) -> ValidationReport:
    """Predict every whole run of a table; raise UserError where the file itself cannot be read."""
    table = read_runs(path, load_catalogue() if catalogue is None else catalogue)
    return validate_table(table, calibration=calibration, progress=progress)


def validate_table(
    table: RunTable, *, calibration: Calibration | None = None, progress: Progress | None = None
) -> ValidationReport:
    """Predict the runs of a table; partial ones over what they leave open, marked."""
    skipped = [*table.skipped]
    rows: list[ValidatedRun] = []
    runs = (*table.whole, *table.partial)
    for done, published in enumerate(runs):
        try:
            if published.alternatives:
                rows.append(_validated_open(published, calibration or load_calibration()))
            else:
                rows.append(_validated(published, plausible(published, predict(published, calibration=calibration))))
        except UserError as error:
            skipped.append(Skipped(id=published.id, reason=str(error)))
        except (ArithmeticError, ValueError) as error:  # a run within every bound, and still beyond the model's numbers
            skipped.append(Skipped(id=published.id, reason=beyond_computing(error)))
        if progress is not None:
            progress(done + 1, len(runs))
    return ValidationReport(runs=table.rows, rows=tuple(rows), skipped=tuple(skipped))


def _validated(published: PublishedRun, estimate: PoolEstimate) -> ValidatedRun:
    rate = estimate.tokens_per_s_per_device
    low, high = estimate.band or (estimate.tokens_per_s, estimate.tokens_per_s)
    return ValidatedRun(
        id=published.id,
        label=published.label,
        model=published.model,
        source=published.source,
        release=published.release,
        confidence=published.confidence,
        measured_tokens_per_s_per_device=published.measured_tokens_per_s_per_device,
        predicted_tokens_per_s_per_device=rate,
        band=(low / estimate.devices, high / estimate.devices),
        measured_memory_bytes=published.measured_memory_bytes,
        predicted_memory_bytes=estimate.memory_bytes,
        memory_unit_bytes=published.memory_unit_bytes,
        assumptions=published.assumptions + estimate.assumptions,
    )


def _validated_open(published: PublishedRun, table: Calibration) -> ValidatedRun:
    """Return a run that leaves fields open: its best way to fill them, and the range of all that fit the device.

    Raises UserError where none fits, and where the measured rate needs more than the stated peak of every one.
    """
    rates = rates_of(published, table)
    slowest, best = rates[0].rate, rates[-1]
    shortest = max(rates, key=lambda way: (-way.run.seq_len, way.rate))  # a token of it takes the least FLOP
    plausible(published, _estimate(published, shortest, table))
    filled = replace(published, run=best.run, layout=best.layout, recompute_stated=True)
    found = _validated(filled, _estimate(published, best, table))
    low = found.band[0] * slowest / best.rate
    words = tuple(f"{guess}: the best way to fill it is predicted" for guess in published.guesses)
    return replace(
        found,
        band=(min(low, found.band[0]), found.band[1]),
        range=(slowest, best.rate),
        open_fields=published.open_fields,
        assumptions=words + (() if best.fits else (TOO_LARGE,)) + found.assumptions,
    )


def _estimate(published: PublishedRun, way: FilledRate, table: Calibration) -> PoolEstimate:
    return estimate_layout(published.pool, way.run, way.layout, calibration=table)
