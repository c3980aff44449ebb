from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from gui.look.result_figures import FIGURES
from gui.panels.result import ResultPanel
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
    assert panel._notes_text.textFormat() is Qt.TextFormat.PlainText


def test_every_pool_shows_its_layout_and_says_why(panel, qtbot, result):
    *pools, mixing = panel.pool_lines
    assert len(pools) == len(result.pools)
    for line, pool in zip(pools, result.pools, strict=True):
        assert f"DP{pool.estimate.layout.dp}" in line.accessibleName()
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
        assert "tokens/s a device" in panel.explanation
        assert f"data {pool.estimate.layout.dp}" in panel.explanation
    panel.show()
    mixing.setFocus()
    assert panel.explain_focused()
    assert result.mixing.why in panel.explanation
    assert all(why in panel.explanation for why in result.mixing.refused.values())


def test_nothing_needs_scrolling_at_the_first_size(qtbot, ling_plus, result, themes):
    panel = ResultPanel()
    qtbot.addWidget(panel)
    panel.resize(294, 586)  # its share of a window of 1440 by 900
    panel.show_result(ling_plus, result)
    panel.show()
    panel.grab()
    assert panel._area.verticalScrollBar().maximum() == 0


def test_every_figure_is_in_sight_in_the_smallest_window(qtbot, ling_plus, result, themes):
    panel = ResultPanel()
    qtbot.addWidget(panel)
    panel.resize(294, 394)  # its share of a window of 1280 by 720
    panel.show_result(ling_plus, result)
    panel.show()
    panel.grab()
    seen = panel._area.viewport().rect()
    for key, tile in panel.tiles.items():
        corner = tile.mapTo(panel._area.viewport(), tile.rect().bottomRight())
        assert seen.contains(corner), key


def test_an_empty_cluster_is_told_once(panel, ling_plus):
    from planner.cluster import Cluster  # noqa: PLC0415 - used once

    empty = replace(ling_plus, cluster=Cluster(), baseline=None)
    panel.show_result(empty, plan_results(empty))
    assert panel.notes == "The cluster is empty. Choose an accelerator in the catalogue and add it."
    assert [button.text() for button in panel.fix_buttons] == ["Choose an accelerator", "Open an example"]
