"""Two thousand steps of a user who knows no plan: nothing is left behind, and undoing all gives the first plan back."""

import random
import threading
from collections import Counter

from PySide6.QtCore import QObject, QTimer

from gui import catalogue_edits, edits
from planner.plan import Availability, AvailabilityKind

STEPS = 2_000
_LOOK_EVERY = 25  # steps between turns of the event loop: a user's hands are slower than this


def step(session, walk):
    """Do one thing: edit, undo, redo, explore, cancel, plan again, look at another chart."""
    window, document = session.window, session.document
    plan = document.plan
    keys = [group.key for group in plan.cluster.groups]
    match walk.randrange(12):
        case 0 | 1 | 2 if keys:
            document.edit("nodes", edits.change_group(plan, walk.choice(keys), nodes=walk.randrange(300)))
        case 3 if len(keys) < 8:
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
    """Return how many threads, timers and other parts a window has, by kind."""
    kinds = Counter(type(part).__name__ for part in window.findChildren(QObject))
    return threading.active_count(), len(window.findChildren(QTimer)), kinds["QMenu"], kinds["QDialog"]


def test_a_walk_of_2000_steps_leaves_nothing_behind_and_undone_gives_the_first_plan_back(qtbot, session, patience_ms):
    window, first = session.window, session.document.plan
    for _ in window.charts.keys:  # every chart is made once, so that making them is no leak
        window.charts.turn(1)
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)
    before = left_behind(window)
    walk = random.Random(7)  # noqa: S311 - a walk, not a secret
    for number in range(STEPS):
        step(session, walk)
        if number % _LOOK_EVERY == 0:
            qtbot.wait(1)
    session.live.cancel_exploring()
    while session.document.undo_stack.canUndo():
        session.document.undo_stack.undo()
    assert session.document.plan == first
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)
    assert session.live.result.saving is not None
    assert left_behind(window) == before
