"""What the window writes for others: the PDF summary, tables, launch arguments."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from gui import late
from gui.background.file_lanes import Lane
from gui.background.live_uncertainty import LiveUncertainty
from gui.background.planning_tasks import losses_task
from gui.commands.desk import Desk, DeskCommands
from gui.commands.file_commands import proposed_stem
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.settings import LAST_FOLDER, home_folder
from planner.errors import UserError
from planner.exploration.exploration import Exploration
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.whole_file import write_whole

if TYPE_CHECKING:
    from planner.risk.supplier_loss import LossResult
    from planner.uncertainty.plan_uncertainty import PlanUncertainty
    from planner.uncertainty.risk_report import RiskReport

NEW_PLAN = mark("New plan")  # the name of a plan that nobody named
TABLE_FILTER = mark("Spreadsheet (*.xlsx);;CSV (*.csv);;JSON (*.json)")


def write_tables(
    path: Path, plan: Plan, result: PlanResult, exploration: Exploration | None, risk: "RiskReport | None" = None
) -> Path:
    """Write a plan's tables as the file's ending says: .xlsx, .csv or .json; return the path."""
    writers: dict[str, Callable[[], bytes]] = {
        ".xlsx": lambda: late.xlsx_bytes(late.result_tables(plan, result, exploration, risk)),
        ".csv": lambda: late.long_csv_text(late.result_tables(plan, result, exploration, risk)).encode(),
        ".json": lambda: late.document_text(late.plan_document(plan, result)).encode(),
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UserError(
            tr("{name}: tables are written as .xlsx, .csv or .json; choose one of these endings.", name=path.name)
        )
    return _written(path, writer())


def write_launch(path: Path, plan: Plan, result: PlanResult) -> Path:
    """Write Megatron-Core launch arguments for each pool; return the path."""
    return _written(path, late.launch_text(plan, result).encode())


def _written(path: Path, content: bytes) -> Path:
    try:
        write_whole(path, content)
    except OSError as error:
        raise UserError(
            tr(
                "{path} cannot be written ({strerror}); choose another folder.",
                path=path,
                strerror=said(error.strerror or type(error).__name__),
            )
        ) from error
    return path


def titled(plan: Plan, path: Path | None) -> Plan:
    """Return a plan as paper is to call it: one that nobody named by the name of its file, where it has one."""
    unnamed = plan.name in {NEW_PLAN, tr(NEW_PLAN)}
    return replace(plan, name=path.stem) if unnamed and path is not None else plan


class ExportCommands(DeskCommands):
    """Asks where to write and writes. ``written`` carries the path, ``failed`` the error."""

    written = Signal(Path)
    failed = Signal(Exception)

    def __init__(self, desk: Desk, uncertainty: LiveUncertainty) -> None:
        super().__init__(desk)
        self._uncertainty = uncertainty

    def export_pdf(self) -> None:
        """Ask for a file and write the PDF summary, once a worker has said what losing the largest supplier costs."""
        path = self._ask(tr("Export PDF"), ".pdf", tr("PDF (*.pdf)"))
        if path is not None:
            self._live.once_planned(lambda plan, result: self._ask_losses(path, plan, result))

    def _ask_losses(self, path: Path, plan: Plan, result: PlanResult) -> None:
        exploration = self._current_exploration()
        job = self._runner.run(losses_task, plan, result)
        job.succeeded.connect(lambda losses: self._write_pdf(path, plan, result, exploration, losses))
        job.failed.connect(self.failed)

    def _write_pdf(
        self,
        path: Path,
        plan: Plan,
        result: PlanResult,
        exploration: Exploration | None,
        losses: "tuple[LossResult, ...]",
    ) -> None:
        """Paint the charts here, where they have to be painted, and let the thread set and write the rest."""
        from gui.report.pdf import report_source, write_source  # noqa: PLC0415 - imported when asked for

        named = titled(plan, self._document.path)
        self._in_thread(write_source, path, report_source(named, result, exploration, losses))

    def print_summary(self) -> None:
        """Set the summary's pages, ask for a printer, and print."""
        self._live.once_planned(self._print_plan)

    def _print_plan(self, plan: Plan, result: PlanResult) -> None:
        exploration = self._current_exploration()
        job = self._runner.run(losses_task, plan, result)
        job.succeeded.connect(lambda losses: self._set_pages(plan, result, exploration, losses))
        job.failed.connect(self.failed)

    def _set_pages(
        self, plan: Plan, result: PlanResult, exploration: Exploration | None, losses: "tuple[LossResult, ...]"
    ) -> None:
        from gui.report.pdf import report_source  # noqa: PLC0415 - imported when asked for
        from gui.report.printing import page_pictures  # noqa: PLC0415 - the same

        source = report_source(titled(plan, self._document.path), result, exploration, losses)
        job = self._runner.run_in_thread(Lane.EXPORTS, page_pictures, source)
        job.succeeded.connect(self._ask_and_print)
        job.failed.connect(self.failed)

    def _ask_and_print(self, pages: list[bytes]) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - only who prints needs it

        from gui.report.printing import print_pages  # noqa: PLC0415 - the same

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(tr("Print the summary"))

        def print_now() -> None:
            try:
                print_pages(pages, printer)
            except UserError as error:
                self.failed.emit(error)

        dialog.accepted.connect(print_now)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def export_tables(self) -> None:
        """Ask for a file and write the plan's tables, once what is uncertain is known too."""
        path = self._ask(tr("Export tables"), ".xlsx", tr(TABLE_FILTER))
        if path is not None:
            self._live.once_planned(lambda plan, result: self._ask_uncertainty(path, plan, result))

    def _ask_uncertainty(self, path: Path, plan: Plan, result: PlanResult) -> None:
        exploration = self._current_exploration()

        def write(uncertainty: "PlanUncertainty | None") -> None:
            self._in_thread(write_tables, path, plan, result, exploration, uncertainty.report if uncertainty else None)

        self._uncertainty.once(write)

    def export_launch(self) -> None:
        """Ask for a file and write launch arguments."""
        path = self._ask(tr("Export launch arguments"), ".sh", tr("Shell (*.sh)"))
        if path is not None:
            self._live.once_planned(lambda plan, result: self._in_thread(write_launch, path, plan, result))

    def _in_thread(self, work: Callable[..., Path], *arguments: object) -> None:
        job = self._runner.run_in_thread(Lane.EXPORTS, work, *arguments)
        job.succeeded.connect(self.written)
        job.failed.connect(self.failed)

    def _current_exploration(self) -> Exploration | None:
        return self._live.exploration_with_today() if self._live.exploration_is_current else None

    def _ask(self, title: str, ending: str, kinds: str) -> Path | None:
        folder = self._settings.read(LAST_FOLDER) or home_folder()
        proposal = Path(folder) / f"{proposed_stem(self._document)}{ending}"
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, str(proposal), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(ending)
