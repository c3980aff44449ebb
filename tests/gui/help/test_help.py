"""The help: every topic in every language, reached from what has the keyboard."""

import re

import pytest
from PySide6.QtCore import Qt

from gui.actions.action_specs import ACTIONS
from gui.application import Session
from gui.charts.registry import CHARTS
from gui.help.help_window import HelpWindow
from gui.help.pages import FIRST_TOPIC, help_pages, page_of
from gui.look.language import LanguageChoice
from gui.look.result_figures import FIGURES
from planner.resource_files import resource_path

LANGUAGES = [choice.value for choice in LanguageChoice if choice is not LanguageChoice.SYSTEM]


def _keys(language: str) -> list[str]:
    return [topic.key for page in help_pages(language) for topic in page.topics]


@pytest.fixture
def help_window(qtbot, themes):
    window = HelpWindow()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_and_every_chart_has_a_topic(language: str):
    wanted = {figure.key for figure in FIGURES} | {f"chart-{spec.key}" for spec in CHARTS}
    assert wanted <= set(_keys(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_pages_of_its_own_with_the_same_topics_in_the_same_order(language: str):
    assert resource_path("help", language).is_dir()
    assert _keys(language) == _keys("en")


def test_no_topic_stands_twice():
    keys = _keys("en")
    assert len(keys) == len(set(keys))


def test_the_last_page_lists_every_action_with_its_keys():
    text = help_pages("en")[-1].text
    assert all(f"`{spec.shortcut}`" in text for spec in ACTIONS)


def test_no_mark_of_a_topic_is_shown(help_window: HelpWindow):
    for page in help_pages("en"):  # a topic is shown with the rest of its page
        help_window.show_topic(page.topics[0].key)
        assert not re.search(r"\{#", help_window.page.toPlainText())


def test_a_topic_is_shown_from_its_heading_on(help_window: HelpWindow):
    help_window.show_topic("days")
    top = help_window.page.cursorForPosition(help_window.page.viewport().rect().topLeft())
    assert "Time" in top.block().text()
    assert help_window.list.currentItem().text(0) == "Time"


def test_an_unknown_topic_opens_the_first_page(help_window: HelpWindow):
    help_window.show_topic("no such topic")
    assert help_window.topic == FIRST_TOPIC


def test_searching_leaves_the_pages_that_say_the_words(help_window: HelpWindow, qtbot):
    qtbot.keyClicks(help_window.search, "annuity")
    shown = [help_window.list.topLevelItem(row).text(0) for row in range(help_window.list.topLevelItemCount())]
    assert shown == [page.title for page in help_pages("en") if page.says("annuity")]
    assert help_window.topic == page_of(help_pages("en"), "money").topics[0].key


def test_choosing_a_topic_with_the_keyboard_shows_it(help_window: HelpWindow, qtbot):
    help_window.list.setFocus()
    qtbot.keyClick(help_window.list, Qt.Key.Key_Down)
    assert help_window.topic == "catalogue"


def _opened(session: Session) -> str:
    shown = session.window.help_desk.open_window
    return shown.topic if shown is not None else ""


def test_f1_opens_the_page_of_the_panel_that_has_the_keyboard(kept_session: Session, qtbot):
    kept_session.window.activateWindow()
    kept_session.window.catalogue_panel.search.setFocus()
    kept_session.window.actions_table["explain"].trigger()
    qtbot.waitUntil(lambda: _opened(kept_session) == "catalogue")
    kept_session.window.help_desk.open_window.close()


def test_f1_on_a_figure_explains_it_in_place_and_leads_to_its_page(session: Session, qtbot):
    window = session.window
    window.activateWindow()
    window.result_panel.tiles["saving"].setFocus()
    window.actions_table["explain"].trigger()
    assert window.result_panel.explained == "saving"
    assert not _opened(session)
    qtbot.mouseClick(window.result_panel.read_more, Qt.MouseButton.LeftButton)
    assert _opened(session) == "saving"
    window.help_desk.open_window.close()


def test_the_charts_open_the_page_of_the_chart_in_sight(session: Session, qtbot):
    window = session.window
    window.activateWindow()
    window.charts.select("memory")
    window.charts.tabs.tabBar().setFocus()
    window.actions_table["help"].trigger()
    assert _opened(session) == "chart-memory"
    window.help_desk.open_window.close()


def test_one_help_window_is_kept(kept_session: Session):
    desk = kept_session.window.help_desk
    desk.show_topic("money")
    first = desk.open_window
    desk.show_topic("mixing")
    assert desk.open_window is first
    first.close()
