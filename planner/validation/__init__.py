"""Published runs against predictions: each on its own layout, never a better one, never the measured value."""

from planner.validation.memory_reports import MemoryReport, memory_reports, memory_reports_json, predicted_reports
from planner.validation.predictions import predict, settled_layout
from planner.validation.report import ErrorSummary, ValidatedRun, ValidationReport, summary_of
from planner.validation.validate import validate_runs, validate_table

__all__ = [
    "ErrorSummary",
    "MemoryReport",
    "ValidatedRun",
    "ValidationReport",
    "memory_reports",
    "memory_reports_json",
    "predict",
    "predicted_reports",
    "settled_layout",
    "summary_of",
    "validate_runs",
    "validate_table",
]
