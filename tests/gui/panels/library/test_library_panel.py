"""The *Library* panel and its windows: what they show of a library, what they ask for."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from gui.panels.library.library import LibraryPanel
from gui.panels.library.library_conflict import ConflictWindow
from gui.panels.library.library_publish import PublishForm
from gui.panels.library.library_versions import VersionsWindow
from planner.library.comparison import compare_three
from planner.library.entries import Kind, Listing, VersionInfo


def info(name, version=1, kind=Kind.PLAN, reason="as agreed"):
    return VersionInfo(
        kind=kind, name=name, version=version, author="ann", published_at=datetime(2026, 11, 29, 8, tzinfo=UTC),
        reason=reason, digest="0" * 64, size_bytes=4096, program="0.1.0", summary="Ling-Plus",
    )  # fmt: skip


@pytest.fixture
def panel(qtbot, themes):
    made = LibraryPanel()
    qtbot.addWidget(made)
    return made


def cells(model):
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_before_it_is_connected_only_connecting_is_offered(panel, qtbot):
    asking = (panel.search_button, panel.open_button, panel.save_button, panel.versions_button, panel.publish_button)
    assert not any(button.isEnabled() for button in asking)
    panel.address.setText(" sqlite:////srv/team.db ")
    panel.password.setText("sesame")
    with qtbot.waitSignal(panel.connect_requested) as asked:
        qtbot.keyClick(panel.address, Qt.Key.Key_Return)
    assert asked.args == ["sqlite:////srv/team.db", "sesame", False]
    assert panel.password.echoMode() is panel.password.EchoMode.Password


def test_entries_are_shown_searched_opened_and_stay_selected(panel, qtbot):
    panel.show_listing(Listing(entries=(info("Q3"), info("prices", kind=Kind.PRICES)), total=7))
    assert panel.subtitle.text() == "2 entries, 5 more"
    assert cells(panel.table.model())[0][:4] == ["plan", "Q3", "1", "ann"]
    panel.table.selectRow(0)
    with qtbot.waitSignal(panel.open_requested) as asked:
        panel.open_button.click()
    assert asked.args == [info("Q3")]
    panel.show_listing(Listing(entries=(info("prices", kind=Kind.PRICES), info("Q3", 2)), total=2))
    assert panel.selected() == info("Q3", 2)
    panel.table.selectRow(0)
    assert not panel.open_button.isEnabled()  # prices are no plan: a copy of them is saved
    assert panel.save_button.isEnabled()
    panel.words.setText("ling q3")
    panel.kind.setCurrentIndex(1)
    with qtbot.waitSignal(panel.search_requested) as asked:
        qtbot.keyClick(panel.words, Qt.Key.Key_Return)
    assert asked.args == ["ling q3", "plan"]


def test_a_strangers_markup_is_shown_as_text(panel):
    panel.show_listing(Listing(entries=(info("<img src=x>", reason="<b>now</b>"),), total=1))
    model = panel.table.model()
    assert cells(model)[0][1] == "<img src=x>"
    assert "&lt;b&gt;" in model.index(0, 5).data(Qt.ItemDataRole.ToolTipRole)


def test_a_publication_needs_a_name_and_a_reason(qtbot, themes):
    form = PublishForm("Q3", "A new entry of the library.")
    qtbot.addWidget(form)
    with qtbot.assertNotEmitted(form.published):
        form.accept()
    assert "reason" in form.problem.text()
    form.reason.setPlainText(" prices of November ")
    with qtbot.waitSignal(form.published) as said:
        form.accept()
    assert said.args == ["Q3", "prices of November"]


def test_a_conflict_shows_what_both_changed_and_offers_what_can_be_done(qtbot, themes):
    found = compare_three({"a": 1, "b": 2.5}, {"a": 5, "b": 2.5}, {"a": 1, "b": None})
    window = ConflictWindow(info("Q3", 4), found)
    qtbot.addWidget(window)
    assert "version 4" in window.words.text()
    assert cells(window.model) == [["a", "1", "5", "1", "you"], ["b", "2.5", "2.5", "unknown", "they"]]
    with qtbot.waitSignal(window.publish_chosen):
        window.publish_button.click()


def test_any_version_can_be_chosen(qtbot, themes):
    window = VersionsWindow((info("Q3", 2), info("Q3", 1)))
    qtbot.addWidget(window)
    window.table.selectRow(1)
    with qtbot.waitSignal(window.chosen) as chosen:
        window.open_button.click()
    assert chosen.args == [info("Q3", 1)]
