"""What came of predicting published runs: every run beside its prediction, and the errors of all."""

import math
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, median
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict

from planner.published_runs.mixes import mix_checks
from planner.published_runs.published_run import Skipped
from planner.validation.memory_reports import memory_reports_json

CLOSE: Final = 0.10


class ValidatedRun(Struct, frozen=True, kw_only=True):
    """One published run and its prediction.

    Rates are tokens per second and device, memory bytes per device; ``error`` is predicted / measured - 1.
    ``band`` is the P10 and P90 of the prediction. ``memory_unit_bytes`` is what the source calls a GB. Where the source
    leaves ``open_fields``, the prediction is the best way to fill them, ``range`` the slowest and the best that fit
    the device, the band reaches around both, and the run stays out of every error.
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
    open_fields: tuple[str, ...] = ()
    range: tuple[float, float] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the source leaves nothing open."""
        return not self.open_fields

    @property
    def error(self) -> float | None:
        """Relative error of the predicted rate; None where none was measured, or the source leaves fields open."""
        return self.best_error if self.is_whole else None

    @property
    def best_error(self) -> float | None:
        """Relative error of the best way to fill what is open; None where no rate was measured."""
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


class ErrorSummary(Struct, frozen=True, kw_only=True):
    """Errors of some runs as fractions; None without any. ``bias`` is the mean signed error."""

    runs: int
    mape: float | None
    median_ape: float | None
    bias: float | None
    within_10pct: float | None


class ValidationReport(Struct, frozen=True, kw_only=True):
    """What came of predicting a table of published runs."""

    runs: int
    rows: tuple[ValidatedRun, ...]
    skipped: tuple[Skipped, ...]

    @property
    def whole(self) -> tuple[ValidatedRun, ...]:
        """The runs whose source leaves nothing open: those that count."""
        return tuple(row for row in self.rows if row.is_whole)

    @property
    def errors(self) -> ErrorSummary:
        """Errors of all predicted rates."""
        return summary_of(row.error for row in self.rows)

    @property
    def memory(self) -> ErrorSummary:
        """Errors of all predicted memory figures."""
        return summary_of(row.memory_error for row in self.whole)

    @property
    def band_coverage(self) -> float | None:
        """Share of measured rates inside their P10 to P90 band."""
        inside = [row.is_in_band for row in self.whole if row.is_in_band is not None]
        return fmean(inside) if inside else None

    @property
    def band_rank_correlation(self) -> float | None:
        """Rank correlation of the bands' widths with the errors they are to hold; None for fewer than three runs."""
        known = [(math.log(row.band[1] / row.band[0]), row.error) for row in self.whole if row.error is not None]
        if len(known) < 3:  # noqa: PLR2004 - two points always lie on a line
            return None
        widths, errors = zip(*known, strict=True)
        from scipy.stats import spearmanr  # noqa: PLC0415 - importing it takes a second, which most validations need not

        found = float(spearmanr(widths, [abs(math.log1p(error)) for error in errors]).statistic)
        return None if math.isnan(found) else found

    def by_accelerator(self) -> dict[str, ErrorSummary]:
        """Return errors by the tables' own accelerator labels, most runs first."""
        return self._by(lambda row: row.label)

    def by_source(self) -> dict[str, ErrorSummary]:
        """Return errors by source, most runs first."""
        return self._by(lambda row: row.source)

    def _by(self, name_of: Callable[[ValidatedRun], str]) -> dict[str, ErrorSummary]:
        names = {name_of(row) for row in self.whole}
        groups = {name: summary_of(row.error for row in self.whole if name_of(row) == name) for name in names}
        return dict(sorted(groups.items(), key=lambda item: (-item[1].runs, item[0])))

    def to_json(self) -> dict[str, Any]:
        """Return the document of ``validate --json``: plain numbers, unknown is None."""
        errors = self.errors
        return {
            "runs": self.runs,
            "predicted": len(self.rows),
            "predicted_open": len(self.rows) - len(self.whole),
            "skipped": [{"id": skipped.id, "reason": skipped.reason} for skipped in self.skipped],
            "mape": errors.mape,
            "median_ape": errors.median_ape,
            "bias": errors.bias,
            "within_10pct": errors.within_10pct,
            "band_coverage": self.band_coverage,
            "band_rank_correlation": self.band_rank_correlation,
            "memory": {"runs": self.memory.runs, "mape": self.memory.mape},
            "by_accelerator": {label: _brief(summary) for label, summary in self.by_accelerator().items()},
            "by_source": {source: _brief(summary) for source, summary in self.by_source().items()},
            "rows": [_row_json(row) for row in self.rows],
            "memory_reports": memory_reports_json(),
            "mixed": [{**asdict(check), "error": check.error} for check in mix_checks()],
        }


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
        "open_fields": list(row.open_fields),
        "error_of_best": row.best_error,
        "range": None if row.range is None else list(row.range),
    }
