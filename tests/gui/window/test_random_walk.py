"""Six hundred steps of a user who knows no plan: nothing is left behind, and undoing all gives the first plan back."""

import gc
import random
import threading
from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication

from gui.document import catalogue_edits, edits
from planner.plan import Availability, AvailabilityKind

STEPS = 600
_LOOK_EVERY = 25  # steps between turns of the event loop: a user's hands are slower than this
_REST_EVERY = 100  # steps after which the plan is planned, as when the user looks at it


def step(session, walk):
    """Do one thing: edit, undo, redo, explore, cancel, plan again, look at another chart."""
    window, document = session.window, session.document
    plan = document.plan
    keys = [group.key for group in plan.cluster.groups]
    match walk.randrange(12):
        case 0 | 1 | 2 if keys:
            document.edit("nodes", edits.change_group(plan, walk.choice(keys), nodes=walk.randrange(300)))
        case 3 if len(keys) < 6:
            window.catalogue_panel.add(walk.choice(window.catalogue_panel.shown()))
        case 4 if keys:
            document.edit("remove", edits.remove_group(plan, walk.choice(keys)))
        case 5:
            document.edit("energy", edits.with_terms(plan, "energy", pue=1.0 + walk.random()))
        case 6:
            key = walk.choice(window.catalogue_panel.shown())
            document.edit("mark", catalogue_edits.with_mark(plan, key, Availability(kind=AvailabilityKind.BARRED)))
        case 7 | 8:
            document.undo_stack.undo()
        case 9:
            document.undo_stack.redo()
        case 10:
            session.live.explore() if walk.random() < 0.5 else session.live.cancel_exploring()
        case _:
            session.live.plan_again() if walk.random() < 0.5 else window.charts.turn(1)


def left_behind(window):
    """Return how many threads, timers and widgets there are, by kind, in the window and beside it."""
    gc.collect()  # what an earlier test let go of is not this window's
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    timers = len(window.findChildren(QTimer))
    return threading.active_count(), timers, Counter(type(one).__name__ for one in QApplication.allWidgets())


def come_to_rest(qtbot, session, patience_ms):
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)


def look_at_every_chart(qtbot, session, patience_ms):
    """Show each chart until it shows the plan as it is, and the first one again; one accelerator is on the card."""
    charts = session.window.charts
    session.window.catalogue_panel.reveal(session.document.plan.cluster.groups[0].accelerator)
    for key in (*charts.keys, charts.keys[0]):
        charts.select(key)
        chart = charts.current()
        qtbot.waitUntil(
            lambda chart=chart: (
                not session.live.busy and (chart.state.uncertainty_current or not chart.wants_uncertainty)
            ),
            timeout=patience_ms,
        )


def start_and_cancel(qtbot, session, patience_ms):
    """Explore what is planned, and cancel in the middle of it; where all is blocked there is nothing to cancel."""
    advanced = []
    session.live.exploring_advanced.connect(lambda *far: advanced.append(far))
    session.live.explore()
    qtbot.waitUntil(lambda: bool(advanced) or not session.live.exploring, timeout=patience_ms)
    session.live.cancel_exploring()
    assert not session.live.exploring


@pytest.mark.slow
def test_a_long_walk_leaves_nothing_behind_and_undone_gives_the_first_plan_back(qtbot, session, patience_ms):
    window, first, result = session.window, session.document.plan, session.live.result
    answers = Counter()
    session.live.planned.connect(lambda _result: answers.update(["planned"]))
    session.live.planning_failed.connect(lambda _error: answers.update(["failed"]))
    # Each part is made once, so that making it is no leak: every chart, and the longest card there is.
    look_at_every_chart(qtbot, session, patience_ms)
    document, key = session.document, window.catalogue_panel.selected().key
    document.edit("mark", catalogue_edits.with_mark(first, key, Availability(kind=AvailabilityKind.BARRED)))
    document.undo_stack.undo()
    come_to_rest(qtbot, session, patience_ms)
    before = left_behind(window)
    walk = random.Random(7)  # noqa: S311 - a walk, not a secret
    for number in range(STEPS):
        step(session, walk)
        if number % _LOOK_EVERY == 0:
            qtbot.wait(1)
        if number % _REST_EVERY == 0:
            session.live.cancel_exploring()  # a fleet of six has millions of mixes
            come_to_rest(qtbot, session, patience_ms)
            start_and_cancel(qtbot, session, patience_ms)
    assert sum(answers.values()) >= STEPS // _REST_EVERY, "the walk has to plan, not only to edit"
    session.live.cancel_exploring()
    while session.document.undo_stack.canUndo():
        session.document.undo_stack.undo()
    assert session.document.plan == first
    session.live.plan_again()
    session.live.explore()
    come_to_rest(qtbot, session, patience_ms)
    assert session.live.result == result
    look_at_every_chart(qtbot, session, patience_ms)
    after = left_behind(window)
    grown = {kind: n - before[2][kind] for kind, n in after[2].items() if n != before[2][kind]}
    assert (after[:2], grown) == (before[:2], {})
