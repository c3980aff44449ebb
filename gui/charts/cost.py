"""Where the money goes, per trillion tokens: the plan's terms beside the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from gui import late
from gui.charts.base.painted_chart import PaintedChart, canvas_message
from gui.charts.base.part_labels import pool_tones, ramp_colours
from gui.charts.base.stacked_bars import Bar, BarPicture, Segment, paint_bars
from gui.charts.cost_tables import CostKey, paint_tables, per_trillion, tables_px
from gui.look import formats
from gui.look.myriads import currency_word
from gui.look.planner_words import blocked_words, said
from gui.look.words import mark, tr
from planner.cost import COST_KINDS, CostRole
from planner.estimate_marks import BASELINE, estimated_terms
from planner.sentences import listed
from planner.units import TRILLION_TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from gui.charts.base.canvas import Canvas
    from gui.charts.base.chart import ChartState
    from gui.look.theme import Theme
    from planner.plan import Plan
    from planner.plan_result import BaselineResult, CostTerm, PlanResult

_LEAST_BARS_PX: Final = 132.0
_MOST_BARS_PX: Final = 186.0


class CostChart(PaintedChart):
    """Two bars on one axis: what a trillion tokens cost on this plan, and on the baseline."""

    key = "cost"
    title = mark("Cost")

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint the plan's bar and the baseline's."""
        result = state.result
        if result is None or result.cost is None:
            return canvas_message(canvas, area, why_without(result, tr("cost")))
        bars = [_plan_bar(state.plan, result, self.theme)]
        if result.baseline is not None:
            bars.append(_baseline_bar(state.plan, result.baseline, result, self.theme))
        title = tr("{currency} per trillion tokens", currency=currency_word(result.cost.unit_cost.currency))
        picture = BarPicture(bars=tuple(bars), axis_title=title, si=True, legend=False)
        bars_px = min(max(area.height() - tables_px(result), _LEAST_BARS_PX), _MOST_BARS_PX)
        bottom = paint_bars(canvas, QRectF(area.left(), area.top(), area.width(), bars_px), picture)
        below = QRectF(area.left(), bottom, area.width(), 0)
        return paint_tables(canvas, below, state.plan, result, term_colours(result, self.theme))

    def summarise(self, state: ChartState) -> str:
        """Return the cost of the whole run and what it saves."""
        result = state.result
        if result is None or result.cost is None:
            return ""
        words = [
            tr(
                "whole run {total}",
                total=formats.estimated(formats.money(result.cost.total), result.estimated.get("cost")),
            )
        ]
        if result.saving is not None and result.baseline is not None:
            side = tr("less") if result.saving >= 0 else tr("more")
            words.append(
                tr(
                    "{saving} {side} than {name}",
                    saving=formats.estimated(formats.percent(abs(result.saving)), result.estimated.get("saving")),
                    side=side,
                    name=said(result.baseline.name),
                )
            )
        return " · ".join(words)

    def table(self) -> pd.DataFrame:
        """Return one row for each term that nothing is left to open in: amounts, share, and how it comes about."""
        result = self.state.result if self.state else None
        rows = _term_rows(self.state.plan, result) if self.state and result else []
        return late.pandas.DataFrame(
            rows, columns=["plan", "term", "currency", "run_cost", "cost_per_trillion_tokens", "share", "formula"]
        )


def why_without(result: PlanResult | None, figure: str) -> str:
    """Return why a figure is missing, in the planner's own words."""
    reasons = [blocked_words(blocked) for blocked in result.blocked] if result else []
    return "\n".join([tr("The plan gives no {figure} yet.", figure=figure), *reasons])


def _term_rows(plan: Plan, result: PlanResult) -> list[tuple[str, str, str, float, float, float, str]]:
    rows = []
    if result.cost is not None:
        total = result.cost.total
        for name, term in _opened(result.cost_terms[0]) if result.cost_terms else ():
            amount = term.amount.amount
            share = amount / total.amount if total.amount else 0.0
            rows.append(
                (plan.name, name, total.currency, amount, per_trillion(plan, amount), share, said(term.formula))
            )
    if result.baseline is not None:
        price = result.baseline.unit_cost
        run_cost = price.amount * plan.trained_tokens / TRILLION_TOKENS
        rows.append((result.baseline.name, "baseline", price.currency, run_cost, price.amount, 1.0, ""))
    return rows


def _opened(term: CostTerm, path: str = "") -> Iterator[tuple[str, CostTerm]]:
    """Yield the terms that a term consists of at last, with the way to each: they sum to it."""
    for child in term.children:
        name = listed(" / ", (path, child.name)) if path else child.name
        if child.children:
            yield from _opened(child, name)
        else:
            yield name, child


def term_colours(result: PlanResult, theme: Theme) -> dict[CostKey, str]:
    """Return the colour of each cost term: what a pool costs at work wears its supplier, the rest the ramp of its kind.

    A second pool of one supplier takes a lighter tone of the same colour; waiting and other use are no work.
    """
    roles = {(line.kind, line.pool): COST_KINDS[line.kind].role for line in (result.cost.lines if result.cost else ())}
    colours = ramp_colours(roles, theme)
    tones = pool_tones(result.pools, theme)
    for key, role in roles.items():
        if role is CostRole.WORK and key[1] in tones:
            colours[key] = tones[key[1]]
    return colours


def _plan_bar(plan: Plan, result: PlanResult, theme: Theme) -> Bar:
    cost = result.cost
    assert cost is not None  # noqa: S101 - the caller has looked
    colours = term_colours(result, theme)
    total = cost.unit_cost
    band = result.bands.get("cost_per_trillion_tokens")
    segments, estimated = [], estimated_terms(plan, result)
    for line in cost.lines:
        value = per_trillion(plan, line.amount)
        text = formats.estimated(formats.si(value), (line.kind, line.pool) in estimated)
        shown = tr(
            "{value} {currency}, {share} of the cost",
            value=text,
            currency=total.currency,
            share=formats.percent(line.amount / cost.total.amount),
        )
        name, colour = said(line.name), colours[line.kind, line.pool]
        segments.append(Segment(name=name, value=value, colour=colour, text=text, tip=f"{name}\n{shown}"))
    return Bar(
        label=tr("This plan"),
        caption=said(plan.name),
        segments=tuple(segments),
        total=formats.estimated(formats.si(total.amount), result.estimated.get("cost")),
        total_caption=formats.band(band, formats.si),
        band=formats.ends(band),
        label_tip=said(plan.name),
    )


def _baseline_bar(plan: Plan, baseline: BaselineResult, result: PlanResult, theme: Theme) -> Bar:
    price = baseline.unit_cost
    amount = formats.estimated(formats.si(price.amount), result.estimated.get(BASELINE))
    key = plan.baseline.accelerator if plan.baseline else ""
    accelerator = plan.catalogue.accelerators.get(key)
    supplier = accelerator.supplier if accelerator else ""
    tip = tr(
        "{name}\n{amount} {currency} per trillion tokens\n{reason}",
        name=said(baseline.name),
        amount=amount,
        currency=price.currency,
        reason=said(baseline.site_factor_why),
    )
    segment = Segment(
        name=tr("baseline: {name}", name=said(baseline.name)),
        value=price.amount,
        colour=_baseline_colour(key, supplier, result, theme),
        text=amount,
        tip=tip.strip(),
    )
    return Bar(
        label=tr("Baseline"),
        caption=said(baseline.name),
        supplier=supplier or None,
        segments=(segment,),
        total=amount,
        total_caption=currency_word(price.currency),
        label_tip=said(baseline.name),
    )


def _baseline_colour(accelerator: str, supplier: str, result: PlanResult, theme: Theme) -> str:
    """Return the tone that the accelerator's own pool wears in the plan's bar, else its supplier's colour."""
    if not supplier:
        return theme.colours["band"]
    own = {pool.pool for pool in result.pools if pool.accelerator == accelerator}
    tones = pool_tones(result.pools, theme)
    return next((tones[pool] for pool in tones if pool in own), theme.supplier_style(supplier).colour)
