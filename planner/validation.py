"""Published runs against predictions: each on its own layout, never a better one, never the measured value."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean, median
from typing import Any, Final

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.performance.calibration import Calibration, load_calibration
from planner.performance.layout import Layout, PoolEstimate, Recompute
from planner.performance.search import estimate_layout
from planner.published_runs.mixes import mix_checks
from planner.published_runs.published_run import PublishedRun, RunTable, Skipped, read_runs

NORMAL_P90: Final = 1.2815515655446004  # the 90 % quantile of the standard normal distribution
CLOSE: Final = 0.10
OFFLOADABLE: Final = 1.5  # what of a device's memory single layers recomputed or offloaded can make up for

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatedRun:
    """One published run and its prediction.

    Rates are tokens per second and device, memory bytes per device; ``error`` is predicted / measured - 1.
    ``band`` is the P10 and P90 of the prediction. ``memory_unit_bytes`` is what the source calls a GB.
    """

    id: str
    label: str
    model: str
    source: str
    release: str | None
    confidence: str
    measured_tokens_per_s_per_device: float | None
    predicted_tokens_per_s_per_device: float
    band: tuple[float, float]
    measured_memory_bytes: float | None
    predicted_memory_bytes: float
    memory_unit_bytes: float
    assumptions: tuple[str, ...] = ()

    @property
    def error(self) -> float | None:
        """Relative error of the predicted rate; None where none was measured."""
        if self.measured_tokens_per_s_per_device is None:
            return None
        return self.predicted_tokens_per_s_per_device / self.measured_tokens_per_s_per_device - 1

    @property
    def memory_error(self) -> float | None:
        """Relative error of the predicted memory; None where none was measured."""
        if self.measured_memory_bytes is None:
            return None
        return self.predicted_memory_bytes / self.measured_memory_bytes - 1

    @property
    def is_in_band(self) -> bool | None:
        """Whether the measured rate lies between P10 and P90; None where none was measured."""
        if self.measured_tokens_per_s_per_device is None:
            return None
        return self.band[0] <= self.measured_tokens_per_s_per_device <= self.band[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSummary:
    """Errors of some runs as fractions; None without any. ``bias`` is the mean signed error."""

    runs: int
    mape: float | None
    median_ape: float | None
    bias: float | None
    within_10pct: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationReport:
    """What came of predicting a table of published runs."""

    runs: int
    rows: tuple[ValidatedRun, ...]
    skipped: tuple[Skipped, ...]

    @property
    def errors(self) -> ErrorSummary:
        """Errors of all predicted rates."""
        return summary_of(row.error for row in self.rows)

    @property
    def memory(self) -> ErrorSummary:
        """Errors of all predicted memory figures."""
        return summary_of(row.memory_error for row in self.rows)

    @property
    def band_coverage(self) -> float | None:
        """Share of measured rates inside their P10 to P90 band."""
        inside = [row.is_in_band for row in self.rows if row.is_in_band is not None]
        return fmean(inside) if inside else None

    def by_accelerator(self) -> dict[str, ErrorSummary]:
        """Return errors by the tables' own accelerator labels, most runs first."""
        return self._by(lambda row: row.label)

    def by_source(self) -> dict[str, ErrorSummary]:
        """Return errors by source, most runs first."""
        return self._by(lambda row: row.source)

    def _by(self, name_of: Callable[[ValidatedRun], str]) -> dict[str, ErrorSummary]:
        names = {name_of(row) for row in self.rows}
        groups = {name: summary_of(row.error for row in self.rows if name_of(row) == name) for name in names}
        return dict(sorted(groups.items(), key=lambda item: (-item[1].runs, item[0])))

    def to_json(self) -> dict[str, Any]:
        """Return the document of ``validate --json``: plain numbers, unknown is None."""
        errors = self.errors
        return {
            "runs": self.runs,
            "predicted": len(self.rows),
            "skipped": [{"id": skipped.id, "reason": skipped.reason} for skipped in self.skipped],
            "mape": errors.mape,
            "median_ape": errors.median_ape,
            "bias": errors.bias,
            "within_10pct": errors.within_10pct,
            "band_coverage": self.band_coverage,
            "memory": {"runs": self.memory.runs, "mape": self.memory.mape},
            "by_accelerator": {label: _brief(summary) for label, summary in self.by_accelerator().items()},
            "by_source": {source: _brief(summary) for source, summary in self.by_source().items()},
            "rows": [_row_json(row) for row in self.rows],
            "mixed": [{**asdict(check), "error": check.error} for check in mix_checks()],
        }


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
    """Predict the whole runs of a table; partial ones are skipped with what they lack."""
    skipped = [*table.skipped, *(Skipped(id=run.id, reason="; ".join(run.guesses)) for run in table.partial)]
    rows: list[ValidatedRun] = []
    for done, published in enumerate(table.whole):
        try:
            rows.append(_validated(published, predict(published, calibration=calibration)))
        except UserError as error:
            skipped.append(Skipped(id=published.id, reason=str(error)))
        if progress is not None:
            progress(done + 1, len(table.whole))
    return ValidationReport(runs=table.rows, rows=tuple(rows), skipped=tuple(skipped))


def predict(published: PublishedRun, *, calibration: Calibration | None = None) -> PoolEstimate:
    """Return the estimate of a published run on its own layout."""
    layout = settled_layout(published, calibration=calibration)
    return estimate_layout(published.pool, published.run, layout, calibration=calibration)


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


def summary_of(errors: Iterable[float | None]) -> ErrorSummary:
    """Return the summary of relative errors; None entries are left out."""
    known: Sequence[float] = [error for error in errors if error is not None]
    if not known:
        return ErrorSummary(runs=0, mape=None, median_ape=None, bias=None, within_10pct=None)
    sizes = [abs(error) for error in known]
    return ErrorSummary(
        runs=len(known),
        mape=fmean(sizes),
        median_ape=median(sizes),
        bias=fmean(known),
        within_10pct=fmean(size <= CLOSE for size in sizes),
    )


def _validated(published: PublishedRun, estimate: PoolEstimate) -> ValidatedRun:
    rate = estimate.tokens_per_s_per_device
    spread = math.exp(NORMAL_P90 * estimate.log_sd)
    return ValidatedRun(
        id=published.id,
        label=published.label,
        model=published.model,
        source=published.source,
        release=published.release,
        confidence=published.confidence,
        measured_tokens_per_s_per_device=published.measured_tokens_per_s_per_device,
        predicted_tokens_per_s_per_device=rate,
        band=(rate / spread, rate * spread),
        measured_memory_bytes=published.measured_memory_bytes,
        predicted_memory_bytes=estimate.memory_bytes,
        memory_unit_bytes=published.memory_unit_bytes,
        assumptions=published.assumptions + estimate.assumptions,
    )


def _brief(summary: ErrorSummary) -> dict[str, float | None]:
    return {"runs": summary.runs, "mape": summary.mape, "bias": summary.bias}


def _row_json(row: ValidatedRun) -> dict[str, Any]:
    """Return one row; memory in the unit that the source calls a GB, so that it compares with what it prints."""
    measured = row.measured_memory_bytes
    return {
        "id": row.id,
        "accelerator": row.label,
        "model": row.model,
        "measured_tokens_per_s_per_acc": row.measured_tokens_per_s_per_device,
        "predicted_tokens_per_s_per_acc": row.predicted_tokens_per_s_per_device,
        "error": row.error,
        "band": list(row.band),
        "measured_mem_gb": None if measured is None else measured / row.memory_unit_bytes,
        "predicted_mem_gb": row.predicted_memory_bytes / row.memory_unit_bytes,
        "memory_error": row.memory_error,
        "assumptions": list(row.assumptions),
    }
