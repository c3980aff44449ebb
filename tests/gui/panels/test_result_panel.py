from dataclasses import replace

import pytest

from gui.panels.result import ResultPanel
from gui.panels.result_figures import FIGURES
from planner.plan_result import Blocked
from planner.planning import plan_results


@pytest.fixture(scope="module")
def result(ling_plus):
    return plan_results(ling_plus)


@pytest.fixture
def panel(qtbot, ling_plus, result, themes):
    made = ResultPanel()
    qtbot.addWidget(made)
    made.show_result(ling_plus, result)
    made.show()
    return made


def test_every_figure_is_known_and_explained(panel, result):
    for figure in FIGURES:
        assert panel.tiles[figure.key].value.text() != "–", figure.key
        assert panel.tiles[figure.key].toolTip(), figure.key


def test_figures_carry_their_bands(panel):
    for key in ("saving", "cost_per_trillion_tokens", "cost", "days", "tokens_per_s"):
        assert " – " in panel.tiles[key].note.text()


def test_stale_figures_look_stale_until_the_new_ones_come(panel, ling_plus, result):
    panel.set_stale(stale=True)
    assert panel.tiles["saving"].value.property("stale")
    assert panel.subtitle.text() == "planning…"
    panel.set_stale(stale=False)
    assert not panel.tiles["saving"].value.property("stale")


def test_what_blocks_is_said_in_words(panel, ling_plus, result):
    blocked = replace(
        result, saving=None, cost=None, blocked=(Blocked(subject="H20", reason="no price is entered; enter one."),)
    )
    panel.show_result(ling_plus, blocked)
    assert "H20: no price is entered; enter one." in panel.notes
    assert panel.tiles["saving"].value.text() == "–"


def test_published_figures_stand_beside_predictions(panel, result):
    assert result.comparisons
    assert "published 20.0" in panel.published
    assert "predicted" in panel.published


def test_a_click_explains_and_another_one_stops(panel, qtbot, result):
    from PySide6.QtCore import Qt  # noqa: PLC0415 - used once

    qtbot.mouseClick(panel.tiles["saving"], Qt.MouseButton.LeftButton)
    assert panel.explanation == result.explanations["saving"]
    panel.tiles["saving"].setFocus()
    panel.explain_focused()
    assert panel.explanation == ""


def test_a_missed_deadline_is_shown(panel, ling_plus, result):
    late = replace(ling_plus, run=replace(ling_plus.run, deadline_days=result.days / 2))
    panel.show_result(late, result)
    assert panel.tiles["days"].note.text().startswith("deadline")
    assert panel.tiles["days"].note.property("role") == "warning"


def test_names_from_a_plan_file_are_no_markup(panel, ling_plus, result):
    panel.show_result(ling_plus, replace(result, warnings=("<img src='file:///etc/passwd'>",)))
    assert "<img" in panel.notes
    from PySide6.QtCore import Qt  # noqa: PLC0415 - used once

    assert panel._notes_text.textFormat() is Qt.TextFormat.PlainText
