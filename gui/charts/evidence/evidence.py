"""What the numbers rest on: published figures beside predictions, memory, grades, site factors, assumptions."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF

from gui import late
from gui.charts.base.canvas import RIGHT, Canvas, text_width
from gui.charts.base.painted_chart import PaintedChart
from gui.charts.evidence.accuracy_rows import paint_accuracy
from gui.charts.evidence.memory_rows import paint_memory
from gui.charts.evidence.mixed_rows import paint_mixed
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, named, tr
from planner import __version__
from planner.catalogue.accelerator import Evidence
from planner.catalogue.figures import KINDS
from planner.performance.training.accuracy import load_accuracy
from planner.performance.training.band_sides import sides_of
from planner.performance.training.calibration import load_calibration
from planner.performance.training.memory_accuracy import memory_errors, reported_memory
from planner.plan import accelerators_used

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from gui.charts.base.chart import ChartState
    from planner.plan import Plan
    from planner.plan_result import Comparison, PlanResult, PoolResult

_P90_SD: Final = 1.2816  # standard deviations from the median to P90 of a normal distribution
_ROW_PX: Final = 44.0
_NUMBERS_PX: Final = 190.0


class EvidenceChart(PaintedChart):
    """Predicted against published, then every pool's evidence, and the assumptions in words."""

    key = "evidence"
    title = mark("Evidence")

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint comparisons, pools, anchors and assumptions, top to bottom."""
        result = state.result
        if result is None:
            return area.top()
        y = _paint_comparisons(canvas, area, area.top(), result.comparisons)
        y = _paint_pools(canvas, area, y, result.pools)
        y = paint_accuracy(canvas, area, y, load_accuracy())
        y = paint_memory(canvas, area, y, memory_errors(), reported_memory())
        y = _paint_anchors(canvas, area, y, state.plan)
        y = _paint_sentences(
            canvas, area, y, tr("Assumptions"), tuple(said(sentence) for sentence in assumptions_of(result))
        )
        y = paint_mixed(canvas, area, y)
        return _paint_sentences(canvas, area, y, tr("Versions"), (versions_of(state.plan),))

    def summarise(self, state: ChartState) -> str:
        """Return how many inputs there are of each evidence grade."""
        counts = Counter(grades_of(state.plan))
        words = [f"{counts[grade]} {said(grade.value)}" for grade in Evidence if counts[grade]]
        return tr("inputs: {grades}", grades=" · ".join(words)) if words else ""

    def table(self) -> pd.DataFrame:
        """Return one row an input: what it is, its grade, its source and its note."""
        state = self.state
        rows = []
        if state is not None and state.result is not None:
            found = late.summarise(state.plan, state.result).evidence
            rows = [(row.subject, row.figure, row.evidence.value, row.source, row.note) for row in found]
        return late.pandas.DataFrame(rows, columns=["subject", "figure", "evidence", "source", "note"])

    def shown_table(self) -> pd.DataFrame:
        """Return the table with each figure called as the catalogue calls it."""
        frame = self.table()
        frame["figure"] = [_figure_words(name) for name in frame["figure"]]
        return frame


def _figure_words(name: str) -> str:
    """Return what an input is called: an accelerator's figure as the catalogue calls it, anything else as said."""
    return said(KINDS[name].words) if name in KINDS else said(name.replace("_", " "))


def versions_of(plan: Plan) -> str:
    """Return which program, catalogue and calibration the figures come from."""
    return tr(
        "Chipfolio {version}, catalogue of {date}, calibration {calibration}",
        version=__version__,
        date=plan.catalogue.date or tr("unknown date"),
        calibration=load_calibration().version,
    )


def grades_of(plan: Plan) -> list[Evidence]:
    """Return the grade of every input of a plan: its accelerators' figures, its prices, its measured runs."""
    grades = [
        figure.evidence
        for key in dict.fromkeys(accelerators_used(plan))
        if (accelerator := plan.catalogue.accelerators.get(key)) is not None
        for figure in accelerator.figures.values()
    ]
    grades += [group.offer.evidence for group in plan.cluster.groups if group.offer is not None]
    return grades + [run.evidence for run in plan.measured_runs]


def assumptions_of(result: PlanResult) -> tuple[str, ...]:
    """Return the assumptions of all pools, each once."""
    return tuple(dict.fromkeys(sentence for pool in result.pools for sentence in pool.estimate.assumptions))


def shown_value(value: float, unit: str) -> str:
    """Return a published or predicted value in its own unit."""
    if unit == "fraction":
        return formats.percent(value)
    return f"{formats.si(value)}{formats.THIN}{unit}" if unit else formats.si(value)


def _heading(canvas: Canvas, area: QRectF, y: float, text: str) -> float:
    canvas.text(QRectF(area.left(), y, area.width(), 18), text, bold=True)
    return y + 24


def _paint_comparisons(canvas: Canvas, area: QRectF, y: float, comparisons: Sequence[Comparison]) -> float:
    if not comparisons:
        return y
    y = _heading(canvas, area, y, tr("Published beside predicted"))
    _paint_key(canvas, area, y - 24)
    for comparison in comparisons:
        _paint_comparison(canvas, QRectF(area.left(), y, area.width(), _ROW_PX), comparison)
        y += _ROW_PX
    return y + 10


def _paint_key(canvas: Canvas, area: QRectF, y: float) -> None:
    x = area.right() - 272
    middle = y + 9
    canvas.line(QPointF(x, middle), QPointF(x + 26, middle), "band", width=6)
    _dot(canvas, x + 13, middle)
    canvas.text(QRectF(x + 33, y, 160, 18), tr("predicted, P10 to P90"), role="muted")
    _tick(canvas, x + 190, middle)
    canvas.text(QRectF(x + 200, y, 72, 18), tr("published"), role="muted")


def _paint_comparison(canvas: Canvas, row: QRectF, comparison: Comparison) -> None:
    words = said(comparison.quantity.replace("_", " "))
    label = min(
        max(0.34 * row.width(), text_width(said(comparison.name), bold=True) + 12, text_width(words) + 12),
        0.5 * row.width(),
    )
    canvas.text(QRectF(row.left(), row.top() + 4, label - 8, 16), said(comparison.name), bold=True)
    canvas.text(QRectF(row.left(), row.top() + 20, label - 8, 16), words, role="muted")
    scale = QRectF(row.left() + label, row.top(), row.width() - label - _NUMBERS_PX - 12, row.height() - 4)
    _paint_scale(canvas, scale, comparison)
    numbers = QRectF(row.right() - _NUMBERS_PX, row.top() + 4, _NUMBERS_PX, 16)
    predicted = formats.estimated(shown_value(comparison.predicted, comparison.unit), comparison.estimated)
    canvas.text(numbers, tr("predicted {predicted}", predicted=predicted), bold=True, align=RIGHT)
    canvas.text(
        numbers.translated(0, 16),
        tr("published {published}", published=shown_value(comparison.published, comparison.unit)),
        align=RIGHT,
    )
    source = f"{said(comparison.name)}: {words}\n{comparison.source}\n{said(comparison.note)}".strip()
    canvas.spot(row, source)


def _paint_scale(canvas: Canvas, place: QRectF, comparison: Comparison) -> None:
    band = formats.ends(comparison.band)
    values = [comparison.published, comparison.predicted, *(band or ())]
    values = [value for value in values if math.isfinite(value)]
    low, high = min(values), max(values)
    pad = 0.18 * (high - low) or abs(high) * 0.1 or 1.0
    low, high = low - pad, high + pad
    middle = place.top() + 14

    def x(value: float) -> float:
        return float(place.left() + (value - low) / (high - low) * place.width())

    canvas.line(QPointF(place.left(), middle), QPointF(place.right(), middle), "grid", width=1)
    if band:
        canvas.line(QPointF(x(band[0]), middle), QPointF(x(band[1]), middle), "band", width=6)
        for end in band:
            shown = shown_value(end, comparison.unit)
            width = text_width(shown)
            left = min(max(x(end) - width / 2, place.left()), place.right() - width)
            canvas.text(QRectF(left, middle + 8, width + 1, 15), shown, role="muted")
    if math.isfinite(comparison.predicted):
        _dot(canvas, x(comparison.predicted), middle)
    _tick(canvas, x(comparison.published), middle)


def _dot(canvas: Canvas, x: float, y: float) -> None:
    canvas.fill(QRectF(x - 4.5, y - 4.5, 9, 9), "accent", radius=4.5)


def _tick(canvas: Canvas, x: float, y: float) -> None:
    canvas.line(QPointF(x, y - 9), QPointF(x, y + 9), "text", width=2.4)


def _paint_pools(canvas: Canvas, area: QRectF, y: float, pools: Sequence[PoolResult]) -> float:
    if not pools:
        return y
    y = _heading(canvas, area, y, tr("What each pool's speed rests on"))
    x = area.left() + 0.34 * area.width()
    for pool in pools:
        canvas.symbol(canvas.theme.supplier_style(pool.supplier), area.left() + 6, y + 8)
        canvas.text(QRectF(area.left() + 17, y, x - area.left() - 25, 16), pool.name, bold=True)
        factor = formats.fixed(pool.site_factor, 3)
        words = tr(
            "{grade} · P10 to P90 {spread} · site factor {factor}",
            grade=said(pool.evidence.value),
            spread=_spread(*sides_of(pool.estimate, pool.log_sd)),
            factor=factor,
        )
        canvas.text(QRectF(x, y, area.right() - x, 16), words)
        canvas.spot(
            QRectF(area.left(), y, area.width(), 18), f"{pool.name}\n{words}\n{said(pool.site_factor_why)}".strip()
        )
        y += 21
    reasons = tuple(named(tr(", ").join(names), said(why)) for why, names in site_factor_reasons(pools).items())
    return _paint_sentences(canvas, area, y + 8, tr("Site factors"), reasons)


def site_factor_reasons(pools: Sequence[PoolResult]) -> dict[str, list[str]]:
    """Return each reason for a site factor with the names of the pools that share it."""
    reasons: dict[str, list[str]] = {}
    for pool in pools:
        if pool.site_factor_why:
            reasons.setdefault(pool.site_factor_why, []).append(pool.name)
    return reasons


def _spread(slow_log_sd: float, fast_log_sd: float) -> str:
    down, up = -math.expm1(-_P90_SD * slow_log_sd), math.expm1(_P90_SD * fast_log_sd)
    return tr("−{down} to +{up}", down=formats.percent(down, 0), up=formats.percent(up, 0))


def _paint_anchors(canvas: Canvas, area: QRectF, y: float, plan: Plan) -> float:
    sentences = tuple(
        tr(
            "{name}: {rate} tokens/s per device ({grade}). {source}",
            name=said(run.name),
            rate=formats.whole(run.tokens_per_s_per_device),
            grade=said(run.evidence.value),
            source=run.source,
        )
        for run in plan.measured_runs
    )
    return _paint_sentences(canvas, area, y, tr("Measured runs that anchor this plan"), sentences)


def _paint_sentences(canvas: Canvas, area: QRectF, y: float, heading: str, sentences: Sequence[str]) -> float:
    if not sentences:
        return y
    y = _heading(canvas, area, y, heading)
    for sentence in sentences:
        canvas.text(QRectF(area.left(), y, 12, 16), "·", role="muted")
        y += canvas.paragraph(area.left() + 12, y, area.width() - 12, sentence, role="muted") + 4
    return y + 8
