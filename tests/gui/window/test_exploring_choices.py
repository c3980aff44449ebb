"""What exploring trades off and where it runs, chosen in the window."""

from PySide6.QtWidgets import QInputDialog

from gui.settings import SCHEDULER
from planner.plan import Objective


def test_the_objective_is_an_edit_and_exploring_follows_it(session, qtbot, patience_ms):
    window, plan = session.window, session.document.plan
    window.plan_commands.choose_objective("days")
    assert session.document.plan.objective is Objective.DAYS
    with qtbot.waitSignal(session.live.explored, timeout=patience_ms):
        window.actions_table["explore"].trigger()
        session.live.explore()
    assert session.live.exploration.objective is Objective.DAYS
    session.document.undo_stack.undo()
    assert session.document.plan == plan
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)


def test_a_scheduler_is_remembered_and_one_that_cannot_be_used_is_said_in_words(session, qtbot, patience_ms):
    window = session.window
    window.actions_table["scheduler"].trigger()
    (asking,) = window.findChildren(QInputDialog)
    asking.setTextValue("tls://127.0.0.1:9")
    asking.accept()
    assert window.services.settings.read(SCHEDULER) == "tls://127.0.0.1:9"
    with qtbot.waitSignal(session.live.exploring_failed, timeout=patience_ms) as failed:
        session.live.explore()
    assert "tls://127.0.0.1:9" in str(failed.args[0]) or "distributed" in str(failed.args[0])
    assert window.notices.notice("failure") is not None


def test_the_chart_says_that_it_is_explored_from_the_first_moment_on_promise(session, qtbot, patience_ms):
    window, live = session.window, session.live
    chart = window.charts.chart("trade_off")
    if live.stale:
        with qtbot.waitSignal(live.planned, timeout=patience_ms):
            pass
    assert chart.summary == "not explored yet"
    live.explore()
    assert chart.summary == "exploring: no fleet found yet"
    assert chart._plot.hint.isHidden()
    with qtbot.waitSignal(live.exploring_cancelled):
        live.cancel_exploring()
    assert chart.summary == "not explored yet"
    assert not chart._plot.hint.isHidden()


def test_every_chart_has_a_key_of_its_own(session):
    keys = [action.shortcut().toString() for action in session.window.menus.charts.actions()]
    assert len(set(keys)) == len(keys) == len(session.window.charts.keys)
    assert all(keys)
