"""The PDF summary: a summary's words and the charts' vectors, set by the template; written whole or not at all."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gui import late
from gui.charts.base.chart import ChartState
from gui.charts.base.picture_files import write_picture
from gui.report.figures import chart_pictures, symbol_pictures
from gui.report.words import report_words
from planner.errors import BugError
from planner.resource_files import resource_path
from planner.summary import Summary, summarise

if TYPE_CHECKING:
    from pathlib import Path

    from planner.exploration.exploration import Exploration
    from planner.plan import Plan
    from planner.plan_result import PlanResult
    from planner.risk.supplier_loss import LossResult


class ReportSource(Struct, frozen=True, kw_only=True):
    """What the template is given: words as JSON, pictures as SVG by name. Plain data; may cross threads."""

    words: str
    pictures: dict[str, str]


def write_pdf(
    path: Path,
    plan: Plan,
    result: PlanResult,
    exploration: Exploration | None,
    losses: tuple[LossResult, ...] = (),
) -> None:
    """Write the summary of a plan as PDF; needs a QApplication (any platform). UserError where it cannot be written."""
    write_source(path, report_source(plan, result, exploration, losses))


def write_source(path: Path, source: ReportSource) -> Path:
    """Set a report and write it whole, in whatever thread; return the path. UserError where it cannot be written."""
    write_picture(path, compile_pdf(source))
    return path


def report_source(
    plan: Plan, result: PlanResult, exploration: Exploration | None, losses: tuple[LossResult, ...] = ()
) -> ReportSource:
    """Gather what the template sets; draws the charts, so it runs in the window's thread (about 0.1 s)."""
    summary = summarise(plan, result, exploration, losses)
    words = report_words(summary, datetime.now().astimezone().date())
    pictures = chart_pictures(ChartState(plan=plan, result=result, exploration=exploration))
    return ReportSource(words=json.dumps(words, allow_nan=False), pictures=pictures | _symbols(summary))


def compile_pdf(source: ReportSource) -> bytes:
    """Return the PDF of a report; pure, so any thread or process may do it. BugError where the template fails."""
    return bytes(compiled(source))


def compiled(source: ReportSource, **output: Any) -> Any:  # noqa: ANN401 - bytes, or a list of them for pictures
    """Return what the typesetter makes of a report: a PDF, or what ``output`` asks for. BugError as above."""
    template = resource_path("report", "summary.typ")
    try:
        return late.typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=[str(resource_path("fonts"))],
            ignore_system_fonts=True,
            sys_inputs={"words": source.words, "pictures": json.dumps(source.pictures)},
            **output,
        )
    except RuntimeError as error:
        raise BugError(f"The report could not be set: {error}") from error


def _symbols(summary: Summary) -> dict[str, str]:
    suppliers = {row.supplier for row in summary.cluster} | {pool.supplier for pool in summary.pools}
    return {f"supplier:{supplier}": svg for supplier, svg in symbol_pictures(suppliers).items()}
