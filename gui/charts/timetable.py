"""The run over its days: which pool works when, where it stops to hand over, where it waits; a programme's models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from gui import late
from gui.charts.base.canvas import CENTRE, readable_on, text_width
from gui.charts.base.painted_chart import PaintedChart, canvas_message, why_empty
from gui.charts.base.part_labels import pool_tones
from gui.charts.base.ticks import nice_ticks, tick_texts
from gui.charts.timetable_legend import STOP, WAIT, WINDOW_PX, paint_frame, paint_legend, stop_colour
from gui.look import formats
from gui.look.mixing_words import JOINED, strategy_words
from gui.look.pool_labels import devices_and_layout
from gui.look.terms_words import terms_words
from gui.look.words import mark, tr

if TYPE_CHECKING:
    import pandas as pd

    from gui.charts.base.canvas import Canvas
    from gui.charts.base.chart import ChartState
    from planner.cluster import NodeGroup
    from planner.mixing.strategy import Spell
    from planner.plan import Plan
    from planner.plan_result import PlanResult, PoolResult

_LEAST_ROW_PX: Final = 38.0
_MOST_ROW_PX: Final = 58.0
_BAR_SHARE: Final = 0.56
_SYMBOL_PX: Final = 17.0
_GAP_PX: Final = 12.0
_MOST_LABEL_SHARE: Final = 0.42
_AXIS_PX: Final = 42.0
_PX_PER_TICK: Final = 80.0
_LEAST_STOP_PX: Final = 2.0  # a stop of hours in a run of months still shows
_COLUMNS: Final = ("kind", "way", "pool", "from_days", "to_days", "days", "tokens", "share")


class _Axis(Struct, frozen=True, kw_only=True):
    """Where day 0 lies, and how wide a day is."""

    left: float
    right: float
    days: float

    def x(self, day: float) -> float:
        return self.left + (self.right - self.left) * day / self.days


class TimetableChart(PaintedChart):
    """One row a pool over the days of the run: work in its supplier's colour, stops, and waits as gaps with a frame."""

    key = "timetable"
    title = mark("Timetable")

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint the rows, the deadline and the days below."""
        result = state.result
        if result is None or result.mixing is None or not (result.mixing.timetable and result.pools and result.days):
            return canvas_message(canvas, area, why_empty(result, tr("The timetable follows once a pool can train.")))
        axis = _axis(area, result)
        top = paint_legend(canvas, area, result, windows=_has_windows(state.plan, result, axis))
        room = (area.bottom() - top - _AXIS_PX) / len(result.pools)
        row_px = min(_MOST_ROW_PX, max(_LEAST_ROW_PX, room))
        bottom = top + row_px * len(result.pools)
        _paint_days(canvas, axis, top, bottom)
        colours = pool_tones(result.pools, self.theme)
        for number, pool in enumerate(result.pools):
            row = QRectF(area.left(), top + number * row_px, area.width(), row_px)
            _paint_label(canvas, row, axis, pool)
            bar = QRectF(axis.left, row.center().y() - _BAR_SHARE * row_px / 2, 0, _BAR_SHARE * row_px)
            _paint_windows(canvas, axis, row, pool, state.plan)
            _paint_waits(canvas, axis, bar, result)
            for spell in result.mixing.timetable:
                if pool.pool in spell.pools:
                    _paint_spell(canvas, axis, bar, _Shown(spell=spell, pool=pool, colour=colours[pool.pool]), result)
        _paint_deadline(canvas, axis, top, bottom, result)
        return bottom + _AXIS_PX

    def summarise(self, state: ChartState) -> str:
        """Return how long the run takes and how much of that it does not train."""
        result = state.result
        if result is None or result.mixing is None or not result.days:
            return ""
        days = formats.estimated(formats.duration(result.days), result.estimated.get("days"))
        if result.models:
            return tr("{count} models in {days}", count=len(result.models), days=days)
        lost = result.mixing.overhead_days + result.mixing.waited_days
        words = tr("{steps} steps in {days}", steps=formats.whole(result.steps), days=days)
        return (
            tr("{words}, of them {lost} of stops and waits", words=words, lost=formats.duration(lost))
            if lost
            else words
        )

    def table(self) -> pd.DataFrame:
        """Return one row a stretch and pool: its days, its tokens, and the pool's share of them."""
        result = self.state.result if self.state else None
        rows = table_rows(result) if result is not None else []
        return late.pandas.DataFrame(rows, columns=list(_COLUMNS))


def table_rows(result: PlanResult) -> list[tuple[str, str, str, float, float, float, float, float]]:
    """Return kind, way, pool, first day, last day, days, tokens, share; a wait has no pool."""
    names = {pool.pool: pool.name for pool in result.pools}
    rows = []
    for spell in result.mixing.timetable if result.mixing is not None else ():
        for pool in spell.pools or ("",):
            share = spell.shares.get(pool, 0.0)
            days = spell.to_day - spell.from_day
            way = way_name(spell, result)
            name = names.get(pool, pool)
            rows.append((spell.kind, way, name, spell.from_day, spell.to_day, days, spell.tokens * share, share))
    return rows


def way_name(spell: Spell, result: PlanResult) -> str:
    """Return what a stretch's way is called: the model of a programme, the joined strategy, the pool alone."""
    if result.models or not spell.way:
        return spell.way
    if spell.way in JOINED:
        return strategy_words(spell.way)
    return next((pool.name for pool in result.pools if pool.pool == spell.way), spell.way)


class _Shown(Struct, frozen=True, kw_only=True):
    """A stretch as one pool's row shows it."""

    spell: Spell
    pool: PoolResult
    colour: str


def _axis(area: QRectF, result: PlanResult) -> _Axis:
    labels = [max(text_width(pool.name, bold=True), text_width(devices_and_layout(pool))) for pool in result.pools]
    left = area.left() + min(max(labels) + _SYMBOL_PX + _GAP_PX, _MOST_LABEL_SHARE * area.width())
    days = max(spell.to_day for spell in result.mixing.timetable) if result.mixing else 1.0
    if result.deadline is not None and result.deadline.days < 2 * days:  # a later one would press the run together
        days = max(days, 1.03 * result.deadline.days)
    return _Axis(left=left, right=area.right() - _GAP_PX, days=days)


def _has_windows(plan: Plan, result: PlanResult, axis: _Axis) -> bool:
    """Whether a window of any group is drawn: not had from the first day on without end, but before the run's end."""
    shown = {key for pool in result.pools for key in pool.groups}
    drawn = [group for group in plan.cluster.groups if group.key in shown and group.terms.from_day < axis.days]
    return any(_is_bounded(group) for group in drawn)


def _is_bounded(group: NodeGroup) -> bool:
    return bool(group.terms.from_day) or group.terms.until_day is not None


def _paint_label(canvas: Canvas, row: QRectF, axis: _Axis, pool: PoolResult) -> None:
    middle = row.center().y()
    canvas.symbol(canvas.theme.supplier_style(pool.supplier), row.left() + 6, middle - 8)
    width = axis.left - _GAP_PX / 2 - row.left() - _SYMBOL_PX
    place = QRectF(row.left() + _SYMBOL_PX, middle - 16, width, 16)
    canvas.text(place, pool.name, bold=True)
    canvas.text(place.translated(0, 16), devices_and_layout(pool), role="muted")
    share = tr("{name}: {share} of the tokens", name=pool.name, share=formats.percent(pool.token_share))
    canvas.spot(QRectF(row.left(), row.top(), axis.left - row.left(), row.height()), share)


def _paint_windows(canvas: Canvas, axis: _Axis, row: QRectF, pool: PoolResult, plan: Plan) -> None:
    """Draw a thin line below a bar over the days for which each group of the pool is to be had, where not all."""
    for number, group in enumerate(group for group in plan.cluster.groups if group.key in pool.groups):
        terms = group.terms
        until = axis.days if terms.until_day is None else min(terms.until_day, axis.days)
        if not _is_bounded(group):
            continue
        if terms.from_day >= axis.days:  # else a row stays empty without a word
            words = tr("from day {day}", day=formats.trimmed(terms.from_day))
            place = QRectF(axis.right - text_width(words), row.center().y() - 8, text_width(words) + 1, 16)
            canvas.text(place, words, role="muted")
            continue
        y = row.center().y() + _BAR_SHARE * row.height() / 2 + 2 + number * (WINDOW_PX + 1)
        place = QRectF(axis.x(terms.from_day), y, axis.x(until) - axis.x(terms.from_day), WINDOW_PX / 2)
        canvas.fill(place, "muted")
        canvas.spot(place.adjusted(0, -2, 0, 2), f"{group.key}: {terms_words(group)}")


def _paint_waits(canvas: Canvas, axis: _Axis, bar: QRectF, result: PlanResult) -> None:
    for spell in result.mixing.timetable if result.mixing else ():
        if spell.kind == WAIT:
            left, right = axis.x(spell.from_day), axis.x(spell.to_day)
            place = QRectF(left, bar.top(), right - left, bar.height())
            paint_frame(canvas, place)
            canvas.spot(place, tr("The run waits.\n{days}", days=_days_words(spell, result)))


def _paint_spell(canvas: Canvas, axis: _Axis, bar: QRectF, shown: _Shown, result: PlanResult) -> None:
    spell = shown.spell
    left, right = axis.x(spell.from_day), axis.x(spell.to_day)
    if spell.kind == STOP:
        width = max(_LEAST_STOP_PX, right - left)
        place = QRectF(right - width, bar.top(), width, bar.height())
        canvas.fill(place, stop_colour(canvas.theme))
        canvas.spot(
            place.adjusted(-3, -4, 3, 4),
            tr("Stop: checkpoint, restart and alignment\n{days}", days=_days_words(spell, result)),
        )
        return
    place = QRectF(left, bar.top(), max(1.0, right - left - 1.0), bar.height())
    canvas.fill(place, shown.colour)
    canvas.spot(place, _work_words(shown, result))
    words = _text_inside(shown, result, place.width() - 8)
    canvas.text(place, words, role=readable_on(shown.colour), align=CENTRE)


def _text_inside(shown: _Shown, result: PlanResult, width: float) -> str:
    """Return what fits into a bar: the model's name in a programme, else tokens."""
    tokens = formats.si(shown.spell.tokens * shown.spell.shares.get(shown.pool.pool, 0.0))
    texts = (shown.spell.way,) if result.models else (tr("{tokens} tokens", tokens=tokens), tokens)
    return next((text for text in texts if text_width(text) <= width), "")


def _work_words(shown: _Shown, result: PlanResult) -> str:
    spell, pool = shown.spell, shown.pool
    share = spell.shares.get(pool.pool, 0.0)
    total = sum(one.tokens for one in (result.mixing.timetable if result.mixing else ()))
    lines = [
        way_name(spell, result),
        _days_words(spell, result),
        tr(
            "{tokens} tokens by {name}, {share} of the run",
            tokens=formats.si(spell.tokens * share),
            name=pool.name,
            share=formats.percent(spell.tokens * share / total if total else None),
        ),
    ]
    if len(spell.pools) > 1:
        lines.append(tr("{share} of what is trained in these days", share=formats.percent(share)))
    if spell.step_s is not None:
        lines.append(tr("{seconds} s a healthy step", seconds=formats.significant(spell.step_s)))
    return "\n".join(lines)


def _days_words(spell: Spell, result: PlanResult) -> str:
    rests = result.estimated.get("days")
    return tr(
        "day {first} to {last}: {days}",
        first=formats.estimated(formats.fixed(spell.from_day, 1), rests and spell.from_day),
        last=formats.estimated(formats.fixed(spell.to_day, 1), rests),
        days=formats.estimated(formats.duration(spell.to_day - spell.from_day), rests),
    )


def _paint_days(canvas: Canvas, axis: _Axis, top: float, bottom: float) -> None:
    ticks = nice_ticks(0.0, axis.days, max(2, int((axis.right - axis.left) / _PX_PER_TICK)))
    for tick, shown in zip(ticks, tick_texts(ticks), strict=True):
        x = axis.x(tick)
        canvas.line(QPointF(x, top), QPointF(x, bottom + 4), "grid")
        canvas.text(QRectF(x - 40, bottom + 5, 80, 16), shown, role="axis", align=CENTRE)
    title = QRectF(axis.left, bottom + 22, axis.right - axis.left, 16)
    canvas.text(title, tr("days from the plan's start"), role="axis", align=CENTRE)


def _paint_deadline(canvas: Canvas, axis: _Axis, top: float, bottom: float, result: PlanResult) -> None:
    deadline = result.deadline
    if deadline is None or deadline.days > axis.days:
        return
    x = axis.x(deadline.days)
    canvas.line(QPointF(x, top - 4), QPointF(x, bottom + 4), "capacity", width=2.0)
    chance = formats.estimated(formats.percent(deadline.chance, 0), result.estimated.get("deadline"))
    words = tr("deadline, met in {chance}", chance=chance)
    width = text_width(words) + 2
    canvas.text(QRectF(min(x + 5, axis.right + _GAP_PX - width), top - 22, width, 16), words, role="capacity")
