"""A letter for every button and every caption of a dialogue: none stands twice, in any language.

Letters that the texts name themselves are kept. The others get one of their own words, or, where they are written in
a script without letters, one behind them, as is the custom there: ``导入(&A)…``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_uppercase, digits
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabBar, QToolButton, QWidget

from gui.look.words import plain

_NAMED: Final = re.compile(r"&([^\W_])")
_BEGINNINGS: Final = re.compile(r"(?:^|(?<=\W))[A-Za-z0-9]")
_LETTERS: Final = re.compile(r"[A-Za-z0-9]")
_TAIL: Final = re.compile(r"[…：:]*$")
_OTHER_SCRIPT: Final = re.compile(r"[\u2e80-\u9fff]")
LETTERS: Final = ascii_uppercase + digits


def give_mnemonics(window: QWidget) -> None:
    """Give a letter to each part of a window that has none, and another to each whose letter is taken."""
    taken: set[str] = set()
    waiting = []
    for part in parts_with_words(window):
        letter = mnemonic_of(part.text())
        if letter and letter not in taken:
            taken.add(letter)
        else:
            waiting.append(part)
    own = _own_letters([plain(part.text()) for part in waiting], taken)
    taken |= set(own)
    for part, letter in zip(waiting, own, strict=True):
        words = plain(part.text())
        given = with_mnemonic(words, set(LETTERS) - {letter} if letter else taken)
        taken.add(mnemonic_of(given))
        if given != part.text():
            part.setText(given)


def _own_letters(texts: Sequence[str], taken: set[str]) -> list[str]:
    """Return a letter of its own words for as many texts as can have one, none of them twice; "" for the others.

    A text whose letters are all in use passes one on where its holder has another (an augmenting path).
    """
    holders: dict[str, int] = {}

    def give(text: int, tried: set[str]) -> bool:
        for letter in _letters_of(texts[text]):
            if letter in taken or letter in tried:
                continue
            tried.add(letter)
            if letter not in holders or give(holders[letter], tried):
                holders[letter] = text
                return True
        return False

    for text in range(len(texts)):
        give(text, set())
    own = {text: letter for letter, text in holders.items()}
    return [own.get(text, "") for text in range(len(texts))]


def _letters_of(words: str) -> dict[str, None]:
    """Return the letters that a text could have, those that begin a word first."""
    if _OTHER_SCRIPT.search(words):
        return {}
    found = (match[0].upper() for pattern in (_BEGINNINGS, _LETTERS) for match in pattern.finditer(words))
    return dict.fromkeys(found)


def without_mnemonic(name: str) -> str:
    """Return a name as buttons and menus show it whole: what stands behind an ampersand is no letter of theirs."""
    return name.replace("&", "&&")


def parts_with_words(window: QWidget) -> Iterator[QAbstractButton | QLabel]:
    """Give the buttons with words and the captions of fields that are to be seen in a window."""
    for part in window.findChildren(QWidget):
        if part.window() is not window or not part.isVisibleTo(window) or isinstance(part.parent(), QTabBar):
            continue
        if isinstance(part, QLabel):
            if part.buddy() is not None and part.text():
                yield part
        elif isinstance(part, QAbstractButton) and part.text() and not _shows_icon_alone(part):
            yield part


def mnemonic_of(text: str) -> str:
    """Return the letter of a text as a capital; empty where it has none."""
    found = _NAMED.search(text.replace("&&", ""))
    return found[1].upper() if found else ""


def with_mnemonic(words: str, taken: Iterable[str]) -> str:
    """Return words with a letter that is not taken; as they are where every letter is.

    >>> with_mnemonic("Copy table", {"C"}), with_mnemonic("导入…", {"A"})
    ('Copy &table', '导入(&B)…')
    """
    used = set(taken)
    if not _OTHER_SCRIPT.search(words):
        for pattern in (_BEGINNINGS, _LETTERS):
            for found in pattern.finditer(words):
                if found[0].upper() not in used:
                    return f"{words[: found.start()]}&{words[found.start() :]}"
    letter = next((one for one in LETTERS if one not in used), "")
    end = _TAIL.search(words)
    cut = end.start() if end else len(words)
    return f"{words[:cut]}(&{letter}){words[cut:]}" if letter else words


def _shows_icon_alone(part: QAbstractButton) -> bool:
    alone = Qt.ToolButtonStyle.ToolButtonIconOnly
    return isinstance(part, QToolButton) and part.toolButtonStyle() is alone and not part.icon().isNull()
