"""Each panel and chart looks as it did when somebody last looked at it: light, dark, and in Chinese.

``make pictures`` renews what is stored in ``reference/``; look at each picture that changed before it is kept.
"""

import os
from pathlib import Path

import pytest
from frozen import thaw
from picture_comparer import difference
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from small_png import write_small
from subjects import PICTURES

from gui.look.language import LanguageChoice, LanguageController
from gui.look.theme import ThemeChoice

REFERENCE = Path(__file__).parent / "reference"
RENEW = bool(os.environ.get("RENEW_PICTURES"))
LOOKS = {
    "light": (ThemeChoice.LIGHT, LanguageChoice.ENGLISH),
    "dark": (ThemeChoice.DARK, LanguageChoice.ENGLISH),
    "chinese": (ThemeChoice.LIGHT, LanguageChoice.CHINESE),
}
_TURNS = 6  # of the event loop: layouts settle and charts paint within a few


@pytest.fixture(scope="module")
def frozen():
    return thaw()


@pytest.fixture(scope="module", params=LOOKS)
def look(request, qapp, themes):
    """The application in one look after another, and light and English again at the end."""
    theme, language = LOOKS[request.param]
    languages = LanguageController(qapp, language)
    themes.set_choice(theme)
    yield request.param
    themes.set_choice(ThemeChoice.LIGHT)
    languages.set_choice(LanguageChoice.ENGLISH)
    languages.deleteLater()


@pytest.fixture(autouse=True)
def stored_errors(monkeypatch, frozen):
    """The errors of the calibration move with it; the pictures show the stored ones."""
    monkeypatch.setattr("gui.charts.evidence.evidence.load_accuracy", lambda: frozen.accuracy)
    monkeypatch.setattr("gui.charts.evidence.mixed_rows.mix_checks", lambda: frozen.mixes)
    monkeypatch.setattr("gui.charts.evidence.evidence.versions_of", lambda _plan: "Chipfolio")


def picture_of(qtbot, subject, frozen):
    widget = subject.make(frozen)
    qtbot.addWidget(widget)
    if all(subject.size):
        widget.resize(*subject.size)
    else:
        widget.adjustSize()
    widget.show()
    for _ in range(_TURNS):
        QCoreApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()  # a cursor blinks
    picture = widget.grab().toImage()
    assert picture.devicePixelRatio() == 1
    return picture.convertToFormat(QImage.Format.Format_RGB32)


@pytest.mark.sample(38)
@pytest.mark.parametrize("subject", PICTURES, ids=lambda subject: subject.name)
def test_it_looks_as_it_did(qtbot, look, subject, frozen, tmp_path):
    picture, reference = picture_of(qtbot, subject, frozen), REFERENCE / f"{subject.name}-{look}.png"
    if RENEW:
        REFERENCE.mkdir(exist_ok=True)
        if not reference.is_file() or difference(QImage(str(reference)), picture).share > 0:
            write_small(picture, reference)
    assert reference.is_file(), f"there is no {reference.name} yet; `make pictures` makes it"
    found = difference(QImage(str(reference)), picture)
    if found.shows:
        picture.save(str(tmp_path / reference.name))
    assert not found.shows, f"{tmp_path / reference.name} differs within {found.box} (x, y, width, height)"


def test_no_picture_is_stored_that_nobody_compares():
    wanted = {f"{subject.name}-{look}.png" for subject in PICTURES for look in LOOKS}
    assert {path.name for path in REFERENCE.glob("*.png")} == wanted
    assert sum(path.stat().st_size for path in REFERENCE.glob("*.png")) < 3_000_000
