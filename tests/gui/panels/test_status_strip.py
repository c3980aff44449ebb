"""The status bar says one thing at a time: what was done goes before the tip under the pointer."""

import pytest

from gui.panels.status_strip import StatusStrip


@pytest.fixture
def strip(qtbot, themes):
    made = StatusStrip()
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_was_done_takes_the_place_of_the_tip_of_what_did_it(strip):
    strip.showMessage("Save the plan in its file")
    assert not strip.doing.isVisible()
    strip.say("Saved ours.chipfolio")
    assert strip.currentMessage() == ""
    assert strip.doing.isVisible()


def test_a_job_that_begins_under_a_tip_is_not_painted_over_it(strip):
    strip.showMessage("Save the plan in its file")
    strip.show_exploring(on=True)
    assert strip.currentMessage() == ""
    strip.showMessage("Save the plan in its file")
    assert not any(part.isVisible() for part in (strip.doing, strip.progress, strip.count, strip.cancel))
    strip.show_exploring(on=False)
    assert [part.isVisible() for part in (strip.doing, strip.progress, strip.cancel)] == [True, False, False]


def test_how_far_exploring_is_never_falls_and_is_never_whole_before_its_end_promise(strip):
    strip.show_exploring(on=True)
    values, totals = [], []
    for done, total in ((1, 6), (6, 6), (7, 15), (15, 15), (14, 15), (16, 23), (23, 23), (24, 30), (30, 30)):
        strip.show_progress(done, total)
        values.append(strip.progress.value())
        totals.append(strip.count.text())
    assert values == sorted(values)
    assert values[0] > 0
    assert 0.6 < values[-1] / strip.progress.maximum() < 1.0
    assert totals[3] == totals[4] == "15 of at least 15 steps"
    strip.show_exploring(on=False)
    strip.show_exploring(on=True)
    strip.show_progress(1, 6)
    assert strip.progress.value() == values[0]


def test_the_uncertainty_is_said_while_it_is_computed_and_what_was_said_comes_back_promise(strip):
    strip.say("Explored 3,750 fleets in 12 s")
    strip.show_computing(on=True)
    assert strip.doing.text() == "Computing the uncertainty"
    assert strip.progress.isVisible()
    assert not strip.cancel.isVisible()
    strip.show_computing(on=False)
    assert strip.doing.text() == "Explored 3,750 fleets in 12 s"
    assert not strip.progress.isVisible()


def test_exploring_stands_before_the_uncertainty_and_what_was_done_is_said_after_both_promise(strip):
    strip.show_computing(on=True)
    strip.show_exploring(on=True)
    assert strip.doing.text() == "Exploring mixes"
    strip.show_exploring(on=False)
    strip.say_explored(30, 30, 2.0)
    assert strip.doing.text() == "Computing the uncertainty"
    strip.show_computing(on=False)
    assert strip.doing.text() == "Explored 30 fleets in 2.0 s"
