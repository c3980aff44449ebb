"""The words that the window shows, in the user's language; English is the source.

The convention, for every module of ``gui``:

- A literal that the user sees is written as ``tr("...")`` where it is shown. What changes inside it is a named
  placeholder, never an f-string: ``tr("Set {name} to {nodes} nodes", name=name, nodes=formats.whole(nodes))``.
  One thing and many are two sentences (``tr("1 node")``, ``tr("{count} nodes", count=...)``).
- A literal in a table made at import (actions, columns, captions) is written as ``mark("...")`` there and translated
  by ``tr(spec.text)`` where it is shown: at import nobody knows the language yet.
- A sentence or a word that the planner made (errors, reasons, explanations, evidence grades, names of layers) is
  shown through ``gui.look.planner_words.said``.
- Names that belong to the plan and to the catalogue (accelerators, suppliers, sources) are shown as they are.

After a change ``tools/translations.py`` brings resources/translations up to date and lists what is untranslated;
a test fails as long as anything is. Nothing else is needed for switching: the window builds its panels anew.
"""

import re
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication

CONTEXT: Final = "gui"
_MNEMONIC: Final = re.compile(r"\(&\w\)")
# A space between two Chinese characters comes of a name that was filled in where Latin letters would need one; one
# behind a Chinese full stop, comma or colon, which bring their own room, of sentences in a row.
_STRAY_SPACE: Final = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uff60]) +(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uff60])"
    r"|(?<=[\u3002\uff0c\uff1b\uff1a]) +"
)


class Words(str):  # noqa: SLOT000 - a str of any length has no room for slots with values
    """A text as shown, which knows what it was made of and so can be said again in another language."""

    source: str
    values: dict[str, object]


def mark(text: str) -> str:
    """Return the text as it is; it is translated when it is shown."""
    return text


def tr(text: str, /, **values: object) -> str:
    """Return a text in the language in use, its placeholders filled; English where no translation is loaded.

    The text reaches the translator as it stands in the code, so it is a literal or was marked as one.
    """
    if not text:  # Qt answers an empty text with the table's own header
        return text
    shown = QCoreApplication.translate(CONTEXT, text)
    words = Words(close_up(shown.format(**values)) if values else shown)
    words.source, words.values = text, values
    return words


def close_up(text: str) -> str:
    """Return a text without spaces between two Chinese characters, or behind a Chinese full stop.

    >>> close_up("比 仅用 H800 少")
    '比仅用 H800 少'
    """
    return _STRAY_SPACE.sub("", text)


def in_a_row(sentences: Iterable[str]) -> str:
    """Return sentences one behind the other, as the language in use sets them."""
    return close_up(" ".join(sentences))


def named(name: str, words: str) -> str:
    """Return ``name: words``, with the colon of the language in use."""
    return tr("{name}: {words}", name=name, words=words)


def again(text: str) -> str:
    """Return what ``tr`` made earlier in the language in use now; any other text as it is."""
    if not isinstance(text, Words):
        return text
    values = {name: again(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return tr(text.source, **values)


def plain(text: str) -> str:
    """Return a menu's text without its mnemonic: ``&Open`` and ``打开(&O)`` without ``&`` and ``(&O)``."""
    return _MNEMONIC.sub("", text).replace("&", "")
