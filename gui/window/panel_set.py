"""The panels of one window, as its commands and its layout are given them."""

from msgspec import Struct, field
from PySide6.QtWidgets import QWidget

from gui.charts.chart_tabs import ChartTabs
from gui.panels.catalogue.catalogue import CataloguePanel
from gui.panels.cluster.cluster import ClusterPanel
from gui.panels.result.result import ResultPanel
from gui.panels.status_strip import StatusStrip
from gui.panels.workload.workload import WorkloadPanel


class PanelSet(Struct, frozen=True, kw_only=True):
    """Everything that shows the plan, in the language in use; a window that speaks another makes another set."""

    catalogue: CataloguePanel = field(default_factory=CataloguePanel)
    cluster: ClusterPanel = field(default_factory=ClusterPanel)
    charts: ChartTabs = field(default_factory=ChartTabs)
    workload: WorkloadPanel = field(default_factory=WorkloadPanel)
    result: ResultPanel = field(default_factory=ResultPanel)
    status: StatusStrip = field(default_factory=StatusStrip)

    @property
    def by_topic(self) -> dict[str, QWidget]:
        """Which topic of the help each part belongs to; the charts say their own."""
        return {
            "catalogue": self.catalogue,
            "cluster": self.cluster,
            "workload": self.workload,
            "result": self.result,
            **self.result.tiles,
        }
