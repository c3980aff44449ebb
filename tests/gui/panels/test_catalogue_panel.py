import pytest
from PySide6.QtCore import Qt

from gui.panels.catalogue import CataloguePanel
from gui.panels.catalogue_model import COLUMNS


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
        sizes = [catalogue.accelerator(key).memory_bytes for key in shown]
        known = [size for size in sizes if size is not None]
        assert known == sorted(known, reverse=True)
        assert sizes[: len(known)] == known


def test_enter_in_the_table_adds_the_accelerator(panel, qtbot, ling_plus):
    panel.select("H20-SXM")
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    text, plan, _key = blocker.args
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
