from collections import Counter

import pytest
from PySide6.QtGui import QAction, QKeySequence

from gui.actions.action_specs import ACTIONS
from gui.look.theme import load_theme


@pytest.fixture
def session(kept_session):
    """One window for all tests here: each leaves it as it was."""
    return kept_session


def test_every_action_has_words_a_tip_and_a_shortcut():
    for spec in ACTIONS:
        assert spec.text
        assert spec.tip.endswith(".")
        assert not QKeySequence(spec.shortcut).isEmpty(), spec.name


def test_no_two_actions_share_a_shortcut_or_a_text():
    for field in ("name", "text", "shortcut"):
        counted = Counter(getattr(spec, field) for spec in ACTIONS)
        assert [value for value, count in counted.items() if count > 1] == []


def test_every_icon_is_there_in_both_looks():
    for spec in ACTIONS:
        if spec.icon:
            for look in ("light", "dark"):
                load_theme(look).icon(spec.icon)


def test_shortcuts_stay_unique_in_the_whole_window(session):
    shortcuts = [
        action.shortcut().toString()
        for action in session.window.findChildren(QAction)
        if not action.shortcut().isEmpty()
    ]
    assert [keys for keys, count in Counter(shortcuts).items() if count > 1] == []


def test_every_action_stands_in_a_menu(session):
    in_menus = {entry for menu in session.window.menuBar().actions() for entry in _entries(menu.menu())}
    for action in session.window.actions_table.all():
        assert action in in_menus


def _entries(menu):
    return [one for entry in menu.actions() for one in (_entries(entry.menu()) if entry.menu() else [entry])]


def test_mnemonics_are_unique_within_each_menu(session):
    for menu in session.window.menuBar().actions():
        letters = [
            entry.text()[entry.text().index("&") + 1].lower() for entry in menu.menu().actions() if "&" in entry.text()
        ]
        assert [letter for letter, count in Counter(letters).items() if count > 1] == [], menu.text()
