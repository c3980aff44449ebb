"""What is to be known of a plan that was opened: a changed file, lost fields, another catalogue or calibration."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from gui import late
from gui.commands.desk import Desk, DeskCommands
from gui.document.catalogue_edits import with_newer_figures
from gui.look.planner_words import said
from gui.look.result_figures import shown_as
from gui.look.words import mark, tr
from gui.panels.catalogue.file_figures import FileFigures
from gui.widgets.notice_bar import NoticeKind, Offer
from planner.headlines import HEADLINES, Form, Headline
from planner.plan import Plan
from planner.plan_result import PlanResult

if TYPE_CHECKING:
    from planner.planfile.remarks import CalibrationRemark, CatalogueRemark, Remark

ABOUT_FILE: Final = "about file"
ABOUT_CATALOGUE: Final = "catalogue of the file"
ABOUT_CALIBRATION: Final = "calibration of the file"
# An older one stands first.
_CATALOGUES: Final = (
    mark(
        "“{name}” was made with the catalogue of {file}, older than the program's of {own}. Figures that differ: {n}."
    ),
    mark(
        "“{name}” was made with the catalogue of {file}, newer than the program's of {own}. Figures that differ: {n}."
    ),
)
_CALIBRATIONS: Final = (
    mark("“{name}” was planned with calibration {file}, older than the program's {own}."),
    mark("“{name}” was planned with calibration {file}, newer than the program's {own}."),
)
# A plan that is read otherwise than it was saved moves by that too.
_COMPARED: Final = (
    mark("As saved and as predicted now: {figures}."),
    mark("As saved and as predicted now, read as said above: {figures}."),
)


class FileRemarks(DeskCommands):
    """Tells in notices; the plan stays as it was read until the user takes other figures."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: FileFigures | None = None
        desk.document.replaced.connect(self._clear)

    def tell(self, name: str, remarks: "Sequence[Remark]", headlines: Mapping[str, float]) -> None:
        """Say what is to be known of the document, just read from what has a name.

        ``headlines`` are the main figures that were stored with it, by their key in ``planner.headlines``.
        """
        others = late.CatalogueRemark | late.CalibrationRemark
        self._tell_plainly(name, [one for one in remarks if not isinstance(one, others)])
        # The catalogue in use may be an imported update, which the reader of files knows nothing of.
        catalogue = late.catalogue_remark(self._document.plan.catalogue.date, self._catalogue.program.date)
        if catalogue is not None:
            self._tell_of_catalogue(name, catalogue)
        calibration = next((one for one in remarks if isinstance(one, late.CalibrationRemark)), None)
        if calibration is not None:
            read_otherwise = any(isinstance(one, late.MeaningRemark) for one in remarks)
            self._tell_of_calibration(name, calibration, headlines, _COMPARED[read_otherwise])

    def _tell_plainly(self, name: str, remarks: "Sequence[Remark]") -> None:
        """Tell what the remarks say, and again where planning has told the days that a file does not hold."""
        if not remarks:
            return
        opened = self._document.plan

        def say(plan: Plan, result: PlanResult) -> None:
            if plan is opened:
                self._say_of_file(name, [_with_days(one, plan, result) for one in remarks])

        self._say_of_file(name, remarks)
        if any(isinstance(one, late.PhasesInTurn) and one.wants_days for one in remarks):
            self._live.once_planned(say)

    def _say_of_file(self, name: str, remarks: "Sequence[Remark]") -> None:
        words = " ".join([f"“{name}”:", *(said(late.remark_text(one)) for one in remarks)])
        self._notices.show_notice(ABOUT_FILE, words, kind=NoticeKind.WARNING)

    def _clear(self) -> None:
        for topic in (ABOUT_FILE, ABOUT_CATALOGUE, ABOUT_CALIBRATION):
            self._notices.clear(topic)

    def _tell_of_catalogue(self, name: str, remark: "CatalogueRemark") -> None:
        plan, program = self._document.plan, self._catalogue.program
        changes = late.catalogue_changes(plan.catalogue, with_newer_figures(plan, program).catalogue)
        if changes:
            words = tr(
                _CATALOGUES[remark.file > remark.own], name=name, file=remark.file, own=remark.own, n=len(changes)
            )
            show = Offer(tr("Show the differences"), self._show_figures)
            self._notices.show_notice(ABOUT_CATALOGUE, words, show, kind=NoticeKind.WARNING)

    def _show_figures(self) -> None:
        plan, program = self._document.plan, self._catalogue.program
        changes = late.catalogue_changes(plan.catalogue, with_newer_figures(plan, program).catalogue)
        self.shown = FileFigures(plan.catalogue, program, changes, parent=self._window)
        self.shown.taken.connect(self._take)
        self.shown.open()

    def _take(self) -> None:
        newer = with_newer_figures(self._document.plan, self._catalogue.program)
        self._document.edit(tr("Take the figures of the program's catalogue"), newer)

    def _tell_of_calibration(
        self, name: str, remark: "CalibrationRemark", headlines: Mapping[str, float], compared: str
    ) -> None:
        opened, is_newer = self._document.plan, isinstance(remark, late.NewerCalibration)
        head = tr(_CALIBRATIONS[is_newer], name=name, file=remark.file, own=remark.own)

        def say(plan: Plan, result: PlanResult) -> None:
            if plan is not opened:
                self._say_calibration(head, tr("Its figures may differ from those it was saved with."))
            elif not headlines:
                self._say_calibration(head, tr("It holds no figures to compare these with."))
            elif moved := moved_figures(headlines, result):
                figures = tr("; ").join(_moved_words(*one, currency=plan.currency) for one in moved)
                self._say_calibration(head, tr(compared, figures=figures))

        self._live.once_planned(say)

    def _say_calibration(self, head: str, tail: str) -> None:
        self._notices.show_notice(ABOUT_CALIBRATION, f"{head} {tail}", kind=NoticeKind.WARNING)


def _with_days(remark: "Remark", plan: Plan, result: PlanResult) -> "Remark":
    return late.with_planned_days(remark, plan, result) if isinstance(remark, late.PhasesInTurn) else remark


def moved_figures(kept: Mapping[str, float], result: PlanResult) -> list[tuple[Headline, float, float | None]]:
    """Return the headline figures that are written otherwise than they were kept: figure, as kept, as it is now."""
    pairs = [(one, kept[one.key], one.value(result)) for one in HEADLINES if one.key in kept]
    return [(one, old, new) for one, old, new in pairs if shown_as(one)(old) != shown_as(one)(new)]


def _moved_words(figure: Headline, old: float, new: float | None, *, currency: str) -> str:
    show, unit = shown_as(figure), currency if figure.form is Form.MONEY else ""
    return tr("{what} {old} → {new} {unit}", what=said(figure.label), old=show(old), new=show(new), unit=unit).strip()
