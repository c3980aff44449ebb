import pytest

from gui.panels.rates_window import RatesWindow
from planner.catalogue.offers import ExchangeRates

RATES = ExchangeRates(base="CNY", date="2026-11-23", source="a bank", base_per_unit={"USD": 7.1})


@pytest.fixture
def window(qtbot, themes):
    made = RatesWindow(RATES)
    qtbot.addWidget(made)
    return made


def test_rates_are_entered_with_date_and_source_and_another_currency_is_added(window, qtbot):
    window.fields["USD"].setText("7.05")
    window.new_code.setText("eur")
    window.new_rate.setText("8.2")
    window.date.setText("2026-11-20")
    window.source.setText("ECB")
    with qtbot.waitSignal(window.saved) as saved:
        window.accept()
    assert saved.args[0] == ExchangeRates(
        base="CNY", date="2026-11-20", source="ECB", base_per_unit={"USD": 7.05, "EUR": 8.2}
    )


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [("new_code", "EURO", "three letters"), ("new_code", "CNY", "three letters"), ("new_code", "EUR", "above zero"),
     ("date", "yesterday", "date")],
)  # fmt: skip
def test_what_does_not_hold_is_said_and_nothing_is_saved(window, qtbot, field, text, word):
    getattr(window, field).setText(text)
    with qtbot.assertNotEmitted(window.saved):
        window.accept()
    assert word in window.problem.text()


def test_rates_are_an_edit_of_the_plan(session):
    session.window.actions_table["rates"].trigger()
    (editor,) = session.window.findChildren(RatesWindow)
    code = next(iter(editor.fields))
    editor.fields[code].setText("9")
    plan = session.document.plan
    editor.accept()
    assert session.document.plan.rates.base_per_unit[code] == 9.0
    session.document.undo_stack.undo()
    assert session.document.plan == plan
