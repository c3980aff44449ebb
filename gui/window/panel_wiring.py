"""What panels and charts ask for, and who does it."""

from gui.background.live_loss import LiveLoss
from gui.background.live_uncertainty import LiveUncertainty
from gui.charts.chart_tabs import ChartTabs
from gui.document.plan_document import PlanDocument
from gui.widgets.notice_bar import NoticeBar
from gui.window.panel_set import PanelSet
from gui.window.window_commands import LastingCommands, PanelCommands


def wire_panels(
    panels: PanelSet,
    lasting: LastingCommands,
    on_panels: PanelCommands,
    *,
    document: PlanDocument,
    notices: NoticeBar,
) -> None:
    """Connect panels, newly made, with what does their bidding; the edits of all are the document's."""
    for panel in (panels.catalogue, panels.cluster, panels.workload, panels.charts):
        panel.edit_requested.connect(document.take)
    panels.cluster.accelerator_dropped.connect(panels.catalogue.add)
    panels.catalogue.added.connect(panels.cluster.go_to)
    panels.cluster.refused.connect(lambda text: notices.show_notice("refused", text))
    panels.workload.import_requested.connect(on_panels.shapes.import_shape)
    panels.workload.shape_edit_requested.connect(on_panels.shapes.edit)
    panels.result.baseline_chosen.connect(on_panels.plan.choose_baseline)
    panels.result.remedy_requested.connect(on_panels.remedies.apply)
    panels.result.help_requested.connect(lasting.help_desk.show_topic)


def wire_charts(
    charts: ChartTabs,
    lasting: LastingCommands,
    on_panels: PanelCommands,
    *,
    uncertainty: LiveUncertainty,
    loss: LiveLoss,
) -> None:
    """Connect charts, newly made, with what does their bidding."""
    charts.candidate_compared.connect(on_panels.plan.compare_fleet)
    charts.candidate_adopted.connect(on_panels.plan.adopt_fleet)
    charts.axes_chosen.connect(uncertainty.choose_axes)
    charts.version_wanted.connect(lasting.versions.do)
    charts.loss_wanted.connect(loss.ask)
    charts.uncertainty_wanted.connect(lambda wanted: uncertainty.want(wanted=wanted))
