"""Journey 4: what if a supplier stops shipping, is forbidden or raises prices, and how sure are these numbers?"""

import pytest
from PySide6.QtWidgets import QToolTip

from planner.plan import AvailabilityKind


def shown(wait, session, key):
    """The chart in sight, once what it shows is known."""
    chart = session.window.charts.current()
    assert chart.key == key
    if chart.wants_uncertainty:
        wait.until(lambda: chart.state.uncertainty_current)
    chart.grab()
    return chart


def bands_are_there(session):
    for name in ("tokens_per_s", "cost", "saving"):
        low, middle, high = session.live.result.bands[name]
        assert low < middle < high
    tiles = session.window.result_panel.tiles
    assert "–" in tiles["saving"].note.text()


def suppliers_say_what_stays(chart):
    frame = chart.table()
    assert {"supplier", "jurisdiction", "foundry"} <= set(frame["layer"])
    assert frame["retention_without"].between(0, 1).all()


def tornado_has_ten(chart):
    assert 5 <= len(chart.table()) <= 10


def other_axes_are_mapped(wait, session, chart, choose):
    before = chart.uncertainty.winners.x_key
    number = next(n for n in range(chart.axes[0].count()) if chart.axes[0].itemData(n) not in _in_use(chart))
    wanted = chart.axes[0].itemData(number)
    choose(chart.axes[0], number)
    wait.until(
        lambda: (
            chart.uncertainty is not None
            and chart.uncertainty.winners is not None
            and chart.uncertainty.winners.x_key == wanted
        )
    )
    assert chart.uncertainty.winners.x_key != before


def _in_use(chart):
    return {chart.uncertainty.winners.x_key, chart.uncertainty.winners.y_key}


def probability_is(wait, session, chart, key, share):
    """A scenario's probability is the user's own now, and what it costs is computed anew."""
    kept = next(one for one in session.document.plan.scenarios if one.key == key)
    assert kept.probability == share
    wait.until(lambda: not session.live.busy and chart.state.uncertainty_current)
    counted = next(one for one in chart.uncertainty.report.scenarios if one.key == key)
    assert counted.probability == share


def loss_is_answered(wait, chart, ask):
    before = chart.loss.form.answer.text()
    ask()
    wait.until(lambda: not chart.state.loss_asked and chart.loss.form.answer.text() not in {"", before})
    assert "days" in chart.loss.form.answer.text()


def is_barred(session, key):
    assert session.document.plan.site_marks[key].kind is AvailabilityKind.BARRED


def evidence_is_shown(session, chart):
    assert len(chart.table()) > 0
    card = session.window.catalogue_panel.card
    assert card.isVisible()


@pytest.mark.slow
def test_uncertainty_by_mouse(wait, opened, mouse):
    window = opened.window
    bar, keys = window.charts.tabs.tabBar(), window.charts.keys
    bands_are_there(opened)
    mouse.tab(bar, keys.index("suppliers"))
    chart = shown(wait, opened, "suppliers")
    suppliers_say_what_stays(chart)
    mouse.hover(chart._picture, chart._picture._spots[0].rect.center().toPoint())
    assert QToolTip.isVisible()
    mouse.tab(bar, keys.index("sensitivity"))
    tornado_has_ten(shown(wait, opened, "sensitivity"))
    mouse.tab(bar, keys.index("winner_map"))
    chart = shown(wait, opened, "winner_map")
    other_axes_are_mapped(wait, opened, chart, mouse.pick)
    mouse.tab(bar, keys.index("risk"))
    chart = shown(wait, opened, "risk")
    mouse.press_button(chart.scenarios)
    key, row = next(iter(chart.scenarios.form.rows.items()))
    mouse.copy("37 %")
    mouse.paste_over(row.fields["probability"])
    mouse.close_menus()
    probability_is(wait, opened, chart, key, 0.37)
    mouse.press_button(chart.loss)
    loss_is_answered(wait, chart, lambda: mouse.press_button(chart.loss.form.ask))
    mouse.pick(chart.loss.form.kind, 1)
    loss_is_answered(wait, chart, lambda: mouse.press_button(chart.loss.form.ask))
    mouse.close_menus()
    mouse.click(*mouse.cell(window.catalogue_panel.table, 2, 0))
    barred = window.catalogue_panel.selected().key
    mouse.context_menu(window.catalogue_panel.table, 2, "Mark as not available")
    is_barred(opened, barred)
    mouse.tab(bar, keys.index("evidence"))
    evidence_is_shown(opened, shown(wait, opened, "evidence"))
    wait.until(lambda: not opened.live.busy)


@pytest.mark.slow
def test_uncertainty_by_keyboard(wait, opened, keyboard):
    window = opened.window
    bands_are_there(opened)
    keyboard.press("Ctrl+5")
    suppliers_say_what_stays(shown(wait, opened, "suppliers"))
    keyboard.press("Ctrl+6")
    tornado_has_ten(shown(wait, opened, "sensitivity"))
    keyboard.press("Ctrl+7")
    chart = shown(wait, opened, "winner_map")

    def choose(box, number):
        keyboard.press("Alt+3")
        keyboard.go_to(box, most=5)
        keyboard.pick(box, number)

    other_axes_are_mapped(wait, opened, chart, choose)
    keyboard.press("Ctrl+8")
    chart = shown(wait, opened, "risk")
    keyboard.press("Alt+3")
    keyboard.go_to(chart.scenarios, most=5)
    keyboard.press("Space")
    key = next(iter(chart.scenarios.form.rows))
    keyboard.write_over("37 %")
    keyboard.press("Return", "Esc")
    assert not chart.scenarios.form.isVisible()
    probability_is(wait, opened, chart, key, 0.37)
    keyboard.press("Alt+3")
    keyboard.go_to(chart.loss, most=5)
    keyboard.press("Space")
    keyboard.go_to(chart.loss.form.ask, most=6)
    loss_is_answered(wait, chart, lambda: keyboard.press("Space"))
    keyboard.go_to(chart.loss.form.kind, most=6)
    keyboard.press("Down")
    keyboard.go_to(chart.loss.form.ask, most=6)
    loss_is_answered(wait, chart, lambda: keyboard.press("Space"))
    keyboard.press("Esc")
    assert not chart.loss.form.isVisible()
    keyboard.press("Alt+1", "Ctrl+Home", "Down", "Down")
    barred = window.catalogue_panel.selected().key
    keyboard.press("Alt+Shift+X")
    is_barred(opened, barred)
    keyboard.press("Ctrl+0")
    evidence_is_shown(opened, shown(wait, opened, "evidence"))
    wait.until(lambda: not opened.live.busy)
