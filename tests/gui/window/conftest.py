"""The window with stored figures: nothing is computed, so that all that it can show is there at once."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from gui.application import open_session
from gui.background.worker_pool import Ticket, WorkerPool
from gui.look.language import LanguageChoice, LanguageController
from gui.window.main_window import MainWindow

sys.path.insert(0, str(Path(__file__).parent.parent / "pictures"))
from cut_words import settled
from frozen import Frozen, thaw
from subjects import chart_state


class IdlePool(WorkerPool):
    """A pool that never answers: the window is given what it shows."""

    def __init__(self) -> None:
        self.workers = 1

    def submit(self, _task, *_arguments) -> Ticket:
        return Ticket(0, Future())

    def cancel(self, ticket: Ticket) -> None:
        ticket.future.cancel()

    def progress(self) -> list:
        return []

    hearing = lost_a_worker = False

    def close(self) -> None:
        pass


@pytest.fixture
def idle_pool() -> IdlePool:
    return IdlePool()


@pytest.fixture(scope="module")
def frozen() -> Frozen:
    return thaw()


@pytest.fixture
def window(qtbot, qapp, themes, settings, frozen, nothing_left) -> Iterator[MainWindow]:  # noqa: PLR0917 - fixtures
    """The window on the stored plan with all its figures; nothing is computed."""
    languages = LanguageController(qapp, LanguageChoice.ENGLISH)
    session = open_session(frozen.plan, IdlePool(), themes, settings, None, languages=languages)
    session.live.close()
    session.window.resize(1280, 720)
    session.window.show()
    show_figures(session.window, frozen)
    yield session.window
    languages.set_choice(LanguageChoice.ENGLISH)
    session.window._closing = True
    session.window.close()
    session.close()
    for part in (session.window, session.runner, session.live, session.document, languages):
        part.deleteLater()
    qtbot.wait(0)


@pytest.fixture
def speak(qtbot, window, frozen) -> Callable[[LanguageChoice], None]:
    """Let the window speak another language, with the figures on it."""

    def change(choice: LanguageChoice) -> None:
        panel, languages = window.cluster_panel, window.services.languages
        if choice is not languages.choice:
            languages.set_choice(choice)
            qtbot.waitUntil(lambda: window.cluster_panel is not panel)
        show_figures(window, frozen)
        settled()

    return change


def show_figures(window, frozen) -> None:
    """Give every panel the stored figures: they are gone where the language changed."""
    window.cluster_panel.show_result(frozen.result)
    window.catalogue_panel.show_result(frozen.result)
    window.result_panel.show_result(frozen.plan, frozen.result)
    window.result_panel.set_stale(stale=False)
    window.charts.show_state(chart_state(frozen))
