"""Light and dark looks as data, applied to the whole program: colours by role, supplier styles, fonts, icons.

Widgets opt into the stylesheet by dynamic properties, never by colours of their own:

- ``QFrame[panel="true"]`` a panel; ``QFrame[box="warning"|"error"|"good"|"plain"]`` a coloured box;
  ``QFrame[line="true"]`` a one-pixel rule
- ``QLabel[role="title"|"muted"|"caption"|"figure"|"strong"|"warning"|"error"|"accent"]``,
  ``"caption_focused"``: a caption with the keyboard on it, as wide as without
- ``QPushButton[primary|chip|flat="true"]``, ``QToolButton[flat="true"]``; a checked chip is filled

After changing such a property call ``restyle(widget)``.
"""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Template
from typing import ClassVar, Final

from msgspec import Struct
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPainterPath, QPalette, QPixmap, QTransform
from PySide6.QtWidgets import QApplication, QWidget

from gui.look.symbols import symbol_path
from planner.resource_files import resource_path

FONT_FAMILIES: Final = ("Inter", "Chipfolio Han")  # the second one shipped for Chinese; what both lack, the system has
TEXT_PX: Final = 13
SMALL_PX: Final = 12
FIGURE_PX: Final = 20
_ICON_PX: Final = 16
_features: ContextVar[bool] = ContextVar("features", default=True)


class ThemeChoice(StrEnum):
    """Which look the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class SupplierStyle(Struct, frozen=True, kw_only=True):
    """The one colour and the one symbol of a supplier; ``symbol`` names an outline of ``gui.look.symbols``."""

    supplier: str
    colour: str
    symbol: str

    @property
    def path(self) -> QPainterPath:
        """The symbol's outline in the unit square around the origin."""
        return symbol_path(self.symbol)


class Theme(Struct, frozen=True, kw_only=True):
    """One look. Colours are ``#rrggbb`` by role; ``parts`` are ramps (work, waiting, neutral) for parts of a whole."""

    name: str
    colours: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]
    suppliers: Mapping[str, SupplierStyle]
    other_symbol: str
    other_colour: str

    def colour(self, role: str) -> QColor:
        """Return the colour of a role; KeyError for an unknown role."""
        return QColor(self.colours[role])

    def supplier_style(self, supplier: str) -> SupplierStyle:
        """Return the style of a supplier; those not listed share a neutral one."""
        found = self.suppliers.get(supplier)
        return found or SupplierStyle(supplier=supplier, colour=self.other_colour, symbol=self.other_symbol)

    def supplier_icon(self, supplier: str) -> QIcon:
        """Return the supplier's symbol in its colour."""
        return _symbol_icon(self.supplier_style(supplier))

    def icon(self, name: str) -> QIcon:
        """Return one of the program's own icons in this look; KeyError for an unknown name."""
        path = resource_path("icons", self.name, f"{name}.svg")
        if not path.is_file():
            raise KeyError(name)
        return QIcon(str(path))


def load_theme(name: str) -> Theme:
    """Return the look called ``light`` or ``dark``; one value for each, however it is asked for."""
    return _load(ThemeChoice(name).value)


@cache
def _load(name: str) -> Theme:
    data = tomllib.loads(resource_path("themes", f"{name}.toml").read_text(encoding="utf-8"))
    listed = tomllib.loads(resource_path("themes", "suppliers.toml").read_text(encoding="utf-8"))
    greys = data["neutral_suppliers"]["colours"]
    return Theme(
        name=name,
        colours=data["colours"],
        parts={ramp: tuple(colours) for ramp, colours in data["parts"].items()},
        suppliers=_supplier_styles(listed["suppliers"], greys),
        other_symbol=listed["other"]["symbol"],
        other_colour=greys[0],
    )


def _supplier_styles(listed: Mapping[str, Mapping[str, str]], greys: list[str]) -> dict[str, SupplierStyle]:
    styles = {}
    for index, (supplier, style) in enumerate(listed.items()):
        colour = style.get("colour", greys[index % len(greys)])
        styles[supplier] = SupplierStyle(supplier=supplier, colour=colour, symbol=style["symbol"])
    return styles


def draw_symbol(painter: QPainter, style: SupplierStyle, centre_x: float, centre_y: float, size: float) -> None:
    """Fill a supplier's symbol, ``size`` high, around a point of the painter's coordinates."""
    placed = QTransform().translate(centre_x, centre_y).scale(size, size).map(style.path)
    painter.fillPath(placed, QColor(style.colour))


@cache
def _symbol_icon(style: SupplierStyle) -> QIcon:
    """Return a supplier's symbol for every resolution; tables ask for it whenever they paint a row."""
    icon = QIcon()
    for scale in (1, 2, 3):
        pixmap = _symbol_pixmap(style, scale)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # left alone, a selected row would tint the colour
            icon.addPixmap(pixmap, mode)
    return icon


def _symbol_pixmap(style: SupplierStyle, scale: int) -> QPixmap:
    pixmap = QPixmap(QSize(_ICON_PX, _ICON_PX) * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_symbol(painter, style, _ICON_PX / 2, _ICON_PX / 2, 0.62 * _ICON_PX)
    painter.end()
    return pixmap


def load_fonts() -> None:
    """Make the shipped fonts known to Qt; needs a QGuiApplication, and does nothing the second time."""
    if not ThemeController.fonts_loaded:
        for path in sorted(resource_path("fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(path))
        ThemeController.fonts_loaded = True


@contextmanager
def without_font_features() -> Iterator[None]:
    """Measure and paint text inside as a picture file shows it: SVG text names a font, but none of its features."""
    token = _features.set(False)
    try:
        yield
    finally:
        _features.reset(token)


def app_font(size_px: int = TEXT_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the program's font with figures of one width, so that numbers align in columns."""
    return QFont(_font(size_px, weight, figures=_features.get()))


@cache
def _font(size_px: int, weight: QFont.Weight, *, figures: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(size_px)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), int(figures))  # said even where off: the program's own font has it on
    return font


def palette_of(theme: Theme) -> QPalette:
    """Return the Qt palette of a look."""
    palette = QPalette()
    for role, colour in _PALETTE.items():
        palette.setColor(role, theme.colour(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("faint"))
    return palette


def stylesheet_of(theme: Theme) -> str:
    """Return the stylesheet of a look: the one template with the look's colours and icon paths put in."""
    icons = resource_path("icons", theme.name)
    values = {"icons": Path(icons).as_posix(), "text_px": TEXT_PX, "small_px": SMALL_PX, "figure_px": FIGURE_PX}
    template = Template(resource_path("themes", "window.qss").read_text(encoding="utf-8"))
    return template.substitute(values | dict(theme.colours))


class ThemeController(QObject):
    """Keeps the look that the user chose, or the system's, on the whole application.

    ``changed`` carries the new Theme. One controller per application; it is also what ``icon`` looks at.
    """

    changed = Signal(Theme)
    fonts_loaded: ClassVar[bool] = False
    active: ClassVar[Theme | None] = None

    def __init__(self, app: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM, *, dressed: bool = True) -> None:
        """Take the look; without ``dressed`` the stylesheet waits for ``dress``.

        Qt works out the style of a part again each time that it is put into another one: a window that is made before
        there is a stylesheet is worked out once.
        """
        super().__init__(app)
        self._dressed = dressed
        self._app = app
        self._choice = choice
        load_fonts()
        app.setStyle("Fusion")  # the one style that follows palette and stylesheet alike on every system
        app.setFont(app_font())
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def app(self) -> QApplication:
        """The application that wears the look."""
        return self._app

    @property
    def choice(self) -> ThemeChoice:
        """What the user asked for."""
        return self._choice

    @property
    def theme(self) -> Theme:
        """The look in use."""
        if self._choice is not ThemeChoice.SYSTEM:
            return load_theme(self._choice.value)
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return load_theme(ThemeChoice.DARK if dark else ThemeChoice.LIGHT)

    def set_choice(self, choice: ThemeChoice) -> None:
        """Take another look and say so."""
        if choice is not self._choice:
            self._choice = choice
            self._apply()

    def _follow_system(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        theme = self.theme
        if ThemeController.active is theme and self._app.styleSheet():
            return
        ThemeController.active = theme
        self._app.setPalette(palette_of(theme))
        if self._dressed:
            self._app.setStyleSheet(stylesheet_of(theme))
        self.changed.emit(theme)

    def dress(self) -> None:
        """Put on the stylesheet that was held back."""
        self._dressed = True
        self._app.setStyleSheet(stylesheet_of(self.theme))


def active_theme() -> Theme:
    """Return the look in use (light before a controller exists)."""
    return ThemeController.active or load_theme(ThemeChoice.LIGHT)


def icon(name: str) -> QIcon:
    """Return one of the program's own icons in the look in use; KeyError for an unknown name."""
    return active_theme().icon(name)


def supplier_icon(supplier: str) -> QIcon:
    """Return a supplier's symbol in the look in use."""
    return active_theme().supplier_icon(supplier)


def restyle(widget: QWidget) -> None:
    """Apply the stylesheet again after a dynamic property of the widget changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


_Role = QPalette.ColorRole
_PALETTE: Final[Mapping[QPalette.ColorRole, str]] = {
    _Role.Window: "window",
    _Role.WindowText: "text",
    _Role.Base: "field",
    _Role.AlternateBase: "hover",
    _Role.ToolTipBase: "tooltip",
    _Role.ToolTipText: "text",
    _Role.PlaceholderText: "muted",
    _Role.Text: "text",
    _Role.Button: "panel",
    _Role.ButtonText: "text",
    _Role.BrightText: "error",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "on_accent",
    _Role.Accent: "accent",
    _Role.Light: "hover",
    _Role.Midlight: "border",
    _Role.Mid: "border_strong",
    _Role.Dark: "border_strong",
    _Role.Shadow: "border_strong",
}
