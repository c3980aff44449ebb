"""The user's own measured runs: imported from a table into the plan, whose predictions follow them."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from gui import late
from gui.background.file_lanes import Lane
from gui.background.planning_tasks import prediction_task, predictions_task
from gui.commands.desk import Desk, DeskCommands
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import in_a_row, mark, tr
from gui.panels.own_data.runs_preview import ComparedRun, RunsPreview
from gui.settings import LAST_FOLDER, home_folder
from gui.widgets.notice_bar import NoticeKind, Offer
from planner.causes import MeasuredFarFromModel
from planner.errors import UserError
from planner.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.panels.own_data.own_run_form import OwnRunForm
    from planner.anchoring import MeasuredRun
    from planner.catalogue.catalogue import Catalogue
    from planner.plan_result import PlanResult
    from planner.published_runs.published_run import Skipped

_CSV: Final = mark("Table (*.csv)")
_SHOWN: Final = 3  # rows that are named in a notice
_TOPIC: Final = "measured runs"
_QUESTION: Final = "measured runs far from the model"
_MONEY: Final = "cost_per_trillion_tokens"


class MeasuredRuns(DeskCommands):
    """Imports, template and removal; notices tell how far the band moved, and ask about what is far from the model.

    ``reported`` carries what was done, for the status bar.
    """

    reported = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._before: PlanResult | None = None
        self._said = ""
        self._asked: tuple[str, ...] = ()
        self._right: set[str] = set()  # far from the model, and said to be right
        desk.live.planned.connect(self._on_planned)

    def ask(self) -> None:
        """Ask for a table and import it."""
        folder = self._settings.read(LAST_FOLDER) or home_folder()
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Import measured runs"), folder, tr(_CSV))
        if chosen:
            self.import_path(Path(chosen))

    def enter(self) -> None:
        """Open the form for one run, typed or pasted from a log."""
        from gui.panels.own_data.own_run_form import OwnRunForm  # noqa: PLC0415 - seldom opened, reads logs of others

        form = OwnRunForm(self._document.plan, self._catalogue.now, self._window)
        form.prediction_wanted.connect(lambda run: self._predict(form, run))
        form.taken.connect(self._add)
        form.finished.connect(form.deleteLater)
        self._document.replaced.connect(form.reject)  # it asks for a run of a plan that is gone
        form.show()

    def _predict(self, form: "OwnRunForm", run: "MeasuredRun") -> None:
        from gui.panels.own_data.own_run_form import Predicted  # noqa: PLC0415 - the form is open, and imported

        def show(found: Predicted) -> None:
            if isValid(form) and form.run is run:  # it may be closed by now, or hold another run
                form.show_prediction(found)

        job = self._runner.run(prediction_task, run, self._catalogue.now)
        job.succeeded.connect(lambda rate: show(Predicted(tokens_per_s_per_device=rate)))
        job.failed.connect(lambda error: show(Predicted(problem=said(str(error)))))

    def _add(self, run: "MeasuredRun") -> None:
        self._right.add(run.name)  # the form has asked
        others = tuple(one for one in self._document.plan.measured_runs if one.name != run.name)
        self._edit(tr("Add {name}", name=run.name), (*others, run))
        self._said = tr("{name} is added; the predictions follow it.", name=run.name)

    def import_path(self, path: Path) -> None:
        """Read a table in the background and show its runs beside what the model says of them."""
        job = self._runner.run_in_thread(Lane.READING, _read, path, self._catalogue.now)
        job.succeeded.connect(lambda found: self._compare(path, *found))
        job.failed.connect(self._fail)

    def save_template(self) -> None:
        """Ask where, and write an empty table with the columns that are read."""
        chosen, _ = QFileDialog.getSaveFileName(self._window, tr("Save a template"), "measured-runs.csv", tr(_CSV))
        if not chosen:
            return
        try:
            write_whole(Path(chosen), late.template_text().encode())
        except OSError as error:
            self._fail(UserError(tr("{path} cannot be written; choose another folder.", path=chosen) + f" {error}"))
            return
        count = len(late.NEEDED)
        words = tr("A row needs the first {count} columns, up to recompute; the others may stay empty.", count=count)
        self._notices.show_notice(_TOPIC, words)

    def remove(self) -> None:
        """Take every imported run out of the plan."""
        plan = self._document.plan
        kept = tuple(run for run in plan.measured_runs if not run.is_imported)
        if kept != plan.measured_runs:
            self._edit(tr("Remove measured runs"), kept)
            self._said = tr("The imported runs are removed.")

    def _compare(self, path: Path, runs: "tuple[MeasuredRun, ...]", left_out: "tuple[Skipped, ...]") -> None:
        """Have the runs of a table predicted, then show them; the plan is as it was until they are taken."""
        if not runs:
            self._fail(UserError(_count_words(path, 0, left_out)))
            return
        self.reported.emit(tr("Comparing the runs of {name} with the model…", name=path.name))
        job = self._runner.run(predictions_task, runs, self._catalogue.now)
        job.succeeded.connect(lambda found: self._show(path, list(zip(runs, found, strict=True)), left_out))
        job.failed.connect(self._fail)

    def _show(
        self,
        path: Path,
        found: "list[tuple[MeasuredRun, float | UserError]]",
        left_out: "tuple[Skipped, ...]",
    ) -> None:
        self.reported.emit("")
        compared = [_compared(run, answer, self._catalogue.now) for run, answer in found]
        shown = RunsPreview(compared, [(one.id, said(one.reason)) for one in left_out], path.name, self._window)
        shown.taken.connect(lambda runs: self._take(path, runs, left_out, compared))
        shown.finished.connect(shown.deleteLater)
        self._document.replaced.connect(shown.reject)
        shown.show()

    def _take(
        self,
        path: Path,
        runs: "tuple[MeasuredRun, ...]",
        left_out: "tuple[Skipped, ...]",
        compared: "Sequence[ComparedRun]",
    ) -> None:
        """Put the runs chosen into the plan; what is far off among them was asked about and is right."""
        names = {run.name for run in runs}
        self._right |= {one.run.name for one in compared if one.is_far and one.run.name in names}
        others = tuple(run for run in self._document.plan.measured_runs if run.name not in names)
        not_chosen = tuple(
            late.Skipped(id=one.run.name, reason=one.problem or tr("far from the model"))
            for one in compared
            if one.run.name not in names
        )
        self._edit(tr("Import measured runs"), (*others, *runs))
        self.reported.emit(tr("Imported {name}", name=path.name))
        self._said = _count_words(path, len(runs), (*left_out, *not_chosen))

    def _edit(self, text: str, runs: "tuple[MeasuredRun, ...]") -> None:
        self._before = self._live.result
        self._document.edit(text, replace(self._document.plan, measured_runs=runs))

    def _on_planned(self, result: "PlanResult") -> None:
        self._ask_about(result)
        if not self._said:
            return
        words, self._said = self._said, ""
        before = _band_words(self._before)
        if before and _band_words(result):
            moved = tr(
                "The band of the cost per trillion tokens was {before}, and is {after}.",
                before=before,
                after=_band_words(result),
            )
            words = in_a_row((words, moved))
        self._notices.show_notice(_TOPIC, words)

    def _ask_about(self, result: "PlanResult") -> None:
        """Ask once about each measured run that is implausibly far from the model."""
        far = next((one for one in result.remarks if one.code == MeasuredFarFromModel.code()), None)
        names = tuple(str(run[0]) for run in far.data["runs"]) if far is not None else ()
        if names == self._asked:
            return
        self._asked = names
        if far is None or self._right.issuperset(names):
            self._notices.clear(_QUESTION)
            return
        self._notices.show_notice(
            _QUESTION,
            said(far.words),
            Offer(tr("They are right"), lambda: self._right.update(names)),
            Offer(tr("Leave them out"), lambda: self._leave_out(names)),
            kind=NoticeKind.WARNING,
        )

    def _leave_out(self, names: tuple[str, ...]) -> None:
        plan = self._document.plan
        kept = tuple(run for run in plan.measured_runs if run.name not in names)
        if kept != plan.measured_runs:
            self._edit(tr("Leave measured runs out"), kept)

    def _fail(self, error: Exception) -> None:
        self._notices.show_notice(_TOPIC, said(str(error)), kind=NoticeKind.ERROR)


def _compared(run: "MeasuredRun", answer: "float | UserError", catalogue: "Catalogue") -> ComparedRun:
    found = catalogue.accelerators.get(run.accelerator)
    name = found.name if found is not None else run.accelerator  # it may have been undone while runs were predicted
    if isinstance(answer, UserError):
        return ComparedRun(run=run, accelerator=name, predicted=None, problem=said(str(answer)))
    return ComparedRun(run=run, accelerator=name, predicted=answer)


def _count_words(path: Path, taken: int, left_out: "Sequence[Skipped]") -> str:
    """Return how many of a table's runs were imported, and of the first others why they were not."""
    count = tr("{count} of {all} runs of {name} imported.", count=taken, all=taken + len(left_out), name=path.name)
    words = [count, *(f"{one.id}: {said(one.reason).rstrip('.')}." for one in left_out[:_SHOWN])]
    if len(left_out) > _SHOWN:
        words.append(tr("And {count} more.", count=len(left_out) - _SHOWN))
    return " ".join(words)


def _band_words(result: "PlanResult | None") -> str:
    """Return a band as what lies below and above its middle: ``−14 % to +17 %``."""
    band = result.bands.get(_MONEY) if result is not None else None
    low, middle, high = band or (None, None, None)
    if low is None or middle is None or high is None:
        return ""
    return tr("−{down} to +{up}", down=formats.percent(1 - low / middle, 0), up=formats.percent(high / middle - 1, 0))


def _read(path: Path, catalogue: "Catalogue") -> "tuple[tuple[MeasuredRun, ...], tuple[Skipped, ...]]":
    """Return the runs of a table that a plan can hold, and of each other row why it cannot."""
    runs, left_out = late.read_own_runs(path, catalogue)
    wrong = [(run, next(late.complaints(run), None)) for run in runs]
    beyond = tuple(late.Skipped(id=run.name, reason=words) for run, words in wrong if words is not None)
    return tuple(run for run, words in wrong if words is None), (*left_out, *beyond)
