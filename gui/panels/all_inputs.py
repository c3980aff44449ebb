"""Every input of the plan in one table, by its path: what has no place of its own in the window is changed here."""

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui import late
from gui.document.edit import Edit
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.widgets.dialogue import Dialogue
from gui.widgets.frame_model import NO_INDEX, Index
from gui.widgets.labels import label, tooltip
from planner.digits import true_minus
from planner.errors import UserError
from planner.plan import Plan

if TYPE_CHECKING:
    from planner.planfile.plan_inputs import PlanInput

_HEADINGS: Final = (mark("Input"), mark("Value"), mark("May be"))
_VALUE: Final = 1
_SIZE_PX: Final = (920, 560)


class InputsModel(QAbstractTableModel):
    """Inputs by row; ``entered`` carries the path and the text of a value that was changed."""

    entered = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inputs: tuple[PlanInput, ...] = ()

    def show_inputs(self, inputs: "tuple[PlanInput, ...]") -> None:
        """Show other inputs; where the paths are the same, selection and scroll stay."""
        if [one.path for one in inputs] == [one.path for one in self._inputs]:
            self._inputs = inputs
            self.dataChanged.emit(self.index(0, 0), self.index(len(inputs) - 1, len(_HEADINGS) - 1))
            return
        self.beginResetModel()
        self._inputs = inputs
        self.endResetModel()

    def choices(self, index: Index) -> tuple[str, ...]:
        """Return what the input of a row can be chosen from; none where it is typed."""
        return self._inputs[index.row()].choices

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of inputs."""
        return 0 if parent.isValid() else len(self._inputs)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell as text."""
        one = self._inputs[index.row()]
        value = one.text if role == Qt.ItemDataRole.EditRole else _shown(one)
        words = (one.path, value, said(one.may_be))[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return words
        return tooltip(words) if role == Qt.ItemDataRole.ToolTipRole and words else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401, N802 - Qt's
        """Hand on what was entered; the plan that follows shows it."""
        one = self._inputs[index.row()]
        if role != Qt.ItemDataRole.EditRole or str(value) == one.text:
            return False
        self.entered.emit(one.path, str(value))
        return True

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a heading."""
        across = orientation is Qt.Orientation.Horizontal
        return tr(_HEADINGS[section]) if across and role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let values be edited."""
        return super().flags(index) | (
            Qt.ItemFlag.ItemIsEditable if index.column() == _VALUE else Qt.ItemFlag.NoItemFlags
        )


def _shown(one: "PlanInput") -> str:
    """Return a value as it is read: numbers with all their digits, in groups of three."""
    if isinstance(one.value, bool) or not isinstance(one.value, int | float):
        return one.text
    return true_minus(f"{one.value:,}".removesuffix(".0"))


class _ValueDelegate(QStyledItemDelegate):
    """A list where there is a choice, a line where a value is typed."""

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | Index
    ) -> QWidget:
        """Return the editor of a value."""
        proxy = index.model()
        assert isinstance(proxy, QSortFilterProxyModel)  # noqa: S101 - the table's own
        source = proxy.sourceModel()
        assert isinstance(source, InputsModel)  # noqa: S101 - the same
        choices = source.choices(proxy.mapToSource(index))
        if not choices:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.addItems(list(choices))
        box.activated.connect(lambda _number: self.commitData.emit(box))
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | Index) -> None:  # noqa: N802 - Qt's name
        """Show the value in its editor."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | Index) -> None:  # noqa: N802
        """Take the value from its editor."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, model, index)


class AllInputs(Dialogue):
    """Non-modal; follows the plan and asks for edits of it."""

    edit_requested = Signal(Edit)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("All inputs"))
        self._plan: Plan | None = None
        self._model = InputsModel(self)
        self._model.entered.connect(self._enter)
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self._model)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find an input: deadline, recourse, overlap …"))
        self.search.setAccessibleName(tr("Find an input"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.proxy.setFilterFixedString)
        self.view = self._view()
        self.problem = label("", "error", wraps=True)
        column = QVBoxLayout(self)
        column.addWidget(label(tr("The same names stand in plan files and after --set on the command line."), "muted"))
        column.addWidget(self.search)
        column.addWidget(self.view)
        column.addWidget(self.problem)
        column.addWidget(self._buttons())
        self.resize(*_SIZE_PX)

    def show_plan(self, plan: Plan) -> None:
        """Show the inputs of a plan."""
        self._plan = plan
        self._model.show_inputs(tuple(late.plan_inputs(plan)))

    def _enter(self, path: str, text: str) -> None:
        if self._plan is None:
            return
        try:
            changed = late.with_input(self._plan, path, text)
        except UserError as error:
            self.problem.setText(said(str(error)))
            return
        self.problem.clear()
        if changed != self._plan:
            self.edit_requested.emit(Edit(text=tr("Change {name}", name=path), plan=changed))

    def _view(self) -> QTableView:
        view = QTableView()
        view.setAccessibleName(tr("All inputs"))
        view.setModel(self.proxy)
        view.setItemDelegateForColumn(_VALUE, _ValueDelegate(view))
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setEditTriggers(QTableView.EditTrigger.AllEditTriggers)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(26)
        header = view.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(1, 260)
        header.resizeSection(2, 200)
        return view

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        buttons.rejected.connect(self.close)
        return buttons
