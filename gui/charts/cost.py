"""Where the money goes, per trillion tokens: the plan's terms beside the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF

from gui import formats
from gui.charts.canvas import RIGHT
from gui.charts.painted_chart import PaintedChart, canvas_message
from gui.charts.parts import part_colours, part_label, tone
from gui.charts.stacked_bars import Bar, BarPicture, Segment, paint_bars
from planner.units import TRILLION_TOKENS

if TYPE_CHECKING:
    import pandas as pd

    from gui.charts.canvas import Canvas
    from gui.charts.chart import ChartState
    from gui.theme import Theme
    from planner.plan import Plan
    from planner.plan_result import BaselineResult, PlanResult

_LEAST_BARS_PX: Final = 132.0
_MOST_BARS_PX: Final = 186.0
_TERM_PX: Final = 22.0
_NUMBER_PX: Final = 118.0


class CostChart(PaintedChart):
    """Two bars on one axis: what a trillion tokens cost on this plan, and on the baseline."""

    key = "cost"
    title = "Cost"

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint the plan's bar and the baseline's."""
        result = state.result
        if result is None or result.cost is None:
            return canvas_message(canvas, area, why_without(result, "cost"))
        bars = [_plan_bar(state.plan, result, self.theme)]
        if result.baseline is not None:
            bars.append(_baseline_bar(state.plan, result.baseline, self.theme))
        title = f"{result.cost.per_trillion_tokens.currency} per trillion tokens"
        picture = BarPicture(bars=tuple(bars), axis_title=title, si=True, legend=False)
        terms_px = 10 + _TERM_PX * (1 + len(result.cost.terms))
        bars_px = min(max(area.height() - terms_px, _LEAST_BARS_PX), _MOST_BARS_PX)
        bars_area = QRectF(area.left(), area.top(), area.width(), bars_px)
        bottom = paint_bars(canvas, bars_area, picture)
        return _paint_terms(canvas, QRectF(area.left(), bottom + 10, area.width(), 0), state.plan, result, self.theme)

    def summarise(self, state: ChartState) -> str:
        """Return the cost of the whole run and what it saves."""
        result = state.result
        if result is None or result.cost is None:
            return ""
        words = [f"whole run {formats.money(result.cost.total)}"]
        if result.saving is not None and result.baseline is not None:
            side = "less" if result.saving >= 0 else "more"
            words.append(f"{formats.percent(abs(result.saving))} {side} than {result.baseline.name}")
        return " · ".join(words)

    def table(self) -> pd.DataFrame:
        """Return one row a term: its amount over the run, per trillion tokens, and its share."""
        import pandas as pd  # noqa: PLC0415 - only a table needs it

        result = self.state.result if self.state else None
        rows = _term_rows(self.state.plan, result) if self.state and result else []
        return pd.DataFrame(rows, columns=["plan", "term", "currency", "run_cost", "cost_per_trillion_tokens", "share"])


def _paint_terms(canvas: Canvas, area: QRectF, plan: Plan, result: PlanResult, theme: Theme) -> float:
    cost = result.cost
    if cost is None:
        return area.top()
    colours = term_colours(result, theme)
    columns = [area.right() - _NUMBER_PX * (2 - column) - _NUMBER_PX for column in range(3)]
    y = area.top()
    for x, heading in zip(columns, ("whole run", "per trillion tokens", "share"), strict=True):
        canvas.text(QRectF(x, y, _NUMBER_PX, _TERM_PX), heading, role="muted", align=RIGHT)
    canvas.text(QRectF(area.left(), y, 200, _TERM_PX), f"Terms, {cost.total.currency}", role="muted")
    for term, amount in cost.terms.items():
        y += _TERM_PX
        canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "grid")
        canvas.fill(QRectF(area.left(), y + 6, 10, 10), colours[term], radius=2)
        canvas.text(QRectF(area.left() + 17, y, columns[0] - area.left() - 17, _TERM_PX), part_label(term))
        values = (
            formats.si(amount),
            formats.si(_per_trillion(plan, amount)),
            formats.percent(amount / cost.total.amount),
        )
        for x, value in zip(columns, values, strict=True):
            canvas.text(QRectF(x, y, _NUMBER_PX, _TERM_PX), value, align=RIGHT)
    return y + _TERM_PX


def why_without(result: PlanResult | None, figure: str) -> str:
    """Return why a figure is missing, in the planner's own words."""
    reasons = [f"{blocked.subject}: {blocked.reason}" for blocked in result.blocked] if result else []
    return "\n".join([f"The plan gives no {figure} yet.", *reasons])


def _per_trillion(plan: Plan, amount: float) -> float:
    return amount / plan.run.tokens * TRILLION_TOKENS


def _term_rows(plan: Plan, result: PlanResult) -> list[tuple[str, str, str, float, float, float]]:
    rows = []
    if result.cost is not None:
        total = result.cost.total
        for term, amount in result.cost.terms.items():
            share = amount / total.amount if total.amount else 0.0
            row = (plan.name, part_label(term), total.currency, amount, _per_trillion(plan, amount), share)
            rows.append(row)
    if result.baseline is not None:
        price = result.baseline.cost_per_trillion_tokens
        run_cost = price.amount * plan.run.tokens / TRILLION_TOKENS
        rows.append((result.baseline.name, "baseline", price.currency, run_cost, price.amount, 1.0))
    return rows


def term_colours(result: PlanResult, theme: Theme) -> dict[str, str]:
    """Return the colour of each cost term: rent wears its pool's supplier, the rest the ramp of its kind.

    A second pool of one supplier takes a lighter tone of the same colour.
    """
    terms = result.cost.terms if result.cost else {}
    others = part_colours(terms, theme)
    used: dict[str, int] = {}
    for term in terms:
        pool = next((pool for pool in result.pools if pool.name in term or pool.accelerator in term), None)
        if pool is not None:
            style = theme.supplier_style(pool.supplier)
            others[term] = tone(style.colour, used.get(pool.supplier, 0))
            used[pool.supplier] = used.get(pool.supplier, 0) + 1
    return others


def _plan_bar(plan: Plan, result: PlanResult, theme: Theme) -> Bar:
    cost = result.cost
    assert cost is not None  # noqa: S101 - the caller has looked
    colours = term_colours(result, theme)
    total = cost.per_trillion_tokens
    band = result.bands.get("cost_per_trillion_tokens")
    segments = []
    for term, amount in cost.terms.items():
        value = _per_trillion(plan, amount)
        shown = f"{formats.si(value)} {total.currency}, {formats.percent(amount / cost.total.amount)} of the cost"
        text = formats.si(value)
        name = part_label(term)
        segments.append(Segment(name=name, value=value, colour=colours[term], text=text, tip=f"{name}\n{shown}"))
    return Bar(
        label="This plan",
        caption=plan.name,
        segments=tuple(segments),
        total=formats.si(total.amount),
        total_caption=formats.band(band, formats.si),
        band=(band[0], band[2]) if band else None,
        label_tip=plan.name,
    )


def _baseline_bar(plan: Plan, baseline: BaselineResult, theme: Theme) -> Bar:
    price = baseline.cost_per_trillion_tokens
    key = plan.baseline.accelerator if plan.baseline else ""
    accelerator = plan.catalogue.accelerators.get(key)
    supplier = accelerator.supplier if accelerator else ""
    tip = (
        f"{baseline.name}\n{formats.si(price.amount)} {price.currency} per trillion tokens\n{baseline.site_factor_why}"
    )
    segment = Segment(
        name=f"baseline: {baseline.name}",
        value=price.amount,
        colour=theme.colours["band"],
        text=formats.si(price.amount),
        tip=tip.strip(),
    )
    return Bar(
        label="Baseline",
        caption=baseline.name,
        supplier=supplier or None,
        segments=(segment,),
        total=formats.si(price.amount),
        total_caption=price.currency,
        label_tip=baseline.name,
    )
