"""Each panel and chart looks as it did when somebody last looked at it: light, dark, and in Chinese.

As large as in a window of 1440 x 900, and, of what depends on it, of 1280 x 720 and at twice the scale.
``make pictures`` renews what is stored in ``reference/``; look at each picture that changed before it is kept.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from frozen import thaw
from picture_comparer import difference
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from small_png import write_small
from subjects import PICTURES, SMALL_PICTURES

from gui.look.language import LanguageChoice, LanguageController
from gui.look.theme import ThemeChoice

pytestmark = pytest.mark.usefixtures("dressed")

REFERENCE = Path(__file__).parent / "reference"
SMALL, TWICE = REFERENCE / "small", REFERENCE / "twice"
SCALE = int(os.environ.get("TEST_SCALE", "1"))
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
    assert picture.devicePixelRatio() == SCALE
    return picture.convertToFormat(QImage.Format.Format_RGB32)


def as_it_was(picture, reference, tmp_path):
    if RENEW:
        reference.parent.mkdir(exist_ok=True, parents=True)
        if not reference.is_file() or difference(QImage(str(reference)), picture).share > 0:
            write_small(picture, reference)
    assert reference.is_file(), f"there is no {reference.name} yet; `make pictures` makes it"
    found = difference(QImage(str(reference)), picture)
    if found.shows:
        picture.save(str(tmp_path / reference.name))
    assert not found.shows, f"{tmp_path / reference.name} differs within {found.box} (x, y, width, height)"


@pytest.mark.sample(38)
@pytest.mark.parametrize("subject", PICTURES, ids=lambda subject: subject.name)
def test_it_looks_as_it_did(qtbot, look, subject, frozen, tmp_path):
    folder = REFERENCE if SCALE == 1 else TWICE
    as_it_was(picture_of(qtbot, subject, frozen), folder / f"{subject.name}-{look}.png", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("subject", SMALL_PICTURES, ids=lambda subject: subject.name)
def test_it_looks_as_it_did_in_the_smallest_window(qtbot, look, subject, frozen, tmp_path):
    as_it_was(picture_of(qtbot, subject, frozen), SMALL / f"{subject.name}-{look}.png", tmp_path)


@pytest.mark.slow
def test_it_looks_as_it_did_at_twice_the_scale():
    """A scale holds for a whole process: the test above is run in one of its own."""
    these = f"{Path(__file__)}::test_it_looks_as_it_did"
    arguments = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", these]
    environment = {**os.environ, "TEST_SCALE": "2"}
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("folder", "subjects", "most_bytes"),
    [(REFERENCE, PICTURES, 3_000_000), (SMALL, SMALL_PICTURES, 2_000_000), (TWICE, PICTURES, 5_000_000)],
    ids=["as-large", "small", "twice"],
)
def test_no_picture_is_stored_that_nobody_compares(folder, subjects, most_bytes):
    wanted = {f"{subject.name}-{look}.png" for subject in subjects for look in LOOKS}
    stored = {path.name: path.stat().st_size for path in folder.glob("*.png")}
    assert stored.keys() == wanted
    assert sum(stored.values()) < most_bytes
