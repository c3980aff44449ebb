"""Lines that are cut where there is no room: never within a number, whose rest would be another number."""

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF

MORE: Final = "…"
_CUT_NUMBER: Final = re.compile(r"[^ ]*\d[^ ]*$")  # a thin space joins a number and its unit


def fitted(text: str, metrics: QFontMetrics | QFontMetricsF, width_px: float) -> str:
    """Return a text as wide as there is room for; a word with digits is whole or left out.

    ``alone, 2,048 H800`` becomes ``alone, …`` and never ``alone, 2,0…``.
    """
    room = width_px if isinstance(metrics, QFontMetricsF) else int(width_px)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)  # type: ignore[arg-type]  # each its own kind
    if shown == text or not shown.endswith(MORE):
        return shown
    kept = shown.removesuffix(MORE)
    following = text[len(kept) : len(kept) + 1]
    whole = following in {"", " "} or not kept or kept[-1] == " "
    return shown if whole else _CUT_NUMBER.sub("", kept) + MORE
