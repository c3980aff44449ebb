"""Someone else published first: what both changed, side by side, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from gui.look.words import mark, tr
from gui.panels.library.library_rows import TextRows, text_view
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import label
from planner.library.comparison import MISSING, ChangedBy, ThreeWayComparison, Value, value_text
from planner.library.entries import VersionInfo

_BY_WORDS = {
    ChangedBy.MINE: mark("you"),
    ChangedBy.THEIRS: mark("they"),
    ChangedBy.ALIKE: mark("both alike"),
    ChangedBy.BOTH: mark("both, otherwise"),
}
_COLUMNS_PX = (270, 150, 150, 150)


class ConflictWindow(Dialogue):
    """Every value that either changed. Nothing is lost whatever is chosen: each version stays in the library."""

    publish_chosen = Signal()
    open_chosen = Signal()

    def __init__(self, latest: VersionInfo, comparison: ThreeWayComparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Published meanwhile"))
        self.words = label(
            tr(
                "“{name}” is at version {version} by now: {author} published it ({reason}). Yours is not published.",
                name=latest.name,
                version=latest.version,
                author=latest.author,
                reason=latest.reason,
            ),
            wraps=True,
        )
        self.model = TextRows([tr("Value"), tr("Before"), tr("Yours"), tr("Theirs"), tr("Changed by")], self)
        self.model.show_rows(
            [
                (one.path, *(_text(value) for value in (one.base, one.mine, one.theirs)), tr(_BY_WORDS[one.changed_by]))
                for one in comparison.changes
            ]
        )  # fmt: skip - one row a change
        view = text_view(self.model, tr("What both changed"))
        for position, width_px in enumerate(_COLUMNS_PX):
            view.setColumnWidth(position, width_px)
        self.publish_button = QPushButton(tr("Publish mine after it"))
        self.open_button = QPushButton(tr("Open theirs"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.addButton(self.publish_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        for button, chosen in ((self.publish_button, self.publish_chosen), (self.open_button, self.open_chosen)):
            button.setAutoDefault(False)  # Enter changes nothing in the library
            button.clicked.connect(chosen.emit)
            button.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(view, 1)
        column.addWidget(buttons)
        self.resize(860, 460)


def _text(value: Value) -> str:
    return tr("unknown") if value is None and value is not MISSING else value_text(value)
