"""The workload panel: what has to be trained."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui.document import edits
from gui.document.edit import Edit
from gui.look import formats
from gui.look.theme import icon
from gui.look.words import tr
from gui.panels.panel import Panel
from gui.panels.workload.recipe_choice import RecipeChoice
from gui.panels.workload.states_button import StatesButton
from gui.panels.workload.trains_button import TrainsButton
from gui.widgets.bounds import within
from gui.widgets.combos import ElidedCombo
from gui.widgets.labels import EDGE_PX, label, tooltip
from gui.widgets.quantity_edit import QuantityEdit
from planner.plan import Plan, Trains
from planner.units import GIGA
from planner.workload.counting import active_parameter_count, parameter_count
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.shape import TransformerShape
from planner.workload.training_run import TrainingPrecision

_TOKEN_STEP: Final = 1.1
_BATCH_STEP: Final = 64
_FIGURE_PX: Final = 80  # "158 days"
_SHARES_ITS_ROW: Final = frozenset({(2, 0), (3, 0)})


def shape_text(shape: TransformerShape) -> str:
    """Return a shape's name with its total and active parameters: ``Ling-Plus · 290 B / 28.9 B``."""
    total, active = parameter_count(shape), active_parameter_count(shape)
    sizes = _billions(total) if total == active else f"{_billions(total)} / {_billions(active)}"
    return f"{shape.name} · {sizes}"


def _billions(count: int) -> str:
    return f"{formats.significant(count / GIGA)}{formats.THIN}B"


class WorkloadPanel(Panel):
    """Shape, tokens, sequence, batch, number format, software and deadline of the training run."""

    import_requested = Signal()
    shape_edit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Workload"), parent)
        self._plan: Plan | None = None
        self._own: dict[str, TransformerShape] = {}
        self.shape = self._shape_box()
        self.edit_shape = _EditButton()
        self.tokens = QuantityEdit(formats.si, within("TrainingRun", "tokens"), step=lambda n, up: n * _TOKEN_STEP**up)
        self.sequence = QuantityEdit(formats.whole, within("TrainingRun", "seq_len", whole=True), step=_double)
        self.batch = QuantityEdit(
            formats.whole,
            within("TrainingRun", "global_batch", whole=True),
            step=lambda n, up: max(1, n + _BATCH_STEP * up),
        )
        self.precision = self._precision_box()
        self.recipe = RecipeChoice()
        self.recipe.edit_requested.connect(self.edit_requested)
        self.deadline = QuantityEdit(
            formats.stated_days,
            within("TrainingRun", "deadline_days"),
            step=lambda n, up: max(1, n + up),
            empty=tr("none"),
        )
        self.states = StatesButton()
        self.states.edit_requested.connect(self.edit_requested)
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
        run = plan.training
        self._show_shape(run.shape)
        self.tokens.set_value(plan.trained_tokens)
        self.sequence.set_value(run.seq_len)
        self.batch.set_value(run.global_batch)
        self.precision.setCurrentIndex(self.precision.findData(run.precision))
        self.deadline.set_value(plan.deadline_days)
        self.recipe.show_plan(plan)
        self.states.show_plan(plan)

    def show_own(self, shapes: Sequence[TransformerShape]) -> None:
        """Offer the user's own shapes below the shipped ones."""
        self._own = {shape.key: shape for shape in shapes if shape.key not in shape_keys()}
        while self.shape.count() > len(shape_keys()):
            self.shape.removeItem(self.shape.count() - 1)
        for key, shape in self._own.items():
            self.shape.addItem(shape_text(shape), key)
        if self._plan is not None:
            self._show_shape(self._plan.training.shape)

    def take_shape(self, shape: TransformerShape) -> None:
        """Ask for another transformer shape."""
        if self._plan is not None:
            changed = edits.with_run(self._plan, shape=shape)
            self.edit_requested.emit(Edit(text=tr("Train {name}", name=shape.name), plan=changed))

    def _show_shape(self, shape: TransformerShape) -> None:
        found = self.shape.findData(shape.key)
        offered = len(shape_keys()) + len(self._own)
        while self.shape.count() > offered:  # the plan's own shape stands last
            self.shape.removeItem(self.shape.count() - 1)
        if found < 0 or self._offered(shape.key) != shape:
            self.shape.addItem(shape_text(shape))
            found = self.shape.count() - 1
        self.shape.setCurrentIndex(found)
        reconstructed = tr(" Reconstructed from published totals.") if shape.reconstructed else ""
        self.shape.setToolTip(tooltip(f"{shape_text(shape)}.{reconstructed} {shape.source}".strip()))

    def _offered(self, key: str) -> TransformerShape:
        return self._own[key] if key in self._own else shape_preset(key)

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

    def _on_shape_chosen(self, number: int) -> None:
        key = self.shape.itemData(number)
        if key is not None:
            self.take_shape(self._offered(key))

    def _on_precision_chosen(self, number: int) -> None:
        precision = TrainingPrecision(self.precision.itemData(number))
        self._ask(tr("Train in {precision}", precision=precision.value.upper()), precision=precision)

    def _ask(self, text: str, *, merges: bool = False, **changes: object) -> None:
        if self._plan is not None:
            key = ("run", *changes) if merges else None
            self.edit_requested.emit(Edit(text=text, plan=edits.with_run(self._plan, **changes), merge_key=key))

    def _ask_deadline(self, days: float | None) -> None:
        if self._plan is not None:
            plan = edits.with_deadline(self._plan, days)
            self.edit_requested.emit(Edit(text=tr("Change deadline"), plan=plan, merge_key=("deadline",)))

    def _build(self) -> None:
        self.tokens.committed.connect(lambda n: self._ask(tr("Change tokens"), merges=True, tokens=n))
        self.sequence.committed.connect(lambda n: self._ask(tr("Change sequence"), merges=True, seq_len=round(n)))
        self.batch.committed.connect(lambda n: self._ask(tr("Change batch"), merges=True, global_batch=round(n)))
        self.deadline.committed.connect(self._ask_deadline)
        grid = QGridLayout()
        grid.setContentsMargins(EDGE_PX, 0, EDGE_PX, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, 62)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(3, _FIGURE_PX)
        grid.setColumnStretch(3, 1)
        for caption, field, tip, row, column in self._fields():
            name = label(caption, "muted")
            name.setBuddy(field)
            if not field.toolTip():
                field.setToolTip(tooltip(tip))
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
            (tr("Shape"), self._shape_row(), tr("The transformer shape to train"), 0, 0),
            (tr("Tokens"), self.tokens, tr("Tokens of the whole run: 9 T, 9e12"), 1, 0),
            (tr("Sequence"), self.sequence, tr("Tokens in one sequence"), 2, 0),
            (tr("Batch"), self.batch, tr("Sequences in one optimiser step"), 2, 2),
            (tr("Precision"), self.precision, tr("Number format of the large matrix products"), 3, 0),
            (
                tr("Deadline"),
                self.deadline,
                tr("Days within which the run has to end, the same here and among the limits; empty for none"),
                3,
                2,
            ),
            (tr("Software"), self.recipe, tr("Whose software trains: how a run's software is set up and tuned"), 4, 0),
            (tr("States"), self.states, tr("Optimiser, states, adapters, failures and checkpoints"), 5, 0),
        )

    def _shape_row(self) -> QWidget:
        row = QWidget()
        row.setFocusProxy(self.shape)
        self.edit_shape.setAccessibleName(tr("Edit the shape"))
        self.edit_shape.setToolTip(tr("Put the shape together: layers, attention, experts"))
        self.edit_shape.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.edit_shape.clicked.connect(self.shape_edit_requested)
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        inside.addWidget(self.shape, 1)
        inside.addWidget(self.edit_shape)
        return row

    def _import_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Import…"))
        button.setToolTip(tr("Import a Hugging Face config.json or a TOML file of shapes"))
        button.setAccessibleName(tr("Import config.json"))
        button.clicked.connect(self.import_requested)
        return button


class _EditButton(QToolButton):
    """A pencil in the look in use."""

    def __init__(self) -> None:
        super().__init__()
        self.setIcon(icon("edit"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the pencil in the look in use."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.setIcon(icon("edit"))


def _combo(name: str) -> QComboBox:
    box = ElidedCombo()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(3)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    box.setMaxVisibleItems(20)
    box.view().setTextElideMode(Qt.TextElideMode.ElideRight)
    return box


def _double(value: float, up: int) -> float:
    return value * 2 if up > 0 else max(1, value // 2)
