"""Two ways to use the window, as the system hands them to it: the mouse alone, and the keyboard alone.

Events enter at the native window with a position on it, or with a key; Qt then finds the widget under the mouse or
with the keyboard by itself. What cannot be reached like this cannot be reached by a user either.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMenuBar,
    QSpinBox,
    QStyle,
    QStyleOptionSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
MOST_TABS = 120  # presses of Tab after which a widget counts as out of reach


def words_of(action):
    """Return an action's text without its mnemonic and ellipsis."""
    return action.text().replace("&", "").rstrip("…")


class Mouse:
    """Points, clicks, drags and turns the wheel; never presses a key."""

    SHIFT = SHIFT

    def __init__(self, window: QWidget) -> None:
        self.window = window

    # The hand

    def click(self, widget: QWidget, at: QPoint | None = None, *, button=LEFT, modifiers=NONE) -> None:
        handle, place = self._on_window(widget, at)
        QTest.mouseMove(handle, place)
        QTest.mouseClick(handle, button, modifiers, place)
        QCoreApplication.processEvents()

    def double_click(self, widget: QWidget, at: QPoint | None = None) -> None:
        handle, place = self._on_window(widget, at)
        QTest.mouseMove(handle, place)
        QTest.mouseDClick(handle, LEFT, NONE, place)
        QCoreApplication.processEvents()

    def hover(self, widget: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseMove(*self._on_window(widget, at))
        QCoreApplication.processEvents()

    def drag(self, start: tuple[QWidget, QPoint], end: tuple[QWidget, QPoint], *, modifiers=NONE) -> None:
        """Press, move in steps, let go."""
        handle, begin = self._on_window(*start)
        _, finish = self._on_window(*end)
        QTest.mousePress(handle, LEFT, modifiers, begin)
        for step in range(1, 5):
            self._move_pressed(handle, begin + (finish - begin) * step / 4, modifiers)
        QTest.mouseRelease(handle, LEFT, modifiers, finish)
        QCoreApplication.processEvents()

    def drag_row(self, view: QAbstractItemView, row: int, target: QAbstractItemView, at: QPoint) -> None:
        """Drag a row's data onto another table.

        The offscreen platform carries no data between widgets, so what the row hands out is carried here: the press
        selects the row, and the target is asked at each step whether it takes it, as the system would ask.
        """
        self.click(*self.cell(view, row, 0))
        assert view.dragEnabled()
        index = view.currentIndex()
        assert index.flags() & Qt.ItemFlag.ItemIsDragEnabled
        data, actions = view.model().mimeData([index]), view.model().supportedDragActions()
        place = target.viewport()
        assert place.visibleRegion().contains(at)
        for kind in (QDragEnterEvent, QDragMoveEvent):
            event = kind(at, actions, data, LEFT, NONE)
            QApplication.sendEvent(place, event)
            assert event.isAccepted(), f"{target.accessibleName()} does not take what is dragged"
        QApplication.sendEvent(place, QDropEvent(QPointF(at), actions, data, LEFT, NONE))
        QCoreApplication.processEvents()

    @staticmethod
    def _move_pressed(handle: QWindow, place: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """Move with the button held and keys down: the system's test call leaves the keys out."""
        at, screen = QPointF(place), QPointF(handle.mapToGlobal(place))
        event = QMouseEvent(QEvent.Type.MouseMove, at, screen, Qt.MouseButton.NoButton, LEFT, modifiers)
        QApplication.sendEvent(handle, event)
        QCoreApplication.processEvents()

    def wheel(self, widget: QWidget, notches: int, at: QPoint | None = None) -> None:
        """Turn the wheel over a widget; the system's own event has no test call, so it is sent to what lies there."""
        place = at or widget.rect().center()
        event = QWheelEvent(
            QPointF(place),
            QPointF(widget.mapToGlobal(place)),
            QPoint(0, 0),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
        QCoreApplication.processEvents()

    # What the hand is for

    def menu(self, *path: str) -> None:
        """Choose an entry of the menu bar: its menu, submenus, its words."""
        bar = self.window.menuBar()
        self._entry(bar, path[0])
        self.choose(*path[1:])

    def choose(self, *path: str) -> None:
        """Choose an entry of the menu that is open."""
        for words in path:
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu), f"no menu is open for {words}"
            self._entry(menu, words)

    def close_menus(self) -> None:
        """Click beside the menus that stay open: the first click outside closes them and does nothing else."""
        while QApplication.activePopupWidget() is not None:
            QTest.mouseClick(self.window.windowHandle(), LEFT, NONE, QPoint(self.window.width() - 3, 3))
            QCoreApplication.processEvents()

    def menu_of(self, button: QToolButton, *path: str) -> None:
        """Choose from a button's menu. It runs a loop of its own until it is closed, so the choice comes by timer."""

        def choose_once_open() -> None:
            if QApplication.activePopupWidget() is None:
                QTimer.singleShot(1, self.window, choose_once_open)
                return
            try:
                self.choose(*path)
            finally:
                while (popup := QApplication.activePopupWidget()) is not None:  # else a failure would wait for ever
                    popup.close()

        QTimer.singleShot(0, self.window, choose_once_open)
        self.click(button)

    def press_button(self, button: QWidget) -> None:
        assert button.isEnabled(), button
        self.click(button)

    def cell(self, view: QAbstractItemView, row: int, column: int) -> tuple[QWidget, QPoint]:
        index = view.model().index(row, column)
        view.scrollTo(index)
        return view.viewport(), view.visualRect(index).center()

    def tab(self, bar: QTabBar, number: int) -> None:
        self.click(bar, bar.tabRect(number).center())

    def heading(self, header: QHeaderView, column: int) -> None:
        place = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) // 2, header.height() // 2)
        self.click(header.viewport(), place)

    def spin(self, box: QSpinBox, *, up: bool, times: int = 1) -> None:
        option = QStyleOptionSpinBox()
        box.initStyleOption(option)
        part = QStyle.SubControl.SC_SpinBoxUp if up else QStyle.SubControl.SC_SpinBoxDown
        area: QRect = box.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, box)
        for _ in range(times):
            self.click(box, area.center())

    def pick(self, box: QComboBox, number: int) -> None:
        """Open a choice by its arrow and click an entry."""
        self.click(box, QPoint(box.width() - 8, box.height() // 2))
        self.pick_open(box, number)

    def pick_open(self, box: QComboBox, number: int) -> None:
        view = box.view()
        assert view.isVisible(), "the choice did not open"
        assert QTest.qWaitForWindowExposed(view.window())
        assert view.verticalScrollBar().maximum() == 0 or view.model().rowCount() > box.maxVisibleItems(), "cut short"
        assert view.sizeHintForColumn(0) <= view.viewport().width(), (
            view.sizeHintForColumn(0),
            view.viewport().width(),
        )
        self.click(*self.cell(view, number, box.modelColumn()))

    def context_menu(self, view: QAbstractItemView, row: int, *path: str) -> None:
        """Choose from a row's own menu."""
        self.click(*self.cell(view, row, 0), button=RIGHT)
        self.choose(*path)

    @staticmethod
    def copy(text: str) -> None:
        """Have something on the clipboard, as from a data sheet: a mouse writes by pasting."""
        QGuiApplication.clipboard().setText(text)

    def paste_over(self, line: QLineEdit) -> None:
        """Select all of a line and paste, by the line's own menu."""
        self.click(line)
        for words in ("Select All", "Paste") if line.text() else ("Paste",):
            self.click(line, button=RIGHT)
            self.choose(words)

    def _entry(self, menu: QMenu | QMenuBar, words: str) -> None:
        action = next((one for one in menu.actions() if words_of(one).startswith(words)), None)
        assert action is not None, (words, [words_of(one) for one in menu.actions()])
        assert action.isEnabled(), f"{words} is not to be had"
        self.click(menu, menu.actionGeometry(action).center())

    def _on_window(self, widget: QWidget, at: QPoint | None = None) -> tuple[QWindow, QPoint]:
        """Return where a place of a widget lies, and on which native window; it has to be in sight."""
        place = widget.rect().center() if at is None else at
        assert widget.isVisible(), f"{widget} is not in sight"
        assert widget.visibleRegion().contains(place), f"{widget} is covered or scrolled away at {place}"
        top = widget.window()
        if top.windowType() is Qt.WindowType.Popup:  # it has taken the mouse: what its owner gets is passed on to it
            top = self.window
        return top.windowHandle(), top.mapFromGlobal(widget.mapToGlobal(place))


class Keyboard:
    """Presses keys; the mouse stays where it is."""

    def __init__(self, window: QWidget) -> None:
        self.window = window

    def press(self, *keys: str) -> None:
        """Press keys one after another, as they are written in menus: ``Ctrl+R``, ``Down``."""
        for key in keys:
            combination = QKeySequence(key)[0]
            handle = QGuiApplication.focusWindow() or self.window.windowHandle()
            QTest.keyClick(handle, combination.key(), combination.keyboardModifiers())
            QCoreApplication.processEvents()

    def come_back(self) -> None:
        """Let the window have the keyboard again once a dialog is closed; offscreen nobody manages windows."""
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(QGuiApplication.focusWindow() or self.window.windowHandle(), letter)
        QCoreApplication.processEvents()

    def palette(self, words: str) -> None:
        """Do something by the command palette."""
        self.press("Ctrl+K")
        self.type(words)
        assert self.window.palette_list.list.count() > 0, words
        self.press("Return")

    def go_to(self, widget: QWidget, key: str = "Tab", most: int = MOST_TABS) -> None:
        """Press Tab until a widget has the keyboard."""
        for _ in range(most + 1):
            focused = QApplication.focusWidget()
            if focused is widget or (focused is not None and widget.focusProxy() is focused):
                return
            self.press(key)
        raise AssertionError(f"{widget} ({widget.accessibleName()}) is out of the keyboard's reach")

    def pick(self, box: QComboBox, number: int) -> None:
        """Step the choice that has the keyboard to an entry and take it."""
        self.press("Alt+Down")
        assert box.view().isVisible(), "the choice did not open"
        self.press("Home", *["Down"] * number, "Return")

    def write_over(self, text: str) -> None:
        """Type over what the line in focus holds."""
        self.press("Ctrl+A")
        self.type(text)
