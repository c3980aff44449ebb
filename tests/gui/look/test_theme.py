import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QIcon, QPainterPath, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel

from gui.charts.base.canvas import luminance, readable_on
from gui.look.symbols import symbol_names, symbol_path
from gui.look.theme import (
    FONT_FAMILIES,
    ThemeChoice,
    ThemeController,
    active_theme,
    app_font,
    icon,
    load_fonts,
    load_theme,
    restyle,
    stylesheet_of,
    supplier_icon,
    without_font_features,
)
from planner.catalogue.reader import load_catalogue
from planner.resource_files import resource_path

LOOKS = ("light", "dark")
OKABE_ITO = {
    "Nvidia": ("#009E73", "circle"),
    "AMD": ("#D55E00", "triangle"),
    "Huawei": ("#0072B2", "square"),
    "T-Head": ("#E69F00", "diamond"),
    "Cambricon": ("#CC79A7", "star"),
    "Hygon": ("#56B4E9", "plus"),
}
TEXT_ON_GROUND = (
    ("text", "panel"),
    ("text", "window"),
    ("text", "field"),
    ("text", "accent_soft"),
    ("text", "tooltip"),
    ("muted", "panel"),
    ("muted", "window"),
    ("axis", "panel"),
    ("accent", "panel"),
    ("accent", "accent_soft"),
    ("on_accent", "accent"),
    ("warning", "warning_ground"),
    ("warning", "panel"),
    ("error", "error_ground"),
    ("error", "panel"),
    ("good", "good_ground"),
    ("capacity", "panel"),
    *((text, ground) for text in ("text", "muted", "accent") for ground in ("window", "field", "hover", "dominated")),
    *(("on_accent", ground) for ground in ("accent_hover", "accent_pressed")),
    *((text, "hover") for text in ("warning", "error", "good")),
)
MARK_ON_GROUND = (
    *(("control", ground) for ground in ("panel", "window", "field")),
    *(("scroll", ground) for ground in ("panel", "window")),
    *((mark, ground) for mark in ("candidate", "band", "accent") for ground in ("panel", "dominated")),
)


def contrast(first, second):
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture
def controller(qapp):
    before = (qapp.styleSheet(), qapp.palette(), qapp.font(), ThemeController.active)
    made = ThemeController(qapp, ThemeChoice.LIGHT)
    yield made
    made.deleteLater()
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    qapp.setFont(before[2])
    ThemeController.active = before[3]


def test_a_stylesheet_held_back_is_put_on_when_asked_for(qapp, controller):
    worn = qapp.styleSheet()
    qapp.setStyleSheet("")
    held = ThemeController(qapp, ThemeChoice.LIGHT, dressed=False)
    assert not qapp.styleSheet()
    held.dress()
    assert qapp.styleSheet() == worn
    held.deleteLater()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_reads_on_its_ground(look, text, ground):
    colours = load_theme(look).colours
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("mark", "ground"), MARK_ON_GROUND)
def test_a_control_or_a_mark_is_seen_on_its_ground(look, mark, ground):
    colours = load_theme(look).colours
    assert contrast(colours[mark], colours[ground]) >= 3.0


@pytest.mark.parametrize("look", LOOKS)
def test_words_read_on_every_bar(look):
    theme = load_theme(look)
    bars = {tone for ramp in theme.parts.values() for tone in ramp} | {theme.colours["band"], theme.other_colour}
    for ground in bars | {style.colour for style in theme.suppliers.values()}:
        assert contrast(readable_on(ground), ground) >= 4.5, ground


@pytest.mark.parametrize("look", LOOKS)
def test_a_suppliers_symbol_is_seen_on_a_panel(look):
    theme = load_theme(look)
    for style in theme.suppliers.values():
        # The light Okabe-Ito colours stay below the 3.0 of WCAG on white; their symbols and labels tell them too.
        assert contrast(style.colour, theme.colours["panel"]) >= 2.0


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_both_looks_name_the_same_colours():
    light, dark = (load_theme(look) for look in LOOKS)
    assert set(light.colours) == set(dark.colours)
    assert {ramp: len(tones) for ramp, tones in light.parts.items()} == {
        ramp: len(tones) for ramp, tones in dark.parts.items()
    }


@pytest.mark.parametrize("look", LOOKS)
def test_known_suppliers_wear_okabe_ito(look):
    theme = load_theme(look)
    worn = {supplier: (theme.supplier_style(supplier)) for supplier in OKABE_ITO}
    assert {name: (style.colour.upper(), style.symbol) for name, style in worn.items()} == {
        name: (colour.upper(), symbol) for name, (colour, symbol) in OKABE_ITO.items()
    }


def test_every_supplier_of_the_catalogue_has_a_symbol_of_its_own():
    theme = load_theme("light")
    suppliers = {accelerator.supplier for accelerator in load_catalogue().accelerators.values()}
    assert suppliers <= set(theme.suppliers)
    symbols = [theme.supplier_style(supplier).symbol for supplier in suppliers]
    assert len(set(symbols)) == len(symbols)


def test_an_unknown_supplier_is_neutral():
    theme = load_theme("light")
    style = theme.supplier_style("Nobody")
    assert style.symbol == theme.other_symbol
    assert style.colour not in {colour for colour, _ in OKABE_ITO.values()}


@pytest.mark.parametrize("name", symbol_names())
def test_a_symbol_fills_about_the_unit_square(name):
    bounds = symbol_path(name).boundingRect()
    assert 0.35 < bounds.height() <= 1.2
    assert 0.85 < bounds.width() <= 1.2
    assert abs(bounds.center().x()) < 0.16
    assert abs(bounds.center().y()) < 0.16


def test_no_two_symbols_are_the_same():
    names = symbol_names()
    for index, name in enumerate(names):
        for other in names[index + 1 :]:
            apart = QPainterPath(symbol_path(name)).subtracted(symbol_path(other))
            back = QPainterPath(symbol_path(other)).subtracted(symbol_path(name))
            assert not (apart.isEmpty() and back.isEmpty()), (name, other)


def test_both_looks_have_the_same_icons():
    names = [{path.name for path in resource_path("icons", look).glob("*.svg")} for look in LOOKS]
    assert names[0] == names[1]
    assert {"new.svg", "open.svg", "save.svg", "undo.svg", "redo.svg", "explore.svg", "export.svg"} <= names[0]


@pytest.mark.parametrize("look", LOOKS)
def test_every_icon_is_a_drawing_that_shows(qapp, look):
    for path in resource_path("icons", look).glob("*.svg"):
        assert QSvgRenderer(str(path)).isValid(), path
        image = load_theme(look).icon(path.stem).pixmap(32, 32).toImage()
        seen = sum(image.pixelColor(x, y).alpha() > 60 for x in range(0, 32, 2) for y in range(0, 32, 2))
        assert seen >= 3, path


def test_an_unknown_icon_is_refused(qapp):
    with pytest.raises(KeyError):
        icon("no-such-icon")


@pytest.mark.parametrize("look", LOOKS)
def test_the_stylesheet_is_complete_and_every_picture_in_it_exists(look):
    sheet = stylesheet_of(load_theme(look))
    assert "$" not in sheet
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert pictures
    assert all(Path(picture).is_file() for picture in pictures)


def test_the_stylesheet_is_understood_by_qt(controller, qtbot):
    # Qt warns of a sheet that it cannot parse, and warnings fail tests.
    for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT):
        controller.set_choice(choice)
        label = QLabel("0")
        label.setProperty("role", "muted")
        qtbot.addWidget(label)
        label.ensurePolished()
        assert label.palette().color(QPalette.ColorRole.WindowText) == load_theme(choice).colour("muted")


def test_a_role_set_later_shows_after_restyling(controller, qtbot):
    label = QLabel("0")
    qtbot.addWidget(label)
    label.ensurePolished()
    label.setProperty("role", "error")
    restyle(label)
    assert label.palette().color(QPalette.ColorRole.WindowText) == load_theme("light").colour("error")


def test_another_choice_is_announced_once_with_its_look(controller, qtbot):
    with qtbot.waitSignal(controller.changed, timeout=1000) as caught:
        controller.set_choice(ThemeChoice.DARK)
    assert caught.args == [load_theme("dark")]
    assert active_theme() is load_theme("dark")
    with qtbot.assertNotEmitted(controller.changed):
        controller.set_choice(ThemeChoice.DARK)


def test_the_palette_follows_the_look(controller, qapp):
    controller.set_choice(ThemeChoice.DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window) == load_theme("dark").colour("window")
    assert qapp.palette().color(QPalette.ColorRole.Highlight) == load_theme("dark").colour("accent")


def test_the_systems_look_is_followed_only_when_asked(controller, qapp, monkeypatch):
    class DarkSystem:
        def colorScheme(self):  # noqa: N802 - Qt's name
            return Qt.ColorScheme.Dark

    class Application:
        def __getattr__(self, name):
            return getattr(qapp, name)

        def styleHints(self):  # noqa: N802 - Qt's name
            return DarkSystem()

    monkeypatch.setattr(controller, "_app", Application())
    controller._follow_system()
    assert controller.theme is load_theme("light")
    controller.set_choice(ThemeChoice.SYSTEM)
    assert controller.theme is load_theme("dark")
    assert active_theme() is load_theme("dark")


def test_the_shipped_font_is_used_with_figures_of_one_width(qapp):
    load_fonts()
    assert QFontInfo(app_font()).family() == FONT_FAMILIES[0]
    for weight in (QFont.Weight.Normal, QFont.Weight.DemiBold):
        metrics = QFontMetricsF(app_font(13, weight))
        assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("8888"))


def test_a_picture_file_is_measured_as_it_shows(qapp):
    with without_font_features():
        metrics = QFontMetricsF(app_font())
    assert metrics.horizontalAdvance("1111") < metrics.horizontalAdvance("8888")


def test_the_fonts_come_with_their_licence():
    text = resource_path("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in text.upper()
    assert "Inter Project Authors" in text


def test_a_suppliers_icon_is_sharp_at_twice_the_size(qapp):
    found = supplier_icon("Nvidia")
    assert isinstance(found, QIcon)
    assert {size.width() for size in found.availableSizes()} >= {16}
    image = found.pixmap(16, 16).toImage()
    assert image.pixelColor(image.width() // 2, image.height() // 2).name() == "#009e73"
