"""The *Library* panel: connect to a team's database, find, open, publish. It asks for all of it and does none."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.look.words import tr
from gui.panels.library.library_rows import KIND_WORDS, TextRows, headings, text_view, version_row
from gui.panels.panel import Panel
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import EDGE_PX, GAP_PX, caption
from gui.widgets.notice_bar import NoticeBar
from planner.library.entries import Kind, Listing, VersionInfo

_COLUMNS_PX: Final = (90, 210, 70, 110, 150)
_ADDRESS: Final = "postgresql://user@host/database"  # as one is written


class LibraryPanel(Panel):
    """What the library has, newest first, and what can be done with it.

    ``notices`` says what went wrong or was done. Every signal asks; the answers come by the ``show_`` methods.
    """

    connect_requested = Signal(str, str, bool)  # the address, the password ("": none typed), whether to keep it
    search_requested = Signal(str, str)  # words, and the kind ("": any)
    open_requested = Signal(VersionInfo)
    save_requested = Signal(VersionInfo)
    versions_requested = Signal(VersionInfo)
    publish_requested = Signal()
    publish_file_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Library"), parent)
        self._entries: tuple[VersionInfo, ...] = ()
        self.address, self.password, self.words = QLineEdit(), QLineEdit(), QLineEdit()
        self.keep = QCheckBox(tr("Keep it in the keyring"))
        self.kind = QComboBox()
        self.notices = NoticeBar()
        self._model = TextRows(headings(), self)
        self.table = text_view(self._model, tr("What the library has"))
        self.connect_button = self._button(tr("Connect"), self._connect)
        self.search_button = self._button(tr("Search"), self._search)
        self.open_button = self._button(tr("Open"), lambda: self._with_selected(self.open_requested))
        self.save_button = self._button(tr("Save a copy…"), lambda: self._with_selected(self.save_requested))
        self.versions_button = self._button(tr("Versions…"), lambda: self._with_selected(self.versions_requested))
        self.publish_button = self._button(tr("Publish this plan…"), self.publish_requested.emit)
        self.publish_file_button = self._button(tr("Publish a file…"), self.publish_file_requested.emit)
        self._build()
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.table.doubleClicked.connect(lambda _index: self._open_selected())
        self.set_connected(connected=False)

    def selected(self) -> VersionInfo | None:
        """Return the entry selected, None for none."""
        rows = self.table.selectionModel().selectedRows()
        return self._entries[rows[0].row()] if rows else None

    def show_listing(self, listing: Listing) -> None:
        """Show entries by their newest versions; what was selected by its name stays so."""
        chosen = self.selected()
        self._entries = listing.entries
        self._model.show_rows([version_row(info) for info in listing.entries])
        for row, info in enumerate(listing.entries):
            if chosen is not None and (info.kind, info.name) == (chosen.kind, chosen.name):
                self.table.selectRow(row)
        shown = len(listing.entries)
        words = tr("{count} entries", count=shown) if shown != 1 else tr("1 entry")
        more = listing.total - shown
        self.subtitle.setText(tr("{words}, {more} more", words=words, more=more) if more else words)
        self.set_connected(connected=True)

    def set_connected(self, *, connected: bool) -> None:
        """Offer what needs a library, or only to connect to one."""
        self._connected = connected
        for widget in (self.words, self.kind, self.search_button, self.publish_button, self.publish_file_button):
            widget.setEnabled(connected)
        self._enable()

    def _enable(self) -> None:
        chosen = self.selected() if self._connected else None
        self.open_button.setEnabled(chosen is not None and chosen.kind is Kind.PLAN)
        self.save_button.setEnabled(chosen is not None)
        self.versions_button.setEnabled(chosen is not None)

    def _connect(self) -> None:
        self.connect_requested.emit(self.address.text().strip(), self.password.text(), self.keep.isChecked())

    def _search(self) -> None:
        self.search_requested.emit(self.words.text(), str(self.kind.currentData() or ""))

    def _open_selected(self) -> None:
        if self.open_button.isEnabled():
            self._with_selected(self.open_requested)

    def _with_selected(self, signal: SignalInstance) -> None:
        chosen = self.selected()
        if chosen is not None:
            signal.emit(chosen)

    @staticmethod
    def _button(text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)  # Enter in a field does what the field is for
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _build(self) -> None:
        self.address.setPlaceholderText(_ADDRESS)
        self.address.setAccessibleName(tr("Address of the library"))
        self.password.setAccessibleName(tr("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(tr("from the keyring or the environment"))
        self.words.setAccessibleName(tr("Words to search for"))
        self.words.setPlaceholderText(tr("name, author, reason, shape, accelerator"))
        self.kind.setAccessibleName(tr("Kind"))
        self.kind.addItem(tr("Every kind"), "")
        for kind, word in zip(Kind, KIND_WORDS, strict=True):
            self.kind.addItem(tr(word), kind.value)
        self.address.returnPressed.connect(self._connect)
        self.password.returnPressed.connect(self._connect)
        self.words.returnPressed.connect(self._search)
        self.kind.activated.connect(lambda _index: self._search())
        grid = QGridLayout()
        grid.setContentsMargins(EDGE_PX, 0, EDGE_PX, 0)
        grid.setSpacing(GAP_PX)
        for row, widgets in enumerate((
            (caption(tr("Address"), self.address), self.address, self.connect_button),
            (caption(tr("Password"), self.password), self.password, self.keep),
            (caption(tr("Search"), self.words), self.words, self.search_button),
        )):  # fmt: skip
            for column, widget in enumerate(widgets):
                grid.addWidget(widget, row, column)
        grid.addWidget(self.kind, 2, 3)
        below = QHBoxLayout()
        below.setContentsMargins(EDGE_PX, 0, EDGE_PX, 0)
        for button in (self.open_button, self.save_button, self.versions_button):
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(self.publish_file_button)
        below.addWidget(self.publish_button)
        for column, width_px in enumerate(_COLUMNS_PX):
            self.table.setColumnWidth(column, width_px)
        self.body.addLayout(grid)
        self.body.addWidget(self.notices)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(below)


class LibraryWindow(Dialogue):
    """The panel in a window of its own beside the main one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Team library"))
        self.panel = LibraryPanel()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.panel)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(880, 560)
