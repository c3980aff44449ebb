"""What each pool's training step is made of, exposed communication included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui import late
from gui.charts.base.painted_chart import PaintedChart, canvas_message, why_empty
from gui.charts.base.part_labels import part_colours, part_label, part_name
from gui.charts.base.stacked_bars import Bar, BarPicture, Segment, paint_bars
from gui.look import formats
from gui.look.planner_words import said
from gui.look.pool_labels import devices_and_layout, layout_in_full
from gui.look.words import mark, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from PySide6.QtCore import QRectF

    from gui.charts.base.canvas import Canvas
    from gui.charts.base.chart import ChartState
    from planner.plan_result import PoolResult

SITE_PART: Final = "site_beyond_model"


class StepTimeChart(PaintedChart):
    """One bar a pool: the seconds of one optimiser step as the pool works, alone or with others."""

    key = "step_time"
    title = mark("Step time")

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint one bar a pool."""
        pools = state.result.pools if state.result else ()
        if not pools:
            first = tr("No pool has a layout yet; add an accelerator to the cluster.")
            return canvas_message(canvas, area, why_empty(state.result, first))
        colours = part_colours(
            [*(part for pool in pools for part in pool.estimate.step_parts_s), SITE_PART], self.theme
        )
        picture = BarPicture(
            bars=tuple(_bar(pool, colours) for pool in pools),
            axis_title=tr("seconds a step, as each pool works"),
        )
        return paint_bars(canvas, area, picture)

    def summarise(self, state: ChartState) -> str:
        """Return the batch."""
        batch = state.plan.training.tokens_per_step
        return tr("{tokens} tokens per step", tokens=formats.si(batch))

    def table(self) -> pd.DataFrame:
        """Return one row a pool and part: its seconds and its share of the step."""
        pools = self.state.result.pools if self.state and self.state.result else ()
        rows = [
            (pool.name, pool.supplier, part_name(part), seconds, seconds / anchored_step_s(pool))
            for pool in pools
            for part, seconds in anchored_parts_s(pool).items()
        ]
        return late.pandas.DataFrame(rows, columns=["pool", "supplier", "part", "time_s", "share"])


def anchored_step_s(pool: PoolResult) -> float:
    """Return the step as it is expected at this site: the modelled one over the site's factor."""
    return pool.healthy_step_s


def anchored_parts_s(pool: PoolResult) -> dict[str, float]:
    """Return the parts of the step at this site; they sum to ``anchored_step_s``.

    What a measured run says the site loses beyond the model is a part of its own; where the site is faster than
    the model every part shrinks alike, for nobody knows which one does.
    """
    parts = dict(pool.estimate.step_parts_s)
    beyond = anchored_step_s(pool) - pool.estimate.step_s
    if beyond > 0:
        return {**parts, SITE_PART: beyond}
    return {name: seconds / pool.site_factor for name, seconds in parts.items()}


def _bar(pool: PoolResult, colours: Mapping[str, str]) -> Bar:
    step_s = anchored_step_s(pool)
    segments = []
    for part, seconds in anchored_parts_s(pool).items():
        tip = tr(
            "{part}\n{seconds} s, {share} of the step",
            part=part_label(part),
            seconds=formats.significant(seconds),
            share=formats.percent(seconds / step_s),
        )
        if part == SITE_PART and pool.site_factor_why:
            tip = f"{tip}\n{said(pool.site_factor_why)}"
        text = formats.significant(seconds, 2)
        segments.append(Segment(name=part_label(part), value=seconds, colour=colours[part], text=text, tip=tip))
    return Bar(
        label=pool.name,
        caption=devices_and_layout(pool),
        supplier=pool.supplier,
        segments=tuple(segments),
        total=formats.estimated(f"{formats.significant(step_s)}{formats.THIN}s", pool.rate_estimates),
        total_caption=tr("MFU {mfu}, healthy", mfu=formats.estimated(formats.percent(pool.mfu), pool.rate_estimates)),
        label_tip=layout_in_full(pool),
    )
