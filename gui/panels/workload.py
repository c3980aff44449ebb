"""The workload panel: what has to be trained."""

import math
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QToolButton, QWidget

from gui.document import edits
from gui.document.edit import Edit
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.panels.panel import Panel
from gui.panels.trains_button import TrainsButton
from gui.widgets.combos import ElidedCombo
from gui.widgets.labels import EDGE_PX, label, tooltip
from gui.widgets.quantity_edit import QuantityEdit
from planner.performance.calibration import load_calibration
from planner.performance.releases import Release
from planner.plan import Plan, Trains
from planner.workload.counting import active_parameter_count, parameter_count
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.shape import TransformerShape
from planner.workload.training_run import TrainingPrecision

MOST_TOKENS: Final = 1e16
MOST_SEQUENCE: Final = 10_000_000
MOST_BATCH: Final = 10_000_000
MOST_DAYS: Final = 36_525.0
_TOKEN_STEP: Final = 1.1
_BATCH_STEP: Final = 64
_SHARES_ITS_ROW: Final = frozenset({(2, 0), (3, 0)})
_NEWEST: Final = mark("newest of each stack")


def shape_text(shape: TransformerShape) -> str:
    """Return a shape's name with its total and active parameters: ``Ling-Plus · 290 B / 28.9 B``."""
    total, active = parameter_count(shape), active_parameter_count(shape)
    sizes = _billions(total) if total == active else f"{_billions(total)} / {_billions(active)}"
    return f"{shape.name} · {sizes}"


def _billions(count: int) -> str:
    return f"{formats.significant(count / 1e9)}{formats.THIN}B"


class WorkloadPanel(Panel):
    """Shape, tokens, sequence, batch, number format, software release and deadline of the training run."""

    import_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Workload"), parent)
        self._plan: Plan | None = None
        self.shape = self._shape_box()
        self.tokens = QuantityEdit(formats.si, lambda n: 0 < n <= MOST_TOKENS, step=lambda n, up: n * _TOKEN_STEP**up)
        self.sequence = QuantityEdit(formats.whole, _counts_to(MOST_SEQUENCE), step=_double)
        self.batch = QuantityEdit(
            formats.whole, _counts_to(MOST_BATCH), step=lambda n, up: max(1, n + _BATCH_STEP * up)
        )
        self.precision = self._precision_box()
        self.software = self._software_box()
        self.deadline = QuantityEdit(
            lambda n: tr("{count} days", count=formats.trimmed(n)),
            lambda n: 0 < n <= MOST_DAYS,
            step=lambda n, up: max(1, n + up),
            empty=tr("none"),
        )
        self.trains = TrainsButton()
        self.trains.edit_requested.connect(self.edit_requested)
        self.head.addWidget(self.trains)
        self.head.addWidget(self._import_button())
        self._build()

    def show_plan(self, plan: Plan) -> None:
        """Show the training run of a plan."""
        self._plan = plan
        self.trains.show_plan(plan)
        self.tokens.setEnabled(plan.trains is Trains.ONE_MODEL)
        run = plan.run
        self._show_shape(run.shape)
        self.tokens.set_value(run.tokens)
        self.sequence.set_value(run.seq_len)
        self.batch.set_value(run.global_batch)
        self.precision.setCurrentIndex(self.precision.findData(run.precision))
        self.deadline.set_value(run.deadline_days)
        self._show_software(run.stack_release)

    def take_shape(self, shape: TransformerShape) -> None:
        """Ask for another transformer shape."""
        if self._plan is not None:
            changed = edits.with_run(self._plan, shape=shape)
            self.edit_requested.emit(Edit(text=tr("Train {name}", name=shape.name), plan=changed))

    def _show_shape(self, shape: TransformerShape) -> None:
        found = self.shape.findData(shape.key)
        own = found < 0 or (shape.key in shape_keys() and shape_preset(shape.key) != shape)
        while self.shape.count() > len(shape_keys()):  # the plan's own shape stands last
            self.shape.removeItem(self.shape.count() - 1)
        if own:
            self.shape.addItem(shape_text(shape))
            found = self.shape.count() - 1
        self.shape.setCurrentIndex(found)
        reconstructed = tr(" Reconstructed from published totals.") if shape.reconstructed else ""
        self.shape.setToolTip(tooltip(f"{shape_text(shape)}.{reconstructed} {shape.source}".strip()))

    def _shape_box(self) -> QComboBox:
        box = _combo(tr("Transformer shape"))
        for key in shape_keys():
            box.addItem(shape_text(shape_preset(key)), key)
        box.activated.connect(self._on_shape_chosen)
        return box

    def _precision_box(self) -> QComboBox:
        box = _combo(tr("Number format of the matrix products"))
        for precision in TrainingPrecision:
            box.addItem(precision.value.upper(), precision)
        box.activated.connect(self._on_precision_chosen)
        return box

    def _software_box(self) -> QComboBox:
        box = _combo(tr("Software release that the run is trained with"))
        box.addItem(tr(_NEWEST), None)
        box.setItemData(0, tr("None is named: the newest is assumed, with a wider band."), Qt.ItemDataRole.ToolTipRole)
        for release in _releases():
            box.addItem(f"{release.key} · {release.stack}", release.key)
            box.setItemData(box.count() - 1, release.name, Qt.ItemDataRole.ToolTipRole)
        box.activated.connect(self._on_software_chosen)
        return box

    def _show_software(self, named: str | None) -> None:
        known = 1 + len(_releases())
        while self.software.count() > known:  # a release that only the plan names stands last
            self.software.removeItem(self.software.count() - 1)
        if self.software.findData(named) < 0:
            self.software.addItem(said(named or ""), named)
            self.software.setItemData(
                known, tr("{release} is no calibrated release.", release=said(named or "")), Qt.ItemDataRole.ToolTipRole
            )
        number = self.software.findData(named)
        self.software.setCurrentIndex(number)
        about = self.software.itemData(number, Qt.ItemDataRole.ToolTipRole)
        self.software.setToolTip(
            tooltip(tr("{about}\nThe same layout differs by 15 to 77 % from release to release.", about=about))
        )

    def _on_software_chosen(self, number: int) -> None:
        named = self.software.itemData(number)
        self._ask(
            tr("Train with {release}", release=named) if named else tr("Train with the newest software"),
            stack_release=named,
        )

    def _on_shape_chosen(self, number: int) -> None:
        key = self.shape.itemData(number)
        if key is not None:
            self.take_shape(shape_preset(key))

    def _on_precision_chosen(self, number: int) -> None:
        precision = TrainingPrecision(self.precision.itemData(number))
        self._ask(tr("Train in {precision}", precision=precision.value.upper()), precision=precision)

    def _ask(self, text: str, *, merges: bool = False, **changes: object) -> None:
        if self._plan is not None:
            key = ("run", *changes) if merges else None
            self.edit_requested.emit(Edit(text=text, plan=edits.with_run(self._plan, **changes), merge_key=key))

    def _build(self) -> None:
        self.tokens.committed.connect(lambda n: self._ask(tr("Change tokens"), merges=True, tokens=n))
        self.sequence.committed.connect(lambda n: self._ask(tr("Change sequence"), merges=True, seq_len=round(n)))
        self.batch.committed.connect(lambda n: self._ask(tr("Change batch"), merges=True, global_batch=round(n)))
        self.deadline.committed.connect(lambda n: self._ask(tr("Change deadline"), merges=True, deadline_days=n))
        grid = QGridLayout()
        grid.setContentsMargins(EDGE_PX, 0, EDGE_PX, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, 62)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for caption, field, tip, row, column in self._fields():
            name = label(caption, "muted")
            name.setBuddy(field)
            if not field.toolTip():
                field.setToolTip(tip)
            if not field.accessibleName():
                field.setAccessibleName(caption)
            field.setAccessibleDescription(tip)
            alone = column == 0 and (row, column) not in _SHARES_ITS_ROW
            grid.addWidget(name, row, column)
            grid.addWidget(field, row, column + 1, 1, 3 if alone else 1)
        self.body.addLayout(grid)

    def _fields(self) -> tuple[tuple[str, QWidget, str, int, int], ...]:
        """Return caption, field, tip and place of each field, in the order of the Tab key."""
        return (
            (tr("Shape"), self.shape, tr("The transformer shape to train"), 0, 0),
            (tr("Tokens"), self.tokens, tr("Tokens of the whole run: 9 T, 9e12"), 1, 0),
            (tr("Sequence"), self.sequence, tr("Tokens in one sequence"), 2, 0),
            (tr("Batch"), self.batch, tr("Sequences in one optimiser step"), 2, 2),
            (tr("Precision"), self.precision, tr("Number format of the large matrix products"), 3, 0),
            (
                tr("Within"),
                self.deadline,
                tr("Days within which the run has to end (the deadline); empty for none"),
                3,
                2,
            ),
            (tr("Software"), self.software, tr("Software release that the run is trained with"), 4, 0),
        )

    def _import_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Import…"))
        button.setToolTip(tr("Import a Hugging Face config.json"))
        button.setAccessibleName(tr("Import config.json"))
        button.clicked.connect(self.import_requested)
        return button


def _releases() -> list[Release]:
    """Return the calibrated releases, newest first within each software stack."""
    newest_first = sorted(load_calibration().releases.values(), key=lambda release: release.date, reverse=True)
    return sorted(newest_first, key=lambda release: release.stack)


def _combo(name: str) -> QComboBox:
    box = ElidedCombo()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(3)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    box.setMaxVisibleItems(20)
    box.view().setTextElideMode(Qt.TextElideMode.ElideRight)
    return box


def _counts_to(most: int) -> Callable[[float], bool]:
    return lambda n: 1 <= n <= most and math.isclose(n, round(n))


def _double(value: float, up: int) -> float:
    return value * 2 if up > 0 else max(1, value // 2)
