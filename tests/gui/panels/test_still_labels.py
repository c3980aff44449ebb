"""Labels that are painted anew without anything being laid out anew."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gui.widgets.still_labels import StillLabel, StillNote


class LayoutRequests(QObject):
    def __init__(self):
        super().__init__()
        self.count = 0

    def eventFilter(self, _widget, event):  # noqa: N802 - Qt's name
        self.count += event.type() is QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def asked_by(qtbot):
    boxes = []

    def ask(label, words):
        """Show words in a box 120 pixels wide; return how often it is laid out anew, and its picture before."""
        box, requests = QWidget(), LayoutRequests()
        boxes.append(box)
        qtbot.addWidget(box)
        column = QVBoxLayout(box)
        column.addWidget(label)
        column.addStretch(1)
        box.setFixedSize(120, 200)
        box.show()
        QApplication.sendPostedEvents()
        before = label.grab().toImage()
        box.installEventFilter(requests)
        label.setText(words)
        QApplication.sendPostedEvents()
        assert label.text() == label.accessibleName() == words
        return requests.count, before

    return ask


def test_other_words_are_painted_in_the_room_there_is(asked_by):
    label = StillLabel("35.6 M")
    count, before = asked_by(label, "1,234,567 M of another figure")
    assert count == 0
    assert label.grab().toImage() != before


def test_a_note_asks_for_room_where_it_takes_another_line(asked_by):
    assert asked_by(StillNote(), "two")[0] == 0
    note = StillNote()
    one_line = note.heightForWidth(96)
    assert asked_by(note, "as many words as take more than a line")[0] > 0
    assert note.height() >= note.heightForWidth(note.width()) > one_line
