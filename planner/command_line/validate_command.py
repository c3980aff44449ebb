"""``validate RUNS.csv``: predict every run of a table."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.command_line.text_table import number, percent, section, text_table
from planner.units import GIB_BYTES

if TYPE_CHECKING:
    from planner.validation import ErrorSummary, ValidationReport


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("validate", help="predict every published run of a table")
    parser.add_argument("runs", metavar="RUNS.csv", help="a table of runs")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Predict a table of runs."""
    from planner.validation import validate_runs  # noqa: PLC0415 - the planner proper, slower to start

    report = validate_runs(Path(arguments.runs))
    if arguments.json:
        from planner.exports.plain_values import document_text  # noqa: PLC0415 - the same

        return document_text(report.to_json())
    return validation_text(report)


def validation_text(report: "ValidationReport") -> str:
    """Return a validation for a terminal."""
    head = f"{report.runs:,} runs, {len(report.rows):,} predicted, {len(report.skipped):,} skipped\n"
    rows = [("all", *_cells(report.errors))]
    rows += [(label, *_cells(summary)) for label, summary in report.by_accelerator().items()]
    columns = ("ACCELERATOR", "RUNS", "MEAN ERROR", "MEDIAN", "BIAS", "WITHIN 10 %")
    memory = f"  {report.memory.runs:,} runs, mean error {percent(report.memory.mape)}"
    skipped: dict[str, int] = {}
    for row in report.skipped:
        skipped[row.reason] = skipped.get(row.reason, 0) + 1
    reasons = "\n".join(f"  {count:,} {reason}" for reason, count in sorted(skipped.items(), key=lambda item: -item[1]))
    table = text_table(columns, rows, numbers=(1, 2, 3, 4, 5))
    return (
        head
        + section("Tokens per second", table)
        + section("Outside these errors: fields left open, or nothing measured", _outside(report))
        + section("Memory", memory)
        + section("Skipped", reasons)
        + section("Memory of reported configurations", _reported())
        + section("Published mixed fleets", _mixed())
    )


def _outside(report: "ValidationReport") -> str:
    """Return the runs that count in no error: the best way to fill what is open, and the range of all that fit."""
    rows = [
        (
            row.id,
            row.model,
            row.label,
            number(row.measured_tokens_per_s_per_device, 4),
            number(row.predicted_tokens_per_s_per_device, 4),
            "–".join(number(rate, 4) for rate in row.range or row.band),
            percent(row.best_error),
            ", ".join(row.open_fields),
        )
        for row in report.rows
        if row.error is None
    ]
    columns = ("RUN", "MODEL", "ACCELERATOR", "MEASURED", "BEST", "RANGE OR BAND", "ERROR OF BEST", "OPEN")
    return text_table(columns, rows, numbers=(3, 4, 5, 6)) if rows else ""


def _reported() -> str:
    from planner.validation import memory_reports, memory_reports_json  # noqa: PLC0415 - slower to start

    rows = [
        (
            report.id,
            f"{report.model}, {report.devices:,} {report.accelerator}: {report.what}",
            "ran" if report.ran else "out of memory",
            report.verdict.value,
            "" if report.is_right else "wrong",
            number(report.predicted_bytes / GIB_BYTES, 3),
            number(report.usable_bytes / GIB_BYTES, 3),
            "" if report.measured_bytes is None else number(report.measured_bytes / GIB_BYTES, 3),
        )
        for report in memory_reports()
    ]
    counts = memory_reports_json()
    head = (
        f"  {counts['right']:,} of {counts['reports']:,} right; of the wrong ones {counts['false_fits']:,} fit and ran "
        f"out of memory ({counts['false_fits_beyond_error']:,} beyond the prediction's own error), "
        f"{counts['false_refusals']:,} do not fit and ran\n"
    )
    columns = ("REPORT", "WHAT", "HAPPENED", "PREDICTED", "", "GIB", "OF", "MEASURED")
    return head + text_table(columns, rows, numbers=(5, 6, 7))


def _mixed() -> str:
    from planner.published_runs.mixes import mix_checks  # noqa: PLC0415 - the planner proper, slower to start

    checks = mix_checks()
    rows = [
        (check.id, check.what, number(check.published, 4), number(check.predicted, 4), percent(check.error))
        for check in checks
        if check.predicted is not None
    ]
    table = text_table(("RUN", "WHAT", "PUBLISHED", "PREDICTED", "ERROR"), rows, numbers=(2, 3, 4))
    others = [f"  {check.id}: {check.reason}" for check in checks if check.predicted is None]
    return "\n".join([table, *others])


def _cells(summary: "ErrorSummary") -> tuple[str, ...]:
    errors = (summary.mape, summary.median_ape, summary.bias, summary.within_10pct)
    return number(summary.runs), *(percent(error) for error in errors)
