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
