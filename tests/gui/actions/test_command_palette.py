import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from gui.actions.command_palette import CommandPalette
from gui.actions.palette_delegate import KEYS_ROLE

WORDS = ("Cluster for exploring", "Explore mixes", "Export PDF", "Save a template")


@pytest.fixture
def window(qtbot, themes):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    return made


@pytest.fixture
def palette(window):
    actions = [(words, QAction(words, window)) for words in WORDS]
    actions[1][1].setShortcut(QKeySequence("Ctrl+R"))
    actions[1][1].setIcon(QIcon(QPixmap(16, 16)))
    window.show()
    made = CommandPalette(lambda: actions, window)
    made.open()
    return made


def rows(palette):
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_what_begins_with_the_typed_words_stands_first(palette):
    palette.field.setText("exp")
    assert rows(palette) == ["Explore mixes", "Export PDF", "Cluster for exploring"]
    assert palette.list.currentRow() == 0


def test_nothing_typed_keeps_the_order_of_the_menus(palette):
    assert rows(palette) == list(WORDS)


def test_where_nothing_is_found_that_is_said(palette):
    palette.field.setText("no such thing")
    assert palette.list.isHidden()
    assert palette.none.isVisible()
    palette.field.setText("pdf")
    assert rows(palette) == ["Export PDF"]
    assert palette.none.isHidden()


def test_keys_stand_apart_from_the_words_and_are_spoken_with_them(palette):
    item = palette.list.item(1)
    assert item.text() == "Explore mixes"
    assert item.data(KEYS_ROLE) == "Ctrl+R"
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Explore mixes Ctrl+R"


def test_rows_with_and_without_an_icon_are_equally_high_and_never_scroll_sideways(palette):
    delegate, model = palette.list.itemDelegate(), palette.list.model()
    heights = {delegate.sizeHint(QStyleOptionViewItem(), model.index(row, 0)).height() for row in range(len(WORDS))}
    assert len(heights) == 1
    palette.grab()
    assert palette.list.horizontalScrollBar().maximum() == 0
