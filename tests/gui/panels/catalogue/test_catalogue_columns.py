import pytest

from gui.panels.catalogue.catalogue import CataloguePanel
from gui.panels.catalogue.catalogue_columns import COLUMNS


@pytest.fixture
def panel(qtbot, ling_plus, catalogue, themes):
    made = CataloguePanel()
    qtbot.addWidget(made)
    made.show_plan(ling_plus, catalogue)
    return made


def test_a_few_columns_are_shown_at_first_and_others_on_request(panel, qtbot):
    first = tuple(column.key for column in COLUMNS if column.at_first)
    assert panel.columns() == first
    menu = panel.column_menu(panel)
    power = next(entry for entry in menu.actions() if entry.text().startswith("Power"))
    with qtbot.waitSignal(panel.columns_changed) as changed:
        power.setChecked(True)
    assert set(changed.args[0]) == {*first, "tdp_w"}
    with qtbot.waitSignal(panel.columns_changed):
        power.setChecked(False)
    assert panel.columns() == first


def test_the_name_always_stays_and_an_unknown_key_is_left_out(panel):
    panel.choose_columns(("nic_bytes_per_s", "no such column"))
    assert panel.columns() == ("accelerator", "nic_bytes_per_s")
    panel.choose_columns(())
    assert panel.columns() == tuple(column.key for column in COLUMNS if column.at_first)


def test_the_choice_is_remembered(session):
    panel = session.window.catalogue_panel
    panel.column_menu(panel).actions()[4].setChecked(True)
    from gui.settings import CATALOGUE_COLUMNS  # noqa: PLC0415 - used once

    assert session.window.services.settings.read(CATALOGUE_COLUMNS) == panel.columns()
