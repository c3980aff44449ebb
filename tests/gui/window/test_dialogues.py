"""Every dialogue and every form: each button and caption has a letter of its own, and every word has room."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from cut_words import cut_words, settled
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QPushButton, QWidget

from gui.actions.action_specs import ACTIONS
from gui.look.language import LanguageChoice
from gui.widgets.form_button import FormButton
from gui.widgets.mnemonics import LETTERS, give_mnemonics, mnemonic_of, parts_with_words

pytestmark = pytest.mark.usefixtures("dressed")

ASKING = [spec.name for spec in ACTIONS if spec.text.endswith("…") and spec.name not in {"palette", "print"}]
SCREEN = (1280, 720)
DIALOGUES = {"ShapeEditor", "RatesWindow", "AllInputs", "AboutWindow", "OwnRunForm", "_LineDialogue"}
FORMS = {
    "TermsForm",
    "MixingForm",
    "LimitsForm",
    "PurchaseForm",
    "RecipeForm",
    "StatesForm",
    "TrainsForm",
    "InterPoolLinkForm",
}


@pytest.fixture(autouse=True)
def no_files_chosen(monkeypatch):
    """The system's own dialogues are not ours to look at."""
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_arguments, **_named: ("", ""))


def opened(window) -> Iterator[tuple[str, QWidget]]:
    """Open each dialogue and each form of a window, one after the other, by its action or its button."""
    window.catalogue_panel.select("H20-SXM")
    for name in (*ASKING, "about", "mark_limited", "compare_accelerators"):
        window.actions_table[name].trigger()
        yield from ((name, one) for one in _in_sight(window))
    for key in window.charts.keys:
        window.charts.select(key)
        window.charts.current()
    for button in window.findChildren(FormButton):
        if button.isVisibleTo(window):
            button.open_form()
            yield button.accessibleName(), button.form
            button.form.hide()


def _in_sight(window) -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one is not window and one.isVisible()]


def _is_a_raw_value(name: str, words: str) -> bool:
    """Whether a cell of the table of all inputs holds what was typed, of any length; only its paths are ours."""
    return name == "all_inputs" and " cell " in words and not re.search(r"cell '[a-z_]+\.\S+'", words)


def wrong_letters(dialogue: QWidget) -> Iterator[str]:
    parts = list(parts_with_words(dialogue))
    letters = Counter(mnemonic_of(part.text()) for part in parts)
    if not set(LETTERS) <= set(letters):  # the shape's editor has more fields than there are letters
        yield from (f"{part.text()!r} has no letter" for part in parts if not mnemonic_of(part.text()))
    yield from (f"{letter} stands {count} times" for letter, count in letters.items() if letter and count > 1)


@pytest.mark.slow
@pytest.mark.parametrize("choice", [LanguageChoice.ENGLISH, LanguageChoice.CHINESE])
def test_every_dialogue_has_letters_and_room_for_its_words(window, speak, choice):
    speak(choice)
    met, wrong = [], []
    for name, dialogue in opened(window):
        settled()
        met.append(type(dialogue).__name__)
        cut = [words for words in cut_words(dialogue) if not _is_a_raw_value(name, words)]
        wrong += [f"{name}: {words}" for words in (*wrong_letters(dialogue), *cut)]
        if dialogue.width() > SCREEN[0] or dialogue.height() > SCREEN[1]:
            wrong.append(f"{name} is {dialogue.width()} x {dialogue.height()}")
        if isinstance(dialogue, QDialog | QInputDialog):
            dialogue.close()
    assert not wrong, "\n".join(wrong)
    assert set(met) >= DIALOGUES | FORMS


def test_a_letter_that_is_missing_or_taken_is_found_and_given(qtbot):
    dialogue = QDialog()
    qtbot.addWidget(dialogue)
    buttons = [QPushButton(words, dialogue) for words in ("&Copy", "&Cancel", "导入…", "Close")]
    dialogue.show()
    assert len(list(wrong_letters(dialogue))) == 3
    give_mnemonics(dialogue)
    assert [button.text() for button in buttons] == ["&Copy", "C&ancel", "导入(&B)…", "C&lose"]
    assert list(wrong_letters(dialogue)) == []
