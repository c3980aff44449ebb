import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QPushButton

from gui.panels.catalogue import CataloguePanel
from gui.panels.catalogue_model import COLUMNS
from gui.panels.memory_capacity import printed_bytes
from planner.catalogue.accelerator import Evidence


@pytest.fixture
def panel(qtbot, ling_plus, catalogue, themes):
    made = CataloguePanel()
    qtbot.addWidget(made)
    made.resize(330, 760)
    made.show_plan(ling_plus, catalogue)
    return made


def test_the_accelerators_of_the_plan_stand_first(panel, ling_plus):
    own = [group.accelerator for group in ling_plus.cluster.groups]
    assert panel.shown()[: len(own)] == own


def test_typing_narrows_and_clearing_brings_all_back(panel, qtbot, catalogue):
    panel.chip("at this site").click()
    assert len(panel.shown()) == len(catalogue.accelerators)
    qtbot.keyClicks(panel.search, "mi300x")
    assert "MI300X" in panel.shown()
    assert len(panel.shown()) < 5
    assert panel.subtitle.text() == f"{len(panel.shown())} of {len(catalogue.accelerators)} accelerators"
    panel.search.clear()
    assert len(panel.shown()) == len(catalogue.accelerators)


def test_a_chip_narrows_at_once(panel, catalogue):
    panel.chip("Huawei").click()
    assert panel.shown()
    assert all(catalogue.accelerator(key).supplier == "Huawei" for key in panel.shown())


@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_sorting_is_by_value_and_unknown_stands_below(panel, column, catalogue):
    panel.chip("at this site").click()
    panel.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    shown = panel.shown()
    assert len(shown) == len(catalogue.accelerators)
    if COLUMNS[column].key == "memory":
        sizes = [printed_bytes(catalogue.accelerator(key)) for key in shown]
        known = [size for size in sizes if size is not None]
        assert known == sorted(known, reverse=True)
        assert sizes[: len(known)] == known


def test_enter_in_the_table_adds_the_accelerator(panel, qtbot, ling_plus):
    panel.select("H20-SXM")
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    text, plan = blocker.args[0].text, blocker.args[0].plan
    assert text.startswith("Add H20")
    assert len(plan.cluster.groups) == len(ling_plus.cluster.groups) + 1
    assert plan.cluster.groups[-1].accelerator == "H20-SXM"


def test_the_card_tells_figures_prices_and_rules(panel):
    panel.select("H800-SXM")
    assert "989" in panel.card.text_of("Peak rates")
    assert panel.card.text_of("Memory").startswith("80 GB")
    assert "CNY/h" in panel.card.text_of("Rent")
    assert "TPP" in panel.card.text_of("Rules")
    assert panel.card.text_of("Evidence")


def test_the_card_shows_sources_and_observations_below_its_lines_on_request(panel, qtbot, catalogue):
    panel.select("H800-SXM")
    assert panel.card.sources_of("Memory") == ""
    panel.card.sources.toggle()
    figure = catalogue.accelerator("H800-SXM").figures["memory_bytes"]
    assert figure.source in panel.card.sources_of("Memory")
    assert "CNY/h" in panel.card.sources_of("Rent")
    panel.select("H20-SXM")  # they stay for the next one
    assert catalogue.accelerator("H20-SXM").figures["memory_bytes"].source in panel.card.sources_of("Memory")
    panel.card.sources.toggle()
    assert panel.card.sources_of("Memory") == ""


def test_a_card_of_unknowns_says_so_instead_of_zero(panel):
    panel.chip("at this site").click()
    panel.search.setText("Biren 166M")
    texts = [panel.card.text_of(name) for name in ("Peak rates", "Memory", "NIC", "Rent")]
    assert "unknown" in texts or "no price known" in texts
    assert not any(text.startswith("0 ") for text in texts)


def test_another_currency_shows_other_prices(panel, ling_plus, catalogue):
    from dataclasses import replace  # noqa: PLC0415 - used once

    index = panel.table.model().index(0, 3)
    before = index.data()
    panel.show_plan(replace(ling_plus, currency="USD"), catalogue)
    assert panel.table.model().index(0, 3).data() != before
    assert panel.table.model().headerData(3, Qt.Orientation.Horizontal) == "USD/h"


def test_the_chosen_accelerator_stays_chosen_when_the_plan_changes(panel, ling_plus, catalogue):
    from dataclasses import replace  # noqa: PLC0415 - used once

    panel.select("H20-SXM")
    panel.show_plan(replace(ling_plus, name="x"), catalogue)
    assert panel.selected().key == "H20-SXM"


def test_what_is_unknown_stands_last_whichever_way_is_sorted(panel, catalogue):
    panel.chip("at this site").click()
    number = next(number for number, column in enumerate(COLUMNS) if column.key == "price")
    for order in Qt.SortOrder:
        panel.table.sortByColumn(number, order)
        prices = [panel.table.model().index(row, number).data() for row in range(panel.table.model().rowCount())]
        known = [price for price in prices if price != "–"]
        assert known
        assert prices[: len(known)] == known


def test_where_nothing_matches_there_is_a_way_back(panel, qtbot, catalogue):
    panel.show()
    panel.search.setText("no such accelerator")
    assert panel.shown() == []
    assert panel.table.nothing.isVisible()
    qtbot.mouseClick(panel.table.nothing.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert len(panel.shown()) == len(catalogue.accelerators)
    assert not panel.table.nothing.isVisible()


def test_filters_of_several_kinds_are_chosen_without_the_menu_closing(panel, qtbot, catalogue):
    panel.show()
    panel.chips.more.click()
    memory = next(entry.menu() for entry in panel.chips.menu.actions() if entry.text() == "Memory")
    evidence = next(entry.menu() for entry in panel.chips.menu.actions() if entry.text() == "Evidence")
    memory.popup(panel.mapToGlobal(panel.rect().center()))
    for step in range(2):
        memory.setActiveAction(memory.actions()[step])
        qtbot.keyClick(memory, Qt.Key.Key_Return)
    assert memory.isVisible()
    assert [entry.isChecked() for entry in memory.actions()] == [True, True, False, False]
    evidence.actions()[1].trigger()
    memory.close()
    panel.chips.menu.close()
    chosen = [catalogue.accelerator(key) for key in panel.shown()]
    assert chosen
    assert all(printed_bytes(one) >= 64 * 2**30 and one.evidence is Evidence.PUBLISHED for one in chosen)


def test_no_figure_of_a_column_shown_at_first_is_cut(panel):
    panel.chip("at this site").click()
    panel.show()
    panel.grab()
    model, metrics = panel.table.model(), panel.table.fontMetrics()
    for number, column in enumerate(COLUMNS):
        if column.at_first and column.key in {"tflop_per_s", "memory", "price"}:
            widest = max(metrics.horizontalAdvance(model.index(row, number).data()) for row in range(model.rowCount()))
            assert widest + 14 <= panel.table.columnWidth(number), column.key


def test_a_symbol_keeps_its_colour_where_its_row_is_selected(panel):
    icon = panel.table.model().index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    plain, selected = (icon.pixmap(16, 16, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected))
    assert plain == selected


def test_rows_are_copied_as_spreadsheets_take_them(panel, qtbot):
    panel.table.selectRow(1)
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    heading, row = QApplication.clipboard().text().splitlines()
    assert heading.split("\t")[0] == "Accelerator"
    assert row.split("\t")[0] == panel.table.model().index(1, 0).data()
