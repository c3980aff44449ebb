"""A table of the user's own runs: each measured beside predicted, before the plan takes any."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QHeaderView, QVBoxLayout, QWidget

from gui.look import formats
from gui.look.words import tr
from gui.panels.library.library_rows import TextRows, text_view
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import apply_or_cancel, label
from planner.anchoring import MeasuredRun
from planner.anchoring.measured_run import PLAUSIBLE_FACTORS

_COLUMNS_PX: Final = (230, 130, 70, 80, 80, 60)


class ComparedRun(Struct, frozen=True, kw_only=True):
    """A measured run with what the model says of it, in tokens per second of one device.

    ``accelerator`` is the name that the catalogue has for it. ``problem`` says why the model cannot predict it
    (``predicted`` is None then): it can anchor nothing.
    """

    run: MeasuredRun
    accelerator: str
    predicted: float | None
    problem: str = ""

    @property
    def ratio(self) -> float | None:
        """Measured over predicted; None where nothing is predicted."""
        return self.run.tokens_per_s_per_device / self.predicted if self.predicted else None

    @property
    def is_far(self) -> bool:
        """Whether measured and predicted differ by more than a site can explain."""
        low, high = PLAUSIBLE_FACTORS
        return self.ratio is not None and not low <= self.ratio <= high


class RunsPreview(Dialogue):
    """``taken`` carries the runs that the plan is to have; ``left_out`` names each other row and says why it is one."""

    taken = Signal(tuple)

    def __init__(
        self, compared: Sequence[ComparedRun], left_out: Sequence[tuple[str, str]], file: str, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._compared = tuple(compared)
        self.setWindowTitle(tr("Measured runs of {file}", file=file))
        far = sum(one.is_far for one in compared)
        usable = sum(one.predicted is not None for one in compared)
        words = tr("{count} of {all} runs can be taken.", count=usable, all=len(compared) + len(left_out))
        self.words = label(words, wraps=True)
        self.leave_out = QCheckBox(
            tr("Leave out those that are less than 0.5 or more than 2 times what the model says")
        )
        self.leave_out.setChecked(True)
        self.question = label(
            tr(
                "Far off: {count}. Is the rate that of one device, and are batch and software as in the run?", count=far
            ),
            "error",
            wraps=True,
        )
        headings = [
            tr("Run"),
            tr("Accelerator"),
            tr("Devices"),
            tr("Measured"),
            tr("Predicted"),
            tr("Ratio"),
            tr("Remark"),
        ]
        self.model = TextRows(headings, self)
        self.model.show_rows([*map(_row, compared), *((name, "", "", "", "", "", why) for name, why in left_out)])
        self.buttons = apply_or_cancel(self)
        self._build(asks=bool(far))
        self.leave_out.toggled.connect(lambda _on: self._allow())
        self._allow()

    def chosen(self) -> tuple[MeasuredRun, ...]:
        """Return the runs that are taken as the dialogue stands."""
        known = [one for one in self._compared if one.predicted is not None]
        return tuple(one.run for one in known if not (one.is_far and self.leave_out.isChecked()))

    def accept(self) -> None:
        """Hand over what is chosen."""
        self.taken.emit(self.chosen())
        super().accept()

    def _allow(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.chosen()))

    def _build(self, *, asks: bool) -> None:
        view = text_view(self.model, tr("Measured beside predicted"))
        for position, width_px in enumerate(_COLUMNS_PX):
            view.setColumnWidth(position, width_px)
        view.setWordWrap(True)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)  # a remark is read whole
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(label(tr("Tokens per second of one device, measured and predicted:"), "muted"))
        column.addWidget(view, 1)
        for asking in (self.question, self.leave_out):
            asking.setVisible(asks)
            column.addWidget(asking)
        column.addWidget(self.buttons)
        self.resize(920, 460)


def _row(one: ComparedRun) -> tuple[str, ...]:
    run = one.run
    predicted = "" if one.predicted is None else formats.whole(one.predicted)
    ratio = "" if one.ratio is None else formats.fixed(one.ratio, 2)
    remark = one.problem or (tr("far off") if one.is_far else "")
    devices, measured = formats.whole(run.devices), formats.whole(run.tokens_per_s_per_device)
    return run.name, one.accelerator, devices, measured, predicted, ratio, remark
