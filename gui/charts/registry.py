"""Which charts the window has, in the order of their tabs; each is imported when it is first made."""

from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

from msgspec import Struct

from gui.charts.base.chart import Chart
from gui.look.words import mark
from planner.workload.workload import ALL_KINDS, TRAINING_ALONE, WorkloadKind

# Charts with a room of their own, whose main file bears the room's name.
_ROOMS: Final = frozenset({"evidence", "trade_off"})


class ChartSpec(Struct, frozen=True, kw_only=True):
    """One chart: its key (as in ``--tab``), the tab's title, the keys that show it, and how it is made.

    ``kinds`` are the workloads that it has something to show of.
    """

    key: str
    title: str
    shortcut: str
    factory: Callable[[], Chart]
    kinds: frozenset[WorkloadKind] = ALL_KINDS


def _spec(
    key: str, title: str, class_name: str, shortcut: str, kinds: frozenset[WorkloadKind] = ALL_KINDS
) -> ChartSpec:
    home = f"gui.charts.{key}.{key}" if key in _ROOMS else f"gui.charts.{key}"

    def make() -> Chart:
        return cast("Chart", getattr(import_module(home), class_name)())

    return ChartSpec(key=key, title=title, shortcut=shortcut, factory=make, kinds=kinds)


CHARTS: Final[tuple[ChartSpec, ...]] = (
    _spec("trade_off", mark("Trade-off"), "TradeOffChart", "Ctrl+1"),
    _spec("timetable", mark("Timetable"), "TimetableChart", "Ctrl+J", TRAINING_ALONE),
    _spec("cost", mark("Cost"), "CostChart", "Ctrl+2"),
    _spec("step_time", mark("Step time"), "StepTimeChart", "Ctrl+3", TRAINING_ALONE),
    _spec("memory", mark("Memory"), "MemoryChart", "Ctrl+4", TRAINING_ALONE),
    _spec("suppliers", mark("Suppliers"), "SuppliersChart", "Ctrl+5"),
    _spec("sensitivity", mark("Sensitivity"), "SensitivityChart", "Ctrl+6"),
    _spec("winner_map", mark("Winner map"), "WinnerMapChart", "Ctrl+7"),
    _spec("risk", mark("Risk"), "RiskChart", "Ctrl+8"),
    _spec("compare", mark("Compare"), "CompareChart", "Ctrl+9"),
    _spec("evidence", mark("Evidence"), "EvidenceChart", "Ctrl+0", TRAINING_ALONE),
)
