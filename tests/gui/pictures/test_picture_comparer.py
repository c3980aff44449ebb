"""The comparer itself: it sees a word, a colour, a place; it does not see how letters are smoothed."""

import numpy as np
import pytest
from picture_comparer import difference
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gui.charts.base.canvas import font_of
from gui.look.theme import load_fonts

SIZE = (770, 470)


def drawn(text="largest supplier 48.2 %", *, colour="#009E73", text_colour="#1c2733", shift=0.0, size=SIZE):
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font_of())
    painter.setPen(QColor(text_colour))
    painter.drawText(QPointF(40 + shift, 60), text)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QPointF(200.0 + shift, 200.0), 5, 5)
    painter.drawRect(QRectF(300, 300, 60, 20))
    painter.end()
    return image


@pytest.fixture(autouse=True)
def fonts(qapp):
    load_fonts()


def test_the_same_picture_is_the_same():
    assert not difference(drawn(), drawn()).shows


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "largest supplier 48.3 %"},
        {"text": "largest suppliers 48.2 %"},
        {"text": ""},
        {"colour": "#D55E00"},
        {"colour": "#0072B2"},
        {"text_colour": "#8a94a3"},
        {"shift": 2.0},
        {"size": (771, 470)},
    ],
    ids=str,
)
def test_another_digit_letter_colour_place_or_size_shows(changed):
    found = difference(drawn(), drawn(**changed))
    assert found.shows


def test_where_it_differs_is_said():
    x, y, width, height = difference(drawn(), drawn(colour="#D55E00")).box
    assert QRectF(x, y, width, height).contains(QRectF(300, 300, 60, 20))
    assert x > 190


@pytest.mark.parametrize("by", [0.1, 0.25])
def test_a_fraction_of_a_pixel_does_not_show(by):
    assert not difference(drawn(), drawn(shift=by)).shows


def test_noise_of_smoothing_does_not_show():
    image = drawn()
    pixels = np.frombuffer(image.bits(), dtype=np.uint8)
    noise = np.random.default_rng(1).integers(-12, 13, size=pixels.shape)
    pixels[:] = np.clip(pixels.astype(np.int64) + noise, 0, 255).astype(np.uint8)
    assert not difference(drawn(), image).shows
