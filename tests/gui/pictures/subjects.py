"""What there is a picture of: each panel and each chart with the stored plan in it, as large as in the window."""

from collections.abc import Callable

from frozen import Frozen
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from gui.charts.base.chart import Chart, ChartState
from gui.charts.registry import CHARTS
from gui.document import edits
from gui.document.mixing_edits import with_division, with_trains
from gui.document.versions import Version
from gui.look.theme import ThemeController
from gui.look.words import tr
from gui.panels.catalogue.catalogue import CataloguePanel
from gui.panels.cluster.cluster import ClusterPanel
from gui.panels.result.result import ResultPanel
from gui.panels.status_strip import StatusStrip
from gui.panels.workload.trains_button import TrainsButton
from gui.panels.workload.workload import WorkloadPanel
from gui.widgets.notice_bar import NoticeBar, NoticeKind, Offer
from planner.mixing.strategy import Division
from planner.plan import Trains

CHART_SIZE = (770, 470)
SMALL_CHART_SIZE = (588, 354)  # as in the smallest window, 1280 x 720
SMALL_PANEL_SIZES = {"catalogue": (340, 604), "cluster": (592, 202), "result": (324, 368)}


class Subject(Struct, frozen=True, kw_only=True):
    """One picture: its name, its size in pixels, and how the widget in it is made."""

    name: str
    size: tuple[int, int]
    make: Callable[[Frozen], QWidget]


def _catalogue(frozen: Frozen) -> QWidget:
    panel = CataloguePanel()
    panel.show_plan(frozen.plan, frozen.catalogue)
    return panel


def _cluster(frozen: Frozen) -> QWidget:
    panel = ClusterPanel()
    panel.show_plan(frozen.plan, frozen.catalogue)
    panel.show_result(frozen.result)
    return panel


def _workload(frozen: Frozen) -> QWidget:
    panel = WorkloadPanel()
    panel.show_plan(frozen.plan)
    return panel


def _result(frozen: Frozen) -> ResultPanel:
    panel = ResultPanel()
    panel.show_plan(frozen.plan, edits.baselines(frozen.plan, frozen.catalogue))
    panel.show_result(frozen.plan, frozen.result)
    panel.set_stale(stale=False)
    return panel


def _stale_result(frozen: Frozen) -> QWidget:
    panel = _result(frozen)
    panel.set_stale(stale=True)
    return panel


def _explained_result(frozen: Frozen) -> QWidget:
    panel = _result(frozen)
    panel.explain("saving")
    return panel


def _notices(_frozen: Frozen) -> QWidget:
    bar = NoticeBar()
    bar.show_notice("plain", tr("This plan lies in no file yet, so there is nothing to reload."))
    words = tr("“{name}” was changed on disk since it was opened here.", name="ling-plus.chipfolio")
    offers = (Offer(tr("Reload it"), bar.hide), Offer(tr("Overwrite it"), bar.hide), Offer(tr("Save as…"), bar.hide))
    bar.show_notice("warning", words, *offers, kind=NoticeKind.WARNING)
    error = tr("{path} cannot be written; choose another folder.", path="/media/usb/ling-plus.pdf")
    bar.show_notice("error", error, kind=NoticeKind.ERROR)
    return bar


def _limits(frozen: Frozen) -> QWidget:
    panel = ClusterPanel()
    panel.show_plan(frozen.plan, frozen.catalogue)
    return _kept(panel.limits.form, panel)


def _terms(frozen: Frozen) -> QWidget:
    panel = ClusterPanel()
    panel.show_plan(frozen.plan, frozen.catalogue)
    return _kept(panel.terms.form, panel)


def _mixing(frozen: Frozen) -> QWidget:
    panel = ClusterPanel()
    panel.show_plan(with_division(frozen.plan, Division.BY_USER), frozen.catalogue)
    return _kept(panel.mixing.form, panel)


def _trains(frozen: Frozen) -> QWidget:
    button = TrainsButton()
    button.show_plan(with_trains(frozen.plan, Trains.PROGRAMME, "Model"))
    return _kept(button.form, button)


def _kept(form: QWidget, panel: QWidget) -> QWidget:
    form.keeper = panel  # the form is the panel's; without it both would go
    return form


def _status(_frozen: Frozen) -> QWidget:
    strip = StatusStrip()
    strip.show_exploring(on=True)
    strip.show_progress(1_234_567, 3_456_789)
    strip.show_rests_on(tr("calibration {version}", version="2026.11"), "")
    return strip


def chart_state(frozen: Frozen) -> ChartState:
    """Return the stored plan as charts see it, explored, with an earlier version beside it."""
    earlier = Version(name=frozen.earlier.name, plan=frozen.earlier, result=frozen.earlier_result)
    return ChartState(
        plan=frozen.plan,
        result=frozen.result,
        exploration=frozen.exploration,
        uncertainty=frozen.uncertainty,
        uncertainty_current=True,
        versions=(earlier,),
    )


def _chart(key: str, *, table: bool = False, explored: bool = True) -> Callable[[Frozen], QWidget]:
    def make(frozen: Frozen) -> QWidget:
        chart: Chart = next(spec for spec in CHARTS if spec.key == key).factory()
        chart.setProperty("panel", True)
        chart.apply_theme(ThemeController.active)
        state = chart_state(frozen)
        chart.show_state(state if explored else ChartState(plan=state.plan, result=state.result))
        chart.show_table(shown=table)
        return chart

    return make


PANELS = (
    Subject(name="catalogue", size=(342, 770), make=_catalogue),
    Subject(name="cluster", size=(770, 270), make=_cluster),
    Subject(name="workload", size=(300, 194), make=_workload),
    Subject(name="result", size=(300, 560), make=_result),
    Subject(name="result-stale", size=(300, 300), make=_stale_result),
    Subject(name="result-explained", size=(300, 900), make=_explained_result),
    Subject(name="notices", size=(1100, 130), make=_notices),
    Subject(name="limits", size=(0, 0), make=_limits),
    Subject(name="terms", size=(0, 0), make=_terms),
    Subject(name="mixing", size=(0, 0), make=_mixing),
    Subject(name="trains", size=(0, 0), make=_trains),
    Subject(name="status", size=(1100, 28), make=_status),
)
PICTURES = (
    *PANELS,
    *(Subject(name=f"chart-{spec.key}", size=CHART_SIZE, make=_chart(spec.key)) for spec in CHARTS),
    Subject(name="chart-trade_off-planned", size=CHART_SIZE, make=_chart("trade_off", explored=False)),
    Subject(name="chart-cost-table", size=CHART_SIZE, make=_chart("cost", table=True)),
)
SMALL_PICTURES = (
    *(replace(one, size=SMALL_PANEL_SIZES[one.name]) for one in PANELS if one.name in SMALL_PANEL_SIZES),
    *(replace(one, size=SMALL_CHART_SIZE) for one in PICTURES if one.name.startswith("chart-")),
)
