"""Which charts the window has, in the order of their tabs; each is imported when it is first made."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final, cast

from gui.charts.chart import Chart
from gui.look.words import mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """One chart: its key (as in ``--tab``), the tab's title, and how it is made."""

    key: str
    title: str
    factory: Callable[[], Chart]


def _spec(key: str, title: str, class_name: str) -> ChartSpec:
    def make() -> Chart:
        return cast("Chart", getattr(import_module(f"gui.charts.{key}"), class_name)())

    return ChartSpec(key=key, title=title, factory=make)


CHARTS: Final[tuple[ChartSpec, ...]] = (
    _spec("trade_off", mark("Trade-off"), "TradeOffChart"),
    _spec("cost", mark("Cost"), "CostChart"),
    _spec("step_time", mark("Step time"), "StepTimeChart"),
    _spec("memory", mark("Memory"), "MemoryChart"),
    _spec("suppliers", mark("Suppliers"), "SuppliersChart"),
    _spec("sensitivity", mark("Sensitivity"), "SensitivityChart"),
    _spec("winner_map", mark("Winner map"), "WinnerMapChart"),
    _spec("risk", mark("Risk"), "RiskChart"),
    _spec("compare", mark("Compare"), "CompareChart"),
    _spec("evidence", mark("Evidence"), "EvidenceChart"),
)
