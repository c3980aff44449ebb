"""A line without room never shows a number that is only the beginning of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF

from gui.look.eliding import MORE, fitted
from gui.look.theme import app_font

THIN = "\u202f"


@pytest.fixture(scope="module")
def metrics(qapp):
    return QFontMetricsF(app_font())


@pytest.mark.parametrize(
    "text", ["Device D alone, 2,048 H800", "buy 25,000 USD per device", f"over by 1.25{THIN}M USD"]
)
def test_a_number_is_whole_or_left_out_at_every_width(metrics, text):
    words = text.split(" ")
    for width in range(0, 300, 3):
        shown = fitted(text, metrics, width)
        kept = shown.removesuffix(MORE).split(" ")
        for word in kept:
            if any(letter.isdigit() for letter in word):
                assert word in words, (width, shown)


@given(st.lists(st.sampled_from(["abc", "12.5", "1,024", "H100", "of", f"9{THIN}%"]), min_size=1, max_size=6))
def test_with_room_enough_nothing_is_left_out(metrics, words):
    text = " ".join(words)
    assert fitted(text, metrics, metrics.horizontalAdvance(text) + 1) == text
