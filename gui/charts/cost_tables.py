"""The tables below the bars of the cost chart: the terms of the cost, and renting beside buying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from gui.charts.base.canvas import RIGHT
from gui.look import formats
from gui.look.myriads import currency_word
from gui.look.planner_words import said
from gui.look.words import tr
from planner.estimate_marks import estimated_terms
from planner.units import TRILLION_TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.charts.base.canvas import Canvas
    from planner.plan import Plan
    from planner.plan_result import PlanResult, RentOrBuy

CostKey = tuple[str, str]  # the code of a term's kind, and its pool's key
_ROW_PX: Final = 22.0
_NUMBER_PX: Final = 118.0
_GAP_PX: Final = 10.0
_SWATCH_PX: Final = 10.0
_RENT_OR_BUY_LINES: Final = 2  # a row's prices, and the dates that they are of


class _Row(Struct, frozen=True, kw_only=True):
    """One row: a name, behind a swatch where it has a colour, and a text for each column of numbers."""

    name: str
    numbers: tuple[str, ...]
    colour: str | None = None
    tip: str = ""
    note: str = ""  # in a line of its own


def tables_px(result: PlanResult) -> float:
    """Return the height of both tables with the gaps above them."""
    terms = len(result.cost.lines) if result.cost else 0
    counts = [rows for rows in (terms, _RENT_OR_BUY_LINES * len(result.rent_or_buy)) if rows]
    return sum(_GAP_PX + _ROW_PX * (1 + rows) for rows in counts)


def paint_tables(canvas: Canvas, area: QRectF, plan: Plan, result: PlanResult, colours: Mapping[CostKey, str]) -> float:
    """Paint both tables from the area's top down; return the y where they end."""
    y = area.top()
    if result.cost is not None and result.cost.lines:
        heads = (tr("whole run"), tr("per trillion tokens"), tr("share"))
        title = tr("Terms, {currency}", currency=currency_word(result.cost.total.currency))
        y = _paint_table(canvas, area, y + _GAP_PX, (title, *heads), _term_rows(plan, result, colours))
    if result.rent_or_buy:
        currency = currency_word(result.rent_or_buy[0].rent_per_hour.currency)
        heads = (tr("rented"), tr("owned"), tr("break-even use"))
        title = tr("Rent or buy, {currency} per device-hour", currency=currency)
        rows = [_rent_or_buy_row(one, result) for one in result.rent_or_buy]
        y = _paint_table(canvas, area, y + _GAP_PX, (title, *heads), rows)
    return y


def per_trillion(plan: Plan, amount: float) -> float:
    """Return a cost of the run per trillion tokens."""
    return amount / plan.trained_tokens * TRILLION_TOKENS


def _term_rows(plan: Plan, result: PlanResult, colours: Mapping[CostKey, str]) -> list[_Row]:
    cost = result.cost
    if cost is None:
        return []
    total, estimated = cost.total.amount, estimated_terms(plan, result)
    return [
        _Row(
            name=said(line.name),
            numbers=(
                formats.estimated(formats.si(line.amount), (line.kind, line.pool) in estimated),
                formats.estimated(formats.si(per_trillion(plan, line.amount)), (line.kind, line.pool) in estimated),
                formats.percent(line.amount / total) if total else formats.UNKNOWN,
            ),
            colour=colours[line.kind, line.pool],
        )
        for line in cost.lines
    ]


def _rent_or_buy_row(one: RentOrBuy, result: PlanResult) -> _Row:
    """Return a device-hour rented and owned, and the share of all hours in use from which owning costs less."""
    return _Row(
        name=one.name
        or next((pool.name for pool in result.pools if pool.accelerator == one.accelerator), one.accelerator),
        note=_dates(one),
        numbers=(
            formats.estimated(formats.fixed(one.rent_per_hour.amount, 2), one.rent_estimated),
            formats.estimated(formats.fixed(one.owned_per_hour.amount, 2), one.owned_estimated),
            tr("never")
            if one.owning_pays_from is None
            else formats.estimated(formats.percent(one.owning_pays_from, 0), one.break_even_estimated),
        ),
        tip=tr(
            "owned: at {use} of all hours in use, by the terms of purchase\nrent: {rent}\npurchase: {purchase}",
            use=formats.percent(one.utilisation, 0),
            rent=said(one.rent_source),
            purchase=said(one.purchase_source),
        ),
    )


def _dates(one: RentOrBuy) -> str:
    """Return when the prices were observed; a price that was entered has no date."""
    if one.rent_date and one.purchase_date:
        return tr("rent of {rent}, purchase of {purchase}", rent=one.rent_date, purchase=one.purchase_date)
    if one.rent_date:
        return tr("rent of {rent}, purchase as entered", rent=one.rent_date)
    if one.purchase_date:
        return tr("rent as entered, purchase of {purchase}", purchase=one.purchase_date)
    return tr("rent and purchase as entered")


def _paint_table(canvas: Canvas, area: QRectF, y: float, heads: Sequence[str], rows: Sequence[_Row]) -> float:
    columns = [area.right() - _NUMBER_PX * number for number in range(len(heads) - 1, 0, -1)]
    names_px = columns[0] - area.left()
    canvas.text(QRectF(area.left(), y, names_px, _ROW_PX), heads[0], role="muted")
    for x, head in zip(columns, heads[1:], strict=True):
        canvas.text(QRectF(x, y, _NUMBER_PX, _ROW_PX), head, role="muted", align=RIGHT)
    for row in rows:
        y += _ROW_PX
        canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "grid")
        indent = 0.0
        if row.colour is not None:
            swatch = QRectF(area.left(), y + (_ROW_PX - _SWATCH_PX) / 2, _SWATCH_PX, _SWATCH_PX)
            canvas.fill(swatch, row.colour, radius=2)
            indent = _SWATCH_PX + 7
        canvas.text(QRectF(area.left() + indent, y, names_px - indent, _ROW_PX), row.name)
        for x, number in zip(columns, row.numbers, strict=True):
            canvas.text(QRectF(x, y, _NUMBER_PX, _ROW_PX), number, align=RIGHT)
        if row.tip:
            canvas.spot(QRectF(area.left(), y, area.width(), _ROW_PX), row.tip)
        if row.note:
            y += _ROW_PX
            canvas.text(QRectF(area.left() + indent, y, area.width() - indent, _ROW_PX), row.note, role="muted")
    return y + _ROW_PX
