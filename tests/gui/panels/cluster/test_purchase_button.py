import pytest
from PySide6.QtCore import Qt

from gui.document import edits
from gui.panels.cluster.purchase_button import PurchaseButton
from planner.catalogue.offers import Money
from planner.cost import EnergyTerms
from planner.risk.spreads import load_spreads


@pytest.fixture
def button(qtbot, ling_plus):
    shown = PurchaseButton()
    qtbot.addWidget(shown)
    shown.show_plan(ling_plus)
    return shown


def typed(button, field, text, qtbot):
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClicks(field, text)
    with qtbot.waitSignal(button.edit_requested) as asked:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    return asked.args[0].plan


def test_a_share_is_typed_in_per_cent_and_becomes_the_users(button, qtbot, ling_plus):
    changed = typed(button, button.form.fields["discount_rate"], "8 %", qtbot)
    assert changed.purchase.discount_rate == pytest.approx(0.08)
    assert changed.purchase.source == "entered in this plan"
    assert ling_plus.purchase.discount_rate == pytest.approx(0.10)


def test_what_cannot_be_is_not_taken(button, qtbot):
    for name, text in (("utilisation", "120 %"), ("pue", "0.9"), ("life_years", "0")):
        field = button.form.fields[name]
        field.selectAll()
        qtbot.keyClicks(field, text)
        with qtbot.assertNotEmitted(button.edit_requested):
            qtbot.keyClick(field, Qt.Key.Key_Return)


def test_energy_is_priced_in_the_plans_currency(button, qtbot):
    changed = typed(button, button.form.price, "0.7", qtbot)
    assert changed.energy.price_per_kwh == Money(amount=0.7, currency=changed.currency)
    assert load_spreads().price[changed.energy.price_evidence] == 0.0


def test_the_sites_grid_is_shown_until_the_user_knows_better(button, qtbot, ling_plus):
    assert button.form.grid.value == pytest.approx(0.58582)
    assert typed(button, button.form.grid, "0.3", qtbot).energy.grid_kg_co2e_per_kwh == pytest.approx(0.3)
    assert edits.grid_intensity(ling_plus) == pytest.approx(0.58582)
    assert ling_plus.energy == EnergyTerms()


def test_porting_is_entered_as_months_and_their_cost_and_taken_away_again(button, qtbot):
    with_months = typed(button, button.form.months, "24", qtbot)
    button.show_plan(with_months)
    priced = typed(button, button.form.monthly, "60000", qtbot)
    assert priced.porting.cost == Money(amount=24 * 60_000.0, currency=priced.currency)
    button.show_plan(priced)
    assert typed(button, button.form.months, "", qtbot).porting is None
