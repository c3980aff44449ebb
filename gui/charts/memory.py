"""What fills the memory of each pool's fullest device, against what the device has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui import late
from gui.charts.base.painted_chart import PaintedChart, canvas_message, why_empty
from gui.charts.base.part_labels import part_colours, part_label, part_name
from gui.charts.base.stacked_bars import Bar, BarPicture, Mark, Segment, paint_bars
from gui.look import formats
from gui.look.pool_labels import devices_and_layout, layout_in_full
from gui.look.words import mark, tr
from planner.units import gib_from_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from PySide6.QtCore import QRectF

    from gui.charts.base.canvas import Canvas
    from gui.charts.base.chart import ChartState
    from planner.plan_result import PoolResult


class MemoryChart(PaintedChart):
    """One bar a pool: the bytes on its fullest device by part, with the capacity as a line."""

    key = "memory"
    title = mark("Memory")

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint one bar a pool."""
        pools = state.result.pools if state.result else ()
        if not pools:
            first = tr("No pool has a layout yet; add an accelerator to the cluster.")
            return canvas_message(canvas, area, why_empty(state.result, first))
        colours = part_colours((part for pool in pools for part in pool.estimate.memory_parts_bytes), self.theme)
        bars = tuple(_bar(pool, colours) for pool in pools)
        picture = BarPicture(
            bars=bars,
            axis_title=tr("GiB on the fullest device"),
            limit=1.24 * max(bar.reach for bar in bars),  # room for the capacity's figure right of its line
        )
        return paint_bars(canvas, area, picture)

    def summarise(self, state: ChartState) -> str:
        """Return how full the fullest pool is."""
        pools = state.result.pools if state.result else ()
        if not pools:
            return ""
        fullest = max(pools, key=_filled)
        return tr(
            "fullest: {name}, {share} of its memory", name=fullest.name, share=formats.percent(_filled(fullest), 0)
        )

    def table(self) -> pd.DataFrame:
        """Return one row a pool and part: its bytes, its share of the capacity, and the capacity."""
        pools = self.state.result.pools if self.state and self.state.result else ()
        rows = [
            (pool.name, pool.supplier, part_name(part), amount, amount / capacity, capacity)
            for pool in pools
            for capacity in (pool.estimate.memory_capacity_bytes,)
            for part, amount in pool.estimate.memory_parts_bytes.items()
        ]
        names = ["pool", "supplier", "part", "memory_bytes", "capacity_share", "capacity_bytes"]
        return late.pandas.DataFrame(rows, columns=names)


def _filled(pool: PoolResult) -> float:
    return pool.estimate.memory_bytes / pool.estimate.memory_capacity_bytes


def _bar(pool: PoolResult, colours: Mapping[str, str]) -> Bar:
    estimate = pool.estimate
    segments = []
    for part, amount in estimate.memory_parts_bytes.items():
        gib = gib_from_bytes(amount)
        tip = f"{part_label(part)}\n{formats.fixed(gib, 2)} GiB, {formats.percent(amount / estimate.memory_bytes)}"
        text = formats.significant(gib, 2)
        segments.append(Segment(name=part_label(part), value=gib, colour=colours[part], text=text, tip=tip))
    capacity = gib_from_bytes(estimate.memory_capacity_bytes)
    return Bar(
        label=pool.name,
        caption=devices_and_layout(pool),
        supplier=pool.supplier,
        segments=tuple(segments),
        total=f"{formats.significant(gib_from_bytes(estimate.memory_bytes))}{formats.THIN}GiB",
        total_caption=tr("{share} full", share=formats.percent(_filled(pool), 0)),
        mark=Mark(value=capacity, text=f"{formats.significant(capacity)}{formats.THIN}GiB"),
        label_tip=layout_in_full(pool),
    )
