"""The commands of one window: those that stay as long as it does, and those that are made anew with its panels."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from gui.background.live_uncertainty import LiveUncertainty
from gui.commands.catalogue_commands import CatalogueCommands
from gui.commands.catalogue_updates import CatalogueUpdates
from gui.commands.desk import Desk
from gui.commands.export_commands import ExportCommands
from gui.commands.file_commands import FileCommands
from gui.commands.file_remarks import FileRemarks
from gui.commands.help_desk import HelpDesk
from gui.commands.library_commands import LibraryCommands
from gui.commands.measured_runs import MeasuredRuns
from gui.commands.own_data_commands import OwnDataCommands
from gui.commands.plan_commands import PlanCommands
from gui.commands.remedy_commands import RemedyCommands
from gui.commands.shape_commands import ShapeCommands
from gui.commands.version_commands import VersionCommands
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_files import PlanFiles
from gui.document.versions import Versions
from gui.help.tour import TourStop
from gui.widgets.notice_bar import NoticeBar
from gui.window.panel_set import PanelSet
from gui.window.services import Services

OWN_SHAPES = "shapes.toml"  # beside the user's own catalogue


class LastingCommands(Struct, frozen=True, kw_only=True):
    """What outlives a change of language: nothing on these has words."""

    files: FileCommands
    remarks: FileRemarks
    library: LibraryCommands
    own_data: OwnDataCommands
    runs: MeasuredRuns
    updates: CatalogueUpdates
    exports: ExportCommands
    versions: VersionCommands
    help_desk: HelpDesk


class PanelCommands(Struct, frozen=True, kw_only=True):
    """What works on the panels, and so goes with them."""

    plan: PlanCommands
    catalogue: CatalogueCommands
    shapes: ShapeCommands
    remedies: RemedyCommands


def lasting_commands(
    window: QWidget,
    services: Services,
    *,
    files: PlanFiles,
    catalogue: PlanCatalogue,
    notices: NoticeBar,
    uncertainty: LiveUncertainty,
    versions: Versions,
    stops: Callable[[], tuple[TourStop, ...]],
) -> LastingCommands:
    """Make the commands that stay; ``window`` is the parent of what they ask, ``stops`` gives those of the tour."""
    desk = desk_of(window, services, catalogue=catalogue, notices=notices)
    document, live, settings = services.document, services.live, services.settings
    file_commands = FileCommands(
        window, document, files=files, live=live, notices=notices, settings=settings, windows=services.windows
    )
    remarks = FileRemarks(desk)
    files.remarked.connect(lambda path, found, headlines: remarks.tell(path.name, found, headlines))
    return LastingCommands(
        files=file_commands,
        remarks=remarks,
        library=LibraryCommands(desk, file_commands),
        own_data=OwnDataCommands(desk),
        runs=MeasuredRuns(desk),
        updates=CatalogueUpdates(desk, own=services.own, folder=services.updates_folder),
        exports=ExportCommands(desk, uncertainty),
        versions=VersionCommands(parent=window, document=document, live=live, versions=versions, settings=settings),
        help_desk=HelpDesk(window, stops=stops, catalogue=catalogue, calibration=services.calibration),
    )


def desk_of(window: QWidget, services: Services, *, catalogue: PlanCatalogue, notices: NoticeBar) -> Desk:
    """Return what the commands of a window work with."""
    return Desk(
        window=window,
        document=services.document,
        live=services.live,
        catalogue=catalogue,
        runner=services.runner,
        notices=notices,
        settings=services.settings,
    )


def panel_commands(
    window: QWidget,
    services: Services,
    panels: PanelSet,
    *,
    catalogue: PlanCatalogue,
    notices: NoticeBar,
    action: Callable[[str], QAction],
    open_examples: Callable[[QPoint], object],
) -> PanelCommands:
    """Make the commands on panels newly made.

    ``action`` gives an action of the window by its name, ``open_examples`` opens the menu of examples at a place on
    the screen; both are made later.
    """
    document = services.document
    desk = desk_of(window, services, catalogue=catalogue, notices=notices)
    plan = PlanCommands(desk, panels.charts.notices)
    accelerators = CatalogueCommands(
        desk,
        panels.catalogue,
        shipped=services.shipped,
        own_path=services.own_path,
        say=panels.status.say,
        action=action,
    )
    shapes = ShapeCommands(
        window,
        document,
        panels.workload,
        own_path=services.own_path and services.own_path.with_name(OWN_SHAPES),
        notices=notices,
        say=panels.status.say,
    )
    remedies = RemedyCommands(
        document=document,
        catalogue=catalogue,
        catalogue_panel=panels.catalogue,
        cluster_panel=panels.cluster,
        result_panel=panels.result,
        plan_commands=plan,
        catalogue_commands=accelerators,
        runner=services.runner,
        open_examples=open_examples,
        import_config=shapes.import_shape,
        say=panels.status.say,
    )
    return PanelCommands(plan=plan, catalogue=accelerators, shapes=shapes, remedies=remedies)
