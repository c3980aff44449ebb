"""One run of the user's own, typed or pasted from a log: measured against predicted before anything changes."""

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from gui import late
from gui.look import formats
from gui.look.words import in_a_row, tr
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import apply_or_cancel, caption, label
from planner.anchoring import MeasuredRun
from planner.anchoring.measured_run import PLAUSIBLE_FACTORS
from planner.catalogue.catalogue import Catalogue
from planner.errors import UserError
from planner.performance.training.layout import Layout
from planner.plan import Plan
from planner.published_runs.log_lines import read_log
from planner.workload.training_run import TrainingPrecision

_LOG_PX: Final = 84
_SETTLE_MS: Final = 250  # typing that goes on is not predicted letter by letter


class Predicted(Struct, frozen=True, kw_only=True):
    """What the model says of the run as entered; ``problem`` where it cannot say anything."""

    tokens_per_s_per_device: float | None = None
    problem: str = ""


class OwnRunForm(Dialogue):
    """``prediction_wanted`` carries the run as entered so far, ``taken`` the run that the plan is to have."""

    prediction_wanted = Signal(MeasuredRun)
    taken = Signal(MeasuredRun)

    def __init__(self, plan: Plan, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        self._run: MeasuredRun | None = None
        self._sure = self._rate_is_typed = False
        self.setWindowTitle(tr("Add a measured run"))
        self.name = self._line(tr("our run"), tr("Name"))
        self.accelerator = self._accelerators(plan, catalogue)
        self.devices = self._line("", tr("Devices"))
        self.sequence = self._line(str(plan.training.seq_len), tr("Sequence"))
        self.batch = self._line(str(plan.training.global_batch), tr("Batch"))
        self.precision = QComboBox()
        for precision in TrainingPrecision:
            self.precision.addItem(precision.value.upper(), precision)
        self.precision.setCurrentIndex(self.precision.findData(plan.training.precision))
        self.software = self._line(plan.training.stack_release or "", tr("Software"))
        self.software.setPlaceholderText(tr("such as Megatron-Core 2026-03; empty: not known"))
        self.layout_line = self._line("", tr("Layout"))
        self.layout_line.setPlaceholderText(tr("tp=1 pp=16 ep=8 mb=1; empty: not known"))
        self.rate = self._line("", tr("Tokens/s of one device"))
        self.log = QPlainTextEdit()
        self.log.setFixedHeight(_LOG_PX)
        self.log.setAccessibleName(tr("Lines of the log"))
        self.log.setPlaceholderText(tr("Paste lines of a log of Megatron-LM, MindSpeed-LLM, TorchTitan or NeMo"))
        self.log.setTabChangesFocus(True)
        self.answer = label("", "muted", wraps=True)
        self._timer = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self._build(plan)
        self._wire()

    @property
    def run(self) -> MeasuredRun | None:
        """The run as entered, once it is whole; what is predicted of an earlier one is no answer to it."""
        return self._run

    def show_prediction(self, found: Predicted) -> None:
        """Show measured against predicted; a ratio beyond reason has to be confirmed."""
        run = self._run
        if run is None:
            return
        rate = found.tokens_per_s_per_device
        if rate is None:
            self.answer.setText(found.problem)
            self._allow(on=False)
            return
        ratio = run.tokens_per_s_per_device / rate
        words = tr(
            "Measured {measured}, predicted {predicted} tokens/s a device: {ratio} times what the model says.",
            measured=formats.whole(run.tokens_per_s_per_device),
            predicted=formats.whole(rate),
            ratio=formats.fixed(ratio, 2),
        )
        low, high = PLAUSIBLE_FACTORS
        self._sure = low <= ratio <= high
        if not self._sure:
            asks = tr(
                "That is far off: is the rate of one device, and are sequence, batch and software as in the run? "
                "Add it again to take it all the same."
            )
            words = in_a_row((words, asks))
        self.answer.setText(words)
        self._allow(on=True)

    def accept(self) -> None:
        """Hand the run over; one far off is asked about once."""
        if self._run is None:
            return
        if not self._sure:
            self._sure = True
            return
        self.taken.emit(self._run)
        super().accept()

    def _accelerators(self, plan: Plan, catalogue: Catalogue) -> QComboBox:
        box = QComboBox()
        own = list(dict.fromkeys(group.accelerator for group in plan.cluster.groups))
        for key in (*own, *(key for key in catalogue.accelerators if key not in own)):
            box.addItem(catalogue.accelerator(key).name, key)
        box.setAccessibleName(tr("Accelerator"))
        return box

    def _line(self, text: str, name: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setAccessibleName(name)
        return line

    def _build(self, plan: Plan) -> None:
        form = QFormLayout()
        for words, field in (
            (tr("Name"), self.name),
            (tr("Shape"), label(plan.training.shape.name)),
            (tr("Accelerator"), self.accelerator),
            (tr("Devices"), self.devices),
            (tr("Sequence"), self.sequence),
            (tr("Batch, sequences"), self.batch),
            (tr("Precision"), self.precision),
            (tr("Software"), self.software),
            (tr("Layout"), self.layout_line),
            (tr("Log"), self.log),
            (tr("Tokens/s of one device"), self.rate),
        ):
            form.addRow(caption(words, field), field)
        self.buttons = apply_or_cancel(self, tr("Add the run"), tr("Cancel"))
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.answer)
        column.addWidget(self.buttons)
        self._allow(on=False)

    def _wire(self) -> None:
        for line in (self.name, self.devices, self.sequence, self.batch, self.software, self.layout_line):
            line.textEdited.connect(lambda _text: self._changed())
        self.rate.textEdited.connect(self._rate_typed)
        for box in (self.accelerator, self.precision):
            box.activated.connect(lambda _number: self._changed())
        self.log.textChanged.connect(self._read_log)

    def _changed(self) -> None:
        self._run = None
        self._allow(on=False)
        self.answer.clear()
        if self.log.toPlainText().strip() and not self._rate_is_typed:
            self._fill_from_log()
        self._timer.start()

    def _rate_typed(self, text: str) -> None:
        """Let a rate that is typed stand, whatever the log says; an empty one is the log's again."""
        self._rate_is_typed = bool(text.strip())
        self._changed()

    def _read_log(self) -> None:
        self._rate_is_typed = False
        self._changed()
        if self.log.toPlainText().strip() and not self.rate.text():
            self.answer.setText(
                tr("No line tells a step time or a rate; with a step time, sequence, batch and devices are needed too.")
            )

    def _fill_from_log(self) -> None:
        found = read_log(self.log.toPlainText())
        if found.global_batch is not None:
            self.batch.setText(str(found.global_batch))
        counts = [_count(line.text()) for line in (self.sequence, self.batch, self.devices)]
        if all(counts):
            sequence, batch, devices = counts
            rate = found.rate(seq_len=sequence, global_batch=batch, devices=devices)
        else:
            rate = found.tokens_per_s_per_device
        if rate is not None:
            self.rate.setText(formats.trimmed(rate, 6))

    def _ask(self) -> None:
        """Ask for the prediction once everything is entered."""
        rate = formats.parse_quantity(self.rate.text())
        devices, sequence, batch = (_count(line.text()) for line in (self.devices, self.sequence, self.batch))
        if not (rate and rate > 0.0 and devices and sequence and batch and self.name.text().strip()):
            return
        try:
            layout = self._layout(devices)
        except UserError:
            words = tr("The layout is not understood, or is none of {count} devices: write tp=1 pp=16 ep=8 mb=1.",
                       count=devices)  # fmt: skip
            self.answer.setText(words)
            return
        plan = self._plan.training
        self._run = MeasuredRun(
            name=self.name.text().strip(),
            accelerator=self.accelerator.currentData(),
            devices=devices,
            shape=plan.shape,
            seq_len=sequence,
            global_batch=batch,
            precision=TrainingPrecision(self.precision.currentData()),  # Qt hands a bare string back
            tokens_per_s_per_device=rate,
            layout=layout,
            source="entered in this plan",
            routing=plan.routing,
            stack_release=self.software.text().strip() or None,
            recipe=plan.recipe,
        )
        self.prediction_wanted.emit(self._run)

    def _layout(self, devices: int) -> Layout | None:
        """Return the layout as typed or pasted; None where there is none. Raises UserError for any other text."""
        text = self.layout_line.text().strip()
        return late.read_layout(text, self._plan.training.shape, devices).layout if text else None

    def _allow(self, *, on: bool) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(on)


def _count(text: str) -> int:
    """Return a count as typed; 0 where it is none."""
    return formats.parse_whole(text) or 0
